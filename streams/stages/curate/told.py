"""What the posts of an event tell of it: their figures and claims, each with who is behind it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import msgspec

from streams.data.figures_plain import LANGUAGES
from streams.data.outlets import Outlets
from streams.data.word_tables import load
from streams.records import Claim, Enriched, FigureMention, Organisation, Person, Span
from streams.stages.curate import contrast, deeds
from streams.stages.curate.amounts import is_length
from streams.stages.curate.answers import Answer, answered
from streams.stages.curate.entries import NATION, Tellings, Told, all_tellings, tellings
from streams.stages.curate.former import is_of_the_past, told_at
from streams.stages.curate.limits import EVERYWHERE, Own, of_what, unlimited
from streams.stages.curate.lines import ClaimTold, TakenBack
from streams.stages.curate.members import Members, Share
from streams.stages.curate.origins import Origin, Sayers
from streams.stages.curate.rows import PostRow
from streams.stages.curate.runs import in_a_row
from streams.stages.enrich import names
from streams.stages.enrich.claims import pairs
from streams.stages.enrich.document import sentences

LEDGER_KINDS = frozenset({"event", "measure", "money", "percent", "score"})

_WORDS = load("ledger")["words"]
NEWER, CORRECTS = frozenset(_WORDS["newer"]), frozenset(_WORDS["corrects"])
RETRACTIONS: tuple[str, ...] = tuple(_WORDS["retractions"])
PAST = frozenset(_WORDS["past"])
PENAL, TERMS = frozenset(_WORDS["penal"]), frozenset({"year", "month", "week", "day"})
PENAL_NEAR = 40  # characters
OLD = timedelta(days=45)
OPENING = 12  # characters before a time that opens its sentence: "In late"
YEARS = ("year", "decade", "months")
_years_ago = re.compile(r"\b(?:years?|decades?|months)\b[^.,;]{0,24}\b(?:ago|earlier|before),? ", re.IGNORECASE)
_since = re.compile(r"\W*since (?:\w+ )?((?:19|20)\d\d)\b")
_INSTEAD = "|".join(sorted(phrase for lang in LANGUAGES for phrase in load(f"figures.{lang}")["words"]["instead"]))
# "raised it from 5", "who had spoken of five", "41 instead of 42": what was said before
_spoken_of = re.compile(
    rf"\b(?:from|instead of|rather than|{_INSTEAD}) $"
    r"|\bhad (?:first |at first )?(?:spoken of|counted|reported|feared|given|claimed) ",
    re.IGNORECASE,
)
_bodies_of = re.compile(r"\bbodies of (?:at least |some |the |all )?$", re.IGNORECASE)
_letters_and_digits = re.compile(r"\w+")
_word = re.compile(r"[a-z]+(?:-[a-z]+)*")


def figures(members: Members, sayers: Sayers, own: Own, most: int | None = None) -> Tellings:
    """The figures of an event as its posts tell them, of one thing no more than ``most`` to be read."""
    join = partial(all_tellings, most=most)
    return members.fold(members.every, _figures, join, sayers, members.outlets, own, members.withdrawn, most)


def claims(members: Members, sayers: Sayers) -> Sequence[ClaimTold]:
    """The claims of an event as its posts tell them."""
    return members.fold(members.every, _claims, in_a_row, sayers, members.outlets, members.withdrawn)


def _figures(
    share: Share, sayers: Sayers, outlets: Outlets, own: Own, withdrawn: bool, most: int | None
) -> Tellings:  # fmt: skip
    if not (share.post.figures or share.row.former) or tells_of_other_news(share.post):
        return tellings(())
    told = share.once(_figures_told, _behind(share, sayers, outlets), own)
    return tellings([replace(one, withdrawn=True, until=share.row.seen) for one in told.every]) if withdrawn else told


def _claims(share: Share, sayers: Sayers, outlets: Outlets, withdrawn: bool) -> tuple[ClaimTold, ...]:
    if not (share.post.claims or share.row.former_claims) or tells_of_other_news(share.post):
        return ()
    told = share.once(_claims_told, _behind(share, sayers, outlets))
    return tuple(replace(one, withdrawn=True, until=share.row.seen) for one in told) if withdrawn else told


def _figures_told(share: Share, behind: Behind, own: Own) -> Tellings:
    return tellings([*_told(share, behind, own), *_replaced(share, behind, own)])


def _claims_told(share: Share, behind: Behind) -> tuple[ClaimTold, ...]:
    row = share.row
    told: list[ClaimTold] = []
    denied = share.once(_answered)
    for claim in row.post.claims:
        at = pairs(claim)[0][0]
        if not row.post.text or share.within(at):
            origin = behind.origin(claim.source, at)
            told.append(ClaimTold(
                claim, row.post.post_id, origin.key, row.withdrawn, when=told_at(row), label=origin.label,
                printed=behind.origin(None, at).key, until=row.seen if row.withdrawn else None,
                numbers=_numbers(row.post, claim), answered=denied.get(claim.claim_id), lang=row.post.lang,
            ))  # fmt: skip
    homes = {p.home for p in share.passages}
    for former in row.former_claims:
        if former.home in homes:
            origin = behind.origin(former.claim.source)
            told.append(ClaimTold(
                former.claim, row.post.post_id, origin.key, row.withdrawn, when=former.when, label=origin.label,
                until=row.seen if row.withdrawn else row.told, replaced=True, by=former.by,
                lang=row.post.lang,
            ))  # fmt: skip
    return tuple(told)


def _answered(share: Share) -> Mapping[str, Answer]:
    return answered(share.post)


def taken_back(members: Members, sayers: Sayers) -> list[TakenBack]:
    """The sentences in which somebody takes back what he said, with those who are named or speak there."""
    found: list[TakenBack] = []
    for share, (start, end), reach in members.fold(members.standing, _retractions, in_a_row):
        post, row = share.post, share.row
        by = {_sayer_origin(sayers, row, c.source).key for c in post.claims
              if c.source is not None and start <= pairs(c)[0][0] < reach}  # fmt: skip
        by |= {_sayer_origin(sayers, row, who.name).key for named in (post.people, post.organisations)
               for who in named if any(start <= s < end for s, _ in who.spans)}  # fmt: skip
        words = frozenset(contrast.meant(post.text[start:end], post.lang))
        found.append(TakenBack(post.post_id, share.told_at, frozenset(by), words))
    return found


def _retractions(share: Share) -> tuple[tuple[Share, tuple[int, int], int], ...]:
    """The sentences of a post that take something back, each with how far what is said of it may reach."""
    post = share.post
    low = post.text.casefold()
    if tells_of_other_news(post) or not any(phrase in low for phrase in RETRACTIONS):
        return ()
    cut = sentences(post.text)
    return tuple(
        (share, (start, end), cut[min(at + 1, len(cut) - 1)][1])  # who speaks next speaks of it
        for at, (start, end) in enumerate(cut)
        if any(phrase in low[start:end] for phrase in RETRACTIONS) and share.within(start)
    )


def _numbers(post: Enriched, claim: Claim) -> frozenset[tuple[str, float]]:
    """The numbers in a claim, each with what it counts or its unit."""
    spans = pairs(claim)
    return frozenset(
        (f.unit or deeds.kind_of(f.object) or f.kind, number)
        for f in post.figures
        if (number := f.value if f.value is not None else f.low) is not None
        and any(start <= f.span[0] < end for start, end in spans)
    )


def tells_of_other_news(post: Enriched) -> bool:
    """A recap, a teaser or a feature repeats what other posts tell, and tells of other events in the same breath."""
    return post.post_type != "news"


# ------------------------------------------------------------------------------------------- figures


def _told(share: Share, behind: Behind, own: Own) -> list[Told]:
    row, post = share.row, share.post
    mine = [f for f in post.figures if (not post.text or share.within(f.span[0])) and _is_of_the_event(post, f)]
    if not mine:
        return []
    cut = sentences(post.text)
    starts = [start for start, _ in cut]
    spoken = [(pairs(claim), claim) for claim in post.claims]
    found: list[Told] = []
    low, words, read = "", frozenset[str](), None
    for figure in mine:
        at = max(bisect_right(starts, figure.span[0]) - 1, 0)
        sentence = cut[at] if cut else (0, len(post.text))
        if sentence != read:
            low, read = post.text[slice(*sentence)].casefold(), sentence
            words = frozenset(_word.findall(low))
        if _is_of_old(post, figure, sentence[0], low):
            continue
        claim = _claim_around(spoken, figure)
        past = is_of_the_past(figure.sayer)
        origin = behind.origin(figure.sayer, figure.span[0])
        if _bodies_of.search(post.text[sentence[0] : figure.span[0]]) is not None:
            figure = msgspec.structs.replace(figure, object="body")
        mention, reach = unlimited(of_what(figure, mine), own, leads=at == 0)
        if reach is None and mention.scope is None and low.startswith(EVERYWHERE):
            reach = NATION  # Nationwide, 120 people have died
        found.append(Told(
            mention=mention, post_id=post.post_id, when=told_at(row), sentence=(post.post_id, sentence[0]),
            sayer=figure.sayer, origin=origin.key, label=origin.label, remit=_remit_key(row, figure.sayer),
            claim_id=claim.claim_id if claim is not None else None, withdrawn=row.withdrawn or past,
            corrects=post.significance == "correction" or (not past and bool(words & CORRECTS)),
            holder=_holder(post, figure, sentence[0]), reach=reach, newer=bool(words & NEWER),
            past=bool(words & PAST) or _spoken_of.search(post.text[sentence[0] : figure.span[0]]) is not None,
            until=row.seen if row.withdrawn else None,
        ))  # fmt: skip
    return found


def _is_of_the_event(post: Enriched, figure: FigureMention) -> bool:
    """Whether a number belongs in a ledger: a count, or an amount of something; no age, lapse or way from a town."""
    if figure.kind == "elapsed":
        return figure.object is not None or figure.action is not None or _is_a_sentence(post, figure)
    if figure.kind not in LEDGER_KINDS:
        return False
    if figure.kind != "measure":
        return figure.kind != "percent" or figure.object is not None or figure.action is not None
    if not is_length(figure.unit):
        return True
    away = any(
        p.precision == "offset" and p.span is not None and p.span[0] < figure.span[1] and figure.span[0] < p.span[1]
        for p in post.places
    )
    return deeds.is_rising(figure.action) or (figure.object is not None and not away)


def _is_of_old(post: Enriched, figure: FigureMention, begin: int, low: str) -> bool:
    """Whether a number is recalled from months before: "In August 2021, 17 …", "since 2019, when 83 …".

    ``low`` is its sentence, folded: most need no closer look.
    """
    if any(word in low for word in YEARS) and _years_ago.search(post.text[begin : figure.span[0]]) is not None:
        return True
    since = _since.match(low)
    if since is not None and int(since[1]) < post.reference.start.year:
        return True  # since 2021 450 have been killed
    for time in post.times:
        start, end = time.span
        if not begin <= start < end <= figure.span[0] or time.start is None or time.end is None:
            continue
        opens = start - begin <= OPENING or post.text[end : end + len(", when ")].lstrip(", ").startswith(
            ("when", "where")
        )
        if opens and time.precision in ("month", "season", "year") and post.reference.start - time.end > OLD:
            return True
    return False


def _is_a_sentence(post: Enriched, figure: FigureMention) -> bool:
    """Whether a length of time is one that somebody goes to prison for."""
    if figure.unit not in TERMS:
        return False
    start, end = figure.span
    return bool(PENAL & set(_word.findall(post.text[max(start - PENAL_NEAR, 0) : end + PENAL_NEAR].casefold())))


def _replaced(share: Share, behind: Behind, own: Own) -> list[Told]:
    """The figures of a post's older revisions that it has replaced since."""
    row = share.row
    homes = {p.home for p in share.passages}
    found: list[Told] = []
    for one in row.former:
        if one.home in homes:
            mention, reach = unlimited(one.mention, own)
            sayer = mention.sayer
            origin = behind.origin(sayer)
            found.append(Told(
                mention=mention, post_id=row.post.post_id, when=one.when, sentence=(row.post.post_id, -1),
                sayer=sayer, origin=origin.key, label=origin.label, remit=_remit_key(row, sayer),
                claim_id=None, withdrawn=row.withdrawn or is_of_the_past(sayer), corrects=False,
                replaced=True, beside=one.beside, reach=reach, until=row.seen if row.withdrawn else row.told,
            ))  # fmt: skip
    return found


def _holder(post: Enriched, figure: FigureMention, begin: int) -> str | None:
    """Who has an amount, of what several have: the last one named before it in its sentence, who does not tell it."""
    if figure.kind not in ("percent", "money", "score", "elapsed") and not deeds.is_contested(figure.object):
        return None
    sayer = names.key(figure.sayer) if figure.sayer is not None else None
    before = [
        (span[0], names.key(who.name))
        for named in ((post.people,) if figure.kind == "elapsed" else (post.people, post.organisations))
        for who in named
        for span in who.spans
        if begin <= span[0] < figure.span[0]
    ]
    thing = figure.object
    if thing is not None and figure.unit == "percent" and _letters(post.text[begin : figure.span[0]], thing):
        return names.key(thing)  # die CDU … 31,5 Prozent, whatever those letters stand for
    itself = next((key for _, key in before if thing is not None and thing in key.split()), None)
    if itself is not None:
        return itself
    named_before = max((one for one in before if one[1] != sayer), default=None)
    if named_before is not None:
        return named_before[1]
    if figure.kind == "elapsed":
        return None
    if figure.modifier is not None and figure.modifier[0].isupper():
        return names.key(figure.modifier)
    preposition, _, where = (figure.scope or "").partition(" ")
    return names.key(where) if preposition in ("in", "of", "for") and where[:1].isupper() else None


def _letters(text: str, thing: str) -> bool:
    """Whether a text has a thing as letters that stand for a name."""
    return len(thing) > 1 and thing.upper() in _letters_and_digits.findall(text)


def _claim_around(spoken: Sequence[tuple[tuple[Span, ...], Claim]], figure: FigureMention) -> Claim | None:
    at = figure.span[0]
    around = [
        (sum(e - s for s, e in spans), claim.claim_id, claim) for spans, claim in spoken
        if any(s <= at < e for s, e in spans)
    ]  # fmt: skip
    return min(around, key=lambda item: item[:2])[2] if around else None


# ------------------------------------------------------------------------------------------- origins


@dataclass(frozen=True, slots=True)
class Behind:
    """Who is behind the words of one post."""

    post: Enriched
    whole: Origin  # behind the post
    own: Origin  # behind what it does not copy
    sayers: Mapping[str, Origin]  # behind what others say in it

    def origin(self, sayer: str | None, at: int | None = None) -> Origin:
        """Who is behind words at a position of its text: their sayer, else the post's own origin."""
        if sayer is not None:
            return self.sayers[sayer]
        copied = at is None or any(start <= at < end for start, end in self.post.copied)
        return self.whole if copied else self.own


def _behind(share: Share, sayers: Sayers, outlets: Outlets) -> Behind:
    return share.once(_who_is_behind, sayers, outlets)


def _who_is_behind(share: Share, sayers: Sayers, outlets: Outlets) -> Behind:
    said = {name: _sayer_origin(sayers, share.row, name) for name in share.once(_sayers)}
    return Behind(share.post, share.origin(outlets)[0], share.own_origin(outlets)[0], said)


def _sayers(share: Share) -> tuple[str, ...]:
    """Who says something in a post."""
    figures = (*share.post.figures, *(one.mention for one in share.row.former))
    claims = (*share.post.claims, *(one.claim for one in share.row.former_claims))
    said = (*(figure.sayer for figure in figures), *(claim.source for claim in claims))
    return tuple(dict.fromkeys(name for name in said if name is not None))


def _sayer_origin(sayers: Sayers, row: PostRow, sayer: str) -> Origin:
    """Who is behind what somebody says in a post."""
    origin = sayers.origin(sayer, row.post)
    if origin.is_body:
        return origin
    if (remit := _remit(row, sayer)) is not None:
        return Origin(f"officials:{remit[0]}", f"officials:{remit[1]}")  # a town's mayor and its administration are one
    return origin


def _remit(row: PostRow, sayer: str | None) -> tuple[str, str] | None:
    """The town or region whose officials a sayer belongs to: "Kyiv officials", "the mayor of Vila Real"; key, name."""
    if sayer is None:
        return None
    who: Person | Organisation | None = next((p for p in row.post.people if p.name == sayer), None)
    who = who or next((o for o in row.post.organisations if o.name == sayer), None)
    words = [sayer]
    if isinstance(who, Person):
        words += [text for text in (who.role, who.affiliation) if text]
    elif who is not None and who.kind in ("military", "ministry"):
        return None  # "Kyiv's military": a capital stands for its state; a province's ministry is a body of its own
    told = " ".join(words)
    local = [p.name for p in row.post.places if p.precision in ("city", "point", "region") and p.text in told]
    return (names.key(local[0]), local[0]) if local else None


def _remit_key(row: PostRow, sayer: str | None) -> str | None:
    remit = _remit(row, sayer)
    return remit[0] if remit is not None else None
