"""What an application tells of one request it answered, and what that becomes: an exchange to judge, a record to keep.

Invariant: a record says what happened, so its action is always `allow`; `would` and the findings say what the gateway
would have done. Its request id is never one that the proxy gave: it begins with `i` and the API's id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

import msgspec

from addons.addon import Facts
from addons.exchange import Exchange, Header, Identity, IdentityKind, Phase, Request, Response
from addons.record import Record, finding_row
from addons.redact import redact_path
from gateway.ingest.counters import MemoryCounters
from gateway.policy.judging import Judged, exchange_of, run_phases
from gateway.policy.snapshot import ApiRuntime, Snapshot

NOT_JUDGED = frozenset((b"content-length", b"transfer-encoding", b"content-encoding"))
"""framing of bytes on a wire: what is told is a text, taken out of its framing already"""
SOURCE: Final = "ingest"


class Telemetry(msgspec.Struct, frozen=True, gc=False):
    """One request as told. `at` microseconds since the epoch (UTC), `duration` microseconds, sizes bytes.

    `endpoint`: a path with its query, or a whole URL. `client_ip`: the peer of the application's socket. `body`: its
    text, or None where it was not told. `user`: whom the application authenticated.
    """

    at: int
    method: str
    endpoint: str
    client_ip: str
    headers: Sequence[tuple[str, str]] = ()
    status: int = 0
    duration: int = 0
    body_size: int = 0
    body: str | None = None
    response_size: int = 0
    request_id: str = ""
    user: str = ""


def request_of(told: Telemetry) -> Request:
    """The request to judge: its target byte for byte, framed anew by the size that was told."""
    headers: list[Header] = []
    host = ""
    for name, value in told.headers:
        lowered = name.lower()
        raw = _latin(lowered)
        if raw not in NOT_JUDGED:
            headers.append((raw, _latin(value)))
        if lowered == "host":
            host = value
    endpoint, scheme = told.endpoint, "http"
    if not endpoint.startswith(("/", "*")):
        scheme, host, endpoint = _apart(endpoint, host)
    path, _, query = endpoint.partition("?")
    body = told.body.encode("utf-8", "surrogatepass") if told.body else b""
    if size := told.body_size or len(body):
        headers.append((b"content-length", b"%d" % size))
    return Request(
        method=told.method,
        path=_utf8(path),
        query=_utf8(query),
        headers=tuple(headers),
        body=body,
        scheme=scheme,
        host=host,
        version="",
        peer=told.client_ip,
        body_complete=told.body_size <= len(body),
    )


def _apart(url: str, host: str) -> tuple[str, str, str]:
    """Scheme, host and target of a URL, whatever is in it; `host` where it names none."""
    scheme, _, rest = url.partition("://")
    end = min(f"{rest}{sign}".index(sign) for sign in "/?#")
    target = rest[end:].partition("#")[0]
    return scheme, rest[:end].rpartition("@")[2] or host, target if target.startswith("/") else f"/{target}"


def _latin(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _utf8(text: str) -> bytes:
    return text.encode() if text.isascii() else text.encode("utf-8", "surrogatepass")


class Judge:
    """Judges what is told by the API's own pipeline, and counts for its limits. Not for threads."""

    def __init__(self, counters: MemoryCounters, random: Callable[[int], int] | None = None) -> None:
        self._counters = counters
        self._random = random or Random().getrandbits  # noqa: S311 - ids name, they authorise nothing

    def record(self, api: ApiRuntime, told: Telemetry, snapshot: Snapshot) -> Record:
        """Some 60 microseconds and what the body takes; never raises on what an application can tell."""
        now = told.at / 1e6
        request = request_of(told)
        known = (Identity(IdentityKind.JWT, told.user, verified=True),) if told.user else ()
        exchange = exchange_of(api, request, self._id(api.id, told), now, known)
        keys = api.pipeline.needs(exchange)
        facts = Facts(now, self._counters.read(keys, now) if keys else {})
        judged = run_phases(api.pipeline, exchange, facts, phases_of(api, exchange, told))
        if keys and not judged.verdict.whitelisted:
            # it was served, as in an API that observes: so it counts, also beyond the limit
            self._counters.add(keys, now)
        return _record(exchange, told, judged, snapshot)

    def _id(self, api_id: int, told: Telemetry) -> str:
        """The application's own where it has one, so that a record told twice is stored once."""
        return f"i{api_id}-{told.request_id or f'{told.at // 1000:012x}{self._random(80):020x}'}"


def phases_of(api: ApiRuntime, exchange: Exchange, told: Telemetry) -> list[Phase]:
    """The phases there is something to look at in: a body that was not told is no empty body."""
    phases = [Phase.REQUEST_HEADERS]
    if told.body:
        phases.append(Phase.REQUEST_BODY)
    if told.status and api.pipeline.wants(Phase.RESPONSE_HEADERS):
        exchange.response = Response(told.status, size=told.response_size)
        phases.append(Phase.RESPONSE_HEADERS)
    return phases


def _record(exchange: Exchange, told: Telemetry, judged: Judged, snapshot: Snapshot) -> Record:
    request, inspection, verdict = exchange.request, judged.inspection, judged.verdict
    return Record(
        request_id=exchange.request_id,
        at=told.at,
        api_id=exchange.api_id,
        operation=exchange.operation,
        method=request.method[:16],
        path=redact_path(request.path[:1024].decode("utf-8", "replace"), snapshot.identity_key),
        query=exchange.recorded_query,
        host=request.host[:255],
        status=told.status,
        would=verdict.would,
        score=verdict.score,
        reason=verdict.reason,
        peer=told.client_ip,
        client=exchange.client,
        identity_kind=exchange.identity.kind,
        identity=exchange.identity.value[:128],
        user_agent=(request.header(b"user-agent") or b"")[:256].decode("utf-8", "replace"),
        request_bytes=told.body_size or len(request.body),
        response_bytes=told.response_size,
        duration=told.duration,
        inspection=sum(inspection.nanoseconds.values()) // 1000,
        cost={name: spent // 1000 for name, spent in inspection.nanoseconds.items()},
        findings=[finding_row(finding) for finding in inspection.findings],
        revision=snapshot.revision,
        source=SOURCE,
        gateway=SOURCE,
    )
