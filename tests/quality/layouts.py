"""Plain-text live pages: boundaries, headings and instants of known posts, written in the layouts that pages have.

Three parts: pages in the form without times, pages written out in each layout (``rendering.py``), agency round-ups.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import orjson

from streams.stages.parse.draft import Draft, Page
from streams.stages.parse.formats.live_text import read_page
from tests.quality.boundaries import boundary_f1, paired
from tests.quality.rendering import DATA, KnownPage, Layout, rendered

ROUND_UPS: Final = DATA / "polnear" / "ap_the_latest" / "posts.gold.json"
SEEDLIKE: Final = DATA / "liveblogs_html" / "text_seedlike"


class Score(NamedTuple):
    """Of one page in one layout; None where it shows none."""

    boundaries: float
    headings: float | None
    instants: float | None


def read(text: str, seen: datetime, url: str | None = None) -> tuple[Draft, ...]:
    """The posts of a text."""
    page = read_page(text, url, seen)
    return tuple(post for post in page.posts if isinstance(post, Draft)) if isinstance(page, Page) else ()


def scored(layout: Layout, page: KnownPage, text: str) -> Score:
    """What of a page was read again."""
    found = read(text, page.seen, page.url)
    known = [(post.heading or "", post.body) for post in page.posts]
    pairs = paired(known, found)
    headings = [_same(page.posts[n].heading, found[i].headline) for n, i in pairs if page.posts[n].heading]
    instants = None
    if layout.precision is not None:
        right = [_right(page.posts[n].at, found[i].published, layout) for n, i in pairs]
        instants = sum(right) / len(right) if right else 0.0
    return Score(boundary_f1(known, found), mean(headings) if headings else None, instants)


def _same(one: str | None, two: str | None) -> bool:
    return re.findall(r"\w+", (one or "").casefold()) == re.findall(r"\w+", (two or "").casefold())


def _right(known: datetime, found: datetime | None, layout: Layout) -> bool:
    """Whether an instant is right as far as the layout tells it."""
    assert layout.precision is not None
    if found is None:
        return False
    if layout.precision < timedelta(minutes=1):
        return found == known
    off = found - known.replace(second=0)
    return abs(off) <= (layout.precision if "age" in layout.name else timedelta(0))


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


class RoundUp(NamedTuple):
    """An agency's round-up with its posts' bodies and instants."""

    name: str
    text: str
    posts: tuple[tuple[str, str], ...]
    times: tuple[datetime, ...]


_time_line: Final = re.compile(r"(?:\d{1,2}(?:[:L]\d\d)? ?[ap]\.m\.|noon|midnight)[:.]?", re.IGNORECASE)
_ZONES: Final = {"EST": "Etc/GMT+5", "EDT": "Etc/GMT+4"}  # else the East's clock: its name, "are" by mistake, N.H.


def round_ups() -> list[RoundUp]:
    """The round-ups with times at hand. Posts are cut at each line that is a time: the given marks miss those closed by
    a colon and "noon"; days are counted back from the file's, over midnights.
    """
    found = []
    for given in orjson.loads(ROUND_UPS.read_bytes()) if ROUND_UPS.is_file() else ():
        if not given["posts"]:
            continue  # a widget's page: times glued to names and headings
        text = (ROUND_UPS.parent / given["file"]).read_text("utf-8")
        lines = text.split("\n")
        marks = [i for i, line in enumerate(lines) if _time_line.fullmatch(line.strip())]
        bodies = ["\n".join(lines[a + 1 : b]) for a, b in pairwise([*marks, len(lines)])]
        posts = tuple(("", re.sub("_{2,}[.]?", "", body)) for body in bodies)
        zone = ZoneInfo(_ZONES.get(given["tz"], "America/New_York"))
        minutes = [_minute(lines[i]) for i in marks]
        day = date.fromisoformat(re.findall(r"\d{4}-\d\d-\d\d", given["file"])[0])
        day += timedelta(days=sum(b - a > 360 for a, b in pairwise(minutes)))
        times, before = [], minutes[0]
        for minute in minutes:
            day -= timedelta(days=minute - before > 360)
            before = minute
            times.append(datetime(day.year, day.month, day.day, *divmod(minute, 60), tzinfo=zone).astimezone(UTC))
        found.append(RoundUp(given["file"], text, posts, tuple(times)))
    return found


def _minute(line: str) -> int:
    hour, minute, half = re.findall(r"(\d+)(?:\D(\d\d))? ?([ap])", line.lower() if "oon" not in line else "12 p")[0]
    return (int(hour) % 12 + 12 * int(half == "p")) * 60 + int(minute or 0)


def round_up_scores() -> tuple[list[float], list[float]]:
    """Boundary F1 and share of right instants of each round-up."""
    boundaries, instants = [], []
    for each in round_ups():
        found = read(each.text, max(each.times) + timedelta(minutes=5))
        pairs = paired(each.posts, found)
        boundaries.append(boundary_f1(each.posts, found))
        instants.append(mean([found[i].published == each.times[n] for n, i in pairs]))
    return boundaries, instants


def seedlike() -> list[float]:
    """Boundary F1 of pages in the form without times."""
    scores = []
    for path in sorted(SEEDLIKE.glob("*.gold.json")):
        gold = orjson.loads(path.read_bytes())
        text = (SEEDLIKE / f"{gold['slug']}.txt").read_text("utf-8")
        lines = text.split("\n")
        ranges = gold["post_line_ranges_0based_end_exclusive"]
        posts = [(lines[start], "\n".join(lines[start + 1 : end])) for start, end in ranges]
        scores.append(boundary_f1(posts, read(text, datetime(2030, 1, 1, tzinfo=UTC))))
    return scores


def score() -> dict[str, float]:
    """Figures by name; empty where the data is not here."""
    by_layout: dict[str, list[Score]] = defaultdict(list)
    for layout, page, text in rendered():
        by_layout[layout.name].append(scored(layout, page, text))
    if not by_layout:
        return {}
    every = [each for scores in by_layout.values() for each in scores]
    figures = {f"{name}: boundaries": mean([each.boundaries for each in scores]) for name, scores in by_layout.items()}
    figures["every layout: boundaries"] = mean([each.boundaries for each in every])
    figures["every layout: headings"] = mean([each.headings for each in every if each.headings is not None])
    figures["every layout: instants"] = mean([each.instants for each in every if each.instants is not None])
    figures["pages without times: boundaries"] = mean(seedlike())
    if ROUND_UPS.is_file():
        boundaries, instants = round_up_scores()
        figures["round-ups: boundaries"] = mean(boundaries)
        figures["round-ups: instants"] = mean(instants)
    return figures


def main() -> None:
    for layout, page, text in rendered():
        told = (f"{x:.2f}" if x is not None else "-" for x in scored(layout, page, text))
        print(f"{layout.name:50} {page.name:10}", *told)
    for name, value in score().items():
        print(f"{name}: {value:.3f}")


if __name__ == "__main__":
    main()
