"""What enriching a post costs on one core: mean, median and 99th percentile, in all and by enricher; and what it needs.

    .venv/bin/python -m tests.benchmarks enrich
    .venv/bin/python -m tests.benchmarks.enrich profile       # the functions that take longest
    .venv/bin/python -m tests.benchmarks.enrich fingerprint   # what only makes it faster leaves it as it is

The demo's posts, and where the public data is beside the project, articles, transcripts and live pages of real outlets
by their posts. CPU time, each post's the lowest of some rounds: other work on the
machine only adds to it. The yardstick is a fixed piece of like work,
timed between the rounds: milliseconds follow the machine, a share of the yardstick hardly does.
"""

from __future__ import annotations

import cProfile
import pstats
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import mean, median
from time import process_time
from typing import Any

import msgspec
import orjson

from streams import codec
from streams.codec import make_update
from streams.data import gazetteer
from streams.pipeline import pipeline
from streams.records import Post, RawUpdate
from streams.runtime.files import Given, updates
from streams.runtime.replay import Replay
from streams.settings import Settings
from streams.stages.enrich import OWN, Reading, enrich
from streams.topics import UNIQUE
from tests.quality import claims, groups

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "streams" / "data" / "demo" / "updates.ndjson"
DATA = ROOT / ".." / "shared" / "data"
SEEN = datetime(2022, 12, 30, 12, tzinfo=UTC)
ROUNDS = 7
EVERY = 4  # of the public texts, one of so many

START = "import time; began = time.process_time(); import streams.stages.enrich; from streams.data import gazetteer; {}"
MEMORY = "print([line for line in open('/proc/self/status') if line.startswith('VmRSS')][0].split()[1])"


def posts(given: Iterable[Any]) -> list[Post]:
    """Updates as the posts that enrich is given."""
    run = Replay(pipeline(Settings())[:2])
    run.feed(item for item in given if isinstance(item, RawUpdate))
    return [msgspec.json.decode(record.value or b"", type=Post) for record in run.records(UNIQUE)]


def item(name: str, text: str, headline: str | None = None) -> RawUpdate:
    body = {"id": name, "headline": headline, "text": text, "published": SEEN.isoformat()}
    return make_update(orjson.dumps(body), source=name, seen=SEEN, content_type="application/json")


def corpora() -> dict[str, list[Post]]:
    """Posts by where they are from."""
    found = {"demo": posts(updates([str(DEMO)], Given()))}
    if DATA.is_dir():
        articles = [*groups.news_clusters(), *groups.ecbplus()][::EVERY]
        found["articles"] = posts(item(each.name, each.item["text"], each.item["headline"]) for each in articles)
        texts = [text for text, _ in [*claims.news(), *claims.round_ups()]][::EVERY]
        found["transcripts"] = posts(item(f"polnear-{number}", text) for number, text in enumerate(texts))
        found["live pages"] = posts(
            updates([str(DATA / "liveblogs_html" / "html"), str(DATA / "liveblogs_json")], Given(seen=SEEN))
        )[::EVERY]
    return found


_words = re.compile(r"\w+|[^\w\s]")
_text = " ".join(
    f"Word{number % 97} number {number * 7919 % 1009}, said of the {number % 13}th." for number in range(60)
)


def yardstick() -> float:
    """CPU milliseconds of tokens, counts, sorting and JSON over a fixed text of some 1,900 characters."""
    began = process_time()
    for _ in range(10):
        counts: dict[str, int] = {}
        for match in _words.finditer(_text):
            low = match[0].lower()
            counts[low] = counts.get(low, 0) + 1
        rows = [{"word": word, "count": count} for word, count in sorted(counts.items(), key=lambda pair: -pair[1])]
        orjson.loads(orjson.dumps(rows))
    return 100 * (process_time() - began)


class Timed:
    """Runs each enricher, and keeps its CPU seconds on the post at hand."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, enricher: Callable[[Reading], None], reading: Reading) -> None:
        began = process_time()
        enricher(reading)
        self.seconds[name] = process_time() - began


def measure(given: Sequence[Post]) -> tuple[list[float], dict[str, list[float]], float]:
    """Milliseconds of each post, the same by enricher, and of the yardstick, which is timed between the rounds."""
    world, timed = gazetteer.load(), Timed()
    whole: list[list[float]] = [[] for _ in given]
    parts: dict[str, list[list[float]]] = defaultdict(lambda: [[] for _ in given])
    sticks: list[float] = []
    for post in given[:100]:
        enrich(world, post)
    for _ in range(ROUNDS):
        sticks += [yardstick() for _ in range(10)]
        for number, post in enumerate(given):
            began = process_time()
            enrich(world, post)
            whole[number].append(1000 * (process_time() - began))
        for number, post in enumerate(given):
            timed.seconds = {}
            enrich(world, post, around=timed)
            for name, seconds in timed.seconds.items():
                parts[name][number].append(1000 * seconds)
    return (
        [min(rounds) for rounds in whole],
        {name: [min(rounds) for rounds in each if rounds] for name, each in parts.items()},
        min(sticks),
    )


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def run() -> dict[str, float]:
    """Milliseconds a post by corpus and enricher; as shares of the yardstick; start and memory of a new process."""
    figures: dict[str, float] = {}
    for name, given in corpora().items():
        whole, parts, stick = measure(given)
        characters = mean(len(post.text) for post in given)
        figures[f"{name}: characters a post"] = characters
        for enricher, each in {"all": whole, **{ours.name: parts[ours.name] for ours in OWN}}.items():
            figures[f"{name}, {enricher}: ms, mean"] = mean(each)
            figures[f"{name}, {enricher}: ms, median"] = median(each)
            figures[f"{name}, {enricher}: ms, 99th percentile"] = percentile(each, 0.99)
        figures[f"{name}: ms for 1,000 characters"] = 1000 * sum(whole) / sum(len(post.text) for post in given)
        figures[f"{name}: mean post in yardsticks"] = mean(whole) / stick
    figures["start: ms of CPU to import and load the gazetteer"] = alone(
        "gazetteer.load(); print(1000 * (time.process_time() - began))"
    )
    before, after = alone(MEMORY), alone(f"gazetteer.load(); {MEMORY}")
    figures["gazetteer: MiB of memory once loaded, mapped pages that were read"] = (after - before) / 1024
    figures["gazetteer: MiB mapped, shared by all processes"] = alone(
        "world = gazetteer.load(); print(sum(each.nbytes for each in world._columns.values()) / 2**20)"
    )
    return figures


def alone(do: str) -> float:
    """The number that a new process prints after importing enrich."""
    return float(subprocess.run([sys.executable, "-c", START.format(do)], capture_output=True, check=True).stdout)


def profile(rows: int = 16) -> None:
    """The functions that take longest by themselves, over all corpora."""
    world, given = gazetteer.load(), [post for each in corpora().values() for post in each]
    for post in given[:200]:
        enrich(world, post)
    watched = cProfile.Profile()
    watched.enable()
    for post in given:
        enrich(world, post)
    watched.disable()
    stats = pstats.Stats(watched).stats  # type: ignore[attr-defined]
    whole = sum(own for _, _, own, _, _ in stats.values())
    print("| share by itself | with what it calls | calls a post | function |\n|---|---|---|---|")
    for (file, _, name), (_, calls, own, total, _) in sorted(stats.items(), key=lambda row: -row[1][2])[:rows]:
        where = file.removeprefix(f"{ROOT}/streams/stages/enrich/")
        title = f"`{name}` in `{where}`" if where != "~" else f"`{name}`".replace("<", "").replace(">", "")
        print(f"| {own / whole:.1%} | {total / whole:.1%} | {calls / len(given):,.0f} | {title} |")


def fingerprint() -> None:
    """A digest of what is read from each corpus, but for who read it in which version."""
    world = gazetteer.load()
    for name, given in corpora().items():
        digest = sha256()
        for post in given:
            digest.update(codec.encode(msgspec.structs.replace(enrich(world, post), enrichers={})))
        print(f"{name:<12} {digest.hexdigest()[:24]} {len(given):>5} posts")


if __name__ == "__main__":
    for asked in sys.argv[1:]:
        {"profile": profile, "fingerprint": fingerprint}[asked]()
