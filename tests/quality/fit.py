"""What the labelled dev sets say of the weights of a match: a logistic regression over passages and events.

    .venv/bin/python -m tests.quality.fit

What is fitted is what is decided: a report against an event that the reports before it tell of, as labelled. Of the
articles, every one comes whole and cut to its first sentences, as a brief would tell it; the short streams (dev alone)
all meet on one desk, in the same weeks; the cases of ``tests/cases``, the hard ones, are a set, too. Topics are in five
parts, so that what is printed of a part was fitted on the others. It prints the weights and leaves
``streams/data/weights.toml`` alone: thresholds are set on what comes out of the pipeline, and by hand on the cases.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import orjson

from streams import codec
from streams.codec import make_update
from streams.pipeline import pipeline
from streams.records import Enriched
from streams.runtime.replay import Replay
from streams.settings import Settings
from streams.stages.curate import evidence, match, timeline
from streams.stages.curate.profile import Profile, profile
from streams.stages.curate.signature import sign
from streams.stages.enrich.document import sentences
from streams.stages.enrich.passages import happenings, tells_of_several
from streams.topics import ENRICHED
from tests.build import records, updates_of
from tests.quality.groups import Article, ecbplus, news_clusters, update_id
from tests.quality.streams import streams

LEAST = 0.03  # cosine under which two articles would never meet
RIDGE = 0.1
PARTS = 5
BRIEFS = (1, 2, 2, 3, 4)  # sentences
MEMBERS = timeline.FIRST + timeline.NEAREST
# Of all weight: a desk's posts are more like the streams than like whole articles; cases are hard on purpose.
SHARE = {"streams": 2000.0, "cases": 50.0, "clusters": 300.0, "ecb+": 500.0}
CASES = Path(__file__).parents[1] / "cases"
MONDAY = datetime(2025, 3, 3, tzinfo=UTC)

Told = tuple[str, str, Profile]  # the article's topic, its event, and its main passage ready to be compared
Row = tuple[str, int, bool, evidence.Evidence, float]
Decision = tuple[str, bool, evidence.Evidence]  # the topic, whether the passage tells of the event, what speaks for it


def brief(article: Article, chance: random.Random) -> Article:
    """The article's first sentences."""
    text = article.item["text"] or ""
    spans, count = sentences(text), chance.choice(BRIEFS)
    item = {**article.item, "text": text[: spans[count - 1][1]] if len(spans) > count else text}
    return Article(article.name, article.gold, item, article.seen)


def crowded() -> list[Article]:
    """The posts of the dev streams, moved by whole weeks into the same ones, in order of arrival."""
    found = []
    for stream in (each for each in streams() if each.half == "dev"):
        posts = stream.labels["posts"]
        shift = timedelta(weeks=round((MONDAY - datetime.fromisoformat(posts[0]["published"])) / timedelta(weeks=1)))
        for post in posts:
            if post["id"] in stream.gold:
                published = datetime.fromisoformat(post["published"]) + shift
                item = {key: post[key] for key in ("headline", "text", "outlet")} | {
                    "id": f"{stream.name}-{post['id']}", "published": published.isoformat(),
                }  # fmt: skip
                found.append(Article(item["id"], stream.gold[post["id"]], item, published))
    return sorted(found, key=lambda article: (article.seen, article.name))


def cases() -> list[Told]:
    """The posts of the cases that stand in one group of those that are told together or apart, case by case."""
    found: list[Told] = []
    for folder in sorted(path.parent for path in CASES.glob("*/*/expected.json") if path.parts[-3] != "known-failures"):
        expected = orjson.loads((folder / "expected.json").read_bytes())
        groups = [*expected.get("events", []), *([heading] for group in expected.get("apart", []) for heading in group)]
        counts = Counter(heading for group in groups for heading in group)
        gold = {each: f"{folder.name}/{n}" for n, group in enumerate(groups) for each in group if counts[each] == 1}
        run = Replay(pipeline(Settings())[:3])
        run.feed(updates_of(folder / "updates.ndjson"))
        posts = {post.post_id: post for post in records(run, ENRICHED) if isinstance(post, Enriched)}  # as last edited
        for post in posts.values():
            passages = happenings(post.passages)
            if passages and post.headline in gold:
                signature = sign(post, passages[0], with_heading=not tells_of_several(post))
                found.append((folder.name, gold[post.headline], profile(signature)))
    return found


def topic(event: str) -> str:
    """A stream, an ECB+ topic without its letters, or the cluster itself."""
    return event.split("/")[0] if "/" in event else event.rstrip("abcdefghijklmnopqrstuvwxyz")


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
            signature = sign(post, passages[0], with_heading=not tells_of_several(post))
            found.append((topic(gold[post.ce_id]), gold[post.ce_id], profile(signature)))
    return found


def decisions(articles: Iterable[Told], window: timedelta, *, within: bool = False) -> Iterator[Decision]:
    """Each article against the events before it that it may meet; ``within`` a topic alone."""
    before: dict[str, list[Profile]] = defaultdict(list)
    for of, event, one in articles:
        for known, members in before.items():
            if within and topic(known) != of:
                continue
            compared = members if len(members) <= MEMBERS else members[: timeline.FIRST] + members[-timeline.NEAREST :]
            near = min(abs(one.signature.told - other.signature.told) for other in compared) <= window
            if near and (known == event or max(sum(one.cosine(other)) for other in compared) >= LEAST):
                yield of, known == event, match.weigh(one, compared, evidence.Members.of(compared)).every
        before[event].append(one)


def gathered() -> list[Row]:
    """All decisions: the set, the part its topic is in, whether it is right, its evidence, and what it weighs."""
    window = timedelta(hours=Settings().window_hours)
    chance = random.Random(5)
    sets: dict[str, list[Told]] = {"streams": told(crowded()), "cases": cases()}
    for name, articles in (("clusters", news_clusters()), ("ecb+", ecbplus())):
        sets |= {name: told(articles), f"{name} brief": told([brief(each, chance) for each in articles])}
    rows: list[Row] = []
    for name, given in sets.items():
        found = list(decisions(given, window, within=name == "cases"))
        part = {of: number % PARTS for number, of in enumerate(sorted({of for of, _, _ in found}))}
        weight = SHARE[name.split()[0]] / len(found) / (2 if name.split()[0] in ("clusters", "ecb+") else 1)
        rows += [(name, part[of], same, each, weight) for of, same, each in found]
    return rows


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
    """Mean of the precision at each right decision, the best score first."""
    right = y[np.argsort(-score, kind="stable")]
    return float((np.cumsum(right) / np.arange(1, len(right) + 1))[right == 1].mean())


def main() -> None:
    rows = gathered()
    named, parts = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    y, x = np.array([row[2] for row in rows], float), np.array([row[3] for row in rows])
    weight = np.array([row[4] for row in rows])
    now = np.array([match.weights()["bias"], *(match.weights()[kind] for kind in evidence.KINDS)])
    fitted = np.zeros(len(y))
    for part in range(PARTS):
        found_on_others = fit(x[parts != part], y[parts != part], weight[parts != part])
        fitted[parts == part] = found_on_others[0] + x[parts == part] @ found_on_others[1:]
    print("average precision of decisions: fitted on the other topics, and with the weights that ship")
    for name in dict.fromkeys(named):
        here = named == name
        scores = [average_precision(y[here], score[here]) for score in (fitted, now[0] + x @ now[1:])]
        print(f"  {name:15} {here.sum():6} decisions, {int(y[here].sum()):4} right  {scores[0]:.3f}  {scores[1]:.3f}")
    print("weights fitted on all, and those that ship")
    for kind, value, ships in zip(("bias", *evidence.KINDS), fit(x, y, weight), now, strict=True):
        print(f"  {kind:10} {value:6.2f}  {ships:6.2f}")


if __name__ == "__main__":
    main()
