"""Whether words that are an organisation's listed name, acronym or a slip of one are meant as such in their text."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA

from streams.data.names import KnownOrganisation, tables
from streams.stages.enrich.names import offices, runs, spelling
from streams.stages.enrich.words import Words

_LEAST_SLIP = 6


def stands_alone(words: Words, index: int) -> bool:
    """Whether a known one-word name is no part of a longer one: "Apple", not "Apple Valley" or "African Congress"."""
    if runs.in_title_case(words, index):
        return index == 0 or words.lows[index - 1] not in tables().given_sure
    before, after = index - 1, index + 1
    if before >= 0 and words.capitals[before] and runs.is_name(words, before):
        state = runs.state_until(words, index)
        if state is None and words.forms[before] not in tables().not_names:
            return False
    if after >= len(words) or not words.capitals[after] or words.forms[after] in tables().not_names:
        return True
    follows = offices.role_from(words, after) is not None or words.lows[after] in tables().honorifics
    return (
        follows
        or not runs.is_name(words, after)
        or words.lows[after] in tables().given_sure
        or runs.state_from(words, after) is not None
        or words.lows[after] in tables().says
    )


def is_continued(words: Words, index: int) -> bool:
    """Whether a capital before makes another body of a known name: the "National Security Council" is not the UN's."""
    before = index - 1
    if before < 0 or not words.capitals[before] or runs.in_title_case(words, index):
        return False
    return runs.is_name(words, before) and runs.state_until(words, index) is None


def explained(words: Words, runs_told: list[runs.Run]) -> frozenset[str]:
    """Acronyms that the capitals of a name spell, before them in brackets or anywhere: in this text they mean that."""
    found = {capitals(runs.text(words, run.start, run.end)) for run in runs_told if run.end - run.start > 2} - {""}
    opened = [at for at, form in enumerate(words.forms) if form == "(" and 0 < at < len(words) - 2]
    for index in (at + 1 for at in opened):
        form = words.forms[index]
        if words.forms[index + 1] == ")" and form.isupper() and 1 < len(form) < 9:
            letters = [
                words.forms[at][0] for at in range(max(0, index - 2 * len(form)), index - 1) if words.capitals[at]
            ]
            if "".join(letters[-len(form) :]) == form:
                found.add(form)
    return frozenset(found)


def capitals(name: str) -> str:
    """The first letters of a name of three words or more, small words left out; else nothing."""
    letters = [word[0] for word in name.split() if word[0].isupper()]
    return "".join(letters) if len(letters) > 2 else ""


@lru_cache(maxsize=1024)
def slip_of(word: str) -> KnownOrganisation | None:
    """The one organisation of a single word from which a word is a letter away; people's names and words are none.

    >>> [found.name for found in (slip_of("Interfaks"), slip_of("Blooomberg")) if found], slip_of("Mercer")
    (['Interfax', 'Bloomberg'], None)
    """
    low, table = word.lower(), tables()
    if len(word) < _LEAST_SLIP or low in table.given or low in table.family or low in table.common:
        return None
    fitting = {
        known.name: known
        for form, rows in table.organisations.items()
        if form[0] == word[0] and abs(len(form) - len(word)) < 2 and len(form) >= _LEAST_SLIP
        for phrase, known in rows
        if len(phrase) == 1 and low not in {form.lower(), form.lower() + "s"} and _is_near(form.lower(), low)
    }
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _is_near(one: str, other: str) -> bool:
    folded = spelling.fold(one), spelling.fold(other)
    return folded[0] == folded[1] or OSA.distance(one, other, score_cutoff=1) == 1
