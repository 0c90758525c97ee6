"""Who is let in or kept out, and what is not looked for."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from gateway.storage.tables.columns import OPERATION_LENGTH, TARGET_LENGTH, big, integer, serial_table, text

decisions = serial_table(
    "decisions",
    text("type", 16),
    text("scope", 16),
    text("target", TARGET_LENGTH),
    big("api_id"),
    big("expires_at"),
    text("origin", 64),
    text("reason", 512),
    text("author", 255),
    big("created_at"),
    Index(None, "expires_at"),
    Index(None, "scope", "target"),
)

list_entries = serial_table(
    "list_entries",
    text("list", 16),
    text("scope", 16),
    text("target", TARGET_LENGTH),
    big("api_id"),
    big("expires_at"),
    text("reason", 512),
    text("author", 255),
    big("created_at"),
    integer("version"),
    UniqueConstraint("list", "scope", "target", "api_id"),
    Index(None, "list", "id"),
    Index(None, "expires_at"),
)

exclusions = serial_table(
    "exclusions",
    text("rule", 128),
    text("tag", 128),
    big("api_id"),
    text("operation", OPERATION_LENGTH),
    text("parameter", 255),
    text("reason", 512),
    text("author", 255),
    big("created_at"),
    big("expires_at"),
    integer("version"),
    Index(None, "expires_at"),
)
