"""A dashboard drawn as SVG from its JSON and the answers to its queries: numbers, curves and tables where Grafana puts
them. Simple on purpose: it shows what a reader will see, not how it will look to the pixel.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol
from xml.sax.saxutils import escape

Json = dict[str, Any]
COLUMN, ROW, GAP = 60, 30, 8  # pixels of a column and of a row of Grafana's grid
POINTS_MAX = 120  # of a curve: enough for 480 pixels, and files stay small
PALETTE = ("#3b7dd8", "#e0752d", "#2f9e58", "#b8448f", "#8a6d3b", "#5b5bd6", "#c9a227", "#d64545", "#2aa1a1", "#7a7a7a")
NAMED = {"green": "#2f9e58", "orange": "#e0852d", "red": "#d64545", "blue": "#3b7dd8", "purple": "#8a4fbf"}
INK, FAINT, LINE = "#24292e", "#6a737d", "#dfe2e5"


class Series(Protocol):
    """What an answer is made of."""

    labels: dict[str, str]
    points: list[tuple[float, float]]


Ask = Callable[[Json], Sequence[Series]]
"""Answers a panel's target."""


def draw(board: Json, ask: Ask, events: Sequence[tuple[str, float]], span: tuple[float, float]) -> str:
    """The board as one SVG; ``events`` are colours and instants of what is drawn across all curves."""
    height = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in board["panels"]) * ROW + 2 * ROW
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {24 * COLUMN} {height}" width="{24 * COLUMN}" '
        f'height="{height}" font-family="system-ui, sans-serif" font-size="12" fill="{INK}">',
        f'<rect width="100%" height="100%" fill="#f4f5f7"/>{_text(GAP, 26, board["title"], size=18, bold=True)}',
        _text(24 * COLUMN - GAP, 26, f"a run of {_value(span[1] - span[0], 's')}", color=FAINT, anchor="end"),
    ]
    for panel in board["panels"]:
        at = panel["gridPos"]
        x, y, w, h = at["x"] * COLUMN, at["y"] * ROW + 40, at["w"] * COLUMN - GAP, at["h"] * ROW - GAP
        if panel["type"] == "row":
            out.append(_text(x + GAP, y + 18, panel["title"], size=15, bold=True))
            continue
        out.append(f'<g transform="translate({x + GAP / 2},{y})"><title>{escape(panel["description"])}</title>')
        out.append(f'<rect width="{w}" height="{h}" rx="3" fill="#fff" stroke="{LINE}"/>')
        out.append(_text(10, 19, panel["title"], bold=True))
        out += {"stat": _numbers, "timeseries": _curves, "table": _table, "text": _words}[panel["type"]](
            panel, ask, w, h, events, span
        )
        out.append("</g>")
    return "\n".join([*out, "</svg>"]) + "\n"


# ------------------------------------------------------------------------------------------------------------- panels


def _numbers(panel: Json, ask: Ask, w: int, h: int, *_: object) -> list[str]:
    found = [(legend(target, one), one.points[-1][1]) for target in panel["targets"] for one in ask(target)]
    if not found:
        return [_nothing(panel, w, h)]
    defaults, out = panel["fieldConfig"]["defaults"], []
    each = (w - 20) / len(found)
    for number, (name, value) in enumerate(found):
        color, left = _limit(defaults["thresholds"]["steps"], value), 10 + number * each
        whole = panel["options"]["colorMode"] == "background"
        if whole:
            out.append(f'<rect x="{left:.0f}" y="28" width="{each - 4:.0f}" height="{h - 36}" rx="3" fill="{color}"/>')
        ink = "#fff" if whole else color
        text = _value(value, defaults["unit"], defaults.get("decimals"))
        out.append(
            _text(left + each / 2 - 2, h / 2 + (18 if len(found) > 1 else 22), text, 24, ink, "middle", bold=True)
        )
        if len(found) > 1:
            out.append(_text(left + each / 2 - 2, 46, _cut(name, each / 6.2), 11, ink, "middle"))
    return out


def _curves(
    panel: Json, ask: Ask, w: int, h: int, events: Sequence[tuple[str, float]], span: tuple[float, float]
) -> list[str]:
    found = [(legend(target, one), one.points) for target in panel["targets"] for one in ask(target)]
    if not found:
        return [_nothing(panel, w, h)]
    defaults = panel["fieldConfig"]["defaults"]
    stacked = defaults["custom"].get("stacking", {}).get("mode") == "normal"
    found.sort(key=lambda one: -max(value for _, value in one[1]))
    shown = [one for one in found if any(value for _, value in one[1])] or found[:1]
    left, right, top, bottom = 62, w - 12, 34, h - 50
    high = _stack_top(shown) if stacked else max(value for _, points in shown for _, value in points)
    high = defaults.get("max") or _nice(high, defaults["unit"])

    def x_of(at: float) -> float:
        return left + (at - span[0]) / (span[1] - span[0]) * (right - left)

    def y_of(value: float) -> float:
        return bottom - min(value / high, 1.02) * (bottom - top)

    out = []
    for share in (0, 0.5, 1):
        y = y_of(high * share)
        out.append(f'<path d="M{left} {y:.0f}H{right}" stroke="{LINE}"/>')
        out.append(_text(left - 6, y + 4, _value(high * share, defaults["unit"]), 10, FAINT, "end"))
    for share, anchor in ((0, "start"), (0.5, "middle"), (1, "end")):
        at = span[0] + share * (span[1] - span[0])
        out.append(_text(x_of(at), bottom + 14, f"{datetime.fromtimestamp(at, UTC):%H:%M:%S}", 10, FAINT, anchor))
    out += [
        f'<path d="M{x_of(at):.1f} {top}V{bottom}" stroke="{NAMED[color]}" stroke-dasharray="2 2"/>'
        for color, at in events
    ]
    for step in defaults["thresholds"]["steps"][1:]:
        if step["value"] <= high and defaults["custom"].get("thresholdsStyle"):
            y = y_of(step["value"])
            out.append(f'<path d="M{left} {y:.0f}H{right}" stroke="{NAMED[step["color"]]}" stroke-dasharray="6 4"/>')
    below: dict[float, float] = {}
    for number, (_, points) in enumerate(shown):
        color = PALETTE[number % len(PALETTE)]
        thin = points[:: max(1, math.ceil(len(points) / POINTS_MAX))]
        if stacked:
            tops = [(at, below.get(at, 0) + value) for at, value in thin]
            edge = [(at, below.get(at, 0)) for at, _ in reversed(thin)]
            path = _path([(x_of(at), y_of(value)) for at, value in [*tops, *edge]])
            out.append(f'<path d="{path}Z" fill="{color}" fill-opacity=".75"/>')
            below |= dict(tops)
        else:
            dot = f'<circle cx="{x_of(thin[0][0]):.1f}" cy="{y_of(thin[0][1]):.1f}" r="2" fill="{color}"/>'
            path = _path([(x_of(at), y_of(value)) for at, value in thin])
            out.append(dot if len(thin) == 1 else f'<path d="{path}" fill="none" stroke="{color}" stroke-width="1.5"/>')
    return out + _legend([name for name, _ in shown], len(found) - len(shown), left, w - 12, bottom + 30)


def _legend(names: list[str], zeros: int, left: int, right: int, y: float) -> list[str]:
    """Two lines at most; what has no room in them is counted."""
    out, x, line = [], 12.0, 0
    for number, name in enumerate(names):
        wide, after = 22 + 6.1 * len(name), len(names) - number - 1 + zeros
        if line == 0 and x + wide > right:
            x, line = 12.0, 1
        if line == 1 and x + wide > right - 80 * bool(after):
            return [*out, _text(x, y + 13, f"and {after + 1} more", 10, FAINT)]
        color = PALETTE[number % len(PALETTE)]
        out.append(f'<rect x="{x:.0f}" y="{y + 13 * line - 7:.0f}" width="9" height="4" fill="{color}"/>')
        out.append(_text(x + 13, y + 13 * line, name, 10))
        x += wide
    if zeros:
        if line == 0 and x + 60 > right:
            x, line = 12.0, 1
        out.append(_text(x, y + 13 * line, f"and {zeros} at 0", 10, FAINT))
    return out


def cells(panel: Json, target: Json) -> tuple[dict[str, str], str, dict[float, str]]:
    """Of a table's target: the labels of a row with their headings, the column's title, and values shown as words."""
    organize = next(one["options"] for one in panel["transformations"] if one["id"] == "organize")
    names = sorted(organize["indexByName"], key=organize["indexByName"].get)
    headings = {name: organize["renameByName"][name] for name in names}
    title = headings[_column(panel, target)]
    look = next(
        (one["properties"] for one in panel["fieldConfig"]["overrides"] if one["matcher"]["options"] == title), ()
    )
    said = (one["options"] for p in look if p["id"] == "mappings" for one in p["value"])
    words = {float(value): word["text"] for options in said for value, word in options.items()}
    return {label: name for label, name in headings.items() if not label.startswith("Value")}, title, words


def _column(panel: Json, target: Json) -> str:
    return f"Value #{target['refId']}" if len(panel["targets"]) > 1 else "Value"


def _table(panel: Json, ask: Ask, w: int, h: int, *_: object) -> list[str]:
    organize = next(one["options"] for one in panel["transformations"] if one["id"] == "organize")
    names = sorted(organize["indexByName"], key=organize["indexByName"].get)
    labels = [name for name in names if not name.startswith("Value")]
    values: dict[tuple[str, ...], dict[str, float]] = {}
    for target in panel["targets"]:
        column = _column(panel, target)
        for one in ask(target):
            key = tuple(one.labels.get(label, "") for label in labels)
            values.setdefault(key, {})[column] = one.points[-1][1]
    if not values:
        return [_nothing(panel, w, h)]
    looks = {one["matcher"]["options"]: {p["id"]: p["value"] for p in one["properties"]}
             for one in panel["fieldConfig"]["overrides"]}  # fmt: skip
    each, out, fits = (w - 20) / len(names), [], (h - 58) // 19
    for number, name in enumerate(names):
        out.append(_text(10 + number * each, 40, organize["renameByName"][name], 11, FAINT, bold=True))
    for line, (key, row) in enumerate(sorted(values.items())):
        y = 60 + 19 * line
        if line >= fits - 1 and len(values) > fits:
            out.append(_text(10, y, f"and {len(values) - line} more", 11, FAINT))
            break
        for number, name in enumerate(names):
            x, look = 10 + number * each, looks.get(organize["renameByName"][name], {})
            if number < len(labels):
                out.append(_text(x, y, _cut(key[number], each / 6.4)))
            elif name in row:
                ink, mappings = INK, look.get("mappings", ())
                if said := next((one["options"].get(f"{row[name]:g}") for one in mappings), None):
                    out.append(_text(x, y, _cut(said["text"], each / 6.4), color=FAINT))
                    continue
                if "thresholds" in look:
                    color = _limit(look["thresholds"]["steps"], row[name])
                    out.append(
                        f'<rect x="{x - 4:.0f}" y="{y - 13}" width="{each - 8:.0f}" height="17" rx="2" fill="{color}"/>'
                    )
                    ink = "#fff"
                out.append(_text(x, y, _value(row[name], look["unit"], look.get("decimals")), color=ink))
    return out


def _words(panel: Json, ask: Ask, w: int, h: int, *_: object) -> list[str]:
    out, y, code = [], 42, False
    for line in panel["options"]["content"].splitlines():
        if line.startswith("```"):
            code = not code
            continue
        words = escape(line if code else line.replace("`", ""))
        family = ' font-family="ui-monospace, monospace"' if code else ""
        out.append(f'<text x="{20 if code else 10}" y="{y}" xml:space="preserve"{family}>{words}</text>')
        y += 18
    return out


# -------------------------------------------------------------------------------------------------------------- pieces


def _text(
    x: float, y: float, words: str, size: int = 12, color: str = INK, anchor: str = "start", *, bold: bool = False
) -> str:
    look = (f' font-size="{size}"' if size != 12 else "") + (f' fill="{color}"' if color != INK else "")
    look += (f' text-anchor="{anchor}"' if anchor != "start" else "") + (' font-weight="600"' if bold else "")
    return f'<text x="{x:.0f}" y="{y:.0f}"{look}>{escape(words)}</text>'


def _nothing(panel: Json, w: int, h: int) -> str:
    return _text(w / 2, h / 2 + 8, panel["fieldConfig"]["defaults"]["noValue"], 14, FAINT, "middle")


def legend(target: Json, one: Series) -> str:
    """What Grafana calls a series: the target's legend with its labels filled in; where there is none, nothing."""
    asked = target.get("legendFormat", "").removeprefix("__auto")
    return re.sub(r"{{(\w+)}}", lambda found: one.labels.get(found[1], ""), asked)


def _path(points: list[tuple[float, float]]) -> str:
    """Lines through the points, without those that lie on a straight line."""
    kept = [
        here for before, here, after in zip([None, *points], points, [*points[1:], None], strict=False)
        if before is None or after is None or not abs(before[1] - here[1]) < 0.05 > abs(here[1] - after[1])
    ]  # fmt: skip
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept)


def _stack_top(shown: list[tuple[str, list[tuple[float, float]]]]) -> float:
    sums: dict[float, float] = {}
    for _, points in shown:
        for at, value in points:
            sums[at] = sums.get(at, 0) + value
    return max(sums.values())


def _nice(value: float, unit: str) -> float:
    """The next number above that is round in this unit.

    >>> _nice(3601, "s"), _nice(3000, "bytes"), _nice(0.03, "percentunit"), _nice(0, "short")
    (7200, 4096, 0.05, 1)
    """
    if value <= 0:
        return 1
    if unit == "s" and value > 60:
        return next(step * size for size in (60, 3600, 86400) for step in (1, 2, 5, 10, 30, 60) if step * size >= value)
    if unit == "bytes":
        return 2 ** math.ceil(math.log2(value))
    power = 10 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)


def _limit(steps: list[Json], value: float) -> str:
    return NAMED[[step["color"] for step in steps if step["value"] is None or value >= step["value"]][-1]]


def _cut(words: str, most: float) -> str:
    return words if len(words) <= most else words[: max(1, int(most) - 1)] + "…"


SCALES = {
    "s": ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"), (1e-3, "ms"), (1e-6, "µs")),
    "bytes": ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"), (1, "B")),
    "Bps": ((1e6, "MB/s"), (1e3, "kB/s"), (1, "B/s")),
    "recps": ((1e3, "K rec/s"), (1, "rec/s")),
    "percentunit": ((0.01, "%"),),
    "short": ((1e6, "Mil"), (1e3, "K"), (1, "")),
}


def _value(value: float, unit: str, decimals: int | None = None) -> str:
    """A value as a person reads it.

    >>> _value(0.0123, "s"), _value(1536, "bytes"), _value(0.5, "percentunit"), _value(35.2, "short", 0)
    ('12 ms', '1.5 KiB', '50 %', '35')
    """
    size, name = next((one for one in SCALES[unit] if abs(value) >= one[0]), SCALES[unit][-1])
    if value == 0:
        size, name = next(((s, n) for s, n in SCALES[unit] if s == 1), SCALES[unit][-1])
    scaled = value / size
    digits = decimals if decimals is not None and size == 1 else max(0, 2 - len(str(int(abs(scaled)))))
    text = f"{scaled:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text} {name}".strip()
