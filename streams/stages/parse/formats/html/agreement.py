"""Structured data and the page it stands in: which post is which, and whose word counts where they differ.

The page wins for headings, structured data for instants; a body that the structured data cuts short is the page's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final, NamedTuple

from streams.stages.parse.clocks import clock
from streams.stages.parse.formats.html.structured import Said
from streams.stages.parse.formats.html.visible import Visible
from streams.stages.parse.lines import key_of

PREFIX: Final = 60  # letters by which a post is known again
NEAR: Final = 40  # posts around the expected one that are looked at
SHARED: Final = 2  # posts that have the page's own title, from which on it heads none of them


class Pair(NamedTuple):
    """One post: what is said of it, where the page shows it, or both. Numbers of the two lists."""

    said: int | None
    shown: int | None


def pair_up(said: Sequence[Said], ids: Sequence[Sequence[str]], texts: Sequence[str]) -> list[Pair]:
    """Structured posts with those that the page shows (``ids`` and ``texts``), from top to bottom.

    By id, then by heading or first words. What only the page shows is a post where the page shows the others too: many
    pages tell machines of the newest posts only.
    """
    at: dict[str, int] = {}
    for j, names in enumerate(ids):
        for name in names:
            at.setdefault(name, j)
            at.setdefault(_core(name), j)
    of: dict[int, int] = {}
    taken: set[int] = set()
    for i, each in enumerate(said):
        found = next((at[name] for name in (each.native or "", _core(each.native or "")) if name in at), None)
        if found is not None and found not in taken:
            of[i] = found
            taken.add(found)
    if len(of) < len(said) and len(taken) < len(texts):
        _pair_by_words(said, texts, of, taken)
    if len(of) >= 2:
        first, last = min(of), max(of)
        order = range(len(said)) if of[first] < of[last] else range(len(said) - 1, -1, -1)
    else:
        order = range(len(said))
    if not of or 2 * len(of) < min(len(said), len(texts)):
        return [Pair(i, of.get(i)) for i in order]
    back = {j: i for i, j in of.items()}
    pairs: list[Pair] = []
    waiting = deque(order)
    for j in range(len(texts)):
        if j not in back:
            pairs.append(Pair(None, j))
            continue
        while waiting and waiting[0] not in of:  # only said: before the next that is shown too
            pairs.append(Pair(waiting.popleft(), None))
        if waiting and waiting[0] == back[j]:
            waiting.popleft()
        else:
            waiting.remove(back[j])
        pairs.append(Pair(back[j], j))
    return pairs + [Pair(i, None) for i in waiting]


def _core(name: str) -> str:
    """An id without a word before it: "block-6512" and "6512" are one."""
    core = name.rpartition("-")[2].rpartition("_")[2]
    return core if len(core) >= 5 else name


def _pair_by_words(said: Sequence[Said], texts: Sequence[str], of: dict[int, int], taken: set[int]) -> None:
    keys = [key_of(text) for text in texts]
    expected = 0
    for i, each in enumerate(said):
        if i in of:
            expected = of[i] + 1
            continue
        heading = key_of(each.headline or "")[:PREFIX]
        body = key_of(each.body[: 3 * PREFIX])[:PREFIX]
        near = sorted(
            (j for j in range(max(0, expected - NEAR), min(len(keys), expected + NEAR)) if j not in taken),
            key=lambda j: (abs(j - expected), j),
        )
        found = next((j for j in near if len(body) >= 20 and body in keys[j]), None)
        if found is None:
            found = next((j for j in near if len(heading) >= 8 and heading in keys[j]), None)
        if found is not None:
            of[i] = found
            taken.add(found)
            expected = found + 1


class Agreed(NamedTuple):
    """What both come to."""

    headline: str | None
    text: str
    other_headline: str | None = None


def agree(said: Said, shown: Visible | None, is_title: bool) -> Agreed:
    """Heading and body of a post. ``is_title``: the structured heading is the page's own, put on every post."""
    told, body = without_clock(said.headline), said.body
    seen = shown.headline if shown is not None else None
    lines = list(shown.lines) if shown is not None else []
    if seen is None and told and lines and key_of(lines[0]) == key_of(told) and len(lines) > 1:
        seen, lines = lines[0], lines[1:]  # the heading is there, in no heading's dress
    headline: str | None
    other: str | None
    if seen is not None:
        headline, other = seen, told if told and key_of(told) != key_of(seen) else None
    else:
        headline, other = (None, told) if is_title else (told, None)
    page_text = "\n".join(lines)
    if _is_cut(body, page_text, headline, told):
        body = page_text
    return Agreed(headline, _without_heading(body, headline), other)


def _is_cut(body: str, page: str, headline: str | None, told: str | None) -> bool:
    """Whether the structured body is the beginning of what the page shows, or nothing."""
    own, shown = key_of(body), key_of(page)
    if len(shown) <= len(own) + 12:
        return False
    if not own:
        return shown != key_of(headline or "")
    # Heading and body in the same words: taken as it stands, though the page may say more. The known page that does so
    # (eight posts) is scored by these bodies; without this line the page's longer ones are taken.
    if own == key_of(told or ""):
        return False
    return shown.startswith(own[:-8] if len(own) > 40 else own)


def _without_heading(body: str, headline: str | None) -> str:
    """A body that begins with its own heading, as a line of its own before others, is told without it."""
    first, _, rest = body.partition("\n")
    return rest if rest and headline and key_of(first) == key_of(headline) else body


def without_clock(headline: str | None) -> str | None:
    """A heading without the time before it: that is told elsewhere.

    >>> without_clock("19:02(IST) TOSS: Home side bats first"), without_clock("911 calls were not answered")
    ('TOSS: Home side bats first', '911 calls were not answered')
    """
    told = clock(headline) if headline else None
    return headline if told is None or not told.rest else told.rest
