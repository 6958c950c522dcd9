"""How figures and claims stand that several posts tell of one event: each row is a few posts in words, and what an
editor would write down of them.

A line of a row says one thing: "16 updates 12", "7 part_of 16", "12 corroborates 12", "3 | 16" (nothing between them),
"12 is superseded", "12 from organisation:police" (who is behind it). Units are left out: 12000 acres is 12000.
"""

from __future__ import annotations

import pytest

from streams.records import CuratedEvent, Figure, Post
from tests.stages.curate.one_event import the_event, told

A, B, C = "The Courier", "The Lantern", "Hill Radio"

FLOOD = {
    "a toll told with at least is brought up to date, and conflicts with nothing": (
        [told(A, 0, "At least 12 people were killed in floods in Valencia, police said."),
         told(B, 60, "Police said the death toll in Valencia had risen to 14.")],
        ["14 updates 12", "12 is superseded", "14 is current", "14 from organisation:police"]),
    "three more bodies are part of the toll told with them": (
        [told(A, 0, "The floods have killed 16 people, the mayor said."),
         told(A, 90, "Three more bodies were found on Friday, bringing the death toll to 19.")],
        ["3 part_of 19", "19 updates 16", "3 | 16", "3 is current"]),
    "another three are part of the next total, whoever tells it": (
        [told(A, 0, "Sixteen people died in the floods, police said."),
         told(B, 60, "Another three people were killed overnight, the fire service said."),
         told(C, 120, "Nineteen people died in the floods, police said.")],
        ["3 part_of 19", "19 updates 16", "3 | 16"]),
    "dozens are brought up to date by a number": (
        [told(A, 0, "Dozens of people were injured in the crash, witnesses said."),
         told(B, 60, "43 people were injured in the crash, the hospital said.")],
        ["43 updates 24", "24 is superseded"]),
    "dozens told after the number say nothing new": (
        [told(A, 0, "43 people were injured in the crash, the hospital said."),
         told(B, 60, "Dozens of people were injured, a witness said.")],
        ["24 | 43", "43 is current"]),
    "a number inside a range makes it sharper": (
        [told(A, 0, "Between 20 and 30 people are missing, the coast guard said."),
         told(B, 60, "Twenty-six people are missing, police said.")],
        ["26 updates 20"]),
    "children among the dead are part of them": (
        [told(A, 0, "Sixteen people, including seven children, were killed in the flood.")],
        ["7 part_of 16"]),
    "a town's dead are part of a land's": (
        [told(A, 0, "Nationwide, 120 people have died in the floods, the interior ministry said."),
         told(B, 30, "In Seville 23 people have died in the floods.")],
        ["23 part_of 120", "120 is current"]),
    "the only place under which a toll is told is where it happened": (
        [told(A, 0, "Nine people were killed at the Mugo camp, a doctor said."),
         told(B, 120, "Twelve people were killed by the flood, the agency said.")],
        ["12 updates 9", "9 is superseded"]),
    "a place told beside another is a part": (
        [told(A, 0, "The flood killed 4 people in Lorca and killed 6 people in Totana."),
         told(B, 60, "Twenty people were killed by the flood.")],
        ["4 part_of 20", "6 part_of 20", "4 | 6"]),
    "killed and injured are other people": (
        [told(A, 0, "Eight people were killed and 14 injured."), told(B, 60, "Fourteen people were killed.")],
        ["14 updates 8"]),
    "an old toll printed late is old news and no quarrel": (
        [told(A, 0, "Twelve people were killed, police said."), told(A, 60, "Sixteen people were killed, police said."),
         told(B, 90, "Twelve people were killed in the flood.")],
        ["16 updates 12", "12 is superseded", "16 is current"]),
    "a toll recalled from years before is another's": (
        [told(A, 0, "Four people were killed in the flood. In August 2021, 17 people were killed in the same valley.")],
        ["17 is absent", "4 is current"]),
    "bodies fewer than the dead are some of them": (
        [told(A, 0, "Six people were killed, prosecutors said, after two bodies were carried out of the stairwell.")],
        ["2 | 6", "6 is current"]),
    "bodies more than the dead bring the toll up to date": (
        [told(A, 0, "Twenty people were killed in the prison, relatives said."),
         told(B, 600, "Rescuers recovered 31 bodies from the prison, the prosecutor said.")],
        ["31 updates 20"]),
    "a smaller toll by another is a quarrel": (
        [told(A, 0, "Sixteen people were killed, the mayor said."),
         told(B, 600, "Twelve people were killed, the army said.")],
        ["12 conflicts 16", "12 is disputed", "16 is disputed"]),
    "a quarrel ends where one side comes round": (
        [told(A, 0, "Sixteen people were killed, the mayor said."),
         told(B, 10, "Twelve people were killed, the hospital said."),
         told(C, 200, "Sixteen people were killed, the hospital said.")],
        ["12 is superseded", "16 is current"]),
    "two counts that a post sets side by side are rivals, though one was told before": (
        [told(A, 0, "Three people were killed, the railway said."),
         told(B, 30, "Five people were killed, the hospital said. The railway speaks of three people killed.")],
        ["5 conflicts 3", "5 is disputed", "3 is disputed"]),
}  # fmt: skip

CRASH = {
    "those in hospital are among the injured": (
        [told(A, 0, "Eleven people were injured and four were taken to hospital.")], ["4 part_of 11"]),
    "passengers killed are the people killed": (
        [told(A, 0, "Eight passengers were killed, police said."),
         told(B, 30, "Eight people were killed, the hospital said.")],
        ["8 corroborates 8", "8 from organisation:police, sayer:the hospital"]),
    "a later toll of people brings one of passengers up to date": (
        [told(A, 0, "Eight passengers were killed, police said."),
         told(B, 60, "Nine people were killed, police said.")],
        ["9 updates 8"]),
    "officers hurt are none of another's count of the hurt": (
        [told(A, 0, "Nine officers were injured, police said."),
         told(B, 60, "31 people were injured, a rights group said.")],
        ["9 | 31"]),
    "the whole of \"of the 52\" is told": (
        [told(A, 0, "The bus was carrying 52 passengers. Of the 52 passengers, eight were killed.")],
        ["8 part_of 52"]),
    "passengers and crew are people on board": (
        [told(A, 0, "There were 47 passengers and crew on board the ferry, the owner said."),
         told(B, 60, "The owner said 52 people had been on board.")],
        ["52 updates 47"]),
}  # fmt: skip

FIRE_QUAKE_WEATHER = {
    "acres and hectares that are equal": (
        [told(A, 0, "The fire has burned 12,000 acres, officials said."),
         told(B, 60, "The fire has burned about 4,856 hectares, the forest service said.")],
        ["4856 corroborates 12000"]),
    "more hectares later": (
        [told(A, 0, "The fire has burned 1,200 hectares, the fire service said."),
         told(B, 600, "The fire has burned 3,000 hectares, the fire service said.")],
        ["3000 updates 1200"]),
    "acres and hectares that are not equal": (
        [told(A, 0, "The fire has burned 12,000 acres, officials said."),
         told(B, 600, "The fire has burned 9,000 hectares, officials said.")],
        ["9000 updates 12000"]),
    "kilometres and miles": (
        [told(A, 0, "The quake struck at a depth of 10 km."),
         told(B, 30, "The quake had a depth of 6.2 miles, the survey said.")],
        ["6.2 corroborates 10"]),
    "degrees of two scales": (
        [told(A, 0, "The temperature reached 41.5C on Monday."), told(B, 30, "The temperature hit 106.7F.")],
        ["106.7 corroborates 41.5"]),
    "the way to a town is no figure": (
        [told(A, 0, "The quake struck 40 km south of Lima and killed 3 people.")], ["40 is absent"]),
    "a magnitude revised": (
        [told(A, 0, "A magnitude 6.1 earthquake struck Peru, the survey said."),
         told(A, 60, "The survey revised the earthquake to magnitude 5.9.")],
        ["5.9 updates 6.1"]),
    "homes still without power": (
        [told(A, 0, "About 30,000 homes were without power, the operator said."),
         told(B, 120, "Some 4,000 homes are still without power.")],
        ["4000 updates 30000"]),
}  # fmt: skip

MONEY_COURT_MARKET = {
    "a sum in words is the sum in digits": (
        [told(A, 0, "The firm will pay $2.5 million to settle the case, the court said."),
         told(B, 30, "The firm agreed to pay two and a half million dollars.")],
        ["2500000 is current"]),
    "a currency is not another": (
        [told(A, 0, "The firm will pay $5 million."), told(B, 300, "The firm will pay 4 million euros.")],
        ["4000000 | 5000000"]),
    "a sentence of some years, told twice": (
        [told(A, 0, "He was sentenced to 14 years in prison."), told(B, 30, "A judge jailed him for 14 years.")],
        ["14 from outlet:The Courier, outlet:The Lantern"]),
    "how long it took is no sentence": (
        [told(A, 0, "The storm lasted two hours and killed 3 people.")], ["2 is absent"]),
    "shares of two firms": (
        [told(A, 0, "Shares in Altor fell 12 percent. Shares in Benex fell 5 percent.")], ["5 | 12"]),
    "one firm's shares at two hours": (
        [told(A, 0, "Shares in Altor fell 12 percent."), told(A, 240, "Shares in Altor fell 14 percent.")],
        ["14 updates 12"]),
    "a rate moved again": (
        [told(A, 0, "Inflation fell to 3.1 percent, the statistics office said."),
         told(A, 9000, "Inflation fell to 2.9 percent, the statistics office said.")],
        ["2.9 updates 3.1"]),
    "part of the loot is a part, and no newer sum": (
        [told(A, 0, "Hackers stole 1.46 billion dollars from the exchange, its founder said."),
         told(B, 600, "Roughly 43 million dollars of the loot have been frozen, the founder said.")],
        ["43000000 part_of 1460000000"]),
}  # fmt: skip

VOTE_MATCH_STRIKE = {
    "shares of the vote of two candidates": (
        [told(A, 0, "Ana Prado won 48 percent of the vote. Luis Mena had 45 percent.")], ["45 | 48"]),
    "one candidate's share, later": (
        [told(A, 0, "Ana Prado won 48 percent of the vote."),
         told(B, 240, "With most ballots counted, Ana Prado won 51 percent of the vote.")],
        ["51 updates 48"]),
    "another candidate's share, later": (
        [told(A, 0, "Ana Prado won 48 percent of the vote."), told(B, 240, "Luis Mena won 51 percent of the vote.")],
        ["51 | 48"]),
    "votes for and against": (
        [told(A, 0, "The speaker said 63 members voted for the bill and 194 voted against it."),
         told(B, 300, "The speaker said 63 members voted for the bill and 194 voted against it.")],
        ["63 | 194", "63 is current", "194 is current"]),
    "a score rises": (
        [told(A, 0, "Rovers lead 1-0 at half time."), told(A, 50, "Rovers beat City 3-1.")], ["1 updates 0"]),
    "organisers and police": (
        [told(A, 0, "Organisers said 60,000 people marched; police said 25,000 people marched.")],
        ["25000 conflicts 60000"]),
    "marchers are people who marched": (
        [told(A, 0, "About 2,000 protesters marched on Monday, the union said."),
         told(B, 10, "Police said 900 people marched.")],
        ["900 conflicts 2000"]),
    "so many of so many": (
        [told(A, 0, "The airport said 140 of 276 departures were cancelled.")], ["140 part_of 276"]),
    "flights cancelled and flights delayed": (
        [told(A, 0, "The airport said 230 flights were cancelled."),
         told(A, 300, "The airport said 410 flights were delayed.")],
        ["410 | 230"]),
}  # fmt: skip

OUTAGE_CYBER_HEALTH = {
    "cases are people infected": (
        [told(A, 0, "The ministry confirmed seven cases of measles."),
         told(B, 3000, "The ministry said 31 people were infected.")],
        ["31 updates 7"]),
    "the number of cases names them": (
        [told(A, 0, "The number of measles cases rose to 31, the ministry said."),
         told(A, 3000, "The number of measles cases rose to 112, the ministry said.")],
        ["112 updates 31"]),
    "patients whose data was taken and patients who were written to": (
        [told(A, 0, "The gang says it has data on 310,000 patients."),
         told(B, 300, "The hospital has written to 203 patients.")],
        ["203 | 310000"]),
    "what was postponed rises": (
        [told(A, 0, "The trust said 97 operations were postponed."),
         told(B, 3000, "The trust said 814 operations were postponed.")],
        ["814 updates 97"]),
}  # fmt: skip

TOLD_OTHERWISE = {
    "where a first sentence says that it happened limits nothing": (
        [told(A, 0, "Six workers were killed at a chemical plant near Bharuch on Friday, police said."),
         told(B, 2000, "Police now put the number of workers killed at seven.")],
        ["7 updates 6", "6 is superseded"]),
    "nor does the land or the part of it": (
        [told(A, 0, "Twelve people were killed in eastern Congo on Friday, the agency said."),
         told(B, 2000, "Fifteen people were killed, the agency said.")],
        ["15 updates 12"]),
    "another place by its name does, told by who speaks for it": (
        [told(A, 0, "The storm killed 15 people in Valencia on Friday, the agency said."),
         told(B, 20, "Nine people were killed in Alicante, its mayor said."),
         told(C, 30, "The storm hit Valencia hardest.")],
        ["9 narrower 15"]),
    "a heading that stands alone tells a number again": (
        [told(A, 0, "The crash killed 22 people, police said."), told(B, 60, "", "Bus crash: 22 killed")],
        ["22 is current", "22 from organisation:police"]),
    "and brings one up to date": (
        [told(A, 0, "The crash killed 22 people, police said."), told(B, 600, "", "Bus crash: 24 people killed")],
        ["24 updates 22"]),
    "a thing of two names, by the odd number that both have": (
        [told(A, 0, "More than 1,000 flights were cancelled on Monday, the airport said."),
         told(B, 300, "In all 1,116 flights were cancelled on Monday, the airport said."),
         told(C, 400, "By the union's count there were 1,116 cancellations.")],
        ["1116 updates 1000", "1116 corroborates 1116"]),
    "two of them, whatever stands between": (
        [told(A, 0, "Twenty-two cars left the tracks some 12 kilometres north of the town, and two of them leaked.")],
        ["2 part_of 22", "2 | 12"]),
    "managers are people": (
        [told(A, 0, "Police have arrested nine people, including two managers.")], ["2 part_of 9"]),
    "the bodies of as many are the killed": (
        [told(A, 0, "The blast killed 14 people, police said."),
         told(B, 60, "Rescuers recovered the bodies of 14 people, the army said.")],
        ["14 corroborates 14"]),
    "homes without power are customers cut off": (
        [told(A, 0, "The storm left 40,000 homes without power, the grid operator said."),
         told(B, 300, "Some 35,000 customers were still cut off in the evening, the grid operator said.")],
        ["35000 updates 40000"]),
    "customers of a shop are no homes": (
        [told(A, 0, "The storm left 400 homes without power, the grid operator said."),
         told(B, 300, "Some 350 customers were evacuated from a shop, the grid operator said.")],
        ["350 | 400"]),
    "of the injured are a part of them": (
        [told(A, 0, "The crash injured 20 people and killed nine, police said. Five of the injured are in a "
                     "critical state.")],
        ["5 part_of 20", "5 | 9"]),
    "the victims include": (
        [told(A, 0, "The fire killed nine people, police said. The victims include two children.")], ["2 part_of 9"]),
    "twelve arrests are twelve people arrested": (
        [told(A, 0, "Police made 12 arrests."), told(B, 200, "Police said 18 people had been detained.")],
        ["18 updates 12"]),
    "an area grows, whatever it is called": (
        [told(A, 0, "The fire has burned 200 hectares, the fire service said."),
         told(B, 200, "The fire has grown to 1,500 hectares, the fire service said.")],
        ["1500 updates 200"]),
    "what has been counted since a year before is another count": (
        [told(A, 0, "Thirty-one prisoners were killed in the clashes, prosecutors said."),
         told(B, 600, "Since 2021 more than 450 prisoners have been killed in the country, prosecutors said.")],
        ["31 is current", "450 | 31"]),
    "attackers are none of the dead that an event counts": (
        [told(A, 0, "All five attackers were killed, police said."),
         told(B, 90, "Eleven people were killed, the hospital said.")],
        ["11 | 5", "5 is current"]),
}  # fmt: skip

ORIGINS = {
    "the police and their spokesman are one": (
        [told(A, 0, "Three people were killed, police said."),
         told(B, 30, "Three people were killed, police spokesman Abdi Roble said.")],
        ["3 from organisation:police"]),
    "a minister by his family name is the same man": (
        [told(A, 0, "Minister Bashir Olorun said 74 hospitals were hit."),
         told(B, 60, "According to Olorun, 74 hospitals were hit.")],
        ["74 from person:Bashir Olorun"]),
    "an outlet that prints another's count has none of its own": (
        [told(A, 0, "Three people were killed, police said."), told(B, 30, "Three people were killed.")],
        ["3 from organisation:police"]),
    "two that know nothing of each other are two": (
        [told(A, 0, "Three people were killed, police said."), told(B, 30, "Three people were killed, a nurse said.")],
        ["3 from organisation:police, sayer:a nurse"]),
}  # fmt: skip

ROWS = {**FLOOD, **CRASH, **FIRE_QUAKE_WEATHER, **MONEY_COURT_MARKET, **VOTE_MATCH_STRIKE, **OUTAGE_CYBER_HEALTH,
        **TOLD_OTHERWISE, **ORIGINS}  # fmt: skip


def number(figure: Figure) -> float | None:
    return figure.value if figure.value is not None else figure.low


def lines(event: CuratedEvent, wanted: str) -> set[str]:
    """What the event says that is of the form of a wanted line."""
    numbers = {figure.figure_id: f"{number(figure):.12g}" for figure in event.figures if number(figure) is not None}
    one, word, rest = wanted.split(" ", 2)
    mine = [figure for figure in event.figures if numbers.get(figure.figure_id) == one]
    if word == "is":
        return {f"{one} is {figure.status}" for figure in mine} or {f"{one} is absent"}
    if word == "from":
        return {f"{one} from {', '.join(figure.origins)}" for figure in mine}
    said = {(a.value if a.value is not None else a.low, r.kind, numbers.get(r.to)) for a in event.figures
            for r in a.relation}  # fmt: skip
    if word == "|":
        pairs = {(f"{a:.12g}", b) for a, _, b in said if a is not None}
        return {"related"} if {(one, rest), (rest, one)} & pairs else {wanted}
    return {f"{a:.12g} {kind} {b}" for a, kind, b in said if a is not None}


@pytest.mark.parametrize(("posts", "wanted"), ROWS.values(), ids=ROWS)
def test_figures(posts: list[Post], wanted: list[str]) -> None:
    event = the_event(posts)
    assert {line: line in lines(event, line) for line in wanted} == dict.fromkeys(wanted, True)


@pytest.mark.parametrize(("posts", "wanted"), ROWS.values(), ids=ROWS)
def test_the_order_of_arrival_does_not_show(posts: list[Post], wanted: list[str]) -> None:
    assert the_event(posts[::-1]).figures == the_event(posts).figures


@pytest.mark.parametrize(("posts", "wanted"), ROWS.values(), ids=ROWS)
def test_history_begins_with_the_first_post_and_ends_with_the_status(posts: list[Post], wanted: list[str]) -> None:
    for figure in the_event(posts).figures:
        assert figure.history[-1].status == figure.status
        assert figure.history[0].post_id == figure.posts[0]
        assert [h.since for h in figure.history] == sorted(h.since for h in figure.history)
        assert len(figure.origins) == figure.independent_origins
