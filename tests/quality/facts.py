"""Whether an event holds the figures, relations and claims that an editor would want of it.

Labels are in plain words, so a figure is known by its number first, then by what was counted or what happened to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from streams.data.figures import tables
from streams.data.figures_plain import LANGUAGES, plain_tables
from streams.records import CuratedEvent, EventClaim, Figure, Organisation, Person
from streams.stages.curate.signature import stem
from streams.stages.enrich.figures.objects import singular
from tests.quality.figures import deed

Label = dict[str, Any]
FATES = frozenset(
    {"killed", "injured", "missing", "rescued", "evacuated", "displaced", "arrested", "infected", "hospitalised"}
)
"""Of whom one is told, another is not: 30 people killed are not 30 people injured."""
BOUNDS = {"more_than": "at_least", "less_than": "at_most"}  # editors do not tell these apart
LIKE = 5  # letters
SYMMETRIC = ("corroborates", "conflicts")


@dataclass(frozen=True)
class Check:
    """One label: to which measure it counts, whether it holds, and what is wrong where it does not."""

    measure: str
    right: bool
    said: str


# ------------------------------------------------------------------------------------------- figures


def figure_checks(label: Label, event: CuratedEvent | None) -> Iterator[Check]:
    """Whether a figure is there; if so, its status and the count of its origins, and its bound where labelled.

    Of the figures found a smaller share may be right where more are found; so each is also counted over all labels.
    """
    name = f"{amount(label)} {label.get('object') or ''} {label.get('action') or ''}".rstrip()
    figure = find(label, event)
    numbers = ", ".join(told(each) for each in event.figures) if event else "no event"
    yield Check("figures: found", figure is not None, f"{name}, among {numbers}")
    if "origins" in label:
        right = figure is not None and figure.independent_origins == label["origins"]
        yield Check("figures: found with their origins", right, f"{name}, of {label['origins']}")
    if label.get("bound"):
        right = figure is not None and is_bound(figure, label)
        yield Check("figures: found with their bound", right, f"{name}, {label['bound']}")
    if figure is None:
        return
    if "status" in label:
        yield Check(
            "figures: status", figure.status == label["status"], f"{name}: {figure.status}, and not {label['status']}"
        )
    if "origins" in label:
        right = figure.independent_origins == label["origins"]
        yield Check("figures: origins", right, f"{name}: {figure.independent_origins}, and not {label['origins']}")
    if label.get("bound"):
        yield Check("figures: bound", is_bound(figure, label), f"{name}: {figure.bound}, and not {label['bound']}")


def is_bound(figure: Figure, label: Label) -> bool:
    """Whether a figure is told as exactly, or as far from it, as its label says."""
    return BOUNDS.get(figure.bound, figure.bound) == BOUNDS.get(label["bound"], label["bound"])


def find(label: Label, event: CuratedEvent | None) -> Figure | None:
    """The event's figure with the label's number that is likest to it; null if none is of the thing or of the deed."""
    label = in_english(label, event.lang if event else None)
    ranked = [(likeness(label, each), each) for each in (event.figures if event else ()) if holds(each, label)]
    best = max(ranked, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0][0] > 0 else None


def in_english(label: Label, lang: str | None) -> Label:
    """A label in the language of its posts, with what its thing and deed mean beside them: heridos, injured."""
    if lang not in LANGUAGES:
        return label
    known, told = plain_tables(lang), dict(label)
    for key, lexicons in (("object", (known.things, known.fates)), ("action", (known.fates, known.deeds))):
        lows = (label.get(key) or "").casefold().split()
        found = (each.at(lows, at) for at in range(len(lows)) for each in lexicons)
        meaning = next((one[1] for one in found if one is not None), None)
        if meaning is not None:
            told[key] = meaning if key == "action" else f"{label[key]} {meaning}"
    return told


def likeness(label: Label, figure: Figure) -> tuple[int, bool, bool, int]:
    """How like a figure is to a label: in thing and deed, then its status, without a scope, and in how many posts."""
    ours, theirs = deed(figure.measure), deed(label.get("action"))
    deeds = theirs is not None and ours == theirs
    if not deeds and {ours, theirs} <= FATES:
        return 0, False, False, 0
    counted, labelled = words(figure.object), words(label.get("object"))
    people = "person" in counted | labelled and are_people(counted) and are_people(labelled)
    told = counted | words(figure.scope, figure.unit, figure.measure)
    things = people or shared(labelled | words(label.get("action")), told)
    loose = figure.unit is not None or figure.object is None or label.get("object") is None
    score = 2 * things + 2 * deeds + loose
    return score, figure.status == label.get("status"), figure.scope is None, len(figure.posts)


def words(*texts: str | None) -> set[str]:
    """Stems of the words of texts, in the singular: residents burned, resident burn."""
    found = {word for text in texts if text for word in text.casefold().replace("-", " ").split()}
    return {stem(singular(word, tables())) for word in found}


def shared(some: set[str], others: set[str]) -> bool:
    """Whether a word stands in both, or begins alike: detenidos, detenidas."""
    return any(a == b or (a[:LIKE] == b[:LIKE] and len(a) >= LIKE) for a in some for b in others)


def are_people(stems: set[str]) -> bool:
    """Whether a word is one for people, or ends like one: prisoner, senator, pensioner."""
    return any(stem(word) in stems for word in tables().people | tables().actors) or any(
        word.endswith(("er", "or", "ist", "ee", "ant", "ent")) for word in stems
    )


def amount(label: Label) -> float | None:
    """The number that a label names a figure by."""
    return next((label[key] for key in ("value", "low", "high") if label.get(key) is not None), None)


def holds(figure: Figure, label: Label) -> bool:
    """Whether a figure has the label's number, or both ends of its range."""
    if label.get("low") is not None and label.get("high") is not None:
        return near(figure.low, label["low"]) and near(figure.high, label["high"])
    return is_of(figure, amount(label))


def is_of(figure: Figure, number: float | None) -> bool:
    return any(near(each, number) for each in (figure.value, figure.low, figure.high))


def near(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= 1e-4 * max(1.0, abs(other))


def told(figure: Figure) -> str:
    number = figure.value if figure.value is not None else f"{figure.low}–{figure.high}"
    return " ".join(str(each) for each in (number, figure.object or figure.unit, figure.measure) if each is not None)


# ------------------------------------------------------------------------------------------- relations


def relation_checks(label: Label, event: CuratedEvent | None, *, related: bool) -> Iterator[Check]:
    """A labelled relation counts to recall; every relation told between two labelled numbers to precision."""
    name = f"{label['of']} {label.get('kind', 'and')} {label['to']}"
    kinds = between(event, label["of"], label["to"]) if event else set()
    if not related:
        yield Check("relations: unrelated kept apart", not kinds, f"{name}: {', '.join(sorted(kinds))}")
        if kinds:
            yield Check("relations: precision", False, f"{name}: {', '.join(sorted(kinds))}, and not related")
        return
    right = label["kind"] in kinds
    said = f"{name}: {', '.join(sorted(kinds)) or 'nothing told'}"
    yield Check("relations: recall", right, said)
    if event and all(any(is_of(figure, number) for figure in event.figures) for number in (label["of"], label["to"])):
        yield Check("relations: recall of figures found", right, said)
    if kinds:
        yield Check("relations: precision", right, f"{name}: {', '.join(sorted(kinds))}")


def between(event: CuratedEvent, of: float, to: float) -> set[str]:
    """How figures of two numbers stand to each other; told from the other side, a kind is "… by".

    What updates a figure updates what that one does. A figure that two origins give alike corroborates itself, and so
    does one that several posts print, none a copy of another: the ledger holds one sayer's number once, however often
    he is quoted with it. Whether those posts are independent is asked of the count of its origins.
    """
    by_id = {figure.figure_id: figure for figure in event.figures}
    copies = {post.post_id for post in event.posts if post.relation == "duplicate"}
    kinds = set()
    for figure in event.figures:
        again = figure.independent_origins > 1 or len(set(figure.posts) - copies) > 1
        if of == to and is_of(figure, of) and again:
            kinds.add("corroborates")
        for start, end, mark in ((of, to, ""), (to, of, " by")):
            if not is_of(figure, start):
                continue
            for relation in figure.relation:
                if relation.to in by_id and is_of(by_id[relation.to], end):
                    kinds.add(relation.kind + mark * (relation.kind not in SYMMETRIC and of != to))
            if any(is_of(by_id[each], end) for each in updated(figure, by_id)):
                kinds.add("updates" + mark * (of != to))
    return kinds


def updated(figure: Figure, by_id: dict[str, Figure]) -> set[str]:
    """All that a figure updates, and what those do."""
    seen: set[str] = set()
    waiting = [figure]
    while waiting:
        for relation in waiting.pop().relation:
            if relation.kind == "updates" and relation.to in by_id and relation.to not in seen:
                seen.add(relation.to)
                waiting.append(by_id[relation.to])
    return seen


# ------------------------------------------------------------------------------------------- claims


def claim_checks(label: Label, event: CuratedEvent | None, post_id: str | None, denied: str | None) -> Iterator[Check]:
    """Whether a post's claim is there; if so, who says it, its status, and the post whose claim it denies."""
    name = f"{label['post']}, {label.get('speaker')}: {label['has']}"
    claims = [each for each in (event.claims if event else ()) if each.post_id == post_id]
    told = [each for each in claims if has(each, label)]
    claim = next((each for each in told if says(each, label, event)), told[0] if told else None)
    yield Check("claims: found", claim is not None, name)
    if claim is None or event is None:
        return
    yield Check("claims: speaker", says(claim, label, event), f"{name}: {claim.speaker}")
    if "status" in label:
        yield Check(
            "claims: status", claim.status == label["status"], f"{name}: {claim.status}, and not {label['status']}"
        )
        if claim.status == "disputed":  # a false dispute is worse than one that is missed
            yield Check("claims: precision of disputed", label["status"] == "disputed", f"{name}: {label['status']}")
    if label.get("denies"):
        target = next((each.post_id for each in event.claims if each.claim_id == claim.denies), None)
        right = target is not None and target == denied
        yield Check("claims: denials", right, f"{name}: denies {'another' if target else claim.denies}")


def has(claim: EventClaim, label: Label) -> bool:
    said = f"{claim.verb or ''} {claim.text}".casefold()  # "blamed" the rebels
    return all(word in said for word in label["has"].casefold().split())


def says(claim: EventClaim, label: Label, event: CuratedEvent | None) -> bool:
    """Whether it is the labelled speaker: one of the names may be shorter (Ilić, Mara Ilić), or another of the same."""
    theirs = words(label.get("speaker")) - {"the"}
    known: list[Person | Organisation] = [*event.people, *event.organisations] if event else []
    names = [claim.speaker, *(alias for one in known if one.name == claim.speaker for alias in one.aliases)]
    for ours in (words(name) - {"the"} for name in names):
        if ours == theirs or (ours and theirs and (ours <= theirs or theirs <= ours)):
            return True
    return False
