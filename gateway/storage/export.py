"""The log as CSV, a page at a time: constant memory, and fast enough that nobody waits for it.

The database joins a row's columns into one text, which costs a driver in Python a tenth of what thirty values cost. Pages go by
position, each in a transaction of its own, so a long export keeps nothing open. Meant for a thread: the methods block.

Cells that a spreadsheet would take for a formula begin with an apostrophe (OWASP: CSV injection; CWE-1236).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import URL, ColumnElement, Connection, NullPool, create_engine, literal_column, select

from gateway.storage.database import CONNECT_SECONDS, Database
from gateway.storage.search import ExchangeFilter, Position, Search
from gateway.storage.tables import exchanges

COLUMNS = ("id", "request_id", "at", *(
    column.name for column in exchanges.columns if column.name not in ("id", "request_id", "at", "cost")
))  # fmt: skip
PAGE = 5000
WINDOW = 50_000
READ_SECONDS = 60
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_SEPARATOR = "\x1f"
_JOINED = tuple(name for name in COLUMNS if name not in ("id", "at"))
_FORMULAS = tuple(_SEPARATOR + start for start in FORMULA_STARTS)


def neutral(cell: object) -> object:
    """`cell` as a spreadsheet shows it, never runs it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


class Export:
    """All that a filter selects, newest first. Read `page` until it is None, then `close`."""

    def __init__(self, database: Database, wanted: ExchangeFilter, page: int | None = None) -> None:
        self._search = Search(wanted, is_sqlite=database.is_sqlite)
        self._page = page or PAGE
        self._cells: ColumnElement[str] = literal_column(_joined(is_sqlite=database.is_sqlite))
        self._database = database
        self._engine = create_engine(_blocking(database.engine.url), **_options(is_sqlite=database.is_sqlite))
        self._connection: Connection | None = None
        self._cursor: Position | None = None
        self._upto: Position | None = None
        self._is_last = False
        self._lines = Lines()
        self._lock = Lock()
        """a page that nobody waits for any more may still be read when `close` comes"""

    def header(self) -> bytes:
        return (",".join(COLUMNS) + "\r\n").encode()

    def page(self) -> bytes | None:
        """The next lines, perhaps none; None at the end. Raises StoreError, StoreUnavailable."""
        if self._is_last:
            return None
        with self._lock, self._database.translated():
            if self._connection is None:
                self._connection = self._engine.connect()
            try:
                return self._read(self._connection)
            finally:
                self._connection.rollback()

    def close(self) -> None:
        with self._lock:
            self._is_last = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            self._engine.dispose()

    def _read(self, connection: Connection) -> bytes:
        if self._search.is_bounded and self._upto is None:
            row = connection.execute(self._search.window(self._cursor, WINDOW)).first()
            self._upto = None if row is None else (row[0], row[1])
        columns = [exchanges.c.at, exchanges.c.id, self._cells]
        rows = connection.execute(self._search.rows(columns, self._cursor, self._upto, self._page)).all()
        if len(rows) == self._page:
            self._cursor = (rows[-1][0], rows[-1][1])
        elif self._upto is not None:
            self._cursor, self._upto = self._upto, None
        else:
            self._is_last = True
        return self._lines.of(rows, lambda at, row_id: _cells(connection, at, row_id)).encode()


class Lines:
    """Rows (`at`, id, the other cells joined) as lines of CSV (RFC 4180)."""

    def __init__(self) -> None:
        self._second, self._prefix = -1, ""

    def of(self, rows: Iterable[Any], cells_of: Callable[[int, int], list[Any]]) -> str:
        """Rows are (`at`, id, cells joined). `cells_of(at, id)`: asked for the cells of a row in whose text the separator itself stands."""
        lines = []
        separator = _SEPARATOR
        for at, row_id, joined in rows:
            if joined.count(separator) != len(_JOINED) - 1:
                lines.append(self._line(at, row_id, cells_of(at, row_id)))
            elif (
                '"' in joined or "\n" in joined or "\r" in joined or joined.startswith(FORMULA_STARTS)
                or any(start in joined for start in _FORMULAS)
            ):  # fmt: skip
                lines.append(self._line(at, row_id, joined.split(separator)))
            else:
                quoted = joined
                if "," in joined:
                    quoted = separator.join([f'"{c}"' if "," in c else c for c in joined.split(separator)])
                request_id, _, rest = quoted.partition(separator)
                lines.append(f"{row_id},{request_id},{self._time(at)},{rest.replace(separator, ',')}\r\n")
        return "".join(lines)

    def _line(self, at: int, row_id: int, cells: Sequence[object]) -> str:
        text = io.StringIO()
        request_id, *rest = (neutral(cell) for cell in cells)
        csv.writer(text).writerow([row_id, request_id, self._time(at), *rest])
        return text.getvalue()

    def _time(self, at: int) -> str:
        second, rest = divmod(at, 1_000_000)
        if second != self._second:
            self._second = second
            self._prefix = datetime.fromtimestamp(second, UTC).isoformat()[:19]
        return f"{self._prefix}.{rest:06d}Z"


def _joined(*, is_sqlite: bool) -> str:
    if is_sqlite:
        return " || char(31) || ".join(f"exchanges.{name}" for name in _JOINED)
    return f"CONCAT_WS(_utf8mb4 0x1F, {', '.join(f'exchanges.{name}' for name in _JOINED)})"


def _cells(connection: Connection, at: int, row_id: int) -> list[Any]:
    c = exchanges.c
    statement = select(*(c[name] for name in _JOINED)).where(c.id == row_id, c.at == at)
    return [*connection.execute(statement).one()]


def _blocking(url: URL) -> URL:
    return url.set(drivername="sqlite" if url.drivername.startswith("sqlite") else "mysql+pymysql")


def _options(*, is_sqlite: bool) -> dict[str, Any]:
    """A connection of the export's own; its pages may come from one thread after the other."""
    if is_sqlite:
        return {"poolclass": NullPool, "connect_args": {"check_same_thread": False}}
    timeouts = {"connect_timeout": CONNECT_SECONDS, "read_timeout": READ_SECONDS, "write_timeout": READ_SECONDS}
    return {"poolclass": NullPool, "connect_args": timeouts, "isolation_level": "READ COMMITTED"}
