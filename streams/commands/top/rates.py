"""What Prometheus would say of two scrapes of the same workers: sums, rates, quantiles. None is "not told", never 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from streams.runtime.scrape import Labels, Sample, Scrape, Series

STARTED = "process_start_time_seconds"


def increase(before: float | None, now: float) -> float:
    """What a counter rose by. One that fell, or is new, began at 0.

    >>> increase(10, 25), increase(25, 10), increase(None, 4)
    (15, 10, 4)
    """
    return now if before is None or now < before else now - before


def quantile(q: float, buckets: Mapping[float, float]) -> float | None:
    """Prometheus' histogram_quantile over counts up to each bound: straight between a bucket's bounds.

    >>> quantile(0.5, {1.0: 10, 2.0: 30, inf: 40})
    1.5

    Beyond the last bound it is that bound, for more is not known; of no observations it is None.
    """
    bounds = sorted(buckets)
    if len(bounds) < 2 or bounds[-1] != inf or buckets[inf] <= 0:
        return None
    below, start, at_most = 0.0, 0.0, 0.0
    rank = q * buckets[inf]
    for bound in bounds[:-1]:
        at_most = max(at_most, buckets[bound])  # workers of two releases may differ in their bounds
        if at_most >= rank:
            if bound <= 0 or at_most == below:
                return bound
            return start + (bound - start) * (rank - below) / (at_most - below)
        below, start = at_most, bound
    return bounds[-2]


@dataclass(frozen=True, slots=True)
class Span:
    """One worker between two looks. ``before`` is empty where the process is new: then it is since its start."""

    url: str
    before: Series
    now: Series
    seconds: float | None  # None where not even the start is told

    def values(self, name: str, **labels: str) -> Iterator[tuple[Labels, float | None, float]]:
        """Each series that has these labels: its labels, what it was, what it is."""
        wanted = set(labels.items())
        before = self.before.get(name, {})
        for found, value in self.now.get(name, {}).items():
            if wanted.issubset(found):
                yield found, before.get(found), value

    def total(self, name: str, **labels: str) -> float | None:
        return _sum(value for _, _, value in self.values(name, **labels))

    def grown(self, name: str, **labels: str) -> float | None:
        return _sum(increase(was, value) for _, was, value in self.values(name, **labels))

    def rate(self, name: str, **labels: str) -> float | None:
        grown = self.grown(name, **labels)
        return None if grown is None or not self.seconds else grown / self.seconds


def spans(before: Sample | None, now: Sample) -> list[Span]:
    """The workers that answer. One that was started in between is compared with nothing, not with its predecessor."""
    found = []
    for url, scrape in now.workers.items():
        if not isinstance(scrape, Scrape):
            continue
        was = before.workers.get(url) if before else None
        started = scrape.series.get(STARTED, {}).get(())
        if isinstance(was, Scrape) and was.series.get(STARTED, {}).get(()) == started:
            found.append(Span(url, was.series, scrape.series, _positive(scrape.at - was.at)))
        else:
            found.append(Span(url, {}, scrape.series, _positive(scrape.at - started) if started else None))
    return found


class Workers:
    """Several workers as one: what each tells is summed."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans

    def total(self, name: str, **labels: str) -> float | None:
        return _sum(span.total(name, **labels) for span in self.spans)

    def grown(self, name: str, **labels: str) -> float | None:
        return _sum(span.grown(name, **labels) for span in self.spans)

    def rate(self, name: str, **labels: str) -> float | None:
        return _sum(span.rate(name, **labels) for span in self.spans)

    def most(self, name: str, **labels: str) -> float | None:
        """The largest that any of them tells: for instants, and for what two may tell of one partition."""
        return max((value for span in self.spans for _, _, value in span.values(name, **labels)), default=None)

    def mean(self, name: str, **labels: str) -> float | None:
        """The mean of what a histogram took in since the look before."""
        count, total = self.grown(f"{name}_count", **labels), self.grown(f"{name}_sum", **labels)
        return total / count if count and total is not None else None

    def quantile(self, q: float, name: str, **labels: str) -> float | None:
        """A quantile of what a histogram took in since the look before."""
        return quantile(q, self._buckets(name, increase, **labels))

    def quantile_since_start(self, q: float, name: str, **labels: str) -> float | None:
        """A quantile of all that a histogram has taken in."""
        return quantile(q, self._buckets(name, lambda _, value: value, **labels))

    def _buckets(self, name: str, counted: Callable[[float | None, float], float], **labels: str) -> dict[float, float]:
        buckets: dict[float, float] = {}
        for span in self.spans:
            for found, was, value in span.values(f"{name}_bucket", **labels):
                try:
                    bound = float(dict(found).get("le", ""))
                except ValueError:
                    continue
                buckets[bound] = buckets.get(bound, 0.0) + counted(was, value)
        return buckets

    def labels(self, name: str, label: str) -> list[str]:
        """The values a label has, in order."""
        found = {dict(labels).get(label) for span in self.spans for labels in span.now.get(name, {})}
        return sorted(value for value in found if value is not None)


def _sum(values: Iterator[float | None]) -> float | None:
    """The sum of what is told; None where nothing is."""
    told = [value for value in values if value is not None]
    return sum(told) if told else None


def _positive(seconds: float) -> float | None:
    return seconds if seconds > 0 else None
