"""Channels and deliveries over the API of a really started console, with a real analyst where something is sent."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from console.routers import channels as routes
from gateway.analyst.notify import outbox
from gateway.analyst.run import run_analyst
from gateway.settings import Settings
from gateway.storage.deliveries import NewDelivery
from tests.analyst.receivers import answer, http_server, unused_port
from tests.console.conftest import Running, actor, record, started
from tests.stores import a_finding

CANARY = "canary-4f1c9e"
SECRET = "whsec_" + base64.b64encode(CANARY.encode() * 3).decode()
PUBLIC = "https://hooks.example.com/T000/B000"

EMAIL = {"to": ["oncall@example.com"], "host": "mail.example.com", "user": "u", "password": CANARY}
KINDS: dict[str, dict[str, Any]] = {
    "email": EMAIL,
    "slack": {"url": f"https://hooks.example.com/{CANARY}"},
    "webhook": {"url": PUBLIC, "secret": SECRET},
}


def body(kind: str, config: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"name": f"my {kind}", "kind": kind, "config": config} | changes


async def made(console: Running, kind: str, config: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    answered = await console.as_admin.post("/api/channels", json=body(kind, config or KINDS[kind], **changes))
    assert answered.status_code == 201, answered.text
    found: dict[str, Any] = answered.json()
    return found


@contextlib.asynccontextmanager
async def analysing(settings: Settings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(run_analyst(settings, stop))
    try:
        yield
    finally:
        stop.set()
        await task


@pytest.mark.parametrize("kind", KINDS)
async def test_a_channels_secrets_go_in_and_never_out(console: Running, settings: Settings, kind: str) -> None:
    """Not into an answer, the audit log or, in clear, the store."""
    channel = await made(console, kind)
    where = f"/api/channels/{channel['id']}"
    shown = (await console.as_admin.get(where)).json()
    change = {name: shown[name] for name in ("name", "config", "quiet", "api_ids", "severity", "per_hour", "enabled")}
    change["config"] = {name: value for name, value in shown["config"].items() if value is not None}
    assert (await console.as_admin.put(where, json=change | {"name": "renamed"})).status_code == 200
    answers = [json.dumps(channel), (await console.as_admin.get("/api/channels")).text]
    answers += [(await console.as_user.get(where)).text, (await console.as_admin.get("/api/audit")).text]
    answers += [str(row) for row in await console.store.audit.query()]
    for text in answers:
        assert CANARY not in text
        assert SECRET not in text
    for path in Path(settings.boing_data_dir).rglob("boing.db*"):
        assert CANARY.encode() not in path.read_bytes()
        assert SECRET.encode() not in path.read_bytes()
    # What was kept is the secret that was sent.
    name = {"email": "password", "slack": "url", "webhook": "secret"}[kind]
    stored = (await console.store.channels.get(channel["id"])).config[name]
    assert console.secrets.decrypt(stored) == KINDS[kind][name]


async def test_a_webhooks_secret_is_made_where_none_is_given_and_shown_once(console: Running) -> None:
    channel = await made(console, "webhook", {"url": PUBLIC})
    assert channel["secret"].startswith("whsec_")
    assert len(base64.b64decode(channel["secret"].removeprefix("whsec_"))) == 32
    assert "secret" not in (await console.as_admin.get(f"/api/channels/{channel['id']}")).json()
    assert (await made(console, "webhook", {"url": PUBLIC, "secret": SECRET}, name="other"))["secret"] is None


async def test_a_new_secret_makes_the_old_one_previous_until_that_is_ended(console: Running) -> None:
    channel = await made(console, "webhook")
    where = f"/api/channels/{channel['id']}"
    newer = "whsec_" + "b" * 32

    async def change(**config: Any) -> tuple[str, str]:
        answered = await console.as_admin.put(where, json={"name": "x", "config": {"url": PUBLIC, **config}})
        assert answered.status_code == 200, answered.text
        stored = (await console.store.channels.get(channel["id"])).config
        return tuple(console.secrets.decrypt(stored[n]) if n in stored else "" for n in ("secret", "previous_secret"))  # type: ignore[return-value]

    assert await change() == (SECRET, "")
    assert await change(secret=newer) == (newer, SECRET)
    assert await change(secret="********", previous_secret="********") == (newer, SECRET)
    assert await change(previous_secret=None) == (newer, "")


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no receiver": (body("email", {"to": []}), "/config/to"),
    "a receiver that is none": (body("email", {"to": ["ada"]}), "/config/to/0"),
    "a header in a receiver": (body("email", {"to": ["a@b.de\r\nBcc: e@b.de"]}), "/config/to/0"),
    "a header in the sender": (body("email", {"to": ["a@b.de"], "from": "a@b.de\nX: y"}), "/config/from"),
    "a password for the settings' server": (body("email", {"to": ["a@b.de"], "password": "x"}), "/config"),
    "a password that is to be kept and is not there": (body("email", EMAIL | {"password": "********"}), "/config/password"),
    "a shape of another kind": (body("slack", {"to": ["a@b.de"]}), "/config/url"),
    "a loopback address": (body("webhook", {"url": "http://127.0.0.1/"}), "/config/url"),
    "the metadata service": (body("webhook", {"url": "http://169.254.169.254/latest"}), "/config/url"),
    "a mapped address": (body("slack", {"url": "http://[::ffff:127.0.0.1]/"}), "/config/url"),
    "another scheme": (body("webhook", {"url": "file:///etc/passwd"}), "/config/url"),
    "a user in the address": (body("webhook", {"url": "https://a:b@hooks.example.com/"}), "/config/url"),
    "a secret that is none": (body("webhook", {"url": PUBLIC, "secret": "hunter2"}), "/config/secret"),
    "an API that is not there": (body("email", {"to": ["a@b.de"]}, api_ids=[4711]), "/api_ids/0"),
    "a severity that is none": (body("email", {"to": ["a@b.de"]}, severity="loud"), "/severity"),
    "a rate of nothing": (body("email", {"to": ["a@b.de"]}, per_hour=0), "/per_hour"),
    "a kind that is none": (body("pigeon", {}), "/kind"),
    "a line break in its name": (body("email", {"to": ["a@b.de"]}, name="a\r\nb"), "/name"),
    "an hour that is none": (body("email", {"to": ["a@b.de"]}, quiet={"from": "25:00", "to": "07:00"}), "/quiet/from"),
    "a night without length": (body("email", {"to": ["a@b.de"]}, quiet={"from": "07:00", "to": "07:00"}), "/quiet"),
    "a zone that is none": (
        body("email", {"to": ["a@b.de"]}, quiet={"from": "22:00", "to": "07:00", "timezone": "../../etc/passwd"}),
        "/quiet/timezone",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
async def test_a_channel_that_cannot_work_is_refused_with_its_place(console: Running, case: str) -> None:
    sent, pointer = REFUSED[case]
    answered = await console.as_admin.post("/api/channels", json=sent)
    assert answered.status_code == 422, answered.text
    assert pointer in [error["pointer"] for error in answered.json()["errors"]]
    assert "hunter2" not in answered.text
    assert await console.store.channels.all() == []


async def test_every_field_comes_back_as_it_was_sent(console: Running) -> None:
    await console.as_admin.post("/api/apis", json={"name": "a", "upstream": "http://127.0.0.1:1"})
    quiet = {"from": "22:00", "to": "07:00", "timezone": "Europe/Berlin", "except_severity": "critical"}
    changes = {"severity": "error", "api_ids": [1], "quiet": quiet, "per_hour": 7, "enabled": False}
    channel = await made(console, "email", {"to": ["a@b.de"]}, **changes)
    assert {name: channel[name] for name in changes} == changes
    assert channel["config"] == {
        "to": ["a@b.de"], "host": None, "port": None, "user": None, "password": None, "security": None, "from": None,
    }  # fmt: skip
    (listed,) = (await console.as_user.get("/api/channels")).json()["items"]
    assert listed == {name: value for name, value in channel.items() if name != "secret"}


async def test_a_lost_update_is_refused(console: Running) -> None:
    channel = await made(console, "webhook")
    where = f"/api/channels/{channel['id']}"
    change = {"name": "x", "config": {"url": PUBLIC}}
    assert (await console.as_admin.put(where, json=change, headers={"If-Match": '"1"'})).headers["etag"] == '"2"'
    assert (await console.as_admin.put(where, json=change, headers={"If-Match": '"1"'})).status_code == 412
    assert (await console.as_admin.delete(where, headers={"If-Match": '"1"'})).status_code == 412
    assert (await console.as_admin.delete(where, headers={"If-Match": '"2"'})).status_code == 204
    assert (await console.as_admin.get(where)).status_code == 404


async def test_two_of_one_name_clash(console: Running) -> None:
    await made(console, "webhook")
    again = await console.as_admin.post("/api/channels", json=body("webhook", KINDS["webhook"]))
    assert again.status_code == 409


async def test_a_stored_password_does_not_go_to_another_server(console: Running) -> None:
    channel = await made(console, "email")
    where = f"/api/channels/{channel['id']}"
    moved = {"name": "x", "config": EMAIL | {"password": "********", "host": "mail.evil.example"}}
    answered = await console.as_admin.put(where, json=moved)
    assert (answered.status_code, answered.json()["errors"][0]["pointer"]) == (422, "/config/password")
    same = {"name": "x", "config": EMAIL | {"password": "********"}}
    assert (await console.as_admin.put(where, json=same)).status_code == 200


async def test_who_is_no_admin_sees_where_a_webhook_goes_and_not_its_path(console: Running) -> None:
    channel = await made(console, "webhook")
    shown = (await console.as_user.get(f"/api/channels/{channel['id']}")).json()
    assert shown["config"]["url"] == "https://hooks.example.com/…"


async def test_the_settings_channel_can_be_tuned_and_not_moved(settings: Settings) -> None:
    settings = replace(
        settings,
        smtp_host="mail.example.com",
        alert_email_from="boing@example.com",
        smtp_password=CANARY,
        smtp_user="u",
    )
    async with started(settings) as console:
        async with console.store.edit(actor(), "test") as edit:
            await console.store.channels.keep_builtin(edit, {"email": True})
        (channel,) = (await console.as_user.get("/api/channels")).json()["items"]
        assert (channel["name"], channel["builtin"]) == ("Email (from settings)", True)
        assert (channel["config"]["host"], channel["config"]["password"]) == ("mail.example.com", "********")
        where = f"/api/channels/{channel['id']}"
        tuned = {"name": channel["name"], "severity": "error", "config": channel["config"]}
        assert (await console.as_admin.put(where, json=tuned)).json()["severity"] == "error"
        moved = tuned | {"config": channel["config"] | {"host": "mail.evil.example"}}
        assert (await console.as_admin.put(where, json=moved)).json()["errors"][0]["pointer"] == "/config"
        assert (await console.as_admin.delete(where)).status_code == 409


async def test_a_test_goes_the_way_of_every_delivery(settings: Settings) -> None:
    settings = replace(settings, webhook_allow="127.0.0.1")
    async with http_server(answer(200), answer(500)) as hook, started(settings) as console, analysing(settings):
        channel = await made(console, "webhook", {"url": hook.url}, enabled=False)
        where = f"/api/channels/{channel['id']}/test"
        delivered = (await console.as_admin.post(where)).json()
        assert (delivered["state"], delivered["error"]) == ("delivered", None)
        assert json.loads(hook.requests[0].body)["type"] == "alert.test"
        failed = (await console.as_admin.post(where)).json()
        assert (failed["state"], failed["error"]) == ("failed", "answered 500")
        log = (await console.as_user.get(f"/api/deliveries?channel_id={channel['id']}")).json()["items"]
        assert [(one["kind"], one["state"], one["attempts"], one["alert_id"]) for one in log] == [
            ("test", "dead", 1, None), ("test", "delivered", 1, None),
        ]  # fmt: skip


async def test_a_test_says_where_a_server_is_not_there(settings: Settings) -> None:
    settings = replace(settings, alert_email_from="boing@example.com")
    port = await unused_port()
    async with started(settings) as console, analysing(settings):
        channel = await made(
            console, "email", {"to": ["a@b.de"], "host": "127.0.0.1", "port": port, "security": "none"}
        )
        failed = (await console.as_admin.post(f"/api/channels/{channel['id']}/test")).json()
        assert failed["state"] == "failed"
        assert f"127.0.0.1:{port}" in failed["error"]


async def test_the_guard_holds_where_a_name_leads_inside(settings: Settings) -> None:
    """The console cannot tell by the name; what sends it can, and says so."""
    async with http_server() as hook, started(settings) as console, analysing(settings):
        channel = await made(console, "webhook", {"url": f"http://localhost:{hook.port}/"})
        failed = (await console.as_admin.post(f"/api/channels/{channel['id']}/test")).json()
        assert failed["state"] == "failed"
        assert "WEBHOOK_ALLOW" in failed["error"]
        assert hook.connections == 0


async def test_without_an_analyst_a_test_says_so_and_is_taken_back(
    console: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "TEST_SECONDS", 0.3)
    channel = await made(console, "webhook")
    failed = (await console.as_admin.post(f"/api/channels/{channel['id']}/test")).json()
    assert failed["state"] == "failed"
    assert failed["error"].startswith("no analyst is running")
    (row,) = await console.store.deliveries.query()
    assert row.state == "dropped"


async def test_an_alert_is_delivered_and_its_deliveries_are_seen(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "DELAYS", (0.05,) * 7)
    settings = replace(settings, webhook_allow="127.0.0.1", console_url="https://console.example.com")
    async with http_server(answer(503), answer(200)) as hook, started(settings) as console:
        await made(console, "webhook", {"url": hook.url})
        now = console.store.clock()
        await console.ship(*(record(n, at=now + n, findings=[a_finding()]) for n in range(50)))
        async with analysing(settings), asyncio.timeout(30):
            delivered: list[dict[str, Any]] = []
            while not delivered or delivered[0]["state"] != "delivered":
                await asyncio.sleep(0.05)
                alerts = (await console.as_user.get("/api/alerts")).json()["items"]
                if alerts:
                    where = f"/api/alerts/{alerts[0]['id']}/deliveries"
                    delivered = (await console.as_user.get(where)).json()["items"]
        (one,) = delivered
        assert (one["channel"], one["kind"], one["attempts"]) == ("my webhook", "opened", 2)
        assert [attempt["error"] for attempt in one["log"]] == ["answered 503", None]
        sent = json.loads(hook.requests[-1].body)["data"]
        assert (sent["count"], sent["url"]) == (50, f"https://console.example.com/alerts/{alerts[0]['id']}")
        assert {request.headers["webhook-id"] for request in hook.requests} == {one["message_id"]}


async def test_a_dead_delivery_is_tried_again_by_an_admin_and_a_delivered_one_is_not(console: Running) -> None:
    channel = await made(console, "webhook")
    store = console.store
    ids = []
    for state in ("dead", "delivered"):
        async with store.database.writing() as connection:
            new = NewDelivery(channel["id"], 1, "opened", {}, store.clock())
            (delivery_id,) = await store.deliveries.add(connection, [new], store.clock())
        row = await store.deliveries.get(delivery_id)
        claimed = await store.deliveries.claim(row, store.clock(), store.clock() + 60_000_000)
        assert claimed
        await store.deliveries.settle(claimed, state, store.clock(), error="x", milliseconds=3)  # type: ignore[arg-type]
        ids.append(delivery_id)
    assert (await console.as_user.post(f"/api/deliveries/{ids[0]}/retry")).status_code == 403
    again = (await console.as_admin.post(f"/api/deliveries/{ids[0]}/retry")).json()
    assert (again["state"], again["attempts"], len(again["log"])) == ("waiting", 0, 1)
    assert (await console.as_admin.post(f"/api/deliveries/{ids[1]}/retry")).status_code == 409
    assert (await console.as_admin.post("/api/deliveries/4711/retry")).status_code == 404
    for state, count in (("waiting", 1), ("delivered", 1), ("dead", 0)):
        assert len((await console.as_user.get(f"/api/deliveries?state={state}")).json()["items"]) == count
    assert len(await store.audit.query(action="delivery.retry")) == 1
