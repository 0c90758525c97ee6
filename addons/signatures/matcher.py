"""Hyperscan: many expressions, one pass, linear time.

A database's scratch space serves one scan at a time, so a lock stands before it; scanning releases the interpreter.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any, NamedTuple

import hyperscan

from addons.signatures.ast import Place


class Expression(NamedTuple):
    """A regular expression in Hyperscan's dialect (PCRE without back-references and look-around)."""

    pattern: str
    place: Place
    caseless: bool = False


class Matcher:
    """`lines`: `^` and `$` also match at line feeds, for scans of many values joined by them."""

    def __init__(self, expressions: Sequence[Expression], *, lines: bool = False) -> None:
        """Raises RuleError with the place of the first expression that Hyperscan does not take."""
        flags = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_SINGLEMATCH
        if lines:
            flags |= hyperscan.HS_FLAG_MULTILINE
        every = [flags | (hyperscan.HS_FLAG_CASELESS if e.caseless else 0) for e in expressions]
        patterns = [e.pattern.encode() for e in expressions]
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        try:
            self._database.compile(expressions=patterns, ids=list(range(len(patterns))), flags=every)
        except hyperscan.HyperscanError:
            for pattern, flag, expression in zip(patterns, every, expressions, strict=True):
                try:
                    hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK).compile(
                        expressions=[pattern], ids=[0], flags=[flag]
                    )
                except hyperscan.HyperscanError as error:
                    raise expression.place.error(f"Hyperscan refuses {expression.pattern[:80]!r}: {error}") from None
            raise
        self._lock = Lock()

    def scan(self, data: bytes) -> list[tuple[int, int]]:
        """Index of each expression that matches, with the end of its first match. One entry an expression."""
        found: list[tuple[int, int]] = []
        with self._lock:
            self._database.scan(data, match_event_handler=_collect, context=found)
        return found


def _collect(index: int, _start: int, end: int, _flags: int, found: Any) -> None:
    found.append((index, end))
