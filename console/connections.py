"""The console's end of a connection: uvicorn's HTTP/1.1, with bounds in number and time that uvicorn has none for.

Invariants: a connection that holds no request under way is closed after `head_seconds` without a whole request head,
however it trickles (CWE-400, "slow loris"); there are at most so many connections, and so many of one address. The head's
size is h11's to bound, bodies and rates are `console.envelope`'s, WebSockets bound themselves once they are open.
"""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from console.envelope import ConsoleLimits
from console.state import Console
from console.throttle import network_of

HEAD_BYTES = 32 * 1024
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class BoundedProtocol(H11Protocol):
    """Takes its bounds from the application's `Console`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        console: Console = self.config.app.state.console  # type: ignore[union-attr]
        self._clients = console.clients
        self._limits: ConsoleLimits = console.limits
        self._head_timer: asyncio.TimerHandle | None = None
        self._began = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self._too_many():
            transport.abort()
            return
        self._set_timer()

    def data_received(self, data: bytes) -> None:
        self._began = True
        super().data_received(data)
        if self.transport.get_protocol() is not self or self.transport.is_closing():
            self._clear_timer()  # a WebSocket has it now, or nobody
        elif self._waits():
            self._set_timer()
        else:
            self._clear_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._clear_timer()
        super().connection_lost(exc)

    def _waits(self) -> bool:
        """Whether nothing is under way: a head is awaited, or the rest of a body that was answered unread."""
        return self.conn.their_state is h11.IDLE or self.conn.our_state is h11.DONE

    def _set_timer(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self._limits.head_seconds, self._too_slow)

    def _clear_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _too_slow(self) -> None:
        self._head_timer = None
        if self.transport.is_closing():
            return
        if self._began and self.conn.our_state is h11.IDLE:
            self.transport.write(TOO_SLOW)
        self.transport.close()

    def _too_many(self) -> bool:
        """Counts WebSockets too: both kinds are among the server's connections."""
        if len(self.connections) > self._limits.connections:
            return True
        if self.client is None or self._clients.trusts(self.client[0]):
            return False
        own = network_of(self.client[0])
        others = (getattr(one, "client", None) for one in self.connections)
        count = sum(1 for client in others if client is not None and network_of(client[0]) == own)
        return count > self._limits.connections_per_address
