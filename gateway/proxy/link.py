"""An upstream connection's transport: it belongs to one client's session, or rests in the pool until one wants it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, cast

from mitmproxy.connection import ConnectionState
from mitmproxy.proxy import events

from gateway.proxy.layers.api import UpstreamConnection
from gateway.proxy.pool import UpstreamPool

if TYPE_CHECKING:
    from gateway.proxy.driver import Session


class Link(asyncio.Protocol):
    """An upstream connection: of a session, or at rest in the pool."""

    def __init__(self, session: Session, connection: UpstreamConnection) -> None:
        self._session: Session | None = session
        self._connection = connection
        self._pool: UpstreamPool | None = None
        self.transport: asyncio.Transport

    def adopt(self, session: Session, connection: UpstreamConnection) -> None:
        """Out of the pool, into a session."""
        self._session, self._connection, self._pool = session, connection, None

    def rest(self, pool: UpstreamPool) -> None:
        self._session, self._pool = None, pool

    def close(self) -> None:
        """End it at rest."""
        if self._pool is not None:
            self._pool.forget(self)
        self.transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        session = self._session
        if session is None:
            self.close()  # nobody has asked: whatever it says belongs to no request
            return
        session.last_activity = time.monotonic()
        if self._connection.state is not ConnectionState.CLOSED:
            session.feed(events.DataReceived(self._connection, data))

    def eof_received(self) -> bool:
        session = self._session
        if session is None:
            self.close()
            return False
        if self._connection.state & ConnectionState.CAN_READ:
            self._connection.state &= ~ConnectionState.CAN_READ
            session.feed(events.ConnectionClosed(self._connection))
        return not self._connection.tls and self._connection.state is not ConnectionState.CLOSED

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        session = self._session
        if session is None:
            if self._pool is not None:
                self._pool.forget(self)
            return
        session.upstreams.lost(self._connection)
        could_read = self._connection.state & ConnectionState.CAN_READ
        self._connection.state = ConnectionState.CLOSED
        if could_read:
            session.feed(events.ConnectionClosed(self._connection))

    def pause_writing(self) -> None:
        if self._session is not None:
            self._session.flow.upstream_is_slow(self._connection)

    def resume_writing(self) -> None:
        if self._session is not None:
            self._session.flow.upstream_takes_more(self._connection)
