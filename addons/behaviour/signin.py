"""Which operations sign callers in, and whether one of them is broken for everybody.

A POST or PUT whose template says so (`login`, `token`, `session`, `otp`, …), or at which many callers without a name are
answered 401: who shows a key or a token there does not sign in.
Invariant: an operation that fails for callers in good standing too is out of order: nobody is blamed for it. One of them alone is
no witness, however often it fails: it may be an office's address from which somebody guesses.
Known false positive: `POST /verifications` of addresses or documents; its failures are counted like those of passwords.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from addons.behaviour.scene import Scene
from addons.behaviour.tally import Distinct, Recent

_WORDS: Final = re.compile(
    r"log-?_?in|log-?_?on|sign-?_?in|token|auth(?!or(?!i))|session|passw|otp|verif|2fa|mfa|credential"
)
_CODES: Final = re.compile(r"otp|verif|2fa|mfa|(?:^|[/_-])(?:pin|code)(?:$|[/_-])")
_SPAN: Final = 600.0
_WITNESSES: Final = 3
_AGAIN: Final = 300.0


class Entrance(msgspec.Struct, gc=False):
    """A POST or PUT. `codes`: what is tried is short, so that all tries have one size. Good: callers in good standing."""

    named: bool
    codes: bool
    answers: int = 0
    denied: int = 0
    callers: Distinct = msgspec.field(default_factory=Distinct)
    good: int = 0
    good_at: float = 0.0
    good_failing: float = 0.0
    """share of failures among the last thirty or so sign-ins of callers in good standing"""
    heard: dict[str, float] = {}
    """the last few of them, and when"""

    def hears(self, caller: str, now: float) -> bool:
        """Whether a caller in good standing is a witness: again once three others were, or after five minutes."""
        before = self.heard.get(caller)
        if before is not None and now - before < _AGAIN:
            return False
        self.heard.pop(caller, None)
        self.heard[caller] = now
        if len(self.heard) > _WITNESSES:
            del self.heard[next(iter(self.heard))]
        return True

    def out_of_order(self, now: float) -> bool:
        return self.good >= 20 and self.good_failing >= 0.5 and now - self.good_at <= _SPAN

    @property
    def signs_in(self) -> bool:
        return self.named or (self.denied >= 30 and self.denied >= 0.1 * self.answers and self.callers.count() >= 5)


class SignIns:
    def __init__(self) -> None:
        self.entrances: Recent[Entrance] = Recent(5_000)

    def look(self, scene: Scene) -> Entrance | None:
        """The entrance where the exchange is a sign-in, else None."""
        sight = scene.sight
        if sight.method not in ("POST", "PUT"):
            return None
        entrance = self.entrances.get(scene.key)
        if entrance is None:
            low = sight.operation.lower()
            entrance = Entrance(_WORDS.search(low) is not None, _CODES.search(low) is not None)
            self.entrances.touch(scene.key, entrance)
        if sight.action == "block":
            return None
        entrance.answers += 1
        if sight.status in (401, 403) and (entrance.named or scene.anonymous):
            entrance.denied += 1
            if entrance.callers.many is None:
                entrance.callers.add(scene.caller)
        if not entrance.signs_in:
            return None
        good = scene.standing.established(sight.at) or scene.place.established(sight.at)
        if good and entrance.hears(scene.caller, sight.at):
            entrance.good += 1
            entrance.good_at = sight.at
            entrance.good_failing += (scene.failed - entrance.good_failing) / min(entrance.good, 30)
        scene.sign_in = True
        return entrance

    def dump(self) -> Any:
        return self.entrances

    def load(self, data: Any) -> None:
        self.entrances = msgspec.convert(data, Recent[Entrance])
