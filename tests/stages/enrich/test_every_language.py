"""No text is lost for its language: each passes labelled, whole, and without an enricher that failed."""

from __future__ import annotations

from functools import cache

import pytest

from streams.data import gazetteer
from streams.stages.enrich import enrich, languages
from tests.build import a_post


@cache
def places() -> gazetteer.Gazetteer:
    return gazetteer.load()


# A sentence of our own each; of these languages the last ten have neither an enricher nor cues for kinds.
TEXTS = {
    "en": "The river rose again overnight and the bridge is closed.",
    "de": "Der Fluss ist in der Nacht wieder gestiegen, die Brücke ist gesperrt.",
    "fr": "La rivière est encore montée cette nuit et le pont est fermé.",
    "es": "El río volvió a subir durante la noche y el puente está cerrado.",
    "it": "Il fiume è salito ancora nella notte e il ponte è chiuso.",
    "pt": "O rio voltou a subir durante a noite e a ponte está fechada.",
    "pl": "Rzeka znów wezbrała w nocy i most jest zamknięty.",
    "uk": "Річка знову піднялася вночі, і міст закрито для руху.",
    "ja": "川は夜の間に再び増水し、橋は通行止めになっています。",
    "ar": "ارتفع منسوب النهر مرة أخرى خلال الليل وأغلق الجسر.",
    "fi": "Joki nousi jälleen yöllä ja silta on suljettu liikenteeltä.",
    "hi": "रात में नदी का पानी फिर बढ़ गया और पुल बंद कर दिया गया है।",
    "zh": "河水昨夜再次上涨,大桥已经关闭,居民正在撤离家园。",
    "ru": "Река снова поднялась за ночь, и мост закрыт для движения.",
    "tr": "Nehir gece boyunca yeniden yükseldi ve köprü trafiğe kapatıldı.",
    "ko": "밤사이 강물이 다시 불어나 다리가 통제되었습니다. 주민들은 대피했습니다.",
    "el": "Το ποτάμι ανέβηκε ξανά τη νύχτα και η γέφυρα έκλεισε.",
    "he": "הנהר עלה שוב במהלך הלילה והגשר נסגר לתנועה.",
}


@pytest.mark.parametrize("lang", TEXTS)
def test_language(lang: str) -> None:
    assert languages.of(TEXTS[lang]) == lang


@pytest.mark.parametrize("lang", TEXTS)
def test_every_language_passes_labelled_and_whole(lang: str) -> None:
    read = enrich(places(), a_post(TEXTS[lang]))
    assert (read.lang, read.text, read.degraded) == (lang, TEXTS[lang], ())
    assert read.passages[0].span[0] == 0 and read.passages[-1].span[1] == len(TEXTS[lang])
    assert read.passages[0].role == "main"


@pytest.mark.parametrize("lang", TEXTS)
def test_a_heading_alone_is_labelled_too(lang: str) -> None:
    read = enrich(places(), a_post("", headline=TEXTS[lang]))
    assert (read.lang, len(read.passages), read.degraded) == (lang, 1, ())


@pytest.mark.parametrize(
    "text", ["", "Kyiv", "54", "速報", "Ok!"], ids=["nothing", "a name", "a number", "two signs", "a cry"]
)
def test_what_is_too_short_to_tell_passes_without_a_label(text: str) -> None:
    read = enrich(places(), a_post(text, headline=None))
    assert (read.lang, read.text, read.degraded) == (None, text, ())


def test_the_language_that_the_source_declares_is_kept() -> None:
    assert enrich(places(), a_post(TEXTS["fi"], lang="sv")).lang == "sv"
