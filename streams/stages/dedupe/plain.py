"""What of a post is compared: its own words, without what outlets put around anybody's news; and whom it credits.

Datelines, by-lines, credit lines, "this is a breaking story" and calls to read on are the same under different news and
different under the same news. They are blanked out, not cut: positions in the text stay what they were.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from streams.data import gazetteer, word_tables
from streams.records import Post
from streams.stages.parse.furniture import furniture

CREDIT_MAX = 90  # characters of a dateline with its agency
SENTENCE_MAX = 300  # characters that are looked at for the end of a sentence that counts for nothing

_table: Final = word_tables.load("copies")


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_AGENCIES: Final[dict[str, str]] = {
    spelling.strip(): name.strip()
    for name, _, others in (line.partition("|") for line in _table["agencies"]["known"])
    for spelling in (name, *others.split(","))
    if spelling.strip()
}
AGENCY_WORDS: Final = frozenset(word for spelling in _AGENCIES for word in spelling.casefold().split())
_word: Final = re.compile(r"[^\W\d_]+")
_FIRST_WORDS: Final = frozenset(_word.findall(spelling)[0] for spelling in _AGENCIES)
_NAMES: Final = _any_of(list(_AGENCIES))
_boundary: Final = re.compile(r"[.!?…)\]\"”»]\s|\n")
_furniture: Final = re.compile(
    rf"[ \t*_(–—-]{{0,4}}(?:{'|'.join(_table['furniture']['starts'])})[^\n.!?]{{0,{SENTENCE_MAX}}}[.!?]?\)?",
    re.IGNORECASE,
)
_label: Final = re.compile(
    rf"\W{{0,5}}(?:{'|'.join(_table['furniture']['labels'])})\b ?(?:[:|–—]|-(?= ))", re.IGNORECASE
)
_dateline: Final = re.compile(
    rf"\W{{0,3}}(?P<place>[^\W\d_][^\n()]{{1,60}}?)?\(?(?:(?<=\()|\b)"
    rf"(?P<agency>(?<=\()[^\W\d_][^()\n]{{1,30}}(?=\))|(?:{_NAMES})(?!\w))\)? ?[-–—:/]"
)
_shouted: Final = re.compile(r"\W{0,3}[A-ZÀ-ÖØ-ÞА-ЯҐЄІЇ][A-ZÀ-ÖØ-ÞА-ЯҐЄІЇ .,'’-]{1,40}(?:[–—] ?| - )(?=[^\W\d_])")
_signed: Final = re.compile(
    rf"(?:\((?P<inside>[^()\n]{{2,40}})\)|(?:[-–—] ?|\b(?:source|quelle|fonte|fuente|źródło|джерело|источник) ?: ?)"
    rf"(?P<known>{_NAMES}))[\s.)]*$",
    re.IGNORECASE,
)
_relay: Final = re.compile(
    rf"(?<!\w)(?:(?:{_any_of(_table['agencies']['before'])}) (?:(?:{_any_of(_table['agencies']['between'])}) ){{0,2}}"
    rf"(?:l['’])?(?P<behind>{_NAMES})|(?P<ahead>{_NAMES}) (?:{_any_of(_table['agencies']['after'])}))(?!\w)"
)
_full_stop: Final = re.compile(r"[.!?…](?:[\"”»’]? |\n|$)")
_lone_word = frozenset(_table["agencies"]["words"])


def plain(text: str) -> str:
    """The text with what counts for nothing blanked out; as long as it was.

    >>> plain("PORTO (Wire) - The bridge is open. More to follow.").split()
    ['The', 'bridge', 'is', 'open.']

    A dateline goes with its place: other outlets leave it out. Leaves the rest of the words as they stand.
    """
    starts = [0, *(found.end() for found in _boundary.finditer(text))]
    spans = [found.span() for start in starts if (found := _furniture.match(text, start)) is not None]
    opening, signature = _opening(text), _signature(text)
    shouted = _shouted.match(text, opening.end)
    if (end := shouted.end() if shouted is not None else opening.end) > 0:
        spans.append((0, end))
    if signature is not None:
        spans.append(signature.span)
    start = 0
    for line in text.split("\n"):
        if line and "\n" in text and furniture(line) is not None:
            spans.append((start, start + len(line)))
        start += len(line) + 1
    if not spans:
        return text
    kept: list[str] = []
    done = 0
    for first, last in sorted(spans):
        if last > done:
            kept.append(text[done : max(first, done)])
            kept.append(" " * (last - max(first, done)))
            done = last
    return "".join((*kept, text[done:]))


def credit(post: Post) -> str | None:
    """The news agency whose report a post is, as its dateline, by-line, last line or first sentence says.

    "With agencies" credits nobody: what of the post is whose remains open, as where two agencies are named.
    """
    signature = _signature(post.text)
    told = {
        name
        for name in (
            _of_authors(post),
            _opening(post.text).agency,
            signature.agency if signature is not None else None,
            _of_first_sentence(post.text),
        )
        if name is not None
    }
    return told.pop() if len(told) == 1 else None


def _of_authors(post: Post) -> str | None:
    return _AGENCIES.get(post.authors[0].strip()) if len(post.authors) == 1 else None


def _of_first_sentence(text: str) -> str | None:
    stop = _full_stop.search(text, 20)
    sentence = text[: stop.end() if stop is not None else SENTENCE_MAX][:SENTENCE_MAX]
    found = _relay.search(sentence) if _may_name_an_agency(sentence) else None
    return _AGENCIES.get(found["behind"] or found["ahead"]) if found is not None else None


class _Opening(NamedTuple):
    """What a text opens with: labels of haste and a dateline end there."""

    end: int
    agency: str | None


@lru_cache(maxsize=2)  # asked for what counts, and for the credit
def _opening(text: str) -> _Opening:
    label = _label.match(text)
    at = label.end() if label is not None else 0
    found = _dateline.match(text, at)
    agency = _dateline_s(found) if found is not None else None
    return _Opening(found.end() if found is not None and agency is not None else at, agency)


class _Signature(NamedTuple):
    span: tuple[int, int]
    agency: str


@lru_cache(maxsize=2)
def _signature(text: str) -> _Signature | None:
    """The agency that a text is signed with."""
    tail = text[-CREDIT_MAX:]
    if not tail.rstrip(" .\n").endswith(")") and not _may_name_an_agency(tail):
        return None
    found = _signed.search(text, max(len(text) - CREDIT_MAX, 0))
    agency = _agency(found["inside"] or found["known"]) if found is not None else None
    return _Signature(found.span(), agency) if found is not None and agency is not None else None


def _may_name_an_agency(text: str) -> bool:
    """Whether one of its words begins an agency's name: quickly, since most texts have none."""
    return not _FIRST_WORDS.isdisjoint(_word.findall(text))


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
