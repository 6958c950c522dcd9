"""What an update costs each stage where news is made to hurt: milliseconds of CPU, and what the last cost of the first.

    .venv/bin/python -m tests.benchmarks hostile            # 10,000 posts of each kind to dedupe, 1,000 to all stages
    .venv/bin/python -m tests.benchmarks hostile 2000 2000  # so many

- *one text*: the same words in every post, each of another outlet
- *one paragraph*: sixty words that all posts have, among words of their own
- *one form*: a sentence that is filled in otherwise each time
- *a megabyte*, *equal words*: one post of a megabyte of prose, one of 100,000 times the same word; and its copy
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import orjson

from streams.codec import make_update
from streams.records import RawUpdate
from tests.benchmarks.made_stream import START
from tests.benchmarks.pipeline import Timed

POSTS, CURATED, BLOCKS = 10_000, 1_000, 10
WORDS = tuple(
    f"{a}{b}{c}" for a in ("bri", "cou", "ma", "win", "ha") for b in ("d", "n", "r") for c in ("ge", "cil", "ket")
)
PARAGRAPH = (
    "The regional water board said on Tuesday that the three dams above the town were full to the brim, and that water "
    "would be let out through the night at twice the usual rate. People who live beside the river were asked to take "
    "their cars to higher ground and not to walk on the banks before Wednesday noon, when the board meets again."
)


def _prose(draw: random.Random, words: int) -> str:
    told = draw.choices(WORDS, k=words)
    return " ".join(f"{word}." if at % 12 == 11 else word for at, word in enumerate(told))


def streams(posts: int) -> dict[str, Iterator[tuple[str, str]]]:
    """Headings and texts of each kind."""
    draw = random.Random(1)
    return {
        "one text": (("Water let out of three dams", PARAGRAPH) for _ in range(posts)),
        "one paragraph": (
            (f"Notes of day {n}", f"{_prose(draw, 60)}. {PARAGRAPH} {_prose(draw, 60)}.") for n in range(posts)
        ),
        "one form": (
            ("", f"A quake of magnitude {n % 60 / 10 + 1} shook {draw.choice(WORDS).title()} at {n % 24}:{n % 60:02}, "
             f"{n} metres under the ground, the institute said. Nobody was hurt, and nothing fell down.")
            for n in range(posts)
        ),
    }  # fmt: skip


def large() -> dict[str, str]:
    """Texts that are long."""
    return {"a megabyte": _prose(random.Random(2), 150_000), "equal words": "water " * 100_000}


def _update(kind: str, n: int, heading: str, text: str) -> RawUpdate:
    seen = START + timedelta(seconds=30 * n)
    item = {"id": f"{kind} {n}", "headline": heading, "text": text, "published": seen.isoformat()}
    return make_update(
        orjson.dumps(item), source=f"s{n}", seen=seen, desk=kind.replace(" ", "-"), content_type="application/json",
        outlet=f"Outlet {n}",
    )  # fmt: skip


def run(posts: int = POSTS, curated: int = CURATED) -> dict[str, float]:
    """Milliseconds an update of the first and the last tenth of each stream, and of each long post."""
    Timed().feed([_update("warm", n, "Water", PARAGRAPH) for n in range(20)])
    found: dict[str, float] = {}
    for kind in streams(0):
        found |= _growth(kind, posts, "dedupe", Timed(2)) | _growth(kind, curated, "curate", Timed())
    for kind, text in large().items():
        desk = Timed()
        for n, which in enumerate(("a post", "its copy")):
            before = dict(desk.seconds)
            desk.feed([_update(kind, n, "A long post", text)])
            for stage in ("dedupe", "curate"):
                found[f"{kind}: {stage}, ms, {which}"] = 1000 * (desk.seconds[stage] - before[stage])
    return found


def _growth(kind: str, posts: int, stage: str, desk: Timed) -> dict[str, float]:
    """What an update of a stream costs a stage at first and at last."""
    made = [_update(kind, n, *told) for n, told in enumerate(streams(posts)[kind])]
    size = max(posts // BLOCKS, 1)
    took: list[float] = []
    for start in range(0, posts, size):
        before = desk.seconds[stage]
        desk.feed(made[start : start + size])
        took.append(1000 * (desk.seconds[stage] - before) / size)
    return {
        f"{kind}: {stage}, ms an update, the first {size:,}": took[0],
        f"{kind}: {stage}, ms an update, the last {size:,}": took[-1],
        f"{kind}: {stage}, the last to the first": took[-1] / took[0],
    }
