"""Organisations: known by name, told as an institution of a state or town, or by the head of a capitalised name."""

from __future__ import annotations

from dataclasses import dataclass, field

from streams.data.names import Institution, KnownOrganisation, State, is_acronym, tables
from streams.records import Organisation
from streams.stages.enrich.names import bare, cues, listed, offices, runs
from streams.stages.enrich.words import Words

_OWNER = 5  # tokens of a town or body before "police"
_OWNERS = 20
_NATIONAL = frozenset({"ministry", "military"})
_BETWEEN = frozenset(
    {"own", "federal", "national", "regional", "local", "civilian", "state", "city", "military", "new"}
)
_COMPASS = frozenset({"North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western", "Central"})
_PLAIN_CLUBS = frozenset({"Club", "FC", "AFC", "CF"})
_BRANCHED = frozenset({"Red Cross", "Red Crescent", "Greenpeace", "Save the Children", "Amnesty International"})
_OF_PEOPLE = frozenset({"people", "children", "women", "workers", "farmers", "teachers", "veterans", "queen", "king"})
_FIRST_HALF = 3  # words before an "and" that goes on with one name: "US Fish and Wildlife Service"
_ABBREVIATED = frozenset({"Co", "Inc", "Corp", "Ltd", "Bros"})
_ONE_SORT = frozenset({"company", "agency", "body", "other"})  # a railway may be a company or the state's
_OF_FORCES = {"Forces": "military", "Defence": "ministry", "Defense": "ministry"}


@dataclass(slots=True)
class Group:
    """One organisation while a post is read."""

    name: str
    kind: str
    country: str | None
    title: str | None = None
    aliases: dict[str, None] = field(default_factory=dict)  # in the order met
    spans: list[tuple[int, int]] = field(default_factory=list)
    speaks: bool = False  # a word of saying follows one of its mentions

    def record(self) -> Organisation:
        return Organisation(
            name=self.name,
            aliases=tuple(self.aliases),
            kind=self.kind,
            country=self.country,
            wikidata_id=identity(self),
            spans=tuple(sorted(self.spans)),
        )


def identity(group: Group) -> str | None:
    """The Wikidata id of an organisation, by a name that it is told by; null where that is another's.

    Another's is what is of another state or sort: a ministry is no company. Of an acronym, no sort but its own will do.
    """
    for name in (group.name, *group.aliases):
        known = tables().identified.get(name)
        if known is None or known[1] not in {None, group.country or known[1]}:
            continue
        if known[0] == group.kind or (not is_acronym(name) and {known[0], group.kind} <= _ONE_SORT):
            return known[2]
    return None


class Roll:
    """The organisations of one post; heading and text are read into the same roll."""

    def __init__(self) -> None:
        self.groups: dict[str, Group] = {}
        self.bodies: offices.Bodies = {}  # of the text read last
        self._towns: dict[int, str] = {}
        self._states: set[str] | None = None  # that it tells of, once that was asked
        self._by_title: dict[str, list[Group]] = {}  # institutions told with their owner, few of each

    def add(self, words: Words, start: int, end: int, group: Group, in_text: bool) -> None:
        kept = self.groups.get(group.name)
        if kept is None:
            kept = self.groups[group.name] = group
            if group.title is not None:
                for title in {group.title: None, group.kind: None}:
                    listed = self._by_title.setdefault(title, [])
                    if len(listed) < _OWNERS:
                        listed.append(group)
        kept.aliases[runs.text(words, start, end)] = None
        self.bodies[end] = (start, kept.name)
        if in_text:
            kept.spans.append(runs.span(words, start, end))
        kept.speaks |= any(low in tables().says for low in words.lows[end : end + 1])

    def read(self, words: Words, found: list[runs.Run], taken: bytearray, in_text: bool, towns: dict[int, str]) -> None:
        """Find organisations among the tokens not taken yet, and take them; ``towns`` are places by their start."""
        self._towns = towns
        unowned: list[bare.Bare] = []
        self.bodies = {}
        self._states = None
        self._known(words, found, taken, in_text)
        self._institutions(words, taken, unowned, in_text)
        self._headed(words, found, taken, in_text)
        for start, end, kind, country in cues.told(words, found, taken):
            self._take(taken, start, end)
            self.add(words, start, end, Group(runs.text(words, start, end), kind, country), in_text)
        self._acronyms(words, taken, in_text)
        self._slips(words, found, taken, in_text)
        self._resolve(words, unowned, taken, in_text)
        if in_text:
            self._called(words, taken)

    def _known(self, words: Words, found: list[runs.Run], taken: bytearray, in_text: bool) -> None:
        own = listed.explained(words, found)
        table = tables().organisations
        for index in [at for at, form in enumerate(words.forms) if form in table]:
            form = words.forms[index]
            for phrase, known in table[form]:
                end = index + len(phrase)
                if tuple(words.forms[index:end]) != phrase or any(taken[index:end]) or form in own:
                    continue
                if len(phrase) == 1 and not form.isupper() and not listed.stands_alone(words, index):
                    continue
                if form in tables().at_home and len(phrase) == 1 and not self._at_home(words, index, known):
                    continue
                if len(phrase) == 2 and words.forms[end - 1] in tables().heads and listed.is_continued(words, index):
                    continue
                start = index + (len(phrase) > 1 and words.lows[index] == "the")
                start, group = _of_state(words, start, end, known)
                self._take(taken, start, end)
                self.add(words, start, end, group, in_text)
                break

    def _at_home(self, words: Words, index: int, known: KnownOrganisation) -> bool:
        """Whether a text tells of the organisation's state, or names it in full: then its acronym means it.

        A party's in brackets after a name is its politician's: "Joachim Stadler (CSU)".
        """
        politician = known.kind == "party" and index > 1 and words.forms[index - 1] == "(" and words.capitals[index - 2]
        if known.name in self.groups or known.country is None or politician:
            return True
        if self._states is None:
            self._states = {
                state[1].code for at in range(len(words)) if (state := runs.state_from(words, at)) is not None
            }
        return known.country in self._states

    def _institutions(self, words: Words, taken: bytearray, unowned: list[bare.Bare], in_text: bool) -> None:
        table = tables().institutions
        end = 0
        for index in [at for at, low in enumerate(words.lows) if low in table or low == "ministry"]:
            if index < end:
                continue
            end = index + 1
            for phrase, institution in table.get(words.lows[index], ()):
                if tuple(words.lows[index : index + len(phrase)]) == phrase and not taken[index]:
                    end = index + len(phrase)
                    self._institution(words, index, end, institution, taken, unowned, in_text)
                    break
            else:
                if words.lows[index] == "ministry" and words.forms[index] == "ministry" and not taken[index]:
                    unowned.append(bare.Bare(index, end, None))

    def _institution(
        self,
        words: Words,
        index: int,
        end: int,
        institution: Institution,
        taken: bytearray,
        unowned: list[bare.Bare],
        in_text: bool,
    ) -> None:
        owner = self._owner(words, index, end)
        if owner is None:
            named_next = end < len(words) and words.is_capital(end)  # "state broadcaster CCTV"
            if words.lows[end - 1] not in tables().weak_institutions and not named_next:
                unowned.append(bare.Bare(index, end, institution))
            return
        start, until, state, town = owner
        if state is None and end - index == 1 and words.lows[index] in tables().weak_institutions:
            return  # "Wayne State", "House intelligence"
        if state is not None and (
            town is None or (institution.kind in _NATIONAL and institution.title != "military administration")
        ):
            name = f"{state.adjective} {institution.title}"
            if institution.kind not in _NATIONAL and _is_title(words, start, until):
                name = runs.text(words, start, until)  # "Japan Meteorological Agency"
            group = Group(name, institution.kind, state.code, institution.title)
        else:
            country = state.code if state else None
            town = self._town(words, start, town or "")
            capital = all(words.capitals[index:end])
            told = runs.text(words, index, end) if capital else " ".join(words.lows[index:end])
            title = institution.title if not capital and words.lows[end - 1] in institution.title.split() else told
            group = Group(f"{town} {title}", institution.kind, country, institution.title)
        self._take(taken, start, until)
        self.add(words, start, until, group, in_text)

    def _town(self, words: Words, start: int, written: str) -> str:
        """The gazetteer's spelling of a town that the text spells otherwise: the Kiev police are the Kyiv police."""
        name = self._towns.get(words.starts[start], written)
        same = name[:1] == written[:1] and len(name.split()) == len(written.split())
        return name if same else written

    def _owner(self, words: Words, index: int, end: int) -> tuple[int, int, State | None, str | None] | None:
        """Whose institution: (start, end, state, town); the town also where it stands for its state."""
        at = index
        while at > 0 and (words.lows[at - 1] in _BETWEEN):
            at -= 1
        if at > 0 and words.lows[at - 1] == "'s":
            at -= 1
        state = runs.state_until(words, at)
        if state is not None:
            start, found, kind = state
            return start, end, found, runs.text(words, start, at) if kind == "capital" else None
        if end + 1 < len(words) and words.lows[end] in {"of", "in"}:
            where = end + 2 if words.lows[end + 1] == "the" and end + 2 < len(words) else end + 1
            following = runs.state_from(words, where)
            if following is not None and following[2] == "name":
                return index, following[0], following[1], None
        first = at
        while (
            first > max(0, at - _OWNER)
            and words.is_capital(first - 1)
            and words.lows[first - 1] not in tables().function_words
        ):
            first -= 1
        if first == at or any(
            words.forms[i] in tables().not_names and words.forms[i] not in _COMPASS for i in range(first, at)
        ):
            return None
        return first, end, None, runs.text(words, first, at)

    def _headed(self, words: Words, found: list[runs.Run], taken: bytearray, in_text: bool) -> None:
        """Capitalised names that end in an organisation's word, or have it before "of" or "for"."""
        heads = tables().heads
        sport: bool | None = None
        for run in found:
            start, end = run.start, run.end
            while start < end and taken[start]:
                start += 1
            if any(taken[start:end]) or start >= end or offices.role_from(words, start) is not None:
                continue
            while start > 0 and words.forms[start - 1] in _COMPASS:  # "Western" opens no name of its own
                start -= 1
            if start > 1 and words.lows[start - 1] == "'s" and words.lows[start - 2] in _OF_PEOPLE:
                start -= 2  # "People's Bank"
            elif start > 2 and words.lows[start - 1] == "'s" and words.lows[start - 3] == "st":
                start -= 3  # "St Mary's Hospital"
            said = [at for at in range(start, end) if words.lows[at] in tables().says]
            start = said[-1] + 1 if said else start  # "Obama Says African-American Museum Will Tell"
            if start >= end:
                continue
            kind = heads.get(words.forms[end - 1])
            if kind is None and end - start > 1 and words.lows[start] not in tables().given_sure:
                kind = None if words.forms[start + 1] in heads else tables().heads_first.get(words.forms[start])
                kind = None if words.forms[start + 1] in tables().not_companies else kind
            if kind == "club" and words.forms[end - 1] not in _PLAIN_CLUBS:
                sport = cues.is_of_sport(words) if sport is None else sport
                kind = kind if sport and not runs.in_title_case(words, start) else None  # "Energy Bills Rise"
            tail = end
            personal = kind is None and cues.looks_personal(words, start, tail)
            while (
                not personal
                and tail + 1 < len(words)
                and words.lows[tail] in {"of", "for", "and"}
                and self._capital(words, tail + 1)
                and not taken[tail + 1]
            ):
                several = kind is not None or tail - start > _FIRST_HALF
                if words.lows[tail] == "and" and several and not _goes_on(words, tail + 1):
                    break
                kind = kind or heads.get(words.forms[tail - 1])
                tail += 2
                while tail < len(words) and self._capital(words, tail):
                    tail += 1
                kind = _OF_FORCES.get(words.forms[tail - 1]) or kind or heads.get(words.forms[tail - 1])
            if kind is None or tail - start < 2:
                continue
            state = runs.state_from(words, start)
            if "Bank" in words.forms[start:tail] and _is_central(words, start, tail):
                kind = "agency"
            if words.forms[tail - 1] == "Division" and not tables().military_words.isdisjoint(words.forms[start:tail]):
                kind = "military"
            if words.forms[tail - 1] == "Council" and state is not None and state[0] < tail - 1:
                kind = "body"  # the Danish Refugee Council governs nobody
            if tail < len(words) and words.lows[tail] == "." and words.forms[tail - 1] in _ABBREVIATED:
                tail += 1
            self._take(taken, start, tail)
            group = Group(runs.text(words, start, tail), kind, state[1].code if state else None)
            self.add(words, start, tail, group, in_text)

    def _slips(self, words: Words, found: list[runs.Run], taken: bytearray, in_text: bool) -> None:
        """A lone word that speaks and is a letter from one known organisation: "Interfaks reported"."""
        for run in found:
            start, end = run.start, run.end
            if end - start > 1 or taken[start] or not cues.speaks(words, start, end):
                continue
            known = listed.slip_of(words.forms[start])
            if known is not None:
                self._take(taken, start, end)
                self.add(words, start, end, Group(known.name, known.kind, known.country), in_text)

    def _acronyms(self, words: Words, taken: bytearray, in_text: bool) -> None:
        """An acronym in brackets after an organisation is one more name of it; so is one of its capitals."""
        ends = {end: group for group in self.groups.values() for _, end in group.spans} if in_text else {}
        short = {listed.capitals(group.name): group for group in list(self.groups.values())[:_OWNERS]}
        for index in [at + 1 for at, form in enumerate(words.forms[:-2]) if form == "("]:
            form = words.forms[index]
            if words.forms[index + 1] == ")" and 2 <= len(form) <= 8 and form.isupper() and index > 1:
                group = ends.get(words.ends[index - 2])
                if group is not None:
                    short[form] = group
        for index in [at for at, form in enumerate(words.forms) if form in short]:
            form = words.forms[index]
            if len(form) > 1 and not taken[index]:
                self._take(taken, index, index + 1)
                self.add(words, index, index + 1, short[form], in_text)

    def _resolve(self, words: Words, unowned: list[bare.Bare], taken: bytearray, in_text: bool) -> None:
        """Give the bare ones the owner that the post speaks of."""
        for mention in unowned:
            group = self._meant(words, mention)
            if group is not None:
                self._take(taken, mention.start, mention.end)
                self.add(words, mention.start, mention.end, group, in_text)

    def _meant(self, words: Words, mention: bare.Bare) -> Group | None:
        wanted = mention.institution
        form = runs.text(words, mention.start, mention.end)
        fitting = self._by_title.get(wanted.title if wanted is not None else "ministry", [])
        if not fitting:
            state = bare.state_of(words, mention.start) if wanted is not None else None
            if wanted is None or state is None or wanted.kind not in _NATIONAL:
                return None
            return Group(f"{state.adjective} {wanted.title}", wanted.kind, state.code, wanted.title)
        # The spelling used beside an owner elsewhere ("British MoD"), else the one that speaks, else the first told.
        same = [group for group in fitting if any(alias.endswith(" " + form) for alias in group.aliases)]
        speaking = [group for group in fitting if group.speaks]
        marked = same if form.isupper() or not form.islower() else []
        if not marked and wanted is None and len(fitting) > 1:
            here = words.starts[mention.start]
            before = [(span, n) for n, group in enumerate(fitting) for span in group.spans if span[1] <= here]
            nearest = fitting[max(before)[1]] if before else None
            if nearest is not None and nearest.speaks:
                return nearest
        return (marked or speaking or fitting)[0]

    def _called(self, words: Words, taken: bytearray) -> None:
        """ "The airline": the last organisation told before that is one."""
        told = sorted((span, group.name) for group in self.groups.values() for span in group.spans)
        kinds = {name: group.kind for name, group in self.groups.items()}
        for start, end in bare.nouns(words, taken):
            group = self.groups.get(bare.meant(words, end - 1, told, kinds) or "")
            if group is not None:
                self._take(taken, start, end)
                self.bodies[end] = (start, group.name)
                group.spans.append(runs.span(words, start, end))

    @staticmethod
    def _capital(words: Words, index: int) -> bool:
        return words.is_capital(index) and words.lows[index] not in tables().function_words

    @staticmethod
    def _take(taken: bytearray, start: int, end: int) -> None:
        taken[start:end] = b"\x01" * (end - start)


def _is_central(words: Words, start: int, end: int) -> bool:
    """Whether a bank is a state's: "Bank of Canada", "Reserve Bank", "National Bank of Ukraine"."""
    if words.forms[start] in {"Reserve", "Central", "National"}:
        return True
    return (
        words.forms[start] == "Bank" and words.lows[start + 1] == "of" and runs.state_from(words, start + 2) is not None
    )


def _goes_on(words: Words, index: int) -> bool:
    """Whether capitals after an "and" end a name: "for Strategic and International Studies"."""
    while index + 1 < len(words) and words.capitals[index + 1]:
        index += 1
    return words.forms[index] in tables().name_ends


def _of_state(words: Words, start: int, end: int, known: KnownOrganisation) -> tuple[int, Group]:
    """A national branch of a world-wide body: "the Indonesian Red Cross"."""
    state = runs.state_until(words, start)
    if known.name in _BRANCHED and state is not None and state[2] == "adjective":
        return state[0], Group(runs.text(words, state[0], end), known.kind, state[1].code)
    return start, Group(known.name, known.kind, known.country)


def _is_title(words: Words, start: int, end: int) -> bool:
    """Whether an institution of several words is written as a name, with the state's own name before it."""
    return end - start > 2 and all(words.capitals[at] for at in range(start, end)) and words.forms[start][-1] != "n"
