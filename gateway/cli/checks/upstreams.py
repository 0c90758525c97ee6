"""The policy and what it leads to: whether it compiles, and whether each API's upstream answers, by its own clock too."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime

from addons.signatures import RuleSet
from console.upstream import Probe, probe
from gateway.cli.checks import Check, fail, ok, warn
from gateway.cli.checks.store import clock
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Policy
from gateway.policy.problems import PolicyError
from gateway.policy.secrets import Secrets
from gateway.policy.snapshot import ApiRuntime

AT_ONCE = 8
MOST_APIS = 200


async def check_policy(
    policy: Policy, secrets: Secrets | None, clock_now: Callable[[], float] = time.time
) -> list[Check]:
    """Without the key, secrets in the policy cannot be read: what depends on them is then not checked, and said."""
    if secrets is None:
        mend = "set ENCRYPTION_KEY, or run this on a host that has it in its data dir"
        return [warn("upstream", "policy", "not checked: there is no key to read the policy's secrets with", mend)]
    try:
        snapshot = await asyncio.to_thread(PolicyCompiler(secrets, RuleSet([])).compile, policy)
    except PolicyError as error:
        return [fail("policy", one.place, f'"{one.value[:80]}"', one.mend) for one in error.problems]
    checks = [warn("policy", one.place, f'"{one.value[:80]}"', one.mend) for one in snapshot.warnings]
    apis = list(snapshot.apis.values())
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(api: ApiRuntime) -> list[Check]:
        async with gate:
            return _said(api, await probe(api), clock_now())

    for found in await asyncio.gather(*(one(api) for api in apis[:MOST_APIS])):
        checks += found
    if len(apis) > MOST_APIS:
        checks.append(
            warn(
                "upstream", "policy", f"{len(apis) - MOST_APIS} APIs were not asked", f"it asks {MOST_APIS} at the most"
            )
        )
    return checks


def _said(api: ApiRuntime, said: Probe, now: float) -> list[Check]:
    upstream = api.upstream
    where = f'api "{api.name}": {upstream.scheme}://{upstream.authority}'
    if said.status is None:
        mend = "start it, or mend the API's upstream in the console; this host must reach it"
        if "certificate" in (said.error or "").lower():
            mend = "give the API its authority's certificate (upstream_ca), or have the upstream's certificate renewed"
        return [fail("upstream", where, said.error or "no answer", mend)]
    answered = f"answers {said.status} in {said.milliseconds} ms"
    found = [ok("upstream", where, answered)]
    if said.status >= 500:
        found = [warn("upstream", where, answered, "it is there, and not well: look at its own log")]
    try:
        ahead = parsedate_to_datetime(said.date).timestamp() + 0.5 - now
    except ValueError:
        return found
    return [*found, clock("its", where, ahead, None)]
