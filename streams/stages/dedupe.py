"""Dedupe: every post and revision once. Copies go on, marked with their original: they add a source, not an origin.

A copy is found by MinHash with locality-sensitive hashing over word triples (Broder 1997; Leskovec, Rajaraman & Ullman,
Mining of Massive Datasets, ch. 3) and verified on the triples themselves. Rule 1: prefer a miss to a false copy.
"""

from __future__ import annotations

import re
from bisect import insort
from datetime import datetime, timedelta
from hashlib import blake2b

import msgspec
from msgspec import Struct
from rensa import RMinHash

from streams.codec import digest
from streams.records import Decision, Post
from streams.stage import Drop, Emit, Outcome, State, Write
from streams.stages.horizon import NEVER, ClockRow, Horizon, kept, sweep
from streams.topics import UNIQUE

WORDS_MIN = 8  # shorter texts are copies only when equal: triples of a headline say too little
SAME_WORDS = 0.5  # Jaccard of word triples; 0.4 to 0.6 find the same planted pairs
BANDS, ROWS_PER_BAND = 32, 4  # finds a pair of similarity 0.5 with 87 %, 0.6 with 99 %, 0.7 with 99.99 %
SKETCH = 1024  # triples kept of a long text: the smallest hashes, which estimate the same Jaccard (bottom-k sketch)
CANDIDATES_MAX = 64

_word = re.compile(r"\w+")


class PostRow(Struct, frozen=True, kw_only=True, tag_field="row", tag="post"):
    """What dedupe remembers of a post."""

    desk: str
    post_id: str
    revision: int
    reference: datetime
    words: str  # digest of the normalised words
    sketch: bytes  # sorted 4-byte hashes of word triples
    bands: tuple[int, ...]
    group: str | None
    duplicate_of: str | None
    withdrawn: bool
    kept: datetime = NEVER


ROWS: tuple[type[Struct], ...] = (PostRow, ClockRow)


class Index:
    """Posts of each desk by their exact words and by LSH band, in order of (reference, id)."""

    def __init__(self) -> None:
        self.horizon = Horizon()
        self._buckets: dict[tuple[str, str | int, int], list[tuple[datetime, str]]] = {}
        self._originals: dict[tuple[str, str], list[tuple[datetime, str]]] = {}
        self._entries = 0

    def __len__(self) -> int:
        return self._entries

    def put(self, key: str, row: PostRow | ClockRow) -> None:
        if isinstance(row, ClockRow):
            return
        self.horizon.put(row.desk, key, row.kept)
        for bucket in self._places(row):
            insort(self._buckets.setdefault(bucket, []), (row.reference, key))
            self._entries += 1
        if row.group is not None:
            insort(self._originals.setdefault((row.desk, row.group), []), (row.reference, key))

    def remove(self, key: str, row: PostRow | ClockRow) -> None:
        if isinstance(row, ClockRow):
            return
        self.horizon.remove(row.desk, key)
        for bucket in self._places(row):
            self._buckets[bucket].remove((row.reference, key))
            self._entries -= 1
            if not self._buckets[bucket]:
                del self._buckets[bucket]
        if row.group is not None:
            self._originals[row.desk, row.group].remove((row.reference, key))

    def alike(self, desk: str, words: str, bands: tuple[int, ...]) -> list[str]:
        """Keys of posts that may be copies of each other, those with equal words first."""
        found: dict[str, None] = {}
        buckets: list[tuple[str, str | int, int]] = [
            (desk, words, -1),
            *((desk, band, n) for n, band in enumerate(bands)),
        ]
        for bucket in buckets:
            for _, key in self._buckets.get(bucket, ())[:CANDIDATES_MAX]:
                found[key] = None
        return list(found)[: 4 * CANDIDATES_MAX]

    def group(self, desk: str, group: str) -> list[str]:
        """Keys of a duplicate group's present members, oldest first."""
        return [key for _, key in self._originals.get((desk, group), ())]

    @staticmethod
    def _places(row: PostRow) -> list[tuple[str, str | int, int]]:
        if row.withdrawn:
            return []
        return [(row.desk, row.words, -1), *((row.desk, band, n) for n, band in enumerate(row.bands))]


def step(state: State, post: Post | Decision, now: datetime, *, horizon: timedelta = timedelta(days=14)) -> Outcome:
    """Pass a post or a revision on the first time it comes; mark it where it copies another post.

    Leaves alone who is right: a copy differs from its original in a few words, and both stay readable.
    """
    swept = sweep(state, post.desk, now, horizon)
    if isinstance(post, Decision):
        return Outcome(out=(Emit(UNIQUE, post.desk, post),), writes=tuple(swept))
    key = f"post/{post.desk}/{post.post_id}"
    gone = {write.key for write in swept if write.row is None}
    known: PostRow | None = state.get(key) if key not in gone else None  # forgotten: what comes now is news
    if known is not None and post.revision <= known.revision:
        return Outcome(drop=Drop.REPEAT)
    swept = [write for write in swept if write.key != key]
    row, similarity = _mark(state, {key, *gone}, post, known)
    writes = (*swept, *kept(state, post.desk, now, [Write(key, row)]))
    if post.change in ("moved", "aged_off"):
        return Outcome(writes=writes, drop=Drop.MOVED)
    marked = msgspec.structs.replace(
        post, duplicate_of=row.duplicate_of, duplicate_group=row.group, similarity=similarity
    )
    counts = {"copies": 1} if row.duplicate_of is not None else {}
    return Outcome(out=(Emit(UNIQUE, post.desk, marked),), writes=writes, counts=counts)


def _mark(state: State, but_not: set[str], post: Post, known: PostRow | None) -> tuple[PostRow, float | None]:
    """The post's row, and its similarity where it is a copy."""
    words = _word.findall(f"{post.headline or ''} {post.text}".casefold())
    exact = digest(" ".join(words))
    sketch = triples(words)
    bands = _bands(sketch) if len(words) >= WORDS_MIN else ()
    best, similarity = _original(state, but_not, post.desk, exact, sketch, bands)
    group = known.group if known is not None else None
    original: str | None = None
    if best is not None:
        group = best.group or digest("group", best.post_id)
        original = best.duplicate_of or best.post_id
        if original == post.post_id:  # the original was edited, or came back: it copies nobody
            original, similarity = None, None
    return PostRow(
        desk=post.desk, post_id=post.post_id, revision=post.revision,
        reference=post.reference.start, words=exact, sketch=b"".join(h.to_bytes(4, "big") for h in sketch), bands=bands,
        group=group, duplicate_of=original, withdrawn=post.change == "removed",
    ), similarity  # fmt: skip


def _original(
    state: State, but_not: set[str], desk: str, exact: str, sketch: tuple[int, ...], bands: tuple[int, ...]
) -> tuple[PostRow | None, float | None]:
    """The most similar other post that is a copy or the original of these words."""
    best: PostRow | None = None
    most = 0.0
    for other in state.index.alike(desk, exact, bands):
        if other in but_not:
            continue
        row: PostRow = state.get(other)
        likeness = 1.0 if row.words == exact else jaccard(sketch, _unpack(row.sketch))
        if likeness > most and (likeness >= SAME_WORDS):
            best, most = row, likeness
    return (best, round(most, 4)) if best is not None else (None, None)


def triples(words: list[str]) -> tuple[int, ...]:
    """Sorted 32-bit hashes of the word triples of a text; the ``SKETCH`` smallest of a long one.

    >>> len(triples("the river rose again overnight".split()))
    3
    """
    grams = {" ".join(words[i : i + 3]) for i in range(max(len(words) - 2, 1))} if words else set()
    return tuple(sorted({int.from_bytes(blake2b(gram.encode(), digest_size=4).digest(), "big") for gram in grams}))[
        :SKETCH
    ]


def jaccard(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """Jaccard similarity of two sketches: exact up to ``SKETCH`` triples, a bottom-k estimate above.

    >>> jaccard((1, 2, 3), (2, 3, 4))
    0.5
    """
    one, two = set(a), set(b)
    union = sorted(one | two)[:SKETCH]
    return sum(1 for mark in union if mark in one and mark in two) / len(union) if union else 0.0


def _bands(sketch: tuple[int, ...]) -> tuple[int, ...]:
    minhash = RMinHash(num_perm=BANDS * ROWS_PER_BAND, seed=1)
    minhash.update([str(mark) for mark in sketch])
    marks = minhash.digest()
    return tuple(
        int.from_bytes(blake2b(repr(marks[i : i + ROWS_PER_BAND]).encode(), digest_size=6).digest(), "big")
        for i in range(0, len(marks), ROWS_PER_BAND)
    )


def _unpack(sketch: bytes) -> tuple[int, ...]:
    return tuple(int.from_bytes(sketch[i : i + 4], "big") for i in range(0, len(sketch), 4))
