"""What is to be guarded and how, and by which processes it is."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from gateway.storage.tables.columns import big, integer, json, serial_table, table, text

apis = serial_table(
    "apis",
    text("name", 128),
    json("document"),
    text("ingest_key_hash", 128),
    integer("version"),
    big("created_at"),
    big("updated_at"),
    UniqueConstraint("name"),
    Index(None, "ingest_key_hash"),
)

detectors = table(
    "detectors",
    text("id", 64, primary_key=True),
    text("mode", 16),
    text("on_error", 16),
    json("options"),
    integer("version"),
    big("updated_at"),
)

policy_revisions = table(
    "policy_revisions",
    big("revision", primary_key=True, autoincrement=False),
    big("at"),
    text("author", 255),
    text("action", 128),
    json("document", nullable=True),
)

gateways = table(
    "gateways",
    text("name", 128, primary_key=True),
    big("at"),
    text("version", 32),
    json("status"),
)

reports = table(
    "reports",
    text("name", 64, primary_key=True),
    big("at"),
    json("status"),
)

leases = table(
    "leases",
    text("name", 64, primary_key=True),
    text("holder", 128),
    big("expires_at"),
)
