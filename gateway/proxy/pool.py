"""Idle HTTP/1 connections to origins, shared by all client connections of a worker.

A connection gets here only between two exchanges: its last answer read whole, nothing left over, neither side closing. What an
origin says on an idle connection, or its closing it, ends it. Bounded in number and age.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.policy.snapshot import Upstream
    from gateway.proxy.link import Link

IDLE_SECONDS = 30.0
YOUNG_SECONDS = 2.0
"""An origin that is about to close an idle connection may do so as a request is on its way. One that must not be sent
twice goes only on a connection younger than this; origins wait 5 s (node, uvicorn) or longer."""
MOST_OF_ONE = 64
MOST = 512


class UpstreamPool:
    """`monotonic`: seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._idle: OrderedDict[Link, tuple[Upstream, float]] = OrderedDict()
        self._by_upstream: dict[Upstream, deque[Link]] = {}

    def __len__(self) -> int:
        return len(self._idle)

    def put(self, upstream: Upstream, link: Link, since: float) -> None:
        """`since`: when its last answer ended, monotonic seconds."""
        links = self._by_upstream.setdefault(upstream, deque())
        if len(links) >= MOST_OF_ONE:
            links[0].close()
        elif len(self._idle) >= MOST:
            next(iter(self._idle)).close()
        # the closing above may have emptied and dropped the deque
        self._by_upstream.setdefault(upstream, deque()).append(link)
        self._idle[link] = (upstream, since)

    def take(self, upstream: Upstream, *, young: bool) -> Link | None:
        """The one used last, which the origin has had least time to grow tired of; `young`: only if it is."""
        links = self._by_upstream.get(upstream)
        if not links:
            return None
        link = links[-1]
        if young and self._monotonic() - self._idle[link][1] > YOUNG_SECONDS:
            return None
        self.forget(link)
        return link

    def forget(self, link: Link) -> None:
        """It is no longer idle here, or gone."""
        kept = self._idle.pop(link, None)
        if kept is None:
            return
        links = self._by_upstream[kept[0]]
        links.remove(link)
        if not links:
            del self._by_upstream[kept[0]]

    def expire(self) -> None:
        """Close what has been idle for too long."""
        now = self._monotonic()
        while self._idle:
            link, (_, since) = next(iter(self._idle.items()))
            if now - since <= IDLE_SECONDS:
                return
            link.close()

    def close(self) -> None:
        for link in list(self._idle):
            link.close()
