"""Python's collector of garbage, kept from walking what stages remember.

A full collection walks all that may be part of a circle, in the midst of some update: with 8,000 posts of events kept,
half a second to four. But what stages remember holds no circles, and so frees itself when it is let go
(``tests/stages/curate/test_window.py``). So once a good many records were taken, between two batches, all that is new
is collected, and what is left of it is frozen: no collection looks at it again. One walks what a few hundred records
led to, however much is remembered. A circle that was in use when it was frozen stays until partitions are dealt anew,
when everything stands still anyway: those are the client's own, some ten objects in forty batches.
"""

from __future__ import annotations

import gc

SETTLED_AFTER = 250  # records of any stage: some 50,000 objects, a twentieth of a second


class Garbage:
    """What one worker's stages make, settled between batches."""

    def __init__(self) -> None:
        self._records = 0

    def took(self, records: int) -> None:
        """A batch of so many records was taken to its end."""
        self._records += records
        if self._records >= SETTLED_AFTER:
            self._records = 0
            gc.collect()
            gc.freeze()

    def assigned(self) -> None:
        """Partitions were dealt anew: whatever was frozen is looked at once more."""
        gc.unfreeze()
        self._records = SETTLED_AFTER  # with the next batch
