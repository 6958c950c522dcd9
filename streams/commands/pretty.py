"""Records as a person would want to read them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from streams.data.figures_plain import LANGUAGES
from streams.data.word_tables import load


class Terminal(Console):
    """A console whose reader may go away, as ``head`` does: that is no error."""

    def on_broken_pipe(self) -> None:
        try:
            super().on_broken_pipe()
        except SystemExit:
            raise SystemExit(0) from None


console = Terminal(highlight=False)

STATUS_STYLE = {"developing": "green", "merged": "yellow", "retracted": "red"}


def show(record: dict[str, Any]) -> None:
    """Print one record of any of our schemas."""
    schema = str(record.get("schema", ""))
    if schema.startswith("news.event"):
        console.print(event_panel(record))
    elif schema.startswith("news.change"):
        console.print(change_line(record))
    elif schema.startswith("news.decision"):
        console.print(decision_line(record))
    elif "post_id" in record:
        console.print(post_line(record))
    else:
        console.print_json(data=record)


def event_panel(event: dict[str, Any]) -> Panel:
    """An event: what, where, when, how many, who says so, from whom, and what changed."""
    style = STATUS_STYLE.get(event["status"], "white")
    parts: list[Any] = [Text(_where_and_when(event), style="cyan")]
    outlets = {post["post_id"]: post["outlet"] for post in event["posts"]}
    for sentence in event["summary"]:
        parts.append(Text.assemble(sentence["text"], (f"  {outlets.get(sentence['post_id']) or ''}", "dim")))
    if event["figures"]:
        parts.append(figures_table(event))
    if event["claims"]:
        parts.append(claims_table(event))
    parts.append(
        Text(f"{_sources(event)} · importance {event['importance']:.2f} · novelty {event['novelty']:.2f}", style="dim")
    )
    title = Text(event["headline"] or event["event_id"], style=f"bold {style}")
    subtitle = f"{event['event_id']} · version {event['version']} · {event['status']} · {event['kind'] or 'other'}"
    return Panel(Group(*parts), title=title, subtitle=Text(subtitle, style="dim"), title_align="left")


def weighed(event: dict[str, Any]) -> Iterator[Text]:
    """Why an event matters, and what its last version brought: a line for each reason."""
    for name in ("importance", "novelty"):
        yield Text(f"{name} {event[name]:.2f}", style="bold")
        for reason in event.get(f"{name}_reasons", ()):
            yield Text(f"  {reason['weight']:+.2f} {reason['evidence']}: {reason['detail']}")


def figures_table(event: dict[str, Any]) -> Table:
    """Figures side by side, with who gave each and how it stands to the others."""
    values = {f["figure_id"]: figure_text(f, event["lang"]) for f in event["figures"]}
    table = Table("figure", "says", "stands", box=None, header_style="dim", padding=(0, 2, 0, 0))
    for figure in event["figures"]:
        relations = [f"{r['kind'].replace('_', ' ')} {values.get(r['to'], r['to'])}" for r in figure["relation"]]
        stands = "; ".join(([figure["status"]] if figure["status"] != "current" else []) + relations)
        table.add_row(values[figure["figure_id"]], ", ".join(figure["sayers"]) or "–", stands or "–")
    return table


def figure_text(figure: dict[str, Any], lang: str | None = None) -> str:
    """A figure in words: bound, number, object, scope, action; a noun of another language as it is printed."""
    bound = {"at_least": "at least", "at_most": "up to", "more_than": "more than", "less_than": "less than",
             "about": "about", "range": "", "vague": ""}.get(figure["bound"], "")  # fmt: skip
    if figure["value"] is not None:
        number = amount(figure["value"])
    elif figure["low"] is not None and figure["high"] is not None:
        number = f"{amount(figure['low'])}–{amount(figure['high'])}"
    else:
        number = "some"
    measure = figure["measure"] if figure["measure"] != figure["unit"] else None
    thing = figure["object"]
    if thing and figure["value"] != 1 and (lang in ("en", None) or thing in _english_things()):
        thing = plural(thing)
    words = [bound, number, figure["unit"], thing, measure, figure["scope"]]
    return " ".join(word for word in words if word)


@cache
def _english_things() -> frozenset[str]:
    """The English words that figures of other languages have."""
    tables = (load(f"figures.{lang}") for lang in LANGUAGES)
    return frozenset(thing for table in tables for thing in (*table["things"], *table["spans"]))


def amount(value: float) -> str:
    """A number with all its digits, as people read it.

    >>> amount(18_500_000.0), amount(4.25), amount(1e15), amount(0.00002)
    ('18,500,000', '4.25', '1,000,000,000,000,000', '0.00002')
    """
    whole, dot, rest = f"{value:,.6f}".rpartition(".")
    return whole + (dot + rest).rstrip("0").rstrip(dot)


def plural(noun: str) -> str:
    """The plural of an object, as people read it.

    >>> plural("person"), plural("boat"), plural("municipality")
    ('people', 'boats', 'municipalities')
    """
    irregular = {"person": "people", "man": "men", "woman": "women", "child": "children"}
    if noun in irregular:
        return irregular[noun]
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def claims_table(event: dict[str, Any], most: int = 6) -> Table:
    """Who says what, through whom, and how it stands."""
    table = Table("who", "says", "through", "stands", box=None, header_style="dim", padding=(0, 2, 0, 0))
    for claim in event["claims"][:most]:
        through = [claim["channel"], claim["agency"], claim["outlet"]]
        hedge = f" ({claim['hedge']})" if claim["hedge"] else ""
        text = claim["text"] if len(claim["text"]) <= 110 else claim["text"][:107] + "…"
        table.add_row(
            claim["speaker"] or "–", text + hedge, " ‹ ".join(t for t in through if t) or "–", claim["status"]
        )
    if len(event["claims"]) > most:
        table.add_row("…", f"{len(event['claims']) - most} more", "", "")
    return table


def standings(event: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each figure and claim with who is behind it, and how it has stood since when: (style, line)."""
    told = {f["figure_id"]: figure_text(f, event["lang"]) for f in event["figures"]}
    told |= {c["claim_id"]: f"{c['speaker'] or '–'}: {_short(c['text'])}" for c in event["claims"]}
    for one in (*event["figures"], *event["claims"]):
        count = one["independent_origins"]
        origins = f"{count} independent origin{'s'[: count != 1]}: {', '.join(one.get('origins', ())) or '–'}"
        yield "", f"  {told[one.get('figure_id') or one['claim_id']]} · {one['status']} · {origins}"
        for standing in one.get("history", ()):
            by = f", by {told.get(standing['by'], standing['by'])}" if standing["by"] else ""
            yield "dim", f"    {standing['status']} since {standing['since']}, post {standing['post_id']}{by}"


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def change_line(change: dict[str, Any]) -> Text:
    """One line for one version."""
    cause = change["cause"]
    post = f" · post {cause['post_id']}" if cause["post_id"] is not None else ""
    why = f"{cause['reason']}{post} · {len(change['patch'])} operations"
    if cause.get("decision_id") is not None:
        by = f" by {cause['by']}" if cause.get("by") else ""
        why += f" · decision {cause['decision_id']}{by}: {cause.get('because')}"
    return Text.assemble(
        (f"{change['seen']} ", "dim"), (f"{change['kind']:<10} ", "bold"),
        f"{change['event_id']} v{change['version']} ", (f"{change['significance']} · {why}", "dim"),
    )  # fmt: skip


def decision_line(decision: dict[str, Any]) -> Text:
    """One line for one decision."""
    about = decision["undoes"] or " ".join(decision["posts"])
    apart = f" apart from {' '.join(decision['apart_from'])}" if decision["apart_from"] else ""
    return Text.assemble(
        (f"{decision['seen']} ", "dim"), (f"{decision['kind']:<12} ", "bold"), f"{about}{apart}",
        (f" · decision {decision['decision_id']} by {decision['by'] or 'unknown'}: {decision['because']}", "dim"),
    )  # fmt: skip


def post_line(post: dict[str, Any]) -> Text:
    """One line for one post."""
    copy = f" copy of {post['duplicate_of']}" if post.get("duplicate_of") else ""
    return Text.assemble(
        (f"{post['published'] or post['seen']} ", "dim"), (f"{post['change']:<10} ", "bold"),
        f"{post['headline'] or post['text'][:80]}", (f" [{post['post_type']}]{copy}", "dim"),
    )  # fmt: skip


def _where_and_when(event: dict[str, Any]) -> str:
    place, time = event["focus_place"], event["time"]
    where = f"{place['name']} ({place['lat']:.2f}, {place['lon']:.2f})" if place and place["lat"] is not None else "–"
    when = "–"
    if time is not None:
        when = time["start"] if time["start"] == time["end"] else f"{time['start']} to {time['end']}"
        when += f", {time['zone']}" if time["zone"] else ""
    return f"{where} · {when}"


def _sources(event: dict[str, Any]) -> str:
    told = ", ".join(f"{s['outlet'] or 'unknown outlet'} ({s['posts']})" for s in event["sources"])
    origins = event["independent_origins"]
    posts = event["post_count"]
    if not posts:
        return "no post stands"
    return f"{posts} post{'s'[: posts != 1]} · {told} · {origins} independent origin{'s'[: origins != 1]}"
