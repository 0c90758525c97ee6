"""The store knows the key its secrets are encrypted with: another one is refused before anything is served with it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.errors import StoreError
from gateway.storage.keycheck import check_key
from gateway.storage.migrate import migrate
from gateway.storage.store import Store
from tests.gatewayproc import ROOT

OLD, NEW, OTHER = (Secrets.generate_key() for _ in range(3))


async def test_the_first_key_is_kept_and_another_is_refused(store: Store) -> None:
    await check_key(store.database, Secrets(OLD))
    await check_key(store.database, Secrets(OLD))
    with pytest.raises(StoreError, match="ENCRYPTION_KEY is not the one"):
        await check_key(store.database, Secrets(OTHER))


async def test_a_rotation_is_followed(store: Store) -> None:
    await check_key(store.database, Secrets(OLD))
    await check_key(store.database, Secrets(NEW, [OLD]))
    await check_key(store.database, Secrets(NEW))
    with pytest.raises(StoreError):
        await check_key(store.database, Secrets(OLD))


async def test_several_that_start_at_once_agree(store: Store) -> None:
    await asyncio.gather(*(check_key(store.database, Secrets(OLD)) for _ in range(5)))
    await check_key(store.database, Secrets(OLD))


def test_fingerprints_tell_keys_apart_and_fit_a_column() -> None:
    found = {Secrets(key).fingerprints[0] for key in (OLD, NEW, OTHER)}
    assert len(found) == 3
    assert all(0 <= one < 2**63 for one in found)


@pytest.mark.parametrize("role", ["console", "analyst", "gateway"])
async def test_no_role_starts_with_a_wrong_key(role: str, tmp_path: Path) -> None:
    settings = Settings(boing_data_dir=str(tmp_path))
    await migrate(settings)
    made = await Store.open(settings)
    await check_key(made.database, Secrets(OLD))
    await made.close()
    environment = os.environ | {
        "ENCRYPTION_KEY": OTHER,
        "BOING_DATA_DIR": str(tmp_path),
        "BOING_CONSOLE": "127.0.0.1:0",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway.cli", role, cwd=ROOT, env=environment, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        _, said = await process.communicate()
    assert process.returncode == 2
    assert b"ENCRYPTION_KEY is not the one" in said
    assert OLD.encode() not in said
    assert OTHER.encode() not in said
