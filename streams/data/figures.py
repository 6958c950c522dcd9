"""The word tables of figures, as lookups: numbers, bounds, units, verbs of what happened, closed word classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from streams.data.word_tables import load

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of several words with what each means, found by their last or first word."""

    by_last: dict[str, list[tuple[Phrase, str]]]
    by_first: dict[str, list[tuple[Phrase, str]]]

    def ending(self, lows: list[str], end: int, start: int = 0) -> tuple[int, str] | None:
        """(where it begins, what it means) of the longest phrase whose last word is the one before ``end``."""
        if end <= start:
            return None
        for phrase, meaning in self.by_last.get(lows[end - 1], ()):
            begin = end - len(phrase)
            if begin >= start and tuple(lows[begin:end]) == phrase:
                return begin, meaning
        return None

    def starting(self, lows: list[str], start: int, end: int) -> tuple[int, str] | None:
        """(where it ends, what it means) of the longest phrase that begins at ``start``."""
        if start >= end:
            return None
        for phrase, meaning in self.by_first.get(lows[start], ()):
            if start + len(phrase) <= end and tuple(lows[start : start + len(phrase)]) == phrase:
                return start + len(phrase), meaning
        return None


def phrases(table: dict[str, list[str]]) -> Phrases:
    """Index a table of meaning -> phrases; longer phrases are tried first.

    >>> phrases({"at_least": ["at least"]}).ending(["killed", "at", "least", "12"], 3)
    (1, 'at_least')
    """
    by_last: dict[str, list[tuple[Phrase, str]]] = {}
    by_first: dict[str, list[tuple[Phrase, str]]] = {}
    rows = [(tuple(words.split()), meaning) for meaning, lines in table.items() for words in lines]
    for phrase, meaning in sorted(rows, key=lambda row: -len(row[0])):
        by_last.setdefault(phrase[-1], []).append((phrase, meaning))
        by_first.setdefault(phrase[0], []).append((phrase, meaning))
    return Phrases(by_last, by_first)


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of a verb that says what happened to what was counted."""

    action: str
    form: str  # base | past | participle | ing: past where it is both
    agent: bool  # tells of its subject too


@dataclass(frozen=True, slots=True)
class Tables:
    """Every lookup of figures."""

    begins: frozenset[str]  # words at which a number may begin
    after_article: frozenset[str]  # words that make a number of the "a" before them
    numbers: dict[str, float]
    scales: dict[str, float]
    suffixes: dict[str, float]
    vague: Phrases
    vague_low: dict[str, float]
    fractions: dict[str, float]
    ordinals: dict[str, float]
    before: Phrases
    after: Phrases
    signs: dict[str, str]
    more_before: Phrases
    more_after: frozenset[str]
    total_heads: frozenset[str]
    total_moves: frozenset[str]
    total_reaches: frozenset[str]
    zero: frozenset[str]
    new_ones: frozenset[str]
    labels: frozenset[str]
    streets: frozenset[str]
    months: frozenset[str]
    year_before: frozenset[str]
    clock: frozenset[str]
    score_cues: frozenset[str]
    no_one: frozenset[str]
    stop: frozenset[str]
    auxiliaries: frozenset[str]
    passive: frozenset[str]
    finite: frozenset[str]  # verbs that no noun takes the place of: what follows a number with a verb of its own
    determiners: frozenset[str]
    breaks: frozenset[str]
    group: frozenset[str]
    groups: frozenset[str]  # convoy, series: "a convoy of ten trucks" is ten trucks
    plurals: dict[str, str]
    singular_s: frozenset[str]
    plural_modifiers: frozenset[str]
    not_nouns: frozenset[str]
    ly_nouns: frozenset[str]
    people: frozenset[str]
    crowds: frozenset[str]  # "a crowd of 60,000" is of people
    races: frozenset[str]  # "the 400m hurdles" are run over metres
    actors: frozenset[str]
    saying: frozenset[str]
    age_verbs: frozenset[str]
    spans: dict[str, str]  # noun of a length of time, singular -> unit
    units: Phrases  # meaning: "kind unit"
    glued: dict[str, str]
    money_sign: dict[str, str]
    quakes: dict[str, str]
    heights: frozenset[str]
    sums: frozenset[str]  # what is paid: a 400-pound one costs, and does not weigh, so much
    verbs: dict[str, Verb]
    action_phrases: Phrases
    action_things: dict[str, str]
    people_actions: frozenset[str]
    lives: frozenset[str]  # 17 deaths are 17 people
    taken: frozenset[str]  # who takes one of these wins it
    actions: frozenset[str]  # the classes of deeds; any other action is a verb's participle
    place_nouns: frozenset[str]
    place_prepositions: frozenset[str]
    not_places: frozenset[str]
    placed: dict[str, frozenset[str]]  # alone | open | moved | hit | period
    participles: dict[str, str]  # past or participle of an irregular verb -> its participle
    bare_pasts: frozenset[str]  # pasts that are bases too: cut, spread
    bases: dict[str, str]  # other forms of an irregular verb -> its participle
    doubling: frozenset[str]
    no_deeds: frozenset[str]  # participles
    reaching: frozenset[str]  # participles
    not_verbs: frozenset[str]
    particles: frozenset[str]
    adverbs: frozenset[str]
    holders: dict[str, frozenset[str]]
    links: dict[str, str]  # verbs that tie an amount to their subject -> its action, or ""
    bare: dict[str, frozenset[str]]  # by what they do beside a number: see figures_verbs.toml
    terms: dict[str, dict[str, str]]  # of lengths of time and of money: see figures_verbs.toml


_VOWELS = "aeiou"


def forms(verb: str) -> tuple[str, str, str, str, str]:
    """Base, third person, past, participle and -ing form of a verb; irregular ones are given with a space between.

    >>> forms("injure"), forms("steal stole stolen stealing")
    (('injure', 'injures', 'injured', 'injured', 'injuring'), ('steal', 'steals', 'stole', 'stolen', 'stealing'))
    """
    given = verb.split()
    base = given[0]
    sibilant = base.endswith(("s", "sh", "ch", "x", "z"))
    consonant_y = base.endswith("y") and base[-2] not in _VOWELS
    third = base[:-1] + "ies" if consonant_y else base + ("es" if sibilant else "s")
    past = base + "d" if base.endswith("e") else base[:-1] + "ied" if consonant_y else base + "ed"
    ing = base[:-1] + "ing" if base.endswith("e") and not base.endswith("ee") else base + "ing"
    if len(given) > 1:
        past, participle = given[1], given[2] if len(given) > 2 else given[1]
        return base, third, past, participle, given[3] if len(given) > 3 else ing
    return base, third, past, past, ing


def _verbs(never: frozenset[str]) -> dict[str, Verb]:
    """Every form of every verb; a base form that is mostly another word (down) is none."""
    found: dict[str, Verb] = {}
    for action, row in load("figures_actions").items():
        for key, agent in (("agent_verbs", True), ("verbs", False)):
            for verb in row.get(key, ()):
                base, third, past, participle, ing = forms(verb)
                for word, form in (
                    (base, "base"),
                    (third, "base"),
                    (ing, "ing"),
                    (participle, "participle"),
                    (past, "past"),
                ):
                    if not (form == "base" and word in never):
                        found.setdefault(word, Verb(action, form, agent))
                if past == participle == base:
                    found[base] = Verb(action, "past", agent)
        for word in row.get("participles", ()):
            found[word] = Verb(action, "participle", True)
    return found


def _links(verbs: dict[str, Any]) -> dict[str, str]:
    """Every form of the verbs whose subject has the amount they are followed by."""
    found = dict.fromkeys(verbs["hold"]["forms"], "")
    rows = [(verb, "") for verb in verbs["hold"]["verbs"]]
    rows += [(verb, forms(verb)[3]) for verb in verbs["reach"]["verbs"]]
    rows += [(verb, action) for action, moved in verbs["move"].items() for verb in moved]
    for verb, action in rows:
        found.update(dict.fromkeys(forms(verb), action))
    return found


def participle(verb: str, doubling: frozenset[str]) -> str:
    """The participle of a regular verb, from its base.

    >>> [participle(verb, frozenset({"admit"})) for verb in ("house", "carry", "ban", "admit", "visit")]
    ['housed', 'carried', 'banned', 'admitted', 'visited']
    """
    short = len(verb) > 2 and verb[-1] not in "aeiouywx" and verb[-2] in _VOWELS and verb[-3] not in _VOWELS
    if verb in doubling or (short and not any(letter in "aeiouy" for letter in verb[:-2])):
        return f"{verb}{verb[-1]}ed"
    return forms(verb)[3]


def _inverted(table: dict[str, list[str]]) -> dict[str, str]:
    return {word: unit for unit, words in table.items() for word in words}


@cache
def tables() -> Tables:
    """Every lookup, made once from ``figures*.toml``.

    >>> tables().numbers["seven"], tables().verbs["wounding"].action
    (7.0, 'injured')
    """
    words, units, actions = load("figures"), load("figures_units"), load("figures_actions")
    grammar, labels, verbs = words["grammar"], words["labels"], load("figures_verbs")
    irregular = [forms(verb) for verb in verbs["irregular"]]
    pasts = {form: row[3] for row in irregular for form in (row[2], row[3])}
    bases = {form: row[3] for row in irregular for form in (row[0], row[1], row[4]) if form not in pasts}
    bases |= {f"{row[0]}{row[0][-1]}ing": row[3] for row in irregular}  # putting
    doubling = frozenset(verbs["doubling"])

    def done(verb: str) -> str:
        return pasts.get(verb) or bases.get(verb) or participle(verb, doubling)

    vague = {**words["vague"], **words["couple"]}
    kinds = {
        f"{kind} {unit}": list(lines)
        for kind, table in (
            ("measure", units["measure"]),
            ("elapsed", units["elapsed"]),
            ("percent", units["percent"]),
            ("money", units["money_word"]),
        )
        for unit, lines in table.items()
    }
    return Tables(
        begins=frozenset(words["units"])
        | frozenset(words["ordinals"])
        | frozenset(line.split()[0] for line in vague if not line.startswith("a "))
        | {"half", "no", "both"},
        after_article=frozenset(line.split()[1] for line in vague if line.startswith("a "))
        | frozenset(words["scales"])
        | frozenset(words["fractions"]) - {"half"},
        numbers={word: float(value) for word, value in words["units"].items()},
        scales={word: float(value) for word, value in words["scales"].items()},
        suffixes={word: float(value) for word, value in words["suffixes"].items()},
        vague=phrases({word: [word] for word in vague}),
        vague_low={word: float(value) for word, value in vague.items()},
        fractions={word: float(value) for word, value in words["fractions"].items()},
        ordinals={word: float(value) for word, value in words["ordinals"].items()},
        before=phrases(words["bounds_before"]),
        after=phrases(words["bounds_after"]),
        signs=dict(words["bound_signs"]),
        more_before=phrases({"increment": words["counting"]["increment_before"]}),
        more_after=frozenset(words["counting"]["increment_after"]),
        total_heads=frozenset(words["totals"]["heads"]),
        total_moves=frozenset(words["totals"]["moves"]),
        total_reaches=frozenset(words["totals"]["reaches"]),
        zero=frozenset(words["zero"]["things"]),
        new_ones=frozenset(words["zero"]["things"]) | frozenset(words["counting"]["new"]),
        labels=frozenset(labels["words"]),
        streets=frozenset(labels["streets"]),
        months=frozenset(labels["months"]),
        year_before=frozenset(labels["year_before"]),
        clock=frozenset(labels["clock_after"]),
        score_cues=frozenset(labels["score_cues"]),
        no_one=frozenset(labels["no_one"]),
        stop=frozenset(grammar["stop"]),
        auxiliaries=frozenset(grammar["auxiliaries"]),
        passive=frozenset(grammar["passive"]),
        finite=frozenset(grammar["finite"]),
        determiners=frozenset(grammar["determiners"]),
        breaks=frozenset(grammar["breaks"]),
        group=frozenset(grammar["group"]),
        groups=frozenset(grammar["collections"]),
        plurals=dict(grammar["plurals"]),
        singular_s=frozenset(grammar["singular_s"]),
        plural_modifiers=frozenset(grammar["plural_modifiers"]),
        ly_nouns=frozenset(grammar["ly_nouns"]),
        not_nouns=frozenset(grammar["not_nouns"]),
        people=frozenset(words["people"]["words"]),
        crowds=frozenset(words["people"]["crowds"]),
        races=frozenset(units["heights"]["races"]),
        actors=frozenset(words["people"]["words"]) | frozenset(words["people"]["actors"]),
        saying=frozenset(words["people"]["saying"]),
        age_verbs=frozenset(words["people"]["age_verbs"]),
        spans={word: unit for unit, row in units["elapsed"].items() for word in row if not word.endswith("s")},
        units=phrases(kinds),
        glued=_inverted(units["measure_glued"]),
        money_sign=_inverted(units["money_sign"]),
        sums=frozenset(units["sums"]["things"]),
        quakes={form: word for word in units["quakes"]["things"] for form in (word, f"{word}s")},
        heights=frozenset(units["heights"]["things"]),
        verbs=_verbs(frozenset(grammar["stop"])),
        action_phrases=phrases({action: row.get("phrases", []) for action, row in actions.items()}),
        action_things={thing: action for action, row in actions.items() for thing in row.get("things", ())},
        people_actions=frozenset(action for action, row in actions.items() if row.get("people")),
        lives=frozenset(actions["killed"]["lives"]),
        taken=frozenset(actions["won"]["taken"]),
        actions=frozenset(actions),
        place_nouns=frozenset(words["places"]["nouns"]),
        place_prepositions=frozenset(words["places"]["prepositions"]),
        placed={name: frozenset(words["places"][name]) for name in ("alone", "open", "moved", "hit", "period")},
        not_places=frozenset(words["places"]["never"]),
        participles=pasts,
        bare_pasts=frozenset(row[0] for row in irregular if row[0] in pasts)
        | {"found", "saw", "lead", "bound", "ground"},
        bases=bases,
        doubling=doubling,
        no_deeds=frozenset(map(done, verbs["none"])),
        reaching=frozenset(map(done, verbs["reaching"])),
        not_verbs=frozenset(verbs["nouns"]),
        particles=frozenset(verbs["particles"]),
        adverbs=frozenset(verbs["adverbs"]),
        holders={name: frozenset(row) for name, row in verbs["holders"].items()},
        links=_links(verbs),
        bare={name: frozenset(row) for name, row in verbs["bare"].items()},
        terms={name: row if isinstance(row, dict) else dict.fromkeys(row, "") for name, row in verbs["terms"].items()},
    )
