"""From the journal to the store: whatever fails in between, each record arrives once, or its loss is counted."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from addons.record import Record
from gateway.journal import Journal, JournalReader, open_journal
from gateway.ship import Shipper
from gateway.storage.errors import StoreError, StoreUnavailable
from gateway.storage.exchanges import ExchangeFilter
from gateway.storage.store import Store
from tests.gatewayproc import eventually


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "journal"
    made.mkdir()
    return made


@pytest.fixture
async def shipper(store: Store, folder: Path) -> AsyncIterator[Shipper]:
    made = Shipper(store, folder)
    yield made
    made.close()


def record(number: int, *, finding: bool = False) -> Record:
    made = Record(f"request-{number}", 1_800_000_000_000_000 + number, 1, "GET /a", "GET", "/a" * 100)
    if finding:
        made.findings = [{"detector": "signatures", "rule": "1", "severity": 5}]
    return made


def write(path: Path, *records: Record) -> None:
    journal = Journal(path, 1 << 30)
    for one in records:
        journal.append(one)
    journal.close()


async def stored(store: Store) -> list[str]:
    rows = await store.exchanges.query(ExchangeFilter(), limit=10_000)
    return sorted(row.request_id for row in rows)


async def test_records_arrive_and_leave_the_journal(store: Store, folder: Path, shipper: Shipper) -> None:
    write(folder / "0.db", *(record(number) for number in range(10)))
    write(folder / "1.db", *(record(number) for number in range(10, 15)))
    assert await shipper.step() == 10
    assert await stored(store) == sorted(f"request-{number}" for number in range(15))
    assert (shipper.shipped, shipper.waiting) == (15, 0)
    assert await shipper.step() == 0


async def test_with_the_store_away_records_wait_and_are_counted(
    store: Store, folder: Path, shipper: Shipper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The retry is in `run`: it goes on by itself once the store is back, and ends when told to."""

    async def away(*_: object) -> int:
        raise StoreUnavailable("nobody there")

    write(folder / "0.db", *(record(number) for number in range(5)))
    with monkeypatch.context() as broken:
        broken.setattr(store.exchanges, "ship", away)
        with pytest.raises(StoreUnavailable):
            await shipper.step()
        assert (shipper.waiting, shipper.shipped) == (5, 0)
        running = asyncio.create_task(shipper.run())
        await asyncio.sleep(0)
    async with asyncio.timeout(15):
        while shipper.shipped < 5:
            await asyncio.sleep(0.01)
    shipper.stop()
    await asyncio.wait_for(running, 60)
    assert len(await stored(store)) == 5


async def test_a_crash_between_store_and_journal_repeats_nothing(
    store: Store, folder: Path, shipper: Shipper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    write(folder / "0.db", *(record(number) for number in range(5)))
    with monkeypatch.context() as broken:
        broken.setattr(JournalReader, "forget", crash)
        await shipper.step()
    assert len(await stored(store)) == 5
    write(folder / "0.db", record(5))
    after = Shipper(store, folder)
    await after.step()
    assert after.shipped == 1
    assert await stored(store) == sorted(f"request-{number}" for number in range(6))
    assert after.waiting == 0
    after.close()


async def test_a_lost_answer_of_the_store_repeats_nothing(
    store: Store, folder: Path, shipper: Shipper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store committed, but its word did not arrive."""
    ship = store.exchanges.ship

    async def lost(journal: str, rows: Sequence[tuple[int, Record]]) -> int:
        await ship(journal, rows)
        raise StoreUnavailable("the connection broke")

    write(folder / "0.db", *(record(number) for number in range(5)))
    with monkeypatch.context() as broken:
        broken.setattr(store.exchanges, "ship", lost)
        with pytest.raises(StoreUnavailable):
            await shipper.step()
    await shipper.step()
    assert await stored(store) == sorted(f"request-{number}" for number in range(5))


async def test_an_unreadable_record_is_left_out_and_counted(store: Store, folder: Path, shipper: Shipper) -> None:
    path = folder / "0.db"
    write(path, record(0), record(1))
    database, _ = open_journal(path)
    ((last, body),) = database.execute("SELECT last, body FROM batches").fetchall()
    database.execute("INSERT INTO batches VALUES (?, 3, ?)", (last + 3, body.split(b"\n")[0] + b'\n{"no\n[]'))
    database.close()
    write(path, record(2))
    await shipper.step()
    assert shipper.unreadable == 2
    assert await stored(store) == ["request-0", "request-1", "request-2"]
    assert await shipper.step() == 0


async def test_a_broken_journal_holds_up_no_other(store: Store, folder: Path, shipper: Shipper) -> None:
    (folder / "0.db").mkdir()  # cannot be opened
    write(folder / "1.db", record(1))
    await shipper.step()
    assert await stored(store) == ["request-1"]


async def test_a_journal_the_store_refuses_holds_up_no_other(
    store: Store, folder: Path, shipper: Shipper, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship = store.exchanges.ship

    async def refusing(journal: str, rows: Sequence[tuple[int, Record]]) -> int:
        if rows[0][1].request_id == "request-0":
            raise StoreError("not this one")
        return await ship(journal, rows)

    monkeypatch.setattr(store.exchanges, "ship", refusing)
    write(folder / "0.db", record(0))
    write(folder / "1.db", record(1))
    with pytest.raises(StoreError, match="not this one"):
        await shipper.step()
    assert await stored(store) == ["request-1"]
    assert shipper.waiting == 2


async def test_a_full_journal_drops_benign_records_first_and_counts_every_one(
    store: Store, folder: Path, shipper: Shipper
) -> None:
    """JOURNAL_BYTES with the store away; what was kept arrives when it is back."""
    journal = Journal(folder / "0.db", 200_000)
    reader = JournalReader(folder / "0.db")
    appended = 0

    def batch(count: int, *, finding: bool) -> None:
        nonlocal appended
        before = reader.waiting() + journal.dropped_benign + journal.dropped_findings
        for _ in range(count):
            journal.append(record(appended, finding=finding))
            appended += 1
        eventually(lambda: reader.waiting() + journal.dropped_benign + journal.dropped_findings == before + count)

    while not journal.dropped_benign:
        batch(200, finding=False)
        assert appended < 10_000
    kept = reader.waiting()
    batch(10, finding=True)
    assert (reader.waiting(), journal.dropped_findings) == (kept + 10, 0)
    batch(200, finding=True)
    batch(10, finding=True)
    assert journal.dropped_findings > 0
    assert (folder / "0.db").stat().st_size < 1_000_000
    journal.close()
    reader.close()
    while await shipper.step():
        pass
    assert len(await stored(store)) == appended - journal.dropped_benign - journal.dropped_findings


async def test_each_record_arrives_with_its_clients_country(store: Store, folder: Path) -> None:
    opened = []

    class Atlas:
        def country(self, address: str) -> str:
            return {"81.1.2.3": "CH"}.get(address, "")

    def open_countries() -> Atlas:
        opened.append(1)
        return Atlas()

    told = [record(1), record(2), record(3)]
    told[0].client, told[1].client, told[2].client, told[2].country = "81.1.2.3", "10.0.0.1", "81.1.2.3", "DE"
    write(folder / "0.db", *told)
    shipper = Shipper(store, folder, 2, open_countries)
    assert opened == []
    while await shipper.step():
        pass
    shipper.close()
    rows = await store.exchanges.query(ExchangeFilter(), limit=10)
    assert sorted((row.request_id, row.country) for row in rows) == [
        ("request-1", "CH"), ("request-2", ""), ("request-3", "DE"),
    ]  # fmt: skip
    assert opened == [1]


async def test_the_lag_grows_while_a_silent_store_is_waited_for(
    store: Store, folder: Path, shipper: Shipper, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = asyncio.Event()

    async def silent(*_: object) -> int:
        asked.set()
        await answer.wait()
        raise StoreUnavailable("it has not answered")

    asked = asyncio.Event()
    made = Record("request-1", int((time.time() - 100) * 1e6), 1, "GET /a", "GET", "/a")
    write(folder / "0.db", made)
    monkeypatch.setattr(store.exchanges, "ship", silent)
    step = asyncio.create_task(shipper.step())
    await asyncio.wait_for(asked.wait(), 30)
    before = shipper.lag
    assert 100 <= before < 200
    await asyncio.sleep(0.01)
    assert shipper.lag > before
    answer.set()
    with pytest.raises(StoreUnavailable):
        await step


async def test_a_look_that_comes_after_the_end_opens_nothing(store: Store, folder: Path, shipper: Shipper) -> None:
    """A step that was given up when time was up goes on looking in its thread."""
    write(folder / "0.db", Record("request-1", 1, 1, "GET /a", "GET", "/a"))
    shipper.close()
    assert shipper._look() == []
    assert not shipper._readers
