"""People: told by an honorific, an office, a given name, an age, or by being named in full elsewhere in the post."""

from __future__ import annotations

from dataclasses import dataclass, field

from streams.data.names import tables
from streams.records import Person
from streams.stages.enrich.names import offices, runs, spelling
from streams.stages.enrich.words import Words

_OFFICES_OF_ONE = frozenset(  # "the Ukraine president" can only be one person
    "president|prime minister|premier|chancellor|foreign minister|defence minister|defense minister|interior minister|"
    "finance minister|health minister|energy minister|minister|governor|mayor|secretary general|secretary-general|"
    "secretary of state|foreign secretary|home secretary|leader|chief|head|director|chief executive|king|queen|pope|"
    "supreme leader|commander|senator|ambassador|spokesman|spokeswoman|coach|captain|police chief|general|envoy".split(
        "|"
    )
)


@dataclass(slots=True)
class Group:
    """One person while a post is read."""

    name: str
    aliases: dict[str, None] = field(default_factory=dict)  # in the order met
    spans: list[tuple[int, int]] = field(default_factory=list)
    office: offices.Office | None = None

    def record(self) -> Person:
        office = self.office
        return Person(
            name=canonical(self.name),
            aliases=tuple(self.aliases),
            role=office.text if office else None,
            affiliation=office.affiliation if office else None,
            spans=tuple(sorted(self.spans)),
        )


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens ``[start, end)`` of a name without office and honorific; ``lead`` is where those begin."""

    lead: int
    start: int
    end: int
    name: str
    honorific: bool
    office: offices.Office | None
    sure: bool


def canonical(name: str) -> str:
    """The right spelling where the tables know the person, else the name as the post spells it in full.

    >>> canonical("Volodymyr Zelemnsky"), canonical("Olekskiy Kuleba")
    ('Volodymyr Zelenskyy', 'Olekskiy Kuleba')
    """
    if len(spelling.parts(name)) < 2:
        return name
    for right in sorted(tables().known_people):
        if spelling.same_person(name, right):
            return right
    return name


class Roll:
    """The people of one post; text and heading are read into the same roll."""

    def __init__(self) -> None:
        self.groups: list[Group] = []

    def read(self, words: Words, found: list[runs.Run], taken: bytearray, in_text: bool) -> None:
        """Find people among the tokens not taken yet, and take them."""
        mentions = [mention for run in found if (mention := self._mention(words, run, taken)) is not None]
        for mention in mentions:  # those named in full first, so that surnames find them
            if mention.sure and len(spelling.parts(mention.name)) > 1:
                self._add(words, mention, in_text, taken)
        for mention in mentions:
            if not (mention.sure and len(spelling.parts(mention.name)) > 1):
                self._join(words, mention, mentions, in_text, taken)
        self._by_office(words, taken, in_text)

    def _mention(self, words: Words, run: runs.Run, taken: bytearray) -> Mention | None:
        """The name inside a run, after the office, state or honorific that it may open with."""
        start, end = run.start, run.end
        office, honorific = None, False
        for at in range(end - 1, start, -1):
            token = at - 1 if words.lows[at - 1] != "." else at - 2
            if token < start:
                break
            if words.lows[token] in tables().honorifics:
                start, honorific = at, True
                break
            role = offices.role_until(words, at)
            if role is not None and role[0] >= run.start:
                start = at
                break
        office = offices.before(words, start - honorific * (start - run.start))
        if start == run.start and not honorific:
            state = runs.state_from(words, start)
            if state is not None and state[0] < end:  # "Russian Vladimir ..." keeps its name
                start = state[0]
        if start >= end or any(taken[start:end]):
            return None
        name = runs.text(words, start, end)
        count = len(spelling.parts(name))
        lead = min(office.start if office else start, run.start)
        if not honorific and words.forms[end - 1] in tables().heads and count > 1 and office is None:
            return None
        if runs.state_from(words, start) is not None and not honorific and count == 1:
            return None
        sure = honorific or self._evidence(words, start, end, office, count)
        return Mention(lead, start, end, name, honorific, office, sure)

    @staticmethod
    def _evidence(words: Words, start: int, end: int, office: offices.Office | None, count: int) -> bool:
        if words.lows[end - 1] in tables().region_words or (
            end < len(words) and words.lows[end] in tables().region_words
        ):
            return False
        if office is not None and words.lows[start - 1] not in {"of", "in"}:
            return True
        if count >= 2 and words.lows[start] in tables().given and words.lows[end - 1] not in tables().given:
            return True
        if count >= 2 and words.lows[start] in tables().given and words.lows[start] == words.lows[start].strip("."):
            return True
        following = words.forms[end : end + 3]
        aged = len(following) == 3 and following[0] == "," and following[1].isdigit() and following[2] in {",", "."}
        initial = count >= 2 and any(form.endswith(".") and len(form) == 2 for form in words.forms[start : end - 1])
        return (aged and int(following[1]) < 120) or initial or (count >= 2 and offices.after(words, end) is not None)

    def _add(self, words: Words, mention: Mention, in_text: bool, taken: bytearray) -> None:
        group = next((group for group in self.groups if spelling.same_person(group.name, mention.name)), None)
        if group is None:
            group = Group(mention.name)
            self.groups.append(group)
        self._mark(words, group, mention, in_text, taken)

    def _join(self, words: Words, mention: Mention, others: list[Mention], in_text: bool, taken: bytearray) -> None:
        """A surname, or an unsure name: one of those known here, or somebody only named so."""
        if len(spelling.parts(mention.name)) == 1 and not mention.honorific and mention.office is None:
            if mention.name.isupper() and len(mention.name) > 1:
                return
            if any(form.islower() and form == mention.name.lower() for form in ()):
                return
        fitting = [group for group in self.groups if spelling.same_person(group.name, mention.name)]
        if fitting:
            before = [
                g
                for g in fitting
                if g.spans and in_text and min(g.spans) < runs.span(words, mention.start, mention.end)
            ]
            self._mark(words, (before or fitting)[-1], mention, in_text, taken)
        elif mention.sure and (mention.honorific or mention.office is not None or self._told_again(mention, others)):
            group = Group(mention.name)
            self.groups.append(group)
            self._mark(words, group, mention, in_text, taken)
        elif self._told_again(mention, others):
            self._add(words, mention, in_text, taken)

    @staticmethod
    def _told_again(mention: Mention, others: list[Mention]) -> bool:
        """Two or three capitals that are told again by the last alone are a person's name."""
        words = spelling.parts(mention.name)
        if not 2 <= len(words) <= 3:
            return False
        return any(other.start > mention.start and spelling.parts(other.name) == words[-1:] for other in others)

    def _mark(self, words: Words, group: Group, mention: Mention, in_text: bool, taken: bytearray) -> None:
        if len(spelling.parts(mention.name)) > len(spelling.parts(group.name)):
            group.name = mention.name
        written = runs.text(words, mention.start, mention.end)
        group.aliases[written] = None
        if mention.honorific:
            at = mention.start - (2 if words.lows[mention.start - 1] == "." else 1)
            group.aliases[runs.text(words, max(at, 0), mention.end)] = None
        if in_text:
            group.spans.append(runs.span(words, mention.start, mention.end))
        office = mention.office or offices.after(words, mention.end)
        if office is not None and office.head not in offices.WEAK and _better(office, group.office):
            group.office = office
        taken[mention.start : mention.end] = b"\x02" * (mention.end - mention.start)

    def _by_office(self, words: Words, taken: bytearray, in_text: bool) -> None:
        """ "The Ukraine president": the one person of that office, or the person just named without one."""
        for index in range(len(words)):
            if words.lows[index] not in tables().roles_by_last or taken[index]:
                continue
            end = index + 1
            if end < len(words) and (words.is_capital(end) or taken[end] or offices.role_until(words, end + 1)):
                continue
            office = offices.before(words, end)
            if office is None or office.head not in _OFFICES_OF_ONE:
                continue
            definite = office.start > 0 and words.lows[office.start - 1] == "the"
            if not definite and office.country is None:
                continue
            group = self._holder(words, office, definite, in_text)
            if group is not None:
                group.aliases[office.text] = None
                if in_text:
                    group.spans.append(runs.span(words, office.start, office.end))

    def _holder(self, words: Words, office: offices.Office, definite: bool, in_text: bool) -> Group | None:
        holders = [
            group
            for group in self.groups
            if group.office is not None
            and group.office.head == office.head
            and (office.country is None or group.office.country == office.country)
        ]
        if holders:
            return holders[0] if len(holders) == 1 else None
        opens = (
            office.start <= 1
            or words.forms[office.start - 2] in {".", "”", '"', "?", "!"}
            or words.forms[office.start - 1] == "The"
        )
        if not (definite and opens and in_text):
            return None
        here = words.starts[office.start]
        near = [
            (max(s for s in group.spans if s[0] < here), group)
            for group in self.groups
            if any(s[0] < here for s in group.spans)
        ]
        if not near:
            return None
        last, group = max(near, key=lambda item: item[0])
        if group.office is not None or here - last[1] > 250:
            return None
        group.office = office
        return group


def _better(new: offices.Office, old: offices.Office | None) -> bool:
    """An office with its state or body says more than one without."""
    return old is None or (old.affiliation is None and new.affiliation is not None)
