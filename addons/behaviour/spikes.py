"""Traffic that rises or falls away from its season: of an API, of an operation, of one caller.

Rules:
  spikes-api        more exchanges a minute than ever at this hour; says whether it is a crowd of known callers (a sale day:
                    information, said once), many new ones, or a single one
  spikes-operation  the same of an operation, where the whole API has not risen as much
  spikes-drop       an API that is nearly silent at an hour at which it never is
  spikes-caller     a caller that sends many times its own busiest minute and its peers' p99, minute after minute
Example: "key:ab12 sent 900 requests in a minute, for the third time in 5 minutes; its busiest minute was 40, its peers' p99 is 25".
Only the last can order anything, a throttle of some minutes, and only for a caller that has a past and stays far above it.
Source: counts scored by the Poisson deviance over their own dispersion; the season is the hour of week (see `baseline`).
Known false positives: a launch; a load test nobody was told of; a batch job that runs for the first time.

Invariants: nothing is said in the first two hours; one busy minute is never enough unless it is ten times the usual; an
order needs persistence. Memory: 3 kB an API or operation, some 400 bytes a caller. About 3 microseconds an exchange.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from addons.behaviour.baseline import Expected, Rate, Recent, Said, Sketch, poisson_score
from addons.behaviour.sight import Baseline, Conclusion, Scope, Sight
from addons.behaviour.statistics_settings import DETECTOR, StatisticsSettings
from addons.behaviour.wording import count, share, whom
from addons.finding import Severity

_CROWD: Final = 5_000
"""callers counted in a minute"""
_HOUSE: Final = 4
"""user agents of one address from which on it is taken for a house of many"""


class Flow(msgspec.Struct, array_like=True):
    """An API's or operation's. `hot`, `cold`: one bit a minute, the last one lowest."""

    rate: Rate = msgspec.field(default_factory=Rate)
    hot: int = 0
    cold: int = 0
    times: float = 1.0
    """its last minute over what was expected"""
    season: float = 1.0
    """the same without the loudest caller"""
    number: int = 0
    """of its last whole minute"""


class Pulse(msgspec.Struct, array_like=True):
    """One caller at one API. `limit`: requests in the minute that runs from which it is hot."""

    first: float
    minute: int
    number: int = 0
    active: int = 0
    """minutes with requests"""
    top: float = 0.0
    """its busiest minute; fades by 2 % an active minute, a hot one raises it by a third at most"""
    limit: float = 1e9
    hot: int = 0
    """one bit a minute"""
    agents: int = 0
    """one bit of 16 for each user agent, by its hash: how many there are, about"""


class Crowd(msgspec.Struct, array_like=True):
    """All callers of an API: requests of one in a minute, and who called in the minute that runs."""

    minutes: Sketch = msgspec.field(default_factory=Sketch)
    p99: float = 0.0
    now: dict[str, int] = {}
    last: dict[str, int] = {}
    minute: int = 0


class SpikesState(msgspec.Struct):
    apis: dict[str, Flow]
    operations: dict[str, Flow]
    pulses: dict[str, Pulse]
    crowds: dict[int, Crowd]
    said: Said


class Spikes:
    """See the module. Carried and restored by `Statistics`."""

    def __init__(self, settings: StatisticsSettings) -> None:
        self._settings = settings
        self._warm_up = int(settings.warm_up // 60)
        self._apis: dict[str, Flow] = {}
        self._operations: Recent[Flow] = Recent(settings.operations)
        self._pulses: Recent[Pulse] = Recent(settings.identities)
        self._crowds: dict[int, Crowd] = {}
        self._said = Said()

    def observe(self, sight: Sight) -> Iterable[Conclusion]:
        minute = int(sight.at // 60)
        found: list[Conclusion] = []
        name = f"{sight.api_id} {sight.operation}"
        api = self._apis.get(str(sight.api_id))
        if api is None:
            api = self._apis[str(sight.api_id)] = Flow()
            self._crowds[sight.api_id] = Crowd(minute=minute)
        operation = self._operations.entries.get(name)
        if operation is None:
            operation = Flow()
            self._operations.touch(name, operation)
        if minute > api.rate.minute:
            found += self._close_api(sight.api_id, api, minute)
        if minute > operation.rate.minute:
            found += self._close_operation(name, operation, minute)
        api.rate.number += 1
        operation.rate.number += 1
        crowd = self._crowds[sight.api_id]
        if minute > crowd.minute:
            crowd.last, crowd.now, crowd.minute = crowd.now, {}, minute
        who = sight.identity
        if who in crowd.now or len(crowd.now) < _CROWD:
            crowd.now[who] = crowd.now.get(who, 0) + 1
        found += self._caller(sight, minute, api, crowd)
        return found

    def tick(self, now: float) -> Iterable[Conclusion]:
        """Ends the minutes of who is silent: a drop shows in no exchange."""
        minute = int(now // 60)
        found: list[Conclusion] = []
        for name, api in self._apis.items():
            if minute > api.rate.minute:
                found += self._close_api(int(name), api, minute)
        for name, operation in list(self._operations.entries.items()):
            if minute > operation.rate.minute:
                found += self._close_operation(name, operation, minute)
        return found

    # -- callers ------------------------------------------------------------------------------------------------

    def _caller(self, sight: Sight, minute: int, api: Flow, crowd: Crowd) -> Iterable[Conclusion]:
        key = f"{sight.api_id} {sight.identity}"
        pulse = self._pulses.entries.get(key)
        if pulse is None:
            pulse = Pulse(sight.at, minute)
            pulse.limit = self._limit(pulse, api, crowd)
            self._pulses.touch(key, pulse)
        elif minute > pulse.minute:
            self._turn(key, pulse, minute, crowd)
            pulse.limit = self._limit(pulse, api, crowd)
        pulse.number += 1
        if sight.user_agent:
            # crc-like mixing is not needed: it is only a guess at how many there are
            pulse.agents |= 1 << (sum(sight.user_agent.encode("utf-8", "replace")[:96]) & 15)
        if pulse.number < pulse.limit:
            return ()
        first = not pulse.hot & 1
        pulse.hot |= 1
        if first or pulse.number % 64 == 0:
            return self._too_fast(sight, pulse, crowd)
        return ()

    def _limit(self, pulse: Pulse, api: Flow, crowd: Crowd) -> float:
        if api.rate.closed < self._warm_up or crowd.minutes.total < 500:
            return 1e9
        # where all have risen, each may
        season = max(1.0, min(api.season, 10.0))
        if pulse.active < 20:
            return max(3.0 * self._settings.caller_least, 10 * crowd.p99) * season
        return max(self._settings.caller_least, 4 * pulse.top, 2 * crowd.p99) * season

    def _turn(self, key: str, pulse: Pulse, minute: int, crowd: Crowd) -> None:
        pulse.active += 1
        if pulse.hot & 1:
            pulse.top = max(pulse.top * 1.33, 1.0)
        else:
            pulse.top = max(float(pulse.number), pulse.top * 0.98)
            crowd.minutes.add(pulse.number)
            if crowd.minutes.total < 1000 or crowd.minutes.total % 256 == 0:
                crowd.p99 = crowd.minutes.quantiles(0.99)[0]
        pulse.hot = (pulse.hot << min(minute - pulse.minute, 16)) & 0xFFFF
        pulse.minute, pulse.number = minute, 0
        if pulse.active & 15 == 0:
            self._pulses.touch(key, pulse)

    def _too_fast(self, sight: Sight, pulse: Pulse, crowd: Crowd) -> Iterable[Conclusion]:
        hot = (pulse.hot & 0b11111).bit_count()
        times = pulse.number / pulse.limit
        if hot < 2 and times < 2.5:
            return
        scope: Scope = ""
        target = ""
        house = sight.identity.startswith("address:") and pulse.agents.bit_count() >= _HOUSE
        if hot >= 3 and pulse.active >= 20 and times >= 1.0 and pulse.number >= 8 * max(pulse.top, 1.0) and not house:
            scope, target = whom(sight.identity, sight.client)
        if not self._said.again(f"caller {sight.api_id} {sight.identity} {scope}", sight.at, pulse.number, 1800.0):
            return
        again = f", for the {_TIMES[hot - 1]} time in 5 minutes" if hot > 1 else ""
        past = f"its busiest minute had {count(pulse.top)}" if pulse.active >= 20 else "it is new here"
        yield Conclusion(
            DETECTOR, "spikes-caller", sight.api_id, sight.at, Severity.WARNING,
            f"{sight.identity} sent {count(pulse.number)} requests within a minute{again}; {past}, "
            f"its peers' p99 is {count(crowd.p99)}",
            identity=sight.identity, operation=sight.operation, scope=scope, target=target,
            order="throttle" if scope else "", seconds=600.0 if scope else 0.0, strength=min(1.0, 0.4 + 0.2 * hot),
            samples=(sight.request_id,),
            evidence={"requests": pulse.number, "limit": pulse.limit, "own_top": pulse.top, "peers_p99": crowd.p99,
                      "hot_minutes": hot},
        )  # fmt: skip

    # -- APIs and operations ------------------------------------------------------------------------------------

    def _close_api(self, api_id: int, flow: Flow, minute: int) -> list[Conclusion]:
        found: list[Conclusion] = []
        for at, number, expected in flow.rate.close(minute):
            self._judge(flow, number, expected, self._settings.spike_least)
            crowd = self._crowds[api_id]
            callers = crowd.last if crowd.minute > at else crowd.now
            flow.season = (number - max(callers.values(), default=0)) / max(expected.high, 1.0)
            if flow.rate.closed < self._warm_up:
                flow.hot = flow.cold = 0
            elif flow.hot & 1 and (_persists(flow.hot) or flow.times >= 10):
                found += self._rise(api_id, at, number, expected, callers)
            elif flow.cold & 0b111 == 0b111:
                found += self._drop(api_id, at, number, expected)
        return found

    def _close_operation(self, name: str, flow: Flow, minute: int) -> list[Conclusion]:
        found: list[Conclusion] = []
        asked_of, _, asked = name.partition(" ")
        api = self._apis[asked_of]
        for at, number, expected in flow.rate.close(minute):
            self._judge(flow, number, expected, self._settings.spike_least // 2)
            if flow.rate.closed < self._warm_up:
                flow.hot = 0
            elif flow.hot & 1 and (_persists(flow.hot) or flow.times >= 10) and flow.times >= 2 * api.times:
                seconds = 60.0 * at
                if self._said.again(f"operation {name}", seconds, number, 3600.0):
                    found.append(
                        Conclusion(
                            DETECTOR, "spikes-operation", int(asked_of), seconds + 60, Severity.NOTICE,
                            f"{asked} had {count(number)} requests in a minute; {count(expected.high)} are the most that "
                            f"is usual {_when(expected)}, and the API as a whole has not risen like that",
                            operation=asked, strength=0.6,
                            evidence=_evidence(number, expected),
                        )
                    )  # fmt: skip
        if flow.rate.minute & 63 == 0:
            self._operations.touch(name, flow)
        return found

    def _judge(self, flow: Flow, number: int, expected: Expected, least: float) -> None:
        high, low = max(expected.high, 1.0), expected.low
        score = poisson_score(number, high, expected.dispersion)
        bound = self._settings.zscore + 3
        flow.times = number / high
        flow.number = number
        hot = flow.times >= self._settings.spike and number - high >= least and score >= bound
        silent = low >= self._settings.spike_least / 2 and number <= self._settings.drop * low
        cold = silent and poisson_score(number, low, min(expected.dispersion, low / 4)) <= -bound / 2
        flow.hot = (flow.hot << 1 | hot) & 0xFF
        flow.cold = (flow.cold << 1 | cold) & 0xFF

    def _rise(
        self, api_id: int, at: int, number: int, expected: Expected, callers: dict[str, int]
    ) -> Iterable[Conclusion]:
        seconds = 60.0 * at
        if not self._said.again(f"api {api_id}", seconds, number, 6 * 3600.0):
            return
        total = sum(callers.values()) or 1
        known = sum(1 for who in callers if self._is_known(f"{api_id} {who}", seconds))
        part = known / len(callers) if callers else 0.0
        loudest, most = max(callers.items(), key=lambda one: one[1], default=("", 0))
        severity = Severity.NOTICE
        identity = ""
        if most >= 0.5 * total:
            who, identity = f"{share(most / total)} of them from {loudest}", loudest
        elif part >= 0.5 and len(callers) >= 10:
            who = f"from {count(len(callers))} callers, {share(part)} of them known: a busy day"
            severity = Severity.INFO
        else:
            who = f"from {count(len(callers))} callers, {share(1 - part)} of them new"
            severity = Severity.WARNING
        yield Conclusion(
            DETECTOR, "spikes-api", api_id, seconds + 60, severity,
            f"API {api_id} had {count(number)} requests in a minute, {number / max(expected.high, 1.0):.1f} times the most that is usual "
            f"{_when(expected)}, {who}",
            identity=identity, strength=0.3 if severity is Severity.INFO else 0.6,
            evidence=_evidence(number, expected) | {"callers": len(callers), "known": known, "loudest": most},
        )  # fmt: skip

    def _is_known(self, key: str, now: float) -> bool:
        pulse = self._pulses.entries.get(key)
        return pulse is not None and now - pulse.first >= 3600.0

    def _drop(self, api_id: int, at: int, number: int, expected: Expected) -> Iterable[Conclusion]:
        seconds = 60.0 * at
        if self._said.again(f"drop {api_id}", seconds, 1.0, 3600.0):
            yield Conclusion(
                DETECTOR, "spikes-drop", api_id, seconds + 60, Severity.WARNING,
                f"API {api_id} had {count(number)} requests in a minute, as little as in the two before; "
                f"{count(expected.low)} are the least that is usual {_when(expected)}",
                strength=0.7, evidence=_evidence(number, expected),
            )  # fmt: skip

    # -- for people to look at ----------------------------------------------------------------------------------

    def baselines(self) -> Iterable[Baseline]:
        """Requests a minute of each API, then of each operation, the busiest first."""
        apis = sorted(self._apis.items(), key=lambda item: -item[1].rate.slow)
        operations = sorted(self._operations.entries.items(), key=lambda item: -item[1].rate.slow)
        for name, flow in (*apis, *operations):
            api, _, operation = name.partition(" ")
            if flow.rate.closed >= self._warm_up:
                expected = flow.rate.expected(flow.rate.minute)
                yield Baseline(
                    int(api), "requests", "per minute", flow.rate.recent, expected.high, flow.number, operation,
                    low=expected.low, bound=self._settings.spike * max(expected.high, 1.0), number=flow.rate.closed,
                )  # fmt: skip

    # -- across restarts ----------------------------------------------------------------------------------------

    def state(self) -> SpikesState:
        return SpikesState(self._apis, self._operations.entries, self._pulses.entries, self._crowds, self._said)

    def restore(self, state: SpikesState) -> None:
        self._apis, self._operations.entries, self._pulses.entries = state.apis, state.operations, state.pulses
        self._crowds, self._said = state.crowds, state.said


_TIMES: Final = ("first", "second", "third", "fourth", "fifth")


def _persists(hot: int) -> bool:
    """Two of the last three minutes."""
    return (hot & 0b111).bit_count() >= 2


def _when(expected: Expected) -> str:
    return "at this hour of the week" if expected.season else "of late"


def _evidence(number: int, expected: Expected) -> dict[str, float]:
    return {
        "requests": number,
        "low": expected.low,
        "high": expected.high,
        "zscore": poisson_score(number, expected.high, expected.dispersion),
    }
