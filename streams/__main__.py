"""The command line: ``streams COMMAND``, or ``python -m streams COMMAND``."""

from __future__ import annotations

import typer
from kafka.errors import KafkaError

from streams.commands import dead_letters, decide, demo, live, offline, options, top, watch
from streams.commands.output import notice
from streams.runtime.errors import Unavailable
from streams.settings import SettingError

app = typer.Typer(
    name="streams", no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False,
    help="Live news in, curated events out: one record per real-world event, and the reason for every merge.",
)  # fmt: skip

app.callback()(options.access)
for command in (
    demo.demo, live.worker, live.send, watch.watch, live.tail, live.explain, offline.replay, offline.parse,
    offline.enrich, live.check, offline.schemas, top.top,
):  # fmt: skip
    app.command()(command)
app.add_typer(live.topics, name="topics")
app.add_typer(dead_letters.dlq, name="dlq")
app.add_typer(decide.decide, name="decide")


def main() -> None:
    """Entry point of the console script. What can't be had outside is a message, not a traceback."""
    try:
        app()
    except SettingError as error:  # found when it was used, such as a file that can't be read
        notice(str(error))
        raise SystemExit(2) from None
    except Unavailable as error:
        notice(str(error))
        raise SystemExit(1) from None
    except KafkaError as error:
        notice(f"the broker: {error}")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
