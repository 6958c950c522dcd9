"""XML from strangers: the one place where it is parsed, and what is refused before and after.

No document type, so no entity but the five that XML itself has; no file, no network; and no more elements, attributes
or depth than a document of news has. The parser never sees what is refused for its markup: that is counted first.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import Any, Final, NamedTuple

from lxml import etree

from streams.stage import Reject, Rejection

# A document at all of these limits at once takes 45 MiB and 0.2 s.
ELEMENTS_MAX: Final = 60_000
ATTRIBUTES_MAX: Final = 60_000
DEPTH_MAX: Final = 100
REFERENCES_MAX: Final = 500_000  # ampersands; of a document that has to be mended, a fifth of these
PROLOG_MAX: Final = 50  # comments and processing instructions before the root

Element = Any  # etree._Element: lxml ships no types

_BLANK: Final = re.compile("[\ufeff \t\r\n]*")
_UNMARKED: Final = re.compile(r"<!--|<!\[CDATA\[|<\?")  # where characters begin that are no markup
_ENDS: Final = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
_NAME: Final = re.compile(r"""<(?:!(?i:DOCTYPE)\s{1,100})?([^\s<>/"'=!?&;]{1,200})""")
_CONTROLS: Final = bytes({*range(32)} - {9, 10, 13})  # characters that XML has not
_BROKEN_REFERENCE: Final = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)(?:([A-Za-z][A-Za-z0-9]{1,31});)?"
)
_NUMBERED: Final = re.compile(r"&#(?:[xX]([0-9A-Fa-f]{1,20})|([0-9]{1,20}));?")
_TOO_DEEP: Final = etree.XPath("boolean(" + "/*" * (DEPTH_MAX + 1) + ")")


class Root(NamedTuple):
    """What the beginning of a document says of its root: the name as written, and the whole start tag."""

    name: str
    tag: str

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]


def root_of(text: str) -> Root | None:
    """The root of an XML document by its beginning alone, or None where it does not begin as one.

    A document type says the root's name too: what has one goes to its format's reader, which says why it is refused.

    >>> root_of('<?xml version="1.0"?><!-- <b> --><a:rss version="2.0"><channel>')
    Root(name='a:rss', tag='<a:rss version="2.0">')
    >>> root_of("Rain goes on") is None, root_of("<!DOCTYPE rss SYSTEM 'x'><rss>").name
    (True, 'rss')
    """
    start = _prolog_end(text)
    name = _NAME.match(text, start) if start is not None else None
    if start is None or name is None:
        return None
    end = text.find(">", start, start + 4096)
    return Root(name[1], text[start : end + 1 if end >= 0 else start + 4096])


def parse(text: str, *, recover: bool = False) -> Element | Rejection:
    """The root element of an XML document, or why it is refused.

    Comments and processing instructions are left out, CDATA is text, an encoding that the document declares counts
    for nothing: ``text`` is decoded already. ``recover`` mends what many feeds get wrong (ampersands, entities of HTML,
    control characters) and reads as much as there is.

    >>> parse("<a><!-- x --><b>R&amp;B</b></a>")[0].text
    'R&B'
    >>> parse("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>").message
    'A document type (DTD) or entity declaration in XML: refused. Send the document without <!DOCTYPE …>.'
    >>> parse("<a>R&B&nbsp;C</a>").reason.value, parse("<a>R&B&nbsp;C", recover=True).text
    ('malformed', 'R&B\\xa0C')
    """
    if recover:  # first of all: without them, what stands between may become a document type or a reference
        text = text.encode("utf-8", "replace").translate(None, _CONTROLS).decode()
    start = _prolog_end(text)
    if start is None:
        return Rejection(Reject.MALFORMED, "No XML: no root element at its beginning. Send one whole XML document.")
    if text.startswith("<!", start):
        told = "A document type (DTD) or entity declaration in XML: refused"
        return Rejection(Reject.MALFORMED, f"{told}. Send the document without <!DOCTYPE …>.")
    body = text[_blank_end(text, 0) :]
    references_max = REFERENCES_MAX // 5 if recover else REFERENCES_MAX
    if body.count("&") > references_max:
        return _too_large(f"with more than {references_max:,} ampersands")
    if recover:
        body = _with_known_references(body)
    if too_large := _counted(body, exact=not recover):
        return too_large
    data = body.encode("utf-8", "replace")
    if not recover and len(data.translate(None, _CONTROLS)) < len(data):  # the parser would look at each of them
        return Rejection(Reject.MALFORMED, "XML with control characters, which it has not. Send it without them.")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
        dtd_validation=False, attribute_defaults=False, remove_comments=True, remove_pis=True, strip_cdata=True,
        collect_ids=False, recover=recover,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Rejection(Reject.MALFORMED, f"Not well-formed XML: {str(error)[:200]}. Send one whole XML document.")
    if root is None:
        return Rejection(Reject.MALFORMED, "XML so broken that nothing of it can be read. Send one whole XML document.")
    if root.getroottree().docinfo.internalDTD is not None:
        return Rejection(Reject.MALFORMED, "A document type (DTD) inside XML: refused. Send the document without it.")
    if _TOO_DEEP(root):
        return _too_large(f"nested more than {DEPTH_MAX} deep")
    return root


def _prolog_end(text: str) -> int | None:
    """Where the root's tag or a document type begins: after white space, XML declaration, comments, instructions."""
    at = 0
    for _ in range(PROLOG_MAX):
        at = _blank_end(text, at)
        if text.startswith("<?", at):
            end = text.find("?>", at + 2)
        elif text.startswith("<!--", at):
            end = text.find("-->", at + 4) + 1
        else:
            return at if text.startswith("<", at) else None
        if end <= 0:
            return None
        at = end + 2
    return None


def _blank_end(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _too_large(what: str) -> Rejection:
    return Rejection(Reject.TOO_LARGE, f"XML {what}: more than a document of news has. Send it in several documents.")


def _counted(text: str, *, exact: bool) -> Rejection | None:
    """Refuses more elements or attributes than the limits: at most one a "<" and one a "=".

    In a well-formed document these mean nothing inside CDATA, comments and instructions. In a broken one nobody knows
    where those end, so that all are counted.
    """
    elements, attributes = text.count("<") - text.count("</"), text.count("=")
    if exact and (elements > ELEMENTS_MAX or attributes > ATTRIBUTES_MAX):
        elements = attributes = at = 0
        for _ in range(ELEMENTS_MAX):
            unmarked = _UNMARKED.search(text, at)
            end = unmarked.start() if unmarked else len(text)
            elements += text.count("<", at, end) - text.count("</", at, end)
            attributes += text.count("=", at, end)
            if unmarked is None:
                break
            at = text.find(_ENDS[unmarked[0]], unmarked.end())
            if at < 0:
                break  # not well-formed: the parser stops there
        else:
            return _too_large(f"with more than {ELEMENTS_MAX:,} CDATA sections, comments and instructions")
    if elements > ELEMENTS_MAX:
        return _too_large(f"with more than {ELEMENTS_MAX:,} elements")
    if attributes > ATTRIBUTES_MAX:
        return _too_large(f"with more than {ATTRIBUTES_MAX:,} attributes or equals signs")
    return None


def _with_known_references(text: str) -> str:
    """A document whose references are those that XML has; CDATA, which has none, stays as it is."""
    if "&" not in text:
        return text
    text = _NUMBERED.sub(_numbered, text)  # in CDATA too: in a broken document nobody knows where that ends
    parts: list[str] = []
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        parts += [_BROKEN_REFERENCE.sub(_reference, text[at:start]), text[start:end]]
        at = end
    parts.append(_BROKEN_REFERENCE.sub(_reference, text[at:]))
    return "".join(parts)


def _reference(broken: re.Match[str]) -> str:
    """What stands for a reference that XML does not know: HTML's character for its name, else its own characters."""
    name = broken[1]
    if name is None:
        return "&amp;"
    character = html5.get(f"{name};", "")
    return f"&amp;{name};" if not character or set(character) & set("<>&") else character


def _numbered(reference: re.Match[str]) -> str:
    """A reference by number, or a mark for what is no character: mending, the parser would put half a character into
    the tree, which raises where it is read."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    known = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return reference[0] if known else "\ufffd"
