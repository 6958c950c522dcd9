"""JSON and channels from hostile hands: any type in any field, any depth and size. Read or refused, never raised."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.codec import make_update
from streams.stage import Outcome, Rejection
from streams.stages.parse.draft import Draft, Page, Unread
from streams.stages.parse.formats import READERS, reader_for
from streams.stages.parse.formats.safe_json import instant, load, outline
from tests.stages.parse import messages as m
from tests.stages.parse.newsdesk import NOON, Desk
from tests.stages.parse.test_formats import JSON_SAMPLES

OURS = ("Telegram export", "Mastodon", "Bluesky", "live blog in blocks", "Live Blog posts")
SAMPLES = {label: (name, text) for label, (name, text) in JSON_SAMPLES.items() if name in OURS}
WRONG: tuple[Any, ...] = (
    None, True, 0, -1, 7, 1e300, 10**30, "", "x", "\u202e\u200b", "1709467200", "9" * 30, "0001-01-01T00:00:00+14:00",
    "http://[", [], [[]], [None, 7, "x", {}], {}, {"": {}}, {"text": {"text": []}}, [{"id": {"id": []}}],
)  # fmt: skip


def one_fate(outcome: Outcome) -> bool:
    return [bool(outcome.reject), bool(outcome.drop), outcome.held, bool(outcome.out)].count(True) == 1


def places(told: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of each value in a document."""
    inside = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for key, value in inside:
        yield (*at, key)
        yield from places(value, (*at, key))


def with_value(told: Any, at: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(told))
    inner = copy
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = value
    return copy


@pytest.mark.parametrize(("name", "text"), SAMPLES.values(), ids=SAMPLES)
def test_a_wrong_type_in_any_field(name: str, text: str) -> None:
    told = json.loads(text)
    reader = next(reader for reader in READERS if reader.name == name)
    for at in places(told):
        for value in WRONG:
            changed = json.dumps(with_value(told, at, value))
            outcome = Desk().take(changed, content_type="application/json")
            assert one_fate(outcome), (at, value)
            assert read_through(reader.read(changed, make_update(b"x", source="s", seen=NOON))), (at, value)


def read_through(read: Any) -> bool:
    """Whether a reader's answer holds what the contract says, deferred posts read too."""
    if isinstance(read, Rejection):
        return len(read.message.split()) > 5
    drafts = [read] if isinstance(read, Draft) else list(read) if not isinstance(read, Page) else []
    if isinstance(read, Page):
        drafts = [each.read() if isinstance(each, Unread) else each for each in read.posts]
    return all(
        isinstance(draft.text, str) and draft.headline != "" and (draft.native_id is None or draft.native_id != "")
        and (draft.published is None or draft.published.tzinfo is not None)
        for draft in drafts
    )  # fmt: skip


KEYS = sorted({str(key) for _, text in SAMPLES.values() for at in places(json.loads(text)) for key in at})
LEAVES = st.one_of(st.sampled_from(WRONG), st.text(max_size=9), st.floats(allow_nan=False), st.integers())
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=30,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_any_tree_of_known_keys_has_one_fate(tree: Any) -> None:
    text = json.dumps(tree)
    assert one_fate(Desk().take(text, content_type="application/json"))
    for reader in READERS:
        if reader.name in OURS:
            reader.takes(None, text)
            assert read_through(reader.read(text, make_update(b"x", source="s", seen=NOON)))


TAGS = (
    '<div class="tgme_widget_message js-widget_message" data-post="a/1">', '<div class="tgme_widget_message_text">',
    '<a class="tgme_widget_message_reply">', '<b class="tgme_widget_message_owner_name">', "<b>", "</b>", "</div>",
    '<a class="tgme_widget_message_date"><time datetime="2024-03-03T12:00:00Z">', '<time datetime="x">', "</a>", "<br>",
    "<svg><style>", "</svg>", "<![CDATA[", "<!--", "-->", "<p ", "words", "\0", "\ufeff", "\ud800", "<table><tr>",
    "<x:y>", "&amp;",
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(TAGS), max_size=25))
def test_any_tags_in_any_order_make_a_page_or_are_refused(tags: list[str]) -> None:
    text = m.preview("".join(tags))
    reader = next(reader for reader in READERS if reader.name == "Telegram preview")
    assert read_through(reader.read(text, make_update(b"x", source="s", seen=NOON)))
    outcome = Desk().take(text.replace("\ud800", ""), content_type="text/html")
    assert one_fate(outcome)


@given(st.text(max_size=200))
def test_the_outline_of_any_text_ends(text: str) -> None:
    for start in ("{", '{"a": [', "[", ""):
        assert isinstance(dict(outline(None, start + text)), dict)
        load(start + text, "a test")


@given(st.one_of(st.integers(), st.floats(), st.text(max_size=40), st.booleans(), st.none()))
def test_any_value_is_an_instant_or_none(value: Any) -> None:
    time_of = instant(value)
    assert time_of is None or time_of.utcoffset() is not None


def nested(depth: int, sign: str = "[") -> str:
    return sign * depth + ("]" if sign == "[" else '"x"' + "}") * depth


MIB = 1024 * 1024
# label: document; each is over half a megabyte or deeper than anything that is news
HUGE = {
    "lists without end": '{"blocks": ' + "[" * 500_000,
    "objects without end": '{"messages": ' + '{"a":' * 400_000,
    "a list 300 deep in a message": m.telegram(m.message(1, json.loads("[" * 300 + "]" * 300))),
    "a list 1,000 deep in a block": m.article(m.block(1))[:-1] + ', "x": ' + nested(1000) + "}",
    "empty lists": '{"did": "did:a", "time_us": 1, "kind": "commit", "x": [' + "[]," * 2_000_000 + "[]]}",
    "one long string": json.dumps(m.status(content="a" * 4 * MIB)),
    "a string of escapes": '{"did": "' + "\\u0041" * 600_000,
    "a string of back-slashes": '{"did": "' + "\\\\" * 600_000,
    "quotation marks": "{" + '"' * 600_000,
    "colons": "{" + '"a":' * 300_000,
    "tags in a status": json.dumps(m.status(content="<b>" * 300_000)),
    "half tags in a block": m.article(m.block(1, "<p " * 300_000)),
    "paragraphs that hold spaces": m.article(m.block(1, "<p>" + " " * 600_000)),
    "inline tags without words": m.article(m.block(1, "<p>" + "<b> " * 200_000)),
    "shortcodes in a name": json.dumps(
        m.status(account={"acct": "a", "display_name": ":a:" * 200_000, "emojis": [{"shortcode": "a"}] * 9000})
    ),
    "an event in an event": m.streamed("update", m.streamed("update", "[" * 500_000)),
    "equal messages": m.telegram(*[m.message(1, "Air raid alert")] * 1500),
    "lines of a message": m.telegram(m.message(1, "a\n" * 300_000)),
    "bold runs": m.telegram(m.message(1, [{"type": "bold", "text": "a"}] * 40_000)),
    "bubbles in bubbles": m.preview('<div class="tgme_widget_message js-widget_message" data-post="a/1">' * 20_000),
    "bubbles around a crowd": m.preview(
        '<div class="tgme_widget_message" data-post="a/1"><i class="tgme_widget_message_text">' * 100 + "<br>" * 40_000
    ),
    "blocks": m.article(*[{"id": n, "title": "x"} for n in range(60_000)]),
    "posts of Live Blog": m.answer(*[{"_id": "a", "blog": "b", "groups": []}] * 40_000),
    "statuses": json.dumps([{"uri": "", "created_at": "", "spoiler_text": "", "visibility": "public"}] * 9000),
    "bubbles": m.preview(*[m.bubble(n) for n in range(900)]),
    "texts in one bubble": m.preview(m.bubble(1, "<b>a</b><br>" * 40_000)),
    "classes of one element": m.preview(f'<div class="{"tgme_widget_message_x " * 100_000}" data-post="a/1">'),
}  # fmt: skip


@pytest.mark.parametrize("document", HUGE.values(), ids=HUGE)
def test_huge_documents_are_read_or_refused_in_bounded_time(document: str) -> None:
    """A bound that a slow and busy machine keeps; on an idle one none takes a fifth of it."""
    start = time.process_time()
    outcome = Desk().take(document, content_type=None)
    took = time.process_time() - start
    assert one_fate(outcome) and took < 1.5, took


@pytest.mark.parametrize("label", ["empty lists", "one long string", "tags in a status", "bubbles in bubbles"])
def test_huge_documents_take_bounded_memory(label: str) -> None:
    tracemalloc.start()
    try:
        reader = reader_for(None, HUGE[label])
        assert not isinstance(reader, Rejection)
        reader.read(HUGE[label], make_update(b"x", source="s", seen=NOON))
        assert tracemalloc.get_traced_memory()[1] < 64 * MIB
    finally:
        tracemalloc.stop()


# label: a document of any length
GROWING: dict[str, Callable[[int], str]] = {
    "tags that promise a word": lambda n: m.article(m.block(1, "<p>" + "<b> " * n)),
    "paragraphs without words": lambda n: m.article(m.block(1, "<p> " * n)),
    "a quotation without end": lambda n: json.dumps(m.status(content='<p class="quote-inline">' * n)),
    "lines without letters": lambda n: m.telegram(m.message(1, "\u200b\n" * n)),
    "bold and plain": lambda n: m.telegram(m.message(1, [{"type": "bold", "text": "\n"}, "\n"] * n)),
    "words in a bubble": lambda n: m.preview(m.bubble(1, "<b>a</b><br>" * n)),
    "back-slashes": lambda n: '{"did": "' + "\\" * 4 * n,
}  # fmt: skip


@pytest.mark.parametrize("make", GROWING.values(), ids=GROWING)
def test_time_grows_with_the_document_and_not_with_its_square(make: Callable[[int], str]) -> None:
    def took(n: int) -> float:
        document, best = make(n), 9.0
        for _ in range(3):
            start = time.process_time()
            Desk().take(document, content_type=None)
            best = min(best, time.process_time() - start)
        return best

    assert took(8000) < 20 * max(took(1000), 0.001), "eight times as long; the square would be 64"
