"""TLS towards clients and upstreams, by the standard library: modern versions, HTTP/2 and HTTP/1.1 by ALPN.

A client's handshake that is refused is counted by its reason: `client-hello` for one too large, `tls-handshake` for one that
is none, has no version or cipher of ours, or is not done in its time. One that the client gives up is not.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from gateway.proxy.layers.api import UpstreamConnection


TOO_LARGE = frozenset({"EXCESSIVE_MESSAGE_SIZE", "LENGTH_TOO_LONG"})
"""OpenSSL's reasons for a message over its bound"""
TIMER_SECONDS = 0.05
"""by which the loop's clock may differ from ours"""


class Handshake(ssl.SSLObject):
    """One client's TLS. The event loop tells nobody of a handshake that fails or takes too long: it drops this."""

    begun = 0.0
    """monotonic seconds; 0 once the handshake is over"""

    def do_handshake(self) -> None:
        try:
            super().do_handshake()
        except ssl.SSLWantReadError:
            self.begun = self.begun or time.monotonic()
            raise
        except ssl.SSLError as error:
            self.begun = 0.0
            reason = error.reason or ""
            if reason in TOO_LARGE:
                self._server.refused("client-hello")
            elif "_ALERT_" not in reason:  # else it is the client that refuses
                self._server.refused("tls-handshake")
            raise
        self.begun = 0.0

    def __del__(self) -> None:
        if self.begun and time.monotonic() - self.begun > self._server.seconds - TIMER_SECONDS:
            self._server.refused("tls-handshake")

    @property
    def _server(self) -> ServerContext:
        return cast("ServerContext", self.context)


class ServerContext(ssl.SSLContext):
    """`refused` counts a handshake by reason; `seconds` are what it may take."""

    sslobject_class = Handshake
    refused: Callable[[str], None]
    seconds: float


def server_context(certificate: str, key: str, seconds: float, refused: Callable[[str], None]) -> ssl.SSLContext:
    """For the listening socket. Raises `ssl.SSLError` or `OSError` for a pair that does not load."""
    context = ServerContext(ssl.PROTOCOL_TLS_SERVER)
    context.refused = refused
    context.seconds = seconds
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    context.set_alpn_protocols(["h2", "http/1.1"])
    return context


class UpstreamTls:
    """Contexts for upstreams, one for each way of verifying; certificates are verified unless an API says otherwise."""

    def __init__(self) -> None:
        self._contexts: dict[tuple[bool, str, bool], ssl.SSLContext] = {}

    def context(self, connection: UpstreamConnection) -> ssl.SSLContext | None:
        upstream = connection.upstream
        if upstream.scheme != "https":
            return None
        key = (upstream.verify, upstream.ca_pem, connection.offer_http2)
        context = self._contexts.get(key)
        if context is None:
            context = ssl.create_default_context(cadata=upstream.ca_pem or None)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            if not upstream.verify:
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
            context.set_alpn_protocols(["h2", "http/1.1"] if connection.offer_http2 else ["http/1.1"])
            self._contexts[key] = context
        return context
