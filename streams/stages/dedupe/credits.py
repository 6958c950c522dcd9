"""Whose report a post says that it is: the agency of its dateline, by-line, last line or first sentence.

Names of agencies are those of ``outlets.toml``, spelt as there. Most texts name none: one automaton over all names (Aho
& Corasick 1975) finds that out before any pattern is tried.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from streams.data import gazetteer, outlets, word_tables
from streams.records import Post

OPENING_MAX = 140  # characters in which a dateline ends, with its agency
CREDIT_MAX = 90  # characters of a signature, from the end
SENTENCE_MAX = 300  # characters that are looked at for the end of the first sentence

_table: Final = word_tables.load("copies")


def any_of(words: list[str]) -> str:
    """A pattern for one of these words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_AGENCIES: Final = outlets.credits()
AGENCY_WORDS: Final = frozenset(word for spelling in _AGENCIES for word in spelling.casefold().split())
_agencies: Final = AhoCorasick(list(_AGENCIES))
_NAMES: Final = any_of(list(_AGENCIES))
_label: Final = re.compile(
    rf"\W{{0,5}}(?:{'|'.join(_table['furniture']['labels'])})\b ?(?:[:|–—]|-(?= ))", re.IGNORECASE
)
_dateline: Final = re.compile(
    rf"\W{{0,3}}(?P<place>[^\W\d_][^\n()]{{1,60}}?)?\(?(?:(?<=\()|\b)"
    rf"(?P<agency>(?<=\()[^\W\d_][^()\n]{{1,30}}(?=\))|(?:{_NAMES})(?!\w))\)? ?[-–—:/]"
)
_signed: Final = re.compile(
    rf"(?:\((?P<inside>[^()\n]{{2,40}})\)|(?:[-–—] ?|\b(?:source|quelle|fonte|fuente|źródło|джерело|источник) ?: ?)"
    rf"(?P<known>{_NAMES}))[\s.)]*$",
    re.IGNORECASE,
)
_relay: Final = re.compile(
    rf"(?<!\w)(?:(?:{any_of(_table['agencies']['before'])}) (?:(?:{any_of(_table['agencies']['between'])}) ){{0,2}}"
    rf"(?:l['’])?(?P<behind>{_NAMES})|(?P<ahead>{_NAMES}) (?:{any_of(_table['agencies']['after'])}))(?!\w)"
)
_full_stop: Final = re.compile(r"[.!?…](?:[\"”»’]? |\n|$)")
_lone_word: Final = frozenset(_table["agencies"]["words"])


class Opening(NamedTuple):
    """What a text opens with: labels of haste and a dateline end there."""

    end: int
    agency: str | None


class Signature(NamedTuple):
    """The agency that a text ends with, and where it is told."""

    span: tuple[int, int]
    agency: str


def credit(post: Post) -> str | None:
    """The news agency whose report a post is, as its dateline, by-line, last line or first sentence says.

    "With agencies" credits nobody: what of the post is whose remains open, as where two agencies are named.
    """
    signed = signature(post.text)
    told = {
        name
        for name in (
            _of_authors(post),
            opening(post.text).agency,
            signed.agency if signed is not None else None,
            _of_first_sentence(post.text),
        )
        if name is not None
    }
    return told.pop() if len(told) == 1 else None


@lru_cache(maxsize=2)  # asked for what counts, and for the credit
def opening(text: str) -> Opening:
    """The opening of a text; it ends at 0 where there is none."""
    label = _label.match(text)
    at = label.end() if label is not None else 0
    head = text[at : at + OPENING_MAX]
    found = _dateline.match(text, at) if "(" in head or _names_an_agency(head) else None
    agency = _dateline_s(found) if found is not None else None
    return Opening(found.end() if found is not None and agency is not None else at, agency)


@lru_cache(maxsize=2)
def signature(text: str) -> Signature | None:
    """The agency that a text is signed with."""
    tail = text[-CREDIT_MAX:]
    if not tail.rstrip(" .\n").endswith(")") and not _names_an_agency(tail):
        return None
    found = _signed.search(text, max(len(text) - CREDIT_MAX, 0))
    agency = _agency(found["inside"] or found["known"]) if found is not None else None
    return Signature(found.span(), agency) if found is not None and agency is not None else None


def _of_authors(post: Post) -> str | None:
    return _AGENCIES.get(post.authors[0].strip()) if len(post.authors) == 1 else None


def _of_first_sentence(text: str) -> str | None:
    if not _names_an_agency(text[:SENTENCE_MAX]):
        return None
    stop = _full_stop.search(text, 20)
    sentence = text[: stop.end() if stop is not None else SENTENCE_MAX][:SENTENCE_MAX]
    found = _relay.search(sentence)
    return _AGENCIES.get(found["behind"] or found["ahead"]) if found is not None else None


def _names_an_agency(text: str) -> bool:
    """Whether an agency's name stands anywhere in it, be it as part of a word."""
    return bool(_agencies.find_matches_as_indexes(text))


def _dateline_s(found: re.Match[str]) -> str | None:
    """The agency of a dateline: behind a place in capitals whatever name stands there that is no place itself."""
    known, place = _agency(found["agency"]), found["place"] or ""
    if known is not None or not place.partition(",")[0].strip().isupper():
        return known
    name = found["agency"].strip()
    return None if gazetteer.load().named(gazetteer.fold(name)) else name


def _agency(name: str) -> str | None:
    """An agency by its name: one that is known, or that says so ("Coast News Agency", "Hill Wire"); else None."""
    name = name.strip()
    known = _AGENCIES.get(name)
    if known is not None:
        return known
    words = name.casefold().split()
    says_so = any(word in _lone_word for word in (words[-1], " ".join(words[-2:]))) if words else False
    return name if says_so and len(words) <= 5 and name[0].isupper() else None
