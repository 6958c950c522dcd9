"""Who says it in a heading: "Interior minister: nobody is left inside", "Nobody is left inside – interior minister".

Read where a post has a heading alone. A label that names nobody who can speak ("Live:", "Analysis –") is left alone.
"""

from __future__ import annotations

from streams.stages.enrich.claims.drafts import ACCORDING, Draft, Range, SourceTests
from streams.stages.enrich.claims.segments import QUOTE, Segment
from streams.stages.enrich.claims.verbs import is_verb

_LABEL_LONGEST = 6  # items
_TOLD_SHORTEST = 3  # items
_DASHES = frozenset({"—", "–", "--", "―", "-", "|"})


def read(segment: Segment, index: int, tests: SourceTests) -> Draft | None:
    """The claim of a heading that is labelled with who says it, before a colon or behind a dash.

    >>> from streams.stages.enrich.claims.sayers import Sayers
    >>> from streams.stages.enrich.claims.segments import cut
    >>> from streams.stages.enrich.names import Names
    >>> from streams.stages.enrich.words import split
    >>> text = "Interior minister: nobody is left inside"
    >>> words = split(text)
    >>> draft = read(cut(words, ((0, len(text)),), [])[0], 0, Sayers.of(words, Names((), ())))
    >>> text[slice(*draft.source)], text[slice(*draft.pieces[0])]
    ('Interior minister', 'nobody is left inside')
    """
    if segment.lows[-1:] == ["?"]:
        return None
    colon = next((at for at in range(1, min(len(segment), _LABEL_LONGEST + 1)) if segment.lows[at] == ":"), 0)
    if colon and len(segment) - colon > _TOLD_SHORTEST and _can_label(segment, (0, colon), tests):
        return _draft(segment, index, (colon + 1, len(segment)), (0, colon), (colon, colon + 1))
    dash = next((at for at in range(len(segment) - 2, 0, -1) if segment.lows[at] in _DASHES), 0)
    told = dash >= _TOLD_SHORTEST or segment.lows[0] == QUOTE
    label = (dash + 1, len(segment))
    if dash and told and len(segment) - dash - 1 <= _LABEL_LONGEST and _can_label(segment, label, tests):
        return _draft(segment, index, (0, dash), label, (dash, dash + 1))
    return None


def _can_label(segment: Segment, label: Range, tests: SourceTests) -> bool:
    return (
        all(segment.lows[at][0].isalnum() and not is_verb(segment, at) for at in range(*label))
        and tests.can_speak(segment.span(*label))
        and not tests.is_relay(segment.span(*label))
    )


def _draft(segment: Segment, index: int, told: Range, source: Range, words: Range) -> Draft:
    quoted = all(segment.lows[at] == QUOTE for at in range(*told))
    return Draft((segment.span(*told),), segment.span(*source), segment.span(*words), ACCORDING, quoted, index)
