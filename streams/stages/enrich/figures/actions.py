"""What happened to what was counted: the verb that governs a figure, before or after it."""

from __future__ import annotations

from collections.abc import Sequence

from streams.data.figures import Tables, Verb
from streams.stages.enrich.figures import phrases, verbs
from streams.stages.enrich.figures.between import aside_end, is_where, past_age, past_other
from streams.stages.enrich.figures.draft import Draft
from streams.stages.enrich.figures.tokens import QUOTES, Tokens

# Tokens in which a governing verb is looked for: it stands near, and a long line must not cost more.
_BEFORE, _AFTER = 7, 16
_RELATIVE = 24
_LATER = 4  # figures that a clause between commas may hold
COUNTS = ("event", "measure", "percent", "part", "money")  # kinds to which something can happen

_DONE_TO_AREAS = frozenset({"burned", "destroyed", "seized", "damaged", "lost", "recovered", "captured", "sold"})
_BEGUN = frozenset({"detected", "launched", "aimed"})  # what has an end that matters more
_LASTING = frozenset({"killed", "injured", "missing"})  # whoever is so stays so, whatever is done next
_ENDED = 8
_RELATIVES = frozenset({"which", "who", "all", "some", "most", "each", "whom", "aged", "including"})
_ASIDES = frozenset({"most", "mostly", "many", "some", "half", "all", "among", "mainly", "nearly", "several"})
_SAYING = frozenset(
    ["said", "says", "saying", "told", "reported", "reports", "added", "that", "who", "which", "whom", "where", "if"]
)
_PREPOSITIONS = frozenset(
    (
        "by",
        "in",
        "after",
        "at",
        "on",
        "since",
        "during",
        "with",
        "from",
        "under",
        "within",
        "of",
        "for",
        "across",
        "amid",
    )
) | {"against", "near", "before", "inside"}
_HARD = frozenset(";:.!?()[]—–")
_TOLL = frozenset({"toll"})
_PERFECT = frozenset({"has", "have", "had", "died"})


def govern(tokens: Tokens, drafts: Sequence[Draft], at: int, tables: Tables) -> None:
    """Set the action of the figure at this place among its sentence's figures.

    >>> from streams.data.figures import tables
    >>> from streams.stages.enrich.figures.tokens import split
    >>> draft = Draft(0, 5, 0, 2, 1, 12.0, object="home")
    >>> govern(split("12 homes were badly damaged", tables()), [draft], 0, tables())
    >>> draft.action
    'damaged'

    Verbs that are in no table leave the action unknown; the doer of a deed is not what it was done to.
    """
    draft = drafts[at]
    before = drafts[at - 1] if at else None
    if before is not None and before.action is not None and is_where(tokens, before, draft, tables):
        return  # what happened is the other's
    after = next((later for later in drafts[at + 1 : at + 3] if later.kind in COUNTS), None)
    left = max(draft.start, before.last if before and before.end == draft.end else draft.start)
    right = min(draft.end, after.first if after and after.end == draft.end else draft.end)
    begin, later = draft.last, drafts[at + 1 : at + _LATER]
    if after is None or after.first > begin + 2:
        begin = past_other(tokens, past_age(tokens, begin, right), right, tables)
    if after is not None and after.part_of and after.first == draft.last + 1 and tokens.lows[draft.last] == ",":
        close = aside_end(tokens, after.last, draft.end)
        if close is not None and (tokens.lows[close] in tables.passive or tokens.lows[close] in _PERFECT):
            begin, later = close, drafts[at + 2 : at + _LATER]  # two people, one of them a baby, were killed
            right = min([draft.end, *(one.first for one in later if one.first > close)])
    if after is not None and is_where(tokens, draft, after, tables):
        later = later[1:]
        begin, right = after.last, min([draft.end, *(one.first for one in later)])  # 270 people in 17 towns fell ill
    if draft.kind != "event" and draft.kind != "part" and (draft.object is None or draft.unit is None):
        draft.action = _done_to_area(tokens, draft, left, right, tables) or _of_amount(
            tokens, draft, left, right, tables
        )
        return
    if draft.part_of and after is not None and after.whole:  # 12 of the 15 people were killed
        later = later[1:]
        right = min([draft.end, *(one.first for one in later[:1])])
        begin = after.last
    direct = _taken_openly(tokens, draft, left, tables) if draft.kind in ("percent", "measure") else None
    draft.action = direct or (
        phrases.told(tokens, draft, left, right, tables)
        or _of_the_dead(tokens, draft, begin, right, tables)
        or _inverted(tokens, draft, left, tables)
        or _active(tokens, draft, left, tables)
        or _passive(tokens, draft, begin, right, later, tables)
        or named(draft, tables)
        or _toll(tokens, draft, left, tables)
        or (None if draft.whole else _taken_openly(tokens, draft, left, tables))
        or _suffered_openly(tokens, draft, begin, right if not _is_of(tokens, draft, before) else begin, tables)
    )
    draft.action = phrases.of_those(draft, tables)


def _of_the_dead(tokens: Tokens, draft: Draft, begin: int, right: int, tables: Tables) -> str | None:
    """Buried the 15 people killed by rockets: whatever is done with them, they were killed."""
    if draft.kind != "event" or draft.object is None or begin + 1 >= right:
        return None
    verb = tables.verbs.get(tokens.lows[begin])
    told = verb is not None and verb.action in _LASTING and verb.form in ("past", "participle") and not verb.agent
    return verb.action if verb is not None and told and tokens.lows[begin + 1] in _PREPOSITIONS else None


def _taken_openly(tokens: Tokens, draft: Draft, left: int, tables: Tables) -> str | None:
    """The verb right before, though it is in no class. Who took 51 % of the vote won it; what cost jobs lost them."""
    if draft.object in tables.taken and tokens.lows[draft.first - 1] in ("took", "taken", "take", "takes", "taking"):
        return "won"
    verb = verbs.done_to(tokens, draft.first, left, tables)
    if verb is None and draft.kind == "event" and tokens.lows[draft.first - 1] in ("cost", "costing", "costs"):
        return "lost"
    return verb


def _of_amount(tokens: Tokens, draft: Draft, left: int, right: int, tables: Tables) -> str | None:
    """What was done with an amount: offered 4 %, stealing $1m, fined the firm £2m; £10 donated."""
    found = verbs.done_to(tokens, draft.first, left, tables)
    if found is None and draft.kind == "money":
        found = verbs.given(tokens, draft.first, left, tables)
        if found is None and draft.last < right and tokens.lows[draft.last] not in tables.links:
            found = verbs.past(tokens, draft.last, tables)
    known = tables.verbs.get(found) if found else None
    return known.action if known else found


def _is_of(tokens: Tokens, draft: Draft, before: Draft | None) -> bool:
    """Whether a figure is the whole of the one before: the verb behind is the part's, unless it says by whom."""
    if not draft.whole or before is None or not before.part_of or before.end != draft.end:
        return False
    return "by" not in tokens.lows[draft.last : draft.last + 3]


def _suffered_openly(tokens: Tokens, draft: Draft, begin: int, right: int, tables: Tables) -> str | None:
    """A deed that is in no class; of the whole of a part only the one right behind it: "of the 320 homes inspected"."""
    if draft.kind == "money":
        return None
    if draft.whole:
        verb = verbs.past(tokens, begin, tables) if begin < right else None
        return verb if verb not in tables.no_deeds else None
    return verbs.suffered(tokens, begin, right, tables)


def done_to(tokens: Tokens, thing: Draft, begin: int, stop: int, tables: Tables) -> str | None:
    """What the words after a thing, up to ``stop``, say was done to it; else what the thing says of itself."""
    return _passive(tokens, thing, begin, stop, (), tables) or named(thing, tables)


def named(draft: Draft, tables: Tables) -> str | None:
    """What the thing counted says of itself: three arrests, 17 deaths, 40 new cases."""
    if draft.kind != "event" or draft.object is None or (draft.margin and draft.object == "vote"):
        return None
    words = (draft.modifier or "").lower().split()
    found = (tables.action_things.get(f"{word} {draft.object}") for word in words)
    return tables.action_things.get(draft.object) or next((action for action in found if action), None)


def _done_to_area(tokens: Tokens, draft: Draft, left: int, right: int, tables: Tables) -> str | None:
    """Burned 9,850 acres, 9,850 acres were burned: a measure suffers only a verb that touches it."""
    if draft.unit in (None, "percent"):
        return None
    after = draft.last + (draft.last < right and tokens.lows[draft.last] in tables.passive)
    for at in (draft.first - 1, after):
        verb = _verb(tokens, at, left, tables) if left <= at < right else None
        if verb and verb.action in _DONE_TO_AREAS:
            return verb.action
    return None


def joined(tokens: Tokens, before: Draft, draft: Draft) -> bool:
    """Whether a figure stands in one list with the one before it: "54 missiles and 11 drones"."""
    between = [low for low in tokens.lows[before.last : draft.first] if low not in QUOTES]
    return between in (
        [","],
        ["and"],
        [",", "and"],
        ["or"],
        ["as", "well", "as"],
        ["plus"],
        ["to"],
        ["with"],
        ["against"],
    )


def _inverted(tokens: Tokens, draft: Draft, left: int, tables: Tables) -> str | None:
    """Among those killed were three children."""
    at = draft.first - 1
    if at - 1 < left or tokens.lows[at] not in ("were", "was", "are", "is"):
        return None
    verb = tables.verbs.get(tokens.lows[at - 1])
    return verb.action if verb and verb.form in ("past", "participle") else None


def _active(tokens: Tokens, draft: Draft, left: int, tables: Tables) -> str | None:
    """The verb before: "killed 12 people", "killing the driver and two passengers"."""
    lows = tokens.lows
    at, crossed, by = draft.first - 1, False, ""
    stop = max(left, draft.first - _BEFORE)
    while at >= stop:
        low = lows[at]
        found = tables.action_phrases.ending(lows, at + 1, left)
        verb = _verb(tokens, at, left, tables)
        if (found or verb) and crossed and at == draft.first - 2:
            return None  # "six died and 20 …": the verb before the joiner has its figure
        if found and not by:
            return found[1]
        if verb:
            return _taken(tokens, at, left, verb, by, tables)
        if low in _HARD or low in _SAYING or (low in tables.passive and at < draft.first - 1):
            return None
        if low in ("and", ",", "or", "but"):
            if crossed or at != draft.first - 1 or low == "but":
                return None
            crossed = True
        elif low in _PREPOSITIONS:
            if by and at != draft.first - 1:
                return None
            by = "" if low == "of" and lows[at - 1] in tables.groups and at > stop else low
        elif low in ("while", "when", "as", "because", "than", "until", "following"):
            return None
        at -= 1
    return None


def _verb(tokens: Tokens, at: int, left: int, tables: Tables) -> Verb | None:
    """The verb at a token; a base form is none in capitals (March) or after an article (the vote)."""
    verb = tables.verbs.get(tokens.lows[at])
    if verb and verb.form == "base" and (tokens.forms[at][0].isupper() or _is_noun(tokens, at, left)):
        return None
    if (
        verb
        and verb.form == "base"
        and tokens.lows[at + 1 : at + 2] in (["has"], ["have"], ["had"], ["was"], ["is"], ["will"])
    ):
        return None  # the strike has left
    return verb


def _is_noun(tokens: Tokens, at: int, left: int) -> bool:
    """Whether a base form is a noun here: "the fire", "an attack", "vote of"."""
    return at > left and tokens.lows[at - 1] in ("the", "a", "an", "of", "its", "their", "his", "her", "in", "by")


def _taken(tokens: Tokens, at: int, left: int, verb: Verb, by: str, tables: Tables) -> str | None:
    if by and not (by == "by" and verb.agent) and by not in ("for",):
        return None
    back = at - 1
    while back >= left and back > at - 3 and (tokens.lows[back].endswith("ly") or tokens.lows[back] == "been"):
        if tokens.lows[back] == "been":
            break
        back -= 1
    passive = verb.form in ("past", "participle") and back >= left and tokens.lows[back] in tables.passive
    return verb.action if not passive or (by == "by" and verb.agent) else None


def _passive(
    tokens: Tokens, draft: Draft, begin: int, right: int, later: Sequence[Draft], tables: Tables
) -> str | None:
    """The verb after: "were killed", "launched overnight", "died", "hit their targets"."""
    lows = tokens.lows
    at, helped, close = begin, False, True
    after = later[0] if later else None
    stop = min(right, begin + (1 if draft.whole else _AFTER))
    while at < stop:
        low = lows[at]
        found = tables.action_phrases.starting(lows, at, right)
        if found:
            return "fell" if found[1] == "hit" and draft.kind != "event" else found[1]  # of snow fell on
        verb = _verb(tokens, at, draft.last, tables)
        if verb:
            action = _suffered(tokens, at, right, verb, helped, close, after, tables)
            main = tokens.lows[begin] not in _RELATIVES or tokens.lows[draft.first - 2 : draft.first] != ["of", "the"]
            if action and not helped and not verb.agent and action not in _LASTING and main:
                action = _main(tokens, at + 1, right, tables) or action
            if action:
                return (_ended(tokens, at, right, tables) or action) if action in _BEGUN else action
            if verb.form != "base" or not close:
                return None
        if low == ",":
            skipped = _relative_end(tokens, at, min(draft.end, at + _RELATIVE), tables)
            if skipped is None:
                return None
            at, close, helped = skipped, True, False
            after = next((one for one in later if one.first >= at), None)
            right = after.first if after else draft.end
            stop = min(right, at + _AFTER)
            continue
        if low in _HARD or low in tables.breaks:
            return None
        if low in tables.passive:
            helped = True
        elif low not in tables.auxiliaries and low not in QUOTES and not low.endswith("ly"):
            close = False
        at += 1
    return None


def _main(tokens: Tokens, at: int, right: int, tables: Tables) -> str | None:
    """The main verb behind a participle: "pupils abducted from a school were freed"."""
    for begin in range(at, min(right, at + _AFTER)):
        low = tokens.lows[begin]
        if low in _HARD or low == "," or low in tables.breaks or low in _RELATIVES:
            return None
        if low in tables.passive or low in ("has", "have", "had"):
            found = next(
                filter(None, (tables.action_phrases.starting(tokens.lows, k, right) for k in (begin + 1, begin + 2))),
                None,
            )
            if found is not None:
                return found[1]
            verb = verbs.suffered(tokens, begin, right, tables)
            if verb in tables.links:
                return None  # the number of people rescued has risen
            known = tables.verbs.get(verb) if verb else None
            return known.action if known else verb
    return None


def _ended(tokens: Tokens, at: int, right: int, tables: Tables) -> str | None:
    """Detected in the air and destroyed: the end of it, where one is told of the same things."""
    for joiner in range(at + 1, min(right - 1, at + _ENDED)):
        if tokens.lows[joiner] in _HARD or tokens.lows[joiner] == ",":
            return None
        if tokens.lows[joiner] == "and":
            verb = _verb(tokens, joiner + 1, at, tables)
            return verb.action if verb and not verb.agent and verb.form in ("past", "participle") else None
    return None


def _suffered(
    tokens: Tokens, at: int, right: int, verb: Verb, helped: bool, close: bool, after: Draft | None, tables: Tables
) -> str | None:
    """Whether the subject is what the verb was done to."""
    if verb.agent:
        if verb.form == "base" and tokens.lows[at - 1] == "to":
            return None  # "2,383 delegates to win"
        return verb.action if verb.form != "ing" or close or helped else None
    if verb.form not in ("past", "participle"):
        return None
    if helped:
        return verb.action
    following = tokens.lows[at + 1] if at + 1 < right else ""
    takes = following in tables.determiners or (
        after is not None and after.first == at + 1 and after.object is not None
    )
    return verb.action if close and not takes else None


def _relative_end(tokens: Tokens, comma: int, stop: int, tables: Tables) -> int | None:
    """Past ", which it said …," to the main verb; at the relative's own verb where there is none after it."""
    lows = tokens.lows
    if comma + 1 < stop and lows[comma + 1] in _ASIDES:
        close = next((at for at in range(comma + 2, stop) if lows[at] == ","), stop)
        if close + 1 < stop and (lows[close + 1] in tables.passive or lows[close + 1] in _PERFECT):
            return close + 1  # nine people, most of them women, were killed
    if comma + 1 >= stop or lows[comma + 1] not in _RELATIVES:
        return None
    if lows[comma + 1] not in ("which", "who", "aged", "including"):
        return comma + 1
    own = comma + 1 if lows[comma + 1] in ("which", "who") else None
    for at in range(comma + 2, stop):
        if lows[at] == ",":
            return at + 1 if at + 1 < stop and lows[at + 1] not in ("and", "but", "which", "who") else own
    return own


def _toll(tokens: Tokens, draft: Draft, left: int, tables: Tables) -> str | None:
    """The death toll rose to 47; deaths reached 12."""
    if not draft.bare:
        return None
    for at in range(draft.first - 1, max(left, draft.first - 12) - 1, -1):
        low = tokens.lows[at]
        if low in _HARD:
            return None
        if low in _TOLL or (low == "dead" and tokens.lows[at - 1] == "of"):
            draft.object = draft.object or "person"
            return "killed"
        thing = low.removesuffix("s").replace("casualtie", "casualty").replace("injurie", "injury")
        if thing in tables.action_things and low != thing:
            draft.object = draft.object or thing
            return tables.action_things[thing]
    return None
