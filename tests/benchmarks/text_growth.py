"""How reading a plain-text page grows with its length, on strings made to hurt: seconds for 2n over seconds for n.

    .venv/bin/python -m tests.benchmarks text_growth

Each string repeats what a pattern of the reader may run along, or go back over. Two is linear, four is the square.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from streams.stages.parse.formats.live_text import LINES_MAX, read_page

SEEN = datetime(2024, 3, 3, 18, 0, tzinfo=UTC)
CHARACTERS = 400_000
ROUNDS = 3

# What is repeated, on one line or on a line each.
STRINGS = {
    "digits": "1", "spaces": " \u00a0", "colons": "09:", "times": "09:42 ", "times set off": "09:42 – a ",
    "times after stops": "It rained on. 09:42: The river rose, and it fell. ", "hours": "9 ", "ages": "1d 2h ",
    "ages of words": "an hour a minute ", "ages ago": "2h ago ", "half days": "9 a.m. p.m. ", "months": "may mar ",
    "days of months": "3 mar ", "years": "2024 ", "dates": "2024-03-0", "weekdays": "sun sat ", "zones": "EST (",
    "zones in words": "all times are given in ", "datelines": "PORTO, N.", "brackets": "[(", "bars": "+++ ",
    "rules": "_ ", "bullets": "• ", "numbers": "1. ", "epochs": "update-1709", "primes": "85'+ ",
    "names": "Ana Sol and ", "by-lines": "By By ", "reports": "Ana reports ", "outlets": "the word of one’s ",
    "staff": "by the our . ", "quotation marks": '"“”"', "sentences": "A. B! C? ", "capitals": "A",
    "share": "share this on ", "handles": "(@a) ", "pictures": "image credit: (a ", "rights": "© ",
    "inboxes": "in to your ", "reading": "read more on this ", "posted": "posted at posted ", "words": "a ",
    "letters": "é", "figures": "a: 1", "long words": "x" * 40 + " ",
}  # fmt: skip


def cost(text: str) -> float:
    """Seconds to read a text, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        read_page(text, None, SEEN)
        best = min(best, time.process_time() - start)
    return best


def texts(piece: str) -> dict[str, tuple[str, str]]:
    """A piece repeated up to n characters and up to 2n: on one line, and a line each of a few repeats."""
    many = CHARACTERS // len(piece)
    lines = min(LINES_MAX // 2 - 1, many // 4)
    line = (piece * 4).strip() or "x"
    return {
        "on one line": (piece * (many // 2), piece * many),
        "on many lines": ("\n".join([line] * (lines // 2)), "\n".join([line] * lines)),
    }


def run() -> dict[str, float]:
    """The steepest growth, and the slowest string."""
    ratios, seconds = {}, {}
    for name, piece in STRINGS.items():
        for how, (short, long) in texts(piece).items():
            cost(short[:1000])
            one, two = cost(short), cost(long)
            seconds[f"{name} {how}"] = two
            if two > 0.02:  # below it the clock's own noise is measured
                ratios[f"{name} {how}"] = two / one
    steepest = max(ratios, key=lambda name: ratios[name])
    slowest = max(seconds, key=lambda name: seconds[name])
    return {
        f"seconds for 2n over seconds for n, steepest ({steepest})": ratios[steepest],
        f"seconds for {CHARACTERS:,} characters, slowest ({slowest})": seconds[slowest],
    }
