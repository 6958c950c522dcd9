"""NewsML-G2: an agency's news item in XML, alone or with others in a news message.

Read over a tree of ours. IPTC's own library (newsmlg2 1.1) makes an object of every property (16 ms an item), opens
its catalogues from files and prints while it reads, leaves bodies to its caller, and parses text without our limits.
"""

from __future__ import annotations

from typing import Final

from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.decode import clean
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats import nitf
from streams.stages.parse.formats import wire_terms as wire
from streams.stages.parse.formats.safe_xml import Element, root_of
from streams.stages.parse.formats.wire_terms import Unreadable
from streams.stages.parse.formats.xml_text import child, children, local, paragraphs, words
from streams.stages.parse.post_types import post_type

NAMESPACE: Final = "http://iptc.org/std/nar/2006-10-01/"
MEDIA_TYPES: Final = (
    "application/vnd.iptc.g2.newsitem+xml", "application/vnd.iptc.g2.newsmessage+xml",
    "application/vnd.iptc.g2.packageitem+xml",
)  # fmt: skip

# The kinds of item of the standard that are no story: knowledge, plans, and packages that list what came by itself.
_NO_STORY: Final = ("packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_ROOTS: Final = ("newsMessage", "newsItem", *_NO_STORY)
_MEDIA: Final = ("picture", "graphic", "audio", "video", "animated")
_XHTML: Final = ("html", "body", "div", "section", "article", "p")
_EARLIER: Final = ("previousVersion", "supersedes", "replaces", "correctionOf", "updates")


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: a root of NewsML-G2.

    >>> takes(None, f"<newsItem xmlns='{NAMESPACE}' guid='urn:a:1'/>"), takes("text/xml", "<NewsML Version='1.2'>")
    (True, False)
    """
    if media_type in MEDIA_TYPES:
        return True
    root = root_of(text) if wire.is_xml(media_type) else None
    return root is not None and root.local in _ROOTS and ("iptc.org/std/nar" in root.tag or root.tag.startswith("<!"))


def read(text: str, update: RawUpdate) -> tuple[Draft, ...] | Rejection:
    """The stories that a document holds; none in packages, plans, concepts, and media without text."""
    try:
        root = wire.tree(text)
        if isinstance(root, Rejection):
            return root
        items = _items(root)
        wire.check(len(items), wire.ITEMS_MAX, "items in a message")
        drafts = tuple(draft for item in items if (draft := _draft(item, update)) is not None)
    except (Unreadable, wire.TooLarge) as error:
        return wire.refused(error, "NewsML-G2", "one newsItem, or a newsMessage of them")
    if not drafts and not all(_is_media(item) for item in items):
        return Rejection(Reject.NO_POSTS, "No item has a headline or a text. Send at least one of them.")
    return drafts


def _items(root: Element) -> list[Element]:
    name = local(root)
    if not isinstance(root.tag, str) or not root.tag.startswith(f"{{{NAMESPACE}}}") or name not in _ROOTS:
        raise Unreadable(f"the root is {name[:40]}, not a newsItem or newsMessage of {NAMESPACE}")
    if name != "newsMessage":
        return [] if name in _NO_STORY else [root]
    sets = list(children(root, "itemSet"))
    if not sets:
        raise Unreadable("newsMessage has no itemSet")
    return [item for each in sets for item in children(each, "newsItem")]


def _draft(item: Element, update: RawUpdate) -> Draft | None:
    """The story, or None where the item has nothing to tell."""
    guid, manage, content = clean(item.get("guid", "")), child(item, "itemMeta"), child(item, "contentMeta")
    if not guid:
        raise Unreadable("guid is missing: it says which item this is a version of")
    where = f"itemMeta of {guid[:200]}"
    if manage is None:
        raise Unreadable(f"{where} is missing")
    version = wire.instant(words(child(manage, "versionCreated")), f"versionCreated in {where}")
    if version is None:
        raise Unreadable(f"versionCreated is missing in {where}")
    state = wire.status(_code(child(manage, "pubStatus")), f"pubStatus in {where}")
    body = _body(item)
    headline = _headline(manage, content, body)
    text = wire.without_heading(_text(body), headline)
    is_media = _is_media(item)  # most of them were never told: to take one back is no fault
    silent = not text and (headline is None or is_media)
    if state == wire.USABLE and silent:
        return None
    outlet = _outlet(item, manage, content)
    told = child(content, "language")
    links = list(children(manage, "link"))
    wire.check(len(links), wire.ITEMS_MAX, "links in an item")
    earlier = (_linked(link) for link in links if wire.code(_rel(link)) in _EARLIER)
    return Draft(
        headline=headline, text=text, authors=wire.authors(_byline(content, body), outlet),
        published=wire.instant(words(child(manage, "firstCreated")), f"firstCreated in {where}") or version,
        updated=version, post_type=post_type(headline, text), native_id=guid,
        url=guid if guid.startswith(("http://", "https://")) else None, outlet=outlet,
        lang=wire.language(
            told.get("tag") if told is not None else item.get("{http://www.w3.org/XML/1998/namespace}lang")
        ),
        embargo=wire.embargo(words(child(manage, "embargoed")), f"embargoed in {where}"),
        expires=wire.instant(words(child(manage, "expires")), f"expires in {where}"),
        withdrawn=state == wire.CANCELED and not is_media,
        withheld=state == wire.WITHHELD or (state == wire.CANCELED and is_media),
        supersedes=tuple(dict.fromkeys(each for each in earlier if each and each != guid)),
        scope=update.outlet or "",
    )  # fmt: skip


def _is_media(item: Element) -> bool:
    return wire.code(_code(child(item, "itemMeta", "itemClass"))).lower() in _MEDIA


def _code(element: Element | None) -> str:
    """A term as QCode, address or literal."""
    if element is None:
        return ""
    return element.get("qcode") or element.get("uri") or element.get("literal") or ""


def _rel(link: Element) -> str:
    return link.get("rel") or link.get("reluri") or ""


def _linked(link: Element) -> str:
    return clean(link.get("residref") or link.get("href") or "")


def _body(item: Element) -> Element | None:
    """What holds the story: inline XML first, since it tells paragraphs, else inline data."""
    told = child(item, "contentSet")
    found = [*children(told, "inlineXML"), *children(told, "inlineData")]
    return next((each for each in found if words(each)), None)


def _text(body: Element | None) -> str:
    """The words of a story; none of a table of results or a calendar, which are inline XML as well."""
    if body is None:
        return ""
    if local(body) == "inlineData":
        is_html = "html" in body.get("contenttype", "").lower()
        return (wire.of_html if is_html else wire.of_plain)("".join(body.itertext()))
    story = _nitf(body)
    if story is not None:
        return nitf.story(story)
    return paragraphs(body) if all(local(each) in _XHTML for each in body) else ""


def _nitf(body: Element | None) -> Element | None:
    return child(body, "nitf") if body is not None else None


def _headline(manage: Element, content: Element | None, body: Element | None) -> str | None:
    """The heading of the content, without a role or the main one first; else of the story; else the item's title."""
    told = sorted(children(content, "headline"), key=lambda each: wire.code(each.get("role", "")) not in ("", "main"))
    story = _nitf(body)
    found = [*map(words, told), nitf.headline(story) if story is not None else None, words(child(manage, "title"))]
    return next((line for line in found if line), None)


def _byline(content: Element | None, body: Element | None) -> str:
    said = ", ".join(line for each in children(content, "by") if (line := words(each)))
    story = _nitf(body)
    return said or (nitf.byline(story) if story is not None else "")


def _outlet(item: Element, manage: Element, content: Element | None) -> str | None:
    """Who published it: the provider's name, else the holder's of the copyright, else a source's; else a code."""
    provider = child(manage, "provider")
    holders = [each for rights in children(item, "rightsInfo") for each in children(rights, "copyrightHolder")]
    named = [party for party in (provider, *holders, *children(content, "infoSource")) if party is not None]
    for party in named:
        if name := words(child(party, "name")) or clean(party.get("literal", "")):
            return name
    return next((name for party in named if (name := clean(wire.code(party.get("qcode", ""))))), None)
