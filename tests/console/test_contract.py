"""The started console keeps to its OpenAPI document: schemathesis asks every route what the document allows, and what not.

Every run asks the same thousands of questions, each bound of the document and what lies beyond it. Questions at random are
for `BOING_FUZZ_SECONDS=600 ./boing test tests/console/test_contract.py`; BOING_FUZZ_SEED asks others.

All of its checks but two. `positive_data_acceptance`: a schema cannot say what a policy accepts (an address, a host that no
other API has). `unsupported_method`: `GET /api/alerts/bulk` is alert "bulk", which is 422 and not 405.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.console.conftest import Running, record

FUZZ_SECONDS = os.environ.get("BOING_FUZZ_SECONDS", "")
SEED = os.environ.get("BOING_FUZZ_SEED", "1")
SPARED = {
    "signs the one who asks out": r"^/api/logout$|^/api/me/sessions/",
    "waits for somebody else's server": r"^/api/channels/\{channel_id\}/test$|/health$",
    "takes an ingest key, and has its own tests": r"^/api/ingest$",
}


async def keeps_to_its_document(console: Running, folder: Path, *phases: str) -> None:
    token = console.as_admin.headers["authorization"]
    await console.ship(record(1))
    await console.as_admin.post("/api/apis", json={"name": "shop", "upstream": "http://127.0.0.1:9"})
    # What a cold start costs once, the compiling of the rules, is not what is asked here.
    await console.as_admin.post("/api/try", json={"method": "GET", "url": "https://shop.example.com/"}, timeout=120)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
        *("run", f"{console.url}/openapi.json", "--header", f"Authorization: {token}", *phases, "--seed", SEED),
        *("--checks", "all", "--exclude-checks", "positive_data_acceptance,unsupported_method"),
        *("--exclude-path-regex", "|".join(SPARED.values()), "--request-timeout", "60"),
        *("--continue-on-failure", "--no-shrink", "--warnings", "off", "--generation-database", "none"),
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await process.communicate())[0].decode()
    assert process.returncode == 0, said[-20_000:]
    assert (await console.as_admin.get("/api/me")).status_code == 200
    assert await console.store.audit.verify() is None


@pytest.mark.timeout(600)
async def test_the_console_answers_as_its_document_says(console: Running, tmp_path: Path) -> None:
    await keeps_to_its_document(console, tmp_path, "--phases", "coverage")


@pytest.mark.skipif(not FUZZ_SECONDS, reason="at random, by a command of its own: set BOING_FUZZ_SECONDS")
@pytest.mark.timeout(0)
async def test_the_console_answers_questions_at_random_as_its_document_says(console: Running, tmp_path: Path) -> None:
    fuzzing = ("--phases", "fuzzing", "--max-time", FUZZ_SECONDS, "--max-examples", "1000")
    await keeps_to_its_document(console, tmp_path, *fuzzing)
