"""What a count is limited to, as written: a place ("in the capital") or a group ("of them", "including")."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from streams.data.figures import Tables
from streams.records import Place
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.objects import is_plural
from streams.stages.enrich.figures.tokens import QUOTES, Tokens

_AHEAD = 14  # words after the figure in which its place may stand
_WHERE = frozenset({"in", "at", "near", "outside", "across", "inside", "throughout", "off"})
_ABSTRACT = ("tion", "sion", "ment", "ity", "ness", "ism", "ance", "ence", "ship", "acy", "ure")  # no place's noun
_ASIDE = 7  # words between two commas
_PHRASE = 7  # words in a phrase of place
_AMONG = (("among", "them"), ("among", "those"), ("of", "which"), ("of", "whom"), ("of", "them"), ("of", "these"))
_AMONG_WHOM = frozenset(phrase[-1] for phrase in _AMONG)
_INCLUDING = frozenset({"including", "include", "includes", "included"})
_ADJECTIVES = frozenset({"old", "high", "same"})
_PARTICLES = frozenset(
    {"da", "das", "de", "del", "der", "di", "do", "dos", "du", "el", "la", "las", "le", "les", "los"}
)
_COMPOUNDS = ("-made", "-based", "-born", "-led", "-backed", "-owned", "-bound", "-style")
_HARD = frozenset(";:.!?()—–")
_AGAINST = frozenset({"attack", "attacks", "assault", "assaults", "raid", "raids", "strike", "strikes", "ambush"})
_CLAUSES = frozenset(
    {
        "while",
        "after",
        "but",
        "because",
        "although",
        "as",
        "who",
        "which",
        "when",
        "where",
        "that",
        "if",
        "since",
        "until",
    }
)


def limit(
    tokens: Tokens, draft: Draft, after: Draft | None, first_of_sentence: bool, places: Sequence[Place], tables: Tables
) -> None:
    """Set the scope of a figure that has none yet, from the phrase before it, else the place after it.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> words = split("12 people were hurt in the capital", tables())
    >>> draft = Draft(0, 7, 0, 2, 1, 12.0, object="person")
    >>> limit(words, draft, None, True, (), tables())
    >>> words.forms[slice(*draft.scope)]
    ['in', 'the', 'capital']

    A phrase of time, manner or purpose limits nothing and is passed over.
    """
    if draft.scope is not None or (draft.kind == "measure" and draft.object is None):
        return
    draft.scope = _group(tokens, draft)
    if draft.scope is not None:
        draft.part_of = True
        return
    right = min(draft.end, after.first if after and after.end == draft.end else draft.end)
    draft.scope = _after(tokens, draft, right, places, tables)
    if draft.scope is None and first_of_sentence:
        draft.scope = _leading(tokens, draft, places, tables)
    if draft.scope is None and draft.kind == "event":
        draft.scope = _preceding(tokens, draft, places, tables)


def within(
    tokens: Tokens, phrase: tuple[int, int] | None, places: Sequence[Place], tables: Tables
) -> tuple[int, int] | None:
    """The phrase of place that hangs on what has an amount: "rents in Dublin average €2,000"."""
    if phrase is None or tokens.lows[phrase[0]] not in tables.place_prepositions:
        return None
    found = _place_phrase(tokens, phrase[0], phrase[1], places, tables)
    return (phrase[0], found) if found is not None else None


def _group(tokens: Tokens, draft: Draft) -> tuple[int, int] | None:
    at = draft.first
    if at - 1 >= draft.start and tokens.lows[at - 1] in _INCLUDING:
        return at - 1, at
    if at - 1 < draft.start or tokens.lows[at - 1] not in _AMONG_WHOM:
        return None
    for phrase in _AMONG:
        begin = at - len(phrase)
        if begin >= draft.start and tuple(tokens.lows[begin:at]) == phrase:
            return begin, at
    return None


def _after(tokens: Tokens, draft: Draft, right: int, places: Sequence[Place], tables: Tables) -> tuple[int, int] | None:
    at, stop = draft.last, min(right, draft.last + _AHEAD)
    if tokens.lows[at : at + 1] == ["of"] and draft.kind == "event" and draft.object and not draft.part_of:
        found = _end(tokens, at + 1, right, places, tables)
        if found is not None:
            return at, found
    while at < stop:
        low = tokens.lows[at]
        if low in tables.placed["alone"] and tokens.lows[at + 1 : at + 2] != ["the"]:
            return at, at + 1
        if low in tables.placed["hit"] and tokens.lows[at + 1 : at + 2] in (["the"], ["their"]):
            found = _end(tokens, at + 1, right, places, tables)
            if found is not None:
                return at + 1, found
        if low in _HARD or low in _CLAUSES or (low == "and" and not _one_more(tokens, at + 1, stop, tables)):
            return None
        if low in ("of", "for") and at + 1 < stop and tokens.lows[at + 1].endswith("ing"):
            return None  # on suspicion of starting a fire near the camp
        if draft.kind not in ("event", "part") and at > draft.last and (low == "and" or _is_verb(low, tables)):
            known = tables.verbs.get(low)
            if draft.action is None or draft.action not in (low, known.action if known else low):
                return None
        if low == ",":
            behind = _past_aside(tokens, at, stop)
            if behind is None or tokens.lows[behind] not in tables.place_prepositions:
                return None
            at = behind
            continue
        if low in tables.place_prepositions:
            # "in three hotels": the next figure is in it
            if low == "from" and draft.kind == "measure":
                return None  # 5 km from the town
            if low == "to" and draft.action not in tables.placed["moved"]:
                at += 1
                continue
            if (
                low == "on"
                and at > draft.last
                and tokens.lows[at - 1] in _AGAINST
                and tokens.forms[at + 1][0].islower()
            ):
                at += 1  # in an attack on a camp: what was attacked, not where these were
                continue
            edge = right if at + 1 < right and low not in ("among", "amongst") else draft.end
            found = _place_phrase(tokens, at, edge, places, tables)
            if found is not None:
                return at, _chained(tokens, found, edge, places, tables)
        at += 1
    return None


def _one_more(tokens: Tokens, at: int, stop: int, tables: Tables) -> bool:
    """Whether "and" only adds another thing: "three mosques and a temple", "homes and shops"."""
    return at + 1 < stop and (tokens.lows[at] in ("a", "an") or is_plural(tokens.lows[at], tables))


def _is_verb(low: str, tables: Tables) -> bool:
    return low in tables.verbs or low in tables.links or low in tables.participles or low.endswith("ed")


def _chained(tokens: Tokens, end: int, right: int, places: Sequence[Place], tables: Tables) -> int:
    """The end of a place told by a larger one: "at an oil depot in Odesa"."""
    joined = end + 1 < right and tokens.lows[end] in ("in", "near") and tokens.forms[end - 1][0].islower()
    named = joined and any(form[0].isupper() for form in tokens.forms[end + 1 : min(right, end + 3)])
    return (_place_phrase(tokens, end, right, places, tables) if named else None) or end


def _past_aside(tokens: Tokens, comma: int, stop: int) -> int | None:
    """Behind words between two commas: "59 people, most of them guards, at a mosque"."""
    for at in range(comma + 1, min(stop, comma + _ASIDE)):
        if tokens.lows[at] == "," and at + 1 < stop:
            return at + 1
    return None


def _leading(tokens: Tokens, draft: Draft, places: Sequence[Place], tables: Tables) -> tuple[int, int] | None:
    """In Hatay, six survivors …"""
    start = draft.start
    while start < draft.first and tokens.forms[start] in QUOTES:
        start += 1
    if start >= draft.first or tokens.lows[start] not in tables.place_prepositions:
        return None
    found = _place_phrase(tokens, start, draft.first, places, tables)
    if found is None or found > draft.first or (tokens.forms[found] != "," and found + 1 < draft.first):
        return None
    return start, found


def _preceding(tokens: Tokens, draft: Draft, places: Sequence[Place], tables: Tables) -> tuple[int, int] | None:
    """The place in the words before, up to where the clause begins: "floods in Bihar have killed 30 people"."""
    begin, stop = draft.first, max(draft.start, draft.first - _AHEAD)
    while begin > stop and tokens.lows[begin - 1] not in _HARD and tokens.lows[begin - 1] not in _CLAUSES:
        if tokens.lows[begin - 1] == "before":
            break
        if tokens.lows[begin - 1] in (",", "and") or tokens.begins_number(begin - 1):
            break
        begin -= 1
    for at in range(begin, draft.first - 2):
        if tokens.lows[at] in _WHERE:
            found = _place_phrase(tokens, at, draft.first, places, tables)
            if found is not None and found < draft.first:
                return at, _chained(tokens, found, draft.first, places, tables)
    return None


def _place_phrase(tokens: Tokens, at: int, right: int, places: Sequence[Place], tables: Tables) -> int | None:
    """Where the phrase of place that begins with this preposition ends; None if it tells of no place."""
    lows = tokens.lows
    begin = at + 1
    if lows[at] in ("before", "north", "south", "east", "west", "north-east", "north-west", "south-east", "south-west"):
        begin += 1  # before reaching, north of
        if lows[at] == "before" and lows[at + 1 : at + 2] not in (["reaching"], ["entering"], ["arriving"]):
            return None
    if lows[at] == "on" and tokens.lows[begin : begin + 1] == ["board"]:
        begin += 1
        if begin >= right or lows[begin] not in tables.determiners:
            return begin
    if lows[at] in ("among", "amongst"):
        return _group_end(tokens, begin, right, tables)
    if lows[at] == "to" and begin < right and tokens.forms[begin][0].isupper():
        return _end(tokens, begin, right, places, tables)
    named = lows[at] in ("for", "to", "on") and begin < right and tokens.forms[begin][0].isupper()
    if named and not (lows[at] == "on" and _in_place(places, tokens.starts[begin])):
        return None  # on Telegram
    known = _end(tokens, begin, right, places, tables)
    return known or (_open_end(tokens, at, begin, right, tables) if lows[at] in tables.placed["open"] else None)


def _group_end(tokens: Tokens, begin: int, right: int, tables: Tables) -> int | None:
    """Where a group ends: "among under-25s", "among the new recruits"."""
    at = begin
    while at < min(right, begin + _PHRASE) and (
        (tokens.is_word(at) and tokens.lows[at] not in tables.stop)
        or tokens.lows[at] in tables.determiners
        or tokens.lows[at] in ("under", "over")
        or tokens.is_digits(at)
        or tokens.forms[at] == "-"
    ):
        at += 1
    return at if at > begin and tokens.lows[at - 1] not in tables.determiners else None


def _open_end(tokens: Tokens, at: int, begin: int, right: int, tables: Tables) -> int | None:
    """Where a phrase of place ends whose noun is in no list: "at a wedding banquet", "in three hotels"."""
    lows, last = tokens.lows, begin
    if begin >= right or not (lows[begin] in tables.determiners or tokens.begins_number(begin)):
        return None
    if lows[at] == "in" and not tokens.begins_number(begin):
        return None  # "in the end", "in a row": of what one is in, most is no place
    while last < min(right, begin + _PHRASE):
        low, form = lows[last], tokens.forms[last]
        counted = tokens.begins_number(last)
        if not (counted or low in tables.determiners or form == "-" or low.endswith("'s")):
            stop = low in tables.stop and low not in _ADJECTIVES
            verb = last > begin + 1 and (_is_verb(low, tables) or low.endswith("ing"))
            if not tokens.is_word(last) or stop or verb:
                break
            if low in tables.not_places or low in tables.ordinals or low.removesuffix("s").endswith(_ABSTRACT):
                return None
        last += 1
    head = last - 1
    if head <= begin or lows[head] in tables.determiners or not tokens.is_word(head) or lows[head].endswith("ly"):
        return None
    if lows[last : last + 1] == ["of"] and last + 1 < right and lows[last + 1] in tables.determiners:
        return _open_end(tokens, at, last + 1, min(right, last + _PHRASE), tables) or last
    return last


def _end(tokens: Tokens, begin: int, right: int, places: Sequence[Place], tables: Tables) -> int | None:
    lows, last = tokens.lows, None
    for at in range(begin, min(right, begin + _PHRASE)):
        low, form = lows[at], tokens.forms[at]
        if form in QUOTES or low in tables.determiners or (form == "-" and tokens.glued(at)):
            continue
        if not tokens.is_word(at):
            break
        if last is not None and low in _PARTICLES and _inside_name(tokens, at, right):
            continue
        if low == "of" and last is not None and at + 1 < right:
            if tokens.forms[at + 1][0].isupper() or lows[at + 1] in tables.determiners:
                continue
            break
        if low == "and" and last == at and _inside_name(tokens, at, right):
            continue
        if low == "quarter" and lows[at - 1] in tables.placed["period"]:
            return None
        if low in tables.place_nouns or (form[0].isupper() and _placelike(tokens, at, places, tables)):
            last = at + 1
        elif low in _ADJECTIVES:
            continue
        elif low in tables.stop or low in tables.verbs or low in tables.begins:
            break
        elif last is not None and form[0].islower():
            if tokens.forms[last - 1][0].islower() and not low.endswith(("ly", "ed")):
                return None  # "on state television"
            break
    return last


def _inside_name(tokens: Tokens, at: int, right: int) -> bool:
    """Whether a small word joins two capitalised ones: Rio de Janeiro, Santiago de la Vega, Trinidad and Tobago."""
    before, after = at - 1, at + 1
    before -= tokens.lows[before] in _PARTICLES
    after += after < right and tokens.lows[after] in _PARTICLES
    return after < right and tokens.forms[before][0].isupper() and tokens.forms[after][0].isupper()


def _placelike(tokens: Tokens, at: int, places: Sequence[Place], tables: Tables) -> bool:
    """A capitalised word that is in a place's span, or, as no gazetteer is whole, in no calendar."""
    low = tokens.lows[at]
    if low.endswith(_COMPOUNDS):
        return False  # from Sakai-made boxes
    if (low in tables.months and tokens.lows[at - 1] not in _PARTICLES) or low in tables.stop or low.endswith("'s"):
        return _in_place(places, tokens.starts[at])
    return True


def _in_place(places: Sequence[Place], position: int) -> bool:
    at = bisect_left(places, position + 1, key=lambda place: place.span[0] if place.span else -1) - 1
    span = places[at].span if at >= 0 else None
    return span is not None and span[0] <= position < span[1]
