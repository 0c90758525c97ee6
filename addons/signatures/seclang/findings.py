"""A program's hits on an exchange as findings: where, what, how bad.

A rule that blocks, in the rule set's own words, scores its severity; what adds up to a block is the API's threshold to
say, as for every other detector. The Core Rule Set's own sums (949xxx, 959xxx, 980xxx) are therefore notes. `deny` and
`drop` of other rules block by themselves. A rule that passes is a note where it says to be logged, else it is no finding.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from addons.decode.text import LOCATION, part
from addons.exchange import Exchange, Phase
from addons.finding import Effect, Finding, Severity
from addons.redact import evidence
from addons.signatures.doubt import is_doubtful
from addons.signatures.seclang.program import Hit, Program
from addons.signatures.seclang.rules import Rule
from addons.signatures.seclang.transaction import Transaction

SUMS = frozenset((949, 959, 980))
"""thousands of the Core Rule Set's rules that add up what others found"""
_KEY = "seclang transaction"
_SHOWN = 400
_PLACES = {
    "ARGS": "query", "ARGS_NAMES": "query", "ARGS_GET": "query", "ARGS_GET_NAMES": "query", "REQUEST_HEADERS": "header", "REQUEST_HEADERS_NAMES": "header",
    "REQUEST_COOKIES": "cookie", "REQUEST_COOKIES_NAMES": "cookie", "FILES": "file", "FILES_NAMES": "file",
    "MULTIPART_PART_HEADERS": "form", "ARGS_POST": "form", "ARGS_POST_NAMES": "form", "XML": "xml",
    "REQUEST_FILENAME": "path", "REQUEST_BASENAME": "path", "RESPONSE_HEADERS": "response-header",
}  # fmt: skip

Excludes = Callable[[Rule, str, str, Exchange], bool]
"""whether an exclusion takes the value of that name, at that location, from the rule"""


class RuleProgram:
    """One API's program with its exclusions. `excludes` is None where there are no exclusions; `body_bytes`: how much of a
    body is looked at, for the time it takes grows with it."""

    def __init__(self, program: Program, excludes: Excludes | None = None, body_bytes: int = 1 << 18) -> None:
        self._program = program
        self._body_bytes = body_bytes
        self._excludes = excludes

    def inspect(self, exchange: Exchange, phase: Phase, detector: str) -> list[Finding]:
        """What the rules of a phase find. The transaction is the exchange's own: it goes on with the next phase."""
        program = self._program
        kept = vars(exchange)
        tx = cast("Transaction | None", kept.get(_KEY))
        hits: list[Hit]
        if phase is Phase.REQUEST_HEADERS:
            tx = kept[_KEY] = program.start(
                exchange.request, exchange.request_id, exchange.client or exchange.request.peer
            )
            if self._excludes is not None:
                tx.excluded = _excluder(self._excludes, exchange, tx)
            hits = program.request_headers(tx)
        elif tx is None:
            return []
        elif phase is Phase.REQUEST_BODY:
            request = exchange.request
            body = exchange.payload.body if request.body else b""
            cut = len(body) > self._body_bytes
            hits = program.request_body(
                tx, body[: self._body_bytes] if cut else body, complete=request.body_complete and not cut
            )
            if cut:
                return [*(_finding(hit, detector) for hit in hits), _cut(detector, len(body), self._body_bytes)]
        elif exchange.response is None:
            return []
        elif phase is Phase.RESPONSE_HEADERS:
            hits = program.response_headers(tx, exchange.response)
        else:
            hits = program.response_body(tx, exchange.response)
            hits += program.logging(tx)
        return [_finding(hit, detector) for hit in hits if hit.rule.logged] if hits else []


def _cut(detector: str, size: int, limit: int) -> Finding:
    return Finding(
        detector=detector,
        rule="crs-body-cut",
        severity=Severity.INFO,
        message=f"the Core Rule Set looked at the first {limit} of {size} bytes of the body",
        location="body",
        effect=Effect.NOTE,
    )


def _excluder(excludes: Excludes, exchange: Exchange, tx: Transaction) -> Callable[[Rule, str, bytes], bool]:
    return lambda rule, collection, key: excludes(
        rule, _text(key), location_of(tx.origin(collection, key), key), exchange
    )


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def location_of(collection: str, key: bytes) -> str:
    """As other detectors name places: `query:q`, `json:/user/name`, `header:user-agent`, `path`."""
    name = _text(key)
    if collection in ("ARGS", "ARGS_NAMES") and (name == "json" or name.startswith("json.")):
        pieces = (piece.removeprefix("array_") if piece[6:].isdigit() else piece for piece in name.split(".")[1:])
        return f"json:/{part('/'.join(pieces))}"[:LOCATION]
    place = _PLACES.get(collection)
    if place is None:
        place = collection.lower().replace("_", "-")
    return f"{place}:{part(name.lower() if place.endswith('header') else name)}" if name else place


def _finding(hit: Hit, detector: str) -> Finding:
    rule = hit.rule
    shown = _text(hit.shown[:_SHOWN])
    return Finding(
        detector=detector,
        rule=rule.shown_id,
        severity=rule.points,
        message=_text(hit.message)[:300] or f"rule {rule.shown_id}",
        location=location_of(hit.collection, hit.key) if hit.collection else "",
        evidence=evidence(shown, _text(hit.key)),
        effect=effect_of(rule),
        tags=rule.tags,
        doubtful=is_doubtful(rule.tags, rule.source.operator.name if rule.source.operator else ""),
    )


def effect_of(rule: Rule) -> Effect:
    if rule.id // 1000 in SUMS:
        return Effect.NOTE
    if rule.disruption == "block":
        return Effect.SCORE
    return Effect.BLOCK if rule.disruption in ("deny", "drop", "redirect") else Effect.NOTE
