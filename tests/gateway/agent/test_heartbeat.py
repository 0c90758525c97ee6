"""What a gateway says of itself, and that a store that is away stops nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.agent import heartbeat
from gateway.agent.heartbeat import Heartbeat
from gateway.settings import Settings
from gateway.storage.errors import StoreUnavailable
from tests.stores import clock, migrated, store

__all__ = ["clock", "migrated", "settings", "store"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(boing_data_dir=str(tmp_path / "data"), boing_listen="127.0.0.1:8081")


def a_worker(slot: int, **changes: Any) -> Any:
    stats = {"revision": 7, "served": [["1", "GET", "2xx", "allow", 40], ["1", "GET", "4xx", "block", 2]]}
    return SimpleNamespace(slot=slot, process=SimpleNamespace(pid=100 + slot), serves=True, stats=stats | changes)


def a_heart(store: Any, settings: Settings, *workers: Any) -> Heartbeat:
    pool, shipper = SimpleNamespace(running=[*workers]), SimpleNamespace(waiting=3, lag=0.04, shipped=99)
    return Heartbeat(store, settings, pool, shipper)  # type: ignore[arg-type]


async def reported(store: Any) -> Any:
    while not (rows := await store.gateways.all()):
        await asyncio.sleep(0.01)
    return rows[0]


async def test_a_report_names_workers_and_what_waits(store: Any, settings: Settings) -> None:
    heart = a_heart(store, settings, a_worker(0), a_worker(1, revision=8))
    task = asyncio.create_task(heart.run())
    row = await reported(store)
    task.cancel()
    assert row.name.endswith(":8081")
    assert row.status["workers"] == [
        {"id": 0, "pid": 100, "revision": 7, "ready": True, "requests": 42},
        {"id": 1, "pid": 101, "revision": 8, "ready": True, "requests": 42},
    ]
    assert (row.status["journal_waiting"], row.status["shipped"], row.status["certificates"]) == (3, 99, [])


async def test_a_store_that_is_away_is_told_again_later(
    store: Any, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.01)
    real, calls = store.gateways.report, []

    async def report(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) < 3:
            raise StoreUnavailable("away")
        await real(*arguments)

    monkeypatch.setattr(store.gateways, "report", report)
    task = asyncio.create_task(a_heart(store, settings).run())
    async with asyncio.timeout(20):
        await reported(store)
    task.cancel()
    assert len(calls) >= 3


def test_the_certificate_s_end_is_told(tmp_path: Path, settings: Settings) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "api.example.com")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now).not_valid_after(now + dt.timedelta(days=20, hours=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = tmp_path / "cert.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (told,) = a_heart(None, replace(settings, boing_tls_cert=str(pem))).status()["certificates"]
    assert (told["subject"], told["days"]) == ("CN=api.example.com", 20)
    pem.write_text("broken")
    assert a_heart(None, replace(settings, boing_tls_cert=str(pem))).status()["certificates"] == []
