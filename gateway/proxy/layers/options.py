"""The options mitmproxy's layers read, as one frozen object: attribute access costs nothing, nothing is global."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LayerOptions:
    """Names are mitmproxy's own. The contract test fails if a layer reads one that is missing here."""

    body_size_limit: str | None = None
    """limits differ per API: see `ExchangeStream.check_body_size`"""
    stream_large_bodies: str | None = None
    store_streamed_bodies: bool = False
    connection_strategy: str = "lazy"
    keep_host_header: bool = True
    validate_inbound_headers: bool = True
    normalize_outbound_headers: bool = True
    websocket: bool = True
    rawtcp: bool = False
    """a 101 that is no WebSocket must not become an uninspected tunnel"""
    http2_ping_keepalive: int = 0
    http_connect_send_host_header: bool = True
    proxy_debug: bool = False
