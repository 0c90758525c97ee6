"""Every page of the console as it is met, in a real browser: silent, still, readable to all, with nothing that leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import pytest

from tests.e2e import past
from tests.e2e.browser import ATTACK, SIZE, Visit, asked, barriers, opened, sign_in, signed_in, status_of, token_of
from tests.gatewayproc import SECONDS, Running, eventually

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ABOUT_IT = "alerts?q=SQL&limit=1"
SCHEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")
PAGES = {
    "/": "Overview",
    "/live": "Live",
    "/alerts": "Alerts",
    "/alerts/{alert}": "SQL injection",
    "/exchanges/{request}": "GET /orders/7",
    "/logs": "Logs",
    "/logs?verdict=block&range=3600": "Logs",
    "/start": "First steps",
    "/access/whitelist": "Access lists",
    "/access/blacklist": "Access lists",
    "/access/decisions": "Access lists",
    "/access/exclusions": "Access lists",
    "/access/match?address=203.0.113.7": "Access lists",
    "/apis": "APIs",
    "/apis/new": "Add an API",
    "/apis/1": "default",
    "/detectors": "Detectors",
    "/detectors/payload": "Malformed payloads",
    "/behaviour": "Behaviour",
    "/models": "Models",
    "/settings/account": "Settings",
    "/settings/tokens": "Settings: API tokens",
    "/settings/users": "Settings: Users",
    "/settings/channels": "Settings: Channels",
    "/settings/deliveries": "Settings: Deliveries",
    "/settings/policy": "Settings: Policy",
    "/settings/try": "Settings: Try a request",
    "/settings/audit": "Settings: Audit log",
    "/settings/installation": "Settings: Installation",
    "/nowhere": "Nothing here",
}
ADMINS_ALONE = {
    "/apis": "Add an API",
    "/apis/1": "Delete…|Save and publish",
    "/access/blacklist": "Ban a caller|Add many",
    "/access/whitelist": "Whitelist a caller|Add many",
    "/access/exclusions": "Exclude|Make an exclusion",
    "/exchanges/{request}": "Whitelist…|Ban…|Make an exclusion…",
    "/settings/channels": "Add a channel",
}
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
STILL = 0.05
"""cumulative layout shift; below 0.1 counts as good"""


@pytest.fixture(scope="module")
def tour(browser: Browser, boing: Running) -> Iterator[Visit]:
    """One signed-in page that goes everywhere; before it something was blocked, banned, alerted on, learned and concluded."""
    context = browser.new_context(viewport=SIZE, reduced_motion="reduce")
    context.add_init_script(SHIFTS)
    seen = signed_in(context, boing.console)
    assert status_of(boing.url + ATTACK) == 403
    token = token_of(boing.console)
    asked(boing.console, "blacklist", {"scope": "address", "target": "203.0.113.9", "reason": "bad scraper"}, token)
    past.lived(past.models_learned(boing.data_dir))
    past.lived(past.something_concluded(boing.data_dir))
    eventually(lambda: asked(boing.console, ABOUT_IT, None, token)["items"], SECONDS)
    yield seen
    context.close()


def test_who_is_no_admin_sees_no_dead_buttons(tour: Visit, browser: Browser, boing: Running) -> None:
    email, password = "reader@example.com", "a reader's long password"
    token = token_of(boing.console)
    asked(boing.console, "users", {"email": email, "password": password, "role": "user"}, token)
    context = browser.new_context(viewport=SIZE)
    reader = opened(context, boing.console)
    sign_in(reader, email, password)
    for place, names in ADMINS_ALONE.items():
        path = _found(place, boing)
        sought = re.compile(names)
        tour.go(path)
        tour.page.locator("main").get_by_role("button", name=sought).or_(
            tour.page.locator("main").get_by_role("link", name=sought)
        ).first.wait_for()
        reader.go(path)
        reader.page.get_by_role("heading", level=1).wait_for()
        reader.page.wait_for_load_state("networkidle")
        shown = [reader.page.locator("main").get_by_role(role, name=sought).count() for role in ("button", "link")]
        assert shown == [0, 0], f"{path} shows a user what only an admin may do"
    for tab in ("Users", "Audit log"):
        assert tour.page.get_by_role("link", name=tab).count() == 1
        assert reader.page.get_by_role("link", name=tab).count() == 0
    context.close()
    assert reader.complaints == []


def _found(path: str, boing: Running) -> str:
    """The path with the ids of something that was blocked, and of the alert about it."""
    if "{" not in path:
        return path
    token = token_of(boing.console)
    of = {"request": ("logs?verdict=block&limit=1", "request_id"), "alert": (ABOUT_IT, "id")}
    listed, name = of[path.rsplit("{", 1)[1].rstrip("}")]
    return path.format_map(dict.fromkeys(of, asked(boing.console, listed, None, token)["items"][0][name]))


@pytest.mark.parametrize(("path", "heading"), PAGES.items())
def test_every_page_opens_in_silence_stands_still_and_is_readable_to_all(
    tour: Visit, boing: Running, path: str, heading: str
) -> None:
    """No console error, which the content security policy would cause where the app broke it; nothing moves; axe, in
    light and dark."""
    page = tour.page
    tour.complaints.clear()
    tour.go(_found(path, boing))
    page.get_by_role("heading", name=heading, level=1).wait_for()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shifted") < STILL
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {each}" for each in barriers(tour)]
    assert found == []
    assert tour.complaints == []


def test_an_opened_row_and_a_dialog_are_readable_to_all(tour: Visit, boing: Running) -> None:
    page = tour.page
    tour.go("/live?verdict=block")
    assert status_of(boing.url + ATTACK) == 403
    page.get_by_role("button", name=re.compile("orders.*union select")).first.click()
    page.get_by_role("button", name="Ban…").click()
    page.get_by_role("dialog").wait_for()
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {each}" for each in barriers(tour)]
    assert found == []
