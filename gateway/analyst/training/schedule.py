"""When a training is due, and why. Pure.

First once enough was recorded, then daily, sooner where traffic drifted from what the model learned. Drift is the population
stability index of a feature: sum((a - b) ln(a / b)) over the shares a and b of ten bins; above 0.25 is commonly read as a
shift of the population (Siddiqi: Credit Risk Scorecards, 2006).
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from addons.outliers.features import FEATURES
from gateway.storage.models import Reference

FIRST_REQUESTS = 2000
NEW_REQUESTS = 1000
"""since the last training; fewer have nothing new to say"""
HOUR = 3_600_000_000
DAY = 24 * HOUR
NEW_REVIEWS = 5
DRIFT = 0.25
DRIFTED_FEATURES = 2
"""one feature alone drifts with a client's new version"""
DRIFT_REQUESTS = 1000
"""fewer recent ones do not tell a drift from chance"""
_LEAST_SHARE = 1e-4


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one API. Times in microseconds, 0: never. `recorded` requests in all, `new` since `trained_at`."""

    trained_at: int
    asked_at: int
    recorded: int
    new: int
    drifted: tuple[str, ...] = ()


def due(standing: Standing, now: int) -> str:
    """Why a training is due at `now`; empty where none is. Not within an hour of the last one, whatever came of that."""
    if standing.asked_at and now - standing.asked_at < HOUR:
        return ""
    if not standing.trained_at:
        return f"first: {standing.recorded:,} requests recorded" if standing.recorded >= FIRST_REQUESTS else ""
    if standing.new < NEW_REQUESTS:
        return ""
    if len(standing.drifted) >= DRIFTED_FEATURES:
        return f"drift: {', '.join(standing.drifted[:4])}"
    return "daily" if now - standing.trained_at >= DAY else ""


def texts_due(trained_at: int, asked_at: int, reviews: int, now: int) -> str:
    """Why a training of the payload classifier is due at `now`: as a starting model, after `NEW_REVIEWS` since, or weekly.

    `reviews`: alerts labelled since the last training. Not within an hour of the last one, whatever came of that.
    """
    if asked_at and now - asked_at < HOUR:
        return ""
    if not trained_at:
        return "the starting model"
    if reviews >= NEW_REVIEWS:
        return f"{reviews} new reviews"
    return "weekly" if now - trained_at >= 7 * DAY else ""


def drift(reference: Reference, recent: Sequence[Sequence[float]]) -> dict[str, float]:
    """The index of each feature. `recent`: as of `addons.outliers.features.measure`; at most some thousands."""
    found = {}
    for place, name in enumerate(FEATURES):
        kept = reference.get(name)
        if kept is None or not recent:
            continue
        counts = [0] * len(kept["shares"])
        for one in recent:
            counts[bisect.bisect_left(kept["edges"], round(one[place], 6))] += 1
        found[name] = stability_index(kept["shares"], [count / len(recent) for count in counts])
    return found


def stability_index(expected: Sequence[float], seen: Sequence[float]) -> float:
    """Of two lists of shares, each summing to 1."""
    total = 0.0
    for one, other in zip(expected, seen, strict=True):
        before, after = max(one, _LEAST_SHARE), max(other, _LEAST_SHARE)
        total += (after - before) * math.log(after / before)
    return total


def drifted(indexes: Mapping[str, float]) -> tuple[str, ...]:
    """The features that drifted, the furthest first."""
    return tuple(name for name, index in sorted(indexes.items(), key=lambda item: -item[1]) if index > DRIFT)
