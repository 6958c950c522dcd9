"""Posts of officials and media, several languages, as each channel's form would carry them.

They come as a table, so what is measured is what the readers make of their words: that each is one record that follows
its schema, with its words as they were, its account as the outlet and its instant; and what a first line is like, which
is why none is taken for a heading.
"""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema

from streams.codec import encode, make_update
from streams.records import Post
from streams.stage import State
from streams.stages import parse
from streams.stages.parse.headings import closes

ROOT = Path(__file__).parents[2]
DATA = ROOT / ".." / "shared" / "data" / "warline_posts" / "warline_posts.2022-02_06.jsonl.gz"
SCHEMA = ROOT / "schemas" / "news.post.v1.schema.json"
SEEN = datetime(2022, 7, 1, tzinfo=UTC)

Row = dict[str, Any]


def score() -> dict[str, float]:
    """For each form the share of posts that come through whole; and of first lines."""
    if not DATA.is_file():
        return {}
    table = [json.loads(line) for line in gzip.decompress(DATA.read_bytes()).decode("utf-8").split("\n") if line]
    texts = [row["text"] for row in table]
    rows = [row for row in table if row["text"].strip() and row["username"]]
    schema = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    scores: dict[str, float] = {}
    for name, form in FORMS.items():
        posts = [_read(form(row), row) for row in rows]
        valid = [one is not None and schema.is_valid(json.loads(encode(one))) for one in posts]
        scores[f"{name}: valid records"] = sum(valid) / len(rows)
        for field, right in RIGHT.items():
            scores[f"{name}: {field}"] = sum(
                post is not None and right(row, post) for row, post in zip(rows, posts, strict=True)
            ) / len(rows)
    lines = [[line.strip() for line in text.split("\n") if line.strip()] for text in texts]
    several = [each for each in lines if len(each) > 1]
    scores["posts of one line"] = 1 - len(several) / len(lines)
    scores["first lines of the others that end as a sentence"] = sum(closes(each[0]) for each in several) / len(several)
    return scores


def _at(row: Row) -> datetime:
    """Its minute, as if told in UTC; the table names no zone."""
    month, day, year = (int(part) for part in row["full_date"].split("/"))
    hour, minute = (int(part) for part in row["time"].split(":"))
    return datetime(year, month, day, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)


def _export(row: Row) -> tuple[str, str]:
    told = {
        "id": int(row["id"]),
        "type": "message",
        "date_unixtime": str(int(_at(row).timestamp())),
        "text": row["text"],
    }
    chat = {"name": row["username"], "type": "public_channel", "id": 1, "messages": [told]}
    return json.dumps(chat), "application/json"


def _preview(row: Row) -> tuple[str, str]:
    words = html.escape(row["text"]).replace("\n", "<br/>")
    page = (
        f'<html><body><section class="tgme_channel_history"><div class="tgme_widget_message js-widget_message"'
        f' data-post="x/{row["id"]}"><a class="tgme_widget_message_owner_name"><span>{row["username"]}</span></a>'
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{words}</div>'
        f'<a class="tgme_widget_message_date"><time datetime="{_at(row).isoformat()}">x</time></a></div></section>'
    )
    return page, "text/html"


def _status(row: Row) -> tuple[str, str]:
    words = "</p><p>".join(html.escape(row["text"]).split("\n"))
    told = {
        "id": row["id"], "uri": row["url"], "url": row["url"], "created_at": _at(row).isoformat(), "spoiler_text": "",
        "visibility": "public", "content": f"<p>{words}</p>", "account": {"acct": row["username"]},
    }  # fmt: skip
    return json.dumps(told), "application/json"


def _view(row: Row) -> tuple[str, str]:
    record = {"createdAt": _at(row).isoformat(), "text": row["text"]}
    author = {"did": "did:plc:a", "handle": row["username"]}
    uri = f"at://did:plc:a/app.bsky.feed.post/{row['id']}"
    return json.dumps({"posts": [{"uri": uri, "author": author, "record": record}]}), "application/json"


FORMS = {"Telegram export": _export, "Telegram preview": _preview, "Mastodon": _status, "Bluesky": _view}
RIGHT: dict[str, Callable[[dict[str, Any], Post], bool]] = {
    "words as they were": lambda row, post: post.headline is None and _words(post.text) == _words(row["text"]),
    "outlet is the account": lambda row, post: (post.outlet or "").removeprefix("@") == row["username"],
    "instants": lambda row, post: post.published == _at(row),
}


def _words(text: str) -> list[str]:
    """Words without the characters that nobody sees, which derived text leaves out."""
    return "".join(char for char in text if char.isprintable() or char.isspace()).split()


def _read(document: tuple[str, str], row: Row) -> Post | None:
    body, media_type = document
    update = make_update(body.encode(), source="table", seen=SEEN, content_type=media_type)
    records = [emit.record for emit in parse.step(State(parse.Index()), update, SEEN).out]
    return records[0] if len(records) == 1 else None  # type: ignore[return-value]
