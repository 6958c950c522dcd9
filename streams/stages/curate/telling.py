"""How an event is told: headline and summary, chosen from the posts and never invented; how much it matters."""

from __future__ import annotations

import math

from streams.records import Sentence
from streams.stages.curate.members import Members
from streams.stages.curate.rows import PostRow
from streams.stages.curate.signature import stems
from streams.stages.enrich.document import sentences

SUMMARY_MAX = 3
CENTRAL_AMONG = 30  # the newest posts among which the most central one is sought: all pairs of more would cost too much
SAME_SENTENCE = 0.5
HEAVY = {"killed": 1.0, "injured": 0.6, "missing": 0.7, "evacuated": 0.4, "displaced": 0.5, "arrested": 0.3}


def headline(members: Members) -> str | None:
    """The heading of the post most like all others, the newest of those that tie; a question only if all are.

    An event told only inside other posts, such as a page's lead, is headed by its first sentence. A pinned post tells
    its event whatever the others say.
    """
    if members.pinned is not None:
        return members.pinned.post.headline or next(iter(_sentences(members, members.pinned)), None)
    titled = [row for row in members.telling if row.post.headline and row.post.position != 0]
    titled = [row for row in titled if not (row.post.headline or "").rstrip().endswith("?")] or titled
    if titled:
        return _most_central(members, titled).post.headline
    for row in members.telling:
        for sentence in _sentences(members, row):
            return sentence
    return next((row.post.headline for row in members.telling), None)


def summary(members: Members) -> tuple[Sentence, ...]:
    """Leading sentences of the posts, the pinned or else the most central one first, none that says again what is there
    already.
    """
    chosen: list[tuple[Sentence, set[str]]] = []
    if not members.telling:
        return ()
    first = members.pinned or _most_central(members, members.telling)
    for row in [first, *(row for row in reversed(members.telling) if row is not first)]:
        for text in _sentences(members, row)[:2]:
            words = set(stems(text))
            again = any(len(words & other) > SAME_SENTENCE * min(len(words), len(other)) for _, other in chosen)
            if words and not again:
                chosen.append((Sentence(text=text, post_id=row.post.post_id), words))
                break
        if len(chosen) == SUMMARY_MAX:
            break
    return tuple(sentence for sentence, _ in chosen)


def importance(members: Members, independent: int) -> float:
    """0 to 1, rising with independent origins, posts, and people harmed or moved.

    1 - exp(-x), where x adds 0.35 an origin, 0.1 a doubling of posts, and a tenth of the order of magnitude of people
    killed, missing, injured, displaced.
    """
    heavy = 0.0
    for row in members.standing:
        for figure in row.post.figures:
            if figure.action in HEAVY and figure.value and members.within(row, figure.span[0]):
                heavy = max(heavy, HEAVY[figure.action] * math.log10(1 + figure.value))
    raised = 0.35 * independent + 0.1 * math.log2(1 + len(members.standing)) + 0.1 * heavy
    return round(1 - math.exp(-raised), 4)


def _most_central(members: Members, rows: list[PostRow]) -> PostRow:
    rows = rows[-CENTRAL_AMONG:]
    terms = [{term for p in members.main_passages(row) for term in p.signature.terms} for row in rows]

    def closeness(i: int) -> float:
        return sum(len(terms[i] & t) / (math.sqrt(len(terms[i]) * len(t)) or 1.0) for t in terms)

    best = max(range(len(rows)), key=lambda i: (round(closeness(i), 6), i))
    return rows[best]


def _sentences(members: Members, row: PostRow) -> list[str]:
    text = row.post.text
    return [
        text[first:last][start:end]
        for p in members.main_passages(row)
        for first, last in p.spans
        for start, end in sentences(text[first:last])
    ]
