"""Takes the documentation's pictures: python -m tests.e2e.screenshots http://127.0.0.1:8000 [docs/images [name…]].

Point it at a running `boing demo` whose admin has the password in BOING_PASSWORD, best after some minutes of traffic. Every
page is taken in light (`name.png`) and dark (`name-dark.png`). It adds a few list entries, an exclusion, a channel and such
where they are missing, so that no page is shown empty; run again, it adds nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.browser import ARGUMENTS, EMAIL, asked, opened, sign_in, token_of

SIZE = {"width": 1280, "height": 800}
COLORS = 256
QUIET = (
    """document.querySelectorAll("[class*=Notifications-root]").forEach((each) => { each.style.display = "none" })"""
)
WAVE = 180_000
"""milliseconds within which somebody hostile comes"""

FURNITURE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("blacklist", {"scope": "range", "target": "192.0.2.128/25", "reason": "hosting range, only scanners"}),
    ("blacklist", {"scope": "address", "target": "198.51.100.77", "reason": "stuffed credentials on Friday"}),
    ("blacklist", {"scope": "address", "target": "203.0.113.9", "reason": "scraper", "ttl_seconds": 86400}),
    ("whitelist", {"scope": "range", "target": "10.20.0.0/16", "reason": "office and VPN"}),
    ("whitelist", {"scope": "address", "target": "203.0.113.200", "reason": "penetration test", "ttl_seconds": 604800}),
    (
        "decisions",
        {"type": "ban", "scope": "address", "target": "192.0.2.66", "ttl_seconds": 7200, "reason": "by hand"},
    ),
    (
        "exclusions",
        {"tag": "sqli", "operation": "GET /orders/{id}", "parameter": "query:note", "reason": "free text"},
    ),
    (
        "channels",
        {
            "name": "On call",
            "kind": "webhook",
            "severity": "critical",
            "config": {"url": "https://hooks.example.com/boing"},
        },
    ),
    ("tokens", {"name": "deployments", "scopes": ["read", "manage"], "expires_in_days": 90}),
    ("invitations", {"role": "user", "email": "grace@example.com", "expires_in_hours": 48}),
    ("users", {"email": "ada@example.com", "password": "only in this picture", "role": "user"}),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """`arrange` brings the page to what is shown."""

    path: str
    arrange: Callable[[Page], None] = lambda _page: None


def open_a_block(page: Page) -> None:
    page.locator("[role=row][data-verdict=block] button").first.click(timeout=WAVE)
    page.get_by_role("button", name="Ban…").wait_for()
    page.wait_for_timeout(1000)  # until its height is known to the list
    page.locator("[role=row][data-verdict=block] button[aria-expanded=true]").evaluate(
        "(row) => row.scrollIntoView({ block: 'center' })"
    )


def first_link(prefix: str) -> Callable[[Page], None]:
    def follow(page: Page) -> None:
        page.locator(f"main a[href^='{prefix}']").first.click()
        page.wait_for_url(f"**{prefix}*")

    return follow


def compare(page: Page) -> None:
    page.locator("tbody tr:not(:has-text('lists only')) button[aria-pressed]").first.click()


def first_model(page: Page) -> None:
    page.locator("main table button[aria-expanded]").first.click()
    boxes = page.get_by_role("checkbox", name="Compare version")
    boxes.first.wait_for()
    for place in range(min(2, boxes.count())):
        boxes.nth(place).click()
        page.locator("[aria-label^='Compare version']:checked").nth(place).wait_for()


def to_the_baselines(page: Page) -> None:
    page.get_by_role("heading", name="Usual, and now").evaluate("(title) => title.scrollIntoView()")


def try_it(page: Page) -> None:
    page.get_by_label("Path or URL").fill("/orders/7?note=1' union select password from users--")
    page.get_by_label("From address").fill("198.51.100.20")
    page.get_by_role("button", name="Try it").click()


PICTURES = {
    "overview": Picture("/"),
    "live-stream": Picture("/live"),
    "live": Picture("/live", open_a_block),
    "alerts": Picture("/alerts"),
    "alert": Picture("/alerts", first_link("/alerts/")),
    "logs": Picture("/logs?verdict=block"),
    "exchange": Picture("/logs?verdict=block&q=union", first_link("/exchanges/")),
    "access": Picture("/access/blacklist"),
    "whitelist": Picture("/access/whitelist"),
    "match": Picture("/access/match?address=192.0.2.200"),
    "decisions": Picture("/access/decisions"),
    "exclusions": Picture("/access/exclusions"),
    "apis": Picture("/apis"),
    "api": Picture("/apis/1"),
    "detectors": Picture("/detectors"),
    "detector": Picture("/detectors/signatures"),
    "behaviour": Picture("/behaviour?of=abuse"),
    "baselines": Picture("/behaviour?of=statistics", to_the_baselines),
    "models": Picture("/models"),
    "model": Picture("/models", first_model),
    "users": Picture("/settings/users"),
    "tokens": Picture("/settings/tokens"),
    "channels": Picture("/settings/channels"),
    "deliveries": Picture("/settings/deliveries"),
    "policy": Picture("/settings/policy", compare),
    "try": Picture("/settings/try", try_it),
    "audit": Picture("/settings/audit"),
    "start": Picture("/start"),
}
OUTSIDE = {"sign-in": "/", "set-up": "/setup#code=K7QX-4M2P-9DTR"}


def furnish(console: str) -> None:
    """Adds what is missing; an answer that says it is there already is taken as such."""
    token = token_of(console, os.environ["BOING_PASSWORD"])
    for path, body in FURNITURE:
        there = json.dumps(asked(console, f"{path}?limit=100", None, token)["items"])
        sign = next(body[name] for name in ("target", "parameter", "name", "email") if name in body)
        if json.dumps(sign) not in there:
            asked(console, path, body, token)


def take(console: str, folder: Path, only: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    furnish(console)
    chromium = shutil.which("chromium") or "chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for scheme in ("light", "dark"):
            _take(browser, console, folder, scheme, only)
        browser.close()


def _take(browser: Browser, console: str, folder: Path, scheme: Any, only: list[str]) -> None:
    context = browser.new_context(viewport=SIZE, color_scheme=scheme, timezone_id="UTC", reduced_motion="reduce")
    visit = opened(context, console)
    page = visit.page
    page.get_by_role("button", name="Sign in").wait_for()

    def shoot(name: str) -> None:
        page.evaluate(QUIET)
        path = folder / (f"{name}.png" if scheme == "light" else f"{name}-dark.png")
        page.screenshot(path=path, animations="disabled")
        _shrink(path)

    for name, path in OUTSIDE.items():
        if not only or name in only:
            visit.go(path)
            page.get_by_role("heading", level=1).wait_for()
            page.wait_for_timeout(600)
            shoot(name)
    visit.go("/")
    sign_in(visit, EMAIL, os.environ["BOING_PASSWORD"])
    for name, picture in PICTURES.items():
        if only and name not in only:
            continue
        visit.go(picture.path)
        page.get_by_role("heading", level=1).wait_for()
        picture.arrange(page)
        page.wait_for_timeout(2500)
        shoot(name)
    context.close()


def _shrink(path: Path) -> None:
    """To a palette, where Pillow is there: a third of the size, and nothing that the eye would miss."""
    try:
        from PIL import Image
    except ImportError:
        return
    with Image.open(path) as picture:
        flat = picture.convert("RGB").quantize(COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    flat.save(path, optimize=True)


if __name__ == "__main__":
    take(sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else "docs/images"), sys.argv[3:])
