"""What is kept how long. Deletes in chunks, each a transaction of its own, so that nobody else waits for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from gateway.storage.store import Store

DAY = 86_400 * 1_000_000
ROLLUP_DAYS = 400
"""Minute sums are small: a year and a bit can be compared with the year before."""
ALERT_DAYS = 400
EXPIRED_ENTRY_DAYS = 30
"""An entry that expired can still be looked up (and renewed) for this long."""
CHUNK = 5000


async def apply_retention(
    store: Store, now: int, retention_days: int, go_on: Callable[[], Awaitable[bool]], chunk: int = CHUNK
) -> int:
    """Delete what is past its time at `now` (microseconds); returns how many rows.

    Before each chunk `go_on` is asked, so that a stop or a lost lease ends it soon.
    """
    purges: list[Callable[[], Awaitable[int]]] = [
        lambda: store.exchanges.purge(now - retention_days * DAY, chunk),
        lambda: store.alerts.purge(now - max(ALERT_DAYS, retention_days) * DAY, chunk),
        lambda: store.lists.purge_expired(now - EXPIRED_ENTRY_DAYS * DAY, chunk),
    ]
    deleted = 0
    for purge in purges:
        while await go_on():
            count = await purge()
            deleted += count
            if count < chunk:
                break
    if await go_on():
        deleted += await store.rollups.purge(now - max(ROLLUP_DAYS, retention_days) * DAY)
    return deleted
