"""The formats that are read, one module each: which of them reads an update, and what it is told otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from streams.records import RawUpdate
from streams.stage import Reject, Rejection, SourceKind
from streams.stages.parse.draft import Draft, Page
from streams.stages.parse.formats import (
    blocks,
    bluesky,
    cap,
    feed,
    html,
    item,
    live_blog,
    live_text,
    mastodon,
    newsml_g2,
    ninjs,
    nitf,
    telegram_export,
    telegram_preview,
)  # fmt: skip


class Reader(NamedTuple):
    """One format. A reader yields a Page, which is compared with its last snapshot, or Drafts that stand alone."""

    name: str
    kind: SourceKind
    takes: Callable[[str | None, str], bool]
    read: Callable[[str, RawUpdate], Page | Draft | tuple[Draft, ...] | Rejection]


READERS = (
    Reader("CAP alert", SourceKind.ALERT, cap.takes, cap.read),
    Reader("NewsML-G2", SourceKind.WIRE, newsml_g2.takes, newsml_g2.read),
    Reader("NITF", SourceKind.WIRE, nitf.takes, nitf.read),
    Reader("ninjs", SourceKind.WIRE, ninjs.takes, ninjs.read),
    Reader("Telegram export", SourceKind.CHANNEL, telegram_export.takes, telegram_export.read),
    Reader("Telegram preview", SourceKind.CHANNEL, telegram_preview.takes, telegram_preview.read),
    Reader("Mastodon", SourceKind.CHANNEL, mastodon.takes, mastodon.read),
    Reader("Bluesky", SourceKind.CHANNEL, bluesky.takes, bluesky.read),
    Reader("live blog in blocks", SourceKind.PAGE, blocks.takes, blocks.read),
    Reader("Live Blog posts", SourceKind.PAGE, live_blog.takes, live_blog.read),
    Reader("feed (RSS, Atom, RDF, JSON Feed)", SourceKind.FEED, feed.takes, feed.read),
    Reader("live page or article in HTML", SourceKind.PAGE, html.takes, html.read),
    # Takes any JSON that nobody above wants.
    Reader("plain item", SourceKind.ITEM, item.takes, item.read),
    # Last: takes any text that nobody else wants.
    Reader("plain-text live page", SourceKind.PAGE, live_text.takes, live_text.read),
)
"""Asked in this order; the first that takes an update reads it."""


def reader_for(media_type: str | None, text: str) -> Reader | Rejection:
    """The reader of a text of a declared media type.

    >>> reader_for("text/plain", "Rain goes on").name, reader_for("text/csv", "rain,3").reason.value
    ('plain-text live page', 'unknown_type')
    """
    for reader in READERS:
        if reader.takes(media_type, text):
            return reader
    read = ", ".join(reader.name for reader in READERS)
    declared = media_type or "undeclared content"
    return Rejection(Reject.UNKNOWN_TYPE, f"No reader for {declared}: {text[:24]!r}… We read: {read}.")
