"""Offices beside a name: "Russian president", "NATO secretary general", "governor of Kyiv region"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from streams.data.names import tables
from streams.stages.enrich.names import runs
from streams.stages.enrich.words import Words

KIN = frozenset(
    {"husband", "wife", "widow", "widower", "son", "daughter", "brother", "sister", "mother", "father", "uncle", "aunt"}
    | {"cousin", "nephew", "niece", "grandmother", "grandfather", "partner", "girlfriend", "boyfriend", "friend"}
    | {"colleague", "neighbour", "neighbor"}
)
_OF_NONE = frozenset({"minister", "secretary", "champion", "winner", "laureate", "nobel laureate", "survivor", "ally"})
WEAK = frozenset({"resident", "witness", "victim", "suspect", "private", "his", "her"})
_STOPS = frozenset(
    {
        ",",
        ".",
        ";",
        ":",
        "—",
        "–",
        "-",
        "(",
        ")",
        "“",
        "”",
        '"',
        "who",
        "which",
        "that",
        "and",
        "but",
        "has",
        "had",
        "was",
    }
    | {"is", "were", "said", "says", "told", "added"}
)
_LONGEST = 12
_OWNER = 5  # tokens of the body or town before an office
_DESCRIBED = 3  # words of an office before its head
_APPOSED = 10  # tokens of an office between a comma and the name that it tells of
_LEAST_OCCUPATION = 7
_BACK = 40  # tokens: "its president" is of an organisation so near
_DETERMINERS = frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "my", "another"})
_WHERE = frozenset({"in", "at", "from", "near", "outside"})
_OF = frozenset({"of", "for", "at", "to", "in", "from", "with"})


@dataclass(frozen=True, slots=True)
class Office:
    """Tokens ``[start, end)`` of the office with its state or body; ``head`` is the office alone, in lower case."""

    start: int
    end: int
    head: str
    text: str
    affiliation: str | None
    country: str | None


def role_until(words: Words, end: int) -> tuple[int, str] | None:
    """The longest office whose words end before ``end``: (start, its name in full)."""
    if end <= 0:
        return None
    last = end - 1
    if words.lows[last] == "." and last > 0:
        if words.lows[last - 1] not in tables().short_forms:
            return None  # the office ended a sentence
        last -= 1
    for role in tables().roles_by_last.get(words.lows[last], ()):
        start = _matched_from(words, role, last)
        if start is not None and not (len(role) == 1 and _is_a_name(words, last)):
            name = " ".join(role)
            return start, tables().role_short.get(name, name)
    return (last, words.lows[last]) if _is_occupation(words, last) else None


def _is_a_name(words: Words, index: int) -> bool:
    """Whether a capitalised word that is an occupation is rather a name: "Marine Le Pen", "Baker Street"."""
    return words.capitals[index] and words.lows[index] in tables().roles_or_names


def _is_occupation(words: Words, index: int) -> bool:
    """Whether a word is told to be an occupation by its ending alone: volcanologist, goalkeeper; Grossman is none."""
    low = words.lows[index]
    if len(low) <= _LEAST_OCCUPATION or not low.endswith(tables().role_endings):
        return False
    return not words.capitals[index] or (low not in tables().family and (index == 0 or not words.is_word(index - 1)))


def _matched_from(words: Words, role: tuple[str, ...], last: int) -> int | None:
    """Where a role's words begin if they end at a token; dots of short forms ("Lt. Gen.") may stand between."""
    at = last + 1
    for word in reversed(role):
        at -= 1
        if word != role[-1] and at >= 0 and words.lows[at] == ".":
            at -= 1
        if at < 0 or words.lows[at] != word:
            return None
    return at


def role_from(words: Words, start: int) -> tuple[int, str] | None:
    """The longest office that starts at a token: (end, its name)."""
    for role in tables().roles_by_first.get(words.lows[start], ()):
        if tuple(words.lows[start : start + len(role)]) == role and not (len(role) == 1 and _is_a_name(words, start)):
            return start + len(role), " ".join(role)
    return (start + 1, words.lows[start]) if _is_occupation(words, start) else None


Bodies = dict[int, tuple[int, str]]
"""Organisations by the token after them: where they start, and their name."""


def before(words: Words, end: int, floor: int = 0, bodies: Bodies | None = None) -> Office | None:
    """The office that ends right before a name, with the state, body or town that it is of.

    >>> from streams.stages.enrich.words import split
    >>> words = split("China’s president Xi Jinping")
    >>> before(words, 3).text, before(words, 3).affiliation
    ('China’s president', 'China')
    """
    role = role_until(words, end)
    if role is None or role[0] < floor:
        return None
    start, head = role
    rank = None
    prior = role_until(words, start) if start > floor else None
    if prior is not None and prior[0] >= floor:
        rank, (start, head) = start, prior  # "Guinea's junta leader Colonel Ana Roa"
    owned = bodies or {}
    while start > floor and start not in owned and _modifies(words, start - 1):
        start -= 1
    start, affiliation, country = _owner(words, start, floor, head, owned)
    if rank is not None:
        return Office(start, end, head, runs.text(words, start, rank), affiliation, country)
    text_end = end - 1 if words.lows[end - 1] == "." and end > start + 1 else end
    return Office(start, end, head, runs.text(words, start, text_end), affiliation, country)


def _modifies(words: Words, index: int) -> bool:
    return words.lows[index] in tables().role_modifiers or words.lows[index] == "-"


def _owner(words: Words, start: int, floor: int, head: str, bodies: Bodies) -> tuple[int, str | None, str | None]:
    """Whose an office is that starts at a token: (start with the owner, state or body or town, state's code)."""
    owner = start
    if owner > floor and words.lows[owner - 1] == "'s":
        owner -= 1
    if (body := bodies.get(owner)) is not None and body[0] >= floor:
        return body[0], body[1], None
    if owner > floor and words.lows[owner - 1] in {"its", "their"}:
        last = next((at for at in range(owner - 1, max(0, owner - _BACK), -1) if at in bodies), None)
        if last is not None:
            return start, bodies[last][1], None
    if head in KIN:
        return start, None, None
    state = runs.state_until(words, owner)
    if state is not None and state[0] > floor and owner == start and words.lows[state[0] - 1] in _WHERE:
        return start, None, None  # "A court in Minsk jailed journalist Ana Roa"
    if state is not None and state[0] >= floor:
        if state[2] == "capital" and head in {"mayor", "governor", "police chief"}:
            return state[0], runs.text(words, state[0], owner), state[1].code
        return state[0], state[1].name, state[1].code
    first = owner
    if owner and runs.in_title_case(words, owner):
        return start, None, None  # "Police Arrest Mayor"
    alone = owner < 2 or not runs.is_name(words, owner - 2)
    if (
        owner
        and owner == start
        and alone
        and (words.lows[owner - 1] in tables().common or words.lows[owner - 1] in tables().honorifics)
    ):
        return start, None, None  # "Climate activist", "Mrs Justice"
    while first > max(floor, owner - _OWNER) and runs.is_name(words, first - 1):
        first -= 1
    if first == owner:
        return start, None, None
    of_none = owner == start and head in _OF_NONE  # "Civil Protection Minister", "Wimbledon champion"
    return first, None if of_none else runs.text(words, first, owner), None


def _describes(words: Words, index: int) -> bool:
    """Whether a word before an office can belong to it: "foreign policy chief", "former mayor"."""
    low = words.lows[index]
    if low in _DETERMINERS or low == "'s":
        return False
    plain = not words.capitals[index] and low.isalpha() and low not in tables().function_words
    return plain or low in tables().role_modifiers


def of_honorific(words: Words, token: int) -> Office | None:
    """The office that an honorific is: "Rabbi", "Pope"."""
    head = tables().honorific_roles.get(words.lows[token])
    return Office(token, token + 1, head, head, None, None) if head is not None else None


def of_body(words: Words, office: Office, end: int, bodies: Bodies) -> Office:
    """The same office, of the organisation told after the name: "Prof Ana Roa of the University of Ibadan"."""
    at = end
    if at + 1 >= len(words) or words.lows[at] not in {"of", "from", "at", "with"}:
        return office
    at += 2 if words.lows[at + 1] == "the" else 1
    for stop in range(at + 1, min(at + _OWNER + 2, len(words) + 1)):
        if (body := bodies.get(stop)) is not None and body[0] <= at + 1:
            return replace(office, affiliation=body[1])
    return office


def apposed(words: Words, comma: int, floor: int, bodies: Bodies) -> Office | None:
    """The office told before a comma and a name: "The mayor, ...", "the bank's president, ...".

    >>> from streams.stages.enrich.words import split
    >>> office = apposed(split("The prime minister of Norway, Ingrid Holm, said"), 5, 0, {})
    >>> office.text, office.affiliation
    ('prime minister of Norway', 'Norway')

    All between the last mark, or the office's article or owner, and the comma must belong to it.
    """
    for at in range(comma - 1, max(floor, comma - _APPOSED) - 1, -1):
        if not words.is_word(at) and words.lows[at] != "'s":
            return None
        role = role_from(words, at)
        if role is None or not (role[0] == comma or (role[0] < comma and words.lows[role[0]] in _OF)):
            continue
        start = at
        while start > max(floor, at - _DESCRIBED) and _describes(words, start - 1):
            start -= 1
        opens = start == floor or words.lows[start - 1] in _DETERMINERS or words.lows[start - 1] == "'s"
        first, affiliation, country = _owner(words, start, floor, role[1], bodies)
        if not opens and first == start:
            continue
        if role[0] < comma:
            affiliation, country = _of(words, first, role[0], comma, bodies)
        return Office(first, comma, role[1], runs.text(words, first, comma), affiliation, country)
    return None


def after(words: Words, index: int, bodies: Bodies | None = None) -> Office | None:
    """The office told after a name and a comma: ", head of the city’s fire service,".

    >>> from streams.stages.enrich.words import split
    >>> after(split("Arcos, the head of Vigo’s harbour authority, said"), 1).text
    'head of Vigo’s harbour authority'
    """
    count = len(words)
    if index + 1 < count and words.lows[index] == "." and words.lows[index + 1] == ",":
        index += 1  # "Robert Tillman Jr., a lawyer"
    if index + 1 >= count or words.lows[index] not in {",", "(", "—", "–"}:
        return None
    start = index + 1
    if start < count and words.lows[start].isdigit() and start + 1 < count and words.lows[start + 1] == ",":
        start += 2  # an age
    if start < count and words.lows[start] in _DETERMINERS:
        start += 1
    first = start
    role = None
    limit = min(start + 6, count)
    while start < limit:
        role = role_from(words, start)
        if role is not None:
            break
        owned = start + 1 < count and words.lows[start + 1] == "'s"
        if not (
            words.is_capital(start)
            or owned
            or words.lows[start] in tables().role_modifiers
            or words.lows[start] == "'s"
        ):
            return None
        start += 1
    if role is None:
        return None
    end = role[0]
    if end < count and words.is_capital(end) and words.lows[end] not in tables().function_words:
        return None  # ", President Biden said": the office of somebody else
    while end < min(count, first + _LONGEST) and words.lows[end] not in _STOPS:
        end += 1
    affiliation, country = _of(words, first, role[0], end, bodies or {})
    return Office(first, end, role[1], runs.text(words, first, end), affiliation, country)


def _of(words: Words, first: int, role_end: int, end: int, bodies: Bodies) -> tuple[str | None, str | None]:
    """What an office told after a name is of: "of Kyiv region", "of the air force"; else the state named before it."""
    state = next((found for at in range(first, end) if (found := runs.state_from(words, at)) is not None), None)
    country = state[1].code if state is not None else None
    for at in range(role_end, end - 1):
        if words.lows[at] in _OF:
            if words.lows[at] in {"to", "in", "with", "from"} and (at > role_end or end not in bodies):
                break  # "ambassador to Rome" is not of Rome
            if (body := bodies.get(end)) is not None and body[0] > at:
                return body[1], country
            start = at + 2 if words.lows[at + 1] == "the" and at + 2 < end else at + 1
            whole = runs.state_from(words, start)
            if whole is not None and whole[0] == end and whole[2] == "name":
                return whole[1].name, country
            return (runs.text(words, start, end), country) if _is_body(words, start, end) else (None, country)
    before = next((bodies[at][1] for at in range(role_end - 1, first, -1) if at in bodies), None)
    if before is not None:
        return before, country
    return (state[1].name, country) if state is not None else (None, None)


def _is_body(words: Words, start: int, end: int) -> bool:
    """Whether what follows an "of" is a body or place at all: "of the fire service", not "of geosciences"."""
    table = tables()
    lows = words.lows[start:end]
    return any(words.capitals[start:end]) or any(low in table.nouns or low in table.region_words for low in lows)
