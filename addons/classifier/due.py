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
_ODD: Final = re.compile(
    r"['\"`<>;|\\$(){}*^!\0]|%[0-9a-f]{2}|%u[0-9a-f]{4}|\.\.(?:[/\\]|%|0x|2f|5c)|0x2[ef]|--|&&|://|\b[a-z]=\d"
    r"|(?:^|[/:])(?:etc|proc|var|usr|opt|root|private|windows|winnt)/|\bunion\s+(?:all\s+|distinct\s+)?select\b",
    re.IGNORECASE,
)
"""signs, escapes of several decoders, and what is odd without a sign: the folders of a system, one statement in another"""
_ODD_NAME: Final = re.compile(r"[^\w.\-\[\]:/@]")


def due(fields: Iterable[Field], most: int) -> list[Field]:
    """The `most` values with most odd characters, the oddest first."""
    found: list[tuple[int, Field]] = []
    for field in fields:
        value = field.value
        plain = value.isalnum() or len(value) < LEAST or _ODD.search(value) is None
        if plain and _ODD_NAME.search(field.name) is None:
            continue
        if field.location.partition(":")[0] in KINDS:
            found.append((-len(_ODD.findall(value[:LOOKED_AT])), field))
    found.sort(key=lambda one: one[0])
    return [field for _, field in found[:most]]


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
