"""What a page says of its posts in JSON-LD: schema.org's LiveBlogPosting, in the shapes that publishers make of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from streams.stages.parse.bylines import NAMES_MAX
from streams.stages.parse.decode import clean
from streams.stages.parse.formats.fragments import paragraphs, unescape
from streams.stages.parse.formats.html.json_text import read_json

OBJECTS_MAX: Final = 50_000  # looked at in all scripts of a page
_ARTICLES: Final = ("article", "report", "blogposting", "liveblogposting")  # how the types of articles end


_SAYS: Final = frozenset({"headline", "name", "articleBody", "text", "description", "datePublished", "url", "@id"})


class Said(NamedTuple):
    """What JSON-LD says of one post or of the page. The values are as they stand there."""

    raw: dict[str, Any]
    native: str | None = None

    @property
    def headline(self) -> str | None:
        """The heading, in one line."""
        return clean(paragraphs(_text(self.raw, "headline", "name", "alternativeHeadline"))) or None

    @property
    def body(self) -> str:
        """The body's paragraphs."""
        return paragraphs(_text(self.raw, "articleBody", "text", "description"))

    @property
    def published(self) -> object:
        """The instant as written."""
        return _first(self.raw, "datePublished", "dateCreated")

    @property
    def updated(self) -> object:
        """The instant of the last edit, as written."""
        return _first(self.raw, "dateModified")

    @property
    def authors(self) -> tuple[str, ...]:
        """Names of people; an outlet that names itself wrote nothing."""
        found = []
        for each in _listed(self.raw.get("author"))[:NAMES_MAX]:
            if isinstance(each, dict) and "organization" in _types(each):
                continue
            name = _string(each.get("name") if isinstance(each, dict) else each)
            if name and "://" not in name:
                found.append(clean(unescape(name)))
        return tuple(dict.fromkeys(name for name in found if name))

    @property
    def url(self) -> str | None:
        """The address."""
        return next(iter(_addresses(self.raw)), None)


class Structured(NamedTuple):
    """What all scripts of a page come to."""

    page: Said | None  # the live page, or the article
    posts: tuple[Said, ...]
    is_live: bool = False


def read_structured(scripts: Iterable[str]) -> Structured:
    """The page and its posts from top to bottom, as JSON-LD tells of them."""
    live: list[dict[str, Any]] = []
    articles: list[dict[str, Any]] = []
    named: dict[str, dict[str, Any]] = {}
    for found in _objects(scripts):
        types = _types(found)
        if "@id" in found and isinstance(found["@id"], str):
            named.setdefault(found["@id"], found)
        if "liveblogposting" in types:
            live.append(found)
        elif any(each.endswith(_ARTICLES) for each in types):
            articles.append(found)
    if live:
        page = max(live, key=lambda each: len(_listed(each.get("liveBlogUpdate"))))
        return Structured(Said(page), tuple(_posts(page, named)), is_live=True)
    updates = [each for each in articles if each.get("liveBlogUpdate")]
    if updates:
        return Structured(Said(updates[0]), tuple(_posts(updates[0], named)), is_live=True)
    return Structured(Said(articles[0]) if articles else None, ())


def _posts(page: dict[str, Any], named: dict[str, dict[str, Any]]) -> Iterator[Said]:
    listed = [
        named.get(each.get("@id", ""), each) if len(each) <= 2 else each
        for each in (
            named.get(one) if isinstance(one, str) else one for one in _listed(page.get("liveBlogUpdate"))[:OBJECTS_MAX]
        )
        if isinstance(each, dict) and not _SAYS.isdisjoint(each)
    ]
    own = set(_addresses(page))
    for raw, native in zip(listed, _natives(listed, own), strict=True):
        yield Said(raw, native)


def _natives(posts: Sequence[dict[str, Any]], own: set[str]) -> list[str | None]:
    """The id that each post's address holds: its fragment, else what its query adds to the page's, else its path.

    Not an id is what two posts share, and a number that only counts the posts from the top: with the next post each
    of them would name another.
    """
    ids = [next((name for address in _addresses(raw) if (name := _name(address, own))), None) for raw in posts]
    often = Counter(ids)
    ids = [None if each is not None and often[each] > 1 else each for each in ids]
    return [None] * len(ids) if counts_from_top(ids) else ids


def counts_from_top(ids: Sequence[str | None]) -> bool:
    """Whether ids only count the posts from top to bottom.

    >>> counts_from_top(["post1", "post2", "post3"]), counts_from_top(["post3", "post2"]), counts_from_top(["a", "b"])
    (True, False, False)
    """
    numbers = [int(digits) if (digits := _digits(each)) else None for each in ids]
    start = numbers[0] if numbers else None
    return len(ids) > 1 and start in (0, 1) and numbers == list(range(start, start + len(ids)))


def _digits(name: str | None) -> str:
    name = name or ""
    return name[len(name.rstrip("0123456789")) :][:9]


def _name(address: str, own: set[str]) -> str | None:
    _, _, fragment = address.partition("#")
    if fragment:
        return fragment
    if address in own or not address.strip("/"):
        return None
    for key, value in parse_qsl(address.partition("?")[2]):
        if value and any(word in key.lower() for word in ("id", "post", "update", "entry", "block")):
            # "…__1570" behind an id is its place in the order, which changes
            return value.partition("__")[0]
    return address


def _objects(scripts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Every object with a type, in order, but those inside a list of updates."""
    seen = 0
    for script in scripts:
        waiting = [read_json(script)]
        while waiting and seen < OBJECTS_MAX:
            value = waiting.pop()
            seen += 1
            if isinstance(value, list):
                waiting.extend(reversed(value))
            elif isinstance(value, dict):
                if "@type" in value or "liveBlogUpdate" in value:
                    yield value
                inner = [each for key, each in value.items() if key not in ("liveBlogUpdate", "@context")]
                waiting.extend(each for each in reversed(inner) if isinstance(each, (dict, list)))


def _types(value: dict[str, Any]) -> list[str]:
    return [
        each.rpartition("/")[2].rpartition(":")[2].lower()
        for each in _listed(value.get("@type"))
        if isinstance(each, str)
    ]


def _listed(value: Any) -> list[Any]:
    """One or many, or a list that is written as an object."""
    if isinstance(value, dict) and len(value) <= 2 and ("@list" in value or "@set" in value):
        value = value.get("@list") or value.get("@set")
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _first(raw: dict[str, Any], *names: str) -> Any:
    for name in names:
        for value in _listed(raw.get(name)):
            if isinstance(value, dict):
                value = value.get("@value")
            if value not in (None, ""):
                return value
    return None


def _text(raw: dict[str, Any], *names: str) -> str:
    """The first field that holds words; one may hold an object around them, or a list of paragraphs."""
    for name in names:
        found = [text for value in _listed(raw.get(name)) if (text := _string(value))]
        if found:
            return "\n".join(found)
    return ""


def _string(value: Any) -> str:
    for _ in range(3):
        if not isinstance(value, dict):
            break
        value = next((value[key] for key in ("@value", "text", "value", "name", "articleBody") if value.get(key)), None)
    return value if isinstance(value, str) else ""


def _addresses(raw: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for name in ("url", "mainEntityOfPage", "@id"):
        for value in _listed(raw.get(name)):
            if isinstance(value, dict):
                value = value.get("@id") or value.get("url")
            if isinstance(value, str) and value and len(value) <= 2000:
                found.append(value)
    return found
