"""The console's busiest pages in a real browser while an API is busy: how long does a page keep the browser from answering?

    python -m bench.live [--rate 100] [--seconds 20]

Starts all of Boing, loads it steadily, a tenth of it attacks, and opens each page for the time given. Prints the browser's long
tasks (above 50 ms, as the Long Tasks API tells them), the share of the page's time that they took, and the page's memory.
Chromium and the built web app must be there. Loopback only, bounded in time.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browser import ARGUMENTS, EMAIL, PASSWORD, signed_in
from tests.e2e.clients import Load
from tests.gatewayproc import running
from tests.origin import running_origin

PAGES = ("/live", "/", "/alerts", "/logs")
WATCH = """() => {
  window.long = [];
  new PerformanceObserver((list) => window.long.push(...list.getEntries().map((one) => one.duration)))
    .observe({ type: "longtask" });
}"""


def measured(page: Page, seconds: float) -> tuple[int, float, float, float]:
    """Long tasks, the longest in ms, their share of the time, megabytes of script memory."""
    page.wait_for_timeout(3000)  # what opening it takes is not asked here
    page.evaluate(WATCH)
    page.wait_for_timeout(seconds * 1000)
    long: list[float] = page.evaluate("window.long")
    memory = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    return len(long), max(long, default=0.0), sum(long) / seconds / 1000, memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--seconds", type=float, default=20)
    options = parser.parse_args()
    environment = {"ADMIN_EMAIL": EMAIL, "ADMIN_PASSWORD": PASSWORD, "RATE_LIMIT_THRESHOLD": "0"}
    with (
        tempfile.TemporaryDirectory(prefix="live-") as folder,
        running_origin() as origin,
        running(
            "up", Path(folder), "--upstream", origin.url, "--workers", "1", ready=True, tls=False, **environment
        ) as boing,
        sync_playwright() as player,
        player.chromium.launch(args=ARGUMENTS, executable_path=shutil.which("chromium")) as browser,
    ):
        page = signed_in(browser.new_context(), boing.console).page
        good = Load(boing.url, options.rate * 0.9)
        bad = Load(f"{boing.url}/?q=1%27%20union%20select%20password%20from%20users--", options.rate * 0.1)
        print("| page | long tasks | longest ms | share of the time | MB |\n|---|--:|--:|--:|--:|")
        with good.running(), bad.running():
            for path in PAGES:
                page.goto(boing.console + path)
                count, longest, share, memory = measured(page, options.seconds)
                print(f"| `{path}` | {count} | {longest:.0f} | {share:.2%} | {memory:.0f} |", flush=True)
        print(f"{sum((good.statuses + bad.statuses).values())} answers, {len(good.failures)} failures of good callers")


if __name__ == "__main__":
    main()
