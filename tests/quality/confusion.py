"""The ten worst cases of each set of labelled events, to read: ``python -m tests.quality --worst``.

An event costs the pairs of its articles that were parted, and those of its articles with strangers that were joined.
Of the labelled streams only those of dev are shown.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from tests.quality import groups, streams
from tests.quality.groups import Article

WORST = 10


def worst(name: str, articles: Sequence[Article], found: dict[str, str]) -> str:
    """The events with most wrong pairs: into what they fell apart, and with whom they were joined."""
    members, strangers = defaultdict(list), defaultdict(list)
    for article in articles:
        members[article.gold].append(article)
        strangers[found[article.name]].append(article)
    lines = [f"{name}: parts of a labelled event, each with those of other events that it was joined with"]
    for gold in sorted(members, key=lambda each: -wrong_pairs(each, members[each], found, strangers))[:WORST]:
        parts = Counter(found[article.name] for article in members[gold])
        wrong = wrong_pairs(gold, members[gold], found, strangers)
        lines.append(f"  {gold}: {len(members[gold])} articles in {len(parts)} events, {wrong} wrong pairs")
        for event, count in parts.most_common(5):
            own = next(article for article in members[gold] if found[article.name] == event)
            lines.append(f"    {count:4}  {title(own)}")
            others = [article for article in strangers[event] if article.gold != gold]
            for other, joined in Counter(article.gold for article in others).most_common(3):
                lines.append(f"          + {joined} of {other}: {title(next(a for a in others if a.gold == other))}")
        if len(parts) > 5:
            lines.append(f"          and {len(parts) - 5} parts more")
    return "\n".join(lines)


def wrong_pairs(
    gold: str, members: Sequence[Article], found: dict[str, str], by_event: dict[str, list[Article]]
) -> int:
    """How many pairs with one of the event's articles were missed or are false."""
    sizes = Counter(found[article.name] for article in members).values()
    missed = (len(members) ** 2 - sum(size**2 for size in sizes)) // 2
    false = sum(sum(other.gold != gold for other in by_event[found[article.name]]) for article in members)
    return missed + false


def title(article: Article) -> str:
    """A heading; where that is an address, the beginning of the text."""
    told = (article.item.get("headline"), article.item["text"], article.name)
    return next(words for words in told if words and not words.startswith("http"))[:96].replace("\n", " ")


def main() -> int:
    if groups.DATA.is_dir():
        for name, articles in (("clusters", groups.news_clusters()), ("ecb+", groups.ecbplus())):
            print(worst(name, articles, groups.group(articles)), end="\n\n")
    print("labelled streams, dev")
    return streams.worst()
