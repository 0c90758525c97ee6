"""What an on-call engineer does in the console, in a real browser, against a really started Boing."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e import past
from tests.e2e.browser import ATTACK, EMAIL, PASSWORD, SCRIPT, SIZE, Visit, asked, barriers, opened, status_of, token_of
from tests.gatewayproc import SECONDS, Running, eventually, running
from tests.origin import Origin

if TYPE_CHECKING:
    from playwright.sync_api import Browser, WebSocketRoute


def test_a_block_arrives_live_and_its_caller_can_be_whitelisted(visit: Visit, boing: Running) -> None:
    page = visit.page
    visit.go("/live?verdict=block")
    page.get_by_role("status").get_by_text("Live").wait_for()

    assert status_of(boing.url + ATTACK, User_Agent=SCRIPT) == 403
    page.get_by_role("button", name=re.compile("orders.*union select")).click()
    page.get_by_text(re.compile(r"^Blocked: score \d+ against a threshold of 5")).wait_for()
    page.get_by_text("SQL injection: union select").wait_for()
    page.get_by_role("definition").filter(has_text=SCRIPT).wait_for()
    assert page.title() == "Live · Boing"

    page.get_by_role("button", name="Whitelist…").click()
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_label("Target").input_value() == "127.0.0.1"
    dialog.get_by_role("button", name="15 min").click()
    dialog.get_by_label("Reason").fill("our scanner")
    dialog.get_by_role("button", name="Whitelist", exact=True).click()
    page.get_by_text("Whitelisted 127.0.0.1").wait_for()
    eventually(lambda: status_of(boing.url + ATTACK) == 200)

    visit.go("/access/whitelist")
    row = page.get_by_role("row").filter(has_text="our scanner")
    row.get_by_text(re.compile(r"^1[45]m")).wait_for()
    row.get_by_role("button", name="Delete 127.0.0.1").click()
    page.get_by_text("The whitelist is empty").wait_for()
    eventually(lambda: status_of(boing.url + ATTACK) == 403)
    page.get_by_role("button", name="Undo").click()
    row.wait_for()
    eventually(lambda: status_of(boing.url + ATTACK) == 200)
    row.get_by_role("button", name="Delete 127.0.0.1").click()
    page.get_by_text("The whitelist is empty").wait_for()
    eventually(lambda: status_of(boing.url + ATTACK) == 403)


def test_a_ban_is_made_changed_and_searched(visit: Visit) -> None:
    page = visit.page
    visit.go("/access/blacklist")
    page.get_by_role("button", name="Ban a caller").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Target").fill("203.0.113.999")
    with page.expect_event("console", lambda message: "422" in message.text):
        dialog.get_by_role("button", name="Ban", exact=True).click()
    visit.complaints.clear()  # the browser itself reports the 422 that was asked for
    dialog.get_by_label("Target").fill("203.0.113.9")
    dialog.get_by_label("Reason").fill("scraper")
    dialog.get_by_role("button", name="Ban", exact=True).click()
    row = page.get_by_role("row").filter(has_text="203.0.113.9")
    row.get_by_role("button", name="Change 203.0.113.9").click()
    page.get_by_role("dialog").get_by_label("Reason").fill("bad scraper")
    page.get_by_role("dialog").get_by_role("button", name="For good").click()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    row.get_by_text("bad scraper").wait_for()
    row.get_by_text("never").wait_for()
    page.get_by_label("Search target or reason").fill("nothing like it")
    page.get_by_text("Nothing matches").wait_for()
    assert "q=nothing" in page.url


def test_an_api_in_observe_says_what_enforcing_it_means(visit: Visit) -> None:
    page = visit.page
    visit.go("/apis/new")
    page.get_by_label("Name", exact=False).first.fill("orders")
    page.get_by_label("Upstream", exact=False).first.fill("http://127.0.0.1:3000")
    page.get_by_label("Path prefix").fill("/orders-api")
    page.get_by_role("button", name="Add a limit").click()
    page.get_by_label("Requests", exact=True).fill("5")
    page.get_by_role("button", name="Add and publish").click()
    page.get_by_role("link", name="orders").click()
    page.get_by_role("radio", name=re.compile("Enforce")).click()
    page.get_by_text("each of those will be a 403").wait_for()
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Delete it").click()
    page.get_by_text("Deleted orders").wait_for()


def test_an_alert_is_acknowledged(visit: Visit, boing: Running) -> None:
    page = visit.page
    assert status_of(boing.url + ATTACK) == 403
    visit.go("/alerts")
    page.get_by_role("link", name=re.compile("SQL injection")).first.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_text("1 chosen").wait_for()
    page.get_by_label("Choose all").check()
    page.keyboard.press("a")
    page.get_by_text("Nothing needs you").wait_for()
    page.get_by_role("button", name="acknowledged").click()
    page.get_by_text("by admin@localhost").first.wait_for()
    page.get_by_role("link", name=re.compile("SQL injection")).first.click()
    page.get_by_label("A note").fill(SCRIPT)
    page.get_by_role("button", name="Add the note").click()
    page.get_by_role("article").filter(has_text=SCRIPT).wait_for()
    assert "Boing" in page.title()


def test_a_request_is_found_in_the_log_understood_and_its_rule_excluded(visit: Visit, boing: Running) -> None:
    page = visit.page
    assert status_of(boing.url + ATTACK, User_Agent=SCRIPT) == 403
    visit.go("/logs?verdict=block")
    row = page.get_by_role("link", name=re.compile("orders.*union select")).first
    eventually(lambda: row.count() > 0 or page.get_by_role("button", name="Refresh").click() is not None)
    row.click()
    page.get_by_role("heading", name="GET /orders/7").wait_for()
    query = page.get_by_role("region", name="Query")
    query.locator("mark").filter(has_text="union select").first.wait_for()
    page.get_by_role("definition").filter(has_text=SCRIPT).first.wait_for()

    page.get_by_role("button", name="Make an exclusion…").click()
    if page.get_by_role("menuitem").count():
        page.get_by_role("menuitem").first.click()
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_label("Parameter").input_value() == "query:q"
    assert dialog.get_by_label("Operation").input_value() == "GET /orders/{id}"
    dialog.get_by_role("button", name="Exclude").click()
    page.get_by_text("The exclusion is made").wait_for()
    visit.go("/access/exclusions")
    page.get_by_role("button", name=re.compile("^Delete")).first.click()
    page.get_by_text("Nothing is excluded").wait_for()


def test_a_single_request_is_judged_from_its_page(visit: Visit, boing: Running) -> None:
    page = visit.page
    token = token_of(boing.console)
    assert status_of(boing.url + ATTACK) == 403
    blocked = eventually(lambda: asked(boing.console, "logs?verdict=block&limit=1", None, token)["items"], SECONDS)[0]
    visit.go(f"/exchanges/{blocked['request_id']}")
    page.get_by_role("button", name="Judge").click()
    page.get_by_role("menuitem", name="A false positive").click()
    page.get_by_text("Noted as a false positive").wait_for()
    page.get_by_title(f"by {EMAIL}").get_by_text("false positive").wait_for()
    assert asked(boing.console, f"logs/{blocked['request_id']}", None, token)["review"] == "false_positive"


def test_two_models_are_compared_and_the_older_one_is_put_back(visit: Visit, boing: Running) -> None:
    page = visit.page
    past.lived(past.models_learned(boing.data_dir))
    visit.go("/models")
    page.get_by_role("row", name="All other APIs Unusual requests").get_by_role("button").click()
    for version in (1, 2):
        page.get_by_label(f"Compare version {version}").click()
        page.locator(f"[aria-label='Compare version {version}']:checked").wait_for()
    comparison = page.get_by_role("table", name="Versions 1 and 2")
    comparison.get_by_role("row").filter(has_text="Strange requests it finds").get_by_text("80%").wait_for()
    assert "compare=1%2C2" in page.url
    page.get_by_role("button", name="Roll back…").click()
    page.get_by_role("dialog").get_by_role("button", name="Let it serve").click()
    page.get_by_role("row").filter(has_text="chosen by admin@localhost").get_by_text("serves", exact=True).wait_for()
    page.get_by_role("button", name="Train now…").click()
    page.get_by_role("dialog").get_by_role("button", name="Train", exact=True).click()
    page.get_by_text("asked for by admin@localhost").wait_for()


def test_the_payload_classifier_is_trained_from_the_models_page(visit: Visit) -> None:
    page = visit.page
    visit.go("/models")
    page.get_by_role("button", name="Train now…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("It learns from the clean requests that are recorded").wait_for()
    dialog.get_by_label("What", exact=True).click()
    page.get_by_role("option", name="Payload classifier").click()
    dialog.get_by_text("It learns from reviewed alerts").wait_for()
    dialog.get_by_role("button", name="Train", exact=True).click()
    asked = (
        page.get_by_role("listitem").filter(has_text="Payload classifier, every API").filter(has_text="asked for by")
    )
    asked.first.wait_for()


def test_what_a_behaviour_would_have_done_leads_to_whom_and_what_it_saw(visit: Visit, boing: Running) -> None:
    page = visit.page
    past.lived(past.something_concluded(boing.data_dir))
    visit.go("/behaviour?of=abuse")
    row = page.get_by_role("region", name="Conclusions of Abuse patterns").get_by_role("row").filter(has_text="412 ids")
    row.get_by_text("ban of address 203.0.113.77 for 1 h").wait_for()
    assert row.get_by_role("link", name="address:203.0.113.77").get_attribute("href") == "/logs?identity=203.0.113.77"
    assert row.get_by_role("link", name="e4d5c6").get_attribute("href") == "/exchanges/a1b2c3e4d5c6"
    usual = page.get_by_role("row").filter(has_text="ids read by one caller")
    usual.get_by_text("odd", exact=True).wait_for()
    page.get_by_role("link", name="Change the mode of Abuse patterns").click()
    page.get_by_role("heading", name="Abuse patterns", level=1).wait_for()


def test_many_lines_are_checked_before_they_are_added(visit: Visit) -> None:
    page = visit.page
    visit.go("/access/blacklist")
    page.get_by_role("button", name="Add many").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("One address or range a line").fill("192.0.2.201 # one\n10.0.0.0/33\n192.0.2.202")
    dialog.get_by_text("line 2").wait_for()
    visit.complaints.clear()  # the browser itself reports the 422 that was asked for
    dialog.get_by_role("button", name="Leave these lines out").click()
    dialog.get_by_role("button", name="Add 2").click()
    page.get_by_text("Added 2 to the blacklist").wait_for()
    page.get_by_label("Search target or reason").fill("192.0.2.20")
    page.wait_for_url(re.compile("q=192"))
    page.get_by_label("Choose 192.0.2.201").check()
    page.get_by_label("Choose 192.0.2.202").check()
    page.get_by_role("button", name="Delete 2 chosen").click()
    page.get_by_text("Deleted 2 entries").wait_for()


def test_the_log_is_exported(visit: Visit, boing: Running) -> None:
    page = visit.page
    assert status_of(boing.url + ATTACK) == 403
    visit.go("/logs?verdict=block")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    text = Path(download.value.path()).read_text()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert text.startswith("id,request_id,")
    assert {row["action"] for row in rows} == {"block"}
    assert any(
        row["client"] == "127.0.0.1" and row["status"] == "403" and "union" in row["path"] + row["query"]
        for row in rows
    )


def test_a_session_outlives_the_page_and_ends_in_every_tab(visit: Visit) -> None:
    page = visit.page
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage])").find("eyJ") == -1
    other = page.context.new_page()
    other.goto(visit.console + "/alerts")
    other.get_by_role("heading", name="Alerts").wait_for()
    page.reload()
    other.reload()  # both at once: a refresh token that comes twice would end the session
    page.get_by_role("heading", name="Overview").wait_for()
    other.get_by_role("heading", name="Alerts").wait_for()
    page.get_by_title(EMAIL).click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    other.get_by_role("button", name="Sign in").wait_for()
    other.reload()
    other.get_by_role("button", name="Sign in").wait_for()


def test_a_cut_socket_heals_and_nothing_is_missed_or_doubled(visit: Visit, boing: Running) -> None:
    page = visit.page
    sockets: list[WebSocketRoute] = []
    away: list[bool] = []

    def relay(socket: WebSocketRoute) -> None:
        if away:
            socket.close(code=1001)
            return
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket(re.compile("/ws/live"), relay)
    visit.go("/live")
    assert status_of(boing.url + "/before") == 200
    page.get_by_role("button", name="GET /before").wait_for()
    away.append(True)
    sockets[0].close(code=1001)
    page.get_by_role("button", name="Reconnect now").wait_for()
    assert barriers(visit) == []
    assert status_of(boing.url + "/while-away") == 200
    away.clear()
    page.get_by_role("button", name="GET /while-away").wait_for()
    assert "after=" in sockets[-1].url
    assert page.get_by_role("button", name="GET /before").count() == 1


def test_a_first_run_is_set_up_through_the_printed_link(browser: Browser, origin: Origin, tmp_path: Path) -> None:
    with running("up", tmp_path / "data", "--upstream", origin.url, "--workers", "1") as started:
        printed = eventually(lambda: re.search(r"http\S+/setup#code=\S+", started.output.read_text()), SECONDS)
        path = printed.group().removeprefix(started.console)
        assert path.startswith("/setup#code="), f"it leads to another console: {printed.group()}"
        context = browser.new_context(viewport=SIZE)
        seen = opened(context, started.console)
        seen.go(path)
        page = seen.page
        page.get_by_role("heading", name="Set up Boing").wait_for()
        assert page.get_by_label("Code").input_value() == path.partition("code=")[2]
        page.get_by_label("Email").fill("first@example.com")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("Password again", exact=True).fill("something else")
        page.get_by_role("button", name="Set up and sign in").click()
        page.get_by_text("differs from the password above").wait_for()
        assert barriers(seen) == []
        page.get_by_label("Password again", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Set up and sign in").click()
        page.get_by_role("heading", name="First steps", level=1).wait_for()
        seen.go("/settings/users")
        page.get_by_role("row").filter(has_text="first@example.com").get_by_text("admin", exact=True).first.wait_for()
        context.close()
        assert seen.complaints == []
