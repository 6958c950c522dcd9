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
    "the office before a comma": ("The mayor, Ana Roa, said no.", "Ana Roa", "mayor", None),
    "the office and its town before a comma": (
        "The prime minister of Norway, Ingrid Roa, said no.", "Ingrid Roa", "prime minister of Norway", "Norway",
    ),
    "the office of what was just named": (
        "Halden Holdings closed, its chairman, Omar Roa, said.", "Omar Roa", "chairman", "Halden Holdings",
    ),
    "an occupation by its ending": ("Volcanologist Ana Roa said no.", "Ana Roa", "Volcanologist", None),
    "a body after the name": (
        "Prof Ana Roa of the University of Ulm said no.", "Ana Roa", "professor", "University of Ulm",
    ),
    "a known body before the office": ("White House spokesman Omar Roa spoke.", "Omar Roa", "White House spokesman",
        "White House"),
    "kin are of no body": ("His wife, Ana Roa, spoke.", "Ana Roa", "wife", None),
    "an age and an office": ("Ana Roa, 34, a teacher from Ulm, spoke.", "Ana Roa", "teacher from Ulm", None),
    "an office before a rank": (
        "Guinea’s junta leader Colonel Omar Roa spoke.", "Omar Roa", "Guinea’s junta leader", "Guinea",
    ),
    "a portfolio is no body": (
        "Civil Protection Minister Omar Roa spoke.", "Omar Roa", "Civil Protection Minister", None,
    ),
    "where it happened is no owner": (
        "A court in Minsk jailed journalist Ana Roa.", "Ana Roa", "jailed journalist", None,
    ),
    "several words of description": (
        "The EU’s foreign policy chief, Omar Roa, spoke.", "Omar Roa", "EU’s foreign policy chief", "European Union",
    ),
    "a nickname": ("Police named José “Pepe” Roa.", "José Roa", None, None),
    "an Arabic name": ("It was Salim al-Masri who spoke.", "Salim al-Masri", None, None),
    "a name that nobody lists, in a role": ("Singer Xyla Qotberg spoke.", "Xyla Qotberg", "Singer", None),
    "a title-case heading": ("Police Arrest Mayor Dario Roa Over Bridge", "Dario Roa", "Mayor", None),
    "Cyrillic letters": ("Олена Гончаренко spoke.", "Олена Гончаренко", None, None),
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
    "a ship": "The ferry Princess Astrid ran aground.",
    "a storm": "Hurricane Astrid hit the coast.",
    "a bridge and a waterfall": "They saw the Charles Bridge and Victoria Falls.",
    "a heading in title case": "Schools Close Early As Storm Nears Coast, Officials Warn",
    "letters of a state": "A U.S. Marshal came.",
    "an owner in capitals": "It was its owner IOX.",
    "kin without a name": "His wife said no.",
    "a café": "They met at the Albert Café.",
    "a verb that opens a quotation": "He said: “Putting Ireland first is right.”",
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
    "told what it is after a comma": ("Orlaxa, the state oil firm, said no.", "Orlaxa", "company", None),
    "told what it is right before": ("It hurt the airline Orlaxa badly.", "Orlaxa", "company", None),
    "a name before a role in it": ("It was Orlaxa activist Ana Roa who spoke.", "Orlaxa", "other", None),
    "an ampersand": ("It hurt Roa & Sons badly.", "Roa & Sons", "company", None),
    "a first word that is enough": ("It hurt Banco Orlaxa badly.", "Banco Orlaxa", "company", None),
    "one of several listed with an id": ("It hurt Deutsche Bahn badly.", "Deutsche Bahn", "company", "DE"),
    "a national branch": ("The Chilean Red Cross came.", "Chilean Red Cross", "body", "CL"),
    "an authority's own name": ("The Malta Electoral Commission met.", "Malta Electoral Commission", "agency", "MT"),
    "a name that goes on after and": (
        "It was the Center for Coastal and Marine Studies.", "Center for Coastal and Marine Studies", "body", None,
    ),
    "a side of a match": ("The coach saw Orlaxa beat Roma 2-1.", "Orlaxa", "club", None),
    "the ministry of where it was written": (
        "LISBON (Reuters) - Roads were closed, the defence ministry said.", "Portuguese Ministry of Defence",
        "ministry", "PT",
    ),
    "the ministry of the only state told": (
        "Greek boats came. The defence ministry said so.", "Greek Ministry of Defence", "ministry", "GR",
    ),
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
    told = names_in(text).organisations
    organisation = next(one for one in told if one.name not in {"Reuters", "Roma"})
    assert (organisation.name, organisation.kind, organisation.country) == (name, kind, country)


NOTHING = {
    "a word inside a longer name": "They live in Apple Valley.",
    "an acronym of elsewhere": "A CHP officer came.",
    "chiefs in a heading": "Defence Chiefs Meet As Energy Bills Rise Again",
    "a ministry of one of two states": "Greek boats met Turkish boats. The defence ministry said so.",
    "a first word before an office": "Climate activist Ana Roa spoke.",
    "an adverb before a comma": "Overall, the fund predicted that rates would rise.",
}


@pytest.mark.parametrize("label", NOTHING)
def test_no_organisation(label):
    assert names_in(NOTHING[label]).organisations == ()


def test_a_wikidata_id_is_given_where_data_has_one():
    bahn, other = names_in("It hurt Deutsche Bahn and Halden Holdings.").organisations
    assert (bahn.wikidata_id, other.wikidata_id) == ("Q9322", None)


def test_an_acronym_has_no_id_of_another_sort():
    (one,) = names_in("Swedish ministers spoke to SVT.").organisations
    assert (one.kind, one.wikidata_id) == ("media", None)


def test_a_body_has_the_id_of_its_name_in_full():
    (one,) = names_in("It was up to Nato.").organisations
    assert one.wikidata_id == "Q7184"


# text -> the name that the words in brackets mean
MEANT = {
    "a surname alone": ("Ana Roa spoke. [Roa] left.", "Ana Roa"),
    "an honorific": ("Ana Roa spoke. Ms [Roa] left.", "Ana Roa"),
    "a particle with a capital": ("Ana van der Roa spoke. [Van der Roa] left.", "Ana van der Roa"),
    "an Arabic article with a capital": ("Salim al-Masri spoke. [Al-Masri] left.", "Salim al-Masri"),
    "another spelling": ("Volodymyr Demchuk spoke. [Demtschuk] left.", "Volodymyr Demchuk"),
    "the airline": ("Orla Airways stopped. The [airline] said no.", "Orla Airways"),
    "the one whose name has the word": (
        "Air Orla sued the Port Bank. The [bank] said no.", "Port Bank",
    ),
    "the nearer of two": ("Air Orla sued Air Roa. The [airline] said no.", "Air Roa"),
    "an acronym of its capitals": ("The Malta Wildlife Trust came. [MWT] staff left.", "Malta Wildlife Trust"),
    "the ministry": ("Chile’s Health Ministry came. The [ministry] said no.", "Chilean Health Ministry"),
    "the force": ("West Ulm Police came. The [force] said no.", "West Ulm Police"),
}  # fmt: skip


@pytest.mark.parametrize("label", MEANT)
def test_who_or_what_is_meant(label):
    told, name = MEANT[label]
    start, end = told.index("["), told.index("]") - 1
    found = names_in(told.replace("[", "").replace("]", ""))
    meant = [one.name for one in (*found.people, *found.organisations) if (start, end) in one.spans]
    assert meant == [name]


def test_the_company_car_is_not_the_company():
    (one,) = names_in("Orla Airways stopped. The company car stood outside.").organisations
    assert len(one.spans) == 1


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
