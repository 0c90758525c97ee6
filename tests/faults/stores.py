"""Faults of the database, under traffic: none may be felt by a client, and no record be lost or written twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from tests.faults.stand import REPLAY_SECONDS, Account, Stand
from tests.gatewayproc import eventually
from tests.servers import Mariadb, make_redis

AWAY_SECONDS = 12.0


def _over(folder: Path, server: Mariadb, fault: Callable[[Stand], None]) -> Account:
    """`fault` takes the database away and brings it back."""
    stand = Stand(folder, server)
    with stand.up():
        with stand.load():
            stand.fault()
            fault(stand)
            stand.mended()
            stand.healed(stand.replayed, REPLAY_SECONDS)
        stand.settled()
    return stand.account()


def stopped(folder: Path, server: Mariadb) -> Account:
    def fault(stand: Stand) -> None:
        server.stop()
        stand.steady(AWAY_SECONDS)
        stand.expect(stand.gateway.health()["stale"], "the gateway did not say that its policy is stale")
        server.start()

    return _over(folder, server, fault)


def slow(folder: Path, server: Mariadb) -> Account:
    def fault(stand: Stand) -> None:
        stand.traffic.do(stand.wire.slow(5.0))
        stand.steady(AWAY_SECONDS)
        stand.traffic.do(stand.wire.mend())

    return _over(folder, server, fault)


def black_holed(folder: Path, server: Mariadb) -> Account:
    def fault(stand: Stand) -> None:
        stand.traffic.do(stand.wire.kill())
        stand.steady(AWAY_SECONDS)
        stand.expect(stand.gateway.health()["stale"], "the gateway did not say that its policy is stale")
        stand.traffic.do(stand.wire.mend())

    return _over(folder, server, fault)


def frozen(folder: Path, server: Mariadb) -> Account:
    def fault(stand: Stand) -> None:
        os.kill(server.process.pid, signal.SIGSTOP)
        try:
            stand.steady(AWAY_SECONDS)
            stand.expect(stand.gateway.health()["stale"], "the gateway did not say that its policy is stale")
        finally:
            os.kill(server.process.pid, signal.SIGCONT)

    return _over(folder, server, fault)


def killed(folder: Path, server: Mariadb) -> Account:
    def fault(_: Stand) -> None:
        server.process.kill()
        server.process.wait()
        server.start()

    return _over(folder, server, fault)


def redis_away(folder: Path, server: Mariadb) -> Account:
    """Frozen, killed, and started again empty: counts of other hosts are missed meanwhile, this host's own go on."""
    folder.mkdir(exist_ok=True)
    redis = make_redis(folder)
    redis.start()
    stand = Stand(folder, server, REDIS_URL=f"redis://127.0.0.1:{redis.port}/0")
    try:
        with stand.up():
            eventually(lambda: stand.gateway.metric("boing_shared_connected") == 1, 30)
            with stand.load():
                stand.fault()
                os.kill(redis.process.pid, signal.SIGSTOP)
                stand.steady(AWAY_SECONDS / 2)
                redis.process.kill()
                redis.process.wait()
                stand.steady(AWAY_SECONDS / 2)
                stand.expect(
                    stand.gateway.metric("boing_shared_connected") == 0, "the gateway did not say that it is away"
                )
                redis.start()
                stand.mended()
                stand.healed(lambda: stand.gateway.metric("boing_shared_connected") == 1, 10.0)
            stand.settled()
    finally:
        redis.stop()
    return stand.account()
