"""The labelled streams are sound, and their scorer tells a label that holds from one that does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.quality import streams

TOLL = (
    "Two people were killed when a landslide hit a farmhouse near Arcos de Valdevez, Mayor Teresa Brandal said on "
    "Thursday."
)
POSTS = [
    ("p1", "Minho Today", "08:10", "Landslide kills one near Arcos de Valdevez",
     "One person was killed when a landslide buried a farmhouse near Arcos de Valdevez in northern Portugal early on "
     "Thursday, firefighters said. Thirteen people were evacuated."),
    ("p2", "The Atlantic Courier", "09:40", "Portugal landslide toll rises to two", TOLL),
    ("p3", "Lisbon Herald", "09:55", "Portugal landslide toll rises to two", TOLL),
    ("p4", "Lisbon Herald", "10:55", "Porto beat Braga 3-1", "FC Porto beat Braga 3-1 on Thursday night."),
]  # fmt: skip
LABELS: dict[str, Any] = {
    "id": "slide", "kind": "landslide", "about": "A toll that rises, and a copy.",
    "posts": [
        {"id": name, "outlet": outlet, "published": f"2025-01-16T{at}:00Z", "headline": heading, "text": text}
        for name, outlet, at, heading, text in POSTS
    ],
    "events": [["p1", "p2", "p3"], ["p4"]],
}  # fmt: skip
TWO = {"in": "p1", "value": 2, "object": "people", "action": "killed"}
SAID = {"in": "p1", "post": "p2", "speaker": "Brandal", "has": "farmhouse"}
WHOLE = "posts: streams grouped right"
TOLD = "relations: recall of figures found"
LABELLED = [
    ("a toll is found by its number and its thing", {"figures": [TWO]}, {}),
    ("a toll is found by its number and its deed", {"figures": [TWO | {"object": "villagers"}]}, {}),
    ("a number of another thing and deed is none", {"figures": [TWO | {"object": "dams", "action": "built"}]},
     {"figures: found"}),
    ("another number is none", {"figures": [TWO | {"value": 3}]}, {"figures: found"}),
    ("the older toll is superseded", {"figures": [TWO | {"value": 1, "status": "superseded"}]}, {}),
    ("the newer toll is not", {"figures": [TWO | {"status": "superseded"}]}, {"figures: status"}),
    ("a copy is no origin", {"figures": [TWO | {"origins": 2}]},
     {"figures: origins", "figures: found with their origins"}),
    ("an exact number is no bound", {"figures": [TWO | {"bound": "at_least"}]},
     {"figures: bound", "figures: found with their bound"}),
    ("nor is what is not found", {"figures": [TWO | {"value": 3, "bound": "at_least"}]},
     {"figures: found", "figures: found with their bound"}),
    ("the newer toll updates the older", {"relations": [{"in": "p1", "of": 2, "kind": "updates", "to": 1}]}, {}),
    ("and not the other way round", {"relations": [{"in": "p1", "of": 1, "kind": "updates", "to": 2}]},
     {"relations: recall", TOLD, "relations: precision"}),
    ("a relation that is not told costs recall alone",
     {"relations": [{"in": "p1", "of": 13, "kind": "conflicts", "to": 2}]}, {"relations: recall", TOLD}),
    ("numbers that must not be related, and are", {"unrelated": [{"in": "p1", "of": 1, "to": 2}]},
     {"relations: unrelated kept apart", "relations: precision"}),
    ("numbers that must not be related, and are not", {"unrelated": [{"in": "p1", "of": 13, "to": 2}]}, {}),
    ("a claim of a speaker by a part of the name", {"claims": [SAID]}, {}),
    ("a claim of another speaker", {"claims": [SAID | {"speaker": "Mara Lopes"}]}, {"claims: speaker"}),
    ("a claim that nobody made", {"claims": [SAID | {"has": "bridge"}]}, {"claims: found"}),
    ("a claim that denies nothing", {"claims": [SAID | {"denies": "p1"}]}, {"claims: denials"}),
    ("a copy that is marked", {"copies": [["p3", "p2"]]}, {}),
    ("a copy that is none", {"copies": [["p3", "p2"], ["p2", "p1"]]}, {"copies: recall"}),
    ("news that is labelled as none", {"events": [["p1", "p2", "p3"]], "no_event": ["p4"]}, {"posts: that found none"}),
    ("two events told as one", {"events": [["p1"], ["p2", "p3"], ["p4"]]}, {"pairs apart", WHOLE}),
    ("one event told as two", {"events": [["p1", "p2", "p3", "p4"]]}, {"pairs together", WHOLE}),
    ("origins without the copy", {"origins": {"p1": 2}}, {}),
    ("another count of origins", {"origins": {"p1": 3}}, {"origins: right"}),
    ("a heading that is shown", {"headlines": {"p4": ["p4"]}}, {}),
    ("a heading of another event", {"headlines": {"p4": ["p1", "p2"]}}, {"headlines: right"}),
]  # fmt: skip


@pytest.mark.parametrize(("labels", "wrong"), [row[1:] for row in LABELLED], ids=[row[0] for row in LABELLED])
def test_a_label_holds_or_is_told_as_wrong(labels: dict[str, Any], wrong: set[str]) -> None:
    """The copy is labelled in each row, so that nothing but the row's own label is wrong."""
    told = {"copies": [["p3", "p2"]]} | LABELS | labels
    [outcome] = streams.outcomes([streams.Stream("dev", told)])
    assert {check.measure for check in streams.checks(outcome) if not check.right} == set(wrong)


def test_totals_are_of_all_streams() -> None:
    two = [
        streams.Stream("dev", LABELS),
        streams.Stream("held", LABELS | {"id": "again", "figures": [TWO | {"value": 3}]}),
    ]
    totals = streams.summed(streams.outcomes(two))
    assert totals["posts: b3 f1"] == (1.0, 8)
    assert totals["figures: found"] == (0.0, 1)


@pytest.mark.parametrize("stream", streams.streams(), ids=lambda stream: stream.name)
def test_a_labelled_stream_is_sound(stream: streams.Stream) -> None:
    """Every label names posts that are there; no post is news of two events. One in none and not said so may be any."""
    labels, posts = stream.labels, set(stream.posts)
    grouped = [post for group in labels["events"] for post in group] + labels.get("no_event", [])
    assert len(posts) == len(stream.posts) and len({*grouped}) == len(grouped) and {*grouped} <= posts
    assert {post for pair in labels.get("copies", []) for post in pair} <= posts
    rows = [row for name in ("figures", "relations", "unrelated", "claims") for row in labels.get(name, [])]
    assert {row[key] for row in rows for key in ("in", "post", "denies") if row.get(key)} <= posts
    assert {*labels.get("origins", {}), *labels.get("headlines", {})} <= posts
