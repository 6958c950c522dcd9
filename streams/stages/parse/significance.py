"""How much an edit matters: cosmetic, clarification, fact_change, correction, retraction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rapidfuzz.distance import OSA, Indel

from streams.data import word_tables

LEVELS: Final = ("cosmetic", "clarification", "fact_change", "correction", "retraction")
LINE_MAX = 4000  # characters of a paragraph in which a note of correction is looked for
TOKENS_MAX = 4000  # of the part that differs; beyond it an edit is at least a fact change
SAME_SPELLING = 0.8  # likeness from which two spellings are one word: one slip in five letters
GERMAN_SHARE = 8  # one word in four of a German text is one of its commonest, of other languages hardly any
WHOLE_NAME = 5  # letters of a month or a weekday from which it is no other word
SPELLING_LETTERS_MIN = 5  # a slip in a shorter word makes another word: Iran, Iraq

_parse = word_tables.load("parse")
_table = _parse["edits"]
_notes: Final = tuple(
    (level, re.compile("|".join(_table["notes"][level]), re.IGNORECASE)) for level in ("retraction", "correction")
)
_NUMBERS: Final = {word: value for value, words in _table["numbers"] for word in words.split()}
_NEGATIONS: Final = frozenset(_table["negations"].split())
_named_times = {name for names in (*_parse["months"], *_parse["weekdays"]) for name in names.split()}
_TIMES: Final = frozenset(_table["times"].split()) | {name for name in _named_times if len(name) >= WHOLE_NAME}
_GERMAN: Final = frozenset(_table["german"].split())
_COMMON: Final = frozenset(_table["common"].split())

_token = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|\S")
_starts = re.compile("[.!?…:\"“‘«„']")  # what a sentence or a quotation starts after


def significance(old: tuple[str | None, str], new: tuple[str | None, str]) -> str:
    """The weight of an edit, from (heading, text) to (heading, text).

    >>> significance((None, "The mayor met Kowalsky."), (None, "The mayor met Kowalski."))
    'cosmetic'
    >>> significance((None, "It took 54 boats."), (None, "It took 58 boats."))
    'fact_change'

    Numbers, dates, names and negations that change or go away are facts. Sentences that are only added clarify, even
    with numbers in them: nothing that was said changed. Whether the new figure is right is for nobody here.
    """
    note = _note(f"{old[0] or ''}\n{old[1]}", f"{new[0] or ''}\n{new[1]}")
    if note is not None:
        return note
    worst = max(_weigh(old[0] or "", new[0] or "", heading=True), _weigh(old[1], new[1], heading=False))
    return LEVELS[worst]


def _note(old: str, new: str) -> str | None:
    """A note of correction or retraction that the old words had not."""
    lines_old, lines_new = old.split("\n"), new.split("\n")
    kept = set(lines_old) & set(lines_new)
    gone = [line[:LINE_MAX] for line in lines_old if line not in kept]
    come = [line[:LINE_MAX] for line in lines_new if line not in kept]
    for level, pattern in _notes:
        if sum(len(pattern.findall(line)) for line in come) > sum(len(pattern.findall(line)) for line in gone):
            return level
    return None


def _weigh(old: str, new: str, *, heading: bool) -> int:
    if old == new:
        return 0
    if not old or not new:  # a body or a heading that was filled in, or emptied
        return 1 if not old or heading else 2
    a, b = _token.findall(old.replace("\n", " ¶ ")), _token.findall(new.replace("\n", " ¶ "))
    a, b = _differing(a, b)
    if max(len(a), len(b)) > TOKENS_MAX:
        return 2
    names = _names(old) | _names(new)
    worst = 0
    blocks = [(op.tag, op.src_start, op.src_end, op.dest_start, op.dest_end) for op in Indel.opcodes(a, b)]
    for gone, come, sentence in _merged(blocks, a, b):
        worst = max(worst, _weigh_block(gone, come, names, whole_sentence=sentence))
    return worst


def _differing(a: list[str], b: list[str]) -> tuple[list[str], list[str]]:
    """Both lists without the equal head and tail, but for one token on each side that tells where they stand."""
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    head, tail = max(head - 1, 0), max(tail - 1, 0)
    return a[head : len(a) - tail], b[head : len(b) - tail]


def _merged(
    blocks: Sequence[tuple[str, int, int, int, int]], a: list[str], b: list[str]
) -> list[tuple[list[str], list[str], bool]]:
    """Neighbouring deletions and insertions as replacements: (gone, come, whether whole sentences were added)."""
    merged: list[tuple[list[str], list[str], bool]] = []
    gone: list[str] = []
    come: list[str] = []
    start = 0
    for name, a1, a2, b1, b2 in [*blocks, ("equal", len(a), len(a), len(b), len(b))]:
        if name == "equal":
            if gone or come:
                before = b[start - 1] if start else "."
                ends = bool(come) and (_ends(come[-1]) or b1 >= len(b) or b[b1] == "¶")
                merged.append((gone, come, not gone and ends and (_ends(before) or _ends(come[0]))))
            gone, come, start = [], [], b2
            continue
        if name in ("delete", "replace"):
            gone = gone + a[a1:a2]
        if name in ("insert", "replace"):
            come = come + b[b1:b2]
    return merged


def _ends(token: str) -> bool:
    return token in (".", "!", "?", "…", "¶", "”", '"', "“", "»")


def _weigh_block(gone: list[str], come: list[str], names: set[str], *, whole_sentence: bool) -> int:
    gone, come = [t for t in gone if t[0].isalnum()], [t for t in come if t[0].isalnum()]
    before, now = [t.casefold() for t in gone], [t.casefold() for t in come]
    if before == now or "".join(before) == "".join(now):  # white space, punctuation or case
        return 0
    if whole_sentence:
        return 1
    gone, come = _without_spellings(gone, come)
    if not gone and not come:
        return 0
    if _facts(gone, names) != _facts(come, names):
        added_name = not gone and not any(_number(t) is not None or t.casefold() in _NEGATIONS for t in come)
        return 1 if added_name else 2
    return 1


def _without_spellings(gone: list[str], come: list[str]) -> tuple[list[str], list[str]]:
    """Both sides without the words that only changed their spelling, pairwise in order."""
    if len(gone) != len(come):
        return gone, come
    left = [(a, b) for a, b in zip(gone, come, strict=True) if not _is_spelling(a, b)]
    return [a for a, _ in left], [b for _, b in left]


def _is_spelling(a: str, b: str) -> bool:
    a, b = a.casefold(), b.casefold()
    if a == b:
        return True
    if min(len(a), len(b)) < SPELLING_LETTERS_MIN or a[0] != b[0] or not (a.isalpha() and b.isalpha()):
        return False
    return OSA.normalized_similarity(a, b) >= SAME_SPELLING


def _facts(tokens: list[str], names: set[str]) -> list[str]:
    """Numbers by value, negations, times and names among some words."""
    facts: list[str] = []
    for token in tokens:
        low = token.casefold()
        number = _number(token)
        if number is not None:
            facts.append(f"#{number:g}")
        elif low in _NEGATIONS or low.endswith(("n't", "n’t")):
            facts.append("not")
        elif low in _TIMES or low in names:
            facts.append(low)
    return sorted(facts)


def _number(token: str) -> float | None:
    if token[0].isdecimal():
        plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", token)
        try:
            return float(plain.replace(",", ".").replace(":", "."))
        except ValueError:
            return float(re.sub(r"\D", "", token)[:15])
    return _NUMBERS.get(token.casefold())


def _names(text: str) -> set[str]:
    """Words with a capital inside a sentence, in lower case: names, in languages that keep capitals for them.

    In German every noun has one, and a capital says nothing: none is returned.
    """
    tokens = _token.findall(text[: TOKENS_MAX * 8].replace("\n", " . "))
    if sum(token.casefold() in _GERMAN for token in tokens) * GERMAN_SHARE > len(tokens):
        return set()
    return {
        token.casefold()
        for before, token in zip([".", *tokens], tokens, strict=False)
        if token[0].isupper() and not _starts.match(before) and token.casefold() not in _COMMON
    }
