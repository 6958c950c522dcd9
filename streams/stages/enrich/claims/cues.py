"""Verbs and phrases of saying in a sentence, told apart from nouns by the words beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from streams.data.claims import Verb, tables
from streams.stages.enrich.claims.segments import QUOTE, Segment
from streams.stages.enrich.claims.verbs import group_start, is_adverb, is_verb

_BE = frozenset(
    {"is", "are", "was", "were", "be", "been", "being", "am", "isn't", "aren't", "wasn't", "weren't", "'re", "'m"}
)
_HAVE = frozenset({"has", "have", "had", "having", "'ve", "hasn't", "haven't", "hadn't"})
_MODAL = frozenset(
    {"will", "would", "could", "can", "may", "might", "must", "should", "shall", "do", "does", "did", "to", "'ll", "'d"}
    | {"won't", "wouldn't", "couldn't", "can't", "cannot", "shouldn't", "don't", "doesn't", "didn't"}
)
_OPENS_ING = frozenset({",", "by", "while", "and", "or", "but", "—", "–", "--", "after", "before", "of", "in", "from"})
_SUBJECT_PRONOUNS = frozenset({"he", "she", "they", "we", "i", "it", "you", "who", "which"})
_PLURAL_PRONOUNS = _SUBJECT_PRONOUNS | {"some", "many", "most", "all", "others", "few", "both", "several"}

_AFTER_ADVERB = frozenset({"that", QUOTE, ",", ".", ":", "about", "of", "to", ""})
_PLURALS = frozenset({"data", "media", "police", "people", "men", "women", "percent", "%", "majority"})
_CLAUSE_WITHIN = 15  # items from a form back to the verb whose object it may end
_NAME_LONGEST = 5  # items
_HEAD_WITHIN = 9  # items from a verb back to the preposition behind its subject's head
_HEAD_ENDS = frozenset({",", ";", ":", "(", ")", "—", "–", "--", "but", "or", "that", "who", "which", QUOTE})
_PLURAL_ONLY = frozenset({"several", "many", "both", "few", "others", "some", "most", "all", "they", "we", "you", "i"})
COMPARED_WORDS = 8  # between "than" and the verb
_NO_SUBJECT = frozenset({"", ",", QUOTE, "and", "or", "but", "“", '"'})
_MIND = Verb("be", "past", frozenset({"clause", "infinitive"}), (), (), False)
_MIND_OF = Verb("be", "past", frozenset({"object"}), (), (), False)
_TELLING = frozenset({"clause", "quote"})


@dataclass(frozen=True, slots=True)
class Cue:
    """Items ``[start, end)`` of the verb with its auxiliaries, adverbs and particle; ``at`` is the verb itself."""

    start: int
    at: int
    end: int
    verb: Verb
    particle: bool
    passive: bool
    participle: bool = False
    """Whether it hangs on another clause's subject: ", adding that ..."."""

    def is_infinitive(self, segment: Segment) -> bool:
        """Whether it hangs on another verb's subject: "took to the stage to thank voters"."""
        return segment.low(self.start) == "to"


def find(segment: Segment) -> list[Cue]:
    """All cues of a sentence, in order.

    >>> from streams.stages.enrich.claims.segments import cut
    >>> from streams.stages.enrich.words import split
    >>> text = "The report has since said a lot of the officials' claims could be denied."
    >>> segment = cut(split(text), ((0, len(text)),), [])[0]
    >>> [segment.lows[cue.start : cue.end] for cue in find(segment)]
    [['has', 'since', 'said']]

    A passive ("was accused") is no cue unless its agent is told ("by the mayor").
    """
    found: list[Cue] = []
    verbs, adjectives, heads = tables().verbs, tables().adjectives, tables().heads
    for at in [at for at, low in enumerate(segment.lows) if low in heads]:
        low = segment.lows[at]
        if low in adjectives:
            cue = _adjective(segment, at)
            if cue is not None:
                found.append(cue)
                continue
        verb = verbs.get(low)
        if verb is None or (segment.capitals[at] and not (at == 0 and verb.shape in {"ing", "past"})):
            continue
        start = group_start(segment, at)
        helpers = segment.lows[start:at]
        before = segment.low(start - 1)
        end, particle, verb = _particle(segment, at, verb)
        passive = verb.shape == "past" and any(word in _BE for word in helpers) and not _is_perfect(helpers)
        if passive and segment.low(end) != "by":
            links = tables().unsaid.get(verb.lemma, ())
            if segment.low(end) not in links and not ("" in links and _opens_named(segment, end)):
                continue
        if not verb.frames and not particle:
            continue
        if verb.lemma == "go" and segment.low(end) == "to" and segment.low(end + 1) in verbs:
            continue  # "went on to explain" is told by the second verb
        if not passive and not _is_verb(segment, at, start, end, verb, helpers, before):
            continue
        if not _compares(segment, start):
            while is_adverb(segment, end) and not particle and segment.low(end + 1) in _AFTER_ADVERB:
                end += 1
            participle = verb.shape == "ing" and all(is_adverb(segment, near) for near in range(start, at))
            found.append(Cue(start, at, end, verb, particle, passive, participle))
    return found


def _opens_named(segment: Segment, index: int) -> bool:
    """Whether what somebody is called follows: "a hero", “Mostly True.”"""
    return segment.low(index) in {"a", "an", "the", QUOTE, '"', "“", "''", "‘"}


def _compares(segment: Segment, start: int) -> bool:
    """Whether a verb ends a comparison: "two more than the police have reported" says nothing of its own."""
    for index in range(start - 1, max(start - 1 - COMPARED_WORDS, -1), -1):
        low = segment.low(index)
        if low in _NO_SUBJECT and low != "and":
            return False
        if low == "than":
            return True
    return False


def _adjective(segment: Segment, at: int) -> Cue | None:
    """ "is confident that", "were worried about": a state of mind told like a verb."""
    start = group_start(segment, at)
    low = segment.low(at + 1)
    if not any(word in _BE or word in {"'s", "feel", "feels", "felt"} for word in segment.lows[start:at]):
        return None
    if low in {"that", "to"} or (low in {"he", "she", "they", "it", "there", "this"} and segment.lows[at] != "open"):
        return Cue(start, at, at + 1, _MIND, False, False)
    if low in {"about", "of", "with", "over", "at", "by", "for", "on", "in", "toward", "towards"}:
        return Cue(start, at, at + 2, _MIND_OF, True, False)
    return None


def _is_perfect(helpers: list[str]) -> bool:
    """ "has said", unlike "has been said"."""
    last = next((word for word in reversed(helpers) if word in _BE or word in _HAVE), "")
    return last in _HAVE


def _particle(segment: Segment, at: int, verb: Verb) -> tuple[int, bool, Verb]:
    """The end of a verb with its particle, whether that takes an object, and the verb as its particle makes it."""
    for phrase in verb.telling:
        end = at + 1 + len(phrase)
        if tuple(segment.lows[at + 1 : end]) == phrase:
            frames = _TELLING | {"object"} if phrase == ("out",) else _TELLING
            return end, False, replace(verb, frames=frames, doubtful=False)
    for phrase in verb.particles:
        begin = at + 1
        while segment.low(begin) in tables().words["days"] or is_adverb(segment, begin):  # "ruled Friday against"
            begin += 1
        end = begin + len(phrase)
        if tuple(segment.lows[begin:end]) == phrase:
            return end, True, verb
    return at + 1, False, verb


def _opens_content(segment: Segment, end: int) -> bool:
    """What follows can only be said: "that", a quotation, a pronoun."""
    low = segment.low(end)
    if low in {",", ":"}:
        low = segment.low(end + 1)
        return low == QUOTE or (low == "" and end == len(segment) - 1)
    return low in {"that", QUOTE, "he", "she", "they", "it", "there", "we", "him", "them", "how", "why", "whether"}


def _is_verb(segment: Segment, at: int, start: int, end: int, verb: Verb, helpers: list[str], before: str) -> bool:
    """Whether a form that could be a noun or an adjective is a verb here, by its shape and its neighbours."""
    if verb.shape == "base":
        return _is_base(segment, at, start, end, verb, helpers, before)
    if verb.shape == "ing":
        return _is_ing(segment, start, end, verb, helpers, before)
    if any(word in _HAVE for word in helpers):
        return verb.shape == "past"
    if any(word in _MODAL for word in helpers):
        return False
    words = tables().words
    if (
        before in words["prepositions"]
        or before == "'s"
        or (before in words["determiners"] and before not in words["pronouns"])
    ):
        return False
    if verb.doubtful and verb.shape == "s" and _in_object(segment, start):
        return False
    if not verb.doubtful:
        return verb.shape == "s" or segment.low(end) != "by"  # "the plan proposed by": somebody else's
    if _opens_content(segment, end) or _signs(segment, start, end):
        return True
    if verb.shape == "s" and "infinitive" in verb.frames and segment.low(end) == "to":
        return _sole(segment, start)
    if verb.shape == "past":
        return segment.low(end) not in {".", ",", "", ";", "by"} or QUOTE in segment.lows[max(start - 6, 0) : start]
    if before in words["pronouns"]:
        return before not in _PLURAL_ONLY
    named = segment.capitals[start - 1] and not segment.capitals[at] and segment.low(end)[:1].isalpha()
    if (
        named
        and segment.low(end) not in words["prepositions"] | {"as"}
        and segment.low(end) not in words["auxiliaries"]
    ):
        return not (segment.low(end) in words["verbs"] or segment.low(end).endswith("ed"))
    return before not in _NO_SUBJECT and _opens_noun(segment, end)


def _in_object(segment: Segment, start: int) -> bool:
    """Whether a form ends a phrase behind another verb and a preposition: "spoke at the party debates"."""
    words = tables().words
    behind = False
    for at in range(start - 1, max(start - _CLAUSE_WITHIN, -1), -1):
        low = segment.lows[at]
        if low in _HEAD_ENDS or low in words["relatives"]:
            return False
        if low in words["prepositions"] and low != "of":
            behind = True
        elif behind and is_verb(segment, at):
            return not (low.endswith("ed") and segment.low(at + 1) in words["prepositions"])  # "polls taken in May"
    return False


def _signs(segment: Segment, start: int, end: int) -> bool:
    """Whether a name and its verb close the sentence: "..., The Courier reports."."""
    if end != len(segment) - 1 or not segment.capitals[start - 1]:
        return False
    near = segment.lows[max(start - 6, 0) : start]
    return "," in near or QUOTE in near


def _sole(segment: Segment, start: int) -> bool:
    """Whether a form with "to" behind it has the sentence's first noun phrase for its subject: "The party plans to"."""
    if start == 0 or segment.low(start - 1) in tables().words["prepositions"]:
        return False
    first = segment.lows[0]
    fits = first in tables().words["determiners"] or (
        segment.capitals[0] and first not in tables().words["prepositions"]
    )
    return (
        fits
        and start < _HEAD_WITHIN
        and not any(
            low in {"'s", "'", ",", "and", "of", *tables().words["verbs"]} or low.endswith("ed")
            for low in segment.lows[:start]
        )
    )


def _is_base(segment: Segment, at: int, start: int, end: int, verb: Verb, helpers: list[str], before: str) -> bool:
    words = tables().words
    if "to" in helpers:
        if any(word in tables().catenatives or word in _HAVE or word == "on" for word in helpers):
            return not verb.doubtful or _opens_object(segment, end)
        return bool(verb.frames & {"clause", "quote"}) and _opens_content(segment, end)
    if any(word in _MODAL for word in helpers):
        return True
    if before in _PLURAL_PRONOUNS:
        return not verb.doubtful or before in _SUBJECT_PRONOUNS or _opens_content(segment, end)
    if before in {"and", "or"} and not verb.doubtful and start > 2:
        return _opens_content(segment, end) or _opens_noun(segment, end) or segment.low(end) == "to"
    if before == "that" and _plural(segment.low(start - 2)):  # "cities that support it"
        return _opens_object(segment, end)
    if before in words["determiners"] or before in words["prepositions"] or before in {"'s", "", ",", QUOTE}:
        return before == QUOTE and not verb.doubtful
    plural = _plural(before) or _plural_head(segment, start)
    if verb.doubtful:
        return (
            plural
            and not _in_object(segment, start)
            and segment.lows[at] not in words["prepositions"]
            and _opens_object(segment, end)
        )
    return plural or segment.capitals[start - 1] or (verb.lemma == "say" and _opens_content(segment, end))


def _plural(low: str) -> bool:
    return (low.endswith("s") and not low.endswith(("ss", "'s"))) or low in _PLURALS


def _plural_head(segment: Segment, end: int) -> bool:
    """Whether the noun phrase that ends before an item has a plural head, "voters in each state", or two names."""
    words = tables().words
    first = end
    while first > 0 and segment.capitals[first - 1]:
        first -= 1
    if (
        0 < end - first < _NAME_LONGEST
        and segment.low(first - 1) == "and"
        and first > 1
        and segment.capitals[first - 2]
    ):
        return True
    for at in range(end - 1, max(end - 1 - _HEAD_WITHIN, 0), -1):
        low = segment.lows[at]
        if low in _HEAD_ENDS or low in words["verbs"] or low in words["auxiliaries"]:
            return False
        if low in words["prepositions"] and _plural(segment.lows[at - 1]):
            return True
    return False


def _is_ing(segment: Segment, start: int, end: int, verb: Verb, helpers: list[str], before: str) -> bool:
    if any(word in _BE for word in helpers) or "'s" in helpers[:1]:
        return True
    if before in {"a", "an", "the", "'s", "his", "her", "its", "their", "this", "no"}:
        return False
    if any(low in tables().continuing or low in tables().hanging for low in helpers):  # "concluded by saying"
        return not verb.doubtful or _opens_object(segment, end)
    if "with" in segment.lows[max(start - 5, 0) : start - 1] and segment.capitals[start - 1]:
        return _opens_object(segment, end)
    if verb.doubtful:
        return before == "," and _opens_content(segment, end)
    if before == "":
        return _opens_object(segment, end)
    if before in _OPENS_ING or before == QUOTE:
        return before not in {"of", "in", "from", "after", "before"} or _opens_content(segment, end)
    return _opens_content(segment, end)


def _opens_object(segment: Segment, index: int) -> bool:
    """Whether something told follows a plural and a form that may be a noun: "voters support", not "costs support"."""
    if _opens_content(segment, index) or _opens_noun(segment, index):
        return True
    low = segment.low(index)
    return (low[:1].isalpha() and _plural(low)) or low.endswith("ing")


def _opens_noun(segment: Segment, index: int) -> bool:
    return segment.low(index) in tables().words["determiners"] or (index < len(segment) and segment.capitals[index])
