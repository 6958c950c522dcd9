"""How many: the number words before a unit, and the TIMEX3 value of so many units."""

from __future__ import annotations

from streams.stages.enrich.times.grammar import Match

NUMBERS = frozenset({"DAY_NUMBER", "INTEGER", "DECIMAL", "NUMBER", "BIG", "YEAR", "COUPLE"})


def amount(match: Match) -> float | None:
    """The number in a match, or None where it is vague or only implied ("several", "days").

    Reads "a", "a couple of", "half an", "two and a half", "5 1/2", "twenty-four", "two dozen" and plain numbers.
    """
    tokens = match.tokens[match.first : match.last]
    kinds = [token.kind for token in tokens]
    if "VAGUE" in kinds:
        return None
    numbers = [float(token.value) for token in tokens if token.kind in NUMBERS]
    half = 0.5 if "HALF" in kinds else 0.0
    if "SLASH" in kinds:
        return numbers[0] + numbers[1] / numbers[2] if len(numbers) == 3 and numbers[2] else None
    if "BIG" in kinds and len(numbers) == 2:
        return numbers[0] * numbers[1]
    if numbers:
        return sum(numbers[:2]) + half
    if half:
        return half if kinds[0] == "HALF" else 1 + half
    return 1.0 if "A" in kinds or "UNIT" in kinds else None


def duration(count: float | None, unit: str) -> str:
    """The TIMEX3 value of so many units; X where the number is not told.

    >>> duration(5.5, "TH"), duration(3, "10Y"), duration(None, "W"), duration(0.5, "Y")
    ('PT5H30M', 'P30Y', 'PXW', 'P6M')
    """
    timely = unit.startswith("T")
    factor, letter = int(unit[:-1]) if unit[:-1].isdecimal() else 1, unit[-1]
    head = "PT" if timely else "P"
    if unit == "WE":
        factor, letter = 1, "WE"
    if count is None:
        return f"{head}X{letter}"
    total = count * factor
    if total == int(total):
        return f"{head}{int(total)}{letter}"
    whole = int(total)
    finer = {"TH": ("M", 60), "TM": ("S", 60), "Y": ("M", 12)}.get(unit)
    if finer is None:
        return f"{head}{total:.4g}{letter}"
    rest = round((total - whole) * finer[1])
    return f"{head}{f'{whole}{letter}' if whole else ''}{rest}{finer[0]}"
