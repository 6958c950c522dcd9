"""How an event is told: which heading, which sentences, from which post. A label is a sentence, the row its proof.

Each row has the posts of one event in order of time, an hour apart, as (heading, text), and those whose heading a good
editor would show, counted from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.data.outlets import shipped
from streams.records import Post
from streams.stages.curate import wording
from streams.stages.curate.rows import PostRow
from tests.build import NOON, a_post
from tests.stages.curate.desk import read
from tests.stages.curate.put_together import event_of, row_of

HOUR = timedelta(hours=1)
Told = tuple[str | None, str]


def posts(told: Sequence[Told]) -> list[Post]:
    return [
        a_post(text, name=f"p{n}", headline=heading, at=NOON + n * HOUR, outlet=f"Outlet {chr(65 + n)}")
        for n, (heading, text) in enumerate(told)
    ]


HEADLINES: list[tuple[str, Sequence[Told], set[int]]] = [
    ("of one post, its heading", [
        ("Warehouse burns in Aalborg", "A warehouse in Aalborg burned down on Monday. Nobody was hurt."),
    ], {0}),
    ("what most tell, not the odd angle", [
        ("Ferry runs aground off Kos with 90 on board",
         "A ferry with 90 people on board ran aground off Kos on Monday, the coastguard said."),
        ("Ferry aground off Kos, passengers taken off",
         "Passengers were taken off a ferry that ran aground off the island of Kos on Monday."),
        ("My brother was on the late boat",
         "A man in Kardamena spoke of his brother, a steward on the ferry that ran aground off Kos."),
    ], {0, 1}),
    ("the toll that holds, not the first one", [
        ("Three dead in Oruro coach crash",
         "Three people were killed when a coach overturned near Oruro on Monday, police said."),
        ("Coach overturns near Oruro, three killed",
         "Three people died when a coach left the road near Oruro in Bolivia on Monday."),
        ("Oruro coach crash: five dead",
         "Five people have died in the coach crash near Oruro, police said on Monday evening."),
    ], {2}),
    ("a toll of two that rises twice", [
        ("Two killed as tower block collapses in Baku",
         "Two people were killed when a tower block collapsed in Baku on Monday, the ministry said."),
        ("Baku collapse kills six",
         "Six people are dead after a tower block collapsed in Baku on Monday, the ministry said."),
        ("Nine dead in Baku tower collapse",
         "Nine people are dead after a tower block collapsed in Baku on Monday, the ministry said."),
    ], {2}),
    ("a toll that no later heading repeats", [
        ("At least four killed in Lagos market fire",
         "At least four people were killed in a fire in a market in Lagos on Monday, officials said."),
        ("Eleven killed in Lagos market fire",
         "Eleven people were killed in the fire in a market in Lagos, officials said on Monday."),
        ("Lagos traders count losses after market fire",
         "Traders in Lagos counted their losses after the fire in a market that killed 11 people."),
    ], {1, 2}),
    ("a correction, not what it corrects", [
        ("Mayor: 40 homes flooded in Kolding", "Forty homes were flooded in Kolding on Monday, the mayor said."),
        ("Four homes flooded in Kolding, not 40",
         "Correction: four homes were flooded in Kolding on Monday, the mayor said, not 40 as reported."),
    ], {1}),
    ("a report, not a question", [
        ("Dam at Krems gives way", "A dam on the Krems gave way on Monday and water ran into the lower town."),
        ("Why did the dam at Krems give way?",
         "A dam on the Krems gave way on Monday; engineers had warned of cracks in the wall."),
    ], {0}),
    ("a report, not a question without its mark", [
        ("Dam at Krems gives way, lower town flooded",
         "A dam on the Krems gave way on Monday and water ran into the lower town."),
        ("How the dam at Krems gave way", "A dam on the Krems gave way on Monday; this is how it came to that."),
    ], {0}),
    ("a question that asks for help counts as one, too", [
        ("Have you seen this boy?",
         "Police in Leeds are looking for a boy of nine who has been missing since Sunday evening."),
        ("Boy, nine, missing in Leeds", "A boy of nine has been missing in Leeds since Sunday evening, police said."),
    ], {1}),
    ("a report, not a live page's label", [
        ("Live updates: quake in Izmir",
         "An earthquake of magnitude 6.1 shook Izmir on Monday. Follow our live coverage."),
        ("Strong quake shakes Izmir",
         "An earthquake of magnitude 6.1 shook Izmir on Monday morning, the observatory said."),
    ], {1}),
    ("a report, not as it happened", [
        ("Quake in Izmir – as it happened",
         "An earthquake of magnitude 6.1 shook Izmir on Monday morning, the observatory said."),
        ("Strong quake shakes Izmir",
         "An earthquake of magnitude 6.1 shook Izmir on Monday morning, the observatory said."),
    ], {1}),
    ("a report, not a film", [
        ("Bridge closed after barge hits pillar in Cologne",
         "A barge hit a pillar of a bridge in Cologne on Monday, and the bridge was closed."),
        ("Watch: the moment a barge hits a bridge",
         "A film shows the barge that hit a pillar of a bridge in Cologne on Monday."),
    ], {0}),
    ("a report, not pictures", [
        ("In pictures: Cologne after the crash",
         "A barge hit a pillar of a bridge in Cologne on Monday, and the bridge was closed."),
        ("Barge hits bridge in Cologne",
         "A barge hit a pillar of a bridge in Cologne on Monday, and the bridge was closed."),
    ], {1}),
    ("a report, not a greeting", [
        ("Tram derails in Ghent",
         "A tram derailed in Ghent on Monday morning; four people were hurt, the operator said."),
        ("Good morning",
         "A tram derailed in Ghent this morning; four people were hurt. Here is what else happens today."),
    ], {0}),
    ("a report, not what we know so far", [
        ("Tram derails in Ghent, four hurt",
         "A tram derailed in Ghent on Monday morning; four people were hurt, the operator said."),
        ("What we know so far",
         "A tram derailed in Ghent on Monday morning and four people were hurt, one of them badly."),
    ], {0}),
    ("a report, not what one needs to know of it", [
        ("Tram derailment in Ghent: what we know so far",
         "A tram derailed in Ghent on Monday morning and four people were hurt."),
        ("Four hurt as tram derails in Ghent",
         "A tram derailed in Ghent on Monday morning; four people were hurt, the operator said."),
    ], {1}),
    ("a report, not a list", [
        ("Five things about the Ghent tram crash",
         "A tram derailed in Ghent on Monday morning and four people were hurt."),
        ("Tram derails in Ghent",
         "A tram derailed in Ghent on Monday morning; four people were hurt, the operator said."),
    ], {1}),
    ("a report, not a tease", [
        ("You won't believe what fell on this roof",
         "A piece of a satellite fell on the roof of a farm near Lleida on Monday, the owner said."),
        ("Piece of satellite falls on farm near Lleida",
         "A piece of a satellite fell on the roof of a farm near Lleida on Monday, police said."),
    ], {1}),
    ("a report, not the daily briefing", [
        ("Evening briefing",
         "A piece of a satellite fell on the roof of a farm near Lleida on Monday. Also tonight: rain."),
        ("Piece of satellite falls on farm near Lleida",
         "A piece of a satellite fell on the roof of a farm near Lleida on Monday, police said."),
    ], {1}),
    ("a report, not an opinion", [
        ("Council sells Hove lido", "The council sold the lido at Hove to a hotel group on Monday by 21 votes to 19."),
        ("Opinion: selling Hove lido is a mistake",
         "The council sold the lido at Hove on Monday. That was wrong, and this is the reason."),
    ], {0}),
    ("what is said in plain letters, not shouted", [
        ("LIDO SOLD TO HOTEL GROUP IN HOVE",
         "The council sold the lido at Hove to a hotel group on Monday by 21 votes to 19."),
        ("Hove council sells lido to hotel group",
         "The council sold the lido at Hove to a hotel group on Monday by 21 votes to 19."),
    ], {1}),
    ("a whole heading, not one that is cut", [
        ("Hove council sells lido to hotel…",
         "The council sold the lido at Hove to a hotel group on Monday by 21 votes to 19."),
        ("Hove council sells lido", "The council sold the lido at Hove to a hotel group on Monday by 21 votes to 19."),
    ], {1}),
    ("more than one word", [
        ("Statement", "The council sold the lido at Hove to a hotel group on Monday by 21 votes to 19."),
        ("Hove council sells lido", "The council sold the lido at Hove to a hotel group on Monday by 21 votes to 19."),
    ], {1}),
    ("who said it, not a bare quotation", [
        ("‘We have lost our sea’", "Swimmers wept as the council sold the lido at Hove to a hotel group on Monday."),
        ("Swimmers protest as Hove council sells lido",
         "Swimmers protested as the council sold the lido at Hove to a hotel group on Monday."),
    ], {1}),
    ("the language of most posts", [
        ("Zug entgleist bei Bologna",
         "Bei Bologna ist am Montag ein Zug entgleist. Zwei Menschen wurden verletzt, teilte die Bahn mit."),
        ("Train derails near Bologna",
         "A train derailed near Bologna on Monday and two people were hurt, the railway said."),
        ("Two hurt as train derails near Bologna",
         "Two people were hurt when a train derailed near Bologna on Monday, the railway said."),
    ], {1, 2}),
    ("and where that is German", [
        ("Bei Bologna entgleist ein Zug",
         "Bei Bologna ist am Montag ein Zug entgleist. Zwei Menschen wurden verletzt, teilte die Bahn mit."),
        ("Zug entgleist bei Bologna, zwei Verletzte",
         "Zwei Menschen wurden verletzt, als am Montag bei Bologna ein Zug aus den Schienen sprang."),
        ("Train derails near Bologna",
         "A train derailed near Bologna on Monday and two people were hurt, the railway said."),
    ], {0, 1}),
    ("a German question is one", [
        ("Warum entgleiste der Zug bei Bologna?",
         "Bei Bologna ist am Montag ein Zug entgleist. Nun wird nach der Ursache gesucht."),
        ("Zug bei Bologna entgleist",
         "Bei Bologna ist am Montag ein Zug entgleist. Zwei Menschen wurden verletzt, teilte die Bahn mit."),
    ], {1}),
    ("a German live page is one", [
        ("Liveticker: Hochwasser in Graz",
         "In Graz ist am Montag die Mur über die Ufer getreten. Mehrere Straßen stehen unter Wasser."),
        ("Mur tritt in Graz über die Ufer",
         "In Graz ist am Montag die Mur über die Ufer getreten, wie die Feuerwehr mitteilte."),
    ], {1}),
    ("a French live page is one", [
        ("EN DIRECT – Grève à la SNCF : suivez la journée",
         "Les cheminots sont en grève lundi dans toute la France, a indiqué la direction de la SNCF."),
        ("Grève à la SNCF : un train sur deux lundi",
         "Un train sur deux circulera lundi en raison de la grève des cheminots, a indiqué la SNCF."),
    ], {1}),
    ("a French explainer is one", [
        ("Ce que l'on sait de la grève à la SNCF",
         "Les cheminots sont en grève lundi dans toute la France, a indiqué la direction de la SNCF."),
        ("Grève à la SNCF : un train sur deux lundi",
         "Un train sur deux circulera lundi en raison de la grève des cheminots, a indiqué la SNCF."),
    ], {1}),
    ("a Spanish question is one", [
        ("¿Qué ocurrió en el puerto de Bilbao?",
         "Un barco chocó el lunes contra el muelle de Bilbao, según informó la autoridad portuaria."),
        ("Un barco choca contra el muelle de Bilbao",
         "Un barco chocó el lunes contra el muelle de Bilbao, según informó la autoridad portuaria."),
    ], {1}),
    ("a Ukrainian explainer is one", [
        ("Вибух у Полтаві: що відомо",
         "У Полтаві в понеділок стався вибух на складі, поранено двох людей, повідомила поліція."),
        ("У Полтаві вибухнув склад, двоє поранених",
         "У Полтаві в понеділок стався вибух на складі, поранено двох людей, повідомила поліція."),
    ], {1}),
    ("an Italian live page is one", [
        ("Diretta: alluvione a Faenza",
         "Lunedì il fiume Lamone ha rotto gli argini a Faenza, ha detto la protezione civile."),
        ("Faenza, il Lamone rompe gli argini",
         "Lunedì il fiume Lamone ha rotto gli argini a Faenza, ha detto la protezione civile."),
    ], {1}),
    ("a verdict, not the trial's first day", [
        ("Trial of banker opens in Zug",
         "The trial of the banker Beat Kolb, who is accused of fraud, opened in Zug on Monday."),
        ("Banker Beat Kolb found guilty of fraud", "The banker Beat Kolb was found guilty of fraud in Zug on Monday."),
        ("Banker guilty of fraud, Zug court rules",
         "A court in Zug found the banker Beat Kolb guilty of fraud on Monday and will pass sentence in June."),
    ], {1, 2}),
    ("a result, not the polls that opened", [
        ("Polls open in Malta",
         "Polls opened in Malta on Monday in an election that may end the rule of the Labour party."),
        ("Opposition wins Malta election",
         "The opposition won the election in Malta, the prime minister conceded on Monday."),
        ("Malta's prime minister concedes defeat",
         "Malta's prime minister conceded defeat to the opposition in the election on Monday."),
    ], {1, 2}),
    ("a match's score, not its kick-off", [
        ("Line-ups: Brann v Molde", "Brann and Molde have named their line-ups for the cup final in Oslo on Monday."),
        ("Brann beat Molde 2-0 in cup final",
         "Brann beat Molde 2-0 in the cup final in Oslo on Monday with two goals by Moen."),
        ("Moen scores twice as Brann win the cup",
         "Moen scored twice as Brann beat Molde 2-0 in the cup final in Oslo on Monday."),
    ], {1, 2}),
    ("a market's close, not its morning", [
        ("Oslo shares open lower", "Shares in Oslo opened 0.4 per cent lower on Monday as oil fell."),
        ("Oslo shares close 3 per cent lower as oil slides",
         "Shares in Oslo closed 3 per cent lower on Monday as the price of oil slid."),
        ("Oil slide drags Oslo shares down 3 per cent",
         "A slide in the price of oil dragged shares in Oslo down by 3 per cent on Monday."),
    ], {1, 2}),
    ("power that is back, where most say so", [
        ("Power cut in Split",
         "Power was cut in most of Split on Monday after a fire in a substation, the grid operator said."),
        ("Power back in Split after substation fire",
         "Power is back in all of Split after the fire in a substation, the grid operator said on Monday."),
        ("Split has power again", "All of Split has power again after a fire in a substation, the grid operator said."),
    ], {1, 2}),
    ("of posts without headings, a first sentence that stands alone", [
        (None, "He said it would take days. A landslide has blocked the road to Sinaia, the police said on Monday."),
        (None, "A landslide has blocked the road to Sinaia. It will take days to clear it, police said."),
    ], {0, 1}),
    ("a heading, where one post has one and another has none", [
        (None, "A landslide has blocked the road to Sinaia. It will take days to clear it, police said."),
        ("Landslide blocks road to Sinaia",
         "A landslide has blocked the road to Sinaia, and it will take days to clear it, police said."),
    ], {1}),
    ("a first sentence, where the only headings are questions or furniture", [
        ("What next for Sinaia?",
         "A landslide has blocked the road to Sinaia. It will take days to clear it, police said."),
        ("Good evening", "A landslide has blocked the road to Sinaia, police said. It will take days to clear it."),
        (None, "A landslide has blocked the road to Sinaia, the police said on Monday."),
    ], {0, 2}),
    ("the organisation of health is no question", [
        ("WHO declares end of cholera outbreak in Beira",
         "The World Health Organization declared the end of the cholera outbreak in Beira on Monday."),
        ("Why cholera came to Beira",
         "The cholera outbreak in Beira has ended, the World Health Organization said on Monday."),
    ], {0}),
    ("what a heading ends with is no flaw where it tells", [
        ("Storm floods Faro airport – live",
         "A storm flooded the airport of Faro on Monday and flights were turned away."),
        ("Good evening", "A storm flooded the airport of Faro on Monday. Good evening from the newsroom."),
    ], {0}),
]  # fmt: skip


@pytest.mark.parametrize(("label", "told", "right"), HEADLINES, ids=[row[0] for row in HEADLINES])
def test_the_headline_is_from_a_post_that_an_editor_would_take(
    label: str, told: Sequence[Told], right: set[int]
) -> None:
    given = posts(told)
    event = event_of(given)
    assert event.headline_post_id in {given[n].post_id for n in right}, f"{label}: {event.headline}"


SUMMARIES: list[tuple[str, Sequence[Told], list[str], list[str]]] = [
    ("the first sentence of one report", [
        ("Silo bursts in Odense",
         "A grain silo burst in Odense on Monday, the fire service said. It stood beside the harbour."),
    ], ["grain silo burst"], ["It stood"]),
    ("no sentence that leans on another", [
        ("Silo bursts in Odense",
         "A grain silo burst in Odense on Monday, the fire service said. But nobody was hurt."),
        ("Odense silo bursts", "He had heard a bang. A silo with 400 tonnes of grain burst in Odense on Monday."),
    ], ["silo"], ["But nobody", "He had heard"]),
    ("no words of somebody who is not named there", [
        ("Silo bursts in Odense",
         "A grain silo burst in Odense on Monday. “The street was yellow with grain,” she said."),
        ("Odense silo",
         "A silo burst in Odense on Monday. “It will take a week to clear,” harbour master Per Holm said."),
    ], ["silo burst"], ["she said"]),
    ("no by-line, credit or call to the reader", [
        ("Silo bursts in Odense",
         "By Mette Dahl\nA grain silo burst in Odense on Monday.\nPhoto: Per Holm\nRead more: life by the "
         "harbour\n(Reporting by Mette Dahl; editing by Jo Ek)\nSign up to our newsletter for the news of Odense."),
    ], ["grain silo burst"], ["Mette", "Photo", "Read more", "Sign up"]),
    ("an agency's dateline is not told", [
        ("Silo bursts in Odense",
         "ODENSE, Denmark (Belt Wire) - A grain silo burst in Odense on Monday, the fire service said."),
    ], ["A grain silo burst"], ["Belt Wire"]),
    ("a dateline without an agency, nor what an archive says of its picture", [
        ("Silo bursts in Odense", "FILE - In this photo of 2019 a silo stands in Odense. (AP Photo/Jo Ek)\n"
         "ODENSE - A grain silo burst in Odense on Monday, the fire service said."),
    ], ["A grain silo"], ["ODENSE", "FILE"]),
    ("neither a heading that the text repeats nor a caption", [
        ("Silo bursts in Odense", "Silo bursts in Odense\nA grain silo burst on Monday, the fire service said.\n"
         "Grain lies in the street in front of the silo"),
    ], ["A grain silo"], ["Silo bursts", "Grain lies"]),
    ("no question", [
        ("Silo bursts in Odense",
         "Could it happen again? A grain silo burst in Odense on Monday, the fire service said."),
    ], ["grain silo burst"], ["?"]),
    ("a number that was superseded is not told", [
        ("Three dead in Oruro", "Three people were killed when a coach overturned near Oruro on Monday, police said."),
        ("Five dead in Oruro",
         "Five people were killed when a coach overturned near Oruro on Monday, police said later."),
    ], ["Five people"], ["Three people"]),
    ("and not in the middle of a later report", [
        ("Three dead in Oruro", "Three people were killed when a coach overturned near Oruro on Monday, police said."),
        ("Oruro driver held",
         "The driver of the coach that overturned near Oruro on Monday has been arrested, police said."),
        ("Toll in Oruro rises", "Seven people were killed when a coach overturned near Oruro on Monday, police said."),
    ], ["Seven people", "has been arrested"], ["Three people"]),
    ("what two reports say is told once", [
        ("Kiruna lift stops", "A ski lift stopped above Kiruna on Monday with 30 people in it, the operator said."),
        ("Lift halts above Kiruna",
         "A ski lift with 30 people in it stopped above Kiruna on Monday, its operator said."),
    ], ["ski lift"], []),
    ("what each of three reports adds", [
        ("Kiruna lift stops", "A ski lift stopped above Kiruna on Monday with 30 people in it, the operator said."),
        ("Kiruna lift: all down",
         "Rescuers lowered all passengers of the Kiruna lift by rope within four hours, police said."),
        ("Kiruna lift: cable worn",
         "Inspectors found a worn cable at the Kiruna lift, the transport agency said on Monday."),
    ], ["ski lift stopped", "by rope", "worn cable"], []),
    ("who denies is told beside who claims", [
        ("Union: 40 jobs to go at Tarn mill",
         "Forty jobs will go at the paper mill in Tarn, the union said on Monday."),
        ("Tarn mill says no job will go",
         "The paper mill in Tarn denied on Monday that 40 jobs will go, as the union had said."),
    ], ["denied"], []),
    ("a German sentence that leans on another", [
        ("Silo in Linz geborsten",
         "Er habe einen Knall gehört. In Linz ist am Montag ein Silo mit Getreide geborsten."),
    ], ["ein Silo"], ["Er habe"]),
    ("a French one", [
        ("Un silo éclate à Metz",
         "Un silo de blé a éclaté lundi à Metz, ont indiqué les pompiers. Il se trouvait près du port."),
    ], ["Un silo"], ["Il se trouvait"]),
    ("a Ukrainian one", [
        ("У Сумах луснув елеватор",
         "У Сумах у понеділок луснув елеватор із зерном, повідомили рятувальники. Він стояв біля порту."),
    ], ["елеватор"], ["Він стояв"]),
]  # fmt: skip


@pytest.mark.parametrize(("label", "told", "has", "lacks"), SUMMARIES, ids=[row[0] for row in SUMMARIES])
def test_the_summary_holds_by_itself(label: str, told: Sequence[Told], has: list[str], lacks: list[str]) -> None:
    summary = event_of(posts(told)).summary
    whole = " ¦ ".join(sentence.text for sentence in summary)
    assert [word for word in has if word not in whole] == [], f"{label}: {whole}"
    assert [word for word in lacks if word in whole] == [], f"{label}: {whole}"


def test_two_reports_of_the_same_words_give_one_sentence() -> None:
    [told] = [told for label, told, _, _ in SUMMARIES if label == "what two reports say is told once"]
    assert len(event_of(posts(told)).summary) == 1


FIRE = [
    ("Fire at mill in Tampere", "A fire broke out in a paper mill in Tampere on Monday, the fire service said."),
    ("Tampere mill on fire", "A paper mill in Tampere is on fire, and eleven workers were led out, police said."),
    (
        "Mill fire in Tampere under control",
        "The fire in the paper mill in Tampere is under control, the fire service said.",
    ),
]


def test_each_sentence_is_as_written_in_the_post_that_it_names() -> None:
    given = posts([*FIRE, *HEADLINES[2][1]])
    texts = {post.post_id: post.text for post in given}
    summary = event_of(given).summary
    assert len(summary) > 1
    assert all(sentence.text in texts[sentence.post_id] for sentence in summary)


def test_a_withdrawn_post_heads_nothing_while_another_stands() -> None:
    given = posts(FIRE)
    rows = [row_of(given[0]), *(row_of(post, withdrawn=True) for post in given[1:])]
    event = event_of(rows)
    assert event.headline_post_id == given[0].post_id
    assert {sentence.post_id for sentence in event.summary} == {given[0].post_id}


def test_of_an_event_that_was_taken_back_the_words_stay_readable() -> None:
    event = event_of(row_of(post, withdrawn=True) for post in posts(FIRE))
    assert event.headline is not None
    assert event.summary
    assert (event.importance, event.importance_reasons) == (0.0, ())


def test_a_copy_is_heard_once() -> None:
    odd = (
        "Gulls return to Tampere",
        "Gulls came back to Tampere after the fire in the paper mill, a birdwatcher said.",
    )
    given = posts([FIRE[0], FIRE[1], odd])
    copies = [
        msgspec.structs.replace(
            read(a_post(odd[1], name=f"copy{n}", headline=odd[0], at=NOON + 3 * HOUR, outlet=f"Copier {n}")),
            duplicate_of=given[2].post_id,
            duplicate_group="g",
            similarity=1.0,
        )
        for n in range(8)
    ]
    odd_one = msgspec.structs.replace(read(given[2]), duplicate_group="g")
    with_copies = event_of([*given[:2], row_of(odd_one), *map(row_of, copies)])
    assert with_copies.headline == event_of(given).headline
    assert with_copies.independent_origins == 3


def test_a_post_whose_first_news_is_another_event_does_not_head_this_one() -> None:
    both = read(
        a_post(
            "A bank was robbed in Oulu on Monday. Elsewhere, a fire broke out in a paper mill in Tampere, police said.",
            name="both",
            headline="Bank robbed in Oulu",
            at=NOON + 5 * HOUR,
        )
    )
    assert len(both.passages) > 1
    given = posts(FIRE)
    event = event_of([*map(row_of, given), row_of(both, elsewhere=["Oulu"])])
    assert event.headline_post_id != both.post_id
    alone = event_of([row_of(both, elsewhere=["Oulu"])])
    assert alone.post_count == 1


def test_the_headline_does_not_turn_with_each_report_that_adds_nothing() -> None:
    """Ten outlets say the same in other words: whoever comes first heads the event until something happens."""
    ways = [
        "Lorry hits bridge at Selby",
        "Bridge at Selby hit by lorry",
        "Selby bridge struck by lorry",
        "Lorry strikes Selby bridge",
        "Lorry in collision with bridge at Selby",
        "Selby: lorry hits bridge",
        "Lorry collides with bridge in Selby",
        "Bridge struck by lorry in Selby",
        "Lorry crashes into bridge at Selby",
        "Selby bridge hit by lorry",
    ]
    told: Sequence[Told] = [(way, f"{way} on Monday morning, police said. The road is closed.") for way in ways]
    given = posts(told)
    heads = [event_of(given[: n + 1]).headline for n in range(len(given))]
    turns = sum(one != other for one, other in pairwise(heads))
    assert turns <= 3, heads


def test_the_words_follow_from_the_posts_in_whatever_order_they_are_handed_over() -> None:
    rows = [row_of(post) for post in posts([*FIRE, *HEADLINES[1][1]])]
    one, other = event_of(rows), event_of(reversed(rows))
    assert (one.headline, one.summary, one.importance) == (other.headline, other.summary, other.importance)


@pytest.mark.parametrize(
    ("heading", "left"),
    [
        ("LIVE: Two dead in Lima crash", "Two dead in Lima crash"),
        ("BREAKING NEWS – Two dead in Lima crash", "Two dead in Lima crash"),
        ("Two dead in Lima crash | Live updates", "Two dead in Lima crash"),
        ("Two dead in Lima crash (video)", "Two dead in Lima crash"),
        ("UPDATE 2 - Two dead in Lima crash", "Two dead in Lima crash"),
        ("EN DIRECT : deux morts à Lima", "deux morts à Lima"),
        ("Eilmeldung: Zwei Tote in Lima", "Zwei Tote in Lima"),
        ("Live music returns to Lima", "Live music returns to Lima"),
        ("Lima: two dead", "Lima: two dead"),
        ("Video games banned in Lima schools", "Video games banned in Lima schools"),
        ("Update", "Update"),
    ],
)
def test_a_label_is_no_part_of_a_heading(heading: str, left: str) -> None:
    assert wording.bare(heading) == left


@pytest.mark.parametrize(
    "heading",
    [
        "Two dead in Lima crash",
        "Lima crash: two dead",
        "Police find body in Lima river",
        "Watchmaker to shut Biel plant",
        "Live music returns to Lima",
        "WHO chief warns of cholera",
        "Whole village moved in Uri",
        "Update to tax law passes",
        "Hello Kitty maker cuts outlook",
        "Recap maker recalls tyres",
        "Video games banned in schools",
        "Breaking point near, nurses warn",
        "Latest strike closes Lyon metro",
        "News Corp sells three titles",
        "Map makers merge",
        "Photo agency files for bankruptcy",
        "Zwei Tote in Lima",
        "Deux morts à Lima",
        "Dos muertos en Lima",
        "У Лімі двоє загиблих",
        "Welcome for refugees in Graz",
    ],
)
def test_a_heading_that_only_looks_like_furniture_has_nothing_against_it(heading: str) -> None:
    assert wording.heading_flaws(heading) == 0


HOSTILE = [
    "(" * 50_000,
    "a " * 50_000,
    "live: " * 20_000,
    " – " * 20_000,
    "“" * 50_000,
    "A (b) - " * 10_000,
    "1,1" * 20_000,
    "he said, " * 10_000,
    "\u0301" * 50_000,
    "from " * 20_000,
    "-" * 50_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_read_by_their_beginning(text: str) -> None:
    wording.heading_flaws(text)
    wording.bare(text)
    wording.is_furniture(text)
    wording.hangs(text, "en")
    wording.opening(text)
    wording.toll(text)
    wording.told_numbers(text)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.none() | st.text(max_size=60), st.text(max_size=120)), min_size=1, max_size=5))
def test_any_posts_are_told_by_their_own_words(told: Sequence[Told]) -> None:
    given_posts = [read(post) for post in posts(told)]
    rows: list[PostRow | Post] = [row_of(post) for post in given_posts if post.passages]
    if not rows:
        return
    event = event_of(rows)
    assert event.headline is None or any(event.headline in f"{p.headline}\n{p.text}" for p in given_posts)
    assert all(any(sentence.text in p.text for p in given_posts) for sentence in event.summary)
    assert 0 <= event.importance <= 1
    assert shipped().family("Outlet A") in {source.family for source in event.sources}
