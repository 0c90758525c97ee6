"""The outbox on both engines: nothing lost, nothing told twice, nobody kept waiting by somebody else's receiver."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import Any

import pytest

from gateway.analyst import run
from gateway.analyst.notify import outbox as module
from gateway.analyst.notify.outbox import CLAIM_SECONDS, DELAYS, Outbox
from gateway.analyst.notify.sending import Failed
from gateway.analyst.run import Analyst, run_analyst
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.channels import ChannelRow, NewChannel
from gateway.storage.deliveries import DeliveryFilter, DeliveryRow
from gateway.storage.edit import Actor
from gateway.storage.errors import Conflict, StoreUnavailable
from gateway.storage.store import Store
from tests.analyst.receivers import answer, http_server, smtp_server
from tests.stores import FakeClock, a_finding, a_record

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:aiosmtpd", "ignore::DeprecationWarning:aiosmtpd")

SECOND = 1_000_000
HOUR = 3600 * SECOND


class FakeSender:
    """Remembers what it was given. `outcome`: raised instead; `gate`: waited for before anything."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, str, str]] = []
        self.outcome: Exception | None = None
        self.gate: asyncio.Event | None = None
        self.entered = asyncio.Event()

    async def send(self, channel: ChannelRow, delivery: DeliveryRow, now: int) -> str:
        self.entered.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.outcome is not None:
            raise self.outcome
        self.sent.append((channel.id, delivery.kind, delivery.message_id))
        return ""


def an_outbox(store: Store, **senders: FakeSender) -> Outbox:
    return Outbox(store, senders, lambda: True, chance=lambda: 0.5)


async def a_channel(store: Store, actor: Actor, kind: str = "webhook", **changes: Any) -> int:
    new = NewChannel(changes.pop("name", f"channel {kind}"), kind, changes.pop("config", {"url": "x"}), **changes)
    async with store.edit(actor, "channel.add") as edit:
        return await store.channels.add(edit, new)


async def hits(store: Store, settings: Settings, *numbers: int, **changes: Any) -> None:
    """Flagged exchanges, grouped by an analyst."""
    position = await store.exchanges.position("a")
    records = [a_record(n, (a_finding(severity=changes.get("severity", 5)),), identity=f"caller-{n}") for n in numbers]
    await store.exchanges.ship("a", list(enumerate(records, position + 1)))
    assert await Analyst(store, settings, asyncio.Event(), "one").tick()


async def states(store: Store, **wanted: Any) -> list[tuple[str, str]]:
    return [(row.kind, row.state) for row in reversed(await store.deliveries.query(DeliveryFilter(**wanted)))]


async def turn(*boxes: Outbox) -> None:
    for box in boxes:
        await box.round()
    for box in boxes:
        await box.settled()


async def test_an_alert_is_told_once_to_each_channel_that_wants_it(
    store: Store, settings: Settings, actor: Actor
) -> None:
    sender = FakeSender()
    await a_channel(store, actor, severity=5)
    await a_channel(store, actor, name="off", enabled=False)
    await a_channel(store, actor, name="elsewhere", api_ids=(9,))
    box = an_outbox(store, webhook=sender)
    await hits(store, settings, 1)
    await hits(store, settings, 1 + 10_000)
    for _ in range(3):
        await turn(box)
    assert [(channel, kind) for channel, kind, _ in sender.sent] == [(1, "opened")] * 2
    delivered = await store.deliveries.query()
    assert [(row.state, row.attempts, len(row.log), row.log[0]["error"]) for row in delivered] == [
        ("delivered", 1, 1, "")
    ] * 2


async def test_what_is_planned_stands_or_falls_with_its_alert(
    store: Store, settings: Settings, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction breaks after the rows of the outbox were written: neither they nor the alert are there."""
    await a_channel(store, actor)
    add = store.deliveries.add

    async def broken(*arguments: Any) -> list[int]:
        await add(*arguments)
        raise ConnectionResetError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(store.deliveries, "add", broken)
        with pytest.raises(StoreUnavailable):
            await hits(store, settings, 1)
    assert (await store.alerts.query(), await states(store)) == ([], [])
    assert await Analyst(store, settings, asyncio.Event(), "one").tick()
    assert (len(await store.alerts.query()), await states(store)) == (1, [("opened", "waiting")])


async def test_of_many_outboxes_at_the_same_moment_one_sends(store: Store, settings: Settings, actor: Actor) -> None:
    """The lease may lapse while its holder still works: each attempt is claimed by one of them."""
    sender = FakeSender()
    await a_channel(store, actor, per_hour=1000)
    await hits(store, settings, *range(1, 11))
    boxes = [an_outbox(store, webhook=sender) for _ in range(4)]
    for _ in range(12):
        await asyncio.gather(*(box.round() for box in boxes))
        await asyncio.gather(*(box.settled() for box in boxes))
    sent = [message for *_, message in sender.sent]
    assert sorted(sent) == sorted({row.message_id for row in await store.deliveries.query()})
    assert len(sent) == 10


async def test_killed_in_the_middle_the_attempt_is_made_again_under_the_same_id(
    store: Store, settings: Settings, actor: Actor, clock: FakeClock
) -> None:
    sender = FakeSender()
    await a_channel(store, actor)
    await hits(store, settings, 1)
    (row,) = await store.deliveries.query()
    assert await store.deliveries.claim(row, clock(), clock() + CLAIM_SECONDS * SECOND)  # and never heard of again
    box = an_outbox(store, webhook=sender)
    await turn(box)
    assert sender.sent == []
    clock.forward(CLAIM_SECONDS)
    await turn(box)
    assert [message for *_, message in sender.sent] == [row.message_id]
    assert (await store.deliveries.get(row.id)).attempts == 2


async def test_a_lapsed_claim_settles_nothing(store: Store, settings: Settings, actor: Actor, clock: FakeClock) -> None:
    """A sender that comes back from the dead does not undo what was written meanwhile."""
    await a_channel(store, actor)
    await hits(store, settings, 1)
    (row,) = await store.deliveries.query()
    old = await store.deliveries.claim(row, clock(), clock() + SECOND)
    clock.forward(1)
    (due,) = await store.deliveries.due(clock(), [])
    new = await store.deliveries.claim(due, clock(), clock() + SECOND)
    assert old
    assert new
    assert await store.deliveries.settle(new, "delivered", clock(), milliseconds=1)
    assert not await store.deliveries.settle(old, "dead", clock(), error="late", milliseconds=1)
    assert (await store.deliveries.get(row.id)).state == "delivered"


async def test_failures_are_tried_again_over_a_day_and_then_it_is_dead(
    store: Store, settings: Settings, actor: Actor, clock: FakeClock
) -> None:
    sender = FakeSender()
    sender.outcome = Failed("answered 500")
    await a_channel(store, actor)
    await hits(store, settings, 1)
    box = an_outbox(store, webhook=sender)
    waits = []
    for _ in range(len(DELAYS)):
        await turn(box)
        (row,) = await store.deliveries.query()
        assert (row.state, row.error) == ("waiting", "answered 500")
        waits.append((row.due_at - clock()) / SECOND)
        clock.now = row.due_at - 1
        await turn(box)
        assert (await store.deliveries.get(row.id)).attempts == row.attempts
        clock.now = row.due_at
    assert waits == list(DELAYS)
    assert 20 * 3600 < sum(waits) < 26 * 3600
    await turn(box)
    (row,) = await store.deliveries.query()
    assert (row.state, row.attempts, [one["error"] for one in row.log]) == ("dead", 8, ["answered 500"] * 8)
    # Mended, a person has it tried again.
    sender.outcome = None
    async with store.edit(actor, "delivery.retry") as edit:
        await store.deliveries.retry(edit, row.id)
    await turn(box)
    assert (await store.deliveries.get(row.id)).state == "delivered"
    with pytest.raises(Conflict):
        async with store.edit(actor, "delivery.retry") as edit:
            await store.deliveries.retry(edit, row.id)


async def test_retry_after_is_waited_for_and_jitter_spreads_the_rest(
    store: Store, settings: Settings, actor: Actor, clock: FakeClock
) -> None:
    sender = FakeSender()
    await a_channel(store, actor)
    await hits(store, settings, 1)
    for chance, failed, wait in (
        (0.5, Failed("x", retry_after=700), 700),
        (1.0, Failed("x"), 72),
        (0.0, Failed("x"), 240),
    ):
        sender.outcome = failed
        await turn(Outbox(store, {"webhook": sender}, lambda: True, chance=lambda chance=chance: chance))
        (row,) = await store.deliveries.query()
        assert row.due_at - clock() == wait * SECOND
        clock.now = row.due_at


async def test_gone_disables_the_channel_and_drops_what_waits(store: Store, settings: Settings, actor: Actor) -> None:
    sender = FakeSender()
    sender.outcome = Failed("answered 410", gone=True)
    channel = await a_channel(store, actor)
    await hits(store, settings, 1, 2)
    box = an_outbox(store, webhook=sender)
    await turn(box)
    await turn(box)
    assert await states(store) == [("opened", "dead"), ("opened", "dropped")]
    assert not (await store.channels.get(channel)).enabled
    (audited,) = await store.audit.query(action="channel.disable")
    assert (audited.actor, audited.after) == ("analyst", {"enabled": False, "why": "answered 410"})


async def test_a_slow_receiver_delays_nobody_else(store: Store, settings: Settings, actor: Actor) -> None:
    slow, quick = FakeSender(), FakeSender()
    slow.gate = asyncio.Event()
    await a_channel(store, actor, "email", config={"to": []})
    await a_channel(store, actor, "webhook")
    await hits(store, settings, 1)
    box = an_outbox(store, email=slow, webhook=quick)
    await box.round()
    await slow.entered.wait()
    for number in (2, 3):
        await hits(store, settings, number)
        while len(quick.sent) < number:
            await box.round()
            await asyncio.sleep(0.01)
    assert (len(quick.sent), slow.sent) == (3, [])
    slow.gate.set()
    for _ in range(3):
        await turn(box)
    assert [kind for _, kind, _ in slow.sent] == ["opened"] * 3


async def test_a_sender_that_breaks_is_logged_and_tried_again(
    store: Store, settings: Settings, actor: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    sender = FakeSender()
    sender.outcome = ZeroDivisionError("oops")
    await a_channel(store, actor)
    await hits(store, settings, 1)
    await turn(an_outbox(store, webhook=sender))
    (row,) = await store.deliveries.query()
    assert (row.state, row.error) == ("waiting", "ZeroDivisionError: oops")
    assert "the sender of channel" in caplog.text


async def test_stopped_in_the_middle_it_gives_back_what_it_had_claimed(
    store: Store, settings: Settings, actor: Actor, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STOP_SECONDS", 0.1)
    sender = FakeSender()
    sender.gate = asyncio.Event()
    await a_channel(store, actor)
    await hits(store, settings, 1)
    stop = asyncio.Event()
    task = asyncio.create_task(an_outbox(store, webhook=sender).run(stop))
    await sender.entered.wait()
    stop.set()
    await task
    (row,) = await store.deliveries.query()
    assert (row.state, row.attempts, row.due_at) == ("waiting", 0, clock())
    sender.gate.set()
    await turn(an_outbox(store, webhook=sender))
    assert await states(store) == [("opened", "delivered")]


async def test_a_night_becomes_one_digest_in_the_morning(
    store: Store, settings: Settings, actor: Actor, clock: FakeClock
) -> None:
    """Held from 22 to 7 in Berlin; acknowledged and muted ones are left out; what is excepted went at once."""
    clock.now = 1_800_046_800 * SECOND  # 2027-01-15 22:00 in Berlin
    sender = FakeSender()
    quiet = {"from": "22:00", "to": "07:00", "timezone": "Europe/Berlin", "except_severity": "critical"}
    await a_channel(store, actor, quiet=quiet)
    box = an_outbox(store, webhook=sender)
    await hits(store, settings, 1, 2, 3, 4, severity=4)
    await hits(store, settings, 5, severity=5)
    await turn(box)
    assert [kind for _, kind, _ in sender.sent] == ["opened"]
    alerts = {row.identity: row for row in await store.alerts.query()}
    async with store.edit(actor, "x") as edit:
        await store.alerts.ack(edit, alerts["key:caller-1"].id)
        await store.alerts.mute(edit, alerts["key:caller-2"].id, clock() + 24 * HOUR)
    clock.forward(9 * 3600 - 1)
    await turn(box)
    assert len(sender.sent) == 1
    clock.forward(1)
    for _ in range(3):
        await turn(box)
    assert [kind for _, kind, _ in sender.sent] == ["opened", "digest"]
    assert sorted(await states(store)) == sorted([
        ("opened", "dropped"), ("opened", "dropped"), ("opened", "merged"), ("opened", "merged"), ("opened", "delivered"),
        ("digest", "delivered"),
    ])  # fmt: skip
    (digest,) = [row for row in await store.deliveries.query() if row.kind == "digest"]
    assert {alert["identity"] for alert in digest.content["alerts"]} == {"key:caller-3", "key:caller-4"}
    assert digest.content["reason"] == "quiet hours"


async def test_one_thing_held_goes_as_itself(store: Store, settings: Settings, actor: Actor, clock: FakeClock) -> None:
    sender = FakeSender()
    clock.now = 1_800_046_800 * SECOND
    await a_channel(store, actor, quiet={"from": "22:00", "to": "07:00", "timezone": "Europe/Berlin"})
    await hits(store, settings, 1)
    clock.forward(9 * 3600)
    await turn(an_outbox(store, webhook=sender))
    assert [kind for _, kind, _ in sender.sent] == ["opened"]
    assert await states(store) == [("opened", "delivered")]


async def test_over_the_rate_the_rest_of_the_hour_is_one_digest(
    store: Store, settings: Settings, actor: Actor, clock: FakeClock
) -> None:
    sender = FakeSender()
    await a_channel(store, actor, per_hour=3)
    box = an_outbox(store, webhook=sender)
    for number in range(1, 21):
        await hits(store, settings, number)
        await turn(box)
        clock.forward(60)
    assert [kind for _, kind, _ in sender.sent] == ["opened"] * 3
    clock.forward(3600)
    for _ in range(3):
        await turn(box)
    assert [kind for _, kind, _ in sender.sent] == ["opened"] * 3 + ["digest"]
    (digest,) = [row for row in await store.deliveries.query() if row.kind == "digest"]
    assert len(digest.content["alerts"]) == 17
    assert digest.content["reason"] == "more than 3 an hour"


async def test_two_at_once_make_one_digest(store: Store, settings: Settings, actor: Actor, clock: FakeClock) -> None:
    sender = FakeSender()
    await a_channel(store, actor, per_hour=1)
    await hits(store, settings, 1, 2, 3, 4)
    clock.forward(3601)
    boxes = [an_outbox(store, webhook=sender) for _ in range(3)]
    with contextlib.suppress(StoreUnavailable):
        await asyncio.gather(*(box._release(1) for box in boxes))
    for _ in range(4):
        await turn(*boxes)
    assert sorted(kind for _, kind, _ in sender.sent) == ["digest", "opened"]


async def test_a_muted_alert_is_not_delivered_even_where_it_was_planned(
    store: Store, settings: Settings, actor: Actor, clock: FakeClock
) -> None:
    sender = FakeSender()
    await a_channel(store, actor)
    await hits(store, settings, 1)
    (alert,) = await store.alerts.query()
    async with store.edit(actor, "mute") as edit:
        await store.alerts.mute(edit, alert.id, clock() + HOUR)
    await turn(an_outbox(store, webhook=sender))
    assert (sender.sent, await states(store)) == ([], [("opened", "dropped")])


async def test_what_waits_for_a_channel_that_goes_is_dropped(store: Store, settings: Settings, actor: Actor) -> None:
    channel = await a_channel(store, actor)
    await hits(store, settings, 1)
    async with store.edit(actor, "delete") as edit:
        await store.channels.delete(edit, channel)
    await turn(an_outbox(store, webhook=FakeSender()))
    (row,) = await store.deliveries.query()
    assert (row.state, row.error, row.channel) == ("dropped", "the channel was deleted", "")


async def test_a_test_is_tried_once_even_where_the_channel_is_off(store: Store, actor: Actor) -> None:
    sender = FakeSender()
    sender.outcome = Failed("answered 500")
    channel = await store.channels.get(await a_channel(store, actor, enabled=False))
    box = an_outbox(store, webhook=sender)
    for outcome in (Failed("answered 500"), None):
        sender.outcome = outcome
        async with store.edit(actor, "channel.test") as edit:
            await store.deliveries.add_test(edit, channel)
        await turn(box)
    assert await states(store) == [("test", "dead"), ("test", "delivered")]


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
