"""Planted near-duplicates found: pairs of (post, original) against the truth of the public MinHash sets."""

from __future__ import annotations

import gzip
from pathlib import Path

from streams.records import Post
from streams.stage import State
from streams.stages import dedupe
from tests.build import NOON, a_post, apply

DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "minhash_articles"
SETS = {"100": "articles_100.train", "1000": "articles_1000.train.gz"}


def score() -> dict[str, float]:
    """Recall and precision of pairs, for each set."""
    if not DATA.is_dir():
        return {}
    scores: dict[str, float] = {}
    for name, file in SETS.items():
        truth = {frozenset(line.split()) for line in (DATA / f"articles_{name}.truth").read_text().splitlines() if line}
        raw = (DATA / file).read_bytes()
        text = (gzip.decompress(raw) if file.endswith(".gz") else raw).decode("utf-8", "replace")
        state, found = State(dedupe.Index()), set()
        for line in text.splitlines():
            post_id, _, words = line.partition(" ")
            (emit,) = apply(state, dedupe.step(state, a_post(words, post_id=post_id), NOON)).out
            assert isinstance(emit.record, Post)
            if emit.record.duplicate_of is not None:
                found.add(frozenset((post_id, emit.record.duplicate_of)))
        scores[f"{name} articles: recall"] = len(truth & found) / len(truth)
        scores[f"{name} articles: precision"] = len(truth & found) / max(len(found), 1)
    return scores
