"""Enrich: read from each post who, where, when, how many, who says so, and what kind of happening it is.

``step.ENRICHERS`` is the documentation of order. An enricher that fails marks the record degraded and blocks nothing.
"""

from streams.stages.enrich.kinds import names as kind_names
from streams.stages.enrich.step import CUT, ENRICHERS, Around, enrich, plainly, step

__all__ = ["CUT", "ENRICHERS", "Around", "enrich", "kind_names", "plainly", "step"]
