"""Recorded exchanges. Durations are microseconds."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from addons.finding import Severity
from console.schemas.model import Model, Moment, Page, example, moment
from gateway.policy.document import Api
from gateway.storage.exchanges import ExchangeRow, FindingRow
from gateway.storage.export import COLUMNS
from gateway.storage.reviews import Review, ReviewRow


def severity_name(severity: int) -> str:
    try:
        return Severity(severity).name.lower()
    except ValueError:
        return str(severity)


EXAMPLE: dict[str, Any] = {
    "id": 5, "request_id": "019f3c2a9d1b7e4c335f0c2a9d1b7e4c", "at": "2026-09-21T14:13:20.001000Z", "api_id": 1,
    "operation": "GET /orders/{id}", "method": "GET", "path": "/orders/7", "query": "q=***", "host": "api.example.com",
    "version": "HTTP/2", "status": 403, "action": "block", "would": "block", "score": 5, "reason": "942100",
    "peer": "10.0.0.1", "client": "203.0.113.7", "identity_kind": "address", "identity": "203.0.113.7",
    "user_agent": "curl/8.5.0", "request_bytes": 210, "response_bytes": 512, "duration": 1500, "upstream": 0,
    "inspection": 140, "error": "", "revision": 12, "source": "proxy", "gateway": "edge-1/0", "country": "CH",
}  # fmt: skip


class ExchangeOut(Model):
    model_config = example(**EXAMPLE)

    id: int
    request_id: str
    at: Moment
    api_id: int
    operation: str
    method: str
    path: str
    query: str
    host: str
    version: str
    status: int
    action: str
    would: str
    score: int
    reason: str
    peer: str
    client: str
    identity_kind: str
    identity: str
    user_agent: str
    request_bytes: int
    response_bytes: int
    duration: int
    upstream: int
    inspection: int
    error: str
    revision: int
    source: str
    gateway: str
    country: str

    @classmethod
    def of(cls, row: ExchangeRow) -> ExchangeOut:
        return cls(**_columns(row))


FINDING: dict[str, Any] = {
    "detector": "signatures", "rule": "942100", "severity": "critical", "effect": "score", "mode": "enforce",
    "location": "query:q", "evidence": "1' or 1=1", "message": "SQL injection", "tags": ["attack-sqli"],
}  # fmt: skip


class FindingOut(Model):
    model_config = example(**FINDING)

    detector: str
    rule: str
    severity: str
    effect: str
    mode: str
    location: str
    evidence: str
    message: str
    tags: list[str]

    @classmethod
    def of(cls, row: FindingRow) -> FindingOut:
        return cls(
            detector=row.detector,
            rule=row.rule,
            severity=severity_name(row.severity),
            effect=row.effect,
            mode=row.mode,
            location=row.location,
            evidence=row.evidence,
            message=row.message,
            tags=row.tags,
        )


class ExchangeDetail(ExchangeOut):
    """With each detector's findings and the microseconds each addon took."""

    model_config = example(**EXAMPLE, cost={"access": 3, "signatures": 120}, findings=[FINDING])

    cost: dict[str, int]
    findings: list[FindingOut]

    @classmethod
    def of(cls, row: ExchangeRow) -> ExchangeDetail:
        return cls(**_detail(row))


class ExchangeExplained(ExchangeDetail):
    """With what its API is set to now: the exchange was judged by the policy of its `revision`."""

    review: Review | None = Field(description="what a person said of this one exchange")
    reviewed_by: str | None
    threshold: int | None = Field(description="the score from which its API blocks; null: no such API any more")
    mode: str | None = Field(description="enforce, observe or off; null: no such API any more")

    @classmethod
    def under(cls, row: ExchangeRow, api: Api | None, review: ReviewRow | None) -> ExchangeExplained:
        return cls.model_validate(
            _detail(row)
            | {
                "threshold": api.block_threshold if api else None,
                "mode": str(api.mode.value) if api else None,
                "review": review.review if review else None,
                "reviewed_by": review.reviewed_by if review else None,
            }
        )


class LogPage(Page[ExchangeOut]):
    """`searched_to` is set where a search stopped after so many rows, not because it had found enough: go on with
    `next_cursor`, even if there are no items."""

    searched_to: Moment | None = None


class RelatedOut(Model):
    """Exchanges near one, newest first, without it."""

    same_identity: list[ExchangeOut]
    same_operation: list[ExchangeOut]


def _columns(row: ExchangeRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COLUMNS} | {"at": moment(row.at)}


def _detail(row: ExchangeRow) -> dict[str, Any]:
    return _columns(row) | {"cost": row.cost, "findings": [FindingOut.of(finding) for finding in row.findings]}
