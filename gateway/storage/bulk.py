"""Many rows in one statement: text made once for each table, values in the order of its columns.

A statement goes to the driver as it is, past SQLAlchemy's compiler and type processors, which take several times as long as
the insert itself: values must be what the driver takes (JSON already as text). On MySQL the driver joins the rows
into few statements, for which the text must end as it does here.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

Rows = Sequence[tuple[Any, ...]]


class Bulk:
    def __init__(self, *, is_sqlite: bool) -> None:
        self._mark, self._quote = ("?", '"') if is_sqlite else ("%s", "`")
        self._is_sqlite = is_sqlite
        self._texts: dict[tuple[str, bool], str] = {}

    async def insert(self, connection: AsyncConnection, table: Table, rows: Rows) -> None:
        if rows:
            await connection.exec_driver_sql(self.text(table, add=False), list(rows))

    async def add(self, connection: AsyncConnection, table: Table, rows: Rows) -> None:
        """Insert; where the key is there already, every other column grows by the row's."""
        if rows:
            await connection.exec_driver_sql(self.text(table, add=True), list(rows))

    async def stored(self, connection: AsyncConnection, ids: Collection[str], first: int, last: int) -> set[str]:
        """Which request ids have an exchange with `first <= at <= last`."""
        index = "" if self._is_sqlite else " FORCE INDEX (uq_exchanges_request_id_at)"
        marks = ",".join([self._mark] * len(ids))
        text = (
            f"SELECT request_id FROM exchanges{index} "  # noqa: S608 - our own names
            f"WHERE request_id IN ({marks}) AND at BETWEEN {self._mark} AND {self._mark}"
        )
        return set((await connection.exec_driver_sql(text, (*ids, first, last))).scalars())

    def text(self, table: Table, *, add: bool) -> str:
        """The statement, with a placeholder for each column."""
        statement = self._texts.get((table.name, add))
        if statement is None:
            names = ", ".join(self._name(column.name) for column in table.columns)
            marks = ", ".join([self._mark] * len(table.columns))
            statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
            if add:
                statement += self._adding(table)
            self._texts[table.name, add] = statement
        return statement

    def _adding(self, table: Table) -> str:
        keys = [self._name(column.name) for column in table.primary_key]
        names = [self._name(column.name) for column in table.columns if not column.primary_key]
        if self._is_sqlite:
            added = ", ".join(f"{name}={name}+excluded.{name}" for name in names)
            return f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {added}"
        return f" ON DUPLICATE KEY UPDATE {', '.join(f'{name}={name}+VALUES({name})' for name in names)}"

    def _name(self, column: str) -> str:
        return f"{self._quote}{column}{self._quote}"
