"""People: told by an honorific, an office, a given name, an age, or by being named in full elsewhere in the post."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from functools import lru_cache

from streams.data.names import tables
from streams.data.names_letters import is_cyrillic, romanised
from streams.records import Person
from streams.stages.enrich.names import offices, runs, spelling
from streams.stages.enrich.words import Words

_NICKNAME = re.compile(r"\s+(?:[\"“”‘’'`]{1,2}|\()[^\"“”()]{1,40}[\"“”‘’')]{1,2}\s+")
PLACE = 4  # what a token of a place is marked by
_SLIPS_AMONG = 20  # people compared letter by letter: a post names few, hostile input may name many
_OF_ONE_SURNAME = 50
_LEAST_ABD = 5
_LEAST_SHOUTED = 6
_NEAR = 250  # code points: two or three sentences


@dataclass(slots=True)
class Group:
    """One person while a post is read."""

    name: str
    aliases: dict[str, None] = field(default_factory=dict)  # in the order met
    spans: list[tuple[int, int]] = field(default_factory=list)
    office: offices.Office | None = None
    first: int = 1 << 62  # where first named; beyond any text while only the heading names them

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
    opens: bool = False  # it opens a sentence
    placed: bool = False  # read as a place: a person only if the post names somebody so in full


@lru_cache(maxsize=4096)
def canonical(name: str) -> str:
    """The right spelling where the tables know the person, or a slip in a known given name; else as the post has it.

    >>> canonical("Alexander Lukashenka"), canonical("Svitllana Roa"), canonical("Marten Roa")
    ('Alexander Lukashenko', 'Svitlana Roa', 'Marten Roa')
    """
    if len(spelling.parts(name)) < 2:
        return name
    return spelling.known_person(name) or spelling.mended_given(name)


class Roll:
    """The people of one post; text and heading are read into the same roll."""

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self._by_word: dict[str, list[Group]] = {}
        self._by_letter: dict[str, list[Group]] = {}  # a slip of the pen keeps the first letter
        self._bodies: offices.Bodies = {}

    def read(
        self, words: Words, found: list[runs.Run], taken: bytearray, in_text: bool, bodies: offices.Bodies | None = None
    ) -> None:
        """Find people among the tokens not taken yet, and take them; ``bodies`` tell whose offices are."""
        self._bodies = bodies or {}
        mentions = [mention for run in found if (mention := self._mention(words, run, taken)) is not None]
        mentions = _in_company(words, mentions)
        alone = {parts[0]: m.start for m in mentions if len(parts := spelling.parts(m.name)) == 1}
        in_full = [m.sure and len(spelling.parts(m.name)) > 1 for m in mentions]
        for mention, full in zip(mentions, in_full, strict=True):  # those named in full first: surnames find them
            if full:
                self._mark(words, self._known(mention.name) or self._new(mention.name), mention, in_text, taken)
        for mention, full in zip(mentions, in_full, strict=True):
            if not full:
                self._join(words, mention, alone, in_text, taken)
        self._by_office(words, taken, in_text)

    def _fitting(self, name: str) -> list[Group]:
        """Those this name can mean: by one of their words, else among the latest by a slip of the pen."""
        words = spelling.parts(name)
        exact = self._by_word.get(spelling.fold(words[-1]), [])[-_OF_ONE_SURNAME:] if words else []
        fitting = [group for group in exact if spelling.same_person(group.name, name)]
        if fitting or not words:
            return fitting
        alike = self._by_letter.get(spelling.fold(words[-1])[:1], [])[-_SLIPS_AMONG:]
        return [group for group in alike if spelling.same_person(group.name, name)]

    def _known(self, name: str) -> Group | None:
        return next(iter(self._fitting(name)), None)

    def _new(self, name: str) -> Group:
        group = Group(name)
        self.groups.append(group)
        for word in spelling.parts(name):
            folded = spelling.fold(word)
            self._by_word.setdefault(folded, []).append(group)
            self._by_letter.setdefault(folded[:1], []).append(group)
        return group

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
                office = offices.of_honorific(words, token)
                break
            role = offices.role_until(words, at)
            if role is not None:
                start = at
                break
        named_from = run.start if honorific else start
        if office is None and named_from:
            comma = words.lows[named_from - 1] == ","
            told = offices.apposed(words, named_from - 1, 0, self._bodies) if comma else None
            office = told if comma else offices.before(words, named_from, bodies=self._bodies)
        if start == run.start and not honorific:
            state = runs.state_from(words, start)
            called = (
                end - start == 2
                and words.lows[start] in tables().given
                and (
                    words.lows[end - 1] in tables().family
                    or _is_aged(words, end)
                    or offices.after(words, end) is not None
                )
            )
            if state is not None and state[0] < end and not called:  # "Russian Vladimir ..." keeps its name
                start = state[0]
        while end - start > 2 and _is_no_surname(words, end - 1):  # "Ana Roa Says" in a heading
            end -= 1
        start = _past_description(words, start, end)
        placed = end - start == 1 and taken[start] == PLACE
        if start >= end or (any(taken[start:end]) and not placed):
            return None
        if not words.is_word(start) or "&" in words.forms[start:end]:
            return None
        if words.lows[run.start] in tables().things or (run.start and words.lows[run.start - 1] in tables().things):
            return None  # "the ferry Princess Anastasia", "Storm Nora"
        name = _NICKNAME.sub(" ", runs.text(words, start, end)).replace(")", "")
        if end - start == 1 and (
            offices.role_from(words, start)
            or offices.role_until(words, end)
            or words.lows[start] in tables().honorifics
            or words.lows[start] in tables().says
        ):
            return None  # "Mr Chairman" names nobody, nor "Governor Says"
        if end - start == 1 and not honorific and len(name) < _LEAST_SHOUTED and name.isupper():
            return None  # "its owner IAG", "Gen Z"
        if (state := runs.state_from(words, start)) is not None and state[0] == end and end - start > 1:
            return None  # "Hong Kong"
        count = len(spelling.parts(name))
        lead = min(office.start if office else start, run.start)
        if not honorific and words.forms[end - 1] in tables().heads and count > 1 and office is None:
            return None
        if runs.state_from(words, start) is not None and not honorific and count == 1:
            placed = True  # "Lima said" may be Ana Lima
        sure = honorific or _evidence(words, run, start, end, office, count, self._bodies)
        opens = run.opens_sentence and start == run.start
        return Mention(lead, start, end, name, honorific, office, sure and not placed, opens, placed)

    def _join(self, words: Words, mention: Mention, alone: dict[str, int], in_text: bool, taken: bytearray) -> None:
        """A surname, or an unsure name: one of those known here, or somebody only named so."""
        told = spelling.parts(mention.name)
        bare = len(told) == 1 and not mention.honorific and mention.office is None
        if bare and mention.name.isupper() and len(mention.name) > 1:
            return
        fitting = self._fitting(mention.name)
        if mention.placed:
            fitting = [group for group in fitting if spelling.parts(group.name)[-1] == mention.name != group.name]
            if not fitting:
                return
        if fitting:
            here = words.starts[mention.start]
            before = [group for group in fitting if in_text and group.first < here]
            self._mark(words, (before or fitting)[-1], mention, in_text, taken)
            return
        # Two or three capitals that are told again by the last alone are a person's name.
        again = (
            told[-1] not in tables().not_surnames
            and 2 <= len(told) <= 3
            and alone.get(told[-1], -1) > mention.start
            and not {told[0].lower(), told[-1].lower()} & tables().common
            and (not mention.opens or told[0].lower() in tables().given)
        )
        if again or (mention.sure and (mention.honorific or mention.office is not None)):
            self._mark(words, self._new(mention.name), mention, in_text, taken)

    def _mark(self, words: Words, group: Group, mention: Mention, in_text: bool, taken: bytearray) -> None:
        if len(spelling.parts(mention.name)) > len(spelling.parts(group.name)):
            group.name = mention.name
        group.aliases[mention.name] = None
        if mention.honorific:
            at = mention.start - (2 if words.lows[mention.start - 1] == "." else 1)
            group.aliases[runs.text(words, max(at, 0), mention.end)] = None
        if in_text:
            group.spans.append(runs.span(words, mention.start, mention.end))
            group.first = min(group.first, words.starts[mention.start])
        office = mention.office or offices.after(words, mention.end, self._bodies)
        if office is not None and office.affiliation is None:
            office = offices.of_body(words, office, mention.end, self._bodies)
        if office is not None and office.head not in offices.WEAK and _better(office, group.office):
            group.office = office
        taken[mention.start : mention.end] = b"\x02" * (mention.end - mention.start)

    def _by_office(self, words: Words, taken: bytearray, in_text: bool) -> None:
        """ "The Ukraine president": the one person of that office, or the person just named without one."""
        holders: dict[str, list[Group]] = {}
        for known in self.groups:
            if known.office is not None:
                for head in {known.office.head: None, known.office.head.split()[-1]: None}:
                    holders.setdefault(head, []).append(known)
        spans = sorted((span, number) for number, each in enumerate(self.groups) for span in each.spans)
        roles = tables().roles_by_last
        for index in [at for at, low in enumerate(words.lows) if low in roles]:
            if taken[index]:
                continue
            end = index + 1
            if end < len(words) and (words.is_capital(end) or taken[end] or offices.role_until(words, end + 1)):
                continue
            office = offices.before(words, end)
            if office is None or office.head not in tables().offices_of_one:
                continue
            definite = office.start > 0 and words.lows[office.start - 1] == "the"
            if not definite and office.country is None:
                continue
            same = holders.get(office.head, [])[:_SLIPS_AMONG]
            fitting = [g for g in same if g.office and office.country in {None, g.office.country}]
            group: Group | None = fitting[0] if len(fitting) == 1 else None
            if not fitting and definite and in_text and _opens_sentence(words, office.start - 1):
                group = self._just_named(words, office, spans)
            if group is not None:
                group.aliases[office.text] = None
                if in_text:
                    group.spans.append(runs.span(words, office.start, office.end))

    def _just_named(
        self, words: Words, office: offices.Office, spans: list[tuple[tuple[int, int], int]]
    ) -> Group | None:
        """The person named last before, if no office of theirs is told: "Roa spoke. The mayor said ..."."""
        here = words.starts[office.start]
        at = bisect_left(spans, ((here, here), 0)) - 1
        if at < 0 or here - spans[at][0][1] > _NEAR:
            return None
        group = self.groups[spans[at][1]]
        if group.office is not None:
            return None
        group.office = office
        return group


def _is_no_surname(words: Words, index: int) -> bool:
    low = words.lows[index]
    return words.forms[index] in tables().not_surnames or (low in tables().common and low not in tables().family)


def _evidence(
    words: Words, run: runs.Run, start: int, end: int, office: offices.Office | None, count: int, bodies: offices.Bodies
) -> bool:
    """Whether a run is a person's name by itself: an office, its words, or what follows it."""
    if words.lows[end - 1] in tables().region_words or (end < len(words) and words.lows[end] in tables().region_words):
        return False
    if office is not None and words.lows[start - 1] not in {"of", "in"}:
        plain = words.lows[start] in tables().given or words.lows[end - 1] in tables().family
        return plain or count < 2 or not runs.in_title_case(words, start)
    if count < 2:
        return _is_aged(words, end)
    if words.forms[end - 1] in tables().not_surnames:
        return False
    opens = start == run.start and (run.opens_sentence or (start > 0 and not words.is_word(start - 1)))
    titled = runs.in_title_case(words, start) or all(form.isupper() for form in words.forms[start:end])
    if _by_its_words(words, start, end, opens, titled):
        return True
    return _is_aged(words, end) or offices.after(words, end, bodies) is not None


def _by_its_words(words: Words, start: int, end: int, opens: bool, titled: bool) -> bool:
    """Whether the words are those of a person's name; a word that opens a sentence, or in a title, has any capital.

    A given name that is hardly anything else is enough; another needs a family name after it in a title; one that is a
    word of its own always does, and so does a first word that nobody lists.
    """
    first, last = words.lows[start], words.lows[end - 1]
    table = tables()
    if any(runs.is_initials(form) for form in words.forms[start : end - 1]):
        return True
    family = last in table.family or last.endswith(table.family_endings) or not words.capitals[end - 1]
    if first in table.given_words:
        closed = (end - start == 2 and not (opens or titled)) or words.lows[end : end + 1] == [","]
        return family and last not in table.given_words and last not in table.common and closed
    if first in table.given_sure or (is_cyrillic(first) and romanised(first) in table.given):
        return True
    if first in table.given or (first.startswith("abd") and len(first) > _LEAST_ABD):
        return family or not titled
    double = "-" in first and first.split("-")[0] in table.given
    if double or opens or titled or not family:
        return double
    plain = first.endswith(("ing", "ed")) or first in table.common or first in table.role_modifiers
    return not plain and last not in table.given_words and last not in table.common


def _is_aged(words: Words, end: int) -> bool:
    """Whether an age follows: "Zlata Begovac, 71,"."""
    following = words.forms[end : end + 3]
    aged = len(following) == 3 and following[0] == "," and following[1].isdigit() and following[2] in {",", "."}
    return aged and len(following[1]) < 4 and int(following[1]) < 120


def _in_company(words: Words, mentions: list[Mention]) -> list[Mention]:
    """Names of two words in one list with a person's are people's too: "Omar Haddad, Kobe Ansah and Li Na"."""
    told: list[Mention] = []
    for number, mention in enumerate(mentions):
        beside = [mentions[number - 1]] if number else []
        beside += mentions[number + 1 : number + 2]
        if not mention.sure and len(spelling.parts(mention.name)) > 1 and _is_plain(words, mention):
            for other in beside:
                first, second = (other, mention) if other.start < mention.start else (mention, other)
                between = words.lows[first.end : second.lead]
                if other.sure and between and set(between) <= {",", "and"} and len(spelling.parts(other.name)) > 1:
                    mention = replace(mention, sure=True)
                    break
        told.append(mention)
    return told


def _is_plain(words: Words, mention: Mention) -> bool:
    return words.forms[mention.end - 1] not in tables().not_surnames and mention.end - mention.start < 5


def _past_description(words: Words, start: int, end: int) -> int:
    """Past a capitalised word that describes whom it stands before: "Republican Ana Roa", "Celebrities Ana Roa"."""
    opens = start == 0 or not words.is_word(start - 1) or runs.in_title_case(words, start)
    describes = opens or words.forms[start] in tables().not_surnames or words.lows[start].endswith("s")
    if (
        describes
        and end - start > 2
        and words.lows[start] not in tables().given
        and words.lows[start + 1] in tables().given_sure
        and not runs.is_initials(words.forms[start])
    ):
        return start + 1
    return start


def _opens_sentence(words: Words, index: int) -> bool:
    return index == 0 or words.forms[index - 1] in {".", "”", '"', "?", "!"} or words.forms[index] == "The"


def _better(new: offices.Office, old: offices.Office | None) -> bool:
    """An office with its state or body says more than one without."""
    return old is None or (old.affiliation is None and new.affiliation is not None)
