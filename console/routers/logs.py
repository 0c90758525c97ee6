"""Recorded exchanges: searched, explained by request id, exported.

A search looks at a bounded number of rows a call, whatever its filter. The export reads page after page in a thread and holds
one at a time, however long the log is.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse

from console.deps import ActorDep, Caller, ConsoleDep, PageDep, Reviewer, StoreDep
from console.errors import Problem
from console.pages import cursor_numbers
from console.schemas.alerts import ReviewIn
from console.schemas.logs import ExchangeExplained, ExchangeOut, LogPage, RelatedOut
from console.schemas.model import Moment, microseconds, moment
from gateway.policy.document import Api
from gateway.storage.errors import NotFound
from gateway.storage.estimate import estimate
from gateway.storage.exchanges import ExchangeFilter, ExchangeRow
from gateway.storage.export import Export
from gateway.storage.store import Store

router = APIRouter(prefix="/api", tags=["logs"])

DAY = 86_400_000_000
ActionName = Literal["allow", "throttle", "block"]
Text = Annotated[str | None, Query(max_length=255)]
RequestId = Annotated[str, Path(max_length=64)]


def get_filter(
    *,
    api_id: Annotated[int | None, Query(ge=0, le=2**63 - 1)] = None,
    action: ActionName | None = None,
    would: ActionName | None = None,
    client: Text = None,
    identity: Text = None,
    method: Text = None,
    operation: Text = None,
    request_id: Annotated[str | None, Query(max_length=64)] = None,
    path: Annotated[str | None, Query(max_length=2048, description="the path begins so")] = None,
    q: Annotated[str | None, Query(max_length=255, description="in the path, user agent, reason or a rule")] = None,
    status: Annotated[str | None, Query(pattern="^([1-5]xx|[1-5][0-9]{2})$", description="403, or 4xx")] = None,
    score: Annotated[int | None, Query(ge=0, le=2**31, description="at least")] = None,
    detector: Text = None,
    rule: Text = None,
    source: Literal["proxy", "ingest", "decision"] | None = None,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", description="two capital letters, such as CH")] = None,
    since: Annotated[Moment | None, Query(alias="from")] = None,
    until: Annotated[Moment | None, Query(alias="to")] = None,
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
        text=q or None,
        request_id=request_id or None,
        country=country,
        source=source,
        rule=rule or None,
        detector=detector or None,
    )


Filter = Annotated[ExchangeFilter, Depends(get_filter)]


@router.get("/logs")
async def logs(
    _caller: Caller,
    store: StoreDep,
    page: PageDep,
    wanted: Filter,
    order: Annotated[Literal["desc", "asc"], Query(description="by time; desc: newest first")] = "desc",
) -> LogPage:
    """What the filter selects, by time. Where no index serves it, a call looks at so many rows and says how far it came."""
    found = await store.exchanges.search(wanted, _cursor(page.cursor), page.limit, ascending=order == "asc")
    return LogPage(
        items=[ExchangeOut.of(row) for row in found.rows],
        next_cursor="-".join(map(str, found.next)) if found.next else None,
        searched_to=moment(found.next[0]) if found.is_partial and found.next else None,
    )


@router.get("/logs/{request_id}")
async def exchange(request_id: RequestId, _caller: Caller, store: StoreDep) -> ExchangeExplained:
    """One exchange by the id its client was given: each detector's findings, evidence and cost."""
    return await _explained(store, await _exchange(store, request_id))


@router.put("/logs/{request_id}/review")
async def review(
    request_id: RequestId, body: ReviewIn, _reviewer: Reviewer, actor: ActorDep, store: StoreDep
) -> ExchangeExplained:
    """A label on this one exchange, which detectors are measured by and models learn by; null takes it back."""
    row = await _exchange(store, request_id)
    async with store.edit(actor, "exchange.review") as edit:
        await store.reviews.set(edit, row, body.review)
    return await _explained(store, row)


@router.get("/logs/{request_id}/related")
async def related(
    request_id: RequestId, _caller: Caller, store: StoreDep, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> RelatedOut:
    """What the same caller, and what others on the same operation, sent within an hour of it: the nearest `limit` each."""
    row = await _exchange(store, request_id)
    by_identity = ExchangeFilter(identity=row.identity) if row.identity else ExchangeFilter(client=row.client)
    by_operation = ExchangeFilter(api_id=row.api_id, operation=row.operation)
    caller = await store.exchanges.around(row, by_identity, limit)
    operation = await store.exchanges.around(row, by_operation, limit)
    return RelatedOut(
        same_identity=[ExchangeOut.of(one) for one in caller], same_operation=[ExchangeOut.of(one) for one in operation]
    )


@router.get(
    "/export/logs",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "CSV, newest first"}},
)
async def export_logs(_caller: Caller, console: ConsoleDep, wanted: Filter) -> StreamingResponse:
    """All that matches, as CSV. Cells a spreadsheet would take for a formula begin with an apostrophe.

    `X-Estimated-Rows`: about how many lines will come, for a progress bar.
    """
    store, settings, now = console.store, console.settings, console.store.clock()
    oldest = now - (settings.retention_days + 1) * DAY
    rows = await estimate(store.rollups, wanted, oldest, now, settings.log_sample)
    chunks = _csv(store.exchanges.export(wanted))
    first = await anext(chunks)
    headers = {
        "Content-Disposition": 'attachment; filename="boing-logs.csv"',
        "X-Estimated-Rows": str(rows),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(_after(first, chunks), media_type="text/csv; charset=utf-8", headers=headers)


async def _after(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async with contextlib.aclosing(rest):  # type: ignore[type-var]
        yield first
        async for chunk in rest:
            yield chunk


async def _csv(export: Export) -> AsyncIterator[bytes]:
    """The header with the first page, so that a store that is away is an error and not half a file; then page by page."""
    head = export.header()
    try:
        while (chunk := await asyncio.to_thread(export.page)) is not None:
            if head or chunk:
                yield head + chunk
            head = b""
    finally:
        await asyncio.shield(asyncio.to_thread(export.close))


async def _explained(store: Store, row: ExchangeRow) -> ExchangeExplained:
    return ExchangeExplained.under(row, await _api(store, row.api_id), await store.reviews.get(row.id))


async def _exchange(store: Store, request_id: str) -> ExchangeRow:
    row = await store.exchanges.get(request_id)
    if row is None:
        raise Problem(
            404, f"No exchange has the request id {request_id}: it was never recorded, or is past its retention"
        )
    return row


async def _api(store: Store, api_id: int) -> Api | None:
    try:
        return (await store.apis.get(api_id)).document
    except NotFound:
        return None


def _status_range(status: str | None) -> tuple[int | None, int | None]:
    if not status:
        return None, None
    if status.endswith("xx"):
        return int(status[0]) * 100, int(status[0]) * 100 + 99
    return int(status), int(status)


def _cursor(text: str | None) -> tuple[int, int] | None:
    numbers = cursor_numbers(text, 2)
    return (numbers[0], numbers[1]) if numbers else None
