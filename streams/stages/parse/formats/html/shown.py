"""The lines that elements show, each with what the markup says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from lxml import etree

from streams.data import word_tables
from streams.stages.parse.decode import clean
from streams.stages.parse.formats.fragments import unescape
from streams.stages.parse.formats.html.elements import HEADINGS, INLINE_TAGS, names_of
from streams.stages.parse.formats.html.times import printed

_PROPS = frozenset({"articleBody", "text", "headline", "name", "author"})
BYLINE: Final = 100  # characters of what an author's box may say of him
_WHOLE: Final = ("html", "body", "main", "article", "section", "header")  # named after what lies in them
_names: Final = word_tables.load("html")
_HEADING_NAMES: Final = frozenset(_names["heading"].split())
_AUTHOR_NAMES: Final = frozenset(_names["author"].split())


class Shown(NamedTuple):
    """A line of text."""

    text: str
    tag: str = "div"  # of the block it stands in
    bold: bool = False  # all of it
    link: bool = False
    is_heading: bool = False  # by tag or name
    is_author: bool = False
    is_time: bool = False
    prop: str | None = None  # the itemprop it stands in


def _is_times(parts: list[str]) -> bool:
    """Whether a line is made of several times: shown once, and said once more for those who listen."""
    if not 1 < len(parts) <= 8:
        return False
    told = [part.strip() for part in parts if part.strip()]
    return len(told) > 1 and all(printed(part) is not None for part in told)


class _Line:
    """A line that is being gathered."""

    __slots__ = ("author", "bold", "link", "parts", "size", "time")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.size = self.bold = self.link = self.author = self.time = 0


def shown_in(elements: Iterable[etree._Element]) -> list[Shown]:
    """The lines of elements that stand one after another, the text behind them left out."""
    found: list[Shown] = []
    for element in elements:
        _gather(element, found, frozenset())
    return found


def shown_before(root: etree._Element, ends: Collection[etree._Element]) -> tuple[list[Shown], list[Shown]]:
    """The lines of an element before the first of ``ends``, and those after it; what lies in ``ends`` is left out."""
    found: list[Shown] = []
    first = _gather(root, found, ends)
    return (found, []) if first is None else (found[:first], found[first:])


def _gather(root: etree._Element, found: list[Shown], ends: Collection[etree._Element]) -> int | None:
    line = _Line()
    blocks: list[tuple[str, bool, bool]] = [("div", False, False)]  # tag, is heading, is author's
    props: list[str] = []
    bold = link = author = time = 0

    def add(text: str | None) -> None:
        if not text:
            return
        size = len(text) - text.count(" ") - text.count("\n")
        line.parts.append(text)
        line.size += size
        line.bold += size if bold else 0
        line.link += size if link else 0
        line.author += size if author else 0
        line.time += size if time else 0

    def end() -> None:
        nonlocal line
        text = " ".join("".join(line.parts).split()) if line.size else ""
        if "&" in text or not text.isprintable():
            text = clean(unescape(text))
        if text:
            tag, is_heading, is_author = blocks[-1]
            shown = Shown(text, tag, line.bold >= line.size, line.link >= line.size, is_heading)
            is_time = line.time >= line.size or _is_times(line.parts)
            is_author = (is_author and len(text) <= BYLINE) or line.author >= line.size
            prop = props[-1] if props else None
            found.append(shown._replace(is_author=is_author, is_time=is_time, prop=prop))
        line = _Line()

    first: int | None = None
    walk = etree.iterwalk(root, ("start", "end"))
    for event, element in walk:
        if element in ends:
            if event == "start":
                end()
                first = len(found) if first is None else first
                walk.skip_subtree()
            else:
                add(element.tail)
            continue
        tag = element.tag
        inline = tag in INLINE_TAGS
        prop = element.get("itemprop")
        if event == "start":
            names = names_of(element) if element.get("class") else frozenset()
            if not inline:
                end()
                heading, of_author = blocks[-1][1:]
                named = tag not in _WHOLE
                heading = heading or tag in HEADINGS or (named and not _HEADING_NAMES.isdisjoint(names))
                of_author = of_author or (named and not _AUTHOR_NAMES.isdisjoint(names))
                blocks.append((tag, heading, of_author))
            if prop in _PROPS:
                props.append(prop)
            if tag == "time" and line.time >= line.size:
                end()
            bold += tag in ("b", "strong")
            link += tag == "a"
            time += tag == "time"
            author += inline and (not _AUTHOR_NAMES.isdisjoint(names) or element.get("rel") == "author")
            add(element.text)
            if tag == "br":
                end()
        else:
            if not inline:
                end()
                blocks.pop()
            if prop in _PROPS:
                end()
                props.pop()
            bold -= tag in ("b", "strong")
            link -= tag == "a"
            if time and tag != "time":
                add(" ")
            time -= tag == "time"
            if tag == "time" and line.time >= line.size:
                end()
            if inline and author and (element.get("class") or element.get("rel")):
                names = names_of(element)
                author -= not _AUTHOR_NAMES.isdisjoint(names) or element.get("rel") == "author"
            if tag in ("td", "th"):
                add(" ")
            if element is not root:
                add(element.tail)
    end()
    return first
