"""The addon on models that were trained: what it finds, what it says, and when it looks; and models that are no models."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.addon import Facts
from addons.exchange import Exchange, Identity, IdentityKind, Phase, Request
from addons.finding import Finding, Severity
from addons.outliers import ModelError, OutlierModel, Outliers, OutliersSettings, decode_model, encode_model
from addons.outliers.features import measure
from gateway.analyst.training.dataset import split_by_time
from gateway.analyst.training.train import fit
from tests.addons.outliers.requests import AGENTS, START, requests

HOURS = 3600
NOW = START / 1e6 + 60 * HOURS


@pytest.fixture(scope="module")
def model() -> OutlierModel:
    seen = requests(4000, 72 * HOURS)
    return fit(split_by_time(seen), 0.1, 1, operations=True, progress=lambda _stage, _done: None).model


def exchange(
    *,
    path: str = "/orders/1234",
    query: str = "",
    method: str = "GET",
    operation: str = "GET /orders/{id}",
    headers: tuple[tuple[bytes, bytes], ...] = (),
    body: bytes = b"",
    agent: str = AGENTS[0],
) -> Exchange:
    fields = ((b"host", b"shop"), (b"user-agent", agent.encode()), *headers)
    request = Request(method, path.encode(), query.encode(), fields, body)
    return Exchange("r", request, 1, operation, "192.0.2.1", Identity(IdentityKind.KEY, "ab12"))


def looked(addon: Outliers, asked: Exchange, phase: Phase = Phase.REQUEST_HEADERS) -> list[Finding]:
    return list(addon.inspect(asked, phase, Facts(NOW)))


def length(size: int) -> tuple[bytes, bytes]:
    return b"content-length", str(size).encode()


USUAL = {
    "an order": {},
    "a page": {"path": "/products", "query": "page=7&limit=20", "operation": "GET /products"},
    "a new order": {"path": "/orders", "method": "POST", "operation": "POST /orders", "headers": (length(300),)},
}
ODD = {
    "a long query": ({"query": "q=" + "abcdefghij" * 60}, "query", "query length 602 (usually 0)"),
    "another operation": (
        {"path": "/backup/site.zip", "operation": "GET /backup/site.zip"},
        "",
        "GET /backup/site.zip seen 0 times in 3,200 requests",
    ),
    "odd characters": ({"query": "id=1" + "%27<>" * 20, "path": "/products", "operation": "GET /products"}, "query",
                       "unusual characters in the query"),
    "a large body": (
        {"path": "/login", "method": "POST", "operation": "POST /login", "headers": (length(3_000_000),)},
        "body",
        "body size 3,000,000 B (usually 50–80)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", USUAL)
def test_a_usual_request_is_no_outlier(model: OutlierModel, name: str) -> None:
    assert looked(Outliers(OutliersSettings(), model), exchange(**USUAL[name])) == []


@pytest.mark.parametrize("name", ODD)
def test_an_odd_request_is_an_outlier_and_says_why(model: OutlierModel, name: str) -> None:
    asked, location, told = ODD[name]
    (found,) = looked(Outliers(OutliersSettings(), model), exchange(**asked))
    assert (found.detector, found.rule, found.severity) == ("outliers", "outliers-request", Severity.NOTICE)
    assert found.location == location
    assert told in found.message
    assert found.message.startswith("unlike 99.9 % of this API's requests: ")
    assert found.message.count(";") <= 2
    assert len(found.message) <= 300
    assert len(found.evidence) <= 200


def test_without_a_model_it_neither_looks_nor_speaks() -> None:
    addon = Outliers()
    assert addon.phases == frozenset()
    assert looked(addon, exchange(query="x" * 900)) == []


def test_a_body_of_unknown_length_is_waited_for_and_judged_once(model: OutlierModel) -> None:
    addon = Outliers(OutliersSettings(), model)
    chunked = ((b"transfer-encoding", b"chunked"), (b"content-type", b"application/json"))
    odd = {"path": "/login", "method": "POST", "operation": "POST /login"}
    waiting = exchange(**odd, headers=chunked, body=b"x" * 500_000)
    assert looked(addon, waiting) == []
    assert [one.location for one in looked(addon, waiting, Phase.REQUEST_BODY)] == ["body"]
    known = exchange(**odd, headers=(length(500_000), *chunked[1:]), body=b"x" * 500_000)
    assert len(looked(addon, known)) == 1
    assert looked(addon, known, Phase.REQUEST_BODY) == []


def test_a_piece_of_a_stream_is_not_judged_as_a_request(model: OutlierModel) -> None:
    asked = exchange(path="/login", method="POST", operation="POST /login", body=b"x" * 60_000)
    asked.request = msgspec.structs.replace(asked.request, headers=(), body_complete=False)
    assert looked(Outliers(OutliersSettings(), model), asked, Phase.REQUEST_BODY) == []


def test_a_lower_alert_rate_is_a_higher_threshold(model: OutlierModel) -> None:
    thresholds = [model.threshold(rate, 0.5) for rate in (0.5, 0.1, 0.05, 0.01, 0.001, 1e-4, 1e-6)]
    assert thresholds == sorted(thresholds)


@pytest.mark.parametrize("rate", [0.2, 0.05, 0.02])
@pytest.mark.parametrize("weight", [0.0, 0.5, 1.0])
def test_the_threshold_keeps_the_alert_rate_on_requests_never_seen(
    model: OutlierModel, rate: float, weight: float
) -> None:
    threshold = model.threshold(rate, weight)
    fresh = requests(1500, 24 * HOURS, seed=77, start=START + 72 * HOURS * 1_000_000)
    levels = [model.level(model.scores(model.row(measure(one), one.operation)), weight) for one in fresh]
    assert sum(level > threshold for level in levels) / len(levels) == pytest.approx(rate, abs=0.02 + rate * 0.5)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"alert_rate": 0.0}, "alert_rate: 0.0 must be"),
        ({"alert_rate": 0.9}, "alert_rate: 0.9 must be"),
        ({"weight": 1.5}, "weight: 1.5 must be 0–1"),
    ],
)
def test_settings_out_of_bounds_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Outliers(OutliersSettings(**settings))


@given(path=st.binary(max_size=200), query=st.binary(max_size=200), headers=st.lists(st.tuples(
    st.sampled_from((b"Content-Length", b"content-type", b"user-agent", b"x")), st.binary(max_size=30)), max_size=4))  # fmt: skip
def test_no_request_makes_it_raise(
    model: OutlierModel, path: bytes, query: bytes, headers: list[tuple[bytes, bytes]]
) -> None:
    asked = Exchange("r", Request("GET", path, query, tuple(headers), b"abc"), 1, "GET /x")
    addon = Outliers(OutliersSettings(), model)
    for phase in (Phase.REQUEST_HEADERS, Phase.REQUEST_BODY):
        assert all(len(found.message) < 400 for found in looked(addon, asked, phase))


def test_a_model_written_and_read_scores_alike(model: OutlierModel) -> None:
    blob = encode_model(model)
    again = decode_model(blob)
    assert encode_model(again) == blob
    for seen in requests(50, HOURS, seed=5):
        row, other = (one.row(measure(seen), seen.operation) for one in (model, again))
        assert model.scores(row) == again.scores(other)
    assert again.threshold(0.001, 0.3) == model.threshold(0.001, 0.3)
    assert len(blob) < 1024 * 1024


WRONG: dict[str, dict[str, Any]] = {
    "another format": {"format": 99},
    "another kind": {"kind": "classifier"},
    "other features": {"features": ["a"]},
    "a feature that is none": {"node_features": b"\xff"},
    "fewer trees": {"trees": 3},
    "thresholds that are no numbers": {"node_thresholds": np.nan},
    "depths cut short": {"leaf_depths": b"\0" * 8},
    "too many support vectors": {"support_weights": b"\0" * 8 * 600},
    "no support vectors": {"support_weights": b"", "support_vectors": b""},
    "a scale of nothing": {"scale": 0.0},
    "a spread of nothing": {"spread": [0.0, 1.0]},
    "no calibration": {"scores": b""},
    "a gamma below nothing": {"gamma": -1.0},
    "an operation without its medians": {"other": ["", 0, [], [], [], []]},
    "too many operations": {"operations": [["x", 1, [0.0] * 4, [1.0] * 4, [0.0] * 4, [0.0] * 4]] * 600},
    "a field too many": {"extra": 1},
    "a number for a text": {"features": 7},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_model_that_was_tampered_with_is_refused(model: OutlierModel, name: str) -> None:
    stored = msgspec.msgpack.decode(encode_model(model))
    for field, value in WRONG[name].items():
        if isinstance(value, float) and field != "gamma":
            stored[field] = np.full(len(stored[field]) // 8, value).tobytes()
        else:
            stored[field] = value * len(stored[field]) if field == "node_features" else value
    with pytest.raises(ModelError):
        decode_model(msgspec.msgpack.encode(stored))


@given(data=st.data())
def test_a_model_that_was_damaged_is_refused_or_scores(model: OutlierModel, data: st.DataObject) -> None:
    """Its digest is checked before; this is what holds where it is not."""
    blob = bytearray(encode_model(model))
    at = data.draw(st.integers(0, len(blob) - 1))
    blob[at] ^= data.draw(st.integers(1, 255))
    seen = requests(1, 1)[0]
    try:
        damaged = decode_model(bytes(blob))
    except ModelError:
        return
    with np.errstate(all="ignore"):
        scores = damaged.scores(damaged.row(measure(seen), seen.operation))
    assert len(scores) == 2


@given(st.binary(max_size=300))
def test_bytes_that_are_no_model_are_refused(data: bytes) -> None:
    with pytest.raises(ModelError):
        decode_model(data)


def test_a_blob_beyond_the_bound_is_not_even_read() -> None:
    with pytest.raises(ModelError, match="at most"):
        decode_model(b"\0" * (8 * 1024 * 1024 + 1))
