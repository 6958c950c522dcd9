"""The words of an element of XML: its parts by local name, and its paragraphs where it is NITF or XHTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from streams.stages.parse.decode import clean
from streams.stages.parse.formats.safe_xml import Element

# Of NITF and XHTML: what begins a line of its own, and what holds no words of the story.
_BLOCKS: Final = frozenset({
    "p", "br", "hl1", "hl2", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "tr", "nitf-table", "table", "bq",
    "blockquote", "block", "div", "section", "article", "header", "pre", "fn", "hr", "ul", "ol", "dl", "lead", "note",
})  # fmt: skip
_CELLS: Final = frozenset({"td", "th", "nitf-col"})
_NO_WORDS: Final = frozenset({
    "media", "figure", "img", "script", "style", "object", "iframe", "video", "audio", "svg", "head", "title", "nav",
    "form", "template", "noscript", "tobject", "docdata",
})  # fmt: skip


def local(element: Element) -> str:
    """The name without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Children of this local name: namespaces differ between versions of a format, and some leave theirs out."""
    if element is not None:
        yield from (child for child in element if local(child) == name)


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of the first child … of these names."""
    for name in path:
        element = next(children(element, name), None)
    return element


def words(element: Element | None) -> str:
    """All text inside an element as one line; empty for none.

    >>> words(etree.fromstring("<by>By <b>Ada</b>\\n Moreno</by>"))
    'By Ada Moreno'
    """
    return "" if element is None else clean("".join(element.itertext()))


def paragraphs(element: Element) -> str:
    """The paragraphs inside an element of NITF or XHTML, one a line.

    >>> paragraphs(etree.fromstring("<b><p>One\\n line</p><media><p>Photo</p></media><li>A</li><li>B</li></b>"))
    'One line\\nA\\nB'
    """
    parts: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, each in walker:
        name = local(each)
        if event == "start":
            if name in _NO_WORDS and each is not element:
                walker.skip_subtree()
            else:
                parts += ["\0" if name in _BLOCKS else " " if name in _CELLS else "", _flat(each.text)]
        else:
            parts += ["\0" if name in _BLOCKS else "", _flat(each.tail) if each is not element else ""]
    return "\n".join(line for raw in "".join(parts).split("\0") if (line := clean(raw)))


def _flat(text: str | None) -> str:
    return "" if not text else text.replace("\0", "").replace("\n", " ")
