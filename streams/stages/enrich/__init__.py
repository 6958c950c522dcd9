"""Enrich: read from each post who, where, when, how many, who says so, and what kind of happening it is.

``step.ENRICHERS`` is the documentation of order. An enricher that fails marks the record degraded and blocks nothing.
"""

from streams.stages.enrich.step import enrich, step

__all__ = ["enrich", "step"]
