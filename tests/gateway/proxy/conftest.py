"""One origin and one gateway for all tests of this folder; a test that changes settings starts its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.cli.tools import make_pair
from gateway.policy.document import Api, Limit
from tests.gatewayproc import Running, running, seed_store
from tests.origin import Origin, running_origin


@pytest.fixture(scope="session")
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


def plain_api(origin: Origin, **changes: object) -> Api:
    values: dict[str, object] = {"limits": [Limit(quota=1_000_000)], **changes}
    return Api(
        id=0, name=str(values.pop("name", "default")), upstream=str(values.pop("upstream", origin.url)), **values
    )


@pytest.fixture(scope="session")
def gateway(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data_dir: Path = tmp_path_factory.mktemp("gateway")
    seed_store(data_dir, [plain_api(origin)])
    with running("gateway", data_dir, "--workers", "1") as started:
        yield started


@pytest.fixture(scope="session")
def tls(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("http2")
    certificate, key = make_pair(["localhost", "127.0.0.1"])
    (folder / "c.pem").write_bytes(certificate)
    (folder / "k.pem").write_bytes(key)
    seed_store(folder / "data", [plain_api(origin)])
    pair = ("--cert", str(folder / "c.pem"), "--key", str(folder / "k.pem"))
    with running("gateway", folder / "data", "--workers", "1", *pair, tls=True, HTTP2_RESETS="50") as started:
        yield started
