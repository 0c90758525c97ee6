from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Integer, SmallInteger, String

from addons.record import Record
from gateway.storage import tables
from gateway.storage.shipment import clean, prepare

ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=3000)
ANY_INT = st.integers(-(2**80), 2**80)
RECORDS = st.builds(
    Record,
    **dict.fromkeys(
        ("request_id", "operation", "method", "path", "query", "identity", "user_agent", "reason", "country"), ANY_TEXT
    ),
    **dict.fromkeys(("at", "api_id", "status", "score", "duration", "response_bytes", "revision"), ANY_INT),
    findings=st.lists(
        st.dictionaries(
            st.sampled_from(
                ["detector", "rule", "severity", "effect", "mode", "location", "evidence", "message", "tags"]
            ),
            st.one_of(ANY_TEXT, ANY_INT, st.none(), st.lists(ANY_TEXT, max_size=3)),
        ),
        max_size=3,
    ),
)
MOST = {SmallInteger: 2**15 - 1, Integer: 2**31 - 1, BigInteger: 2**63 - 1}


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORDS, max_size=4))
def test_every_record_becomes_rows_that_fit_their_columns(records: list[Record]) -> None:
    shipment = prepare(records, 1)
    assert len(shipment.exchanges) == len(records)
    for table, rows in (
        (tables.exchanges, shipment.exchanges),
        (tables.findings, shipment.findings),
        *(
            (table, [dict(zip(table.columns.keys(), row, strict=True)) for row in sums])
            for table, sums in (
                (tables.totals, shipment.totals),
                (tables.rollups, shipment.rollups),
                (tables.tallies, shipment.tallies),
            )
        ),
    ):
        for row in rows:
            assert set(row) == set(table.columns.keys())
            for column in table.columns:
                value = row[column.name]
                if isinstance(column.type, String) and column.type.length:
                    assert len(value) <= column.type.length
                    assert value.encode().decode() == value
                elif type(column.type) in MOST:
                    assert abs(value) <= MOST[type(column.type)]
                else:
                    assert msgspec.json.encode(value)


def test_clean_text_is_left_as_it_is() -> None:
    for text in ("", "plain", "é ✓ 😀", "\x00"):
        assert clean(text, 10) == text
    assert clean("abc", 2) == "ab"
    assert clean("a\udc80b", 10) == "a?b"
