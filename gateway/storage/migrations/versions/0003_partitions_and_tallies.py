"""The log in a partition a day, the caller's country, sums in four spans with totals beside them, tallies.

Locks: `exchanges` and `findings` against writing while MySQL copies them into partitions, which takes as long as the log is
large; `rollups` is away while it is added up anew. Traffic is not affected: records wait in the journals.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from gateway.storage.migrations.columns import INNODB

revision = "0003"
down_revision = "0002"

DAY = 86_400_000_000
MOST_DAYS = 1000
SUMS = (
    "count", "would_block", "would_throttle", "score", "request_bytes", "response_bytes", "duration", "upstream",
    "inspection",
    *(f"latency_{bound}" for bound in (
        250, 500, 1_000, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 50_000, 75_000, 100_000, 150_000,
        200_000, 300_000, 500_000, 750_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 30_000_000,
    )),
    "latency_rest",
)  # fmt: skip
KEYS: dict[str, Any] = {
    "span": sa.SmallInteger(),
    "minute": sa.Integer(),
    "api_id": sa.BigInteger(),
    "operation": sa.String(length=255),
    "action": sa.String(length=16),
    "status_class": sa.SmallInteger(),
}
SPANS = (1, 15, 360, 1440)


def upgrade() -> None:
    _log()
    _sums()
    op.create_table(
        "tallies",
        sa.Column("span", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("minute", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("api_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("count", "stopped", "would", "errors", "amount")
        ),
        sa.PrimaryKeyConstraint("span", "kind", "minute", "api_id", "key", name=op.f("pk_tallies")),
        **INNODB,
        sqlite_with_rowid=False,
    )


def _log() -> None:
    op.add_column("exchanges", sa.Column("country", sa.String(length=2), nullable=False, server_default=""))
    with op.batch_alter_table("exchanges") as batch:
        batch.alter_column("country", existing_type=sa.String(length=2), existing_nullable=False, server_default=None)
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        return
    for table in ("exchanges", "findings"):
        oldest, newest = bind.execute(sa.text(f"SELECT min(at), max(at) FROM {table}")).one()  # noqa: S608
        days: list[str] = []
        if oldest is not None:
            newest = min(newest, int(datetime.now(UTC).timestamp() * 1_000_000) + DAY)
            first = max(oldest // DAY, newest // DAY - MOST_DAYS)
            days = [
                f"PARTITION d{datetime.fromtimestamp(day * 86_400, UTC):%Y%m%d} VALUES LESS THAN ({(day + 1) * DAY})"
                for day in range(first, newest // DAY + 1)
            ]
        parts = ", ".join([*days, "PARTITION rest VALUES LESS THAN MAXVALUE"])
        op.execute(f"ALTER TABLE {table} PARTITION BY RANGE (at) ({parts})")


def _sums() -> None:
    """What is there becomes the finest span, and is added up into the coarser ones and the totals.

    `would_block` counted also what was blocked in fact; from now on only what was let through.
    """
    op.rename_table("rollups", "rollups_before")
    op.execute("UPDATE rollups_before SET would_block = 0 WHERE action = 'block'")
    op.execute("UPDATE rollups_before SET would_throttle = 0 WHERE action <> 'allow'")
    for table, keys in (
        ("totals", ("span", "minute", "api_id", "action", "status_class")),
        ("rollups", ("span", "minute", "api_id", "operation", "action", "status_class")),
    ):
        op.create_table(
            table,
            *(sa.Column(name, KEYS[name], autoincrement=False, nullable=False) for name in keys),
            *(sa.Column(name, sa.BigInteger(), nullable=False) for name in SUMS),
            sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
            **INNODB,
            sqlite_with_rowid=False,
        )
        others = ", ".join(name for name in keys if name not in ("span", "minute"))
        sums = ", ".join(f"sum({name})" for name in SUMS)
        for span in SPANS:
            start = f"minute - minute % {span}"
            op.execute(
                f"INSERT INTO {table} (span, minute, {others}, {', '.join(SUMS)}) "  # noqa: S608 - our own names
                f"SELECT {span}, {start}, {others}, {sums} FROM rollups_before GROUP BY {start}, {others}"
            )
    op.drop_table("rollups_before")
