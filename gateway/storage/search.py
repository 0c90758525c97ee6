"""What a search of the log asks the database, for each filter and engine: always along one index, never more than it must.

One condition drives: its index gives the rows in the order of time. All others are looked at row by row, so a search with
such others is bounded by a window: the entry of the driving index where this call stops. Statements only; nothing is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, literal, literal_column, or_, select

from gateway.storage.tables import exchanges, findings

Position = tuple[int, int]
"""`at` and id of an exchange: a place in the order of time."""

ASCII_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


@dataclass(frozen=True, slots=True)
class ExchangeFilter:
    """All given conditions must hold. `since` inclusive, `until` exclusive, microseconds."""

    since: int | None = None
    until: int | None = None
    api_id: int | None = None
    action: str | None = None
    would: str | None = None
    identity: str | None = None
    client: str | None = None
    method: str | None = None
    operation: str | None = None
    status_from: int | None = None
    status_to: int | None = None
    score_from: int | None = None
    path_prefix: str | None = None
    path_contains: str | None = None
    source: str | None = None
    rule: str | None = None
    detector: str | None = None
    request_id: str | None = None
    country: str | None = None
    text: str | None = None
    """in the path, the user agent, the reason or a rule; upper and lower case of ASCII letters are the same"""


DRIVERS = ("request_id", "rule", "detector", "identity", "client", "action", "api_id")
"""Conditions that an index serves, the narrowest first."""
EQUAL = ("api_id", "action", "would", "identity", "client", "method", "operation", "source", "country")


class Search:
    """The statements for one filter. `ascending`: oldest first."""

    def __init__(self, wanted: ExchangeFilter, *, is_sqlite: bool, ascending: bool = False) -> None:
        self._wanted = wanted
        self._is_sqlite = is_sqlite
        self._ascending = ascending
        self._driver = next((name for name in DRIVERS if getattr(wanted, name) is not None), None)
        if self._driver == "action" and wanted.action == "allow" and wanted.api_id is not None:
            self._driver = "api_id"
        self._source: FromClause = exchanges
        self._flagged: list[ColumnElement[bool]] = []
        self._at: ColumnElement[Any] = exchanges.c.at
        self._id: ColumnElement[Any] = exchanges.c.id
        if self._driver in ("rule", "detector"):
            self._source, self._flagged = _flagged(wanted)
            self._at, self._id = self._source.c.at, self._source.c.exchange_id
        self._others = self._conditions()

    @property
    def is_bounded(self) -> bool:
        """Whether rows are looked at that may not match, so that a window is needed."""
        both = self._wanted.rule is not None and self._wanted.detector is not None
        return bool(self._others) or both

    def window(self, after: Position | None, count: int) -> Select[Any]:
        """Asks for the last position (`at`, id) of `count` entries after `after`; no row where there are fewer."""
        statement = self._driven(select(self._at, self._id).select_from(self._source), after)
        return statement.limit(1).offset(count - 1)

    def rows(
        self, columns: Sequence[ColumnElement[Any]], after: Position | None, upto: Position | None, limit: int
    ) -> Select[Any]:
        """Asks for matching rows after `after` as far as `upto` (which is included), in order."""
        statement: Select[Any] = select(*columns).select_from(self._source)
        if self._source is not exchanges:
            same = and_(exchanges.c.id == self._id, exchanges.c.at == self._at)
            statement = select(*columns).select_from(self._source.join(exchanges, same)).where(*self._flagged)
        statement = self._driven(statement, after).where(*self._others)
        if upto is not None:
            at, row_id = upto
            beyond = self._at <= at if self._ascending else self._at >= at
            inside = self._at < at if self._ascending else self._at > at
            tie = self._id <= row_id if self._ascending else self._id >= row_id
            statement = statement.where(beyond, or_(inside, and_(self._at == at, tie)))
        return statement.limit(limit)

    def _driven(self, statement: Select[Any], after: Position | None) -> Select[Any]:
        wanted, at, row_id = self._wanted, self._at, self._id
        statement = statement.with_hint(self._source, f"FORCE INDEX ({self._index()})", "mysql")
        if self._driver is not None:
            statement = statement.where(self._source.c[self._driver] == getattr(wanted, self._driver))
        if wanted.since is not None:
            statement = statement.where(at >= wanted.since)
        if wanted.until is not None:
            statement = statement.where(at < wanted.until)
        if after is not None:
            last, last_id = after
            beyond = at >= last if self._ascending else at <= last
            past = at > last if self._ascending else at < last
            tie = row_id > last_id if self._ascending else row_id < last_id
            statement = statement.where(beyond, or_(past, and_(at == last, tie)))
        order = (at.asc(), row_id.asc()) if self._ascending else (at.desc(), row_id.desc())
        return statement.order_by(*order)

    def _index(self) -> str:
        if self._driver == "request_id":
            return "uq_exchanges_request_id_at"
        if self._source is not exchanges:
            return f"ix_findings_{self._driver}_at_exchange_id"
        return f"ix_exchanges_{self._driver}_at_id" if self._driver else "ix_exchanges_at_id"

    def _conditions(self) -> list[ColumnElement[bool]]:
        """All that does not drive."""
        wanted, c = self._wanted, exchanges.c
        given: list[ColumnElement[bool]] = []
        for name in EQUAL:
            value = getattr(wanted, name)
            if value is not None and name != self._driver:
                given.append(self._unindexed(c[name]) == value)
        if wanted.status_from is not None:
            given.append(c.status >= wanted.status_from)
        if wanted.status_to is not None:
            given.append(c.status <= wanted.status_to)
        if wanted.score_from is not None:
            given.append(c.score >= wanted.score_from)
        if wanted.path_prefix is not None:
            given.append(func.substr(c.path, 1, len(wanted.path_prefix)) == wanted.path_prefix)
        if wanted.path_contains is not None:
            given.append(func.instr(c.path, wanted.path_contains) > 0)
        if wanted.text is not None:
            given.append(self._containing(wanted.text))
        if wanted.rule is not None and self._driver not in ("rule", "detector"):
            given.append(_with_finding(findings.c.rule == wanted.rule))
        if wanted.detector is not None and self._driver not in ("rule", "detector"):
            given.append(_with_finding(findings.c.detector == wanted.detector))
        return given

    def _unindexed(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """SQLite takes no hint; a column with a plus is one whose index it does not consider."""
        return literal_column(f"+{column}", column.type) if self._is_sqlite else column

    def _containing(self, text: str) -> ColumnElement[bool]:
        # SQLite's lower() knows ASCII only, MySQL's all letters
        wanted = text.translate(ASCII_LOWER) if self._is_sqlite else text.lower()
        c = exchanges.c
        return or_(
            *(func.instr(func.lower(column), wanted) > 0 for column in (c.path, c.user_agent, c.reason)),
            _with_finding(func.instr(func.lower(findings.c.rule), wanted) > 0),
        )


def _with_finding(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    c = findings.c
    statement = select(literal(1)).where(c.exchange_id == exchanges.c.id, c.at == exchanges.c.at, condition)
    return statement.with_hint(findings, "FORCE INDEX (PRIMARY)", "mysql").exists()


def _flagged(wanted: ExchangeFilter) -> tuple[FromClause, list[ColumnElement[bool]]]:
    """The findings a filter asks for, one an exchange: its first."""
    one, earlier = findings.alias("flagged"), findings.alias("earlier")
    matching: list[ColumnElement[bool]] = []
    same = [
        earlier.c.exchange_id == one.c.exchange_id, earlier.c.ordinal < one.c.ordinal, earlier.c.at == one.c.at
    ]  # fmt: skip
    for name in ("rule", "detector"):
        value = getattr(wanted, name)
        if value is not None:
            matching.append(one.c[name] == value)
            same.append(earlier.c[name] == value)
    # An exchange has a few findings, a rule may have millions: MariaDB must be told which way is short.
    first = select(literal(1)).where(*same).with_hint(earlier, "FORCE INDEX (PRIMARY)", "mysql")
    return one, [*matching, ~first.exists()]
