"""However many posts are alike and however long they are, a step does no more work than its caps allow."""

from __future__ import annotations

import importlib
import random
from typing import Any

import pytest

from streams.stage import State
from streams.stages import dedupe
from streams.stages.dedupe import index
from streams.stages.dedupe.index import CANDIDATES_MAX
from streams.stages.dedupe.lists import NEAREST
from streams.stages.dedupe.wording import FACTS_MAX, WINDOW, WORDS_MAX, read
from tests.build import a_post, apply, minutes

step = importlib.import_module("streams.stages.dedupe.step")

TOWNS = [f"{a}{b}{c}" for a in ("Mar", "Tel", "Lun") for b in ("a", "o", "i") for c in ("ven", "dor", "sk", "pol")]
WORDS = [*(town.casefold() for town in TOWNS), "bridge", "winter", "council", "harbour", "market", "engine", "valley"]
PARAGRAPH = (
    "The water board said on Tuesday that the dams above the town were full to the brim and that water would be let "
    "out at twice the usual rate until Wednesday noon. People beside the river were asked to move their cars to higher "
    "ground and to stay away from the banks while the sirens on the town hall can be heard."
)


def prose(draw: random.Random, words: int) -> str:
    return " ".join(draw.choices(WORDS, k=words))


def form(draw: random.Random) -> str:
    town = draw.choice(TOWNS)
    return (
        f"A quake of size {draw.randint(11, 99) / 10} shook {town} at {draw.randint(1, 23)}:{draw.randint(10, 59)}, "
        f"lay {draw.randint(1, 900)} metres under the ground, the institute said. Nobody was hurt in {town}."
    )


def paragraph(draw: random.Random) -> str:
    return f"{prose(draw, 40)}. {PARAGRAPH} {prose(draw, 40)}."


# label: a post of this kind, drawn anew each time
ALIKE = {
    "the same words in every post": lambda draw: PARAGRAPH,
    "a paragraph that all posts have": paragraph,
    "a form that is filled in otherwise": form,
}
LONG = {
    "a megabyte of prose": prose(random.Random(1), 140_000),
    "a word a hundred thousand times": "water " * 100_000,
    "a hundred thousand numbers": " ".join(str(n) for n in range(100_000)),
    "a hundred thousand names": " ".join(f"went {TOWNS[n % 36]}{n}" for n in range(50_000)),
    "one word of a megabyte": "a" * 1_000_000,
    "brackets": "(" * 200_000,
    "sentences of one word": "More. " * 100_000,
    "lines of one word": "Subscribe\n" * 50_000,
    "datelines": "LIMA (AP) - " * 50_000,
    "capitals": "LIMA " * 100_000,
    "agencies": "Reuters " * 100_000,
}


@pytest.mark.parametrize("made", ALIKE.values(), ids=ALIKE)
def test_the_work_of_a_step_is_bounded(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    looked_at: list[int] = []
    likeness, near = step.likeness, index.near

    def counted(*given: Any, **more: Any) -> Any:
        compared[-1] += 1
        return likeness(*given, **more)

    def read_of(*given: Any) -> Any:
        found = near(*given)
        looked_at[-1] += len(found)
        return found

    monkeypatch.setattr(step, "likeness", counted)
    monkeypatch.setattr(index, "near", read_of)
    state, draw = State(dedupe.Index()), random.Random(7)
    for n in range(400):
        compared.append(0)
        looked_at.append(0)
        post = a_post(made(draw), name=f"p{n}", outlet=f"Outlet {n}", at=minutes(n))
        apply(state, dedupe.step(state, post, minutes(n)))
    assert max(compared) <= CANDIDATES_MAX
    assert max(looked_at) <= NEAREST * (CANDIDATES_MAX + 2)
    assert max(compared[300:]) <= max(compared[:300]), "no more than before"


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_long_text_is_found_again_by_little_that_is_remembered(text: str) -> None:
    state = State(dedupe.Index())
    first = a_post(text, name="one")
    apply(state, dedupe.step(state, first, minutes(0)))
    (emit,) = dedupe.step(state, a_post(text, name="other", outlet="The Lantern"), minutes(1)).out
    assert emit.record.duplicate_kind == "exact"
    wording = state.get(step.post_key(first.desk, first.post_id)).wording
    assert len(wording.marks) <= 4 * WORDS_MAX
    assert len(wording.prints) <= WORDS_MAX
    assert len(wording.facts) <= FACTS_MAX


def test_one_word_over_and_over_has_few_fingerprints() -> None:
    """Else one post would stand in thousands of lists under one key."""
    assert len(read(None, "water " * 5_000).prints) <= WINDOW
