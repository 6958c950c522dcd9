"""What an event's posts told that holds no more: numbers and claims that were superseded, denied or taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from streams.records import Enriched, EventClaim, Figure, Span
from streams.stages.curate import deeds, wording
from streams.stages.enrich.claims import pairs
from streams.stages.horizon import NEVER

NO_LONGER = ("superseded", "withdrawn")
TOLLS_MAX = 24  # the newest, each held against those that came after it


class Past:
    """What no longer holds: numbers and claims that were superseded or taken back."""

    def __init__(self, figures: Iterable[Figure], claims: Iterable[EventClaim]) -> None:
        gone: set[tuple[object, ...]] = set()
        past: set[float] = set()
        here: set[float] = set()
        figures = list(figures)
        outdated = _outdated(figures)
        for figure in figures:
            value = figure.value if figure.value is not None else figure.low
            if figure.status in NO_LONGER or figure.figure_id in outdated:
                gone |= {(post, figure.object, figure.value, figure.low, figure.high) for post in figure.posts}
                if value is not None:
                    past.add(value)
            elif value is not None:
                here.add(value)
        self._gone = gone
        self._gone_in = {post for post, *_ in gone}
        self._past = past - here
        self._claims: dict[str, list[tuple[tuple[Span, ...], EventClaim]]] = {}  # by post
        self._over: dict[str, list[Span]] = {}  # by post: where claims stand that were superseded or taken back
        self._denied: set[str | None] = set()
        for claim in claims:
            self._claims.setdefault(claim.post_id, []).append((pairs(claim), claim))
            if claim.status in NO_LONGER:
                self._over.setdefault(claim.post_id, []).extend(pairs(claim))
            if _denies(claim):
                self._denied.add(claim.denies)

    def heading_is_stale(self, heading: str) -> bool:
        """Whether a heading gives a number that holds for nothing any more."""
        return bool(self._past) and not self._past.isdisjoint(wording.told_numbers(heading))

    def is_stale(self, post: Enriched, span: tuple[int, int]) -> bool:
        """Whether a sentence of a post gives a number or a claim that was superseded or taken back."""
        start, end = span
        if post.post_id in self._gone_in and any(
            start <= f.span[0] < end and (post.post_id, f.object, f.value, f.low, f.high) in self._gone
            for f in post.figures
        ):
            return True
        return any(first < end and start < last for first, last in self._over.get(post.post_id, ()))

    def denied(self, post_id: str, span: tuple[int, int]) -> set[str]:
        """The claims in a sentence of a post that others deny."""
        return {claim.claim_id for claim in self._claims_in(post_id, span) if claim.claim_id in self._denied}

    def denies(self, post_id: str, span: tuple[int, int]) -> set[str]:
        """The claims that a sentence of a post denies."""
        return {claim.denies for claim in self._claims_in(post_id, span) if claim.denies and _denies(claim)}

    def _claims_in(self, post_id: str, span: tuple[int, int]) -> Iterator[EventClaim]:
        start, end = span
        for spans, claim in self._claims.get(post_id, ()):
            if any(first < end and start < last for first, last in spans):
                yield claim


def _denies(claim: EventClaim) -> bool:
    return claim.denies is not None and claim.status != "withdrawn"


def _outdated(figures: Sequence[Figure]) -> set[str]:
    """Tolls that are still true ("at least 18") and yet no news, since a larger one of the same was given later."""
    tolls = [
        f for f in figures
        if deeds.is_rising(f.measure) and f.scope is None and f.counting == "total" and f.value is not None
        and f.status in ("current", "disputed")
    ]  # fmt: skip
    tolls = sorted(tolls, key=lambda f: (f.as_of or NEVER, f.value or 0.0))[-TOLLS_MAX:]
    return {
        f.figure_id for n, f in enumerate(tolls)
        for later in tolls[n + 1 :]
        if later.measure == f.measure and (later.value or 0.0) > (f.value or 0.0) and f.as_of != later.as_of
        and deeds.same_kind(f.object, later.object, f.measure) and not deeds.is_few(f.object, later.object)
    }  # fmt: skip
