"""Finds the words of a text that may name a place, and what around them speaks for or against it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from streams.data.gazetteer import AREA, COUNTRY, DISTRICT, REGION, Entry, Gazetteer, words
from streams.data.gazetteer_names import REGION_WORDS

# A plain word, initials (U.S.), a word with inner apostrophes (O'Fallon; the possessive stays outside), a number, or
# one mark. The space after a token is taken with it: else every alternative would look there for the next.
_TOKEN = re.compile(
    r"([A-Za-z]++(?![^\W\d_]|['’.])|[A-Z]\.(?:[A-Z]\.){1,5}|W\. ?Va\.|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*|\d+"
    r"|[^\w\s])\s*+"
)

WORDS_MAX = 6
SCORE_REACH = 10  # tokens: "beat X by 2-1", "drew 2-2 with X"
CAPITALS_MAX = 100_000
SUBDIVISIONS = REGION_WORDS - {"city", "municipality"}
HOLDERS = (REGION, COUNTRY, DISTRICT, AREA)  # what may follow a name to say where it lies: "Odessa, Texas"
CONNECTORS = words()["connectors"]
IN_CUES = words()["locating"]
STRONG_CUES = words()["inside"]
PLACE_NOUNS = words()["place_nouns"]
CIVIC = words()["civic"] | PLACE_NOUNS | REGION_WORDS
SMALL = CONNECTORS | IN_CUES
SETTLEMENTS = words()["settlements"]
DIRECTIONS = words()["directions"]
FEATURES = words()["features"]
KINDS_OF_PLACE = FEATURES | REGION_WORDS
NATURE = words()["nature"]
SAYING = words()["person_says"]
AWAY = frozenset({"of", "from", "off"})
LOWER = frozenset("abcdefghijklmnopqrstuvwxyz")
OPENING_QUOTES = frozenset('"“‘')
ENDS = frozenset(".!?:;\"“”‘’'()[]—–|•*…")


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text as words and marks, in parallel lists."""

    text: str
    starts: list[int]
    ends: list[int]
    forms: list[str]
    capitals: list[int]  # tokens with a capital first

    def joined(self, index: int) -> bool:
        """Whether the token stands right after the one before: one space or one hyphen between them, or a full stop
        that belongs to St., Mt. or Ft."""
        return self.text[self.ends[index - 1] : self.starts[index]] in (" ", "\u00a0")

    def capital(self, index: int) -> bool:
        return 0 <= index < len(self.forms) and self.forms[index][0].isupper()

    def neighbour(self, index: int) -> str:
        """The token, or "" past an end."""
        return self.forms[index] if 0 <= index < len(self.forms) else ""


def tokens(text: str) -> Tokens:
    """The tokens of a text.

    >>> tokens("In Kyiv’s north, the U.S. envoy").forms
    ['In', 'Kyiv', '’', 's', 'north', ',', 'the', 'U.S.', 'envoy']
    """
    found = list(_TOKEN.finditer(text))
    forms = [m[1] for m in found]
    capitals = [index for index, form in enumerate(forms) if form[0].isupper()]
    return Tokens(text, [m.start() for m in found], [m.end(1) for m in found], forms, capitals)


@dataclass(slots=True)
class Mention:
    """Words that may name a place."""

    start: int
    end: int
    first: int  # token
    last: int  # token, inclusive
    folded: str
    readings: tuple[Entry, ...]
    cues: dict[str, float] = field(default_factory=dict)
    within: Mention | None = None  # the region or country named right after it: "Odessa, Texas"
    holds: Mention | None = None  # and the reverse
    kind_word: str = ""  # "region" in "Kherson region"
    weight: float = 1.0  # how likely it is a place at all, before the other names are heard


class Reader:
    """Reads one text against the gazetteer."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.words = gazetteer.words
        self.tokens = tokens(text)

    # ------------------------------------------------------------------------------------ names of places

    def mentions(self) -> list[Mention]:
        """Every stretch of words that the gazetteer knows, longest first, none overlapping; none judged yet.

        After ``CAPITALS_MAX`` capitals, some 5 MB of prose, the rest is left alone.
        """
        found: list[Mention] = []
        free = 0  # tokens before are taken
        for index in self.tokens.capitals[:CAPITALS_MAX]:
            if index >= free and (mention := self._longest(index)) is not None:
                found.append(mention)
                free = mention.last + 1
        return found

    def _reach(self, first: int) -> list[int]:
        """Last tokens a name from here may have, shortest first: capitals, with small words and hyphens between."""
        forms, count = self.tokens.forms, len(self.tokens.forms)
        lasts = [first]
        if first + 1 < count and forms[first + 1][0] in LOWER and forms[first + 1] not in CONNECTORS:
            return lasts  # most names: an ordinary word follows
        at, small = first, 0
        while at + 1 < count and len(lasts) < WORDS_MAX and at - first < 2 * WORDS_MAX:
            following = at + 1
            if forms[following] in "-‐‑" and forms[following] and self._tight(following):
                at = following  # Ivano-Frankivsk, Stratford-upon-Avon
                continue
            if forms[following] == "." and forms[at] in ("St", "Mt", "Ft", "Ste") and self._tight(following):
                at = following
                continue
            if (
                forms[following] in "'’"
                and following + 2 < count
                and forms[following + 1] == "s"
                and self._tight(following)
            ):
                at = following + 1  # Queen Anne's County, People's Republic of China
                continue
            if not (self.tokens.joined(following) or forms[at] in "-‐‑"):
                break
            if forms[following][0].isupper():
                lasts.append(following)
                small = 0
            elif forms[following] in CONNECTORS and small < 2:
                small += 1
            else:
                break
            at = following
        return lasts

    def _tight(self, index: int) -> bool:
        return self.tokens.starts[index] == self.tokens.ends[index - 1]

    def _longest(self, first: int) -> Mention | None:
        text, read = self.tokens.text, self.gazetteer.read
        start = self.tokens.starts[first]
        for last in reversed(self._reach(first)):
            end = self.tokens.ends[last]
            written = text[start:end]
            if first == last and text[end : end + 1] == "." and 1 < len(written) < 6:
                # "Ky." and "Calif." are names of their own, whose point belongs to them
                folded, readings = read(written + ".")
                if readings:
                    return Mention(start, end + 1, first, last + 1, folded, readings)
            folded, readings = read(written)
            if first == last and not self._may_stand_alone(written, folded):
                return None
            if last > first and written.startswith("The "):
                continue  # the article is no part of the name: the next word opens it
            if readings:
                return Mention(start, end, first, last, *self._natural(written, last, folded, readings))
        return None

    def _natural(
        self, written: str, last: int, folded: str, readings: tuple[Entry, ...]
    ) -> tuple[str, tuple[Entry, ...]]:
        """The readings of a name, or of the river it is in "the Dnipro river"."""
        following = self.tokens.neighbour(last + 1)
        if following in NATURE and self.tokens.joined(last + 1):
            natural, bearers = self.gazetteer.read(f"{written} {following}")
            if bearers:
                return natural, bearers
        return folded, readings

    def _may_stand_alone(self, written: str, folded: str) -> bool:
        """Two letters are a name only as a known abbreviation; a people's name (Canadian) is no town of Texas."""
        if written in self.gazetteer.peoples:
            return False
        return len(folded) > 2 or (written.isupper() and folded in ("us", "uk", "eu", "nz"))

    # --------------------------------------------------------------------------------- what is around a name

    def people(self) -> frozenset[str]:
        """Surnames that the text gives with a given name, a title or initials: Jordan Henderson, Mr. London.

        A name in front of which stands a given name is a person's wherever it stands alone.
        """
        given, titles = self.words["given"], self.words["titles"]
        found: set[str] = set()
        forms = self.tokens.forms
        for index in self.tokens.capitals:
            if index == 0 or len(forms[index]) < 3:
                continue
            before = index - 1
            if forms[before] == "." and before and len(forms[before - 1]) <= 3:
                before -= 1  # Mr. London, Sen. Kent, J. Henderson
                if self.tokens.starts[index] - self.tokens.ends[before] > 2:
                    continue
            elif not self.tokens.joined(index):
                continue
            form = forms[before]
            if form.lower() in titles and form[0].isupper() and form.lower() not in ("general", "count", "saint"):
                found.add(forms[index])
            elif form in given or (len(form) == 1 and form.isupper() and form != "I"):
                low = forms[index].lower()
                if low not in self.words["heads"] and low not in FEATURES:
                    found.add(forms[index])
        return frozenset(found)

    def follows(self, mention: Mention, kind: str) -> bool:
        """Whether a word of a list of ``gazetteer_words.toml`` stands right before a name: the ferry Estela."""
        first = mention.first
        return first > 0 and self.tokens.joined(first) and self.tokens.forms[first - 1] in self.words[kind]

    def is_currency(self, mention: Mention) -> bool:
        """Whether a name is the land of an amount: US$20."""
        text = self.tokens.text
        return text[mention.end : mention.end + 1] == "$" or text[max(0, mention.start - 1) : mention.start] == "$"

    def observe(self, mentions: list[Mention]) -> None:
        """Notes for each mention what stands around it."""
        people = self.people()
        for mention in mentions:
            mention.cues = self._cues(mention, people)
        for number, mention in enumerate(mentions):
            following = mentions[number + 1] if number + 1 < len(mentions) else None
            if (
                following is not None
                and self.tokens.text[mention.end : following.start] in (", ", " (", ", in ", " in ")
                and any(entry.kind in HOLDERS for entry in following.readings)
            ):
                mention.within, following.holds = following, mention
                mention.cues["within"] = following.cues["holds"] = 1.0

    def _cues(self, mention: Mention, people: frozenset[str]) -> dict[str, float]:
        forms, tokens_ = self.tokens.forms, self.tokens
        first, last = mention.first, mention.last
        before, after = tokens_.neighbour(first - 1), tokens_.neighbour(last + 1)
        near_before = first > 0 and tokens_.joined(first)
        near_after = last + 1 < len(forms) and tokens_.joined(last + 1)
        low_before, low_after = before.lower(), after.lower()
        cues: dict[str, float] = {}
        single = first == last
        form = forms[first]
        if not single:
            cues["several_words"] = 1
        else:
            if mention.folded in self.words["common"]:
                cues["common"] = 1
            if form in self.words["given"]:
                cues["given"] = 1
            if form in self.words["surnames"]:
                cues["surname"] = 1
        if forms[last] in people and not mention.folded.endswith("."):
            cues["known_person"] = 1
        if near_before:
            if low_before in STRONG_CUES or (low_before in AWAY and self._measured(first - 2)):
                cues["in"] = 1
            elif low_before in IN_CUES:
                cues["to"] = 1
            elif low_before == "the":
                cues["in_the" if tokens_.neighbour(first - 2).lower() in STRONG_CUES else "the"] = 1
            elif low_before in PLACE_NOUNS and before[0].islower():
                cues["place_noun"] = 1
        elif before in ("-", "‐", "‑") and self._tight(first):
            cues["hyphen_before"] = 1
        noun = tokens_.neighbour(first - 2) if low_before == "of" else ""
        if noun.lower() in PLACE_NOUNS:
            cues["place_noun"] = 1
        if near_after and low_after in CIVIC and after[0].islower():
            cues["noun_after"] = 1
        if near_after and low_after in SUBDIVISIONS:
            mention.kind_word = low_after
        elif noun in SUBDIVISIONS:
            mention.kind_word = noun
        if near_after and low_after in SAYING:
            cues["says"] = 1
        if (low_after in self.words["beats"] or low_before in self.words["beats"]) and self._scored(last + 1):
            cues["plays"] = 1
        if before in OPENING_QUOTES:
            cues["quoted"] = 1
        if mention.folded.startswith("saint "):
            cues["saint"] = 1
        self._neighbours(mention, cues, before if near_before else "", after if near_after else "")
        if (before == "," == after) or (before == "and" and tokens_.capital(first - 2) and "capital_after" not in cues):
            cues["row"] = 1
        return cues

    def _scored(self, index: int) -> bool:
        """Whether a score follows within a few tokens: 2-1."""
        forms = self.tokens.forms[index : index + SCORE_REACH]
        return any(
            dash in ("-", "–") and one.isdigit() and other.isdigit()
            for one, dash, other in zip(forms, forms[1:], forms[2:], strict=False)
        )

    def _measured(self, index: int) -> bool:
        """Whether a distance or a direction ends at a token: 20 km of, north of."""
        return self.tokens.neighbour(index).lower() in self.words["measured"]

    def _neighbours(self, mention: Mention, cues: dict[str, float], before: str, after: str) -> None:
        """Capitals beside a name: they make it part of a longer name, or not."""
        forms, words = self.tokens.forms, self.words
        low_before, low_after = before.lower(), after.lower()
        first = mention.first
        if forms[first - 1 : first] == ["."] and first > 1 and len(forms[first - 2]) <= 4:
            title = forms[first - 2]
            if self.tokens.starts[first] - self.tokens.ends[first - 2] == 2 and title[0].isupper():
                if title.lower() in words["titles"]:
                    cues["title"] = 1
                elif len(title) == 1:
                    cues["initial"] = 1
        if before and before[0].isupper():
            if low_before in words["titles"]:
                cues["title"] = 1
            elif before in words["given"]:
                cues["given_before"] = 1
            elif low_before in DIRECTIONS:
                cues["direction"] = 1
            elif before not in self.gazetteer.peoples and low_before not in SMALL and not self._opens(first - 1):
                cues["capital_before"] = 1
        elif low_before in words["titles"]:
            cues["low_title"] = 1
        elif low_before in DIRECTIONS:
            cues["direction"] = 1
        if low_before == "of" and self.tokens.capital(first - 2) and not self._opens(first - 2):
            noun = forms[first - 2].lower()
            cues["head_of" if noun in words["heads"] else "capital_of"] = 1
        if after and after[0].isupper():
            if low_after in words["media"]:
                cues["media_after"] = 1
            elif low_after in words["heads"]:
                cues["head_after"] = 1
            elif low_after in KINDS_OF_PLACE:
                cues["feature_after"] = 1
            elif after in self.gazetteer.peoples or low_after in words["titles"]:
                pass  # Ohio Gov. X
            else:
                cues["capital_after"] = 1
                if "given" in cues:
                    cues["given_full"] = 1

    def _opens(self, index: int) -> bool:
        """Whether a token is the first of its sentence, where a capital says nothing."""
        return index <= 0 or self.tokens.forms[index - 1] in ENDS
