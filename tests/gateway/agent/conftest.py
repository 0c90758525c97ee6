"""The embedded store, empty, as the agent opens it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.settings import Settings
from gateway.storage.migrate import migrate
from gateway.storage.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    settings = Settings(boing_data_dir=str(tmp_path / "data"))
    await migrate(settings)
    opened = await Store.open(settings)
    yield opened
    await opened.close()
