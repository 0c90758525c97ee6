"""Try a request: the gateway's own pipeline over what is typed, lists and decisions included, counters empty.

Nothing is sent, counted or recorded. The answer names the place and what matched there, redacted as in the log.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter

from addons.addon import Facts
from addons.exchange import Phase
from console.deps import Caller, ConsoleDep
from console.errors import FieldProblem, Problem, invalid
from console.schemas.attempt import AttemptIn, AttemptOut, AttemptVerdict, finding_out
from gateway.ingest.telemetry import Telemetry, request_of
from gateway.policy.judging import WHOLE_REQUEST, exchange_of, run_phases
from gateway.policy.problems import PolicyError

router = APIRouter(tags=["try"])


@router.post("/api/try")
async def attempt(body: AttemptIn, _caller: Caller, console: ConsoleDep) -> AttemptOut:
    """What the gateway would say of this request, as if it were the first of its caller."""
    try:
        standing = await console.intake.policy.fresh()
    except PolicyError as error:
        raise Problem(503, f"The policy does not compile: {error}"[:500], headers={"Retry-After": "5"}) from None
    snapshot, now = standing.snapshot, console.clock()
    pairs = list(body.headers.items() if isinstance(body.headers, Mapping) else body.headers)
    request = request_of(
        Telemetry(
            at=0,
            method=body.method.upper(),
            endpoint=body.url,
            client_ip=body.client,
            headers=pairs,
            body=body.body,
        )
    )
    api = snapshot.match(request.host, request.path) if body.api_id is None else snapshot.apis.get(body.api_id)
    if api is None:
        if body.api_id is not None:
            raise invalid([FieldProblem("/api_id", "is the id of no API that is served", body.api_id)])
        raise invalid([FieldProblem("/url", f"no API takes host {request.host or '(none)'} and this path")])
    exchange = exchange_of(api, request, "try", now)
    has_body = bool(request.body) or request.header(b"content-type") is not None
    phases = WHOLE_REQUEST if has_body else (Phase.REQUEST_HEADERS,)
    judged = run_phases(api.pipeline, exchange, Facts(now), phases)
    verdict, inspection = judged.verdict, judged.inspection
    decisive = verdict.decisive
    return AttemptOut(
        verdict=AttemptVerdict(
            action=verdict.action.value,
            score=verdict.score,
            reason=verdict.reason,
            retry_after=(decisive.retry_after or None) if decisive else None,
        ),
        would=verdict.would.value,
        threshold=api.pipeline.threshold,
        mode=api.pipeline.mode.value,
        api_id=api.id,
        api=api.name,
        operation=exchange.operation,
        client=exchange.client,
        identity=str(exchange.identity),
        findings=[finding_out(finding) for finding in inspection.findings],
        cost={name: spent // 1000 for name, spent in inspection.nanoseconds.items()},
        revision=snapshot.revision,
    )
