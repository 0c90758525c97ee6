"""From journal records to rows: cleaned, cut to the columns' lengths, added up. Pure.

A record made of what a client sent must never be what a database refuses: one such row would hold up its whole journal.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import msgspec
from sqlalchemy import String, Table

from addons.record import Record
from gateway.storage import tables
from gateway.storage.admission import Admission
from gateway.storage.spans import MINUTE
from gateway.storage.sums import Sums, TallyKey

SMALL, NORMAL, BIG = 2**15 - 1, 2**31 - 1, 2**63 - 1
AMOUNT = 2**40
"""Most bytes or microseconds of one row: a terabyte, twelve days. The sums of any minute stay far within a BIGINT."""
LATEST = NORMAL * MINUTE
"""The latest time a row may have, microseconds: its minute must fit the rollups (the year 6053)."""


def text_lengths(table: Table) -> Mapping[str, int]:
    """The most characters of each text column."""
    return {c.name: c.type.length for c in table.columns if isinstance(c.type, String) and c.type.length}


_EXCHANGE = text_lengths(tables.exchanges)
_FINDING = text_lengths(tables.findings)
_TEXT_LENGTHS = (*_EXCHANGE.values(),)
_texts_of = attrgetter(*_EXCHANGE)
_amounts_of = attrgetter("request_bytes", "response_bytes", "duration", "upstream", "inspection")


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
    """The rows of one transaction; those of sums as tuples in the order of their table's columns."""

    exchanges: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    totals: list[tuple[Any, ...]] = field(default_factory=list)
    rollups: list[tuple[Any, ...]] = field(default_factory=list)
    tallies: list[tuple[Any, ...]] = field(default_factory=list)


def prepare(
    records: Iterable[Record], first_id: int, admission: Admission[TallyKey] | None = None, sample: float = 1.0
) -> Shipment:
    """Rows for new records, ids counting up from `first_id`.

    `sample`: the share of uneventful exchanges that get a row, chosen by their request id; all are added up.
    """
    shipment, sums = Shipment(), Sums()
    admission = admission or Admission()
    exchange_id = first_id
    for record in records:
        row = exchange_row(record, exchange_id)
        found = [finding_values(finding, row, ordinal) for ordinal, finding in enumerate(record.findings)]
        sums.add(row, found, _cost(record.cost))
        if sample < 1.0 and not found and _is_uneventful(row) and not is_sampled(row["request_id"], sample):
            continue
        shipment.exchanges.append(row)
        shipment.findings += found
        exchange_id += 1
    shipment.totals = sums.totals()
    shipment.rollups = sums.rollups(admission)
    shipment.tallies = sums.tallies(admission)
    return shipment


def values(rows: Iterable[Mapping[str, Any]], json_column: str) -> list[tuple[Any, ...]]:
    """Rows of `exchanges` or `findings` as a driver takes them."""
    encode = msgspec.json.encode
    return [tuple({**row, json_column: encode(row[json_column]).decode()}.values()) for row in rows]


def is_sampled(request_id: str, share: float) -> bool:
    """The same answer for the same id, everywhere and for good."""
    return zlib.crc32(request_id.encode()) < share * 2**32


def _is_uneventful(row: Mapping[str, Any]) -> bool:
    return row["action"] == "allow" and row["would"] == "allow" and not row["error"]


def _cost(cost: Mapping[str, Any]) -> dict[str, int]:
    length = tables.KEY_LENGTH
    return {
        name if len(name) <= length and name.isascii() else clean(name, length): _amount(microseconds)
        for name, microseconds in cost.items()
    }


def time_of(record: Record) -> int:
    """The time its row has."""
    return max(0, _number(record.at, LATEST))


def exchange_row(record: Record, exchange_id: int) -> dict[str, Any]:
    texts = iter(
        [
            text if text.__class__ is str and len(text) <= length and text.isascii() else clean(text, length)
            for text, length in zip(_texts_of(record), _TEXT_LENGTHS, strict=True)
        ]
    )
    request_bytes, response_bytes, duration, upstream, inspection = [
        amount if amount.__class__ is int and 0 <= amount <= AMOUNT else _amount(amount)
        for amount in _amounts_of(record)
    ]
    return {
        "id": exchange_id,
        "request_id": next(texts),
        "at": time_of(record),
        "api_id": _number(record.api_id, BIG),
        "operation": next(texts),
        "method": next(texts),
        "path": next(texts),
        "query": next(texts),
        "host": next(texts),
        "version": next(texts),
        "status": _number(record.status, SMALL),
        "action": next(texts),
        "would": next(texts),
        "score": _number(record.score, NORMAL),
        "reason": next(texts),
        "peer": next(texts),
        "client": next(texts),
        "identity_kind": next(texts),
        "identity": next(texts),
        "user_agent": next(texts),
        "request_bytes": request_bytes,
        "response_bytes": response_bytes,
        "duration": duration,
        "upstream": upstream,
        "inspection": inspection,
        "cost": record.cost,
        "error": next(texts),
        "revision": _number(record.revision, BIG),
        "source": next(texts),
        "gateway": next(texts),
        "country": next(texts),
    }


def finding_values(finding: Mapping[str, object], exchange: Mapping[str, Any], ordinal: int) -> dict[str, Any]:
    """A row of `findings`. Of the exchange `id`, `at` and `api_id` are read."""
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


for _table, _row in (
    (tables.exchanges, exchange_row(Record("", 0, 0, "", "", ""), 0)),
    (tables.findings, finding_values({}, {"id": 0, "at": 0, "api_id": 0}, 0)),
):
    assert [*_row] == _table.columns.keys(), f"values of {_table.name} go to the driver in the order of its columns"
