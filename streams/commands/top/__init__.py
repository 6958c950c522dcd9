"""``streams top``: what the dashboards show, live in a terminal, without a Prometheus.

Read in this order: ``command`` (the flags and the loop), ``look`` (two samples into one look), ``rows`` (what a look
holds), ``rates`` (increases and quantiles, as Prometheus has them), ``verdict`` (what is wrong, in one table),
``screen`` and ``words`` (how it is shown). What is asked of workers and broker is in ``streams.runtime.scrape``.
"""

from streams.commands.top.command import top

__all__ = ["top"]
