"""One exchange on its way through a worker: what is known of it so far, and the record it becomes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from addons.addon import CounterKey, Facts
from addons.exchange import Exchange, Header, Phase
from addons.finding import Finding
from addons.pipeline import Inspection
from addons.record import Record, finding_row
from addons.redact import redact_path
from addons.stream import Watch
from addons.verdict import ALLOW, Verdict
from gateway.policy.snapshot import ApiRuntime, Snapshot
from gateway.proxy import convert

if TYPE_CHECKING:
    from gateway.proxy.decisions import Asked
    from gateway.proxy.driver import Session

SEEN_RESPONSE_BYTES = 16 * 1024


class Passage:
    """What a worker knows of one exchange while it is under way."""

    __slots__ = (
        "answered",
        "api",
        "asked",
        "body_since",
        "busy",
        "decided",
        "error",
        "exchange",
        "facts",
        "head",
        "inspection",
        "keys",
        "pieces",
        "quota_fields",
        "recorded",
        "response_size",
        "seen",
        "session",
        "snapshot",
        "started",
        "status",
        "stream_id",
        "uploading",
        "upstream_since",
        "upstream_wait",
        "verdict",
        "watches",
        "websocket",
    )

    def __init__(
        self, session: Session, exchange: Exchange, snapshot: Snapshot, head: convert.Head, now: float
    ) -> None:
        self.session = session
        self.stream_id = 0
        self.head = head
        self.exchange = exchange
        self.snapshot = snapshot
        self.api: ApiRuntime | None = None
        self.started = time.monotonic()
        self.busy = 0.0
        """seconds that this process has spent on it"""
        self.facts = Facts(now)
        self.keys: list[CounterKey] = []
        self.inspection = Inspection()
        self.verdict: Verdict = ALLOW
        self.asked: Asked | None = None
        """by another proxy, that forwards it itself"""
        self.decided = 0
        """the status it was refused with, where the answer to that proxy has another; 0: as the answer has it"""
        self.answered = False
        self.recorded = False
        self.websocket = False
        self.uploading = False
        self.error = ""
        self.status = 0
        self.quota_fields: list[Header] = []
        self.body_since: float | None = None
        self.upstream_since: float | None = None
        self.upstream_wait = 0.0
        self.response_size = 0
        self.seen = bytearray()
        self.watches: dict[bool, Watch] = {}
        """of what streams; True: from the client"""
        self.pieces = 0

    def tap(self, chunk: bytes) -> bytes:
        """Count an answer's bytes as they pass, and keep the first ones for the response body phase."""
        self.response_size += len(chunk)
        if (
            self.api is not None
            and len(self.seen) < SEEN_RESPONSE_BYTES
            and self.api.pipeline.wants(Phase.RESPONSE_BODY)
        ):
            self.seen += chunk[: SEEN_RESPONSE_BYTES - len(self.seen)]
        return chunk

    def watch(self, *, from_client: bool) -> Watch | None:
        """Of one direction of a stream; None where no addon looks at it."""
        assert self.api is not None
        if self.inspection.finished:
            return None  # whitelisted: nothing that a piece holds could change the verdict
        phase = Phase.REQUEST_BODY if from_client else Phase.RESPONSE_BODY
        if not self.api.pipeline.wants(phase):
            return None
        watch = self.watches.get(from_client)
        if watch is None:
            watch = self.watches[from_client] = Watch(self.api.pipeline, self.exchange, phase, time.perf_counter_ns)
        return watch

    def to_record(self, gateway: str) -> Record:
        """What is kept of it. `gateway`: the host and worker that served it."""
        exchange = self.exchange
        request = exchange.request
        inspection = self.inspection
        verdict = self.verdict
        cost = {name: spent // 1000 for name, spent in inspection.nanoseconds.items()}
        return Record(
            request_id=exchange.request_id,
            at=int(self.facts.now * 1e6),
            api_id=exchange.api_id,
            operation=exchange.operation,
            method=request.method[:16],
            path=redact_path(request.path[:1024].decode("utf-8", "replace"), self.snapshot.identity_key),
            query=exchange.recorded_query,
            host=request.host[:255],
            version=request.version,
            status=self.status,
            action=verdict.action,
            would=verdict.would,
            score=verdict.score,
            reason=verdict.reason,
            peer=request.peer,
            client=exchange.client,
            identity_kind=exchange.identity.kind,
            identity=exchange.identity.value[:128],
            user_agent=(request.header(b"user-agent") or b"")[:256].decode("utf-8", "replace"),
            request_bytes=len(request.body) or self.head.content_length or 0,
            response_bytes=self.response_size,
            duration=int((time.monotonic() - self.started) * 1e6),
            upstream=int(self.upstream_wait * 1e6),
            inspection=sum(inspection.nanoseconds.values()) // 1000,
            cost=cost,
            findings=[finding_row(finding) for finding in inspection.findings],
            error=self.error,
            revision=self.snapshot.revision,
            source="proxy" if self.asked is None else "decision",
            gateway=gateway,
        )

    def piece_record(
        self, request_id: str, now: float, verdict: Verdict, findings: list[Finding], gateway: str
    ) -> Record:
        """What is kept of a WebSocket message with findings: a record of its own, as the upgrade's has been written."""
        return msgspec.structs.replace(
            self.to_record(gateway),
            request_id=request_id,
            at=int(now * 1e6),
            action=verdict.action,
            would=verdict.would,
            score=verdict.score,
            reason=verdict.reason,
            duration=0,
            upstream=0,
            findings=[finding_row(finding) for finding in findings],
        )
