"""Failed sign-ins in the audit log, so few that nobody can flood it: what is not written one by one is counted.

Invariant: one address adds at most `ADDRESS_ROWS` rows at once and one a minute after that, all together `ROWS` and ten a
minute; a row says how many failures there were since the row before. Never holds what was typed as a password.
"""

from __future__ import annotations

from collections.abc import Callable

from console.throttle import Buckets, network_of
from gateway.storage.edit import Actor
from gateway.storage.store import Store

ADDRESS_ROWS, ADDRESS_SECONDS = 5, 60.0
ROWS, SECONDS = 100, 6.0


class FailedSignIns:
    """`monotonic`: seconds."""

    def __init__(self, store: Store, monotonic: Callable[[], float]) -> None:
        self._store = store
        self._addresses = Buckets(ADDRESS_ROWS, 1 / ADDRESS_SECONDS, monotonic)
        self._all = Buckets(ROWS, 1 / SECONDS, monotonic)
        self._unwritten = 0

    async def note(self, action: str, account: str, address: str) -> None:
        """`account`: the address of the account that was tried, whether it exists or not."""
        self._unwritten += 1
        if self._addresses.take(network_of(address)) or self._all.take(""):
            return
        count, self._unwritten = self._unwritten, 0
        async with self._store.edit(Actor(None, account, address), action) as edit:
            edit.audit("sign-in", None, {"account": account, "failures": count})
