"""JSON as pages hold it in scripts: read as it should be, then once more as it was meant."""

from __future__ import annotations

import html as entities
import json
import re
from typing import Any, Final

import orjson

MENDED_MAX: Final = 2 * 1024 * 1024  # characters: what is longer is read strictly or not at all
DEPTH_MAX: Final = 200
QUOTES_MAX: Final = 10_000  # that are escaped

_wrapper: Final = re.compile(r"\s*(?://\s*)?(?:<!--|<!\[CDATA\[|/\*.{0,40}?\*/|\s)\s*")
# Between two strings: white space, what JSON has there, and the comments it should not have.
_comment: Final = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*(?:\*/)?|//[^\n]*+")
_in_string: Final = re.compile(r'[^"\\]*+(?:\\.?[^"\\]*+)*', re.DOTALL)
_SPACE: Final = r"(?:\s++|/\*[^*]*+(?:\*(?!/)[^*]*+)*\*/|//[^\n]*+\n)*"
_key_next: Final = re.compile(rf'{_SPACE},{_SPACE}"[@$\w:. -]{{1,60}}"\s*+:')
_item_next: Final = re.compile(rf'{_SPACE},{_SPACE}["{{\[\d-]')
_ends_object: Final = re.compile(r"\s*+,?\s*+}\s*+(?:[,}\]]|\Z)")
_ends_list: Final = re.compile(r"\s*+,?\s*+\]\s*+(?:[,}\]]|\Z)")
_brace: Final = re.compile(r"\s*+,?\s*+}")
_bracket: Final = re.compile(r"\s*+,?\s*+\]")
_colon: Final = re.compile(r"\s*+:")
_useless_comma: Final = re.compile(r",\s*+([}\]])")
_tolerant: Final = json.JSONDecoder(strict=False)


def read_json(text: str) -> Any:
    """The value that a script holds, or None where nothing can be made of it.

    >>> read_json('<!-- {"a": "she said "no" to it",} --> junk')
    {'a': 'she said "no" to it'}
    """
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        pass
    if len(text) > MENDED_MAX:
        return None
    if '"' not in text and "&quot;" in text:
        text = entities.unescape(text)
    started = _wrapper.match(text)
    text = (text[started.end() :] if started else text).lstrip("\ufeff \t\r\n;")
    first = min((i for i in (text.find("{"), text.find("[")) if i >= 0), default=-1)
    if not 0 <= first < 200:
        return None
    text = text[first:]
    for attempt in (text, _mended(text)):
        try:
            return _tolerant.raw_decode(attempt)[0]  # raw control characters pass, and what follows the value
        except (ValueError, RecursionError):
            continue
    return None


def _mended(text: str) -> str:
    """The text without comments and useless commas, and with the quotes escaped that end no string.

    A quote ends a string where what follows could follow one there: a colon after a key; after a value the next key,
    the next item, or the end of what it stands in.
    """
    out: list[str] = []
    stack: list[str] = []
    is_key = False
    escaped = 0
    at, end = 0, len(text)
    while at < end:
        char = text[at]
        if char == '"':
            at += 1
            parts: list[str] = ['"']
            while at < end:
                found = _in_string.match(text, at)
                assert found is not None
                parts.append(found[0])
                at = found.end() + 1
                if found.end() >= end:
                    break
                if _closes(text, at, stack, is_key):
                    break
                parts.append('\\"')
                escaped += 1
                if escaped > QUOTES_MAX:
                    return ""
            parts.append('"')
            out.append("".join(parts))
            continue
        if char == "/" and (comment := _comment.match(text, at)):
            at = comment.end()
            continue
        if char in "{[":
            stack.append(char)
            if len(stack) > DEPTH_MAX:
                return ""
            is_key = char == "{"
        elif char in "}]" and stack:
            stack.pop()
            is_key = False
        elif char == ",":
            is_key = bool(stack) and stack[-1] == "{"
        elif char == ":":
            is_key = False
        out.append(char)
        at += 1
        if char in "}]" and not stack:
            break
    return _useless_comma.sub(r"\1", "".join(out))


def _closes(text: str, at: int, stack: list[str], is_key: bool) -> bool:
    if is_key:
        return _colon.match(text, at) is not None
    last = len(stack) < 2  # nothing need follow what ends the value
    if stack and stack[-1] == "{":
        return (_key_next.match(text, at) or (_brace if last else _ends_object).match(text, at)) is not None
    return (_item_next.match(text, at) or (_bracket if last else _ends_list).match(text, at)) is not None
