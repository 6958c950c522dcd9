"""Cases of news in folders: what must be one event, what must stay apart, and what we know we get wrong.

A case is ``updates.ndjson``, raw updates as `streams replay` reads them, and ``expected.json``, which names posts by
their headings and may say:

- ``events``: groups of headings. The posts of a group share an event as main members; no two groups share one.
- ``apart``: groups of headings of which no two share an event. ``none``: headings that founded no event.
- ``figures``: numbers of the event of a heading (``in``), with ``status``, ``sayers``, ``origins`` (independent), and,
  under a relation's name, the number it stands in that relation to. ``not_current``: numbers no event still holds.
- ``never``: relations that no figure of any event has. ``claims``: ``speaker`` and a word of the claim.
- ``people``, ``origins``, ``status``: of the event of a heading. ``parse``: what a page's second snapshot changed.
- ``changes``, ``weights``: kind and significance of every change, in order. ``note``: what is wrong, where it is known.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from streams.records import CuratedEvent, Figure, Post
from streams.runtime.replay import Replay
from streams.topics import CHANGES, DEAD, ENRICHED, POSTS
from tests.build import events, records, replayed, updates_of

FOLDER = Path(__file__).parent / "cases"
RELATIONS = ("corroborates", "updates", "part_of", "narrower", "conflicts")


class Case:
    """One case, replayed."""

    def __init__(self, folder: Path) -> None:
        self.expected: dict[str, Any] = json.loads((folder / "expected.json").read_text("utf-8"))
        self.run: Replay = replayed(updates_of(folder / "updates.ndjson"))
        self.events = {event.event_id: event for event in events(self.run)}
        told = [post for post in records(self.run, POSTS) if isinstance(post, Post)]
        self.posts = {post.headline: post.post_id for post in reversed(told)}
        for post in told:  # an edited heading names the same post
            self.posts.setdefault(post.headline, post.post_id)

    def event_ids(self, heading: str) -> set[str]:
        """The events that a post is a main member of, or was until it was taken back."""
        post_id = self.posts[heading]
        members = {
            each.event_id
            for each in self.events.values()
            if any((member.post_id, member.role) == (post_id, "main") for member in each.posts)
        }
        caused = {change.event_id for change in records(self.run, CHANGES) if change.cause.post_id == post_id}
        return members or {each for each in caused if self.events[each].status == "retracted"}

    def event(self, heading: str) -> CuratedEvent:
        """The event that all posts of a group share; of one post, its only event."""
        ids = self.shared([heading])
        for group in self.expected.get("events", []):
            if heading in group:
                ids &= self.shared(group)
        assert len(ids) == 1, (heading, ids)
        return self.events[ids.pop()]

    def shared(self, group: list[str]) -> set[str]:
        return set.intersection(*(self.event_ids(heading) for heading in group))


def check(case: Case) -> None:
    """Hold a case to everything that it expects."""
    expected = case.expected
    known = {"about", "note", "events", "apart", "none", "figures", "not_current", "never", "claims", "people",
             "origins", "status", "parse", "changes", "weights"}  # fmt: skip
    assert set(expected) <= known
    assert not case.run.records(DEAD)
    check_groups(case)
    check_figures(case)
    for row in expected.get("claims", []):
        told = [claim for claim in case.event(row["in"]).claims if claim.speaker == row["speaker"]]
        assert any(row["has"] in claim.text for claim in told), (row, told)
    for heading, names in expected.get("people", {}).items():
        assert [person.name for person in case.event(heading).people] == names
    for heading, count in expected.get("origins", {}).items():
        assert case.event(heading).independent_origins == count, heading
    for heading, status in expected.get("status", {}).items():
        assert case.event(heading).status == status, heading
    check_changes(case)


def check_groups(case: Case) -> None:
    found = [case.shared(group) for group in case.expected.get("events", [])]
    for group, ids in zip(case.expected.get("events", []), found, strict=True):
        assert ids, f"in no event together: {group}"
    for one, other in itertools.combinations(found, 2):
        assert not one & other
    for group in case.expected.get("apart", []):
        for one, other in itertools.combinations(group, 2):
            assert not case.event_ids(one) & case.event_ids(other), (one, other)
    for heading in case.expected.get("none", []):
        assert not case.event_ids(heading), heading


def check_figures(case: Case) -> None:
    for row in case.expected.get("figures", []):
        event = case.event(row["in"])
        assert any(fits(figure, row, event) for figure in event.figures), (row, event.figures)
    for value in case.expected.get("not_current", []):
        for event in case.events.values():
            assert not [each for each in event.figures if each.value == value and each.status == "current"], value
    never = set(case.expected.get("never", []))
    for event in case.events.values():
        for figure in event.figures:
            assert not never & {relation.kind for relation in figure.relation}, (figure, event.figures)


def fits(figure: Figure, row: dict[str, Any], event: CuratedEvent) -> bool:
    """Whether a figure is the one that a row tells of. A relation holds from either side, but for who updates whom."""
    other = {each.figure_id: each.value for each in event.figures}
    related = {(relation.kind, other.get(relation.to)) for relation in figure.relation}
    told = {(relation.kind, each.value) for each in event.figures for relation in each.relation
            if relation.to == figure.figure_id and relation.kind in ("conflicts", "corroborates")}  # fmt: skip
    return (
        figure.value == row["value"]
        and figure.object == row.get("object", figure.object)
        and figure.status == row.get("status", figure.status)
        and set(row.get("sayers", ())) <= set(figure.sayers)
        and figure.independent_origins == row.get("origins", figure.independent_origins)
        and all((kind, row[kind]) in related | told for kind in RELATIONS if kind in row)
    )


def check_changes(case: Case) -> None:
    changes = records(case.run, CHANGES)
    if "changes" in case.expected:
        assert [change.kind for change in changes] == case.expected["changes"]
    if "weights" in case.expected:
        assert [change.significance for change in changes] == case.expected["weights"]
    if "parse" in case.expected:
        posts = records(case.run, POSTS)
        page, first = posts[0].page_id, posts[0].ce_id
        later = [post for post in posts if post.page_id == page and post.ce_id != first]
        assert [[post.change, post.headline] for post in later] == case.expected["parse"]


def folders(kind: str) -> list[Path]:
    return sorted(path.parent for path in (FOLDER / kind).glob("*/expected.json"))


@pytest.mark.parametrize("folder", folders("in-the-wild"), ids=lambda folder: folder.name)
def test_in_the_wild(folder: Path) -> None:
    check(Case(folder))


@pytest.mark.parametrize("folder", folders("negative"), ids=lambda folder: folder.name)
def test_negative(folder: Path) -> None:
    check(Case(folder))


@pytest.mark.parametrize("folder", folders("known-failures"), ids=lambda folder: folder.name)
@pytest.mark.xfail(strict=True, raises=AssertionError)  # the day it passes, move the folder
def test_known_failures(folder: Path) -> None:
    check(Case(folder))


@pytest.mark.parametrize("folder", folders("known-failures"), ids=lambda folder: folder.name)
def test_known_failures_say_what_is_wrong(folder: Path) -> None:
    assert len(Case(folder).expected["note"].split()) > 3
    assert records(Case(folder).run, ENRICHED)
