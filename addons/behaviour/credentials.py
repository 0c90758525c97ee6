"""Passwords, codes and keys that are guessed by one caller.

What: failed sign-ins (401, 403, 422, 429) of one source or identity within ten minutes, or slowly within six hours; keys
nobody knows, tried from one address on any operation.
Example: 40 of 41 sign-ins of this address at POST /login failed in 10 minutes; the peers' p99 is 2.
Source: CWE-307; OWASP API2:2023; OWASP automated threats OAT-007, OAT-008.
Known false positive: a person who tries twenty old passwords. A client that repeats one wrong password is told apart by
the size of its requests, which never changes, and by its own past.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from addons.behaviour.abuse_settings import AbuseSettings
from addons.behaviour.peers import Peers, note_peer
from addons.behaviour.scene import SAMPLES, Judge, Scene, called, plural, strength
from addons.behaviour.sight import Conclusion
from addons.behaviour.signin import Entrance
from addons.behaviour.tally import Distinct, Recent, Windows

_SIZES: Final = 32
_ONE_SIZE: Final = 15
"""how many times more failures a newcomer may have whose tries all have one size"""
_KNOWN: Final = 5
"""how many times more failures a caller in good standing may have"""


class Attempts(msgspec.Struct, array_like=True, gc=False):
    """Sign-ins of one caller. `others`: addresses of an identity, identities of an address. About 600 bytes."""

    start: float
    answers: int = 0
    failures: int = 0
    sizes: dict[int, int] = {}
    others: Distinct = msgspec.field(default_factory=Distinct)
    samples: list[str] = []
    blamed: bool = False

    def add(self, scene: Scene, other: str) -> None:
        self.answers += 1
        if scene.failed:
            self.failures += 1
            size = scene.sight.request_bytes
            if size in self.sizes or len(self.sizes) < _SIZES:
                self.sizes[size] = self.sizes.get(size, 0) + 1
            self.others.add(other)
            if len(self.samples) < SAMPLES:
                self.samples.append(scene.sight.request_id)

    @property
    def one_size(self) -> bool:
        return max(self.sizes.values(), default=0) >= 0.9 * self.failures


class Credentials:
    name = "guessing"

    def __init__(self, settings: AbuseSettings, judge: Judge) -> None:
        self._settings = settings
        self._judge = judge
        self._peers: Recent[Peers] = Recent(2_000)
        limit = settings.callers
        self._fast: Windows[Attempts] = Windows(600.0, limit, Attempts, self._close)
        self._slow: Windows[Attempts] = Windows(21_600.0, limit, Attempts)
        self._keys: Windows[Attempts] = Windows(600.0, limit, Attempts)

    def observe(self, scene: Scene, entrance: Entrance | None) -> Iterable[Conclusion]:
        sight = scene.sight
        if entrance is None:
            if sight.status == 401 and not scene.anonymous and not scene.standing.served and sight.action == "allow":
                return self._unknown_key(scene)
            return ()
        found: list[Conclusion] = []
        self._count(scene, entrance, scene.source, sight.identity, found)
        if not scene.anonymous:
            self._count(scene, entrance, sight.identity, scene.source, found)
        return found

    def _count(self, scene: Scene, entrance: Entrance, caller: str, other: str, found: list[Conclusion]) -> None:
        settings, now = self._settings, scene.sight.at
        key = f"{scene.key}\n{caller}"
        for windows, floor, said in (
            (self._fast, settings.guess_failures, "10 minutes"),
            (self._slow, settings.guess_failures_slow, "6 hours"),
        ):
            # Begun by the first failure: whoever never fails costs nothing.
            window = windows.at(key, now) if scene.failed else windows.find(key, now)
            if window is None:
                continue
            window.add(scene, other)
            failures = window.failures
            if not scene.failed or failures < floor or failures < settings.guess_share * window.answers:
                continue
            peers = self._peers.get(scene.key)
            p99 = peers.p99 if peers is not None else 0.0
            bound = max(float(floor), settings.peers_factor * p99)
            known = scene.standing.established(now) or scene.place.established(now)
            if window.one_size and not entrance.codes:
                if known or not scene.anonymous:
                    continue
                bound *= _ONE_SIZE
            if known:
                bound *= _KNOWN
            if failures < bound or entrance.out_of_order(now):
                continue
            window.blamed = True
            several = window.others.count()
            # An identity with one address: that address is told of already.
            if (caller != scene.source and several < 2) or not self._judge.news("guessing", key, now, failures):
                continue
            sure = strength(failures / bound, failures >= 0.95 * window.answers, not known)
            by = (
                ""
                if several < 2
                else f", {'under' if caller == scene.source else 'from'} {several} {'names' if caller == scene.source else 'addresses'}"
            )
            found.append(
                self._judge.conclude(
                    "guessing",
                    scene,
                    f"{failures} of {window.answers} sign-ins of {called(caller)} at {scene.sight.operation} failed in {said}{by}; "
                    f"the peers' p99 is {p99:.0f}",
                    key=key,
                    level=failures,
                    sure=sure,
                    samples=window.samples,
                    evidence={
                        "failures": failures,
                        "answers": window.answers,
                        "peers_p99": round(p99, 1),
                        "bound": bound,
                    },
                    proven=False,
                )
            )

    def _unknown_key(self, scene: Scene) -> Iterable[Conclusion]:
        """Keys that were never served, answered 401, one after the other from one address."""
        now = scene.sight.at
        key = f"{scene.sight.api_id}\n{scene.source}"
        window = self._keys.at(key, now)
        window.add(scene, scene.sight.identity)
        floor = self._settings.guess_keys
        if window.failures < floor or (window.failures > 100 and window.failures % 50):
            return ()
        tried = window.others.count()
        if tried < floor or tried <= scene.place.served or not self._judge.news("keys", key, now, tried):
            return ()
        sure = strength(tried / floor, scene.place.served == 0)
        conclusion = self._judge.conclude(
            "keys",
            scene,
            f"this address tried {plural(tried, 'unknown key')} in 10 minutes, all refused; an address usually has one or two",
            key=key,
            level=tried,
            sure=sure,
            samples=window.samples,
            evidence={"keys": tried, "served": scene.place.served, "bound": floor},
            proven=False,
        )
        return (conclusion,)

    def _close(self, key: str, window: Attempts) -> None:
        if window.blamed or not window.answers:
            return
        operation, _, caller = key.partition("\n")
        note_peer(self._peers, operation, caller, window.failures)

    def tick(self, now: float) -> Iterable[Conclusion]:
        for windows in (self._fast, self._slow, self._keys):
            windows.sweep(now)
        return ()

    def dump(self) -> Any:
        return [self._fast.dump(), self._slow.dump(), self._keys.dump(), self._peers]

    def load(self, data: Any) -> None:
        for windows, each in zip((self._fast, self._slow, self._keys), data[:3], strict=True):
            windows.load(each, Attempts)
        self._peers = msgspec.convert(data[3], Recent[Peers])
