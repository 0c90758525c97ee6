"""A whitelist entry beats what a stream holds, as it beats what a body that is held does."""

from __future__ import annotations

from pathlib import Path

import pytest
from mitmproxy.connection import Server
from mitmproxy.http import Headers, HTTPFlow, Request

from addons.signatures import RuleSet
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Api, Entry, Policy
from gateway.policy.secrets import Secrets
from gateway.proxy.counters import Counters, CounterTable
from gateway.proxy.gate import Gate, GateLimits
from tests.gateway.proxy.test_gate import FakeSession


@pytest.mark.parametrize(("address", "judged"), [("127.0.0.1", False), ("203.0.113.1", True)])
def test_the_stream_of_a_caller_on_the_whitelist_is_not_judged(tmp_path: Path, address: str, judged: bool) -> None:
    policy = Policy(
        revision=1,
        apis=[Api(id=1, name="a", upstream="http://127.0.0.1:9")],
        whitelist=[Entry(1, "address", address)],
        rate_limit_threshold=0,
    )
    snapshot = PolicyCompiler(Secrets(Secrets.generate_key()), RuleSet([])).compile(policy)
    counters = Counters(CounterTable(tmp_path / "c", 64))
    gate = Gate(snapshot, counters, lambda _: None, GateLimits(1, 1, 1, 100), "host/0")
    session = FakeSession()
    flow = HTTPFlow(session.client, Server(address=("u", 1)))
    fields = Headers([(b"Host", b"a"), (b"Content-Type", b"application/grpc"), (b"Transfer-Encoding", b"chunked")])
    flow.request = Request("", 0, b"POST", b"http", b"", b"/", b"HTTP/1.1", fields, None, None, 0, 0)
    gate.request_headers(session, flow)  # type: ignore[arg-type]
    assert flow.response is None
    assert callable(flow.request.stream) is judged, "else it passes as it comes"
    assert flow.request.stream
