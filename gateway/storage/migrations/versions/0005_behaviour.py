"""What behaviours have learned.

Locks: nothing, it makes a table only.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.storage.migrations.columns import BLOB, INNODB

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "behaviour_state",
        sa.Column("name", sa.String(length=64), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("updated_at", "position", "since", "seen", "identities", "concluded")
        ),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("blob", BLOB, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_behaviour_state")),
        **INNODB,
    )
