"""Bytes to text: which encoding, what is refused, and which characters never reach derived text."""

from __future__ import annotations

import re
from typing import Final

from streams.stage import Reject, Rejection
from streams.topics import RAW_BYTES_MAX

# Byte-order marks, the longest first; then "<?" of an XML declaration without one (XML 1.0, appendix F).
_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"),
    (b"<\0\0\0?\0\0\0", "utf-32-le"), (b"\0\0\0<\0\0\0?", "utf-32-be"),
)  # fmt: skip
_BINARY_MARKS: Final = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x7fELF")

# Declared names we believe. Python knows more: some are not encodings of text (zlib), some take quadratic time on
# hostile input (idna, punycode), and a stranger's header must not choose among those.
_DECLARED: Final = re.compile(
    r"(?:us-)?ascii|utf-?(?:8|16|16le|16be|32)|iso-?8859-\d{1,2}|latin-?1|(?:windows-?|cp)(?:125\d|874|932|949|950)"
    r"|koi8-[ru]|shift[_-]jis|euc-(?:jp|kr)|gb(?:2312|k|18030)|big5"
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

# Where XML (XML 1.0, §4.3.3) and HTML (the prescan of its standard) name their encoding: in their first kilobyte.
_INSIDE: Final = re.compile(
    rb"""<(?:\?xml\s[^<>]{0,200}?\sencoding|meta\s[^<>]{0,200}?charset)\s*=\s*["']?([A-Za-z0-9._-]{2,40})"""
)
INSIDE_BYTES: Final = 1024

_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\u2028\u2029]")
# Controls, soft hyphens, bidi controls, zero-width characters, lone surrogates and tag characters: none is seen by a
# reader, each can hide or reorder words.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]+"
)
# Joiners stay between letters that are not ASCII: Persian and emoji need them.
_JOINERS: Final = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
_SPACES: Final = re.compile("[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def text_of(body: bytes, charset: str | None = None) -> str | Rejection:
    """The text that bytes hold, or why they hold none: by byte-order mark, UTF-8, the declared charset, the one that
    an XML declaration or a ``meta`` element names, Windows-1252.

    >>> text_of("Zürich".encode("cp1252"))
    'Zürich'
    >>> text_of(b"").reason.value
    'empty_body'

    Leaves the text as it stands, unseen characters too: ``lines_of`` and ``clean`` make derived text of it.
    """
    if len(body) > RAW_BYTES_MAX:
        limit = f"{len(body):,} bytes; the limit is {RAW_BYTES_MAX:,}"
        return Rejection(Reject.TOO_LARGE, f"{limit}. Send the page's newest part, or one update per post.")
    if not body.strip():
        return Rejection(Reject.EMPTY_BODY, "No bytes, or only white space. Send the update's body.")
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _decoded(body, encoding) or _undecodable(f"it starts as {encoding} does, but is none")
    inside = _INSIDE.search(body, 0, INSIDE_BYTES)
    declared = charset.strip("\"' ").lower() if charset else inside[1].decode("ascii").lower() if inside else ""
    wide = declared.startswith(("utf-16", "utf16", "utf-32"))
    if body.startswith(_BINARY_MARKS) or (b"\0" in body and not wide):
        return Rejection(Reject.BINARY, "Binary bytes, not text. Send text, or unpack the file first.")
    text = None if wide else _decoded(body, "utf-8")
    if text is None and _DECLARED.fullmatch(declared):
        text = _decoded(body, declared)
    if text is None and (guess := _decoded(body, "cp1252")) is not None and _is_sane(guess):
        text = guess
    if text is None:
        return _undecodable(f"it is not UTF-8, and the declared charset ({declared or 'none'}) does not fit either")
    if len(_CONTROL.findall(text[:65536])) * 20 > min(len(text), 65536):
        return Rejection(Reject.BINARY, "More than a twentieth of it is control characters. Send text.")
    return text


def clean(text: str) -> str:
    """One line of derived text: no unseen characters, runs of white space as one space.

    >>> clean("a\\u200bb \\u202e c\\xa0 d")
    'ab c d'
    """
    return " ".join(lines_of(text))


def lines_of(text: str) -> list[str]:
    """The lines of a text that hold something, each cleaned.

    >>> lines_of("One\\r\\n\\r\\n  two \\u2028three")
    ['One', 'two', 'three']
    """
    if not text.isascii():
        text = _UNSEEN.sub("", text.replace("\x85", "\n"))
        if "\u200c" in text or "\u200d" in text:
            text = _JOINERS.sub("", text)
    elif _CONTROL.search(text):
        text = _CONTROL.sub("", text)
    unbroken = _SPACES.sub(" ", _LINE_ENDS.sub("\n", text))
    return [line for raw in unbroken.split("\n") if (line := raw.strip())]


def _decoded(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _is_sane(text: str) -> bool:
    """Whether a Windows-1252 reading looks like prose: any bytes decode so, few of them make words.

    In Western languages fewer than one letter in six carries a mark; text of another script read this way has them
    in nearly every place.
    """
    sample = text[:65536]
    marked = sum(1 for char in sample if char > "\x7f")
    letters = sum(1 for char in sample if char.isascii() and char.isalpha())
    return letters > 0 and marked * 5 <= letters and not _CONTROL.search(sample)


def _undecodable(why: str) -> Rejection:
    return Rejection(Reject.ENCODING, f"No encoding fits: {why}. Send UTF-8, or name the charset in content-type.")
