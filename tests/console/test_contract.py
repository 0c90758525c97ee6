"""The started console keeps to its OpenAPI document: schemathesis asks every route what the document allows, and what not.

All of its checks but two. `positive_data_acceptance`: a schema cannot say what a policy accepts (an address, a host that no
other API has). `unsupported_method`: `GET /api/alerts/bulk` is alert "bulk", which is 422 and not 405.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from tests.console.conftest import Running, record

SECONDS = 45
SPARED = {
    "signs the one who asks out": r"^/api/logout$|^/api/me/sessions/",
    "waits for somebody else's server": r"^/api/channels/\{channel_id\}/test$|/health$",
    "takes an ingest key, and has its own tests": r"^/api/ingest$",
}


@pytest.mark.timeout(300)
async def test_the_console_answers_as_its_document_says(console: Running, tmp_path: Path) -> None:
    token = console.as_admin.headers["authorization"]
    await console.ship(record(1))
    await console.as_admin.post("/api/apis", json={"name": "shop", "upstream": "http://127.0.0.1:9"})
    # What a cold start costs once, the compiling of the rules, is not what is asked here.
    await console.as_admin.post("/api/try", json={"method": "GET", "url": "https://shop.example.com/"}, timeout=120)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
        *("run", f"{console.url}/openapi.json", "--header", f"Authorization: {token}"),
        *("--phases", "coverage,fuzzing", "--max-time", str(SECONDS), "--max-examples", "6", "--seed", "1"),
        *("--checks", "all", "--exclude-checks", "positive_data_acceptance,unsupported_method"),
        *("--exclude-path-regex", "|".join(SPARED.values())),
        *("--continue-on-failure", "--no-shrink", "--warnings", "off", "--generation-database", "none"),
        cwd=tmp_path,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await process.communicate())[0].decode()
    assert process.returncode == 0, said[-20_000:]
    assert (await console.as_admin.get("/api/me")).status_code == 200
    assert await console.store.audit.verify() is None
