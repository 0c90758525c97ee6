"""What is kept how long, and that room is given back: days on MySQL, chunks and pages on SQLite."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.analyst.retention import apply_retention
from gateway.settings import Settings
from gateway.storage.database import sqlite_path
from gateway.storage.partitions import AHEAD
from gateway.storage.store import Store
from tests.stores import FakeClock, a_finding, a_record

DAY = 86_400_000_000


async def always() -> bool:
    return True


async def days(store: Store, table: str = "exchanges") -> dict[str, int]:
    """The partitions there are, with the rows in each."""
    async with store.database.reading() as connection:
        names = (
            await connection.exec_driver_sql(
                "SELECT partition_name FROM information_schema.partitions WHERE table_schema = DATABASE() "
                f"AND table_name = '{table}' ORDER BY partition_ordinal_position"
            )
        ).scalars()
        counts = {}
        for name in [*names]:
            counts[name] = (
                await connection.exec_driver_sql(f"SELECT count(*) FROM {table} PARTITION ({name})")
            ).scalar_one()
        return counts


async def ship_days(store: Store, start: int, count: int, journal: str = "a") -> None:
    first = await store.exchanges.last_id()
    records = [
        a_record(first + n, (a_finding(),), at=start + n * DAY, request_id=f"{journal}-{n}") for n in range(count)
    ]
    await store.exchanges.ship(journal, list(enumerate(records, 1)))


@pytest.fixture
def mysql_only(store: Store) -> None:
    if store.database.is_sqlite:
        pytest.skip("SQLite has no partitions")


@pytest.mark.usefixtures("mysql_only")
async def test_rows_from_before_there_were_days_are_moved_into_theirs(store: Store, clock: FakeClock) -> None:
    await ship_days(store, clock() - 3 * DAY, 4)
    assert await days(store) == {"rest": 4}
    await store.exchanges.partitions.make(clock(), 0)
    for table in ("exchanges", "findings"):
        counts = await days(store, table)
        assert [*counts.values()] == [1, 1, 1, 1, *[0] * AHEAD, 0]
        assert [*counts][-1] == "rest"
    assert [*await days(store)][3] == "d20270115", "the clock's day"
    assert len(await store.exchanges.query(with_findings=True)) == 4


@pytest.mark.usefixtures("mysql_only")
async def test_days_are_made_ahead_once_and_dropped_whole(store: Store, clock: FakeClock) -> None:
    await ship_days(store, clock(), 1)
    assert await store.exchanges.partitions.make(clock(), 0) == 2 * (AHEAD + 1)
    assert await store.exchanges.partitions.make(clock(), 0) == 0
    clock.forward(86_400)
    assert await store.exchanges.partitions.make(clock(), 0) == 2
    noon = clock() // DAY * DAY + DAY // 2
    assert await store.exchanges.partitions.drop(noon - DAY) == 0, "a day that is not over for all its rows stays"
    assert await store.exchanges.partitions.drop(noon) == 2
    assert await store.exchanges.query() == []


@pytest.mark.usefixtures("mysql_only")
async def test_what_fell_into_the_rest_while_nobody_made_days_finds_its_day(store: Store, clock: FakeClock) -> None:
    await store.exchanges.partitions.make(clock(), 0)
    clock.forward(10 * 86_400)
    await ship_days(store, clock() - 2 * DAY, 3)
    assert (await days(store))["rest"] == 3
    await store.exchanges.partitions.make(clock(), clock() - 30 * DAY)
    counts = await days(store)
    assert (counts["rest"], sum(counts.values())) == (0, 3)


@pytest.mark.usefixtures("mysql_only")
async def test_a_row_from_the_future_waits_in_the_rest(store: Store, clock: FakeClock) -> None:
    await ship_days(store, clock() + 400 * DAY, 1)
    await store.exchanges.partitions.make(clock(), 0)
    assert (await days(store))["rest"] == 1
    assert [row.request_id for row in await store.exchanges.query()] == ["a-0"]


@pytest.mark.usefixtures("mysql_only")
async def test_a_table_in_long_use_is_left_and_nobody_waits_behind(
    store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An open transaction holds the table: retention gives up within its patience, and the next shipment goes in."""
    from gateway.storage import database

    monkeypatch.setattr(database, "LOCK_SECONDS", 1)
    await ship_days(store, clock(), 1)
    async with store.database.reading() as connection:
        await connection.exec_driver_sql("SELECT count(*) FROM exchanges")
        await apply_retention(store, clock(), 1, always)
    assert "rest" in await days(store)
    assert len(await days(store)) == 1
    await ship_days(store, clock(), 1, "b")
    await apply_retention(store, clock(), 1, always)
    assert len(await days(store)) == AHEAD + 2


async def test_sums_are_kept_the_longer_the_coarser_they_are(store: Store, clock: FakeClock) -> None:
    await ship_days(store, clock(), 1)
    left = []
    for day in (2, 5, 31, 34, 99, 102, 399, 402):
        clock.now = 1_800_000_000_000_000 + day * DAY
        await apply_retention(store, clock(), 2, always)
        async with store.database.reading() as connection:
            spans = [
                [*(await connection.exec_driver_sql(f"SELECT DISTINCT span FROM {table} ORDER BY span")).scalars()]
                for table in ("totals", "rollups", "tallies")
            ]
        assert spans[0] == spans[1] == spans[2]
        left.append(spans[0])
    every = [1, 15, 360, 1440]
    assert left == [every, every[1:], every[1:], every[2:], every[2:], every[3:], every[3:], []]


async def test_journals_and_gateways_that_are_long_gone_are_forgotten(store: Store, clock: FakeClock) -> None:
    await ship_days(store, clock(), 1, "old")
    await store.gateways.report("old", "1", {})
    clock.forward(80 * 86_400)
    await ship_days(store, clock(), 1, "new")
    await store.gateways.report("new", "1", {})
    clock.forward(11 * 86_400)
    await store.gateways.report("new", "1", {})
    await apply_retention(store, clock(), 365, always)
    assert [await store.exchanges.position(name) for name in ("old", "new")] == [0, 1]
    assert [row.name for row in await store.gateways.all()] == ["new"]


async def test_a_sqlite_file_gives_back_what_was_deleted(tmp_path: Any, clock: FakeClock) -> None:
    from gateway.storage.migrate import migrate

    settings = Settings(boing_data_dir=str(tmp_path))
    await migrate(settings)
    store = await Store.open(settings, clock)
    records = [a_record(n, user_agent="x" * 500) for n in range(1, 8001)]
    await store.exchanges.ship("a", list(enumerate(records, 1)))
    file = sqlite_path(settings)

    async def size() -> int:
        async with store.database.reading() as connection:
            return int((await connection.exec_driver_sql("PRAGMA page_count")).scalar_one())

    before = await size()
    clock.forward(40 * 86_400)
    await apply_retention(store, clock(), 1, always, chunk=1000)
    assert await size() < before / 2
    assert await store.exchanges.query() == []
    await store.exchanges.ship("a", [(9000, a_record(9000))])
    assert len(await store.exchanges.query()) == 1
    await store.close()
    assert file.stat().st_size < before * 4096 / 2
