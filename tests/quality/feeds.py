"""Feeds: what two public suites of test documents expect of title, link, id and date, and real feeds.

A document counts as right where every expectation of its entries that we have a field for is met. Titles are compared
as text: ours have no markup. Well-formed is what lxml parses strictly (JSON: what is JSON); the others
are counted apart, and so are documents with a DTD, which are refused, and of formats that are not read (CDF).
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from streams.codec import make_update
from streams.stage import Rejection
from streams.stages.parse.decode import text_of
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats import feed
from streams.stages.parse.formats.feed.page import natives

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds"
SEEN = datetime(2030, 1, 1, tzinfo=UTC)  # later than any date in them
BASE = "http://127.0.0.1:8097/"  # where the suites' relative links stand

# Names of the fields that the suites expect, and ours.
FIELDS = {
    "title": "title", "link": "link", "id": "id", "guid": "id", "published": "published", "updated": "updated",
    "published_parsed": "published", "updated_parsed": "updated", "modified_parsed": "updated",
    "created_parsed": "published", "issued_parsed": "published",
}  # fmt: skip


class Case(NamedTuple):
    """One document, and (entry, field, value) that it is expected to have."""

    name: str
    body: bytes
    charset: str | None
    expected: tuple[tuple[int, str, Any], ...]


def cases() -> Iterator[Case]:
    """The documents of both suites, and the real feeds, of which nothing is expected but to be read."""
    with tarfile.open(DATA / "feedparser_tests.tar.gz") as tar:
        for member in sorted((each for each in tar if each.isfile()), key=lambda each: each.name):
            body = tar.extractfile(member).read()  # type: ignore[union-attr]
            yield Case(f"feedparser/{member.name}", body, _charset(body), tuple(_of_feedparser(body)))
    with tarfile.open(DATA / "gofeed_testdata.tar.gz") as tar:
        files = {each.name: tar.extractfile(each).read() for each in tar if each.isfile()}  # type: ignore[union-attr]
    for name, body in sorted(files.items()):
        stem, _, kind = name.rpartition(".")
        told = f"{stem}.json" if kind == "xml" else f"{stem}_expected.json"
        if name.endswith("_expected.json") or (name.endswith(".json") and told not in files):
            continue
        yield Case(f"gofeed/{name}", body, None, tuple(_of_gofeed(files[told])) if told in files else ())
    for path in sorted((DATA / "rss-parser_input").iterdir()):
        yield Case(f"real/{path.name}", path.read_bytes(), None, ())


def _charset(body: bytes) -> str | None:
    found = re.search(rb"Header:\s+Content-type:[^\n]*charset=[\"']?([\w-]+)", body[:2000], re.I)
    return found[1].decode() if found else None


def _of_feedparser(body: bytes) -> Iterator[tuple[int, str, Any]]:
    """The equalities of an "Expect:" line in the head comment that are about fields of ours."""
    for encoding in ("utf-8", "utf-16", "utf-32", "latin-1"):
        try:
            text = body.decode(encoding)
        except UnicodeError:
            continue
        if "Expect:" in text[:3000]:
            break
    found = re.search(r"Expect:\s+(?:not bozo and )?(.*)", text[:5000])
    if found is None:
        return
    try:
        tree = ast.parse(found[1].strip(), mode="eval").body
    except SyntaxError:
        return
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for part in parts:
        if not (isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq)):
            continue
        path = re.fullmatch(r"entries\[(\d+)\](?:\[')?\.?(\w+)(?:'\])?(\['value'\])?", ast.unparse(part.left))
        if path is None:
            continue
        key = path[2].removesuffix("_detail") if path[3] else path[2]
        try:
            value = ast.literal_eval(part.comparators[0])
        except ValueError:
            continue
        if key in FIELDS and (path[3] is None or key == "title"):
            yield int(path[1]), FIELDS[key], value


def _of_gofeed(told: bytes) -> Iterator[tuple[int, str, Any]]:
    """The items of the expected JSON of gofeed: of its universal feed, its RSS or its Atom."""
    try:
        feed_told = json.loads(told)
    except ValueError:
        return
    for n, item in enumerate(feed_told.get("items") or feed_told.get("entries") or ()):
        guid = item.get("guid")
        links = item.get("links")
        of_atom = (each for each in links or () if isinstance(each, dict) and each.get("rel") == "alternate")
        values = {
            "title": item.get("title"), "link": item.get("link") or item.get("url") or next(of_atom, {}).get("href"),
            "id": guid.get("value") if isinstance(guid, dict) else guid or item.get("id"),
            "published": item.get("publishedParsed") or item.get("pubDateParsed") or item.get("date_published"),
            "updated": item.get("updatedParsed") or item.get("date_modified"),
        }  # fmt: skip
        yield from ((n, field, value) for field, value in values.items() if value)


def posts_of(case: Case) -> tuple[Draft, ...] | Rejection:
    """The posts that we make of a document."""
    text = text_of(case.body, case.charset)
    if isinstance(text, Rejection):
        return text
    update = make_update(case.body, source="f", seen=SEEN, desk="world", content_type=None, url=BASE, outlet=None)
    feed.read(text, update)  # what it makes of the entries raises nothing either
    found = feed.entries(text, update)
    if isinstance(found, Rejection):
        return found
    return tuple(each.read(native) for each, native in zip(found.entries, natives(found.entries), strict=True))


def is_well_formed(case: Case) -> bool:
    text = text_of(case.body, case.charset)
    if isinstance(text, Rejection):
        return False
    if text.lstrip("\ufeff \r\n\t").startswith("{"):
        return True
    try:
        strict = etree.XMLParser(encoding="utf-8", resolve_entities=False)
        etree.fromstring(text.lstrip("\ufeff \r\n\t").encode(), strict)
    except etree.XMLSyntaxError:
        return False
    return True


def has_doctype(case: Case) -> bool:
    return b"<!DOCTYPE" in re.sub(rb"<!\[CDATA\[.*?\]\]>", b"", case.body, flags=re.S)


def _kind(case: Case) -> str:
    """In which of the shares a document counts."""
    if has_doctype(case):
        return "with a DTD"
    text = text_of(case.body, case.charset)
    declared = "application/feed+json" if "/json/" in case.name else None  # they leave out whose version
    if isinstance(text, str) and not feed.takes(declared, text):
        return "of no format that is read"
    return "well-formed" if is_well_formed(case) else "not well-formed"


def agrees(draft: Draft, field: str, value: Any) -> bool:
    """Whether a post has the value that is expected of a field."""
    if field == "title":
        ours = "".join((draft.headline or "").split())
        return any(ours in ("".join(each.split()), _words(each)) for each in (str(value), unescape(str(value))))
    if field == "link":
        return draft.url == str(value).strip()
    if field == "id":
        return draft.native_id == " ".join(str(value).split())
    told = draft.published if field == "published" else draft.updated
    expected = _instant(value)
    if told is None and draft.day is not None and isinstance(expected, datetime):
        return draft.day == expected.date() and (expected.hour, expected.minute) == (0, 0)
    return expected is not None and told is not None and told.replace(microsecond=0) == expected.replace(microsecond=0)


def _words(text: str) -> str:
    """A title as text, by other means than ours: no tags, no entities, no spaces."""
    return "".join(unescape(unescape(re.sub(r"</?[a-zA-Z!][^>]*>", " ", text))).split())


def _instant(value: Any) -> datetime | None:
    if isinstance(value, tuple):
        year, month, day, hour, minute, second = value[:6]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            told = read(str(value))
        except ValueError:
            continue
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    return None


def faults(case: Case, posts: tuple[Draft, ...] | Rejection) -> list[str]:
    """What a document is read wrong in, for the person who mends the reader."""
    if isinstance(posts, Rejection):
        return [f"refused: {posts.message[:90]}"]
    found = []
    for n, field, value in case.expected:
        if n >= len(posts):
            found.append(f"no entry {n}")
        elif not agrees(posts[n], field, value):
            post = posts[n]
            ours = {"title": post.headline, "link": post.url, "id": post.native_id, "updated": post.updated}
            found.append(f"{field}[{n}] is {value!r}, read {ours.get(field, post.published)!r}")
    return found


def score(tell: bool = False) -> dict[str, float]:
    """The share of documents read right, by field and in all; documents read at all among real feeds."""
    if not DATA.exists():
        return {}
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    raised = 0
    for case in cases():
        try:
            posts = posts_of(case)
        except Exception as error:
            raised += 1
            print(f"{case.name}: {error!r}", file=sys.stderr)
            continue
        if case.name.startswith("real/"):
            of["real feeds read"] += 1
            right["real feeds read"] += not isinstance(posts, Rejection)
            if tell and isinstance(posts, Rejection):
                print(f"{case.name}: {posts.message}")
        if not case.expected:
            continue
        wrong = faults(case, posts)
        kind = _kind(case)
        of[kind] += 1
        right[kind] += not wrong
        if kind == "well-formed":
            for field in {field for _, field, _ in case.expected}:
                of[field] += 1
                right[field] += not any(line.startswith((field, "refused", "no entry")) for line in wrong)
        if tell and wrong:
            print(f"{kind} {case.name}: {'; '.join(wrong)}")
    shares = (
        "well-formed", *dict.fromkeys(FIELDS.values()), "not well-formed", "with a DTD", "of no format that is read",
        "real feeds read",
    )  # fmt: skip
    counts = {f"{name}: documents": float(of[name]) for name in shares}
    return {"exceptions (error)": float(raised)} | counts | {name: right[name] / (of[name] or 1) for name in shares}


if __name__ == "__main__":
    for name, value in score(tell=True).items():
        print(name, round(value, 4))
