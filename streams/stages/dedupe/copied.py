"""Where in a text another's words stand."""

from __future__ import annotations

from streams.stages.dedupe.wording import Reading, spans, triples

GAP = 3  # words between two runs that are still one: a word was changed there


def copied(text: str, mine: Reading, other: Reading) -> tuple[tuple[int, int], ...]:
    """The spans of a text (of the wording ``mine``) in which it has word triples of another.

    A word or two that were changed in a passage belong to it; words of the heading have no span in the text.
    """
    runs: list[tuple[int, int]] = []  # of words
    for at, triple in enumerate(triples(mine.wording.marks)):
        if triple not in other.triples:
            continue
        if runs and at <= runs[-1][1] + GAP:
            runs[-1] = runs[-1][0], at + 3
        else:
            runs.append((at, at + 3))
    where = spans(text, len(mine.marks))
    found: list[tuple[int, int]] = []
    for first, last in runs:
        inside = [span for span in where[first:last] if span[1] > 0]
        if inside:
            found.append((inside[0][0], inside[-1][1]))
    return tuple(found)
