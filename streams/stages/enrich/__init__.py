"""Enrich: read from each post who, where, when, how many, who says so, and what kind of happening it is.

``enricher`` says what an enricher is and how one is added; ``own.OWN`` lists ours. One that fails or is missing marks
the record degraded and blocks nothing.
"""

from streams.stages.enrich.enricher import FINDS, LISTS, Enricher, Reading
from streams.stages.enrich.kinds import names as kind_names
from streams.stages.enrich.names import Names
from streams.stages.enrich.own import OWN
from streams.stages.enrich.step import CUT, Around, enrich, plainly, step

__all__ = [
    "CUT", "FINDS", "LISTS", "OWN", "Around", "Enricher", "Names", "Reading", "enrich", "kind_names", "plainly", "step",
]  # fmt: skip
