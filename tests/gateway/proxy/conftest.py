"""One origin and one gateway for all tests of this folder; a test that changes settings starts its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

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
