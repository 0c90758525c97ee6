"""What parts of the analyst say of themselves.

Locks: nothing, it makes a table only.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.storage.migrations.columns import INNODB, JSON

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("status", JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reports")),
        **INNODB,
    )
