"""Cursors of paged lists: opaque to the client, and refused with a clear word where they are not ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from console.errors import FieldProblem, invalid


def cursor_numbers(cursor: str | None, count: int) -> tuple[int, ...] | None:
    """`12-34` as `(12, 34)`; None where there is no cursor."""
    if cursor is None:
        return None
    parts = cursor.split("-")
    if len(parts) != count or not all(part.isascii() and part.isdigit() and int(part) < 2**63 for part in parts):
        raise invalid([FieldProblem("query:cursor", "must be the next_cursor of the page before", cursor)])
    return tuple(int(part) for part in parts)


def cursor_number(cursor: str | None) -> int | None:
    numbers = cursor_numbers(cursor, 1)
    return numbers[0] if numbers else None


def next_cursor[Row](rows: Sequence[Row], limit: int, key: Callable[[Row], tuple[int, ...]]) -> str | None:
    """None where `rows` were the last. A full page may be the last too: the page after it is then empty."""
    return "-".join(str(number) for number in key(rows[-1])) if len(rows) >= limit else None
