"""Recorded exchanges: searched, explained by request id, exported.

The export reads page after page and holds one at a time, however long the log is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime

from console.deps import Caller, PageDep, StoreDep
from console.errors import Problem
from console.pages import cursor_numbers, next_cursor
from console.schemas.logs import COLUMNS, ExchangeDetail, ExchangeOut
from console.schemas.model import Page, microseconds
from gateway.storage.exchanges import ExchangeFilter
from gateway.storage.store import Store

router = APIRouter(prefix="/api", tags=["logs"])

EXPORT_PAGE = 1000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ActionName = Literal["allow", "throttle", "block"]
Text = Annotated[str | None, Query(max_length=255)]


def get_filter(
    *,
    api_id: Annotated[int | None, Query(ge=0, le=2**63 - 1)] = None,
    action: ActionName | None = None,
    would: ActionName | None = None,
    client: Text = None,
    identity: Text = None,
    method: Text = None,
    operation: Text = None,
    path: Annotated[str | None, Query(max_length=2048, description="the path begins so")] = None,
    q: Annotated[str | None, Query(max_length=255, description="the path contains this")] = None,
    status: Annotated[str | None, Query(pattern="^([1-5]xx|[1-5][0-9]{2})$", description="403, or 4xx")] = None,
    score: Annotated[int | None, Query(ge=0, le=2**31, description="at least")] = None,
    detector: Text = None,
    rule: Text = None,
    source: Literal["proxy", "ingest"] | None = None,
    since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to")] = None,
) -> ExchangeFilter:
    low, high = _status_range(status)
    return ExchangeFilter(
        since=None if since is None else microseconds(since),
        until=None if until is None else microseconds(until),
        api_id=api_id,
        action=action,
        would=would,
        identity=identity or None,
        client=client or None,
        method=method or None,
        operation=operation or None,
        status_from=low,
        status_to=high,
        score_from=score,
        path_prefix=path or None,
        path_contains=q or None,
        source=source,
        rule=rule or None,
        detector=detector or None,
    )


Filter = Annotated[ExchangeFilter, Depends(get_filter)]


@router.get("/logs")
async def logs(_caller: Caller, store: StoreDep, page: PageDep, wanted: Filter) -> Page[ExchangeOut]:
    """Newest first."""
    after = _cursor(page.cursor)
    rows = await store.exchanges.query(wanted, after, page.limit)
    items = [ExchangeOut.of(row) for row in rows]
    return Page(items=items, next_cursor=next_cursor(rows, page.limit, lambda row: row.cursor))


@router.get("/logs/{request_id}")
async def exchange(request_id: Annotated[str, Path(max_length=64)], _caller: Caller, store: StoreDep) -> ExchangeDetail:
    """One exchange by the id its client was given: each detector's findings, evidence and cost."""
    row = await store.exchanges.get(request_id)
    if row is None:
        raise Problem(
            404, f"No exchange has the request id {request_id}: it was never recorded, or is past its retention"
        )
    return ExchangeDetail.of(row)


@router.get(
    "/export/logs",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "CSV, newest first"}},
)
async def export_logs(_caller: Caller, store: StoreDep, wanted: Filter) -> StreamingResponse:
    """All that matches, as CSV. Cells a spreadsheet would take for a formula begin with an apostrophe."""
    rows = _csv(store, wanted)
    first = await anext(rows)
    headers = {"Content-Disposition": 'attachment; filename="boing-logs.csv"'}
    return StreamingResponse(_after(first, rows), media_type="text/csv; charset=utf-8", headers=headers)


async def _after(first: str, rest: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for text in rest:
        yield text


async def _csv(store: Store, wanted: ExchangeFilter) -> AsyncIterator[str]:
    cursor = None
    header = ",".join(COLUMNS) + "\r\n"
    while True:
        rows = await store.exchanges.query(wanted, cursor, EXPORT_PAGE)
        text = io.StringIO()
        writer = csv.writer(text)
        for row in rows:
            cells = ExchangeOut.of(row).model_dump(mode="json")
            writer.writerow([neutral(cells[name]) for name in COLUMNS])
        yield header + text.getvalue()
        header = ""
        if len(rows) < EXPORT_PAGE:
            return
        cursor = rows[-1].cursor


def neutral(cell: object) -> object:
    """`cell` as a spreadsheet shows it, never runs it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _status_range(status: str | None) -> tuple[int | None, int | None]:
    if not status:
        return None, None
    if status.endswith("xx"):
        return int(status[0]) * 100, int(status[0]) * 100 + 99
    return int(status), int(status)


def _cursor(text: str | None) -> tuple[int, int] | None:
    numbers = cursor_numbers(text, 2)
    return (numbers[0], numbers[1]) if numbers else None
