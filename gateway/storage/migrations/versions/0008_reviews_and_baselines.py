"""What people said of single exchanges; what behaviours take for usual, against what they see now.

Locks: `behaviour_state` for a moment (three rows).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.storage.migrations.columns import INNODB, JSON

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("exchange_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("api_id", sa.BigInteger(), nullable=False),
        sa.Column("review", sa.String(length=16), nullable=False),
        sa.Column("reviewed_by", sa.String(length=255), nullable=False),
        sa.Column("reviewed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("exchange_id", name=op.f("pk_reviews")),
        **INNODB,
    )
    op.create_index(op.f("ix_reviews_at"), "reviews", ["at"], unique=False)
    op.add_column("behaviour_state", sa.Column("baselines", JSON, nullable=True))
