"""What an operator decides about events: `streams decide associate | disassociate | pin | retract | undo`.

A decision goes through the raw topic, in the order of its desk; here the posts it names are looked up, so that a slip
of the pen is told at once and the desk need not be typed.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
import typer

from streams import codec
from streams.commands import options
from streams.commands.live import live
from streams.commands.output import write_records
from streams.settings import Settings
from streams.stage import Rejection
from streams.stages.parse import decisions
from streams.topics import CHANGES, EVENTS

decide = typer.Typer(
    no_args_is_help=True,
    help="Overrule the matcher: tie posts, part them, choose who tells an event, take back; each with its reason.",
)  # fmt: skip

Because = Annotated[str, typer.Option("--because", envvar="STREAMS_BECAUSE", help="Why; kept with every version.")]
By = Annotated[str | None, typer.Option("--by", envvar="STREAMS_BY", help="Who decides; default: your user's name.")]
Unseen = Annotated[
    bool, typer.Option("--unseen", envvar="STREAMS_UNSEEN", help="Also about what no event has yet: it is waited for.")
]
Posts = Annotated[list[str], typer.Argument(help="Posts by id, or its first characters; `streams explain` shows them.")]


@dataclass(slots=True)
class _Deciding:
    """What all five take."""

    settings: Settings
    desk: str | None
    seen: datetime | None
    output: options.Output


@decide.callback()
def connect(
    context: typer.Context, desk: options.Desk = None, seen: options.Seen = None, broker: options.Broker = None,
    data_dir: options.DataDir = None, prefix: options.Prefix = None, output: options.Out = options.Output.JSONL,
) -> None:  # fmt: skip
    """Overrule the matcher: tie posts, part them, choose who tells an event, take back; each with its reason.

    The decision is written to stdout with its decision_id, which `undo` takes. It stands until it is undone.
    """
    settings = options.settings(broker=broker, data_dir=data_dir, prefix=prefix)
    context.obj = _Deciding(settings, desk, options.moment(seen, "--seen"), output)


@decide.command()
def associate(
    context: typer.Context, posts: Posts, because: Because, by: By = None, unseen: Unseen = False,
) -> None:  # fmt: skip
    """Two or more posts are of one event: their events become one. An event's id stands for its first post."""
    with _asked(context) as found:
        ids = [found.post(word, unseen, event=True) for word in posts]
        _send(found, {"kind": "associate", "posts": ids}, because, by)


@decide.command()
def disassociate(
    context: typer.Context, posts: Posts, because: Because,
    apart_from: Annotated[
        list[str] | None,
        typer.Option("--from", envvar="STREAMS_APART_FROM", help="A post of the other event; all others of its event."),
    ] = None,
    by: By = None, unseen: Unseen = False,
) -> None:  # fmt: skip
    """Posts are not of the event they are in, or not of that of --from: they leave it, and never come back to it."""
    with _asked(context) as found:
        told: dict[str, Any] = {"kind": "disassociate", "posts": [found.post(word, unseen) for word in posts]}
        told["apart_from"] = [found.post(word, unseen) for word in apart_from or ()]
        _send(found, told, because, by)


@decide.command()
def pin(context: typer.Context, posts: Posts, because: Because, by: By = None, unseen: Unseen = False) -> None:
    """A post tells its event: its heading and its sentences first; it stays there, and the event is merged no more."""
    with _asked(context) as found:
        _send(found, {"kind": "pin", "posts": [found.post(word, unseen) for word in posts]}, because, by)


@decide.command()
def retract(
    context: typer.Context, posts: Posts, because: Because,
    whole_event: Annotated[
        bool,
        typer.Option("--event", envvar="STREAMS_WHOLE_EVENT", help="The whole event, whoever tells of it later, too."),
    ] = False,
    by: By = None, unseen: Unseen = False,
) -> None:  # fmt: skip
    """Take posts back, as if their sources had; or, with --event, the event that they (or its id) stand for."""
    with _asked(context) as found:
        ids = [found.post(word, unseen, event=whole_event) for word in posts]
        _send(found, {"kind": "retract", "posts": ids, "whole_event": whole_event}, because, by)


@decide.command()
def undo(
    context: typer.Context, decision: Annotated[str, typer.Argument(help="Its decision_id, or the first characters.")],
    because: Because, by: By = None, unseen: Unseen = False,
) -> None:  # fmt: skip
    """Take a decision back: ids, members and facts are as without it."""
    with _asked(context) as found:
        _send(found, {"kind": "undo", "undoes": found.decision(decision, unseen)}, because, by)


# ------------------------------------------------------------------------------------------- looking up


@dataclass(slots=True)
class _Found:
    """What the topics say of the ids that were typed."""

    deciding: _Deciding
    settings: Settings
    events: list[dict[str, Any]] = field(default_factory=list)
    desks: dict[str, str] = field(default_factory=dict)  # by id of what was named
    seen: list[str] = field(default_factory=list)  # when the events of what was named were last seen

    def post(self, word: str, unseen: bool, *, event: bool = False) -> str:
        """The id of the post that a word stands for; with ``event`` also of the first post of an event of that id."""
        named = {
            post["post_id"]: one for one in self.events for post in one["posts"] if post["post_id"].startswith(word)
        }
        of_event = [one for one in self.events if one["event_id"].startswith(word) and one["posts"]]
        if event:
            named |= {one["posts"][0]["post_id"]: one for one in of_event}
        elif of_event and not named:
            told = ", ".join(post["post_id"] for post in of_event[0]["posts"][:5])
            raise typer.BadParameter(f"{word} is an event; name posts of it, such as {told}")
        if not named and not unseen:
            raise typer.BadParameter(f"no event has a post {word}; --unseen sends the decision to wait for it")
        return self._only(word, {post_id: one["desk"] for post_id, one in named.items()}, named)

    def decision(self, word: str, unseen: bool) -> str:
        """The id of the decision that a word stands for, as the log of changes has it."""
        causes = {c["cause"]["decision_id"]: c["desk"] for c in _records(self.settings, CHANGES.full_name(self.prefix))
                  if (c["cause"].get("decision_id") or "").startswith(word)}  # fmt: skip
        if not causes and not unseen:
            raise typer.BadParameter(
                f"no change was brought about by a decision {word}; --unseen sends it all the same"
            )
        return self._only(word, causes, {})

    @property
    def prefix(self) -> str:
        return self.settings.prefix

    def _only(self, word: str, desks: dict[str, str], named: dict[str, dict[str, Any]]) -> str:
        if len(desks) > 1:
            raise typer.BadParameter(f"{word} begins several ids: {', '.join(sorted(desks)[:5])}")
        for found, desk in desks.items():
            self.desks[found] = desk
            self.seen += [one["last_seen"] for one in (named.get(found),) if one is not None]
            return found
        return word

    def desk(self) -> str:
        """The desk of all that was named, else the given one."""
        found = set(self.desks.values()) | ({self.deciding.desk} if self.deciding.desk is not None else set())
        if len(found) > 1:
            told = ", ".join(f"{name} is on {desk}" for name, desk in self.desks.items())
            raise typer.BadParameter(f"desks never meet: {told}" + self._given())
        return found.pop() if found else codec.DEFAULT_DESK

    def _given(self) -> str:
        return f"; --desk says {self.deciding.desk}" if self.deciding.desk is not None else ""


@contextmanager
def _asked(context: typer.Context) -> Iterator[_Found]:
    """The topics of the broker, with the newest version of each event."""
    deciding: _Deciding = context.obj
    with live(deciding.settings) as settings:
        found = _Found(deciding, settings)
        newest = {event["event_id"]: event for event in _records(settings, EVENTS.full_name(settings.prefix))}
        found.events = list(newest.values())
        yield found


def _records(settings: Settings, topic: str) -> Iterator[dict[str, Any]]:
    from streams.runtime.reader import From, read

    for record in read(settings, topic, From("start"), until_end=True):
        if record.value is not None:
            yield orjson.loads(record.value)


def _send(found: _Found, told: dict[str, Any], because: str, by: str | None) -> None:
    """Put a decision on the log, and say which id it has."""
    from streams.runtime.sender import send, sender

    desk = found.desk()
    body = {"schema": codec.DECISION_TYPE, **told, "because": because, "by": by or _user(), "desk": desk}
    if found.seen:
        body["last_seen"] = min(found.seen)
    update = codec.make_update(
        orjson.dumps(body), source="streams decide", seen=found.deciding.seen or datetime.now(UTC), desk=desk,
        content_type="application/json", ce_type=codec.DECISION_TYPE,
    )  # fmt: skip
    read = decisions.read(update)
    if isinstance(read, Rejection):
        raise typer.BadParameter(read.message)
    with sender(found.settings) as producer:
        send(producer, found.prefix, [codec.write_raw(update)])
    write_records([codec.encode(read)], found.deciding.output)


def _user() -> str | None:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user, as in a container
        return None
