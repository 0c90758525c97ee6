"""What asks for somebody's attention, and whom it was told to."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, UniqueConstraint

from gateway.storage.tables.columns import (
    IDENTITY_LENGTH,
    OPERATION_LENGTH,
    big,
    integer,
    json,
    serial_table,
    small,
    text,
)

alerts = serial_table(
    "alerts",
    big("api_id"),
    text("detector", 64),
    text("identity", 16 + IDENTITY_LENGTH + 1),
    text("operation", OPERATION_LENGTH),
    text("title", 512),
    small("severity"),
    text("status", 16),
    big("count"),
    big("stopped"),
    big("first_at"),
    big("last_at"),
    json("rules"),
    json("samples"),
    big("muted_until"),
    text("acked_by", 255),
    big("acked_at"),
    text("review", 16),
    text("reviewed_by", 255),
    big("reviewed_at"),
    Index(None, "identity", "detector", "api_id", "id"),
    Index(None, "last_at", "id"),
    Index(None, "status", "last_at", "id"),
    Index(None, "status", "severity"),
)

alert_notes = serial_table(
    "alert_notes",
    big("alert_id"),
    big("at"),
    text("author", 255),
    text("text", 4000),
    Index(None, "alert_id", "id"),
)

mutes = serial_table(
    "mutes",
    big("api_id"),
    text("detector", 64),
    text("identity", 16 + IDENTITY_LENGTH + 1),
    big("until"),
    text("reason", 512),
    text("author", 255),
    big("created_at"),
    Index(None, "until"),
)

channels = serial_table(
    "channels",
    text("name", 128),
    text("kind", 16),
    Column("enabled", Boolean(), nullable=False),
    json("config"),
    small("severity"),
    json("api_ids"),
    json("quiet", nullable=True),
    integer("per_hour"),
    integer("version"),
    big("created_at"),
    big("updated_at"),
    UniqueConstraint("name"),
)

deliveries = serial_table(
    "deliveries",
    big("channel_id"),
    big("alert_id"),
    text("kind", 16),
    text("message_id", 64),
    text("state", 16),
    json("content"),
    integer("attempts"),
    big("due_at"),
    text("error", 512),
    json("log"),
    big("created_at"),
    big("updated_at"),
    UniqueConstraint("message_id"),
    Index(None, "state", "due_at"),
    Index(None, "alert_id", "id"),
    Index(None, "channel_id", "id"),
)
