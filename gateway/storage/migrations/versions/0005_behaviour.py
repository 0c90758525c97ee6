"""What behaviours have learned."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.mysql import LONGBLOB

revision = "0005"
down_revision = "0004"

INNODB: dict[str, Any] = {
    f"{dialect}_{option}": value
    for dialect in ("mysql", "mariadb")
    for option, value in (("engine", "InnoDB"), ("charset", "utf8mb4"), ("collate", "utf8mb4_bin"))
}


def upgrade() -> None:
    blob = sa.LargeBinary().with_variant(LONGBLOB(), "mysql", "mariadb")
    op.create_table(
        "behaviour_state",
        sa.Column("name", sa.String(length=64), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("updated_at", "position", "since", "seen", "identities", "concluded")
        ),
        sa.Column("ready", sa.Boolean(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("blob", blob, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_behaviour_state")),
        **INNODB,
    )
