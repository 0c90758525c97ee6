"""What is added up of the log, by time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column

from gateway.storage.tables.columns import KEY_LENGTH, OPERATION_LENGTH, big, integer, small, table, text

LATENCY_BOUNDS = (
    250, 500, 1_000, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 50_000, 75_000, 100_000, 150_000,
    200_000, 300_000, 500_000, 750_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 30_000_000,
)  # fmt: skip
"""Upper bounds of the latency buckets, microseconds, roughly even on a log scale; one more bucket takes the rest."""
LATENCY_COLUMNS = (*(f"latency_{bound}" for bound in LATENCY_BOUNDS), "latency_rest")

STATUS_COLUMNS = ("status_none", "status_1xx", "status_2xx", "status_3xx", "status_4xx", "status_5xx")
"""How many were answered with each class of status; the first takes those without an answer, or with none that HTTP knows."""


def _sums() -> list[Column[Any]]:
    """What is added up of the exchanges of one row."""
    return [
        big("count"),
        big("throttled"),
        big("blocked"),
        big("would_throttle"),
        big("would_block"),
        *(big(name) for name in STATUS_COLUMNS),
        big("score"),
        big("request_bytes"),
        big("response_bytes"),
        big("duration"),
        big("upstream"),
        big("inspection"),
        *(big(name) for name in LATENCY_COLUMNS),
    ]


totals = table(
    "totals",
    small("span", primary_key=True, autoincrement=False),
    integer("minute", primary_key=True, autoincrement=False),
    big("api_id", primary_key=True, autoincrement=False),
    *_sums(),
    sqlite_with_rowid=False,
)

rollups = table(
    "rollups",
    small("span", primary_key=True, autoincrement=False),
    integer("minute", primary_key=True, autoincrement=False),
    big("api_id", primary_key=True, autoincrement=False),
    text("operation", OPERATION_LENGTH, primary_key=True),
    *_sums(),
    sqlite_with_rowid=False,
)

tallies = table(
    "tallies",
    small("span", primary_key=True, autoincrement=False),
    text("kind", 16, primary_key=True),
    integer("minute", primary_key=True, autoincrement=False),
    big("api_id", primary_key=True, autoincrement=False),
    text("key", KEY_LENGTH, primary_key=True),
    big("count"),
    big("stopped"),
    big("would"),
    big("errors"),
    big("amount"),
    sqlite_with_rowid=False,
)
