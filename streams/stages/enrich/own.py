"""Our own enrichers: one line each. What each reads of the others' is in ``enricher.FINDS``."""

from __future__ import annotations

from streams import RULES_VERSION
from streams.records import Passage
from streams.stages.enrich import claims, figures, kinds, names, passages, places, times
from streams.stages.enrich.enricher import Enricher, Find, Reading


def _cut(reading: Reading) -> tuple[Passage, ...]:
    post = reading.post
    return passages.cut(
        reading.document, several=passages.tells_of_several(post), post_type=post.post_type, places=reading.places,
        times=reading.times, claims=reading.claims, people=reading.names.people,
    )  # fmt: skip


def _kind(reading: Reading) -> tuple[str | None, float | None]:
    """The kind of what the post tells first; of a heading that lists several, of the first. An advert has none."""
    if reading.post.post_type == "advert":
        return None, None
    document, headline = reading.document, reading.document.headline
    main = [p.span for p in reading.passages if p.happening == 1]
    told = [(a, b) for a, b in document.sentences if any(start <= a < end for start, end in main)]
    if headline and passages.tells_of_several(reading.post):
        headline = headline.split(";")[0]
    return kinds.classify(headline, [document.text[a:b] for a, b in told or document.sentences], document.lang)


def _ours(name: str, find: Find) -> Enricher:
    """One of ours is called as what it finds; its version is that of the rules."""
    return Enricher(name=name, finds=name, version=RULES_VERSION, find=find)


OWN: tuple[Enricher, ...] = (
    _ours("places", lambda reading: places.find(reading.document, reading.gazetteer)),
    _ours("names", lambda reading: names.find(reading.document, reading.places)),
    _ours(
        "times", lambda reading: times.find(reading.document, places.zones(reading.places, reading.document.sentences))
    ),
    _ours("figures", lambda reading: figures.find(reading.document, reading.times, reading.places)),
    _ours("claims", lambda reading: claims.find(reading.document, reading.names, reading.places)),
    _ours("passages", _cut),
    _ours("kind", _kind),
)
