"""What goes wrong outside of our code, for the person who can act."""

from __future__ import annotations


class Unavailable(RuntimeError):
    """Something the runtime needs can't be had; the message says what to do."""
