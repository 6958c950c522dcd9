"""Who a claim's sayer is: a name for "the ministry", "Mr Xi" and "she said"."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from streams.data.claims import tables
from streams.data.figures import tables as figure_tables
from streams.data.names import tables as name_tables
from streams.records import Person
from streams.stages.enrich.claims.holders import holder, office_of
from streams.stages.enrich.claims.segments import Segment
from streams.stages.enrich.names import Names, gender
from streams.stages.enrich.words import Words

Span = tuple[int, int]

_PERSONAL = frozenset({"he", "she", "i", "his", "her", "my"})
_GENDERS = {"he": "m", "his": "m", "she": "f", "her": "f"}
_PEOPLE = frozenset({"he", "she", "they"})
_THINGS = frozenset({"it", "they", "we", "its", "their", "our"})
_POSSESSIVES = frozenset({"'s", "'"})
_RELATIVE = frozenset({"who", "which", "that"})
_TITLE_LONGEST = 3  # words of "the Dane" before a name
_NAMED_LEAST, _NAMED_MOST = 2, 4  # words of a name behind what he is
_NOUN_SHORTEST = 3  # letters
_OPENING = 4  # words of "Mayor Ana Roa"
_WHO = 20  # words between "who" and "and who"
_NAME_LONGEST = 3  # words
_OFFICE_LONGEST = 6  # words of an office with its state
_NOT_HEAD = frozenset({"of", "for", "to", "at", "from", "with", "in", "by", "on", "against", "including", "and"})


@dataclass(frozen=True, slots=True)
class Sayer:
    """A sayer: canonical name, or the words used for somebody unnamed."""

    name: str
    kind: str  # person | organisation | official | unnamed


@dataclass(frozen=True, slots=True)
class _Named:
    start: int
    end: int
    sayer: Sayer
    media: bool


@dataclass(slots=True)
class Sayers:
    """Resolves sources in the order of the text, and remembers who spoke."""

    words: Words
    named: list[_Named]
    starts: list[int]  # of the named
    people: tuple[Person, ...]
    genders: dict[str, str | None] = field(default_factory=dict)  # of the people, once a pronoun asks
    last: dict[str, Sayer] = field(default_factory=dict)  # person | organisation -> who spoke last

    @classmethod
    def of(cls, words: Words, names: Names) -> Sayers:
        named = [_Named(*span, Sayer(person.name, "person"), False) for person in names.people for span in person.spans]
        named += [
            _Named(*span, Sayer(organisation.name, "organisation"), organisation.kind == "media")
            for organisation in names.organisations
            for span in organisation.spans
        ]
        named.sort(key=lambda name: (name.start, -name.end))
        return cls(words, named, [name.start for name in named], names.people)

    def resolve(self, source: Span) -> Sayer:
        """The sayer that some words name; the pronouns need those resolved before.

        A pronoun means the last sayer who fits, else the last name before it that fits, else itself.
        """
        tokens = self.words.between(*source)
        lows = self.words.lows[tokens.start : tokens.stop]
        while lows and (not lows[-1][0].isalnum() or lows[-1] == "'s"):
            lows.pop()
        owned = len(tokens) > 1 and len(lows) < len(tokens) and self.words.lows[tokens[-1]] in _POSSESSIVES
        if owned:  # "Roa's claim": Roa
            source, tokens = (source[0], self.words.ends[tokens[-2]]), tokens[:-1]
        if len(lows) == 1 and lows[0] in _PERSONAL | _THINGS | _RELATIVE:
            sayer = self._pronoun(lows[0], source)
        else:
            sayer = self._noun_phrase(source, tokens, lows)
        self._remember(sayer, lows)
        return sayer

    def within(self, start: int, end: int) -> list[_Named]:
        """Names that start inside a span."""
        return self.named[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def opening(self, segment: Segment) -> Span | None:
        """The person whose name opens a sentence, with an office before it or none."""
        for name in self.within(segment.starts[0], segment.ends[min(len(segment), _OPENING) - 1]):
            before = self.words.between(segment.starts[0], name.start)
            if name.sayer.kind == "person" and all(self.words.is_capital(at) for at in before):
                return name.start, name.end
        return None

    def is_media(self, source: Span) -> bool:
        """Whether these words are an outlet or agency: "state broadcaster CCTV", "local media"."""
        if any(name.media and name.end >= source[1] - 1 for name in self.within(*source)):
            return True
        tokens = self.words.between(*source)
        lows = tuple(low for low in self.words.lows[tokens.start : tokens.stop] if low not in {",", "the", "a", "an"})
        return any(lows[-len(head) :] == head for head in tables().relay_heads)

    def is_relay(self, source: Span) -> bool:
        """Whether these words only carry what another said: an outlet, or a channel such as "an interview"."""
        if self.is_media(source):
            return True
        tokens = self.words.between(*source)
        lows = [low for low in self.words.lows[tokens.start : tokens.stop] if low not in {"the", "a", "an"}]
        return bool(lows) and any(tuple(lows[: len(phrase)]) == phrase for phrase in tables().channels.get(lows[0], ()))

    def opens_line(self, source: Span) -> bool:
        """Whether a name of a person or a body stands at the start of a line, as in "Roa: Bridge will be rebuilt"."""
        if source[0] and self.words.text[source[0] - 1] != "\n":
            return False
        return any(name.start == source[0] and name.end == source[1] for name in self.within(*source))

    def can_speak(self, source: Span) -> bool:
        """Whether these words name a person or a body, an office, a kind of people, or are "he" and "she"."""
        if any(name.sayer.kind == "person" or not name.media for name in self.within(*source)):
            return True
        tokens = self.words.between(*source)
        lows = self.words.lows[tokens.start : tokens.stop]
        return not (tables().official | tables().unnamed | figure_tables().people | _PEOPLE).isdisjoint(lows)

    def is_shouted(self, source: Span) -> bool:
        """Whether these words are a name in capitals: a transcript's speaker, not "UPDATE" or "LIVE"."""
        text = self.words.text[source[0] : source[1]]
        return text.isupper() and len(text) > 2 and text.lower() not in tables().words["banners"]

    def _remember(self, sayer: Sayer, lows: list[str]) -> None:
        if sayer.kind == "person" or (sayer.kind in {"unnamed", "official"} and lows and lows[0] in {"a", "an", "one"}):
            self.last["person"] = sayer
        else:
            self.last["thing"] = sayer
        self.last["any"] = sayer

    def _pronoun(self, pronoun: str, source: Span) -> Sayer:
        if pronoun in _RELATIVE:
            return self._antecedent(source) or Sayer(pronoun, "unnamed")
        wanted = "person" if pronoun in _PERSONAL else "thing"
        if pronoun in {"i", "my"}:
            return self.last.get("any") or Sayer("I", "unnamed")
        spoke, told = self.last.get(wanted), _GENDERS.get(pronoun)
        if spoke is None or (told and self._gender(spoke) not in {None, told}):
            spoke = self._nearest(source[0], wanted, told)
        return spoke or Sayer(self.words.text[source[0] : source[1]], "unnamed")

    def _gender(self, sayer: Sayer) -> str | None:
        if not self.genders:
            self.genders.update((person.name, gender(person)) for person in self.people)
        return self.genders.get(sayer.name)

    def _nearest(self, position: int, wanted: str, told: str | None = None) -> Sayer | None:
        at = bisect_left(self.starts, position) - 1
        for index in range(at, max(at - 12, -1), -1):
            sayer = self.named[index].sayer
            fits = not told or self._gender(sayer) in {None, told}
            if fits and (sayer.kind == "person") == (wanted == "person"):
                return sayer
        return None

    def _antecedent(self, source: Span) -> Sayer | None:
        """Who "who" is: the noun phrase right before it."""
        token = self.words.at(source[0]) - 1
        while token > 0 and self.words.forms[token] in {",", "(", ")"}:
            token -= 1
        if token > 0 and self.words.lows[token] in {"and", "but"}:  # "who saw it, and who": the same
            first = next(
                (at for at in range(token - 1, max(0, token - _WHO), -1) if self.words.lows[at] in _RELATIVE), 0
            )
            return self._antecedent((self.words.starts[first], self.words.ends[first])) if first else None
        if token < 0:
            return None
        end = self.words.ends[token]
        for name in reversed(self.within(max(0, end - 120), end)):
            if name.end == end:
                return name.sayer
        start = token
        while (
            start > 0
            and token - start < 5
            and self.words.lows[start - 1].isalpha()
            and self.words.lows[start] not in tables().words["determiners"]
        ):
            start -= 1
        text = self.words.text[self.words.starts[start] : end]
        return Sayer(text, _kind(self.words.lows[start : token + 1]))

    def _noun_phrase(self, source: Span, tokens: range, lows: list[str]) -> Sayer:
        heads = [name for name in self.within(*source) if self._is_head(name, source, tokens)]
        person = next((name for name in heads if name.sayer.kind == "person"), None)
        if person is not None:
            return person.sayer
        if heads:
            return heads[0].sayer
        text = self.words.text[source[0] : source[1]].rstrip(" ,;")
        comma = text.find(",")
        if comma > 0:
            text = text[:comma]
        state = name_tables().states_by_first.get(lows[0] if lows else "")
        if state and any(tuple(lows) == row[0] for row in state):
            return Sayer(text, "official")
        capital = bool(lows) and all(self.words.is_capital(index) for index in tokens if self.words.is_word(index))
        named = capital and lows[0] != "the" and len(lows) <= _NAME_LONGEST
        if named and tables().unnamed.isdisjoint(lows):
            return Sayer(text, "person")
        known = self._holder(text, lows) or self._known_by(lows) or self._described(tokens, lows)
        return known or Sayer(text, _kind(lows))

    def _described(self, tokens: range, lows: list[str]) -> Sayer | None:
        """Who is named behind what he is: "district collector Ana Roa", though no list has that office."""
        tokens = tokens[: len(lows)]
        first = len(tokens)
        while first > 0 and self.words.is_word(tokens[first - 1]) and self.words.is_capital(tokens[first - 1]):
            first -= 1
        if not _NAMED_LEAST <= len(tokens) - first <= _NAMED_MOST or first == 0:
            return None
        before = lows[first - 1]
        words = tables().words
        if not before.isalpha() or before in words["prepositions"] | words["determiners"] | words["conjunctions"]:
            return None
        if any(low in {"'s", "'", ","} or low in words["subordinators"] for low in lows[:first]):
            return None
        name = self.words.text[self.words.starts[tokens[first]] : self.words.ends[tokens[-1]]]
        people = tables().official | tables().unnamed | figure_tables().people | name_tables().role_modifiers
        is_person = before in people or before.endswith(("er", "or", "ist", "man", "woman"))
        return Sayer(name, "person" if is_person else "organisation")

    def _known_by(self, lows: list[str]) -> Sayer | None:
        """The one person of the text whose role a sayer's words are: "the union leader"."""
        role = " ".join(lows[1:]) if lows[:1] == ["the"] else ""
        found = {person.name for person in self.people if role and (person.role or "").casefold() == role}
        return Sayer(found.pop(), "person") if len(found) == 1 else None

    def _holder(self, text: str, lows: list[str]) -> Sayer | None:
        """The one person of the text who holds the office that a sayer's words name: "the Chilean president"."""
        if len(lows) > _OFFICE_LONGEST or tables().official.isdisjoint(lows):
            return None
        office = office_of(text)
        person = holder(office, self.words.text, self.people) if office is not None else None
        return Sayer(person.name, "person") if person is not None else None

    def _is_head(self, name: _Named, source: Span, tokens: range) -> bool:
        """Whether a name inside a source is the sayer, and not whose aide or lawyer it is."""
        if name.end > source[1] + 1:
            return False
        after = self.words.at(name.end)
        if (
            after < len(self.words)
            and self.words.starts[after] < source[1]
            and self.words.lows[after] in {"'s", "'", "’"}
        ):
            return False
        before = self.words.at(name.start) - 1
        at = before
        while at >= tokens.start:
            low = self.words.lows[at]
            if low == ",":
                return name.sayer.kind == "person" and self._names(at, before) and self._describes(tokens.start, at)
            if low in _NOT_HEAD and low != "and":
                return False
            at -= 1
        if name.sayer.kind == "organisation" and after < len(self.words) and self.words.starts[after] < source[1]:
            following = self.words.lows[after]
            return following in {",", "and", "(", "'s"} or following[0].isupper()
        return True

    def _names(self, comma: int, before: int) -> bool:
        """Whether words from a comma to a name give the name alone: "the Dane Ana Roa", "who gave her name as"."""
        between = self.words.lows[comma + 1 : before + 1]
        if between and between[0] in _RELATIVE:
            return between[-1] in {"as", "named", "called"}
        return len(between) <= _TITLE_LONGEST

    def _describes(self, start: int, comma: int) -> bool:
        """Whether the words before a comma say who the person behind it is: "her aide, Ana Roa"; no name does."""
        return any(
            not self.words.is_capital(at) and len(self.words.lows[at]) >= _NOUN_SHORTEST for at in range(start, comma)
        )


def _kind(lows: list[str]) -> str:
    return "official" if any(low in tables().official for low in lows) else "unnamed"
