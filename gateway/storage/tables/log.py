"""What was recorded: exchanges with their findings, what people said of them, and how far who has come in reading them."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from gateway.storage.tables.columns import IDENTITY_LENGTH, OPERATION_LENGTH, big, integer, json, small, table, text

SEQUENCES = ("exchanges", "policy", "audit")
"""The rows of `sequences`; the only ones a new store begins with."""

PARTITION_BY = "RANGE (at) (PARTITION rest VALUES LESS THAN MAXVALUE)"
"""How the log's tables begin. `rest` stays the last one for good: what no day takes falls into it."""

BY_DAY = {"mysql_partition_by": PARTITION_BY, "mariadb_partition_by": PARTITION_BY}

exchanges = table(
    "exchanges",
    big("id", primary_key=True, autoincrement=False),
    text("request_id", 64),
    big("at", primary_key=True, autoincrement=False),
    big("api_id"),
    text("operation", OPERATION_LENGTH),
    text("method", 32),
    text("path", 2048),
    text("query", 2048),
    text("host", 255),
    text("version", 16),
    small("status"),
    text("action", 16),
    text("would", 16),
    integer("score"),
    text("reason", 128),
    text("peer", 64),
    text("client", 64),
    text("identity_kind", 16),
    text("identity", IDENTITY_LENGTH),
    text("user_agent", 512),
    big("request_bytes"),
    big("response_bytes"),
    big("duration"),
    big("upstream"),
    big("inspection"),
    json("cost"),
    text("error", 64),
    big("revision"),
    text("source", 16),
    text("gateway", 128),
    text("country", 2),
    UniqueConstraint("request_id", "at"),
    Index(None, "at", "id"),
    Index(None, "api_id", "at", "id"),
    Index(None, "identity", "at", "id"),
    Index(None, "client", "at", "id"),
    Index(None, "action", "at", "id"),
    **BY_DAY,
)

findings = table(
    "findings",
    big("exchange_id", primary_key=True, autoincrement=False),
    integer("ordinal", primary_key=True, autoincrement=False),
    big("at", primary_key=True, autoincrement=False),
    big("api_id"),
    text("detector", 64),
    text("rule", 128),
    small("severity"),
    text("effect", 16),
    text("mode", 16),
    text("location", 255),
    text("evidence", 512),
    text("message", 512),
    json("tags"),
    Index(None, "at"),
    Index(None, "rule", "at", "exchange_id"),
    Index(None, "detector", "at", "exchange_id"),
    **BY_DAY,
)

reviews = table(
    "reviews",
    big("exchange_id", primary_key=True, autoincrement=False),
    big("at"),
    big("api_id"),
    text("review", 16),
    text("reviewed_by", 255),
    big("reviewed_at"),
    Index(None, "at"),
)

journals = table(
    "journals",
    text("name", 255, primary_key=True),
    big("position"),
    big("updated_at"),
)

cursors = table(
    "cursors",
    text("name", 64, primary_key=True),
    big("position"),
    big("updated_at"),
)

sequences = table(
    "sequences",
    text("name", 32, primary_key=True),
    big("value"),
)
