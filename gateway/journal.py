"""The worker's journal: an append-only SQLite file that the agent ships to the store and empties.

The event loop only appends to a list; a thread writes batches, so a slow disk never slows a request. Bounded twice: in
memory and on disk; beyond, benign records drop before those with findings, and each drop is counted. At most the
unwritten batch is lost if the process is killed.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import sqlite3
import threading
import time
import uuid
from collections import deque
from pathlib import Path

import msgspec

from addons.record import Record

logger = logging.getLogger(__name__)

SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS identity (id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS batches (last INTEGER PRIMARY KEY AUTOINCREMENT, count INTEGER NOT NULL, body BLOB NOT NULL);
"""
BATCH_SECONDS = 0.1
MEMORY_RECORDS = 50_000
HEAD_BYTES = 256
MADE_AT = re.compile(rb'"at":(\d{1,18})')
"""a record's time, in its first `HEAD_BYTES` bytes: the id before it is short"""


def open_journal(path: Path) -> tuple[sqlite3.Connection, str]:
    """Open or make the file; returns it with the journal's identity, which the store keeps its position under.

    One that is damaged is put aside, and said: what it holds is lost, what comes is not.
    """
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        # one at a time: who turns a new file to WAL does not wait for who does so too, and two may find it damaged at once
        fcntl.flock(folder, fcntl.LOCK_EX)
        try:
            return _open(path)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            aside = path.with_name(f"{path.name}.damaged-{time.time_ns()}")
            logger.error("journal %s is damaged (%s) and put aside as %s", path, error, aside.name)  # noqa: TRY400
            path.rename(aside)
            for suffix in ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
        return _open(path)
    finally:
        os.close(folder)


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Not a disk that is full or a file that is locked, which pass."""
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _open(path: Path) -> tuple[sqlite3.Connection, str]:
    database = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        database.executescript(SCHEMA)
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("BEGIN IMMEDIATE")
        row = database.execute("SELECT id FROM identity").fetchone()
        if row is None:
            row = (uuid.uuid4().hex,)
            database.execute("INSERT INTO identity VALUES (?)", row)
        database.execute("COMMIT")
        database.execute("SELECT last FROM batches ORDER BY last DESC LIMIT 1").fetchone()
    except BaseException:
        database.close()
        raise
    return database, row[0]


class Journal:
    """Appends records. `limit`: most bytes the file may take."""

    def __init__(self, path: Path, limit: int) -> None:
        self._limit = limit
        self._database, self.identity = open_journal(path)
        (self._page_bytes,) = self._database.execute("PRAGMA page_size").fetchone()
        self._encode = msgspec.json.Encoder().encode
        self._pending: deque[Record] = deque()
        self._stop = threading.Event()
        self._room = limit
        self._room_wanted = threading.Event()
        self.dropped_benign = 0
        self.dropped_findings = 0
        self.write_errors = 0
        self._thread = threading.Thread(target=self._write_loop, name="journal", daemon=True)
        self._thread.start()

    def append(self, record: Record) -> None:
        """Called on the event loop; returns at once."""
        pending = self._pending
        if len(pending) >= MEMORY_RECORDS and not record.findings:
            self.dropped_benign += 1
            return
        if len(pending) >= 2 * MEMORY_RECORDS:
            self.dropped_findings += 1
            return
        pending.append(record)

    @property
    def pending(self) -> int:
        """Records that are not yet in the file."""
        return len(self._pending)

    def room(self) -> int:
        """Bytes a benign record may still take in the file, as of the last tenth of a second in which this was asked.

        For who can put off what comes. Returns at once: the thread that writes looks.
        """
        self._room_wanted.set()
        return self._room

    def close(self) -> None:
        """Write what is pending and stop."""
        self._stop.set()
        self._thread.join(timeout=10)
        self._database.close()

    def _write_loop(self) -> None:
        while not self._stop.wait(BATCH_SECONDS):
            self._flush()
            if self._room_wanted.is_set():
                self._look_for_room()
        self._flush()

    def _look_for_room(self) -> None:
        self._room_wanted.clear()
        try:
            self._room = max(0, self._limit - self._used())
        except sqlite3.Error:
            self._room = 0

    def _flush(self) -> None:
        pending = self._pending
        batch = [pending.popleft() for _ in range(len(pending))]
        if not batch:
            return
        lines = self._what_fits(batch)
        if not lines:
            return
        try:
            self._insert(lines)
        except sqlite3.Error:
            # disk full or locked away: keep those with findings for the next try, as memory allows
            self.write_errors += 1
            kept = [record for record in batch if record.findings]
            self.dropped_benign += len(batch) - len(kept)
            room = max(0, MEMORY_RECORDS - len(pending))
            self.dropped_findings += max(0, len(kept) - room)
            pending.extendleft(reversed(kept[:room]))

    def _what_fits(self, batch: list[Record]) -> list[bytes]:
        """The batch as lines, less what there is no room for: benign records first, findings get an eighth more."""
        room = self._limit - self._used()
        room_for_findings = room + self._limit // 8
        lines: list[bytes] = []
        for record in batch:
            try:
                line = self._encode(record)
            except (msgspec.MsgspecError, UnicodeError):  # one such record must not hold up the others
                self.write_errors += 1
                continue
            size = len(line) + 1
            if size <= (room_for_findings if record.findings else room):
                lines.append(line)
                room -= size
                room_for_findings -= size
            elif record.findings:
                self.dropped_findings += 1
            else:
                self.dropped_benign += 1
        return lines

    def _insert(self, lines: list[bytes]) -> None:
        """One row a batch: sqlite3 lets go of the interpreter for every row, and the event loop pays for each time."""
        database = self._database
        database.execute("BEGIN IMMEDIATE")
        try:
            # numbered here, under the lock: while workers are rolled over, two of them write to one journal
            row = database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'batches'").fetchone()
            last = (row[0] if row else 0) + len(lines)
            database.execute("INSERT INTO batches VALUES (?, ?, ?)", (last, len(lines), b"\n".join(lines)))
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")

    def _used(self) -> int:
        """Bytes that are taken in the file: what has been shipped and deleted makes room."""
        (pages,) = self._database.execute("PRAGMA page_count").fetchone()
        (free,) = self._database.execute("PRAGMA freelist_count").fetchone()
        return int((pages - free) * self._page_bytes)


class JournalReader:
    """The agent's side: reads records in order and deletes what the store has. Records are numbered from 1 on."""

    def __init__(self, path: Path) -> None:
        self._database, self.identity = open_journal(path)

    def read(self, after: int, count: int) -> list[tuple[int, bytes]]:
        """At least `count` records (number, JSON) above `after`, oldest first; fewer only where there are no more."""
        found: list[tuple[int, bytes]] = []
        rows = self._database.execute("SELECT last, count, body FROM batches WHERE last > ? ORDER BY last", (after,))
        for last, size, body in rows:
            numbered = enumerate(body.split(b"\n"), last - size + 1)
            found += [(number, line) for number, line in numbered if number > after]
            if len(found) >= count:
                break
        rows.close()
        return found

    def forget(self, upto: int) -> None:
        """Delete what has been shipped."""
        self._database.execute("DELETE FROM batches WHERE last <= ?", (upto,))

    def waiting(self) -> int:
        (count,) = self._database.execute("SELECT coalesce(sum(count), 0) FROM batches").fetchone()
        return int(count)

    def oldest(self) -> float | None:
        """When the oldest record in it was made, UTC seconds; None where there is none (or not one that says)."""
        statement = "SELECT substr(body, 1, ?) FROM batches ORDER BY last LIMIT 1"
        row = self._database.execute(statement, (HEAD_BYTES,)).fetchone()
        said = MADE_AT.search(row[0]) if row else None
        return int(said[1]) / 1e6 if said else None

    def close(self) -> None:
        self._database.close()
