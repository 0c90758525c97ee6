"""Forest and support vectors score as scikit-learn does, to 1e-9, and refuse what is no model."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import IsolationForest
from sklearn.svm import OneClassSVM

from addons.outliers.forest import LEAVES, MOST_TREES, NODES, Forest, _singles
from addons.outliers.svm import MOST_VECTORS, SupportVectors
from gateway.analyst.training.train import flatten, grow, support


def rows(count: int, seed: int, *, width: int = 23) -> np.ndarray:
    """Not round: some columns constant, some of few values, some skewed, some rows far out."""
    random = np.random.default_rng(seed)
    made = random.normal(size=(count, width))
    made[:, 0] = 1.5
    made[:, 1] = random.integers(0, 3, count)
    made[:, 2] = random.exponential(3, count)
    made[:: max(1, count // 7)] *= 8
    return np.clip(made, -20, 20)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("samples", [2, 3, 40, 256])
def test_the_flat_forest_scores_as_scikit_learn_s(seed: int, samples: int) -> None:
    learned, asked = rows(700, seed), rows(300, seed + 100)
    reference = IsolationForest(n_estimators=60, max_samples=samples, random_state=seed).fit(learned)
    flat = flatten(reference)
    wanted = reference.score_samples(asked)
    assert np.abs(flat.scores(asked) - wanted).max() < 1e-9
    assert max(abs(flat.score(row) - one) for row, one in zip(asked, wanted, strict=True)) < 1e-9


def test_values_at_a_threshold_go_the_way_scikit_learn_sends_them() -> None:
    learned = rows(600, 3)
    reference = IsolationForest(n_estimators=30, max_samples=256, random_state=3).fit(learned)
    tree = reference.estimators_[0].tree_
    asked = np.repeat(learned[:1], tree.node_count, axis=0)
    for place, (feature, threshold) in enumerate(zip(tree.feature, tree.threshold, strict=True)):
        if feature >= 0:
            asked[place, feature] = threshold
    flat = flatten(reference)
    wanted = reference.score_samples(asked)
    assert max(abs(flat.score(row) - one) for row, one in zip(asked, wanted, strict=True)) < 1e-9


def test_a_forest_too_deep_to_be_flattened_is_refused() -> None:
    deep = IsolationForest(n_estimators=3, max_samples=512, random_state=1).fit(rows(600, 1))
    with pytest.raises(ValueError, match="deeper than 8"):
        flatten(deep)


@pytest.mark.parametrize("seed", range(4))
def test_the_flat_support_vectors_decide_as_scikit_learn_s(seed: int) -> None:
    learned, asked = rows(900, seed), rows(300, seed + 100)
    reference = OneClassSVM(nu=0.1, gamma=1 / 23).fit(learned)
    flat = SupportVectors(reference.support_vectors_, reference.dual_coef_[0], 1 / 23, -float(reference.intercept_[0]))
    wanted = reference.decision_function(asked)
    assert np.abs(flat.decisions(asked) - wanted).max() < 1e-9
    assert max(abs(flat.decide(row) - one) for row, one in zip(asked, wanted, strict=True)) < 1e-9


@pytest.mark.parametrize("contamination", [0.0, 0.1, 0.5])
def test_training_keeps_the_support_vectors_within_their_bound(contamination: float) -> None:
    assert 1 <= len(support(rows(4000, 5), contamination, 1).vectors) <= MOST_VECTORS


def test_training_is_the_same_for_the_same_seed() -> None:
    asked = rows(20, 9)
    one, other, third = (grow(rows(500, 2), 0.1, seed).scores(asked) for seed in (1, 1, 2))
    assert (one == other).all()
    assert (one != third).any()


def forest_parts(trees: int = 2) -> dict[str, object]:
    return {
        "features": np.zeros((trees, NODES), np.uint8),
        "thresholds": np.full((trees, NODES), np.inf),
        "depths": np.ones((trees, LEAVES)),
        "denominator": 1.0,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"features": np.zeros((0, NODES), np.uint8)},
        {"features": np.zeros((2, NODES - 1), np.uint8)},
        {"thresholds": np.full((2, NODES), np.nan)},
        {"depths": np.full((2, LEAVES), np.inf)},
        {"depths": np.ones((1, LEAVES))},
        {"denominator": 0.0},
        {"denominator": float("nan")},
        forest_parts(MOST_TREES + 1),
    ],
)
def test_a_forest_of_wrong_parts_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="forest"):
        Forest(**forest_parts() | wrong)


@pytest.mark.parametrize(
    ("vectors", "weights", "gamma", "rho"),
    [
        (np.zeros((0, 3)), np.zeros(0), 1.0, 0.0),
        (np.zeros((MOST_VECTORS + 1, 3)), np.zeros(MOST_VECTORS + 1), 1.0, 0.0),
        (np.zeros((2, 3)), np.zeros(3), 1.0, 0.0),
        (np.full((2, 3), np.nan), np.zeros(2), 1.0, 0.0),
        (np.zeros((2, 3)), np.zeros(2), 0.0, 0.0),
        (np.zeros((2, 3)), np.zeros(2), 1.0, float("inf")),
    ],
)
def test_support_vectors_of_wrong_parts_are_refused(
    vectors: np.ndarray, weights: np.ndarray, gamma: float, rho: float
) -> None:
    with pytest.raises(ValueError, match="svm"):
        SupportVectors(vectors, weights, gamma, rho)


def test_a_threshold_of_32_bits_decides_as_the_one_of_64_did() -> None:
    random = np.random.default_rng(3)
    near = random.normal(size=400).astype(np.float32)
    rows = np.concatenate([near, np.nextafter(near, np.float32(9)), np.nextafter(near, np.float32(-9))])
    thresholds = np.concatenate(
        [near.astype(np.float64) + random.choice([-1e-12, 0.0, 1e-12], 400), [np.inf, -np.inf, 1e300]]
    )
    less = _singles(thresholds)
    assert less.dtype == np.float32
    assert ((rows[:, None] > less) == (rows.astype(np.float64)[:, None] > thresholds)).all()
