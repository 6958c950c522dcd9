"""A look as a screen: what matters most first, and what does not fit left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import urlsplit

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from streams.commands.top.rows import CountRow, DelayRow, Look
from streams.commands.top.verdict import ALL_WELL, Finding, Severity, verdict
from streams.commands.top.words import UNKNOWN, age, count, plain, rate, share, size, took

WIDE = 130  # from here on two sections stand side by side
GAP = 2
ROWS_MAX, ROWS_MAX_LOW = 12, 4
LOW = 40  # lines; a screen below that shows fewer rows of each section
TOLD = ("merged", "conflicts")
STYLES = {Severity.CRITICAL: "bold red", Severity.WARNING: "bold yellow"}

Row = Sequence[str | Text]
Lines = list[list[Segment]]


@dataclass(frozen=True, slots=True)
class Section:
    """A table, with its name as the first heading; or running text where it has no headings."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    def shown(self, rows_max: int) -> RenderableType:
        if not self.headings:
            return Text("\n").join(_text(row[0]) for row in self.rows)
        table = Table(box=None, header_style="bold cyan", padding=(0, 1, 0, 0), pad_edge=False)
        for number, heading in enumerate(self.headings):
            table.add_column(heading, justify="right" if number else "left", no_wrap=True, overflow="ellipsis")
        for row in self.rows[:rows_max]:
            table.add_row(*map(_text, row))
        if len(self.rows) > rows_max:
            table.add_row(Text(f"… {len(self.rows) - rows_max} more", style="dim"))
        return table


NOTHING = Section((), ())


class Screen:
    """Fits the width it is printed at, and the height that is given: Live does not hand a height down."""

    def __init__(self, look: Look, found: list[Finding], height: int | None = None) -> None:
        self._look = look
        self._found = found
        self._height = height

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, height = options.max_width, self._height
        rows_max = ROWS_MAX_LOW if height is not None and height < LOW else ROWS_MAX
        blocks = list(_blocks(console, options, [s for s in _sections(self._look, self._found) if s.rows], rows_max))
        gap = height is None or sum(map(len, blocks)) + len(blocks) - 1 <= height
        left = height
        for number, block in enumerate(blocks):
            lines = [[Segment("")], *block] if gap and number else block
            if left is not None and len(lines) > left:
                if number:
                    continue  # one that is lower may still fit
                lines = lines[:left]
            left = left - len(lines) if left is not None else None
            for line in lines:
                yield from Segment.adjust_line_length(line, width, pad=False)
                yield Segment.line()


def _blocks(console: Console, options: ConsoleOptions, sections: list[Section], rows_max: int) -> Iterator[Lines]:
    """The lines of each section, or of two side by side."""

    def lines(section: Section, width: int, pad: bool = False) -> Lines:
        return console.render_lines(section.shown(rows_max), options.update(width=width, height=None), pad=pad)

    width = options.max_width
    whole = 3 if width >= WIDE else len(sections)  # the first three have the full width
    for section in sections[:whole]:
        yield lines(section, width)
    half = (width - GAP) // 2
    blank, gap = [Segment(" " * half)], [Segment(" " * GAP)]
    for at in range(whole, len(sections), 2):
        left, right = (lines(each, half, pad=True) for each in (*sections[at : at + 2], NOTHING)[:2])
        yield [[*row[0], *gap, *row[1]] for row in zip_longest(left, right, fillvalue=blank)]


def _sections(look: Look, found: list[Finding]) -> Iterator[Section]:
    """In the order of what they are worth."""
    yield _header(look, found)
    yield _expect_zero(look)
    yield _stages(look)
    yield Section((), tuple((_finding(each),) for each in found[1:6]))
    yield _behind(look)
    yield _freshness(look)
    yield _workers(look)
    yield _canaries(look)
    yield _dead(look)
    yield _sources(look)
    yield _news(look)
    yield Section(("events of kind", "/min", "in all"), tuple(_counted(look.event_kinds)))
    yield Section(
        ("topic", "appended/s", "records"),
        tuple((row.topic, rate(row.appended_per_second), count(row.records)) for row in look.topics),
    )


# --------------------------------------------------------------------------------------------- the sections


def _header(look: Look, found: list[Finding]) -> Section:
    up = sum(not row.fault for row in look.workers)
    words = [
        f"{up} of {len(look.workers)} workers", f"rules {', '.join(look.rules) or UNKNOWN}",
        f"broker {UNKNOWN if look.broker.fault else look.broker.address}", f"{look.at:%H:%M:%SZ}",
        f"over {round(look.seconds, 1):g} s" if look.seconds else "since the workers' start",
    ]  # fmt: skip
    style = STYLES[found[0].severity] if found else "bold green"
    rows: list[Row] = [(Text(plain(" · ".join(words)), style="dim"),), (Text(plain(verdict(found)), style=style),)]
    if look.broker.fault and verdict(found) == ALL_WELL:
        rows.append((Text(plain(look.broker.fault), style="dim"),))
    return Section((), tuple(rows))


def _expect_zero(look: Look) -> Section:
    numbers = {
        **{row.stage: row.ledger for row in look.stages},
        "page units": look.page_units,
        "holes": _sum(row.log_holes for row in look.stages),
        "gone": _sum(row.gone for row in look.partitions),
        "internal": _sum(row.internal for row in look.stages),
        "canaries": sum(row.missing for row in look.canaries) if look.canaries else None,
    }
    styles = {None: "dim", 0: "green"}
    cells = [Text(count(number), style=styles.get(number, "bold red")) for number in numbers.values()]
    return Section(("expect zero", *numbers), (("off by", *cells),))


def _stages(look: Look) -> Section:
    headings = ("stage", "in/s", "pass/s", "drop/s", "dead/s", "held", "batch", "step p95", "pub p95", "lag", "oldest")
    rows = tuple(
        (
            row.stage, rate(row.received_per_second), rate(row.passed_per_second), rate(row.dropped_per_second),
            Text(rate(row.dead_per_second), style="red" if row.dead_per_second else ""), count(row.held),
            rate(row.batch_records), took(row.step_p95_seconds), took(row.publish_p95_seconds),
            Text(count(row.lag), style="yellow" if row.lag else ""), age(row.oldest_seconds),
        )
        for row in look.stages
    )  # fmt: skip
    return Section(headings, rows)


def _behind(look: Look) -> Section:
    """The partitions with lag, the longest first."""
    rows = sorted((row for row in look.partitions if row.lag), key=lambda row: -row.lag)
    return Section(
        ("lag of", "partition", "records", "oldest", "stands still"),
        tuple(
            (row.stage, str(row.partition), count(row.lag), age(row.oldest_seconds), age(row.still_seconds))
            for row in rows
        ),
    )


def _freshness(look: Look) -> Section:
    seen = [row for row in look.freshness if row.start_p50_seconds is not None]
    rows = [_delay(row) for row in (*seen, look.canary)] if look.freshness else []
    return Section(("fresh within", "p50", "p95", "since start p50", "p95"), tuple(rows))


def _delay(row: DelayRow) -> tuple[str, ...]:
    return (
        row.of,
        took(row.p50_seconds),
        took(row.p95_seconds),
        took(row.start_p50_seconds),
        took(row.start_p95_seconds),
    )


def _workers(look: Look) -> Section:
    rows: list[Row] = []
    for row in look.workers:
        name = urlsplit(row.url).netloc
        if row.fault:
            rows.append((name, Text("silent", style="red")))  # why is told above
            continue
        rows.append(
            (name, age(row.up_seconds), share(row.cpu_share), size(row.memory_bytes), took(row.loop_lag_p95_seconds),
             count(row.partitions), count(row.rebalances))
        )  # fmt: skip
    return Section(("worker", "up", "CPU", "memory", "loop p95", "partitions", "rebalances"), tuple(rows))


def _canaries(look: Look) -> Section:
    """The longest without one first."""
    rows = sorted(look.canaries, key=lambda row: -(row.age_seconds if row.age_seconds is not None else float("inf")))
    return Section(
        ("canary of partition", "last back", "sent", "back"),
        tuple((row.partition, age(row.age_seconds), count(row.sent), count(row.returned)) for row in rows),
    )


def _dead(look: Look) -> Section:
    rows = list(_counted(look.dead))
    if look.dead_kept:
        rows.append(("kept by the broker", "", count(look.dead_kept)))
    return Section(("dead letters", "/min", "in all"), tuple(rows))


def _news(look: Look) -> Section:
    """What is open, merged and in conflict, also where that is nothing; then what else was decided."""
    told = [row for row in look.decisions if row.of in TOLD]
    rows: list[Row] = [("open events", "", count(look.open_events))] if told else []
    rows += [(row.of, rate(row.per_minute), count(row.total)) for row in told]
    rows += _counted(row for row in look.decisions if row not in told)
    return Section(("news", "/min", "in all"), tuple(rows))


def _sources(look: Look) -> Section:
    rows = tuple((row.source, age(row.heard_seconds), age(row.new_seconds)) for row in look.sources)
    return Section(("source", "last heard", "last new"), rows)


def _counted(rows: Iterable[CountRow]) -> Iterator[Row]:
    for row in rows:
        if row.total:
            yield row.of, rate(row.per_minute), count(row.total)


def _finding(found: Finding) -> Text:
    return Text(plain(f"also: {found.words}"), style=STYLES[found.severity])


def _text(cell: str | Text) -> Text:
    return cell if isinstance(cell, Text) else Text(plain(cell))


def _sum(numbers: Iterable[int | None]) -> int | None:
    told = [number for number in numbers if number is not None]
    return sum(told) if told else None
