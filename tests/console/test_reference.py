"""The API reference at /docs in a real browser, under the content security policy."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright

from tests.console.conftest import ADMIN, Running


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("chromium is not installed")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield await browser.new_page()
        await browser.close()


async def test_it_lists_every_operation_and_sends_a_request(console: Running, page: Page) -> None:
    problems: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    await page.goto(f"{console.url}/docs")
    await page.wait_for_selector("details")
    document = (await console.as_nobody.get("/openapi.json")).json()
    operations = sum(len(methods) for methods in document["paths"].values())
    assert await page.locator("details").count() == operations

    await page.fill("input[name=email]", ADMIN[0])
    await page.fill("input[name=password]", ADMIN[1])
    await page.click("#sign-in button")
    await page.locator("#who").filter(has_text="admin").wait_for()
    added = (
        page.locator("details")
        .filter(has=page.get_by_text("/api/blacklist", exact=True))
        .filter(has=page.locator(".post"))
    )
    await added.locator("summary").click()
    await added.get_by_role("button", name="Send").click()
    await added.locator("pre").filter(has_text="201 Created").wait_for()
    assert [entry.target for entry in (await console.store.policy.load(0)).blacklist] == ["203.0.113.7"]
    assert problems == []
    assert hosts == {console.url.removeprefix("http://")}
