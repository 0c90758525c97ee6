"""Drives the console's pages in Chromium, noting whatever its developer console complains about."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.gatewayproc import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, ViewportSize

WEB = ROOT / "console" / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
SIZE: ViewportSize = {"width": 1360, "height": 850}
ATTACK = "/orders/7?q=1%27%20union%20select%20password%20from%20users--"
SCRIPT = "<script>document.title='taken'</script>"
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
SETTLED = """Promise.all(document.getAnimations()
  .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
  .map((each) => each.finished.catch(() => null))).then(() => null)"""


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


def asked(console: str, path: str, body: dict[str, Any] | None = None, token: str = "") -> Any:
    """What the console's API answers; a body makes it a POST."""
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{console}/api/{path}", data, headers), timeout=60) as answer:
        return json.load(answer)


def token_of(console: str, password: str = PASSWORD) -> str:
    return str(asked(console, "login", {"email": EMAIL, "password": password})["access_token"])


def barriers(visit: Visit) -> list[str]:
    """What axe finds serious. Waits for what is still fading in or out: its contrast is not what will be read."""
    visit.page.evaluate(SETTLED)
    visit.page.evaluate(AXE.read_text() + ";0")
    violations = visit.page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then((result) => result.violations)"
    )
    grave = [each for each in violations if each["impact"] in ("serious", "critical")]
    return [f"{visit.page.url}: {each['id']}: {each['nodes'][0]['html'][:200]}" for each in grave]
