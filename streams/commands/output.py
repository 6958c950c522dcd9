"""How records and notices reach a person or another program."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import orjson
from rich.console import Console

from streams.commands.options import Output
from streams.commands.pretty import show

errors = Console(stderr=True, highlight=False)


def notice(text: str) -> None:
    """A line for the person at the terminal; never part of the data."""
    errors.print(text, markup=False, soft_wrap=True)


def write_records(values: Iterable[bytes], output: Output) -> None:
    """Write JSON records to stdout. A reader that goes away, such as `head`, is no error."""
    try:
        for value in values:
            if output is Output.PRETTY:
                show(orjson.loads(value))
            else:
                line = (
                    value if output is Output.JSONL else orjson.dumps(orjson.loads(value), option=orjson.OPT_INDENT_2)
                )
                sys.stdout.buffer.write(line + b"\n")
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer is flushed again at exit: to nowhere, or Python would exit with 120.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
