"""Drives the console's pages in Chromium, noting whatever its developer console complains about."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page

EMAIL = "admin@localhost"
PASSWORD = "correct horse battery"
PATIENCE = 30_000
"""milliseconds; a busy machine takes its time"""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Visit:
    """A page of the console, and its complaints so far."""

    page: Page
    console: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.console + path)

    def note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")


def opened(context: BrowserContext, console: str) -> Visit:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    visit = Visit(page, console)
    page.on("console", visit.note)
    page.on("pageerror", lambda error: visit.complaints.append(f"{page.url}: {error}"))
    visit.go("/")
    return visit


def sign_in(visit: Visit, email: str = EMAIL, password: str = PASSWORD) -> None:
    visit.page.get_by_label("Email").fill(email)
    visit.page.get_by_label("Password", exact=True).fill(password)
    visit.page.get_by_role("button", name="Sign in").click()
    visit.page.get_by_role("heading", name="Overview").wait_for()


def signed_in(context: BrowserContext, console: str) -> Visit:
    visit = opened(context, console)
    sign_in(visit)
    return visit


def status_of(url: str, **headers: str) -> int:
    """What a client of the gateway is answered."""
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
