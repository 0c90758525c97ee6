"""Faults of the gateway's own processes: killed, frozen, stopped, rolled over; and of those it does not depend on."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from tests.e2e.clients import alive, descendants, named
from tests.faults.stand import BROKEN, Account, Stand
from tests.gatewayproc import Running, eventually
from tests.servers import Mariadb

SILENT_SECONDS = 26.0
"""after which a worker that says nothing is replaced, with what its second chance takes"""


def worker_killed(folder: Path, server: Mariadb) -> Account:
    stand = Stand(folder, server)
    with stand.up():
        with stand.load():
            victim = stand.workers()[0]
            stand.fault()
            stand.kill(victim)
            stand.mended()
            restarted = "boing_worker_restarts_total"
            stand.healed(lambda: stand.gateway.metric(restarted) and _all_serve(stand.gateway), 2.0)
        stand.settled(10)
    return stand.account()


def _all_serve(gateway: Running) -> bool:
    state = gateway.health()
    return bool(state) and state["ready"]


def worker_frozen(folder: Path, server: Mariadb) -> Account:
    stand = Stand(folder, server)
    with stand.up():
        with stand.load():
            victim = stand.workers()[0]
            stand.fault()
            os.kill(victim, signal.SIGSTOP)
            stand.tolerate(lambda one: one.fate in (*BROKEN, "timeout"))
            stand.mended()
            stand.healed(lambda: not alive([victim]) and _all_serve(stand.gateway), SILENT_SECONDS + 4)
            replaced = time.monotonic()
            stand.tolerate(lambda one: one.fate in (*BROKEN, "timeout") and one.at < replaced)
            stand.may_lose(stand.during)
        stand.settled(10)
    return stand.account()


def agent_killed(folder: Path, server: Mariadb) -> Account:
    """Started again at once, as a service manager would, on the same data dir and port."""
    stand = Stand(folder, server)
    with stand.up():
        listen = f"127.0.0.1:{stand.gateway.port}"
        with stand.load():
            stand.fault()
            stand.gateway.process.kill()
            stand.gateway.process.wait()
            stand.tolerate(lambda one: one.fate == "refused")
            eventually(lambda: not stand.workers() and _is_free(stand.gateway.port), 40)
            stand.mended()
            with stand.started("gateway", None, "--listen", listen):
                stand.healed_by_answers(6.0)
                stand.steady()
                stand.settled(30)
    return stand.account()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def stopped(folder: Path, server: Mariadb) -> Account:
    """One of two gateways: who is refused there is served by the other, as by a load balancer."""
    stand = Stand(folder, server)
    with stand.up(), stand.started("gateway", folder / "other") as other:
        with stand.load(stand.gateway.port, other.port):
            stand.fault()
            code = stand.gateway.stop()
            stand.mended()
            stand.expect(code == 0, f"it ended with {code}")
            stand.healed_by_answers(1.0)
        stand.settled(30)
    return stand.account()


def _beside(part: str) -> Callable[[Path, Mariadb], Account]:
    """A role that the gateway does not wait for, frozen for some seconds and then killed."""

    def attempt(folder: Path, server: Mariadb) -> Account:
        stand = Stand(folder, server, ADMIN_PASSWORD="a password of no use 1", BOING_WORKERS="2")
        with stand.up("up"):
            with stand.load():
                (pid,) = named(descendants(stand.gateway.process.pid), f"gateway.cli {part}")
                stand.fault()
                os.kill(pid, signal.SIGSTOP)
                stand.steady(6.0)
                os.kill(pid, signal.SIGKILL)
                stand.mended()
                stand.healed(lambda: _runs(stand, part, pid), 30.0)
            stand.settled(30)
        return stand.account()

    return attempt


def _runs(stand: Stand, part: str, before: int) -> bool:
    return any(pid != before for pid in named(descendants(stand.gateway.process.pid), f"gateway.cli {part}"))


console_away = _beside("console")
analyst_away = _beside("analyst")
