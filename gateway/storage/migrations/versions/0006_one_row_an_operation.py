"""One row of sums for an API or an operation and a block of time: actions and classes of status become columns.

Charts read, and shipping writes, a sixth of the rows. How often each class of status was stopped is a tally of its own.

<<<<<<< HEAD
Locks: `totals` and `rollups` against writing, while their sums are copied.
=======
Locks: `rollups` and `totals` are away while each is added up anew, in the time that their rows take; `tallies` takes rows of its own
meanwhile. Traffic is not affected: records wait in the journals.
>>>>>>> 19c8e12 (Every migration says what it locks)
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from gateway.storage.migrations.columns import INNODB

revision = "0006"
down_revision = "0005"

KEYS: dict[str, Any] = {
    "span": sa.SmallInteger(),
    "minute": sa.Integer(),
    "api_id": sa.BigInteger(),
    "operation": sa.String(length=255),
}
COUNTED = {
    "throttled": "action = 'throttle'",
    "blocked": "action = 'block'",
    "status_none": "status_class NOT BETWEEN 1 AND 5",
    **{f"status_{one}xx": f"status_class = {one}" for one in range(1, 6)},
}
KEPT = (
    "would_throttle", "would_block", "score", "request_bytes", "response_bytes", "duration", "upstream", "inspection",
    *(f"latency_{bound}" for bound in (
        250, 500, 1_000, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 50_000, 75_000, 100_000, 150_000,
        200_000, 300_000, 500_000, 750_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 30_000_000,
    )),
    "latency_rest",
)  # fmt: skip
ORDER = ("count", "throttled", "blocked", *KEPT[:2], *list(COUNTED)[2:], *KEPT[2:])
CLASS = "CASE status_class WHEN 1 THEN '1xx' WHEN 2 THEN '2xx' WHEN 3 THEN '3xx' WHEN 4 THEN '4xx' WHEN 5 THEN '5xx' ELSE 'none' END"
STOPPED = "CASE WHEN action = 'allow' THEN 0 ELSE count END"
ERRORS = "CASE WHEN status_class BETWEEN 1 AND 4 THEN 0 ELSE count END"


def upgrade() -> None:
    sums = {"count": "sum(count)"}
    sums |= {name: f"sum(CASE WHEN {condition} THEN count ELSE 0 END)" for name, condition in COUNTED.items()}
    sums |= {name: f"sum({name})" for name in KEPT}
    for table, keys in (
        ("totals", ("span", "minute", "api_id")),
        ("rollups", ("span", "minute", "api_id", "operation")),
    ):
        op.rename_table(table, "sums_before")
        op.create_table(
            table,
            *(sa.Column(name, KEYS[name], autoincrement=False, nullable=False) for name in keys),
            *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ORDER),
            sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
            **INNODB,
            sqlite_with_rowid=False,
        )
        op.execute(
            f"INSERT INTO {table} ({', '.join((*keys, *sums))}) "  # noqa: S608 - our own names
            f"SELECT {', '.join((*keys, *sums.values()))} FROM sums_before GROUP BY {', '.join(keys)}"
        )
        if table == "totals":
            _status_tallies()
        op.drop_table("sums_before")


def _status_tallies() -> None:
    key = op.get_bind().dialect.identifier_preparer.quote("key")
    op.execute(
        f"INSERT INTO tallies (span, kind, minute, api_id, {key}, count, stopped, would, errors, amount) "  # noqa: S608
        f"SELECT span, 'status', minute, api_id, {CLASS}, sum(count), sum({STOPPED}), sum(would_block + would_throttle), "
        f"sum({ERRORS}), sum(request_bytes + response_bytes) FROM sums_before GROUP BY span, minute, api_id, {CLASS}"
    )
