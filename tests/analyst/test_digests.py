"""What is held for a night, or over the rate, is told as one digest, on both engines."""

from __future__ import annotations

import asyncio
import contextlib

from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.errors import StoreUnavailable
from gateway.storage.store import Store
from tests.analyst.outboxes import FakeSender, a_channel, an_outbox, hits, states, turn
from tests.stores import FakeClock

SECOND = 1_000_000
HOUR = 3600 * SECOND


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
