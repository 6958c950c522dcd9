"""What of a post is compared: its own words, without what outlets put around anybody's news; and whom it credits.

Datelines, by-lines, credit lines, "this is a breaking story" and calls to read on are the same under different news and
different under the same news. They are blanked out, not cut: positions in the text stay what they were.
"""

from __future__ import annotations

import re
from typing import Final

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
    at = 0
    for pattern in (_label, _dateline, _shouted):
        found = pattern.match(text, at)
        if found is not None and (pattern is not _dateline or _dateline_s(found) is not None):
            spans.append((at, found.end()))
            at = found.end()
    signed = _signed.search(text, max(len(text) - CREDIT_MAX, 0))
    if signed is not None and _agency(signed["inside"] or signed["known"]) is not None:
        spans.append(signed.span())
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
    told = {
        name
        for name in (
            _of_authors(post),
            _of_dateline(post.text),
            _of_last_line(post.text),
            _of_first_sentence(post.text),
        )
        if name is not None
    }
    return told.pop() if len(told) == 1 else None


def _of_authors(post: Post) -> str | None:
    return _AGENCIES.get(post.authors[0].strip()) if len(post.authors) == 1 else None


def _of_dateline(text: str) -> str | None:
    label = _label.match(text)
    found = _dateline.match(text, label.end() if label is not None else 0)
    return _dateline_s(found) if found is not None else None


def _of_last_line(text: str) -> str | None:
    found = _signed.search(text, max(len(text) - CREDIT_MAX, 0))
    return _agency(found["inside"] or found["known"]) if found is not None else None


def _of_first_sentence(text: str) -> str | None:
    stop = _full_stop.search(text, 20)
    found = _relay.search(text[: stop.end() if stop is not None else SENTENCE_MAX][:SENTENCE_MAX])
    return _AGENCIES.get(found["behind"] or found["ahead"]) if found is not None else None


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
