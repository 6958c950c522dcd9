"""HTML inside other formats to paragraphs, and the caps on markup that hold before anything walks it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.stage import Reject, Rejection
from streams.stages.parse.formats.fragments import paragraphs
from streams.stages.parse.formats.safe_html import ELEMENTS_MAX, OF_ONE_ELEMENT_MAX, tree_of

TEXTS = {
    "paragraphs": ("<p>One</p><p>Two</p>", "One\nTwo"),
    "text beside paragraphs": ("before<p>One</p>after", "before\nOne\nafter"),
    "line breaks": ("One<br>two<br/>three", "One\ntwo\nthree"),
    "inline elements break nothing": ("<p>Fire <b>is</b> <a href='x'>ou<i>t</i></a>, he said", "Fire is out, he said"),
    "a source's own line breaks are white space": ("<p>One\n  and the\tsame</p>", "One and the same"),
    "without a tag they are kept": ("One\nTwo\r\n\r\nThree", "One\nTwo\nThree"),
    "a list": ("<ul><li>One</li><li>Two</ul>", "One\nTwo"),
    "a table, a row a line": ("<table><tr><th>Team</th><th>Won</th></tr><tr><td>Reds<td>2</table>", "Team Won\nReds 2"),
    "entities": ("<p>Tea &amp; scones &ndash; 5&nbsp;&euro;</p>", "Tea & scones – 5 €"),
    "entities escaped twice": ("<p>Tea &amp;amp; scones, &amp;#39;fresh&amp;#39;</p>", "Tea & scones, 'fresh'"),
    "markup escaped as a whole": ("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", "One\nTwo"),
    "an ampersand in a name": ("R&D at AT&T; a < b", "R&D at AT&T; a < b"),
    "scripts, styles, embedded pages": ("<p>One<script>'<p>no'</script><style>p{}</style><iframe>no</iframe>", "One"),
    "captions": ("<figure><img alt=no><figcaption>no</figcaption></figure><p>One", "One"),
    "a message that is quoted": ("<blockquote><p>“Stay in”</p>— The mayor</blockquote>", "“Stay in”\n— The mayor"),
    "comments": ("<p>One<!-- no --> two", "One two"),
    "possible breaks": ("<p>Donau<wbr>dampf<wbr>schiff", "Donaudampfschiff"),
    "many of them": ("<p>" + "a<wbr>" * 500, "a" * 500),
    "what nobody sees": ("<p>One\u200b\u202e two\xad", "One two"),
    "nothing": ("", ""),
    "only markup": ("<img src=x><!-- c -->", ""),
}  # fmt: skip


@pytest.mark.parametrize("what", TEXTS)
def test_paragraphs_of(what: str) -> None:
    html, text = TEXTS[what]
    assert paragraphs(html) == text


def test_markup_too_large_to_be_a_report_loses_its_tags_only() -> None:
    assert paragraphs("<b>" * (ELEMENTS_MAX + 1) + "Rain").strip() == "Rain"
    assert paragraphs("<div>" * 300 + "Rain") == "Rain"


CAPPED = {
    "elements": "<p>" * (ELEMENTS_MAX + 2),
    "attributes of one": f"<p {' '.join(f'a{n}=1' for n in range(OF_ONE_ELEMENT_MAX + 1))}>",
    "attributes without values": f"<p {' '.join(f'a{n}' for n in range(OF_ONE_ELEMENT_MAX + 1))}>",
    "attributes after a quote that opens none": f'<p " {" ".join(f"a{n}" for n in range(200))} ">',
    "attributes behind a comment that has ended": f"<!--><p {' '.join(f'a{n}' for n in range(200))}>",
    "attributes behind a script that has ended": f"<script>'<'</script><p {' '.join(f'a{n}' for n in range(200))}>",
    "attributes of a script": f"<script {' '.join(f'a{n}' for n in range(200))}>",
    "depth": "<div>" * 300,
}


@pytest.mark.parametrize("what", CAPPED)
def test_markup_is_capped(what: str) -> None:
    refused = tree_of(CAPPED[what])
    assert isinstance(refused, Rejection) and refused.reason is Reject.TOO_LARGE and "Send" in refused.message


FREE = {
    "words in a comment": f"<!-- <p {' '.join('word' for _ in range(200))} --><p>x",
    "words in a script": f"<script>if (a <b {' '.join('word' for _ in range(200))}) x</script><p>x",
    "words in an attribute": f'<p title="<b {" ".join("word" for _ in range(200))}>">x',
    "words in text": f"<p>1 < 2 {' '.join('word' for _ in range(200))}",
}


@pytest.mark.parametrize("what", FREE)
def test_words_are_no_attributes(what: str) -> None:
    assert not isinstance(tree_of(FREE[what]), Rejection)


def test_declared_entities_are_refused() -> None:
    refused = tree_of('<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;')
    assert isinstance(refused, Rejection) and refused.reason is Reject.MALFORMED


@given(st.text(max_size=300))
def test_never_raises_and_leaves_no_blank_line(html: str) -> None:
    assert all(line == line.strip() and line for line in paragraphs(html).split("\n")) or paragraphs(html) == ""
