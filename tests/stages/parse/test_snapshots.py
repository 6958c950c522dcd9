"""Snapshot after snapshot of one page: what is told, and that every post keeps its id."""

from __future__ import annotations

from streams.stages.parse.rows import PageRow, page_key
from tests.stages.parse.newsdesk import URL, Desk, changes, page, posts_of

FLOOD = [
    (
        "Helicopters lift families from roofs",
        "Two helicopters lifted 14 people from roofs in Marle, the coastguard said.",
    ),
    ("School gym becomes a shelter", "Camp beds for 200 people stand in the gym of the school on the hill."),
    ("Mill bridge gives way", "The old mill bridge gave way shortly after nine, taking a parked van with it."),
    ("Power is cut in the lower town", "The grid operator switched off 3,000 homes as water came near a substation."),
    ("Rail line under water", "No train runs between Marle and the coast, the railway said."),
    (
        "Mayor asks people to stay upstairs",
        "Stay above the ground floor and keep a torch at hand, the mayor said on radio.",
    ),
    ("Rain to last until Monday", "Forecasters expect another 60 millimetres before the front moves off."),
    ("Sirens wake the valley", "Sirens sounded at four in the morning in all eleven villages of the valley."),
]
ELECTION = [
    ("Turnout passes last time’s", "By four in the afternoon 48 percent had voted, the commission said."),
    ("Queues outside stations in the port", "Some waited for two hours, and water was handed out."),
    ("Machine fails in Westhaven", "A counting machine failed and the votes will be counted by hand."),
    ("Polls open", "All 900 stations opened on time, the commission said."),
]


def start(posts: list[tuple[str, str]], **options: str) -> tuple[Desk, dict[str | None, str]]:
    """A desk that has seen a page, and the ids of its posts by heading."""
    desk = Desk()
    outcome = desk.take(page(posts, **options))
    assert [post.change for post in posts_of(outcome)] == ["added"] * len(outcome.out)
    return desk, {post.headline: post.post_id for post in posts_of(outcome)}


def test_five_changes_of_five_kinds_and_all_other_ids_kept() -> None:
    desk, ids = start(FLOOD)
    new = ("Army sends pontoons", "Forty soldiers with pontoons are on their way from the north, the army said.")
    edited = (FLOOD[3][0], FLOOD[3][1].replace("3,000", "4,500"))
    after = [new, FLOOD[0], FLOOD[5], FLOOD[1], edited, FLOOD[4], FLOOD[6]]
    outcome = desk.take(page(after), minutes=5)
    assert changes(outcome) == [
        ("added", new[0]), ("moved", FLOOD[5][0]), ("edited", edited[0]), ("removed", FLOOD[2][0]),
        ("aged_off", FLOOD[7][0]),
    ]  # fmt: skip
    assert all(post.post_id == ids[post.headline] for post in posts_of(outcome)[1:])
    assert posts_of(outcome)[2].significance == "fact_change"
    assert [post.position for post in posts_of(outcome)] == [1, 3, 5, None, None]
    assert desk.take(page(after), minutes=9).drop == "unchanged"


def test_a_post_edited_and_moved_is_edited() -> None:
    desk, ids = start(FLOOD)
    edited = (FLOOD[4][0], FLOOD[4][1] + " Buses run instead.")
    outcome = desk.take(page([edited, *FLOOD[:4], *FLOOD[5:]]), minutes=5)
    assert changes(outcome) == [("edited", edited[0])]
    assert posts_of(outcome)[0].post_id == ids[edited[0]]


def test_identity_survives_a_new_heading_over_the_same_text() -> None:
    desk, ids = start(ELECTION)
    outcome = desk.take(page([ELECTION[0], ("Long waits in Westhaven", ELECTION[1][1]), *ELECTION[2:]]), minutes=5)
    assert changes(outcome) == [("edited", "Long waits in Westhaven")]
    assert posts_of(outcome)[0].post_id == ids[ELECTION[1][0]]


def test_identity_survives_a_text_written_anew_under_its_heading() -> None:
    desk, ids = start(ELECTION)
    text = "The votes of one Westhaven station will be counted by hand until late, after its machine would not start."
    outcome = desk.take(page([*ELECTION[:2], (ELECTION[2][0], text), ELECTION[3]]), minutes=5)
    assert changes(outcome) == [("edited", ELECTION[2][0])]
    assert posts_of(outcome)[0].post_id == ids[ELECTION[2][0]]


def test_another_post_in_the_same_place_is_not_an_edit() -> None:
    desk, ids = start(ELECTION)
    other = ("Lorry blocks ring road", "A lorry lost its load of gravel near the stadium, police said.")
    outcome = desk.take(page([*ELECTION[:2], other, ELECTION[3]]), minutes=5)
    assert changes(outcome) == [("added", other[0]), ("removed", ELECTION[2][0])]
    assert posts_of(outcome)[0].post_id not in ids.values()


def test_posts_that_share_a_heading_are_kept_apart() -> None:
    goals = [
        ("Goal!", f"{name} scores from the spot in the {n}th minute.") for n, name in enumerate("ABCDEFGHI", start=11)
    ]
    desk, _ = start(goals)
    edited = ("Goal!", goals[4][1].replace("from the spot", "with a header"))
    outcome = desk.take(page([*goals[:4], edited, *goals[5:]]), minutes=5)
    assert changes(outcome) == [("edited", "Goal!")]
    assert posts_of(outcome)[0].position == 5


def test_equal_posts_have_ids_of_their_own() -> None:
    twice = [
        ELECTION[0],
        *ELECTION[1:],
        ("Correction desk", "We check all figures."),
        ("Correction desk", "We check all figures."),
    ]
    ids = [post.post_id for post in posts_of(Desk().take(page(twice)))]
    assert len(set(ids)) == len(ids)


def test_an_id_is_never_given_to_another_post() -> None:
    desk, ids = start(ELECTION)
    first = ELECTION[1]
    desk.take(page([ELECTION[0], (first[0], first[1] + " Some went home again."), *ELECTION[2:]]), minutes=5)
    outcome = desk.take(
        page([first, ELECTION[0], (first[0], first[1] + " Some went home again."), *ELECTION[2:]]), minutes=9
    )
    assert changes(outcome) == [("added", first[0])]
    assert posts_of(outcome)[0].post_id != ids[first[0]]


def test_a_post_that_comes_back_is_reinstated() -> None:
    desk, ids = start(FLOOD)
    gone = desk.take(page([*FLOOD[:2], *FLOOD[3:]]), minutes=5)
    back = desk.take(page(FLOOD), minutes=9)
    assert changes(gone) == [("removed", FLOOD[2][0])] and changes(back) == [("reinstated", FLOOD[2][0])]
    assert (posts_of(back)[0].post_id, posts_of(back)[0].revision) == (ids[FLOOD[2][0]], 3)


def test_nothing_ages_off_at_an_oldest_first_pages_end() -> None:
    times = ["08:00", "09:00", "10:00", "11:00"]
    timed = "Vote: live\n" + "\n".join(f"{time}\n{h}\n{t}" for time, (h, t) in zip(times, ELECTION, strict=True))
    desk = Desk()
    desk.take(timed)
    outcome = desk.take("\n".join(timed.split("\n")[:-3]), minutes=5)
    assert changes(outcome) == [("removed", ELECTION[3][0])]


def test_an_oldest_first_page_sheds_its_oldest_from_the_top() -> None:
    times = ["08:00", "09:00", "10:00", "11:00", "12:00"]
    posts = [*ELECTION, ("Count begins", "The count began an hour late, the commission said.")]
    lines = [f"{time}\n{h}\n{t}" for time, (h, t) in zip(times, posts, strict=True)]
    desk = Desk()
    desk.take("\n".join(["Vote: live", *lines[:4]]))
    outcome = desk.take("\n".join(["Vote: live", *lines[1:2], *lines[3:]]), minutes=5)
    assert changes(outcome) == [
        ("added", posts[4][0]), ("aged_off", posts[0][0]), ("removed", posts[2][0]),
    ]  # fmt: skip


def test_the_lead_is_a_post_too() -> None:
    desk, ids = start(
        ELECTION, title="Vote: live", lead="The count begins at eight, and no result is expected before midnight."
    )
    outcome = desk.take(
        page(
            ELECTION, title="Vote: count begins", lead="The count has begun, and no result is expected before midnight."
        ),
        minutes=5,
    )
    (lead,) = posts_of(outcome)
    assert (lead.change, lead.position, lead.headline) == ("edited", 0, "Vote: count begins")
    assert lead.post_id == ids["Vote: live"]


# ------------------------------------------------------------------------------------------ what is not believed


def test_a_snapshot_that_lacks_too_much_removes_nothing_until_the_next_agrees() -> None:
    desk, _ = start(FLOOD)
    cut = desk.take(page(FLOOD[:3]), minutes=5)
    assert cut.held and not cut.out
    agreed = desk.take(page(FLOOD[:3], lead="The water still rises in all the towns of the valley."), minutes=9)
    assert [change for change, _ in changes(agreed)] == ["added"] + ["aged_off"] * 5


def test_a_snapshot_that_lacks_too_much_is_forgotten_when_the_next_is_whole() -> None:
    desk, _ = start(FLOOD)
    assert desk.take(page(FLOOD[:3]), minutes=5).held
    assert desk.take(page(FLOOD), minutes=9).drop == "unchanged"
    assert desk.take(page(FLOOD[:3]), minutes=12).held


def test_the_doubted_snapshot_delivered_twice_does_not_agree_with_itself() -> None:
    desk, _ = start(FLOOD)
    assert desk.take(page(FLOOD[:3]), minutes=5).held
    assert desk.take(page(FLOOD[:3]), minutes=5).held


def test_three_missing_posts_are_believed_at_once() -> None:
    desk, _ = start(FLOOD)
    assert [change for change, _ in changes(desk.take(page(FLOOD[3:]), minutes=5))] == ["removed"] * 3


def test_a_page_that_keeps_its_length_may_turn_over_by_half() -> None:
    desk, _ = start(FLOOD)
    new = [
        (f"Gauge {n} falls", f"The gauge at kilometre {n} fell by {n} centimetres in an hour.") for n in range(10, 15)
    ]
    outcome = desk.take(page([*new, *FLOOD[:3]]), minutes=60)
    assert [change for change, _ in changes(outcome)] == ["added"] * 5 + ["aged_off"] * 5


def test_an_error_page_says_nothing_about_posts_however_often_it_comes() -> None:
    desk, _ = start(ELECTION[:2])
    for minutes in (5, 9, 12):
        assert desk.take("503 Service Unavailable\nPlease try again later.", minutes=minutes).held
    assert desk.take(page(ELECTION[:2]), minutes=15).drop == "unchanged"


def test_a_page_without_posts_is_empty_at_first_and_doubted_later() -> None:
    desk, _ = start(ELECTION)
    assert desk.take("Advertisement\nCopy link", minutes=5).held


# ------------------------------------------------------------------------------------------ pages, desks and time


def test_an_older_snapshot_is_stale() -> None:
    desk, _ = start(FLOOD)
    desk.take(page(FLOOD[1:]), minutes=9)
    outcome = desk.take(page(FLOOD), minutes=5)
    assert outcome.drop == "stale" and not outcome.writes


def test_one_page_under_two_addresses_that_differ_in_tracking() -> None:
    desk, _ = start(FLOOD)
    assert desk.take(page(FLOOD), minutes=5, url=f"{URL}/?utm_campaign=x#latest").drop == "unchanged"
    assert posts_of(desk.take(page(FLOOD), minutes=5, url="https://other.example.com/live/coast-flood"))


def test_two_desks_have_their_own_snapshots_of_one_page_with_the_same_ids() -> None:
    desk, ids = start(FLOOD)
    other = posts_of(desk.take(page(FLOOD), desk="north"))
    assert {post.headline: post.post_id for post in other} == ids
    assert {post.change for post in other} == {"added"}


def test_pages_not_seen_for_two_weeks_are_forgotten_with_their_posts() -> None:
    desk, _ = start(FLOOD)
    desk.take(page(ELECTION), minutes=60 * 24 * 15, url="https://news.example.com/live/vote")
    rows = [row for key, row in desk.state.items() if not key.startswith("clock/")]
    assert len(rows) == 2 + len(ELECTION)


def test_an_unchanged_snapshot_keeps_its_page_from_being_forgotten() -> None:
    desk, _ = start(FLOOD)
    desk.take(page(FLOOD), minutes=60 * 24 * 10)
    desk.take(page(ELECTION), minutes=60 * 24 * 20, url="https://news.example.com/live/vote")
    assert desk.take(page(FLOOD), minutes=60 * 24 * 20).drop == "unchanged"


def test_the_page_row_stays_small() -> None:
    """Every snapshot writes it, so it may not grow with the page."""
    import msgspec

    desk, _ = start([(f"Gauge {n} falls", f"It fell by {n} centimetres in an hour.") for n in range(300)])
    (row,) = [row for _, row in desk.state.items() if isinstance(row, PageRow)]
    assert desk.state.get(page_key("world", row.page_id)) is row
    assert len(msgspec.msgpack.encode(row)) < 400
