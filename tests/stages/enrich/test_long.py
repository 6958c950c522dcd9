"""What is read of a very long post, and that reading it costs no more than its length."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import pytest

from streams.data import gazetteer
from streams.records import Claim, Enriched, Place
from streams.stages.enrich import Enricher, Reading, claims, enrich
from streams.stages.enrich.document import LINE_MAX, sentences
from streams.stages.enrich.step import HEADLINE_MAX, READ_MAX
from tests.build import NOON, a_post

PROSE = "Nine people were hurt on Sunday when a ferry struck the quay at Split, harbour master Ivo Babić said. "


@cache
def world() -> gazetteer.Gazetteer:
    return gazetteer.load()


def long(unit: str, characters: int) -> str:
    return (unit * (characters // len(unit) + 1))[:characters]


def read(text: str, **fields: Any) -> Enriched:
    return enrich(world(), a_post(text, at=NOON, **fields))


def spans(post: Enriched) -> list[tuple[int, int]]:
    """Spans of all that was found in a post, but for its passages."""
    found = [place.span for place in post.places if place.span is not None]
    found += [told.span for told in post.times] + [figure.span for figure in post.figures]
    found += [span for person in post.people for span in person.spans]
    return found + [span for claim in post.claims for span in claims.pairs(claim)]


UNITS = {
    "prose": PROSE,
    "lines": PROSE.strip() + "\n",
    "words without an end": "ferry ",
    "a word without an end": "ferry",
    "opening quotation marks": "“a ",
    "verbs that open nothing": "denied, ",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_only_the_first_part_is_read_and_the_whole_is_kept(unit: str) -> None:
    text = long(unit, 200_000)
    post = read(text)
    assert post.text == text
    assert post.degraded == ("cut",)
    assert all(0 <= start < end <= READ_MAX for start, end in spans(post))
    *told, rest = post.passages
    assert (rest.role, rest.kind, rest.span[1]) == ("background", None, len(text.rstrip()))
    ends = [0, *(passage.span[1] for passage in told)]
    starts = [*(passage.span[0] for passage in told), rest.span[0]]
    assert all(not text[end:start].strip() for end, start in zip(ends, starts, strict=True))
    assert READ_MAX - 4096 <= rest.span[0] <= READ_MAX + 1


def test_what_is_read_ends_with_a_sentence() -> None:
    post = read(long(PROSE, 200_000))
    assert post.text[post.passages[-1].span[0] :].startswith(PROSE)
    assert len(post.figures) == post.passages[-1].span[0] // len(PROSE)


def test_enrichers_are_given_no_more_than_is_read() -> None:
    given: list[tuple[int, int]] = []

    def find(reading: Reading) -> tuple[Place, ...]:
        given.append((len(reading.document.text), len(reading.document.headline or "")))
        return ()

    seeing = Enricher(name="seeing", finds="places", version="1", find=find)
    post = enrich(world(), a_post(long(PROSE, 200_000), headline=long(PROSE, 50_000)), enrichers=(seeing,))
    assert given[0][0] <= READ_MAX and given[0][1] <= HEADLINE_MAX
    assert post.headline is not None and len(post.headline) == 50_000


WHOLE = {
    "a post of just what is read": long(PROSE, READ_MAX - 1) + ".",
    "a post that ends in white space": long(PROSE, READ_MAX - 2) + "." + " " * 50_000,
    "a short post": PROSE,
}


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE)
def test_nothing_is_cut_from(text: str) -> None:
    post = read(text)
    assert not post.degraded
    assert len(post.passages) == 1


def test_a_heading_too_long_is_said_to_be_cut() -> None:
    assert read(PROSE, headline="Ferry " * 1000).degraded == ("cut",)
    assert not read(PROSE, headline="Ferry strikes quay").degraded


def test_a_long_line_has_the_sentences_of_short_ones() -> None:
    count = 4 * LINE_MAX // len(PROSE)
    one = sentences(PROSE * count)
    assert one == sentences((PROSE.strip() + "\n") * count)
    assert len(one) == count


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_no_word_of_a_long_line_is_lost(unit: str) -> None:
    text = long(unit, 3 * LINE_MAX + 7)
    found = sentences(text)
    assert "".join("".join(text[a:b].split()) for a, b in found) == "".join(text.split())
    assert max(b - a for a, b in found) <= LINE_MAX


def claim(source: str, *pieces: tuple[int, int]) -> Claim:
    return Claim(claim_id=source, text="", span=pieces[0] if len(pieces) == 1 else pieces, source=source)


CLAIMS = (
    claim("outer", (10, 60)),
    claim("parted", (0, 5), (70, 90)),
    claim("inner", (20, 30)),
    claim("same", (20, 30)),
)
COVERED = {
    "inside one claim": ((40, 42), "outer"),
    "inside two": ((22, 24), "inner"),
    "all of it": ((10, 60), "outer"),
    "across the edge of the inner": ((28, 33), "outer"),
    "in the first piece of a parted claim": ((1, 3), "parted"),
    "in the second piece": ((70, 71), "parted"),
    "in the gap": ((62, 64), None),
    "across the edge of all": ((55, 65), None),
    "after all": ((95, 99), None),
}


def test_sayers_are_found_in_one_pass_as_one_by_one() -> None:
    asked = [span for span, _ in COVERED.values()][::-1]  # in no order
    told = [found and found.source for found in claims.sayers_at(CLAIMS, asked)]
    assert told == [sayer for _, sayer in COVERED.values()][::-1]
    assert told == [(one := claims.sayer_at(CLAIMS, span)) and one.source for span in asked]


def cost(characters: int) -> float:
    """CPU seconds of reading so much, the least of three."""
    post = a_post(long(PROSE, characters), at=NOON)
    taken = []
    for _ in range(3):
        start = time.process_time()
        enrich(world(), post)
        taken.append(time.process_time() - start)
    return min(taken)


def test_four_times_the_text_costs_about_four_times_as_much() -> None:
    """Were it the square, it would be sixteen times."""
    cost(1_000)  # tables are loaded on first use
    assert cost(64_000) <= 8 * cost(16_000)
