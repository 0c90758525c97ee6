"""Faults of the store that comes along, SQLite in the data dir: somebody else holds it, or its disk is full."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.machine import dropped, fill, none_waits, small_disk
from tests.faults.stand import REPLAY_SECONDS, Account, Stand
from tests.faults.stores import AWAY_SECONDS
from tests.servers import Mariadb

FULL_SECONDS = 8.0
HOLDING = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
database.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Another process has it for itself: nobody else can write, and where it keeps no write-ahead log, nobody read."""
    command = [sys.executable, "-c", HOLDING, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield


def locked(folder: Path, _: Mariadb) -> Account:
    stand = Stand(folder, None)
    with stand.up():
        with stand.load():
            stand.fault()
            with _held(stand.data_dir / "boing.db"):
                stand.steady(AWAY_SECONDS)
                lag = (stand.gateway.health() or {}).get("journal_lag_seconds", 0)
                stand.note(f"the gateway said that its records are {lag:.0f} s behind")
                stand.expect(lag >= AWAY_SECONDS / 2, "the gateway did not say that its records wait")
            stand.mended()
            stand.healed(stand.replayed, REPLAY_SECONDS)
        stand.settled()
    return stand.account()


def disk_full(folder: Path, _: Mariadb) -> Account:
    """Journals and store have the same disk, so neither can take what the other cannot."""
    with small_disk(folder / "data"):
        stand = Stand(folder, None, hostile_every=7)
        with stand.up():
            with stand.load():
                stand.fault()
                stand.note(f"{fill(stand.data_dir / 'filling') >> 20} MB filled the disk")
                stand.steady(FULL_SECONDS)
                (stand.data_dir / "filling").unlink()
                stand.mended()
                stand.healed(lambda: none_waits(stand), REPLAY_SECONDS)
            stand.settled(5)
            lost = {kind: dropped(stand, kind) for kind in ("benign", "finding")}
            stand.note(f"counted as dropped: {lost['benign']} benign, {lost['finding']} with findings")
            stored = {row[0] for row in stand.stored()}
            hostile = sum(one.hostile and one.answered and one.request_id not in stored for one in stand.traffic.sent)
            stand.expect(not hostile, f"{hostile} records with findings are lost")
        return stand.account(dropped=lost["benign"])
