"""The outbox on both engines: nothing lost, nothing told twice, nobody kept waiting by somebody else's receiver."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gateway.analyst.notify import outbox as module
from gateway.analyst.notify.outbox import CLAIM_SECONDS, DELAYS, Outbox
from gateway.analyst.notify.sending import Failed
from gateway.analyst.run import Analyst
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.errors import Conflict, StoreUnavailable
from gateway.storage.store import Store
from tests.analyst.outboxes import FakeSender, a_channel, an_outbox, hits, states, turn
from tests.stores import FakeClock

SECOND = 1_000_000
HOUR = 3600 * SECOND


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
