"""Figures and claims that a post gave before it was edited, where it now gives another number of the same thing, or
lets the same sayer say something else of it.

They stay in their event as superseded, so that what was once told can still be read there, and by what it was replaced.
A number or a claim that an edit only leaves out is not kept: nobody says that it was wrong, or what holds instead.
"""

from __future__ import annotations

from datetime import datetime

from streams.records import Claim, Enriched, FigureMention
from streams.stages.curate.rows import Former, FormerClaim, PassageRow, PostRow
from streams.stages.curate.signature import stems
from streams.stages.enrich import names
from streams.stages.enrich.claims import pairs

OF_IT = 0.4  # share of the shorter claim's stems in both, where one took the other's place
FORMER_MAX = 12  # of one post, the newest: a ticker that counts all day has said enough by then


def former(known: PostRow, post: Enriched) -> tuple[Former, ...]:
    """What an edited post said before and has replaced, oldest first."""
    now = [figure for figure in post.figures if figure.kind == "event"]
    before = {_number(figure) for figure in known.post.figures}
    said = {_number(figure) for figure in now}
    fresh = {_thing(figure) for figure in now if _number(figure) not in before}
    taken_back = {(figure.object, figure.value) for figure in now if is_of_the_past(figure.sayer)}
    kept = [one for one in known.former if _number(one.mention) not in said]
    there = {_number(one.mention) for one in kept} | said
    for figure in known.post.figures:
        home, thing, number = _home(known, figure.span[0]), _thing(figure), _number(figure)
        if figure.kind != "event" or home is None or thing not in fresh or number in there:
            continue
        if (figure.object, figure.value) in taken_back:
            continue  # the post itself says what it said before: it stands there as withdrawn
        there.add(number)
        beside = tuple(f.value for f in now if f.object == figure.object and _number(f) in before)
        kept.append(Former(mention=figure, home=home, when=told_at(known), beside=beside))
    return tuple(kept[-FORMER_MAX:])


def former_claims(known: PostRow, post: Enriched) -> tuple[FormerClaim, ...]:
    """What an edited post let people say before, and has replaced by other words of theirs; oldest first."""
    now = {claim.text: claim for claim in post.claims}
    fresh = [claim for claim in post.claims if claim.text not in {old.text for old in known.post.claims}]
    kept = [one for one in known.former_claims if one.claim.text not in now]
    for old in known.post.claims:
        home = _home(known, pairs(old)[0][0])
        if home is None or old.text in now:
            continue
        words = frozenset(stems(old.text))
        heirs = [claim for claim in fresh if _says(claim) == _says(old) and _is_of_it(words, claim)]
        if heirs:
            heir = max(heirs, key=lambda claim: (len(words & set(stems(claim.text))), claim.claim_id))
            kept.append(FormerClaim(claim=old, home=home, when=told_at(known), by=heir.claim_id))
    return tuple(kept[-FORMER_MAX:])


def _says(claim: Claim) -> str | None:
    return names.key(claim.source) if claim.source is not None else None


def _is_of_it(words: frozenset[str], claim: Claim) -> bool:
    other = frozenset(stems(claim.text))
    return len(words & other) >= OF_IT * min(len(words), len(other)) > 0


def told_at(row: PostRow) -> datetime:
    """When a post told what it tells: its own instant, else when it was seen, within the day its page is dated."""
    post = row.post
    return post.published or min(max(row.told, post.reference.start), post.reference.end)


def is_of_the_past(sayer: str | None) -> bool:
    """Of a number that a correction takes back: "an earlier version of this post said thirty"."""
    return sayer is not None and "earlier version" in sayer.casefold()


def _thing(figure: FigureMention) -> tuple[object, ...]:
    """What a number counts, and of which part."""
    scope = figure.scope.casefold() if figure.scope is not None else None
    return figure.object, figure.unit, figure.action, scope, figure.counting


def _number(figure: FigureMention) -> tuple[object, ...]:
    """What a number says."""
    return *_thing(figure), figure.value, figure.low, figure.high, figure.bound


def _home(row: PostRow, at: int) -> str | None:
    around: list[PassageRow] = [p for p in row.passages if any(start <= at < end for start, end in p.spans)]
    return around[0].home if around else None
