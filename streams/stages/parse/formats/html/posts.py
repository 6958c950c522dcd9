"""Where the posts of a page stand: elements that repeat, each with a time and words of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from streams.data import word_tables
from streams.stages.parse.formats.html.elements import HEADINGS, names_of, text_of, unnumbered
from streams.stages.parse.formats.html.times import SHORT, Mark

CLIMB_MAX: Final = 24  # elements above a time in which its post is looked for
GROUPS_MAX: Final = 40
MOST: Final = 0.5  # of a page's text, or of a list's
ENOUGH: Final = 400  # characters of one post that count: one long text makes no list
LEAST: Final = 25  # characters a post has on average

_LIVE: Final = frozenset(word_tables.load("html")["live"].split())


class Segment(NamedTuple):
    """One post: an element, or some that stand one after another."""

    elements: tuple[etree._Element, ...]


class _Sizes:
    """How much text each element holds that leads nowhere else."""

    def __init__(self, body: etree._Element) -> None:
        self.text: dict[etree._Element, int] = {}
        self.depth: dict[etree._Element, int] = {body: 0}
        links: dict[etree._Element, int] = {}
        elements = list(body.iter(etree.Element))
        for element in elements[1:]:
            self.depth[element] = self.depth[element.getparent()] + 1
        for element in reversed(elements):
            size = len((element.text or "").strip())
            link = 0
            for child in element:
                size += self.text.get(child, 0) + links.get(child, 0) + len((child.tail or "").strip())
                link += links.get(child, 0)
            if element.tag == "a" and element.get("href"):
                link = size
            self.text[element], links[element] = size - link, link

    def of(self, element: etree._Element) -> int:
        return self.text.get(element, 0)


def find_microdata(body: etree._Element) -> list[Segment]:
    """The elements that say in microdata that they are posts of a live page."""
    named = [each for each in body.iter(etree.Element) if _is_update(each)]
    inside = set(named)
    return [Segment((each,)) for each in named if not any(above in inside for above in each.iterancestors())]


def _is_update(element: etree._Element) -> bool:
    """Every article of a weblog is a BlogPosting: only those of a live page are its posts."""
    if "liveBlogUpdate" in (element.get("itemprop") or ""):
        return True
    return _is_type(element, "BlogPosting") and any(
        _is_type(above, "LiveBlogPosting") for above in element.iterancestors()
    )


def _is_type(element: etree._Element, name: str) -> bool:
    return (element.get("itemtype") or "").rstrip("/").rpartition("/")[2] == name


def find_posts(body: etree._Element, marks: Sequence[Mark], url: str | None, *, is_live: bool) -> list[Segment]:
    """The elements that a page repeats around its times: of all groups of like elements, the one that reads most like
    a list of posts. Empty where none does.

    Elements are alike that stand equally deep, under parents of one name, with one tag. A group counts by its
    members' words, but those of one only up to a limit, and less where a member holds several times: so the list wins
    over what surrounds it, and over what one post repeats inside.

    A page that calls itself live (``is_live``) is believed sooner: on others the list must hold most of the page's
    words, and no post of it most of the list's.
    """
    sizes = _Sizes(body)
    groups: dict[tuple[int, str, str], dict[etree._Element, int]] = {}
    for mark in marks:
        if _is_in_prose(mark, sizes):
            continue
        element = mark.element
        depth = sizes.depth[element]
        for n in range(min(depth, CLIMB_MAX)):
            parent = element.getparent()
            name = f"{parent.tag}.{unnumbered(parent.get('class') or '')}"
            members = groups.setdefault((depth - n, name, element.tag), {})
            members[element] = members.get(element, 0) + 1
            element = parent
    best: tuple[float, int, list[Segment]] | None = None
    largest = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:GROUPS_MAX]
    for (depth, _, _), members in largest:
        if len(members) < 2:
            continue
        score, segments = _judge(members, sizes)
        if score < LEAST * len(members) or _holds_title(segments) or _is_teasers(segments, url):
            continue
        if not (is_live or _names_itself_live(segments)):
            held = [sum(sizes.of(each) for each in segment.elements) for segment in segments]
            if sum(held) < MOST * sizes.of(body) or max(held) > MOST * sum(held):
                continue
        if best is None or (round(score, -1), -depth) > best[:2]:
            best = (round(score, -1), -depth, segments)
    return best[2] if best else []


def _is_in_prose(mark: Mark, sizes: _Sizes) -> bool:
    """Whether a time stands in the middle of a paragraph, as those of articles that it links to do."""
    paragraph = next(mark.element.iterancestors("p"), None)
    if paragraph is None or sizes.of(paragraph) <= SHORT:
        return False
    return not text_of(paragraph).startswith(text_of(mark.element)[:SHORT] or "\0")


def _holds_title(segments: Sequence[Segment]) -> bool:
    return any(each.tag == "h1" or each.find(".//h1") is not None for one in segments for each in one.elements)


def _names_itself_live(segments: Sequence[Segment]) -> bool:
    head = segments[0].elements[0]
    return any(not _LIVE.isdisjoint(names_of(each)) for each in (head, *head.iterancestors()))


def _judge(members: dict[etree._Element, int], sizes: _Sizes) -> tuple[float, list[Segment]]:
    """How much a group reads like a list of posts, and the posts it would make."""
    ordered = list(members)
    runs = _runs(ordered)
    own = sum(min(ENOUGH, sizes.of(each)) / max(1.0, count / 3) for each, count in members.items())
    run = sum(
        min(ENOUGH, sum(sizes.of(each) for each in elements)) / max(1.0, members[elements[0]] / 3) for elements in runs
    )
    if own >= 0.5 * run and not all(each.tag in HEADINGS for each in ordered):
        return own, [Segment((each,)) for each in _with_untimed(ordered, sizes)]
    return 0.9 * run, [Segment(elements) for elements in _from_headings(runs)]


def _runs(members: Sequence[etree._Element]) -> list[tuple[etree._Element, ...]]:
    """Each member with the siblings behind it, up to the next."""
    heads = set(members)
    runs = []
    for member in members:
        run = [member]
        follower = member.getnext()
        while follower is not None and follower not in heads:
            run.append(follower)
            follower = follower.getnext()
        runs.append(tuple(run))
    return runs


def _from_headings(runs: list[tuple[etree._Element, ...]]) -> list[tuple[etree._Element, ...]]:
    """Posts start at the heading above their time where that is the page's way."""
    above = [_heading_before(run[0]) for run in runs]
    below = sum(len(run) > 1 and run[1].tag in HEADINGS for run in runs)
    if sum(each is not None for each in above) <= below or any(run[0].tag in HEADINGS for run in runs):
        return runs
    taken = {each for each in above if each is not None}
    shifted = []
    for head, run in zip(above, runs, strict=True):
        kept = tuple(each for each in run if each not in taken)
        shifted.append(kept if head is None else (head, *kept))
    return shifted


def _heading_before(element: etree._Element) -> etree._Element | None:
    before = element.getprevious()
    return before if before is not None and before.tag in HEADINGS else None


def _with_untimed(members: Sequence[etree._Element], sizes: _Sizes) -> list[etree._Element]:
    """The members, and what stands between them in the same dress but without a time."""
    dresses = {_dress(each) for each in members}
    heads = set(members)
    found: list[etree._Element] = []
    for parent in dict.fromkeys(each.getparent() for each in members):
        places = [n for n, child in enumerate(parent) if child in heads]
        for n, child in enumerate(parent):
            between = bool(child.get("class")) and places[0] < n < places[-1]
            if child in heads or (between and _dress(child) in dresses and sizes.of(child) > LEAST):
                found.append(child)
    return found


def _dress(element: etree._Element) -> tuple[str, str]:
    return element.tag, unnumbered(element.get("class") or "")


def _is_teasers(segments: Iterable[Segment], url: str | None) -> bool:
    """Whether a list is one of other pages: most of its headings lead there, or the whole of its entries."""
    total = elsewhere = 0
    for segment in segments:
        total += 1
        elsewhere += any(_leads_elsewhere(each, url) for each in segment.elements[:3])
    return elsewhere > 0.7 * total


def _leads_elsewhere(element: etree._Element, url: str | None) -> bool:
    if element.tag == "a" or next(element.iterancestors("a"), None) is not None:
        return True
    for heading in element.iter(*HEADINGS):
        links = [*heading.iter("a"), *heading.iterancestors("a")]
        return any(_is_other_page(link.get("href"), url) for link in links)
    return False


def _is_other_page(href: str | None, url: str | None) -> bool:
    if not href or href.startswith(("#", "javascript:")):
        return False
    try:
        path = urlsplit(href).path.rstrip("/")
        own = urlsplit(url or "").path.rstrip("/")
    except ValueError:
        return False
    return not own or not (path in own or own in path)
