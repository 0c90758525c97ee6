"""Two gateways with a Redis between them hold one limit; without it each holds its own, and nothing fails on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from redis import Redis

from gateway.policy.document import Api, Limit
from tests.gatewayproc import Running, eventually, running, seed_store
from tests.origin import Origin, running_origin
from tests.servers import Server

QUOTA = 20
SECONDS = 90.0


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


@contextmanager
def caller(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(transport=httpx.HTTPTransport(local_address=address), timeout=SECONDS) as client:
        yield client


def passed(client: httpx.Client, gateway: Running, times: int) -> int:
    """How many of the calls were let through; any answer but 200 and 429 fails."""
    statuses = [client.get(gateway.url + "/thing").status_code for _ in range(times)]
    assert set(statuses) <= {200, 429}
    return statuses.count(200)


def left(client: httpx.Client, gateway: Running) -> int:
    """What the gateway says is left after this call."""
    answer = client.get(gateway.url + "/thing")
    found = re.search(r";r=(\d+);", answer.headers["ratelimit"])
    assert found
    return int(found[1])


def exchange(redis: Redis) -> None:
    """Until each gateway has told and heard what was counted before this call."""

    def told() -> dict[bytes, int]:
        numbers: dict[bytes, int] = {}
        for _, said in redis.xrevrange("{boing}:told", count=1000):
            numbers.setdefault(said[b"host"], int(said[b"number"]))
        return numbers

    def after(messages: int) -> None:
        before = told()
        assert len(before) == 2
        eventually(lambda: all(told().get(host, 0) >= number + messages for host, number in before.items()), SECONDS)

    # a message may have been made up before the call; the next one was not
    after(2)
    # nor is what comes back with a message heard before the next one is made up
    after(3)


def test_a_limit_holds_over_two_gateways_and_outlives_their_redis(
    own_redis: Server, origin: Origin, tmp_path: Path
) -> None:
    for name in "ab":
        limits = [Limit(quota=QUOTA, window=3600)]
        seed_store(tmp_path / name, [Api(id=0, name="default", upstream=origin.url, limits=limits)])
    environment = {"REDIS_URL": f"redis://127.0.0.1:{own_redis.port}", "REDIS_SYNC_SECONDS": "0.1"}
    with (
        running("gateway", tmp_path / "a", "--workers", "2", ready=False, **environment) as one,
        running("gateway", tmp_path / "b", "--workers", "1", ready=False, **environment) as two,
        caller("127.0.0.1") as ada,
        caller("127.0.0.2") as ben,
        Redis(port=own_redis.port) as redis,
    ):
        for gateway in (one, two):
            eventually(gateway.ready, SECONDS)
        eventually(lambda: two.metric("boing_shared_hosts") == 1 == one.metric("boing_shared_hosts"), SECONDS)
        assert passed(ada, one, 15) == 15
        exchange(redis)
        assert passed(ada, two, 10) == 5
        exchange(redis)
        assert passed(ada, one, 3) == 0
        assert passed(ben, one, 2) == 2
        exchange(redis)

        own_redis.stop()
        eventually(lambda: one.metric("boing_shared_connected") == 0 == two.metric("boing_shared_connected"), SECONDS)
        assert passed(ada, two, 3) == 0
        assert passed(ben, one, 4) == 4
        assert passed(ben, two, 5) == 5
        assert left(ben, two) == QUOTA - 2 - 6  # its own view, and what it had heard before
        assert (one.health()["ready"], two.health()["ready"]) == (True, True)
        assert one.metric("boing_shared_failures_total") >= 1

        own_redis.start()
        eventually(lambda: one.metric("boing_shared_connected") == 1 == two.metric("boing_shared_connected"), SECONDS)
        exchange(redis)
        assert left(ben, one) == QUOTA - 2 - 4 - 6 - 1
        exchange(redis)
        assert left(ben, two) == QUOTA - 2 - 4 - 6 - 2
