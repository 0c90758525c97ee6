"""The export is what the log holds, cell by cell, on both engines, whatever clients sent."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from gateway.storage.exchanges import ExchangeFilter
from gateway.storage.export import COLUMNS, Export, Lines, neutral
from gateway.storage.store import Store
from tests.stores import FakeClock, a_finding, a_record

HOSTILE = [
    "plain", "", "a,b", 'say "hi"', "two\r\nlines", "=1+1", "+1", "-1", "@x", "\tx", "\rx", "\x1f", "a\x1fb,c", "\x00mid\x00",
    "é ✓ 😀", "'; DROP TABLE exchanges; --", '"', ",", "\n", " lead", "x" * 300, "a\x1f=b",
]  # fmt: skip


def read(store: Store, wanted: ExchangeFilter = ExchangeFilter(), page: int = 7) -> list[dict[str, str]]:  # noqa: B008
    export = Export(store.database, wanted, page)
    try:
        text = export.header()
        while (chunk := export.page()) is not None:
            text += chunk
    finally:
        export.close()
    return list(csv.DictReader(io.StringIO(text.decode(), newline=""), strict=True))


async def test_every_cell_is_what_the_store_holds_and_never_a_formula(store: Store) -> None:
    records = [
        a_record(n, user_agent=text, path=text, reason=text[:9], operation=text, country="CH" if n % 2 else "")
        for n, text in enumerate(HOSTILE, 1)
    ]
    await store.exchanges.ship("a", list(enumerate(records, 1)))
    exported = read(store)
    rows = await store.exchanges.query(limit=100)
    assert len(exported) == len(rows) == len(HOSTILE)
    for cells, row in zip(exported, rows, strict=True):
        assert [*cells] == [*COLUMNS]
        for name in set(COLUMNS) - {"at"}:
            assert cells[name] == str(neutral(getattr(row, name))), name
        assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in cells.values())
    assert exported[0]["at"] == "2027-01-15T08:00:22.000000Z"


async def test_the_export_selects_as_the_search_does(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from gateway.storage import export

    monkeypatch.setattr(export, "WINDOW", 9)
    records = [
        a_record(n, (a_finding(), a_finding()) if n % 4 == 0 else (), status=500 if n % 10 == 0 else 200,
                 identity=f"caller-{n % 3}", action="block" if n % 4 == 0 else "allow")
        for n in range(1, 61)
    ]  # fmt: skip
    await store.exchanges.ship("a", list(enumerate(records, 1)))
    for wanted in (
        ExchangeFilter(), ExchangeFilter(identity="caller-1"), ExchangeFilter(status_from=500), ExchangeFilter(rule="942100"),
        ExchangeFilter(rule="942100", status_from=500), ExchangeFilter(text="9421"), ExchangeFilter(action="block", api_id=1),
        ExchangeFilter(since=records[10].at, until=records[50].at, status_from=500), ExchangeFilter(text="nowhere"),
    ):  # fmt: skip
        found = [row.request_id for row in await store.exchanges.query(wanted, limit=1000)]
        assert [row["request_id"] for row in read(store, wanted)] == found, wanted


async def test_a_closed_export_is_at_its_end(store: Store, clock: FakeClock) -> None:
    await store.exchanges.ship("a", [(n, a_record(n, at=clock())) for n in range(1, 20)])
    export = Export(store.database, ExchangeFilter(), 5)
    assert export.page()
    export.close()
    assert export.page() is None


@bounds(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=len(COLUMNS) - 2, max_size=len(COLUMNS) - 2)
)
def test_a_line_is_the_csv_module_s_of_its_cells(cells: list[str]) -> None:
    text = Lines().of([(0, 7, "\x1f".join(cells))], lambda _at, _id: cells)
    (row,) = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert [row[0], row[2]] == ["7", "1970-01-01T00:00:00.000000Z"]
    assert [row[1], *row[3:]] == [neutral(cell) for cell in cells]
