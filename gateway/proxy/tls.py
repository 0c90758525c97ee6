"""TLS towards clients and upstreams, by the standard library: modern versions, HTTP/2 and HTTP/1.1 by ALPN."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.proxy.layers.api import UpstreamConnection


def server_context(certificate: str, key: str) -> ssl.SSLContext:
    """For the listening socket. Raises `ssl.SSLError` or `OSError` for a pair that does not load."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
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
