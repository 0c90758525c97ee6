"""What was learned from the log."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, UniqueConstraint

from gateway.storage.tables.columns import big, blob, integer, json, serial_table, table, text

behaviour_state = table(
    "behaviour_state",
    text("name", 64, primary_key=True),
    big("updated_at"),
    big("position"),
    big("since"),
    big("seen"),
    big("identities"),
    big("concluded"),
    Column("ready", Boolean(), nullable=False),
    big("bytes"),
    blob("blob"),
    json("baselines", nullable=True),
)

models = serial_table(
    "models",
    text("kind", 32),
    big("api_id"),
    integer("version"),
    text("state", 16),
    text("reason", 512),
    text("author", 255),
    big("created_at"),
    big("changed_at"),
    json("metrics"),
    text("digest", 64),
    integer("size"),
    blob("data"),
    UniqueConstraint("kind", "api_id", "version"),
    Index(None, "state", "kind", "api_id"),
    Index(None, "digest"),
)

trainings = serial_table(
    "trainings",
    text("kind", 32),
    Column("api_id", BigInteger(), nullable=True),
    text("state", 16),
    text("why", 255),
    text("author", 255),
    big("created_at"),
    big("started_at"),
    big("ended_at"),
    integer("percent"),
    text("stage", 128),
    json("results"),
    text("error", 512),
    Index(None, "state", "id"),
    Index(None, "kind", "id"),
)
