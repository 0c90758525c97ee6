"""Callers that keep time like machines: one gap between requests is like the other, again and again.

What: forty requests on end, each within a quarter of the same gap after the one before, which all in all vary by less
than a tenth, of a caller that claims to be a person (a session, a token, an address). At less than a minute's distance where
it asks for one thing after the other; who asks for the same thing ever again waits for news: that must be every few seconds.
Most of them must be served, or it is a client that is broken and tries again; one that is not served keeps time all the same: of
forty requests to an API that refuses one in a hundred, a third of all runs have one among them.
Example: this session asks every 2.4 s to within 1%, 40 times on end, as nobody does by hand.
Source: OAT bots by inter-arrival times; the coefficient of variation of a person's gaps is above 1.
Known false positives: a load balancer's probe of today, without a key; an application that is new and asks by the clock: from
its third user on it is known.

Invariant: it orders nothing, as keeping time is no abuse; it tells people, and makes other patterns surer. Callers with a key
are machines by trade, and who has kept time for an hour untold does so by habit: of them nothing is told. Memory: about
200 bytes a caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import Any, Final

import msgspec

from addons.behaviour.abuse_settings import AbuseSettings
from addons.behaviour.scene import Judge, Scene, called
from addons.behaviour.sight import Conclusion
from addons.behaviour.tally import Recent
from addons.behaviour.wording import span

_LIKE: Final = 0.25
"""share of the gap by which one may differ and still be like the others"""
_STEADY: Final = 0.1
_FADE: Final = 1 / 100
_SLOWEST: Final = 60.0
_NEWS: Final = 5.0
"""seconds between requests for the same thing: what watches over an API leaves it more"""
_VARIED: Final = 0.25
_REFUSED: Final = 0.25
"""share of the run that may not be served"""
_HABIT: Final = 3600.0
_USERS: Final = 3
"""callers in good standing that keep time at an operation from which on it is the application that does"""


class Beat(msgspec.Struct, array_like=True, gc=False):
    """A run of gaps that are alike. `mean` of them in seconds and the mean of their squares, over about the last hundred."""

    since: float
    last: float
    requests: int = 1
    mean: float = 0.0
    square: float = 0.0
    path: str = ""
    changes: int = 0
    """how often in the run another path was asked for than before"""
    habit: bool = False
    refused: int = 0
    """requests of the run that were not served"""

    def add(self, now: float, path: str, *, served: bool) -> None:
        gap = now - self.last
        self.changes += path != self.path
        self.path = path
        if self.requests > 1 and abs(gap - self.mean) > _LIKE * self.mean:
            self.since, self.requests, self.changes, self.refused = self.last, 1, 0, 0
            self.mean = self.square = 0.0
        self.refused += not served
        weight = max(_FADE, 1 / self.requests)
        self.requests += 1
        self.mean += weight * (gap - self.mean)
        self.square += weight * (gap * gap - self.square)
        self.last = now

    @property
    def variation(self) -> float:
        """Standard deviation over mean."""
        return sqrt(max(self.square - self.mean * self.mean, 0.0)) / self.mean if self.mean > 0 else 1.0


class Rhythm:
    name = "rhythm"

    def __init__(self, settings: AbuseSettings, judge: Judge) -> None:
        self._settings = settings
        self._judge = judge
        self._beats: Recent[Beat] = Recent(settings.callers)
        self._clocks: Recent[list[str]] = Recent(2_000)
        """by operation: the first few callers that keep time there"""

    def observe(self, scene: Scene) -> Iterable[Conclusion]:
        now = scene.sight.at
        beat = self._beats.entries.get(scene.caller)
        if beat is None:
            if not scene.served:
                return ()
            self._beats.touch(scene.caller, Beat(now, now))
            return ()
        if now <= beat.last:
            return ()
        beat.add(now, scene.sight.path, served=scene.served)
        run = beat.requests
        if run < self._settings.rhythm_run or run % self._settings.rhythm_run or scene.machine:
            return ()
        return self._weigh(scene, beat)

    def _weigh(self, scene: Scene, beat: Beat) -> Iterable[Conclusion]:
        varied = beat.changes >= _VARIED * beat.requests
        if beat.mean > (_SLOWEST if varied else _NEWS) or beat.variation > _STEADY:
            return ()
        if beat.refused > _REFUSED * beat.requests:
            return ()
        beat.habit = beat.habit or beat.last - beat.since >= _HABIT or scene.sight.at < self._judge.ready
        if beat.habit:
            return ()
        users = self._clocks.get(scene.key) or []
        if scene.caller not in users and len(users) < _USERS and scene.standing.established(scene.sight.at):
            users = [*users, scene.caller]
            self._clocks.touch(scene.key, users)
        if len(users) >= _USERS or not self._judge.news("rhythm", scene.caller, scene.sight.at, 1.0):
            return ()
        sight = scene.sight
        conclusion = self._judge.conclude(
            "rhythm",
            scene,
            f"{called(sight.identity)} asks every {span(beat.mean)} to within {beat.variation:.0%}, {beat.requests} times on "
            f"end, last for {sight.operation}, as nobody does by hand",
            key=scene.caller,
            level=1.0,
            sure=0.5,
            samples=[sight.request_id],
            evidence={"seconds": beat.mean, "variation": round(beat.variation, 4), "requests": beat.requests},
            is_order=False,
            quiet=86_400.0,
        )
        return (conclusion,)

    def regular(self, caller: str) -> bool:
        """Whether it has kept time for long; for other patterns."""
        settings = self._settings
        beat = self._beats.get(caller)
        return (
            beat is not None
            and beat.requests >= settings.rhythm_requests
            and beat.last - beat.since >= 3600.0 * settings.rhythm_hours
            and beat.variation <= _STEADY
        )

    def tick(self, now: float) -> Iterable[Conclusion]:  # noqa: ARG002
        return ()

    def dump(self) -> Any:
        return [self._beats, self._clocks]

    def load(self, data: Any) -> None:
        self._beats = msgspec.convert(data[0], Recent[Beat])
        self._clocks = msgspec.convert(data[1], Recent[list[str]])
