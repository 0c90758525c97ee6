"""A behaviour that concludes what a test says, and the driver that feeds it from a real store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from addons.behaviour.sight import Baseline, Behaviour, Conclusion, Sight
from addons.finding import Mode, Severity
from gateway.analyst import behaviour as module
from gateway.analyst.behaviour import BehaviourDriver
from gateway.policy.document import DetectorSettings
from gateway.storage.alerts import AlertRow
from gateway.storage.edit import Actor
from gateway.storage.store import Store
from tests.stores import a_record

KEY = "a" * 32
START = a_record(0).at


class Scripted:
    """Concludes about every exchange whose path its script names; remembers all that it saw."""

    name = "abuse"

    def __init__(self, script: Mapping[str, dict[str, Any]]) -> None:
        self.script = script
        self.seen: list[str] = []
        self.sights: list[Sight] = []
        self.ticks: list[float] = []
        self.at_tick: list[Conclusion] = []
        self.failing = False

    def observe(self, sight: Sight) -> Iterable[Conclusion]:
        if self.failing:
            raise ZeroDivisionError("nothing left")
        self.seen.append(sight.request_id)
        self.sights.append(sight)
        if sight.path in self.script:
            yield msgspec.structs.replace(conclusion(sight), **self.script[sight.path])

    def tick(self, now: float) -> Iterable[Conclusion]:
        self.ticks.append(now)
        found, self.at_tick = self.at_tick, []
        return found

    def baselines(self) -> Iterable[Baseline]:
        return [Baseline(1, "paths", "count", 1.0, 2.0, float(len(self.seen)))]

    def dump(self) -> bytes:
        return msgspec.json.encode(self.seen)

    def load(self, data: bytes) -> bool:
        try:
            self.seen = msgspec.json.decode(data, type=list[str])
        except msgspec.DecodeError:
            return False
        return True


def conclusion(sight: Sight) -> Conclusion:
    return Conclusion(
        "abuse", "abuse-enumeration", sight.api_id, sight.at, Severity.ERROR, f"{sight.identity} read 412 order ids",
        identity=sight.identity, operation=sight.operation, scope="address", target=sight.client, order="ban",
        seconds=3600.0, samples=(sight.request_id,),
    )  # fmt: skip


class Somewhere:
    def country(self, address: str) -> str:
        return self.place(address)[0]

    def place(self, address: str) -> tuple[str, int]:
        return ("CH", 3303) if address.startswith("192.0.2.") else ("", 0)


class Bench:
    """A driver with a scripted behaviour, that can be stopped and started."""

    def __init__(self, store: Store, script: Mapping[str, dict[str, Any]], **options: Any) -> None:
        self.store = store
        self.script = script
        self.options = options
        self.time = 0.0
        self.active = True
        self.start()

    def start(self) -> None:
        self.scripted = Scripted(self.script)
        self.built: list[Mapping[str, Any]] = []

        def build(_: str, options: Mapping[str, Any]) -> Behaviour:
            if self.built:
                self.scripted = Scripted(self.script)
            self.built.append(options)
            return self.scripted

        self.driver = BehaviourDriver(
            self.store, lambda: self.active, Somewhere(), build=build, names=("abuse",), monotonic=lambda: self.time,
            **self.options,
        )  # fmt: skip

    async def all(self) -> None:
        self.time += module.LOOK_SECONDS
        while await self.driver.step():
            pass

    async def ship(self, *numbers: int, **changes: Any) -> None:
        await self.store.exchanges.ship("a", [(n, a_record(n, **changes)) for n in numbers])


async def enforce(store: Store, mode: Mode = Mode.ENFORCE, options: Mapping[str, Any] = {}) -> None:
    async with store.edit(Actor(7, "ada"), "detector.change") as edit:
        await store.detectors.set(edit, "abuse", DetectorSettings(mode, options=dict(options)))


async def only_alert(store: Store) -> AlertRow:
    (alert,) = await store.alerts.query()
    return alert


ONE = {"/orders/3": {}}
