"""Which spellings are one person's name, and which only look alike."""

import pytest

from streams.data.names import tables
from streams.records import Person
from streams.stages.enrich import names
from streams.stages.enrich.names import spelling

ONE_PERSON = {
    "the ways to end a Ukrainian surname": ("Andrii Sadovyi", "Andriy Sadovy"),
    "a given name in Russian and in Ukrainian": ("Alexey Reznik", "Oleksii Reznik"),
    "a listed person under a foreign spelling": ("Aleksandr Lukashenko", "Alyaksandr Lukashenka"),
    "a doubled letter": ("Marta Kollins", "Marta Kolins"),
    "a letter too many in the given name": ("Serghiy Tkachenko", "Serhiy Tkachenko"),
    "letters swapped in a long surname": ("Ana Fernadnez", "Ana Fernandez"),
    "an honorific and the surname": ("Mr Okonkwo", "Chidi Okonkwo"),
    "a family name that stands first": ("Kim Min-seok", "Mr Kim"),
    "an initial for the given name": ("J. Halloran", "Joan Halloran"),
    "accents left out": ("José Peñaranda", "Jose Penaranda"),
    "as Germans write it": ("Volodymyr Demchuk", "Wladimir Demtschuk"),
    "as Poles write it": ("Wołodymyr Demczuk", "Volodymyr Demchuk"),
    "h and g at the head of a Slavic name": ("Ivan Hrytsenko", "Ivan Gritsenko"),
    "in its own letters": ("Олена Гончаренко", "Olena Honcharenko"),
    "in Russian letters": ("Сергей Ткаченко", "Serhii Tkachenko"),
    "the Arabic article, joined, apart and left out": ("Karim al-Masri", "Kareem El Masri"),
    "the article left out": ("Karim al-Masri", "Karim Masri"),
    "a servant's name in one word": ("Abdul Aziz Noor", "Abdelaziz Noor"),
    "Arabic vowels": ("Salim Tantoush", "Salim Tantush"),
    "family name last": ("Wang Xiulan", "Xiulan Wang"),
    "a given name of two syllables": ("Choi Eun-ha", "Choi Eun Ha"),
    "particles joined": ("Ana van den Berg", "Ana Vandenberg"),
    "a double name without its hyphen": ("Lea Roth-Amsel", "Lea Roth Amsel"),
    "a second surname left out": ("Luz Quispe Mamani", "Luz Quispe"),
    "umlauts written out": ("Jörg Schröter", "Joerg Schroeter"),
    "a suffix left out": ("Walter Pruitt Jr", "Walter Pruitt"),
    "two initials": ("W. T. Pruitt", "Walter Thomas Pruitt"),
    "a short given name": ("Bill Pruitt", "William Pruitt"),
}
TWO_PEOPLE = {
    "brothers": ("Sergei Bubka", "Vasiliy Bubka"),
    "a couple whose surname has two genders": ("Mr Ivanov", "Ms Ivanova"),
    "short surnames a letter apart": ("Anna Lind", "Anna Lund"),
    "Nordic surnames that differ by a vowel": ("Lars Hansen", "Lars Hanson"),
    "surnames of one ending": ("Serhii Popko", "Serhii Popov"),
    "two given names a letter apart": ("Maria Koval", "Marina Koval"),
    "the same first letters only": ("Peter Hillman", "Peter Hilton"),
    "surnames that differ in their first letter": ("Mr Hill", "Mr Gill"),
    "a surname alone beside a longer one": ("Mr Brown", "Gordon Browning"),
    "father and son": ("Walter Pruitt Jr", "Walter Pruitt Sr"),
    "two real surnames a letter apart": ("Ruth Baker", "Ruth Barker"),
    "a surname and its patronymic": ("Ruth Harris", "Ruth Harrison"),
    "a man and a woman of one family": ("Julian Amsel", "Juliane Amsel"),
    "Chinese family names a letter apart": ("Chen Min", "Cheng Min"),
    "Korean given names a letter apart": ("Choi Eun-ha", "Choi Eun-hae"),
    "initials that differ": ("W. T. Pruitt", "J. T. Pruitt"),
    "second given names that differ": ("Ana Luz Roa", "Ana Inés Roa"),
    "two short forms of two names": ("Pat Roa", "Pete Roa"),
    "nobody": ("", ""),
}


@pytest.mark.parametrize("label", ONE_PERSON)
def test_one_person(label):
    assert names.same_person(*ONE_PERSON[label])
    assert names.same_person(*reversed(ONE_PERSON[label]))


@pytest.mark.parametrize("label", TWO_PEOPLE)
def test_two_people(label):
    assert not names.same_person(*TWO_PEOPLE[label])
    assert not names.same_person(*reversed(TWO_PEOPLE[label]))


def test_equal_keys_join_transliterations_but_not_slips():
    assert names.key("Serhiy Tkachenko") == names.key("Sergey Tkachenko")
    assert names.key("Serghiy Tkachenka") != names.key("Serhiy Tkachenko")


TOLD = {
    "a slip joins the commonest": (["Ana Marchenko", "Ana Marchenko", "Ana Marchnko"], [[0, 1, 2]]),
    "a surname joins the one that it fits": (["Ana Marchenko", "Mrs Marchenko", "Ivo Roa"], [[0, 1], [2]]),
    "a surname that fits two joins none": (["Ivo Roa", "Eva Roa", "Roa"], [[0], [1], [2]]),
    "brothers stay two": (["Ivo Roa", "Eva Roa"], [[0], [1]]),
    "no names": ([], []),
}


@pytest.mark.parametrize("label", TOLD)
def test_one_person_each(label):
    told, groups = TOLD[label]
    assert names.one_person_each(told) == groups


GENDERS = {
    "an honorific": (Person(name="Roa", aliases=("Roa", "Mr Roa")), "m"),
    "an office": (Person(name="X. Roa", role="city spokeswoman"), "f"),
    "a given name": (Person(name="Ana Roa"), "f"),
    "an honorific before a given name of the other": (Person(name="Kim Roa", aliases=("Mr Kim Roa",)), "m"),
    "nothing that tells": (Person(name="Roa"), None),
}


@pytest.mark.parametrize("label", GENDERS)
def test_gender(label):
    person, gender = GENDERS[label]
    assert names.gender(person) == gender


def test_every_listed_spelling_finds_its_person() -> None:
    for right, others in tables().known_people.items():
        assert {spelling.known_person(each) for each in (right, *others)} == {right}


@pytest.mark.parametrize("name", [pair for names_ in ONE_PERSON.values() for pair in names_])
def test_a_listed_person_is_found_as_by_comparing_with_all(name: str) -> None:
    same = (right for right in sorted(tables().known_people) if spelling.same_person(name, right))
    full = len(spelling.parts(name)) > 1
    assert not full or spelling.known_person(name) == next(same, None)
