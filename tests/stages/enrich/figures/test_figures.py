"""Figures, one labelled sentence a row: what is read, what is told apart and what is left alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from streams.records import FigureMention, Place, Reference, TimeExpression
from streams.stages.enrich import figures
from streams.stages.enrich.document import Document, sentences

DAY = datetime(2024, 3, 5, tzinfo=UTC)


def read(
    text: str, times: tuple[TimeExpression, ...] = (), places: tuple[Place, ...] = ()
) -> tuple[FigureMention, ...]:
    reference = Reference(start=DAY, end=DAY, basis="post")
    return figures.find(Document("1", text, None, reference, None, "en", None, sentences(text)), times, places)


def shown(text: str, *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(figure, field) for field in fields) for figure in read(text)]


VALUES = {
    "digits with separators": ("It cost 1,250 lives and 3.5 tonnes of grain.", [1250, 3.5]),
    "a quarter of a scale": ("A quarter of a million voted.", [250000]),
    "below zero": ("It was -12C.", [-12]),
    "a run of number words": ("Two hundred and six cows drowned.", [206]),
    "a hyphenated number word": ("Twenty-seven barges sank.", [27]),
    "a scale glued to digits": ("The toll plaza took 1.5m cars.", [1.5e6]),
    "a scale in words": ("Some 2.3 million hens were culled.", [2.3e6]),
    "a dozen": ("A dozen ferries were held.", [12]),
    "dozens multiplied": ("Three dozen eggs were thrown.", [36]),
    "half a million": ("Half a million tourists came.", [5e5]),
    "two figures in one list": ("It lost 40 tanks and 12 howitzers.", [40, 12]),
    "a group of thousands parted by a thin space": ("The quake felled 10 000 houses.", [10000]),
    "lakhs": ("Officials counted 1,20,000 voters.", [120000]),
    "a fraction of a thing": ("Two-thirds of the harvest rotted.", [0.6667]),
    "one thing in so many": ("One child in five is hungry.", [0.2]),
    "so many out of every so many": ("Three out of every four shops shut.", [0.75]),
    "one thing in so many places": ("One child in five villages is hungry.", [1, 5]),
    "both": ("Both pilots ejected.", [2]),
    "hours, minutes and seconds": ("She won in two hours, three minutes and 12 seconds.", [7392]),
    "both this and that": ("Both Rome and Bari voted.", []),
    "a couple that married": ("A couple and their dog were saved.", []),
    "one in so many": ("One in eight households has no heating.", [0.125]),
    "zero of what can be mourned": ("There were no fatalities.", [0]),
    "a pair of units is one figure": ("The cloud drifted 30 km (19 miles) inland.", [30]),
}


@pytest.mark.parametrize(("text", "values"), VALUES.values(), ids=VALUES.keys())
def test_values(text: str, values: list[float]) -> None:
    assert [value for (value,) in shown(text, "value")] == pytest.approx(values)


LEFT_ALONE = {
    "years": "The dam of 1987 was rebuilt between 2003 and 2006.",
    "a day of a month": "The vote is on 14 May, a rerun of March 3.",
    "clock times": "It began at 2.00 am local time, ended by 7:45pm and resumed at 14:30.",
    "roads and flights": "Flight 302 was overhead when Route 12 and the A38 shut.",
    "articles and resolutions": "Article 5 and Resolution 1701 were invoked.",
    "an address": "The fire began at 22 Baker Street.",
    "a telephone number": "Call 0117 496 0123 or 555-0199 with news.",
    "a season": "In the 2021-22 season they were banned.",
    "a house number without a street we know": "It stands at 3420 Camino Verde.",
    "letters glued to digits": "An F-35 flew over with two-way radio and a 39A sticker.",
    "the pronoun one": "No one came, one of the guards slept and one another was blamed.",
    "one day is no count": "One day the bridge will open.",
    "nothing of a thing nobody counts": "There was no information about the crew.",
    "names with a number": "Air Force One and Apollo 11 are on show.",
    "times without number": "They struck three times.",
    "first of all": "It came first, and at first nobody saw it.",
}


@pytest.mark.parametrize("text", LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_left_alone(text: str) -> None:
    assert shown(text, "text") == []


BOUNDS = {
    "at least": ("At least 9 vans burned.", ("at_least", 9, 9, None)),
    "no fewer than": ("No fewer than 9 vans burned.", ("at_least", 9, 9, None)),
    "or more": ("Thirty or more vans burned.", ("at_least", 30, 30, None)),
    "a plus sign": ("Police found 50+ vans.", ("at_least", 50, 50, None)),
    "up to": ("Up to 40 vans burned.", ("at_most", 40, None, 40)),
    "as many as": ("As many as 40 vans burned.", ("at_most", 40, None, 40)),
    "more than": ("More than 300 vans burned.", ("more_than", 300, 300, None)),
    "over": ("Over 300 vans burned.", ("more_than", 300, 300, None)),
    "fewer than": ("Fewer than ten vans burned.", ("less_than", 10, None, 10)),
    "about": ("About 20 vans burned.", ("about", 20, None, None)),
    "an estimated": ("An estimated 20 vans burned.", ("about", 20, None, None)),
    "nearly": ("Nearly 20 vans burned.", ("about", 20, None, None)),
    "all is exact": ("All 20 vans burned.", ("exact", 20, None, None)),
    "risen up to is exact": ("The count ticked up to 41 vans.", ("exact", 41, None, None)),
    "between": ("Between 30 and 40 vans burned.", ("range", None, 30, 40)),
    "a hyphen": ("Some 30-40 vans burned.", ("range", None, 30, 40)),
    "a scale said once": ("It drew 2-3 million pilgrims.", ("range", None, 2e6, 3e6)),
    "dozens": ("Dozens of vans burned.", ("vague", None, 24, None)),
    "tens of thousands": ("Tens of thousands of vans burned.", ("vague", None, 20000, None)),
    "several hundred": ("Several hundred vans burned.", ("vague", None, 200, None)),
    "a couple": ("A couple of vans burned.", ("about", 2, None, None)),
}


@pytest.mark.parametrize(("text", "expected"), BOUNDS.values(), ids=BOUNDS.keys())
def test_bounds(text: str, expected: tuple[Any, ...]) -> None:
    assert shown(text, "bound", "value", "low", "high") == [expected]


KINDS = {
    "money with a sign": ("The fund holds £3.2 million.", ("money", 3.2e6, "GBP", None)),
    "money in words": ("The fund holds 40 euros.", ("money", 40, "EUR", None)),
    "seats won are not Korean money": ("They have 40 won.", ("event", 40, None, None)),
    "percent with its whole": ("Turnout fell in 12% of wards.", ("percent", 12, "percent", "ward")),
    "a measure of something": ("Divers raised 3 tonnes of copper.", ("measure", 3, "metric_ton", "copper")),
    "metres": ("The crater is 300m wide.", ("measure", 300, "meter", "crater")),
    "millions of what is counted": ("It has 300m users.", ("event", 3e8, None, "user")),
    "a speed": ("Gusts hit 130 km/h inland.", ("measure", 130, "kilometer_per_hour", "gust")),
    "a warmth": ("It was 41 °C in Jaén.", ("measure", 41, "degree_Celsius", None)),
    "a magnitude": ("A magnitude 6.1 quake woke Lima.", ("measure", 6.1, "magnitude", "quake")),
    "the size of a house": ("A nine-storey block fell.", ("measure", 9, None, "storey")),
    "an age between commas": ("Ana Silva, 41, was at home.", ("age", 41, "year", None)),
    "an age in hyphens": ("A 34-year-old man fell.", ("age", 34, "year", "man")),
    "aged": ("A girl aged 12 is safe.", ("age", 12, "year", "girl")),
    "how long": ("The siege took six weeks.", ("elapsed", 6, "week", None)),
    "a weight in pounds": ("A 400-pound boar ran off.", ("measure", 400, "pound", "boar")),
    "a fine in pounds": ("She got a 400-pound fine.", ("money", 400, "GBP", "fine")),
    "pence": ("Bread is up to a record 191p.", ("money", 191, "GBX", "bread")),
    "a currency of its own": ("Rice cost 85 naira.", ("money", 85, "NGN", "rice")),
    "a race over metres": ("She won the 400m hurdles.", ("measure", 400, "meter", "hurdle")),
    "a distance in light years": ("The star is 42 light years away.", ("measure", 42, "light_year", "star")),
    "a magnitude is a quake's": ("The quake had a magnitude of 6.1.", ("measure", 6.1, "magnitude", "quake")),
    "hard years": ("They waited eight hard years.", ("elapsed", 8, "year", None)),
    "a rank": ("He is the fourth minister to go.", ("ordinal", 4, None, "minister")),
    "the first": ("It was the first attack.", ("ordinal", 1, None, "attack")),
    "a superlative": ("It is the second-largest fine.", ("ordinal", 2, None, "fine")),
    "a part": ("Half of the town is dark.", ("part", 0.5, None, "town")),
    "a result": ("Rovers won 3-1 away.", ("score", None, None, None)),
}


@pytest.mark.parametrize(("text", "expected"), KINDS.values(), ids=KINDS.keys())
def test_kinds(text: str, expected: tuple[Any, ...]) -> None:
    assert shown(text, "kind", "value", "unit", "object") == [expected]


OBJECTS = {
    "deaths are people": ("It saw 17 deaths.", [(17, "person", None)]),
    "people of a place in capitals": ("Ten US pilots drowned.", [(10, "pilot", "US")]),
    "a type with a number": ("Two Falcon 9 rockets burned.", [(2, "rocket", "Falcon 9")]),
    "a crowd": ("A crowd of 9,000 watched.", [(9000, "person", None)]),
    "ages in a list": (
        "Two girls, aged 5, 6 and 7, hid.",
        [(2, "girl", None), *[(age, "girl", None) for age in (5, 6, 7)]],
    ),
    "what a bare number is reached by": ("Approvals fell to 49,400.", [(49400, "approval", None)]),
    "a quoted modifier": ('It sent 16 "suicide" boats.', [(16, "boat", "suicide")]),
    "two modifiers": ("Five Iranian Shahed drones flew in.", [(5, "drone", "Iranian Shahed")]),
    "a plural that modifies": ("Nine police officers fell ill.", [(9, "officer", "police")]),
    "an irregular plural": ("Nine women and four children hid.", [(9, "woman", None), (4, "child", None)]),
    "an adjective of manner": ("Six heavily armed men fled.", [(6, "man", "heavily armed")]),
    "a name at the end": ("Two F-16 jets crashed.", [(2, "jet", "F-16")]),
    "an abbreviation with stops": ("Two U.S. embassies closed.", [(2, "embassy", "U.S.")]),
    "others are people": ("Two others were hurt.", [(2, "person", None)]),
    "the dead without a noun": ("Seven were killed, 12 injured.", [(7, "person", None), (12, "person", None)]),
    "two of a group": ("Two of the injured are children.", [(2, "person", None)]),
    "a thing named before": ("Nine kites rose and four fell.", [(9, "kite", None), (4, "kite", None)]),
    "a thing named after of": ("It hit 16 of 18 targets.", [(16, "target", None), (18, "target", None)]),
    "one man": ("One man drowned.", [(1, "man", None)]),
}


@pytest.mark.parametrize(("text", "expected"), OBJECTS.values(), ids=OBJECTS.keys())
def test_objects(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert shown(text, "value", "object", "modifier") == expected


ACTIONS = {
    "a verb before": ("The blast injured 12 people.", ["injured"]),
    "a verb before a list": ("It downed 30 missiles and 12 drones.", ["destroyed", "destroyed"]),
    "a passive": ("Thirty homes were badly damaged.", ["damaged"]),
    "a passive after a relative": ("All 9 mines, which it said were laid at night, had been destroyed.", ["destroyed"]),
    "a reduced relative": ("Of 40 rockets fired, most missed.", ["launched"]),
    "a verb of the subject": ("Eleven hikers died.", ["killed"]),
    "the doer is not what was done": ("Eleven gunmen killed the guard.", [None]),
    "the end of a deed": ("Five balloons were spotted over the bay and downed.", ["destroyed"]),
    "members of a clause between commas": ("Ten men, including two boys, were arrested.", ["arrested", "arrested"]),
    "the whole of a part": ("Of the 300 passengers, 120 were injured.", [None, "injured"]),
    "some of the whole": ("12 of the 15 people on board were killed.", ["killed", None]),
    "down is no verb": ("It came down to 5 boats.", [None]),
    "a phrase": ("Floods left 900 homes without power.", ["cut_off"]),
    "a noun": ("Police made three arrests.", ["arrested"]),
    "a toll": ("The death toll rose to 47.", ["killed"]),
    "missing": ("Rescuers said 23 were still missing.", ["missing"]),
    "a month is no march": ("Sales of 12 cars in March pleased no dealer.", [None]),
    "to win is not to have won": ("It takes 270 delegates to win.", [None]),
    "one's verb is not another's": ("Six people died and 20 were hurt.", ["killed", "injured"]),
}


@pytest.mark.parametrize(("text", "expected"), ACTIONS.values(), ids=ACTIONS.keys())
def test_actions(text: str, expected: list[str | None]) -> None:
    assert [action for (action,) in shown(text, "action")] == expected


SCOPES = {
    "behind at and an article, any noun": ("Four boys were hurt at a wedding banquet.", ["at a wedding banquet"]),
    "behind in, nouns of places": ("Four boys were hurt in the scuffle.", [None]),
    "a manner": ("Four boys were hurt at the time.", [None]),
    "a place by a larger one": ("Fire hit two shops at an arcade in Lima.", ["at an arcade in Lima"]),
    "one place for two": ("Three were killed and two hurt in the north.", ["in the north", "in the north"]),
    "a place before the verb": ("Floods in Bihar killed 30 cows.", ["in Bihar"]),
    "where it went": ("They sent 12 trucks to Lviv.", ["to Lviv"]),
    "where no deed goes": ("The fund gave 12 trucks to Lviv.", [None]),
    "a place of another clause": ("Four boys were hurt after a boat sank off Malta.", [None]),
    "on board": ("A bus with 44 boys on board fell.", ["on board"]),
    "the whole of a part": ("Nine of the 12 boys were hurt.", ["of the 12 boys", None]),
    "the whole of somebody": ("It shut nine of the firm's 12 shops.", ["of the firm's 12 shops", None]),
    "a place after": ("Four boys were hurt in the old town.", ["in the old town"]),
    "a place before": ("In Malaga, four boys were hurt.", ["In Malaga"]),
    "a name with a small word": ("Four boys were hurt in Rio de Janeiro.", ["in Rio de Janeiro"]),
    "a name with two": ("Four boys were hurt in Palma del Rio on Monday.", ["in Palma del Rio"]),
    "a name with two small words": ("Four boys were hurt in Cala de la Torre.", ["in Cala de la Torre"]),
    "two names": ("Four boys were hurt in Trinidad and Tobago.", ["in Trinidad and Tobago"]),
    "a name, and no more": ("Four boys were hurt in Leon de facto.", ["in Leon"]),
    "no place": ("Four boys were hurt in a hurry.", [None]),
    "state television is no place": ("Two leaders spoke on state television.", [None]),
    "each its own": (
        "It said nine drones had been aimed at the harbour, and that six were shot down over the town "
        "and three before reaching the coast.",
        ["at the harbour", "over the town", "before reaching the coast"],
    ),
    "a group": ("Nine were hurt, among them two girls.", [None, "among them"]),
}


@pytest.mark.parametrize(("text", "expected"), SCOPES.values(), ids=SCOPES.keys())
def test_scopes(text: str, expected: list[str | None]) -> None:
    assert [scope for (scope,) in shown(text, "scope")] == expected


COUNTING = {
    "another": ("Another 3 bodies were found.", ["increment"]),
    "a further": ("A further twelve shops shut.", ["increment"]),
    "more": ("Five more shops shut.", ["increment"]),
    "new": ("The clinic saw 90 new cases.", ["increment"]),
    "a total": ("A total of 90 shops have shut so far.", ["total"]),
    "others add to a count already made": ("Two others were hurt.", ["total"]),
}


@pytest.mark.parametrize(("text", "expected"), COUNTING.values(), ids=COUNTING.keys())
def test_counting(text: str, expected: list[str]) -> None:
    assert [counting for (counting,) in shown(text, "counting")] == expected


TOTALS = {
    "people and what became of them": (
        "The number of hikers rescued in the valley has climbed to 36.",
        [(36, "hiker", "rescued", "in the valley")],
    ),
    "a participle before the thing": ("The tally of damaged barns stands at 19.", [(19, "barn", "damaged", None)]),
    "a participle alone": ("The number of wounded had grown to 31.", [(31, "person", "injured", None)]),
    "a relative clause": ("The number of those who have drowned is now 8.", [(8, "person", "killed", None)]),
    "a phrase": ("The count of farms without water fell to 210.", [(210, "farm", "cut_off", None)]),
    "a verb that has got there": ("The number of arrests reached 64.", [(64, "arrest", "arrested", None)]),
    "from the one to the other": (
        "The number of missing sailors went up from 3 to 5.",
        [(3, "sailor", "missing", None), (5, "sailor", "missing", None)],
    ),
    "what it was, told behind": ("The toll climbed to 22, up from 17 at dawn.", [(22, "person", "killed", None)]),
    "a death toll": ("The death toll from the quake has risen to 2,410.", [(2410, "person", "killed", None)]),
    "what looks like a year": ("The death toll had risen to 1650.", [(1650, "person", "killed", None)]),
    "what takes a toll there": ("Another wall fell, taking the toll to 6.", [(6, "person", "killed", None)]),
    "a bound": ("The number of people displaced has risen to at least 900.", [(900, "person", "displaced", None)]),
    "a scale": ("The number of displaced has risen to 1.5m.", [(1.5e6, "person", "displaced", None)]),
    "a verb said once for two": (
        "The toll rose to 9 and the number of injured to 40.",
        [(9, "person", "killed", None), (40, "person", "injured", None)],
    ),
    "somebody puts it there": ("Medics put the number of people hurt at 14.", [(14, "person", "injured", None)]),
    "a place before": ("In Leon, the number of homes flooded rose to 70.", [(70, "home", "flooded", "In Leon")]),
    "of what the sentence before counts": (
        "Twelve sheep were stolen. By dusk the number had risen to 30.",
        [(12, "sheep", "stolen", None), (30, "sheep", "stolen", None)],
    ),
    "of what was counted shortly before": (
        "Nine sheep died. That is bad, he said. The real number was eleven.",
        [(9, "sheep", "killed", None), (11, "sheep", "killed", None)],
    ),
    "those": (
        "Police took away 40 dogs. Of those, 12 were ill.",
        [(40, "dog", None, None), (12, "dog", None, "Of those")],
    ),
    "the dead": ("Police now put the dead at seven.", [(7, "person", "killed", None)]),
    "what is put at a number": ("The grid puts farms without power at 700.", [(700, "farm", "cut_off", None)]),
    "a list": ("Vaccinated since 2 October: 14,650.", [(14650, "person", "vaccinated", None)]),
    "a list of fates in one sentence": (
        "Dead: 3, injured: 14; missing: 2.",
        [(3, "person", "killed", None), (14, "person", "injured", None), (2, "person", "missing", None)]),
    "a list of fates": ("Injured: 40. Deaths: two.", [(40, "person", "injured", None), (2, "person", "killed", None)]),
    "who saw": ("4,200 saw the match.", [(4200, "person", None, None)]),
    "who came": ("4,200 came to see the match.", [(4200, "person", None, None)]),
    "there were": (
        "Six workers died. Relatives insist that there were eight.",
        [(6, "worker", "killed", None), (8, "worker", "killed", None)],
    ),
    "somebody speaks of": (
        "Seven boats sank. The port speaks of nine.", [(7, "boat", "sunk", None), (9, "boat", "sunk", None)],
    ),
    "an age is no count of boats": ("Seven boats sank. He was nine.", [(7, "boat", "sunk", None)]),
    "a count of what was counted before": (
        "The plant made 9,000 vans. This year it made 7,500.", [(9000, "van", None, None), (7500, "van", None, None)],
    ),
    "a dial is no count of boats": ("Nine boats sank. The dial turned to 45.", [(9, "boat", "sunk", None)]),
    "those in need": ("The agency puts those in need at 4 million.", [(4e6, "person", None, None)]),
    "what a permit was for": (
        "Some 700 tonnes of lye were stored there, though the permit was for 500.",
        [(700, "lye", "stored", None), (500, "lye", None, None)],
    ),
    "a level": ("Their index fell to 1,204 on Monday.", [(1204, "index", "fell", None)]),
    "who rose in a list": ("He rose to 45 on the list.", []),
    "a loss": ("The regulator puts the loss at 4 million.", [(4e6, "loss", None, None)]),
    "runs": (
        "Roa took three wickets. Reis made 84.", [(3, "wicket", "won", None), (84, "run", "scored", None)],
    ),
    "no runs": ("Reis made 84 and left.", []),
    "a telephone": ("Hotline: 555.", []),
    "a score in a list": ("Score at half-time: 2.", []),
    "where shares close": ("They closed at 71,000.", []),
    "a crowd": ("Police put the crowd at 18,000.", [(18000, "person", None, None)]),
    "nothing says of what": ("The number has risen to 30.", []),
    "a start is no total": ("The count began at 9.", []),
    "a bus has a number": ("The number of the bus that goes to 30 farms is gone.", [(30, "farm", None, None)]),
    "a room has a number": ("She gave the number of her room to 12 guests.", [(12, "guest", None, None)]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TOTALS.values(), ids=TOTALS.keys())
def test_totals(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert shown(text, "value", "object", "action", "scope") == expected


VERBS_OF_THEIR_OWN = {
    "a verb of rescue": ("Two sailors drowned and 17 had been taken ashore.", ["killed", "rescued"]),
    "a verb in no table": ("Two sailors drowned and 17 were drinking tea.", ["killed", None]),
    "a verb without an auxiliary": ("Two sailors drowned and 17 swam ashore.", ["killed", "escaped"]),
    "a perfect": ("Six were arrested and four have since gone home.", ["arrested", None]),
    "none: the verb is said once": ("Six were hurt in Rome and four in Bari.", ["injured", "injured"]),
    "none, with a manner": ("Six were hurt, two of them badly.", ["injured", "injured"]),
}


@pytest.mark.parametrize(("text", "expected"), VERBS_OF_THEIR_OWN.values(), ids=VERBS_OF_THEIR_OWN.keys())
def test_a_count_with_a_verb_of_its_own_takes_no_other(text: str, expected: list[str | None]) -> None:
    assert [action for (action,) in shown(text, "action")] == expected


RIVALS = {
    "another says another number": (
        "Nine divers are missing, the navy says, but the harbour master says seven.",
        [(9, "diver", "missing"), (7, "diver", "missing")],
    ),
    "some of them, with a verb of their own": (
        "Eight carts stood in the yard, where six sank and two were stolen.",
        [(8, "cart", None), (6, "cart", "sunk"), (2, "cart", "stolen")],
    ),
    "a clock is no count": ("Nine divers are missing, the navy said at 7.", [(9, "diver", "missing")]),
}


@pytest.mark.parametrize(("text", "expected"), RIVALS.values(), ids=RIVALS.keys())
def test_a_bare_number_counts_what_its_sentence_counts(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert shown(text, "value", "object", "action") == expected


DIFFERENCES = {
    "more than somebody's count": ("That is three more than the army admits.", []),
    "more of a thing": ("It lost 12 more barges than the year before.", []),
    "fewer": ("It lost four fewer barges than feared.", []),
    "a bound is none": ("It lost more than 12 barges.", [12]),
    "more, and no than": ("It lost 12 more barges.", [12]),
}


@pytest.mark.parametrize(("text", "values"), DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_how_far_counts_lie_apart_is_no_figure(text: str, values: list[float]) -> None:
    assert [value for (value,) in shown(text, "value")] == values


ACTORS = {
    "who speak": ("Three neighbours told the court of it.", []),
    "who speak for others": ("Two members of the lifeboat crew said it listed.", []),
    "known people": ("Her two sisters flew in.", []),
    "known states": ("The two countries signed nothing.", []),
    "known people to whom it happened": ("The two leaders were arrested.", [2]),
    "new people": ("Two leaders flew in.", [2]),
    "known people, many": ("The 48 pupils are at home.", [48]),
    "known people some of whom are counted": ("Of her nine cousins in exile, five have come home.", [5]),
    "known things": ("The two bridges are shut.", [2]),
    "speakers that are counted": ("More than 40 witnesses told the court of it.", [40]),
}


@pytest.mark.parametrize(("text", "values"), ACTORS.values(), ids=ACTORS.keys())
def test_a_number_that_says_only_who_acts_is_no_figure(text: str, values: list[float]) -> None:
    assert [value for (value,) in shown(text, "value")] == values


HOLDERS = {
    "the subject of a verb that moves": ("Quarterly sales of steel fell 12%.", [("sale", "Quarterly", "fell")]),
    "both ends of a move": ("Rents eased from 5% to 4%.", [("rent", None, "fell")] * 2),
    "what a subject's phrase hangs on is not it": ("Rents in Lyon average €900.", [("rent", None, None)]),
    "a noun before of": ("It met waves of 4 metres.", [("wave", None, None)]),
    "a noun before at": ("It set the milk price at €2.", [("price", "milk", "set")]),
    "a noun behind of": ("It seized 40 kg of heroin.", [("heroin", None, "seized")]),
    "a noun behind a hyphen": ("The six-day walkout is over.", [("walkout", None, None)]),
    "a noun behind": ("A 9 km stretch is closed.", [("stretch", None, None)]),
    "a noun before a size": ("A statue 3 metres tall fell.", [("statue", None, None)]),
    "what was paid for": ("The club paid £3m for the keeper.", [("keeper", None, "paid")]),
    "the number of things": ("The number of claims fell 4%.", [("claim", None, "fell")]),
    "who does it does not have it": ("The firm owns 4%.", [(None, None, None)]),
    "who gets it does not have it": ("They fined the firm £3m.", [(None, None, "fined")]),
    "one thing in comparison": ("Milk rose 4% against 3% in May.", [("milk", None, "rose")] * 2),
    "one unit in comparison": (
        "Sales hit €3bn, above forecasts of 2 billion.",
        [("sale", None, "hit"), ("forecast", None, None)],
    ),
    "somebody's age": ("The abbot, 86, fell.", [("abbot", None, None)]),
    "a term of so long": ("He got a term of nine years.", [("term", None, None)]),
    "what was done for so long": ("The clerk was jailed for two years.", [(None, None, "jailed")]),
    "what lasted so long": ("The truce is to last for 60 days.", [("truce", None, "lasted")]),
    "time behind bars": ("He will spend 12 years behind bars.", [("sentence", None, None)]),
    "what a time is called behind it": ("She spent 14 months in pre-trial detention.", [("detention", None, None)]),
    "a deadline": ("The envoy was told to leave within 72 hours.", [("deadline", None, None)]),
    "time that only passes": ("The town was dark within three days.", [(None, None, None)]),
    "time between two things": ("He came back after six years.", [(None, None, None)]),
    "damage": ("The storm caused $2bn in damage.", [("damage", None, None)]),
    "money in May": ("The fair made $2m in May.", [(None, None, "made")]),
    "the worth of something": ("Some 30 million euros' worth of silver is gone.", [("silver", None, None)]),
    "what became of it": ("About 9 million euros of the loot have been frozen.", [("loot", None, "frozen")]),
    "what it is insured for": ("The prints are insured for €4m.", [("print", None, "insured")]),
    "what it is put at": ("Damage is put at £8m.", [("damage", None, None)]),
    "what was owed": ("The tenant owed his landlord £3,200.", [(None, None, "owed")]),
    "who was fined": ("The dairy was fined £3m.", [(None, None, "fined")]),
    "what is aboard": ("Some 900 barrels were aboard the tug.", [(None, None, "aboard")]),
    "a price in the money of another": (
        "Cocoa rose to 81.40 dollars, while coffee closed at 77.15.",
        [("cocoa", None, "rose"), ("coffee", None, "closed")],
    ),
    "what a share is taken off": ("It takes 4% off its price.", [("price", None, None)]),
    "a share of a lot told before": ("Of the trains, 20% ran.", [("train", None, None)]),
    "millimetres of rain": ("About 30 mm fell in an hour.", [("rain", None, None)]),
    "millimetres of steel": ("The plate was cut to 30 mm.", [(None, None, None)]),
    "by which share": ("Voters rejected it by 58%.", [(None, None, "rejected")]),
    "a time of day is no price": ("Cocoa rose to 81 dollars. She left at 9.30.", [("cocoa", None, "rose")]),
    "a name has no noun": ("Ana Roa, 52, fell.", [(None, None, None)]),
}


@pytest.mark.parametrize(("text", "expected"), HOLDERS.values(), ids=HOLDERS.keys())
def test_an_amount_is_of_what_has_it(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert shown(text, "object", "modifier", "action") == expected


OPEN_VERBS = {
    "before the thing": ("Officers raided 40 flats.", ["raided"]),
    "an irregular one": ("The plea drew 900 signatures.", ["drawn"]),
    "in the present": ("The firm is closing 19 shops.", ["closed"]),
    "in the third person": ("The trust, which employs two cooks, is broke.", ["employed"]),
    "behind a modal": ("The city will restore 12 fountains.", ["restored"]),
    "with a particle": ("They handed out 900 tents.", ["handed out"]),
    "suffered": ("Some 250 guests were poisoned.", ["poisoned"]),
    "its own": ("Two chicks have hatched.", ["hatched"]),
    "what reaches has reached": ("Three kites reached the pier.", ["reached"]),
    "the doer of another deed": ("Three clerks photographed the pier.", [None]),
    "doing now": ("Three clerks were drinking tea.", [None]),
    "having, saying and seeming are no deeds": ("The town has 12 bridges and needs 15 doctors.", [None, None]),
    "a participle behind, then the verb": ("Nine crates packed in Bari were lost.", ["lost"]),
}


@pytest.mark.parametrize(("text", "expected"), OPEN_VERBS.values(), ids=OPEN_VERBS.keys())
def test_a_verb_of_no_class_is_told_by_its_participle(text: str, expected: list[str | None]) -> None:
    assert [action for (action,) in shown(text, "action")] == expected


def test_elliptic_counts_take_thing_and_deed_from_the_figure_before() -> None:
    text = "Nine boats were sunk and, of those hit, five sank. Seven shells were fired and three intercepted."
    assert shown(text, "value", "object", "action")[-2:] == [(7, "shell", "launched"), (3, "shell", "destroyed")]


def test_a_number_inside_a_date_is_no_figure_but_a_length_of_time_is_one() -> None:
    text = "It began 10 days ago and cost 10 lives."
    date = TimeExpression(text="10 days ago", span=(9, 20), type="DATE", value="2024-02-24")
    length = TimeExpression(text="10 days", span=(9, 16), type="DURATION", value="P10D")
    assert [figure.kind for figure in read(text, (date,))] == ["event"]
    assert [figure.kind for figure in read(text, (length,))] == ["elapsed", "event"]


def test_an_age_stays_one_where_a_time_covers_it() -> None:
    text = "A 34-year-old man fell."
    inside = TimeExpression(text="34-year", span=(2, 9), type="DURATION", value="P34Y")
    assert [figure.kind for figure in read(text, (inside,))] == ["age"]


def test_a_text_without_numbers_has_no_figures() -> None:
    assert read("Sirens wailed.") == ()
    assert read("") == ()


@pytest.mark.xfail(strict=True)
def test_an_article_that_counts_one() -> None:
    assert [value for (value,) in shown("A man and two women died.", "value")] == [1, 2]


def test_points_are_percentage_points_beside_a_percentage() -> None:
    assert shown("Support fell three points to 28%.", "unit")[0] == ("percentage_point",)


def test_a_place_behind_an_occasion_is_the_occasions() -> None:
    assert shown("Five men were arrested over the attack on the embassy.", "scope") == [(None,)]


@pytest.mark.xfail(strict=True)
def test_a_verb_behind_a_bare_number_is_no_noun() -> None:
    assert shown("A family of four spends much on bread.", "object") == [("person",)]
