"""NITF 3.x: a story of an agency in XML, alone or as the body of another format's item."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.decode import clean
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats import wire_terms as wire
from streams.stages.parse.formats.safe_xml import Element, parse, root_of
from streams.stages.parse.formats.wire_terms import Unreadable
from streams.stages.parse.formats.xml_text import child, children, local, paragraphs, words
from streams.stages.parse.post_types import post_type

MEDIA_TYPES: Final = ("application/nitf+xml", "text/vnd.iptc.nitf", "application/vnd.iptc.nitf")

# docdata's management-status: of this story, and (management-idref-status) of another that it names.
_TAKEN_BACK: Final = ("canceled", "cancelled")
_HELD_BACK: Final = ("withheld", "embargoed")


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: a root named nitf.

    >>> takes(None, "<?xml version='1.0'?><nitf><body/></nitf>"), takes("text/xml", "<html><p>nitf")
    (True, False)
    """
    if media_type in MEDIA_TYPES:
        return True
    root = root_of(text) if wire.is_xml(media_type) else None
    return root is not None and root.local == "nitf"


def read(text: str, update: RawUpdate) -> tuple[Draft, ...] | Rejection:
    """The story that a document is, and the end of another that it takes back."""
    try:
        root = wire.tree(text)
        if isinstance(root, Rejection):
            return root
        if local(root) != "nitf":
            raise Unreadable(f"the root is {local(root)[:40]}, not nitf")
        return _drafts(root, update)
    except (Unreadable, wire.TooLarge) as error:
        return wire.refused(error, "NITF", "one <nitf> with a body")


def body(text: str) -> str:
    """The paragraphs of a story that is the body of another format's item; empty where it can't be read."""
    root = parse(text)
    return "" if isinstance(root, Rejection) else story(root)


def story(root: Element) -> str:
    """The paragraphs of a story: its content, else what stands above it."""
    whole = child(root, "body")
    content = child(whole, "body.content")
    return paragraphs(content) if content is not None else paragraphs(whole) if whole is not None else ""


def headline(root: Element) -> str | None:
    """A story's first heading, else its title."""
    told = child(root, "body", "body.head", "hedline")
    first = child(told, "hl1")
    return words(first if first is not None else told) or words(child(root, "head", "title")) or None


def byline(root: Element) -> str:
    """A story's by-line, without the titles of those it names."""
    told = child(root, "body", "body.head", "byline")
    if told is None:
        return ""
    people = [name for each in children(told, "person") if (name := words(each))]
    return ", ".join(people) or words(told)


def _drafts(root: Element, update: RawUpdate) -> tuple[Draft, ...] | Rejection:
    data = child(root, "head", "docdata")
    if child(root, "body") is None:
        raise Unreadable("body is missing")
    title = headline(root)
    text = wire.without_heading(story(root), title)
    attributes = data.attrib if data is not None else {}
    status = attributes.get("management-status", "").strip().lower()
    release = _said(data, "date.release", "norm")
    issued, day = wire.instant_or_day(_said(data, "date.issue", "norm"), "date.issue")
    released, release_day = wire.instant_or_day(release, "date.release")
    # Stories mostly give both, the same and without a zone: what is released when it is issued is under no embargo.
    is_out = issued is not None and released is not None and released <= issued
    held = None if is_out else wire.embargo(release, "date.release")
    outlet = words(child(root, "body", "body.head", "distributor")) or clean(_said(data, "doc.copyright", "holder"))
    native = clean(_said(data, "doc-id", "id-string")) or clean(_said(data, "du-key", "key"))
    corrected = (clean(each.get("id-string", "")) for each in children(data, "correction"))
    draft = Draft(
        headline=title, text=text, authors=wire.authors(byline(root), outlet or None),
        published=issued or (released if day is None else None), updated=issued,
        day=day or (release_day if issued is None else None), post_type=post_type(title, text),
        native_id=native or None, outlet=outlet or None,
        lang=wire.language(root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("lang")),
        embargo=held, expires=_expires(data), withdrawn=status in _TAKEN_BACK,
        withheld=status in _HELD_BACK and held is None,
        supersedes=tuple(each for each in corrected if each and each != native),
        scope=update.outlet or clean(_said(data, "doc-id", "regsrc")) or None,
    )  # fmt: skip
    other = clean(attributes.get("management-doc-idref", ""))
    if other and attributes.get("management-idref-status", "").strip().lower() in _TAKEN_BACK:
        return (draft._replace(native_id=other, supersedes=(), withdrawn=True),)
    if title is None and not text and not (draft.withdrawn or draft.withheld):
        told = "The story has neither a heading nor a paragraph"
        return Rejection(Reject.NO_POSTS, f"{told}. Send hedline/hl1 or body.content.")
    return (draft,)


def _expires(data: Element | None) -> datetime | None:
    """When the story ends; of a day, with the day."""
    said = _said(data, "date.expire", "norm")
    moment, day = wire.instant_or_day(said, "date.expire")
    if day is None:
        return moment
    try:
        return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    except OverflowError:
        raise Unreadable("date.expire is outside the calendar") from None


def _said(data: Element | None, name: str, attribute: str) -> str:
    found = child(data, name)
    return "" if found is None else found.get(attribute, "")
