"""The demo's day is what its README and its expectation say: checked on the lines alone, without the pipeline."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1] / "streams" / "data" / "demo"
UPDATES = [json.loads(line) for line in (FOLDER / "updates.ndjson").read_text(encoding="utf-8").splitlines()]
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
README = (FOLDER / "README.md").read_text(encoding="utf-8")
POSTS: dict[str, tuple[str, str]] = {name: (outlet, heading) for name, (outlet, heading) in EXPECTED["posts"].items()}
EVENTS = {event["name"]: event for event in EXPECTED["events"]}
CHANGES = ("added", "edited", "moved", "removed", "aged_off")
SNAPSHOTS = [(page, shot) for page in EXPECTED["pages"] for shot in page["snapshots"]]

Units = dict[str, list[str]]


def units(page: dict[str, Any], shot: dict[str, Any]) -> Units:
    """The lines of each post of a snapshot, by its short name, top to bottom; the lead first."""
    lines = UPDATES[shot["line"] - 1]["body"].split("\n")[: -page["furniture_lines"]]
    starts = {POSTS[name][1]: name for name in shot["posts"]}
    name, found = page["lead"], {page["lead"]: list[str]()}
    for line in lines[1:]:
        if line in starts and starts[line] not in found:  # a heading repeated in a link card starts nothing
            name = starts[line]
            found[name] = []
        found[name].append(line)
    return found


def differences(old: Units, new: Units) -> dict[str, set[str]]:
    """What changed between two snapshots, read from their lines."""
    gone = [name for name in old if name not in new]
    tail = {name for at, name in enumerate(old) if all(later in gone for later in list(old)[at:])}
    stayed = [name for name in new if name in old]
    moved = set(stayed) - longest_in_order(stayed, list(old))
    edited = {name for name in stayed if old[name] != new[name]}
    return {
        "added": set(new) - set(old),
        "edited": edited,
        "moved": moved - edited,
        "removed": set(gone) - tail,
        "aged_off": tail,
    }


def longest_in_order(names: list[str], order: list[str]) -> set[str]:
    """The most names that kept their order."""
    best: list[list[str]] = []
    for name in names:
        before = [run for run in best if order.index(run[-1]) < order.index(name)]
        best.append([*max(before, key=len, default=[]), name])
    return set(max(best, key=len, default=[]))


def names(values: list[Any]) -> set[str]:
    return {value if isinstance(value, str) else value["post"] for value in values}


def test_every_update_has_the_fields_of_a_raw_update() -> None:
    for update in UPDATES:
        assert {"source", "url", "outlet", "content_type", "seen", "body"} <= set(update)
        assert set(update) <= {"source", "url", "outlet", "content_type", "desk", "seen", "headers", "body"}
        assert update["url"].startswith("https://") and ".example/" in update["url"]


def test_three_outlets_and_more_than_six_snapshots() -> None:
    assert {update["outlet"] for update in UPDATES} == set(EXPECTED["outlets"])
    assert len(EXPECTED["outlets"]) == 3
    assert len(SNAPSHOTS) == 8
    assert len({page["url"] for page, _ in SNAPSHOTS}) == 2


def test_updates_stand_in_the_order_in_which_they_were_seen() -> None:
    seen = [datetime.fromisoformat(update["seen"]) for update in UPDATES]
    assert seen == sorted(set(seen))
    assert len({instant.date() for instant in seen}) == 1


def test_the_whole_folder_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 60_000
    assert (FOLDER / "updates.ndjson").stat().st_size < 40_000


def test_every_update_is_a_snapshot_or_an_item_of_the_expectation() -> None:
    lines = [shot["line"] for _, shot in SNAPSHOTS] + [item["line"] for item in EXPECTED["items"]]
    assert sorted(lines) == list(range(1, len(UPDATES) + 1))


@pytest.mark.parametrize(("page", "shot"), SNAPSHOTS, ids=lambda value: f"line {value.get('line', '')}")
def test_a_snapshot_has_the_form_of_extracted_text(page: dict[str, Any], shot: dict[str, Any]) -> None:
    update = UPDATES[shot["line"] - 1]
    lines = update["body"].split("\n")
    assert update["url"] == page["url"]
    assert update["content_type"].startswith("text/plain")
    assert update["seen"] == shot["seen"]
    assert lines[0] == f" date 2025-01-16 {POSTS[page['lead']][1]}"
    assert all(line.strip() for line in lines)
    assert list(units(page, shot)) == [page["lead"], *shot["posts"]]
    for name in shot["posts"]:
        assert POSTS[name][1][-1] not in ".!?:", "a heading has no closing punctuation"
    for line in lines[-page["furniture_lines"] :]:
        assert line[-1] not in ".!?:", "furniture has none either"


@pytest.mark.parametrize("page", EXPECTED["pages"], ids=lambda page: page["outlet"])
def test_snapshots_differ_as_expected_and_in_nothing_else(page: dict[str, Any]) -> None:
    before: Units = {}
    for shot in page["snapshots"]:
        after = units(page, shot)
        assert differences(before, after) == {kind: names(shot.get(kind, [])) for kind in CHANGES}, shot["line"]
        for edit in shot.get("edited", []):
            was, now = "\n".join(before[edit["post"]]), "\n".join(after[edit["post"]])
            assert edit["was"] in was and edit["was"] not in now
            assert edit["is"] in now and edit["is"] not in was
        before = after


def test_a_cosmetic_edit_changes_one_word() -> None:
    for page in EXPECTED["pages"]:
        for earlier, later in zip(page["snapshots"], page["snapshots"][1:], strict=False):
            for edit in later.get("edited", []):
                if edit["significance"] == "cosmetic":
                    was, now = (" ".join(units(page, shot)[edit["post"]]).split() for shot in (earlier, later))
                    assert sum(a != b for a, b in zip(was, now, strict=True)) == 1


def test_items_are_plain_items_with_their_id_and_heading() -> None:
    for item in EXPECTED["items"]:
        update = UPDATES[item["line"] - 1]
        body = json.loads(update["body"])
        assert update["content_type"] == "application/json"
        assert (body["outlet"], body["headline"]) == POSTS[item["post"]]
        assert body["outlet"] == update["outlet"]
        assert body["id"] == item["id"]
        assert datetime.fromisoformat(body["published"]) < datetime.fromisoformat(update["seen"])


def test_the_retraction_carries_the_id_of_what_it_retracts() -> None:
    first, second = [item for item in EXPECTED["items"] if item["id"] == "hospital-ponte-de-lima"]
    assert second["significance"] == "retraction"
    assert first["line"] < second["line"]


def test_wire_copy_is_near_identical_and_names_the_agency() -> None:
    [copy] = [item for item in EXPECTED["items"] if "duplicate_of" in item]
    [original] = [item for item in EXPECTED["items"] if item["post"] == copy["duplicate_of"]]
    texts = [json.loads(UPDATES[item["line"] - 1]["body"])["text"] for item in (original, copy)]
    triples = [{tuple(text.split()[at : at + 3]) for at in range(len(text.split()) - 2)} for text in texts]
    assert all("Finisterra" in text for text in texts)
    assert 0.7 < len(triples[0] & triples[1]) / len(triples[0] | triples[1]) < 1
    assert UPDATES[original["line"] - 1]["outlet"] != UPDATES[copy["line"] - 1]["outlet"]


def test_the_late_item_was_published_long_before_it_was_seen() -> None:
    [late] = [item for item in EXPECTED["items"] if item.get("late")]
    update = UPDATES[late["line"] - 1]
    published = datetime.fromisoformat(json.loads(update["body"])["published"])
    assert (datetime.fromisoformat(update["seen"]) - published).total_seconds() > 6 * 3600


def test_expected_events_speak_of_posts_that_are_there() -> None:
    placed: set[str] = set()
    for event in EVENTS.values():
        must, may, never = (set(event.get(key, [])) for key in ("must_contain", "may_contain", "must_not_be_with"))
        assert must, event["name"]
        assert must | may | never <= set(POSTS)
        assert not (must | may) & never, event["name"]
        assert event.get("may_be_inside", event["name"]) in EVENTS
        placed |= must
    free = {row["post"] for row in EXPECTED["founds_no_event"]}
    optional = {name for event in EVENTS.values() for name in event.get("may_contain", [])}
    assert not placed & free
    assert set(POSTS) - placed - free - optional == {"hospital"}, "the first wording of a retracted post"


def everything_printed() -> dict[str, str]:
    """All wordings of each post over the day."""
    printed: dict[str, str] = {}
    for page, shot in SNAPSHOTS:
        for name, lines in units(page, shot).items():
            printed[name] = printed.get(name, "") + "\n" + "\n".join(lines)
    for item in EXPECTED["items"]:
        body = json.loads(UPDATES[item["line"] - 1]["body"])
        printed[item["post"]] = f"{body['headline']}\n{body['text']}"
    return printed


WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 9: "nine", 11: "eleven", 13: "thirteen",
         16: "sixteen", 25: "twenty-five", 30: "thirty", 40: "forty", 60: "sixty", 90: "ninety",
         300: "three hundred", 1: "one"}  # fmt: skip


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event["name"])
def test_expected_figures_are_printed_with_their_sayers(event: dict[str, Any]) -> None:
    printed = everything_printed()
    named = {*event["must_contain"], *(["hospital"] if event["status"] == "retracted" else [])}
    text = "\n".join(printed[name] for name in sorted(named)).lower()
    values = {figure["value"] for figure in event.get("figures", [])}
    for figure in event.get("figures", []):
        value = figure["value"]
        assert re.search(rf"\b({value}|{WORDS.get(value, value)})\b", text), figure
        assert all(sayer.lower() in text for sayer in figure["sayers"]), figure
        assert {relation["to"] for relation in figure.get("relation", [])} <= values


def test_expected_times_people_and_quirks_are_printed() -> None:
    printed = everything_printed()
    for row in EXPECTED["times"]:
        assert row["text"] in printed[row["post"]]
    everything = "\n".join(printed.values())
    for person in EXPECTED["people"]:
        assert all(name in everything for name in (person["name"], *person.get("aliases", [])))
    for row in EXPECTED["no_figures"]:
        assert row["text"] in everything


def test_readme_tells_the_same_day() -> None:
    rows = {
        int(cells[0]): cells
        for line in README.splitlines()
        if re.match(r"\| \d+ \| ", line) and len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 9
    }
    assert sorted(rows) == list(range(1, len(UPDATES) + 1))
    for at, cells in rows.items():
        assert cells[1] == UPDATES[at - 1]["seen"][11:16]
    for _, shot in SNAPSHOTS:
        counts = [len(shot["posts"]), *(len(shot.get(kind, [])) for kind in CHANGES)]
        assert rows[shot["line"]][3:] == [str(count) for count in counts]
    for name in EVENTS:
        assert f"| {name} |" in README
