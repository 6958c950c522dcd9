"""Short streams of news, labelled by an editor who does not know the rules: what became of each and of its facts.

``streams/*.jsonl`` holds a stream a line (``streams/README.md`` says what the labels mean). Streams on even lines,
counted from 0, are ``dev`` and may be read to mend rules; of the odd ones, ``held``, only totals are ever printed.

    .venv/bin/python -m tests.quality.streams               # right of all, on either half
    .venv/bin/python -m tests.quality.streams --worst       # the ten worst of dev: what is wrong in each
    .venv/bin/python -m tests.quality.streams STREAM …      # those of dev; all dev streams with "all"
    .venv/bin/python -m tests.quality.streams --orders      # posts into events in other orders of arrival
    … --as-labelled                                         # the same once an operator has set the events right
"""

from __future__ import annotations

import json
import random
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from streams.codec import DECISION_TYPE, make_update
from streams.records import CuratedEvent, Post, RawUpdate
from streams.runtime.replay import Replay
from streams.topics import POSTS, UNIQUE
from tests.build import events, records, replayed
from tests.quality.facts import Check, claim_checks, figure_checks, relation_checks
from tests.quality.groups import ORDERS, measure

FOLDER = Path(__file__).with_name("streams")
WORDS = Path(__file__).with_name("streams_kinds.toml")
HALVES = ("dev", "held")
ORDER = ("posts", "copies", "origins", "figures", "relations", "claims", "headlines", "kinds")
WORST = 10
ARRIVAL = timedelta(minutes=1)  # from publication to receipt; nothing is received before what stands above it


@dataclass(frozen=True)
class Stream:
    """A labelled stream, and the half it belongs to."""

    half: str
    labels: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.labels["id"])

    @property
    def posts(self) -> list[str]:
        return [post["id"] for post in self.labels["posts"]]

    @property
    def gold(self) -> dict[str, str]:
        """Each post that tells of a happening, and the first post of its group."""
        return {post: f"{self.name}/{group[0]}" for group in self.labels["events"] for post in group}

    def shuffled(self, seed: int) -> Stream:
        """The same posts in another order of arrival."""
        posts = random.Random(f"{seed} {self.name}").sample(self.labels["posts"], len(self.labels["posts"]))
        return Stream(self.half, self.labels | {"posts": posts})

    def updates(self) -> Iterator[RawUpdate]:
        """Its posts as plain items on a desk of its own, in order of arrival."""
        seen: datetime | None = None
        for post in self.labels["posts"]:
            arrived = datetime.fromisoformat(post["published"]) + ARRIVAL
            seen = max(arrived, seen or arrived)
            source = re.sub(r"\W+", "-", post["outlet"].casefold()).strip("-")
            told = {key: post.get(key) for key in ("headline", "text", "published", "outlet")}
            item = told | {
                "id": f"{self.name}-{post['id']}",
                "url": f"https://{source}.example/{self.name}-{post['id']}",
            }
            yield make_update(
                orjson.dumps(item), source=source, seen=seen, desk=self.name, content_type="application/json"
            )


@dataclass
class Outcome:
    """What the pipeline made of a stream: by the posts' own names."""

    stream: Stream
    posts: dict[str, str] = field(default_factory=dict)  # post: post_id
    events: dict[str, CuratedEvent] = field(default_factory=dict)  # by event_id, those that stand
    homes: dict[str, str] = field(default_factory=dict)  # post: event_id of its first main passage, else of a mention
    main: set[str] = field(default_factory=set)  # posts that are a main member of an event
    groups: dict[str, str] = field(default_factory=dict)  # post: its group of copies

    def event(self, post: str) -> CuratedEvent | None:
        return self.events.get(self.homes.get(post, ""))

    @property
    def found(self) -> dict[str, str]:
        """Each labelled post, and its event; one in no event is alone."""
        return {post: self.homes.get(post, f"alone {self.stream.name}/{post}") for post in self.stream.gold}


def streams() -> list[Stream]:
    """The labelled streams, file by file."""
    lines = [
        (number, line) for path in sorted(FOLDER.glob("*.jsonl"))
        for number, line in enumerate(path.read_text("utf-8").splitlines()) if line.strip()
    ]  # fmt: skip
    return [Stream(HALVES[number % 2], json.loads(line)) for number, line in lines]


def outcomes(given: Iterable[Stream], *, arranged: bool = False, run: Replay | None = None) -> list[Outcome]:
    """What the whole pipeline makes of the streams, in one run, or in one of your own.

    ``arranged``: an operator decides at the end which posts are one event, as they are labelled, so that what is told
    of an event can be looked at apart from how well posts were put into events.
    """
    given = list(given)
    updates = {stream.name: list(stream.updates()) for stream in given}
    assert len(updates) == len(given), "two streams have one id"
    run = run or replayed(())
    run.feed(update for each in updates.values() for update in each)
    names = {
        update.ce_id: (stream.name, post)
        for stream in given
        for post, update in zip(stream.posts, updates[stream.name], strict=True)
    }
    made = {stream.name: Outcome(stream) for stream in given}
    for post in records(run, POSTS):
        if isinstance(post, Post) and post.ce_id in names:
            stream, name = names[post.ce_id]
            made[stream].posts[name] = post.post_id
    if arranged:
        run.feed(decision for stream, each in made.items() for decision in decisions(each, updates[stream][-1].seen))
    _place(run, made)
    return list(made.values())


def decisions(outcome: Outcome, seen: datetime) -> Iterator[RawUpdate]:
    """Those of an operator who parts and joins the posts of a stream as they are labelled."""
    groups = [[outcome.posts[post] for post in group] for group in outcome.stream.labels["events"]]
    bodies: list[dict[str, Any]] = [
        {"kind": "disassociate", "posts": one, "apart_from": other} for one, other in combinations(groups, 2)
    ]
    bodies += [{"kind": "associate", "posts": group} for group in groups if len(group) > 1]
    for body in bodies:
        yield make_update(
            orjson.dumps(body | {"because": "labelled so"}), source="editor", seen=seen, desk=outcome.stream.name,
            content_type="application/json", ce_type=DECISION_TYPE,
        )  # fmt: skip


def _place(run: Replay, made: dict[str, Outcome]) -> None:
    """Each post's event and group of copies."""
    for event in events(run):
        if event.status not in ("merged", "retracted"):
            made[event.desk].events[event.event_id] = event
    marked = {post.post_id: post for post in records(run, UNIQUE) if isinstance(post, Post)}
    copies = {post.duplicate_of: post.duplicate_group for post in marked.values()}  # an original came without its mark
    copies |= {post.post_id: post.duplicate_group for post in marked.values() if post.duplicate_group is not None}
    for outcome in made.values():
        names = {post_id: name for name, post_id in outcome.posts.items()}
        ranks: dict[str, tuple[bool, tuple[int, int], str]] = {}
        for event in outcome.events.values():
            for member in event.posts:
                name = names[member.post_id]
                rank = (member.role != "main", member.spans[0] if member.spans else (0, 0), event.event_id)
                ranks[name] = min(ranks.get(name, rank), rank)
        outcome.homes = {name: event_id for name, (_, _, event_id) in ranks.items()}
        outcome.main = {name for name, (mentioned, _, _) in ranks.items() if not mentioned}
        outcome.groups = {name: group for name, post_id in outcome.posts.items() if (group := copies.get(post_id))}


# ------------------------------------------------------------------------------------------- what is right


def checks(outcome: Outcome) -> Iterator[Check]:
    """Every label of a stream, and whether the pipeline holds to it."""
    yield from post_checks(outcome)
    yield from copy_checks(outcome)
    yield from told_checks(outcome)


def told_checks(outcome: Outcome) -> Iterator[Check]:
    """The labels of what events tell."""
    labels = outcome.stream.labels
    for post, count in labels.get("origins", {}).items():
        event = outcome.event(post)
        told = event.independent_origins if event else None
        yield Check("origins: right", told == count, f"of {post}'s event: {told}, and not {count}")
    ids = outcome.posts
    for label in labels.get("figures", []):
        yield from figure_checks(label, outcome.event(label["in"]))
    for label in labels.get("relations", []):
        yield from relation_checks(label, outcome.event(label["in"]), related=True)
    for label in labels.get("unrelated", []):
        yield from relation_checks(label, outcome.event(label["in"]), related=False)
    for label in labels.get("claims", []):
        yield from claim_checks(label, outcome.event(label["in"]), ids.get(label["post"]), ids.get(label.get("denies")))
    for post, wanted in labels.get("headlines", {}).items():
        event = outcome.event(post)
        headings = {each["id"]: each["headline"] for each in labels["posts"]}
        shown = event.headline if event else None
        right = shown is not None and shown in [headings[each] for each in wanted]
        yield Check("headlines: right", right, f"of {post}'s event: {shown!r}, and not that of {' or '.join(wanted)}")
    for post, word in labels.get("kinds", {}).items():
        if meant := kinds_of_words().get(word.casefold()):
            event = outcome.event(post)
            kind = event.kind if event else None
            yield Check(
                "kinds: right", kind in meant, f"of {post}'s event: {kind}, and not {' or '.join(sorted(meant))}"
            )


@cache
def kinds_of_words() -> dict[str, frozenset[str]]:
    """The kinds that an editor's word for a happening may mean; a word that means none of ours is not there."""
    meant: dict[str, set[str]] = defaultdict(set)
    for kind, words in tomllib.loads(WORDS.read_text("utf-8")).items():
        for word in words.split(","):
            meant[" ".join(word.split())].add(kind)
    return {word: frozenset(kinds) for word, kinds in meant.items()}


def post_checks(outcome: Outcome) -> Iterator[Check]:
    """News is told, no other post founds an event; pairs of posts are of one event where the labels have it so."""
    gold, found = outcome.stream.gold, outcome.found
    for post in gold:
        yield Check("posts: of news told", post in outcome.main, f"{post} is the main news of no event")
    news = {outcome.homes[post] for post in outcome.main if post in gold}
    for post in outcome.stream.labels.get("no_event", []):
        right = post not in outcome.main or outcome.homes[post] in news
        yield Check("posts: that found none", right, f"{post} tells of no event, and is told as one")
    wrong = [(a, b) for a, b in combinations(gold, 2) if (gold[a] == gold[b]) != (found[a] == found[b])]
    yield Check("posts: streams grouped right", not wrong, f"{len(wrong)} wrong pairs")
    for one, other in combinations(gold, 2):
        if gold[one] != gold[other]:
            yield Check("pairs apart", found[one] != found[other], f"{one} and {other} are one event, falsely")
        else:
            yield Check("pairs together", found[one] == found[other], f"{one} and {other} are not one event")


def copy_checks(outcome: Outcome) -> Iterator[Check]:
    """Copies against the groups of copies; two copies of one original may or may not be copies of each other."""
    originals: dict[str, set[str]] = defaultdict(set)
    for copy, original in outcome.stream.labels.get("copies", []):
        originals[original] |= {original, copy}
        together = outcome.groups.get(copy) is not None and outcome.groups[copy] == outcome.groups.get(original)
        yield Check("copies: recall", together, f"{copy} is a copy of {original}, and is not marked")
    for one, other in combinations(outcome.groups, 2):
        if outcome.groups[one] == outcome.groups[other]:
            right = any({one, other} <= family for family in originals.values())
            yield Check("copies: precision", right, f"{other} is marked as a copy of {one}, and is none")


def summed(given: Iterable[Outcome], arranged: Iterable[Outcome] = ()) -> dict[str, tuple[float, int]]:
    """Each measure with how many labels it is a share of (posts, for B-cubed)."""
    given = list(given)
    gold = {f"{each.stream.name}/{post}": event for each in given for post, event in each.stream.gold.items()}
    found = {f"{each.stream.name}/{post}": event for each in given for post, event in each.found.items()}
    if not gold:
        return {}
    totals = {f"posts: {name}": (value, len(gold)) for name, value in measure(gold, found).items() if name != "events"}
    of_pairs = ("pairs apart", "pairs together")  # B-cubed and merges tell of them
    totals |= shares(check for each in given for check in checks(each) if check.measure not in of_pairs)
    labelled = shares(check for each in arranged for check in told_checks(each))
    return totals | {f"events as labelled: {name}": share for name, share in labelled.items()}


def shares(told: Iterable[Check]) -> dict[str, tuple[float, int]]:
    """Of each measure how many labels hold, of how many."""
    counts: dict[str, list[bool]] = defaultdict(list)
    for check in told:
        counts[check.measure].append(check.right)
    named = sorted(counts, key=lambda name: ORDER.index(name.split(":")[0]))
    return {name: (sum(counts[name]) / len(counts[name]), len(counts[name])) for name in named}


def score() -> dict[str, float]:
    """Every measure over both halves together."""
    totals = summed(outcomes(streams()), outcomes(streams(), arranged=True))
    return {name: value for name, (value, _) in totals.items()}


# ------------------------------------------------------------------------------------------- to read


def faults(outcome: Outcome) -> list[str]:
    return [f"{check.measure}: {check.said}" for check in checks(outcome) if not check.right]


def report(outcome: Outcome) -> str:
    """A stream of dev with all that is wrong in it, for the person who mends the rules."""
    labels, homes = outcome.stream.labels, outcome.homes
    by_event: dict[str, list[str]] = defaultdict(list)
    for post in outcome.stream.posts:
        by_event[homes.get(post, f"none {post}")].append(post if post in outcome.main else f"({post})")
    wanted = [*(" ".join(group) for group in labels["events"]), *(f"({post})" for post in labels.get("no_event", []))]
    wrong = faults(outcome)
    lines = [
        f"{outcome.stream.name}: {labels['about']}",
        f"  labelled  {' | '.join(wanted)}",
        f"  found     {' | '.join(' '.join(group) for group in by_event.values())}",
        *(f"  {post['id']:4} {post['published'][5:16]} {post['headline'] or post['text'][:70]}"[:110]
          for post in labels["posts"]),
        *(f"  ✗ {each}" for each in wrong),
    ]  # fmt: skip
    return "\n".join(lines)


def dev(*, arranged: bool = False) -> list[Outcome]:
    return outcomes((stream for stream in streams() if stream.half == "dev"), arranged=arranged)


def worst(*, arranged: bool = False) -> int:
    """Print the streams of dev with most labels that do not hold."""
    ranked = sorted(dev(arranged=arranged), key=lambda each: -len(faults(each)))
    print("\n\n".join(report(outcome) for outcome in ranked[:WORST]))
    return 0


def orders() -> list[float]:
    """B³ F1 in order of arrival, and in others."""
    given = streams()
    ways = [given, *([stream.shuffled(seed) for stream in given] for seed in ORDERS)]
    return [summed(outcomes(each))["posts: b3 f1"][0] for each in ways]


def main() -> int:
    arranged = "--as-labelled" in sys.argv
    if "--worst" in sys.argv:
        return worst(arranged=arranged)
    if wanted := [name for name in sys.argv[1:] if not name.startswith("-")]:
        chosen = [outcome for outcome in dev(arranged=arranged) if {outcome.stream.name, "all"} & {*wanted}]
        print("\n\n".join(report(outcome) for outcome in chosen) or f"{' '.join(wanted)}: no streams of dev")
        return 0 if chosen else 1
    if "--orders" in sys.argv:
        print("posts into events, in order and shuffled:", *(f"B³ F1 {f1:.3f}" for f1 in orders()))
        return 0
    made, decided = outcomes(streams()), outcomes(streams(), arranged=True)
    table = Table("measure", box=None, header_style="dim")
    columns = {half: summed(*([o for o in run if o.stream.half == half] for run in (made, decided))) for half in HALVES}
    columns |= {"both": summed(made, decided)}
    for half in columns:
        table.add_column(half, justify="right")
        table.add_column("of", justify="right", style="dim")
    for name in columns["both"]:
        cells = [column.get(name) for column in columns.values()]
        table.add_row(
            name, *(text for cell in cells for text in ((f"{cell[0]:.3f}", str(cell[1])) if cell else ("", "")))
        )
    counts = {half: sum(stream.half == half for stream in streams()) for half in HALVES}
    Console(width=100).print(table, " and ".join(f"{count} streams {half}" for half, count in counts.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
