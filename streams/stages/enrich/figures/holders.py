"""What has an amount: the price of which $60 is told, the river that rose two metres, the girl of nine years."""

from __future__ import annotations

from streams.data.figures import Tables
from streams.stages.enrich.figures import parties, terms, verbs
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.objects import NounPhrase, is_plural, noun_phrase, singular
from streams.stages.enrich.figures.subjects import Holder, phrase_before, subject, subject_of
from streams.stages.enrich.figures.tokens import Tokens

KINDS = frozenset({"money", "percent", "measure", "part", "elapsed"})  # amounts that are of something, beside ages

_LEAD = 3  # words back to the article of "a record $3m fine"
_BE = frozenset({"is", "was", "are", "were", "be", "been"})


def hold(tokens: Tokens, drafts: list[Draft], at: int, tables: Tables) -> tuple[int, int] | None:
    """Give an amount the thing that has it, and what the verb between them says; tells where that thing's phrase is.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> draft = Draft(0, 7, 6, 8, 7, 12.0, kind="percent", unit="percent")
    >>> hold(split("Quarterly sales of steel fell by 12 %", tables()), [draft], 0, tables())
    (2, 4)
    >>> draft.object, draft.modifier, draft.action
    ('sale', 'Quarterly', 'fell')

    Who pays, owns or drives an amount is not what has it.
    """
    draft = drafts[at]
    left = draft.start
    if draft.object is None:
        phrase = _attributed(tokens, draft, tables)
        if phrase is not None:
            draft.object, draft.modifier, draft.action = phrase.head, phrase.modifier, None
            return None
    if draft.kind == "elapsed":
        if draft.object is None:
            terms.term(tokens, draft, tables)
        return None
    holder = subject_of(tokens, draft, left, tables)
    if holder is None and draft.object is None:
        holder = _before(tokens, draft, left, tables) or _priced(tokens, draft, tables) or _each(tokens, draft, tables)
        if holder is not None and draft.action is None and holder.first > left:
            draft.action = verbs.done_to(tokens, holder.first, left, tables)
    if (holder is None or not holder.object) and draft.object is None and draft.unit == "percent":
        behind = draft.last if draft.last < draft.end and tokens.is_word(draft.last) else None
        other = behind is not None and tokens.lows[behind] not in tables.stop  # Brazil has 5 per cent inflation
        name = None if other else parties.holder(tokens, draft.first, left, tables)
        holder = Holder(name, action=holder.action if holder else None) if name is not None else holder
    if holder is None:
        if draft.object is None:
            terms.amount(tokens, draft, tables)
        return None
    if holder.action and (draft.action is None or draft.object is None):
        draft.action = holder.action
    if draft.object is None and holder.object:
        draft.object, draft.modifier = holder.object, holder.modifier
        return (holder.last, holder.stop) if holder.stop > holder.last else None
    return None


def count(tokens: Tokens, draft: Draft, tables: Tables) -> None:
    """Give a bare number what it is reached by: "approvals fell to 49,400"."""
    if tokens.lows[draft.first - 1] not in ("to", "at", "from", "by", "reached", "hit", "topped", "passed"):
        return
    holder = subject_of(tokens, draft, draft.start, tables)
    if holder is None or not holder.object or not holder.action:
        return
    level = holder.action in ("rose", "fell") and tokens.lows[draft.first - 1] in ("to", "at", "from")  # the index
    if level or is_plural(tokens.lows[holder.last - 1], tables):
        draft.object, draft.modifier, draft.action = holder.object, holder.modifier, draft.action or holder.action


def _attributed(tokens: Tokens, draft: Draft, tables: Tables) -> NounPhrase | None:
    """A five-day walkout, a 6 km stretch, a 2.4-metre-long skull, a £2bn deal; 9 per cent fewer homes."""
    at, end = draft.last, draft.end
    of = tokens.lows[draft.first - 1] == "of" and draft.first > draft.start  # gusts of 140 kilometres an hour cut power
    hyphened = tokens.forms[at - 1 : at] != ["%"] and any(tokens.forms[k] == "-" for k in range(draft.number_last, at))
    while at + 1 < end and tokens.forms[at] == "-" and tokens.lows[at + 1] in tables.holders["lengths"]:
        at, hyphened = at + 2, True
    if at >= end or not tokens.is_word(at) or (of and not hyphened and draft.kind == "measure"):
        return None
    compared = tokens.lows[at] in ("fewer", "more", "less") and tokens.lows[at + 1 : at + 2] != ["than"]
    at += compared
    if at >= end or tokens.lows[at] in tables.stop or tokens.lows[at] in tables.begins:
        return None
    if not hyphened and (tokens.lows[at] in tables.holders["predicates"] or not tokens.forms[at][0].islower()):
        return None
    if not hyphened and tokens.lows[at] in tables.participles and tokens.lows[at] not in tables.bare_pasts:
        return None  # magnitude 6 shook the town
    if not hyphened and tokens.lows[at].endswith(("ly", "ed", "er", "ing", "wards")):
        return None
    phrase = noun_phrase(tokens, at, end, True, tables)
    if phrase is None or phrase.head in tables.holders["predicates"]:
        return None
    if not hyphened and not compared and not is_plural(tokens.lows[phrase.last - 1], tables):
        lead = tokens.lows[max(draft.start, draft.first - _LEAD) : draft.first]
        if draft.kind != "measure" and not any(low in tables.determiners or low.endswith("'s") for low in lead):
            return None  # 94 % renewable
    draft.last = max(draft.last, at if hyphened else draft.last)
    return phrase


def _before(tokens: Tokens, draft: Draft, left: int, tables: Tables) -> Holder | None:
    """The noun before: "winds of 105 mph", "the price cap at $60", "hailstones 7 cm across"."""
    lows, at = tokens.lows, draft.first - 1
    while at > left and lows[at] in ("a", "an", "the"):
        at -= 1
    if at < left:
        return None
    low = lows[at]
    if low in (",", "(") and at > left and draft.kind == "measure":
        after = lows[draft.last] if draft.last < draft.end else ""
        if after in (",", ")") or after in tables.holders["lengths"] or after in ("across", "at"):
            return phrase_before(tokens, at, left, tables)  # the fence, about 3 feet high
    if low in ("of", "at", "by", "to", "from", "with", "for"):
        if low in ("to", "from"):
            return _moved_to(tokens, at, left, tables)
        found = phrase_before(tokens, at, left, tables, heads=low == "at")
        if found is None or low not in ("of", "at", "by"):
            return None
        verb, before = lows[at - 1], lows[found.first - 1] if found.first > left else ""
        known = verb.endswith("ed") or verb in tables.participles or verb in tables.verbs
        return None if known and before not in tables.determiners else found
    after = lows[draft.last] if draft.last < draft.end else ""
    sized = after in tables.holders["sized"] - {"in", "of", "from", "off"} and tokens.is_word(at)
    known_verb = low in tables.verbs or low in tables.links or low in tables.participles or low.endswith("ed")
    if sized and not known_verb and low not in tables.stop:
        return phrase_before(tokens, at + 1, left, tables)
    return None


def _moved_to(tokens: Tokens, at: int, left: int, tables: Tables) -> Holder | None:
    """Raised its key rate to 4 %."""
    found = phrase_before(tokens, at, left, tables)
    verb = found.first - 1 if found is not None else left
    while verb > left and (tokens.lows[verb] in tables.determiners or tokens.lows[verb].endswith("'s")):
        verb -= 1
    return found if found is not None and tokens.lows[verb] in tables.holders["moving"] else None


def _each(tokens: Tokens, draft: Draft, tables: Tables) -> Holder | None:
    """€14.20 a share, where nothing else has the amount."""
    at = draft.last
    if draft.kind != "money" or at + 1 >= draft.end or tokens.lows[at] not in ("a", "an", "per"):
        return None
    word = tokens.lows[at + 1]
    if word in tables.spans or word in tables.stop or not tokens.is_word(at + 1):
        return None
    return Holder(singular(word, tables))


def _priced(tokens: Tokens, draft: Draft, tables: Tables) -> Holder | None:
    """Paid £32m for the winger."""
    at = draft.last
    if draft.kind != "money" or tokens.lows[at : at + 1] != ["for"] or at + 2 >= draft.end:
        return None
    if not any(low in tables.holders["priced"] for low in tokens.lows[max(draft.start, draft.first - 4) : draft.first]):
        return None
    if tokens.lows[at + 1] not in tables.determiners:
        return None
    phrase = noun_phrase(tokens, at + 2, draft.end, True, tables)
    return Holder(phrase.head, phrase.modifier) if phrase is not None else None


def aged(tokens: Tokens, draft: Draft, before: Draft | None, tables: Tables) -> None:
    """Give an age the one who has it: "a 9-year-old girl", "the pilot, 58", "a boy aged 12"."""
    if before is not None and before.kind == "age" and draft.first - before.last < 3:
        draft.object, draft.modifier = before.object, before.modifier
    at = draft.last
    if at < draft.end and tokens.forms[at - 1].lower() in ("old", "olds") and tokens.is_word(at):
        if tokens.lows[at] not in tables.stop:
            phrase = noun_phrase(tokens, at, draft.end, True, tables)
            if phrase is not None and tokens.forms[phrase.last - 1][0].islower():
                draft.object, draft.modifier = phrase.head, phrase.modifier
        return
    at = draft.first - 1
    if at > draft.start and tokens.lows[at] in _BE and tokens.lows[draft.last - 1] == "old":
        holder = subject(tokens, at, draft.start, None, tables)
        if holder is not None:
            draft.object, draft.modifier = holder.object, holder.modifier
        return
    while at > draft.start and tokens.lows[at] in (
        "aged",
        "age",
        "of",
        "the",
        "under",
        "over",
        ",",
        "(",
        "then",
        "now",
        "just",
    ):
        at -= 1
    if (
        at >= draft.start
        and tokens.is_word(at)
        and tokens.forms[at][0].islower()
        and tokens.lows[at] not in tables.stop
    ):
        found = phrase_before(tokens, at + 1, draft.start, tables)
        verb = tables.verbs.get(tokens.lows[at])
        if found is not None and verb is None and tokens.lows[at] not in tables.links:
            draft.object, draft.modifier = found.object, found.modifier


__all__ = ["KINDS", "Holder", "aged", "count", "hold"]
