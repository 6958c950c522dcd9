"""A figure while it is being read: the tokens it spans and what is known of it so far."""

from __future__ import annotations

from dataclasses import dataclass

from streams.records import FigureMention
from streams.stages.enrich.figures.tokens import Tokens


@dataclass(slots=True)
class Draft:
    """A figure over the tokens ``[first, last)``, of a sentence ``[start, end)``."""

    start: int
    end: int
    first: int
    last: int
    number_last: int
    value: float | None
    low: float | None = None
    high: float | None = None
    bound: str = "exact"
    unit: str | None = None
    object: str | None = None
    modifier: str | None = None
    action: str | None = None
    scope: tuple[int, int] | None = None  # tokens
    counting: str = "total"
    kind: str = "event"
    part_of: bool = False  # "two of them", "including three": counts among what was named before
    whole: bool = False  # the 18 of "16 of 18"
    margin: bool = False  # "by 27 votes"
    total: bool = False  # "the number of … rose to 18"

    @property
    def bare(self) -> bool:
        """A number alone: nothing says of what."""
        return self.kind == "event" and self.object is None

    def mention(self, tokens: Tokens) -> FigureMention:
        """The record of it. A bound sets the end that it bounds."""
        begin, stop = tokens.starts[self.first], tokens.ends[self.last - 1]
        low, high = self.low, self.high
        if self.bound in ("at_least", "more_than"):
            low = self.value if low is None else low
        elif self.bound in ("at_most", "less_than"):
            high = self.value if high is None else high
        scope = self.scope and tokens.text[tokens.starts[self.scope[0]] : tokens.ends[self.scope[1] - 1]]
        return FigureMention(
            text=tokens.text[begin:stop],
            span=(begin, stop),
            value=_rounded(self.value),
            low=_rounded(low),
            high=_rounded(high),
            bound=self.bound,
            unit=self.unit,
            object=self.object,
            modifier=self.modifier,
            action=self.action,
            scope=scope or None,
            counting=self.counting,
            kind=self.kind,
        )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
