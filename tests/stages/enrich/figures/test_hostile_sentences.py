"""Sentences that a hostile reader would try, in nine languages and of many kinds of news, written before the rules.

A row holds every figure of its sentence: what it is worth (both ends of a range, the low end of a vague one), what was
counted, its unit, what happened, and its bound.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from streams.records import FigureMention, Reference
from streams.stages.enrich import figures
from streams.stages.enrich.document import Document, sentences

DAY = datetime(2024, 3, 5, tzinfo=UTC)
Row = tuple[str, str, list[tuple[Any, ...]]]


def found(lang: str, text: str) -> tuple[FigureMention, ...]:
    reference = Reference(start=DAY, end=DAY, basis="post")
    return figures.find(Document("1", text, None, reference, None, lang, None, sentences(text, lang)), (), ())


def told(figure: FigureMention) -> tuple[Any, ...]:
    worth: Any = figure.value if figure.value is not None else figure.low
    if figure.bound == "range":
        worth = figure.low, figure.high
    return worth, figure.object, figure.unit, figure.action, figure.bound


READ: dict[str, Row] = {
    "who was hurt before something was done with them": (
        "en", "3 injured persons were handed over to ambulance crews and 1 was found dead.",
        [(3, "person", None, "injured", "exact"), (1, "person", None, "killed", "exact")]),
    "more bodies, and the dead they make": (
        "en", "Divers pulled three more bodies from the wreck on Tuesday, bringing the number of dead to 19.",
        [(3, "body", None, "recovered", "exact"), (19, "person", None, "killed", "exact")]),
    "bodies of people": (
        "en", "The bodies of 14 miners were brought to the surface overnight.",
        [(14, "miner", None, "rescued", "exact")]),
    "a toll in a heading": (
        "en", "Death toll from ferry fire rises to 14",
        [(14, "person", None, "killed", "exact")]),
    "a toll that passes a number": (
        "en", "Earthquake death toll passes 1,200 as rescuers reach mountain villages",
        [(1200, "person", None, "killed", "more_than")]),
    "a toll of two kinds": (
        "en", "The toll now stands at 31 dead and 112 injured, the ministry said.",
        [(31, "person", None, "killed", "exact"), (112, "person", None, "injured", "exact")]),
    "left dead, and two dozen in hospital": (
        "en", "The collision left nine dead and two dozen others in hospital.",
        [(9, "person", None, "killed", "exact"), (24, "person", None, "hospitalised", "exact")]),
    "lives that were claimed": (
        "en", "The heatwave has claimed at least 60 lives in the south, doctors believe.",
        [(60, "person", None, "killed", "at_least")]),
    "deaths and injuries by their nouns": (
        "en", "Authorities confirmed seven fatalities and fewer than ten serious injuries.",
        [(7, "person", None, "killed", "exact"), (10, "injury", None, "injured", "less_than")]),
    "a least by what it is not": (
        "en", "No fewer than 40 passengers were hurt when the train left the rails.",
        [(40, "passenger", None, "injured", "at_least")]),
    "nobody killed": (
        "en", "Nobody was killed, but 11 people were treated for smoke inhalation.",
        [(11, "person", None, "injured", "exact")]),
    "of whom some": (
        "en", "Twenty-three people were rescued, four of whom are in a critical condition.",
        [(23, "person", None, "rescued", "exact"), (4, "person", None, "rescued", "exact")]),
    "among them": (
        "en", "Eight people, among them two firefighters, died in the blast.",
        [(8, "person", None, "killed", "exact"), (2, "firefighter", None, "killed", "exact")]),
    "a toll revised down": (
        "en", "Police revised the number of dead down from 17 to 15.",
        [(17, "person", None, "killed", "exact"), (15, "person", None, "killed", "exact")]),
    "as many as are feared": (
        "en", "As many as 200 people are feared dead after the landslide.",
        [(200, "person", None, "killed", "at_most")]),
    "missing and saved": (
        "en", "Six crew members are still unaccounted for; 21 have been winched to safety.",
        [(6, "member", None, "missing", "exact"), (21, "person", None, "rescued", "exact")]),
    "a share before a firm's name": (
        "en", "Shares fell 6 percent after the US firm cut its forecast.",
        [(6, "share", "percent", "fell", "exact")]),
    "a share that rose from another": (
        "en", "Turnout was 61.4% by noon, up from 58% in 2020.",
        [(61.4, "turnout", "percent", None, "exact"), (58, "turnout", "percent", None, "exact")]),
    "shares beside parties, the second without its unit": (
        "en", "Exit polls give the Greens 24 per cent and the Liberals 19.5.",
        [(24, "green", "percent", None, "exact"), (19.5, "liberal", "percent", None, "exact")]),
    "points are no per cent": (
        "en", "The lead narrowed by 3 points to 46%.",
        [(3, "lead", "percentage_point", "fell", "exact"), (46, "lead", "percent", "fell", "exact")]),
    "basis points": (
        "en", "The central bank raised its key rate by 25 basis points to 4.5%.",
        [(25, "rate", "basis_point", "raised", "exact"), (4.5, "rate", "percent", "raised", "exact")]),
    "votes of two sides": (
        "en", "The motion passed by 312 votes to 287, with 14 abstentions.",
        [(312, "vote", None, None, "exact"), (287, "vote", None, None, "exact"),
         (14, "abstention", None, None, "exact")]),
    "a vote told as a score": (
        "en", "Senators voted 61-38 to end the shutdown.",
        [(None, None, None, None, "exact")]),
    "a score, and who saw it": (
        "en", "Leeds beat Hull 3-1 in front of 34,000 fans.",
        [(None, None, None, None, "exact"), (34000, "fan", None, None, "exact")]),
    "between two numbers": (
        "en", "Between 300 and 350 workers walked out at the plant.",
        [((300, 350), "worker", None, "protested", "range")]),
    "from one sum to another": (
        "en", "Repairs will cost $4m-$6m, the council estimates.",
        [((4e+06, 6e+06), "repair", "USD", None, "range")]),
    "magnitudes and a depth": (
        "en", "A 6.8-magnitude quake struck at a depth of 12km, followed by a magnitude 5.1 aftershock.",
        [(6.8, "quake", "magnitude", None, "exact"), (12, "depth", "kilometer", None, "exact"),
         (5.1, "aftershock", "magnitude", None, "exact")]),
    "gusts, and homes whose power they cut": (
        "en", "Gusts of up to 140 kilometres an hour cut power to 85,000 homes.",
        [(140, "gust", "kilometer_per_hour", None, "at_most"), (85000, "home", None, "cut_off", "exact")]),
    "trillions": (
        "en", "The fund lost €1.2 trillion in value.",
        [(1.2e+12, "fund", "EUR", "fell", "exact")]),
    "a fine": (
        "en", "The regulator fined the airline £350,000 over the outage.",
        [(350000, None, "GBP", "fined", "exact")]),
    "years in prison for a killing": (
        "en", "He was jailed for 14 years for the killing of three nurses.",
        [(14, None, "year", "jailed", "exact"), (3, "nurse", None, "killed", "exact")]),
    "new cases, some in hospital": (
        "en", "Health officials recorded 1,340 new cases of measles, 210 of them in hospital.",
        [(1340, "case", None, "infected", "exact"), (210, "case", None, "hospitalised", "exact")]),
    "nearly doubled to": (
        "en", "Cases nearly doubled to 8,900 in a week.",
        [(8900, "case", None, "rose", "exact")]),
    "dozens and scores": (
        "en", "Dozens were hurt and scores of shops looted.",
        [(24, "person", None, "injured", "vague"), (40, "shop", None, "stolen", "vague")]),
    "more than a dozen": (
        "en", "More than a dozen villages lost power.",
        [(12, "village", None, "cut_off", "more_than")]),
    "half a million": (
        "en", "Half a million commuters were stranded by the walkout.",
        [(500000, "commuter", None, "stranded", "exact")]),
    "one in five": (
        "en", "One in five flights was cancelled.",
        [(0.2, "flight", None, "cancelled", "exact")]),
    "a level, and how far above another": (
        "en", "The Elbe at Dresden reached 7.1 metres, 40 centimetres above the 2013 mark.",
        [(7.1, "elbe", "meter", "reached", "exact"), (40, "elbe", "centimeter", "reached", "exact")]),
    "one deed in two places": (
        "en", "Four people died in Ostrava and two in Brno.",
        [(4, "person", None, "killed", "exact"), (2, "person", None, "killed", "exact")]),
    "homes burned, nobody hurt": (
        "en", "Seventeen homes burned to the ground; no injuries were reported.",
        [(17, "home", None, "destroyed", "exact"), (0, "injury", None, "injured", "exact")]),
    "a model, a flight, a runway and who was aboard": (
        "en", "A Boeing 737 on flight QX217 made an emergency landing with 162 aboard on runway 27.",
        [(162, "person", None, None, "exact")]),
    "a rank": (
        "en", "The world number four withdrew in the third round.",
        [(3, "round", None, None, "exact")]),
    "a room and a floor": (
        "en", "The fire began in room 12 on the sixth floor of the 14-storey tower.",
        [(14, "storey", None, None, "exact")]),
    "arrests": (
        "en", "Police made 47 arrests, most for public-order offences.",
        [(47, "arrest", None, "arrested", "exact")]),
    "charged with counts": (
        "en", "Prosecutors charged five former executives with 31 counts of fraud.",
        [(5, "executive", None, "charged", "exact"), (31, "count", None, "charged", "exact")]),
    "both": (
        "en", "Both pilots survived.",
        [(2, "pilot", None, "survived", "exact")]),
    "in German an estimate": (
        "de", "Die Polizei schätzt die Zahl der Demonstranten auf 12.000.",
        [(12000, "demonstrator", None, None, "about")]),
    "in German the dead, the injured and some of these": (
        "de", "Bei dem Zugunglück gab es vier Tote und 38 Verletzte, sieben davon schwer.",
        [(4, "person", None, "killed", "exact"), (38, "person", None, "injured", "exact"),
         (7, "person", None, "injured", "exact")]),
    "in German a dozen, and others": (
        "de", "Mehr als ein Dutzend Menschen kamen ums Leben, weitere 20 werden vermisst.",
        [(12, "person", None, "killed", "more_than"), (20, "person", None, "missing", "exact")]),
    "in German points and per cent": (
        "de", "Die Partei verlor 3,2 Prozentpunkte und kam auf 18,5 Prozent.",
        [(3.2, "partei", "percentage_point", None, "exact"), (18.5, "partei", "percent", None, "exact")]),
    "in German a range": (
        "de", "Zwischen 200 und 250 Beschäftigte legten die Arbeit nieder.",
        [((200, 250), "employee", None, None, "range")]),
    "in German a toll": (
        "de", "Die Zahl der Todesopfer erhöhte sich auf 57.",
        [(57, "person", None, "killed", "exact")]),
    "in German a score and who saw it": (
        "de", "Das Spiel endete 2:1 vor 45.000 Zuschauern.",
        [(45000, "visitor", None, None, "exact")]),
    "in Spanish the injured, some gravely": (
        "es", "El balance asciende a 16 muertos y 43 heridos, cinco de ellos graves.",
        [(16, "person", None, "killed", "exact"), (43, "person", None, "injured", "exact"),
         (5, "person", None, "injured", "exact")]),
    "in Spanish dozens": (
        "es", "Decenas de vuelos fueron cancelados y unos 9.000 pasajeros quedaron varados.",
        [(20, "flight", None, "cancelled", "vague"), (9000, "passenger", None, None, "about")]),
    "in Spanish millions": (
        "es", "La multa asciende a 2,5 millones de euros.",
        [(2.5e+06, "multa", "EUR", None, "exact")]),
    "in Spanish a range": (
        "es", "Entre 15 y 20 viviendas sufrieron daños.",
        [((15, 20), "house", None, "damaged", "range")]),
    "in French a toll and a part of it": (
        "fr", "Le bilan s'alourdit à 21 morts, dont six enfants.",
        [(21, "person", None, "killed", "exact"), (6, "child", None, "killed", "exact")]),
    "in French some ten": (
        "fr", "Une dizaine de personnes ont été légèrement blessées.",
        [(10, "person", None, "injured", "about")]),
    "in French a share of teachers": (
        "fr", "La grève a été suivie par 37,5 % des enseignants, selon le ministère.",
        [(37.5, "enseignants", "percent", None, "exact")]),
    "in French thousands of millions": (
        "fr", "Le déficit atteindrait 154 milliards d'euros.",
        [(1.54e+11, "déficit", "EUR", None, "exact")]),
    "in French others, whom something else befell": (
        "fr", "Deux pompiers ont perdu la vie, trois autres sont dans un état grave.",
        [(2, "firefighter", None, "killed", "exact"), (3, "firefighter", None, "injured", "exact")]),
    "in Portuguese the dead and the injured": (
        "pt", "O desabamento deixou oito mortos e pelo menos 25 feridos.",
        [(8, "person", None, "killed", "exact"), (25, "person", None, "injured", "at_least")]),
    "in Portuguese thousands with a comma": (
        "pt", "Mais de 3,4 mil pessoas estão desabrigadas, diz a Defesa Civil.",
        [(3400, "person", None, "displaced", "more_than")]),
    "in Portuguese a toll that rose": (
        "pt", "Subiu para 12 o número de mortos na enchente.",
        [(12, "person", None, "killed", "exact")]),
    "in Ukrainian a toll and a part of it": (
        "uk", "Кількість загиблих зросла до 14, серед них двоє дітей.",
        [(14, "person", None, "killed", "exact"), (2, "child", None, "killed", "exact")]),
    "in Ukrainian more than": (
        "uk", "Понад 30 тисяч абонентів залишилися без світла.",
        [(30000, "household", None, "cut_off", "more_than")]),
    "in Ukrainian three more": (
        "uk", "Ще троє людей дістали поранення.",
        [(3, "person", None, "injured", "exact")]),
    "in Russian the dead, and others hurt": (
        "ru", "В результате пожара погибли пять человек, ещё 12 пострадали.",
        [(5, "person", None, "killed", "exact"), (12, "person", None, "injured", "exact")]),
    "in Russian a toll that rose to": (
        "ru", "Число жертв наводнения выросло до 23.",
        [(23, "person", None, "killed", "exact")]),
    "in Russian more than": (
        "ru", "Более 40 тысяч жителей остались без электричества.",
        [(40000, "resident", None, "cut_off", "more_than")]),
    "in Russian a turnout": (
        "ru", "Явка составила 54,3 процента.",
        [(54.3, "явка", "percent", None, "exact")]),
    "in Polish the dead and the injured": (
        "pl", "W wypadku zginęły cztery osoby, a 17 zostało rannych.",
        [(4, "person", None, "killed", "exact"), (17, "person", None, "injured", "exact")]),
    "in Polish a toll by its word": (
        "pl", "Liczba ofiar śmiertelnych wzrosła do dziewięciu.",
        [(9, "person", None, "killed", "exact")]),
    "in Polish customers without power": (
        "pl", "Ponad 20 tysięcy odbiorców nie ma prądu.",
        [(20000, "household", None, "cut_off", "more_than")]),
    "in Polish a turnout": (
        "pl", "Frekwencja wyniosła 61,2 proc.",
        [(61.2, "frekwencja", "percent", None, "exact")]),
    "in Italian some twenty": (
        "it", "Il bilancio sale a sei morti e una ventina di feriti.",
        [(6, "person", None, "killed", "exact"), (20, "person", None, "injured", "about")]),
    "a number denied, and the number given": (
        "en", "The hospital denied that 12 patients had died, saying the number was four.",
        [(12, "patient", None, "killed", "exact"), (4, "patient", None, "killed", "exact")]),
    "a condition": (
        "en", "If confirmed, 15 deaths would make it the country's worst crash since 1987.",
        [(15, "person", None, "killed", "exact")]),
    "a sentence each": (
        "en", "The two defendants were sentenced to eight years each.",
        [(2, "defendant", None, "sentenced", "exact"), (8, None, "year", "sentenced", "exact")]),
    "seats of all": (
        "en", "The opposition won 83 of 150 seats.",
        [(83, "seat", None, "won", "exact"), (150, "seat", None, None, "exact")]),
    "a crowd counted by two": (
        "en", "Organisers put the crowd at 80,000; police counted 35,000.",
        [(80000, "person", None, None, "exact"), (35000, "person", None, None, "exact")]),
    "acres burned, and a share contained": (
        "en", "The wildfire has burned 42,300 acres and is 15% contained.",
        [(42300, None, "acre", "burned", "exact"), (15, "wildfire", "percent", "contained", "exact")]),
    "jobs, and their share": (
        "en", "The carmaker will cut 3,000 jobs, about 8% of its workforce.",
        [(3000, "job", None, "cut", "exact"), (8, "workforce", "percent", "cut", "about")]),
    "about so many million": (
        "en", "Around 2.3 million users could not log in during the outage.",
        [(2.3e+06, "user", None, None, "about")]),
    "just over": (
        "en", "Just over 900 doses were spoiled.",
        [(900, "dose", None, "spoiled", "more_than")]),
    "eased to, from": (
        "en", "Inflation eased to 3.1% in May from 3.4% in April.",
        [(3.1, "inflation", "percent", "fell", "exact"), (3.4, "inflation", "percent", "fell", "exact")]),
    "a heading of two tolls": (
        "en", "12 killed, 40 hurt as bus plunges into ravine",
        [(12, "person", None, "killed", "exact"), (40, "person", None, "injured", "exact")]),
    "now dead": (
        "en", "Ferry disaster: 34 now dead",
        [(34, "person", None, "killed", "exact")]),
    "boys by their ages": (
        "en", "Two boys aged 14 and 16 drowned in the reservoir.",
        [(2, "boy", None, "killed", "exact"), (14, "boy", "year", None, "exact"),
         (16, "boy", "year", None, "exact")]),
}  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), READ.values(), ids=READ.keys())
def test_what_is_read(lang: str, text: str, expected: list[tuple[Any, ...]]) -> None:
    assert [told(figure) for figure in found(lang, text)] == expected


# What looks like one of the rules above, and is none of its cases.
APART: dict[str, Row] = {
    "sent somewhere else": (
        "en", "The ministry sent 40 nurses to the border.", [(40, "nurse", None, "sent", "exact")]),
    "power that came back": (
        "en", "The utility restored power to 12,000 customers.", [(12000, "customer", None, None, "exact")]),
    "the loss of a game": (
        "en", "After the loss of three games the coach went.", [(3, "game", None, None, "exact")]),
    "an amount of another noun than the name before it": (
        "en", "In June Brazil had 5 per cent inflation.", [(5, None, "percent", None, "exact")]),
    "a number beside a name, after no share": (
        "en", "The fire spread to Sector 12 and Sector 14.", []),
    "a plural before the number of a room": ("en", "The court moved the cases to room 12.", []),
    "voted for somebody": (
        "en", "Nine states voted for the text and five against.",
        [(9, "state", None, "voted", "exact"), (5, "state", None, "voted", "exact")]),
    "a quay that is 14.30 metres deep": (
        "en", "The quay is 14.30 metres deep.", [(14.3, "quay", "meter", None, "exact")]),
    "the hour of an entry": ("en", "14.30 The mayor has arrived.", []),
    "one length in two units": (
        "en", "The wave was 2 metres, 40 centimetres high.", [(240, "wave", "centimeter", None, "exact")]),
    "in German a season": ("de", "In der Saison 2019-2021 gewann der Klub 3-1.", []),
    "in German others alone are more": (
        "de", "Weitere 20 Menschen werden vermisst.", [(20, "person", None, "missing", "exact")]),
    "in German a depth in metres": (
        "de", "Der See ist 14.30 Meter tief.", [(14.3, "see", "meter", None, "exact")]),
    "in German an hour": ("de", "Um 14.30 begann die Sitzung.", []),
    "in Spanish between two places": (
        "es", "Entre Burgos y León murieron tres personas.", [(3, "person", None, "killed", "exact")]),
    "in French those among whom nothing is told": (
        "fr", "Parmi les villes, trois sont en alerte.", []),
    "in Polish at most": ("pl", "W wypadku zginęło do 10 osób.", [(10, "person", None, "killed", "at_most")]),
    "in Russian two ages": ("ru", "Погибли двое мужчин 25 и 31 года.", [(2, "man", None, "killed", "exact")]),
    "in Russian an hour": ("ru", "Взрыв прогремел в 14.30.", []),
}  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), APART.values(), ids=APART.keys())
def test_what_is_not(lang: str, text: str, expected: list[tuple[Any, ...]]) -> None:
    assert [told(figure) for figure in found(lang, text)] == expected


def test_others_alone_are_more() -> None:
    """Behind a number they are all to whom it happened; alone they come on top."""
    assert [one.counting for one in found("de", "Weitere 20 Menschen werden vermisst.")] == ["increment"]
    assert [one.counting for one in found("de", "Drei Menschen starben, weitere 20 werden vermisst.")] == ["total"] * 2


SCOPED = {
    "in German": ("de", "Unter den Toten sind zwei Kinder.", "Unter den Toten"),
    "in Spanish": ("es", "Entre los fallecidos hay dos mujeres.", "Entre los fallecidos"),
    "in French": ("fr", "Parmi les blessés figurent quatre enfants.", "Parmi les blessés"),
    "in Russian": ("ru", "Среди погибших двое детей.", "Среди погибших"),
    "in Polish": ("pl", "Wśród zabitych jest dwoje dzieci.", "Wśród zabitych"),
}


@pytest.mark.parametrize(("lang", "text", "scope"), SCOPED.values(), ids=SCOPED.keys())
def test_among_those_to_whom_it_happened(lang: str, text: str, scope: str) -> None:
    assert [figure.scope for figure in found(lang, text)] == [scope]


KNOWN_WRONG: dict[str, Row] = {
    "one more in a list": (
        "en", "Two men, a woman and three children were killed.",
        [(2, "man", None, "killed", "exact"), (1, "woman", None, "killed", "exact"),
         (3, "child", None, "killed", "exact")]),
    "a price, and how often it was the estimate": (
        "en", "The painting sold for $12.4m, three times its estimate.",
        [(12.4e6, "painting", "USD", "sold", "exact")]),
    "in Spanish points fewer": (
        "es", "La participación fue del 67 por ciento, tres puntos menos que en 2019.",
        [(67, "participación", "percent", None, "exact"), (3, "participación", "percentage_point", None, "exact")]),
    "on which day how many": (
        "en", "Rescuers found bodies in the wreck: three on Monday, two on Tuesday.",
        [(3, "body", None, "recovered", "exact"), (2, "body", None, "recovered", "exact")]),
}  # fmt: skip


@pytest.mark.xfail(strict=True, reason="read so by none of the rules")
@pytest.mark.parametrize(("lang", "text", "expected"), KNOWN_WRONG.values(), ids=KNOWN_WRONG.keys())
def test_what_is_known_wrong(lang: str, text: str, expected: list[tuple[Any, ...]]) -> None:
    assert [told(figure) for figure in found(lang, text)] == expected
