"""How much an edit matters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.stages.parse.significance import LEVELS, significance

TEXT = "Mayor Olga Brandstetter said on Friday that 54 boats had left the harbour of Sundsvik. Nobody was hurt."

# label: (old words, new words, significance)
EDITS = {
    "a misspelt name": ("Brandstetter", "Brandsteter", "cosmetic"),
    "letters changed places": ("harbour", "habrour", "cosmetic"),
    "a comma": ("said on Friday that", "said, on Friday, that", "cosmetic"),
    "a capital": ("harbour of", "Harbour of", "cosmetic"),
    "another quotation mark": ("Nobody was hurt.", "Nobody was hurt…", "cosmetic"),
    "a space in a word": ("Sundsvik", "Sunds vik", "cosmetic"),
    "a number": ("54 boats", "58 boats", "fact_change"),
    "a number, in words": ("54 boats", "sixty boats", "fact_change"),
    "a number given up": ("54 boats", "boats", "fact_change"),
    "a day": ("on Friday", "on Thursday", "fact_change"),
    "another place": ("Sundsvik", "Lundby", "fact_change"),
    "another person": ("Brandstetter", "Lindqvist", "fact_change"),
    "a short name that is one letter off": ("Olga", "Olgo", "fact_change"),
    "a negation": ("had left", "had not left", "fact_change"),
    "a negation given up": ("Nobody was hurt", "Somebody was hurt", "fact_change"),
    "a sentence more": ("Nobody was hurt.", "Nobody was hurt. Crews are resting.", "clarification"),
    "a sentence more with a figure that changes none": (
        "Nobody was hurt.", "Nobody was hurt. Three crews are resting.", "clarification",
    ),
    "a paragraph more": ("Nobody was hurt.", "Nobody was hurt.\nCrews are resting ashore.", "clarification"),
    "other words for the same": ("had left", "had sailed out of", "clarification"),
    "a note of correction": (
        "Nobody was hurt.", "Nobody was hurt. An earlier version of this post said 45 boats.", "correction",
    ),
    "a note of correction on top": ("Mayor Olga", "Correction: Mayor Olga", "correction"),
    "a claim withdrawn": (
        "Nobody was hurt.", "We have removed a line about injuries that could not be confirmed.", "retraction",
    ),
    "a thing in the news removed by somebody else": (
        "Nobody was hurt.", "Nobody was hurt. They removed the boats.", "clarification",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), EDITS.values(), ids=EDITS)
def test_edits(old: str, new: str, expected: str) -> None:
    assert old in TEXT
    assert significance(("Boats leave", TEXT), ("Boats leave", TEXT.replace(old, new))) == expected


WHOLE = {
    "the same number in words and in digits": (
        (None, "It sank 16 boats."), (None, "It sank sixteen boats."), "clarification",
    ),
    "the same number with a separator": (
        (None, "It cost 1,000 euros."), (None, "It cost 1000 euros."), "clarification",
    ),
    "a number in the heading": (("5 rescued", "It is over."), ("7 rescued", "It is over."), "fact_change"),
    "a heading put in other words": (("Boats leave port", "Over."), ("Fleet sets sail", "Over."), "clarification"),
    "a flash that is filled": (("Boats leave", ""), ("Boats leave", "They left at 9."), "clarification"),
    "a body that is emptied": (("Boats leave", "They left at 9."), ("Boats leave", ""), "fact_change"),
    "a note that was there before": (
        (None, "Correction: it is 5. It rains."), (None, "Correction: it is 5. It rains now."), "clarification",
    ),
    "German nouns are no names": (
        (None, "Die Feuerwehr pumpt den Keller der Schule in der Stadt am Abend mit einer Pumpe leer."),
        (None, "Die Feuerwehr pumpt den Keller der Schule in der Stadt am Abend mit einer Maschine leer."),
        "clarification",
    ),
    "a number in Spanish, in words": ((None, "Hubo siete heridos."), (None, "Hubo ocho heridos."), "fact_change"),
    "a number in French, in words and in digits": (
        (None, "Il y a sept blessés et huit morts."), (None, "Il y a sept blessés et 8 morts."), "clarification",
    ),
    "a negation in Italian": ((None, "Il ponte è aperto."), (None, "Il ponte non è aperto."), "fact_change"),
    "a negation in Ukrainian": ((None, "Міст відкрито."), (None, "Міст не відкрито."), "fact_change"),
    "a month in Portuguese": ((None, "A ponte abre em agosto."), (None, "A ponte abre em setembro."), "fact_change"),
    "a weekday in Polish": ((None, "Most otwarto, jest wtorek."), (None, "Most otwarto, jest środa."), "fact_change"),
    "a note of correction in Spanish": (
        (None, "Hubo siete heridos."), (None, "Hubo ocho heridos. Una versión anterior de este texto decía siete."),
        "correction",
    ),
    "a note of correction in French": (
        (None, "Il y a sept blessés."), (None, "Rectificatif : il y a huit blessés."), "correction",
    ),
    "a text withdrawn in Ukrainian": (
        (None, "Міст відкрито."), (None, "Ми видалили це повідомлення, бо воно було хибним."), "retraction",
    ),
    "troops withdrawn in Spanish": (
        (None, "El general habló."), (None, "El general habló. «Hemos retirado las tropas», dijo."), "clarification",
    ),
    "a concert called off in French": (
        (None, "Il pleut."), (None, "Il pleut.\nAnnulation du concert de Lyon."), "clarification",
    ),
    "a number in German": ((None, "Es gab 3 Verletzte."), (None, "Es gab 4 Verletzte."), "fact_change"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), WHOLE.values(), ids=WHOLE)
def test_whole_posts(old: tuple[str | None, str], new: tuple[str | None, str], expected: str) -> None:
    assert significance(old, new) == expected


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_edit_has_one_of_the_five(old: str, new: str) -> None:
    assert significance((None, old), (None, new)) in LEVELS
