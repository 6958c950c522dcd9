"""HTML inside other formats (bodies of posts, of feed entries, of messages) to paragraphs of plain text."""

from __future__ import annotations

import html as entities
import re
from typing import Final

from lxml import etree

from streams.stage import Rejection
from streams.stages.parse.decode import lines_of
from streams.stages.parse.formats.safe_html import tree_of

# Text in these is no words of the report: code, other documents, forms, captions.
DROPPED: Final = (
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas", "video", "audio",
    "form", "button", "select", "textarea", "nav", "figcaption", "head", "dialog",
)  # fmt: skip
# These break no line. What is not among them does: an element that nobody knows is mostly a block.
INLINE: Final = (
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var", "wbr", "td", "th", "ruby", "rb", "rt", "rp",
)  # fmt: skip

_tag: Final = re.compile(r"<[a-zA-Z/!?]")
_escaped_tag: Final = re.compile(r"&lt;/?[a-zA-Z][a-zA-Z0-9]{0,12}(?:\s|/?&gt;)")
_entity: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_any_tag: Final = re.compile(r"<[^<>]*+>")


def paragraphs(html: str) -> str:
    """The text of a piece of HTML, its paragraphs joined by line breaks.

    >>> paragraphs("<p>Rain &amp;amp; wind</p><ul><li>in the <b>north</b><li>at sea</ul><script>x()</script>")
    'Rain & wind\\nin the north\\nat sea'
    >>> paragraphs("&lt;p&gt;Escaped&lt;/p&gt;&lt;p&gt;twice&lt;/p&gt;"), paragraphs("Plain\\ntext: 1 < 2")
    ('Escaped\\ntwice', 'Plain\\ntext: 1 < 2')

    Blocks and ``br`` break lines, list items and table rows are kept as lines; scripts, styles, embedded documents,
    forms and captions are dropped; entities are decoded, those escaped twice too. A text without any tag keeps its own
    lines. Never raises; of markup too large or too deep to be a report only the tags are taken out.
    """
    if _tag.search(html) is None and "&" in html and _escaped_tag.search(html):
        html = entities.unescape(html)
    if _tag.search(html) is None:
        return "\n".join(lines_of(unescape(html)))
    root = tree_of(html)
    if root is None:
        return ""
    if isinstance(root, Rejection):
        return "\n".join(lines_of(unescape(_any_tag.sub("\n", html))))
    return "\n".join(lines_in(root))


def lines_in(root: etree._Element) -> list[str]:
    """The lines of an element's text. Takes the element apart: give it one that nobody needs again."""
    for cell in root.iter("td", "th"):
        cell.tail = f"{cell.tail or ''} "
    etree.strip_elements(root, *DROPPED, with_tail=False)
    etree.strip_tags(root, *INLINE)
    joined = "\n".join(" ".join(text.split()) for text in root.itertext())
    return lines_of(unescape(joined))


def unescape(text: str) -> str:
    """A text without the entities that are left in it: what was escaped once more than it was decoded.

    >>> unescape("Ben &amp;#39;said&amp;#39; so"), unescape("AT&T; R&D")
    ("Ben 'said' so", 'AT&T; R&D')
    """
    for _ in range(3):
        if "&" not in text or _entity.search(text) is None:
            break
        decoded = entities.unescape(text)
        if decoded == text:
            break
        text = decoded
    return text
