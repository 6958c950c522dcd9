"""Planted near-duplicates found: pairs of (post, original) against the truth of the public MinHash sets.

The sets as they are; and larger ones of the same kind, made from their sentences: articles of eight sentences drawn by
a fixed seed, one in ten with a copy in which a share of the words is cut, doubled, swapped or another. Beside them
reports in one form, each with numbers, days and names of its own: none is a copy.
"""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterable
from pathlib import Path

from streams.records import Post
from streams.stage import State
from streams.stages import dedupe
from tests.build import NOON, a_post, apply

DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "minhash_articles"
SETS = {"100": "articles_100.train", "1000": "articles_1000.train.gz"}
MADE = 2500
REPORTS = 400  # in each form
CHANGED = (0.02, 0.1)  # shares of words

FORMS = (
    "An earthquake of magnitude {n} shook the district of {town} on {day} at a depth of {m} metres, the institute "
    "said. "
    "There were no reports of damage or of people hurt. Whoever felt it may fill in the form on the institute's "
    "website.",
    "Shares in {town} closed higher on {day} as traders weighed the prospects for interest rates. The leading index "
    "rose "
    "by {n} points to {m}, with banks and miners moving most. Trading was thin before the holidays.",
    "The weather service has issued a warning of heavy rain for {town} from {day} noon. Up to {n} litres a square "
    "metre "
    "may fall within {m} minutes. Rivers may leave their beds; stay away from their banks.",
    "Officers were called to {town} on {day} after a car hit a lamp post. The driver, a man of {n}, had drunk too much "
    "and lost his licence. The damage is put at {m} euros. Witnesses are asked to call the police station.",
)

Pairs = set[frozenset[str]]


def score() -> dict[str, float]:
    """Recall and precision of pairs, for each set."""
    if not DATA.is_dir():
        return {}
    scores: dict[str, float] = {}
    for name, file in SETS.items():
        truth = {frozenset(line.split()) for line in (DATA / f"articles_{name}.truth").read_text().splitlines() if line}
        articles = [(line.partition(" ")[0], line.partition(" ")[2]) for line in _lines(file)]
        scores |= _measured(f"{name} articles", truth, _found(articles))
    texts = [line.partition(" ")[2] for line in _lines(SETS["1000"])]
    for share in CHANGED:
        truth, articles = planted(texts, share)
        scores |= _measured(f"{MADE} made, {share:.0%} of words changed", truth, _found(articles))
    articles = filled_in()
    scores["reports in one form: taken for copies, error"] = len(_found(articles)) / len(articles)
    return scores


def filled_in() -> list[tuple[str, str]]:
    """Reports in a few forms, none of which says what another does."""
    draw = random.Random("filled in")
    towns = [f"{a}{b}{c}" for a in ("Mar", "Tel", "Lun") for b in ("a", "o", "i") for c in ("ven", "dor", "sk", "pol")]
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    told: dict[str, None] = {}
    for form in FORMS:
        start = len(told)
        while len(told) < start + REPORTS:
            town, day = draw.choice(towns), draw.choice(days)
            told[form.format(town=town, day=day, n=draw.randint(2, 99), m=draw.randint(100, 999))] = None
    return [(f"r{n}", text) for n, text in enumerate(told)]


def planted(texts: Iterable[str], share: float) -> tuple[Pairs, list[tuple[str, str]]]:
    """Articles made of others' sentences, and the pairs of original and changed copy among them, in random order."""
    draw = random.Random(f"planted {share}")
    texts = list(texts)
    sentences = sorted({each for text in texts for each in re.split(r"(?<=[.!?]) (?=[A-Z`])", text)})
    words = [word for text in texts for word in text.split()]
    articles = [(f"a{n}", " ".join(draw.sample(sentences, 8))) for n in range(MADE)]
    copied = draw.sample(articles, MADE // 10)
    copies = [(f"copy of {name}", _changed(draw, text, words, share)) for name, text in copied]
    every = articles + copies
    draw.shuffle(every)
    return {frozenset((name, f"copy of {name}")) for name, _ in copied}, every


def _changed(draw: random.Random, text: str, words: list[str], share: float) -> str:
    told: list[str] = []
    for word in text.split():
        way = draw.choice(("cut", "doubled", "swapped", "another")) if draw.random() < share else ""
        if way == "doubled":
            told += [word, word]
        elif way == "another":
            told.append(draw.choice(words))
        elif way == "swapped" and told:
            told.insert(len(told) - 1, word)
        elif way != "cut":
            told.append(word)
    return " ".join(told)


def _lines(file: str) -> list[str]:
    raw = (DATA / file).read_bytes()
    return (gzip.decompress(raw) if file.endswith(".gz") else raw).decode("utf-8", "replace").splitlines()


def _found(articles: Iterable[tuple[str, str]]) -> Pairs:
    state, names, found = State(dedupe.Index()), {}, set()
    for name, text in articles:
        post = a_post(text, name=name, outlet=name)
        names[post.post_id] = name
        (emit,) = apply(state, dedupe.step(state, post, NOON)).out
        assert isinstance(emit.record, Post)
        if emit.record.duplicate_of is not None:
            found.add(frozenset((name, names[emit.record.duplicate_of])))
    return found


def _measured(name: str, truth: Pairs, found: Pairs) -> dict[str, float]:
    right = len(truth & found)
    return {f"{name}: recall": right / len(truth), f"{name}: precision": right / max(len(found), 1)}
