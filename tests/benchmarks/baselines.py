"""What others' usual ways make of the same posts, beside our dedupe and curate, in one run and one table.

    make baselines

- *single pass*: TF-IDF, each post to the nearest centroid above a threshold whose newest post is near enough in time,
  as open systems for topic detection and tracking do (Miranda et al. 2018; Laban & Hearst 2017). scikit-learn.
- *all at once*: TF-IDF, agglomerative clustering (average linkage) or DBSCAN over all posts together. No stream can be
  treated so: a post has its event only when all have come. scikit-learn.
- *MinHash*: LSH over word triples, 128 permutations, verified by the estimate; what is alike is one event. datasketch.

Thresholds and windows of the baselines are chosen *on the gold*, for each set the best: they at their best against ours
as it ships. "one setting" is the F1 of each way with the one setting that is best for all sets together; "recall as
safe" its best recall with no more false merges than ours. The TF-IDF knows the whole set beforehand. Rates are posts a
second of CPU, and count only what a way does itself: ours also reads names, places, times, figures and claims before
(the rate through all stages is told, too), and tells them.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from streams.stage import State
from streams.stages import dedupe
from tests.benchmarks.pipeline import Timed
from tests.build import NOON, a_post, apply
from tests.quality import groups, streams
from tests.quality.groups import Article, measure

try:
    from datasketch import MinHash, MinHashLSH
    from sklearn.cluster import DBSCAN, AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer
except ImportError:
    TfidfVectorizer = None

PERMUTATIONS = 128
PLANTED = Path(__file__).parents[2] / ".." / "shared" / "data" / "minhash_articles"
FIGURES = ("b3 precision", "b3 recall", "b3 f1", "false merges", "missed merges")
WINDOWS = (72.0, 336.0, float("inf"))  # hours
_word = re.compile(r"\w+")

Setting = tuple[Any, ...]


@dataclass(frozen=True)
class Posts:
    """Labelled posts in order of arrival, all on one desk."""

    name: str
    articles: Sequence[Article]

    @property
    def gold(self) -> dict[str, str]:
        return {article.name: article.gold for article in self.articles}

    @property
    def texts(self) -> list[str]:
        return [f"{a.item.get('headline') or ''} {a.item.get('text') or ''}" for a in self.articles]

    @property
    def hours(self) -> np.ndarray:
        return np.array([a.seen.timestamp() / 3600 for a in self.articles])


@dataclass(frozen=True)
class Way:
    """A way to put posts into events: an event for each post, and the seconds that it took."""

    name: str
    group: Callable[[Posts, Setting], tuple[list[Hashable], float]]
    settings: Sequence[Setting] = ((),)


@cache
def labelled() -> tuple[Posts, ...]:
    """The sets of labelled events that are here; the streams all on one desk."""
    sets = []
    if groups.DATA.is_dir():
        sets = [Posts("5W1H clusters", groups.news_clusters()), Posts("ECB+", groups.ecbplus())]
    articles = [
        Article(f"{stream.name}/{post['id']}", gold, post | {"id": f"{stream.name}-{post['id']}"}, update.seen)
        for stream in streams.streams()
        for post, update in zip(stream.labels["posts"], stream.updates(), strict=True)
        if (gold := stream.gold.get(post["id"]))
    ]
    mixed = [Posts("streams", sorted(articles, key=lambda article: article.seen))] if articles else []
    return (*sets, *mixed)


# ------------------------------------------------------------------------------------------- the baselines


def likeness(posts: Posts) -> np.ndarray:
    """Cosine of TF-IDF of each two posts."""
    vectors = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(posts.texts)
    return (vectors @ vectors.T).toarray()


@cache
def _likeness(name: str) -> np.ndarray:
    return likeness(next(posts for posts in labelled() if posts.name == name))


def single_pass(posts: Posts, setting: Setting) -> tuple[list[Hashable], float]:
    """Each post to the nearest centroid, by the cosine with the mean of its posts' vectors."""
    threshold, window = setting
    alike, hours = _likeness(posts.name), posts.hours
    start = process_time()
    found: list[Hashable] = []
    clusters: list[list[int]] = []
    lengths: list[float] = []  # of the sum of a cluster's vectors
    for at, hour in enumerate(hours):
        scores = [
            alike[at, members].sum() / length if hour - hours[members[-1]] <= window else -1.0
            for members, length in zip(clusters, lengths, strict=True)
        ]
        best = int(np.argmax(scores)) if scores else -1
        if best < 0 or scores[best] < threshold:
            clusters.append([])
            lengths.append(0.0)
            best = len(clusters) - 1
        clusters[best].append(at)
        lengths[best] = max(float(np.sqrt(alike[np.ix_(clusters[best], clusters[best])].sum())), 1e-9)
        found.append(best)
    return found, process_time() - start


def all_at_once(posts: Posts, setting: Setting) -> tuple[list[Hashable], float]:
    """Agglomerative clustering or DBSCAN over the distances of all posts; what DBSCAN calls noise stays alone."""
    way, threshold = setting
    distance = np.clip(1 - _likeness(posts.name), 0, None)
    start = process_time()
    if way == "agglomerative":
        model = AgglomerativeClustering(
            n_clusters=None, distance_threshold=threshold, metric="precomputed", linkage="average"
        )
    else:
        model = DBSCAN(eps=threshold, min_samples=2, metric="precomputed")
    labels = model.fit_predict(distance)
    found: list[Hashable] = [int(label) if label >= 0 else ("alone", at) for at, label in enumerate(labels)]
    return found, process_time() - start


def sketches(texts: Sequence[str]) -> list[MinHash]:
    made = []
    for text in texts:
        words = _word.findall(text.casefold())
        made.append(MinHash(num_perm=PERMUTATIONS))
        made[-1].update_batch([" ".join(words[at : at + 3]).encode() for at in range(max(len(words) - 2, 1))])
    return made


def alike_pairs(texts: Sequence[str], threshold: float) -> list[tuple[int, int]]:
    """Pairs of a text and an earlier one whose estimated Jaccard similarity of word triples is that high."""
    index, found = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS), []
    made = sketches(texts)
    for at, sketch in enumerate(made):
        found += [(at, other) for other in index.query(sketch) if sketch.jaccard(made[other]) >= threshold]
        index.insert(at, sketch)
    return found


def minhash(posts: Posts, setting: Setting) -> tuple[list[Hashable], float]:
    """What hangs together by pairs that are alike."""
    (threshold,) = setting
    texts = posts.texts
    start = process_time()
    root = list(range(len(texts)))
    for one, other in alike_pairs(texts, threshold):
        new, old = find(root, other), find(root, one)
        root[old] = new
    return [find(root, at) for at in range(len(texts))], process_time() - start


def find(root: list[int], at: int) -> int:
    while root[at] != at:
        at = root[at]
    return at


# ------------------------------------------------------------------------------------------- ours


def ours(stages: Sequence[str]) -> Callable[[Posts, Setting], tuple[list[Hashable], float]]:
    """The whole pipeline as it ships; the seconds are those of some of its stages."""

    def group(posts: Posts, setting: Setting) -> tuple[list[Hashable], float]:
        found, seconds = _replayed(posts.name)
        return [found[article.name] for article in posts.articles], sum(seconds[name] for name in stages)

    return group


@cache
def _replayed(name: str) -> tuple[dict[str, str], dict[str, float]]:
    [posts] = [each for each in labelled() if each.name == name]
    groups.group(posts.articles[:20])  # so that no table is read for the first time
    run = Timed()
    return groups.group(posts.articles, run=run), run.seconds


def ways() -> list[Way]:
    steps = [round(0.02 * step, 2) for step in range(2, 49)]
    curate, whole = ("dedupe", "curate"), ("parse", "dedupe", "enrich", "curate")
    return [
        Way("ours: dedupe, curate", ours(curate)),
        Way("ours: all stages", ours(whole)),
        Way("TF-IDF, single pass", single_pass, [(t, w) for w in WINDOWS for t in steps[:30]]),
        Way("TF-IDF, all at once", all_at_once,
            [(way, t) for way in ("agglomerative", "DBSCAN") for t in steps]),
        Way("MinHash LSH", minhash, [(t,) for t in (0.05, 0.1, 0.2, 0.3, 0.5, 0.7)]),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------- the tables


def events_table() -> list[tuple[str, ...]]:
    """A row for each set and way: at its best, with one setting for all, and with no more false merges than ours."""
    sets = labelled()
    scores = {
        (posts.name, way.name): {setting: scored(posts, way, setting) for setting in way.settings}
        for posts in sets for way in ways()
    }  # fmt: skip
    safe = {posts.name: scores[posts.name, ways()[0].name][()]["false merges"] for posts in sets}
    rows = []
    for posts in sets:
        start = process_time()
        likeness(posts)
        vectorising = process_time() - start
        for way in ways():
            here = scores[posts.name, way.name]
            best = max(here, key=lambda setting: here[setting]["b3 f1"])
            shared = max(here, key=lambda s: sum(scores[each.name, way.name][s]["b3 f1"] for each in sets))
            as_safe = [each["b3 recall"] for each in here.values() if each["false merges"] <= safe[posts.name]]
            seconds = way.group(posts, best)[1] + (vectorising if "TF-IDF" in way.name else 0.0)
            figures = [here[best][name] for name in FIGURES] + [here[shared]["b3 f1"], max(as_safe, default=0.0)]
            told = " ".join(str(each) for each in best) or "as it ships"
            rate = f"{len(posts.articles) / seconds:,.0f}"
            rows.append((posts.name, way.name, *(f"{figure:.3f}" for figure in figures), rate, told))
    return rows


def scored(posts: Posts, way: Way, setting: Setting) -> dict[str, float]:
    found, _ = way.group(posts, setting)
    names = [article.name for article in posts.articles]
    return measure(posts.gold, dict(zip(names, (str(each) for each in found), strict=True)))


def copies_table() -> list[tuple[str, ...]]:
    """Planted near-duplicates: pairs of a copy and an earlier post."""
    if not PLANTED.is_dir():
        return []
    lines = gzip.decompress((PLANTED / "articles_1000.train.gz").read_bytes()).decode("utf-8", "replace").splitlines()
    ids, texts = zip(*(line.partition(" ")[::2] for line in lines), strict=True)
    truth = {frozenset(line.split()) for line in (PLANTED / "articles_1000.truth").read_text().splitlines() if line}

    def row(name: str, found: set[frozenset[str]], seconds: float, setting: str) -> tuple[str, ...]:
        recall, precision = len(truth & found) / len(truth), len(truth & found) / max(len(found), 1)
        return name, f"{recall:.3f}", f"{precision:.3f}", f"{len(texts) / seconds:,.0f}", setting

    posts = [a_post(text, post_id=post_id) for post_id, text in zip(ids, texts, strict=True)]
    state, found = State(dedupe.Index()), set()
    start = process_time()
    for post in posts:
        (emit,) = apply(state, dedupe.step(state, post, NOON)).out
        if emit.record.duplicate_of is not None:
            found.add(frozenset((post.post_id, emit.record.duplicate_of)))
    rows = [row("ours: dedupe", found, process_time() - start, "as it ships")]
    tried = []
    for threshold in (0.3, 0.5, 0.7, 0.9):
        start = process_time()
        pairs = {frozenset((ids[one], ids[other])) for one, other in alike_pairs(texts, threshold)}
        seconds = process_time() - start
        tried.append((len(truth & pairs) - len(pairs - truth), -threshold, pairs, seconds))
    _, threshold, pairs, seconds = max(tried, key=lambda each: each[:2])
    return [*rows, row("MinHash LSH", pairs, seconds, str(-threshold))]


def run() -> dict[str, float]:
    """Print both tables."""
    if TfidfVectorizer is None:
        print("baselines    scikit-learn and datasketch are not in this environment: make baselines")
        return {}
    console = Console(width=140)
    columns = ("posts", "way", "B³ P", "R", "F1", "false merges", "missed", "one setting", "recall as safe", "posts/s",
               "setting")  # fmt: skip
    for names, rows in (
        (columns, events_table()),
        (("way", "recall", "precision", "posts/s", "setting"), copies_table()),
    ):
        table = Table(*names, box=None, header_style="dim")
        for each in rows:
            table.add_row(*each)
        console.print(table, "")
    return {}
