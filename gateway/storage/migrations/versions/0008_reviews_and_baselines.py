"""What people said of single exchanges; what behaviours take for usual, against what they see now."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import MEDIUMTEXT

revision = "0008"
down_revision = "0007"

INNODB: dict[str, Any] = {
    f"{dialect}_{option}": value
    for dialect in ("mysql", "mariadb")
    for option, value in (("engine", "InnoDB"), ("charset", "utf8mb4"), ("collate", "utf8mb4_bin"))
}


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
    text = sa.Text().with_variant(MEDIUMTEXT(), "mysql", "mariadb")
    op.add_column("behaviour_state", sa.Column("baselines", text, nullable=True))
