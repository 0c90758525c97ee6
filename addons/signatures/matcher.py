"""Hyperscan: many expressions, one pass, linear time.

A database's scratch space serves one scan at a time, so a lock stands before it; scanning releases the interpreter.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from threading import Lock
from typing import Any, NamedTuple, Protocol

import hyperscan

from addons.signatures.ast import Place


class Expression(NamedTuple):
    """A regular expression in Hyperscan's dialect (PCRE without back-references and look-around)."""

    pattern: str
    place: Place
    caseless: bool = False


class CompiledCache(Protocol):
    """Keeps compiled databases by content: compiling takes seconds, loading milliseconds. Neither method raises."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, data: bytes) -> None: ...

    def __hash__(self) -> int: ...


class Matcher:
    """`lines`: `^` and `$` also match at line feeds, for scans of many values joined by them."""

    def __init__(
        self, expressions: Sequence[Expression], *, lines: bool = False, cache: CompiledCache | None = None
    ) -> None:
        """Raises RuleError with the place of the first expression that Hyperscan does not take."""
        flags = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_SINGLEMATCH
        if lines:
            flags |= hyperscan.HS_FLAG_MULTILINE
        every = [flags | (hyperscan.HS_FLAG_CASELESS if e.caseless else 0) for e in expressions]
        patterns = [e.pattern.encode() for e in expressions]
        self._lock = Lock()
        key = _key(patterns, every)
        if cache is not None and (kept := _load(cache.get(key))) is not None:
            self._database = kept
            return
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
        if cache is not None:
            cache.put(key, hyperscan.dumpb(self._database))

    def scan(self, data: bytes) -> list[tuple[int, int]]:
        """Index of each expression that matches, with the end of its first match. One entry an expression."""
        found: list[tuple[int, int]] = []
        with self._lock:
            self._database.scan(data, match_event_handler=_collect, context=found)
        return found


class Scanner:
    """Any number of expressions with flags and ids of their own, in one database whose `^` and `$` hold at line feeds.

    Raises `hyperscan.HyperscanError` where it does not take one of them (see `accepts`).
    """

    def __init__(self, expressions: Sequence[tuple[bytes, int, int]], cache: CompiledCache | None = None) -> None:
        flags = (
            hyperscan.HS_FLAG_DOTALL
            | hyperscan.HS_FLAG_SINGLEMATCH
            | hyperscan.HS_FLAG_MULTILINE
            | hyperscan.HS_FLAG_ALLOWEMPTY
        )
        self._lock = Lock()
        patterns = [pattern for pattern, _, _ in expressions]
        every = [flags | more for _, more, _ in expressions]
        ids = [number for _, _, number in expressions]
        key = _key([*patterns, repr(ids).encode()], [*every, 0])
        if cache is not None and (kept := _load(cache.get(key))) is not None:
            self._database = kept
            return
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(expressions=patterns, ids=ids, flags=every)
        if cache is not None:
            cache.put(key, hyperscan.dumpb(self._database))

    def scan(self, data: bytes) -> list[int]:
        """The ids of the expressions that match, in no order; each once for every expression that has it."""
        found: list[int] = []
        with self._lock:
            self._database.scan(data, match_event_handler=_collect_id, context=found)
        return found


def accepts(pattern: bytes, flags: int) -> str:
    """Why Hyperscan does not take the expression; "" where it does."""
    try:
        Scanner([(pattern, flags, 0)])
    except hyperscan.HyperscanError as error:
        return str(error) or type(error).__name__
    return ""


@cache
def _version() -> str:
    return version("hyperscan")


def _key(patterns: Sequence[bytes], flags: Sequence[int]) -> str:
    content = repr((_version(), list(zip(patterns, flags, strict=True))))
    return sha256(content.encode()).hexdigest()


def _load(data: bytes | None) -> Any:
    """A kept database; None where it is damaged, or was made by another version or for another processor."""
    if data is None:
        return None
    try:
        database = hyperscan.loadb(data, hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.HyperscanError:
        return None
    return database


def _collect(index: int, _start: int, end: int, _flags: int, found: Any) -> None:
    found.append((index, end))


def _collect_id(index: int, _start: int, _end: int, _flags: int, found: Any) -> None:
    found.append(index)
