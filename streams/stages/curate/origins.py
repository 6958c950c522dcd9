"""Who counts as independent: origins, not posts.

The forces and ministries of one country are one origin; a wire copy in ten outlets is one; so are an outlet's editions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from streams.records import Enriched, Organisation, Person
from streams.stages.enrich import names
from streams.stages.enrich.claims.holders import Office, office_of

IN_PARTS = frozenset({"contains", "contained"})
OTHERS_SHARE = 1 / 3  # of a post's text that may be another's for it to be a report of its own
OF_THE_STATE = frozenset({"ministry", "government", "military", "police"})

_edition = re.compile(r"\b(?:live|online|news|world|uk|us|international|edition|\.com|\.co\.uk|\.org)\b|[^\w]+")


def family(outlet: str | None) -> str | None:
    """The publisher family of an outlet's name, as far as the name tells.

    >>> family("The Courier Live"), family("courier.com")
    ('courier', 'courier')
    """
    if outlet is None:
        return None
    words = [word for word in _edition.sub(" ", outlet.casefold()).split() if word not in ("the", "com", "www")]
    return " ".join(words) or outlet.casefold()


def sayer_origin(
    sayer: str | None,
    organisations: Sequence[Organisation],
    people: Sequence[Person],
    outlet: str,
    held: Mapping[Office, str],
) -> str:
    """The origin behind a claim: a state for its organs and officers, else the sayer, else the outlet itself.

    ``held`` says who holds an office by the event's other posts: one that says "the president" is of one origin with
    one that names him.
    """
    if sayer is None:
        return f"outlet:{outlet}"
    key = names.key(sayer)
    for organisation in organisations:
        if organisation.name == sayer or names.key(organisation.name) == key:
            if organisation.kind in OF_THE_STATE and organisation.country is not None:
                return f"state:{organisation.country}"
            return f"organisation:{key}"
    for person in people:
        office = person.role is not None and person.role.casefold() == sayer.casefold()
        if office or person.name == sayer or names.key(person.name) == key:
            return f"person:{names.key(person.name)}"
    asked = office_of(sayer)
    if asked is not None and asked in held:
        return f"person:{names.key(held[asked])}"
    return f"sayer:{key}"


def originals(posts: Sequence[Enriched]) -> dict[str, Enriched]:
    """For each post that copies another of these the one that it counts as; they come in order of reference time.

    Of a group of copies that is the earliest by its own time, though it came last, or the agency's whose credit another
    of them prints; a part counts as what it is a part of, and a post that holds another's words as that one, but for
    what is its own (``post_origin``). What copies none of these stands for itself.
    """
    there = {post.post_id: post for post in posts}
    group_of = {post.post_id: post.duplicate_group for post in posts if post.duplicate_group is not None}
    for post in posts:  # the first that came was told before anybody knew that it would be copied
        if post.duplicate_group is not None and post.duplicate_of in there:
            group_of.setdefault(post.duplicate_of, post.duplicate_group)
    firsts: dict[str, Enriched] = {}
    for post in posts:
        if post.post_id in group_of:
            firsts.setdefault(group_of[post.post_id], post)
    parts: dict[str, Enriched] = {}  # of a part the whole, or the other way round: the later counts as the earlier
    order = {post.post_id: n for n, post in enumerate(posts)}
    for post in posts:
        other = there.get(post.duplicate_of or "")
        if other is not None and post.duplicate_kind in IN_PARTS:
            later, earlier = (post, other) if order[other.post_id] < order[post.post_id] else (other, post)
            parts.setdefault(later.post_id, earlier)
    found: dict[str, Enriched] = {}
    for post in posts:
        original = post
        while True:  # each step leads to an earlier post
            first = firsts.get(group_of.get(original.post_id, ""), original)
            before = parts.get(first.post_id, first)
            if before is original:
                break
            original = before
        if original is not post:
            found[post.post_id] = original
    for post in posts:  # "(Reuters)" stands under one of ten
        counts_as = found.get(post.post_id, post)
        if counts_as.credit is None and post.credit is not None and post.duplicate_kind != "contains":
            credited = msgspec.structs.replace(counts_as, credit=post.credit)
            found |= {key: credited for key, each in found.items() if each.post_id == counts_as.post_id}
            found[counts_as.post_id] = credited
    return found


def post_origin(post: Enriched, originals: Mapping[str, Enriched], at: int | None = None) -> str:
    """The outlet or agency behind a post, or behind what it says at a position of its text.

    Behind a copy it is that of the original, or of the oldest copy that stands. A post that holds another's words has
    an origin of its own for the rest, and as a whole where that is by far the most of it.
    """
    if post.copied and post.post_id in originals:
        spans = post.copied
        its_own = not any(start <= at < end for start, end in spans) if at is not None else _is_mostly_own(post)
        if its_own:
            return f"outlet:{family(post.outlet) or post.page_id}"
    original = originals.get(post.post_id, post)
    return f"outlet:{family(original.credit or original.outlet) or original.page_id}"


def _is_mostly_own(post: Enriched) -> bool:
    return sum(end - start for start, end in post.copied) <= OTHERS_SHARE * len(post.text)
