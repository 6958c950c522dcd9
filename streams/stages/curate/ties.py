"""What ties posts, homes and decisions to each other, beside the text: looked up both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from streams.stages.curate.rows import DecisionRow, LinkRow, PostRow, decision_key, event_key, post_key


class Ties:
    """Row keys by what they are about. A function of the present rows alone; every answer is sorted."""

    def __init__(self) -> None:
        self._about: dict[tuple[str, str], dict[str, None]] = {}
        self._numbers: dict[str, dict[str, int]] = {}  # of each desk's decisions, by key

    def put(self, key: str, row: PostRow | LinkRow | DecisionRow) -> None:
        for what in abouts(row):
            self._about.setdefault((row.desk, what), {})[key] = None
        if isinstance(row, DecisionRow):
            self._numbers.setdefault(row.desk, {})[key] = row.number

    def remove(self, key: str, row: PostRow | LinkRow | DecisionRow) -> None:
        for what in abouts(row):
            keys = self._about.get((row.desk, what), {})
            keys.pop(key, None)
            if not keys:
                self._about.pop((row.desk, what), None)
        if isinstance(row, DecisionRow):
            del self._numbers[row.desk][key]
            if not self._numbers[row.desk]:
                del self._numbers[row.desk]

    def next_number(self, desk: str) -> int:
        """The number of a decision that comes now: higher than that of any that stands."""
        return 1 + max(self._numbers.get(desk, {}).values(), default=0)

    def about(self, desk: str, what: str) -> list[str]:
        """Keys of the rows about a home (``home``), a post (``named``) or a decision (``undo``), each as below."""
        return sorted(self._about.get((desk, what), ()))


def home(event_id: str) -> str:
    """Links of a home, decisions that cut it, and posts whose home it is though they are in another event."""
    return f"home/{event_id}"


def named(key: str) -> str:
    """Decisions that name a post, by its row's key."""
    return f"named/{key}"


def undo(decision_id: str) -> str:
    """Decisions that undo a decision."""
    return f"undo/{decision_id}"


def abouts(row: PostRow | LinkRow | DecisionRow) -> Iterable[str]:
    """What a row can be looked up by."""
    if isinstance(row, PostRow):
        away = (p.home for p in row.passages if p.own is not None)
        return dict.fromkeys(home(event_id) for event_id in away if event_id is not None)
    if isinstance(row, LinkRow):
        return home(row.one), home(row.other)
    return dict.fromkeys(_of_decision(row))


def _of_decision(row: DecisionRow) -> Iterator[str]:
    for post_id in (*row.decision.posts, *(row.others or ())):
        yield named(post_key(row.desk, post_id))
    for pair in row.cuts:
        yield from (home(event_id) for event_id in pair)
    if row.decision.undoes is not None:
        yield undo(row.decision.undoes)


def neighbours(row: PostRow | LinkRow | DecisionRow) -> Iterator[str]:
    """What a row is about, as the keys of rows or, of homes, of their events' rows. For who must be kept together."""
    if isinstance(row, PostRow):
        for event_id in dict.fromkeys((*row.events, *row.homes)):
            yield event_key(row.desk, event_id)
    elif isinstance(row, LinkRow):
        yield event_key(row.desk, row.one)
        yield event_key(row.desk, row.other)
    else:
        for post_id in (*row.decision.posts, *(row.others or ())):
            yield post_key(row.desk, post_id)
        for pair in row.cuts:
            yield from (event_key(row.desk, event_id) for event_id in pair)
        if row.decision.undoes is not None:
            yield decision_key(row.desk, row.decision.undoes)
