"""Whether a newly trained model may serve: only if it is not worse than what serves now, else it stays a candidate.

Both are measured on the same requests, which neither the new one's fit nor its threshold saw. Pure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

WORSE = 0.02
"""by which the share of strange requests found may fall, as chance has its part in it"""
LEAST_SEPARATION = 0.3
"""below this a model tells too little apart to serve at all"""


@dataclass(frozen=True, slots=True)
class Measured:
    """`alert_rate`: share of clean requests taken for outliers; `separation`: share of strange ones; `checked`: how many."""

    alert_rate: float
    separation: float
    checked: int


@dataclass(frozen=True, slots=True)
class Promotion:
    serves: bool
    reason: str


def bound(target: float, checked: int) -> float:
    """The most a model may alert on clean traffic: three times the target, and what chance adds to so few requests."""
    return 3 * target + 3 * math.sqrt(target / checked) if checked else 0.0


def promote(new: Measured, serving: Measured | None, target: float) -> Promotion:
    """`serving`: what serves now, None where nothing does. `target`: the alert rate that thresholds are set to."""
    if not new.checked:
        return Promotion(serves=False, reason="no later requests to check it on")
    most = bound(target, new.checked)
    if new.alert_rate > most and (serving is None or new.alert_rate > serving.alert_rate):
        return Promotion(
            serves=False,
            reason=f"it alerts on {new.alert_rate:.2%} of recent clean requests; at most {most:.2%} may be",
        )
    if new.separation < LEAST_SEPARATION:
        return Promotion(
            serves=False,
            reason=f"it finds {new.separation:.0%} of strange requests; at least {LEAST_SEPARATION:.0%} must be",
        )
    if serving is not None and new.separation < serving.separation - WORSE and serving.alert_rate <= most:
        return Promotion(
            serves=False,
            reason=f"it finds {new.separation:.0%} of strange requests, the one that serves {serving.separation:.0%}",
        )
    than = "nothing served before" if serving is None else "not worse than the one before"
    return Promotion(
        serves=True,
        reason=f"{than}: alerts on {new.alert_rate:.2%} of recent clean requests, finds {new.separation:.0%} of strange ones",
    )
