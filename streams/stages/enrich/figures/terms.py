"""What an amount is of where no subject has it: a sentence of six years, $2m in damages, goods insured for £3m."""

from __future__ import annotations

from streams.data.figures import Tables
from streams.stages.enrich.figures import verbs
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.objects import noun_phrase
from streams.stages.enrich.figures.subjects import phrase_before, subject
from streams.stages.enrich.figures.tokens import QUOTES, Tokens

_STRONGEST = 10.0  # a quake
_NEAR = 20  # words back to what says that it is one's
_SUM = 1e6
_SCALES = frozenset({"million", "billion", "trillion", "bn", "tn", "m", "mn", "trn"})
_AHEAD = 8  # words back to the order that a deadline is set for: "told to leave the country within 48 hours"
_BETWEEN = 5  # words between "gave" and the time given
_THE = frozenset({"the", "his", "her", "their", "its"})
_WORTH = (["worth", "of"], ["'", "worth", "of"], ["'s", "worth", "of"])
_ABOARD = (["aboard"], ["on", "board"])


def term(tokens: Tokens, draft: Draft, tables: Tables) -> None:
    """Give a length of time what lasts so long, or what was done for so long; a mere lapse of time keeps nothing.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> draft = Draft(0, 7, 4, 6, 6, 6.0, kind="elapsed", unit="year")
    >>> term(split("She was jailed for six years .", tables()), draft, tables())
    >>> draft.action, draft.object
    ('jailed', None)
    """
    lows, at = tokens.lows, draft.first - 1
    before = lows[at] if at > draft.start else ""
    if before == "of" and lows[at - 1] in tables.terms["nouns"]:
        found = phrase_before(tokens, at, draft.start, tables)
        if found is not None:
            draft.object = found.object
            return
    if before == "for" and lows[at - 1] in tables.terms["last"]:
        draft.action = "lasted"
        holder = subject(tokens, at - 1, draft.start, None, tables)
        draft.object = holder.object or None if holder is not None else None
        return
    if (
        before in ("for", "to", "by")
        and lows[at - 1] in tables.terms["for"]
        and (lows[at - 1] != "held" or lows[at - 2] in tables.passive)  # a ceasefire that held for 40 days
    ):
        draft.action = verbs.past(tokens, at - 1, tables)
    elif before in tables.terms["served"]:
        draft.action = "served"
    elif before in tables.terms["waited"]:
        draft.action = "waited"
    if draft.action is None or draft.action == "served":
        draft.object = _behind(tokens, draft, tables) or _deadline(tokens, draft, tables)


def _behind(tokens: Tokens, draft: Draft, tables: Tables) -> str | None:
    """Behind bars, in prison, of pre-trial detention, 'imprisonment: what the words after a time call it."""
    lows, at = tokens.lows, draft.last
    at += at < draft.end and tokens.forms[at] in QUOTES
    if at < draft.end and lows[at] in ("in", "of"):
        for word in range(at + 1, min(draft.end, at + 4)):
            if lows[word] in tables.terms["nouns"]:
                return tables.terms["held"].get(lows[word], lows[word]) if lows[at] == "in" else lows[word]
        return None
    if lows[at : min(draft.end, at + 2)] == ["behind", "bars"]:
        return "sentence"
    return lows[at] if at < draft.end and lows[at] in tables.terms["nouns"] else None


def _deadline(tokens: Tokens, draft: Draft, tables: Tables) -> str | None:
    """Told to leave within 48 hours; gave them 48 hours to leave."""
    lows = tokens.lows
    if lows[draft.first] == "within":
        ahead = lows[max(draft.start, draft.first - _AHEAD) : draft.first]
        return "deadline" if not tables.terms["order"].keys().isdisjoint(ahead) else None
    given = not tables.terms["give"].keys().isdisjoint(lows[max(draft.start, draft.first - _BETWEEN) : draft.first])
    return "deadline" if given and lows[draft.last : min(draft.end, draft.last + 1)] == ["to"] else None


def amount(tokens: Tokens, draft: Draft, tables: Tables) -> None:
    """Give an amount that no subject has what it is of, or what was done with it.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> words = split("They caused $2.5bn in damage", tables())
    >>> draft = Draft(0, 7, 2, 5, 5, 2.5e9, kind="money", unit="USD")
    >>> amount(words, draft, tables())
    >>> draft.object
    'damage'

    "$3m in May": when is not what.
    """
    rain = tables.terms["rain"].keys()
    if draft.unit == "millimeter" and not rain.isdisjoint(tokens.lows[draft.start : draft.end]):
        draft.object = "rain"
        return
    behind = _of_what(tokens, draft, tables)
    _put_at(tokens, draft, tables)
    if draft.action is None:
        draft.action = _after(tokens, draft, max(behind, draft.last), tables)
    if draft.object is None and draft.action is None and draft.kind in ("money", "percent"):
        _taken(tokens, draft, tables)
    if draft.object is None and draft.action is None and draft.kind == "percent":
        _of_those(tokens, draft, tables)


def _of_what(tokens: Tokens, draft: Draft, tables: Tables) -> int:
    """Of the loot, worth of tokens, in damages, for the loan; returns where those words end."""
    lows, at, end = tokens.lows, draft.last, draft.end
    off = draft.kind == "percent" and lows[at : at + 1] == ["off"]
    worth = next((len(words) for words in _WORTH if lows[at : at + len(words)] == words and at + len(words) < end), 0)
    if worth:
        begin = at + worth
    elif off and at + 1 < end:
        begin = at + 1 + (lows[at + 1] in _THE)  # 4 per cent off its price
    elif draft.kind != "money" or at + 1 >= end or lows[at] not in ("of", "in", "for"):
        return at
    elif lows[at] != "of" and draft.action is not None:
        return at  # awarded 480,000 euros in back pay
    else:
        begin = at + 1
        known = lows[begin] in _THE
        if lows[at] == "in" and (known or not tokens.forms[begin][0].islower()):
            return at
        if lows[at] == "for" and not known:
            return at
        begin += known
    phrase = noun_phrase(tokens, begin, end, True, tables) if begin < end else None
    if phrase is None or phrase.head in tables.spans or phrase.head in tables.terms["never"]:
        return at
    if tokens.forms[phrase.last - 1][0].isupper():
        return at  # for the Lions
    if draft.object is None:
        draft.object = phrase.head
    return phrase.last


def _put_at(tokens: Tokens, draft: Draft, tables: Tables) -> None:
    """Damage is put at $4m; the works are insured for £3m; sold for $9m."""
    at = draft.first - 1
    if at - 1 <= draft.start or tokens.lows[at] not in ("at", "for", "from", "by"):
        return
    verb = verbs.past(tokens, at - 1, tables)
    if verb is None:
        return
    helped = tokens.lows[at - 2] in tables.passive
    holder = subject(tokens, at - 1, draft.start, None, tables) if helped else None
    if holder is not None and holder.object and draft.object is None:
        draft.object = holder.object
    if verb not in tables.no_deeds and draft.action is None:
        draft.action = verb


def _after(tokens: Tokens, draft: Draft, begin: int, tables: Tables) -> str | None:
    """What the words after an amount say was done with it: "have been frozen", "were aboard"."""
    lows = tokens.lows
    here = begin < draft.end and lows[begin] in ("is", "was", "were", "are")
    if here and any(lows[begin + 1 : begin + 1 + len(words)] == words for words in _ABOARD):
        return "aboard"
    verb = verbs.suffered(tokens, begin, draft.end, tables)
    known = tables.verbs.get(verb) if verb else None
    return known.action if known else verb


def _taken(tokens: Tokens, draft: Draft, tables: Tables) -> None:
    """Owed the landlord £300, get €2m, took $85m: of money even a pale verb says what it is."""
    at = draft.first - 1
    suffered = at > draft.start and tokens.lows[at - 1] in tables.passive  # was fined $3m
    draft.action = verbs.past(tokens, at, tables) if suffered else None
    if draft.action is not None:
        return
    for at in range(draft.first - 1, max(draft.start, draft.first - _BETWEEN), -1):
        low = tokens.lows[at]
        verb = tables.terms["pale"].get(low)
        if verb is not None:
            draft.action = verb
            return
        if not tokens.is_word(at) or low in tables.place_prepositions or low in tables.breaks:
            return


def _of_those(tokens: Tokens, draft: Draft, tables: Tables) -> None:
    """Of the trains, 20 percent ran; rejected it by 58 percent; 40 percent left late."""
    lows = tokens.lows
    comma = draft.first - 1
    if comma > draft.start + 1 and lows[comma] == "," and lows[draft.start] == "of":
        begin = draft.start + 1 + (lows[draft.start + 1] in tables.determiners)
        phrase = noun_phrase(tokens, begin, comma, False, tables)
        if phrase is not None:
            draft.object = phrase.head
            return
    verb = verbs.past(tokens, draft.last, tables) if draft.last < draft.end else None
    if verb is not None and lows[draft.last] not in tables.saying:
        draft.action = verb
    elif comma > draft.start and lows[comma] == "by":
        told = (verbs.past(tokens, at, tables) for at in range(comma - 1, max(draft.start, comma - _BETWEEN), -1))
        draft.action = next((each for each in told if each is not None and each not in tables.no_deeds), None)


def is_sum(tokens: Tokens, draft: Draft, ends: bool) -> bool:
    """Millions of what only money is told of; ``ends`` asks that the sentence does with them."""
    scaled = draft.bare and (draft.value or 0.0) >= _SUM and tokens.lows[draft.number_last - 1] in _SCALES
    return scaled and (not ends or draft.last == draft.end - 1)


def is_quoted(tokens: Tokens, draft: Draft, tables: Tables) -> bool:
    """A number with cents that something trades, stands or closes at."""
    if not draft.bare or "." not in tokens.forms[draft.number_last - 1] or tokens.lows[draft.first - 1] != "at":
        return False
    return draft.first - 2 >= draft.start and tokens.lows[draft.first - 2] in tables.links


def is_magnitude(tokens: Tokens, draft: Draft, tables: Tables) -> bool:
    """Whether a bare decimal says how strong a quake was: "revised the magnitude of the quake to 5.8"."""
    if tokens.lows[draft.first - 1] not in ("to", "at", "from", "was") or not 0.0 < (draft.value or 0.0) < _STRONGEST:
        return False
    before = tokens.lows[max(draft.start, draft.first - _NEAR) : draft.first]
    told = "magnitude" in before and not tables.quakes.keys().isdisjoint(before)
    return told and draft.value != round(draft.value or 0.0)


__all__ = ["amount", "is_magnitude", "is_quoted", "is_sum", "term"]
