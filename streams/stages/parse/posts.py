"""Posts and their rows: ids that never change, and the record that a change makes."""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple

from msgspec.structs import replace

from streams.codec import digest
from streams.records import Post, RawUpdate, Reference
from streams.stage import Emit, State
from streams.stages.parse.draft import Draft
from streams.stages.parse.rows import PostRow, post_key
from streams.topics import POSTS


class Told(NamedTuple):
    """A change of a post: what is published of it, and what is remembered."""

    post: Post
    row: PostRow

    @property
    def emit(self) -> Emit:
        return Emit(POSTS, self.post.desk, self.post)


def native_id(source: str, native: str) -> str:
    """The id of a post to which its page gives an id of its own."""
    return digest(source, "native", native)


def first_id(
    state: State, desk: str, source: str, draft: Draft, taken: Container[str], counts: dict[tuple[str, str], int]
) -> str:
    """The id of a post that is new to its page: of its own id, else of its first words.

    An id that another post has had is never given again: of equal words the n-th posts have ids of their own.
    ``counts`` says how many of one snapshot's new posts have had the same words, and is kept up.
    """
    if draft.native_id is not None:
        return native_id(source, draft.native_id)
    words = (draft.headline or "", draft.text)
    n = counts.get(words, 0) + 1
    while True:
        parts = (source, "first", *words)
        post_id = digest(*parts) if n == 1 else digest(*parts, str(n))
        if post_id not in taken and state.get(post_key(desk, post_id)) is None:
            counts[words] = n
            return post_id
        n += 1


def row_of(
    draft: Draft, update: RawUpdate, page_id: str, post_id: str, position: int | None, known: PostRow | None
) -> PostRow:
    """The row of a post as a draft shows it. Its first instant stays: an age line would move it with every snapshot."""
    published = draft.published
    if known is not None and known.published is not None and draft.native_id is None:
        published = known.published
    return PostRow(
        desk=update.desk, page_id=page_id, post_id=post_id, headline=draft.headline, text=draft.text,
        revision=1 if known is None else known.revision + 1, state="present", seen=update.seen, position=position,
        authors=draft.authors, published=published, updated=draft.updated, post_type=draft.post_type,
        url=draft.url or update.url, outlet=draft.outlet or update.outlet, lang=draft.lang, expires=draft.expires,
        other_headline=draft.other_headline, native=draft.native_id is not None if known is None else known.native,
    )  # fmt: skip


def gone_row(known: PostRow, update: RawUpdate, state: str) -> PostRow:
    """The row of a post that left its page: removed or aged_off."""
    return replace(known, revision=known.revision + 1, state=state, seen=update.seen, position=None)


def tell(
    row: PostRow, update: RawUpdate, change: str, significance: str | None, reference: Reference, zone: str | None
) -> Told:
    """The record of a change."""
    post = Post(
        post_id=row.post_id, page_id=row.page_id, url=row.url, outlet=row.outlet, desk=row.desk, headline=row.headline,
        text=row.text, authors=row.authors, published=row.published, updated=row.updated, reference=reference,
        seen=update.seen, zone=zone, position=row.position, change=change, revision=row.revision,
        significance=significance, post_type=row.post_type, lang=row.lang, expires=row.expires,
        other_headline=row.other_headline, ce_id=update.ce_id, origin=update.origin,
    )  # fmt: skip
    return Told(post, row)
