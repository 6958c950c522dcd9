"""Posts of Sourcefabric's Live Blog as its interface answers them: a list, or one post alone. Each is an item.

An answer is no page: it is a window, mostly of what changed last, and says itself which posts were deleted.
"""

from __future__ import annotations

from typing import Any, Final

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

POSTS_MAX: Final = 1000  # an answer has 25, and 200 at most
WORDED: Final = ("text", "quote", "comment")
QUOTES: Final = ("twitter-tweet", "twitter-video", "instagram-media")  # classes of embeds that hold a post's own words
NOT_OURS: Final = ("comment", "submitted")  # of readers, or not yet looked at
_ITEMS: Final = ("_items.*.", "posts._items.*.", "")


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: posts, each with an id, its blog and groups of items.

    >>> takes(None, '{"_items": [{"_id": "a", "blog": "b", "groups": []}]}'), takes(None, '{"_items": [{"_id": "a"}]}')
    (True, False)
    """
    keys = outline(media_type, text)
    return any({f"{at}_id", f"{at}blog", f"{at}groups"} <= keys.keys() for at in _ITEMS)


def read(text: str, update: RawUpdate) -> tuple[Draft, ...] | Rejection:
    """The posts, oldest first; those deleted or no longer published as taken back. Readers' comments tell nothing."""
    loaded = load(text, "a Live Blog answer")
    if isinstance(loaded, Rejection):
        return loaded
    answer = mapping(loaded)
    answer = mapping(answer.get("posts")) if "posts" in answer else answer
    posts = objects(answer.get("_items")) if "_items" in answer else [answer]
    if (refused := too_many(posts, POSTS_MAX, "posts")) is not None:
        return refused
    if not all(ident(post.get("_id")) for post in posts):
        return Rejection(Reject.MALFORMED, "A post without _id. Send posts as the Live Blog interface answers them.")
    drafts = [draft for post in posts if (draft := _draft(post)) is not None]
    return tuple(sorted(drafts, key=lambda draft: draft.published.timestamp() if draft.published else 0.0))


def _draft(post: dict[str, Any]) -> Draft | None:
    native, blog, status = ident(post.get("_id")), ident(post.get("blog")), post.get("post_status")
    scope = f"live blog {blog}" if blog else None
    if status in NOT_OURS:
        return None
    deleted = post.get("deleted") is True
    if deleted or status not in ("open", None) or post.get("pubstatus") in ("canceled", "withheld"):
        return Draft(headline=None, text="", native_id=native, scope=scope, withdrawn=deleted, withheld=True)
    headline = line(post.get("headline"))
    text = "\n".join(part for item in _items(post) if (part := _text(item)))
    if headline is None and not text:
        return None
    author = line(post.get("byline")) or line(mapping(post.get("publisher")).get("display_name"))
    named = [line(each.get("display_name") or each.get("name")) for each in objects(post.get("authors"))]
    authors = tuple(dict.fromkeys(name for name in named if name)) or ((author,) if author else ())
    return Draft(
        headline=headline, text=text, authors=authors, native_id=native, scope=scope,
        published=instant(post.get("published_date")) or instant(post.get("firstcreated")),
        updated=instant(post.get("content_updated_date")) or instant(post.get("versioncreated")),
        post_type="recap" if post.get("sticky") is True else post_type(headline, text),
    )  # fmt: skip


def _items(post: dict[str, Any]) -> list[dict[str, Any]]:
    """The post's items in their order. The group named root only names the other groups."""
    groups = objects(post.get("groups"))
    return [mapping(ref.get("item")) for group in groups for ref in objects(group.get("refs")) if "item" in ref]


def _text(item: dict[str, Any]) -> str:
    """The words of an item: text, a quotation, a message of somebody else's; of a template, unless it is an advert."""
    kind, html = string(item.get("item_type")), string(item.get("text"))
    if kind in WORDED:
        return paragraphs(html)
    if kind == "embed":
        return paragraphs(html) if any(name in html for name in QUOTES) else ""
    if item.get("group_type") == "freetype" and not kind.lower().startswith("advert"):
        return paragraphs(html)
    return ""
