"""Wire formats and alerts: every valid document of two public sets read with its fields right, every other refused.

What is expected is taken from each document by other means (paths of json and ElementTree, no module of ours): the id,
heading, instants, language, publisher, by-line, earlier versions, and the words of the body. A document is right where
it has the fate it should (a post, no post, refused with a reason) and all of its fields are.
"""

from __future__ import annotations

import html
import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from streams.codec import EPOCH, make_update
from streams.stage import Rejection
from streams.stages.parse.decode import text_of
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats import reader_for

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "wire"
NINJS = DATA / "ninjs"
CAP = DATA / "cap"
MEDIA = ("picture", "graphic", "audio", "video")
NO_NINJS = ("not-valid", "extension-schema")  # one that breaks the schema, and a schema
NO_CAP = ("invalid", "errors", "xee")  # as the set names what is not valid or an attack
WORDS_SHARED = 0.9


class Read(NamedTuple):
    """What became of a document."""

    drafts: tuple[Draft, ...] | None
    reason: str | None


def read(path: Path) -> Read:
    """A document as parse reads it."""
    update = make_update(path.read_bytes(), source=path.name, seen=EPOCH)
    text = text_of(update.body)
    reader = text if isinstance(text, Rejection) else reader_for(None, text)
    found: Any = reader if isinstance(reader, Rejection) else reader.read(text, update)  # type: ignore[arg-type]
    if isinstance(found, Rejection):
        return Read(None, f"{found.reason.value}: {found.message}")
    return Read((found,) if isinstance(found, Draft) else found, None)


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def language(tag: str | None) -> str | None:
    return tag.partition("-")[0] if tag else None


def tokens(text: str) -> set[str]:
    """The words of a text, whatever its markup."""
    plain = html.unescape(html.unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<head>.*?</head>", " ", text))))
    return set(re.findall(r"\w+", plain.lower()))


def share(wanted: set[str], found: set[str]) -> float:
    """Dice of two sets of words."""
    return 2 * len(wanted & found) / (len(wanted) + len(found)) if wanted or found else 1.0


# ------------------------------------------------------------------------------------------------------------- ninjs


def first(item: dict[str, Any], *names: str) -> Any:
    return next((item[name] for name in names if item.get(name)), None)


def roles(item: dict[str, Any], many: str, one: str) -> list[tuple[str, str]]:
    """(role, value) of a property of 2.x and later, or of the properties of 1.x."""
    listed = [(each.get("role", ""), each["value"]) for each in item.get(many, [])]
    return listed + [(name.partition("_")[2], item[name]) for name in item if name == one or name.startswith(f"{one}_")]


def of_ninjs(item: dict[str, Any], draft: Draft) -> dict[str, bool]:
    """Each field of an item, and whether it is right."""
    headlines = dict(roles(item, "headlines", "headline"))
    version, begun = first(item, "versionCreated", "versioncreated"), first(item, "firstCreated", "firstcreated")
    sources = first(item, "infoSources", "infosources") or [{}]
    byline = first(item, "by", "byline")
    bodies = [value for _, value in roles(item, "bodies", "body")] or [
        value for _, value in roles(item, "descriptions", "description")
    ]
    title = headlines.get("main") or next(iter(headlines.values()), None) or item.get("title")
    heading = tokens(title or "")  # some bodies repeat it
    best = max((share(tokens(body) - heading, tokens(draft.text) - heading) for body in bodies), default=1.0)
    return {
        "id": draft.native_id == item["uri"],
        "heading": tokens(draft.headline or "") == heading,
        "version": draft.updated == moment(version),
        "published": draft.published == moment(begun or version),
        "language": draft.lang == language(item.get("language")),
        "outlet": draft.outlet == (first(item, "copyrightHolder", "copyrightholder") or sources[0].get("name")),
        "authors": bool(draft.authors) == bool(byline) and all(name in byline for name in draft.authors),
        "expires": draft.expires == moment(item.get("expires")),
        "embargo": draft.embargo == moment(item.get("embargoed")),
        "status": not draft.withdrawn and not draft.withheld,
        "body": best >= WORDS_SHARED,
    }


def ninjs() -> Iterator[tuple[str, bool, dict[str, bool]]]:
    """Each document: its name, whether its fate is right, and its fields."""
    for path in sorted(NINJS.rglob("*.json")):
        found = read(path)
        if any(part in str(path) for part in NO_NINJS):
            yield path.name, found.drafts is None and bool(found.reason), {}
            continue
        sent = json.loads(path.read_text("utf-8"))
        items = sent if isinstance(sent, list) else [sent]
        told = [each for each in items if each.get("type") not in MEDIA or roles(each, "bodies", "body")]
        fields: dict[str, bool] = {}
        for n, (item, draft) in enumerate(zip(told, found.drafts or (), strict=False)):
            fields |= {f"{n}.{name}": good for name, good in of_ninjs(item, draft).items()}
        yield path.name, found.drafts is not None and len(found.drafts) == len(told), fields


# --------------------------------------------------------------------------------------------------------------- CAP


def local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def words(element: ET.Element | None, name: str) -> str | None:
    found = next((each for each in element or () if local(each) == name), None) if element is not None else None
    return " ".join("".join(found.itertext()).split()) or None if found is not None else None


def of_cap(alert: ET.Element, draft: Draft) -> dict[str, bool]:
    """Each field of an alert, and whether it is right."""
    infos = [each for each in alert if local(each) == "info"]
    same = [each for each in infos if words(each, "language") == words(infos[0], "language")]
    ends = [moment(words(each, "expires")) for each in same]
    earlier = {tuple(group.rsplit(",", 1)[0].split(",", 1)) for group in (words(alert, "references") or "").split()}
    told = tokens(f"{draft.headline} {draft.text}")
    wanted = [words(info, name) for info in same for name in ("description", "event")]
    areas = [words(area, "areaDesc") for info in same for area in info if local(area) == "area"]
    return {
        "id": draft.native_id == f"{words(alert, 'sender')},{words(alert, 'identifier')}",
        "heading": draft.headline == (words(infos[0], "headline") or words(infos[0], "event")),
        "published": draft.published == draft.updated == moment(words(alert, "sent")),
        "expires": draft.expires == (max(each for each in ends if each) if all(ends) else None),
        "outlet": draft.outlet == words(infos[0], "senderName"),
        "address": draft.url == words(infos[0], "web"),
        "language": draft.lang == language(words(infos[0], "language") or "en"),
        "earlier": {name for each in earlier for name in (",".join(each),)} <= set(draft.supersedes),
        "body": all(tokens(each) <= told for each in (*wanted, *areas) if each),
    }


def cap() -> Iterator[tuple[str, bool, dict[str, bool]]]:
    """Each document that is not a feed: its name, whether its fate is right, and its fields."""
    for path in sorted([*CAP.glob("*.cap"), *CAP.glob("*.edxlde")]):
        found = read(path)
        if any(part in path.name for part in NO_CAP):
            yield path.name, found.drafts is None and bool(found.reason), {}
            continue
        root = ET.fromstring(path.read_bytes())
        alerts = [each for each in root.iter() if local(each) == "alert" and any(local(c) == "info" for c in each)]
        fields: dict[str, bool] = {}
        for n, (alert, draft) in enumerate(zip(alerts, found.drafts or (), strict=False)):
            fields |= {f"{n}.{name}": good for name, good in of_cap(alert, draft).items()}
        yield path.name, found.drafts is not None and len(found.drafts) == len(alerts), fields


def score() -> dict[str, float]:
    """For each set: the share of documents with the right fate, and of fields that are right."""
    if not DATA.is_dir():
        return {}
    scores: dict[str, float] = {}
    for name, documents in (("ninjs", list(ninjs())), ("CAP", list(cap()))):
        fields = [good for _, _, each in documents for good in each.values()]
        scores[f"{name}: right fate"] = sum(fate for _, fate, _ in documents) / len(documents)
        scores[f"{name}: fields right"] = sum(fields) / len(fields)
    return scores


if __name__ == "__main__":  # what is wrong, one document a line
    for name, fate, fields in (*ninjs(), *cap()):
        wrong = [field for field, good in fields.items() if not good]
        sys.stdout.write(f"{name}: {'' if fate else 'WRONG FATE '}{len(fields)} fields, wrong: {wrong}\n")
