"""Numbers as people read them, and text from outside as text. What is not known is a dash."""

from __future__ import annotations

import unicodedata

UNKNOWN = "–"


def plain(text: str) -> str:
    """Without what a terminal would obey instead of show.

    >>> plain("courier\\x1b[2J\\u202e")
    'courier[2J'
    """
    return "".join(character for character in text if unicodedata.category(character)[0] != "C")


def count(number: float | None) -> str:
    """A whole number; from a hundred thousand on by its first digits.

    >>> count(1204), count(123456), count(7_300_000), count(None)
    ('1,204', '123k', '7.3M', '–')
    """
    if number is None:
        return UNKNOWN
    for power, unit in ((1e9, "G"), (1e6, "M")):
        if abs(number) >= power:
            return f"{number / power:,.1f}{unit}"
    return f"{number / 1000:,.0f}k" if abs(number) >= 100_000 else f"{number:,.0f}"


def rate(number: float | None) -> str:
    """A rate, with decimals only where it is small.

    >>> rate(0), rate(0.031), rate(4.25), rate(1204.2)
    ('0', '0.03', '4.2', '1,204')
    """
    if number is None or number == 0:
        return UNKNOWN if number is None else "0"
    return f"{number:.2f}" if number < 1 else f"{number:.1f}" if number < 100 else count(number)


def took(seconds: float | None) -> str:
    """A duration of work, by three digits.

    >>> took(0.00042), took(0.0123), took(1.5), took(95)
    ('0.42 ms', '12.3 ms', '1.50 s', '1.6 min')
    """
    if seconds is None:
        return UNKNOWN
    if seconds < 1:
        return f"{seconds * 1000:.3g} ms"
    return f"{seconds:#.3g} s" if seconds < 60 else f"{seconds / 60:.2g} min"


def age(seconds: float | None) -> str:
    """How long something has been, by its largest unit.

    >>> age(0.4), age(75), age(200), age(3 * 3600), age(3 * 86400)
    ('0 s', '75 s', '3 min', '3 h', '3 d')
    """
    if seconds is None:
        return UNKNOWN
    for most, unit, name in ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")):
        if seconds < most:
            return f"{max(0.0, seconds) / unit:.0f} {name}"
    return f"{seconds / 86400:.0f} d"


def size(number: float | None) -> str:
    """Bytes.

    >>> size(183_500_800), size(3 * 1024**3)
    ('175 MiB', '3.0 GiB')
    """
    if number is None:
        return UNKNOWN
    return f"{number / 1024**2:.0f} MiB" if number < 1024**3 else f"{number / 1024**3:.1f} GiB"


def share(number: float | None) -> str:
    """A part of a whole; of a processor it may be more than one.

    >>> share(0.073)
    '7 %'
    """
    return UNKNOWN if number is None else f"{number * 100:.0f} %"
