"""CAP 1.1 and 1.2: a public warning in XML, alone or with others in an EDXL distribution.

A signature (XML-DSig) is left alone: it is not verified, and a signed alert counts as any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from streams.records import RawUpdate
from streams.stage import Reject, Rejection
from streams.stages.parse.decode import clean
from streams.stages.parse.draft import Draft
from streams.stages.parse.formats import wire_terms as wire
from streams.stages.parse.formats.fragments import paragraphs, unescape
from streams.stages.parse.formats.safe_xml import Element, root_of
from streams.stages.parse.formats.wire_terms import Unreadable, instant, is_xml, language
from streams.stages.parse.formats.xml_text import child, children, local, words

MEDIA_TYPES: Final = (
    "application/cap+xml", "application/common-alerting-protocol+xml", "application/emergency-cap+xml",
)  # fmt: skip
NAMESPACES: Final = tuple(f"urn:oasis:names:tc:emergency:cap:{version}" for version in ("1.2", "1.1"))
INFOS_MAX: Final = 300
AREAS_MAX: Final = 3_000
REFERENCES_MAX: Final = 1_000

_STATUS: Final = ("Actual", "Exercise", "System", "Test", "Draft")
_MESSAGE: Final = ("Alert", "Update", "Cancel", "Ack", "Error")
_SCOPE: Final = ("Public", "Restricted", "Private")
_OF_INFO: Final = {
    "urgency": ("Immediate", "Expected", "Future", "Past", "Unknown"),
    "severity": ("Extreme", "Severe", "Moderate", "Minor", "Unknown"),
    "certainty": ("Observed", "Likely", "Possible", "Unlikely", "Unknown", "Very Likely"),  # the last one is of 1.0
}
_CATEGORY: Final = (
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other",
)  # fmt: skip

_ZONED: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_TAG: Final = re.compile("</?[A-Za-z]")  # "<1 mile" is none
_BULLET: Final = ("*", "•", "- ", "– ")
_FILLERS: Final = ("none", "none.", "n/a", "not applicable", "not applicable.", "-", ".")


class _Reference(NamedTuple):
    """An earlier message that an alert names."""

    sender: str
    identifier: str
    sent: datetime


def takes(media_type: str | None, text: str) -> bool:
    """Whether this reader reads it: a root named alert of CAP, or a distribution of such.

    >>> takes(None, f"<alert xmlns='{NAMESPACES[0]}'>"), takes("text/xml", "<alert>Rain</alert>")
    (True, False)
    """
    if media_type in MEDIA_TYPES:
        return True
    root = root_of(text) if is_xml(media_type) else None
    if root is None:
        return False
    of_cap = "emergency:cap" in root.tag or root.tag.startswith("<!")
    return (root.local == "alert" and of_cap) or (root.local == "EDXLDistribution" and "emergency:EDXL" in root.tag)


def read(text: str, update: RawUpdate) -> tuple[Draft, ...] | Rejection:
    """What a document's alerts tell the public, and which earlier ones they end.

    Drills, tests, drafts and messages between systems tell nobody anything: none of them yields an item.
    """
    try:
        root = wire.tree(text)
        if isinstance(root, Rejection):
            return root
        return tuple(draft for alert in _alerts(root) for draft in _drafts(alert, update))
    except (Unreadable, wire.TooLarge) as error:
        return wire.refused(error, "CAP", "one valid <alert>, or a distribution of them")
    except _NotPublic as error:
        return Rejection(Reject.NO_POSTS, str(error))


class _NotPublic(Exception):
    """An alert that is not for everybody: it must not be told, and whoever sends it here should know."""


def _alerts(root: Element) -> list[Element]:
    if local(root) == "alert":
        return [root]
    found = [each for each in root.iter() if local(each) == "alert"]
    if local(root) != "EDXLDistribution" or not found:
        raise Unreadable(f"the root is {local(root)[:40]}, and there is no <alert> in it")
    wire.check(len(found), wire.ITEMS_MAX, "alerts in a document")
    return found


def _drafts(alert: Element, update: RawUpdate) -> Iterator[Draft]:
    if not alert.tag.startswith(tuple(f"{{{namespace}}}" for namespace in NAMESPACES)):
        raise Unreadable(f"an alert of another namespace than {' or '.join(NAMESPACES)}")
    identifier, sender = _needed(alert, "identifier"), _needed(alert, "sender")
    sent = _instant(alert, "sent")
    if sent is None:
        raise Unreadable("sent is missing in alert")
    status, message, scope = (
        _one_of(alert, name, among) for name, among in (("status", _STATUS), ("msgType", _MESSAGE), ("scope", _SCOPE))
    )
    references = _references(alert)
    infos = list(children(alert, "info"))
    wire.check(len(infos), INFOS_MAX, "blocks in an alert")
    wire.check(sum(1 for info in infos for _ in children(info, "area")), AREAS_MAX, "areas in an alert")
    for info in infos:
        _check(info)
    if message in ("Update", "Cancel") and not references:
        raise Unreadable(f"references is empty in an alert of msgType {message}: it says which alert this one is about")
    if status != "Actual" or message in ("Ack", "Error"):
        return
    if scope != "Public":
        told = f"The alert {identifier[:200]} is of scope {scope}, not for the public"
        raise _NotPublic(f"{told}. It is told nowhere. Send public alerts alone.")
    within = update.outlet or ""
    earlier = tuple(dict.fromkeys(name for each in references for name in _names(each, sender)))
    if message == "Cancel":
        yield from (
            Draft(None, "", published=sent, updated=sent, native_id=name, scope=within, withdrawn=True)
            for name in earlier
        )
    elif infos:
        said = _told(infos)
        yield said._replace(
            published=sent, updated=sent, native_id=_named(sender, identifier), scope=within,
            supersedes=tuple(name for name in earlier if name != _named(sender, identifier)),
        )  # fmt: skip


def _named(sender: str, identifier: str) -> str:
    """An alert's name: its identifier is one within its sender. White space and commas are in neither."""
    return f"{sender},{identifier}"


def _names(reference: _Reference, sender: str) -> Iterator[str]:
    """What a reference may mean: some name their sender otherwise than they sign."""
    yield _named(reference.sender, reference.identifier)
    if reference.sender != sender:
        yield _named(sender, reference.identifier)


def _references(alert: Element) -> list[_Reference]:
    """Earlier messages, the newest first: each "sender,identifier,sent"."""
    groups = words(child(alert, "references")).split()
    wire.check(len(groups), REFERENCES_MAX, "messages in references")
    found: list[_Reference] = []
    for group in groups:
        sender, _, rest = group.partition(",")
        identifier, _, sent = rest.rpartition(",")
        moment = instant(sent, f"references ({group[:80]})") if identifier else None
        if not (sender and identifier and moment is not None):
            raise Unreadable(f"references holds {group[:80]!r}, which is not sender,identifier,sent")
        found.append(_Reference(sender, identifier, moment))
    return sorted(found, key=lambda each: each.sent, reverse=True)


def _check(info: Element) -> None:
    """Refuses what the standard does: a warning that leaves out how bad, how sure and how soon is none."""
    _needed(info, "event")
    categories = list(children(info, "category"))
    for each in categories or [None]:
        if words(each) not in _CATEGORY:
            raise Unreadable(f"category in info is {words(each)[:40]!r}, not one of {', '.join(_CATEGORY)}")
    for name, among in _OF_INFO.items():
        _one_of(info, name, among)
    for name in ("effective", "onset", "expires"):
        _instant(info, name)
    for area in children(info, "area"):
        _needed(area, "areaDesc")


def _needed(element: Element, name: str) -> str:
    found = words(child(element, name))
    if not found:
        raise Unreadable(f"{name} is missing in {local(element)}")
    return found


def _one_of(element: Element, name: str, among: Sequence[str]) -> str:
    found = _needed(element, name)
    if found not in among:
        raise Unreadable(f"{name} in {local(element)} is {found[:40]!r}, not one of {', '.join(among)}")
    return found


def _instant(element: Element, name: str) -> datetime | None:
    """An instant of CAP: it always has its zone."""
    said = words(child(element, name))
    if said and not _ZONED.fullmatch(said):
        raise Unreadable(f"{name} in {local(element)} is {said[:40]!r}, not as 2024-03-03T12:00:00-05:00")
    return instant(said, f"{name} in {local(element)}")


def _told(infos: Sequence[Element]) -> Draft:
    """The alert in its first language: others say the same, blocks of the same language say more."""
    first = infos[0]
    tag = words(child(first, "language")) or "en-US"  # the standard's default
    same = [info for info in infos if (words(child(info, "language")) or "en-US").lower() == tag.lower()]
    event = words(child(first, "event"))
    headline = words(child(first, "headline")) or event
    web = words(child(first, "web"))
    ends = [_instant(info, "expires") for info in same]
    return Draft(
        headline=headline, text="\n".join(dict.fromkeys(line for info in same for line in _lines(info))),
        url=web if web.startswith(("http://", "https://")) else None,
        outlet=words(child(first, "senderName")) or None, lang=language(tag),
        expires=max(end for end in ends if end is not None) if None not in ends else None,
    )  # fmt: skip


def _lines(info: Element) -> Iterator[str]:
    """A block's description and instruction, where it holds, and what sort of danger it is."""
    for name in ("description", "instruction"):
        element = child(info, name)
        yield from (line for line in _prose("" if element is None else "".join(element.itertext())))
    areas = [words(child(area, "areaDesc")) for area in children(info, "area")]
    if areas:
        yield _closed(f"Area: {'; '.join(dict.fromkeys(areas))}")
    if onset := words(child(info, "onset")):
        yield _closed(f"Onset: {onset}")
    facts = [("Event", words(child(info, "event")))]
    facts += [(name.capitalize(), words(child(info, name))) for name in _OF_INFO]
    yield " ".join(_closed(f"{name}: {said}") for name, said in facts if said != "Unknown")


def _closed(line: str) -> str:
    return line if line.endswith((".", "!", "?")) else f"{line}."


def _prose(text: str) -> Iterator[str]:
    """Paragraphs of a text that is broken at 69 characters, as teletypes did, or holds markup; none of a filler."""
    wire.check(text.count("\n"), wire.LINES_MAX, "lines in a text")
    text = unescape(text)
    if _TAG.search(text):
        yield from (line for line in paragraphs(text).split("\n") if line.lower() not in ("", *_FILLERS))
        return
    told: list[str] = []
    for raw in [*text.replace("\r\n", "\n").split("\n"), ""]:
        line = clean(raw)
        if told and (not line or line.startswith(_BULLET)):
            if (whole := " ".join(told)).lower() not in _FILLERS:
                yield whole
            told = []
        told += [line] if line else []
