"""Who is named: people and organisations of a post, every spelling joined to one name."""

from __future__ import annotations

from dataclasses import dataclass

from streams.records import Organisation, Person, Place
from streams.stages.enrich.document import Document
from streams.stages.enrich.names import organisations, people
from streams.stages.enrich.names.genders import gender
from streams.stages.enrich.names.runs import runs
from streams.stages.enrich.names.spelling import key, one_person_each, same_person
from streams.stages.enrich.words import Words, split

__all__ = ["Names", "find", "gender", "key", "one_person_each", "same_person"]


@dataclass(frozen=True, slots=True)
class Names:
    """The people and organisations of one post, in the order of their first mention; heading-only ones last."""

    people: tuple[Person, ...] = ()
    organisations: tuple[Organisation, ...] = ()


def find(document: Document, places: tuple[Place, ...] = ()) -> Names:
    """People and organisations named in a post's text or heading, with spans into the text.

    >>> from datetime import datetime, timezone
    >>> from streams.records import Reference
    >>> day = datetime(2024, 5, 1, tzinfo=timezone.utc)
    >>> text = "Finnish president Alexander Stubb spoke. Mr Stubb thanked Finland’s Defence Ministry."
    >>> reference = Reference(start=day, end=day, basis="post")
    >>> post = Document("d", text, None, reference, None, "en", None, ((0, 40), (41, 84)))
    >>> names = find(post)
    >>> [(p.name, p.role, p.affiliation, p.aliases) for p in names.people]
    [('Alexander Stubb', 'Finnish president', 'Finland', ('Alexander Stubb', 'Stubb', 'Mr Stubb'))]
    >>> [(o.name, o.kind, o.country) for o in names.organisations]
    [('Finnish Ministry of Defence', 'ministry', 'FI')]

    Rules, tables and the post's own cues; no model. A lone capitalised word without any cue is left alone, and so
    are by-lines, which are the post's ``authors``.
    """
    found_people, found_organisations = people.Roll(), organisations.Roll()
    words = split(document.text)
    starts = frozenset(words.at(start) for start, _ in document.sentences)
    towns = {place.span[0]: place.name for place in places if place.span is not None}
    _read(words, starts, _taken(words, places), found_people, found_organisations, towns)
    if document.headline:
        heading = split(document.headline)
        _read(heading, frozenset({0}), bytearray(len(heading)), found_people, found_organisations, None)
        _join_slips(heading, found_organisations)
    first = len(document.text) + 1
    return Names(
        people=tuple(
            sorted((g.record() for g in found_people.groups), key=lambda p: p.spans[0][0] if p.spans else first)
        ),
        organisations=tuple(
            sorted(
                (g.record() for g in found_organisations.groups.values()),
                key=lambda o: o.spans[0][0] if o.spans else first,
            )
        ),
    )


def _read(
    words: Words,
    starts: frozenset[int],
    taken: bytearray,
    found_people: people.Roll,
    found_organisations: organisations.Roll,
    towns: dict[int, str] | None,
) -> None:
    """Read a text, or a heading: it has no towns."""
    in_text = towns is not None
    found = runs(words, starts)
    places = bytearray(taken)
    found_organisations.read(words, found, taken := bytearray(len(words)), in_text, towns or {})
    for index, is_place in enumerate(places):
        taken[index] |= is_place
    found_people.read(words, found, taken, in_text, found_organisations.bodies)


def _taken(words: Words, places: tuple[Place, ...]) -> bytearray:
    """Tokens of places; a place inside a longer run of capitals may still be part of a person's name."""
    taken = bytearray(len(words))
    for place in places:
        if place.span is not None:
            tokens = words.between(*place.span)
            alone = not tokens or tokens.stop >= len(words) or not words.is_capital(tokens.stop)
            if tokens and alone and (tokens.start == 0 or not words.is_capital(tokens.start - 1)):
                taken[tokens.start : tokens.stop] = bytes([people.PLACE]) * len(tokens)
    return taken


def _join_slips(heading: Words, found: organisations.Roll) -> None:
    """A heading's "… - Reuers" is the slip of an organisation told in the text: same letters in order, same ends."""
    if len(heading) < 3 or heading.forms[-2] not in {"-", "–", "—"}:
        return
    written = heading.forms[-1]
    if len(written) < 4 or any(written in group.aliases for group in found.groups.values()):
        return
    for group in found.groups.values():
        name = group.name
        letters = iter(name.lower())
        inside = all(letter in letters for letter in written.lower())
        if inside and name[0] == written[0] and name[-1] == written[-1] and len(name) <= 2 * len(written):
            group.aliases[written] = None
            return
