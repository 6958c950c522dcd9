"""What becomes of an update at the door: a raw record, or a dead letter where it is too large to be one."""

from __future__ import annotations

from streams import codec
from streams.codec import Inbound, Outbound
from streams.records import RawUpdate
from streams.runtime.dead_letter import beginning, dead_letter
from streams.runtime.files import Refused, TooLarge
from streams.stage import Reject, Rejection
from streams.topics import RAW

NOT_ON_THE_LOG = -1
"""Partition and offset of what never was a record of the raw topic."""


def record(item: RawUpdate | Refused, prefix: str, door: str) -> Outbound | None:
    """The record to append for what was read, or None for what can't be kept, such as a file that can't be read.

    ``door`` names the command in the dead letter, as a stage is named there.
    """
    if isinstance(item, RawUpdate):
        return codec.write_raw(item)
    if not isinstance(item, TooLarge):
        return None
    out = codec.write_raw(item.beginning)
    failed = Inbound(
        RAW.full_name(prefix), NOT_ON_THE_LOG, NOT_ON_THE_LOG, int(item.beginning.seen.timestamp() * 1000),
        out.key, out.value, out.headers,
    )  # fmt: skip
    letter = dead_letter(door, failed, Rejection(Reject.TOO_LARGE, f"{item.where}: {item.why}"))
    return beginning(letter, item.size, item.sha256)
