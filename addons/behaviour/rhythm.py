"""Callers that keep time like machines: the gaps between requests vary by less than a tenth, for hours.

Source: OAT bots by inter-arrival times; the coefficient of variation of a person's gaps is above 1.
Invariant: never a conclusion of its own, as monitoring and batches keep time too: it only makes another pattern surer.
Memory: about 150 bytes a caller.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import Any, Final

import msgspec

from addons.behaviour.abuse_settings import AbuseSettings
from addons.behaviour.scene import Scene
from addons.behaviour.sight import Conclusion
from addons.behaviour.tally import Recent

_STEADY: Final = 0.1
_FADE: Final = 1 / 100


class Beat(msgspec.Struct, array_like=True, gc=False):
    """`mean` of the gaps in seconds and the mean of their squares, over about the last hundred."""

    since: float
    last: float
    requests: int = 1
    mean: float = 0.0
    square: float = 0.0


class Rhythm:
    name = "rhythm"

    def __init__(self, settings: AbuseSettings) -> None:
        self._settings = settings
        self._beats: Recent[Beat] = Recent(settings.callers)

    def observe(self, scene: Scene) -> Iterable[Conclusion]:
        now = scene.sight.at
        beat = self._beats.entries.get(scene.caller)
        if beat is None:
            self._beats.touch(scene.caller, Beat(now, now))
            return ()
        gap = now - beat.last
        if gap > 3600.0 or gap < 0.0:
            if gap > 0.0:
                self._beats.touch(scene.caller, Beat(now, now))
            return ()
        beat.requests += 1
        weight = _FADE if beat.requests > 100 else 1 / (beat.requests - 1)
        beat.mean += weight * (gap - beat.mean)
        beat.square += weight * (gap * gap - beat.square)
        beat.last = now
        return ()

    def regular(self, caller: str) -> bool:
        settings = self._settings
        beat = self._beats.get(caller)
        if (
            beat is None
            or beat.requests < settings.rhythm_requests
            or beat.last - beat.since < 3600.0 * settings.rhythm_hours
        ):
            return False
        return sqrt(max(beat.square - beat.mean * beat.mean, 0.0)) <= _STEADY * beat.mean

    def tick(self, now: float) -> Iterable[Conclusion]:  # noqa: ARG002
        return ()

    def dump(self) -> Any:
        return self._beats

    def load(self, data: Any) -> None:
        self._beats = msgspec.convert(data, Recent[Beat])
