"""Takes the documentation's pictures of the console: python -m tests.e2e.screenshots http://127.0.0.1:8000 [docs/images].

Point it at a running `boing demo` whose admin has the password in BOING_PASSWORD. Best taken after a minute of traffic.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browser import ARGUMENTS, EMAIL, Visit, opened

SIZE = {"width": 1280, "height": 800}
PICTURES = {
    "overview": "/",
    "live": "/live",
    "access": "/access/blacklist",
    "apis": "/apis/1",
    "alerts": "/alerts",
    "detectors": "/detectors",
}


def open_a_block(page: Page) -> None:
    page.get_by_label("Search path, caller, rule, request id").fill("injection")
    page.locator("[role=row][data-verdict=block] button").first.click()
    page.get_by_role("button", name="Ban…").wait_for()


def take(console: str, folder: Path, only: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or "chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport=SIZE, color_scheme=scheme, timezone_id="UTC")
            visit = opened(context, console)
            sign_in(visit)
            for name, path in PICTURES.items():
                if only and name not in only:
                    continue
                visit.go(path)
                visit.page.wait_for_timeout(2500)
                if name == "live":
                    visit.page.screenshot(path=folder / f"live-stream-{scheme}.png")
                    open_a_block(visit.page)
                    visit.page.wait_for_timeout(500)
                visit.page.screenshot(path=folder / (f"{name}.png" if scheme == "light" else f"{name}-dark.png"))
            context.close()
        browser.close()


def sign_in(visit: Visit) -> None:
    visit.page.get_by_label("Email").fill(EMAIL)
    visit.page.get_by_label("Password", exact=True).fill(os.environ["BOING_PASSWORD"])
    visit.page.get_by_role("button", name="Sign in").click()
    visit.page.get_by_role("heading", name="Overview").wait_for()


if __name__ == "__main__":
    take(sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else "docs/images"), sys.argv[3:])
