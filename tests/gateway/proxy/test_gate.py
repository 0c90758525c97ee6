"""An addon that fails is never a silent pass: its `on_error` decides, and it is a finding of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from mitmproxy.connection import Client, Server
from mitmproxy.http import Headers, HTTPFlow, Request

from addons.exchange import Phase
from addons.finding import Mode
from addons.pipeline import ERROR_RULE, Pipeline, Stage
from addons.record import Record
from addons.signatures import RuleSet
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Api, Policy
from gateway.policy.secrets import Secrets
from gateway.policy.snapshot import Snapshot
from gateway.proxy.counters import Counters, CounterTable
from gateway.proxy.gate import Gate, GateLimits
from gateway.proxy.layers.stream import ExchangeFailed


class Broken:
    """Raises on every request."""

    name = "broken"

    def __init__(self, phase: Phase) -> None:
        self.phases = frozenset({phase})

    def needs(self, exchange: object) -> list[object]:
        return []

    def inspect(self, exchange: object, phase: Phase, facts: object) -> list[object]:
        raise ZeroDivisionError("on purpose")


class FakeSession:
    """Only remembers what is open."""

    def __init__(self) -> None:
        self.client = Client(peername=("127.0.0.1", 1), sockname=("127.0.0.1", 2))
        self.exchanges: set[object] = set()

    def exchange_opened(self, passage: SimpleNamespace) -> None:
        passage.stream_id = 1
        self.exchanges.add(passage)

    def settle(self) -> None:
        pass

    def exchange_closed(self, passage: object) -> None:
        self.exchanges.discard(passage)


def broken_snapshot(phase: Phase, on_error: str, mode: Mode) -> Snapshot:
    policy = Policy(revision=1, apis=[Api(id=1, name="a", upstream="http://127.0.0.1:9")], rate_limit_threshold=0)
    compiled = PolicyCompiler(Secrets(Secrets.generate_key()), RuleSet([])).compile(policy)
    api = replace(compiled.apis[1], pipeline=Pipeline([Stage(Broken(phase), on_error=on_error)], mode=mode))  # type: ignore[arg-type]
    return Snapshot(1, [api])


@pytest.mark.parametrize("phase", [Phase.REQUEST_HEADERS, Phase.REQUEST_BODY])
@pytest.mark.parametrize(
    ("on_error", "mode", "status"),
    [("block", Mode.ENFORCE, 403), ("allow", Mode.ENFORCE, None), ("block", Mode.OBSERVE, None)],
)
def test_a_failing_addon_is_resolved_by_its_on_error(
    tmp_path: Path, phase: Phase, on_error: str, mode: Mode, status: int | None
) -> None:
    records: list[Record] = []
    gate = Gate(
        broken_snapshot(phase, on_error, mode),
        Counters(CounterTable(tmp_path / "c", 64)),
        records.append,
        GateLimits(1, 1, 1, 100),
        "host/0",
    )
    session = FakeSession()
    for _ in range(100):
        flow = HTTPFlow(session.client, Server(address=("u", 1)))
        flow.request = Request(
            "", 0, b"POST", b"http", b"", b"/", b"HTTP/1.1", Headers([(b"Host", b"a")]), b"{}", None, 0, 0
        )
        gate.request_headers(session, flow)  # type: ignore[arg-type]
        if flow.response is None:
            gate.request(session, flow)  # type: ignore[arg-type]
        assert (flow.response.status_code if flow.response else None) == status
        flow.response = flow.response or gate.refusal(flow, 502, "connect")
        gate.response(session, flow)  # type: ignore[arg-type]
    assert len(records) == 100
    assert all(record.findings[0]["rule"] == ERROR_RULE for record in records)
    assert sum(count for (_, rule, _), count in gate.measures.hits.items() if rule == ERROR_RULE) == 100
    assert not session.exchanges


@pytest.mark.parametrize(
    ("value", "aside"), [(b"x" * 5_900, False), (b"x" * 6_200, True), (b"x'" * 600, False), (b"x' " * 700, True)]
)
def test_a_long_head_is_left_to_a_thread_and_judged_when_that_is_done(
    tmp_path: Path, value: bytes, aside: bool
) -> None:
    gate = Gate(
        broken_snapshot(Phase.REQUEST_HEADERS, "block", Mode.ENFORCE),
        Counters(CounterTable(tmp_path / "c", 64)),
        lambda _: None,
        GateLimits(1, 1, 1, 100),
        "host/0",
    )
    session = FakeSession()
    flow = HTTPFlow(session.client, Server(address=("u", 1)))
    head = Headers([(b"Host", b"a"), (b"X-Note", value)])
    flow.request = Request("", 0, b"GET", b"http", b"", b"/", b"HTTP/1.1", head, None, None, 0, 0)
    assert gate.head_takes_long(flow) is aside
    work = gate.request_headers(session, flow)  # type: ignore[arg-type]
    assert (work is not None) is aside
    if work is not None:
        assert flow.response is None
        work.then(work.work())
    assert flow.response is not None
    assert flow.response.status_code == 403


class Uploading(FakeSession):
    """Has received so many bytes of a body, and remembers what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.received = 0
        self.last_activity = 0.0
        self.told: list[ExchangeFailed] = []

    def received_body(self, _: object) -> int:
        return self.received

    def feed(self, event: ExchangeFailed) -> None:
        self.told.append(event)


@pytest.mark.parametrize(
    ("seconds", "received", "refused"),
    [(9, 10, False), (11, 11_500, False), (11, 10_500, True), (60, 59_000, True), (60, 61_000, False)],
)
def test_a_body_slower_than_the_floor_is_refused_after_its_grace(
    tmp_path: Path, seconds: float, received: int, refused: bool
) -> None:
    gate = Gate(
        broken_snapshot(Phase.RESPONSE_BODY, "allow", Mode.ENFORCE),
        Counters(CounterTable(tmp_path / "c", 64)),
        lambda _: None,
        GateLimits(first_byte=60, body_grace=10, body_rate_floor=1000, fields=100),
        "host/0",
    )
    session = Uploading()
    flow = HTTPFlow(session.client, Server(address=("u", 1)))
    head = Headers([(b"Host", b"a"), (b"Content-Length", b"1000000")])
    flow.request = Request("", 0, b"POST", b"http", b"", b"/", b"HTTP/1.1", head, None, None, 0, 0)
    gate.request_headers(session, flow)  # type: ignore[arg-type]
    session.received = received
    gate.overdue(session, flow.metadata["passage"].body_since + seconds)  # type: ignore[arg-type]
    assert [(one.status, one.reason) for one in session.told] == ([(408, "body-time")] if refused else [])
