"""Makes the committed lists of names beside it from packaged open data.

    python -m streams.data.names_extract NSI_JSON

``faker`` 40.54.0 must be installed, and ``NSI_JSON`` is ``dist/json/nsi.json`` of the npm package name-suggestion-index
8.0.20260918; both are needed here alone. Origins and licences: NOTICE.

- ``names_given.txt``: given names of faker's locales, each with m (men's), f (women's) or u (both, or not told);
- ``names_family.txt``: family names of the same;
- ``names_common.txt``: common English words, of its sample texts;
- ``names_wikidata.tsv``: organisations of the index with their kind, country and Wikidata id.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streams.data.gazetteer_names import is_latin
from streams.data.names_letters import is_cyrillic, romanised

HERE = Path(__file__).parent
BYTES_MAX = 1_000_000
ONE_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
CYRILLIC_LOCALES = ("uk_UA", "ru_RU", "bg_BG", "mk_MK")

KINDS = {  # branch of the index -> kind of organisation
    "brands/amenity/bank": "company", "brands/amenity/fuel": "company", "brands/office/insurance": "company",
    "brands/shop/car": "company", "brands/shop/mobile_phone": "company", "brands/shop/supermarket": "company",
    "brands/shop/department_store": "company", "brands/shop/electronics": "company", "brands/tourism/hotel": "company",
    "brands/amenity/fast_food": "company", "brands/shop/furniture": "company", "brands/amenity/pharmacy": "company",
    "operators/power/line": "company", "operators/power/generator": "company", "operators/power/plant": "company",
    "operators/man_made/pipeline": "company", "operators/amenity/post_office": "company",
    "operators/man_made/street_cabinet": "company", "transit/route/train": "company",
    "operators/amenity/police": "agency", "operators/amenity/fire_station": "agency",
    "operators/office/government": "agency", "operators/boundary/protected_area": "agency",
    "operators/amenity/hospital": "body",
}  # fmt: skip
TAGS = ("brand", "operator", "network")
BODIES = {"governmental": "body", "organisation": "body", "military": "military"}  # type of flag -> kind


def words(values: Any) -> Iterator[str]:
    """The strings of a provider's list, which may be weighted or hold lists."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple | list):
            yield from (each for each in value if isinstance(each, str))


def provided(locale: str) -> Iterator[tuple[str, set[str]]]:
    """A locale's lists by their attribute, in Latin letters; Cyrillic ones are romanised."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    for attribute in dir(provider):
        values = getattr(provider, attribute)
        if not attribute.startswith(("first_", "last_")) or callable(values) or isinstance(values, property):
            continue
        names = {name.strip() for name in words(values)}
        if locale in CYRILLIC_LOCALES:
            names |= {romanised(name) for name in names if is_cyrillic(name)}
        yield attribute, {name for name in names if ONE_WORD.fullmatch(name) and is_latin(name) and name[0].isupper()}


def people() -> tuple[list[str], list[str]]:
    """Lines of given names with their gender, and of family names."""
    import faker.providers.person as person

    genders: dict[str, set[str]] = defaultdict(set)
    family: set[str] = set()
    for locale in sorted(module.name for module in pkgutil.iter_modules(person.__path__)):
        for attribute, names in provided(locale):
            if attribute.startswith("last_"):
                family |= names
                continue
            gender = "f" if "female" in attribute else "m" if "male" in attribute else ""
            for name in names:
                genders[name.replace("’", "'")] |= {gender} if gender else set()
    given = [f"{name} {each.pop() if len(each) == 1 else 'u'}" for name, each in genders.items()]
    return given, sorted(name.replace("’", "'") for name in family)


def common() -> list[str]:
    """Common words of English, that a heading writes with a capital."""
    from faker.providers.lorem.en_US import Provider

    return sorted({word.lower() for word in Provider.word_list if word.isalpha() and len(word) > 1})


def organisations(path: Path, people: set[str]) -> list[str]:
    """Lines of organisations: name, kind, ISO 3166 code or nothing, Wikidata id.

    A name of two ids is left out, and so is one that people bear: which Schneider is meant, nobody knows.
    """
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    index = json.loads(path.read_text("utf-8"))["nsi"]
    for branch, kind in KINDS.items():
        for item in index.get(branch, {}).get("items", ()):
            tags = item["tags"]
            where = item["locationSet"]["include"]
            country = where[0].upper() if len(where) == 1 and re.fullmatch("[a-z]{2}", str(where[0])) else ""
            country = "FR" if country == "FX" else country  # France without its lands overseas
            for tag in TAGS:
                identity = tags.get(f"{tag}:wikidata")
                if identity and branch.startswith(("brands", "operators", "transit")):
                    for name in {tags.get(tag), tags.get(f"{tag}:en"), tags.get(f"{tag}:short")} - {None}:
                        if is_latin(name) and len(name) > 2 and name[0].isupper():
                            found[name].add((kind, country, identity))
    for item in index["flags/man_made/flagpole"]["items"]:
        tags = item["tags"]
        kind = BODIES.get(tags.get("flag:type", ""), "")
        if kind and tags.get("subject:wikidata"):
            found[tags["subject"]].add((kind, "", tags["subject:wikidata"]))
    lines = []
    for name, rows in found.items():
        if name not in people and len({identity for _, _, identity in rows}) == 1:
            kinds, countries = {row[0] for row in rows}, {row[1] for row in rows}
            country = countries.pop() if len(countries) == 1 else ""
            lines.append("\t".join((name, min(kinds), country, next(iter(rows))[2])))
    return lines


def write(name: str, lines: list[str]) -> None:
    text = "\n".join(sorted(lines)) + "\n"
    if len(text.encode()) > BYTES_MAX:
        raise SystemExit(f"{name} would hold {len(text.encode())} bytes, more than {BYTES_MAX}")
    (HERE / name).write_text(text, "utf-8")
    print(f"{name}: {len(lines)} rows, {len(text.encode())} bytes")


def main(nsi: str) -> None:
    given, family = people()
    write("names_given.txt", given)
    write("names_family.txt", family)
    write("names_common.txt", common())
    borne = {*(line.split(" ")[0] for line in given), *family}
    write("names_wikidata.tsv", organisations(Path(nsi), borne))


if __name__ == "__main__":
    main(*sys.argv[1:])
