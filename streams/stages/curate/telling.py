"""How an event is told: headline and summary, chosen from the posts and never invented.

Both are the words most like all that the posts say (a centroid of rare stems, after Radev et al. 2004 and LexRank,
Erkan & Radev 2004), later words a little before earlier ones; the sentences of a summary are as unlike each other as
that allows (MMR, Carbonell & Goldstein 1998). What was superseded or withdrawn since is not told, nor what
``wording`` knows to be furniture, a teaser or an orphan, as long as there is anything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from streams.records import EventClaim, Figure, Sentence
from streams.stages.curate.headline import headline
from streams.stages.curate.members import Members, Share
from streams.stages.curate.past import Past
from streams.stages.curate.said import said_by
from streams.stages.curate.summary import summary

LOOKED_AT, STEP = 24, 8  # the newest posts are looked at, at most so many; the oldest of them move on by so many


@dataclass(frozen=True, slots=True)
class Told:
    """Headline and summary of an event, with the posts that they are from."""

    headline: str | None
    headline_post: str | None
    summary: tuple[Sentence, ...]


def tell(members: Members, figures: Iterable[Figure], claims: Iterable[EventClaim], lang: str | None) -> Told:
    """Choose an event's headline and summary.

    A pinned post tells its event whatever the others say: its heading, its first sentence first. A post's own heading
    comes before a sentence, one without flaws before the rest; a page's lead is headed by its page, so its first
    sentence is taken. Of a large event only the newest posts are looked at.
    """
    shares = _looked_at(members)
    if not shares:
        return Told(None, None, ())
    past = Past(figures, claims) if members.standing else Past((), ())  # of what was taken back, all is past
    said = [share.once(said_by) for share in shares]
    heading, by = headline(members, shares, said, past, lang)
    return Told(heading, by, summary(members, shares, said, past, by))


def _looked_at(members: Members) -> list[Share]:
    """The newest posts that tell of the event, copies left out; in steps, so that not each post moves the oldest."""
    shares = [share for share in members.telling if not share.is_copy] or members.telling
    passed = max(0, -(-(len(shares) - LOOKED_AT) // STEP) * STEP)
    shares = sorted(shares[-4 * LOOKED_AT :], key=lambda share: share.told_at)[passed - len(shares) :]
    if members.pinned is not None and members.pinned not in shares:
        shares = [members.pinned, *shares]
    return shares
