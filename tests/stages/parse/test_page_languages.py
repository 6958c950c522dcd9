"""Live pages in other languages than English and German: their dates, times, labels and furniture."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest

from streams.stages.parse.clocks import clock
from streams.stages.parse.dates import Day, day_at, find_date
from streams.stages.parse.draft import Draft, Page
from streams.stages.parse.formats.live_text import read_page
from streams.stages.parse.furniture import furniture, is_link_label

SEEN = datetime(2025, 8, 4, 9, 0, tzinfo=UTC)


class Words(NamedTuple):
    """What a page's template says in a language, and what its two posts tell."""

    dateline: str  # of 3 August 2025, 18:52
    share: str
    also: str  # the label above links to other pages
    sign_up: str
    rights: str
    posts: tuple[tuple[str, str], tuple[str, str]]


PAGES = {
    "Spanish": Words(
        "Actualizado el 3 de agosto de 2025 a las 18:52", "Compartir", "Lee también", "Suscríbete a nuestro boletín",
        "Todos los derechos reservados",
        (("Cortada la carretera del puerto", "La carretera del puerto quedó cortada, dijo el alcalde."),
         ("Evacuada la escuela", "La escuela fue evacuada por el humo.")),
    ),
    "French": Words(
        "Mis à jour le 3 août 2025 à 18h52", "Partager", "À lire aussi", "Abonnez-vous à notre newsletter",
        "Tous droits réservés",
        (("La route du port est coupée", "La route du port est coupée, a dit le maire."),
         ("Une école évacuée", "Une école a été évacuée à cause de la fumée.")),
    ),
    "Italian": Words(
        "Ultimo aggiornamento: 3 agosto 2025, ore 18:52", "Condividi", "Leggi anche", "Iscriviti alla newsletter",
        "Tutti i diritti riservati",
        (("Chiusa la strada del porto", "La strada del porto è chiusa, ha detto il sindaco."),
         ("Evacuata la scuola", "La scuola è stata evacuata per il fumo.")),
    ),
    "Portuguese": Words(
        "Atualizado em 3 de agosto de 2025 às 18h52", "Compartilhar", "Leia também", "Assine nossa newsletter",
        "Todos os direitos reservados",
        (("Estrada do porto é fechada", "A estrada do porto foi fechada, disse o prefeito."),
         ("Escola é esvaziada", "A escola foi esvaziada por causa da fumaça.")),
    ),
    "Polish": Words(
        "Aktualizacja: 3 sierpnia 2025, godz. 18:52", "Udostępnij", "Czytaj także", "Zapisz się na newsletter",
        "Wszelkie prawa zastrzeżone",
        (("Droga do portu zamknięta", "Droga do portu jest zamknięta, powiedział burmistrz."),
         ("Ewakuacja szkoły", "Szkołę ewakuowano z powodu dymu.")),
    ),
    "Ukrainian": Words(
        "Оновлено 3 серпня 2025 о 18:52", "Поширити", "Читайте також", "Підписуйтесь на наш канал",
        "Усі права захищені",
        (("Дорогу до порту перекрито", "Дорогу до порту перекрито, сказав мер."),
         ("Школу евакуювали", "Школу евакуювали через дим.")),
    ),
    "Russian": Words(
        "Обновлено: 3 августа 2025 в 18:52", "Поделиться", "Читайте также", "Подписывайтесь на наш канал",
        "Все права защищены",
        (("Дорога к порту перекрыта", "Дорога к порту перекрыта, сказал мэр."),
         ("Школу эвакуировали", "Школу эвакуировали из-за дыма.")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("words", PAGES.values(), ids=PAGES)
def test_a_page_is_dated_cut_into_its_posts_and_rid_of_its_furniture(words: Words) -> None:
    (first, told), (second, also_told) = words.posts
    page = read_page("\n".join([
        "Altmar live", words.dateline, "18:50", first, told, words.share, "17:15", second, also_told, words.share,
        words.also, "Altmar", words.sign_up, words.rights,
    ]), None, SEEN)  # fmt: skip
    assert isinstance(page, Page)
    read = [(post.headline, post.text, post.published) for post in page.posts if isinstance(post, Draft)]
    assert read == [
        (first, told, datetime(2025, 8, 3, 18, 50, tzinfo=UTC)),
        (second, also_told, datetime(2025, 8, 3, 17, 15, tzinfo=UTC)),
    ]


DATES = {
    "Spanish": "Madrid, 3 de agosto de 2025", "Spanish with del": "3 de agosto del 2025",
    "French": "dimanche 3 août 2025",
    "Portuguese": "3 de agosto de 2025", "Italian": "domenica 3 agosto 2025", "Dutch": "zondag 3 augustus 2025",
    "Polish": "niedziela, 3 sierpnia 2025", "Ukrainian": "неділя, 3 серпня 2025", "Russian": "3 августа 2025 г.",
}  # fmt: skip


@pytest.mark.parametrize("line", DATES.values(), ids=DATES)
def test_dates(line: str) -> None:
    found = find_date(line)
    assert found is not None
    assert found[0] == date(2025, 8, 3)


def test_the_first_of_a_month_is_written_as_an_ordinal() -> None:
    for line in ("1er août 2025", "1º de agosto de 2025"):
        found = find_date(line)
        assert found is not None
        assert found[0] == date(2025, 8, 1)


DAYS = {
    "ayer": Day(back=1), "oggi": Day(back=0), "вчора": Day(back=1), "hoje": Day(back=0), "wczoraj": Day(back=1),
    "lunes": Day(weekday=0), "segunda-feira": Day(weekday=0), "п'ятниця": Day(weekday=4), "samedi": Day(weekday=5),
    "martes, 5 de agosto": Day(month=8, day=5, weekday=1), "wtorek, 5 sierpnia": Day(month=8, day=5, weekday=1),
}  # fmt: skip


@pytest.mark.parametrize(("written", "day"), DAYS.items(), ids=DAYS)
def test_days(written: str, day: Day) -> None:
    assert day_at(written) == (day, len(written))


TIMES = ("18h52", "18 h 52", "a las 18:52", "à 18h52", "alle 18:52", "às 18h52", "godz. 18:52", "о 18:52", "ore 18.52")


@pytest.mark.parametrize("written", TIMES)
def test_times(written: str) -> None:
    time = clock(written)
    assert time is not None
    assert time.minute_of_day == 18 * 60 + 52


PROSE = (
    "A las 18:52 los bomberos entraron en la nave.", "À 18h52, Paris s’est tu.", "В 18:52 Минск остался без света.",
    "Compartir el dolor: 300 vecinos despiden a las víctimas", "Partager la facture : le conseil vote",
    "Публікація закону відкладена", "Condividi o esci: il governo al voto", "Reklama piwa zakazana od maja",
    "Lire aussi vite que possible, le défi d’une école",
)  # fmt: skip


@pytest.mark.parametrize("line", PROSE)
def test_news_that_begins_alike_stays(line: str) -> None:
    assert clock(line) is None
    assert furniture(line) is None
    assert not is_link_label(line)
