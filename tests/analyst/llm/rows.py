"""Recorded exchanges with findings, made without a store."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from gateway.storage.exchanges import ExchangeRow, FindingRow

EMPTY: dict[str, Any] = {"str": "", "int": 0, "dict[str, int]": {}}


def finding(**changes: Any) -> FindingRow:
    values: dict[str, Any] = {
        "exchange_id": 1, "ordinal": 0, "at": 0, "api_id": 1, "detector": "signatures", "rule": "41100", "severity": 3,
        "effect": "score", "mode": "enforce", "location": "query:q", "evidence": "1' or 1=1",
        "message": "SQL injection", "tags": ["attack-sqli"],
    }  # fmt: skip
    return FindingRow(**values | changes)


def row(*findings: FindingRow, **changes: Any) -> ExchangeRow:
    values = {one.name: EMPTY[str(one.type)] for one in fields(ExchangeRow) if one.name != "findings"}
    values |= {
        "id": 1, "request_id": "request-1", "api_id": 1, "operation": "GET /search", "method": "GET", "path": "/search",
        "query": "q=1", "status": 200, "action": "allow", "would": "allow", "client": "192.0.2.1",
        "peer": "10.0.0.1", "identity_kind": "key", "identity": "ab12cd34ef56", "user_agent": "curl/8",
    }  # fmt: skip
    return ExchangeRow(**values | changes, findings=findings or (finding(),))
