"""How rules over token classes are written, compiled into one pattern, and found in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from streams.data.times import Lexicon
from streams.stages.enrich.times.context import Context
from streams.stages.enrich.times.tokens import FORMS, Token

NOTHING = Token("NOTHING", -1, -1, "", "")

# Most of a text: no rule is looked for where one of these stands.
INERT = ("WORD", "NAME", "MARK", "STOP", "OPEN", "MONEY", "COMMA", "OF", "ON", "AT", "LEAD", "FROM")

# Names for what stands in several rules. A pattern is a regular expression whose letters are token classes.
MACROS = {
    "MON": "(?:MONTH|MONTH_OR_NAME|MONTH_SHORT STOP?)",
    "WD": "(?:WEEKDAY|WEEKDAY_SHORT STOP?)",
    "DAY": "(?:DAY_NUMBER|NTH)",
    "SEAS": "(?:SEASON|SEASON_OR_VERB)",
    "NUM": "(?:DAY_NUMBER|INTEGER|DECIMAL|NUMBER|YEAR)",
    "COUNT": "(?:A? VAGUE OF?|A? COUPLE OF?|A BIG|HALF A|NUM AND A HALF|NUM DAY_NUMBER SLASH DAY_NUMBER"
    "|NUM HYPHEN? (?:NUMBER|BIG)|NUM|A)",
    "ANYUNIT": "(?:UNIT|UNITS)",
    "SHIFT": "(?:THIS|LAST|NEXT)",
    "WHEN": "(?:EDGE|EARLIER|LATER)",
    "PARTLY": "(?:EDGE? PART (?:OF|ON) THE?)",
    "ZN": "(?:OPEN? ZONE|LOCAL TIME|(?:ZONE_NAME|NAME|ZONE) NAME? TIME)",
}


@dataclass(slots=True)
class Reading:
    """What an expression means: the TIMEX3 value, and what of its stretch is meant."""

    type: str
    value: str
    edge: str | None = None  # START MID END: its early, middle or late part; BEFORE AFTER: up to or from the reference
    precision: str | None = None  # where it is another than the value's
    zone: str | None = None  # where the text names one
    unbounded: bool = False  # the value has a stretch in general, but not one that is known here
    tells: bool = True  # whether later expressions may lean on it
    on_told_day: bool = False  # of a clock: whether the text tells its day


@dataclass(slots=True)
class Match:
    """A rule found in the tokens, ``first`` to ``last`` (exclusive), after what the rule skips."""

    rule: Rule
    tokens: Sequence[Token]
    first: int
    last: int
    words: Lexicon
    previous: Match | None = None  # the match before it in the text
    reading: Reading | None = None
    forward: bool | None = None  # which way its sentence reads

    @property
    def start(self) -> int:
        return self.tokens[self.first].start

    @property
    def end(self) -> int:
        last = self.tokens[self.last - 1]
        return self.tokens[self.last - 2].end if last.kind == "STOP" else last.end

    def token(self, *kinds: str) -> Token | None:
        """The first token of one of these classes in the match."""
        for at in range(self.first, self.last):
            if self.tokens[at].kind in kinds:
                return self.tokens[at]
        return None

    def number(self, *kinds: str) -> int | None:
        """Its value as a whole number."""
        token = self.token(*kinds)
        return int(token.value) if token else None

    def text(self, *kinds: str) -> str | None:
        """Its value as a word."""
        token = self.token(*kinds)
        return str(token.value) if token else None

    def before(self, steps: int = 1) -> Token:
        at = self.first - steps
        return self.tokens[at] if at >= 0 else NOTHING

    def after(self, steps: int = 1) -> Token:
        at = self.last + steps - 1
        return self.tokens[at] if at < len(self.tokens) else NOTHING

    def glued(self) -> bool:
        """Whether it stands right against the token before it."""
        return self.first > 0 and self.tokens[self.first - 1].end == self.start

    def follows(self, *rules: str) -> bool:
        """Whether the expression before it ends where this rule's skipped tokens begin."""
        previous = self.previous
        return previous is not None and previous.rule.name in rules and previous.last == self.first - self.rule.skip


Read = Callable[[Match, Context], Reading | None]
Accept = Callable[[Match], bool]


def always(match: Match) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the grammar. ``accept`` refuses what only looks alike; ``skip`` tokens lead in and stay outside."""

    name: str
    pattern: str
    read: Read
    accept: Accept = always
    skip: int = 0


class Grammar:
    """Rules in order of preference at one place, compiled over the classes of a language's words.

    Every class is one letter, so a text is a string of letters and the rules are one pattern over it. No rule repeats
    a group, so a match looks at a bounded number of tokens.
    """

    def __init__(self, rules: Sequence[Rule], words: Lexicon) -> None:
        kinds = {*FORMS, *(kind for kind, _ in words.words.values())}
        kinds |= {row[1] for rows in words.phrases.values() for row in rows}
        self._letter = {kind: chr(0x4E00 + at) for at, kind in enumerate(sorted(kinds))}
        self._words = words
        self._rules = tuple(rules)
        self._patterns = [f"(?P<r{at}>{self._compile(rule.pattern)})" for at, rule in enumerate(rules)]
        inert = {self._letter[kind] for kind in INERT if kind in self._letter}
        starts = [_starts(self._compile(rule.pattern)) - inert for rule in rules]
        # By letter the rules that may begin with it: a third of the time of trying all of them everywhere.
        self._of = {
            letter: re.compile("|".join(one for one, may in zip(self._patterns, starts, strict=True) if letter in may))
            for letter in set().union(*starts)
        }
        self._begins = re.compile(f"[{''.join(sorted(self._of))}]")
        self._rest: dict[int, re.Pattern[str]] = {}  # the rules from a number on, compiled when one before is refused

    def _compile(self, pattern: str) -> str:
        for _ in range(3):
            pattern = re.sub(r"[A-Z_]+", lambda name: MACROS.get(name[0], name[0]), pattern)
        # A class that this language has no word for never occurs.
        letters = re.sub(r"[A-Z_]+", lambda name: self._letter.get(name[0], "\uffff"), pattern)
        return letters.replace(" ", "")

    def matches(self, tokens: Sequence[Token]) -> Iterator[Match]:
        """The expressions in a text, left to right, none inside another."""
        letter = self._letter
        letters = "".join([letter[token.kind] for token in tokens])
        done, previous = 0, None
        for begin in self._begins.finditer(letters):
            if begin.start() < done:
                continue
            found = self._of[begin[0]].match(letters, begin.start())
            match = self._accepted(found, letters, tokens, previous) if found else None
            if match is not None:
                yield match
                done, previous = match.last, match

    def _accepted(
        self, found: re.Match[str], letters: str, tokens: Sequence[Token], previous: Match | None
    ) -> Match | None:
        """The first rule that fits here and is not refused."""
        hit: re.Match[str] | None = found
        while hit is not None:
            number = int((hit.lastgroup or "r0")[1:])
            rule = self._rules[number]
            match = Match(rule, tokens, hit.start() + rule.skip, hit.end(), self._words, previous)
            if match.first < match.last and rule.accept(match):
                return match
            if number + 1 == len(self._rules):
                return None
            rest = self._rest.get(number)
            if rest is None:
                rest = self._rest[number] = re.compile("|".join(self._patterns[number + 1 :]))
            hit = rest.match(letters, hit.start())
        return None


def _starts(pattern: str) -> set[str]:
    """The letters that a pattern may begin with: of letters, groups, ``|``, ``?`` and looks ahead, as rules have them.

    >>> sorted(_starts("(?:ab?|c?d)e?")), sorted(_starts("(?:a|b)?c(?=d)"))
    (['a', 'c', 'd'], ['a', 'b', 'c'])
    """
    at = 0

    def either() -> tuple[set[str], bool]:
        nonlocal at
        found, may_be_empty = row()
        while pattern[at : at + 1] == "|":
            at += 1
            one, empty = row()
            found, may_be_empty = found | one, may_be_empty or empty
        return found, may_be_empty

    def row() -> tuple[set[str], bool]:
        nonlocal at
        found: set[str] = set()
        may_be_empty = True
        while at < len(pattern) and pattern[at] not in "|)":
            if pattern[at] == "(":
                ahead = pattern.startswith("(?=", at)
                at += 3
                one, empty = either()
                if ahead:
                    one, empty = set(), True
            else:
                one, empty = {pattern[at]}, False
            at += 1  # the letter, or the end of the group
            if pattern[at : at + 1] == "?":
                at, empty = at + 1, True
            if may_be_empty:
                found |= one
            may_be_empty = may_be_empty and empty
        return found, may_be_empty

    return either()[0]
