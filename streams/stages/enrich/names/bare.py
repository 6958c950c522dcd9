"""Organisations that are told without their name: "the ministry" by the state spoken of, "the airline" by its kind."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from streams.data.names import Institution, State, tables
from streams.stages.enrich.names import runs
from streams.stages.enrich.words import Words

_BACK = 60  # tokens: two or three sentences
_DATELINE = 12
_AMONG = 12  # organisations told before that a noun is compared with
_NEXT = frozenset(
    {",", ".", ";", ":", "’s", "'s", "which", "that", "has", "had", "have", "was", "is", "were", "are", "will", "would"}
    | {
        "did",
        "does",
        "also",
        "later",
        "then",
        "could",
        "may",
        "and",
        "but",
        "itself",
        "in",
        "on",
        "—",
        "–",
        "-",
        "”",
        '"',
    }
)


@dataclass(frozen=True, slots=True)
class Bare:
    """ "The ministry", "the MoD": an institution without its owner, read once the whole post is known."""

    start: int
    end: int
    institution: Institution | None  # null for a lone "ministry"


def state_of(words: Words, index: int) -> State | None:
    """The state whose ministry is meant where nobody says so: where the text was written, else of whom it has spoken.

    In this order: the place that opens its sentence ("In London, the MoD ..."), a dateline ("LONDON (Reuters) -"), the
    only state named in the sentences before. Null where several are, for a wrong owner is worse than none.
    """
    opening = index
    while opening > 0 and words.forms[opening - 1] not in {".", "!", "?", "”"} and index - opening < _BACK:
        opening -= 1
    if opening < index and words.lows[opening] in {"in", "from"}:
        place = runs.state_from(words, opening + 1)
        if place is not None:
            return place[1]
    dateline = _dateline(words)
    if dateline is not None:
        return dateline
    before = max(0, index - _BACK)
    told = {state.code: state for state in _told(words, before, index)}
    if not told and before == 0:  # nothing yet: what its own sentence goes on to say
        ending = next((at for at in range(index, len(words)) if words.forms[at] in {".", "!", "?"}), len(words))
        told = {state.code: state for state in _told(words, index, min(ending, index + _BACK))}
    return next(iter(told.values())) if len(told) == 1 else None


def _dateline(words: Words) -> State | None:
    """The state of a capital that opens the text before a dash: "LONDON (Reuters) -", "MOSCOW, May 3 —"."""
    head = range(min(len(words), _DATELINE))
    dash = next((at for at in head if words.forms[at] in {"-", "–", "—", "--"}), None)
    if not dash:
        return None
    place = runs.state_from(words, 0)
    return place[1] if place is not None and place[2] != "adjective" else None


def _told(words: Words, start: int, end: int) -> Iterator[State]:
    at = start
    while at < end:
        found = runs.state_from(words, at) if words.capitals[at] else None
        if found is not None:
            yield found[1]
        at = found[0] if found is not None else at + 1


def nouns(words: Words, taken: bytearray) -> Iterator[tuple[int, int]]:
    """Where "the airline" and the like can stand for an organisation: a verb or a mark follows, no name and no noun."""
    table = tables()
    for index in [at for at, low in enumerate(words.lows[:-1]) if low in table.nouns or low.endswith("maker")]:
        if not index or words.capitals[index] or taken[index]:
            continue
        following = words.lows[index + 1]
        if following not in _NEXT and following not in table.says:
            continue
        state = runs.state_until(words, index)
        first = state[0] if state is not None and state[2] == "adjective" else index
        if first and words.lows[first - 1] == "the":
            yield first, index + 1


def meant(words: Words, index: int, told: list[tuple[tuple[int, int], str]], kinds: dict[str, str]) -> str | None:
    """The organisation that a noun stands for: the last before it whose name has the word, else the last of its kind.

    >>> from streams.stages.enrich.words import split
    >>> words = split("Air Orla sued Port Brewery. The airline won.")
    >>> meant(words, 7, [((0, 8), "Air Orla"), ((14, 26), "Port Brewery")], {"Air Orla": "company"})
    'Air Orla'
    """
    here = words.starts[index]
    at = bisect_left(told, ((here, here), ""))
    before = [name for _, name in told[max(0, at - _AMONG) : at]]
    noun = words.lows[index] if words.lows[index] in tables().nouns else "company"
    named = [name for name in before if noun in name.lower().split()]
    fitting = named or [name for name in before if kinds.get(name) in tables().nouns[noun]]
    return fitting[-1] if fitting else None
