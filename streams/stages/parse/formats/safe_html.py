"""HTML of strangers to a tree: size, elements, attributes and depth are capped before anything walks it."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from lxml import etree

from streams.stage import Reject, Rejection

ELEMENTS_MAX: Final = 50_000  # a live page of 428 posts has some ten thousand
ATTRIBUTES_MAX: Final = 150_000
OF_ONE_ELEMENT_MAX: Final = 128  # parsers compare each attribute with those before it

_ATTRIBUTE: Final = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>"'][^\s>]*+)?)?"""
# The tags of a document as a browser finds them; comments, scripts and styles hold none. What never ends is taken to
# the end of the text, so that no start is read twice: the whole is linear.
_TAGS: Final = re.compile(
    r"<!--(?:-?+>|[^-]*+(?:-(?!-!?>)[^-]*+)*(?:--!?>)?)"
    rf"|<(?:(?P<raw>script|style)(?=[\s/>])|[a-z][^\s/>]*+)(?P<own>(?:{_ATTRIBUTE})*)[\s/]*+>?+"
    r"(?(raw)[^<]*+(?:<(?!/(?:script|style)[\s/>])[^<]*+)*)",
    re.IGNORECASE,
)
_entity: Final = re.compile(r"<!(?:ENTITY|ELEMENT|ATTLIST|NOTATION)\s", re.IGNORECASE)
PROLOG: Final = 4096  # characters in which a document type may declare something
# Elements without content that the parser does not know as such: it would nest all that follows in them.
_VOID: Final = re.compile(r"<(?:wbr|source|track)(?=[\s/>])[^<>]*+>", re.IGNORECASE)
_attribute: Final = re.compile(_ATTRIBUTE)
_IS_LONG: Final = 2 * OF_ONE_ELEMENT_MAX  # an attribute has two characters at least


def tree_of(html: str) -> etree._Element | Rejection | None:
    """The tree of a document or of a part of one; None where it holds no element and no text.

    >>> tree = tree_of("<p>Rain goes <b>on</b>")
    >>> "".join(tree.itertext())
    'Rain goes on'
    >>> tree_of("<b>" * 1000).message
    'Elements lie deeper than 256 in one another. Send the page without what nests so.'

    Scripts and styles stay in it, comments and processing instructions don't. Nothing is fetched.
    """
    if _entity.search(html, 0, PROLOG):
        return Rejection(
            Reject.MALFORMED, "It declares entities, which pages don't. Send it without its DTD's own part."
        )
    why = _too_large(html)
    if why is not None:
        return Rejection(Reject.TOO_LARGE, why)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        html = _VOID.sub("", html.replace("\0", ""))
        root = etree.fromstring(html.encode("utf-8", "ignore"), parser)
    except (etree.LxmlError, ValueError) as error:  # nothing to read, such as comments alone
        if "depth" not in str(error):
            return None
        root = None
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        return Rejection(
            Reject.TOO_LARGE, "Elements lie deeper than 256 in one another. Send the page without what nests so."
        )
    return root


def _too_large(html: str) -> str | None:
    attributes = 0
    for elements, found in enumerate(_TAGS.finditer(html)):
        start, end = found.span("own")
        if end - start < _IS_LONG:
            own = html.count("=", start, end)  # near enough where few fit in
        else:
            own = sum(1 for _ in islice(_attribute.finditer(html, start, end), OF_ONE_ELEMENT_MAX + 1))
        if own > OF_ONE_ELEMENT_MAX:
            return f"An element has more than {OF_ONE_ELEMENT_MAX} attributes. Send the page without them."
        attributes += own
        if elements > ELEMENTS_MAX:
            return f"More than {ELEMENTS_MAX:,} elements. Send the page's newest part."
        if attributes > ATTRIBUTES_MAX:
            return f"More than {ATTRIBUTES_MAX:,} attributes. Send the page's newest part."
    return None
