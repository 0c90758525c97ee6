"""HTTP/2 towards the client and towards the upstream, mended: bounded, and with error answers of our own."""

from __future__ import annotations

from typing import ClassVar

import h2.config
import h2.settings
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import _http2

MAX_STREAMS = 100
STREAM_WINDOW = 256 * 1024


class ClientHttp2(_http2.Http2Server):
    """Reads requests from a client: at most 100 streams at once, header lists up to `head_bytes`."""

    h2_conf: ClassVar[h2.config.H2Configuration] = h2.config.H2Configuration(
        **_http2.Http2Connection.h2_conf_defaults, client_side=False
    )

    def __init__(self, context: Context, head_bytes: int) -> None:
        super().__init__(context)
        settings = self.h2_conn.local_settings
        settings[h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS] = MAX_STREAMS
        settings[h2.settings.SettingCodes.MAX_HEADER_LIST_SIZE] = head_bytes
        settings.acknowledge()
        # enforced at once, as header lists may come before the client has acknowledged our settings
        self.h2_conn.decoder.max_header_list_size = head_bytes


class UpstreamHttp2(_http2.Http2Client):
    """Sends requests to an origin; shared by all streams of one client connection."""
