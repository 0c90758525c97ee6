"""A stream judged as it passes: what is too long, or too live, to be held until its end.

`message` judges a whole piece by its looks, as a body is; `chunk` a stretch of a longer one as text, together with the
end of what went before, so that a match may lie across the seam. Each piece is judged alone: a long stream does not add
up its notices. Bounded: `OVERLAP` bytes and `REMEMBERED` findings. It holds nothing back itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from addons.addon import Facts
from addons.decode.binary import file, is_binary, parts, values
from addons.decode.model import Decoded, Field
from addons.exchange import Exchange, Phase, Request, Response
from addons.finding import Finding
from addons.pipeline import Inspection, Pipeline
from addons.verdict import ALLOW, Action, Verdict

WINDOW = 64 * 1024
OVERLAP = 1024
"""bytes looked at again with what follows: the longest attack that may be cut in two"""
REMEMBERED = 64


class Watch:
    """One direction of one stream. `phase`: REQUEST_BODY for what a client sends, RESPONSE_BODY for an origin."""

    def __init__(self, pipeline: Pipeline, exchange: Exchange, phase: Phase, timer: Callable[[], int]) -> None:
        self._pipeline = pipeline
        self._exchange = exchange
        self._phase = phase
        self._timer = timer
        self._tail = b""
        self._seen: set[tuple[str, str]] = set()
        self._binary = _binary(exchange.request)
        self.nanoseconds = 0
        """spent so far"""

    def chunk(self, data: bytes, now: float) -> tuple[Verdict, list[Finding]]:
        """The worst verdict on this stretch and its new findings. `now`: seconds since the epoch, UTC."""
        worst, found = ALLOW, []
        for start in range(0, len(data), WINDOW):
            window = self._tail + data[start : start + WINDOW]
            self._tail = window[-OVERLAP:]
            verdict, findings = self._judge(window, now, complete=False)
            found += findings
            if _rank(verdict) > _rank(worst):
                worst = verdict
            if verdict.action is not Action.ALLOW:
                break
        return worst, found

    def message(self, data: bytes, now: float) -> tuple[Verdict, list[Finding]]:
        """A message that is all here: JSON, XML or a form by its looks, else text."""
        return self._judge(data, now, complete=b"\0" not in data)

    def _judge(self, data: bytes, now: float, *, complete: bool) -> tuple[Verdict, list[Finding]]:
        if not data:
            return ALLOW, []
        inspection = Inspection()
        started = self._timer()
        verdict = self._pipeline.run(self._phase, self._piece(data, complete), Facts(now), inspection, self._timer)
        self.nanoseconds += self._timer() - started
        return verdict, [finding for finding in inspection.findings if self._is_new(finding)]

    def _piece(self, data: bytes, complete: bool) -> Exchange:
        whole = self._exchange
        piece = Exchange(
            whole.request_id, whole.request, whole.api_id, whole.operation, whole.client, whole.identity, whole.identities,
            whole.response, whole.decode_limits,
        )  # fmt: skip
        if self._phase is Phase.REQUEST_BODY:
            piece.request = msgspec.structs.replace(whole.request, headers=(), body=data, body_complete=complete)
            if b"\0" in data or is_binary(data):
                piece.payload = Decoded(tuple(self._binary(data)))
        else:
            response = whole.response or Response(0)
            piece.response = msgspec.structs.replace(response, body=data, size=len(data))
        return piece

    def _is_new(self, finding: Finding) -> bool:
        key = (finding.rule, finding.evidence)
        if key in self._seen:
            return False
        if len(self._seen) < REMEMBERED:
            self._seen.add(key)
        return True


def _binary(request: Request) -> Callable[[bytes], Iterable[Field]]:
    """How a piece that is no text is looked at: of gRPC and of a WebSocket they are messages, of all else they are files.

    What a WebSocket's opening says of its own content is the client's to choose, and no origin reads it.
    """
    media_type = (request.header(b"content-type") or b"").strip().lower()
    is_websocket = request.header(b"sec-websocket-key") is not None
    if is_websocket or not media_type or media_type.startswith(b"application/grpc"):
        return values
    return parts if media_type.startswith(b"multipart/") else file


def _rank(verdict: Verdict) -> tuple[bool, bool, int]:
    return verdict.action is not Action.ALLOW, verdict.would is not Action.ALLOW, verdict.score
