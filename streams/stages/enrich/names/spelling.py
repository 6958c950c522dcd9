"""Whether two spellings are one person's name: transliteration and slips folded, different names kept apart.

Three steps, the surer first. ``fold`` makes the ways of writing one sound equal; it reads German and Polish letters as
such where a name shows that it is written so. ``readings`` are the ways to part a name into given and family names:
"Chen Guowei" and "Guowei Chen", "van der Meulen" and "Vandermeulen", with and without the Arabic article. Slips of the
pen are forgiven last, and only where they do not make another real name (Baker and Barker).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from streams.data.names import tables
from streams.data.names_letters import romanised
from streams.stages.enrich.names import sounds

_SPLIT = re.compile(r"[\s.]+")
_ABD = re.compile(r"\babd(?:[aeu]l)?[\s-]+(?:[aeu][lrsnzt]h?[\s-]+)?(?=[a-z])|\babd[aeu]l(?=[a-z])", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:al|el|ul|as|ash|ad|ar|an|az|at)[-\s]+(?=\w)", re.IGNORECASE)

SLIPS = ((9, 2), (6, 1))
"""(least length of the longer surname, slips allowed): short surnames a letter apart are other people."""

Reading = tuple[tuple[str, ...], tuple[str, ...]]
"""Given names, folded; and the foldings of the family name that mean the same."""


def fold(word: str) -> str:
    """One word with the usual ways of transliterating it made equal.

    >>> fold("Zelenskyy") == fold("Zelenskiy") == fold("Zelensky"), fold("Kulyeba") == fold("Kuleba")
    (True, True)
    >>> fold("Hill") == fold("Gill")
    False
    """
    return sounds.fold(word, sounds.ENGLISH)


@cache
def _given_spellings() -> dict[str, str]:
    """Folded spelling of a given name -> the one it stands for."""
    found: dict[str, str] = {}
    for right, wrong in tables().given_spellings.items():
        for spelling in (right, *wrong):
            found.setdefault(fold(spelling), fold(right))
    return found


@cache
def _given_relatives() -> dict[str, frozenset[str]]:
    """Folded given name -> the forms that it has in other languages, and its short ones: never of one another."""
    return {
        fold(right): frozenset(fold(form) for form in others) - {fold(right)}
        for right, others in tables().given_relatives.items()
    }


@cache
def _known_people() -> dict[str, str]:
    """Plain key of every listed spelling -> the listed person."""
    return {
        _plain_key(spelling): right
        for right, others in sorted(tables().known_people.items())
        for spelling in (right, *others)
    }


@lru_cache(maxsize=4096)
def parts(name: str) -> tuple[str, ...]:
    """The words of a name without honorific and suffix, as written but in Latin letters.

    >>> parts("Mr J. Biden Jr"), parts("Олена Гончар")
    (('J', 'Biden'), ('Olena', 'Gonchar'))
    """
    split = _SPLIT.split(romanised(name).replace("’s", "").replace("'s", ""))
    words = [word for word in split if any(letter.isalpha() for letter in word)]
    while len(words) > 1 and words[0].lower() in tables().honorifics:
        words.pop(0)
    while len(words) > 1 and words[-1].strip(",") in tables().suffixes:
        words.pop()
        words[-1] = words[-1].rstrip(",")
    return tuple(words)


@lru_cache(maxsize=8192)
def suffix(name: str) -> str | None:
    """The "Jr" or "III" that ends a name."""
    last = name.rstrip(".").split()[-1:]
    return last[0] if last and last[0] in tables().suffixes else None


@lru_cache(maxsize=8192)
def given(word: str) -> str:
    """A given name folded, in the spelling that the tables hold for all of it."""
    folded = fold(word)
    return _given_spellings().get(folded, folded)


def _is_family_first(word: str) -> bool:
    return word.lower() in tables().family_first


@lru_cache(maxsize=8192)
def readings(name: str) -> tuple[Reading, ...]:
    """The ways to part a name into given and family names; none where it is one word.

    >>> [family for _, family in readings("Ana van der Roa")]
    [('roa', 'vanderoa')]
    """
    words = parts(name)
    if len(words) > 2 or any(len(word) > 6 for word in words):
        glued = parts(_ABD.sub("Abd", " ".join(words)))
        words = glued if len(glued) > 1 else words
    if len(words) < 2 or all(word.lower() in tables().particles - tables().given_sure for word in words[:-1]):
        return ()
    tongue = sounds.tongue(words)
    if _is_family_first(words[0]):
        eastern: Reading = (("".join(map(sounds.plain, words[1:])),), (fold(words[0]),))
        return eastern, _western(words, tongue)
    if _is_family_first(words[-1]) and len(words) == 2:
        return _western(words, tongue), (("".join(map(sounds.plain, words[:-1])),), (fold(words[-1]),))
    return (_western(words, tongue),)


def _western(words: tuple[str, ...], tongue: sounds.Letters) -> Reading:
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in tables().particles:
        first -= 1
    names = tuple(given(piece) for word in words[:first] for piece in word.split("-") if piece)
    written = [_ARTICLE.sub("", words[-1]), "".join(words[first:])]
    if first == len(words) - 1 and first > 1 and words[first - 1][1:]:
        written.append("".join(words[first - 1 :]))  # "Adler Grossman", "Adler-Grossman"
    forms = [sounds.fold(form, tongue) for form in written]
    if tongue is not sounds.ENGLISH:
        forms.append(fold(written[0]))
    if not _folded_slavic().isdisjoint(names):
        forms += [sounds.fold(written[0], each) for each in sounds.OF_SLAVS]
        forms += ["h" + form[1:] for form in forms if form[:1] == "g"]  # Gaidai is Haidai
    elif tongue is sounds.ARABIC:
        forms += [sounds.fold(words[-1].replace("-", ""), each) for each in sounds.OF_ARABS]
    if written[0].lower() in tables().arabic_given:
        forms.append(given(written[0]))  # Abiy Ahmed, Abiy Ahmad
    return names, tuple(dict.fromkeys(form for form in forms if form))


@cache
def _folded_slavic() -> frozenset[str]:
    return frozenset(given(name) for name in tables().slavic_given)


def _plain_key(name: str) -> str:
    parted = readings(name)
    if not parted:
        return " ".join(fold(_ARTICLE.sub("", word)) for word in parts(name))
    names, family = parted[0]
    return " ".join([*names, family[0]])


@lru_cache(maxsize=8192)
def key(name: str) -> str:
    """What equal keys join across posts: the name folded, a listed person's right name where the spelling is listed.

    >>> key("Vladimir Zelenskiy") == key("Volodymyr Zelensky") == key("Mr Volodymyr Zelenskyy")
    True
    >>> key("Dmittro Haiduk") == key("Dmytro Haiduk"), key("Dmitry Gaiduk") == key("Dmytro Haiduk")
    (True, True)

    Slips of the pen keep their own key: ``same_person`` compares them two by two.
    """
    plain = _plain_key(name)
    listed = _known_people().get(plain)
    return _plain_key(listed) if listed else plain


_LEAST_MENDED = 7


def mended_given(name: str) -> str:
    """A name whose given name has one letter too many or too few for a listed spelling, with that spelling.

    >>> mended_given("Svitllana Roa"), mended_given("Maksymm Roa"), mended_given("Maksym Roa")
    ('Svitlana Roa', 'Maksym Roa', 'Maksym Roa')

    Only long names of the table of transliterations, and only where one spelling fits.
    """
    words = parts(name)
    if len(words) < 2 or len(words[0]) < _LEAST_MENDED or words[0].lower() in tables().given:
        return name
    fitting = {
        spelling
        for right, wrong in tables().given_spellings.items()
        for spelling in (right, *wrong)
        if abs(len(spelling) - len(words[0])) == 1 and OSA.distance(spelling, words[0], score_cutoff=1) == 1
    }
    return name.replace(words[0], fitting.pop(), 1) if len(fitting) == 1 else name


def _near(one: str, other: str, slips: tuple[tuple[int, int], ...]) -> bool:
    """Whether two folded words are one but for a slip. Endings that make another name of one are no slips."""
    if one == other:
        return True
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    allowed = next((count for least, count in slips if len(longer) >= least), 0)
    if not allowed or one[0] != other[0]:
        return False
    # Ivanov and Ivanova, Robert and Roberts, Hansen and Hanson: pairs of real names, not slips
    if longer.startswith(shorter) or {one[-2:], other[-2:]} == {"en", "on"}:
        return False
    return OSA.distance(one, other, score_cutoff=allowed) <= allowed


def _same_given(one: str, other: str) -> bool:
    """Whether two folded given names are one: equal, an initial of the other, a relative in another language."""
    if one == other:
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0].lower() == other[0].lower()
    return other in _given_relatives().get(one, ()) or one in _given_relatives().get(other, ())


def _given_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Given names agree if their first do, and the next ones, where both have such, are not told apart."""
    if not _same_given(one[0], other[0]):
        return "".join(one) == "".join(other)
    if len(one) < 2 or len(other) < 2:
        return True
    return any(_same_given(a, b) for a in one[1:] for b in other[1:]) or "".join(one) == "".join(other)


def _given_slip(one: str, other: str) -> bool:
    """A slip in a given name, folded: not in its last letter, which tells a man's from a woman's."""
    return min(len(one), len(other)) >= 4 and one[-1] == other[-1] and _near(one, other, ((6, 2), (5, 1)))


def _both_listed(one: str, other: str, names: frozenset[str]) -> bool:
    """Whether two words are names of their own (Maria and Marina, Baker and Barker): then neither is a slip."""
    return one.lower() in names and other.lower() in names


def _readings_agree(one: Reading, other: Reading, words: tuple[str, ...], other_words: tuple[str, ...]) -> bool:
    (names, family), (other_names, other_family) = one, other
    same_family = not set(family).isdisjoint(other_family)
    if same_family and _given_agree(names, other_names):
        return True
    eastern = family[0] in _eastern() or other_family[0] in _eastern()
    if eastern or min(len(names[0]), len(other_names[0])) == 1:
        return False  # a letter makes another Wei of a Wen, and an initial says too little to forgive a slip
    if same_family:
        listed = _both_listed(words[0], other_words[0], tables().given)
        return not listed and _given_slip(names[0], other_names[0])
    listed = _both_listed(words[-1], other_words[-1], tables().family)
    return not listed and _same_given(names[0], other_names[0]) and _near(family[0], other_family[0], SLIPS)


@cache
def _eastern() -> frozenset[str]:
    return frozenset(map(fold, tables().family_first))


def _inside(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether a shorter full name is another's beginning: "Raúl Quispe" of "Raúl Quispe Mamani"."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    if not 2 <= len(short) < len(long) or len(short[0]) < 2 or _is_family_first(long[0]):
        return False
    family = fold(short[-1])
    return given(short[0]) == given(long[0]) and any(fold(word) == family for word in long[1:-1])


@lru_cache(maxsize=16384)
def same_person(a: str, b: str) -> bool:
    """Whether two names can be one person's: the same surname but for spelling, and given names that agree.

    A slip in the surname is forgiven only when both give the same given name, or where a long surname stands
    alone; a caller who knows the offices compares those too.

    >>> same_person("Halina Marchnko", "Ms Halyna Marchenko"), same_person("Dmytrro Haiduk", "Dmytro Haiduk")
    (True, True)
    >>> same_person("Sergei Ivanov", "Viktor Ivanov"), same_person("Mr Hansen", "Mr Hanson")
    (False, False)
    """
    endings = {suffix(a), suffix(b)} - {None}
    if len(endings) > 1:
        return False  # father and son
    if key(a) == key(b):
        return bool(key(a))
    one, other = parts(a), parts(b)
    if not one or not other:
        return False
    full, others = readings(a), readings(b)
    if full and others:
        if _is_family_first(one[0]) and _is_family_first(other[0]):
            full, others = full[:1], others[:1]
        return any(_readings_agree(x, y, one, other) for x in full for y in others) or _inside(one, other)
    if not full and not others:
        return False
    alone, longer = (other, one) if full else (one, other)
    families = {form for _, family in (full or others) for form in family}
    if not _is_family_first(longer[0]):
        families -= {family[0] for names, family in (full or others)[1:]}
    last = alone[-1]
    told = {fold(_ARTICLE.sub("", last)), *(sounds.fold(last, tongue) for tongue in sounds.TONGUES)}
    if not families.isdisjoint(told):
        return True
    if _both_listed(last, longer[-1], tables().family):
        return False
    return any(_near(fold(last), name, ((8, 1),)) for name in sorted(families))


@cache
def _known_letters() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((right, _family_letters(right)) for right in sorted(tables().known_people))


def _family_letters(name: str) -> frozenset[str]:
    """First letters, folded, of what can be a full name's family name: two names that share none are two people's."""
    words = [form for _, family in readings(name) for form in family] + [fold(word) for word in parts(name)[1:]]
    return frozenset(word[0] for word in words if word)


def known_person(name: str) -> str | None:
    """The listed person whose name a full name can be, in the listed spelling.

    >>> known_person("Alexander Lukashenka"), known_person("Ana Roa")
    ('Alexander Lukashenko', None)
    """
    letters = _family_letters(name) if readings(name) else None
    spelt = _known_people().get(_plain_key(name))
    for right, theirs in _known_letters():
        near = letters is None or right == spelt or not letters.isdisjoint(theirs)
        if near and same_person(name, right):
            return right
    return None


def one_person_each(told: Sequence[str]) -> list[list[int]]:
    """Names told in several posts, grouped by person: the indexes of each, in the order of their first.

    A spelling joins the commonest that it can be; a surname alone only where one person fits. The order of the names
    does not matter to who is joined.

    >>> one_person_each(["Ana Marchenko", "Marchenko", "Ana Marchnko", "Ivo Roa", "Roa", "Eva Roa"])
    [[0, 1, 2], [3], [4], [5]]
    """
    counts = Counter(told)
    people: list[list[str]] = []
    for name in sorted(counts, key=lambda name: (-min(len(parts(name)), 2), -counts[name], name))[:_TOGETHER]:
        fitting = [person for person in people if same_person(person[0], name)]
        if fitting and (len(parts(name)) > 1 or len(fitting) == 1):
            fitting[0].append(name)
        else:
            people.append([name])
    whose = {name: number for number, person in enumerate(people) for name in person}
    groups: dict[int | str, list[int]] = {}
    for index, name in enumerate(told):
        groups.setdefault(whose.get(name, name), []).append(index)
    return list(groups.values())


_TOGETHER = 100  # names of one event that are compared two by two
