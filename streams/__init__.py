"""Live news in, curated events out.

Read in this order: ``records`` (what flows), ``topics`` (where it flows), ``pipeline`` (through which stages),
then one folder of ``stages`` for what a stage decides, and ``runtime.turn`` for the shell around all of them.

Imports point one way: ``records`` <- ``stage`` <- ``stages/*`` <- ``pipeline`` <- ``runtime/*`` <- ``__main__``.
"""

RULES_VERSION = "2026.11.5"
"""Stamped on every record: the version of the rules that decided it. Raise it when a rule changes an answer."""
