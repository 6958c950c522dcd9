"""Curate: one record per real-world event.

For each enriched post: find the event that each of its passages tells of (``assign``, ``match``), its home; settle
which homes are one event, by what the matcher linked and what operators decided (``decisions``, ``groups``); rebuild
every event that this touches from its members (``event``), and publish each that changed (``work``), with the patch
from its last version (``changes``, ``patch``). Every change of a post's row touches all events that it belongs to,
before and after; so an event's last published record always follows from the present rows.
"""

from streams.stages.curate.index import Index
from streams.stages.curate.step import LISTS_MAX, step

__all__ = ["LISTS_MAX", "Index", "step"]
