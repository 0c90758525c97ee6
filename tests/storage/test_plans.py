"""The questions the console asks every second are answered from an index, never by reading or sorting the log."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from gateway.storage.exchanges import ExchangeFilter
from gateway.storage.store import Store
from tests.stores import a_finding, a_record

ROWS = 3000
FILTERS = {
    "the newest": ExchangeFilter(),
    "the newest of a time": ExchangeFilter(since=a_record(100).at, until=a_record(200).at),
    "of an API": ExchangeFilter(api_id=2),
    "of a caller": ExchangeFilter(identity="caller-7"),
    "of an address": ExchangeFilter(client="192.0.2.7"),
    "the blocked": ExchangeFilter(action="block"),
    "of a status, which has no index": ExchangeFilter(status_from=500),
    "of a rule": ExchangeFilter(rule="942100"),
    "of a detector": ExchangeFilter(detector="signatures"),
}


@pytest.fixture
async def filled(store: Store) -> Store:
    records = [
        a_record(n, (a_finding(),) if n % 50 == 0 else (), identity=f"caller-{n % 40}", client=f"192.0.2.{n % 90}",
                 api_id=n % 20, action="block" if n % 50 == 0 else "allow")
        for n in range(1, ROWS + 1)
    ]  # fmt: skip
    await store.exchanges.ship("a", list(enumerate(records, 1)))
    async with store.database.writing() as connection:
        for table in ("exchanges", "findings"):
            await connection.exec_driver_sql(
                f"ANALYZE {table}" if store.database.is_sqlite else f"ANALYZE TABLE {table}"
            )
    return store


async def test_searching_the_log_reads_an_index(filled: Store) -> None:
    asked: list[tuple[str, Any]] = []
    engine = filled.database.engine.sync_engine
    event.listen(
        engine, "before_cursor_execute", lambda _c, _cu, statement, values, *_: asked.append((statement, values))
    )
    for name, wanted in FILTERS.items():
        await filled.exchanges.query(wanted, limit=10)
        statement, values = asked[-1]
        explain = "EXPLAIN QUERY PLAN " if filled.database.is_sqlite else "EXPLAIN "
        async with filled.database.reading() as connection:
            plan = [tuple(row) for row in await connection.exec_driver_sql(explain + statement, values)]
        for step in plan:
            words = " ".join(map(str, step))
            assert "TEMP B-TREE" not in words, (name, plan)
            assert "filesort" not in words, (name, plan)
            assert "USING" in words if filled.database.is_sqlite and "SCAN" in words else " ALL " not in words, (
                name,
                plan,
            )


async def test_the_tails_read_on_from_where_they_were(filled: Store) -> None:
    """The last id seen is where the reading starts: what came before costs nothing."""
    asked: list[tuple[str, Any]] = []
    engine = filled.database.engine.sync_engine
    event.listen(
        engine, "before_cursor_execute", lambda _c, _cu, statement, values, *_: asked.append((statement, values))
    )
    assert len(await filled.exchanges.tail(ROWS - 5, 100)) == 5
    assert len(await filled.exchanges.tail_flagged(ROWS - 101, 100)) == 3
    for statement, values in [pair for pair in asked if "LIMIT" in pair[0]]:
        explain = "EXPLAIN QUERY PLAN " if filled.database.is_sqlite else "EXPLAIN "
        async with filled.database.reading() as connection:
            plan = [" ".join(map(str, row)) for row in await connection.exec_driver_sql(explain + statement, values)]
        read = [step for step in plan if ("findings" in step or "exchanges" in step) and "SUBQUERY" not in step]
        assert read
        assert all("SEARCH" in step or "range" in step or "ref " in step for step in read), plan
