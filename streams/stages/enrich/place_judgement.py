"""Judges whether words that the gazetteer knows do name a place here."""

from __future__ import annotations

from math import exp

from streams.data.gazetteer import (
    ALTERNATE,
    AREA,
    BARE,
    CITY,
    CONTINENT,
    COUNTRY,
    DISTRICT,
    FEATURE,
    REGION,
    SITE,
    UNION,
    Entry,
)
from streams.stages.enrich.place_mentions import Mention

# Logistic regression on the cues of 588 LGL and 229 GeoVirus documents (15,700 stretches of words, 6,500 of them
# places), rounded; cues that came later (row, quoted, saint, given_full, media_after, SMALL_SEVERAL) fitted beside the
# others on every second document, and kept where both corpora give them one sign. On the other documents places are
# found with F1 0.80 and 0.93; the figures of tests/quality/places.py are of all documents, seen ones too.
BIAS = -3.9
FAME = 0.8  # for each decade of population
FAME_MAX = 7.5
CONTEXT = 0.6  # for what the other names of the text add to the reading
KIND = {
    CITY: -1.5,
    DISTRICT: 0.6,
    REGION: -1.1,
    COUNTRY: -0.5,
    CONTINENT: 0.7,
    AREA: -2.0,
    SITE: -2.0,
    UNION: -2.0,
    FEATURE: -1.5,
}
SPELLING = {ALTERNATE: -0.7, BARE: -1.6}
LETTERS = 2.5  # for a name of ten letters or more; a short one is likelier a word or an initial
LETTERS_MAX = 10
SMALL_SEVERAL = 1.0  # a small place's name of several words is seldom anything else
SMALL_FAME = 4.0
AGAIN = 0.3  # named three times more
AGAIN_MAX = 3
CUES = {
    "place_noun": 1.9,  # the city of X
    "in": 1.8,
    "noun_after": 1.2,  # X region
    "row": 1.1,  # …, X, … and X
    "holds": 1.2,  # …, X: right after a place in it
    "to": 0.7,
    "within": 0.5,  # X, …
    "in_the": 0.3,  # in the X
    "the": 0.3,
    "capital_of": -0.3,  # Republic of X
    "hyphen_before": -0.6,
    "direction": -0.6,  # South X
    "given": -0.7,  # is a given name as well
    "given_full": -1.5,  # Given Surname
    "quoted": -1.0,  # opens a quotation or a title
    "initial": -0.9,  # J. X
    "surname": -1.1,
    "low_title": -1.4,  # spokesman X
    "title": -1.5,  # Mr. X
    "capital_after": -1.8,  # X Something
    "saint": -2.0,  # St. X is a church, a school or a day as well
    "known_person": -2.0,  # a person of that name is in the text
    "says": -2.0,  # X said
    "head_after": -2.3,  # X University
    "given_before": -2.4,  # John X
    "head_of": -4.0,  # Bank of X: fitted -2.7, which England and its like outweigh
    "feature_after": -2.6,  # X River
    "capital_before": -2.8,  # Something X
    "common": -3.3,  # is an ordinary word as well
    "plays": -3.0,  # X beat Y 2-1: clubs, and not lands, which outweigh it
    "media_after": -6.0,  # X Times: fitted -2.4, which China and its like outweigh
}
SURE = 0.45  # least likelihood of a place that is kept
PLAUSIBLE = 0.02  # least likelihood, before the other names are heard, of one that is looked at further
"""Cost and votes: below, no context has ever been seen to make it a place."""

# States and capitals that speak ("Kyiv said") stay places: the corpora's cue stands for surnames.
LOCATING = frozenset({"in", "in_the", "to"})
SPEAKING_FAME = 6.0


def likelihood(mention: Mention, entry: Entry, fame: float, context: float, times: int) -> float:
    """How likely these words name a place, 0 to 1, given their best reading and how much its neighbours support it."""
    if entry.kind in (SITE, UNION) and LOCATING.isdisjoint(mention.cues):
        return 0.0  # the Kremlin, the EU: who decides, unless something is in or near it
    score = BIAS + FAME * min(fame, FAME_MAX) + CONTEXT * context + KIND[entry.kind] + SPELLING.get(entry.how, 0.0)
    score += LETTERS * min(len(mention.folded), LETTERS_MAX) / LETTERS_MAX
    score += AGAIN * min(times - 1, AGAIN_MAX) / AGAIN_MAX
    if "several_words" in mention.cues and fame < SMALL_FAME:
        score += SMALL_SEVERAL
    for cue in mention.cues:
        score += CUES.get(cue, 0.0)
    speaks = "says" in mention.cues and fame > SPEAKING_FAME and "known_person" not in mention.cues
    if speaks and (entry.capital or "surname" not in mention.cues):
        score -= CUES["says"]
    return 1 / (1 + exp(-score))
