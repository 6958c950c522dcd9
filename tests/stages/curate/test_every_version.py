"""What holds of every version of every event, whatever a desk is told: posts early, late and twice, edited into other
stories, taken back and brought back, copies, and decisions about any of them, before and after they come.
"""

from __future__ import annotations

import random
from collections import defaultdict

import msgspec
import orjson
import pytest

from streams.codec import digest
from streams.records import Change, CuratedEvent, Decision, Post
from streams.stages.curate import patch
from tests.build import a_post, minutes
from tests.stages.curate.desk import Desk

STORIES = (
    ("Fire at paper mill in Tampere",
     "A fire broke out in a paper mill in Tampere on Tuesday. {a} workers were evacuated, the fire service said.",
     "Firefighters fought a blaze at the Tampere paper mill on Tuesday. At least {a} workers were taken out, "
     "mayor Anna Virtanen said. The owner denied that the sprinklers had failed."),
    ("Ferry runs aground off Split",
     "A ferry with {a} passengers ran aground off Split on Tuesday, the coast guard said. {b} people were injured.",
     "Rescuers took {a} passengers off a ferry near Split on Tuesday. “The hull is sound,” said captain Ivo Maric."),
    ("Landslide hits farm near Merano",
     "{b} people died when a landslide hit a farm above Merano, mayor Dario Rosso said. {a} residents had to leave.",
     "Mayor Dario Rosso denied that warnings were ignored before the landslide near Merano, which killed {b} people."),
    ("Drone hits depot in Kharkiv",
     "A drone struck a fuel depot in Kharkiv on Tuesday, governor Oleh Syniehubov said. {b} people were killed.",
     "Russia denied striking a fuel depot in Kharkiv on Tuesday, the Interfax agency reported."),
)  # fmt: skip
OUTLETS = ("The Courier", "The Lantern", "Valley Radio", None)
CHANGES = ("edited", "edited", "edited", "removed", "reinstated")
KINDS = ("associate", "associate", "disassociate", "pin", "retract", "undo", "undo")


class Newsroom:
    """Posts and decisions of a desk, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.posts: dict[str, Post] = {}
        self.decisions: list[Decision] = []
        self.now = 0

    def records(self, count: int) -> list[Post | Decision]:
        told: list[Post | Decision] = []
        for _ in range(count):
            self.now += self.rng.choice([0, 1, 30, 300])
            make = self.rng.choices([self._post, self._change, self._decision], [5, 3, 3])[0]
            told.append(make() if self.posts else self._post())
            if self.rng.random() < 0.1:
                told.append(self.rng.choice(told))  # delivered again
        return told

    def _story(self) -> tuple[str, str]:
        heading, *tellings = self.rng.choice(STORIES)
        return heading, self.rng.choice(tellings).format(a=self.rng.randint(3, 60), b=self.rng.randint(2, 9))

    def _post(self) -> Post:
        heading, text = self._story()
        told = {"headline": heading, "text": text, "post_type": self.rng.choice(["news"] * 5 + ["feature"])}
        if self.posts and self.rng.random() < 0.25:
            other = self.rng.choice(list(self.posts.values()))
            told |= {"headline": other.headline, "text": other.text}
        elif self.rng.random() < 0.2:
            told["text"] += "\n" + self._story()[1]
        name, at = f"post-{len(self.posts)}", minutes(self.now - self.rng.choice([0, 0, 0, 90, 3000]))
        post = a_post(name=name, at=at, outlet=self.rng.choice(OUTLETS), ce_id=digest("ce", name), **self._marked(told))
        self.posts[post.post_id] = post
        return post

    def _marked(self, told: dict, but_not: str | None = None) -> dict:
        """A text, marked as a copy of the post that has the same one, or as none."""
        other = next(
            (post for post in self.posts.values() if post.text == told["text"] and post.post_id != but_not), None
        )
        if other is None:
            return told | dict.fromkeys(("duplicate_of", "duplicate_group", "duplicate_kind", "similarity"))
        return told | {"duplicate_of": other.post_id, "duplicate_group": digest("group", other.text),
                       "duplicate_kind": "exact", "similarity": 1.0}  # fmt: skip

    def _change(self) -> Post:
        post = self.rng.choice(list(self.posts.values()))
        told = {"change": self.rng.choice(CHANGES), "revision": post.revision + 1, "seen": minutes(self.now)}
        if told["change"] == "edited":
            heading, text = self._story()
            other_numbers = post.text.replace("2", "7").replace("4", "8")
            told |= self.rng.choice([
                {"headline": heading, "text": text}, {"text": post.text + "\n" + text}, {"text": other_numbers},
                {"post_type": "feature"}, {"significance": "retraction", "text": "We retract this. " + post.text},
            ])  # fmt: skip
            told = self._marked({"text": post.text} | told, but_not=post.post_id)
        told["ce_id"] = digest("ce", post.post_id, str(told))
        self.posts[post.post_id] = msgspec.structs.replace(post, **told)
        return self.posts[post.post_id]

    def _decision(self) -> Decision:
        known = [*self.posts, *(digest("test", f"post-{len(self.posts) + n}") for n in range(3))]  # some are to come
        kind = self.rng.choice(KINDS if self.decisions else KINDS[:-2])
        posts = self.rng.sample(known, 0 if kind == "undo" else 2 if kind == "associate" else self.rng.randint(1, 2))
        told = {}
        if kind == "undo":
            told["undoes"] = self.rng.choice(self.decisions).decision_id
        elif kind == "disassociate" and self.rng.random() < 0.5:
            told["apart_from"] = tuple(set(self.rng.sample(known, 2)) - set(posts))
        elif kind == "retract":
            told["whole_event"] = self.rng.random() < 0.4
        name = digest(kind, *posts, str(told), str(self.now), str(len(self.decisions)))
        self.decisions.append(Decision(
            kind=kind, posts=tuple(posts), because="the desk knows", desk="test", seen=minutes(self.now),
            decision_id=name, ce_id=name, **told,
        ))  # fmt: skip
        return self.decisions[-1]


@pytest.mark.parametrize("lists_max", [None, 3])
@pytest.mark.parametrize("seed", range(12))
def test_every_version_is_whole_and_follows_from_the_one_before(seed: int, lists_max: int | None) -> None:
    newsroom = Newsroom(seed)
    desk = Desk(lists_max=lists_max)
    folded: dict[str, dict] = defaultdict(dict)
    for record in newsroom.records(60):
        logged = len(desk.changes)
        desk.take(record)
        for sent in desk.changes[logged:]:
            change = msgspec.json.decode(msgspec.json.encode(sent), type=Change)  # as subscribers have it
            event, before = desk.events[change.event_id], folded[change.event_id]
            assert change.version == event.version == before.get("version", 0) + 1
            assert change.cause.ce_id == record.ce_id
            now = patch.apply(orjson.loads(orjson.dumps(before)), change.patch)
            assert now == orjson.loads(msgspec.json.encode(event))
            assert patch.apply(orjson.loads(orjson.dumps(now)), change.reverse_patch) == before
            folded[change.event_id] = now
        for change in desk.changes[logged:]:
            assert_whole(desk.events[change.event_id], desk, newsroom, lists_max)


def assert_whole(event: CuratedEvent, desk: Desk, newsroom: Newsroom, lists_max: int | None) -> None:
    """Whether a version agrees with itself, and names nothing that is not there."""
    members, claims = {each.post_id for each in event.posts}, {each.claim_id for each in event.claims}
    figures = {each.figure_id for each in event.figures}
    if event.status == "merged":
        assert end_of(event, desk).status != "merged"
        return
    assert event.merged_into is None
    assert event.status == ("developing" if members else "retracted")
    assert bool(event.post_count) == bool(event.independent_origins) == bool(members)
    assert len(members) == len(event.posts) and len(claims) == len(event.claims) and len(figures) == len(event.figures)
    for each in (*event.figures, *event.claims):
        assert each.independent_origins == len(each.origins) >= (2 if each.status == "corroborated" else 1)
        assert each.history[-1].status == each.status
        assert members or each.status == "withdrawn"
    assert all(relation.to in figures - {each.figure_id} for each in event.figures for relation in each.relation)
    assert all(each.denies in {None, "unknown", *claims} - {each.claim_id} for each in event.claims)
    others = [each.rival.event_id for each in event.posts if each.rival] + [each.event_id for each in event.related]
    assert all(end_of(desk.events[other], desk).event_id != event.event_id for other in others)
    if lists_max is None:
        assert event.post_count == len(members) == sum(source.posts for source in event.sources)
        assert not members or {event.headline_post_id, *(each.post_id for each in event.summary)} <= members
        assert all({*each.claims} <= claims for each in event.figures)
        standing = [each for each in event.figures if each.status != "withdrawn"]
        assert all({*each.posts} & members for each in standing)
        texts = {newsroom.posts[post_id].text for post_id in members}
        assert event.independent_origins <= len(members)
        assert len(texts) > 1 or event.independent_origins <= 1, "whoever prints the same words is no origin more"


def end_of(event: CuratedEvent, desk: Desk) -> CuratedEvent:
    """Where following ``merged_into`` ends; it leads in no circle."""
    seen: set[str] = set()
    while event.merged_into is not None:
        assert event.event_id not in seen
        seen.add(event.event_id)
        event = desk.events[event.merged_into]
    return event
