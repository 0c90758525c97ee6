"""Fits a model on one API's requests and measures it on later ones it was not fitted on.

Everything the model keeps but its calibration (scaler, medians, operations, trees, vectors) comes from the first 80 % in
time; the threshold from the next 10 %; what it is said to be worth from the last 10 %. The time of day has a part only once
two whole days were learned from: else every new hour would be unusual.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import IsolationForest
from sklearn.preprocessing import StandardScaler
from sklearn.svm import OneClassSVM

from addons.outliers.addon import OutliersSettings
from addons.outliers.features import FEATURES, RELATIVE, Seen, measure
from addons.outliers.forest import DEPTH, LEAVES, NODES, Forest
from addons.outliers.model import (
    MOST_CALIBRATION,
    MOST_OPERATIONS,
    WIDTH,
    Calibration,
    OutlierModel,
    Standard,
    Usual,
    encode_model,
)
from addons.outliers.svm import BOUND, MOST_VECTORS, SupportVectors
from gateway.analyst.training.dataset import Split
from gateway.analyst.training.perturb import PERTURBATIONS, perturbed
from gateway.storage.models import Reference

Floats = npt.NDArray[np.float64]
Progress = Callable[[str, float], None]
"""told what is being done and how much of it is, 0–1"""

TREES = 100
TREE_SAMPLES = 2**DEPTH
SVM_ROWS = 3000
LEAST_LEARNED = 400
"""requests; fewer say nothing of what is usual"""
LEAST_OF_OPERATION = 5
WHOLE_DAYS = 2
DAY = 86_400_000_000
BINS = 10
STRANGE = 200
"""requests of each kind of perturbation"""
LEAST_SPREAD = 0.3
"""of an operation's lengths, as logarithms: an id may have a digit more or less"""
LEAST_FOREST_SPREAD = 0.03
LEAST_SVM_SPREAD = 0.2
"""of rho: where all training requests are alike, what is a little different must not be infinitely far"""
_RELATIVE_PLACES = [FEATURES.index(name) for name in RELATIVE]
_DAY_PLACES = [FEATURES.index(name) for name in ("day_sin", "day_cos")]


class TooLittleError(Exception):
    """Not enough was recorded to learn from; says how much there is and must be."""


@dataclass(frozen=True, slots=True)
class Trained:
    model: OutlierModel
    blob: bytes
    metrics: dict[str, Any]


def fit(split: Split, contamination: float, seed: int, *, operations: bool, progress: Progress) -> Trained:
    """Raises TooLittleError. `operations` False: of several APIs, whose operations are not told apart."""
    started = time.monotonic()
    if len(split.learned) < LEAST_LEARNED:
        have = len(split.learned) + len(split.calibrating) + len(split.checking)
        raise TooLittleError(f"{have} clean requests recorded: {LEAST_LEARNED * 10 // 8} are the least to learn from")
    progress("measuring", 0.0)
    measured = np.array([measure(seen) for seen in split.learned])
    table, other = _usual(split.learned, measured, operations=operations)
    blank = _blank(table, other, measured, len(split.learned))
    progress("standardising", 0.2)
    rows = np.array([blank.row(list(one), seen.operation) for one, seen in zip(measured, split.learned, strict=True)])
    standard = _standard(rows, with_time=_days(split) >= WHOLE_DAYS)
    rows = np.clip((rows - standard.mean) / standard.scale, -BOUND, BOUND)
    standard = Standard(standard.mean, standard.scale, np.median(rows, axis=0))
    progress("isolation forest", 0.3)
    forest = grow(rows, contamination, seed)
    progress("one-class SVM", 0.6)
    vectors = support(rows, contamination, seed)
    model = OutlierModel(
        forest, vectors, standard, blank.calibration, table, other, blank.lows, blank.highs, len(split.learned)
    )
    progress("calibrating", 0.8)
    scores = _scores(model, split.calibrating[-MOST_CALIBRATION:])
    model = OutlierModel(
        forest,
        vectors,
        standard,
        _calibration(scores, vectors.rho),
        table,
        other,
        blank.lows,
        blank.highs,
        len(split.learned),
    )
    blob = encode_model(model)
    progress("checking", 0.9)
    return Trained(model, blob, _metrics(model, blob, split, measured, seed) | _spent(started))


def grow(rows: Floats, contamination: float, seed: int) -> Forest:
    """Isolation Forest on standardised rows, flattened."""
    forest = IsolationForest(
        n_estimators=TREES,
        max_samples=min(TREE_SAMPLES, len(rows)),
        contamination=contamination or "auto",
        random_state=seed,
    ).fit(rows)
    return flatten(forest)


def flatten(forest: IsolationForest) -> Forest:
    """Raises ValueError for trees deeper than `addons.outliers.forest.DEPTH`."""
    trees = [estimator.tree_ for estimator in forest.estimators_]
    if max(tree.max_depth for tree in trees) > DEPTH:
        raise ValueError(f"a tree is deeper than {DEPTH} levels: max_samples must be at most {TREE_SAMPLES}")
    features = np.zeros((len(trees), NODES), np.uint8)
    thresholds = np.full((len(trees), NODES), np.inf)
    depths = np.zeros((len(trees), LEAVES))
    for place, tree in enumerate(trees):
        waiting = [(0, 0, 0)]
        while waiting:
            node, heap, level = waiting.pop()
            left = tree.children_left[node]
            if left < 0:
                width = 2 ** (DEPTH - level)
                first = (heap + 1) * width - LEAVES
                depths[place, first : first + width] = level + expected_depth(int(tree.n_node_samples[node]))
                continue
            features[place, heap] = tree.feature[node]
            thresholds[place, heap] = tree.threshold[node]
            waiting.append((left, 2 * heap + 1, level + 1))
            waiting.append((tree.children_right[node], 2 * heap + 2, level + 1))
    return Forest(features, thresholds, depths, len(trees) * expected_depth(int(forest.max_samples_)))


def expected_depth(samples: int) -> float:
    """Of a search that fails, in a random binary tree of so many samples (equation 1 of the paper)."""
    if samples <= 1:
        return 0.0
    if samples == 2:
        return 1.0
    return 2.0 * (math.log(samples - 1.0) + np.euler_gamma) - 2.0 * (samples - 1.0) / samples


def support(rows: Floats, contamination: float, seed: int) -> SupportVectors:
    """One-Class SVM on at most `SVM_ROWS` of the rows: fewer, until it takes at most `MOST_VECTORS` support vectors."""
    order = np.random.default_rng(seed).permutation(len(rows))
    count = min(SVM_ROWS, len(rows))
    nu = min(max(contamination, 0.001), 0.5)
    count = min(count, max(LEAST_LEARNED, int(0.9 * MOST_VECTORS / nu)))
    while True:
        machine = OneClassSVM(kernel="rbf", nu=nu, gamma=1.0 / WIDTH, tol=1e-4).fit(rows[order[:count]])
        if len(machine.support_vectors_) <= MOST_VECTORS:
            return SupportVectors(
                np.array(machine.support_vectors_, np.float64),
                np.array(machine.dual_coef_[0], np.float64),
                1.0 / WIDTH,
                -float(machine.intercept_[0]),
            )
        count = count * 2 // 3


def maturity(requests: int, days: float) -> str:
    """How far to trust it: `young` below 2,000 requests or two days, `grown` below a week, then `mature`."""
    if requests < 2000 or days < WHOLE_DAYS:
        return "young"
    return "grown" if days < 7 else "mature"


def alert_rate(model: OutlierModel, seen: Sequence[Seen]) -> float:
    """Share of these that are outliers under the addon's own settings."""
    return float(np.mean(_levels(model, seen) > _threshold(model))) if seen else 0.0


def separation(model: OutlierModel, seen: Sequence[Seen], seed: int) -> dict[str, float]:
    """Share of these that are outliers once made strange, by kind of strangeness."""
    threshold = _threshold(model)
    some = list(seen[:: max(1, len(seen) // STRANGE)])
    return {
        kind: float(np.mean(_levels(model, perturbed(some, kind, seed)) > threshold)) for kind in PERTURBATIONS if some
    }


def _threshold(model: OutlierModel) -> float:
    settings = OutliersSettings()
    return model.threshold(settings.alert_rate, settings.weight)


def _levels(model: OutlierModel, seen: Sequence[Seen]) -> Floats:
    weight = OutliersSettings().weight
    parts = (model.calibration.centre - _scores(model, seen)) / model.calibration.spread
    levels: Floats = parts @ np.array([weight, 1 - weight])
    return levels


def _scores(model: OutlierModel, seen: Sequence[Seen]) -> Floats:
    rows = np.array([model.row(measure(one), one.operation) for one in seen]).reshape(-1, WIDTH)
    return np.column_stack([model.forest.scores(rows), model.vectors.decisions(rows)])


def _usual(learned: Sequence[Seen], measured: Floats, *, operations: bool) -> tuple[dict[str, Usual], Usual]:
    """What is usual for each operation that was seen often enough, and for any."""
    values = measured[:, _RELATIVE_PLACES]
    by_operation: defaultdict[str, list[int]] = defaultdict(list)
    if operations:
        for place, seen in enumerate(learned):
            by_operation[seen.operation].append(place)
    often = sorted(by_operation.items(), key=lambda item: -len(item[1]))[:MOST_OPERATIONS]
    table = {
        name: _usual_of(values[places], len(places)) for name, places in often if len(places) >= LEAST_OF_OPERATION
    }
    return table, _usual_of(values, 0)


def _usual_of(values: Floats, count: int) -> Usual:
    medians = np.median(values, axis=0)
    spreads = np.maximum(1.4826 * np.median(np.abs(values - medians), axis=0), LEAST_SPREAD)
    lows, highs = np.quantile(values, [0.01, 0.99], axis=0)
    parts = (medians, spreads, lows, highs)
    return Usual(count, *(tuple(float(value) for value in part) for part in parts))


def _blank(table: dict[str, Usual], other: Usual, measured: Floats, count: int) -> OutlierModel:
    """Makes rows that are not standardised yet."""
    nothing = Standard(np.zeros(WIDTH), np.full(WIDTH, 1.0), np.zeros(WIDTH))
    lows, highs = np.quantile(measured, [0.01, 0.99], axis=0)
    forest = Forest(np.zeros((1, NODES), np.uint8), np.full((1, NODES), np.inf), np.zeros((1, LEAVES)), 1.0)
    vectors = SupportVectors(np.zeros((1, WIDTH)), np.ones(1), 1.0, 0.0)
    kept = Calibration(np.zeros((1, 2)), np.zeros(2), np.ones(2))
    return OutlierModel(forest, vectors, nothing, kept, table, other, lows, highs, count)


def _standard(rows: Floats, *, with_time: bool) -> Standard:
    """A feature that hardly varied has a floor to its scale: what never was must not be infinitely strange."""
    scaler = StandardScaler().fit(rows)
    scale = np.maximum(np.sqrt(scaler.var_), _FLOORS)
    if not with_time:
        scale[_DAY_PLACES] = 1e12
    return Standard(np.array(scaler.mean_, np.float64), scale, np.zeros(WIDTH))


def _floors() -> Floats:
    shares = {"path_digits", "query_digits", "agent_digits"}
    switches = {"agent_browser", "named", "writes"}
    own = [0.15 if name in shares or name in switches else 0.35 for name in FEATURES]
    return np.array([*own, *([0.5] * len(RELATIVE)), 0.3])


_FLOORS = _floors()


def _calibration(scores: Floats, rho: float) -> Calibration:
    centre = np.median(scores, axis=0)
    floors = np.array([LEAST_FOREST_SPREAD, max(LEAST_SVM_SPREAD * abs(rho), 1e-3)])
    spread = np.maximum(centre - np.quantile(scores, 0.01, axis=0), floors)
    return Calibration(scores, centre, spread)


def _metrics(model: OutlierModel, blob: bytes, split: Split, measured: Floats, seed: int) -> dict[str, Any]:
    days = _days(split)
    kinds = separation(model, split.checking, seed)
    return {
        "learned": len(split.learned),
        "calibrated": len(split.calibrating),
        "checked": len(split.checking),
        "since": split.learned[0].at,
        "until": split.checking[-1].at if split.checking else split.learned[-1].at,
        "days": round(days, 3),
        "maturity": maturity(len(split.learned), days),
        "target_alert_rate": OutliersSettings().alert_rate,
        "alert_rate": alert_rate(model, split.checking),
        "separation": round(sum(kinds.values()) / len(kinds), 4) if kinds else 0.0,
        "separation_by_kind": {kind: round(share, 4) for kind, share in kinds.items()},
        "support_vectors": len(model.vectors.weights),
        "operations": len(model.operations),
        "bytes": len(blob),
        "reference": _reference(measured),
    }


def _reference(measured: Floats) -> Reference:
    """How each feature was distributed, for drift: edges of at most ten bins and the share in each."""
    found: Reference = {}
    for place, name in enumerate(FEATURES):
        if place in _DAY_PLACES:
            continue
        edges = np.unique(np.quantile(measured[:, place], np.linspace(0, 1, BINS + 1)[1:-1]))
        counts = np.bincount(np.searchsorted(edges, measured[:, place], side="left"), minlength=len(edges) + 1)
        found[name] = {
            "edges": [round(float(edge), 6) for edge in edges],
            "shares": [round(float(count) / len(measured), 6) for count in counts],
        }
    return found


def _days(split: Split) -> float:
    return (split.learned[-1].at - split.learned[0].at) / DAY


def _spent(started: float) -> dict[str, float]:
    return {"seconds": round(time.monotonic() - started, 2)}
