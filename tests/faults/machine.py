"""Faults of the machine: a full disk, a clock that jumps, no descriptors left; and clients that are too slow to be served."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from gateway.storage.decisions import NewDecision
from tests.faults.clients import any_certificate
from tests.faults.stand import BROKEN, REPLAY_SECONDS, UNSYNCED_SECONDS, Account, NotHereError, Stand
from tests.gatewayproc import eventually
from tests.servers import Mariadb

DISK_MEGABYTES = 48
FULL_SECONDS = 8.0
HOUR = 3600
SLOW_CLIENTS = 200
BANNED = "203.0.113.9"


@contextmanager
def small_disk(path: Path) -> Iterator[None]:
    path.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m,mode=0700", "tmpfs", str(path)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise NotHereError("a disk of its own takes root and the right to mount")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(path)], check=True)


def disk_full(folder: Path, server: Mariadb) -> Account:
    """With the database black-holed meanwhile, so that the journal is all there is."""
    with small_disk(folder / "data"):
        stand = Stand(folder, server, hostile_every=7)
        with stand.up():
            with stand.load():
                _full(stand, lambda: stand.steady(FULL_SECONDS))
                stand.healed(lambda: none_waits(stand), REPLAY_SECONDS)
            stand.settled(5)
            lost = {kind: dropped(stand, kind) for kind in ("benign", "finding")}
            stand.note(f"counted as dropped: {lost['benign']} benign, {lost['finding']} with findings")
            stored = {row[0] for row in stand.stored()}
            hostile = sum(one.hostile and one.answered and one.request_id not in stored for one in stand.traffic.sent)
            stand.expect(not hostile, f"{hostile} records with findings are lost")
        return stand.account(dropped=lost["benign"])


def worker_killed_on_full_disk(folder: Path, server: Mariadb) -> Account:
    with small_disk(folder / "data"):
        stand = Stand(folder, server, hostile_every=7)

        def killed() -> None:
            stand.steady(1.0)
            moment = time.monotonic()
            stand.kill(stand.workers()[0])
            eventually(lambda: len(stand.workers()) == 2 and stand.gateway.health(), 60)
            stand.note(f"back after {time.monotonic() - moment:.1f} s, with the disk still full")

        with stand.up():
            with stand.load():
                _full(stand, killed)
                stand.may_lose(lambda one: stand.during(one, 0.5, before=UNSYNCED_SECONDS))
                stand.healed(lambda: none_waits(stand), REPLAY_SECONDS)
            stand.settled(5)
        return stand.account()


def _full(stand: Stand, meanwhile: Callable[[], None]) -> None:
    stand.fault()
    stand.traffic.do(stand.wire.kill())
    stand.note(f"{fill(stand.data_dir / 'filling') >> 20} MB filled the disk")
    meanwhile()
    (stand.data_dir / "filling").unlink()
    stand.traffic.do(stand.wire.mend())
    stand.mended()


def none_waits(stand: Stand) -> bool:
    state = stand.gateway.health()
    return bool(state) and not state["stale"] and state["journal_lag_seconds"] < 3


def dropped(stand: Stand, kind: str) -> int:
    text = stand.gateway.health("/metrics") or ""
    name = f'boing_records_dropped_total{{kind="{kind}"}} '
    return sum(int(float(line.removeprefix(name))) for line in text.splitlines() if line.startswith(name))


def fill(path: Path) -> int:
    """Take all the room there is; bytes."""
    size = 0
    with path.open("wb", buffering=0) as file:
        for block in (1 << 20, 4096, 1):
            with contextlib.suppress(OSError):
                while True:
                    size += file.write(bytes(block))
    return size


def clock_jumps(folder: Path, server: Mariadb) -> Account:
    """Of the gateway's processes alone, by libfaketime; their monotonic clock goes on, as it does when a clock is set."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        raise NotHereError("setting a clock takes libfaketime (apt-get install libfaketime)")
    file = folder / "clock"
    file.write_text("+0")
    faked = {"FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1"}
    stand = Stand(folder, server, LD_PRELOAD=str(library), **faked)
    with stand.up():
        asyncio.run(stand.edit(lambda store, edit: store.decisions.add(edit, _ban(BANNED, 30 * 60))))
        eventually(lambda: _status(stand, BANNED) == 403, 30)
        with stand.load():
            stand.fault()
            file.write_text(f"+{HOUR}")
            eventually(lambda: _status(stand, BANNED) == 200, 90)  # half an hour is over, by this clock
            stand.steady()
            file.write_text(f"-{HOUR}")
            eventually(lambda: _status(stand, BANNED) == 403, 90)
            other = "203.0.113.10"
            asyncio.run(stand.edit(lambda store, edit: store.decisions.add(edit, _ban(other, 5))))
            eventually(lambda: _status(stand, other) == 403, 30)
            stand.steady()
            file.write_text("+0")
            stand.mended()
            stand.healed(lambda: _status(stand, BANNED) == 403 and _status(stand, other) == 200, 65.0)
        stand.settled(30)
    opened = stand.traffic.opened["h2"]
    stand.expect(opened == 1, f"the HTTP/2 client had to connect {opened} times")
    return stand.account()


def _ban(target: str, seconds: float) -> NewDecision:
    return NewDecision("ban", "address", target, int((time.time() + seconds) * 1e6), origin="faults")


def _status(stand: Stand, client: str) -> int:
    return stand.request("/probe", **{"x-forwarded-for": client})


def descriptors(folder: Path, server: Mariadb) -> Account:
    stand = Stand(folder, server)
    with stand.up(), stand.load():
        workers = stand.workers()
        stand.fault()
        for pid in workers:
            used = len(list(Path(f"/proc/{pid}/fd").iterdir()))
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (used + 20, used + 20))
        with ExitStack() as stack:
            for _ in range(200):
                stack.enter_context(socket.create_connection(("127.0.0.1", stand.gateway.port), timeout=5))
            stand.steady()
        stand.mended()
        stand.tolerate(lambda one: stand.during(one, 2.0) and one.fate in (*BROKEN, "502"))
        stand.healed_by_answers(2.0)
        stand.expect(stand.workers() == workers, "a worker died of it")
    return stand.account()


def slow_clients(folder: Path, server: Mariadb) -> Account:
    """Half of them send a request's head a byte a second, half its body; for longer than the gateway waits for a head."""
    stand = Stand(folder, server)
    with stand.up():
        with stand.load():
            stand.fault()
            ended = stand.traffic.do(_crawl(stand.gateway.port))
            stand.mended()
            stand.healed_by_answers(1.0)
        stand.note(f"{ended} of {SLOW_CLIENTS} slow clients were hung up on within 14 s")
        stand.expect(ended >= SLOW_CLIENTS // 2, f"only {ended} slow clients were hung up on")
        stand.settled(30)
    return stand.account()


async def _crawl(port: int) -> int:
    """How many of the slow clients the gateway ended."""
    tls = any_certificate("http/1.1")

    async def crawl(number: int) -> bool:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls, server_hostname="localhost")
        if number % 2:
            writer.write(b"POST /slow HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n")
        try:
            for byte in b"GET /slow/and/":
                writer.write(bytes([byte]))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(1.0):
                        await reader.read(1)
                        return True
        except OSError:
            return True
        finally:
            writer.transport.abort()
        return False

    return sum(await asyncio.gather(*(crawl(number) for number in range(SLOW_CLIENTS))))
