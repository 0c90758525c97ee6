"""The flat model says what scikit-learn says, to 1e-9, and refuses what is no model."""

from __future__ import annotations

import math
from collections import Counter

import msgspec
import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from addons.classifier import ModelError, TextModel, decode_model, encode_model
from addons.classifier.model import LONGEST, MOST_BYTES, densest, packed, places_of, unpacked
from addons.classifier.text import WINDOW, fold, spelled
from gateway.analyst.text.corpus import draw
from gateway.analyst.text.fit import choose, count
from tests.addons.classifier.models import ATTACKS, GOOD, small_model

TEXTS = [sample for sample in draw(5, 700) if len(fold(sample.text).symbols) <= WINDOW]


def test_the_flat_model_decides_as_scikit_learn_s_vectoriser_regression_and_sigmoid() -> None:
    learned, asked = TEXTS[:400], TEXTS[400:]
    windows = [fold(sample.text).symbols for sample in learned]
    attack = np.array([sample.attack for sample in learned])
    keys = choose(count(windows), attack)
    grams = [spelled(unpacked(int(key))) for key in keys]
    vectoriser = TfidfVectorizer(
        analyzer="char", ngram_range=(1, LONGEST), lowercase=False, sublinear_tf=True, vocabulary=grams
    )
    reference = make_pipeline(vectoriser, LogisticRegression(C=10.0)).fit([spelled(one) for one in windows], attack)
    decide = reference.decision_function
    sigmoid = CalibratedClassifierCV(FrozenEstimator(reference), method="sigmoid", cv=None).fit(
        [spelled(one) for one in windows], attack
    )
    fitted = sigmoid.calibrated_classifiers_[0].calibrators[0]
    regression = reference[-1]
    flat = TextModel(
        keys, vectoriser.idf_, regression.coef_[0], float(regression.intercept_[0]), -fitted.a_, -fitted.b_, 400
    )
    for sample in asked:
        text = fold(sample.text)
        wanted = float(decide([spelled(text.symbols)])[0])
        assert abs(flat.decide(flat.grams(text.symbols), [(0, len(text.symbols))])[0] - wanted) < 1e-9
        likely = float(sigmoid.predict_proba([spelled(text.symbols)])[0, 1])
        assert abs(flat.judge(text, 8).probability - likely) < 1e-9


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_texts_judged_together_are_judged_as_each_alone_window_by_window(most: int) -> None:
    model = small_model()
    texts = [fold(sample.text) for sample in draw(6, 60)] + [fold("")]
    together = model.judge_each([(text, most) for text in texts])
    for text, judged in zip(texts, together, strict=True):
        windows = text.windows()
        read = windows if len(windows) <= most else densest(text, windows, most)
        likely = [model.probability(plainly(model, text.symbols[start:end])) for start, end in read]
        assert abs(judged.probability - max(likely)) < 1e-12
        assert (judged.start, judged.end) in read
        assert judged.whole == (len(windows) <= most)


def plainly(model: TextModel, symbols: bytes) -> float:
    """Log-odds of one window as the formula has them."""
    places = {int(key): place for place, key in enumerate(model.keys)}
    counts = Counter(
        places[key]
        for n in range(1, LONGEST + 1)
        for at in range(len(symbols) - n + 1)
        if (key := packed(symbols[at : at + n])) in places
    )
    values = {place: (1 + math.log(count)) * model.idf[place] for place, count in counts.items()}
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return float(sum(value * model.weights[place] for place, value in values.items()) / length + model.intercept)


def test_a_text_of_nothing_known_is_the_intercept() -> None:
    model = TextModel(np.array([packed(b"\x01\x02")], np.uint32), np.ones(1), np.ones(1), -2.5, 1.0, 0.0, 1)
    assert model.decide(model.grams(b"\x05\x06\x07"), [(0, 3)]) == [-2.5]
    assert model.decide(model.grams(b""), [(0, 0)]) == [-2.5]


@pytest.mark.parametrize("attack", ATTACKS)
def test_innocent_text_beside_an_attack_does_not_make_it_look_better(attack: str) -> None:
    model = small_model()
    alone = model.judge(fold(attack), 48).probability
    padding = "The customer asked for an update of the delivery address. " * 40
    assert alone > 0.9
    for padded in (padding + attack, attack + padding, padding + attack + padding):
        assert model.closely(fold(padded)) > 0.5


@pytest.mark.parametrize("good", GOOD)
def test_good_text_is_likely_good(good: str) -> None:
    assert small_model().judge(fold(good), 8).probability < 0.2


def test_of_a_long_text_only_so_many_windows_are_read_those_with_most_marks() -> None:
    text = fold("plain words only " * 300 + ATTACKS[2] + " and plain words again" * 300)
    judged = small_model().judge(text, 2)
    assert not judged.whole
    assert "<script>" in text.shown(judged.start, judged.end)
    assert small_model().judge(text, 1000).whole


def test_what_speaks_for_an_attack_is_named() -> None:
    text = fold("<script>alert(1)</script>")
    named = small_model().strongest(text, 0, len(text.symbols))
    assert len(named) == 3
    assert all(gram in spelled(text.symbols) for gram in named)


def test_a_model_survives_the_way_to_disk() -> None:
    model = small_model()
    again = decode_model(encode_model(model))
    for text in map(fold, (*ATTACKS, *GOOD)):
        assert again.judge(text, 8) == model.judge(text, 8)
    assert again.trained_on == model.trained_on
    assert len(encode_model(model)) < MOST_BYTES


def changed(**values: object) -> bytes:
    return msgspec.msgpack.encode(msgspec.msgpack.decode(encode_model(small_model())) | values)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a model of the classifier"),
        (b"\x80", "not a model of the classifier"),
        (b"x" * (MOST_BYTES + 1), "at most"),
        (lambda: changed(kind="outliers"), "made by another version: outliers"),
        (lambda: changed(format=99), "made by another version: classifier of format 99"),
        (lambda: changed(window=100), "made by another version"),
        (lambda: changed(extra=1), "not a model of the classifier"),
        (lambda: changed(keys=b"abc"), "buffer size"),
        (lambda: changed(keys=b""), "0 n-grams"),
        (lambda: changed(idf=b""), "weights"),
        (lambda: changed(idf=encoded("idf", float("nan"))), "finite"),
        (lambda: changed(weights=encoded("weights", float("inf"))), "finite"),
        (lambda: changed(slope=-1.0), "slope"),
        (lambda: changed(slope=0.0), "slope"),
        (lambda: changed(intercept=float("nan")), "finite"),
        (lambda: changed(keys=small_model().keys[::-1].tobytes()), "ascend"),
        (lambda: changed(keys=(small_model().keys + np.uint32(4 << 24)).tobytes()), "at most 4 symbols"),
    ],
)
def test_what_is_no_model_is_refused(data: object, why: str) -> None:
    with pytest.raises(ModelError, match=why):
        decode_model(data() if callable(data) else data)  # type: ignore[arg-type]


def encoded(name: str, first: float) -> bytes:
    values = getattr(small_model(), name).copy()
    values[0] = first
    return values.tobytes()


def test_two_n_grams_on_one_place_of_the_table_are_refused() -> None:
    keys = np.arange(1 << 24, (1 << 24) + (1 << 21), dtype=np.uint32)
    places = places_of(keys)
    order = np.argsort(places, kind="stable")
    twin = int(np.flatnonzero(np.diff(places[order]) == 0)[0])
    both = np.sort(keys[order[twin : twin + 2]])
    with pytest.raises(ValueError, match="one place"):
        TextModel(both, np.ones(2), np.ones(2), 0.0, 1.0, 0.0, 1)
