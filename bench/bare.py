"""The bare data plane: our connection driver and mitmproxy's layers with no addon, no identity, no record.

What a request costs here is the floor; what it costs in a worker, less this, is what Boing adds.
    python -m bench.bare --listen 127.0.0.1:8091 --upstream http://127.0.0.1:9000
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import time
from collections import Counter
from functools import partial
from urllib.parse import urlsplit

import uvloop
from mitmproxy.http import HTTPFlow, Response
from mitmproxy.proxy.layers.http import _hooks

from gateway.policy.snapshot import Upstream
from gateway.proxy.admission import Admission, AdmissionLimits
from gateway.proxy.aside import AsideThread
from gateway.proxy.driver import Services, Session, Waits
from gateway.proxy.layers.api import ApiLayer, ClientLimits
from gateway.proxy.layers.http2 import Http2Limits
from gateway.proxy.layers.lean import make_lean
from gateway.proxy.pool import UpstreamPool


class Bare:
    """Sends everything to one upstream."""

    draining = False

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream

    def request_headers(self, _: Session, flow: HTTPFlow) -> None:
        flow.metadata["upstream"] = self._upstream

    def response_headers(self, _: Session, flow: HTTPFlow) -> None:
        assert flow.response is not None
        flow.response.stream = True

    def takes_long(self, flow: HTTPFlow) -> bool:
        del flow
        return False

    def head_takes_long(self, flow: HTTPFlow) -> bool:
        del flow
        return False

    def body_over_limit(self, flow: HTTPFlow, received: int) -> bool:
        del flow, received
        return False

    def refusal(self, flow: HTTPFlow, status: int, reason: str) -> Response:
        del flow
        return Response.make(status, reason)

    def websocket_piece(self, flow: HTTPFlow, from_client: bool, data: bytes, *, whole: bool) -> bool:
        del flow, from_client, data, whole
        return True

    def overdue(self, session: Session, now: float) -> None: ...

    def closed(self, session: Session) -> None: ...


async def serve(host: str, port: int, upstream: Upstream) -> None:
    bare = Bare(upstream)

    limits = ClientLimits(32768, 100, Http2Limits())
    refused: Counter[str] = Counter()

    def refuse(status: int, reason: str) -> bytes:
        return f"HTTP/1.1 {status} {reason}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode()

    services = Services(
        make_layer=lambda context: ApiLayer(context, bare, limits, refuse, lambda reason: refused.update([reason])),
        hooks={
            _hooks.HttpRequestHeadersHook: bare.request_headers,
            _hooks.HttpResponseHeadersHook: bare.response_headers,
        },
        waits=Waits(10, 75, 5, 3600),
        upstream_tls=lambda _: None,
        exchanges=bare,
        sessions=set(),
        refuse=refuse,
        refused=lambda reason: refused.update([reason]),
        admission=Admission(AdmissionLimits(10_000, 0, 0), lambda _: False),
        pool=UpstreamPool(time.monotonic),
        aside=AsideThread(),
    )
    server = await asyncio.get_running_loop().create_server(partial(Session, services), host, port)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    await server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listen", default="127.0.0.1:8091")
    parser.add_argument("--upstream", default="http://127.0.0.1:9000")
    options = parser.parse_args()
    host, port = options.listen.split(":")
    target = urlsplit(options.upstream)
    make_lean()
    uvloop.run(serve(host, int(port), Upstream("http", target.hostname or "127.0.0.1", target.port or 80)))


if __name__ == "__main__":
    main()
