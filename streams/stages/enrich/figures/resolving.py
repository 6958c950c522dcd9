"""What a figure takes from its neighbours: the thing, the unit and the deed that are said once for several numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from streams.data.figures import Tables
from streams.records import Place
from streams.stages.enrich.figures import bare, carrying, holders, terms
from streams.stages.enrich.figures.actions import COUNTS, done_to, govern, joined, named
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.objects import noun_phrase
from streams.stages.enrich.figures.scopes import limit, within
from streams.stages.enrich.figures.tokens import Tokens
from streams.stages.enrich.figures.totals import complete, is_former

_OF = (["of"], ["of", "the"], ["out", "of"], ["out", "of", "the"], ["of", "their"], ["of", "its"])
_OF_THOSE = [["of", word, *comma] for word in ("those", "these", "them", "whom") for comma in ([","], [])]
_PARTS = {
    ("hour", "minute"): 60, ("minute", "second"): 60, ("day", "hour"): 24, ("week", "day"): 7, ("year", "month"): 12,
    ("foot", "inch"): 12, ("pound", "ounce"): 16, ("meter", "centimeter"): 100, ("kilometer", "meter"): 1000,
}  # fmt: skip
_ABOVE = (["above"], ["below"], ["higher"], ["lower"], ["more"], ["less"], ["over"], ["under"], ["short"], ["from"])
_MOVED = ("rose", "fell")
_NEAR = 40  # words to what an amount may be of: a long line must not cost more
_OWNED = 7  # "of the city's"
_TOGETHER = 5  # words between two counts of one clause
_HARD = frozenset(",;:()")
_BODIES = frozenset({"body", "corpse", "victim"})
_HARMED = frozenset({"killed", "injured", "arrested"})  # these are people, whatever was counted before
_LAUNCHED = 4  # "launched overnight ,"
_TRAILING = frozenset(
    [
        "past",
        "previous",
        "final",
        "last",
        "first",
        "next",
        "nearly",
        "about",
        "some",
        "more",
        "than",
        "his",
        "her",
        "these",
        "those",
    ]
)


def resolve(
    tokens: Tokens, drafts: list[Draft], earlier: Draft | None, places: Sequence[Place], tables: Tables
) -> list[Draft]:
    """Complete the figures of one sentence; those of which nothing tells what they count are left out.

    ``earlier`` is the last figure before the sentence: "Nine boats sank. Two were found" counts boats.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.reading import drafts
    >>> from streams.stages.enrich.figures.tokens import split
    >>> words = split("Seven were killed, 12 injured.", tables())
    >>> found = resolve(words, drafts(words, 0, 7, lambda token: False, tables()), None, (), tables())
    >>> [(draft.value, draft.object, draft.action) for draft in found]
    [(7.0, 'person', 'killed'), (12.0, 'person', 'injured')]
    """
    drafts = [one for before, one in zip([None, *drafts], drafts, strict=False) if not is_former(tokens, one, before)]
    drafts = _compound(tokens, drafts)
    _alike(tokens, drafts, earlier, tables)
    for at in range(len(drafts) - 1, 0, -1):
        _from_next(tokens, drafts[at - 1], drafts[at])
    for draft in drafts:
        if _aboard(tokens, draft) or (draft.bare and tokens.lows[draft.last : draft.last + 1] == ["who"]):
            draft.object = "person"
        _with_crew(tokens, draft)
    _whole(tokens, drafts)

    def deed(thing: Draft, begin: int, stop: int) -> str | None:
        return done_to(tokens, thing, begin, stop, tables)

    held: dict[int, tuple[int, int] | None] = {}
    for at, draft in enumerate(drafts):
        if draft.total:
            complete(tokens, draft, deed, at == 0, places, tables)
            if at:
                _of_the_same(draft, drafts[at - 1], tables)
        if draft.kind in COUNTS and not (draft.total and draft.object):
            govern(tokens, drafts, at, tables)
        if draft.bare and not draft.total and draft.kind == "event" and not draft.part_of:
            holders.count(tokens, draft, tables)
            if draft.object is None:
                bare.complete(tokens, draft, tables)
        if draft.kind in holders.KINDS:
            held[at] = holders.hold(tokens, drafts, at, tables)
            if draft.unit == "magnitude" and draft.object in (None, "magnitude"):
                _quake(tokens, draft, tables)
        elif draft.kind == "age":
            holders.aged(tokens, draft, drafts[at - 1] if at else None, tables)
    _spread(tokens, drafts, tables)
    kept: list[Draft] = []
    before, same_sentence = earlier, False
    alike: dict[str, Draft] = {}  # the last amount of each unit that says what has it
    for at, draft in enumerate(drafts):
        after = drafts[at + 1] if at + 1 < len(drafts) else None
        if draft.kind in COUNTS:
            limit(tokens, draft, after, at == 0, places, tables)
        if held.get(at) and draft.scope is None:
            draft.scope = within(tokens, held[at], places, tables)
        if before is not None and same_sentence and _is_aside(tokens, draft) and before.kind == "event":
            draft.action = before.action or draft.action
        nameless = draft.object is None
        if draft.part_of and draft.scope and tokens.lows[draft.scope[1] - 1] == "whom" and before is not None:
            people = (one for one in reversed(kept) if one.object in tables.people or one.object in tables.actors)
            before = next(people, before) if before.object not in tables.people else before
        bare.carry(tokens, draft, before, same_sentence, tables)
        carrying.from_before(tokens, draft, before, same_sentence, tables)
        if nameless and draft.object and draft.scope is None and draft.kind in COUNTS:
            limit(tokens, draft, after, at == 0, places, tables)
        if draft.kind == "event" and draft.object in tables.lives:
            draft.object = "person"
        if draft.object is None and draft.kind in ("percent", "measure") and draft.unit in alike:
            carrying.amount_from_before(tokens, draft, alike[draft.unit])
        if _tells(draft):
            if draft.kind != "ordinal":
                before, same_sentence = draft, True
            if draft.unit is not None and draft.object is not None:
                alike[draft.unit] = draft
            if draft.whole or not _only_acts(tokens, draft, tables):
                kept.append(draft)
    _shared(tokens, kept)
    return kept


def _is_aside(tokens: Tokens, draft: Draft) -> bool:
    """Two of seven, told between commas: "seven dead, among them two children, and 26 hurt"."""
    closed = tokens.lows[draft.last : draft.last + 1] == [","]
    return closed and draft.part_of and draft.scope is not None and draft.scope[1] == draft.first


def _with_crew(tokens: Tokens, draft: Draft) -> None:
    """47 passengers and crew: people."""
    if (
        draft.kind == "event"
        and draft.object is not None
        and tokens.lows[draft.last : draft.last + 2] == ["and", "crew"]
    ):
        draft.object, draft.modifier, draft.last = "person", None, draft.last + 2


def _aboard(tokens: Tokens, draft: Draft) -> bool:
    """Of the 200 on board: a number of people."""
    behind = tokens.lows[draft.last : draft.last + 2]
    return draft.bare and (behind[:1] == ["aboard"] or behind == ["on", "board"])


def _shared(tokens: Tokens, drafts: list[Draft]) -> None:
    """A place told once for two: "three were killed and two hurt in the north"; a part's whole with its noun."""
    for before, draft in pairwise(drafts):
        if before.part_of and before.scope and draft.first < before.scope[1] <= draft.last:
            before.scope = (before.scope[0], draft.last)
    for before, draft in reversed(list(pairwise(drafts))):
        if before.scope is None and draft.scope is not None and draft.scope[0] >= draft.last and not before.part_of:
            between = tokens.lows[before.last : draft.first]
            if len(between) <= _TOGETHER and "and" in between and _HARD.isdisjoint(between) and before.kind in COUNTS:
                before.scope = draft.scope


def _of_the_same(draft: Draft, more: Draft, tables: Tables) -> None:
    """Another 12 whales, taking to 32 the number saved: whales."""
    people = more.object is None or more.object in tables.people or more.object in _BODIES
    if draft.object == "person" and more.counting == "increment" and not people and draft.action not in _HARMED:
        draft.object, draft.modifier = more.object, more.modifier


def _quake(tokens: Tokens, draft: Draft, tables: Tables) -> None:
    """A magnitude is a quake's, wherever in the sentence that stands."""
    for at in range(max(draft.start, draft.first - _NEAR), min(draft.end, draft.last + _NEAR)):
        word = tables.quakes.get(tokens.lows[at])
        if word is not None:
            draft.object, draft.modifier = word, None
            return


def _alike(tokens: Tokens, drafts: list[Draft], earlier: Draft | None, tables: Tables) -> None:
    """Units said once: 3.4 billion francs and "forecasts of 3.1 billion"; minus 27C, "15 degrees" below the norm.

    A price is quoted in the money of the one before it: "closed at 77.15".
    """
    quoted = earlier.unit if earlier is not None and earlier.kind == "money" else None
    money = next((one.unit for one in drafts if one.kind == "money"), None)
    warmth = next((one.unit for one in drafts if one.unit in ("degree_Celsius", "degree_Fahrenheit")), None)
    shares = any(one.unit == "percent" for one in drafts)
    for draft in drafts:
        if draft.bare and terms.is_magnitude(tokens, draft, tables):
            draft.kind, draft.unit, draft.object = "measure", "magnitude", "magnitude"
        elif draft.unit == "degree" and warmth:
            draft.unit = warmth
        elif shares and draft.object == "point" and _is_moved(tokens, draft, tables):
            draft.kind, draft.unit, draft.object = "percent", "percentage_point", None
        elif (unit := money or quoted) and (
            terms.is_quoted(tokens, draft, tables) or terms.is_sum(tokens, draft, money is None)
        ):
            draft.kind, draft.unit = "money", unit


def _is_moved(tokens: Tokens, draft: Draft, tables: Tables) -> bool:
    """Points by which a share moved: "fell three points", "a drop of 11 points"."""
    if tokens.lows[draft.last : draft.last + 1] in (["ahead"], ["behind"], ["clear"]):
        return True
    at = draft.first - 1
    at -= at > draft.start and tokens.lows[at] in ("of", "by")
    return tables.links.get(tokens.lows[at]) in _MOVED


def _compound(tokens: Tokens, drafts: list[Draft]) -> list[Draft]:
    """Two hours, three minutes and 12 seconds; five feet two inches: one length in its smallest unit."""
    kept: list[Draft] = []
    for draft in drafts:
        before = kept[-1] if kept else None
        ratio = before and _PARTS.get((before.unit or "", draft.unit or ""))
        if before is not None and ratio and before.value is not None and draft.value is not None:
            between = tokens.lows[before.last : draft.first]
            beside = between == [","] and tokens.lows[draft.last : draft.last + 1] in _ABOVE
            if between in ([], [","], ["and"], [",", "and"]) and draft.value < ratio and not beside:
                before.value, before.unit = before.value * ratio + draft.value, draft.unit
                before.last = before.number_last = draft.last
                continue
        kept.append(draft)
    return kept


def _from_next(tokens: Tokens, draft: Draft, after: Draft) -> None:
    """Two or three people; 16 of 18 drones; 34, 36 and 51 years old."""
    if draft.kind == "part" and draft.object is None and after.kind == "event":
        if tokens.lows[draft.last : after.first] in _OF:  # a quarter of the 480 workers
            after.whole = True
            draft.object, draft.modifier = after.object, after.modifier
        return
    if not draft.bare or draft.last != draft.number_last:
        return
    between = tokens.lows[draft.last : after.first]
    while between and between[-1] in _TRAILING:  # of their last five
        between = between[:-1]
    moved = between == ["to"] and tokens.lows[draft.first - 1 : draft.first] == ["from"]
    owned = between[:1] == ["of"] and between[-1].endswith(("'s", "s'")) and len(between) < _OWNED
    listed = (
        moved
        or owned
        or (between in ([","], ["and"], ["or"], [",", "and"]) and after.first == after.number_last - 1)
        or between in _OF
    )
    if listed and after.kind in ("event", "age", "percent", "elapsed", "measure") and not after.bare:
        if moved and after.kind == "event":
            return
        if between not in _OF and not owned and after.kind == "event" and after.bound == "exact" and between != ["or"]:
            return  # "killed seven, 12 homes burned": a list of bare counts names its thing only after "or"
        after.whole = owned or between in _OF
        draft.object, draft.modifier = after.object, after.modifier
        draft.kind, draft.unit = after.kind, after.unit


def _whole(tokens: Tokens, drafts: list[Draft]) -> None:
    """Of the 18 drones launched, 16 …: the first is the whole, the second a part of it. "None of the 12" is no 12."""
    for draft in drafts:
        lead = tokens.lows[max(draft.start, draft.first - 3) : draft.first]
        draft.whole = draft.whole or lead[-2:] == ["none", "of"] or lead == ["none", "of", "the"]
    if drafts and drafts[0].bare and not drafts[0].part_of:
        opening = tokens.lows[drafts[0].start : drafts[0].first]
        if opening in _OF_THOSE:  # Of those, nine are in hospital
            drafts[0].part_of, drafts[0].scope = True, (drafts[0].start, drafts[0].start + 2)
    for before, draft in pairwise(drafts):
        opens = tokens.lows[before.start : before.first] in (["of"], ["of", "the"], ["out", "of"], ["out", "of", "the"])
        between = tokens.lows[before.last : draft.first]
        if opens and between[-1:] == [","] and len(between) <= _LAUNCHED and before.object is not None:
            before.whole = draft.part_of = True
            draft.scope = (before.start, before.last)


def _spread(tokens: Tokens, drafts: list[Draft], tables: Tables) -> None:
    """One verb for all members of a list."""
    for before, draft in pairwise(drafts):
        if before.whole or draft.whole:
            continue
        if draft.action is None and draft.kind in COUNTS and before.kind in COUNTS and joined(tokens, before, draft):
            draft.action = before.action
    for before, draft in reversed(list(pairwise(drafts))):
        if before.action is None and before.kind in COUNTS and draft.kind in COUNTS:
            between = tokens.lows[before.last : draft.first]
            if _in_a_list(tokens, before.last, between, tables):
                # "41 caps and 17 goals": only goals are scored
                before.action = draft.action if draft.action != named(draft, tables) and not before.whole else None


def _in_a_list(tokens: Tokens, at: int, between: list[str], tables: Tables) -> bool:
    """Whether a joiner stands between two counts, or one more of the same: "two men, a woman and three children"."""
    if between in (["and"], [",", "and"], [","], ["of"], ["out", "of"], ["of", "the"]):
        return True
    if between[:1] != [","] or between[-1:] != ["and"] or between[1:2] not in (["a"], ["an"], ["one"]):
        return False
    phrase = noun_phrase(tokens, at + 2, at + len(between) - 1, True, tables)
    return phrase is not None and phrase.last - at in (len(between) - 1, len(between) - 2)


def _tells(draft: Draft) -> bool:
    """Whether anything says what the number is of."""
    if draft.kind != "event":
        return True
    if draft.object is not None or draft.action is not None or draft.part_of:
        return True
    return draft.bound != "exact"


_FEW = 10  # "the two leaders" says who they are; "the 44 pupils" says how many there were
_DEFINITE = frozenset({"the", "his", "her", "their", "its", "our", "my", "your", "these", "those"})
_OF_WHOM = 6  # words of "members of the school's staff" before the verb


def _only_acts(tokens: Tokens, draft: Draft, tables: Tables) -> bool:
    """Whether a number does no more than name who speaks or acts: "two guards said", "her two brothers"."""
    if draft.kind != "event" or draft.bound != "exact" or draft.counting != "total" or draft.object is None:
        return False
    if draft.action in tables.actions or draft.scope is not None or not 1 <= (draft.value or 0.0) < _FEW:
        return False
    before = tokens.lows[draft.first - 1] if draft.first > draft.start else ""
    if before in _DEFINITE and draft.object in tables.actors:
        return True
    at = draft.last
    if at < draft.end and tokens.lows[at] == "of":
        stop = min(draft.end, at + _OF_WHOM)
        at = next((word for word in range(at, stop) if tokens.lows[word] in tables.saying), draft.end)
    return at < draft.end and tokens.lows[at] in tables.saying
