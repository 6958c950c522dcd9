"""Which spellings are one person's name, and which only look alike."""

import pytest

from streams.stages.enrich import names

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
