"""Bodies as ModSecurity's collections see them: forms, JSON as `json.a.b`, the text and attributes of XML.

What is malformed gives what was read up to the fault, and the fault. Nothing here raises on any bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from addons.signatures.seclang.transformations import url_decode

Pairs = list[tuple[bytes, bytes]]
DEPTH = 512
"""levels of JSON that are followed"""
XML_CHARACTERS = 8 * 1024 * 1024
"""of text, entities expanded"""

_TOKEN = re.compile(
    rb'[ \t\r\n\f\v]*(?:([{}\[\],:])|"((?:[^"\\\x00-\x1f]|\\["\\/bfnrtu])*)"'
    rb"|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![0-9.eE])|(true|false|null)(?![A-Za-z]))"
)


def form_pairs(text: bytes, separator: bytes = b"&") -> tuple[Pairs, bool]:
    """Names and values, decoded; whether a percent sign stands without its two digits."""
    pieces = text.split(separator)
    if not pieces[-1]:
        pieces.pop()
    plain = b"%" not in text and b"+" not in text
    out: Pairs = []
    for piece in pieces:
        name, _, value = piece.partition(b"=")
        out.append((name, value) if plain else (url_decode(name), url_decode(value)))
    return out, b"%" in text and _BAD_PERCENT.search(text) is not None


_BAD_PERCENT = re.compile(rb"%(?![0-9a-fA-F]{2})")


def json_pairs(body: bytes) -> tuple[Pairs, str]:
    """Every scalar with its name (`json.user.tags.array_0`), and what is wrong with the text ("" for nothing)."""
    if not body:
        return [], ""
    try:
        document = _decoder.decode(body.decode())
    except (ValueError, RecursionError):
        return _read_to_the_fault(body)
    out: Pairs = []
    try:
        _walk(document, "json", out, 0)
    except _TooDeepError:
        return out, "depth"
    return out, ""


class _Object(list[Any]):
    """A JSON object as its pairs, in order: names may repeat."""


class _Number(str):
    """A JSON number as it was written."""

    __slots__ = ()


class _TooDeepError(ValueError):
    pass


def _refuse(text: str) -> Any:
    raise ValueError(text)


_decoder = json.JSONDecoder(
    object_pairs_hook=_Object, parse_int=_Number, parse_float=_Number, parse_constant=_refuse, strict=True
)


def _walk(node: Any, name: str, out: Pairs, depth: int) -> None:
    if depth > DEPTH:
        raise _TooDeepError
    if type(node) is _Object:
        for key, value in node:
            _walk(value, f"{name}.{key or 'empty-key'}", out, depth + 1)
    elif type(node) is list:
        for index, value in enumerate(node):
            _walk(value, f"{name}.array_{index}", out, depth + 1)
    else:
        text = node if isinstance(node, str) else "" if node is None else "true" if node else "false"
        out.append((_bytes(name), _bytes(text)))


def _bytes(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _read_to_the_fault(body: bytes) -> tuple[Pairs, str]:
    """The scalars that stand before the fault. A stack of what is open, no recursion; linear."""
    out: Pairs = []
    stack: list[tuple[str, int | None]] = []  # name of a container; how many it has, None in an object
    fault = "lexical error"
    expects, name, at = "value", "json", 0
    while True:
        token = _TOKEN.match(body, at)
        if token is None:
            if expects == "end" and not body[at:].strip(b" \t\r\n\f\v"):
                return out, ""
            return out, fault
        at = token.end()
        mark, text, number, word = token.groups()
        if expects == "end":
            return out, "trailing garbage"
        if expects == "name" and text is not None:
            name = f"{stack[-1][0]}.{_string(text) or 'empty-key'}"
            expects = "colon"
            continue
        if expects == "colon" and mark == b":":
            expects = "value"
            continue
        if expects in ("value", "value or ]") and mark in (b"{", b"["):
            if len(stack) > DEPTH:
                return out, "depth"
            stack.append((name, None if mark == b"{" else 0))
            expects = "name" if mark == b"{" else "value or ]"
            name = f"{name}.array_0"
            if mark == b"{" and body[at : at + 64].lstrip()[:1] == b"}":
                expects = "comma"
            continue
        if expects in ("value", "value or ]") and (text is not None or number or word):
            scalar = _string(text) if text is not None else (number or word).decode()
            out.append((_bytes(name), _bytes("" if word == b"null" else scalar)))
            expects = "comma" if stack else "end"
            continue
        if (expects == "comma" or (expects == "value or ]" and mark == b"]")) and mark in (b"}", b"]"):
            if not stack or (stack[-1][1] is None) != (mark == b"}"):
                return out, fault
            stack.pop()
            expects = "comma" if stack else "end"
            continue
        if expects == "comma" and mark == b",":
            container, count = stack[-1]
            if count is None:
                expects = "name"
            else:
                stack[-1] = (container, count + 1)
                name = f"{container}.array_{count + 1}"
                expects = "value"
            continue
        return out, fault


def _string(raw: bytes) -> str:
    try:
        return str(json.loads(b'"' + raw + b'"'))
    except ValueError:
        return raw.decode("utf-8", "replace")


class XmlText:
    """The text of a document's root (XML:/*), its attributes (XML://@*), and what is wrong with it."""

    def __init__(self, body: bytes) -> None:
        self.text: bytes | None = None
        self.attributes: list[bytes] = []
        self.fault = ""
        pieces: list[str] = []
        size = 0
        parser = expat.ParserCreate()
        parser.ordered_attributes = True

        def characters(data: str) -> None:
            nonlocal size
            size += len(data)
            if size > XML_CHARACTERS:
                raise ValueError("too much text")
            pieces.append(data)

        def start(_name: str, attributes: list[str]) -> None:
            self.text = b""
            self.attributes.extend(_bytes(value) for value in attributes[1::2])

        parser.CharacterDataHandler = characters
        parser.StartElementHandler = start
        try:
            parser.Parse(body, True)
        except (expat.ExpatError, ValueError, RecursionError, MemoryError) as error:
            self.fault = f"XML: Failed parsing document. ({error})"[:200]
        if self.text is not None:
            self.text = _bytes("".join(pieces))


def parts_of_cookie(value: bytes) -> Iterator[tuple[bytes, bytes]]:
    """A Cookie header's pairs: names lose the white space before them, the header that behind its end."""
    pieces = value.split(b";")
    if not pieces[-1]:
        pieces.pop()
    if pieces:
        pieces[-1] = pieces[-1].rstrip(b" \t\n\r\f\v")
    for piece in pieces:
        name, _, text = piece.partition(b"=")
        name = name.lstrip(b" \t\n\r\f\v")
        if name:
            yield name, text
