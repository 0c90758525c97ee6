"""From recorded traffic to a finding: analyst, store, agent and worker as they really run."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from gateway.policy.document import Api
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.store import Store
from gateway.storage.trainings import TrainingRow
from tests.addons.outliers.requests import AGENTS, requests
from tests.gatewayproc import ROOT, Running, eventually, running, seed_store
from tests.origin import Origin, running_origin
from tests.stores import a_record

DAYS = 3
RECORDED = 1500
USUAL_ORDERS = (31_234, 52_011, 68_209)
"""of five digits, as nine of ten are: a rare length may, at some times of day, be the odd one of a thousand"""


@pytest.fixture
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


async def record(settings: Settings) -> None:
    store = await Store.open(settings)
    start = store.clock() - DAYS * 86_400_000_000
    rows = [
        a_record(
            place, at=one.at, operation=one.operation, method=one.method, path=one.path, query=one.query,
            user_agent=one.user_agent, request_bytes=one.request_bytes, identity_kind="address", identity="192.0.2.1",
        )
        for place, one in enumerate(requests(RECORDED, DAYS * 86_400, start=start))
    ]  # fmt: skip
    for first in range(0, RECORDED, 500):
        await store.exchanges.ship("test", list(enumerate(rows[first : first + 500], first + 1)))
    await store.close()


async def ask_for_training(settings: Settings) -> int:
    store = await Store.open(settings)
    async with store.edit(Actor(1, "ada@example.com"), "model.train") as edit:
        made = await store.trainings.request(edit, "outliers", None, "asked for")
    await store.close()
    return made


async def training(settings: Settings, id: int) -> TrainingRow:  # noqa: A002
    store = await Store.open(settings)
    row = await store.trainings.get(id)
    await store.close()
    return row


@contextmanager
def analyst(data_dir: Path) -> Iterator[None]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DB_", "BOING_"))}
    command = [sys.executable, "-m", "gateway.cli", "analyst", "--data-dir", str(data_dir)]
    with (data_dir / "analyst.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def outliers(gateway: Running, path: str, **options: object) -> list[str]:
    """The messages of what the outliers addon found in a request that is sent now."""
    answer = httpx.get(gateway.url + path, headers={"user-agent": AGENTS[0]}, timeout=30, **options)
    assert answer.status_code == 200
    request_id = answer.headers["x-request-id"]
    gateway.record_of(request_id)
    return [one["message"] for one in gateway.findings(request_id) if one["detector"] == "outliers"]


def test_training_asked_for_makes_an_odd_request_stand_out_within_seconds(tmp_path: Path, origin: Origin) -> None:
    settings = seed_store(tmp_path, [Api(id=1, name="shop", upstream=origin.url)])
    asyncio.run(record(settings))
    odd = "/orders/17?q=" + "abcdefghij" * 60
    with running("gateway", tmp_path, "--workers", "2") as gateway, analyst(tmp_path):
        assert outliers(gateway, odd) == []
        asked = asyncio.run(ask_for_training(settings))
        ended = eventually(
            lambda: row if (row := asyncio.run(training(settings, asked))).ended_at else None, seconds=120, every=0.2
        )
        assert (ended.state, ended.error) == ("done", "")
        assert {(one["api"], one["state"]) for one in ended.results} == {("all APIs", "serving"), ("shop", "serving")}
        found = eventually(lambda: outliers(gateway, odd), seconds=30)
        assert "query length 602 (usually 0" in found[0]
        for number in USUAL_ORDERS:
            assert outliers(gateway, f"/orders/{number}") == []
            assert outliers(gateway, f"/products?page={number % 29 + 1}&limit=20") == []
        assert len(list((tmp_path / "models").iterdir())) >= 2, "the classifier's may have come by now"
