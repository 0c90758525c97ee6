"""A leak in an answer is recorded, in observe; the answer itself passes as it came."""

from __future__ import annotations

import httpx

from tests.gatewayproc import Running, eventually


def test_a_trace_in_an_answer_is_told_and_the_answer_passes(gateway: Running) -> None:
    answer = httpx.get(f"{gateway.url}/shop/leak", timeout=60)
    assert (answer.status_code, answer.text[:9]) == (500, "Traceback")
    (found,) = eventually(lambda: gateway.findings(answer.headers["x-request-id"]))
    assert (found["detector"], found["rule"], found["mode"]) == ("disclosure", "disclosure-trace", "observe")
    assert gateway.record_of(answer.headers["x-request-id"])["action"] == "allow"
