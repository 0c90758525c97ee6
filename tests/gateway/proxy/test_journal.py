"""The journal is an identity across a crash, and bounded."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
from pathlib import Path

from addons.record import Record
from gateway.journal import Journal, JournalReader
from tests.gatewayproc import eventually


def record(number: int, **changes: object) -> Record:
    return Record(f"{number:032x}", number, 1, "GET /", "GET", "/" + "x" * 50, **changes)


def written(path: Path) -> list[int]:
    reader = JournalReader(path)
    try:
        return [number for number, _ in reader.read(0, 1_000_000)]
    finally:
        reader.close()


def test_what_is_appended_is_read_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "0.db", 1 << 30)
    for number in range(5000):
        journal.append(record(number))
    journal.close()
    reader = JournalReader(tmp_path / "0.db")
    rows = reader.read(0, 10_000)
    assert [number for number, _ in rows] == list(range(1, 5001))
    assert rows[41][1].startswith(b'{"request_id":"00000000000000000000000000000029"')
    assert [number for number, _ in reader.read(4990, 5)] == list(range(4991, 5001))
    reader.forget(5000)
    assert reader.waiting() == 0
    reader.close()


def test_numbers_are_never_given_twice(tmp_path: Path) -> None:
    for start in (0, 10):
        journal = Journal(tmp_path / "0.db", 1 << 30)
        for number in range(10):
            journal.append(record(start + number))
        journal.close()
        reader = JournalReader(tmp_path / "0.db")
        rows = reader.read(0, 100)
        assert [number for number, _ in rows] == list(range(start + 1, start + 11))
        reader.forget(start + 10)
        reader.close()


def test_the_identity_stays(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "0.db", 1 << 30)
    journal.close()
    reader = JournalReader(tmp_path / "0.db")
    assert reader.identity == journal.identity
    reader.close()


def _write_for_ever(path: Path, ready: multiprocessing.synchronize.Event) -> None:
    journal = Journal(path, 1 << 30)
    number = 0
    while True:
        journal.append(record(number))
        number += 1
        if number == 20_000:
            ready.set()
        if number % 500 == 0:
            signal.sigtimedwait([], 0.001)


def test_a_killed_writer_loses_at_most_what_was_not_written(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    writer = context.Process(target=_write_for_ever, args=(tmp_path / "0.db", ready))
    writer.start()
    assert ready.wait(30)
    eventually(lambda: written(tmp_path / "0.db"))
    os.kill(writer.pid or 0, signal.SIGKILL)
    writer.join()
    numbers = written(tmp_path / "0.db")
    assert numbers == list(range(1, len(numbers) + 1))


def test_beyond_its_bound_benign_records_drop_first(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "0.db", 200_000)
    finding = [{"detector": "signatures", "rule": "1"}]
    for number in range(3000):
        journal.append(record(number, user_agent="u" * 200))
    eventually(lambda: journal.dropped_benign)
    for number in range(30):
        journal.append(record(10_000 + number))
        journal.append(record(20_000 + number, findings=finding))
    journal.close()
    assert journal.dropped_benign >= 30
    assert journal.dropped_findings == 0
    reader = JournalReader(tmp_path / "0.db")
    kept = sum(b'"rule":"1"' in body for _, body in reader.read(0, 100_000))
    reader.close()
    assert kept == 30
    assert (tmp_path / "0.db").stat().st_size < 300_000


def test_room_that_was_made_is_used_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "0.db", 200_000)
    for number in range(3000):
        journal.append(record(number, user_agent="u" * 200))
    reader = JournalReader(tmp_path / "0.db")
    eventually(lambda: journal.dropped_benign and reader.waiting())
    reader.forget(max(number for number, _ in reader.read(0, 100_000)))
    before = journal.dropped_benign
    journal.append(record(9))
    journal.close()
    assert journal.dropped_benign == before
    assert len(reader.read(0, 10)) == 1
    reader.close()


def test_a_journal_that_cannot_be_written_keeps_findings_for_later(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "0.db", 1 << 30)
    other = sqlite3.connect(tmp_path / "0.db", timeout=0)
    journal._database.execute("PRAGMA busy_timeout = 1")
    other.execute("BEGIN IMMEDIATE")
    journal.append(record(1, findings=[{"rule": "1"}]))
    journal.append(record(2))
    eventually(lambda: journal.write_errors)
    other.rollback()
    other.close()
    journal.close()
    assert journal.dropped_benign == 1
    assert len(written(tmp_path / "0.db")) == 1


def test_a_damaged_journal_is_put_aside_and_a_new_one_begun(tmp_path: Path) -> None:
    """A worker that could not open it would not start, and nobody would be served."""
    path = tmp_path / "0.db"
    path.write_bytes(b"garbage " * 1000)
    (tmp_path / "0.db-wal").write_bytes(b"more of it")
    journal = Journal(path, 1 << 30)
    journal.append(record(1))
    journal.close()
    assert written(path) == [1]
    (aside,) = tmp_path.glob("0.db.damaged-*")
    assert aside.read_bytes() == b"garbage " * 1000


def test_reader_and_writer_that_find_it_damaged_at_once_share_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "0.db"
    path.write_bytes(b"garbage " * 1000)
    opened: list[str] = []

    def look() -> None:
        reader = JournalReader(path)
        opened.append(reader.identity)
        reader.close()

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 8
    assert len(set(opened)) == 1
    assert len(list(tmp_path.glob("0.db.damaged-*"))) == 1
