"""Fits a model of texts and measures it on texts it was not fitted on.

The features are those the workers see (`addons.classifier.text`): a long good text is learned from window by window, a long
attack by its window with the most marks. The n-grams kept are those that tell most (chi-squared), few enough for a worker's
table. Weights by logistic regression; Platt's sigmoid on texts the weights did not come from; measures on yet others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_selection import chi2
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from threadpoolctl import threadpool_limits

from addons.classifier import ClassifierSettings, TextModel, encode_model
from addons.classifier.addon import MOST_WINDOWS
from addons.classifier.model import LONGEST, densest, places_of
from addons.classifier.text import fold
from gateway.analyst.text.corpus import Sample

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint32]
Progress = Callable[[str, float], None]
"""told what is being done and how much of it is, 0–1"""

GRAMS: Final = 24_000
LEAST_SEEN: Final = 4
"""windows an n-gram must be seen in"""
STRENGTH: Final = 30.0
"""C of the logistic regression, chosen on drawn texts"""
MOST_OF_ONE: Final = 6
"""windows of one good text"""
BINS: Final = 10
OWN_WEIGHT: Final = {"drawn": 1.0, "review": 4.0, "traffic": 1.0}
"""what a text counts in the fit: what a person said of this API's own counts for several that were made up"""


@dataclass(frozen=True, slots=True)
class Split:
    """`learned` for the weights, `calibrating` for the sigmoid, `checking` for the measures; no text is in two of them."""

    learned: list[Sample]
    calibrating: list[Sample]
    checking: list[Sample]


@dataclass(frozen=True, slots=True)
class Trained:
    model: TextModel
    blob: bytes
    metrics: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counted:
    """N-grams of windows, one row an n-gram of a window: (rows) each."""

    window: npt.NDArray[np.int64]
    key: Keys
    count: npt.NDArray[np.int64]


def fit(split: Split, progress: Progress) -> Trained:
    started = time.monotonic()
    progress("counting", 0.0)
    windows, attack, weight = _windows(split.learned)
    counted = count(windows)
    progress("choosing n-grams", 0.3)
    keys = choose(counted, attack)
    progress("weighing", 0.45)
    rows, idf = vectors(counted, keys, len(windows))
    with threadpool_limits(1):
        regression = LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-4).fit(rows, attack, sample_weight=weight)
    model = TextModel(
        keys,
        idf,
        np.array(regression.coef_[0], np.float64),
        float(regression.intercept_[0]),
        1.0,
        0.0,
        len(split.learned),
    )
    progress("calibrating", 0.85)
    model = calibrated(model, split.calibrating)
    progress("checking", 0.9)
    blob = encode_model(model)
    metrics = measures(model, split.checking) | {
        "learned": len(split.learned),
        "calibrated": len(split.calibrating),
        "bytes": len(blob),
        "n_grams": len(keys),
        "seconds": round(time.monotonic() - started, 2),
    }
    return Trained(model, blob, metrics)


def count(windows: Sequence[bytes]) -> Counted:
    """The n-grams of each window, and how often each is in it."""
    places, keys, counts = [], [], []
    for place, symbols in enumerate(windows):
        found, times = np.unique(np.concatenate(_grams(symbols)), return_counts=True)
        places.append(np.full(len(found), place))
        keys.append(found)
        counts.append(times)
    return Counted(np.concatenate(places), np.concatenate(keys), np.concatenate(counts))


def choose(counted: Counted, attack: npt.NDArray[np.bool_]) -> Keys:
    """The n-grams that tell attacks from good text best, ascending, no two on one place of the workers' table."""
    keys, place = np.unique(counted.key, return_inverse=True)
    often = np.bincount(place) >= LEAST_SEEN
    kept = np.flatnonzero(often)
    renumbered = np.cumsum(often) - 1
    mask = often[place]
    present = csr_matrix(
        (np.ones(int(mask.sum())), (counted.window[mask], renumbered[place[mask]])), shape=(len(attack), len(kept))
    )
    telling = chi2(present, attack)[0]
    order = kept[np.argsort(-telling, kind="stable")]
    _, firsts = np.unique(places_of(keys[order]), return_index=True)
    chosen: Keys = np.sort(keys[order[np.sort(firsts)[:GRAMS]]])
    return chosen


def vectors(counted: Counted, keys: Keys, windows: int) -> tuple[csr_matrix, Floats]:
    """TF-IDF, one row a window, and the IDF of each of `keys`: ln((1 + windows) / (1 + those it is in)) + 1."""
    column = np.minimum(np.searchsorted(keys, counted.key), len(keys) - 1)
    mask = keys[column] == counted.key
    row, column, times = counted.window[mask], column[mask], counted.count[mask]
    idf: Floats = np.log((1 + windows) / (1 + np.bincount(column, minlength=len(keys)))) + 1
    values = (1 + np.log(times)) * idf[column]
    length = np.sqrt(np.bincount(row, values**2, minlength=windows))
    return csr_matrix((values / length[row], (row, column)), shape=(windows, len(keys))), idf


def calibrated(model: TextModel, samples: Sequence[Sample]) -> TextModel:
    """With Platt's sigmoid fitted on `samples`."""
    decided = decisions(model, samples)
    attack = _attacks(samples)
    sigmoid = LogisticRegression(C=1e6).fit(decided[:, None], attack)
    return TextModel(
        model.keys,
        model.idf,
        model.weights,
        model.intercept,
        max(float(sigmoid.coef_[0, 0]), 1e-3),
        float(sigmoid.intercept_[0]),
        model.trained_on,
    )


def decisions(model: TextModel, samples: Sequence[Sample]) -> Floats:
    """Log-odds of each before calibration, as a worker finds them: by the worst window."""
    likely = np.clip(probabilities(model, samples), 1e-15, 1 - 1e-15)
    decided: Floats = (np.log(likely / (1 - likely)) - model.offset) / model.slope
    return decided


def measures(model: TextModel, samples: Sequence[Sample]) -> dict[str, Any]:
    """What the model is worth on `samples`: ranking, calibration, and what the addon's own settings make of it."""
    settings = ClassifierSettings()
    attack, probability = _attacks(samples), probabilities(model, samples)
    alarmed, doubted = probability >= settings.attack, probability <= (settings.doubt or DOUBT)
    kinds = np.array([sample.kind for sample in samples])
    found = {str(kind): _share(alarmed[attack & (kinds == kind)]) for kind in np.unique(kinds[attack])}
    return {
        "checked": len(samples),
        "auc": round(float(roc_auc_score(attack, probability)), 5) if 0 < attack.sum() < len(attack) else 0.0,
        "brier": round(float(brier_score_loss(attack, probability)), 5),
        "reliability": reliability(attack, probability),
        "target_alert_rate": TARGET_ALERT_RATE,
        "alert_rate": _share(alarmed[~attack]),
        "separation": _share(alarmed[attack]),
        "separation_by_kind": found,
        "doubted_good": _share(doubted[~attack]),
        "doubted_attacks": _share(doubted[attack]),
    }


DOUBT: Final = 0.02
"""what doubting would be measured at while it is off"""
TARGET_ALERT_RATE: Final = 0.005
"""of good texts that are odd enough to be read at all"""


def reliability(attack: npt.NDArray[np.bool_], probability: Floats) -> list[list[float]]:
    """For each tenth of probability that is not empty: what was said on average, what was true, and how many."""
    place = np.minimum((probability * BINS).astype(int), BINS - 1)
    return [
        [round(float(probability[place == one].mean()), 4), round(float(attack[place == one].mean()), 4), int((place == one).sum())]
        for one in np.unique(place)
    ]  # fmt: skip


def _share(which: npt.NDArray[np.bool_]) -> float:
    return round(float(which.mean()), 5) if len(which) else 0.0


def _attacks(samples: Sequence[Sample]) -> npt.NDArray[np.bool_]:
    return np.array([sample.attack for sample in samples], bool)


def probabilities(model: TextModel, samples: Sequence[Sample]) -> Floats:
    """As a worker finds them."""
    return np.array([model.judge(fold(sample.text), MOST_WINDOWS).probability for sample in samples])


def _windows(samples: Sequence[Sample]) -> tuple[list[bytes], npt.NDArray[np.bool_], Floats]:
    """Symbols, label and weight of each window that is learned from."""
    found: list[bytes] = []
    labels: list[bool] = []
    weights: list[float] = []
    for sample in samples:
        text = fold(sample.text)
        windows = densest(text, text.windows(), 1 if sample.attack else MOST_OF_ONE)
        for start, end in windows:
            found.append(text.symbols[start:end])
            labels.append(sample.attack)
            weights.append(OWN_WEIGHT[sample.origin] / (1 if sample.attack else len(windows) ** 0.5))
    return found, np.array(labels, bool), np.array(weights)


def _grams(symbols: bytes) -> list[Keys]:
    key = packed = np.frombuffer(symbols, np.uint8).astype(np.uint32)
    found = [key | np.uint32(1 << 24)]
    for length in range(2, min(LONGEST, len(packed)) + 1):
        key = (key[:-1] << np.uint32(6)) | packed[length - 1 :]
        found.append(key | np.uint32(length << 24))
    return found
