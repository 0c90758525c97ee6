"""What a fault is tried on: a started gateway, its store, numbered traffic; and the account of what became of each request.

The three views that are compared: what the clients were answered, what the origin was asked, what the store has. A request that
was answered 2xx must be in the store once, under the id that the client was told; a POST must have reached the origin once.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from addons.finding import Mode
from gateway.cli.tools import make_pair
from gateway.policy.document import Api, DetectorSettings, Limit
from gateway.policy.secrets import Secrets
from gateway.settings import Settings, with_stored_secrets
from gateway.storage.edit import Actor, Edit
from gateway.storage.migrate import migrate
from gateway.storage.store import Store
from tests.e2e.clients import alive, descendants, named
from tests.faults.traffic import Sent, Traffic, percentile
from tests.faults.wire import Wire
from tests.gatewayproc import Running, eventually, running
from tests.servers import Mariadb

RATE = 50.0
STEADY_SECONDS = 4.0
REPLAY_SECONDS = 60.0
UNSYNCED_SECONDS = 0.5
"""in which a worker writes what it has served to its journal, with room for a machine that is busy"""
BROKEN = ("closed", "cut", "reset", "tls")
"""how a connection ends whose process is gone"""


class NotHereError(Exception):
    """This machine cannot try it; says what it takes."""


@dataclass
class Account:
    """What became of one fault's requests. `healed`: seconds from the fault's end until all was as before."""

    sent: int = 0
    answered: int = 0
    failed: dict[str, int] = field(default_factory=dict)
    recorded: int = 0
    missing: int = 0
    twice: int = 0
    healed: float | None = None
    memory: int = 0
    p99: tuple[float, float] = (0.0, 0.0)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Stand:
    """Use as `with Stand(...).up() as stand:`; `account()` when the traffic has ended.

    `changes`: settings of the gateway, in the environment's spelling.
    """

    def __init__(
        self,
        folder: Path,
        server: Mariadb | None,
        *,
        hostile_every: int = 0,
        detectors: dict[str, DetectorSettings] | None = None,
        **changes: str,
    ) -> None:
        self._detectors = detectors or {}
        self.folder = folder
        self.server = server
        self.traffic = Traffic(RATE, hostile_every)
        self.database = server.create_database() if server else ""
        self.changes = changes
        self.gateway: Running
        self.wire: Wire | None = None
        self.memory = 0
        self.seen = Account()
        self._mode = Mode.OBSERVE if hostile_every else Mode.ENFORCE
        self._fault_at = self._mended_at = 0.0
        self._healed_at: float | None = None
        self._tolerated: Callable[[Sent], bool] = lambda _: False
        self._lost: Callable[[Sent], bool] = lambda _: False

    # -- setting it up --------------------------------------------------------------------------------------------

    @contextmanager
    def up(self, command: str = "gateway", data_dir: Path | None = None) -> Iterator[Stand]:
        with self.traffic.open():
            if self.server:
                self.wire = Wire(self.server.port)
                self.traffic.do(self.wire.listen())
            asyncio.run(self._seed())
            with self.started(command, data_dir) as self.gateway, self._watching_memory():
                yield self

    @contextmanager
    def started(
        self, command: str = "gateway", data_dir: Path | None = None, *flags: str, **more: str
    ) -> Iterator[Running]:
        """A gateway over this store: `up` starts the first, a fault that wants another starts it beside."""
        certificate, key = self.pair("served")
        arguments = ("--workers", "2", "--cert", str(certificate), "--key", str(key), *flags)
        environment = {**self.environment(), **self.changes, **more}
        with running(command, data_dir or self.data_dir, *arguments, tls=True, **environment) as gateway:
            yield gateway

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    def pair(self, name: str) -> tuple[Path, Path]:
        """The files of a certificate and its key, made on first use."""
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        if not certificate.exists():
            self.folder.mkdir(exist_ok=True)
            for path, data in zip((certificate, key), make_pair(["localhost", "127.0.0.1"]), strict=True):
                path.write_bytes(data)
        return certificate, key

    def environment(self) -> dict[str, str]:
        if self.server is None or self.wire is None:
            return {}
        made = self.settings()
        return {
            "DB_HOST": "127.0.0.1",
            "DB_PORT": str(self.wire.port),
            "DB_USER": "root",
            "DB_NAME": self.database,
            "ENCRYPTION_KEY": made.encryption_key,
            "JWT_SECRET": made.jwt_secret,
        }

    def settings(self) -> Settings:
        """Of the store itself, not over the wire."""
        plain = Settings(boing_data_dir=str(self.data_dir))
        if self.server:
            plain = self.server.settings(self.database, self.data_dir)
        return with_stored_secrets(plain, Secrets.generate_key)

    async def _seed(self) -> None:
        await migrate(self.settings())
        url = f"http://127.0.0.1:{self.traffic.origin.port}"
        api = Api(
            id=0,
            name="default",
            upstream=url,
            mode=self._mode,
            limits=[Limit(quota=1_000_000)],
            detectors=self._detectors,
            trusted_proxies=["127.0.0.1"],  # so that each client has an address of its own
        )
        await self.edit(lambda store, edit: store.apis.add(edit, api))

    async def edit(self, change: Callable[[Store, Edit], Any]) -> None:
        """Change the store as the console does."""
        store = await Store.open(self.settings())
        try:
            async with store.edit(Actor(None, "faults"), "faults") as edit:
                await change(store, edit)
        finally:
            await store.close()

    # -- the course of a fault ------------------------------------------------------------------------------------

    @contextmanager
    def load(self, *ports: int) -> Iterator[None]:
        """Traffic, steady before the body runs and after it."""
        with self.traffic.flowing(ports or (self.gateway.port,)):
            self.steady()
            yield
            self.steady()

    def steady(self, seconds: float = STEADY_SECONDS) -> None:
        """Let traffic flow."""
        time.sleep(seconds)

    def fault(self) -> None:
        """The fault is about to begin."""
        self._fault_at = time.monotonic()

    def mended(self) -> None:
        """The fault has just been taken away."""
        self._mended_at = time.monotonic()

    def healed(self, check: Callable[[], Any], within: float) -> None:
        """Wait until it is as before, and note how long that took since the fault's end."""
        end = time.monotonic() + max(within * 3, 30)
        while not check():
            if time.monotonic() > end:
                self.expect(False, f"it had not healed after {end - self._mended_at:.0f} s")
                return
            time.sleep(0.05)
        self._healed_at = time.monotonic()
        seconds = self._healed_at - self._mended_at
        bound = within * shortage()
        self.expect(seconds <= bound, f"it took {seconds:.1f} s to heal, over {bound:.1f} s")

    def healed_by_answers(self, within: float) -> None:
        """Healed with the first request that was sent after the fault's end and answered."""
        since = self._mended_at
        self.healed(lambda: any(one.answered and one.at >= since for one in list(self.traffic.sent)), within)

    def tolerate(self, allowed: Callable[[Sent], bool]) -> None:
        """Which requests may fail; by default none."""
        self._tolerated = allowed

    def kill(self, pid: int) -> None:
        """SIGKILL; what may be lost with it: requests under way there, and records that it had not written yet."""
        moment = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: not alive([pid]))
        gone = time.monotonic()

        def was_cut(one: Sent) -> bool:
            return one.fate in BROKEN and one.at <= gone + 0.1 and one.at + one.took >= moment - 0.1

        self.tolerate(was_cut)
        self.may_lose(lambda one: moment - UNSYNCED_SECONDS <= one.at + one.took <= gone + 0.1)

    def may_lose(self, allowed: Callable[[Sent], bool]) -> None:
        """Which answered requests may be missing in the store; by default none."""
        self._lost = allowed

    def during(self, one: Sent, margin: float = 1.0, before: float = 0.0) -> bool:
        """Whether it was under way while the fault was, or so many seconds before it, or `margin` seconds after."""
        return one.at + one.took >= self._fault_at - before and one.at <= (self._mended_at or one.at) + margin

    def expect(self, holds: object, otherwise: str) -> None:
        if not holds:
            self.seen.problems.append(otherwise)

    def note(self, text: str) -> None:
        self.seen.notes.append(text)

    def request(self, path: str, **fields: str) -> int:
        """The status of one request on a connection of its own, besides the traffic; 0: none came."""
        try:
            return httpx.get(
                f"{self.gateway.url}{path}", headers=fields, verify=False, trust_env=False, timeout=10
            ).status_code
        except httpx.HTTPError:
            return 0

    def workers(self) -> list[int]:
        return named(descendants(self.gateway.process.pid), "gateway.proxy.worker")

    # -- the account ----------------------------------------------------------------------------------------------

    def stored(self) -> list[tuple[str, str]]:
        """(request id, path) of every exchange in the store."""
        if self.server:
            return [
                (row[0], row[1]) for row in self.server.query("SELECT request_id, path FROM exchanges", self.database)
            ]
        with sqlite3.connect(self.data_dir / "boing.db", timeout=10) as database:
            rows = database.execute("SELECT request_id, path FROM exchanges").fetchall()
        database.close()
        return [(row[0], row[1]) for row in rows]

    def replayed(self) -> bool:
        """Whether all that was answered until the fault's end is in the store."""
        ended = self._mended_at or time.monotonic()
        wanted = {one.request_id for one in list(self.traffic.sent) if one.answered and one.at + one.took < ended}
        return wanted <= {row[0] for row in self.stored()}

    def settled(self, seconds: float = REPLAY_SECONDS) -> None:
        """Wait until the store has every answered request, or time is up (the account tells then)."""
        wanted = {one.request_id for one in self.traffic.sent if one.answered}
        end = time.monotonic() + seconds
        while time.monotonic() < end and not wanted <= {row[0] for row in self.stored()}:
            time.sleep(0.2)

    def account(self, *, dropped: int = 0) -> Account:
        """`dropped`: records that the gateway says it dropped, and may have."""
        sent, seen = self.traffic.sent, self.seen
        stored = Counter(request_id for request_id, _ in self.stored())
        answered = [one for one in sent if one.answered]
        failed = [one for one in sent if not one.answered]
        asked = self.traffic.origin.asked
        seen.sent, seen.answered = len(sent), len(answered)
        seen.failed = dict(Counter(one.fate for one in failed))
        seen.recorded = sum(stored[one.request_id] > 0 for one in answered)
        seen.missing = seen.answered - seen.recorded
        seen.twice = sum(count > 1 for count in stored.values())
        seen.memory = self.memory
        if self._healed_at is not None:
            seen.healed = self._healed_at - self._mended_at
        before = [one for one in sent if one.at < self._fault_at]
        seen.p99 = (percentile(before, 0.99), percentile([one for one in sent if self.during(one)], 0.99))
        wrong = Counter(one.fate for one in failed if not self._tolerated(one))
        self.expect(not wrong, f"failed that must not: {dict(wrong)}")
        lost = [one for one in answered if not stored[one.request_id] and not self._lost(one)]
        times = ", ".join(f"{one.at + one.took - self._fault_at:+.2f} s" for one in lost[:5])
        self.expect(
            len(lost) == dropped,
            f"{len(lost)} answered requests are not in the store ({dropped} counted as dropped; answered at {times})",
        )
        self.expect(not seen.twice, f"{seen.twice} are in the store twice")
        unasked = sum(not asked[one.method, one.number] for one in answered)
        self.expect(not unasked, f"{unasked} were answered that the origin was never asked")
        again = sum(count > 1 for (method, _), count in asked.items() if method == "POST")
        self.expect(not again, f"{again} POSTs reached the origin twice")
        return seen

    @contextmanager
    def _watching_memory(self) -> Iterator[None]:
        """The most that any one worker has had resident, bytes, looked at from outside twice a second."""
        stop = threading.Event()

        def watch() -> None:
            while not stop.wait(0.5):
                for pid in self.workers():
                    self.memory = max(self.memory, resident(pid))

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def shortage() -> float:
    """By how much a bound on time is stretched here: runnable processes a core, at least 1."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def resident(pid: int) -> int:
    """Bytes; 0 where it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0
