"""What sort of post it is; each row that founds no event has news beside it that begins alike."""

from __future__ import annotations

import pytest

from streams.stages.parse.post_types import post_type

# label: (heading, text, announces, card, type)
TYPES = {
    "news": ("Bridge shut", "The bridge was shut at noon.", False, False, "news"),
    "a by-line with a link card": ("Dike breach echoes ’53", "It was night.", True, True, "feature"),
    "a by-line alone is news": ("Bridge shut", "The bridge was shut at noon.", True, False, "news"),
    "a labelled comment": ("Analysis: who pays for the dikes", "Nobody.", False, False, "feature"),
    "an evening summary": ("Evening summary", "The water falls.", False, False, "recap"),
    "what we know": ("What we know so far", "Two towns are cut off.", False, False, "recap"),
    "good-bye": ("Goodbye", "That’s all for today. We will be back.", False, False, "recap"),
    "a greeting": ("Good morning", "Welcome to our coverage.", False, False, "teaser"),
    "an explainer": ("Explainer: how a dike works", "It is clay.", False, False, "background"),
    "a question that explains": ("Who is the new dike warden?", "She is 40.", False, False, "background"),
    "an advert": ("Subscribe today", "It pays.", False, False, "advert"),
    "a subject: what we know": ("Mill fire: what we know", "Two are dead.", False, False, "recap"),
    "the night in brief": ("The night in brief", "The dike held.", False, False, "recap"),
    "a subject in brief": ("The dike law in brief", "It dates from 1900.", False, False, "background"),
    "why something is so": ("Why are the locks shut?", "They leak.", False, False, "background"),
    "how something works": ("How a lock works", "It has two gates.", False, False, "background"),
    "how somebody became something": ("How Delft learned to swim", "In spring.", False, False, "feature"),
    "a quotation with a colon": ("‘I lost all’: a night on the dike", "He sat.", False, False, "feature"),
    "somebody who": ("The man who counts waves", "He is 80.", False, False, "feature"),
    "a question to readers": ("", "Are you near the dike? Tell us what you see.", False, False, "teaser"),
    "minutes to go": ("Kick-off in ten minutes", "Both teams are here.", False, False, "teaser"),
    "an appeal for money": ("Support our journalism", "It needs readers.", False, False, "advert"),
    "a newsletter": ("", "Sign up for our weekly newsletter on water.", False, False, "advert"),
    "a robbery in minutes is news": ("Thieves empty bank in ten minutes", "They fled.", False, False, "news"),
    "a man who was arrested is news": ("Man who broke dike arrested", "He is 40.", False, False, "news"),
    "who registers is news": ("", "Voters may register until Friday, the mayor said.", False, False, "news"),
    "an analysis that is news": ("Analysts see higher prices", "They said so.", False, False, "news"),
    "a summary that is news": ("Summary executions condemned", "The court said so.", False, False, "news"),
    "a profile of nobody": ("Profiles of storm leaked", "They said so.", False, False, "news"),
}


@pytest.mark.parametrize(("heading", "text", "announces", "card", "expected"), TYPES.values(), ids=TYPES)
def test_post_types(heading: str, text: str, announces: bool, card: bool, expected: str) -> None:
    assert post_type(heading, text, announces=announces, card=card) == expected


NO_NEWS = {
    "an opinion": ("Opinion: dikes are for looking at", "A plea for patience.", "feature"),
    "a guest column": ("Guest column | Let the water in", "It comes anyway.", "feature"),
    "readers' letters": ("Your letters: who needs a dike?", "Readers write about gulls.", "feature"),
    "letters to the editor": ("Letters to the editor", "Sir, the dike leaks.", "feature"),
    "experts who are asked": ("Ask the expert: is my cellar safe?", "Our plumber replies.", "feature"),
    "a quiz": ("The big Saturday quiz", "Who built the first dike?", "feature"),
    "tips": ("Five ways to keep a cellar dry", "Air it.", "feature"),
    "a column by its opening": ("On gulls", "Gulls know no shame, writes our columnist.", "feature"),
    "a column by its voice": ("On rain", "I have always liked rain.", "feature"),
    "printed elsewhere before": ("On mud", "This essay first appeared in a book on mud.", "feature"),
    "a prize": ("WIN a weekend for two in Delft", "Answer one easy question.", "advert"),
    "a prize by its opening": ("Off to Delft", "Answer our question and you could win two nights.", "advert"),
    "small print": ("Off to the sea", "Two nights for two. Terms and conditions apply.", "advert"),
    "a partner's text": ("Partner content: a bank for dikes", "It lends.", "advert"),
    "a paid text by its opening": ("Dry feet", "This article is sponsored by a maker of boots.", "advert"),
    "public notices": ("Public notices", "The water board meets on Monday.", "advert"),
    "a notice of a meeting": ("Notice of annual general meeting", "Members are invited.", "advert"),
    "television tonight": ("What to watch tonight", "A film on dikes.", "teaser"),
    "a channel that pauses": ("", "This channel takes a break until noon.", "teaser"),
    "a guide": ("How to fill a sandbag", "Take a shovel.", "background"),
    "an opinion in German": ("Meinung: Deiche sind schön", "Wirklich.", "feature"),
    "letters in German": ("Leserbriefe", "Der Deich ist zu hoch.", "feature"),
    "a prize in German": ("Gewinnen Sie ein Wochenende in Husum", "Eine Frage genügt.", "advert"),
    "an opinion in Spanish": ("Opinión: los diques", "Una defensa.", "feature"),
    "television in Spanish": ("Qué ver esta noche", "Una película.", "teaser"),
    "letters in French": ("Courrier des lecteurs", "La digue fuit.", "feature"),
    "a prize in French": ("Gagnez un séjour à Dunkerque", "Une question suffit.", "advert"),
    "an opinion in Italian": ("L’opinione | Le dighe", "Sono belle.", "feature"),
    "an advert in Italian": ("Contenuto sponsorizzato", "Stivali per tutti.", "advert"),
    "letters in Polish": ("Listy od czytelników", "Wał przecieka.", "feature"),
    "a prize in Polish": ("Wygraj weekend w Gdyni", "Jedno pytanie.", "advert"),
    "an opinion in Portuguese": ("Opinião: os diques", "Uma defesa.", "feature"),
    "an advert in Portuguese": ("Conteúdo patrocinado", "Botas para todos.", "advert"),
    "a column in Ukrainian": ("Колонка: про дамби", "Вони гарні.", "feature"),
    "a channel that asks to be followed": ("", "👉 Follow us on Telegram for more", "advert"),
    "a channel that asks for subscribers in German": ("", "Abonniert unseren Kanal!", "advert"),
    "a channel that asks for subscribers in Spanish": ("", "👉 Suscríbete a nuestro canal de WhatsApp", "advert"),
    "a channel that asks for subscribers in French": ("", "Abonnez-vous à notre chaîne Telegram", "advert"),
    "a channel that asks for subscribers in Italian": ("", "Iscriviti al canale: t.me/diga", "advert"),
    "a channel that asks for subscribers in Polish": ("", "Obserwuj nas na Telegramie", "advert"),
    "a channel that asks for subscribers in Portuguese": ("", "Inscreva-se no canal 👉 @dique", "advert"),
    "a channel that asks for subscribers in Ukrainian": ("", "Підписуйтесь на наш канал 👉 @damba", "advert"),
    "a channel that asks for subscribers in Russian": ("", "✅ Подписывайтесь на канал", "advert"),
    "an advert in Ukrainian": ("На правах реклами", "Чоботи для всіх.", "advert"),
}
NEWS = {
    "an opinion poll": ("Opinion poll: ruling party ahead", "It leads by four points."),
    "an opinion of a court": ("Opinion of court leaked", "The judges are split."),
    "letters that are found": ("Letters of drowned captain found", "They lay in a crate."),
    "a letter bomb": ("Letter bomb injures clerk", "Police sealed off the office."),
    "an expert who is asked": ("Expert asks for higher dikes", "She spoke in parliament."),
    "a host of a quiz": ("Quiz host arrested", "He is accused of fraud."),
    "ways that are blocked": ("Ways to harbour blocked", "Farmers parked tractors."),
    "a columnist who is freed": ("Columnist freed in Minsk", "He had been held for two years."),
    "a witness's voice": ("", "“I have always lived here,” said a man whose house burned down on Monday."),
    "a win": ("Win over Braga sends Porto top", "Porto won 2-0 on Sunday."),
    "a party's win": ("Win for Greens in Freiburg", "They took 31 per cent."),
    "a question that decides": ("", "Voters will answer one question on Sunday, the mayor said."),
    "terms that apply": ("Ferry deal signed", "The same terms apply to the island, the line said."),
    "a sponsor": ("Sponsor leaves cycling team", "The bank ends its contract."),
    "a notice of a strike": ("Notice of strike served on railway", "Drivers stop on Monday."),
    "a watchdog for competition": ("Competition watchdog fines bank", "It must pay a million."),
    "a draw": ("Prize draw winner robbed", "Two men took the cheque."),
    "a channel that is shut": ("", "This channel port was shut on Monday after a fire, the harbour master said."),
    "a column of tanks": ("Column of tanks enters town", "Residents fled."),
    "a bankruptcy in German": ("Konkurs: Werft in Husum gibt auf", "200 Menschen verlieren ihre Arbeit."),
    "opinions in German": ("Meinungsforscher verhaftet", "Die Polizei durchsuchte sein Büro."),
    "a prize that is won in Spanish": ("Gana una escritora de Lima el premio", "El jurado lo anunció el lunes."),
    "a contest for posts in Spanish": ("Concurso: 300 plazas de médico", "El ministerio las convocó ayer."),
    "letters in French news": ("Lettre piégée à Lille", "Un employé est blessé."),
    "a contest in French": ("Concours de médecine annulé", "Une fuite a été découverte."),
    "a builder of roads": ("Vinci perd un contrat", "Le titre recule."),
    "an opinion in Italian news": ("Opinione pubblica divisa", "Il sondaggio è di lunedì."),
    "letters in Polish news": ("List gończy za prezesem", "Policja szuka go od piątku."),
    "a tax office in Portuguese": ("Receita: fraude de 3 milhões", "Três pessoas foram detidas."),
    "who follows the police": ("", "Follow our advice and stay indoors, police told residents of Delft on Monday."),
    "a join": ("", "Join the queue early, the ferry line said, for the lock is shut."),
    "a document signed in Ukrainian": ("", "Підписання угоди про дамбу відбудеться у Києві в понеділок."),
    "a document signed in Russian": ("", "Подписан договор о строительстве канала, сообщили в мэрии."),
    "a subscriber in Spanish": ("", "Suscríbete: así estafaba una banda a 300 vecinos de Lima."),
    "a column in Ukrainian news": ("Колона танків увійшла до міста", "Люди тікають."),
}


@pytest.mark.parametrize(("heading", "text", "expected"), NO_NEWS.values(), ids=NO_NEWS)
def test_no_news(heading: str, text: str, expected: str) -> None:
    assert post_type(heading, text) == expected


@pytest.mark.parametrize(("heading", "text"), NEWS.values(), ids=NEWS)
def test_news_that_begins_alike(heading: str, text: str) -> None:
    assert post_type(heading, text) == "news"
