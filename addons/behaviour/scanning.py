"""Scanners: callers who ask for what is not there.

What: distinct operations that never answered anyone with success, asked for by one caller within ten minutes, or slowly
within six hours, while a good part of its answers are 4xx. No signature needs to match; those that do weigh in.
Example: 48 of 50 answers to this address were 4xx, for 41 operations that do not exist, in 10 minutes; the peers' p99 is 2.
Source: OWASP OAT-014 vulnerability scanning; API9:2023.
Known false positive: a client of a version that was never served here. What was renamed today is still known.

Many ids of one operation are not counted here: that is enumeration.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from addons.behaviour.abuse_settings import AbuseSettings
from addons.behaviour.peers import Peers, note_peer
from addons.behaviour.scene import SAMPLES, Judge, Scene, called, strength
from addons.behaviour.sight import Conclusion
from addons.behaviour.tally import Distinct, Habit, Recent, Windows

_ASKED: Final = frozenset((400, 403, 404, 405, 406, 410, 415, 501))
_OURS: Final = ("access", "limits")


class Probing(msgspec.Struct, array_like=True, gc=False):
    """A caller's answers. `unknown`: operations that never succeeded for anyone."""

    start: float
    answers: int = 0
    refused: int = 0
    hits: int = 0
    unknown: Distinct = msgspec.field(default_factory=Distinct)
    samples: list[str] = []
    blamed: bool = False


class Scanning:
    name = "scanning"

    def __init__(self, settings: AbuseSettings, judge: Judge) -> None:
        self._settings = settings
        self._judge = judge
        self._known: Recent[float] = Recent(20_000)
        """operations that answered with success, and when last"""
        self._peers: Recent[Peers] = Recent(1_000)
        self._habits: Recent[Habit] = Recent(settings.callers)
        self._fast: Windows[Probing] = Windows(600.0, settings.callers, Probing, self._close)
        self._slow: Windows[Probing] = Windows(21_600.0, settings.callers, Probing)

    def observe(self, scene: Scene) -> Iterable[Conclusion]:
        sight = scene.sight
        now = sight.at
        if scene.served:
            last = self._known.entries.get(scene.key)
            if last is None or now - last > 600.0:
                self._known.touch(scene.key, now)
        found = bool(sight.hits) and any(not hit.startswith(_OURS) for hit in sight.hits)
        if sight.action == "block" and not found:
            return ()
        key = f"{sight.api_id}\n{scene.caller}"
        asked = sight.status in _ASKED
        if not asked and not found:
            # Windows are begun by the first refusal: whoever is never refused costs nothing.
            for windows in (self._fast, self._slow):
                if (window := windows.find(key, now)) is not None:
                    window.answers += 1
            return ()
        fast, slow = self._fast.at(key, now), self._slow.at(key, now)
        fast.answers += 1
        slow.answers += 1
        unknown = scene.key not in self._known.entries
        for window in (fast, slow):
            window.refused += asked
            window.hits += found
            if unknown:
                window.unknown.add(sight.operation)
                if len(window.samples) < SAMPLES:
                    window.samples.append(sight.request_id)
        if not unknown:
            return ()
        settings = self._settings
        verdict = self._weigh(scene, key, fast, settings.scanning_operations, "10 minutes") or self._weigh(
            scene, key, slow, settings.scanning_operations_slow, "6 hours"
        )
        return (verdict,) if verdict else ()

    def _weigh(self, scene: Scene, key: str, window: Probing, floor: int, said: str) -> Conclusion | None:
        if window.refused + window.hits < floor or (window.refused > 200 and window.refused % 20):
            return None
        settings, now = self._settings, scene.sight.at
        unknown = window.unknown.count()
        share = window.refused / window.answers
        if unknown + min(window.hits, unknown) < floor or (share < settings.scanning_share and window.hits < floor):
            return None
        peers = self._peers.get(str(scene.sight.api_id))
        habit = self._habits.get(key)
        p99 = peers.p99 if peers is not None else 0.0
        top = habit.top(now) if habit is not None else 0.0
        bound = max(float(floor), settings.peers_factor * p99, settings.habit_factor * top)
        if unknown + window.hits < bound:
            return None
        window.blamed = True
        if not self._judge.news("scanning", key, now, unknown):
            return None
        sure = strength(unknown / bound, share >= 0.9, window.hits > 0)
        hits = f", {window.hits} of them with signatures of attacks" if window.hits else ""
        return self._judge.conclude(
            "scanning",
            scene,
            f"{window.refused} of {window.answers} answers to {called(scene.sight.identity)} were 4xx in {said}, for {unknown} "
            f"operations that never answered anyone{hits}; the peers' p99 is {p99:.0f}",
            key=key,
            level=unknown,
            sure=sure,
            samples=window.samples,
            evidence={
                "refused": window.refused,
                "answers": window.answers,
                "operations": unknown,
                "hits": window.hits,
                "peers_p99": round(p99, 1),
                "own_top": round(top, 1),
            },
            proven=scene.standing.served > 0,
        )

    def _close(self, key: str, window: Probing) -> None:
        if window.blamed:
            return
        api, _, caller = key.partition("\n")
        unknown = window.unknown.count()
        note_peer(self._peers, api, caller, unknown)
        if unknown:
            habit = self._habits.get(key) or Habit()
            habit.add(unknown, window.start)
            self._habits.touch(key, habit)

    def tick(self, now: float) -> Iterable[Conclusion]:
        self._fast.sweep(now)
        self._slow.sweep(now)
        return ()

    def dump(self) -> Any:
        return [self._fast.dump(), self._slow.dump(), self._known, self._peers, self._habits]

    def load(self, data: Any) -> None:
        self._fast.load(data[0], Probing)
        self._slow.load(data[1], Probing)
        self._known = msgspec.convert(data[2], Recent[float])
        self._peers = msgspec.convert(data[3], Recent[Peers])
        self._habits = msgspec.convert(data[4], Recent[Habit])
