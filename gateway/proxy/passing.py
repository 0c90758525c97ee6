"""Bodies judged as they pass: uploads too long to be held, and answers that are long, or of no announced length, as
server-sent events are.

A piece is judged before it goes on, and waits for no other; once one blocks, nothing more goes on, and the exchange ends
there, visibly cut. Of an answer, a word that a piece's end cuts in two is judged with the next piece, so that where an origin's
pieces end changes nothing of what is found, though the word's beginning has gone on by then. Bounded: `FINDINGS` are kept; of
an answer `budget` bytes are looked at, unpacked, and what comes after passes unseen. Unpacks gzip and deflate; answers of other
codings are not looked at.
"""

from __future__ import annotations

import dataclasses
import re
import time
import zlib
from collections.abc import Callable

from addons.exchange import Header, Phase, Response
from addons.finding import Finding
from addons.stream import Watch
from addons.verdict import Action, Verdict
from gateway.proxy.layers.stream import ExchangeFailed, Passing
from gateway.proxy.passage import SEEN_RESPONSE_BYTES, Passage

FINDINGS = 64
UNPACKED = 1 << 20
"""bytes that one read may unpack to; more is a bomb, and is not looked at"""
WORD = re.compile(rb"[^\s\"',;<>&(){}\[\]]{1,256}\Z")
"""what a piece ends with and the next may go on with"""
PLAIN = frozenset({b"", b"identity"})
INFLATED = frozenset({b"gzip", b"x-gzip", b"deflate"})
GZIP_OR_ZLIB = 47
EVENTS = b"text/event-stream"


class PassingUpload:
    """A request's body. `clock`: seconds since the epoch, UTC."""

    def __init__(self, passage: Passage, watch: Watch, clock: Callable[[], float]) -> None:
        self._passage = passage
        self._watch = watch
        self._clock = clock
        self._stopped = False

    def __call__(self, data: bytes) -> list[bytes]:
        """What of it goes on: never an empty piece, which would be the body's end to a HTTP/1 origin."""
        if self._stopped or not data:
            return []
        passage = self._passage
        verdict, findings = self._watch.chunk(data, self._clock())
        _keep(passage, verdict, findings)
        if verdict.action is Action.ALLOW:
            return [data]
        self._stopped = True
        passage.session.feed(ExchangeFailed(passage.stream_id, 403, ""))
        return []


class PassingAnswer(Passing):
    """`clock`: seconds since the epoch, UTC; `refused` counts the answer that was cut."""

    def __init__(
        self,
        passage: Passage,
        answer: Response,
        budget: int,
        clock: Callable[[], float],
        refused: Callable[[str], None],
    ) -> None:
        assert passage.api is not None
        self.cut = ""
        self._passage = passage
        self._left = budget
        self._clock = clock
        self._refused = refused
        self._word = b""
        self._events = _field(answer.headers, b"content-type").startswith(EVENTS)
        self._inflater = zlib.decompressobj(GZIP_OR_ZLIB) if _coding(answer.headers) in INFLATED else None
        plain = Response(answer.status, tuple(f for f in answer.headers if f[0].lower() != b"content-encoding"))
        exchange = dataclasses.replace(passage.exchange, response=plain)
        self._watch = Watch(passage.api.pipeline, exchange, Phase.RESPONSE_BODY, time.perf_counter_ns)

    def __call__(self, data: bytes) -> list[bytes]:
        """What of it goes on. After a cut nothing does."""
        self._passage.response_size += len(data)
        if self.cut or not data:
            return []
        if self._left > 0:
            seen = self._word + self._unpacked(data)
            word = WORD.search(seen, max(0, len(seen) - 256))
            self._word = word[0] if word is not None else b""
            self._judge(seen[: len(seen) - len(self._word)])
        if not self.cut:
            return [data]
        if (
            self._events and self._inflater is None
        ):  # a comment; what came of the event before it is dropped by its reader
            return [b"\n: ended by the security gateway, request %s\n" % self._passage.exchange.request_id.encode()]
        return []

    def finish(self) -> None:
        """No more comes: look at the word that the last piece ended with."""
        if not self.cut:
            self._judge(self._word)

    def _unpacked(self, data: bytes) -> bytes:
        if self._inflater is None:
            out = data
        else:
            try:
                out = self._inflater.decompress(data, min(UNPACKED, self._left))
            except zlib.error:
                out, self._left = b"", 0
            if self._inflater.unconsumed_tail:
                self._left = 0
        if len(out) >= self._left:
            out = out[: self._left]
            self._left = 0
        else:
            self._left -= len(out)
        return out

    def _judge(self, data: bytes) -> None:
        passage = self._passage
        verdict, findings = self._watch.chunk(data, self._clock())
        _keep(passage, verdict, findings)
        if verdict.action is not Action.ALLOW:
            self.cut = "answer-leak"
            self._refused("answer-leak")
        elif len(passage.inspection.findings) >= FINDINGS:
            self._left = 0


def _keep(passage: Passage, verdict: Verdict, findings: list[Finding]) -> None:
    """Of what a piece brought: the first findings, and the worst verdict."""
    if findings:
        known = passage.inspection.findings
        known += findings[: max(0, FINDINGS - len(known))]
        if verdict.action is not Action.ALLOW or verdict.score >= passage.verdict.score:
            passage.verdict = verdict


def watched(
    passage: Passage,
    answer: Response,
    budget: int,
    clock: Callable[[], float],
    refused: Callable[[str], None],
) -> PassingAnswer | None:
    """None where it is short enough to be looked at when it is over, of a coding that is not undone, or its caller whitelisted."""
    length = _field(answer.headers, b"content-length")
    short = length.isdigit() and int(length) <= SEEN_RESPONSE_BYTES
    if short or not budget or passage.inspection.finished or _coding(answer.headers) not in PLAIN | INFLATED:
        return None
    return PassingAnswer(passage, answer, budget, clock, refused)


def _coding(headers: tuple[Header, ...]) -> bytes:
    return _field(headers, b"content-encoding")


def _field(headers: tuple[Header, ...], name: bytes) -> bytes:
    return b", ".join(value.strip().lower() for key, value in headers if key.lower() == name)
