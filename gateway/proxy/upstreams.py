"""The upstream connections of one client's session: opened, taken out of the pool and given back to it.

Opening is the only thing on the way of a request that waits; an idle connection is there at once. Invariant: whatever is
opened is in the session's `transports` or closed, also where the client goes while it is being opened.
What is said on a connection is not its business (`link`), nor how fast (`flow`).
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from typing import TYPE_CHECKING

from mitmproxy.connection import ConnectionState
from mitmproxy.proxy import commands, events

from gateway.proxy.layers.api import UpstreamConnection, UpstreamLayer
from gateway.proxy.layers.http1 import UpstreamHttp1
from gateway.proxy.link import Link

if TYPE_CHECKING:
    from mitmproxy.connection import Connection

    from gateway.proxy.driver import Session

logger = logging.getLogger(__name__)


class Upstreams:
    def __init__(self, session: Session) -> None:
        self._session = session
        self._opening: dict[Connection, asyncio.Task[None]] = {}

    def open(self, command: commands.OpenConnection) -> None:
        """Answered by `OpenConnectionCompleted`, after the event under way or once the connection stands."""
        session = self._session
        if session.client.state is ConnectionState.CLOSED:
            session.feed(events.OpenConnectionCompleted(command, "the client is gone"))
            return
        connection = command.connection
        assert isinstance(connection, UpstreamConnection)
        if not connection.fresh:
            link = session.services.pool.take(connection.upstream, young=not connection.repeatable)
            if link is not None:
                connection.reused = True
                link.adopt(session, connection)
                self._opened(connection, link.transport)
                session.feed(events.OpenConnectionCompleted(command, None))
                return
        self._opening[connection] = asyncio.get_running_loop().create_task(self._connect(command, connection))

    def give_up(self, connection: Connection) -> None:
        """Nobody waits any more for it to be opened."""
        if connection in self._opening:
            self._opening.pop(connection).cancel()

    def close(self) -> None:
        """The client is gone: what is idle is there for others, all else ends."""
        for task in self._opening.values():
            task.cancel()
        self.share_idle()
        for transport in list(self._session.transports.values()):
            transport.abort()

    def lost(self, connection: UpstreamConnection) -> None:
        """Its socket is gone."""
        session = self._session
        session.flow.upstream_takes_more(connection)
        session.transports.pop(connection, None)
        session.flow.closed(connection)

    def share_idle(self) -> None:
        """Give the upstream connections that nothing happens on to whoever needs them next."""
        session = self._session
        pool = session.services.pool
        for connection, transport in list(session.transports.items()):
            if not isinstance(connection, UpstreamConnection) or connection.state is not ConnectionState.OPEN:
                continue
            layer = session.layer.connections.get(connection)
            protocol = layer.protocol if isinstance(layer, UpstreamLayer) else None
            link = transport.get_protocol()
            if (
                isinstance(protocol, UpstreamHttp1)
                and protocol.idle
                and isinstance(link, Link)
                and not transport.is_closing()
                and transport.is_reading()
            ):
                session.layer.connections.pop(connection, None)
                connection.state = ConnectionState.CLOSED
                del session.transports[connection]
                session.flow.closed(connection)
                link.rest(pool)
                pool.put(connection.upstream, link, protocol.idle_since)

    async def _connect(self, command: commands.OpenConnection, connection: UpstreamConnection) -> None:
        services = self._session.services
        upstream = connection.upstream
        try:
            context = services.upstream_tls(connection)
            async with asyncio.timeout(services.waits.connect):
                transport, _ = await asyncio.get_running_loop().create_connection(
                    lambda: Link(self._session, connection),
                    upstream.host,
                    upstream.port,
                    ssl=context,
                    server_hostname=upstream.host if context else None,
                )
        except (OSError, TimeoutError, ssl.SSLError, UnicodeError) as error:
            self._opening.pop(connection, None)
            message = str(error) or "timed out"
            logger.warning("upstream %s:%d cannot be reached: %s", upstream.host, upstream.port, message)
            self._session.feed(events.OpenConnectionCompleted(command, message))
            return
        self._opening.pop(connection, None)
        self._opened(connection, transport)
        self._session.feed(events.OpenConnectionCompleted(command, None))

    def _opened(self, connection: UpstreamConnection, transport: asyncio.Transport) -> None:
        connection.state = ConnectionState.OPEN
        connection.peername = transport.get_extra_info("peername")
        tls = transport.get_extra_info("ssl_object")
        if tls is not None:
            connection.tls = True
            connection.alpn = (tls.selected_alpn_protocol() or "").encode()
        self._session.transports[connection] = transport
        self._session.flow.opened(connection, transport)
