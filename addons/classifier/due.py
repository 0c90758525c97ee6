"""Which values of a request are worth asking the classifier about: few, and never an id.

A value is due where it holds what plain values do not: quotes, brackets, a statement's separators, an encoded byte, a way
up a path, an address. Names are looked at only where they hold such themselves (`user[$ne]`). What most requests carry
(numbers, ids, words, dates, tokens) costs a search by one pattern each. Headers are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from addons.decode import Field

KINDS: Final = frozenset(("path", "query", "cookie", "json", "form", "xml", "graphql", "body", "file", "upload"))
LOOKED_AT: Final = 4096
"""characters of a value that are counted"""
LEAST: Final = 4
"""characters; fewer say nothing"""
_SIGN: Final = r"['\"`<>;|\\$(){}*^!\0]"
_ELSE: Final = (
    ("%", r"%[0-9a-f]{2}|%u[0-9a-f]{4}"),
    ("..", r"\.\.(?:[/\\]|%|0x|2f|5c)"),
    ("0x2", "0x2[ef]"),
    ("--", "--"),
    ("&&", "&&"),
    ("://", "://"),
    ("=", r"\b[a-z]=\d"),
    ("/", r"(?:^|[/:])(?:etc|proc|var|usr|opt|root|private|windows|winnt)/"),
    ("union", r"\bunion\s+(?:all\s+|distinct\s+)?select\b"),
)
"""Escapes of several decoders, and what is odd without a sign: the folders of a system, one statement in another. Each with
what it cannot be without: Python finds a plain word some fifty times as fast as one of many alternatives."""
_ODD: Final = re.compile("|".join([_SIGN, *(pattern for _, pattern in _ELSE)]), re.IGNORECASE)
_ODD_SIGN: Final = re.compile(_SIGN)
_ODD_ELSE: Final = tuple((needed, re.compile(pattern)) for needed, pattern in _ELSE)
_ODD_NAME: Final = re.compile(r"[^\w.\-\[\]:/@]")


def due(fields: Iterable[Field]) -> list[Field]:
    """Those worth asking about, in their order."""
    return [field for field in fields if field.location.partition(":")[0] in KINDS and _is_due(field)]


def _is_due(field: Field) -> bool:
    value = field.value
    if not value.isalnum() and len(value) >= LEAST and is_odd(value):
        return True
    return _ODD_NAME.search(field.name) is not None


def oddest(fields: Iterable[Field], most: int) -> list[Field]:
    """The `most` of them with most odd characters, the oddest first."""
    return sorted(fields, key=oddness, reverse=True)[:most]


def oddness(field: Field) -> int:
    return len(_ODD.findall(field.value[:LOOKED_AT]))


def is_odd(value: str) -> bool:
    """Whether it holds any of what is odd."""
    if _ODD_SIGN.search(value) is not None:
        return True
    if not value.isascii():
        # Capitals beyond ASCII that match small letters within it.
        return _ODD.search(value) is not None
    low = value.lower()
    return any(needed in low and pattern.search(low) is not None for needed, pattern in _ODD_ELSE)


def telling(fields: Iterable[Field]) -> list[Field]:
    """All values that are more than one word or number, or whose name is."""
    return [
        field
        for field in fields
        if not (field.value.isalnum() and _ODD_NAME.search(field.name) is None)
        and field.location.partition(":")[0] in KINDS
        and field.value
    ]


def text_of(field: Field) -> str:
    """What of a value is read: with its name where that is odd itself."""
    return field.value if _ODD_NAME.search(field.name) is None else f"{field.name}={field.value}"
