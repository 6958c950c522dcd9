"""Ends the process when it stands still: silent stalls after a broker's loss are Faust's most reported fault, and a
restart is the only cure. The parent in ``worker.py`` starts a new one.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Mapping
from enum import IntEnum
from time import monotonic, sleep
from typing import NoReturn

from faust.types import TP
from kafka import KafkaAdminClient

from streams.runtime import access
from streams.runtime.access_errors import DENIED, Refused, explained
from streams.runtime.pulse import Pulse
from streams.runtime.survey import Offsets, Survey
from streams.settings import SettingError, Settings

log = logging.getLogger(__name__)

ASK_SECONDS = 2.0
FIRST_ASK_SECONDS = 0.2


class Exit(IntEnum):
    """What a worker process ends with."""

    DONE = 0
    USAGE = 2
    AGAIN = 70  # could not go on: start it again
    BUGS = 75  # our own code fails too often: stays stopped until --resume
    REFUSED = 78  # needs a person: the message says which command


def abandon(reason: str, code: Exit = Exit.AGAIN) -> NoReturn:
    """End the process at once, whatever else runs. Faust's orderly end would wait and commit; nothing is lost without
    it, for what is not committed is taken again.
    """
    print(f"streams worker: {reason}", file=sys.stderr, flush=True)
    os._exit(code)


class Watchdog(threading.Thread):
    """Asks the broker for the lag every few seconds, and judges."""

    def __init__(self, settings: Settings, survey: Survey, pulse: Pulse) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._settings = settings
        self._survey = survey
        self._pulse = pulse
        self._since: dict[TP, float] = {}  # since when a partition has lag and its committed offset stands still
        self._committed: dict[TP, int | None] = {}
        self.asked = False  # whether the broker has told the lag of what was assigned
        self.closing = False  # an orderly stop has its own deadline

    def run(self) -> None:
        admin: KafkaAdminClient | None = None
        pause = min(ASK_SECONDS, self._settings.stall_seconds / 4)
        while True:
            sleep(pause if self.asked else FIRST_ASK_SECONDS)  # /ready waits for the first answer
            assigned = self._pulse.assigned
            known: dict[TP, Offsets] | None = None
            try:
                admin = admin or access.admin_client(self._settings)
                known = self._survey.offsets(admin, assigned or ())
                self.asked = assigned is not None
                self._survey.look_around(admin, known)
            except (Refused, SettingError, *DENIED) as error:  # asked again, more closely, before the next start
                abandon(str(explained(error, self._settings)))
            except Exception as error:  # whatever it is: this thread must not die
                log.warning("the broker does not answer: %r", error)
                if admin is not None:
                    admin.close()
                admin = None
                self._survey.unanswered()
            if not self.closing and (reason := self.judge(monotonic(), known)):
                abandon(f"{reason}; ending, to be started again")

    def judge(self, now: float, known: Mapping[TP, Offsets] | None) -> str | None:
        """Why the process must end, or None. ``known`` is None while the broker does not answer."""
        limit = self._settings.stall_seconds
        if now - self._pulse.beat > limit:
            return f"the event loop has been blocked for {now - self._pulse.beat:.0f} s"
        if known is None:
            self._since.clear()  # nobody can make progress; begin to count when the broker answers again
            return None
        unconfirmed = now - self._pulse.confirmed_at
        if unconfirmed > limit + self._settings.session_timeout_seconds:
            return f"the group has not confirmed this worker for {unconfirmed:.0f} s although the broker answers"
        self._since = {tp: since for tp, since in self._since.items() if tp in known}
        for tp, one in known.items():
            if one.lag <= 0 or tp not in self._since or self._committed.get(tp, -1) != one.committed:
                self._since[tp] = now
            self._committed[tp] = one.committed
        self._survey.show_commit_age({tp: now - since for tp, since in self._since.items()})
        for tp, one in known.items():
            still = now - max(self._since[tp], self._pulse.progress.get(tp, 0.0))
            if still > limit:
                return f"{tp.topic}[{tp.partition}] has {one.lag:,} records waiting and none taken for {still:.0f} s"
        return None
