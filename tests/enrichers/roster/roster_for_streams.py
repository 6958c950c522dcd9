"""Finds the people of a list, for a beat where every name is known."""

from streams.records import Person
from streams.stages.enrich import Enricher, Names, Reading

ROSTER = {"ana sol": "Ana Sol", "bruno reis": "Bruno Reis"}  # as she is often written, in no capitals: her name


def find(reading: Reading) -> Names:
    text = reading.document.text.lower()
    spans = {written: text.find(written) for written in ROSTER}
    return Names(
        people=tuple(
            Person(name=ROSTER[written], aliases=(written,), spans=((at, at + len(written)),))
            for written, at in spans.items()
            if at >= 0
        )
    )


def roster() -> Enricher:
    return Enricher(name="roster", finds="names", version="1.0", find=find)
