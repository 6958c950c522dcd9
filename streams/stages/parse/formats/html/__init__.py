"""Live pages and articles in HTML.

Read in this order: ``page`` (the path), ``structured`` (JSON-LD), ``outline``, ``posts`` and ``times`` (where posts
stand on a page that says nothing of them), ``visible`` (what one shows), ``units`` and ``agreement`` (whose word
counts).
"""

from streams.stages.parse.formats.html.page import read, takes

__all__ = ["read", "takes"]
