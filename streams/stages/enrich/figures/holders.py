"""What has an amount: the price of which $60 is told, the river that rose two metres, the girl of nine years."""

from __future__ import annotations

from dataclasses import dataclass

from streams.data.figures import Tables
from streams.stages.enrich.figures import verbs
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.objects import NounPhrase, is_plural, noun_phrase, singular
from streams.stages.enrich.figures.tokens import QUOTES, Tokens

KINDS = frozenset({"money", "percent", "measure", "part", "elapsed"})  # amounts that are of something, beside ages

_LEAD = 3  # words back to the article of "a record $3m fine"
_BACK = 8  # words from an amount back to the verb that ties it to its subject
_CHUNK = 14  # words of a subject with what hangs on it
_RELATIVES = frozenset({"which", "who", "that"})
_BE = frozenset({"is", "was", "are", "were", "be", "been"})
_UP = {"up": "rose", "higher": "rose", "down": "fell", "lower": "fell"}


@dataclass(frozen=True, slots=True)
class Holder:
    """What has an amount, and what is told of it by the way."""

    object: str
    modifier: str | None = None
    first: int = 0
    last: int = 0  # end of the words that name it
    action: str | None = None
    stop: int = 0  # end of what hangs on it: "Rents in Dublin"


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
        return None
    holder = _subject_of(tokens, draft, left, tables)
    if holder is None and draft.object is None:
        holder = _before(tokens, draft, left, tables) or _priced(tokens, draft, tables)
        if holder is not None and draft.action is None and holder.first > left:
            draft.action = verbs.done_to(tokens, holder.first, left, tables)
    if holder is None:
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
    holder = _subject_of(tokens, draft, draft.start, tables)
    if holder is not None and holder.object and holder.action and is_plural(tokens.lows[holder.last - 1], tables):
        draft.object, draft.modifier, draft.action = holder.object, holder.modifier, draft.action or holder.action


def _attributed(tokens: Tokens, draft: Draft, tables: Tables) -> NounPhrase | None:
    """A five-day walkout, a 6 km stretch, a 2.4-metre-long skull, a £2bn deal; 9 per cent fewer homes."""
    at, end = draft.last, draft.end
    hyphened = tokens.forms[at - 1 : at] != ["%"] and any(tokens.forms[k] == "-" for k in range(draft.number_last, at))
    while at + 1 < end and tokens.forms[at] == "-" and tokens.lows[at + 1] in tables.holders["lengths"]:
        at, hyphened = at + 2, True
    if at >= end or not tokens.is_word(at):
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


def _subject_of(tokens: Tokens, draft: Draft, left: int, tables: Tables) -> Holder | None:
    """The subject of the verb that ties the amount to it: "inflation eased from 5 %", "oil up by 40 per cent"."""
    lows = tokens.lows
    at, stop = draft.first - 1, max(left, draft.first - _BACK)
    after = lows[draft.last] if draft.last < draft.end else ""
    moved = _UP.get(after) if after in ("higher", "lower") else None
    while at >= stop:
        low = lows[at]
        if (low in ("up", "down") and at == draft.first - 1) or (
            low in ("up", "down") and lows[at + 1] in ("by", "to", "from")
        ):
            moved = _UP[low]
            back = at - 1
            if (
                back >= left
                and lows[back] not in tables.links
                and not lows[back].endswith("ing")
                and tokens.is_word(back)
                and lows[back] not in tables.stop
            ):
                found = _phrase_before(tokens, at, left, tables)
                if found is not None:
                    return Holder(found.object, found.modifier, found.first, found.last, moved)
            at -= 1
            continue
        link = tables.links.get(low)
        if low in tables.holders["hold"] and lows[at + 1] not in tables.holders["at"]:
            return None
        if link is not None and not (low in tables.plurals or _is_noun(tokens, at, left, tables)):
            action = moved or link or None
            if low in ("is", "are", "was", "were", "be", "been", "being") and moved is None and low == "being":
                return None
            contained = _contained(tokens, draft, tables) if low in ("is", "are", "was", "were") else None
            return _subject(tokens, at, left, action or contained, tables)
        inside = (
            any(tokens.is_digits(k) for k in (at,)) or low in tables.numbers or low in ("%", "percent", "cent", "per")
        )
        if not (
            low in tables.holders["lead_in"]
            or inside
            or low.endswith("ly")
            or low in tables.holders["auxiliaries"]
            or low in tables.money_sign
        ):
            return None
        at -= 1
    return None


def _contained(tokens: Tokens, draft: Draft, tables: Tables) -> str | None:
    """Only 15 per cent contained: the participle that an amount measures."""
    if draft.kind != "percent" or draft.last >= draft.end:
        return None
    low = tokens.lows[draft.last]
    return low if low.endswith("ed") and len(low) > 4 else None


def _is_noun(tokens: Tokens, at: int, left: int, tables: Tables) -> bool:
    """Whether a link's form is a noun here: "a rise of 7 %", "the cost of £145"."""
    if at <= left:
        return True
    before = tokens.lows[at - 1]
    if tokens.lows[at + 1 : at + 2] == ["of"]:
        return True
    return before in tables.determiners or (
        before in ("of", "in", "for", "with") and tokens.lows[at] not in tables.links
    )


def _subject(tokens: Tokens, verb: int, left: int, action: str | None, tables: Tables) -> Holder | None:
    """The head of the phrase that the verb at a token has for its subject."""
    lows = tokens.lows
    end = verb
    end -= 2 * (lows[end - 2 : end] == ["more", "than"])  # more than doubled
    while end > left and (lows[end - 1] in tables.holders["auxiliaries"] or lows[end - 1].endswith("ly")):
        end -= 1
    if end > left and lows[end - 1] in _RELATIVES:
        end -= 1
        end -= end > left and lows[end - 1] == "of"  # the price of which
        end -= end > left and lows[end - 1] == ","
        return _with(_phrase_before(tokens, end, left, tables), action)
    if verb == end and (lows[verb].endswith("ing") or lows[verb] == "worth"):
        end -= end > left and lows[end - 1] == ","
        return _with(_phrase_before(tokens, end, left, tables), action)
    if end > left and lows[end - 1] in ("and", "but", ","):
        begin = _chunk_start(tokens, end - 1, left, tables, across=True)
        return _with(_first_phrase(tokens, begin, end - 1, tables), action) or (
            Holder("", action=action) if action else None
        )
    begin = _chunk_start(tokens, end, left, tables)
    found = _first_phrase(tokens, begin, end, tables)
    if found is None:
        return Holder("", action=action) if action else None
    return _with(found, action)


def _with(found: Holder | None, action: str | None) -> Holder | None:
    return found and Holder(found.object, found.modifier, found.first, found.last, action, found.stop)


def _chunk_start(tokens: Tokens, end: int, left: int, tables: Tables, across: bool = False) -> int:
    """Where the clause begins whose subject stands before a token; ``across`` goes on to the sentence's first one."""
    at = end
    while at > left and (across or end - at < _CHUNK):
        form, low = tokens.forms[at - 1], tokens.lows[at - 1]
        if form in ",;:.!?()—–" or (not across and low in tables.holders["clauses"]):
            break
        at -= 1
    return at


def _first_phrase(tokens: Tokens, begin: int, end: int, tables: Tables) -> Holder | None:
    """The first noun phrase of a chunk: its words up to a preposition or a verb."""
    lows, at = tokens.lows, begin
    while at < end and (
        lows[at] in tables.determiners or tokens.forms[at] in QUOTES or lows[at] in tables.holders["clauses"]
    ):
        at += 1
    words: list[int] = []
    while at < end:
        low = lows[at]
        if low.endswith(("'s", "s'")):
            words, at = [], at + 1
            continue
        if tokens.forms[at] == "-" and words:
            at += 1
            continue
        if (
            not tokens.is_word(at)
            or low in tables.stop
            or (low in tables.links and words and not is_plural(low, tables))
        ):
            break
        words.append(at)
        at += 1
    if not words:
        return None
    head = lows[words[-1]]
    if at < end and lows[at] == "of" and singular(head, tables) in tables.holders["of_what"]:
        inner = _first_phrase(tokens, at + 1, end, tables)
        if inner is not None:
            return inner
    return _holder(tokens, words, at, end, tables)


def _phrase_before(tokens: Tokens, end: int, left: int, tables: Tables, heads: bool = False) -> Holder | None:
    """The noun phrase that ends right before a token; ``heads`` goes back to what it is "of": the cost of the flood."""
    at, words = end, list[int]()
    while at > left and len(words) < 4:
        low = tokens.lows[at - 1]
        if tokens.forms[at - 1] in QUOTES or tokens.forms[at - 1] == "-":
            at -= 1
            continue
        if not tokens.is_word(at - 1) or low in tables.stop or low.endswith(("'s", "s'")) or low in tables.begins:
            break
        if (
            words
            and (low in tables.verbs or low in tables.links or low in tables.participles)
            and low not in tables.plurals
        ):
            break
        if not words and low.endswith("ing") and at - 2 >= left and tokens.lows[at - 2] in _BE:
            return None  # was travelling at
        words.insert(0, at - 1)
        at -= 1
    if heads:
        back = at
        while (
            back > left and (tokens.lows[back - 1] in tables.determiners or tokens.is_word(back - 1)) and at - back < 3
        ):
            if tokens.lows[back - 1] == "of":
                return _phrase_before(tokens, back - 1, left, tables) or _holder(tokens, words, end, end, tables)
            back -= 1
    return _holder(tokens, words, end, end, tables) if words else None


def _holder(tokens: Tokens, words: list[int], last: int, stop: int, tables: Tables) -> Holder | None:
    head = tokens.lows[words[-1]]
    if head in tables.holders["never"] or len(head) < 2 or head.endswith("ly") or head in tables.months:
        return None
    modifier = " ".join(tokens.forms[word] for word in words[:-1]) or None
    return Holder(singular(head, tables), modifier, words[0], last, None, stop)


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
            return _phrase_before(tokens, at, left, tables)  # the fence, about 3 feet high
    if low in ("of", "at", "by", "to", "from", "with", "for"):
        if low in ("to", "from", "with", "for") and draft.kind != "money":
            return None
        found = _phrase_before(tokens, at, left, tables, heads=low == "at")
        if found is None or low not in ("of", "at", "by"):
            return None
        verb, before = lows[at - 1], lows[found.first - 1] if found.first > left else ""
        known = verb.endswith("ed") or verb in tables.participles or verb in tables.verbs
        return None if known and before not in tables.determiners else found
    after = lows[draft.last] if draft.last < draft.end else ""
    sized = after in tables.holders["sized"] - {"in", "of", "from", "off"} and tokens.is_word(at)
    known_verb = low in tables.verbs or low in tables.links or low in tables.participles or low.endswith("ed")
    if sized and not known_verb and low not in tables.stop:
        return _phrase_before(tokens, at + 1, left, tables)
    return None


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
        holder = _subject(tokens, at, draft.start, None, tables)
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
        found = _phrase_before(tokens, at + 1, draft.start, tables)
        verb = tables.verbs.get(tokens.lows[at])
        if found is not None and verb is None and tokens.lows[at] not in tables.links:
            draft.object, draft.modifier = found.object, found.modifier


__all__ = ["KINDS", "Holder", "aged", "count", "hold"]
