"""What runs on the hosts: two gateways behind haproxy, one MariaDB, one Redis. Each can be killed, stopped and started again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gateway.policy.document import Api, Limit
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.migrate import migrate
from gateway.storage.store import Store
from tests.gatewayproc import ROOT, RULE_CACHE
from tests.hosts.net import HERE, Host
from tests.servers import Mariadb, make_mariadb, make_redis, need

SECONDS = 90.0
QUOTA = 100
BALANCER = """
global
    maxconn 4000
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
    timeout http-keep-alive 60s
frontend clients
    bind {here}:8080
    http-request del-header X-Forwarded-For
    option forwardfor
    default_backend gateways
backend gateways
    balance roundrobin
    option httpchk GET /readyz
    option redispatch
    retry-on conn-failure
    retries 3
    default-server check port 9464 inter 1s fall 2 rise 1
    server a {a}:8080
    server b {b}:8080
"""
"""each request to the next gateway: the worst there is for limits"""


def until(check: Callable[[], Any], what: str, seconds: float = SECONDS) -> None:
    """Raises TimeoutError where it does not come true."""
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(0.05)


class Part:
    """A process on a host, in a group of its own: `kill` takes all of it at once."""

    def __init__(
        self, host: Host, command: Sequence[str], log: Path, up: Callable[[], bool], **environment: str
    ) -> None:
        self.host = host
        self._command = command
        self._log = log
        self._up = up
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self.host.command(*self._command), stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=ROOT,
                env={**os.environ, **self._environment}, start_new_session=True,
            )  # fmt: skip
        try:
            until(self._up, f"{self.host.name} answers")
        except TimeoutError as error:
            raise TimeoutError(f"{error}; it said:\n{self._log.read_text()[-1500:]}") from None

    def stop(self) -> None:
        """As an operator does."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a machine that loses its power: the process, and all it started."""
        self._end(signal.SIGKILL)

    def _end(self, number: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if number == signal.SIGKILL:
            for pid in (process.pid, *_below(process.pid)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
        else:
            process.terminate()
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _below(pid: int) -> list[int]:
    """Children: workers are in sessions of their own."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return [one for child in map(int, found) for one in (child, *_below(child))]


class Site:
    """All of it. `settings`: of both gateways, in the environment's spelling."""

    def __init__(self, folder: Path, hosts: Sequence[Host], **settings: str) -> None:
        balancer, a, b, database, redis = hosts
        self.url = f"http://{balancer.address}:8080"
        self._folder = folder
        self._server = _mariadb(folder / "database", database)
        self.database = Part(
            database, database_command(self._server, database), folder / "database.log", _answers(self._server)
        )
        self.redis = Part(redis, _redis(folder / "redis", redis), folder / "redis.log", lambda: _open(redis, 6379))
        common = {
            "DB_HOST": database.address, "DB_PORT": "3306", "DB_USER": "root", "DB_NAME": "boing",
            "ENCRYPTION_KEY": Secrets.generate_key(), "JWT_SECRET": "x" * 64, "BOING_CACHE_DIR": str(RULE_CACHE),
            "REDIS_URL": f"redis://{redis.address}:6379", "LOG_FORMAT": "text", **settings,
        }  # fmt: skip
        self._key = common["ENCRYPTION_KEY"]
        self.a, self.b = (self._gateway(host, common) for host in (a, b))
        (haproxy,) = need("haproxy")
        config = folder / "haproxy.cfg"
        config.write_text(BALANCER.format(here=balancer.address, a=a.address, b=b.address))
        self.balancer = Part(
            balancer, [haproxy, "-db", "-f", str(config)], folder / "haproxy.log", lambda: _open(balancer, 8080)
        )
        self._trusted = balancer.address

    @contextmanager
    def up(self, origin: int) -> Iterator[Site]:
        """While the body runs. `origin`: its port on `HERE`."""
        parts = (self.database, self.redis, self.a, self.b, self.balancer)
        try:
            for part in parts:
                part.start()
                if part is self.database:
                    self._server.query("CREATE DATABASE boing")
                    asyncio.run(self._seed(f"http://{HERE}:{origin}"))
            until(
                lambda: all(self.metric(one, "boing_shared_hosts") == 1 for one in (self.a, self.b)),
                "hosts hear each other",
            )
            yield self
        finally:
            for part in reversed(parts):
                part.stop()

    def stored(self) -> list[str]:
        """The ids of all exchanges in the store."""
        return [row[0] for row in self._server.query("SELECT request_id FROM exchanges", "boing")]

    def metric(self, part: Part, name: str) -> float:
        """Summed over its labels; -1: the gateway does not answer."""
        try:
            with urllib.request.urlopen(f"http://{part.host.address}:9464/metrics", timeout=5) as answer:
                lines = answer.read().decode().splitlines()
        except OSError:
            return -1.0
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.split("{")[0].split(" ")[0] == name)

    def _gateway(self, host: Host, settings: dict[str, str]) -> Part:
        folder = self._folder / f"gateway-{host.name}"
        folder.mkdir()
        listen, health = f"{host.address}:8080", f"{host.address}:9464"
        command = [sys.executable, "-m", "gateway.cli", "gateway", "--listen", listen, "--health", health, "--workers", "1",
                   "--data-dir", str(folder)]  # fmt: skip
        return Part(host, command, self._folder / f"gateway-{host.name}.log", lambda: _ready(host), **settings)

    async def _seed(self, upstream: str) -> None:
        settings = Settings(
            db_host=self._server.host, db_port=3306, db_user="root", db_name="boing", encryption_key=self._key,
            boing_data_dir=str(self._folder),
        )  # fmt: skip
        await migrate(settings)
        store = await Store.open(settings)
        async with store.edit(Actor(None, "hosts"), "hosts") as edit:
            for name, prefix, quota in (("all", "/", 0), ("few", "/few", QUOTA)):
                limits = [Limit(quota=quota, window=3600)]
                api = Api(
                    id=0, name=name, prefix=prefix, upstream=upstream, limits=limits, trusted_proxies=[self._trusted]
                )
                await store.apis.add(edit, api)
        await store.close()


def _mariadb(folder: Path, host: Host) -> Mariadb:
    folder.mkdir()
    server = make_mariadb(folder)
    server.host, server.port = host.address, 3306
    (folder / "first.sql").write_text("CREATE USER IF NOT EXISTS root@'%';\nGRANT ALL ON *.* TO root@'%';\n")
    return server


def database_command(server: Mariadb, host: Host) -> Sequence[str]:
    kept = [part for part in server.command if not part.startswith(("--bind-address", "--port"))]
    durable = "--innodb-flush-log-at-trx-commit=1"  # it is going to be killed
    return [*kept, f"--bind-address={host.address}", "--port=3306", f"--init-file={server.folder}/first.sql", durable]


def _redis(folder: Path, host: Host) -> Sequence[str]:
    folder.mkdir()
    command = list(make_redis(folder, "--protected-mode", "no").command)
    command[command.index("--bind") + 1], command[command.index("--port") + 1] = host.address, "6379"
    return command


def _answers(server: Mariadb) -> Callable[[], bool]:
    def answers() -> bool:
        try:
            server.query("SELECT 1")
        except Exception:
            return False
        return True

    return answers


def _open(host: Host, port: int) -> bool:
    try:
        socket.create_connection((host.address, port), timeout=1).close()
    except OSError:
        return False
    return True


def _ready(host: Host) -> bool:
    try:
        with urllib.request.urlopen(f"http://{host.address}:9464/readyz", timeout=2) as answer:
            return bool(json.load(answer)["ready"])
    except OSError:
        return False
