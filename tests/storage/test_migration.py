"""A store of the version before comes to today's with what it held."""

from __future__ import annotations

import time

from alembic import command
from alembic.config import Config

from gateway.settings import Settings
from gateway.storage import migrate as migration
from gateway.storage.exchanges import ExchangeFilter
from gateway.storage.migrate import MIGRATIONS, migrate
from gateway.storage.spans import SPANS
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


async def test_what_0005_counted_is_counted_in_0006(settings: Settings, clock: FakeClock) -> None:
    """Rows by action and class of status become one row, and nothing of what they told apart is lost."""
    now = clock.now = time.time_ns() // 1000
    split = {("allow", 2): 70, ("allow", 5): 3, ("allow", 0): 2, ("throttle", 4): 11, ("block", 4): 7, ("block", 9): 1}
    rows = []
    for span in SPANS:
        for (action, status_class), count in split.items():
            sums = dict.fromkeys((*SUMS, *LATENCY_COLUMNS), 0) | {
                "count": count, "would_block": action == "allow", "request_bytes": 10, "latency_250": count, "span": span,
                "minute": now // MINUTE // span * span, "api_id": 1, "action": action, "status_class": status_class,
            }  # fmt: skip
            rows.append(an_insert("totals", sums))
            rows += [an_insert("rollups", sums | {"operation": operation}) for operation in ("GET /a", "GET /b")]
    at_revision(settings, "0005", rows)
    await migrate(settings)
    store = await Store.open(settings, clock)
    await store.ready()
    for since in (now - HOUR, now - 3 * DAY):
        (total,) = await store.rollups.query(since, now + MINUTE, 10**7)
        assert (total.count, total.throttled, total.blocked, total.would_block) == (94, 11, 8, 3)
        assert (total.statuses, total.request_bytes, total.latency[0]) == ((3, 0, 70, 0, 18, 3), 60, 94)
        each = await store.rollups.busiest(since, now + MINUTE)
        assert [(one.api_id, one.operation, one.count, one.errors) for one in each] == [
            (1, "GET /a", 94, 6), (1, "GET /b", 94, 6),
        ]  # fmt: skip
        answers = await store.rollups.top("status", since, now + MINUTE)
        assert [(one.key, one.count, one.stopped, one.would, one.errors, one.amount) for one in answers] == [
            ("2xx", 70, 0, 1, 0, 10), ("4xx", 18, 18, 0, 0, 20), ("5xx", 3, 0, 1, 3, 10), ("none", 3, 1, 1, 3, 20),
        ]  # fmt: skip
    await store.close()


HOUR = 3600 * 1_000_000
