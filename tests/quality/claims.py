"""Claims against PolNeAR's attribution relations: token F1 of content, source and cue; sayers of direct quotations.

``python -m tests.quality.claims`` prints precision and recall too, the verbs most missed and most found in vain, what
would be reached if all pairs or all cues' extents were right, and how far annotators of one text agree by this measure.

Every third text is held: looked at through its figures alone, so that a rule that only fits the others is seen.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

from streams.records import Claim, Reference
from streams.stages.enrich import claims, names
from streams.stages.enrich.document import Document, sentences

FOLDER = Path(__file__).parents[2] / ".." / "shared" / "data" / "polnear"
PARTS = ("content", "source", "cue")
Spans = list[tuple[int, int]]

_TOKEN = re.compile(r"\w+|[^\w\s]")
_DAY = datetime(2016, 10, 1, tzinfo=UTC)
_OPENING = "“\"'‘"


@dataclass(frozen=True)
class Attribution:
    """One gold relation; spans may be several, a source may be missing."""

    content: Spans
    source: Spans
    cue: Spans


@dataclass
class Tally:
    """Tokens shared by pairs, and all tokens on each side; quotations and those with the right sayer."""

    shared: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    quotes: int = 0
    quotes_right: int = 0
    paired: Counter[str] = field(default_factory=Counter)  # gold tokens of pairs
    found_paired: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    vain: Counter[str] = field(default_factory=Counter)

    def f1(self, part: str) -> float:
        total = self.gold[part] + self.found[part]
        return 2 * self.shared[part] / total if total else 0.0

    def with_right_extents(self, part: str) -> float:
        """F1 if each pair's extent were the gold one, and what is found in vain stayed."""
        found = self.found[part] - self.found_paired[part] + self.paired[part]
        return 2 * self.paired[part] / (self.gold[part] + found)

    def of_pairs(self, part: str) -> float:
        """F1 over pairs alone: what would be reached if nothing were missed or found in vain."""
        return 2 * self.shared[part] / (self.paired[part] + self.found_paired[part])


def read_annotation(lines: str) -> list[Attribution]:
    """The relations of one brat file; a gap in a span is a semicolon."""
    spans: dict[str, Spans] = {}
    events: list[str] = []
    for line in lines.splitlines():
        cells = line.split("\t")
        if cells[0].startswith("T"):
            _, places = cells[1].split(" ", 1)
            spans[cells[0]] = [(int(a), int(b)) for a, b in (place.split() for place in places.split(";"))]
        elif cells[0].startswith("E"):
            events.append(cells[1])
    found = []
    for event in events:
        roles: dict[str, Spans] = defaultdict(list)
        for cell in event.split():
            role, name = cell.split(":")
            roles[role.rstrip("0123456789")] += spans[name]
        found.append(Attribution(roles["Content"], roles["Source"], roles["Cue"]))
    return found


def annotated() -> Iterator[tuple[str, list[list[Attribution]]]]:
    """The development set: (text, the relations of each of its annotators)."""
    with tarfile.open(FOLDER / "polnear-dev.tar.gz") as archive:
        files = {member.name: archive.extractfile(member) for member in archive.getmembers() if member.isfile()}
        opened = {
            name: io.TextIOWrapper(file, "utf-8", newline="").read() for name, file in sorted(files.items()) if file
        }
    texts: dict[str, list[list[Attribution]]] = defaultdict(list)
    for name, lines in opened.items():
        if name.endswith(".ann"):
            texts[re.sub(r"_[0-9a-f]{4}$", "", Path(name).stem)].append(read_annotation(lines))
    for stem, relations in texts.items():
        yield opened[f"dev/text/{stem}.txt"], relations


def news() -> Iterator[tuple[str, list[Attribution]]]:
    """The development set: (text, the relations of its first annotator)."""
    return ((text, relations[0]) for text, relations in annotated())


def agreement() -> Iterator[tuple[int, dict[str, float]]]:
    """For each text with several annotators: how many, and the F1 of each one against each other."""
    for text, relations in annotated():
        if len(relations) < 2:
            continue
        tally = Tally()
        read = [[{part: tokens(text, getattr(one, part)) for part in PARTS} for one in each] for each in relations]
        for gold, found in permutations(read, 2):
            paired = pair([one["content"] for one in gold], [one["content"] for one in found])
            for part in PARTS:
                tally.gold[part] += sum(len(one[part]) for one in gold)
                tally.found[part] += sum(len(one[part]) for one in found)
                tally.shared[part] += sum(len(gold[g][part] & found[f][part]) for g, f in paired.items())
        yield len(relations), {part: tally.f1(part) for part in PARTS}


def round_ups() -> Iterator[tuple[str, list[Attribution]]]:
    """The agency's round-ups, which are live blogs in plain text."""
    train = FOLDER / "ap_the_latest" / "train"
    for path in sorted((train / "attributions").glob("*.ann")):
        stem = re.sub(r"_[0-9a-f]{4}$", "", path.stem)
        with (train / "text" / f"{stem}.txt").open(encoding="utf-8", newline="") as file:
            yield file.read(), read_annotation(path.read_text("utf-8"))


def find(text: str) -> tuple[Claim, ...]:
    """The claims of a text by the enrichers alone."""
    reference = Reference(start=_DAY, end=_DAY, basis="post")
    document = Document("quality", text, None, reference, None, "en", None, sentences(text))
    return claims.find(document, names.find(document))


def tokens(text: str, spans: Spans) -> frozenset[int]:
    """Where tokens start inside spans."""
    return frozenset(match.start() for start, end in spans for match in _TOKEN.finditer(text, start, end))


def pair(gold: list[frozenset[int]], found: list[frozenset[int]]) -> dict[int, int]:
    """Gold -> found, one to one, by the best overlap of contents (Dice) first."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, content in enumerate(gold):
        for token in content:
            holders[token].append(number)
    overlaps = []
    for number, content in enumerate(found):
        shared = Counter(holder for token in content for holder in holders.get(token, ()))
        overlaps += [(-2 * n / (len(content) + len(gold[g])), g, number) for g, n in shared.items()]
    paired: dict[int, int] = {}
    taken: set[int] = set()
    for _, one, other in sorted(overlaps):
        if one not in paired and other not in taken:
            paired[one] = other
            taken.add(other)
    return paired


def measure(texts: Iterable[tuple[str, list[Attribution]]]) -> Tally:
    """Count over texts."""
    tally = Tally()
    for text, gold in texts:
        found = find(text)
        gold_tokens = [{part: tokens(text, getattr(relation, part)) for part in PARTS} for relation in gold]
        found_tokens = [
            {
                "content": tokens(text, list(claims.pairs(claim))),
                "source": tokens(text, [claim.source_span] if claim.source_span else []),
                "cue": tokens(text, [claim.cue_span] if claim.cue_span else []),
            }
            for claim in found
        ]
        paired = pair([one["content"] for one in gold_tokens], [one["content"] for one in found_tokens])
        for part in PARTS:
            tally.gold[part] += sum(len(one[part]) for one in gold_tokens)
            tally.found[part] += sum(len(one[part]) for one in found_tokens)
            tally.shared[part] += sum(len(gold_tokens[g][part] & found_tokens[f][part]) for g, f in paired.items())
            tally.paired[part] += sum(len(gold_tokens[g][part]) for g in paired)
            tally.found_paired[part] += sum(len(found_tokens[f][part]) for f in paired.values())
        for number, relation in enumerate(gold):
            if number not in paired:
                tally.missed[" ".join(text[a:b] for a, b in relation.cue).lower()] += 1
            if relation.source and text[relation.content[0][0]] in _OPENING:
                claim = found[paired[number]] if number in paired else None
                tally.quotes += 1
                tally.quotes_right += claim is not None and says(claim, relation, text)
        tally.vain.update((claim.cue or "").lower() for n, claim in enumerate(found) if n not in paired.values())
    return tally


def says(claim: Claim, relation: Attribution, text: str) -> bool:
    """Whether a quotation's sayer is the gold one: its span touches, or its name holds the gold's last word."""
    if claim.source_span is not None:
        start, end = claim.source_span
        if any(start < b and a < end for a, b in relation.source):
            return True
    words = _TOKEN.findall(text[relation.source[-1][0] : relation.source[-1][1]])
    return bool(claim.source and words and words[-1].lower() in claim.source.lower())


def score() -> dict[str, float]:
    """Figures by name; empty where the data is not here."""
    if not FOLDER.is_dir():
        return {}
    scores: dict[str, float] = {}
    for label, texts in (("news", news()), ("round-ups", round_ups())):
        tally = measure(texts)
        scores |= {f"{label}: {part} F1": tally.f1(part) for part in PARTS}
        scores[f"{label}: quotation's sayer"] = tally.quotes_right / tally.quotes
    scores["held: cue F1"] = measure((*held(news()), *held(round_ups()))).f1("cue")
    return scores


def held(texts: Iterable[tuple[str, list[Attribution]]]) -> list[tuple[str, list[Attribution]]]:
    """Every third text."""
    return list(texts)[2::3]


def main() -> None:
    for label, texts in (("news", news()), ("round-ups", round_ups())):
        tally = measure(texts)
        for part in PARTS:
            precision, recall = tally.shared[part] / tally.found[part], tally.shared[part] / tally.gold[part]
            print(f"{label}: {part}: precision {precision:.3f} recall {recall:.3f} F1 {tally.f1(part):.3f}")
        print(f"{label}: cue of pairs alone {tally.of_pairs('cue'):.3f}", end=", ")
        print(f"with every extent right {tally.with_right_extents('cue'):.3f}")
        print(f"{label}: quotations {tally.quotes}, sayer right {tally.quotes_right / tally.quotes:.3f}")
        print("  missed:", tally.missed.most_common(25))
        print("  in vain:", tally.vain.most_common(25))
    for label, whole in (("news", list(news())), ("round-ups", list(round_ups()))):
        for third, some in (("held", held(whole)), ("others", [t for n, t in enumerate(whole) if n % 3 != 2])):
            tally = measure(some)
            print(f"{label}, {third}:", ", ".join(f"{part} F1 {tally.f1(part):.3f}" for part in PARTS))
    for count, scores in agreement():
        print(f"{count} annotators of one text:", ", ".join(f"{part} F1 {f1:.3f}" for part, f1 in scores.items()))


if __name__ == "__main__":
    main()
