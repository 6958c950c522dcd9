"""What a page says of itself: its scripts, title, address, language, and the zone of its times."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Final, NamedTuple

from lxml import etree

from streams.stages.parse.decode import clean
from streams.stages.parse.formats.fragments import unescape
from streams.stages.parse.formats.html.elements import text_of
from streams.stages.parse.formats.html.instants import instant, offset

INTRODUCTION: Final = 12  # paragraphs among which a page says the zone of its times
TIMES_MAX: Final = 200  # whose offsets are asked


_MODIFIED: Final = ("article:modified_time", "og:updated_time", "datemodified", "last-modified")


class Head(NamedTuple):
    """What stands in the head, and what else is said of the whole page."""

    scripts: tuple[str, ...] = ()
    title: str | None = None  # as shared: without the outlet's name
    heading: str | None = None  # of the first h1
    description: str | None = None
    url: str | None = None
    lang: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    zone: str | None = None  # the offset that most of its machine-readable times are written with
    introduction: tuple[str, ...] = ()


def read_head(root: etree._Element) -> Head:
    """What a page says of itself, read before anything is taken out of it."""
    scripts = tuple(each.text for each in root.iter("script") if _is_linked_data(each) and each.text)
    metas: dict[str, str] = {}
    for each in root.iter("meta"):
        name = (each.get("property") or each.get("name") or each.get("itemprop") or "").lower()
        if name and (content := each.get("content")):
            metas.setdefault(name, content[:2000])
    headings = [clean(text_of(each)) for each in root.iter("h1")]
    whole = root.find("head/title")
    title = clean(unescape(metas.get("og:title") or metas.get("twitter:title") or "")) or None
    titled = clean(text_of(whole)) if whole is not None else ""
    canonical = next(
        (each.get("href") for each in root.iter("link") if (each.get("rel") or "").lower() == "canonical"), None
    )
    lang = (root.get("lang") or "").partition("-")[0].lower()
    return Head(
        scripts=scripts, title=title or titled or None, heading=_heading(headings, f"{title} {titled}"),
        description=clean(unescape(metas.get("og:description") or metas.get("description") or "")) or None,
        url=canonical or metas.get("og:url"), lang=lang if 2 <= len(lang) <= 3 and lang.isalpha() else None,
        published=instant(metas.get("article:published_time") or metas.get("datepublished")),
        modified=next((told for name in _MODIFIED if (told := instant(metas.get(name))) is not None), None),
        zone=_zone(root, metas),
        introduction=tuple(text_of(each)[:1000] for _, each in zip(range(INTRODUCTION), root.iter("p"), strict=False)),
    )  # fmt: skip


def _is_linked_data(script: etree._Element) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _heading(headings: list[str], title: str) -> str | None:
    """The first h1 that the title repeats, else the first: some sites set their name in one."""
    held = [each for each in headings if each]
    return next((each for each in held if each[:40].casefold() in title.casefold()), held[0] if held else None)


def _zone(root: etree._Element, metas: dict[str, str]) -> str | None:
    written = [each.get("datetime") for _, each in zip(range(TIMES_MAX), root.iter("time"), strict=False)]
    written += [value for name, value in metas.items() if "time" in name or "date" in name]
    offsets = Counter(told for each in written if (told := offset(each)) is not None)
    return offsets.most_common(1)[0][0] if offsets else None
