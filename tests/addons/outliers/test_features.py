"""What passes and what was recorded of it are the same numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.exchange import Exchange, Identity, IdentityKind, Request
from addons.operation import operation_template
from addons.outliers.features import FEATURES, Seen, measure, seen_in_exchange, seen_in_record
from addons.record import Record
from addons.redact import redact_path, redact_query

BYTES = st.binary(max_size=3000) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace"))
TELLING = st.sampled_from(
    (
        b"token=abc&q=1",
        b"email=a@example.com",
        b"/a/eyJhbGciOiJub25lIn0.e30.",
        b"%ff%fe",
        b"4111111111111111",
        b"orders/1b4e28ba-2fa1-11d2-883f-0016d3cca427/a:0123456789\xe2\x80\xba",
        b"a@b.c/" * 200,
    )
)


def recorded(exchange: Exchange, now: float) -> Record:
    """As the gateway writes it down (`gateway.proxy.passage`), and the store cuts it."""
    request = exchange.request
    return Record(
        request_id="r",
        at=int(now * 1e6),
        api_id=1,
        operation=exchange.operation,
        method=request.method[:16],
        path=redact_path(request.path[:1024].decode("utf-8", "replace"), b"key")[:2048],
        query=(redact_query(request.query[:2048]) if request.query else "")[:2048],
        user_agent=(request.header(b"user-agent") or b"")[:256].decode("utf-8", "replace"),
        request_bytes=len(request.body),
        identity_kind=exchange.identity.kind,
    )


def test_a_query_is_redacted_once_for_the_features_and_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    monkeypatch.setattr("addons.exchange.redact_query", lambda query: asked.append(query) or "q=‹secret›")
    exchange = Exchange("r", Request("GET", b"/search", b"q=" + b"x" * 3000, (), host="shop.example"))
    assert seen_in_exchange(exchange, 0.0, 0).query == exchange.recorded_query == "q=‹secret›"
    assert asked == [b"q=" + b"x" * 2046]


@given(
    path=BYTES | TELLING,
    query=BYTES | TELLING,
    agent=BYTES,
    method=st.sampled_from(("GET", "POST", "QUERY", "X" * 40)),
    body=st.binary(max_size=50),
    now=st.floats(0, 4e9),
    kind=st.sampled_from(list(IdentityKind)),
)
def test_inline_and_recorded_features_are_equal(
    *, path: bytes, query: bytes, agent: bytes, method: str, body: bytes, now: float, kind: IdentityKind
) -> None:
    request = Request(method, b"/" + path, query, ((b"User-Agent", agent),), body)
    exchange = Exchange("r", request, 1, operation_template(method, request.path), identity=Identity(kind, "x"))
    inline = seen_in_exchange(exchange, now, len(body))
    assert inline == seen_in_record(recorded(exchange, now))
    values = measure(inline)
    assert len(values) == len(FEATURES)
    assert all(map(math.isfinite, values))


@pytest.mark.parametrize(
    ("changed", "feature", "value"),
    [
        ({"path": "/orders/17"}, "path_length", math.log1p(10)),
        ({"path": "/orders/17"}, "path_longest", math.log1p(6)),
        ({"path": "/a%00%27"}, "path_odd", math.log1p(2)),
        ({"path": "/12"}, "path_digits", 2 / 3),
        ({"query": "a=1&bcd=22"}, "query_longest", math.log1p(6)),
        ({"query": "a=1&bcd=22"}, "query_parameters", math.log1p(2)),
        ({"query": "q=<b>"}, "query_odd", math.log1p(2)),
        ({"query": ""}, "query_parameters", 0.0),
        ({"request_bytes": 99}, "request_bytes", math.log1p(99)),
        ({"user_agent": "curl/8.5.0"}, "agent_digits", 0.3),
        ({"user_agent": "Mozilla/5.0 (X11)"}, "agent_browser", 1.0),
        ({"user_agent": "a b c"}, "agent_words", math.log1p(3)),
        ({"named": True}, "named", 1.0),
        ({"method": "DELETE"}, "writes", 1.0),
        ({"method": "HEAD"}, "writes", 0.0),
        ({"at": 6 * 3_600_000_000}, "day_sin", 1.0),
        ({"at": 12 * 3_600_000_000}, "day_cos", -1.0),
    ],
)
def test_a_feature_is_what_the_table_says(changed: dict[str, object], feature: str, value: float) -> None:
    plain: dict[str, object] = {
        "at": 0, "operation": "GET /", "method": "GET", "path": "/", "query": "", "user_agent": "", "request_bytes": 0,
        "named": False,
    }  # fmt: skip
    assert measure(Seen(**plain | changed))[FEATURES.index(feature)] == pytest.approx(value)
