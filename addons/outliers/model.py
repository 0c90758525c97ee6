"""One API's idea of a usual request: what was learned, how it is kept, and the scores of a request by it.

A request becomes a row: the features as measured, four of them also against what is usual for its operation, and how rare
that operation is; each standardised with what training saw. Forest and support vectors score the row; both scores, as
multiples of how far calibration requests spread, make one level, weighted as the settings say. The calibration requests' own
levels are kept with the model, so that an alert rate becomes a threshold whatever the weight.

Kept as msgpack of plain numbers and raw arrays: nothing in it can run. `decode_model` takes nothing on trust: another format,
other features, wrong sizes, values that are no numbers are a `ModelError`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import msgspec
import numpy as np
import numpy.typing as npt

from addons.outliers.features import FEATURES, RELATIVE
from addons.outliers.forest import LEAVES, NODES, Forest
from addons.outliers.svm import BOUND, MOST_VECTORS, SupportVectors

FORMAT: Final = 1
MOST_BYTES: Final = 8 * 1024 * 1024
MOST_OPERATIONS: Final = 512
MOST_CALIBRATION: Final = 4096
WIDTH: Final = len(FEATURES) + len(RELATIVE) + 1
"""of a row: features, deviations from the operation's median, rarity of the operation"""
RARITY: Final = WIDTH - 1
MOST_DEVIATION: Final = 10.0
TAIL: Final = 0.05
"""share of the calibration requests that a threshold beyond them is drawn out from"""
COUNTED: Final = 10
"""calibration requests that must lie beyond a threshold for it to be counted rather than drawn out"""
_PLACES: Final = tuple(FEATURES.index(name) for name in RELATIVE)
_NAMES: Final = [*FEATURES, *(f"{name}_here" for name in RELATIVE), "rarity"]

Floats = npt.NDArray[np.float64]


class ModelError(ValueError):
    """A model that cannot be used, and why."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for one operation. All of `RELATIVE`'s order: `medians` and `spreads` in the features' own measure."""

    count: int
    medians: tuple[float, ...]
    spreads: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """What a row is standardised with, (WIDTH) each: standard scores are `(row - mean) / scale`; `medians` of those scores."""

    mean: Floats
    scale: Floats
    medians: Floats


@dataclass(frozen=True, slots=True)
class Calibration:
    """`scores` (n, 2): forest and support vectors on calibration requests; usual is at `centre`, (2), and far at one `spread`."""

    scores: Floats
    centre: Floats
    spread: Floats


@dataclass(frozen=True)
class OutlierModel:
    """`operations` empty: of several APIs, where an operation's name says nothing. `other`: for operations not named.

    `lows`, `highs` (len(FEATURES)): the 1 % and 99 % of each feature as measured. `trained_on`: requests.
    """

    forest: Forest
    vectors: SupportVectors
    standard: Standard
    calibration: Calibration
    operations: dict[str, Usual]
    other: Usual
    lows: Floats
    highs: Floats
    trained_on: int

    def row(self, measured: list[float], operation: str) -> Floats:
        """What is scored, (WIDTH). `measured`: as of `features.measure`."""
        usual = self.operations.get(operation, self.other)
        values = measured.copy()
        for place, median, spread in zip(_PLACES, usual.medians, usual.spreads, strict=True):
            away = (measured[place] - median) / spread
            values.append(min(max(away, -MOST_DEVIATION), MOST_DEVIATION))
        values.append(self.rarity(usual))
        row = np.array(values)
        row -= self.standard.mean
        row *= self._inverse
        np.minimum(row, BOUND, out=row)
        np.maximum(row, -BOUND, out=row)
        return row

    def rarity(self, usual: Usual) -> float:
        return math.log10((self.trained_on + 1) / (usual.count + 1)) if self.operations else 0.0

    def scores(self, row: Floats) -> tuple[float, float]:
        """Of the forest and of the support vectors: the less, the more unusual."""
        return self.forest.score(row), self.vectors.decide(row)

    def level(self, scores: tuple[float, float], weight: float) -> float:
        """One figure of both, `weight` (0–1) of it the forest's: 0 is usual, the more the more unusual."""
        (forest, vectors), (forest_spread, vectors_spread) = self._spreads
        return weight * (forest - scores[0]) / forest_spread + (1 - weight) * (vectors - scores[1]) / vectors_spread

    def threshold(self, alert_rate: float, weight: float) -> float:
        """The level that `alert_rate` (0–1, exclusive) of usual requests are above, by the calibration requests.

        A rate so small that fewer than `COUNTED` of them are above is drawn out from the last 5 % of them, taking their tail for
        exponential, unless they themselves reach further.
        """
        kept = self.calibration
        parts = (kept.centre - kept.scores) / kept.spread
        levels = np.sort(parts @ np.array([weight, 1 - weight]))
        counted = float(np.quantile(levels, 1 - alert_rate))
        if alert_rate >= TAIL or alert_rate * len(levels) >= COUNTED:
            return counted
        base = float(np.quantile(levels, 1 - TAIL))
        beyond = levels[levels > base]
        mean = float((beyond - base).mean()) if len(beyond) else 0.0
        return max(counted, base + max(mean, 1e-6) * math.log(TAIL / alert_rate))

    @cached_property
    def _inverse(self) -> Floats:
        return 1.0 / self.standard.scale

    @cached_property
    def _spreads(self) -> tuple[tuple[float, float], tuple[float, float]]:
        centre, spread = self.calibration.centre, self.calibration.spread
        return (float(centre[0]), float(centre[1])), (float(spread[0]), float(spread[1]))


class _Operation(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    name: str
    count: int
    medians: list[float]
    spreads: list[float]
    lows: list[float]
    highs: list[float]


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Arrays are little-endian, row by row."""

    features: list[str]
    trained_on: int
    trees: int
    node_features: bytes
    node_thresholds: bytes
    leaf_depths: bytes
    denominator: float
    support_vectors: bytes
    support_weights: bytes
    gamma: float
    rho: float
    mean: bytes
    scale: bytes
    medians: bytes
    scores: bytes
    centre: list[float]
    spread: list[float]
    lows: list[float]
    highs: list[float]
    other: _Operation
    operations: list[_Operation]
    kind: str = "outliers"
    format: int = FORMAT


def encode_model(model: OutlierModel) -> bytes:
    """Raises ModelError where it would be larger than `MOST_BYTES`."""
    forest, vectors, standard, kept = model.forest, model.vectors, model.standard, model.calibration
    data = msgspec.msgpack.encode(
        _Stored(
            features=_NAMES,
            trained_on=model.trained_on,
            trees=len(forest.features),
            node_features=forest.features.tobytes(),
            node_thresholds=_bytes(forest.thresholds),
            leaf_depths=_bytes(forest.depths),
            denominator=forest.denominator,
            support_vectors=_bytes(vectors.vectors),
            support_weights=_bytes(vectors.weights),
            gamma=vectors.gamma,
            rho=vectors.rho,
            mean=_bytes(standard.mean),
            scale=_bytes(standard.scale),
            medians=_bytes(standard.medians),
            scores=_bytes(kept.scores),
            centre=kept.centre.tolist(),
            spread=kept.spread.tolist(),
            lows=model.lows.tolist(),
            highs=model.highs.tolist(),
            other=_operation("", model.other),
            operations=[_operation(name, usual) for name, usual in sorted(model.operations.items())],
        )
    )
    if len(data) > MOST_BYTES:
        raise ModelError(f"the model takes {len(data)} bytes: at most {MOST_BYTES}")
    return data


def decode_model(data: bytes) -> OutlierModel:
    """Raises ModelError for anything but what `encode_model` of this version makes."""
    if len(data) > MOST_BYTES:
        raise ModelError(f"the model takes {len(data)} bytes: at most {MOST_BYTES}")
    try:
        stored = msgspec.msgpack.decode(data, type=_Stored)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ModelError(f"not a model of outliers: {error}") from None
    if (stored.kind, stored.format) != ("outliers", FORMAT) or stored.features != _NAMES:
        raise ModelError(f"made for other features or by another version: {stored.kind} of format {stored.format}")
    try:
        return _model(stored)
    except ValueError as error:
        raise ModelError(str(error)) from None


def _model(stored: _Stored) -> OutlierModel:
    if len(stored.operations) > MOST_OPERATIONS or stored.trained_on < 0:
        raise ValueError(f"{len(stored.operations)} operations, trained on {stored.trained_on}")
    features = np.frombuffer(stored.node_features, np.uint8).reshape(-1, NODES)
    if features.size and features.max() >= WIDTH:
        raise ValueError(f"forest: asks for feature {features.max()} of {WIDTH}")
    forest = Forest(
        features,
        _array(stored.node_thresholds, (stored.trees, NODES), finite=False),
        _array(stored.leaf_depths, (stored.trees, LEAVES)),
        stored.denominator,
    )
    count = len(stored.support_weights) // 8
    if count > MOST_VECTORS:
        raise ValueError(f"svm: {count} support vectors: at most {MOST_VECTORS}")
    vectors = SupportVectors(
        _array(stored.support_vectors, (count, WIDTH)),
        _array(stored.support_weights, (count,)),
        stored.gamma,
        stored.rho,
    )
    standard = Standard(*(_array(one, (WIDTH,)) for one in (stored.mean, stored.scale, stored.medians)))
    calibrated = len(stored.scores) // 16
    if not 1 <= calibrated <= MOST_CALIBRATION:
        raise ValueError(f"calibration: {calibrated} requests: must be 1–{MOST_CALIBRATION}")
    calibration = Calibration(
        _array(stored.scores, (calibrated, 2)), _numbers(stored.centre, 2), _numbers(stored.spread, 2)
    )
    if standard.scale.min() <= 0 or calibration.spread.min() <= 0:
        raise ValueError("a scale or spread is not above 0")
    return OutlierModel(
        forest,
        vectors,
        standard,
        calibration,
        {one.name: _usual(one) for one in stored.operations},
        _usual(stored.other),
        _numbers(stored.lows, len(FEATURES)),
        _numbers(stored.highs, len(FEATURES)),
        stored.trained_on,
    )


def _bytes(array: npt.NDArray[Any]) -> bytes:
    return np.ascontiguousarray(array, dtype="<f8").tobytes()


def _array(data: bytes, shape: tuple[int, ...], *, finite: bool = True) -> Floats:
    array = np.frombuffer(data, "<f8").astype(np.float64).reshape(shape)
    if finite and not np.isfinite(array).all():
        raise ValueError("a value is no number")
    return array


def _numbers(values: list[float], count: int) -> Floats:
    if len(values) != count or not all(map(math.isfinite, values)):
        raise ValueError(f"{len(values)} values where {count} numbers must be")
    return np.array(values, np.float64)


def _operation(name: str, usual: Usual) -> _Operation:
    return _Operation(name, usual.count, list(usual.medians), list(usual.spreads), list(usual.lows), list(usual.highs))


def _usual(stored: _Operation) -> Usual:
    parts = (stored.medians, stored.spreads, stored.lows, stored.highs)
    for part in parts:
        _numbers(part, len(RELATIVE))
    if stored.count < 0 or min(stored.spreads) <= 0:
        raise ValueError(f"operation {stored.name[:80]!r}: its count or a spread is not above 0")
    return Usual(stored.count, *(tuple(part) for part in parts))
