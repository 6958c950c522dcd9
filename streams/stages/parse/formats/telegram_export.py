"""A Telegram channel as Telegram Desktop exports it (``result.json``): a page of messages, oldest first."""

from __future__ import annotations

from functools import partial
from hashlib import blake2b
from typing import Any, Final

from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.decode import clean
from streams.stages.parse.draft import Draft, Page, Unread
from streams.stages.parse.formats.runs import Run, heading_and_text
from streams.stages.parse.formats.safe_json import (
    dumped,
    ident,
    instant,
    line,
    load,
    mapping,
    objects,
    outline,
    sequence,
    string,
    too_many,
)  # fmt: skip
from streams.stages.parse.post_types import post_type
from streams.stages.parse.rows import address

MESSAGES_MAX: Final = 5000  # a busy channel's month; read in a quarter of a second
PUBLIC: Final = ("public_channel", "private_channel", "public_supergroup")  # the others are people's talk
# What is read of a message: views and reactions change with every export and change nothing here.
_READ: Final = ("text", "text_entities", "date_unixtime", "edited_unixtime", "author", "forwarded_from")
_BOLD: Final = "bold"


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: an export of one chat, or of an account, which is refused with a reason.

    >>> takes(None, '{"name": "A", "type": "public_channel", "id": 1, "messages": [{"id": 1, "type": "message"}]}')
    True
    >>> takes(None, '{"headline": "A", "text": "B", "messages": []}')
    False
    """
    keys = outline(media_type, text)
    is_chat = {"type", "messages", "id"} <= keys.keys() and _is_chat(keys["type"])
    return is_chat or "chats.list.*.messages" in keys


def _is_chat(kind: str) -> bool:
    return kind.endswith(("_channel", "_chat", "_group", "_supergroup")) or kind in ("saved_messages", "replies")


def read(text: str, update: RawUpdate) -> Page | Rejection:
    """The channel's messages. What the service writes, and media without words, is furniture."""
    loaded = load(text, "a Telegram export")
    if isinstance(loaded, Rejection):
        return loaded
    chat = mapping(loaded)
    if chat.get("type") not in PUBLIC:
        told = f"A Telegram export of {line(chat.get('type')) or 'an account'}, not of a channel"
        return Rejection(Reject.UNKNOWN_TYPE, f"{told[:120]}. Export the channel alone, as JSON.")
    listed = sequence(chat.get("messages"))
    if (refused := too_many(listed, MESSAGES_MAX, "messages")) is not None:
        return refused
    outlet = update.outlet or line(chat.get("name"))
    place = address(update.url, fragment=False) or ""
    channel = f"https://{place}" if place.startswith("t.me/") and place.count("/") == 1 else None
    posts = [
        Unread(_mark(message), partial(_draft, message, outlet, channel))
        for message in objects(listed)
        if message.get("type") == "message" and any(clean(run) for run, _ in _runs(message))
    ]
    return Page(lead=None, posts=tuple(posts), furniture=len(listed) - len(posts), newest_first=False)


def _mark(message: dict[str, Any]) -> bytes:
    parts = [ident(message.get("id")), *(message.get(name) for name in _READ)]
    return blake2b(dumped(parts), digest_size=16).digest()


def _draft(message: dict[str, Any], outlet: str | None, channel: str | None) -> Draft:
    headline, text = heading_and_text(_runs(message))
    author, native = line(message.get("author")), ident(message.get("id"))
    return Draft(
        headline=headline, text=text, authors=(author,) if author else (),
        published=instant(message.get("date_unixtime")), updated=instant(message.get("edited_unixtime")),
        post_type=post_type(headline, text), native_id=native,
        url=f"{channel}/{native}" if channel and native else None,
        outlet=line(message.get("forwarded_from")) or outlet,
    )  # fmt: skip


def _runs(message: dict[str, Any]) -> list[Run]:
    """The message's words: a string, or a list of strings and of entities, each with a type."""
    text = message.get("text_entities") or message.get("text")
    if isinstance(text, str):
        return [(text, False)]
    return [
        (each, False) if isinstance(each, str)
        else (string(mapping(each).get("text")), mapping(each).get("type") == _BOLD)
        for each in sequence(text)
    ]  # fmt: skip
