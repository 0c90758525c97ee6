"""Judges one request by a compiled policy outside the proxy: offline, tried from the console, or told by an application.

Invariant: the same addons, in the same order, over the same facts as in a worker; only what carries a verdict out is
missing here. Counts come from whoever calls: without them each request is the first of its caller.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from addons.addon import Facts
from addons.exchange import Exchange, Identity, Phase, Request
from addons.finding import Finding
from addons.pipeline import Inspection, Pipeline
from addons.verdict import Verdict, judge
from gateway.policy.snapshot import ApiRuntime

WHOLE_REQUEST = (Phase.REQUEST_HEADERS, Phase.REQUEST_BODY)


@dataclass(frozen=True, slots=True)
class Judged:
    verdict: Verdict
    inspection: Inspection


def exchange_of(
    api: ApiRuntime, request: Request, request_id: str, now: float, known: Sequence[Identity] = ()
) -> Exchange:
    """The exchange a worker would make of it. `now`: UTC seconds; `known`: identities that count before those it carries."""
    client, identities = api.identify(request, now)
    if known:
        identities = (*known, *identities)
    return Exchange(
        request_id,
        request,
        api_id=api.id,
        operation=api.operation(request),
        client=client,
        identity=identities[0],
        identities=identities,
        decode_limits=api.decode_limits,
        countries=api.countries,
    )


def run_phases(
    pipeline: Pipeline,
    exchange: Exchange,
    facts: Facts,
    phases: Sequence[Phase] = WHOLE_REQUEST,
    before: Sequence[Finding] = (),
) -> Judged:
    """Run `phases` in order until one ends the inspection. `before`: findings there are already, of the protocol."""
    inspection = Inspection(findings=list(before))
    verdict = judge(before, pipeline.threshold, pipeline.mode)
    for phase in phases:
        if not inspection.finished:
            verdict = pipeline.run(phase, exchange, facts, inspection, time.perf_counter_ns)
    return Judged(verdict, inspection)
