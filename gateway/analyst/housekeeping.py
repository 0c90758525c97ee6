"""What of alerts and of the console is kept how long: deliveries, mutes, sign-ins, tokens, invitations.

In chunks, each a transaction of its own, as `retention` does it for what was recorded.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from gateway.storage.store import Store

DAY = 86_400 * 1_000_000
DELIVERY_DAYS = 90
ENDED_DAYS = 30
"""Mutes, sign-ins, tokens and invitations that ended can still be found in the store for this long."""
CHUNK = 5000


async def keep_house(store: Store, now: int, go_on: Callable[[], Awaitable[bool]], chunk: int = CHUNK) -> int:
    """Delete what is past its time at `now` (microseconds); returns how many rows. `go_on` as of `apply_retention`."""
    ended = now - ENDED_DAYS * DAY
    purges: list[Callable[[], Awaitable[int]]] = [
        lambda: store.deliveries.purge(now - DELIVERY_DAYS * DAY, chunk),
        lambda: store.mutes.purge(ended, chunk),
        lambda: store.sessions.purge(ended, chunk),
        lambda: store.tokens.purge(ended, chunk),
        lambda: store.invitations.purge(ended, chunk),
    ]
    deleted = 0
    for purge in purges:
        while await go_on():
            count = await purge()
            deleted += count
            if count < chunk:
                break
    return deleted
