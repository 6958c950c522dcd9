"""Makes ``streams/data/rarity_en.txt``: how rare English stems are, from a packaged list of words by frequency.

    .venv/bin/python -m tests.rarity_table WORDNINJA_WORDS_TXT_GZ

The list is that of the package wordninja 2.0.0, needed here alone: 125,000 words of English Wikipedia, the most
frequent first. Origin and licence: NOTICE.
"""

from __future__ import annotations

import gzip
import math
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from streams.data import rarity
from streams.stages.curate.signature import stems

FILE = Path(rarity.__file__).with_name("rarity_en.txt")
WORDS_A_TEXT = 150  # of an ordinary news report, without the commonest words
STEMS_MAX = 30_000  # the rarer ones all count as unknown: with 20,000 or 40,000 the measures stay as they are
HEADER = "# Rarity of English stems: logarithm of texts to one that has the stem. Made by tests/rarity_table.py."


def table(words: Sequence[str]) -> dict[str, float]:
    """Rarity of each stem. Frequencies follow from ranks by Zipf's law, those of a stem's words are added."""
    frequency: dict[str, float] = defaultdict(float)
    for rank, word in enumerate(words, 1):
        for stem in stems(word):
            frequency[stem] += 1 / (rank * math.log(len(words)))
    kept = sorted(frequency, key=lambda stem: (-frequency[stem], stem))[:STEMS_MAX]
    return {stem: -math.log(1 - math.exp(-frequency[stem] * WORDS_A_TEXT)) for stem in kept}


def text(rarities: dict[str, float]) -> str:
    """The file: a line for each tenth, with the stems that are so rare."""
    lines: dict[str, list[str]] = defaultdict(list)
    for stem, value in rarities.items():
        lines[f"{value:.1f}"].append(stem)
    return "\n".join([HEADER, *(f"{value} {' '.join(found)}" for value, found in lines.items()), ""])


if __name__ == "__main__":
    FILE.write_text(text(table(gzip.decompress(Path(sys.argv[1]).read_bytes()).decode("utf-8").split())), "utf-8")
