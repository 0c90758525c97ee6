"""A started Boing and a browser before it. Skips where Chromium or the built app is missing; fails there under CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.browser import ARGUMENTS, AXE, EMAIL, PASSWORD, SIZE, WEB, Visit, signed_in
from tests.gatewayproc import Running, running
from tests.origin import Origin, running_origin

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def chromium() -> str:
    found = os.environ.get("BOING_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    missing = "" if found else "Chromium is not installed"
    if not ((WEB / "dist" / "index.html").is_file() and AXE.is_file()):
        missing = "the web app is not built: npm ci && npm run build in console/web"
    if missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
    return str(found)


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


@pytest.fixture(scope="module")
def boing(chromium: str, origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data_dir: Path = tmp_path_factory.mktemp("boing")
    arguments = ("--upstream", origin.url, "--mode", "enforce", "--workers", "1")
    with running("up", data_dir, *arguments, ADMIN_EMAIL=EMAIL, ADMIN_PASSWORD=PASSWORD) as started:
        yield started


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, boing: Running) -> Iterator[Visit]:
    """A signed-in page; at the end its console must have stayed silent."""
    context = browser.new_context(viewport=SIZE)
    seen = signed_in(context, boing.console)
    yield seen
    context.close()
    assert seen.complaints == []
