"""Organisations: known by name, told as an institution of a state or town, or by the head of a capitalised name."""

from __future__ import annotations

from dataclasses import dataclass, field

from streams.data.names import Institution, State, tables
from streams.records import Organisation
from streams.stages.enrich.names import offices, runs
from streams.stages.enrich.words import Words

_OWNER = 5  # tokens of a town or body before "police"
_OWNERS = 20
_NATIONAL = frozenset({"ministry", "military"})
_BETWEEN = frozenset(
    {"own", "federal", "national", "regional", "local", "civilian", "state", "city", "military", "new"}
)
_COMPASS = frozenset({"North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Central"})
_OF_FORCES = {"Forces": "military", "Defence": "ministry", "Defense": "ministry"}


@dataclass(slots=True)
class Group:
    """One organisation while a post is read."""

    name: str
    kind: str
    country: str | None
    title: str | None = None
    aliases: dict[str, None] = field(default_factory=dict)  # in the order met
    spans: list[tuple[int, int]] = field(default_factory=list)
    speaks: bool = False  # a word of saying follows one of its mentions

    def record(self) -> Organisation:
        return Organisation(
            name=self.name,
            aliases=tuple(self.aliases),
            kind=self.kind,
            country=self.country,
            spans=tuple(sorted(self.spans)),
        )


@dataclass(frozen=True, slots=True)
class Bare:
    """ "The ministry", "the MoD": an institution without its owner, read once the whole post is known."""

    start: int
    end: int
    institution: Institution | None  # null for a lone "ministry"


class Roll:
    """The organisations of one post; heading and text are read into the same roll."""

    def __init__(self) -> None:
        self.groups: dict[str, Group] = {}
        self.bodies: offices.Bodies = {}  # of the text read last
        self._by_title: dict[str, list[Group]] = {}  # institutions told with their owner, few of each

    def add(self, words: Words, start: int, end: int, group: Group, in_text: bool) -> None:
        kept = self.groups.get(group.name)
        if kept is None:
            kept = self.groups[group.name] = group
            if group.title is not None:
                for title in {group.title: None, group.kind: None}:
                    listed = self._by_title.setdefault(title, [])
                    if len(listed) < _OWNERS:
                        listed.append(group)
        kept.aliases[runs.text(words, start, end)] = None
        self.bodies[end] = (start, kept.name)
        if in_text:
            kept.spans.append(runs.span(words, start, end))
        kept.speaks |= any(low in tables().says for low in words.lows[end : end + 1])

    def read(self, words: Words, found: list[runs.Run], taken: bytearray, in_text: bool) -> None:
        """Find organisations among the tokens not taken yet, and take them."""
        bare: list[Bare] = []
        self.bodies = {}
        self._known(words, taken, in_text)
        self._institutions(words, taken, bare, in_text)
        self._headed(words, found, taken, in_text)
        self._acronyms(words, taken, in_text)
        self._resolve(words, bare, taken, in_text)

    def _known(self, words: Words, taken: bytearray, in_text: bool) -> None:
        for index, form in enumerate(words.forms):
            for phrase, known in tables().organisations.get(form, ()):
                end = index + len(phrase)
                if tuple(words.forms[index:end]) == phrase and not any(taken[index:end]):
                    self._take(taken, index, end)
                    self.add(words, index, end, Group(known.name, known.kind, known.country), in_text)
                    break

    def _institutions(self, words: Words, taken: bytearray, bare: list[Bare], in_text: bool) -> None:
        index = 0
        while index < len(words):
            end = index + 1
            for phrase, institution in tables().institutions.get(words.lows[index], ()):
                if tuple(words.lows[index : index + len(phrase)]) == phrase and not taken[index]:
                    end = index + len(phrase)
                    self._institution(words, index, end, institution, taken, bare, in_text)
                    break
            else:
                if words.lows[index] == "ministry" and words.forms[index] == "ministry" and not taken[index]:
                    bare.append(Bare(index, end, None))
            index = end

    def _institution(
        self,
        words: Words,
        index: int,
        end: int,
        institution: Institution,
        taken: bytearray,
        bare: list[Bare],
        in_text: bool,
    ) -> None:
        owner = self._owner(words, index, end)
        if owner is None:
            named_next = end < len(words) and words.is_capital(end)  # "state broadcaster CCTV"
            if words.lows[end - 1] not in tables().weak_institutions and not named_next:
                bare.append(Bare(index, end, institution))
            return
        start, until, state, town = owner
        if state is None and end - index == 1 and words.lows[index] in tables().weak_institutions:
            return  # "Wayne State", "House intelligence"
        if state is not None and (
            town is None or (institution.kind in _NATIONAL and institution.title != "military administration")
        ):
            group = Group(f"{state.adjective} {institution.title}", institution.kind, state.code, institution.title)
        else:
            country = state.code if state else None
            told = " ".join(words.lows[index:end])
            title = institution.title if words.lows[end - 1] in institution.title.split() else told
            group = Group(f"{town} {title}", institution.kind, country, institution.title)
        self._take(taken, start, until)
        self.add(words, start, until, group, in_text)

    def _owner(self, words: Words, index: int, end: int) -> tuple[int, int, State | None, str | None] | None:
        """Whose institution: (start, end, state, town); the town also where it stands for its state."""
        at = index
        while at > 0 and (words.lows[at - 1] in _BETWEEN):
            at -= 1
        if at > 0 and words.lows[at - 1] == "'s":
            at -= 1
        state = runs.state_until(words, at)
        if state is not None:
            start, found, kind = state
            return start, end, found, runs.text(words, start, at) if kind == "capital" else None
        if end + 1 < len(words) and words.lows[end] in {"of", "in"}:
            where = end + 2 if words.lows[end + 1] == "the" and end + 2 < len(words) else end + 1
            following = runs.state_from(words, where)
            if following is not None and following[2] == "name":
                return index, following[0], following[1], None
        first = at
        while (
            first > max(0, at - _OWNER)
            and words.is_capital(first - 1)
            and words.lows[first - 1] not in tables().function_words
        ):
            first -= 1
        if first == at or any(words.forms[i] in tables().not_names for i in range(first, at)):
            return None
        return first, end, None, runs.text(words, first, at)

    def _headed(self, words: Words, found: list[runs.Run], taken: bytearray, in_text: bool) -> None:
        """Capitalised names that end in an organisation's word, or have it before "of" or "for"."""
        heads = tables().heads
        for run in found:
            start, end = run.start, run.end
            while start < end and taken[start]:
                start += 1
            if any(taken[start:end]) or start >= end or offices.role_from(words, start) is not None:
                continue
            while start > 0 and words.forms[start - 1] in _COMPASS:  # "Western" opens no name of its own
                start -= 1
            kind = heads.get(words.forms[end - 1])
            tail = end
            while tail + 1 < len(words) and words.lows[tail] in {"of", "for", "and"} and self._capital(words, tail + 1):
                if words.lows[tail] == "and" and kind is not None:
                    break
                kind = kind or heads.get(words.forms[tail - 1])
                tail += 2
                while tail < len(words) and self._capital(words, tail):
                    tail += 1
                kind = _OF_FORCES.get(words.forms[tail - 1]) or kind or heads.get(words.forms[tail - 1])
            if kind is None or tail - start < 2:
                continue
            state = runs.state_from(words, start)
            self._take(taken, start, tail)
            group = Group(runs.text(words, start, tail), kind, state[1].code if state else None)
            self.add(words, start, tail, group, in_text)

    def _acronyms(self, words: Words, taken: bytearray, in_text: bool) -> None:
        """An acronym in brackets after an organisation is one more name of it."""
        ends = {end: group for group in self.groups.values() for _, end in group.spans} if in_text else {}
        short: dict[str, Group] = {}
        for index in range(1, len(words) - 1):
            form = words.forms[index]
            bracketed = words.forms[index - 1] == "(" and words.forms[index + 1] == ")"
            if bracketed and 2 <= len(form) <= 8 and form.isupper() and index > 1:
                group = ends.get(words.ends[index - 2])
                if group is not None:
                    short[form] = group
        for index, form in enumerate(words.forms):
            if form in short and not taken[index]:
                self._take(taken, index, index + 1)
                self.add(words, index, index + 1, short[form], in_text)

    def _resolve(self, words: Words, bare: list[Bare], taken: bytearray, in_text: bool) -> None:
        """Give the bare ones the owner that the post speaks of."""
        for mention in bare:
            group = self._meant(words, mention)
            if group is not None:
                self._take(taken, mention.start, mention.end)
                self.add(words, mention.start, mention.end, group, in_text)

    def _meant(self, words: Words, mention: Bare) -> Group | None:
        wanted = mention.institution
        form = runs.text(words, mention.start, mention.end)
        fitting = self._by_title.get(wanted.title if wanted is not None else "ministry", [])
        if not fitting:
            return None
        # The spelling used beside an owner elsewhere ("British MoD"), else the one that speaks, else the first told.
        same = [group for group in fitting if any(alias.endswith(" " + form) for alias in group.aliases)]
        speaking = [group for group in fitting if group.speaks]
        marked = same if form.isupper() or not form.islower() else []
        return (marked or speaking or fitting)[0]

    @staticmethod
    def _capital(words: Words, index: int) -> bool:
        return words.is_capital(index) and words.lows[index] not in tables().function_words

    @staticmethod
    def _take(taken: bytearray, start: int, end: int) -> None:
        taken[start:end] = b"\x01" * (end - start)
