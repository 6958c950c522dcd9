"""Runs of capitalised words: where a name can stand, and the words of states around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from streams.data.names import State, tables
from streams.stages.enrich.words import Words


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens ``[start, end)``: capitalised words, with particles (von der) and the dots of initials between."""

    start: int
    end: int
    opens_sentence: bool


def span(words: Words, start: int, end: int) -> tuple[int, int]:
    """Code points of the tokens ``[start, end)``."""
    return words.starts[start], words.ends[end - 1]


def text(words: Words, start: int, end: int) -> str:
    """The tokens ``[start, end)`` as written."""
    return words.text[words.starts[start] : words.ends[end - 1]]


def _state(words: Words, phrase: tuple[str, ...], start: int) -> bool:
    """Whether these tokens are that state's name: a capital first, so that "polish" is no Pole and "us" no state."""
    if tuple(words.lows[start : start + len(phrase)]) != phrase or not words.is_capital(start):
        return False
    return phrase != ("us",) or words.forms[start] == "US"


def state_from(words: Words, start: int) -> tuple[int, State, str] | None:
    """The state named from a token on: (end, state, name | adjective | capital)."""
    if not words.is_capital(start):
        return None
    for phrase, state, kind in tables().states_by_first.get(words.lows[start], ()):
        if _state(words, phrase, start):
            return start + len(phrase), state, kind
    return None


def state_until(words: Words, end: int) -> tuple[int, State, str] | None:
    """The state named by the tokens that end before ``end``: (start, state, kind)."""
    for phrase, state, kind in tables().states_by_last.get(words.lows[end - 1], ()) if end > 0 else ():
        start = end - len(phrase)
        if start >= 0 and _state(words, phrase, start):
            return start, state, kind
    return None


_PREFIXED = re.compile(r"(?:al|el|ul|as|ash|ad|ar|an|az|at|bin|ibn|ben|d|l|o|n|m)[-‐‑’'][^\W\d_a-z]")


def is_name(words: Words, index: int) -> bool:
    """Whether a token can be a word of a name: a capital that is no function word, or al-Harbi, d'Arcy."""
    if words.capitals[index]:
        return words.lows[index] not in tables().function_words
    return _PREFIXED.match(words.forms[index]) is not None


_LED = frozenset(
    {"run", "based", "owned", "backed", "led", "born", "style", "linked", "controlled", "held", "funded", "made"}
    | {
        "trained",
        "speaking",
        "affiliated",
        "occupied",
        "brokered",
        "era",
        "listed",
        "mediated",
        "sponsored",
        "nominated",
        "winning",
        "shortlisted",
    }
)
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?){1,3}")


def is_initials(form: str) -> bool:
    """Whether a token stands for given names: "J.", "W.B."; of letters without dots one alone counts.

    >>> is_initials("J."), is_initials("W.B."), is_initials("J"), is_initials("UN")
    (True, True, True, False)
    """
    return (
        form not in tables().not_initials
        and len(form) <= 6
        and (len(form) == 1 or "." in form)
        and form[0].isupper()
        and _INITIALS.fullmatch(form) is not None
    )


_TITLE_LEAST = 4
_TITLE_AROUND = 12
_SMALL_SHARE = 0.15
_TITLE_SMALL = int(2 * _TITLE_AROUND * _SMALL_SHARE)


def in_title_case(words: Words, index: int) -> bool:
    """Whether the line around a token has a capital on nearly every long word, as headings of some outlets do."""
    long = small = 0
    for at in range(max(0, index - _TITLE_AROUND), min(len(words.forms), index + _TITLE_AROUND)):
        if len(words.forms[at]) > 3 and words.forms[at][0].isalpha():
            long += 1
            small += not words.capitals[at]
            if small > _TITLE_SMALL:
                return False
    return long >= _TITLE_LEAST and small <= _SMALL_SHARE * long


def _joins(words: Words, index: int) -> bool:
    """Whether the token stays inside a run: a capitalised word of a name, or an initial."""
    form = words.forms[index]
    if not words.capitals[index]:
        return len(form) > 3 and not form.isalpha() and form[-1].isalpha() and _PREFIXED.match(form) is not None
    if "-" in form and form.rsplit("-", 1)[1] in _LED:
        return False  # "Houthi-run", "Paris-based"
    if form in tables().month_surnames:
        return index > 0 and words.lows[index - 1] in tables().given and words.capitals[index - 1]
    if form in tables().not_names:
        return False
    return form == "US" or words.lows[index] not in tables().function_words


_QUOTES = frozenset({'"', "“", "”", "‘", "’", "'", "``", "''", "("})


def _nickname(words: Words, index: int) -> int:
    """Tokens of a nickname in quotation marks inside a name: José "Pepe" Mujica."""
    if words.forms[index] not in _QUOTES:
        return 0
    for step in (2, 3, 4):
        last = index + step
        if (
            last + 1 < len(words)
            and (words.forms[last] in _QUOTES or words.forms[last] == ")")
            and _joins(words, last + 1)
        ):
            inside = range(index + 1, last)
            return step + 1 if words.capitals[last - 1] and all(words.is_word(at) for at in inside) else 0
    return 0


def _bridge(words: Words, index: int) -> int:
    """Tokens to skip between two capitals of one name: particles, or the dot of "Mr." and of short forms."""
    lows, count = words.lows, len(words)
    if (
        lows[index] == "."
        and lows[index - 1] in tables().short_forms
        and index + 1 < count
        and _joins(words, index + 1)
    ):
        return 1
    if lows[index] == ")" and lows[index - 1] in tables().given and index + 1 < count and _joins(words, index + 1):
        return 1  # "(the president Vladimir) Putin": an editor's words inside a quotation
    if (step := _nickname(words, index)) and lows[index - 1] in tables().given:
        return step
    if lows[index] == "&" and index + 1 < count and words.capitals[index + 1]:
        return 1  # "Johnson & Johnson"
    step = 0
    while step < 3 and index + step < count and lows[index + step] in tables().particles:
        step += 1
    return step if step and index + step < count and _joins(words, index + step) else 0


def runs(words: Words, sentence_starts: frozenset[int]) -> list[Run]:
    """All runs, in order; function words that only open a sentence are left out.

    >>> from streams.stages.enrich.words import split
    >>> words = split("But Ursula von der Leyen met Mr. J. Biden in Kyiv.")
    >>> [text(words, run.start, run.end) for run in runs(words, frozenset({0}))]
    ['Ursula von der Leyen', 'Mr. J. Biden', 'Kyiv']
    """
    found: list[Run] = []
    index, count = 0, len(words)
    # Words in small letters begin no run, but al-Harbi and d'Arcy do; so is most of a text passed over.
    begins = [at for at, form in enumerate(words.forms) if words.capitals[at] or not form.isalpha()]
    for start in begins:
        if start < index or not _joins(words, start):
            continue
        index = start + 1
        while index < count:
            if index in sentence_starts:
                break
            if _joins(words, index) or (words.capitals[index] and words.forms[index] in tables().heads):
                index += 1
                continue
            step = _bridge(words, index)
            if not step:
                break
            index += step
        found.append(Run(start, index, start in sentence_starts))
    return found
