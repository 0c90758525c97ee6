"""The only place that decides.

Invariants: observe never blocks; a whitelist entry beats everything; adding a finding never relaxes a verdict
(a whitelist entry excepted).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from addons.finding import Effect, Finding, Mode


class Action(StrEnum):
    ALLOW = "allow"
    THROTTLE = "throttle"
    BLOCK = "block"


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """`action` is what happens, `would` what would happen in enforce; `score` the anomaly points that counted."""

    action: Action = Action.ALLOW
    would: Action = Action.ALLOW
    score: int = 0
    decisive: Finding | None = None
    whitelisted: bool = False

    @property
    def reason(self) -> str:
        return self.decisive.rule if self.decisive else ""


ALLOW = Verdict()


def judge(findings: Iterable[Finding], threshold: int, mode: Mode) -> Verdict:
    """The verdict on one exchange. `threshold`: the anomaly score from which it is blocked (CRS's default is 5).

    Findings of a detector in observe bear on `would` alone.
    """
    findings = tuple(findings)
    if not findings:
        return ALLOW
    for finding in findings:
        if finding.effect is Effect.ALLOW:
            return Verdict(decisive=finding, whitelisted=True)
    binding, score, decisive = _weigh([f for f in findings if f.mode is Mode.ENFORCE], threshold)
    would, _, would_decisive = _weigh(findings, threshold)
    action = binding if mode is Mode.ENFORCE else Action.ALLOW
    return Verdict(action, would, score, decisive or would_decisive)


def _weigh(findings: Iterable[Finding], threshold: int) -> tuple[Action, int, Finding | None]:
    score, worst = 0, None
    blocker = throttler = None
    for finding in findings:
        if finding.effect is Effect.BLOCK:
            blocker = blocker or finding
        elif finding.effect is Effect.THROTTLE:
            throttler = throttler or finding
        elif finding.effect is Effect.SCORE:
            score += finding.severity
            if worst is None or finding.severity > worst.severity:
                worst = finding
    if blocker:
        return Action.BLOCK, score, blocker
    if score >= threshold and worst:
        return Action.BLOCK, score, worst
    if throttler:
        return Action.THROTTLE, score, throttler
    return Action.ALLOW, score, worst
