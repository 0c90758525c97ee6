"""Why a request is an outlier: what about it moved its level most, beside what is usual.

For each thing a person would name (the query's length, the time of day) its features are put to their medians and the
level is asked for again; and the other way round, it alone is put into a request that is the median in all else, as far
beyond the support vectors everything is equally far. The three that move the level most, both taken together, are told.
At most two scorings for each of `THINGS`: bounded, and done for outliers alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from addons.outliers.features import FEATURES, RELATIVE, Seen
from addons.outliers.model import RARITY, Floats, OutlierModel, Usual

TOLD: Final = 3
SAME: Final = 0.25
"""standard deviations from the median: nearer, a feature is no reason"""
LEAST_SHARE: Final = 0.1
"""of what the strongest one does; less is no reason"""


@dataclass(frozen=True, slots=True)
class Thing:
    """`features`: those that say something of it, the first one is shown; `location` as of a finding."""

    name: str
    location: str
    features: tuple[str, ...]
    unit: str = ""


THINGS: Final = (
    Thing("path length", "path", ("path_length",)),
    Thing("longest path segment", "path", ("path_longest",)),
    Thing("unusual characters in the path", "path", ("path_odd",)),
    Thing("digits in the path", "path", ("path_digits",), " %"),
    Thing("query length", "query", ("query_length",)),
    Thing("longest query parameter", "query", ("query_longest",)),
    Thing("unusual characters in the query", "query", ("query_odd",)),
    Thing("digits in the query", "query", ("query_digits",), " %"),
    Thing("query parameters", "query", ("query_parameters",)),
    Thing("body size", "body", ("request_bytes",), " B"),
    Thing("user agent's length", "header:user-agent", ("agent_length", "agent_words", "agent_digits", "agent_browser")),
    Thing("credential", "", ("named",)),
    Thing("method", "", ("writes",)),
    Thing("time", "", ("day_sin", "day_cos")),
    Thing("operation", "", ()),
)
_INDEX: Final = {name: place for place, name in enumerate(FEATURES)}


def _places(thing: Thing) -> list[int]:
    if not thing.features:
        return [RARITY]
    places = [_INDEX[name] for name in thing.features]
    return places + [len(FEATURES) + RELATIVE.index(name) for name in thing.features if name in RELATIVE]


_PLACES: Final = tuple(_places(thing) for thing in THINGS)


@dataclass(frozen=True, slots=True)
class Reason:
    """`moved`: by how much it raised the level."""

    thing: Thing
    text: str
    moved: float


def strongest(model: OutlierModel, row: Floats, measured: list[float], seen: Seen, weight: float) -> list[Reason]:
    """At most three, the strongest first. `row` as of `model.row`."""
    level = model.level(model.scores(row), weight)
    falls = []
    medians = model.standard.medians
    usual = model.level(model.scores(medians), weight)
    apart = np.abs(row - medians) > SAME
    for thing, places in zip(THINGS, _PLACES, strict=True):
        if not apart[places].any():
            continue
        other = row.copy()
        other[places] = medians[places]
        alone = medians.copy()
        alone[places] = row[places]
        fell = level - model.level(model.scores(other), weight)
        rose = model.level(model.scores(alone), weight) - usual
        falls.append(((fell + rose) / 2, thing))
    if not falls:
        return []
    falls.sort(key=lambda fall: -fall[0])
    least = max(0.0, falls[0][0] * LEAST_SHARE)
    return [Reason(thing, _told(model, thing, measured, seen), fell) for fell, thing in falls[:TOLD] if fell > least]


def _told(model: OutlierModel, thing: Thing, measured: list[float], seen: Seen) -> str:
    usual = model.operations.get(seen.operation, model.other)
    if thing.name == "operation":
        return f"{seen.operation[:80]} seen {usual.count:,} times in {model.trained_on:,} requests"
    name = thing.features[0]
    place = _INDEX[name]
    low, high = float(model.lows[place]), float(model.highs[place])
    if name == "day_sin":
        hours, minutes = divmod(seen.at // 60_000_000 % 1440, 60)
        return f"at {hours:02}:{minutes:02} UTC (rare then)"
    if name == "named":
        what = "a credential" if seen.named else "no credential"
        return f"{what} (usual: {_share(low, high, 'with one', 'without')})"
    if name == "writes":
        return f"method {seen.method} (usual: {_share(low, high, 'writing', 'reading')})"
    if name in RELATIVE and usual.count:
        low, high = _range(usual, name)
    return f"{thing.name} {_natural(name, measured[place])}{thing.unit} (usually {_between(name, low, high)})"


def _range(usual: Usual, name: str) -> tuple[float, float]:
    place = RELATIVE.index(name)
    return usual.lows[place], usual.highs[place]


def _between(name: str, low: float, high: float) -> str:
    one, other = _natural(name, low), _natural(name, high)
    return one if one == other else f"{one}–{other}"


def _natural(name: str, value: float) -> str:
    if name.endswith("_digits"):
        return f"{value * 100:.0f}"
    return f"{math.expm1(value):,.0f}"


def _share(low: float, high: float, yes: str, no: str) -> str:
    return f"{yes} or {no}" if low != high else yes if high else no
