"""Offices beside a name: "Russian president", "NATO secretary general", "governor of Kyiv region"."""

from __future__ import annotations

from dataclasses import dataclass

from streams.data.names import tables
from streams.stages.enrich.names import runs
from streams.stages.enrich.words import Words

WEAK = frozenset({"counterpart", "resident", "witness", "victim", "suspect", "private", "his", "her"})
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
        last -= 1
    for role in tables().roles_by_last.get(words.lows[last], ()):
        start = _matched_from(words, role, last)
        if start is not None:
            name = " ".join(role)
            return start, tables().role_short.get(name, name)
    return None


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
        if tuple(words.lows[start : start + len(role)]) == role:
            return start + len(role), " ".join(role)
    return None


def before(words: Words, end: int, floor: int = 0) -> Office | None:
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
    while start > floor and (words.lows[start - 1] in tables().role_modifiers or words.lows[start - 1] == "-"):
        start -= 1
    affiliation = country = None
    owner = start
    if owner > floor and words.lows[owner - 1] == "'s":
        owner -= 1
    state = runs.state_until(words, owner)
    if state is not None and state[0] >= floor:
        start, affiliation, country = state[0], state[1].name, state[1].code
        if state[2] == "capital" and head in {"mayor", "governor", "police chief"}:
            affiliation = runs.text(words, state[0], owner)
    else:
        first = owner
        while (
            first > max(floor, owner - _OWNER)
            and words.is_capital(first - 1)
            and words.lows[first - 1] not in tables().function_words
        ):
            first -= 1
        if first < owner:
            start, affiliation = first, runs.text(words, first, owner)
    text_end = end - 1 if words.lows[end - 1] == "." and end > start + 1 else end
    return Office(start, end, head, runs.text(words, start, text_end), affiliation, country)


def after(words: Words, index: int) -> Office | None:
    """The office told after a name and a comma: ", head of the city’s fire service,".

    >>> from streams.stages.enrich.words import split
    >>> after(split("Popko, the head of Kyiv’s military administration, said"), 1).text
    'head of Kyiv’s military administration'
    """
    count = len(words)
    if index >= count or words.lows[index] != ",":
        return None
    start = index + 1
    if start < count and words.lows[start] in {"the", "a", "an"}:
        start += 1
    first = start
    role = None
    limit = min(start + 6, count)
    while start < limit:
        role = role_from(words, start)
        if role is not None:
            break
        named = words.is_capital(start) or words.lows[start] in tables().role_modifiers or words.lows[start] == "'s"
        if not named:
            return None
        start += 1
    if role is None:
        return None
    end = role[0]
    if end < count and words.is_capital(end) and words.lows[end] not in tables().function_words:
        return None  # ", President Biden said": the office of somebody else
    while end < min(count, first + _LONGEST) and words.lows[end] not in _STOPS:
        end += 1
    affiliation, country = _of(words, first, role[0], end)
    return Office(first, end, role[1], runs.text(words, first, end), affiliation, country)


def _of(words: Words, first: int, role_end: int, end: int) -> tuple[str | None, str | None]:
    """What an office told after a name is of: "of Kyiv region", "of the air force"; else the state named before it."""
    state = next((found for at in range(first, end) if (found := runs.state_from(words, at)) is not None), None)
    country = state[1].code if state is not None else None
    for at in range(role_end, end - 1):
        if words.lows[at] in {"of", "for", "at"}:
            start = at + 2 if words.lows[at + 1] == "the" and at + 2 < end else at + 1
            whole = runs.state_from(words, start)
            if whole is not None and whole[0] == end and whole[2] == "name":
                return whole[1].name, country
            return runs.text(words, start, end), country
    return (state[1].name, country) if state is not None else (None, None)
