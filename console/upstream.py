"""Asks an API's upstream whether it is there: one GET of its root, as the gateway would connect, with short deadlines.

Any answer at all, a 404 or a redirect too, is one that can be reached; redirects are not followed and no body is read.
Goes where the policy says and nowhere else, so only an admin, who writes the policy, may ask. Says nothing of whether a
gateway on another host reaches it.
"""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass

import httpx

from gateway.policy.snapshot import ApiRuntime, Upstream

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Probe:
    """`status` None: there was no answer, `error` says why; `milliseconds` until its first byte, or until given up.

    `date`: what its clock shows, as the header has it; empty where it does not say.
    """

    status: int | None
    milliseconds: int
    error: str | None
    date: str = ""


async def probe(api: ApiRuntime) -> Probe:
    """Never raises for what an upstream or the network can do."""
    upstream = api.upstream
    host = f"[{upstream.host}]" if ":" in upstream.host else upstream.host
    url = f"{upstream.scheme}://{host}:{upstream.port}{upstream.base.decode('ascii', 'replace')}/"
    headers = {"user-agent": "boing-console", "accept": "*/*"}
    if api.secret_header:
        name, value = api.secret_header
        headers[name.decode()] = value.decode()
    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    began = time.monotonic()
    status, error, date = None, None, ""
    try:
        context = tls_context(upstream)
        async with (
            httpx.AsyncClient(verify=context, timeout=timeout, trust_env=False) as client,
            client.stream("GET", url, headers=headers) as answer,
        ):
            status, date = answer.status_code, answer.headers.get("date", "")
    except httpx.ConnectTimeout:
        error = f"no connection within {CONNECT_SECONDS:g} s"
    except httpx.TimeoutException:
        error = f"no answer within {ANSWER_SECONDS:g} s"
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError) as problem:
        error = str(problem)[:300] or type(problem).__name__
    return Probe(status, round((time.monotonic() - began) * 1000), error, date)


def tls_context(upstream: Upstream) -> ssl.SSLContext:
    """Raises ssl.SSLError where the authority's PEM cannot be read."""
    context = ssl.create_default_context(cadata=upstream.ca_pem or None)
    if not upstream.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
