"""Which language a text is in: English by its words of grammar, the others by a model."""

from __future__ import annotations

import py3langid
import pytest

from streams.stages.enrich import languages

TEXTS = {
    "en": "The mayor said that the bridge would stay closed, and that nobody was hurt when the crane fell from it.",
    "de": "Der Bürgermeister sagte, die Brücke will man am Montag öffnen; er war an der Stelle, an der der Kran lag.",
    "nl": "De burgemeester zei dat de brug dicht blijft of een week later opengaat, en dat niemand gewond was.",
    "da": "Borgmesteren sagde, at broen er lukket for biler, og at ingen kom til skade, da en kran faldt ned i en by.",
    "ro": "Primarul are un plan pentru pod, care a fost închis anul trecut, iar nimeni nu are voie să treacă un an.",
    "pl": "Burmistrz powiedział, że to most jest zamknięty i że nikt nie został ranny, gdy spadł na niego dźwig.",
    "pt": "O presidente da câmara disse que a ponte ficará fechada e que ninguém ficou ferido quando a grua caiu.",
    "fr": "Le maire a dit que le pont resterait fermé et que personne n'avait été blessé quand la grue est tombée.",
    "uk": "Міський голова сказав, що міст лишиться закритим і що ніхто не постраждав, коли впав кран.",
}


@pytest.mark.parametrize("lang", TEXTS)
def test_a_language_is_told(lang: str) -> None:
    assert languages.of(TEXTS[lang]) == lang


OF_NO_LANGUAGE = {
    "nothing": "",
    "a name": "Kyiv",
    "figures": "12 13 14 " * 100,
    "nineteen letters": "a" * 19,
    "marks": "-" * 99,
}


@pytest.mark.parametrize("text", OF_NO_LANGUAGE.values(), ids=OF_NO_LANGUAGE)
def test_what_is_too_short_to_tell_has_none(text: str) -> None:
    assert languages.of(text) is None


MIXED = {
    "English words quoted in another language": TEXTS["de"] * 2 + " „We have been there with them“, sagte sie.",
    "an English title in another language": "“The Return of the King” " + TEXTS["pt"] * 2,
}


@pytest.mark.parametrize("text", MIXED.values(), ids=MIXED)
def test_some_english_in_a_text_does_not_make_it_english(text: str) -> None:
    assert languages.of(text) == py3langid.classify(text)[0] != "en"


@pytest.mark.parametrize("lang", TEXTS)
def test_words_of_english_grammar_are_none_of_other_languages(lang: str) -> None:
    words = languages._word.findall(TEXTS[lang].lower())
    assert (len(languages._english.intersection(words)) >= languages.ENGLISH_MIN) is (lang == "en")
