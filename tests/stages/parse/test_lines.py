"""Which lines of a page are headings, by-lines, link cards, furniture or prose."""

import pytest

from streams.stages.parse.bylines import byline
from streams.stages.parse.furniture import furniture, wrong_shape
from streams.stages.parse.headings import is_heading
from streams.stages.parse.lines import Kind, read_lines

PARAGRAPH = "The river board said on Sunday that the water had stopped rising in all but two of the valley towns."

# label: (line before, line, line after, is a heading)
HEADINGS = {
    "a line without closing punctuation above a paragraph": ("It rained.", "Sluice gates opened", PARAGRAPH, True),
    "one that ends in a quotation": (PARAGRAPH, "Mayor calls delay ‘a disgrace’", PARAGRAPH, True),
    "a question in few words": (PARAGRAPH, "Will the trains run tomorrow?", PARAGRAPH, True),
    "one with an abbreviation inside": (PARAGRAPH, "Gov. Ortega declares U.S. emergency", PARAGRAPH, True),
    "one without a body, between headings": (PARAGRAPH, "Bridge shut", "School shut", True),
    "German, with nouns in capitals": (PARAGRAPH, "Feuerwehr pumpt Keller in Altstadt leer", PARAGRAPH, True),
    "the last line of a page, when it is short": (PARAGRAPH, "Curfew lifted", "", True),
    "a sentence is none": (PARAGRAPH, "Nobody was hurt.", PARAGRAPH, False),
    "a quoted sentence is none": (PARAGRAPH, "“We were lucky.”", PARAGRAPH, False),
    "a long question is prose": (PARAGRAPH, "But " + "who will pay " * 6 + "for it?", "A line", False),
    "two sentences, the last cut off, are none": (PARAGRAPH, "It broke. Then the water", PARAGRAPH, False),
    "a line that starts small goes on from the last": (PARAGRAPH, "and in the towns below", PARAGRAPH, False),
    "a quotation cut in two is none": (PARAGRAPH, "“The dam will hold", PARAGRAPH, False),
    "somebody's words on a line of their own": (PARAGRAPH, "“We could not wait any longer”", PARAGRAPH, False),
    "a label and its figure": (PARAGRAPH, "Turnout in Altmar: 61.5", PARAGRAPH, False),
    "an item of a list that a colon opened": ("What is shut:", "The harbour road", "The fish market", False),
    "the heading after a list opened by a colon": ("What is shut:", "Harbour road shut", PARAGRAPH, True),
    "figures alone are a table": (PARAGRAPH, "2 - 1 (1 - 0)", PARAGRAPH, False),
    "forty words are a paragraph": (PARAGRAPH, "word " * 40, PARAGRAPH, False),
}


@pytest.mark.parametrize(("before", "line", "after", "expected"), HEADINGS.values(), ids=HEADINGS)
def test_headings(before: str, line: str, after: str, expected: bool) -> None:
    assert is_heading(before, line.strip(), after) is expected


# label: (line, authors or None, announces a longer piece)
BYLINES = {
    "three names report": ("Ana Sol, Ben Ode and Cy Lund report:", ("Ana Sol", "Ben Ode", "Cy Lund"), True),
    "one name with a post": ("Our transport correspondent Ana Sol reports:", None, False),
    "by two": ("By Ana Sol and Ben Ode", ("Ana Sol", "Ben Ode"), False),
    "from two, with a place": ("From Ana Sol in Porto and Ben Ode in Faro", ("Ana Sol", "Ben Ode"), False),
    "German": ("Von Ana Sol und Ben Ode", ("Ana Sol", "Ben Ode"), False),
    "a particle in a name": ("Piet van der Meer writes:", ("Piet van der Meer",), True),
    "the channel's reporters": ("From the channel’s Ana Sol and Ben Ode", ("Ana Sol", "Ben Ode"), False),
    "editors": ("Edited by Ana Sol and Ben Ode", ("Ana Sol", "Ben Ode"), False),
    "signed below": ("—The channel’s Ana Sol", ("Ana Sol",), False),
    "staff without names": ("By our staff and agencies", (), False),
    "a reporter's place": ("Reporting from Altmar, Portugal", (), False),
    "whoever said what was quoted is no author": ("— Ana Sol", None, False),
    "an institution is no author": ("The transport ministry reports:", None, False),
    "a sentence that starts with By": ("By noon the water had reached the church.", None, False),
    "a heading that starts with From": ("From bad to worse for rail passengers", None, False),
}


@pytest.mark.parametrize(("line", "authors", "announces"), BYLINES.values(), ids=BYLINES)
def test_bylines(line: str, authors: tuple[str, ...] | None, announces: bool) -> None:
    found = byline(line)
    assert (found and found.authors) == authors
    assert found is None or found.announces is announces


# label: (line, reason or None)
FURNITURE = {
    "a panel of readers": ("Join our weekly readers’ panel", "commenting"),
    "a question to readers": ("Tell us how the storm has touched you", "commenting"),
    "a letter by mail": ("The best of the day in your inbox", "sign-up"),
    "news of an inbox is news": ("Minister’s inbox was read for months, inquiry hears", None),
    "a call to comment": ("Join the conversation and share your thoughts", "commenting"),
    "a count of comments": ("Comments (214)", "commenting"),
    "a call to sign up": ("Sign up to our morning email", "sign-up"),
    "a share prompt": ("Share on Facebook", "sharing"),
    "a copied link": ("Copy link", "sharing"),
    "a link out": ("Read more: why dikes fail", "links"),
    "a caption": ("Image caption, The quay on Sunday", "captions"),
    "a picture credit": ("Sandbags on the quay (Reuters)", "captions"),
    "a control": ("Load more posts", "controls"),
    "an advert": ("Advertisement", "adverts"),
    "rights": ("© 2024 Example Media. All rights reserved.", "legal"),
    "a post embedded from elsewhere": ("Mayor Ortega (@mayor) March 3, 2024", "embeds"),
    "a bare number of an update": ("Liveupdate1709467200", "intake"),
    "German": ("Lesen Sie auch: Warum Deiche brechen", "links"),
    "news that starts with a verb of templates": ("Share prices fall after flood", None),
    "news about joining": ("Join-up of two rivers feared by engineers", None),
    "news about reading": ("Read the mayor’s letter, judge tells court", None),
    "news about copyright as a subject": ("Subscribers lose cover as insurer fails", None),
    "a word that is a control, in a sentence": ("Search for two missing sailors goes on", None),
    "a button of a picture": ("Enlarge this image", "captions"),
    "a switch of the page": ("Show key events only", "controls"),
    "a photo that is news": ("Photo of minister at party published", None),
    "a party to a conflict in brackets": ("Talks resume (again)", None),
}


@pytest.mark.parametrize(("line", "reason"), FURNITURE.values(), ids=FURNITURE)
def test_furniture(line: str, reason: str | None) -> None:
    assert furniture(line) == ("embeds" if reason == "intake" else reason)


def test_prose_is_never_furniture_however_it_starts() -> None:
    assert furniture("Subscribe " + "and the words go on " * 12) is None


CARDS = {
    "a card after a by-line: title and standfirst": (
        ["Dike breach echoes ’53", PARAGRAPH, "Ana Sol and Ben Ode report:", "Dike breach echoes ’53",
         "The valley has seen this before", "Trains stop", PARAGRAPH],
        ["heading", "text", "byline", "card", "card", "heading", "text"],
    ),
    "a card of another title after a by-line": (
        ["Dike breach", PARAGRAPH, "Ana Sol reports:", "How the valley flooded", "Trains stop for the day",
         "Ports shut", PARAGRAPH],
        ["heading", "text", "byline", "card", "card", "heading", "text"],
    ),
    "no card: the next post comes right after the by-line": (
        ["Dike breach", PARAGRAPH, "Ana Sol reports:", "Trains stop", "No train ran west of the river on Sunday."],
        ["heading", "text", "byline", "heading", "text"],
    ),
    "a link below a label": (
        ["Dike breach", PARAGRAPH, "Read more:", "How the valley flooded", "Trains stop", PARAGRAPH],
        ["heading", "text", "label", "card", "heading", "text"],
    ),
    "another post's heading said again without a body": (
        ["Trains stop", PARAGRAPH, "Dike breach", PARAGRAPH + " It is wide.", "Trains stop", "Ports shut",
         "All day long."],
        ["heading", "text", "heading", "text", "card", "heading", "text"],
    ),
    "a heading repeated as the body of its own post": (
        ["Dike breach", PARAGRAPH, "Goal for the visitors", "Goal for the visitors", "Ports shut", PARAGRAPH],
        ["heading", "text", "heading", "text", "heading", "text"],
    ),
    "two posts that share a heading, each with a body": (
        ["Weather update", PARAGRAPH, "Weather update", "Rain is to ease by Monday, forecasters said, then return."],
        ["heading", "text", "heading", "text"],
    ),
    "key points on top, told again below": (
        ["Rain goes on, and more of it is to come by the end of the week", "• Trains stop", "Ports shut", PARAGRAPH,
         "Trains stop", "No train runs west of the river today, the railway said on Sunday."],
        ["text", "card", "heading", "text", "heading", "text"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "kinds"), CARDS.values(), ids=CARDS)
def test_cards(lines: list[str], kinds: list[str]) -> None:
    read, _ = read_lines(lines)
    assert [line.kind.value for line in read] == kinds


def test_cards_are_counted_as_furniture() -> None:
    lines, kinds = CARDS["a card after a by-line: title and standfirst"]
    read, left_out = read_lines([*lines, "Sign up to our morning email"])
    assert left_out == kinds.count(Kind.CARD) + 1 == sum(line.kind is Kind.CARD for line in read) + 1


SHAPES = {
    "an error": (["404", "The page you want has gone."], "an error page"),
    "a login": (["Sign in to continue", "Email"], "a login page"),
    "a consent dialogue": (["We value your privacy", "Accept all"], "a consent page"),
    "a check for robots": (["Just a moment..."], "a check for robots"),
    "an error in French": (["Page introuvable", "Retour"], "an error page"),
    "a consent dialogue in Spanish": (["Valoramos tu privacidad", "Aceptar"], "a consent page"),
    "a login in Polish": (["Zaloguj się, aby czytać dalej", "E-mail"], "a login page"),
    "news of a login in Polish": (["Zalogowani na portalu stracili dane", "Tak mówi policja."], None),
    "a short page of news": (["Coast flood: live", "The water falls."], None),
    "a long page that starts badly": (["Access denied to flooded valley", *["The water falls."] * 12], None),
}


@pytest.mark.parametrize(("lines", "shape"), SHAPES.values(), ids=SHAPES)
def test_pages_of_another_shape(lines: list[str], shape: str | None) -> None:
    assert wrong_shape(lines) == shape


TAILS = {
    "a menu and a slogan after furniture go with it": (
        ["Road closed", "The road was closed.", "More stories", "The valley, every morning", "Home | Sport"], 3),
    "so does what a label of links leads to": (
        ["Road closed", "The road was closed.", "See also", "Ten roads to walk", "Home"], 3),
    "a heading that has only just begun stays": (["Road closed", "The road was closed.", "Bridge shut"], 0),
    "a button below each post is no foot, though no post ends with a full stop": (
        ["It rained.", "Road closed", "Share", "Bridge shut", "Share", "School shut", "Share"], 3),
    "nor is furniture above a time": (
        ["It rained.", "10:20", "Road closed", "Copy link", "10:10", "Bridge shut"], 1),
    "furniture between posts takes nothing with it": (
        ["Road closed", "The road was closed.", "Advertisement", "Bridge shut", "The bridge was shut."], 1),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "left_out"), TAILS.values(), ids=TAILS)
def test_the_foot_of_a_page(lines: list[str], left_out: int) -> None:
    kept, gone = read_lines(lines)
    assert gone == left_out
    assert len(kept) == len(lines) - left_out
