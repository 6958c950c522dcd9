"""Which post of an event a copy counts as: the original's outlet or agency is its origin."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from streams.records import Enriched

IN_PARTS = frozenset({"contains", "contained"})


def is_linked(post: Enriched) -> bool:
    """Whether a post is said to be a copy, or to hold another's words."""
    return post.duplicate_group is not None or post.duplicate_of is not None


def originals(posts: Sequence[Enriched]) -> dict[str, Enriched]:
    """For each post that copies another of these the one that it counts as; they come in order of reference time.

    Of a group of copies that is the earliest by its own time, though it came last, or the agency's whose credit another
    of them prints; a part counts as what it is a part of, and a post that holds another's words as that one, but for
    what is its own (``origins.outlet_origin``). What copies none of these stands for itself.
    """
    linked = {name for post in posts if is_linked(post) for name in (post.post_id, post.duplicate_of)}
    posts = [post for post in posts if post.post_id in linked]
    there = {post.post_id: post for post in posts}
    copies = [post for post in posts if post.duplicate_group is not None and post.duplicate_kind not in IN_PARTS]
    group_of = {post.post_id: post.duplicate_group for post in copies if post.duplicate_group is not None}
    for post in copies:  # the first that came was told before anybody knew that it would be copied
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
