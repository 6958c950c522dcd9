"""Kinds of happenings by their cue words; each row is a heading and a sentence of our own."""

from __future__ import annotations

import re

import pytest

from streams.data import word_tables
from streams.stages.enrich import kinds

ACLED = {
    "Battles", "Explosions/Remote violence", "Violence against civilians", "Protests", "Riots",
    "Strategic developments",
}  # fmt: skip
KINDS = {
    "shelling is an attack": ("Port city shelled again", "Artillery fire hit the docks, the army said.", "attack"),
    "a visit is diplomacy": ("Premier to visit Lisbon", "The two leaders will hold talks at a summit.", "diplomacy"),
    "a vote count is an election": ("Count goes on", "Turnout was high; the ballots are being recounted.", "election"),
    "a verdict is court": ("Jury finds driver guilty", "The judge will pass sentence in June.", "court"),
    "a burst bank is a flood": ("River bursts its banks", "Flood water reached the square; people left.", "flood"),
    "tremors are a quake": ("Strong quake shakes island", "The magnitude was 6.1, with aftershocks.", "quake"),
    "a blaze is a fire": ("Warehouse blaze", "Firefighters fought the flames all night.", "fire"),
    "a sinking is an accident": ("Trawler sinks", "The coastguard searched the wreckage.", "accident"),
    "a match is sport": ("Late goal wins it", "The striker scored in the final minutes of the match.", "sport"),
    "rates are a market": ("Central bank holds", "Interest rates stay; inflation is falling.", "market"),
    "a blackout is an outage": ("Blackout in the north", "Power was restored after two hours.", "outage"),
    "a march is a protest": ("Thousands march", "Protesters met tear gas on the avenue.", "protest"),
    "one weak word is no kind": ("A quiet day", "The president smiled.", None),
    "nothing is no kind": ("", "", None),
}


@pytest.mark.parametrize(("headline", "text", "kind"), KINDS.values(), ids=KINDS)
def test_kind(headline: str, text: str, kind: str | None) -> None:
    assert kinds.classify(headline, [text])[0] == kind


OTHERS = {
    "German": ("de", "Zugunglück bei Ulm", "Ein Regionalzug ist entgleist; zehn Menschen wurden verletzt.", "accident"),
    "French": ("fr", "Grève dans les trains", "Les syndicats appellent les cheminots à cesser le travail.", "labour"),
    "Spanish": ("es", "Un terremoto sacude Quito", "El sismo tuvo una magnitud de 5,4.", "quake"),
    "Italian": ("it", "Incendio in un capannone", "Le fiamme sono state domate dai vigili del fuoco.", "fire"),
    "Portuguese": ("pt", "Enchente no sul", "O rio transbordou e as ruas ficaram alagadas.", "flood"),
    "Ukrainian": ("uk", "Обстріл Харкова", "Ракети влучили у два будинки.", "attack"),
    "Polish": ("pl", "Wybory w Krakowie", "Frekwencja była wysoka, podała komisja.", "election"),
}
NAMED = {
    "German": ("de", "Cyberangriff auf Klinik", "Patienten wurden verlegt, Ärzte sagten Operationen ab.", "cyber"),
    "French": ("fr", "Échange de prisonniers", "Les soldats sont rentrés en bus.", "diplomacy"),
    "Spanish": ("es", "Estampida en el estadio", "Hubo muertos en la final de fútbol.", "accident"),
    "Italian": ("it", "Raid aereo su un ospedale", "I medici curano i feriti.", "attack"),
    "Portuguese": ("pt", "Ransomware no hospital", "Os médicos adiaram cirurgias.", "cyber"),
    "Ukrainian": ("uk", "Обмін полоненими", "Додому повернулися 40 військових.", "diplomacy"),
    "Polish": ("pl", "Nalot na szpital", "Lekarze opatrują rannych.", "attack"),
}
MEANINGS = {
    "a heart attack is no attack": ("Mayor survives heart attack", "Doctors treated him in hospital.", "health"),
    "a storm of protest is no storm": ("Storm of protest over toll", "Demonstrators blocked the bridge.", "protest"),
    "who is under fire does not burn": (
        "Minister under fire over budget",
        "Lawmakers called for a vote.",
        "government",
    ),
    "a strike at a school is labour": ("Teachers on strike", "The union wants a pay rise; schools are shut.", "labour"),
    "a death of a singer is a death": ("Soprano dies at 80", "The opera singer died in her sleep.", "death"),
    "rain that is forecast is weather": (
        "Heavy rain forecast",
        "The weather service expects thunderstorms.",
        "weather",
    ),
    "guns that are given are arms": ("Oslo sends howitzers", "The military aid will be delivered in May.", "arms"),
    "food that is given is relief": ("Food convoy reaches town", "The Red Cross handed out rations.", "relief"),
    "who crosses a border migrates": ("Boats land on island", "Migrants came ashore; most seek asylum.", "migration"),
    "a hacked bank is cyber": ("Bank hacked", "Hackers used ransomware, the bank said.", "cyber"),
    "an exam is education": ("Exams put off", "Pupils will sit them in June, the ministry said.", "education"),
    "a new bishop is religion": ("New bishop named", "The pope has named a bishop for Cork.", "religion"),
    "a wolf is environment": ("Wolves return", "Rangers have seen the animals in the national park.", "environment"),
    "bombs on a camp are an attack": (
        "Bombs fall on camp",
        "Rescuers dug for displaced people in the tents.",
        "attack",
    ),
    "tents for a camp are relief": ("Tents for camp", "The Red Cross brought food aid to displaced people.", "relief"),
    "a crush at a match is an accident": ("Crush at cup final", "Fans were trampled at a football gate.", "accident"),
    "a cup final is sport": ("Fans crowd in for cup final", "The football match begins at three.", "sport"),
    "ransomware in a clinic is cyber": ("Ransomware shuts clinic", "Surgeons put off operations of patients.", "cyber"),
    "an operation is health": ("Surgeons separate twins", "The patients are well after the operation.", "health"),
    "prisoners exchanged are diplomacy": ("Armies exchange prisoners", "Soldiers came home by bus.", "diplomacy"),
    "an attaché sent home is diplomacy": ("Oslo expels diplomats", "A military attaché must leave.", "diplomacy"),
    "a council that votes on a bus": ("Council votes on bus lane", "Councillors backed it by one vote.", "government"),
    "a bus that plunges is an accident": ("Bus plunges into ravine", "The council sent a crane.", "accident"),
    "a dear bill is a market": ("Energy bills to rise", "Gas and electricity cost more from May.", "market"),
    "a recall of cars is business": ("Carmaker recalls vans", "The brakes of 4,000 may fail.", "business"),
    "a rocket that lifts off is science": ("Rocket lifts off at second try", "It carries a satellite.", "science"),
    "what was in March is no march": ("Prices since March", "Inflation has been falling since March.", "market"),
    "a census is society": ("Census: fewer births", "The population shrank for a third year.", "society"),
}


@pytest.mark.parametrize(
    ("lang", "headline", "text", "kind"),
    [*OTHERS.values(), *NAMED.values()],
    ids=[*OTHERS, *(f"{lang}: a happening by its name" for lang in NAMED)],
)
def test_other_languages(lang: str, headline: str, text: str, kind: str) -> None:
    assert kinds.classify(headline, [text], lang)[0] == kind


@pytest.mark.parametrize(("headline", "text", "kind"), MEANINGS.values(), ids=MEANINGS)
def test_what_words_mean(headline: str, text: str, kind: str) -> None:
    assert kinds.classify(headline, [text])[0] == kind


def test_a_language_without_cues_has_no_kind() -> None:
    assert kinds.classify("Maanjäristys", ["Maanjäristys ja tsunami, magnitude 7."], "fi") == (None, None)


def test_a_score_is_the_heavier_of_two() -> None:
    assert kinds.choose({"fire": 9, "crime": 9}) == ("crime", 0.5)
    assert kinds.choose({"fire": 9}) == ("fire", 1.0)


def test_the_table_is_whole() -> None:
    for name, row in word_tables.load("kinds").items():
        assert row["about"] and row["iptc"], name
        assert all(re.fullmatch(r"medtop:\d{8} .+", topic) for topic in row["iptc"]), name
        assert all(re.fullmatch(r"(0[1-9]|1\d|20)", root) for root in row["cameo"]), name
        assert set(row["acled"]) <= ACLED, name
        assert isinstance(row["placed"], bool) and isinstance(row["setting"], bool), name


@pytest.mark.parametrize("lang", kinds.LANGUAGES)
def test_cues_are_of_known_kinds_and_listed_once(lang: str) -> None:
    table = dict(word_tables.load(f"kinds.{lang}"))
    assert table.pop("idioms")
    assert set(table) == set(kinds.names())
    for name, tiers in table.items():
        cues = [" ".join(cue.split()) for text in tiers.values() for cue in text.split(",")]
        assert len(cues) == len(set(cues)), name
        assert all(re.fullmatch(r"[^\W_]+\*?( [^\W_]+\*?)*", cue) for cue in cues), name
