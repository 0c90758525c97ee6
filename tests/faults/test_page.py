"""docs/reliability.md says what was seen, of every row of the matrix."""

from __future__ import annotations

import pytest

from tests.faults import page
from tests.faults.matrix import ROWS, Row


def test_the_page_is_what_was_seen() -> None:
    assert page.PAGE.read_text() == page.rendered(page.PAGE.read_text(), page.seen())


def test_what_was_seen_is_of_rows_there_are() -> None:
    assert set(page.seen()) <= {page.RELOADS, *(row.id for row in ROWS)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_row_has_been_tried(row: Row) -> None:
    one = page.seen()[row.id]
    assert one["sent"] > 0
    assert one["answered"] == one["recorded"] + one["missing"]


def test_reloads_have_been_tried() -> None:
    one = page.seen()[page.RELOADS]
    assert one["account"]["sent"] >= 100_000
    assert sum(len(times) for times in one["times"].values()) == 20
