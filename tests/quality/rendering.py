"""Posts that are known, written out as plain text in the layouts that live pages have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import orjson

DATA: Final = Path(__file__).parents[2] / ".." / "shared" / "data"
EXACT, MINUTE, HOUR = timedelta(0), timedelta(minutes=1), timedelta(hours=1)

_stamp = re.compile(r"^\d{1,2}[:.]\d{2} ?(?:\([A-Z]{2,4}\)|Uhr:) ?")  # on headings of pages that print the time there


@dataclass(frozen=True, slots=True)
class Known:
    """One post of a page, with what its publisher says of it."""

    heading: str | None
    body: str
    at: datetime
    authors: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.body.split("\n") if line.strip()]


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page's posts, newest first, and the zone its readers live in."""

    name: str
    title: str
    zone: str
    posts: tuple[Known, ...]
    lang: str = "en"

    @property
    def url(self) -> str:
        """An address whose country says the page's zone, as its own does."""
        country = {"Europe/Berlin": "de", "Europe/Dublin": "ie", "Europe/London": "co.uk", "Asia/Kolkata": "in"}
        return f"https://news.example.{country[self.zone]}/live"

    @property
    def seen(self) -> datetime:
        return max(post.at for post in self.posts) + timedelta(minutes=5)

    @property
    def day(self) -> date:
        return max(post.at for post in self.posts).astimezone(ZoneInfo(self.zone)).date()

    def local(self, post: Known, zone: str | None = None) -> datetime:
        return post.at.astimezone(ZoneInfo(zone or self.zone))


class Layout(NamedTuple):
    """How a page is written, and what of it can be read again."""

    name: str
    write: Callable[[KnownPage], str]
    precision: timedelta | None = MINUTE  # of its times; None where it has none
    headings: bool = True
    bodies: bool = True


def pages() -> list[KnownPage]:
    """The pages at hand; empty where the data is not here."""
    found = []
    for name, zone in (
        ("br24-2024-08-27-nahost-ticker", "Europe/Berlin"), ("corkbeo-2020-10-covid", "Europe/Dublin"),
        ("express-2024-07-18-royals", "Europe/London"), ("toi-2020-10-02-ipl", "Asia/Kolkata"),
    ):  # fmt: skip
        path = DATA / "liveblogs_html" / "gold" / f"{name}.posts.json"
        if path.is_file():
            found.append(_page(orjson.loads(path.read_bytes()), zone))
    path = DATA / "liveblogs_json" / "guardian-2021-02-19-perseverance.gold.posts.json"
    if path.is_file():
        found.append(_page(orjson.loads(path.read_bytes()), "Europe/London"))
    return found


def _page(gold: dict[str, Any], zone: str) -> KnownPage:
    posts = tuple(_post(post) for post in gold["posts"])
    return KnownPage(gold["slug"].partition("-")[0], gold["title"], zone, posts, gold.get("lang", "en"))


def _post(post: dict[str, Any]) -> Known:
    if "datePublished" in post:
        at = datetime.fromisoformat(post["datePublished"]).astimezone(UTC)
    else:
        at = datetime.fromtimestamp(post["firstPublished_ms"] / 1000, UTC)
    heading = _stamp.sub("", (post["headline"] or "").replace("\u200b", "")) or None
    body = post["body"].replace("\u200b", "")
    return Known(heading, body, at.replace(microsecond=0), tuple(post.get("author") or post.get("contributors") or ()))


def shown(page: KnownPage, layout: Layout) -> KnownPage:
    """The page with what this layout shows of it: no posts of which nothing is shown, no headings where it has none."""
    posts = [replace(post, heading=post.heading if layout.headings else None) for post in page.posts]
    return replace(page, posts=tuple(post for post in posts if post.body.strip() or post.heading))


def half(at: datetime, *, colon: str = ":", space: str = " ", stops: bool = True) -> str:
    """A time of the twelve-hour clock."""
    mark = "ap"[at.hour >= 12]
    return f"{at.hour % 12 or 12}{colon}{at.minute:02}{space}{mark + '.m.' if stops else mark + 'm'}"


def age(span: timedelta, *, short: bool = False) -> str:
    """How long ago, as pages count it: in whole minutes."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    if short:
        return f"{hours}h ago" if hours else f"{minutes}m ago"
    return " ".join([*([f"{hours} hr"] if hours else []), f"{minutes} min", "ago"])


STANDFIRST: Final = {
    "en": "What is known so far, what remains unclear, and what the coming hours are expected to bring for everyone",
    "de": "Was bisher bekannt ist, was noch offen bleibt und was die kommenden Stunden für alle bringen dürften",
}
NAMES: Final = ("Ana Sol", "Ben Ode", "Cy Lund")


def _written(page: KnownPage, post_lines: Callable[[KnownPage, Known, int], list[str]], *top: str) -> str:
    lines = [*top]
    for n, post in enumerate(page.posts):
        lines += post_lines(page, post, n)
    return "\n".join(lines)


def _dated(page: KnownPage) -> str:
    return f"{page.title} - {page.day.day} {page.day:%B %Y}"


def _headed(post: Known) -> list[str]:
    return [post.heading] if post.heading else []


def _age_above(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        by = ["From the channel’s Ana Sol and Ben Ode"] if n % 2 else []
        return [age(page.seen - post.at), *_headed(post), *by, *post.paragraphs, "Copy link"]

    return _written(page, lines, page.title, STANDFIRST[page.lang])


def _age_below(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        share = ["Click here to share on social media"]
        return [*_headed(post), age(page.seen - post.at), *post.paragraphs, *share]

    return _written(page, lines, page.title, STANDFIRST[page.lang])


def _age_and_instant(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        at = f"{age(page.seen - post.at, short=True)} ({post.at:%H:%M} GMT)"
        return [at, *_headed(post), *post.paragraphs, "Share", "Image caption: The harbour on a day last week"]

    return _written(page, lines, page.title, STANDFIRST[page.lang])


def _age_slash_time(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        local = page.local(post, "America/New_York")
        at = f"{age(page.seen - post.at, short=True)} / {half(local, stops=False).upper()} {local:%Z}"
        return [at, *_headed(post), NAMES[n % 3], *post.paragraphs]

    return _written(page, lines, page.title, STANDFIRST[page.lang])


def _age_then_time(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        times = [age(page.seen - post.at, short=True), f"{post.at:%H.%M} GMT"]
        return [*times, *_headed(post), *post.paragraphs, "Share"]

    return _written(page, lines, page.title, STANDFIRST[page.lang])


def _time_and_name(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        return [*_headed(post), f"{page.local(post):%H:%M} , {NAMES[n % 3]}", *post.paragraphs]

    once = [p.heading for p in page.posts if p.heading and sum(q.heading == p.heading for q in page.posts) == 1]
    points = ["Key Points", *once[:4]]
    return _written(page, lines, f" date {page.day} {page.title}", STANDFIRST[page.lang], *points)


def _key_bullets(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        return [f"{page.local(post):%H:%M}", *_headed(post), *post.paragraphs]

    once = [p.heading for p in page.posts if p.heading and sum(q.heading == p.heading for q in page.posts) == 1]
    return _written(page, lines, _dated(page), STANDFIRST[page.lang], *(f"• {each}" for each in once[:4]))


def _opening_time(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        first, *rest = post.paragraphs
        return [f"{half(page.local(post), colon='.', space='', stops=False)}: {first}", *rest]

    return _written(page, lines, _dated(page), STANDFIRST[page.lang])


def _time_line_updated(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        at = f"{half(page.local(post), colon='.', space='', stops=False)}"
        edited = f"Updated at {half(page.local(post) + timedelta(minutes=9), colon='.', space='', stops=False)}"
        return [at, *_headed(post), *post.paragraphs, *([edited] if n % 3 == 1 else [])]

    return _written(page, lines, _dated(page), STANDFIRST[page.lang])


def _zone_before_heading(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        local = page.local(post, "America/New_York")
        return [" ".join([f"{local:%H.%M %Z}", *_headed(post)]), *post.paragraphs]

    return _written(page, lines, _dated(page), STANDFIRST[page.lang])


def _agency(colon: str, season: bool) -> Callable[[KnownPage], str]:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        local = page.local(post, "America/New_York")
        at = half(local)
        if local.minute == 0:
            at = at.replace(":00", "")
        if (local.hour, local.minute) == (12, 0):
            at = "Noon"
        return ["", at + colon, "", *(x for p in post.paragraphs for x in (p, "")), "___"]

    def write(page: KnownPage) -> str:
        zone = f"{page.local(page.posts[0], 'America/New_York'):%Z}"
        told = f"Eastern {'Daylight' if zone == 'EDT' else 'Standard'} Time" if season else zone
        dateline = f"PORTO (Wire) — The Latest on the day’s news (all times {told}):"
        return _written(page, lines, f"The Latest: {page.title}", "", dateline)

    return write


def _uhr(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        return [": ".join([f"{page.local(post, 'Europe/Berlin'):%H.%M} Uhr", *_headed(post)]), *post.paragraphs]

    return _written(page, lines, _dated(page), STANDFIRST[page.lang])


def _pluses(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        return [" ".join(["+++", f"{page.local(post):%H:%M}", *_headed(post), "+++"]), *post.paragraphs]

    return _written(page, lines, _dated(page), STANDFIRST[page.lang])


def _zone_in_brackets(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        return [" ".join([f"{page.local(post, 'Asia/Kolkata'):%H:%M}(IST)", *_headed(post)]), *post.paragraphs]

    return _written(page, lines, _dated(page), STANDFIRST[page.lang])


def _date_and_time(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        local = page.local(post, "Asia/Kolkata")
        return [f"{local:%b %d, %Y %I:%M %p} IST", *_headed(post), *post.paragraphs]

    return _written(page, lines, page.title, STANDFIRST[page.lang])


def _day_without_year(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        local = page.local(post, "Europe/London")
        zone = "British Summer Time" if local.dst() else "Greenwich Mean Time"
        return [*_headed(post), f"published at {local:%H:%M} {zone} {local.day} {local:%B}", *post.paragraphs]

    return _written(page, lines, page.title, STANDFIRST[page.lang])


def _today(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        local = page.local(post)
        day = "Today" if local.date() == page.day else "Yesterday"
        return [f"{day}, {half(local, stops=False)}", *_headed(post), *post.paragraphs, "Share this post"]

    return _written(page, lines, page.title, STANDFIRST[page.lang])


def _seconds(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        return [f"{post.at:%H:%M:%S} UTC", *_headed(post), *post.paragraphs]

    return _written(page, lines, _dated(page), STANDFIRST[page.lang])


def _epoch(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        return [f"Liveupdate{int(post.at.timestamp())}", *_headed(post), *post.paragraphs]

    return _written(page, lines, page.title, STANDFIRST[page.lang])


def _oldest_first(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        return [f"{page.local(post):%H:%M}", *_headed(post), *post.paragraphs]

    return _written(replace(page, posts=page.posts[::-1]), lines, _dated(page), STANDFIRST[page.lang])


def _numbered(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        first, *rest = [*_headed(post), *post.paragraphs]
        return [f"{n + 1}. {first}", *rest]

    return _written(page, lines, _dated(page), STANDFIRST[page.lang])


def _flattened(page: KnownPage) -> str:
    told = " ".join(f"{page.local(post):%H:%M} – {' '.join(post.paragraphs)}" for post in page.posts)
    return "\n".join([_dated(page), told])


def _rules(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        return [*_headed(post), *post.paragraphs, "* * *"]

    return _written(page, lines, _dated(page), STANDFIRST[page.lang])


def _plain(page: KnownPage) -> str:
    def lines(page: KnownPage, post: Known, n: int) -> list[str]:
        return [*_headed(post), *post.paragraphs]

    return _written(page, lines, f" date {page.day} {page.title}", STANDFIRST[page.lang])


LAYOUTS: Final = (
    Layout("age above the heading", _age_above),
    Layout("age below the heading", _age_below),
    Layout("age with the time in brackets", _age_and_instant),
    Layout("age and time on a line", _age_slash_time),
    Layout("age, and the time below", _age_then_time),
    Layout("time and name below the heading", _time_and_name),
    Layout("time above the heading, key points on top", _key_bullets),
    Layout("time opening the paragraph", _opening_time, headings=False),
    Layout("time above, edits below", _time_line_updated),
    Layout("time and zone before the heading", _zone_before_heading),
    Layout("agency, rules, zone told", _agency("", season=True), headings=False),
    Layout("agency, colons, zone told", _agency(":", season=False), headings=False),
    Layout("hour before the heading, German", _uhr),
    Layout("pluses around time and heading", _pluses),
    Layout("zone in brackets before the heading", _zone_in_brackets),
    Layout("date and time above the heading", _date_and_time),
    Layout("day without year below the heading", _day_without_year),
    Layout("today and yesterday", _today),
    Layout("times with seconds", _seconds, EXACT),
    Layout("numbers of updates", _epoch, EXACT),
    Layout("oldest first", _oldest_first),
    Layout("numbered", _numbered, None),
    Layout("flattened into one paragraph", _flattened, headings=False),
    Layout("rules, no times", _rules, None),
    Layout("no times", _plain, None),
)


def rendered() -> Iterator[tuple[Layout, KnownPage, str]]:
    """Every page in every layout that can show it."""
    for page in pages():
        for layout in LAYOUTS:
            told = shown(page, layout)
            if not layout.headings:
                told = replace(told, posts=tuple(post for post in told.posts if post.body.strip()))
            if layout.precision is None and not all(post.heading for post in told.posts) and "rules" not in layout.name:
                continue  # nothing marks a post that has neither a time nor a heading
            yield layout, told, layout.write(told)
