"""How two numbers of an event stand to each other.

corroborates   the same amount of the same thing, said by another, in whatever unit
updates        the same sayer, or another later on, gives a newer or a sharper total of the same thing
part_of        parts that a sentence adds up to a whole, a count of a named part or kind of a larger one, or an
               increment ("another three") of the total that holds it
narrower       a smaller count by somebody who speaks for a part of the whole (a mayor beside an air force)
conflicts      totals of the same thing at the same time that can't both be right
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from streams.stages.curate import amounts, deeds
from streams.stages.curate.entries import NATION, PLACED, TOWN, Entry
from streams.stages.curate.together import Beside, same_things

SAME_TIME = timedelta(hours=3)  # another's total given sooner than this is a rival, later it is an update
LIKE = 3.0  # what nobody says of the same deed can be two counts of it where one is no more than so much of the other
CROWD = 20  # people: fewer may be others
SAME_NEWS = timedelta(hours=12)  # two that tell "another three" tell of the same three

Related = tuple[str, Entry, Entry]  # kind, of, to


def related(a: Entry, b: Entry, told: Beside) -> Related | None:
    """The relation of two entries, b told first, and which way it points; none where nobody could say."""
    if a.is_withdrawn != b.is_withdrawn:
        return None  # what was taken back disputes nothing
    if not _comparable(a, b):
        return None
    if a.is_replaced or b.is_replaced:
        return _replacement(a, b)
    if a.id in told.sums.get(b.id, {}):
        return "part_of", a, b
    if b.id in told.sums.get(a.id, {}):
        return "part_of", b, a
    if a.is_increment or b.is_increment:
        return _added(a, b)
    if amounts.same(a.amount, b.amount):
        return ("corroborates", a, b) if are_one(a, b) else None
    if a.amount.value is None or b.amount.value is None:
        return _total(a, b, told) if _limits_alike(a, b) else None
    small, large = (a, b) if a.amount.value < b.amount.value else (b, a)
    if told.is_of(small, large):
        return "part_of", small, large
    if deeds.is_of_bodies(a.figure.object) != deeds.is_of_bodies(b.figure.object) and "found" in (a.deed, b.deed):
        toll = small.is_toll and large is a and {a.deed, b.deed} == {"found", "killed"}
        return ("updates", a, b) if toll and a.first.when > b.first.when else None
    if _is_part(small, large):
        return None if _beside(small, large, told) else ("part_of", small, large)
    if small.whole is not None and small.whole == large.amount.value:
        return "part_of", small, large
    if small.whole is None and small.limit is not None and small.limit.startswith("of "):
        return ("part_of", small, large) if _is_what_it_is_of(small, large, told) else None
    if (small.whole or large.whole) is not None and (small.deed is None or small.deed != large.deed):
        return None  # 35 of the 230 survived: no newer count of those that came ashore
    few = deeds.is_few(small.thing, large.thing)
    if small is b and b.is_alone and _is_named_later(a, b):
        return "updates", a, b
    if not same_things(a, b) or (few and not (large is a and _grew(a, b) and _are_near(a, b))):
        return None
    one_sayer = a.first.origin == b.first.origin and a.first.sayer is not None
    if small.part is not None and large.part is None and not (one_sayer and large is a and _grew(a, b)):
        came_of = large.deed is None and small.deed is not None  # eleven hit in a stand: no part of a crowd as such
        if came_of or _beside(small, large, told):
            return None
        return ("narrower" if _speaks_for_a_part(small, large) else "part_of"), small, large
    if small.first.reach == TOWN and large.first.reach == NATION:
        return "part_of", small, large
    if small.part != large.part and not (small.part is None and large is a and _grew(a, b)):
        return None  # two parts; or the part is told larger than the whole: they count different things
    if small.first.remit is not None and large.first.origin.startswith("state:"):
        return "narrower", small, large
    return _total(a, b, told)


# ------------------------------------------------------------------------------------------- what can be compared


def _comparable(a: Entry, b: Entry) -> bool:
    f = a.figure
    unnamed = None in (a.kind, b.kind)
    if a.amount.dimension != b.amount.dimension or (a.kind != b.kind and (f.unit is None or not unnamed)):
        return False
    if unnamed and (f.unit is None or not (_deeds_fit(a, b) or _is_one_odd(a, b))):
        return False  # amounts of nobody knows what, but barrels aboard, and acres burned
    if a.holder is None or b.holder is None:
        # Of whom one is told, but not the other: 48 % is 48 %, but 51 % may be another's.
        contested = f.unit in ("percent", "score") or deeds.is_contested(f.object)
        return a.holder is b.holder or not contested or amounts.same(a.amount, b.amount)
    ours, theirs = set(a.holder.split()), set(b.holder.split())
    return ours <= theirs or theirs <= ours  # "Prado" is Ana Prado


def _deeds_fit(a: Entry, b: Entry) -> bool:
    """Whether amounts of nobody knows what can be of one thing: by one deed, or as what came of the other."""
    if a.deed == b.deed or None in (a.deed, b.deed):
        return True
    return _is_among(a, b)


def _is_one_odd(a: Entry, b: Entry) -> bool:
    value = a.figure.value
    return value is not None and value == b.figure.value and amounts.is_odd(value)


def _are_the_dead(a: Entry, b: Entry) -> bool:
    """Whether one counts the killed and the other their bodies."""
    bodies = deeds.is_of_bodies(a.figure.object) != deeds.is_of_bodies(b.figure.object)
    return bodies and {a.deed, b.deed} == {"found", "killed"}


def _is_one_crowd(a: Entry, b: Entry) -> bool:
    """Whether two posts count as many people or things, more than a few, and at most one says what became of them: 33
    captives are the 33 hostages who were released; or the deed of one is among those of the other."""
    value = a.figure.value
    if (a.kind != deeds.PERSON and a.thing != b.thing) or a.figure.unit is not None or value != b.figure.value:
        return False
    if value is None or value < CROWD or not set(a.figure.posts).isdisjoint(b.figure.posts):
        return False
    apart = {deeds.apart(a.deed), deeds.apart(b.deed)}
    return None in apart or len(apart) == 1 or _is_among(a, b)


def _is_among(a: Entry, b: Entry) -> bool:
    return deeds.is_deed_among(a.deed, b.deed) or deeds.is_deed_among(b.deed, a.deed)


def are_one(a: Entry, b: Entry) -> bool:
    """Whether two equal amounts are of the same people or things; an odd one is, unless two deeds are told."""
    if _is_one_crowd(a, b) or (a.amount.value == b.amount.value and _are_the_dead(a, b)):
        return True
    if not a.is_money and _is_one_odd(a, b) and None in (deeds.apart(a.deed), deeds.apart(b.deed)):
        return a.thing == b.thing or deeds.same_kind(a.thing, b.thing, a.deed)
    if not a.is_money and (not same_things(a, b) or (a.thing != b.thing and a.deed != b.deed)):
        return False
    return a.first.reach is None or b.first.reach is None or a.first.reach == b.first.reach


def _limits_alike(a: Entry, b: Entry) -> bool:
    return same_things(a, b) and a.part == b.part


# ------------------------------------------------------------------------------------------- parts


def _is_part(small: Entry, large: Entry) -> bool:
    """Whether the smaller count is of one kind, or of a deed, among what the larger one counts: seven children among
    sixteen dead, four in hospital among eleven injured."""
    f, g = small.figure, large.figure
    if large.limit not in (None, small.limit) and small.first.sentence not in {told.sentence for told in large.told}:
        return False
    if (deed := deeds.of_whom(small.limit)) is not None and deed == large.deed and small.kind == large.kind:
        return True
    if small.limit == "including":
        return deeds.same_deed(small.deed, large.deed) or small.deed is None
    together = not set(f.posts).isdisjoint(g.posts)
    if deeds.is_few(small.thing, large.thing):
        by_one = any(
            t.origin == u.origin or t.sentence == u.sentence
            for t in small.told for u in large.told if t.post_id == u.post_id
        )  # fmt: skip
        return by_one and small.deed is not None and small.deed == large.deed
    told = together or large.first.when <= small.first.when
    return told and small.kind == large.kind and deeds.is_deed_among(small.deed, large.deed)


def _added(a: Entry, b: Entry) -> Related | None:
    """An increment updates nothing. It is part of the total told with it, or next; or another tells of it, too."""
    if not same_things(a, b) and not _are_put_together(a, b):
        return None
    if a.is_increment and b.is_increment:
        one = amounts.same(a.amount, b.amount) and a.first.when - b.first.when <= SAME_NEWS
        return ("corroborates", a, b) if one and a.first.origin != b.first.origin else None
    more, total = (a, b) if a.is_increment else (b, a)
    if more.amount.value is None or total.amount.value is None or more.amount.value >= total.amount.value:
        return None
    together = set(more.figure.posts) & set(total.figure.posts)
    later = total is a and more.first.when < total.first.when
    return ("part_of", more, total) if together or later else None


def _are_put_together(a: Entry, b: Entry) -> bool:
    """Whether one sentence tells both of one thing, and the deed once: "another 12 put back to sea, which makes it 32
    whales rescued"."""
    sentences = {told.sentence for told in a.told}
    return a.thing == b.thing and None in (a.deed, b.deed) and any(told.sentence in sentences for told in b.told)


def _speaks_for_a_part(small: Entry, large: Entry) -> bool:
    """Whether a count of a place is the word of another than who counts the whole, and no post tells both together."""
    by_name = None not in (small.first.sayer, large.first.sayer)
    by_name = by_name and set(small.figure.posts).isdisjoint(large.figure.posts)
    return by_name and small.first.origin != large.first.origin and (small.limit or "").split()[0] in PLACED


def _beside(small: Entry, large: Entry, told: Beside) -> bool:
    """Whether the larger one is another part of what the smaller one is a part of: two and five of seven."""
    siblings = [part for parts in told.sums.values() if small.id in parts for part in parts.values()]
    return any(part.value == large.figure.value for part in siblings)


def _is_what_it_is_of(small: Entry, large: Entry, told: Beside) -> bool:
    """Whether "three of them" are of these: told before it in the same post, and not beside it in a sum."""
    if not same_things(small, large) or small.whole is not None:
        return False  # of the injured nobody is killed
    here = [t for t in large.told if t.post_id == small.first.post_id]
    return any(t.mention.span < small.first.mention.span for t in here) and not _beside(small, large, told)


# ------------------------------------------------------------------------------------------- totals


def _replacement(a: Entry, b: Entry) -> Related | None:
    """The relation of a number that an edit replaced to another: only the number that took its place knows it."""
    new, old = (a, b) if b.is_replaced else (b, a)
    edited = {told.post_id for told in old.told} & {told.post_id for told in new.told if not told.replaced}
    same = new.limit == old.limit and same_things(new, old)
    same = same and new.figure.value not in old.told[-1].beside
    return ("updates", new, old) if edited and same else None


def _total(a: Entry, b: Entry, told: Beside) -> Related | None:
    """Two totals of the same thing, b told first: one is newer or sharper, both can be right, or they conflict."""
    rivals = a.first.origin != b.first.origin and told.are_rivals(a, b)
    if rivals and not amounts.agree(a.amount, b.amount):
        return "conflicts", a, b
    if not _same_deeds_told(a, b) or told.are_two(a, b):
        return None
    if (newer := _newer(a, b)) is not None:
        return "updates", newer, b if newer is a else a
    if amounts.agree(a.amount, b.amount) or a.deed != b.deed:
        return None  # both can be right; or nobody said that it is of the same deed
    if set(a.figure.posts) & set(b.figure.posts) and a.first.origin == b.first.origin:
        return None  # one sayer, one post, two numbers: parts of a story, not a quarrel with himself
    return "conflicts", a, b


def _same_deeds_told(a: Entry, b: Entry) -> bool:
    """Whether both are totals of one deed; of people whom nobody said anything of, no count is another's total."""
    f = a.thing
    near = _are_near(a, b)
    if a.is_money:
        told = (a.deed is not None and a.deed == b.deed) or (f is not None and f == b.thing)
        return told or (near and a.first.origin == b.first.origin and a.first.sayer is not None)
    if a.kind == deeds.PERSON:
        if a.deed is not None and a.deed == b.deed:
            return True
        return (a.deed == b.deed or None in (a.deed, b.deed)) and near and f == b.thing and f != deeds.PERSON
    return a.deed == b.deed or a.deed is None or b.deed is None


def _is_named_later(a: Entry, b: Entry) -> bool:
    """Whether a later, larger count says what happened to the things that an earlier one only names: "three houses",
    "five houses destroyed". Of people, and of fewer, it is another count: 136 flights, 80 of them cancelled."""
    same = b.is_plain and a.thing == b.thing and a.limit == b.limit
    return same and set(a.figure.posts).isdisjoint(b.figure.posts) and _grew(a, b)


def _are_near(a: Entry, b: Entry) -> bool:
    return max(a.amount.low, b.amount.low) <= LIKE * min(a.amount.low, b.amount.low)


def _newer(a: Entry, b: Entry) -> Entry | None:
    """The one that brings the other up to date, b told first: a correction, a sharper number, a later word of the same
    or of another."""
    later = a.first.when - _last_before(b, a)
    one_origin = a.first.origin == b.first.origin
    if a.first.corrects != b.first.corrects and (a.first.corrects or later < SAME_TIME):
        return a if a.first.corrects else b
    if later <= timedelta(0):
        return _after(a, b)
    if one_origin:
        return b if _told_again(b, a) else a
    if _grew(a, b):
        return a
    if amounts.agree(a.amount, b.amount):
        return a if amounts.is_sharper(a.amount, b.amount) else None
    if deeds.is_rising(a.deed) or _told_again(b, a):
        return None  # told smaller, by another; or both stand by what they said
    return a if later >= SAME_TIME or a.first.newer else None


def _after(a: Entry, b: Entry) -> Entry | None:
    """Of two told in one post, the one that holds now, where the other is told as what was said before."""
    if a.first.post_id != b.first.post_id or a.first.sentence == b.first.sentence:
        return None
    if a.first.past != b.first.past:
        return b if a.first.past else a
    return a if a.first.newer and not b.first.newer and a.order > b.order and _grew_in_it(a, b) else None


def _grew_in_it(a: Entry, b: Entry) -> bool:
    """Whether of two in one post the second is a larger one of the same: "a recall of 310,000 … now 455,000"."""
    return a.amount.low > b.amount.low and a.thing == b.thing


def _last_before(b: Entry, a: Entry) -> datetime:
    """When b was last told before a, but for what a's own post tells of it as past."""
    before = (t.when for t in b.told if t.when <= a.first.when and not (t.past and t.post_id == a.first.post_id))
    return max(before, default=b.first.when)


def _told_again(b: Entry, a: Entry) -> bool:
    """Whether who told b tells it again, after a."""
    last = max(told.when for told in a.told)
    return any(told.when > last and told.origin == b.first.origin for told in b.told)


def _grew(a: Entry, b: Entry) -> bool:
    """Whether a later count is a larger one of what only rises; of a score, neither side's may fall."""
    if a.first.when <= b.first.when:
        return False
    x, y = a.amount, b.amount
    if x.dimension == "score":
        return x.low >= y.low and x.high >= y.high
    return deeds.is_rising(a.deed) and x.low > (y.low if math.isinf(y.high) else y.high)
