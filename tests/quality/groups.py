"""How well posts are put into events: B-cubed, ARI, false and missed merges, and the worst cases to read.

News clusters (35 events) in time order; ECB+ topics 1-35, each with two similar events, in file order. An article's
event is that of its first main passage; an article in no event is an event of its own.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import orjson

from streams.codec import make_update
from streams.pipeline import pipeline
from streams.runtime.replay import Replay
from streams.settings import Settings
from streams.topics import EVENTS, POSTS

ORDERS = (1, 2, 3)  # seeds of the shuffled orders
DATA = Path(__file__).parents[2] / ".." / "shared" / "data"


@dataclass(frozen=True)
class Article:
    """A labelled article as a plain item."""

    name: str
    gold: str
    item: dict[str, str]
    seen: datetime


def news_clusters() -> list[Article]:
    """The articles of the news clusters, oldest first."""
    with gzip.open(DATA / "news_cluster_5w1h" / "news_cluster.odd.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    articles = []
    for row in rows:
        item = {"id": row["dId"], "headline": row["title"], "text": row["text"]}
        published = datetime(2018, 1, 1, tzinfo=UTC)
        if row["date_publish"]:
            published = datetime.fromisoformat(row["date_publish"]).replace(tzinfo=UTC)
            item["published"] = published.isoformat()
        if row.get("source_domain"):
            item["outlet"] = row["source_domain"]
        articles.append(Article(row["dId"], str(row["event_id"]), item, published))
    return sorted(articles, key=lambda a: (a.seen, a.name))


def ecbplus() -> list[Article]:
    """The documents of ECB+ topics 1-35 in file order, without dates; a topic's ecb and ecbplus are two events."""
    articles = []
    with tarfile.open(DATA / "ecbplus" / "ecbplus_xml.topics1-35.tar.gz") as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            match = re.fullmatch(r"ECB\+/(\d+)/\d+_\d+(ecb|ecbplus)\.xml", member.name)
            if match is None:
                continue
            stream = archive.extractfile(member)
            assert stream is not None
            sentences: dict[int, list[str]] = defaultdict(list)
            for number, word in re.findall(r'sentence="(\d+)"[^>]*>([^<]*)</token>', stream.read().decode("utf-8")):
                sentences[int(number)].append(word)
            lines = [detokenise(words) for _, words in sorted(sentences.items())]
            name = member.name.rsplit("/", 1)[1]
            item = {"id": name, "headline": lines[0], "text": "\n".join(lines[1:]) or lines[0]}
            articles.append(Article(name, f"{match[1]}{match[2]}", item, datetime(2020, 1, 1, tzinfo=UTC)))
    return articles


def detokenise(words: Sequence[str]) -> str:
    """Words as a sentence: no space before punctuation."""
    text = " ".join(words).replace("``", '"').replace("''", '"')
    return re.sub(r" ([,.;:!?%)\]]|n't|'s|'re|'ve|'ll|'d|'m)", r"\1", text)


Facts = dict[frozenset[str], bytes]
"""What each event tells, its ids aside, by the names of its articles."""


def group(articles: Iterable[Article], seed: int | None = None, run: Replay | None = None) -> dict[str, str]:
    """The event of each article's first main passage, through the whole pipeline, or a run of your own."""
    return grouped(articles, seed, run)[0]


def grouped(
    articles: Iterable[Article], seed: int | None = None, run: Replay | None = None
) -> tuple[dict[str, str], Facts]:  # fmt: skip
    """The event of each article's first main passage, and the figures and claims of each event."""
    articles = list(articles)
    if seed is not None:
        articles = at_once(articles)
        random.Random(seed).shuffle(articles)
    run = run or Replay(pipeline(Settings(), lists_max=None))
    run.feed(
        make_update(orjson.dumps(a.item), source=a.name, seen=a.seen, content_type="application/json") for a in articles
    )
    by_ce = {update_id(a): a.name for a in articles}
    names = {}
    for record in run.records(POSTS):
        post = orjson.loads(record.value or b"")
        names[post["post_id"]] = by_ce[post["ce_id"]]
    events = {record.key: orjson.loads(record.value or b"") for record in run.records(EVENTS)}
    best: dict[str, tuple[bool, int, str]] = {}
    facts: Facts = {}
    for event in events.values():
        if event["status"] in ("merged", "retracted"):
            continue
        for post in event["posts"]:
            rank = (post["role"] != "main", post["spans"][0][0], event["event_id"])
            name = names[post["post_id"]]
            best[name] = min(best.get(name, rank), rank)
        members = frozenset(f"{names[p['post_id']]} {p['role']} {p['spans']}" for p in event["posts"])
        facts[members] = told(event)
    return {a.name: best[a.name][2] if a.name in best else f"alone:{a.name}" for a in articles}, facts


def at_once(articles: Sequence[Article]) -> list[Article]:
    """The articles as one fetch brings them: what is seen in another order is not forgotten in another order."""
    last = max(a.seen for a in articles)
    return [Article(a.name, a.gold, a.item, last) for a in articles]


def told(event: dict[str, Any]) -> bytes:
    """The figures and claims of an event, without what is made of its own id and of posts' revisions."""
    figures = sorted(
        (each["value"] or 0.0, each["object"] or "", each["status"], each["independent_origins"], len(each["sayers"]))
        for each in event["figures"]
    )
    claims = sorted((each["text"], each["speaker"] or "", each["status"]) for each in event["claims"])
    return orjson.dumps([figures, claims])


def update_id(article: Article) -> str:
    body = orjson.dumps(article.item)
    return make_update(body, source=article.name, seen=article.seen, content_type="application/json").ce_id


def measure(gold: dict[str, str], found: dict[str, str]) -> dict[str, float]:
    """B-cubed (Bagga & Baldwin 1998), adjusted Rand index, wrong pairs made and gold pairs missed."""
    names = sorted(gold)
    by_gold, by_found = defaultdict(set), defaultdict(set)
    for name in names:
        by_gold[gold[name]].add(name)
        by_found[found[name]].add(name)
    shared = {n: len(by_gold[gold[n]] & by_found[found[n]]) for n in names}
    precision = sum(shared[n] / len(by_found[found[n]]) for n in names) / len(names)
    recall = sum(shared[n] / len(by_gold[gold[n]]) for n in names) / len(names)
    pairs = Counter((gold[a] == gold[b], found[a] == found[b]) for a, b in combinations(names, 2))
    made, wanted = pairs[True, True] + pairs[False, True], pairs[True, True] + pairs[True, False]
    total = sum(pairs.values())
    expected = made * wanted / total if total else 0.0
    best = (made + wanted) / 2
    return {
        "b3 precision": precision, "b3 recall": recall, "b3 f1": 2 * precision * recall / (precision + recall),
        "ari": (pairs[True, True] - expected) / (best - expected) if best != expected else 1.0,
        "false merges": pairs[False, True] / made if made else 0.0,
        "missed merges": pairs[True, False] / wanted if wanted else 0.0, "events": float(len(by_found)),
    }  # fmt: skip


def score() -> dict[str, float]:
    """The figures that have floors."""
    if not DATA.is_dir():
        return {}
    scores: dict[str, float] = {}
    for name, articles in (("clusters", news_clusters()), ("ecb+", ecbplus())):
        gold = {a.name: a.gold for a in articles}
        measured = measure(gold, group(articles))
        scores |= {f"{name} {key}": value for key, value in measured.items() if key != "events"}
    return scores


def main() -> None:
    """Print every figure in time order; with ``--orders`` shuffled too, with ``--worst`` the ten worst articles.

    Of each shuffled order also B-cubed F1 of its groups against those in time order, and in how many of the events
    that have the same posts in both orders figures and claims are the same. There all articles are seen at once, in
    time order too: else some would be forgotten in the one order and not in the other.
    """
    for name, articles in (("clusters", news_clusters()), ("ecb+", ecbplus())):
        gold = {a.name: a.gold for a in articles}
        titles = {a.name: a.item["headline"] for a in articles}
        in_order = group(articles)
        measured = [measure(gold, in_order)]
        print(name, "in order", {k: round(v, 3) for k, v in measured[0].items()})
        if "--orders" in sys.argv:
            together, facts = grouped(at_once(articles))
            measured.append(measure(gold, together))
            print(name, "in order, seen at once", {k: round(v, 3) for k, v in measured[-1].items()})
        for seed in ORDERS if "--orders" in sys.argv else ():
            found, others = grouped(articles, seed)
            measured.append(measure(gold, found))
            print(name, f"shuffled {seed}", {k: round(v, 3) for k, v in measured[-1].items()})
            both = facts.keys() & others.keys()
            same = sum(facts[members] == others[members] for members in both)
            agreed = measure(together, found)["b3 f1"]
            print(name, f"shuffled {seed} against that: b3 f1 {agreed:.3f}, facts of {same} of {len(both)} the same")
        if len(measured) > 1:
            scores = [each["b3 f1"] for each in measured]
            print(name, f"spread of b3 f1 {max(scores) - min(scores):.3f}")
        if "--worst" in sys.argv:
            pairs = combinations(sorted(gold), 2)
            wrong = [(a, b) for a, b in pairs if (gold[a] == gold[b]) != (in_order[a] == in_order[b])]
            for article, count in Counter(name for pair in wrong for name in pair).most_common(10):
                print(f"  {count:4} wrong pairs: {gold[article]:>10} {titles[article][:90]}")


if __name__ == "__main__":
    main()
