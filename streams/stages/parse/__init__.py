"""Parse: raw updates to posts. Bytes to text, text to a page, and the page against its last snapshot.

Read in this order: ``step`` (the path), ``formats`` (what is read), ``lines`` and ``headings`` (how a plain-text page
is cut), ``align`` and ``snapshots`` (which post is which, and what changed), ``significance`` (how much).
"""

from streams.stages.parse.rows import Index
from streams.stages.parse.step import items_of, step

__all__ = ["Index", "items_of", "step"]
