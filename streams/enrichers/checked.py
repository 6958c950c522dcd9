"""What another package's enricher answers, held to the records: an answer of the wrong shape fails there and then.

Let through, it would fail where the record is written or read, and the post would be lost to the dead letters for what
one optional enricher did.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from streams.records import Claim, FigureMention, Part, Passage, Place, Span, TimeExpression
from streams.stages.enrich import Enricher, Names, Reading
from streams.stages.enrich.enricher import spans

ANSWERS: dict[str, Any] = {
    "places": tuple[Place, ...],
    "names": Names,
    "times": tuple[TimeExpression, ...],
    "figures": tuple[FigureMention, ...],
    "claims": tuple[Claim, ...],
    "passages": tuple[Passage, ...],
    "kind": tuple[str | None, float | None],
}


def checked(enricher: Enricher) -> Enricher:
    """The enricher, its answers checked: types field by field, spans inside the text."""
    answer, find = ANSWERS[enricher.finds], enricher.find

    def found(reading: Reading) -> Any:
        read = msgspec.convert(msgspec.to_builtins(find(reading), builtin_types=(datetime,)), answer)
        length = len(reading.document.text)
        for start, end in _spans(read):
            if not 0 <= start < end <= length:
                raise ValueError(f"the span ({start}, {end}) is not inside the text's {length} characters")
        return read

    return replace(enricher, find=found)


def _spans(answer: Any) -> Iterator[Span]:
    """Where an answer says that its items stand; a kind stands nowhere."""
    items = (*answer.people, *answer.organisations) if isinstance(answer, Names) else answer
    for one in items:
        if isinstance(one, Part):
            yield from spans(one)
