"""What the number of a figure says: in which unit, how exactly, and whether two can be the same or both be right."""

from __future__ import annotations

import math
from dataclasses import dataclass

from streams.data.word_tables import load
from streams.records import Figure

INF = math.inf
DIGITS_ODD = 3
ABOUT = 0.1  # "about 5" is right from 4.5 to 5.5

_SIZES: dict[str, tuple[str, float]] = {
    unit: (dimension, size) for dimension, units in load("ledger")["units"].items() for unit, size in units.items()
}
_ZERO: dict[str, float] = load("ledger")["zero"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as an interval of its dimension's first unit; low is high where it is exact."""

    dimension: str | None  # length, area, …; else the unit itself: a currency, percent; none of a count
    low: float
    high: float
    bound: str
    value: float | None
    rounding: float  # half of what its last digit is worth
    unit: str | None


def amount(figure: Figure) -> Amount:
    """The amount of a figure.

    >>> from streams.records import Figure
    >>> fire = Figure(figure_id="1", measure="burned", object="fire", value=12000.0, low=None, high=None, bound="exact",
    ...     unit="acre", scope=None, as_of=None, counting="total")
    >>> amount(fire).dimension, round(amount(fire).low)
    ('area', 4856)
    """
    f = figure
    dimension, size = _SIZES.get(f.unit or "", (f.unit, 1.0))
    zero = _ZERO.get(f.unit or "", 0.0)

    def base(number: float) -> float:
        return (number - zero) * size

    value = None if f.value is None else base(f.value)
    low, high = _ends(f)
    rounding = size * _digit(f.value) / 2 if f.value is not None else 0.0
    return Amount(dimension, base(low), base(high), f.bound, value, rounding, f.unit)


def is_length(unit: str | None) -> bool:
    """Whether a unit is one of length: much of what is told in those is a way, and no amount of an event."""
    return _SIZES.get(unit or "", ("", 0.0))[0] == "length"


def same(a: Amount, b: Amount) -> bool:
    """Whether two say the same: the same number in any unit, or the same range; "at least 12" is told by 12, too."""
    if a.dimension != b.dimension:
        return False
    if a.value is None or b.value is None:
        return (a.value, a.low, a.high) == (b.value, b.low, b.high)
    if {a.bound, b.bound} & {"at_most", "less_than"} and a.bound != b.bound:
        return False
    if a.unit == b.unit:
        return a.value == b.value
    return abs(a.value - b.value) <= a.rounding + b.rounding


def agree(a: Amount, b: Amount) -> bool:
    """Whether both can be right: "at least 5" beside 7, "dozens" beside 43."""
    return a.low <= b.high and b.low <= a.high


def is_sharper(a: Amount, b: Amount) -> bool:
    """Whether a says what b says, more exactly: 43 after "dozens", 14 after "at least 12"."""
    return agree(a, b) and a.high - a.low < b.high - b.low


def is_odd(number: float) -> bool:
    """Whether a number is so odd that what else is counted is hardly as many: three digits or more that say something.

    >>> is_odd(1116), is_odd(11.25), is_odd(12), is_odd(3000), is_odd(120)
    (True, True, False, False, False)
    """
    return len(f"{abs(number):.4f}".rstrip("0").rstrip(".").replace(".", "").strip("0")) >= DIGITS_ODD


def _ends(f: Figure) -> tuple[float, float]:
    if f.value is None:
        return f.low if f.low is not None else 0.0, f.high if f.high is not None else INF
    if f.bound in ("at_least", "more_than"):
        return f.value, f.high if f.high is not None and f.high > f.value else INF
    if f.bound in ("at_most", "less_than"):
        return -INF if f.value < 0 else 0.0, f.value
    if f.bound == "about":
        margin = abs(f.value) * ABOUT
        return f.value - margin, f.value + margin
    return f.value, f.value


def _digit(number: float) -> float:
    """What the last digit that is not nought is worth: 1,000 in 12,000, 0.1 in 41.5.

    >>> _digit(12000), _digit(41.5), _digit(4856)
    (1000.0, 0.1, 1.0)
    """
    digits = f"{abs(number):.4f}".rstrip("0")
    whole, _, fraction = digits.partition(".")
    if fraction:
        return float(f"1e-{len(fraction)}")
    return float(10 ** (len(whole) - len(whole.rstrip("0")))) if whole.strip("0") else 1.0
