"""Object ids tried one after the other (broken object-level authorisation).

What: distinct values in the `{id}` places of an operation by one caller in ten minutes, or slowly in an hour, against the
peers' 99th percentile and the caller's own past; and a second witness: ids in a row, or ids that are not there or not its own.
Machines read what is theirs in a row: of them only ids that are not there are a witness, or ten times what a day of
their own past has shown.
Example: this key read 412 ids of GET /orders/{id} in 10 minutes, 98% in a row; the peers' p99 is 9.
Source: OWASP API1:2023 (BOLA); CWE-639; OAT-011.
Known false positive: a person who opens thirty of their own orders in a row, where those of others lie nowhere in between.

Not counted: walks through common goods (`commons`), unless many of the ids are not there. Ids that are masked in the
record (UUIDs, addresses) are told apart by their keyed hash. Not seen: ids in queries and bodies.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import sqrt
from typing import Any, Final

import msgspec

from addons.behaviour.abuse_settings import AbuseSettings
from addons.behaviour.commons import Commons
from addons.behaviour.peers import Peers, beside_peers, mature_peers, note_peer, of_kind
from addons.behaviour.rhythm import Rhythm
from addons.behaviour.scene import DAY, SAMPLES, Judge, Scene, called, strength
from addons.behaviour.sight import Baseline, Conclusion
from addons.behaviour.tally import Distinct, Habit, Recent, Windows

_MISSES: Final = frozenset((400, 403, 404, 410, 422))
_ROW: Final = 0.6
"""share of ids in a row that tells a walk from a list of one's own: with two tenants every second id is one's own"""
_MANY: Final = 1.5
"""times the floor that are told of without a second witness: whoever skips from id to id, all of them there, leaves none"""
_DIGITS: Final = 18
_FEW: Final = 3
"""reads within ten minutes from which on a caller is worth the longer window's memory"""


@lru_cache(maxsize=2048)
def places(operation: str) -> tuple[int, ...]:
    """Which segments of a path are ids."""
    return tuple(n for n, segment in enumerate(operation.partition(" ")[2].split("/")) if segment == "{id}")


def ids(path: str, where: tuple[int, ...], operation: str) -> str:
    """What stands in those segments; the whole path where it is spelt otherwise than the operation (`//orders/7`)."""
    segments = path.split("/")
    if len(segments) != operation.count("/") + 1:
        return path
    return segments[where[0]] if len(where) == 1 else "/".join([segments[n] for n in where])


class Reads(msgspec.Struct, array_like=True, gc=False):
    """Ids of one operation read by one caller. 350 bytes, and up to 8 kB for one who reads many."""

    start: float
    ids: Distinct = msgspec.field(default_factory=Distinct)
    reads: int = 0
    misses: int = 0
    in_row: int = 0
    last: int = -1
    low: int = -1
    high: int = -1
    samples: list[str] = []
    blamed: bool = False

    def add(self, scene: Scene, value: str) -> None:
        self.reads += 1
        self.ids.add(value)
        if scene.sight.status in _MISSES:
            self.misses += 1
        last = value.rpartition("/")[2]
        if last.isdecimal() and len(last) <= _DIGITS:
            number = int(last)
            if self.last >= 0 and abs(number - self.last) == 1:
                self.in_row += 1
            self.last = number
            self.low = number if self.low < 0 else min(self.low, number)
            self.high = max(self.high, number)
        if len(self.samples) < SAMPLES:
            self.samples.append(scene.sight.request_id)

    def row(self, distinct: int) -> float:
        """Share of ids in a row, whether in order or shuffled (then: how densely they fill their span)."""
        steps = self.in_row / max(self.reads - 1, 1)
        if distinct < 40 or self.high <= self.low:
            return steps
        return max(steps, min(1.0, distinct / (self.high - self.low + 1)))


def _surely(window: Reads, share: float) -> bool:
    """Whether more is missing than chance, of `share` of what was read, leaves out: two deviations above it."""
    least = share * window.reads
    return window.misses >= least + 2 * sqrt(least)


class Enumeration:
    name = "enumeration"

    def __init__(self, settings: AbuseSettings, judge: Judge, rhythm: Rhythm) -> None:
        self._settings = settings
        self._judge = judge
        self._rhythm = rhythm
        self._peers: Recent[Peers] = Recent(2_000)
        self._slow_peers: Recent[Peers] = Recent(2_000)
        self._usual_misses: Recent[list[float]] = Recent(2_000)
        self._commons: Recent[Commons] = Recent(500)
        self._habits: Recent[Habit] = Recent(settings.callers)
        self._slow_habits: Recent[Habit] = Recent(settings.callers)
        self._fast: Windows[Reads] = Windows(600.0, settings.callers, Reads, self._close)
        self._slow: Windows[Reads] = Windows(3600.0, settings.callers, Reads, self._close_slow)

    def observe(self, scene: Scene) -> Iterable[Conclusion]:
        sight = scene.sight
        where = places(sight.operation)
        if not where or sight.action == "block" or sight.status in (401, 429):
            return ()
        value = ids(sight.path, where, sight.operation)
        commons = self._commons.get(scene.key)
        if commons is None:
            commons = Commons()
            self._commons.touch(scene.key, commons)
        if scene.served:
            commons.add(value, scene.caller)
        key = f"{scene.key}\n{scene.caller}"
        fast = self._fast.at(key, sight.at)
        fast.add(scene, value)
        if fast.reads < _FEW:
            return ()
        slow = self._slow.at(key, sight.at)
        slow.add(scene, value)
        settings = self._settings
        found = None
        if fast.reads >= settings.enumeration_ids and (fast.reads <= 200 or not fast.reads % 25):
            found = self._weigh(scene, key, fast, self._habits, settings.enumeration_ids, "10 minutes", longer=False)
        if not found and slow.reads >= settings.enumeration_ids_slow and not slow.reads % 10:
            found = self._weigh(
                scene, key, slow, self._slow_habits, settings.enumeration_ids_slow, "an hour", longer=True
            )
        return (found,) if found else ()

    def _weigh(  # noqa: PLR0917
        self, scene: Scene, key: str, window: Reads, habits: Recent[Habit], floor: int, said: str, *, longer: bool
    ) -> Conclusion | None:
        p99 = self._p99(scene, longer)
        if p99 is None:
            return None
        settings, now = self._settings, scene.sight.at
        distinct = window.ids.count()
        row = window.row(distinct)
        missed = window.misses / window.reads
        usual = self._usual_misses.get(scene.key) or [0.0, 1.0]
        commons = self._commons.get(scene.key)
        common = commons is not None and commons.common
        # Of a catalogue that is walked through in order nothing is missing, nor of what a machine may read.
        some = _surely(window, max(0.1, 3 * usual[0] / usual[1]))
        in_row = row >= _ROW and (some or not (common or scene.machine))
        missing = some and missed >= settings.enumeration_misses
        habit = habits.get(key)
        top = habit.top(now) if habit is not None else 0.0
        weight = distinct * (1 + row) * (1 + missed)
        bound = max(float(floor), settings.peers_factor * p99, settings.habit_factor * top)
        if not (in_row or missing):
            return self._many(scene, key, window, habit, top, p99, floor, said, some=some)
        if weight < bound:
            return None
        window.blamed = True
        if not self._judge.news("enumeration", key, now, distinct):
            return None
        how = [f"{row:.0%} in a row"] * in_row + [f"{missed:.0%} not found or not allowed"] * missing
        if top >= 1:
            how.append(f"{top:.0f} at most before")
        sure = strength(weight / bound, in_row and missing, self._rhythm.regular(scene.caller))
        return self._judge.conclude(
            "enumeration",
            scene,
            f"{called(scene.sight.identity)} read {distinct} ids of {scene.sight.operation} in {said}"
            f"{''.join(', ' + each for each in how)}; the peers' p99 is {p99:.0f}",
            key=key,
            level=distinct,
            sure=sure,
            samples=window.samples,
            evidence={
                "ids": distinct,
                "in_row": round(row, 3),
                "missed": round(missed, 3),
                "peers_p99": round(p99, 1),
                "own_top": round(top, 1),
            },
            proven=scene.standing.served > 0,
        )

    def _many(  # noqa: PLR0917
        self, scene: Scene, key: str, window: Reads, habit: Habit | None, top: float, p99: float, floor: int, said: str,
        *, some: bool,
    ) -> Conclusion | None:  # fmt: skip
        """Without a second witness: far more than anybody reads. An order only of who is known, and never did so before."""
        now, distinct = scene.sight.at, window.ids.count()
        commons = self._commons.get(scene.key)
        if scene.anonymous or (commons is not None and commons.common):
            return None
        if scene.machine and (habit is None or habit.spans(now) < DAY):
            return None
        known = habit is not None and habit.windows >= 6 and scene.standing.established(now)
        most = max(5.0 * floor, 5 * p99, 10 * top)
        is_order = distinct >= most and (known or some)
        bound = most if is_order or scene.machine else max(_MANY * floor, 6 * p99, 10 * top)
        if distinct < bound:
            return None
        # An alert alone teaches what is usual: whoever does so every day is soon told of no more.
        window.blamed = window.blamed or is_order
        key = key if is_order else f"{key} many"
        if not self._judge.news("enumeration", key, now, distinct):
            return None
        before = f", {top:.0f} at most before" if top >= 1 else ""
        return self._judge.conclude(
            "enumeration",
            scene,
            f"{called(scene.sight.identity)} read {distinct} ids of {scene.sight.operation} in {said}{before}; "
            f"the peers' p99 is {p99:.0f}",
            key=key,
            level=distinct,
            sure=strength(distinct / bound / 2),
            samples=window.samples,
            evidence={"ids": distinct, "missed": round(window.misses / window.reads, 3), "peers_p99": round(p99, 1),
                      "own_top": round(top, 1)},
            proven=scene.standing.served > 0,
            is_order=is_order,
        )  # fmt: skip

    def _p99(self, scene: Scene, longer: bool) -> float | None:
        """Of the peers, in ten minutes or in an hour; None before enough is known."""
        fast = mature_peers(self._peers, scene.key, scene.caller)
        if fast is None:
            return None
        if not longer:
            return fast.p99
        slow = mature_peers(self._slow_peers, scene.key, scene.caller)
        return slow.p99 if slow is not None else 2 * fast.p99

    def _close(self, key: str, window: Reads) -> None:
        if window.blamed:
            return
        operation, _, caller = key.partition("\n")
        distinct = window.ids.count()
        note_peer(self._peers, of_kind(operation, caller), caller, distinct)
        usual = self._usual_misses.get(operation)
        if usual is None:
            usual = [0.0, 1.0]
            self._usual_misses.touch(operation, usual)
        usual[0] += window.misses
        usual[1] += window.reads
        if usual[1] > 20_000:
            usual[0] /= 2
            usual[1] /= 2
        self._remember(self._habits, key, window, distinct)

    def _close_slow(self, key: str, window: Reads) -> None:
        if not window.blamed:
            operation, _, caller = key.partition("\n")
            distinct = window.ids.count()
            note_peer(self._slow_peers, of_kind(operation, caller), caller, distinct)
            self._remember(self._slow_habits, key, window, distinct)

    def _remember(self, habits: Recent[Habit], key: str, window: Reads, distinct: int) -> None:
        habit = habits.get(key) or Habit()
        habit.add(distinct * (1 + window.row(distinct)) * (1 + window.misses / window.reads), window.start)
        habits.touch(key, habit)

    def tick(self, now: float) -> Iterable[Conclusion]:
        self._fast.sweep(now)
        self._slow.sweep(now)
        return ()

    def baselines(self) -> Iterable[Baseline]:
        """Ids that a caller reads in ten minutes, by operation; `now` of who has read most."""
        floor, factor = float(self._settings.enumeration_ids), self._settings.peers_factor
        return beside_peers(
            self._peers, self._fast, lambda window: window.ids.count(), "ids read by {} in 10 minutes",
            lambda peers: max(floor, factor * peers.p99),
        )  # fmt: skip

    def dump(self) -> Any:
        return [
            self._fast.dump(),
            self._slow.dump(),
            self._peers,
            self._usual_misses,
            self._commons,
            self._habits,
            self._slow_habits,
            self._slow_peers,
        ]

    def load(self, data: Any) -> None:
        self._fast.load(data[0], Reads)
        self._slow.load(data[1], Reads)
        self._peers = msgspec.convert(data[2], Recent[Peers])
        self._usual_misses = msgspec.convert(data[3], Recent[list[float]])
        self._commons = msgspec.convert(data[4], Recent[Commons])
        self._habits = msgspec.convert(data[5], Recent[Habit])
        self._slow_habits = msgspec.convert(data[6], Recent[Habit])
        self._slow_peers = msgspec.convert(data[7], Recent[Peers])
