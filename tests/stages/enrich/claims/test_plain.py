"""Claims in languages that are read word by word: German, Spanish, French, Italian, Portuguese, Ukrainian."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.records import Claim, Reference
from streams.stages.enrich import claims, names
from streams.stages.enrich.document import Document, sentences

DAY = datetime(2024, 3, 5, tzinfo=UTC)


def claims_in(lang: str, text: str) -> tuple[Claim, ...]:
    reference = Reference(start=DAY, end=DAY, basis="post")
    post = Document("1", text, None, reference, None, lang, None, sentences(text, lang))
    return claims.find(post, names.find(post))


# language, text, [(sayer, what is told)]
TOLD = {
    "a quotation before its verb": (
        "de", "„Wir haben hier keine Wahl“, sagte Anna Krüger.",
        [("Anna Krüger", "„Wir haben hier keine Wahl“")]),
    "a clause before its verb": (
        "de", "Rund 90 Bewohner wurden geholt, sagte Anna Krüger am Abend.",
        [("Anna Krüger", "Rund 90 Bewohner wurden geholt")]),
    "what somebody speaks of": (
        "de", "Bürgermeisterin Anna Krüger sprach von einer sehr ernsten Lage.",
        [("Anna Krüger", "einer sehr ernsten Lage")]),
    "a party behind a name": (
        "de", "Anna Krüger (SPD) spricht von einem klaren Auftrag.", [("Anna Krüger", "einem klaren Auftrag")]),
    "dass": ("de", "Der Minister bestritt, dass es Tote gab.", [("Der Minister", "dass es Tote gab")]),
    "so, behind a comma": (
        "de", "Die Bewohner dürfen zurück, so das Landratsamt.", [("Landratsamt", "Die Bewohner dürfen zurück")]),
    "according to, inside what another tells": (
        "de", "Der Scheitel sei nach Angaben des Dienstes erreicht, teilte die Stadt mit.",
        [("die Stadt", "Der Scheitel sei nach Angaben des Dienstes erreicht")]),
    "a quotation and a second one without a subject": (
        "es", "La presa resistió, confirmó la alcaldesa Ana Roa. «Nadie está herido en el valle», dijo.",
        [("Ana Roa", "La presa resistió"), ("Ana Roa", "«Nadie está herido en el valle»")]),
    "que": (
        "es", "El ministro de Obras, Juan Pérez, negó que la presa estuviera rota.",
        [("Juan Pérez", "que la presa estuviera rota")]),
    "two verbs of one sayer": (
        "es", "El hombre, de 34 años, niega que bebiera y sostiene que reventó una llanta.",
        [("El hombre", "que bebiera"), ("El hombre", "que reventó una llanta")]),
    "an object": (
        "es", "Protección Civil atribuyó el hecho a una falla de frenos.",
        [("Protección Civil", "el hecho a una falla de frenos")]),
    "according to, behind and before": (
        "es", "Unas 900 personas marcharon, según los organizadores. Según la policía, fueron 200.",
        [("los organizadores", "Unas 900 personas marcharon"), ("la policía", "fueron 200")]),
    "the last verb signs": (
        "fr", "La défense plaide l'acquittement : « Il n'était pas sur place », a dit Sonia Martin.",
        [("Sonia Martin", "« Il n'était pas sur place »")]),
    "a clause that another announces": (
        "fr", "Le chauffeur a reconnu s'être endormi, a annoncé le procureur Jean Martin.",
        [("Jean Martin", "Le chauffeur a reconnu s'être endormi")]),
    "two counts": (
        "fr", "Le cortège a réuni 900 personnes selon la préfecture, 2500 selon la mairie.",
        [("la préfecture", "Le cortège a réuni 900 personnes"), ("la mairie", "2500")]),
    "che": (
        "it", "Il sindaco Marco Rossi ha detto che la strada è chiusa.", [("Marco Rossi", "che la strada è chiusa")]),
    "a quotation in Italian": (
        "it", "«Abbiamo sentito un boato», ha raccontato Maria Rossi.",
        [("Maria Rossi", "«Abbiamo sentito un boato»")]),
    "a clause in Ukrainian": (
        "uk", "Двоє людей загинули, повідомив голова області Олег Коваль.",
        [("Олег Коваль", "Двоє людей загинули")]),
    "a dash before the verb": (
        "uk", "«Ми чули сильний вибух», — розповіла Ольга Коваль.", [("Ольга Коваль", "«Ми чули сильний вибух»")]),
    "a denial in Portuguese": (
        "pt", "O ministro João Silva negou que houvesse mortos.", [("João Silva", "que houvesse mortos")]),
}  # fmt: skip


@pytest.mark.parametrize("label", TOLD)
def test_told(label: str) -> None:
    lang, text, expected = TOLD[label]
    assert [(claim.source, claim.text) for claim in claims_in(lang, text)] == expected


NOTHING_TOLD = {
    "no verb of saying": ("de", "Die Bahnstrecke ist seit dem Morgen unterbrochen."),
    "so cold": ("de", "Es war so kalt wie nie."),
    "a quotation that nobody says": ("es", "Cayó el muro. «Fue muy fuerte el ruido.» Llegó la policía."),
    "a verb alone": ("fr", "Il dit."),
    "a rate": ("pt", "A taxa subiu para 11,25%."),
}


@pytest.mark.parametrize("label", NOTHING_TOLD)
def test_nothing_told(label: str) -> None:
    assert claims_in(*NOTHING_TOLD[label]) == ()


def test_a_denial_denies() -> None:
    told = claims_in("es", "Juan Pérez dijo que la presa estaba rota. Ana Roa negó que la presa estuviera rota.")
    assert told[1].denies == told[0].claim_id


@given(
    st.text(alphabet="dijo que, según el . : «»", max_size=200)
    | st.text(alphabet="sagte so der, ( ) „“ dass", max_size=200),
    st.sampled_from(["de", "es", "fr", "it", "pt", "uk"]),
)
def test_spans_are_of_the_text(text: str, lang: str) -> None:
    for claim in claims_in(lang, text):
        assert " … ".join(text[start:end] for start, end in claims.pairs(claim)) == claim.text
