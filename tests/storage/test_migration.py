"""A store of the version before comes to today's with what it held."""

from __future__ import annotations

import time

from alembic import command
from alembic.config import Config

from gateway.settings import Settings
from gateway.storage import migrate as migration
from gateway.storage.exchanges import ExchangeFilter
from gateway.storage.migrate import MIGRATIONS, migrate
from gateway.storage.store import Store
from gateway.storage.tables import LATENCY_COLUMNS, exchanges, findings
from tests.stores import FakeClock

DAY = 86_400_000_000
MINUTE = 60_000_000
SUMS = ("count", "would_block", "would_throttle", "score", "request_bytes", "response_bytes", "duration", "upstream",
        "inspection")  # fmt: skip


def at_revision(settings: Settings, revision: str, statements: list[tuple[str, dict[str, object]]]) -> None:
    from sqlalchemy import text

    engine = migration._engine(settings)
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement, values in statements:
            connection.execute(text(statement), values)
        connection.commit()
    engine.dispose()


def an_insert(table: str, values: dict[str, object]) -> tuple[str, dict[str, object]]:
    names = ", ".join(values)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in values)})", values


async def test_what_0002_held_is_there_in_0003(settings: Settings, clock: FakeClock) -> None:
    """Rows find their days, sums are in every span and in the totals, and what was blocked no longer counts as would."""
    now = clock.now = time.time_ns() // 1000
    rows = []
    for n, at in enumerate((now - 40 * DAY, now - 2 * DAY, now - 10 * MINUTE, now), 1):
        row = {c.name: 0 if c.type.python_type is int else "" for c in exchanges.columns if c.name != "country"}
        rows.append(an_insert("exchanges", row | {"id": n, "at": at, "request_id": f"r{n}", "cost": "{}"}))
        found = {c.name: 0 if c.type.python_type is int else "" for c in findings.columns}
        rows.append(an_insert("findings", found | {"exchange_id": n, "at": at, "rule": "x", "tags": "[]"}))
        for action, operation in (("block", "GET /a"), ("allow", "GET /b")):
            sums = dict.fromkeys((*SUMS, *LATENCY_COLUMNS), n) | {
                "minute": at // MINUTE, "api_id": 1, "operation": operation, "action": action, "status_class": 2,
            }  # fmt: skip
            rows.append(an_insert("rollups", sums))
    at_revision(settings, "0002", rows)
    await migrate(settings)
    store = await Store.open(settings, clock)
    await store.ready()
    found = await store.exchanges.query(ExchangeFilter(rule="x"), with_findings=True)
    assert [(row.request_id, row.country, len(row.findings)) for row in found] == [
        (f"r{n}", "", 1) for n in (4, 3, 2, 1)
    ]  # fmt: skip
    for since, total in ((now - HOUR, 14), (now - 3 * DAY, 18), (now - 50 * DAY, 20)):
        for by in ((), ("operation",)):
            points = await store.rollups.query(since, now + MINUTE, 10**7, by=by)
            assert sum(point.count for point in points) == total
            assert sum(point.would_block for point in points) == total // 2
    if not store.database.is_sqlite:
        async with store.database.reading() as connection:
            statement = "SELECT count(*) FROM exchanges PARTITION (rest)"
            assert (await connection.exec_driver_sql(statement)).scalar_one() == 0
    await store.exchanges.partitions.make(now, now - 30 * DAY)
    assert len(await store.exchanges.query()) == 4
    await store.close()


HOUR = 3600 * 1_000_000
