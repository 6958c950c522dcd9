"""What holds for every text, hostile ones included."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.data.times import LANGUAGES, lexicon
from streams.stages.enrich import times
from streams.stages.enrich.document import Document
from streams.stages.enrich.times import RULES
from streams.stages.enrich.times.grammar import INERT, MACROS, Grammar
from streams.stages.enrich.times.tokens import tokenise
from tests.stages.enrich.times.reading import at, document, nowhere, values

SEED = Path(__file__).parents[5] / "shared" / "seed"

WORDS = sorted(lexicon("en").words) + [" ".join(row[0]) for rows in lexicon("en").phrases.values() for row in rows]
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(str.title),
    st.integers(0, 10**12).map(str),
    st.sampled_from(["2am", "14:30", "9999-12-31", "31.12.9999", "0001-01-01T00:00:00+14:00", "1990s", "'98", "31st"]),
    st.sampled_from([",", ".", "-", "–", "/", "(", "\n", "'s", "’", "$", "\u2028", "İ"]),
    st.text(max_size=6),
)
TEXTS = st.lists(PIECES, max_size=25).map(" ".join)
REFERENCES = st.datetimes().map(lambda at: at.replace(microsecond=0).isoformat())
ZONES = st.sampled_from([None, "Europe/Kyiv", "Pacific/Kiritimati", "America/Anchorage", "No/Where", "../etc"])


@settings(max_examples=300, deadline=None)
@given(TEXTS, REFERENCES, ZONES, ZONES, st.sampled_from(["en", "de", "uk", None]))
def test_every_expression_is_well_formed(
    text: str, reference: str, place: str | None, zone: str | None, lang: str
) -> None:
    told = document(text, reference, zone, lang)
    found = times.find(told, at(place) if place else nowhere)
    assert found == times.find(told, at(place) if place else nowhere)
    end = 0
    for time in found:
        assert end <= time.span[0] < time.span[1] <= len(text)
        assert text[slice(*time.span)] == time.text
        assert time.type in ("DATE", "TIME", "DURATION", "SET")
        assert time.value
        assert (time.start is None) == (time.end is None)
        assert time.start is None or time.end is None or time.start <= time.end
        end = time.span[1]


HOSTILE = [
    "2am ",
    "1-",
    "the ",
    "a few of ",
    "9 to ",
    "1/1/",
    "' s",
    "Oct. ",
    "12:",
    "1.1.",
    "Friday 2am ",
    "1,111",
    "9" * 50,
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_with_the_text(piece: str) -> None:
    """Counted, not timed: tokens, and places at which the grammar is asked, grow no faster than the text."""
    steps = []
    for size in (2_000, 4_000):
        words = lexicon("en")
        tokens = tokenise(piece * size, words)
        asked = 0
        for match in Grammar(RULES, words).matches(tokens):
            asked += match.last - match.first
        steps.append(len(tokens) + asked)
    assert steps[1] <= 2 * steps[0] + 4


def test_a_long_text_is_read_to_its_end() -> None:
    text = "No news of it, none. " * 40_000 + "It ended on Thursday."
    told = Document("d", text, None, document("").reference, None, "en", None, ((0, len(text)),))
    assert [time.value for time in times.find(told, nowhere)] == ["2022-12-29"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_word_stands_in_one_class_that_the_grammar_knows(lang: str) -> None:
    patterns = " ".join([*(rule.pattern for rule in RULES), *MACROS.values()])
    kinds = sorted({kind for kind, _ in lexicon(lang).words.values()} - {"BETWEEN", "LEAD", "OLD"})  # for guards
    assert [kind for kind in kinds if kind not in patterns] == []


def test_no_rule_begins_with_a_class_that_the_search_passes_by() -> None:
    for rule in RULES:
        first = rule.pattern.lstrip("(?:").split()[0].strip("()?|")
        assert first not in INERT, rule.name


@pytest.mark.skipif(not SEED.exists(), reason="the example page is not here")
def test_times_of_the_example_page() -> None:
    lines = next(SEED.glob("*.txt")).read_text("utf-8").split("\n")
    told = {number: dict(values(lines[number - 1], place="Europe/Kyiv")) for number in (3, 6, 7, 21, 29, 44)}
    assert told[6]["2am local time"] == told[44]["2.00 am local time"] == "2022-12-30T02:00"
    assert told[7]["Thursday"] == told[21]["29 December"] == "2022-12-29"
    assert told[3]["spring of next year"] == told[29]["spring 2023"] == "2023-SP"
