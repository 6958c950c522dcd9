"""The numbers of one sentence as drafts: which are figures, of what kind, how sure, and the noun that follows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from streams.data.figures import Tables
from streams.stages.enrich.figures import verbs
from streams.stages.enrich.figures.bounds import after_number, around
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.kinds import is_age, measured, money, ranked
from streams.stages.enrich.figures.labels import is_label
from streams.stages.enrich.figures.numbers import Number, read, share_of
from streams.stages.enrich.figures.objects import NounPhrase, counted, is_plural, noun_phrase
from streams.stages.enrich.figures.pairs import is_result, ranged, second_of
from streams.stages.enrich.figures.parties import next_share
from streams.stages.enrich.figures.tokens import HYPHENS, Tokens
from streams.stages.enrich.figures.totals import ahead, led

_BEFORE_WHOLE = frozenset(
    {"last", "first", "next", "nearly", "about", "some", "more", "than", "past", "previous", "final"}
)
_OF_THEM = (["of", "them"], ["of", "whom"], ["of", "which"])
_OWNER = 4  # words of whoever has the whole
_OLDEST = 120
_PASSED = frozenset(["passed", "passes", "passing"])  # of a total: the toll passes 1,200
_BEFORE_PRONOUN = frozenset(["no", "the", "this", "that", "which", "each", "every", "any", "another"])
_PRONOUNS = frozenset(["them", "these", "those", "whom", "which", "us", "you"])
_LASTING = frozenset(["for", "in", "within", "least", "only", "just", "than", "about", "after", "by", "lasted", "took"])


def drafts(tokens: Tokens, start: int, end: int, timed: Callable[[int], bool], tables: Tables) -> list[Draft]:
    """The figures of the sentence ``[start, end)`` in order. ``timed`` says whether a token is part of a time.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> words = split("54 missiles and 11 drones on 29 December", tables())
    >>> [(draft.value, draft.object) for draft in drafts(words, 0, len(words.forms), lambda token: False, tables())]
    [(54.0, 'missile'), (11.0, 'drone')]
    """
    found: list[Draft] = []
    draft: Draft | None
    cursor = start
    for at in tokens.candidates[bisect_left(tokens.candidates, start) : bisect_left(tokens.candidates, end)]:
        if at < cursor:
            continue
        if tokens.lows[at] in ("no", "both"):
            draft = (_zero if tokens.lows[at] == "no" else _both)(tokens, at, start, end, tables)
        else:
            number, cursor = read(tokens, at, end, tables)
            draft = None
            if number is not None:
                second = second_of(tokens, number, start, end, tables)
                draft = _draft(tokens, number, second, start, end, tables)
                if found and found[-1].kind == "percent" and draft is None:
                    draft = next_share(tokens, number, found[-1], start, end, tables) or draft
                if draft is None and second is not None and tokens.forms[number.last] in HYPHENS:
                    cursor = second.last  # a season, a telephone number
        if draft is not None and (draft.kind == "age" or draft.total or not timed(at)):
            if found and draft.first < found[-1].last:
                draft.first = found[-1].last
            if (
                found
                and found[-1].kind == "age"
                and draft.bare
                and draft.bound == "exact"
                and (draft.value or 0) <= _OLDEST
            ):
                between = tokens.lows[found[-1].last : draft.first]
                acts = draft.last < end and (
                    tokens.lows[draft.last] in tables.passive or tokens.lows[draft.last] in tables.finite
                )
                if between in ([","], ["and"], [",", "and"], ["or"]) and not acts:  # aged 15, 16 and 17
                    draft.kind, draft.unit = "age", "year"
            cursor = max(cursor, draft.last)
            found.append(draft)
    return found


def _zero(tokens: Tokens, at: int, start: int, end: int, tables: Tables) -> Draft | None:
    """No casualties: a count of nought, of things whose absence is news."""
    phrase = noun_phrase(tokens, at + 1, end, False, tables) or noun_phrase(tokens, at + 1, end, True, tables)
    if phrase is None or phrase.head not in tables.zero:
        return None
    return Draft(
        start,
        end,
        at,
        phrase.last,
        at + 1,
        0.0,
        object=phrase.head,
        modifier=phrase.modifier,
        counting="increment" if phrase.increment else "total",
    )


def _both(tokens: Tokens, at: int, start: int, end: int, tables: Tables) -> Draft | None:
    """Both pilots: two of them; "both the army and the mayor" counts nothing."""
    if at + 1 >= end or tokens.lows[at + 1] in tables.stop or tokens.begins_number(at + 1):
        return None
    phrase = noun_phrase(tokens, at + 1, end, False, tables)
    if phrase is None or tokens.lows[phrase.last : phrase.last + 1] == ["and"]:
        return None
    return Draft(start, end, at, phrase.last, at + 1, 2.0, object=phrase.head, modifier=phrase.modifier)


def _draft(tokens: Tokens, number: Number, second: Number | None, start: int, end: int, tables: Tables) -> Draft | None:
    signed = money(tokens, number.first, start, tables)
    draft = Draft(
        start,
        end,
        signed[0] if signed else number.first,
        number.last,
        number.last,
        number.value,
        number.low,
        bound="vague" if number.shape == "vague" else "about" if number.shape == "couple" else "exact",
    )
    plural = None if signed or number.shape == "ordinal" else counted(tokens, number, end, tables)
    if second is not None:
        if not signed and is_result(tokens, number, second, start, end, tables):
            draft.kind, draft.value, draft.last = "score", None, second.last
            return draft
        if not ranged(tokens, draft, number, second, signed is not None, end, tables):
            return None
        number = second
        plural = None if signed else counted(tokens, number, end, tables)
    elif (
        not signed
        and is_label(tokens, number, start, end, _plural(tokens, plural, tables), tables)
        and (plural is not None or not _is_total(tokens, number, start, end, tables))
    ):
        return None
    if signed:
        draft.kind, draft.unit = "money", signed[1]
    elif not _of_a_kind(tokens, draft, number, plural, tables):
        return None
    draft = _bounded(tokens, draft, tables)
    draft.total = draft.bare and (
        led(tokens, draft.first, start, tables) is not None
        or ahead(tokens, draft.first, draft.last, start, end, tables) is not None
    )
    if draft.total and draft.bound == "exact" and tokens.lows[draft.first - 1] in _PASSED:
        draft.bound = "more_than"
    return draft


def _is_total(tokens: Tokens, number: Number, start: int, end: int, tables: Tables) -> bool:
    """Whether what looks like a year is a total: "the toll rose to 1950"; "to 14 May" is a day."""
    following = tokens.lows[number.last] if number.last < end else ""
    dated = following in tables.months or following in tables.clock
    return not dated and number.shape == "count" and led(tokens, number.first, start, tables) is not None


def _millions_of_people(tokens: Tokens, draft: Draft, tables: Tables) -> bool:
    """ "1m ordered to leave", "1.2m have fled": a verb follows."""
    if draft.last >= draft.end:
        return False
    low = tokens.lows[draft.last]
    return low in tables.passive or low in ("have", "has", "had") or (low.endswith("ed") and len(low) > 4)


def _plural(tokens: Tokens, phrase: NounPhrase | None, tables: Tables) -> bool:
    return phrase is not None and any(is_plural(low, tables) for low in tokens.lows[phrase.first : phrase.last])


def _of_a_kind(tokens: Tokens, draft: Draft, number: Number, phrase: NounPhrase | None, tables: Tables) -> bool:
    """Decide what the number is; False when it is no figure at all."""
    end, last = draft.end, number.last
    if is_age(tokens, number, draft.first, draft.start, end, tables):
        draft.kind, draft.unit = "age", "year"
        measured(tokens, draft, number, tables)
        draft.kind = "age"
        return True
    if number.shape == "ordinal":
        return ranked(tokens, draft, number, tables)
    if (
        number.shape == "fraction"
        and draft.first > draft.start
        and tokens.lows[draft.first - 1] in ("by", "than", "of")
    ):
        draft.kind = "part"  # rose by a fifth last week
        return True
    if number.metres and tokens.lows[number.last : number.last + 1] and tokens.lows[number.last] in tables.races:
        draft.kind, draft.unit, draft.value = "measure", "meter", (number.value or 0.0) / 1e6
        return True
    if number.metres:
        people = _plural(tokens, phrase, tables) or _millions_of_people(tokens, draft, tables)
        if not people and led(tokens, number.first, draft.start, tables) is None:
            draft.kind, draft.unit, draft.value = "measure", "meter", (number.value or 0.0) / 1e6
            draft.low, draft.high = draft.low and draft.low / 1e6, draft.high and draft.high / 1e6
            return True
    elif measured(tokens, draft, number, tables):
        _of_what(tokens, draft, tables)
        return not _once(tokens, draft, number)
    if number.shape == "fraction":
        if _part(tokens, draft, number, tables):
            return True
        draft.value = tables.ordinals.get(tokens.lows[last - 1])  # a third man
        return ranked(tokens, draft, number, tables)
    if number.value == 1.0 and not number.digits and not _one(tokens, number, phrase, draft, tables):
        return False
    return _count(tokens, draft, last, phrase, tables)


def _once(tokens: Tokens, draft: Draft, number: Number) -> bool:
    """One day the bridge will open: a time, not a length of it."""
    if draft.kind != "elapsed" or tokens.lows[number.first] != "one" or draft.unit != "day":
        return False
    return number.first == draft.start or tokens.lows[number.first - 1] not in _LASTING


def _of_what(tokens: Tokens, draft: Draft, tables: Tables) -> None:
    """The thing measured: 200 kg of cocaine, 61 % of the vote."""
    if draft.kind not in ("measure", "percent") or draft.object is not None:
        return
    at = draft.last
    near = draft.first > draft.start and tokens.lows[draft.first - 1] == "within"  # within 5 km of the border
    if tokens.lows[at : at + 2] == ["of", "those"]:
        draft.object = "person"  # 30 % of those asked
    elif at + 1 < draft.end and tokens.lows[at] == "of" and tokens.lows[at + 1] in _PRONOUNS:
        draft.scope, draft.part_of = (at, at + 2), True
    elif at < draft.end and tokens.lows[at] == "of" and not near:
        phrase = _after_determiners(tokens, at + 1, draft.end, tables)
        if phrase is not None:
            draft.object, draft.modifier = phrase.head, phrase.modifier


def _after_determiners(tokens: Tokens, at: int, end: int, tables: Tables) -> NounPhrase | None:
    while at < end and (tokens.lows[at] in tables.determiners or tokens.lows[at].endswith("'s")):
        at += 1
    if at >= end or tokens.lows[at] in tables.begins:
        return None
    return noun_phrase(tokens, at, end, False, tables) or noun_phrase(tokens, at, end, True, tables)


def _part(tokens: Tokens, draft: Draft, number: Number, tables: Tables) -> bool:
    """A share told as a fraction: half of the crop, one in five voters."""
    draft.kind = "part"
    at = number.last
    if at < draft.end and (tokens.lows[at] == "of" or tokens.lows[at] in tables.determiners - {"a", "an"}):
        phrase = _after_determiners(tokens, at + (tokens.lows[at] == "of"), draft.end, tables)
    else:
        phrase = noun_phrase(tokens, at, draft.end, False, tables)
        if phrase is None and tokens.lows[at - 1] in ("third", "fifth", "sixth", "eighth", "tenth", "quarter"):
            rank = noun_phrase(tokens, at, draft.end, True, tables)
            if rank is not None and tokens.lows[number.first] in ("a", "an"):
                return False  # a third man
    if tokens.lows[at : at + 1] == ["of"] and at + 1 < draft.end and tokens.lows[at + 1] in _PRONOUNS:
        draft.scope, draft.part_of = (at, at + 2), True
    if phrase is not None:
        draft.object, draft.modifier = phrase.head, phrase.modifier
    elif tokens.lows[at : at + 2] == ["of", "those"]:
        draft.object = "person"
    return True


def _one(tokens: Tokens, number: Number, phrase: NounPhrase | None, draft: Draft, tables: Tables) -> bool:
    """Whether "one" counts: one man, one killed; not "one of the", "no one", "one day", "one said"."""
    before = tokens.lows[number.first - 1] if number.first > draft.start else ""
    if number.last > number.first + 1:
        return True  # one million
    if before in _BEFORE_PRONOUN:
        return False
    if phrase is None and tokens.lows[number.last : number.last + 2] in _OF_THEM:
        return True
    if phrase is None and number.last + 1 < draft.end and _counted_before(tokens, number.first, draft.start):
        helped = tokens.lows[number.last] in ("was", "is", "has", "had", "remains", "remained")
        verb_at = number.last + helped
        if verbs.past(tokens, verb_at, tables) is not None and tokens.lows[verb_at] not in tables.saying:
            return True
    if phrase is None:
        verb = tables.verbs.get(tokens.lows[number.last]) if number.last < draft.end else None
        return verb is not None and verb.form in ("past", "participle")
    if phrase.head in tables.no_one or phrase.head.endswith("ed") or tokens.lows[number.last] in tables.no_one:
        return False
    following = tokens.lows[phrase.last] if phrase.last < draft.end else ""
    return following not in ("said", "told", "says")


def _counted_before(tokens: Tokens, first: int, start: int) -> bool:
    """Whether a number stands before in the sentence, so that "one" goes on counting: "three sank and one escaped"."""
    at = bisect_left(tokens.candidates, start)
    return at < len(tokens.candidates) and tokens.candidates[at] < first


def _count(tokens: Tokens, draft: Draft, last: int, phrase: NounPhrase | None, tables: Tables) -> bool:
    """A number of things, or a bare number whose thing is told elsewhere."""
    if _is_difference(tokens, last, phrase, draft.end):
        return False
    if phrase is not None:
        if phrase.head in ("time", "fold"):
            return False
        if phrase.head in tables.spans and not tokens.forms[phrase.last - 1][0].isupper():
            draft.kind, draft.unit, draft.last = "elapsed", tables.spans[phrase.head], phrase.last
            return True  # eight long years
        share = share_of(tokens, draft.value, phrase.last, draft.end, tables)
        if share is not None:
            draft.kind, draft.value, draft.last = "part", share.value, share.last
            draft.number_last, draft.object, draft.modifier = share.last, phrase.head, phrase.modifier
            return True
        draft.object, draft.modifier, draft.last = phrase.head, phrase.modifier, phrase.last
        draft.counting = "increment" if _adds(tokens, draft, phrase, tables) else "total"
        return True
    end = draft.end
    after = after_number(tokens, last, end, tables)
    at = after.last if after else last
    if at < end and tokens.lows[at] in ("more", "others", "additional", "further"):
        draft.counting, draft.last = "increment" if tokens.lows[at] != "others" else "total", at + 1
        at += 1
    of = at + 1 if tokens.lows[at : at + 1] == ["of"] else at + 2 if tokens.lows[at : at + 2] == ["out", "of"] else 0
    if of and of < end:
        _partitive(tokens, draft, at, of, tables)
    return True


def _adds(tokens: Tokens, draft: Draft, phrase: NounPhrase, tables: Tables) -> bool:
    """Three more, 12 new cases: they come on top. New cardinals, new homes are only new."""
    new = (phrase.modifier or "").lower().split()[:1] in (["new"], ["fresh"])
    return phrase.increment and (not new or phrase.head in tables.new_ones)


def _is_difference(tokens: Tokens, last: int, phrase: NounPhrase | None, end: int) -> bool:
    """Two more than the police count, 12 fewer homes than last year: how far two counts lie apart is neither."""
    for at in (last, phrase.last if phrase else last):
        if tokens.lows[at : min(end, at + 2)] in (["more", "than"], ["fewer", "than"], ["less", "than"]):
            return True
    compared = last < end and tokens.lows[last] in ("more", "fewer", "less")
    return compared and phrase is not None and tokens.lows[phrase.last : min(end, phrase.last + 1)] == ["than"]


def _partitive(tokens: Tokens, draft: Draft, at: int, of: int, tables: Tables) -> None:
    """Dozens of shells; two of the injured; five of them; 16 of 18."""
    end, low = draft.end, tokens.lows[of]
    if low in _PRONOUNS:
        draft.scope, draft.part_of = (at, of + 1), True
        phrase = noun_phrase(tokens, of + 1, end, False, tables) if of + 1 < end else None
        if phrase is not None and is_plural(tokens.lows[phrase.last - 1], tables):
            draft.object, draft.modifier, draft.last = phrase.head, phrase.modifier, phrase.last  # six of them women
        return
    determined = low in tables.determiners or low in ("whose",)
    first = of + 1 if determined else of
    owner = next((at for at in range(first, min(end, first + _OWNER)) if tokens.lows[at].endswith(("'s", "s'"))), None)
    first = first if owner is None else owner + 1  # 43 of the council's 60 seats
    while first < end and tokens.lows[first] in _BEFORE_WHOLE:
        first += 1
    if first < end and tokens.begins_number(first):
        draft.scope = (at, first + 1)
        draft.part_of = True
        return
    if (
        determined
        and first < end
        and tokens.lows[first] in tables.group
        and not _noun_after(tokens, first, end, tables)
    ):
        draft.object, draft.scope, draft.part_of = "person", (at, first + 1), True
        if tokens.lows[first] == "accused":
            draft.object = "accused"
        return
    phrase = _after_determiners(tokens, of, end, tables)
    if phrase is None:
        return
    draft.object, draft.modifier = phrase.head, phrase.modifier
    if not determined or draft.bound == "vague":
        draft.last = phrase.last


def _noun_after(tokens: Tokens, at: int, end: int, tables: Tables) -> bool:
    return at + 1 < end and is_plural(tokens.lows[at + 1], tables)


def _bounded(tokens: Tokens, draft: Draft, tables: Tables) -> Draft:
    """Take in the words of bound around the number."""
    found = around(tokens, draft.first, draft.number_last, draft.start, draft.end, draft.kind, tables)
    draft.first, draft.last = found.first, max(draft.last, found.last)
    draft.margin = draft.first > draft.start and tokens.lows[draft.first - 1] == "by"
    if draft.bound == "exact":
        draft.bound = found.bound
    if found.increment:
        draft.counting = "increment"
    late = after_number(tokens, draft.last, draft.end, tables) if draft.bound == "exact" else None
    if late is not None and tokens.lows[draft.last] != "at":
        draft.bound, draft.last = late.bound, late.last
    return draft
