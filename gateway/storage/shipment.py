"""From journal records to rows: cleaned, cut to the columns' lengths, added up by minute. Pure.

A record made of what a client sent must never be what a database refuses: one such row would hold up its whole journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import String, Table

from addons.record import Record
from gateway.storage import latency, tables

SMALL, NORMAL, BIG = 2**15 - 1, 2**31 - 1, 2**63 - 1
AMOUNT = 2**40
"""Most bytes or microseconds of one row: a terabyte, twelve days. The sums of any minute stay far within a BIGINT."""
MINUTE = 60_000_000
LATEST = NORMAL * MINUTE
"""The latest time a row may have, microseconds: its minute must fit the rollups (the year 6053)."""

ROLLUP_KEYS = ("minute", "api_id", "operation", "action", "status_class")
ROLLUP_SUMS = tuple(column.name for column in tables.rollups.columns if column.name not in ROLLUP_KEYS)


def text_lengths(table: Table) -> Mapping[str, int]:
    """The most characters of each text column."""
    return {c.name: c.type.length for c in table.columns if isinstance(c.type, String) and c.type.length}


_EXCHANGE = text_lengths(tables.exchanges)
_FINDING = text_lengths(tables.findings)


def clean(value: object, length: int) -> str:
    """Text of at most `length` characters that any engine takes: no lone surrogates."""
    text = value if isinstance(value, str) else str(value)
    if len(text) > length:
        text = text[:length]
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _number(value: object, most: int) -> int:
    number = value if isinstance(value, int) else 0
    return max(-most, min(int(number), most))


def _amount(value: object) -> int:
    return max(0, _number(value, AMOUNT))


@dataclass(slots=True)
class Shipment:
    """The rows of one transaction."""

    exchanges: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    rollups: list[dict[str, Any]] = field(default_factory=list)


def prepare(records: Iterable[Record], first_id: int) -> Shipment:
    """Rows for new records, ids counting up from `first_id`."""
    shipment = Shipment()
    sums: dict[tuple[Any, ...], dict[str, Any]] = {}
    for exchange_id, record in enumerate(records, first_id):
        row = exchange_row(record, exchange_id)
        shipment.exchanges.append(row)
        for ordinal, finding in enumerate(record.findings):
            shipment.findings.append(_finding_row(finding, row, ordinal))
        _add_up(sums, row)
    shipment.rollups = list(sums.values())
    return shipment


def exchange_row(record: Record, exchange_id: int) -> dict[str, Any]:
    cut = _EXCHANGE
    return {
        "id": exchange_id,
        "request_id": clean(record.request_id, cut["request_id"]),
        "at": max(0, _number(record.at, LATEST)),
        "api_id": _number(record.api_id, BIG),
        "operation": clean(record.operation, cut["operation"]),
        "method": clean(record.method, cut["method"]),
        "path": clean(record.path, cut["path"]),
        "query": clean(record.query, cut["query"]),
        "host": clean(record.host, cut["host"]),
        "version": clean(record.version, cut["version"]),
        "status": _number(record.status, SMALL),
        "action": clean(record.action, cut["action"]),
        "would": clean(record.would, cut["would"]),
        "score": _number(record.score, NORMAL),
        "reason": clean(record.reason, cut["reason"]),
        "peer": clean(record.peer, cut["peer"]),
        "client": clean(record.client, cut["client"]),
        "identity_kind": clean(record.identity_kind, cut["identity_kind"]),
        "identity": clean(record.identity, cut["identity"]),
        "user_agent": clean(record.user_agent, cut["user_agent"]),
        "request_bytes": _amount(record.request_bytes),
        "response_bytes": _amount(record.response_bytes),
        "duration": _amount(record.duration),
        "upstream": _amount(record.upstream),
        "inspection": _amount(record.inspection),
        "cost": record.cost,
        "error": clean(record.error, cut["error"]),
        "revision": _number(record.revision, BIG),
        "source": clean(record.source, cut["source"]),
        "gateway": clean(record.gateway, cut["gateway"]),
    }


def _finding_row(finding: Mapping[str, object], exchange: Mapping[str, Any], ordinal: int) -> dict[str, Any]:
    cut = _FINDING
    tags = finding.get("tags")
    return {
        "exchange_id": exchange["id"],
        "ordinal": ordinal,
        "at": exchange["at"],
        "api_id": exchange["api_id"],
        "detector": clean(finding.get("detector", ""), cut["detector"]),
        "rule": clean(finding.get("rule", ""), cut["rule"]),
        "severity": _number(finding.get("severity", 0), SMALL),
        "effect": clean(finding.get("effect", "score"), cut["effect"]),
        "mode": clean(finding.get("mode", "enforce"), cut["mode"]),
        "location": clean(finding.get("location", ""), cut["location"]),
        "evidence": clean(finding.get("evidence", ""), cut["evidence"]),
        "message": clean(finding.get("message", ""), cut["message"]),
        "tags": [clean(tag, 128) for tag in tags[:32]] if isinstance(tags, list | tuple) else [],
    }


def _add_up(sums: dict[tuple[Any, ...], dict[str, Any]], row: Mapping[str, Any]) -> None:
    key = (row["at"] // MINUTE, row["api_id"], row["operation"], row["action"], row["status"] // 100)
    total = sums.get(key)
    if total is None:
        total = sums[key] = dict(zip(ROLLUP_KEYS, key, strict=True)) | dict.fromkeys(ROLLUP_SUMS, 0)
    total["count"] += 1
    total["would_block"] += row["would"] == "block"
    total["would_throttle"] += row["would"] == "throttle"
    for name in ("score", "request_bytes", "response_bytes", "duration", "upstream", "inspection"):
        total[name] += row[name]
    total[tables.LATENCY_COLUMNS[latency.bucket(row["duration"])]] += 1
