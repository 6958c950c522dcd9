"""ninjs 1.x, 2.x and 3.x: the agencies' news in JSON, one item or a list of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.decode import clean
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats import nitf
from streams.stages.parse.formats import wire_terms as wire
from streams.stages.parse.formats.fragments import paragraphs
from streams.stages.parse.formats.wire_terms import Unreadable
from streams.stages.parse.post_types import post_type

MEDIA_TYPES: Final = ("application/ninjs+json", "application/vnd.iptc.ninjs+json", "application/x-ninjs+json")
_JSON_TYPES: Final = (None, "application/octet-stream", "application/json", "text/json", "text/plain")

# Keys that ninjs has and no other JSON we read; an escaped quote can't open one, so that no body looks like a key.
_IS_IDENTIFIED: Final = re.compile(r'"uri"\s*:')
_IS_NINJS: Final = re.compile(
    r'"(?:version[cC]reated|pub[sS]tatus|headlines|bodies|descriptions|(?:body|headline|description)_[a-z0-9_]{1,30}'
    r'|copyright[hH]older|copyright[nN]otice|event[dD]etails|info[sS]ources|representation[tT]ype|ninjs)"'
)

# What has no text but captions; and what tells of things to come, which is no news of an event.
_MEDIA: Final = frozenset({"picture", "graphic", "audio", "video", "animation", "object", "component"})
_NO_LEAD: Final = ("creditline", "writer", "caption", "usage")  # descriptions of other things than the story
_CALENDAR: Final = frozenset({"event", "planning"})


class _Words(Struct, frozen=True):
    """An entry of headlines, bodies or descriptions; of 1.x, a property such as ``body_xhtml``."""

    value: str | None = None
    role: str | None = None
    contenttype: str | None = None

    @property
    def form(self) -> str:
        """html | nitf | plain | other"""
        said = (self.contenttype or "").lower()
        if "nitf" in said:
            return "nitf"
        if "html" in said or (not said and ("html" in (self.role or "") or self.role == "richtext")):
            return "html"
        return "plain" if said in ("", "text/plain", "text") else "other"


class _Named(Struct, frozen=True):
    name: str | None = None


class _Item(Struct, frozen=True):
    """The object as sent, its names in small letters: 3.x has versionCreated for versioncreated."""

    uri: str
    type: str | None = None
    versioncreated: str | None = None
    firstcreated: str | None = None
    embargoed: str | None = None
    embargoeduntil: str | None = None
    expires: str | None = None
    pubstatus: str | None = None
    language: str | None = None
    headline: str | None = None
    headlines: tuple[_Words, ...] = ()
    bodies: tuple[_Words, ...] = ()
    descriptions: tuple[_Words, ...] = ()
    title: str | None = None
    byline: str | None = None
    by: str | None = None
    copyrightholder: str | None = None
    provider: str | _Named | None = None
    infosources: tuple[_Named, ...] = ()
    eventdetails: dict[str, Any] | None = None
    replacing: tuple[str, ...] = ()  # an addition of the Swedish agency: addresses of the items it takes the place of


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: declared as ninjs, or JSON with ninjs' own names.

    >>> takes("application/json", '{"uri": "urn:a:1", "headlines": []}'), takes(None, '{"uri": "at://x", "cid": "y"}')
    (True, False)
    """
    if media_type in MEDIA_TYPES:
        return True
    if media_type not in _JSON_TYPES or not text[:256].lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return False
    return _IS_IDENTIFIED.search(text) is not None and _IS_NINJS.search(text) is not None


def read(text: str, update: RawUpdate) -> tuple[Draft, ...] | Rejection:
    """The items that a message holds. A picture or a film without text is none."""
    try:
        wire.check(len(text), wire.DOCUMENT_MAX, "characters")
        sent = msgspec.json.decode(text.lstrip("\ufeff").encode("utf-8", "replace"))
        listed = sent if isinstance(sent, list) else [sent]
        wire.check(len(listed), wire.ITEMS_MAX, "items in a message")
        items = [_item(each) for each in listed]
        drafts = tuple(draft for item in items if (draft := _draft(item, update)) is not None)
    except (msgspec.MsgspecError, Unreadable, wire.TooLarge, RecursionError) as error:
        return wire.refused(error, "ninjs", "one ninjs object or a list of them, with uri")
    if not drafts and not all(_is_media(item) for item in items):
        return Rejection(Reject.NO_POSTS, "No item has a headline or a text. Send headlines or bodies.")
    return drafts


def _item(sent: Any) -> _Item:
    """An object in the terms of 2.x: 1.x has a property for each role (``body_xhtml``), later ones a list."""
    if not isinstance(sent, dict):
        raise Unreadable(f"an item is an object, not {type(sent).__name__}")
    lowered: dict[str, Any] = {name.lower(): value for name, value in sent.items()}
    for many, one in (("headlines", "headline"), ("bodies", "body"), ("descriptions", "description")):
        told = lowered.get(many)
        listed = [_lowered(each) for each in told] if isinstance(told, list) else told or []
        if isinstance(listed, list):
            listed += [{"role": role, "value": value} for role, value in _roles(lowered, one)]
            wire.check(len(listed), wire.BODIES_MAX, many)
        lowered[many] = listed
    sources = lowered.get("infosources")
    if isinstance(sources, list):
        lowered["infosources"] = [_lowered(each) for each in sources]
    return msgspec.convert({name: lowered[name] for name in _Item.__struct_fields__ if name in lowered}, _Item)


def _lowered(entry: Any) -> Any:
    return {name.lower(): value for name, value in entry.items()} if isinstance(entry, dict) else entry


def _roles(lowered: Mapping[str, Any], stem: str) -> Iterator[tuple[str, Any]]:
    for name, value in lowered.items():
        if name.startswith(f"{stem}_"):
            yield name[len(stem) + 1 :], value


def _is_media(item: _Item) -> bool:
    return (item.type or "").lower() in _MEDIA


def _draft(item: _Item, update: RawUpdate) -> Draft | None:
    """The item, or None where it has nothing to tell."""
    uri = clean(item.uri)
    if not uri:
        raise Unreadable("uri is empty: it says which item this is a version of")
    state = wire.status(item.pubstatus, "pubstatus")
    headline = _headline(item)
    text = wire.without_heading(_text(item), headline)
    version = wire.instant(item.versioncreated, "versioncreated")
    first = wire.instant(item.firstcreated, "firstcreated")
    held = wire.embargo(item.embargoed or item.embargoeduntil, "embargoed")
    expires = wire.instant(item.expires, "expires")
    is_media = _is_media(item)  # most of them were never told: to take one back is no fault
    silent = not text and (headline is None or is_media)
    if state == wire.USABLE and silent:
        return None
    outlet = _outlet(item)
    calendar = (item.type or "").lower() in _CALENDAR or item.eventdetails is not None
    return Draft(
        headline=headline, text=text, authors=wire.authors(item.by or item.byline, outlet), published=first or version,
        updated=version, post_type="background" if calendar else post_type(headline, text), native_id=uri,
        url=uri if uri.startswith(("http://", "https://")) else None, outlet=outlet, lang=wire.language(item.language),
        embargo=held, expires=expires, withdrawn=state == wire.CANCELED and not is_media,
        withheld=state == wire.WITHHELD or (state == wire.CANCELED and is_media),
        supersedes=tuple(name for each in item.replacing if (name := clean(each))), scope=update.outlet or "",
    )  # fmt: skip


def _headline(item: _Item) -> str | None:
    """The main heading, else the first, else the item's title."""
    named = sorted(item.headlines, key=lambda words: words.role != "main")
    told = [item.headline, *(words.value for words in named), item.title]
    return next((line for each in told if (line := clean(_plain(each)))), None)


def _plain(text: str | None) -> str:
    return paragraphs(text) if text and "<" in text else text or ""


def _text(item: _Item) -> str:
    """The body in the form that tells its paragraphs best; of a text without one, its description."""
    told = [words for words in item.bodies if words.value and not words.value.isspace()]
    for form in ("html", "plain", "nitf"):
        words = next((words for words in told if words.form == form), None)
        if words is not None and (text := _lines(words.value or "", form)):
            return text
    if _is_media(item):
        return ""  # a caption is no post
    ranked = sorted(item.descriptions, key=lambda words: words.role not in ("text", "main", "lead"))
    short = next((words for words in ranked if words.value and words.role not in _NO_LEAD), None)
    return _lines(short.value or "", short.form) if short is not None else ""


def _lines(value: str, form: str) -> str:
    if form == "html":
        return wire.of_html(value)
    if form == "nitf":
        return nitf.body(value)
    return wire.of_plain(value)


def _outlet(item: _Item) -> str | None:
    """Who published it: the holder of the copyright, else the provider, else the first source."""
    provider = item.provider.name if isinstance(item.provider, _Named) else item.provider
    told = (item.copyrightholder, provider, *(source.name for source in item.infosources))
    return next((name for each in told if (name := clean(each or ""))), None)
