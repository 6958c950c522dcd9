"""Mastodon: a status, a timeline of them, or an event of the streaming interface. Each status is an item of its own.

A timeline is no page: it is filtered and moderated for whoever asks, so what is missing from it was not taken back.
The stream says what was, by the server's own number alone; so the server numbers its statuses here, not the account.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats.fragments import paragraphs
from streams.stages.parse.formats.safe_json import (
    ident,
    instant,
    line,
    load,
    mapping,
    objects,
    outline,
    string,
    too_many,
)
from streams.stages.parse.post_types import post_type
from streams.stages.parse.rows import address

OPEN: Final = ("public", "unlisted")  # who may read it: everybody
TELLS: Final = ("update", "status.update")
EVENTS: Final = (
    *TELLS, "delete", "notification", "filters_changed", "conversation", "announcement", "announcement.reaction",
    "announcement.delete", "encrypted_message", "notifications_merged",
)  # fmt: skip
CHARS_MAX: Final = 1_000_000  # a timeline's forty statuses have 200,000
STATUSES_MAX: Final = 400  # a timeline has forty at most
STATUS: Final = frozenset(["uri", "created_at", "spoiler_text", "visibility"])

_QUOTED: Final = re.compile(r'\s*+<p class="quote-inline">[^<]*+(?:<(?!/p>)[^<]*+)*</p>')


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: a status, a list of statuses, or an event.

    >>> takes(None, '{"event": "delete", "payload": "11"}'), takes(None, '{"event": "Flood", "text": "Rain"}')
    (True, False)
    """
    keys = outline(media_type, text)
    if keys.get("event") in EVENTS:
        return "payload" in keys or keys["event"] not in (*TELLS, "delete")
    return keys.keys() >= STATUS or keys.keys() >= {f"*.{key}" for key in STATUS}


def read(text: str, update: RawUpdate) -> Draft | tuple[Draft, ...] | Rejection:
    """The statuses, oldest first. Those without words, and events about anything else, tell nothing."""
    loaded = load(text, "a Mastodon status", chars_max=CHARS_MAX)
    if isinstance(loaded, Rejection):
        return loaded
    scope = _server(update)
    if isinstance(loaded, list):
        if (refused := too_many(loaded, STATUSES_MAX, "statuses")) is not None:
            return refused
        drafts = [_draft(status, scope) for status in reversed(objects(loaded)) if _is_open(status)]
        return tuple(draft for draft in drafts if draft is not None)
    event = mapping(loaded)
    if event.get("event") == "delete":
        native = ident(event.get("payload"))
        if native is None:
            return Rejection(Reject.MALFORMED, "A deletion that does not say of what. Send the id as its payload.")
        # Withheld as well: a stream takes back much that had no words, or came before; that is nobody's error.
        return Draft(headline=None, text="", native_id=native, scope=scope, withdrawn=True, withheld=True)
    if "event" in event:
        if event.get("event") not in TELLS:
            return ()
        payload = event.get("payload")
        event = mapping(load(payload, "a status in an event") if isinstance(payload, str) else payload)
    if not (ident(event.get("id")) and "content" in event):
        lacks = "A Mastodon status without id or content"
        return Rejection(Reject.MALFORMED, f"{lacks}. Send it as the interface answers it.")
    if not _is_open(event):
        told = f"A status for some readers only (visibility: {line(event.get('visibility')) or 'not told'})"
        return Rejection(Reject.NO_POSTS, f"{told[:120]}. Only public and unlisted ones are read: do not send it.")
    draft = _draft(event, scope)
    return () if draft is None else draft


def _server(update: RawUpdate) -> str:
    """Who numbers the statuses: the server asked, whichever of its addresses was."""
    place = address(update.url, fragment=False)
    return f"mastodon {place.partition('/')[0]}" if place else update.source


def _is_open(status: dict[str, Any]) -> bool:
    return status.get("visibility") in OPEN


def _draft(status: dict[str, Any], scope: str) -> Draft | None:
    """The status, or the one that it passes on: that one's author, address and time, so that it is told once."""
    if isinstance(status.get("reblog"), dict):
        status = status["reblog"]
        if not _is_open(status):
            return None
    account = mapping(status.get("account"))
    # "Subject or summary line, below which status content is collapsed": the interface's own words.
    headline, text = line(status.get("spoiler_text")), paragraphs(_unquoted(string(status.get("content"))))
    if headline is None and not text:
        return None
    name, native = _name(account), ident(status.get("id"))
    return Draft(
        headline=headline, text=text, authors=(name,) if name else (), published=instant(status.get("created_at")),
        updated=instant(status.get("edited_at")), post_type=post_type(headline, text), native_id=native, scope=scope,
        url=line(status.get("url")) or line(status.get("uri")), outlet=_handle(account),
        lang=line(status.get("language")),
    )  # fmt: skip


def _unquoted(content: str) -> str:
    """The content without the address of a status that it quotes, which stands above it for whoever can't show that."""
    quoted = _QUOTED.match(content)
    return content[quoted.end() :] if quoted is not None else content


def _name(account: dict[str, Any]) -> str | None:
    """The account's name without its pictures: a shortcode of a custom emoji is no part of a name."""
    name = string(account.get("display_name"))[:500]
    for emoji in objects(account.get("emojis"))[:50]:
        if shortcode := line(emoji.get("shortcode")):
            name = name.replace(f":{shortcode}:", " ")
    return line(name)


def _handle(account: dict[str, Any]) -> str | None:
    """The account as anybody writes it, @name@server: a display name is nobody's own."""
    acct = line(account.get("acct"))
    if acct is None or "@" in acct:
        return f"@{acct}" if acct else None
    try:
        host = urlsplit(string(account.get("url")) or string(account.get("uri"))).hostname
    except ValueError:
        host = None
    return f"@{acct}@{host}" if host else f"@{acct}"
