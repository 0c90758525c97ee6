"""A whole analyst tells real receivers, over HTTP and by mail, and goes on where one of its duties breaks."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from gateway.analyst import run
from gateway.analyst.notify import outbox as module
from gateway.analyst.run import Analyst, run_analyst
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.store import Store
from tests.analyst.outboxes import a_channel, states
from tests.analyst.receivers import answer, http_server, smtp_server
from tests.stores import a_finding, a_record

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:aiosmtpd", "ignore::DeprecationWarning:aiosmtpd")


async def test_the_settings_channels_come_and_go_with_the_settings(store: Store, settings: Settings) -> None:
    mail = {"smtp_host": "mail.example.com", "alert_email_from": "boing@example.com"}
    names = []
    for given in ({}, mail, mail | {"slack_webhook_url": "https://hooks.example.com/x"}, mail, {}):
        analyst = Analyst(store, replace(settings, **given), asyncio.Event(), "one")
        await analyst.tick()
        await analyst.tick()
        names.append([channel.name for channel in await store.channels.all()])
    email, slack = "Email (from settings)", "Slack (from settings)"
    assert names == [[], [email], [email, slack], [email], []]


async def test_a_duty_that_breaks_stops_neither_the_others_nor_the_analyst(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(run, "TICK_SECONDS", 0.01)
    broken = 0

    async def breaks(*_: object) -> int:
        nonlocal broken
        broken += 1
        if broken < 3:
            raise ZeroDivisionError("oops")
        return 0

    monkeypatch.setattr("gateway.storage.alerts.Alerts.unmute", breaks)
    await store.exchanges.ship("a", [(1, a_record(1, (a_finding(),)))])
    stop = asyncio.Event()
    task = asyncio.create_task(run_analyst(settings, stop, clock=store.clock))
    async with asyncio.timeout(30):
        while broken < 3:
            await asyncio.sleep(0.01)
    stop.set()
    await task
    assert len(await store.alerts.query()) == 1
    assert caplog.text.count("the analyst stumbled") == 2


async def test_the_whole_way_with_real_receivers_and_two_analysts(
    store: Store, settings: Settings, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mail server that hangs, a webhook that fails once: grouping goes on, and the webhook hears of each alert once."""
    monkeypatch.setattr(run, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(module, "POLL_SECONDS", 0.05)
    monkeypatch.setattr(module, "STOP_SECONDS", 0.1)
    monkeypatch.setattr(module, "DELAYS", (0.05,) * 7)
    key = Secrets.generate_key()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await mail.release.wait()

    async with http_server(behave=hang) as mail, http_server(answer(503), answer(200)) as hook:
        settings = replace(
            settings,
            encryption_key=key,
            webhook_allow="127.0.0.1",
            smtp_host="127.0.0.1",
            smtp_port=mail.port,
            alert_email_from="boing@example.com",
            alert_email_to="ada@example.com",
        )
        secret = Secrets(key).encrypt("whsec_" + "a" * 32)
        await a_channel(store, actor, config={"url": hook.url, "secret": secret}, per_hour=1000)
        stop = asyncio.Event()
        clocks = store.clock
        tasks = [asyncio.create_task(run_analyst(settings, stop, clock=clocks)) for _ in range(2)]
        async with asyncio.timeout(60):
            await _until(lambda: _some_channels(store, 2))
            for number in range(1, 6):
                position = await store.exchanges.position("a")
                record = a_record(number, (a_finding(),), identity=f"caller-{number}")
                await store.exchanges.ship("a", [(position + 1, record)])
                await _until(lambda number=number: _count(store, number))
                clocks.forward(1)
            while len(hook.requests) < 6:
                clocks.forward(0.1)
                await asyncio.sleep(0.02)
            await mail.release.wait() if mail.connections == 0 else None
            stop.set()
            await asyncio.gather(*tasks)
        ids = [request.headers["webhook-id"] for request in hook.requests]
        assert len(ids) == 6
        assert len(set(ids)) == 5
        assert ids.count(ids[0]) == 2
        assert mail.connections >= 1


async def test_a_mail_goes_the_whole_way(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(module, "POLL_SECONDS", 0.05)
    async with smtp_server() as box:
        settings = replace(
            settings,
            smtp_host="127.0.0.1",
            smtp_port=box.port,
            alert_email_from="boing@example.com",
            alert_email_to="ada@example.com",
            console_url="https://console.example.com",
        )
        stop = asyncio.Event()
        task = asyncio.create_task(run_analyst(settings, stop, clock=store.clock))
        async with asyncio.timeout(30):
            await _until(lambda: _some_channels(store, 1))
            await store.exchanges.ship("a", [(n, a_record(n, (a_finding(),))) for n in range(1, 6)])
            await box.arrived.wait()
            stop.set()
            await task
    (mail,) = box.mails
    assert mail.message["subject"] == "[Boing] critical: SQL injection from key:ab12cd34ef56 on GET /orders/{id}"
    assert await states(store) == [("opened", "delivered")]


async def _until(found: Any) -> None:
    while not await found():
        await asyncio.sleep(0.02)


async def _some_channels(store: Store, count: int) -> bool:
    return len(await store.channels.all()) >= count


async def _count(store: Store, count: int) -> bool:
    return len(await store.alerts.query()) == count
