"""Learned models with their measures and states, and the history of trainings.

Locks: nothing, it makes tables only.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.storage.migrations.columns import BLOB, INNODB, JSON, SERIAL

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "models",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("api_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=512), nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("metrics", JSON, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", BLOB, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_models")),
        sa.UniqueConstraint("kind", "api_id", "version", name=op.f("uq_models_kind_api_id_version")),
        **INNODB,
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_models_state_kind_api_id"), "models", ["state", "kind", "api_id"], unique=False)
    op.create_index(op.f("ix_models_digest"), "models", ["digest"], unique=False)
    op.create_table(
        "trainings",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("api_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=255), nullable=False),
        sa.Column("author", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=128), nullable=False),
        sa.Column("results", JSON, nullable=False),
        sa.Column("error", sa.String(length=512), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainings")),
        **INNODB,
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_trainings_state_id"), "trainings", ["state", "id"], unique=False)
    op.create_index(op.f("ix_trainings_kind_id"), "trainings", ["kind", "id"], unique=False)
