"""Dedupe: every post and revision once. Copies go on, marked with their original: they add a source, not an origin.

Read in this order: ``plain`` (what of a text counts), ``wording`` (what is remembered of it), ``likeness`` (what makes
a copy, and of which kind), ``index`` (how it is found), ``step``. Rule 1: prefer a miss to a false copy.
"""

from streams.stages.dedupe.index import Index, PostRow
from streams.stages.dedupe.step import step

__all__ = ["Index", "PostRow", "step"]
