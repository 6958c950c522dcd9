"""What the labelled dev sets say of the weights of a match: a logistic regression over pairs of their articles.

    .venv/bin/python -m tests.quality.fit

Every article comes whole and cut to its first sentences, as a brief or a post of a live page would tell it. Pairs are
those that the window lets meet and that share some words; topics are halved, so that what is printed of a half was
fitted on the other. It prints the weights and leaves ``streams/data/weights.toml`` alone: thresholds, and the evidence
of which these sets hold few hard cases, are set by hand on ``tests/cases``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np
import orjson

from streams import codec
from streams.codec import make_update
from streams.pipeline import pipeline
from streams.runtime.replay import Replay
from streams.settings import Settings
from streams.stages.curate import evidence, match
from streams.stages.curate.profile import Profile, profile
from streams.stages.curate.signature import sign
from streams.stages.enrich.document import sentences
from streams.stages.enrich.passages import happenings
from streams.topics import ENRICHED
from tests.quality.groups import Article, ecbplus, news_clusters, update_id

LEAST = 0.03  # cosine under which two articles would never meet
RIDGE = 0.1
BRIEFS = (1, 2, 2, 3, 4)  # sentences

Told = tuple[str, Profile]  # the article's event, and its main passage ready to be compared


def brief(article: Article, chance: random.Random) -> Article:
    """The article's first sentences."""
    text = article.item["text"] or ""
    spans, count = sentences(text), chance.choice(BRIEFS)
    item = {**article.item, "text": text[: spans[count - 1][1]] if len(spans) > count else text}
    return Article(article.name, article.gold, item, article.seen)


def told(articles: Sequence[Article]) -> list[Told]:
    """The articles as curation compares them; those without a word are left out."""
    articles = [each for each in articles if each.item["headline"] or each.item["text"]]
    run = Replay(pipeline(Settings())[:3])
    run.feed(
        make_update(orjson.dumps(a.item), source=a.name, seen=a.seen, content_type="application/json") for a in articles
    )
    gold = {update_id(a): a.gold for a in articles}
    found = []
    for record in run.records(ENRICHED):
        post = codec.read(ENRICHED, record)
        if passages := happenings(post.passages):
            found.append((gold[post.ce_id], profile(sign(post, passages[0], with_heading=True))))
    return found


def pairs(articles: list[Told], window: timedelta) -> Iterator[tuple[str, str, evidence.Evidence]]:
    """The events of two articles that may meet, and the evidence between them."""
    for n, (event, one) in enumerate(articles):
        for other_event, other in articles[:n]:
            near = abs(one.signature.told - other.signature.told) <= window
            if near and one.cosine(other) >= LEAST:
                yield event, other_event, evidence.compare(other, one)


def fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Weights of a logistic regression, the bias first, by iteratively reweighted least squares with a ridge."""
    x = np.hstack([np.ones((len(x), 1)), x])
    ridge = RIDGE * np.eye(x.shape[1])
    ridge[0, 0] = 0.0
    found = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + ridge
        step = np.linalg.solve(hessian, x.T @ (weight * (y - p)) - ridge @ found)
        found = found + step
        if np.abs(step).max() < 1e-6:
            break
    return found


def average_precision(y: np.ndarray, score: np.ndarray) -> float:
    """Mean of the precision at each right pair, the best score first."""
    right = y[np.argsort(-score, kind="stable")]
    return float((np.cumsum(right) / np.arange(1, len(right) + 1))[right == 1].mean())


def main() -> None:
    window = timedelta(hours=Settings().window_hours)
    chance = random.Random(5)
    rows: list[tuple[str, int, bool, evidence.Evidence, float]] = []  # set, half, same event, evidence, weight
    for name, articles in (("clusters", news_clusters()), ("ecb+", ecbplus())):
        for form, given in (("whole", articles), ("brief", [brief(each, chance) for each in articles])):
            found = list(pairs(told(given), window))
            numbers = {
                event: n
                for n, event in enumerate(
                    sorted({e.rstrip("abcdefghijklmnopqrstuvwxyz") for e in (a.gold for a in given)})
                )
            }
            for one, other, each in found:
                topics = {numbers[e.rstrip("abcdefghijklmnopqrstuvwxyz")] % 2 for e in (one, other)}
                half = topics.pop() if len(topics) == 1 else -1
                rows.append((f"{name} {form}", half, one == other, each, 1000 / len(found)))
    sets, halves = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    y, x = np.array([row[2] for row in rows], float), np.array([row[3] for row in rows])
    weight = np.array([row[4] for row in rows])
    now = np.array([match.weights()["bias"], *(match.weights()[kind] for kind in evidence.KINDS)])
    print("average precision of pairs: fitted on the other half of the topics, and with the weights that ship")
    for name in dict.fromkeys(sets):
        for half in (0, 1):
            fitted = fit(x[halves == 1 - half], y[halves == 1 - half], weight[halves == 1 - half])
            here = (sets == name) & (halves == half)
            scores = [average_precision(y[here], x[here] @ found[1:]) for found in (fitted, now)]
            print(f"  {name:15} half {half}  {scores[0]:.3f}  {scores[1]:.3f}")
    print("weights fitted on all, and those that ship")
    for kind, value, ships in zip(("bias", *evidence.KINDS), fit(x, y, weight), now, strict=True):
        print(f"  {kind:10} {value:6.2f}  {ships:6.2f}")


if __name__ == "__main__":
    main()
