"""What operators decide: they tie, part, pin, retract and undo, and nothing else moves."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from streams.records import Rival
from streams.stage import Drop, Reject
from streams.stages.curate.rows import LinkRow, link_key, post_key
from tests.build import NOON, a_post, minutes
from tests.stages.curate.desk import Desk, decide, undo

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
APPEAL = a_post(
    "The banker found guilty of fraud by a court in Lyon on Tuesday will appeal, said the lawyer Denis Moreau.",
    name="appeal", headline="Lyon banker guilty of fraud to appeal", at=minutes(100),
)  # fmt: skip
SNOW = a_post(
    "Snow closed the road over the pass near Davos on Tuesday, the canton said. Ploughs were stuck, too.",
    name="snow", headline="Snow closes pass near Davos", at=minutes(40),
)  # fmt: skip
FEATURE = a_post(
    "My grandfather worked at the mill and never once spoke of the noise.",
    name="feature", headline="What the mill was to us", post_type="feature", at=minutes(60),
)  # fmt: skip
LATER = minutes(200)


def ids(*posts) -> frozenset[str]:
    return frozenset(post.post_id for post in posts)


# ------------------------------------------------------------------------------------------- associate


def test_associated_posts_bring_their_events_together_under_the_older_id() -> None:
    desk = Desk(FIRE, VERDICT)
    older, younger = desk.event(FIRE).event_id, desk.event(VERDICT).event_id
    decision = decide("associate", FIRE, VERDICT, at=LATER, because="one arson trial")
    desk.take(decision)
    assert desk.groups() == {ids(FIRE, VERDICT)}
    assert desk.event(FIRE).event_id == older
    assert (desk.events[younger].status, desk.events[younger].merged_into) == ("merged", older)
    assert desk.kinds[2:] == ["updated", "merged"]
    for change in desk.changes[2:]:
        cause = change.cause
        assert (cause.decision_id, cause.ce_id, cause.post_id) == (decision.decision_id, decision.ce_id, None)
        assert (cause.reason, cause.because, cause.by) == ("associate", "one arson trial", "ana")
    reasons = [reason for member in desk.event(FIRE).posts for reason in member.reasons]
    assert any(r.evidence == "decision" and decision.decision_id in r.detail for r in reasons)


def test_an_association_outlives_edits_that_tell_of_something_else() -> None:
    desk = Desk(FIRE, VERDICT, decide("associate", FIRE, VERDICT, at=LATER))
    text = "Snow closed the road over the pass near Davos on Tuesday, the canton said."
    desk.take(msgspec.structs.replace(VERDICT, text=text, headline="Snow closes pass", change="edited", revision=2))
    assert desk.groups() == {ids(FIRE, VERDICT)}


def test_a_post_of_no_event_joins_that_of_the_others() -> None:
    desk = Desk(FIRE, FEATURE, decide("associate", FEATURE, FIRE, at=LATER))
    assert desk.groups() == {ids(FIRE, FEATURE)}
    assert [member.role for member in desk.event(FIRE).posts] == ["main", "background"]


def test_a_decision_about_what_has_not_come_is_held_and_counts_when_it_comes() -> None:
    desk = Desk(FIRE)
    decision = decide("associate", FIRE, VERDICT)
    assert desk.take(decision).fate == "passed"  # the post that is there says so
    waiting = decide("disassociate", APPEAL, apart_from=(VERDICT,))
    assert desk.take(waiting).fate == "held"
    desk.take(VERDICT)
    assert desk.groups() == {ids(FIRE, VERDICT)}
    assert desk.changes[-1].cause.decision_id == decision.decision_id
    desk.take(APPEAL)
    assert desk.groups() == {ids(FIRE, VERDICT), ids(APPEAL)}


@pytest.mark.xfail(strict=True, reason="whoever only mentions an event is barred from it by any decision, not the last")
def test_a_mention_that_was_parted_joins_again_when_it_is_associated_later() -> None:
    column = a_post(FIRE.text, name="column", headline="The mill and us", post_type="feature", at=minutes(60))
    desk = Desk(FIRE, column, decide("disassociate", column, apart_from=(FIRE,), at=LATER))
    desk.take(decide("associate", column, FIRE, at=minutes(201)))
    assert desk.groups() == {ids(FIRE, column)}


@pytest.mark.xfail(strict=True, reason="a post of no event has no home through which two events could be one")
def test_two_posts_that_are_one_with_a_third_of_no_event_are_one() -> None:
    column = a_post("Nothing grows in a garden without a wall.", name="garden", post_type="feature", at=minutes(60))
    desk = Desk(
        FIRE, VERDICT, column, decide("associate", column, FIRE), decide("associate", column, VERDICT, at=LATER)
    )
    assert desk.groups() == {ids(FIRE, VERDICT, column)}


# ------------------------------------------------------------------------------------------- disassociate


def test_a_post_taken_out_founds_an_event_of_its_own_and_says_why() -> None:
    desk = Desk(FIRE, FIRE_LATER)
    was = desk.event(FIRE).event_id
    desk.take(decide("disassociate", FIRE_LATER, at=LATER, because="another mill"))
    assert desk.groups() == {ids(FIRE), ids(FIRE_LATER)}
    assert desk.event(FIRE).event_id == was
    assert sorted(desk.kinds[2:]) == ["added", "split"]
    [member] = desk.event(FIRE_LATER).posts
    assert (member.relation, member.score) == ("new", None)
    assert [reason.evidence for reason in member.reasons] == ["decision"]
    assert {figure.value for figure in desk.event(FIRE).figures} == {11.0}
    assert {figure.value for figure in desk.event(FIRE_LATER).figures} == {14.0}


def test_the_founder_of_an_event_may_be_the_one_that_goes() -> None:
    desk = Desk(FIRE, FIRE_LATER)
    was = desk.event(FIRE).event_id
    desk.take(decide("disassociate", FIRE, at=LATER))
    assert desk.event(FIRE_LATER).event_id == was != desk.event(FIRE).event_id


def test_what_was_taken_out_stays_out_however_it_is_edited_and_what_follows_it_goes_with_it() -> None:
    desk = Desk(FIRE, FIRE_LATER, decide("disassociate", FIRE_LATER, at=LATER))
    edited = msgspec.structs.replace(FIRE_LATER, text=FIRE.text, headline=FIRE.headline, change="edited", revision=2)
    desk.take(edited)
    assert desk.groups() == {ids(FIRE), ids(FIRE_LATER)}
    more = a_post(FIRE_LATER.text + " The mill makes card.", name="more", headline=FIRE_LATER.headline, at=minutes(95))
    other = Desk(FIRE, FIRE_LATER, decide("disassociate", FIRE_LATER, at=LATER), more)
    assert other.groups() == {ids(FIRE), ids(FIRE_LATER, more)}


def test_merge_then_split_gives_members_and_facts_back_to_both_ids() -> None:
    desk = Desk(FIRE, FIRE_LATER, VERDICT, APPEAL)
    before, versions = desk.facts(), {e.event_id: e.version for e in desk.open}
    desk.take(decide("associate", FIRE, VERDICT, at=LATER))
    assert len(desk.open) == 1
    desk.take(decide("disassociate", VERDICT, apart_from=(FIRE,), at=minutes(210)))
    assert desk.kinds[-2:] == ["split", "reinstated"]
    after = desk.facts()
    assert after.keys() == before.keys()
    for event_id, event in after.items():
        told = [msgspec.structs.replace(m, reasons=tuple(r for r in m.reasons if r.evidence != "decision"))
                for m in event.posts]  # fmt: skip
        assert msgspec.structs.replace(event, posts=tuple(told)) == before[event_id]
        assert desk.events[event_id].version == versions[event_id] + 2


def test_an_event_that_became_part_of_another_is_no_rival_of_its_posts_any_more_and_is_one_again() -> None:
    desk = Desk(FIRE)
    rival = Rival(event_id=desk.event(FIRE).event_id, score=0.3)
    desk.take(VERDICT)
    key = post_key("test", VERDICT.post_id)
    row = desk.state.get(key)
    [passage] = row.passages
    told = msgspec.structs.replace(passage, assignment=msgspec.structs.replace(passage.assignment, rival=rival))
    desk.state.apply(key, msgspec.structs.replace(row, passages=(told,)))
    tie = decide("associate", FIRE, VERDICT, at=LATER)
    desk.take(tie)
    [event] = desk.open
    assert [member.rival for member in event.posts] == [None, None]
    assert event.related == ()
    desk.take(APPEAL, undo(tie, at=LATER))
    [member, _] = desk.event(VERDICT).posts
    assert member.rival == rival
    tie_of_the_others = decide("associate", SNOW, VERDICT, at=LATER)
    desk.take(SNOW, tie_of_the_others)
    assert rival in [member.rival for member in desk.event(VERDICT).posts]


def linked(desk: Desk, one, other) -> Desk:
    """The desk, whose matcher has found the events of two posts to be one, as its next record will tell."""
    homes = desk.event(one).event_id, desk.event(other).event_id
    number = desk.state.index.ties.next_number("test")
    link = LinkRow(desk="test", one=homes[0], other=homes[1], at=NOON, number=number, kept=NOON)
    desk.state.apply(link_key("test", *homes), link)
    return desk


def test_a_merge_of_the_matcher_can_be_taken_back_and_put_in_force_again() -> None:
    desk = linked(Desk(FIRE, VERDICT), FIRE, VERDICT)
    older, younger = desk.event(FIRE).event_id, desk.event(VERDICT).event_id
    desk.take(FIRE_LATER, APPEAL)
    assert desk.groups() == {ids(FIRE, FIRE_LATER, VERDICT, APPEAL)}
    assert sorted(desk.kinds[2:]) == ["merged", "updated", "updated"]
    part = decide("disassociate", VERDICT, apart_from=(FIRE,), at=LATER)
    desk.take(part)
    assert desk.groups() == {ids(FIRE, FIRE_LATER), ids(VERDICT, APPEAL)}, "who came since goes where it belongs"
    assert (desk.event(FIRE).event_id, desk.event(VERDICT).event_id) == (older, younger)
    assert [change.kind for change in desk.changes if change.event_id == younger] == ["added", "merged", "reinstated"]
    desk.take(undo(part, at=minutes(201)))
    assert desk.groups() == {ids(FIRE, FIRE_LATER, VERDICT, APPEAL)}


def test_the_matcher_merges_no_event_that_is_pinned_but_what_was_merged_before_stays_so() -> None:
    desk = linked(Desk(FIRE, VERDICT, decide("pin", FIRE)), FIRE, VERDICT)
    desk.take(FIRE_LATER)
    assert desk.groups() == {ids(FIRE, FIRE_LATER), ids(VERDICT)}
    desk = linked(Desk(FIRE, VERDICT), FIRE, VERDICT)
    desk.take(FIRE_LATER, decide("pin", VERDICT, at=LATER))
    assert desk.groups() == {ids(FIRE, FIRE_LATER, VERDICT)}


def test_three_events_in_a_row_come_apart_where_they_were_joined() -> None:
    first, second = decide("associate", FIRE, VERDICT), decide("associate", VERDICT, SNOW)
    desk = Desk(FIRE, VERDICT, SNOW)
    plain = desk.facts()
    desk.take(second, first)
    assert desk.groups() == {ids(FIRE, VERDICT, SNOW)}
    merged = {event_id: event.merged_into for event_id, event in desk.events.items() if event.status == "merged"}
    assert len(merged) == 2
    desk.take(undo(first, at=LATER))
    assert desk.groups() == {ids(FIRE), ids(VERDICT, SNOW)}
    desk.take(undo(second, at=LATER))
    assert desk.facts() == plain


SEVERAL = a_post(
    "A fire broke out in a paper mill in Tampere on Tuesday morning, and eleven workers were evacuated.\n"
    "In Lyon, a court found a former banker guilty of fraud on Tuesday.\n"
    "Snow closed the road over the pass near Davos on Tuesday, the canton said.",
    name="lead", headline="What we know on Tuesday", position=0, at=minutes(120),
)  # fmt: skip


def test_of_a_post_that_tells_of_several_events_only_what_is_meant_leaves() -> None:
    desk = Desk(FIRE, VERDICT, SEVERAL)
    assert SEVERAL.post_id in {member.post_id for member in desk.event(FIRE).posts} | {
        member.post_id for member in desk.event(VERDICT).posts
    }
    desk.take(decide("disassociate", SEVERAL, apart_from=(VERDICT,), at=LATER))
    assert ids(VERDICT) in desk.groups()
    assert any(SEVERAL.post_id in group and FIRE.post_id in group for group in desk.groups())


# ------------------------------------------------------------------------------------------- pin, retract


def test_a_pinned_post_tells_its_event_and_the_later_of_two_pins_tells_it() -> None:
    desk = Desk(FIRE, FIRE_LATER)
    for post in (FIRE, FIRE_LATER):
        desk.take(decide("pin", post, at=LATER))
        assert desk.event(FIRE).headline == post.headline
        assert desk.event(FIRE).summary[0].post_id == post.post_id
    desk.take(undo(decide("pin", FIRE_LATER, at=LATER), at=minutes(201)))
    assert desk.event(FIRE).headline == FIRE.headline


def test_a_pinned_post_stays_in_its_event_however_it_is_edited() -> None:
    desk = Desk(FIRE, FIRE_LATER, decide("pin", FIRE_LATER, at=LATER))
    text = "Snow closed the road over the pass near Davos on Tuesday, the canton said."
    desk.take(msgspec.structs.replace(FIRE_LATER, text=text, headline="Snow", change="edited", revision=2))
    assert desk.groups() == {ids(FIRE, FIRE_LATER)}


def test_a_retracted_post_takes_what_it_says_with_it() -> None:
    desk = Desk(FIRE, FIRE_LATER, decide("retract", FIRE_LATER, at=LATER))
    event = desk.event(FIRE)
    assert event.post_count == 1
    assert {figure.value: figure.status for figure in event.figures}[14.0] == "withdrawn"
    desk.take(decide("retract", FIRE, at=minutes(201)))
    assert desk.kinds[-1] == "retracted"
    assert desk.open == []


def test_a_post_that_its_source_brings_back_stays_retracted_by_the_desk() -> None:
    gone = msgspec.structs.replace(FIRE, change="removed", revision=2)
    back = msgspec.structs.replace(FIRE, change="reinstated", revision=3)
    decision = decide("retract", FIRE, at=LATER)
    desk = Desk(FIRE, decision, gone, back)
    assert desk.open == []
    desk.take(undo(decision, at=minutes(201)))
    assert desk.groups() == {ids(FIRE)}


def test_an_event_stays_retracted_as_a_whole_when_the_post_that_was_named_tells_of_something_else() -> None:
    edited = msgspec.structs.replace(FIRE, text=SNOW.text, headline=SNOW.headline, change="edited", revision=2)
    desk = Desk(FIRE, FIRE_LATER, decide("retract", FIRE, whole_event=True, at=LATER), edited)
    assert desk.open == []


def test_an_event_retracted_as_a_whole_stays_so_whoever_tells_it_again() -> None:
    decision = decide("retract", FIRE, whole_event=True, at=LATER)
    desk = Desk(FIRE, decision, FIRE_LATER)
    assert desk.open == []
    assert len(desk.events) == 1
    [event] = desk.events.values()
    assert {claim.status for claim in event.claims} == {figure.status for figure in event.figures} == {"withdrawn"}
    desk.take(undo(decision, at=minutes(201)))
    assert desk.kinds[-1] == "reinstated"
    assert desk.groups() == {ids(FIRE, FIRE_LATER)}


# ------------------------------------------------------------------------------------------- undo, and several at once


def test_undone_everything_is_as_without_the_decision() -> None:
    edited = msgspec.structs.replace(FIRE_LATER, text=FIRE_LATER.text.replace("Fourteen", "Fifteen"), revision=2)
    posts = (FIRE, FIRE_LATER, edited, VERDICT, APPEAL, FEATURE)
    plain = Desk(*posts).facts()
    for decision in (
        decide("associate", FIRE, VERDICT), decide("associate", FEATURE, APPEAL), decide("disassociate", FIRE_LATER),
        decide("disassociate", APPEAL, apart_from=(VERDICT,)), decide("pin", FIRE), decide("retract", FIRE_LATER),
        decide("retract", VERDICT, APPEAL), decide("retract", FIRE, whole_event=True),
    ):  # fmt: skip
        desk = Desk(*posts, decision)
        assert desk.facts() != plain, decision.kind
        versions = {event_id: event.version for event_id, event in desk.events.items()}
        desk.take(undo(decision, at=LATER))
        assert desk.facts() == plain, decision.kind
        assert all(desk.events[event_id].version >= version for event_id, version in versions.items())


def test_decisions_stand_side_by_side_and_go_one_by_one() -> None:
    tie, part, pin = (
        decide("associate", FIRE, VERDICT), decide("disassociate", FIRE_LATER), decide("pin", VERDICT)
    )  # fmt: skip
    desk = Desk(FIRE, FIRE_LATER, VERDICT, tie, part, pin)
    assert desk.groups() == {ids(FIRE, VERDICT), ids(FIRE_LATER)}
    desk.take(undo(part, at=LATER))
    assert desk.groups() == {ids(FIRE, FIRE_LATER, VERDICT)}
    assert desk.event(FIRE).headline == VERDICT.headline
    desk.take(undo(tie, at=LATER))
    assert desk.groups() == {ids(FIRE, FIRE_LATER), ids(VERDICT)}
    desk.take(undo(undo(tie, at=LATER), at=LATER))
    assert desk.groups() == {ids(FIRE, FIRE_LATER, VERDICT)}, "an undo can be undone"


def test_what_joined_while_a_decision_stood_goes_where_it_would_have_gone() -> None:
    part, tie = decide("disassociate", FIRE_LATER), decide("associate", FIRE, VERDICT)
    more = a_post(FIRE_LATER.text + " The mill makes card.", name="more", headline=FIRE_LATER.headline, at=minutes(95))
    desk = Desk(FIRE, FIRE_LATER, VERDICT, part, more, undo(part, at=LATER))
    assert desk.groups() == {ids(FIRE, FIRE_LATER, more), ids(VERDICT)}
    assert [e.status for e in desk.events.values() if e.status != "developing"] == ["merged"]
    desk = Desk(FIRE, FIRE_LATER, VERDICT, tie, APPEAL, undo(tie, at=LATER))
    assert desk.groups() == {ids(FIRE, FIRE_LATER), ids(VERDICT, APPEAL)}


def test_of_two_that_contradict_each_other_the_later_stands() -> None:
    tie, part = decide("associate", FIRE, VERDICT), decide("disassociate", FIRE, apart_from=(VERDICT,))
    assert Desk(FIRE, VERDICT, tie, part).groups() == {ids(FIRE), ids(VERDICT)}
    assert Desk(FIRE, VERDICT, part, tie).groups() == {ids(FIRE, VERDICT)}


# ------------------------------------------------------------------------------------------- repeats and refusals


def test_the_same_decision_again_is_a_repeat() -> None:
    tie = decide("associate", FIRE, VERDICT)
    desk = Desk(FIRE, VERDICT, tie)
    assert desk.take(tie).drop is Drop.REPEAT
    assert desk.take(decide("associate", VERDICT, FIRE, at=LATER)).drop is Drop.REPEAT, "the button pressed twice"
    desk.take(undo(tie, at=LATER))
    assert desk.take(undo(tie, at=minutes(201))).drop is Drop.REPEAT
    anew = desk.take(decide("associate", VERDICT, FIRE, at=minutes(202)))
    assert anew.fate == "passed", "undone, it can be said again"


def test_said_again_of_what_came_since_it_is_no_repeat() -> None:
    more = a_post(FIRE_LATER.text + " The mill makes card.", name="more", headline=FIRE_LATER.headline, at=minutes(95))
    desk = Desk(FIRE, FIRE_LATER, decide("disassociate", FIRE_LATER, at=LATER))
    assert desk.take(decide("disassociate", FIRE_LATER, at=minutes(201))).drop is Drop.REPEAT
    desk.take(more)
    assert ids(FIRE_LATER, more) in desk.groups()
    desk.take(decide("disassociate", FIRE_LATER, at=minutes(202)))
    assert desk.groups() == {ids(FIRE, more), ids(FIRE_LATER)}, "to the matcher it is of the fire as well"
    desk = Desk(FIRE, FIRE_LATER, decide("pin", FIRE, at=LATER), decide("pin", FIRE_LATER, at=LATER))
    desk.take(decide("pin", FIRE, at=minutes(201)))
    assert desk.event(FIRE).headline == FIRE.headline


def test_what_is_beyond_the_horizon_is_refused() -> None:
    late = NOON + timedelta(days=20)
    now = a_post(VERDICT.text, name="now", at=late)
    desk = Desk(FIRE, now)
    for decision, told in (
        (decide("pin", now), "comes late"),
        (undo(decide("pin", now), at=late), "no decision"),
        (decide("pin", FIRE, at=late, last_seen=NOON), "was forgotten"),
    ):
        outcome = desk.take(decision)
        assert outcome.reject is not None
        assert outcome.reject.reason is Reject.BEYOND_HORIZON
        assert told in outcome.reject.message


def test_decisions_are_forgotten_with_what_they_are_about_and_not_before() -> None:
    day = timedelta(days=1)
    tie = decide("associate", FIRE, VERDICT)
    tick = [a_post(f"Rain fell in Oslo on day {n}.", name=f"tick-{n}", at=NOON + n * day) for n in (13, 20, 40)]
    desk = Desk(FIRE, VERDICT, tie, tick[0])
    desk.take(msgspec.structs.replace(FIRE, revision=2, change="edited", text=FIRE.text + " It rained.",
                                      seen=NOON + 13 * day))  # fmt: skip
    desk.take(tick[1], undo(tie, at=NOON + 20 * day))
    assert ids(VERDICT) in desk.groups(), "the event that was merged away is still known"
    versions = [change.version for change in desk.changes if change.event_id == desk.event(VERDICT).event_id]
    assert versions == [1, 2, 3]
    desk.take(tick[2])
    assert not [key for key, _ in desk.state.items() if key.startswith(("decision/", "link/"))]


def test_a_rebuilt_state_goes_on_as_the_grown_one() -> None:
    records = [FIRE, VERDICT, decide("associate", FIRE, VERDICT), decide("disassociate", FIRE_LATER), FIRE_LATER,
               decide("pin", FIRE), undo(decide("associate", FIRE, VERDICT), at=LATER), APPEAL]  # fmt: skip
    whole = Desk(*records)
    for cut in range(len(records)):
        desk = Desk(*records[:cut])
        desk.state = desk.rebuilt()
        desk.take(*records[cut:])
        assert desk.changes == whole.changes


def test_an_undo_of_an_undo_counts_however_long_the_chain() -> None:
    """Two who take each other's word back for hours stop no worker."""
    one = a_post("A fire broke out in a paper mill in Tampere.", headline="Fire in Tampere")
    desk = Desk(one)
    said = [decide("retract", one, at=NOON)]
    for number in range(1, 401):
        said.append(undo(said[-1], at=minutes(number)))
    desk.take(*said)
    [event] = desk.events.values()
    assert event.status == "retracted", "an even number of undos leaves the decision as it was"
