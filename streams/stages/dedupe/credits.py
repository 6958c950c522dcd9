"""Whose report a post says that it is: the agency of its dateline, by-line, last line or first sentence.

Names of agencies are those of ``outlets.toml``, spelt as there or in capitals. Most texts name none: one automaton over
all names (Aho & Corasick 1975) finds that out before any pattern is tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick

from streams.data import gazetteer, outlets, word_tables
from streams.records import Post

OPENING_MAX = 140  # characters in which a dateline ends, with its agency
CREDIT_MAX = 90  # characters of a signature, from the end
OWN_MAX = 40  # characters of an outlet's name before "with" and an agency's
SENTENCE_MAX = 300  # characters that are looked at for the end of the first sentence
CAPITALS_MIN = 4  # letters of a name that is known in capitals, too

_table: Final = word_tables.load("copies")
_words: Final = _table["agencies"]


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_AGENCIES: Final = {
    spelling: family
    for name, family in outlets.credits().items()
    for spelling in ((name, name.upper()) if len(name) >= CAPITALS_MIN else (name,))
}
AGENCY_WORDS: Final = frozenset(word for spelling in _AGENCIES for word in spelling.casefold().split())
_agencies: Final = AhoCorasick(list(_AGENCIES))
_NAMES: Final = _any_of(_AGENCIES)
_lone_word: Final = frozenset(_words["words"])
_desk: Final = frozenset(_words["desk"])

_label: Final = re.compile(
    rf"\W{{0,5}}(?:{'|'.join(_table['furniture']['labels'])})\b ?(?:[:|–—]|-(?= ))", re.IGNORECASE
)
_byline: Final = re.compile(rf"\W{{0,3}}(?:{_any_of(_words['by'])}) (?P<agency>{_NAMES})[ .]*\n")
_alone: Final = re.compile(r"\W{0,2}\((?P<agency>[^()\n]{2,30})\)[ .]*(?:[-–—:|] ?)?")
_END: Final = r"(?P<end>\.? ?[-–—:/|]|\.(?= ))"
_bracket: Final = re.compile(
    rf"\W{{0,3}}(?P<place>[^\W\d_][^\n()]{{1,60}}(?:\([^()\n]{{2,30}}\)[^\n()]{{0,30}})?)?"
    rf"\((?P<agency>[^\W\d_][^()\n]{{1,30}})\){_END}"
)
_dateline: Final = re.compile(rf"\W{{0,3}}(?P<place>[^\W\d_][^\n()]{{1,60}}?)?\b(?P<agency>{_NAMES})(?!\w){_END}")
_signed_from: Final = re.compile(  # behind a line or a sentence; a dash; a word like "Source:"
    r"(?P<behind>\n|(?<=[.!?…\"”»)])[ \n])|(?<!\w)[-–—]|\b\w{4,9} ?: "
)
_between: Final = re.compile(rf" ?[/,+&] ?| (?:{_any_of(_words['joints'])}) ")
_initials: Final = re.compile(r"[a-zäöü]{1,3}")  # of the editor, or of a regional service
_source: Final = re.compile(rf"(?:{_any_of(_words['sources'])}) ?: ?", re.IGNORECASE)
_beside: Final = re.compile(rf"(?:(?<!\w)(?:{_any_of(_words['beside'])}) (?:l['’])?)", re.IGNORECASE)
_relay: Final = re.compile(
    rf"(?<!\w)(?:(?:{_any_of(_words['before'])}) (?:(?:{_any_of(_words['between'])}) ){{0,2}}"
    rf"(?:l['’])?(?P<behind>{_NAMES})|(?P<ahead>{_NAMES}) (?:{_any_of(_words['after'])}))(?!\w)"
)
_full_stop: Final = re.compile(r"[.!?…](?:[\"”»’]? |\n|$)")

Agencies = frozenset[str]  # that a credit names; none where it names them beside the outlet's own reporters
BESIDE: Final[Agencies] = frozenset()


class Opening(NamedTuple):
    """What a text opens with: labels of haste, a dateline or a by-line end there."""

    end: int
    agencies: Agencies


class Signature(NamedTuple):
    """The credit that a text ends with, and where it starts."""

    start: int
    agencies: Agencies


def credit(post: Post) -> str | None:
    """The news agency whose report a post is, as its dateline, by-line, last line or first sentence says.

    "With agencies" credits nobody: what of the post is whose remains open, as where two agencies are named.
    """
    signed = signature(post.text)
    told = _of_authors(post) | opening(post.text).agencies | _of_first_sentence(post.text)
    if signed is not None:
        told |= signed.agencies
    return next(iter(told)) if len(told) == 1 else None


@lru_cache(maxsize=2)  # asked for what counts, and for the credit
def opening(text: str) -> Opening:
    """The opening of a text; it ends at 0 where there is none."""
    label = _label.match(text)
    at = label.end() if label is not None else 0
    head = text[at : at + OPENING_MAX]
    forms = _OF_BRACKETS if "(" in head else ()
    for form, agencies_of in (*forms, *(_OF_NAMES if _names_an_agency(head) else ())):
        found = form.match(text, at)
        if found is not None and (agencies := agencies_of(found)) is not None:
            return Opening(found.end(), agencies)
    return Opening(at, BESIDE)


@lru_cache(maxsize=2)
def signature(text: str) -> Signature | None:
    """The credit that a text is signed with."""
    end = len(text.rstrip(" \n."))
    tail = text[max(end - CREDIT_MAX, 0) : end]
    is_closed = tail.endswith((")", "]", "/"))
    if not is_closed and not _names_an_agency(tail):
        return None
    for start, told, is_line in _last_words(tail, is_closed):
        agencies = _told(told, is_line=is_line and end == len(text.rstrip()), lone=not is_closed)
        if agencies is not None:
            return Signature(max(end - CREDIT_MAX, 0) + start, agencies)
    return None


def _last_words(tail: str, is_closed: bool) -> Iterator[tuple[int, str, bool]]:
    """What of a text's end may be its signature: where it starts, the words, and whether they are a line."""
    if is_closed:
        start = tail.rfind({")": "(", "]": "[", "/": "/"}[tail[-1]], 0, -1)
        if start >= 0:
            yield start, tail[start + 1 : -1], False
        return
    for found in reversed(list(_signed_from.finditer(tail))):
        start = found.end() if found["behind"] else found.start()
        yield start, tail[start:].lstrip(" -–—"), found["behind"] == "\n"


def _told(told: str, *, is_line: bool = False, lone: bool = False) -> Agencies | None:
    """The agencies that a credit names: "dpa/mh", "Reuters, AP", "Quelle: dpa", "Le Courrier avec AFP"; else None.

    A ``lone`` credit has no bracket: only agencies that are known stand so.
    """
    source = _source.match(told)
    told = told[source.end() :] if source is not None else told
    beside = _beside.search(told)
    if beside is not None and (beside.start() == 0 or (is_line and beside.start() <= OWN_MAX)):
        return BESIDE if _parts(told[beside.end() :], lone=True) else None
    return _parts(told, lone=lone)


def _parts(told: str, *, lone: bool) -> Agencies | None:
    """The agencies that are joined in one credit; None where anything else is joined with them."""
    found: set[str] = set()
    is_own = True
    for part in _between.split(told.strip(" .*")):
        if (agency := _AGENCIES.get(part) if lone else _agency(part)) is not None:
            found.add(agency)
        elif part.isupper() and len(part) > 1:  # "ABC/AFP": an outlet beside the agency
            is_own = False
        elif _initials.fullmatch(part) is None and part.casefold() not in _desk:
            return None
    if not found:
        return None
    return frozenset(found) if is_own else BESIDE


def _all_known(found: re.Match[str]) -> Agencies | None:
    return _parts(found["agency"], lone=True)


def _dateline_s(found: re.Match[str]) -> Agencies | None:
    """The agencies of a dateline: behind a place in capitals whatever name stands there that is no place itself."""
    place = (found["place"] or "").strip(" ,.:").partition(",")[0].partition(".")[0].strip()
    if found["end"] == "." and not place.isupper():
        return None
    known = _parts(found["agency"], lone=False)
    if known is not None or not place.isupper():
        return known
    name = found["agency"].strip()
    return None if gazetteer.load().named(gazetteer.fold(name)) else frozenset((name,))


_OF_BRACKETS: Final = ((_alone, _all_known), (_bracket, _dateline_s))
_OF_NAMES: Final = ((_byline, _all_known), (_dateline, _dateline_s))


def _of_authors(post: Post) -> Agencies:
    agency = _AGENCIES.get(post.authors[0].strip()) if len(post.authors) == 1 else None
    return frozenset((agency,)) if agency is not None else BESIDE


def _of_first_sentence(text: str) -> Agencies:
    if not _names_an_agency(text[:SENTENCE_MAX]):
        return BESIDE
    stop = _full_stop.search(text, 20)
    sentence = text[: stop.end() if stop is not None else SENTENCE_MAX][:SENTENCE_MAX]
    found = _relay.search(sentence)
    return frozenset((_AGENCIES[found["behind"] or found["ahead"]],)) if found is not None else BESIDE


def _names_an_agency(text: str) -> bool:
    """Whether an agency's name stands anywhere in it, be it as part of a word."""
    return bool(_agencies.find_matches_as_indexes(text))


def _agency(name: str) -> str | None:
    """An agency by its name in brackets, be it in small letters: one that is known, or that says so ("Hill Wire")."""
    name = name.strip()
    known = _AGENCIES.get(name) or (_AGENCIES.get(name.upper()) if name.islower() else None)
    if known is not None:
        return known
    words = name.casefold().split()
    says_so = any(word in _lone_word for word in (words[-1], " ".join(words[-2:]))) if words else False
    return name if says_so and len(words) <= 5 and name[0].isupper() else None
