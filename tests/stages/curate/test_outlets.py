"""Who is behind an outlet: names and addresses of one newsroom, of two; classes, weights, the user's own file."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.data import word_tables
from streams.data.outlets import NAME_MAX, OutletsError, credits, laid_over, shipped
from streams.pipeline import pipeline
from streams.settings import SettingError, Settings
from streams.stages.curate.origins import outlet_origin
from streams.stages.dedupe.credits import credit
from tests.build import a_post
from tests.stages.curate.desk import read

ONE = [
    ("the article is no part of a name", "The Coast Herald", "Coast Herald"),
    ("letters of either case", "COAST HERALD", "Coast Herald"),
    ("its live page", "Coast Herald Live", "The Coast Herald"),
    ("its web edition", "Coast Herald Online", "Coast Herald"),
    ("its news desk", "Coast Herald Newsroom", "Coast Herald"),
    ("its international edition", "Coast Herald International", "Coast Herald"),
    ("its edition of Sunday", "Coast Herald on Sunday", "Coast Herald"),
    ("Sunday before the name", "Sunday Coast Herald", "Coast Herald"),
    ("a daily and its domain", "The Daily Beacon", "dailybeacon.example"),
    ("a daily and its Sunday by one name", "The Daily Beacon", "Beacon on Sunday"),
    ("a German Sunday", "Hafenbote am Sonntag", "Hafenbote"),
    ("a section behind a dash", "Coast Herald – World", "Coast Herald"),
    ("a section behind a hyphen", "Coast Herald - Politics", "Coast Herald"),
    ("a section before a bar", "World | Coast Herald", "Coast Herald"),
    ("a live blog behind a colon", "Coast Herald: Live", "Coast Herald"),
    ("an edition in brackets", "Coast Herald (UK edition)", "Coast Herald"),
    ("its domain", "coastherald.com", "Coast Herald"),
    ("its domain in a land with two last parts", "coastherald.co.uk", "Coast Herald"),
    ("its domain with a hyphen", "coast-herald.example", "Coast Herald"),
    ("its address", "https://www.coastherald.com/news/1", "Coast Herald"),
    ("a part of its domain", "live.coastherald.com", "Coast Herald"),
    ("a domain with its article", "thecoastherald.com", "The Coast Herald"),
    ("accents that a domain can't have", "riapost.example", "Ría Post"),
    ("its account on a server", "@coastherald@social.example", "Coast Herald"),
    ("its account with a stroke between the words", "@coast_herald", "Coast Herald"),
    ("its account on Bluesky under a shared name", "@coastherald.bsky.social", "Coast Herald"),
    ("its account on Bluesky under its own domain", "@coastherald.com", "Coast Herald"),
    ("its channel", "t.me/coastherald", "Coast Herald"),
    ("its channel as an address", "https://t.me/s/coastherald", "Coast Herald"),
    ("who carries it is not who wrote it", "Coast Herald via Yahoo", "Coast Herald"),
    ("named as a source", "Source: Coast Herald", "Coast Herald"),
    ("a broadcaster in another language", "BBC Mundo", "BBC News"),
    ("and in a third", "BBC News Україна", "BBC"),
    ("by land", "BBC Africa", "BBC"),
    ("by its domain", "bbc.co.uk", "BBC"),
    ("by a domain under its own", "news.bbc.co.uk", "BBC World"),
    ("by an account that is its domain", "@bbc.com", "BBC"),
    ("by a server of its own", "@newsdesk@bbc.co.uk", "BBC"),
    ("in full and in short", "Associated Press", "AP"),
    ("in capitals with full stops", "A.P.", "AP News"),
    ("in two languages", "Agence France-Presse", "AFP"),
    ("an agency through an aggregator", "Reuters via Yahoo", "Reuters"),
    ("an aggregator that names the agency", "Yahoo News via AP", "Associated Press"),
    ("a paper and its Sunday", "The Sunday Times", "The Times"),
    ("a paper and its Sunday by another name", "The Mail on Sunday", "MailOnline"),
    ("a daily and its short name", "NYT", "The New York Times"),
    ("its address", "https://www.nytimes.com/2025/01/01/world.html", "New York Times"),
    ("an edition of another land", "Guardian Australia", "The Guardian"),
    ("a name and a domain with nothing in common", "smh.com.au", "Sydney Morning Herald"),
    ("in Cyrillic and in Latin letters", "Українська правда", "Ukrainska Pravda"),
    ("a public programme and its broadcaster", "Tagesschau", "ARD"),
    ("a name with full stops", "M.E.N.", "Manchester Evening News"),
    ("a wide space and full-width letters", "ＢＢＣ News", "BBC"),
]
TWO = [
    ("times of two cities", "The Times", "The New York Times"),
    ("times of money", "The Times", "Financial Times"),
    ("times of a land", "The Times", "The Times of India"),
    ("times of an island", "The Irish Times", "The Times"),
    ("posts", "The Washington Post", "New York Post"),
    ("posts that nobody lists", "Harbour Post", "Coast Post"),
    ("heralds", "Coast Herald", "New Zealand Herald"),
    ("independents", "The Independent", "Kyiv Independent"),
    ("independents of two islands", "The Independent", "Independent (Ireland)"),
    ("telegraphs of two cities", "The Daily Telegraph", "The Daily Telegraph (Sydney)"),
    ("mails", "Daily Mail", "The Globe and Mail"),
    ("expresses", "Daily Express", "The Indian Express"),
    ("ABC of three lands", "ABC News", "ABC News (Australia)"),
    ("and the third", "ABC (Spain)", "ABC News"),
    ("a licence is no newsroom", "Sky News Australia", "Sky News"),
    ("agencies with a name in common", "Interfax", "Interfax-Ukraine"),
    ("a morning and an evening", "Morning Courier", "Evening Courier"),
    ("a paper and a radio", "Radio Coast", "Coast Herald"),
    ("a land that is part of the name", "Voice of Scotland", "Voice of Wales"),
    ("only editions in both", "World News", "Live News"),
    ("two who carry one agency", "Yahoo", "MSN"),
    ("who has the name inside a longer one", "Coast Herald", "Coast Herald Tribune"),
    ("theatre is no atre with an article", "theatrenews.example", "Atre News"),
    ("another one's domain under a like name", "thetimes.example", "The Times"),
    ("two accounts", "@jo@social.example", "@mo@social.example"),
    ("two authorities of one kind", "Lisbon Police", "Porto Police"),
]


@pytest.mark.parametrize(("label", "one", "other"), ONE, ids=[row[0] for row in ONE])
def test_one_newsroom(label: str, one: str, other: str) -> None:
    told = shipped().family
    assert told(one) == told(other), label


@pytest.mark.parametrize(("label", "one", "other"), TWO, ids=[row[0] for row in TWO])
def test_two_newsrooms(label: str, one: str, other: str) -> None:
    told = shipped().family
    assert told(one) != told(other), label


@pytest.mark.parametrize(
    ("outlet", "source"),
    [
        ("Reuters", "agency"), ("Northern News Agency", "agency"),
        ("Europa Press", "agency"), ("CNA", "public"), ("BBC Persian", "public"), ("Le Monde", "national"),
        ("Liverpool Echo", "local"), ("Coast Fire Service", "official"), ("Ministry of the Sea", "official"),
        ("usgs.gov", "official"), ("interior.gob.es", "official"), ("@jo@social.example", "channel"),
        ("Coast Telegram channel", "channel"), ("t.me/coast", "channel"), ("Yahoo News", "aggregator"),
        ("Coast Herald", "unknown"), ("coastherald.com", "unknown"), ("@coastherald@bbc.co.uk", "public"),
        ("@bbc@social.example", "channel"),
    ],
)  # fmt: skip
def test_the_class_of_a_source(outlet: str, source: str) -> None:
    publisher = shipped().publisher(outlet)
    assert publisher.source == source
    assert publisher.weight == shipped().weights[source]


def test_a_source_that_nobody_knows_weighs_one_and_less_is_for_channels_and_aggregators() -> None:
    weights = shipped().weights
    assert weights["unknown"] == weights["local"] == 1
    assert weights["aggregator"] < weights["channel"] < 1 < weights["official"] <= weights["public"] < weights["agency"]


@given(st.text(max_size=2 * NAME_MAX))
def test_any_name_has_a_family(name: str) -> None:
    assert (shipped().family(name) is None) == (not name)


@pytest.mark.parametrize(
    "name", ["a " * 100_000, "(" * 100_000, "@" + "a." * 100_000, "a - " * 50_000, "the " * 50_000, " via" * 50_000]
)
def test_a_hostile_name_is_read_by_its_beginning(name: str) -> None:
    assert len(shipped().family(name) or "") <= NAME_MAX


def test_a_file_of_ones_own_is_laid_over_ours() -> None:
    own = laid_over(
        '[weights]\nchannel = 0.1\nwire-service = 2\n[families."Coast Herald"]\nclass = "wire-service"\n'
        'names = ["Herald of the Coast"]\ndomains = ["coast.example"]\n[families.Reuters]\nweight = 3\n'
        'names = ["Reuters"]\n'
    )
    assert own.publisher("Herald of the Coast").family == own.family("news.coast.example") == "Coast Herald"
    assert own.publisher("The Coast Herald").weight == 2
    assert own.publisher("@jo@social.example").weight == 0.1
    assert own.publisher("Reuters").weight == 3
    assert own.family("BBC Mundo") == "BBC", "what it does not name stays"
    assert shipped().publisher("@jo@social.example").weight == 0.5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[weights", "is no TOML"),
        ("weights = 3", "weights is 3"),
        ("[weights]\nagency = 'much'", "weights.agency is 'much': want a number from 0 to 10"),
        ("[weights]\nagency = -1", "weights.agency is -1"),
        ("[weights]\nagency = true", "weights.agency is True"),
        ("[families.Coast]\nclass = 'paper'", "class is 'paper': want one of agency, public"),
        ("[families.Coast]\nnames = 'Coast'", "names is 'Coast': want a list"),
        ("[families.Coast]\nnames = ['']", "want a list"),
        ("[families.Coast]\nweigth = 2", "has weigth: want class, domains, names, weight"),
        ("[families]\nCoast = 2", "want a table"),
        ("[reading]\nlinks = ''", "has [reading]"),
    ],
)
def test_a_broken_file_says_what_is_wrong_with_it(text: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(OutletsError) as refused:
        laid_over(text)
    assert told in str(refused.value)
    path = tmp_path / "outlets.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingError, match="STREAMS_PUBLISHERS names"):
        pipeline(Settings(publishers=str(path)))


def test_a_file_that_is_not_there_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="can't be read"):
        pipeline(Settings(publishers=str(tmp_path / "none.toml")))


def test_whoever_is_credited_is_the_agency_of_the_same_table() -> None:
    told = credits()
    assert told["AP"] == told["The Associated Press"] == "Associated Press"
    assert all(shipped().publisher(family).family == family for family in told.values())
    assert all(shipped().publisher(family).source == "agency" for family in told.values())
    assert [name for name in told if shipped().publisher(name).source != "agency"] == ["CNA"], "Channel NewsAsia's, too"


def test_no_name_and_no_domain_is_of_two_newsrooms() -> None:
    families = word_tables.load("outlets")["families"].values()
    for key in ("names", "domains"):
        told = [each for row in families for each in dict.fromkeys(name.casefold() for name in row[key])]
        assert len(told) == len(set(told))


BEHIND = [
    ("an outlet's own report", "A fire broke out at the mill.", "Coast Herald", (), "outlet:coastherald"),
    ("an agency's dateline", "LIMA (Reuters) - A fire broke out.", "Coast Herald", (), "outlet:Reuters"),
    ("a dateline with its day", "Lima, May 3 (AFP) – A fire broke out.", "Coast Herald", (), "outlet:AFP"),
    (
        "an agency with the short name of an outlet",
        "TAIPEI (CNA) - A ship sank.",
        "Herald",
        (),
        "outlet:Central News Agency",
    ),
    ("an agency that nobody lists", "VIGO (Hill News Agency) – A ferry sank.", "Herald", (), "outlet:hillnewsagency"),
    ("an agency by the form of the dateline", "VIGO (Finisterra) – A ferry sank.", "Herald", (), "outlet:finisterra"),
    ("an agency as the author", "A fire broke out.", "Coast Herald", ("Associated Press",), "outlet:Associated Press"),
    ("a credit at the end", "A fire broke out. It spread. (dpa)", "Coast Herald", (), "outlet:dpa"),
    ("a reporter beside the agency", "A fire broke out.", "Coast Herald", ("Jo Ek", "Reuters"), "outlet:coastherald"),
    ("a bracket that is no dateline", "Police (and others) - said so.", "Coast Herald", (), "outlet:coastherald"),
    ("an age", "JO EK (52) – the mayor – has died.", "Coast Herald", (), "outlet:coastherald"),
    ("a bracket far on", "A fire. " * 30 + "LIMA (Reuters) - x.", "Coast Herald", (), "outlet:coastherald"),
    ("an agency only quoted", "A fire broke out, Reuters said.", "Coast Herald", (), "outlet:coastherald"),
]


@pytest.mark.parametrize(("label", "text", "outlet", "authors", "origin"), BEHIND, ids=[row[0] for row in BEHIND])
def test_who_is_behind_a_post(label: str, text: str, outlet: str, authors: tuple[str, ...], origin: str) -> None:
    told = a_post(text, outlet=outlet, authors=authors)
    post = msgspec.structs.replace(read(told), credit=credit(told))
    assert outlet_origin(post, {}, shipped())[0].key == origin, label
