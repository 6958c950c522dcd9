"""Why records are msgspec structs: encode and decode a post against a frozen dataclass with orjson, in one run."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

import msgspec
import orjson

NOW = datetime(2024, 5, 14, 12, tzinfo=UTC)
ROUNDS, REPEATS = 7, 3000


class StructFigure(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    text: str
    span: tuple[int, int]
    value: float | None
    object: str | None


class StructPost(msgspec.Struct, frozen=True, kw_only=True):
    post_id: str
    text: str
    published: datetime
    seen: datetime
    figures: tuple[StructFigure, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DataFigure:
    text: str
    span: tuple[int, int]
    value: float | None
    object: str | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DataPost:
    post_id: str
    text: str
    published: datetime
    seen: datetime
    figures: tuple[DataFigure, ...]


def read_dataclass(data: bytes) -> DataPost:
    """What a typed reader has to do after orjson: build the objects."""
    told = orjson.loads(data)
    for name in ("published", "seen"):
        told[name] = datetime.fromisoformat(told[name])
    told["figures"] = tuple(DataFigure(**{**f, "span": tuple(f["span"])}) for f in told["figures"])
    return DataPost(**told)


def seconds(call, *arguments) -> float:
    """Median seconds of one call."""
    rounds = []
    for _ in range(ROUNDS):
        began = perf_counter()
        for _ in range(REPEATS):
            call(*arguments)
        rounds.append((perf_counter() - began) / REPEATS)
    return median(rounds)


def run() -> dict[str, float]:
    """How many times as fast msgspec's structs are."""

    def fields(figure):
        counted = tuple(figure(text="16 boats", span=(3, 11), value=16.0, object="boat") for _ in range(12))
        return {"post_id": "a" * 24, "text": "The river rose. " * 60, "published": NOW, "seen": NOW, "figures": counted}

    struct, data = StructPost(**fields(StructFigure)), DataPost(**fields(DataFigure))
    encoder, decoder = msgspec.json.Encoder(), msgspec.json.Decoder(StructPost)
    as_json = encoder.encode(struct)
    return {
        "encode: msgspec against orjson": seconds(orjson.dumps, data) / seconds(encoder.encode, struct),
        "decode: msgspec against orjson": seconds(read_dataclass, as_json) / seconds(decoder.decode, as_json),
    }
