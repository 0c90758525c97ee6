"""What is kept of an exchange: the row that goes to the journal and from there to the store.

Holds no body, no credential and no unredacted query value. Times are microseconds, `at` since the epoch (UTC).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from addons.finding import Finding


class Record(msgspec.Struct, gc=False):
    request_id: str
    at: int
    api_id: int
    operation: str
    method: str
    path: str
    query: str = ""
    host: str = ""
    version: str = ""
    status: int = 0
    action: str = "allow"
    would: str = "allow"
    score: int = 0
    reason: str = ""
    peer: str = ""
    client: str = ""
    identity_kind: str = "address"
    identity: str = ""
    user_agent: str = ""
    request_bytes: int = 0
    response_bytes: int = 0
    duration: int = 0
    """from the first byte of the request to the last of the answer"""
    upstream: int = 0
    """from the request's end to the origin's first byte; 0 where the origin was not asked"""
    inspection: int = 0
    """spent in addons"""
    cost: dict[str, int] = {}
    """by addon"""
    findings: list[dict[str, object]] = []
    error: str = ""
    """why there was no answer from the origin, in one word (`connect`, `timeout`, `reset`, `client-gone`, …)"""
    revision: int = 0
    source: Literal["proxy", "ingest", "decision"] = "proxy"
    """how the gateway came to judge it; `decision`: for another proxy, so that `status` is what it was told"""
    gateway: str = ""
    """host and worker that served it"""
    country: str = ""
    """the client's, ISO 3166-1 alpha-2; empty where it is not known"""


def finding_row(finding: Finding) -> dict[str, object]:
    """A finding as `Record.findings` holds it."""
    return {
        "detector": finding.detector,
        "rule": finding.rule,
        "severity": int(finding.severity),
        "effect": finding.effect,
        "mode": finding.mode,
        "location": finding.location[:200],
        "evidence": finding.evidence,
        "message": finding.message[:300],
        "tags": list(finding.tags),
    }
