"""People and organisations of a post: roles, aliases, co-reference, and what is no name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.stages.enrich.names import Names
from tests.stages.enrich.reading import SEED, document, names_in, seed_post

# text -> name, role, affiliation
PEOPLE = {
    "a state's adjective before the office": (
        "Estonian president Alar Tamm spoke.", "Alar Tamm", "Estonian president", "Estonia",
    ),
    "a possessive before the office": (
        "Peru’s president Luz Quispe spoke.", "Luz Quispe", "Peru’s president", "Peru",
    ),
    "a body before the office": (
        "It was OPEC secretary general Omar Haddad who spoke.", "Omar Haddad", "OPEC secretary general", "OPEC",
    ),
    "a town before the office": ("Leeds Mayor Tracy Orr spoke.", "Tracy Orr", "Leeds Mayor", "Leeds"),
    "the office after a comma": (
        "Ivar Holm, governor of Tromso region, said no.", "Ivar Holm", "governor of Tromso region", "Tromso region",
    ),
    "a long office after a comma": (
        "Nadia Ferri, the head of the city’s fire service, said no.",
        "Nadia Ferri", "head of the city’s fire service", "city’s fire service",
    ),
    "a rank of two words": ("They met lieutenant general Pavel Sokol.", "Pavel Sokol", "lieutenant general", None),
    "a short rank": ("They met Lt. Gen. Pavel Sokol.", "Pavel Sokol", "Lt. Gen", None),
    "an age after the name": ("Zlata Begovac, 71, kept the letters.", "Zlata Begovac", None, None),
    "an initial": ("Police named her as Rosalind J. Achterberg.", "Rosalind J. Achterberg", None, None),
    "a month for a surname": ("Prime Minister Theresa May spoke in May.", "Theresa May", "Prime Minister", None),
    "a description before it": ("Republican Anna Reyes spoke.", "Anna Reyes", None, None),
    "particles inside the name": ("Chancellor Ulrike von der Heide spoke.", "Ulrike von der Heide", "Chancellor", None),
}  # fmt: skip
NOBODY = {
    "a weekday and a month": "On Thursday in March the Street was closed.",
    "a country and its people": "Ukraine and the French Republic signed.",
    "an honorific before an office": "We thank you, Mr Chairman.",
    "a sentence's first word": "Residents fled. Sirens wailed.",
    "a party's people of a place, told again": "The Ohio Republican left. A Republican stayed.",
    "an honorific alone": "The Ms. was added later.",
    "a team": "Manchester United won.",
}
ORGANISATIONS = {
    "a possessive": ("Spain’s Interior Ministry said no.", "Spanish Interior Ministry", "ministry", "ES"),
    "the ministry of": ("The Greek ministry of defence said no.", "Greek Ministry of Defence", "ministry", "GR"),
    "of a state after it": ("The Ministry of Health of Chile said no.", "Chilean Health Ministry", "ministry", "CL"),
    "a capital for the state": ("Ankara’s military said no.", "Turkish military", "military", "TR"),
    "armed forces": ("The Indian Air Force said no.", "Indian Air Force", "military", "IN"),
    "a town's own": ("The Lyon city council said no.", "Lyon city council", "government", None),
    "a news agency by its short name": ("It was reported by AFP.", "Agence France-Presse", "media", "FR"),
    "a body": ("It was up to the UN.", "United Nations", "body", None),
    "a company by its last word": ("It hurt Halden Holdings badly.", "Halden Holdings", "company", None),
    "a party": ("It hurt the Harbour Party badly.", "Harbour Party", "party", None),
}  # fmt: skip


@pytest.mark.parametrize("label", PEOPLE)
def test_person(label):
    text, name, role, affiliation = PEOPLE[label]
    (person,) = names_in(text).people
    assert (person.name, person.role, person.affiliation) == (name, role, affiliation)


@pytest.mark.parametrize("label", NOBODY)
def test_nobody(label):
    assert names_in(NOBODY[label]).people == ()


@pytest.mark.parametrize("label", ORGANISATIONS)
def test_organisation(label):
    text, name, kind, country = ORGANISATIONS[label]
    (organisation,) = names_in(text).organisations
    assert (organisation.name, organisation.kind, organisation.country) == (name, kind, country)


def test_every_mention_joins_its_person():
    text = (
        "Kenyan president Wanjiru Otieno arrived. Mr Otieno was late.\n"
        "Otieno left. The Kenyan president waved. So did Mrs Ferri."
    )
    otieno, ferri = names_in(text).people
    assert otieno.aliases == ("Wanjiru Otieno", "Otieno", "Mr Otieno", "Kenyan president")
    assert [text[a:b] for a, b in otieno.spans] == ["Wanjiru Otieno", "Otieno", "Otieno", "Kenyan president"]
    assert ferri.name == "Ferri"


def test_an_office_told_after_the_name_is_the_persons():
    text = "Anna Tamm has spoken. Tamm was calm. The Estonia president said it was over."
    (person,) = names_in(text).people
    assert person.role == "Estonia president"


def test_two_of_a_surname_stay_two():
    people = names_in("Maria Koval met Marina Koval. Maria Koval left.").people
    assert [person.name for person in people] == ["Maria Koval", "Marina Koval"]


def test_a_misspelling_is_kept_as_an_alias():
    (person,) = names_in("Aleksandr Lukahsenko spoke.").people
    assert person.name == "Alexander Lukashenko"
    assert person.aliases == ("Aleksandr Lukahsenko",)


def test_heading_names_help_where_the_text_is_empty():
    found = names_in("", headline="Kenyan president Wanjiru Otieno meets Reuters")
    assert [(person.name, person.spans) for person in found.people] == [("Wanjiru Otieno", ())]
    assert [(one.name, one.spans) for one in found.organisations] == [("Reuters", ())]


def test_a_headings_slip_joins_the_texts_agency():
    found = names_in("It was a success, Interfax reported.", headline="Plant restarts - Interfx")
    assert found.organisations[0].aliases == ("Interfax", "Interfx")


def test_the_bare_ministry_is_the_one_that_speaks():
    text = (
        "The Polish defence ministry said the convoy had stopped. It blamed the Czech ministry of defence.\n"
        "The ministry added that roads were icy, the MoD noted."
    )
    polish, czech = names_in(text).organisations
    assert {"ministry", "MoD"} <= set(polish.aliases)
    assert czech.aliases == ("Czech ministry of defence",)


def test_an_acronym_in_brackets_is_an_alias():
    (one,) = names_in("The Northern Relief Committee (NRC) met. NRC trucks left.").organisations
    assert one.aliases == ("Northern Relief Committee", "NRC")
    assert len(one.spans) == 3


words = st.lists(
    st.sampled_from([
        "Mr", "Mrs", "president", "Ukraine", "’s", "Kyiv", "Anna", "Roa", "von", "der", "(MoD)", "ministry",
        "of", "defence", "MoD", ",", ".", "“", "”", "said", "The", "US", "U.S.", "police", "police,", "--",
        "\n", "70", "Gen.", "CNN", "’", "'", "é", "Ž",
    ]),
    max_size=40,
).map(" ".join)  # fmt: skip


@given(st.one_of(words, st.text(max_size=200)), st.one_of(st.none(), words))
def test_any_text_is_read_and_spans_are_inside(text, headline):
    found = names_in(text, headline)
    for name in (*found.people, *found.organisations):
        assert name.name
        assert list(name.spans) == sorted(name.spans)
        assert all(0 <= start < end <= len(text) for start, end in name.spans)
    assert found == names_in(text, headline)


needs_seed = pytest.mark.skipif(not SEED.is_dir(), reason="the example page is not here")


def aliases(found: Names) -> dict[str, set[str]]:
    return {one.name: set(one.aliases) for one in (*found.people, *found.organisations)}


@needs_seed
def test_seed_two_ministries_are_two():
    heading, text = seed_post("Russia gets fourth commander", 5)
    found = aliases(names_in(text, heading))
    assert {"MoD", "British MoD", "ministry"} <= found["British Ministry of Defence"]
    assert found["Russian Ministry of Defence"] == {"Russian ministry of defence"}


@needs_seed
def test_seed_misspelt_names_join_the_right_one():
    heading, text = seed_post("Russia says it carried out", 2)
    assert "Ifax" in aliases(names_in(text, heading))["Interfax"]
    heading, text = seed_post("Kyiv residents told", 7)
    assert "Olekskiy Kuleba" in aliases(names_in(text, heading))["Oleksiy Kuleba"]


def test_a_document_without_sentences_has_no_names():
    assert names_in(document("").text) == Names()
