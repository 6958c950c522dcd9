"""Live blogs in JSON: posts, headings and instants of a real article in blocks, and its versions told by replaying it.

Also how many posts of two other answers come through as they should: each open post with words once, none that is
deleted or a reader's.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from streams.codec import make_update
from streams.records import Post
from streams.stage import State
from streams.stages import parse

DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "liveblogs_json"
ARTICLE = "guardian-2021-02-19-perseverance"
SEEN = datetime(2021, 2, 19, 20, 0, tzinfo=UTC)
PAIRED = 0.8  # of the words of a post's body


class Desk:
    """Parse with its state."""

    def __init__(self) -> None:
        self.state = State(parse.Index())
        self.seen = SEEN

    def take(self, told: Any) -> list[Post]:
        """The records that one document makes."""
        self.seen += timedelta(minutes=1)
        body = json.dumps(told).encode()
        update = make_update(body, source="blocks", seen=self.seen, content_type="application/json")
        outcome = parse.step(self.state, update, self.seen)
        for write in outcome.writes:
            self.state.apply(write.key, write.row)
        return [emit.record for emit in outcome.out]  # type: ignore[misc]


def score() -> dict[str, float]:
    """Figures over posts that have words; a picture alone is no post here."""
    if not DATA.is_dir():
        return {}
    article = json.loads((DATA / f"{ARTICLE}.guardian-article.json").read_text("utf-8"))
    gold = [
        each for each in json.loads((DATA / f"{ARTICLE}.gold.posts.json").read_text("utf-8"))["posts"]
        if each["body"] or each["headline"]
    ]  # fmt: skip
    found = [post for post in Desk().take(article) if post.position]
    return _posts(gold, found) | _versions(article) | _live_blogs()


def _posts(gold: list[dict[str, Any]], found: list[Post]) -> dict[str, float]:
    pairs = _pairs(gold, found)
    exact = sum(one["body"].split() == post.text.split() for one, post in pairs)
    return {
        "article: boundary F1": 2 * len(pairs) / (len(gold) + len(found)),
        "article: exact-post F1": 2 * exact / (len(gold) + len(found)),
        "article: headings": _share([one["headline"] == post.headline for one, post in pairs]),
        "article: instants": _share([_at(one["firstPublished_ms"]) == post.published for one, post in pairs]),
        "article: instants of edits": _share([_at(one["lastUpdated_ms"]) == post.updated for one, post in pairs]),
        "article: authors": _share([tuple(one["contributors"]) == post.authors for one, post in pairs]),
        "article: summaries told as recaps": _share(
            [post.post_type == "recap" for one, post in pairs if one["summary"]]
        ),
    }


def _versions(article: dict[str, Any]) -> dict[str, float]:
    """The article grows block by block, then each block is edited once: a record for each of these, and no other."""
    blocks = [block for block in article["blocks"] if any("html" in each for each in block["elements"])]
    desk = Desk()
    wanted = told = surplus = 0
    for n in range(1, len(blocks) + 1):
        records = [post for post in desk.take(article | {"blocks": blocks[-n:]}) if post.position]
        wanted, told, surplus = _count([("added", blocks[-n]["id"])], records, wanted, told, surplus)
        surplus += len(desk.take(article | {"blocks": blocks[-n:], "again": n}))
    for n in range(len(blocks)):
        text = next(each for each in blocks[n]["elements"] if "html" in each)
        edited = [text | {"html": text["html"] + f"<p>Corrected {n}.</p>"}, *blocks[n]["elements"][1:]]
        blocks[n] = blocks[n] | {"elements": edited, "blockLastUpdated": blocks[n]["blockLastUpdated"] + 1000}
        records = desk.take(article | {"blocks": blocks})
        wanted, told, surplus = _count([("edited", blocks[n]["id"])], records, wanted, told, surplus)
    for n in range(1, len(blocks) - 1, 2):
        records = desk.take(article | {"blocks": blocks[:n] + blocks[n + 1 :]})
        wanted, told, surplus = _count([("removed", blocks[n]["id"])], records, wanted, told, surplus)
        records = desk.take(article | {"blocks": blocks})
        wanted, told, surplus = _count([("reinstated", blocks[n]["id"])], records, wanted, told, surplus)
    return {"replayed: changes told": told / wanted, "replayed: error, records told besides": float(surplus)}


def _count(
    changes: list[tuple[str, str]], records: list[Post], wanted: int, told: int, surplus: int
) -> tuple[int, int, int]:
    right = sum((post.change, (post.url or "").partition("#block-")[2]) in changes for post in records)
    return wanted + len(changes), told + right, surplus + len(records) - right


def _live_blogs() -> dict[str, float]:
    """Open posts with words against what comes through; then all of them deleted."""
    wanted = told = surplus = taken_back = 0
    for name in ("liveblogpro-api_response.json", "dpa-livebridge-posts.json"):
        answer = json.loads((DATA / name).read_text("utf-8"))
        posts = answer.get("posts", answer)["_items"]
        shown = [post for post in posts if not post["deleted"] and post["post_status"] == "open" and _has_text(post)]
        desk = Desk()
        records = desk.take(answer)
        instants = {datetime.fromisoformat(post["published_date"]) for post in shown}
        told += len({post.published for post in records} & instants)
        wanted += len(instants)
        surplus += len(records) - len(instants) + len(desk.take({"_items": posts}))
        taken_back += len(desk.take({"_items": [post | {"deleted": True} for post in posts]}))
    return {
        "answers: posts told": told / wanted, "answers: error, records told besides": float(surplus),
        "answers: posts taken back": taken_back / wanted,
    }  # fmt: skip


def _has_text(post: dict[str, Any]) -> bool:
    return any(
        ref["item"].get("item_type") in ("text", "quote") or "twitter" in str(ref["item"].get("text"))
        or (ref["item"].get("group_type") == "freetype" and "Advert" not in ref["item"]["item_type"])
        for group in post["groups"] for ref in group["refs"] if "item" in ref
    )  # fmt: skip


def _pairs(gold: list[dict[str, Any]], found: list[Post]) -> list[tuple[dict[str, Any], Post]]:
    """One to one, by the best overlap of words (Dice)."""
    scored = sorted(
        ((_dice(_words(one["headline"], one["body"]), _words(post.headline, post.text)), g, f)
         for g, one in enumerate(gold) for f, post in enumerate(found)), reverse=True,
    )  # fmt: skip
    left, right, pairs = set[int](), set[int](), []
    for likeness, g, f in scored:
        if likeness >= PAIRED and g not in left and f not in right:
            left.add(g)
            right.add(f)
            pairs.append((gold[g], found[f]))
    return pairs


def _words(heading: str | None, body: str) -> Counter[str]:
    return Counter(f"{heading or ''} {body}".split())


def _dice(one: Counter[str], other: Counter[str]) -> float:
    return 2 * sum((one & other).values()) / max(sum(one.values()) + sum(other.values()), 1)


def _at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, UTC)


def _share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 0.0
