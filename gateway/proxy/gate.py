"""The way of an exchange through a worker: gathers facts, runs the pipeline by phases, carries out the verdict, records.

The snapshot current when a request's head arrives is pinned to it until its answer is done. Decides nothing itself:
`addons.verdict.judge` does. Fails closed: a fault in here closes the connection (see `driver.Session.feed`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import TYPE_CHECKING

import msgspec
from mitmproxy.http import HTTPFlow, Response

from addons.addon import Facts
from addons.exchange import Exchange, Identity, IdentityKind, Phase
from addons.exchange import Response as SeenResponse
from addons.finding import Finding
from addons.limits import rate_limit_headers
from addons.record import Record
from addons.verdict import Action, Verdict
from gateway.policy.snapshot import ApiRuntime, Snapshot
from gateway.proxy import answers, convert
from gateway.proxy.aside import ASIDE_BYTES, Aside, is_long_head
from gateway.proxy.counters import Counters
from gateway.proxy.decisions import ORIGINAL, Asked
from gateway.proxy.layers.stream import ExchangeFailed
from gateway.proxy.measures import Measures
from gateway.proxy.passage import Passage
from gateway.proxy.passing import PassingAnswer, PassingUpload, watched

if TYPE_CHECKING:
    from gateway.proxy.driver import Session

OPAQUE = (b"application/octet-stream", b"multipart/form-data", b"image/", b"video/", b"audio/", b"application/zip")
"""media types whose bodies may grow past an API's limit: they are streamed on instead of refused"""
ALWAYS_STREAMED = (b"application/grpc",)
PIECES_RECORDED = 20
"""records that the messages of one WebSocket may make"""
LONG_HEAD = "long head"
"""of a flow's metadata: its head may be inspected aside"""
NOBODY = Identity(IdentityKind.ADDRESS, "")


@dataclass(frozen=True, slots=True)
class GateLimits:
    """Seconds; `body_rate_floor` in bytes a second; `fields` in a request's head; `answer_bytes` of a long answer that are
    looked at as they pass.
    """

    first_byte: float
    body_grace: float
    body_rate_floor: int
    fields: int
    answer_bytes: int = 10 << 20


class Gate:
    """Hooks of the connection driver. `snapshot` is the one reference that a policy change swaps."""

    def __init__(
        self,
        snapshot: Snapshot,
        counters: Counters,
        record: Callable[[Record], None],
        limits: GateLimits,
        name: str,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.snapshot = snapshot
        self._counters = counters
        self._record = record
        self._limits = limits
        self._name = name
        self._clock = clock
        self._random = Random().getrandbits  # noqa: S311 - seeded by the system, in each worker
        self.draining = False
        """the worker is going: every answer ends its HTTP/1 connection, so that the next request goes to another"""
        self.measures = Measures()

    # -- hooks --------------------------------------------------------------------------------------------------

    def request_headers(self, session: Session, flow: HTTPFlow, asked: Asked | None = None) -> Aside | None:
        """A head is here; a long one is inspected aside. `asked`: what another proxy wants judged, which then forwards it itself."""
        now = self._clock()
        request_id = self._new_id(now)
        if asked is None:
            wire, peer, tls = flow.request, session.client.peername[0], session.client.tls
        else:
            wire, peer, tls = asked.wire, asked.peer, asked.tls
        convert.plain_target(wire)
        head = convert.Head(wire)
        request = head.to_request(peer, tls)
        passage = Passage(
            session, Exchange(request_id, request, client=peer, identity=NOBODY), self.snapshot, head, now
        )
        passage.asked = asked
        flow.metadata["passage"] = passage
        session.exchange_opened(passage)
        if flow.error is not None:
            return None
        if asked is not None and asked.problem is not None:
            self._refuse(flow, passage, *asked.problem)
            return None
        if len(wire.headers.fields) > self._limits.fields:  # of HTTP/1 it was refused before it was parsed
            self._refuse(flow, passage, 431, "header-fields")
            return None
        ambiguous = head.ambiguity()
        if ambiguous:
            self._refuse(flow, passage, 400, ambiguous)
            return None
        if wire.data.authority and wire.data.http_version != b"HTTP/2.0":
            wire.authority = ""  # origin-form: every origin reads it alike
        api = passage.snapshot.match(request.host, request.path)
        if api is None:
            self._refuse(flow, passage, 404, "no-api")
            return None
        passage.api = api
        exchange = passage.exchange
        exchange.api_id = api.id
        exchange.operation = api.operation(request)
        exchange.client, exchange.identities = api.identify(request, now)
        exchange.identity = exchange.identities[0]
        exchange.decode_limits = api.decode_limits
        exchange.countries = api.countries
        passage.keys = api.pipeline.needs(exchange)
        if passage.keys:
            passage.facts = Facts(now, self._counters.read(passage.keys, now))
        if LONG_HEAD in flow.metadata and api.pipeline.wants(Phase.REQUEST_HEADERS):
            work = partial(
                api.pipeline.run,
                Phase.REQUEST_HEADERS,
                exchange,
                passage.facts,
                passage.inspection,
                time.thread_time_ns,
            )
            return Aside(work, partial(self._admitted, flow, passage, api), held=passage.stream_id)
        self._run(flow, passage, Phase.REQUEST_HEADERS)
        self._admit(flow, passage, api)
        return None

    def _admitted(self, flow: HTTPFlow, passage: Passage, api: ApiRuntime, verdict: Verdict) -> None:
        """A long head was inspected aside: act on the verdict, or go on."""
        self._act(flow, passage, verdict)
        self._admit(flow, passage, api)

    def _admit(self, flow: HTTPFlow, passage: Passage, api: ApiRuntime) -> None:
        """What follows from a head that was judged: it is counted, and its body planned."""
        if passage.keys and not passage.verdict.whitelisted:
            passage.quota_fields = rate_limit_headers(api.limits.quotas(passage.exchange, passage.facts))
            if passage.verdict.action is not Action.THROTTLE:
                self._counters.add(passage.keys, passage.facts.now)
        if not passage.answered:
            self._plan_body(flow, passage, api)
        if passage.answered and b"expect" in passage.head.first:
            flow.request.headers.pop("expect", None)  # no 100 for a body that nobody will read

    def request(self, _: Session, flow: HTTPFlow) -> Aside | None:
        """The whole request is here. A long body is inspected aside, and then goes on."""
        passage: Passage = flow.metadata["passage"]
        passage.body_since = None
        passage.uploading = False
        if passage.answered:
            return None
        if not flow.request.stream:
            content = flow.request.raw_content
            if content:
                whole = passage.asked is None or passage.asked.whole
                passage.exchange.request = msgspec.structs.replace(
                    passage.exchange.request, body=content, body_complete=whole
                )
            if self.takes_long(flow):
                assert passage.api is not None
                work = partial(
                    passage.api.pipeline.run, Phase.REQUEST_BODY, passage.exchange, passage.facts, passage.inspection,
                    time.thread_time_ns,
                )  # fmt: skip
                return Aside(work, partial(self._inspected, flow, passage))
            if content or (passage.head.media_type and passage.asked is None):
                self._run(flow, passage, Phase.REQUEST_BODY)
                if passage.answered:
                    return None
            self._go_on(flow, passage)
            return None
        passage.upstream_since = time.monotonic()
        return None

    def _inspected(self, flow: HTTPFlow, passage: Passage, verdict: Verdict) -> None:
        """A long body was inspected aside: act on the verdict, or go on."""
        self._act(flow, passage, verdict)
        if not passage.answered:
            self._go_on(flow, passage)

    def _go_on(self, flow: HTTPFlow, passage: Passage) -> None:
        """Nothing speaks against a request that is here whole: to its origin, or, where only a verdict was asked for, told so."""
        assert passage.api is not None
        if passage.asked is not None:
            flow.response = self._let_through(passage)
            return
        self._send_on(flow, passage, passage.api, streamed=False)
        passage.upstream_since = time.monotonic()

    def response_headers(self, _: Session, flow: HTTPFlow) -> None:
        passage: Passage = flow.metadata["passage"]
        response = flow.response
        assert response is not None
        if passage.answered:
            return
        if passage.upstream_since is not None:
            passage.upstream_wait = time.monotonic() - passage.upstream_since
            passage.upstream_since = None
        status = response.status_code
        passage.websocket = status == 101 and passage.head.is_websocket
        if status == 101 and not passage.websocket:
            # anything else would become a tunnel that no addon sees into
            flow.response = self._answer(passage, 502, "upgrade")
            return
        api = passage.api
        assert api is not None
        if api.pipeline.wants(Phase.RESPONSE_HEADERS):
            passage.exchange.response = SeenResponse(status, response.headers.fields)
            self._run(flow, passage, Phase.RESPONSE_HEADERS)
            if passage.answered:
                return
        convert.clean_answer(
            response.headers,
            websocket=passage.websocket,
            extra=[(b"X-Request-Id", passage.exchange.request_id.encode()), *passage.quota_fields],
        )
        if self.draining and not passage.websocket and flow.request.data.http_version != b"HTTP/2.0":
            response.headers["Connection"] = "close"
        response.stream = passage.tap
        if api.pipeline.wants(Phase.RESPONSE_BODY) and not passage.websocket:
            answer, budget = SeenResponse(status, response.headers.fields), self._limits.answer_bytes
            response.stream = watched(passage, answer, budget, self._clock, self._count_refused) or passage.tap

    def _count_refused(self, reason: str) -> None:
        self.measures.refused[reason] += 1

    def response(self, _: Session, flow: HTTPFlow) -> None:
        passage: Passage = flow.metadata["passage"]
        assert flow.response is not None
        passage.status = passage.decided or flow.response.status_code
        api = passage.api
        if isinstance(flow.response.stream, PassingAnswer):
            pass  # it was looked at as it passed
        elif api is not None and not passage.answered and api.pipeline.wants(Phase.RESPONSE_BODY):
            passage.exchange.response = SeenResponse(
                passage.status, flow.response.headers.fields, bytes(passage.seen), passage.response_size
            )
            self._run(flow, passage, Phase.RESPONSE_BODY, act=False)
        self._finish(flow, passage)

    def error(self, _: Session, flow: HTTPFlow) -> None:
        passage: Passage = flow.metadata["passage"]
        reason = flow.error.msg if flow.error else "unknown"
        passage.error = passage.error or (reason if reason in _REASONS else "client-gone")
        passage.status = flow.response.status_code if flow.response is not None else 499
        self._finish(flow, passage)

    def websocket_end(self, session: Session, flow: HTTPFlow) -> None:
        session.exchange_closed(flow.metadata["passage"])

    # -- what the layers ask ------------------------------------------------------------------------------------

    def head_takes_long(self, flow: HTTPFlow) -> bool:
        if not is_long_head(flow.request.data.path, flow.request.headers.fields):
            return False
        flow.metadata[LONG_HEAD] = True
        return True

    def takes_long(self, flow: HTTPFlow) -> bool:
        passage: Passage = flow.metadata["passage"]
        if len(flow.request.raw_content or b"") < ASIDE_BYTES or flow.request.stream or passage.answered:
            return False
        return passage.api is not None and passage.api.pipeline.wants(Phase.REQUEST_BODY)

    def body_over_limit(self, flow: HTTPFlow, received: int) -> bool:
        passage: Passage = flow.metadata["passage"]
        if passage.api is None or received <= passage.api.body_bytes:
            return False
        if passage.head.media_type.startswith(OPAQUE) and passage.asked is None:
            self._stream_on(flow, passage, passage.api)
            return False
        return True

    def websocket_piece(self, flow: HTTPFlow, from_client: bool, data: bytes, *, whole: bool) -> bool:
        passage: Passage = flow.metadata["passage"]
        watch = passage.watch(from_client=from_client)
        if watch is None:
            return True
        now = self._clock()
        verdict, findings = watch.message(data, now) if whole else watch.chunk(data, now)
        if findings and passage.pieces < PIECES_RECORDED:
            passage.pieces += 1
            self._keep(passage.piece_record(self._new_id(now), now, verdict, findings, self._name), findings, passage)
        return verdict.action is Action.ALLOW

    def refusal(self, flow: HTTPFlow, status: int, reason: str) -> Response:
        if reason and status < 500:
            self.measures.refused[reason] += 1
        return self._answer(flow.metadata["passage"], status, reason)

    def refuse_head(self, status: int, reason: str) -> bytes:
        """An answer for what never became a request."""
        self.measures.refused[reason] += 1
        return answers.raw_answer(status, self._new_id(self._clock()))

    def _new_id(self, now: float) -> str:
        """32 hex digits that grow with time. They name, they authorise nothing: no need to ask the system for each."""
        return f"{int(now * 1000):012x}{self._random(80):020x}"

    # -- the driver's watchdog ----------------------------------------------------------------------------------

    def overdue(self, session: Session, now: float) -> None:
        for passage in list(session.exchanges):
            limits = self._limits
            if passage.upstream_since is not None and now - passage.upstream_since > limits.first_byte:
                passage.upstream_since = None
                session.feed(ExchangeFailed(passage.stream_id, 504, "timeout"))
            elif passage.body_since is not None and now - passage.body_since > limits.body_grace:
                received = session.received_body(passage)
                if received < (now - passage.body_since) * limits.body_rate_floor:
                    session.feed(ExchangeFailed(passage.stream_id, 408, "body-time"))
            elif passage.uploading and now - session.last_activity > limits.first_byte:
                # a streamed body moves at the origin's pace too, so it is silence that counts here, not speed
                session.feed(ExchangeFailed(passage.stream_id, 408, "body-time"))

    def closed(self, session: Session) -> None:
        """The client connection is gone: record what is still open on it (a WebSocket has been recorded already)."""
        for passage in list(session.exchanges):
            if not passage.recorded:
                passage.error = passage.error or "client-gone"
                passage.status = passage.status or 499
                self._finish(None, passage)
            session.exchange_closed(passage)

    # -- parts --------------------------------------------------------------------------------------------------

    def _run(self, flow: HTTPFlow, passage: Passage, phase: Phase, *, act: bool = True) -> None:
        api = passage.api
        assert api is not None
        if not api.pipeline.wants(phase):
            return
        verdict = api.pipeline.run(phase, passage.exchange, passage.facts, passage.inspection, time.perf_counter_ns)
        self._act(flow, passage, verdict, act=act)

    def _act(self, flow: HTTPFlow, passage: Passage, verdict: Verdict, *, act: bool = True) -> None:
        passage.verdict = verdict
        if act and verdict.action is not Action.ALLOW:
            status = 429 if verdict.action is Action.THROTTLE else 403
            flow.response = self._answer(passage, status, "")

    def _answer(self, passage: Passage, status: int, reason: str) -> Response:
        passage.answered = True
        passage.error = reason
        fields = list(passage.quota_fields)
        if status == 429 and passage.api is not None:
            decisive = passage.verdict.decisive
            fields = rate_limit_headers(passage.api.limits.quotas(passage.exchange, passage.facts))
            fields.append((b"retry-after", b"%d" % max(1, round(decisive.retry_after + 0.499) if decisive else 1)))
        accept = passage.exchange.request.header(b"accept")
        answer = answers.answer(status, passage.exchange.request_id, accept, fields)
        if passage.asked is not None:
            passage.decided = status
            answers.as_decision(answer, only_403=passage.asked.way == ORIGINAL)
        return answer

    @staticmethod
    def _let_through(passage: Passage) -> Response:
        passage.answered = True
        return answers.let_through(passage.exchange.request_id, passage.quota_fields)

    def _refuse(self, flow: HTTPFlow, passage: Passage, status: int, reason: str) -> None:
        self.measures.refused[reason] += 1
        flow.response = self._answer(passage, status, reason)

    def _plan_body(self, flow: HTTPFlow, passage: Passage, api: ApiRuntime) -> None:
        """Hold the body to inspect it, pass it on as it comes, or refuse it for its announced length."""
        length = passage.head.content_length
        forwards = passage.asked is None
        if passage.head.media_type.startswith(ALWAYS_STREAMED) and forwards:
            self._stream_on(flow, passage, api)
        elif length is not None and length > api.body_bytes:
            if passage.head.media_type.startswith(OPAQUE) and forwards:
                self._stream_on(flow, passage, api)
            else:
                self._refuse(flow, passage, 413, "body-bytes")
        else:
            passage.body_since = passage.started

    def _stream_on(self, flow: HTTPFlow, passage: Passage, api: ApiRuntime) -> None:
        watch = passage.watch(from_client=True)
        flow.request.stream = PassingUpload(passage, watch, self._clock) if watch is not None else True
        passage.body_since = None
        passage.uploading = True
        self._send_on(flow, passage, api, streamed=True)

    @staticmethod
    def _send_on(flow: HTTPFlow, passage: Passage, api: ApiRuntime, *, streamed: bool) -> None:
        """Turn the client's request into the one for the origin."""
        convert.to_origin(flow.request, passage.head, passage.exchange, api, streamed=streamed)
        flow.metadata["upstream"] = api.upstream

    def _finish(self, flow: HTTPFlow | None, passage: Passage) -> None:
        if passage.recorded:
            return
        passage.recorded = True
        passage.session.settle()
        if not passage.websocket or flow is None:
            passage.session.exchange_closed(passage)
        record = passage.to_record(self._name)
        self.measures.time(passage.api.name if passage.api else "", record, passage.busy)
        self._keep(record, passage.inspection.findings, passage)

    def _keep(self, record: Record, findings: Iterable[Finding], passage: Passage) -> None:
        """Count it, and write it down."""
        self.measures.count(passage.api.name if passage.api else "", record, findings)
        self._record(record)


_REASONS = frozenset(
    {
        "",
        "malformed",
        "malformed-answer",
        "connect",
        "reset",
        "timeout",
        "body-bytes",
        "body-time",
        "malformed-body",
        "upgrade",
        "answer-leak",
    }
)
