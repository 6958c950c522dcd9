"""Post boundaries: posts found paired with posts known, one to one, by the words they share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from streams.stages.parse.draft import Draft

SAME: Final = 0.8  # Dice of the words of bodies, or of heading and body, from which two posts are one


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def dice(one: Counter[str], two: Counter[str]) -> float:
    total = one.total() + two.total()
    return 2 * (one & two).total() / total if total else 0.0


def paired(known: Sequence[tuple[str, str]], found: Sequence[Draft]) -> list[tuple[int, int]]:
    """Numbers of posts known and found that are one, the best pair first. A post known is its heading and body."""
    knowns = [(words(body), words(f"{heading} {body}")) for heading, body in known]
    founds = [(words(post.text), words(f"{post.headline or ''} {post.text}")) for post in found]
    scores = [
        (max(dice(a, b) for a, b in zip(one, two, strict=True)), n, i)
        for n, one in enumerate(knowns)
        for i, two in enumerate(founds)
    ]
    pairs: list[tuple[int, int]] = []
    seen: tuple[set[int], set[int]] = set(), set()
    for score, n, i in sorted(scores, key=lambda each: (-each[0], abs(each[1] - each[2]), each[1])):
        if score >= SAME and n not in seen[0] and i not in seen[1]:
            seen[0].add(n)
            seen[1].add(i)
            pairs.append((n, i))
    return pairs


def boundary_f1(known: Sequence[tuple[str, str]], found: Sequence[Draft]) -> float:
    """F1 of posts paired one to one."""
    return 2 * len(paired(known, found)) / (len(known) + len(found)) if known or found else 1.0
