"""What holds for every text, however odd."""

from __future__ import annotations

import math
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.stages.enrich.figures.test_figures import read

WORDS = st.sampled_from(
    [
        *(
            "12",
            "3.5",
            "1,204",
            "1m",
            "2bn",
            "0300",
            "9" * 22,
            "16",
            "18",
            "8:40",
            "½",
            "²",
            "78th",
            "39A",
            "2022",
            "+",
        ),
        *(
            "seven",
            "two",
            "hundred",
            "million",
            "dozen",
            "half",
            "third",
            "several",
            "one",
            "a couple",
            "no",
            "of",
            "the",
        ),
        *(
            "out",
            "in",
            "and",
            "a",
            "an",
            "more than",
            "at least",
            "up to",
            "between",
            "-",
            "–",
            "(",
            ")",
            "$",
            "£",
            "%",
        ),
        *(
            "km",
            "(12 miles)",
            "year",
            "old",
            ",",
            ".",
            ";",
            '"',
            "“",
            "people",
            "drones",
            "killed",
            "were",
            "destroyed",
        ),
        *("by", "which", "said", "Kyiv", "May", "st", "injured", "another", "further", "pm", "°C", "mph", "US$", "Rs"),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=40).map("".join)
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("Shares of at 40% fell.")  # a phrase that ends where it begins has no head
def test_spans_are_inside_in_order_and_apart_and_values_are_finite(text: str) -> None:
    figures = read(text)
    for figure in figures:
        start, end = figure.span
        assert 0 <= start < end <= len(text)
        assert figure.text == text[start:end]
        assert figure.scope is None or figure.scope in text
        for value in (figure.value, figure.low, figure.high):
            assert value is None or math.isfinite(value)
        assert figure.bound != "range" or (figure.low is not None and figure.high is not None)
    assert all(before.span[1] <= after.span[0] for before, after in pairwise(figures))


@settings(max_examples=50, deadline=None)
@given(TEXTS)
def test_the_same_text_reads_the_same(text: str) -> None:
    assert read(text) == read(text)
