"""What is kept how long. Deletes in chunks, each a transaction of its own, so that nobody else waits for it.

On MySQL recorded exchanges go by whole days, each a partition that is dropped at once; on SQLite they go to the minute, and
the file gives back what it does not need.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from gateway.storage.errors import StoreBusy
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

DAY = 86_400 * 1_000_000
ROLLUP_DAYS = 400
"""Sums are small: a year and a bit can be compared with the year before."""
ALERT_DAYS = 400
EXPIRED_ENTRY_DAYS = 30
"""An entry that expired can still be looked up (and renewed) for this long."""
JOURNAL_DAYS = 90
"""A host may be away for as long and still go on where its journal was; after that a request id is known again by its row."""
GATEWAY_DAYS = 1
CHUNK = 5000


async def apply_retention(
    store: Store, now: int, retention_days: int, go_on: Callable[[], Awaitable[bool]], chunk: int = CHUNK
) -> int:
    """Delete what is past its time at `now` (microseconds); returns how many rows (days, where a day went at once).

    Before each chunk `go_on` is asked, so that a stop or a lost lease ends it soon.
    """
    kept_from = now - retention_days * DAY
    purges: list[Callable[[], Awaitable[int]]] = [
        lambda: store.alerts.purge(now - max(ALERT_DAYS, retention_days) * DAY, chunk),
        lambda: store.reviews.purge(kept_from, chunk),
        lambda: store.lists.purge_expired(now - EXPIRED_ENTRY_DAYS * DAY, chunk),
        lambda: store.rollups.purge(now - max(ROLLUP_DAYS, retention_days) * DAY, chunk),
        lambda: store.exchanges.forget_journals(now - JOURNAL_DAYS * DAY),
        lambda: store.gateways.purge(now - GATEWAY_DAYS * DAY),
    ]
    deleted = 0
    if store.database.is_sqlite:
        purges.insert(0, lambda: store.exchanges.purge(kept_from, chunk))
        purges.append(lambda: store.exchanges.shrink(chunk))
    elif await go_on():
        deleted += await _days(store, now, kept_from)
    for purge in purges:
        while await go_on():
            count = await purge()
            deleted += count
            if count < chunk:
                break
    return deleted


async def _days(store: Store, now: int, kept_from: int) -> int:
    """A table that is in use for too long is left for the next time: days are made ahead."""
    try:
        await store.exchanges.partitions.make(now, kept_from)
        return await store.exchanges.partitions.drop(kept_from)
    except StoreBusy as error:
        logger.warning("days of the log are made and dropped later: %s", error)
        return 0
