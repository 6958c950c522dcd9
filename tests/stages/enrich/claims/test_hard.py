"""Sentences in which it is hard to tell who says what: written before the rules were looked at, in many languages.

A row: a text, who says it (None where nobody says anything), words of what is told, and the agency that carries it.
"""

from __future__ import annotations

import pytest

from tests.stages.curate.desk import read
from tests.stages.curate.one_event import told

Row = tuple[str, str | None, str, str | None]

SAID: dict[str, Row] = {
    "en: relayed three deep": (
        "The pilot was alone on board, the airport’s director told Radio Sula, which was cited by the agency "
        "Belga.",
        "director", "alone on board", None,
    ),
    "en: denial of a denial": (
        "The ministry dismissed as untrue the company’s denial that the valve had failed.",
        "ministry", "the valve had failed", None,
    ),
    "en: X says Y denied": (
        "The prosecutor said Mr Halloran denied having been at the pier.",
        "prosecutor", "Halloran denied", None,
    ),
    "en: unnamed sources": (
        "Two people familiar with the talks said the bank would be sold by Friday.",
        "people familiar", "the bank would be sold", None,
    ),
    "en: a person briefed, who asked not to be named": (
        "The deal is worth $3bn, said a person briefed on the matter, who asked not to be named.",
        "person briefed", "worth $3bn", None,
    ),
    "en: quotation without verb": (
        "“We lost the whole orchard in ten minutes.” Farmer Petra Lindqvist is standing in the mud.",
        "Petra Lindqvist", "lost the whole orchard", None,
    ),
    "en: heading claim, sayer after a comma": (
        "Ferry had no valid licence, coastguard says",
        "coastguard", "had no valid licence", None,
    ),
    "en: spokeswoman of a firm with her name": (
        "Marta Quill, a spokeswoman for Northline Ferries, said all passengers had been booked again.",
        "Marta Quill", "all passengers had been booked", None,
    ),
    "en: whose founder": (
        "The charity Open Table, whose founder Sam Ode said the kitchen would stay open, lost its grant.",
        "Sam Ode", "the kitchen would stay open", None,
    ),
    "en: two sayers joined by and": (
        "Police and the fire brigade said the street would be closed until noon.",
        "Police", "the street would be closed", None,
    ),
    "en: as first reported by": (
        "The chain is closing 40 shops, as first reported by the Evening Ledger.",
        "Evening Ledger", "closing 40 shops", None,
    ),
    "en: said in a statement carried by": (
        "The army had left the town, the defence ministry said in a statement carried by the state news agency "
        "SANA.",
        "defence ministry", "left the town", "SANA",
    ),
    "en: asked whether": (
        "Asked whether the dam was safe, engineer Tom Reiss said: “It has to be.”",
        "Tom Reiss", "It has to be", None,
    ),
    "en: rejects claims by": (
        "Union leader Ana Cole rejected claims by the port authority that dockers had walked out.",
        "Ana Cole", "dockers had walked out", None,
    ),
    "en: passive with agent": (
        "The strike was described as illegal by the transport minister, Lena Roth.",
        "Lena Roth", "illegal", None,
    ),
    "en: it emerged": (
        "It was later confirmed by the coroner that both men had drowned.",
        "coroner", "both men had drowned", None,
    ),
    "en: according to a report seen by": (
        "The brakes had not been checked since 2019, according to an internal report seen by the Harbour Post.",
        "report", "not been checked", None,
    ),
    "en: per X": (
        "The blaze started in the kitchen, per the fire department.",
        "fire department", "started in the kitchen", None,
    ),
    "en: scare quotes are no claim": (
        "The so-called “ghost train” stopped at Carrow on Monday.",
        None, "", None,
    ),
    "en: title of a work is no claim": (
        "Her novel “The Last Ferry” won the Alder prize on Friday.",
        None, "", None,
    ),
    "uk: повідомили в": (
        "Пожежу ліквідували о шостій ранку, повідомили в ДСНС.",
        "ДСНС", "Пожежу ліквідували", None,
    ),
    "uk: спростував": (
        "Міністр оборони спростував інформацію про обстріл мосту.",
        "Міністр оборони", "обстріл мосту", None,
    ),
    "ru: сообщил со ссылкой": (
        "Два человека погибли, сообщает Интерфакс со ссылкой на МЧС.",
        "МЧС", "Два человека погибли", "Interfax",
    ),
    "ru: заявил, что": (
        "Губернатор Павел Зорин заявил, что угрозы дамбе нет.",
        "Павел Зорин", "угрозы дамбе нет", None,
    ),
    "ru: quotation": (
        "«Мы никого не оставим без тепла», — сказала мэр Ольга Серова.",
        "Ольга Серова", "Мы никого не оставим", None,
    ),
    "ru: источник": (
        "По словам источника в правительстве, решение примут в пятницу.",
        "источник", "решение примут", None,
    ),
    "de: laut": (
        "Laut Polizei wurde niemand verletzt.",
        "Polizei", "niemand verletzt", None,
    ),
    "de: Konjunktiv behind": (
        "Der Zug sei zu schnell gefahren, teilte die Staatsanwaltschaft mit.",
        "Staatsanwaltschaft", "zu schnell gefahren", None,
    ),
    "de: wies zurück": (
        "Das Unternehmen wies den Vorwurf zurück, Abwasser in den Fluss geleitet zu haben.",
        "Unternehmen", "Abwasser", None,
    ),
    "de: nach Angaben": (
        "Nach Angaben der Feuerwehr brach das Feuer im Keller aus.",
        "Feuerwehr", "brach das Feuer", None,
    ),
    "es: según": (
        "Según la alcaldesa Rosa Vidal, el puente cerrará en junio.",
        "Rosa Vidal", "el puente cerrará", None,
    ),
    "es: dijo a EFE": (
        "“No quedó nada en pie”, dijo a EFE el bombero Luis Oria.",
        "Luis Oria", "No quedó nada", "EFE",
    ),
    "es: negó que": (
        "El gobierno negó que la presa tuviera grietas.",
        "gobierno", "la presa tuviera grietas", None,
    ),
    "fr: a déclaré": (
        "« Personne n’a été blessé », a déclaré le préfet Jean Morel.",
        "Jean Morel", "Personne n’a été blessé", None,
    ),
    "fr: selon": (
        "Selon les pompiers, le feu est parti du grenier.",
        "pompiers", "le feu est parti", None,
    ),
    "fr: a démenti": (
        "La société a démenti avoir fermé l’usine.",
        "société", "fermé l’usine", None,
    ),
    "fr: a indiqué à l'AFP": (
        "Deux corps ont été retrouvés, a indiqué à l’AFP une source policière.",
        "source policière", "Deux corps", "AFP",
    ),
    "pt: segundo": (
        "Segundo a Proteção Civil, o fogo está dominado.",
        "Proteção Civil", "o fogo está dominado", None,
    ),
    "pt: disse à Lusa": (
        "“A ponte não cai”, disse à Lusa o autarca Rui Matos.",
        "Rui Matos", "A ponte não cai", "Lusa",
    ),
    "pt: negou que": (
        "O clube negou que o treinador tenha sido despedido.",
        "clube", "o treinador tenha sido", None,
    ),
    "it: secondo": (
        "Secondo la protezione civile, il fiume è sotto controllo.",
        "protezione civile", "il fiume", None,
    ),
    "it: ha detto all'Ansa": (
        "«Il ponte è chiuso», ha detto all’ANSA il sindaco Carlo Neri.",
        "Carlo Neri", "Il ponte è chiuso", "ANSA",
    ),
    "pl: powiedział": (
        "„Most jest zamknięty”, powiedziała PAP burmistrz Anna Zych.",
        "Anna Zych", "Most jest zamknięty", "PAP",
    ),
    "en: told AFP": (
        "“The roof came down at once”, a shopkeeper told AFP.",
        "shopkeeper", "roof came down", "Agence France-Presse",
    ),
}  # fmt: skip

KNOWN_WRONG: dict[str, Row] = {
    "en: X told Y, according to Z": (
        "Mayor Ilda Ferro told Rai News that the bridge had been inspected in May, according to Reuters.",
        "Ilda Ferro", "inspected in May", "Reuters",
    ),
    "en: neither confirmed nor denied": (
        "The company would neither confirm nor deny that the plant would close.",
        "company", "the plant would close", None,
    ),
    "en: no comment is no claim": (
        "The ministry declined to comment.",
        None, "", None,
    ),
    "en: thread with handle": (
        "@CarrowFire: crews are at the mill, stay away from the river path",
        "CarrowFire", "crews are at the mill", None,
    ),
    "uk: за словами": (
        "За словами мера Олега Бондаря, воду повернуть до вечора.",
        "Олег", "воду повернуть", None,
    ),
    "uk: heading with colon": (
        "Кличко: у місті немає світла",
        "Кличко", "у місті немає світла", None,
    ),
    "uk: із посиланням на": (
        "Потяг зійшов з рейок, повідомляє «Суспільне» з посиланням на Укрзалізницю.",
        "Укрзалізни", "зійшов з рейок", "Суспільне",
    ),
    "de: sagte der dpa": (
        "„Der Damm hat gehalten“, sagte Bürgermeisterin Eva Kolb der Deutschen Presse-Agentur.",
        "Eva Kolb", "Der Damm hat gehalten", "Deutsche Presse-Agentur",
    ),
    "fr: a-t-il ajouté": (
        "Le maire Luc Petit a pris la parole. « L’eau sera coupée », a-t-il ajouté.",
        "Luc Petit", "L’eau sera coupée", None,
    ),
}  # fmt: skip

HEADINGS = {
    "an office before a colon": (
        "Interior minister: Nobody was left inside the tunnel",
        "Interior minister", "Nobody was left inside the tunnel",
    ),
    "an office behind a dash": (
        "Nobody was left inside the tunnel – interior minister",
        "interior minister", "Nobody was left inside the tunnel",
    ),
    "a body behind a comma, with its verb": (
        "Ferry had no valid licence, coastguard says", "coastguard", "Ferry had no valid licence",
    ),
    "a label of the page": ("Live: Storm hits the coast", None, ""),
    "a kind of text behind a dash": ("Storm hits the coast – analysis", None, ""),
    "an outlet behind a dash": ("Two dead in Sorn - Harbour Post", None, ""),
    "a town before a colon": ("Sorn: two dead in ferry fire", None, ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "sayer", "words", "agency"), SAID.values(), ids=SAID)
def test_said(text: str, sayer: str | None, words: str, agency: str | None) -> None:
    found = [(c.source, c.text, c.agency) for c in read(told("The Courier", 0, text)).claims]
    if sayer is None:
        assert not found
    else:
        assert any(
            sayer.casefold() in (source or "").casefold() and words.casefold() in claimed.casefold()
            and (agency is None or agency == carried)
            for source, claimed, carried in found
        ), found  # fmt: skip


@pytest.mark.xfail(strict=True, reason="claims: not read yet")
@pytest.mark.parametrize(("text", "sayer", "words", "agency"), KNOWN_WRONG.values(), ids=KNOWN_WRONG)
def test_known_wrong(text: str, sayer: str | None, words: str, agency: str | None) -> None:
    test_said(text, sayer, words, agency)


@pytest.mark.parametrize(("heading", "sayer", "words"), HEADINGS.values(), ids=HEADINGS)
def test_a_heading_alone_is_read_for_claims_that_point_nowhere(heading: str, sayer: str | None, words: str) -> None:
    found = read(told("The Courier", 0, "", heading)).claims
    assert [(claim.source, claim.text, claim.span) for claim in found] == ([(sayer, words, (0, 0))] if sayer else [])


def test_a_heading_above_a_text_is_not_read_twice() -> None:
    post = told("The Courier", 0, "The quay was shut, police said.", "Quay is shut, police say")
    assert [claim.text for claim in read(post).claims] == ["The quay was shut"]
