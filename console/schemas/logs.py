"""Recorded exchanges. Durations are microseconds."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from addons.finding import Severity
from console.schemas.model import Model, Moment, moment
from gateway.storage.exchanges import ExchangeRow, FindingRow


def severity_name(severity: int) -> str:
    try:
        return Severity(severity).name.lower()
    except ValueError:
        return str(severity)


class ExchangeOut(Model):
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


class FindingOut(Model):
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

    cost: dict[str, int]
    findings: list[FindingOut]

    @classmethod
    def of(cls, row: ExchangeRow) -> ExchangeDetail:
        return cls(**_columns(row), cost=row.cost, findings=[FindingOut.of(finding) for finding in row.findings])


COLUMNS = tuple(field.name for field in fields(ExchangeRow) if field.name not in ("cost", "findings"))


def _columns(row: ExchangeRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in COLUMNS} | {"at": moment(row.at)}
