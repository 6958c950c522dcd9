"""Figures in languages read word by word: German, Spanish, French, Italian, Polish, Portuguese, Russian, Ukrainian."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.data.figures import tables
from streams.data.figures_plain import LANGUAGES, plain_tables
from streams.data.word_tables import load
from streams.records import FigureMention, Reference
from streams.stages.enrich import figures
from streams.stages.enrich.document import Document, sentences

DAY = datetime(2024, 3, 5, tzinfo=UTC)


def found(lang: str, text: str) -> tuple[FigureMention, ...]:
    reference = Reference(start=DAY, end=DAY, basis="post")
    return figures.find(Document("1", text, None, reference, None, lang, None, sentences(text, lang)), (), ())


READ = {
    "a level": ("de", "Der Neckar erreichte einen Pegelstand von 7,40 Metern.", [(7.4, "pegelstand", "meter", None)]),
    "people who had to go": (
        "de", "Rund 80 Menschen mussten ihre Wohnungen verlassen.", [(80, "person", None, "evacuated")]),
    "two fates in a sentence": (
        "de", "Bei dem Brand starben drei Menschen, zwölf wurden verletzt.",
        [(3, "person", None, "killed"), (12, "person", None, "injured")]),
    "a toll and a part of it": (
        "de", "Die Zahl der Toten stieg auf 22, darunter vier Kinder.",
        [(22, "person", None, "killed"), (4, "child", None, "killed")]),
    "shares of a vote": (
        "de", "Die SPD kam auf 31,8 Prozent, die FDP 4,6.",
        [(31.8, "spd", "percent", None), (4.6, "fdp", "percent", None)]),
    "seats": ("de", "Sie erhält 32 der 88 Sitze.", [(32, "seat", None, "won"), (88, "seat", None, None)]),
    "damage in millions": (
        "de", "Die Stadt schätzt den Schaden auf drei Millionen Euro.", [(3e6, "schaden", "EUR", None)]),
    "points between thousands": ("de", "Helfer füllten 40.000 Säcke.", [(40000, "säcke", None, None)]),
    "nobody counted them": ("de", "Tausende demonstrierten in Leipzig.", [(None, "person", None, "protested")]),
    "killed and injured": (
        "es", "Al menos siete personas murieron y 23 resultaron heridas.",
        [(7, "person", None, "killed"), (23, "person", None, "injured")]),
    "a total raised": ("es", "La policía elevó a 18 el número de detenidos.", [(18, "person", None, "arrested")]),
    "a part told next": (
        "es", "Hubo doce detenidos. Cinco son menores.",
        [(12, "person", None, "arrested"), (5, "person", None, "arrested")]),
    "another's count": (
        "es", "Unas 60.000 personas marcharon; la policía habló de 20.000.",
        [(60000, "person", None, "protested"), (20000, "person", None, "protested")]),
    "another's count in French": (
        "fr", "Le cortège a réuni 9 000 personnes selon la mairie, 25 000 selon la CGT.",
        [(9000, "person", None, "protested"), (25000, "person", None, "protested")]),
    "dead and hurt": (
        "fr", "L'explosion a fait trois morts et douze blessés.",
        [(3, "person", None, "killed"), (12, "person", None, "injured")]),
    "a rate": (
        "pt", "A Selic vai de 10,75% para 11,25%.",
        [(10.75, "selic", "percent", None), (11.25, "selic", "percent", None)]),
    "money with a sign": ("pt", "A multa é de R$ 2.000.", [(2000, "multa", "BRL", None)]),
    "tens and units in one word": (
        "de", "Siebenundzwanzig Menschen starben.", [(27, "person", None, "killed")]),
    "tens and units with a hyphen": ("fr", "Vingt-sept personnes blessées.", [(27, "person", None, "injured")]),
    "tens and units in three words": ("es", "Treinta y dos personas murieron.", [(32, "person", None, "killed")]),
    "a sentence": ("fr", "Il est condamné à dix-huit ans de réclusion.", [(18, "sentence", "year", None)]),
    "launched and shot down": (
        "uk", "Ворог атакував область 21 дроном, 18 із них збито.",
        [(21, "drone", None, "launched"), (18, "drone", None, "destroyed")]),
    "a part of many": (
        "uk", "Сили ППО збили 46 із 70 безпілотників.",
        [(46, "drone", None, "destroyed"), (70, "drone", None, None)]),
    "of them": (
        "es", "Murieron siete personas. Tres de ellas eran menores.",
        [(7, "person", None, "killed"), (3, "person", None, "killed")]),
    "people, and more people": (
        "uk", "Загинули дві людини, ще п’ятеро поранені.",
        [(2, "person", None, "killed"), (5, "person", None, "injured")]),
    "a shortened scale": ("uk", "Без світла 12 тис. споживачів.", [(12000, "household", None, "cut_off")]),
    "at least": ("it", "Almeno cinque persone sono morte.", [(5, "person", None, "killed")]),
    "thousands in one word": ("it", "In piazza 40mila persone.", [(40000, "person", None, None)]),
}  # fmt: skip


@pytest.mark.parametrize(("lang", "text", "expected"), READ.values(), ids=READ.keys())
def test_what_is_read(lang: str, text: str, expected: list[tuple[Any, ...]]) -> None:
    assert [(one.value, one.object, one.unit, one.action) for one in found(lang, text)] == expected


LEFT_ALONE = {
    "a date": ("de", "Am 5. Mai beginnt die Feier."),
    "a year": ("de", "Das Hochwasser von 2013 war höher."),
    "a time of day": ("de", "Um 14 Uhr war es vorbei."),
    "a road": ("de", "Die A7 ist gesperrt."),
    "an age": ("de", "Eine Frau von 71 starb."),
    "an age between commas": ("de", "Sie, 45, wurde verletzt."),
    "years of age": ("es", "Una mujer de 71 años murió."),
    "a day of March": ("es", "La marcha del 14 de marzo fue larga."),
    "hours": ("fr", "Il a attendu trois heures."),
    "years that are no sentence": ("fr", "Il avait dix-huit ans."),
    "a time of day in Ukrainian": ("uk", "О 14:20 пролунав вибух."),
    "a date in Ukrainian": ("uk", "Це сталося 5 травня."),
    "a page": ("it", "Lo dice a pagina 12."),
    "an address": ("es", "El servidor 10.0.0.1 cayó."),
    "too many digits": ("es", "El código es " + "9" * 400 + " personas."),
    "a flight": ("pt", "O voo AB-123 partiu."),
}


@pytest.mark.parametrize(("lang", "text"), LEFT_ALONE.values(), ids=LEFT_ALONE.keys())
def test_left_alone(lang: str, text: str) -> None:
    assert found(lang, text) == ()


def test_bounds() -> None:
    texts = {
        "de": "Mindestens drei Menschen starben.", "es": "Más de 40 personas murieron.",
        "fr": "Environ 300 manifestants.", "pt": "Até 12 pessoas morreram.", "it": "Oltre 50 feriti.",
    }  # fmt: skip
    told = [found(lang, text)[0].bound for lang, text in texts.items()]
    assert told == ["at_least", "more_than", "about", "at_most", "more_than"]


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_deeds_are_those_of_english(lang: str) -> None:
    """A count of one event is one count, in whatever language it is told."""
    known = set(load("figures_actions")) | set(tables().links.values()) | {"protested", "deployed", "cancelled", "won"}
    read = load(f"figures.{lang}")
    assert set(read["deeds"]) | set(read["fates"]) <= known
    assert plain_tables(lang).numbers


@given(
    st.text(alphabet="0123456789.,  %€-ñé zwei personas Menschen de von", max_size=200), st.sampled_from(["de", "es"])
)
def test_spans_are_of_the_text(text: str, lang: str) -> None:
    for figure in found(lang, text):
        assert text[figure.span[0] : figure.span[1]] == figure.text
