"""What the event loop lets other threads see of itself."""

from __future__ import annotations

from time import monotonic

from faust.types import TP


class Pulse:
    """Written by the event loop; read by the watchdog, by the survey of the broker and by /ready."""

    def __init__(self) -> None:
        self.beat = monotonic()  # when the loop last turned
        self.confirmed_at = monotonic()  # when the broker last confirmed the membership
        self.assigned: frozenset[TP] | None = None  # None until the first assignment
        self.progress: dict[TP, float] = {}

    def moved(self, tp: TP) -> None:
        """A part of this partition's state was read. A batch that is done shows in the committed offset."""
        self.progress[tp] = monotonic()
