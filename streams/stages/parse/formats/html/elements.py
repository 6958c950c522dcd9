"""Elements of a page: which are furniture, what they are called, which break lines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from lxml import etree

from streams.data import word_tables
from streams.stages.parse.formats.fragments import DROPPED, INLINE

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
INLINE_TAGS: Final = frozenset(INLINE)
STAMP: Final = 60  # characters of what holds a time and little else
SHARE_OF_PAGE: Final = 0.4  # what holds more of a page's text is no furniture, whatever it is called

_names: Final = word_tables.load("html")
_FURNITURE: Final = frozenset(_names["furniture"].split())
_BY_PLACE: Final = frozenset(_names["furniture_by_place"].split())
_HOLDS_PAGE: Final = frozenset(_names["holds_page"].split())
_PAIRS: Final = tuple(f" {pair} " for pair in _names["furniture_pairs"])
_OF_PARAGRAPHS_TOO: Final = frozenset(_names["furniture_of_paragraphs"].split())
_NEVER: Final = frozenset(_names["never_furniture"].split())
_ROLES: Final = frozenset(_names["roles"].split())
_CODE: Final = tuple(tag for tag in DROPPED if tag not in ("form", "nav"))  # some pages lie in one form
_tags: Final = frozenset({"nav", "footer", "aside"})
_clock: Final = re.compile(r"\d[:.h]\d\d(?!\d)")
_number: Final = re.compile(r"\d+")
_word: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


@lru_cache(maxsize=4096)
def words_of_name(name: str) -> tuple[str, ...]:
    """The words of a class or an id, in small letters.

    >>> words_of_name("ArticleRelatedList_title__cg3 dont-miss")
    ('article', 'related', 'list', 'title', 'cg', '3', 'dont', 'miss')
    """
    return tuple(word.lower() for word in _word.findall(name[:400]))


@lru_cache(maxsize=4096)
def _is_named_furniture(name: str) -> bool:
    words = words_of_name(name)
    if not _NEVER.isdisjoint(words):
        return False
    joined = f" {' '.join(words)} "
    if not _BY_PLACE.isdisjoint(words) and _HOLDS_PAGE.isdisjoint(words):
        return True
    return not _FURNITURE.isdisjoint(words) or any(pair in joined for pair in _PAIRS)


def is_furniture(element: etree._Element) -> bool:
    """Whether an element is furniture by its tag, its role or its name."""
    get = element.get
    return _is_called_furniture(element.tag, get("role"), get("class"), get("id"))


@lru_cache(maxsize=4096)
def _is_called_furniture(tag: str, role: str | None, classes: str | None, own: str | None) -> bool:
    if tag in _tags or role in _ROLES:
        return True
    if tag in ("html", "body", "main", "article", "a"):
        return False
    names = [name for name in (classes, own) if name]
    if tag == "p" or tag in HEADINGS:  # "teaser" is what some call a standfirst
        return any(not _OF_PARAGRAPHS_TOO.isdisjoint(words_of_name(name)) for name in names)
    return any(_is_named_furniture(name) for name in names)


def names_of(element: etree._Element) -> frozenset[str]:
    """The words of an element's class and id."""
    return _names_in(element.get("class") or "", element.get("id") or "")


@lru_cache(maxsize=4096)
def _names_in(*names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in words_of_name(name))


@lru_cache(maxsize=4096)
def unnumbered(name: str) -> str:
    """A class without its digits: those number the posts."""
    return _number.sub("", name[:400])


def text_of(element: etree._Element) -> str:
    """All text in an element, white space as single spaces."""
    return " ".join("".join(element.itertext()).split())


def remove_code(body: etree._Element) -> None:
    """Take out what is no text at all: scripts, styles, other documents."""
    etree.strip_elements(body, *_CODE, with_tail=False)


def remove_furniture(body: etree._Element) -> int:
    """Take furniture out of a page, and say how many elements with text went.

    What holds a large part of the text, or the title, stays: themes name whole pages "has-sidebar".
    """
    whole = max(1, len(text_of(body)))
    removed = 0
    for element in [each for each in body.iter(etree.Element) if is_furniture(each)]:
        parent = element.getparent()
        if parent is None or element is body:
            continue
        size = len(text_of(element))
        if size > SHARE_OF_PAGE * whole or (element.tag != "nav" and element.find(".//h1") is not None):
            continue
        if size <= STAMP and (element.find(".//time") is not None or _clock.search(text_of(element))):
            continue  # a post's time stands in an aside on some pages
        removed += size > 0
        _unlink(element, parent)
    return removed


def _unlink(element: etree._Element, parent: etree._Element) -> None:
    """Remove an element; the text behind it stays where it was."""
    tail = element.tail
    if tail:
        before = element.getprevious()
        if before is None:
            parent.text = f"{parent.text or ''} {tail}"
        else:
            before.tail = f"{before.tail or ''} {tail}"
    element.tail = None
    parent.remove(element)
