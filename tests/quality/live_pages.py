"""Live pages in HTML: posts, headings and instants against known ones, with structured data and without.

One page's known posts were taken from JSON-LD that cuts every body after 100 characters, in the middle of a word. What
the page itself shows cannot match them; so of the stripped pages there is a second score, in which a known body that
ends so counts as the page's own where that one begins with its words.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from streams.codec import make_update
from streams.stages.parse.draft import Draft, Page, Unread
from streams.stages.parse.formats import html

DATA = Path(__file__).parents[2] / ".." / "shared" / "data" / "liveblogs_html"
SAME = 0.8  # Dice of the words of bodies, or of heading and body, from which two posts are one

_script = re.compile(r"<script[^>]*ld\+json[^>]*>.*?</script>", re.IGNORECASE | re.DOTALL)
_microdata = re.compile(
    r"""\s(?:itemscope(?:=(?:"[^"]*"|'[^']*'))?|item(?:prop|type|id)=(?:"[^"]*"|'[^']*'|[^\s>]+))"""
)
VARIANTS: dict[str, Callable[[str], str]] = {
    "structured": lambda text: text,
    "stripped": lambda text: _microdata.sub("", _script.sub("", text)),
    "stripped, cut ones continued": lambda text: _microdata.sub("", _script.sub("", text)),
}


def words(text: str | None) -> list[str]:
    return re.findall(r"\w+", (text or "").replace("\u200b", "").casefold())


def dice(one: Counter[str], two: Counter[str]) -> float:
    total = one.total() + two.total()
    return 2 * (one & two).total() / total if total else 0.0


def bags(heading: str | None, body: str) -> tuple[Counter[str], Counter[str]]:
    """The words of a body, and of heading and body."""
    return Counter(words(body)), Counter(words(f"{heading or ''} {body}"))


def bare(heading: str | None) -> list[str]:
    """A heading's words without the time before it: the gold has some as they are shown."""
    return words(re.sub(r"^\d{1,2}[.:]\d\d ?(?:\(\w+\)|Uhr:?)? ?", "", heading or ""))


def measure(gold: list[dict[str, Any]], found: list[Draft]) -> dict[str, float]:
    """Boundary and exact F1 of posts paired one to one, best first; headings and instants of the pairs."""
    golds = [
        (Counter(words(each["body"])), Counter(words(f"{each['headline'] or ''} {each['body']}"))) for each in gold
    ]
    founds = [(Counter(words(each.text)), Counter(words(f"{each.headline or ''} {each.text}"))) for each in found]
    scores = sorted(
        (-max(dice(g[0], f[0]), dice(g[1], f[1])), abs(n - i), n, i)
        for n, g in enumerate(golds)
        for i, f in enumerate(founds)
    )
    pairs: dict[int, int] = {}
    for score, _, n, i in scores:
        if -score >= SAME and n not in pairs and i not in pairs.values():
            pairs[n] = i
    exact = heading = instant = 0
    for n, i in pairs.items():
        want, have = gold[n], found[i]
        exact += words(want["body"]) == words(have.text)
        heading += bare(want["headline"]) == bare(have.headline)
        moment = datetime.fromisoformat(want["datePublished"])
        instant += have.published is not None and have.published.replace(microsecond=0) == moment.replace(microsecond=0)
    total = len(gold) + len(found)
    return {
        "boundary F1": 2 * len(pairs) / total, "exact F1": 2 * exact / total,
        "headings": heading / max(1, len(pairs)), "instants": instant / max(1, len(pairs)),
    }  # fmt: skip


def continued(gold: list[dict[str, Any]], found: list[Draft]) -> list[dict[str, Any]]:
    """The known posts, those whose body was cut in the middle of a sentence with the rest of it from the page."""
    whole = []
    for each in gold:
        body = each["body"].strip("\u200b ")
        cut = len(body) > 60 and body[-1].isalnum()
        rest = next((post.text for post in found if cut and post.text.startswith(body)), each["body"])
        whole.append({**each, "body": rest})
    return whole


def read(text: str, gold: dict[str, Any]) -> list[Draft]:
    """The posts of a page, as it is received five minutes after its last post or edit."""
    last = max(
        datetime.fromisoformat(each[key])
        for each in gold["posts"]
        for key in ("datePublished", "dateModified")
        if each.get(key)
    )
    update = make_update(
        text.encode(), source="page.html", seen=last + timedelta(minutes=5), desk="world", content_type="text/html",
        url=gold["url"],
    )  # fmt: skip
    page = html.read(text, update)
    assert isinstance(page, Page), page
    return [each.read() if isinstance(each, Unread) else each for each in page.posts]


def score() -> dict[str, float]:
    """Macro averages over the pages, of each variant."""
    if not DATA.is_dir():
        return {}
    found: dict[str, float] = {}
    for variant, change in VARIANTS.items():
        pages = []
        for path in sorted((DATA / "gold").glob("*.posts.json")):
            gold = orjson.loads(path.read_bytes())
            text = gzip.decompress((DATA / "html" / f"{gold['slug']}.html.gz").read_bytes()).decode()
            posts = read(change(text), gold)
            known = continued(gold["posts"], posts) if "continued" in variant else gold["posts"]
            pages.append(measure(known, posts))
            if "-v" in sys.argv:
                print(variant, gold["slug"], pages[-1])
        for name in pages[0]:
            found[f"{variant}: {name}"] = sum(page[name] for page in pages) / len(pages)
    return found
