"""The life of an event: added, updated, edited, withdrawn, retracted, reinstated, merged; each with its reason."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from streams.records import Change, Enriched
from streams.stage import Drop, Reject, State
from streams.stages import curate
from streams.stages.curate import index, members
from streams.stages.curate.patch import apply as patched
from streams.stages.curate.rows import PostRow
from tests.build import NOON, a_post, apply, minutes
from tests.stages.curate.desk import Desk, read

FIRE = a_post(
    "A fire broke out in a paper mill in Tampere on Tuesday morning. Eleven workers were evacuated, the fire service "
    "said. Smoke was seen across the town.",
    name="fire", headline="Fire at paper mill in Tampere",
)  # fmt: skip
FIRE_LATER = a_post(
    "Firefighters had the blaze at the Tampere paper mill under control by noon on Tuesday, the fire service said. "
    "Fourteen workers were evacuated from the mill.",
    name="fire-later", headline="Tampere paper mill blaze under control", at=minutes(90), outlet="The Lantern",
)  # fmt: skip
VERDICT = a_post(
    "A court in Lyon found a former banker guilty of fraud on Tuesday. The judge will pass sentence in June.",
    name="verdict", headline="Banker guilty of fraud, Lyon court rules", at=minutes(30),
)  # fmt: skip
FEATURE = a_post(
    "My grandfather worked at the mill for forty years and never once spoke of the noise.",
    name="feature", headline="What the mill was to us", post_type="feature", at=minutes(60),
)  # fmt: skip


def test_two_reports_of_one_happening_are_one_event_and_say_why() -> None:
    desk = Desk()
    desk.take(FIRE, VERDICT, FIRE_LATER)
    fire = next(event for event in desk.events.values() if event.kind == "fire")
    assert [member.relation for member in fire.posts] == ["new", "corroborates"]
    assert {reason.evidence for reason in fire.posts[1].reasons} >= {"words", "place"}
    assert fire.version == 2
    assert len(desk.events) == 2


def test_figures_of_both_stand_side_by_side() -> None:
    desk = Desk()
    desk.take(FIRE, FIRE_LATER)
    (fire,) = desk.events.values()
    told = {figure.value: figure for figure in fire.figures}
    assert {11.0, 14.0} <= set(told)
    assert told[11.0].status == "superseded"
    assert [(r.kind, r.to) for r in told[14.0].relation] == [("updates", told[11.0].figure_id)]


def test_a_point_told_by_its_way_from_a_town_is_another_place_than_the_town() -> None:
    desk = Desk()
    text = "A light aircraft came down 20 km south of Tampere on Tuesday. Its pilot was taken to hospital in Tampere."
    desk.take(a_post(text, name="crash", headline="Light aircraft comes down"))
    (crash,) = desk.events.values()
    told = {place.precision: place for place in crash.places if place.name == "Tampere"}
    assert told["city"].radius_km is None and (told["offset"].radius_km or 0) > 0
    assert 0.15 < (told["city"].lat or 0) - (told["offset"].lat or 0) < 0.21, "20 km are 0.18 degrees"


def test_near_a_town_is_no_place_of_its_own() -> None:
    desk = Desk()
    text = "A light aircraft came down near Tampere on Tuesday. Its pilot was taken to hospital in Tampere."
    desk.take(a_post(text, name="crash", headline="Light aircraft comes down"))
    (crash,) = desk.events.values()
    assert [(p.precision, p.radius_km) for p in crash.places if p.name == "Tampere"] == [("city", None)]


def test_the_same_post_again_is_a_repeat() -> None:
    desk = Desk()
    desk.take(FIRE)
    assert desk.take(FIRE).drop is Drop.REPEAT


def test_a_feature_founds_no_event() -> None:
    assert Desk().take(FEATURE).drop is Drop.NOT_AN_EVENT


def test_an_edit_stays_in_its_event_and_what_it_replaces_stays_listed_as_superseded() -> None:
    desk = Desk()
    desk.take(FIRE)
    for revision, number in ((2, "Twelve"), (3, "Thirty")):
        text = FIRE.text.replace("Eleven", number)
        desk.take(
            msgspec.structs.replace(FIRE, revision=revision, change="edited", significance="fact_change", text=text)
        )
    (fire,) = desk.events.values()
    told = {figure.value: figure for figure in fire.figures if figure.object == "worker"}
    assert {value: figure.status for value, figure in told.items()} == {
        11.0: "superseded", 12.0: "superseded", 30.0: "current",
    }  # fmt: skip
    assert {(r.kind, r.to) for r in told[30.0].relation} == {("updates", told[v].figure_id) for v in (11.0, 12.0)}
    assert desk.changes[-1].significance == "fact_change"
    assert desk.changes[-1].cause.reason == "edited"


def test_a_number_that_an_edit_brings_back_is_current_again_and_one_left_out_is_gone() -> None:
    desk = Desk()
    texts = (FIRE.text, FIRE.text.replace("Eleven", "Twelve"), FIRE.text)
    desk.take(*(msgspec.structs.replace(FIRE, revision=n + 1, text=text) for n, text in enumerate(texts)))
    (fire,) = desk.events.values()
    assert {f.value: f.status for f in fire.figures} == {12.0: "superseded", 11.0: "current"}
    desk.take(msgspec.structs.replace(FIRE, revision=4, text="A fire broke out in a paper mill in Tampere on Tuesday."))
    (fire,) = desk.events.values()
    assert 11.0 not in {f.value for f in fire.figures}


def test_of_two_numbers_of_a_thing_the_new_one_updates_the_one_that_it_replaced() -> None:
    vote = a_post("In Madrid, the Senate passed the water law on Tuesday by 140 votes to 121.", name="vote")
    edited = msgspec.structs.replace(vote, revision=2, change="edited", text=vote.text.replace("121", "119"))
    (law,) = Desk(vote, edited).events.values()
    told = {figure.value: figure for figure in law.figures if figure.object == "vote"}
    assert {value: figure.status for value, figure in told.items()} == {
        140.0: "current", 119.0: "current", 121.0: "superseded",
    }  # fmt: skip
    updating = {value for value, f in told.items() if told[121.0].figure_id in {r.to for r in f.relation}}
    assert updating == {119.0}


def test_a_removed_post_withdraws_the_numbers_of_its_older_revisions_too() -> None:
    edited = msgspec.structs.replace(FIRE, revision=2, change="edited", text=FIRE.text.replace("Eleven", "Twelve"))
    desk = Desk(FIRE, edited, msgspec.structs.replace(FIRE, revision=3, change="removed"))
    (fire,) = desk.events.values()
    assert {f.value: f.status for f in fire.figures} == {11.0: "withdrawn", 12.0: "withdrawn"}


def test_a_removed_post_withdraws_what_it_said_and_an_event_without_support_is_retracted() -> None:
    desk = Desk()
    desk.take(FIRE, FIRE_LATER)
    desk.take(msgspec.structs.replace(FIRE_LATER, revision=2, change="removed"))
    (fire,) = desk.events.values()
    assert fire.post_count == 1
    assert {f.value: f.status for f in fire.figures}[14.0] == "withdrawn"
    desk.take(msgspec.structs.replace(FIRE, revision=2, change="removed"))
    (fire,) = desk.events.values()
    assert fire.status == "retracted"
    assert {claim.status for claim in fire.claims} <= {"withdrawn"}
    assert desk.kinds == ["added", "updated", "updated", "retracted"]


def test_an_event_that_no_post_tells_of_any_more_is_told_as_one_that_was_taken_back() -> None:
    """Its one post was edited into a column about something else."""
    edited = msgspec.structs.replace(
        FIRE, revision=2, change="edited", text=FEATURE.text + "\n" + VERDICT.text, headline=FEATURE.headline,
        post_type="feature", seen=minutes(60),
    )  # fmt: skip
    desk, plain = Desk(FIRE, VERDICT), Desk(FIRE, msgspec.structs.replace(FIRE, revision=2, change="removed"))
    was = desk.event(FIRE).event_id
    desk.take(edited)
    (fire, taken_back) = desk.events[was], plain.events[was]
    assert desk.kinds[-2:] == ["retracted", "updated"]
    told_of = ("status", "posts", "post_count", "sources", "independent_origins", "importance", "first_published")
    assert [getattr(fire, name) for name in told_of] == [getattr(taken_back, name) for name in told_of]
    assert {one.status for one in (*fire.figures, *fire.claims)} == {"withdrawn"}
    assert {one.history[-1].since for one in (*fire.figures, *fire.claims)} == {minutes(60)}


def test_a_denial_of_what_its_post_no_longer_says_denies_what_nobody_knows() -> None:
    said = "The union said warnings were ignored before it. Mayor Dario Rosso denied that warnings were ignored."
    now = "Mayor Dario Rosso said that warnings were heeded before it."
    post = a_post(said, name="warnings", headline="Landslide near Merano")
    desk = Desk(post)
    charge, denial = desk.event(post).claims
    assert denial.denies == charge.claim_id
    desk.take(msgspec.structs.replace(post, revision=2, change="edited", text=now, seen=minutes(9)))
    _, former = desk.event(post).claims
    assert (former.claim_id, former.status, former.denies) == (denial.claim_id, "superseded", "unknown")


def test_a_day_told_on_a_page_that_gives_its_offset_alone_is_a_day_there() -> None:
    post = a_post("A ferry sank on Tuesday at 00:30, the coast guard said.", name="ferry", zone="+02:00")
    time = Desk(post).event(post).time
    assert time is not None
    assert (time.start, time.zone) == (datetime(2024, 5, 13, 22, 30, tzinfo=UTC), "+02:00")


def test_a_post_that_comes_back_reinstates_its_event_under_its_id() -> None:
    desk = Desk()
    desk.take(FIRE, msgspec.structs.replace(FIRE, revision=2, change="removed"))
    desk.take(msgspec.structs.replace(FIRE, revision=3, change="reinstated"))
    assert desk.kinds == ["added", "retracted", "reinstated"]
    assert [event.status for event in desk.events.values()] == ["developing"]


def test_a_removal_of_what_was_forgotten_is_a_dead_letter_that_says_so() -> None:
    outcome = Desk().take(msgspec.structs.replace(FIRE, revision=2, change="removed"))
    assert outcome.reject is not None
    assert outcome.reject.reason is Reject.BEYOND_HORIZON


def test_a_copy_adds_a_source_and_no_origin() -> None:
    desk = Desk()
    copy = msgspec.structs.replace(
        a_post(FIRE.text, name="copy", headline=FIRE.headline, outlet="The Lantern"), duplicate_of=FIRE.post_id,
        duplicate_group="g", similarity=1.0,
    )  # fmt: skip
    desk.take(FIRE, copy)
    (fire,) = desk.events.values()
    assert {source.outlet for source in fire.sources} == {"The Courier", "The Lantern"}
    assert fire.independent_origins == 1
    assert desk.changes[-1].cause.reason == "copy"


def test_another_fire_on_another_day_stays_apart_and_the_veto_is_told() -> None:
    desk = Desk()
    text = FIRE.text.replace("Tuesday", "Monday")
    desk.take(FIRE, a_post(text, name="other", headline=FIRE.headline, at=minutes(5)))
    assert len(desk.events) == 2
    other = max(desk.events.values(), key=lambda event: event.first_seen)
    rival = other.posts[0].rival
    assert rival is not None
    assert any(veto.startswith("date:") for veto in rival.vetoes)


def test_desks_never_merge() -> None:
    desk = Desk()
    desk.take(FIRE, msgspec.structs.replace(FIRE, desk="elsewhere"))
    assert len(desk.events) == 2


def test_back_fill_is_late_and_goes_to_its_own_place_in_time() -> None:
    desk = Desk()
    late = msgspec.structs.replace(FIRE_LATER, seen=NOON + timedelta(hours=30))
    early = a_post(FIRE.text, name="early", headline=FIRE.headline, at=NOON, seen=NOON + timedelta(hours=31))
    evening = NOON + timedelta(hours=7)
    reference = msgspec.structs.replace(late.reference, start=evening, end=evening)
    late = msgspec.structs.replace(late, published=evening, reference=reference)
    desk.take(late, early)
    (fire,) = desk.events.values()
    assert desk.changes[-1].cause.reason == "late"
    assert [member.post_id for member in fire.posts] == [early.post_id, late.post_id]


def test_folding_the_log_gives_the_events_and_unfolding_gives_nothing() -> None:
    desk = Desk()
    desk.take(FIRE, VERDICT, FIRE_LATER, msgspec.structs.replace(FIRE, revision=2, change="removed"))
    for event_id, event in desk.events.items():
        told: dict[str, object] = {}
        written = [msgspec.json.encode(change) for change in desk.changes if change.event_id == event_id]
        log = [msgspec.json.decode(each, type=Change) for each in written]
        for change in log:
            told = patched(told, deepcopy(change.patch))
        assert told == msgspec.json.decode(msgspec.json.encode(event))
        for change in reversed(log):
            told = patched(deepcopy(told), change.reverse_patch)
        assert told == {}
        assert [change.version for change in log] == list(range(1, len(log) + 1))


def test_a_rebuilt_state_goes_on_as_the_grown_one() -> None:
    desk = Desk()
    desk.take(FIRE, VERDICT)
    rebuilt = desk.rebuilt()
    post = read(FIRE_LATER)
    assert curate.step(desk.state, post, post.seen).out == curate.step(rebuilt, post, post.seen).out


def test_events_are_final_after_the_horizon() -> None:
    desk = Desk()
    desk.take(FIRE)
    much_later = a_post(VERDICT.text, name="much-later", headline=VERDICT.headline, at=NOON + timedelta(days=20))
    desk.take(much_later)
    assert len(desk.state) == 3  # the clock, the verdict's post and its event
    again = msgspec.structs.replace(FIRE, revision=2, seen=much_later.seen)
    desk.take(again)
    assert len(desk.events) == 3, "no id is used twice"


@pytest.mark.parametrize("lists_max", [None, 2])
def test_lists_are_shortened_to_the_first_and_the_newest_and_counts_stay(lists_max: int | None) -> None:
    state, last = State(curate.Index()), None
    for n in range(4):
        post = a_post(f"{FIRE.text} Report {n}.", name=f"p{n}", headline=FIRE.headline, at=minutes(n))
        outcome = apply(state, curate.step(state, read(post), post.seen, lists_max=lists_max))
        last = outcome.out[0].record
    assert last is not None
    assert last.post_count == 4
    assert len(last.posts) == (4 if lists_max is None else 2)
    assert last.posts[0].post_id == a_post("", name="p0").post_id
    assert last.posts[-1].post_id == a_post("", name="p3").post_id


DAY = timedelta(days=1)


def test_an_event_is_forgotten_with_all_its_posts_or_not_at_all() -> None:
    desk = Desk()
    desk.take(FIRE)
    again = msgspec.structs.replace(FIRE_LATER, seen=NOON + 2 * DAY)
    desk.take(again, msgspec.structs.replace(VERDICT, seen=NOON + 15 * DAY))
    edited = msgspec.structs.replace(
        again, revision=2, change="edited", significance="clarification", seen=NOON + 15 * DAY,
        text=again.text + " The mill makes card.",
    )  # fmt: skip
    grown, rebuilt = desk.state, desk.rebuilt()
    post = read(edited)
    out = curate.step(grown, post, post.seen).out
    assert out == curate.step(rebuilt, post, post.seen).out
    assert out[0].record.post_count == 2, "the first post went unseen for 15 days, but its event did not"


def test_a_copy_on_another_day_is_no_copy_of_this_event() -> None:
    desk = Desk()
    alarm = "An air raid alert has been declared in the region. People are asked to go to the shelters at once."
    first = a_post(alarm, name="first", headline="Air raid alert declared")
    later = NOON + 9 * DAY
    again = a_post(
        alarm, name="again", headline="Air raid alert declared", at=later, duplicate_of=first.post_id,
        duplicate_group="g", similarity=1.0,
    )  # fmt: skip
    desk.take(first, again)
    assert len(desk.events) == 2


def test_copies_of_a_withdrawn_original_stay_one_origin() -> None:
    desk = Desk()
    copies = [
        a_post(FIRE.text, name=name, headline=FIRE.headline, outlet=name, duplicate_of=FIRE.post_id,
               duplicate_group="g", similarity=1.0)
        for name in ("The Lantern", "The Post")
    ]  # fmt: skip
    desk.take(FIRE, *copies, msgspec.structs.replace(FIRE, revision=2, change="removed"))
    (fire,) = desk.events.values()
    assert fire.post_count == 2
    assert fire.independent_origins == 1


def test_first_seen_is_of_the_first_post_however_late_it_is_edited() -> None:
    desk = Desk()
    desk.take(FIRE, msgspec.structs.replace(FIRE, revision=2, change="edited", text=FIRE.text + " It rained.",
                                            seen=NOON + DAY))  # fmt: skip
    (fire,) = desk.events.values()
    assert (fire.first_seen, fire.last_seen) == (FIRE.seen, NOON + DAY)


def test_a_large_event_stays_small_enough_to_publish() -> None:
    desk = Desk()
    for n in range(120):
        text = f"Fire crews in Tampere said {20 + n} people had left the paper mill by Tuesday noon."
        desk.take(a_post(text, name=f"n{n}", headline=FIRE.headline, at=minutes(n), outlet=f"Outlet {n}"))
    big = max(desk.events.values(), key=lambda event: event.post_count)
    assert big.post_count > 60
    assert len(msgspec.json.encode(big)) < 600_000
    assert max(len(figure.relation) for figure in big.figures) <= 48


def test_a_post_of_a_large_event_reads_few_of_its_members(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a member brings is worked out once: an update reads no more of a large event than of a small one."""
    read: list[str] = []
    worked_out = members.Share.__init__

    def noted(self: members.Share, event_id: str, row: PostRow, original: Enriched | None = None) -> None:
        read.append(row.post.post_id)
        worked_out(self, event_id, row, original)

    monkeypatch.setattr(members.Share, "__init__", noted)
    desk = Desk()
    counts: list[int] = []
    for number in range(60):
        read.clear()
        text = f"{FIRE.text} Report {number} has {number + 3} engines at the mill."
        desk.take(a_post(text, name=f"r{number}", headline=FIRE.headline, at=NOON + timedelta(minutes=number)))
        counts.append(len(read))
    assert len(desk.events) == 1
    assert max(counts) <= 2


def test_what_was_kept_of_an_event_changes_nothing() -> None:
    """With what was worked out for the last version the next is the same as without."""
    desk, forgetful = Desk(), Desk()
    for number in range(20):
        text = f"{FIRE.text} It is report {number}."
        post = a_post(text, name=f"r{number}", headline=FIRE.headline, at=minutes(number))
        desk.take(post)
        forgetful.state.index.kept = index.Recent()
        forgetful.take(post)
    assert desk.changes == forgetful.changes
