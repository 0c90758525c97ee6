"""Defects of stock mitmproxy that are not here, each against the real thing."""

from __future__ import annotations

import gzip
import ssl
from collections.abc import Iterator
from pathlib import Path

import brotli
import httpx
import pytest
import zstandard

from addons.finding import Mode
from gateway.cli.tools import make_pair
from gateway.policy.document import DetectorSettings
from tests.gateway.proxy.conftest import plain_api
from tests.gatewayproc import Running, running, seed_store
from tests.origin import Origin


@pytest.fixture(scope="module")
def tls_gateway(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder: Path = tmp_path_factory.mktemp("tls")
    certificate, key = make_pair(["localhost", "127.0.0.1"])
    (folder / "c.pem").write_bytes(certificate)
    (folder / "k.pem").write_bytes(key)
    quiet = {"signatures": DetectorSettings(mode=Mode.OBSERVE)}  # what is smuggled here would be blocked as an attack
    seed_store(folder / "data", [plain_api(origin, detectors=quiet)])
    with running(
        "gateway",
        folder / "data",
        "--workers",
        "1",
        "--cert",
        str(folder / "c.pem"),
        "--key",
        str(folder / "k.pem"),
        tls=True,
    ) as started:
        yield started


@pytest.fixture
def h2(tls_gateway: Running) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=tls_gateway.url, verify=_unverified(), http2=True, timeout=60, trust_env=False
    ) as client:
        yield client


def _unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def test_http2_requests_reach_a_http1_origin(h2: httpx.Client, origin: Origin) -> None:
    answer = h2.get("/h2")
    assert answer.http_version == "HTTP/2"
    assert answer.json() == {"ok": True}
    assert origin.find("/h2")[-1].header("x-forwarded-proto") == "https"


def test_tls_serves_http1_too(tls_gateway: Running) -> None:
    with httpx.Client(base_url=tls_gateway.url, verify=_unverified(), trust_env=False) as client:
        answer = client.get("/h1-over-tls")
        assert answer.http_version == "HTTP/1.1"
        assert answer.status_code == 200


def test_a_http2_body_without_a_length_is_framed_and_smuggles_nothing(h2: httpx.Client, origin: Origin) -> None:
    """CWE-444: stock mitmproxy sends the body with no framing; the origin reads it as the next request."""
    smuggled = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

    def body() -> Iterator[bytes]:
        yield smuggled

    for content_type in ("text/plain", "application/grpc"):
        answer = h2.post("/carrier", content=body(), headers={"content-type": content_type})
        assert answer.status_code == 200
        assert origin.find("/carrier")[-1].body == smuggled
    h2.get("/after")
    assert all(not seen.line.startswith(b"GET /smuggled") for seen in origin.seen)


def test_http2_clients_share_idle_upstream_connections(h2: httpx.Client, origin: Origin) -> None:
    h2.get("/warm")
    before = origin.connections
    for _ in range(5):
        h2.get("/warm")
    assert origin.connections == before


@pytest.mark.parametrize(
    "upgrade",
    [
        "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nConnection: Upgrade, HTTP2-Settings",
        "Upgrade: H2C\r\nConnection: Upgrade",
        "Upgrade: h2c, foo\r\nConnection: Upgrade",
        "Upgrade: websocket\r\nConnection: Upgrade",
    ],
)
def test_no_upgrade_becomes_a_tunnel(gateway: Running, origin: Origin, upgrade: str) -> None:
    """The origin answers 101 to anything; only a whole WebSocket handshake may switch protocols."""
    data = gateway.raw(f"GET /upgrade HTTP/1.1\r\nHost: a\r\n{upgrade}\r\n\r\n".encode())
    assert data.startswith(b"HTTP/1.1 502")
    assert b"TUNNEL" not in data
    assert origin.find("/upgrade")[-1].header("upgrade") is None


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_decompression_bomb_costs_little_and_is_refused(gateway: Running, origin: Origin, coding: str) -> None:
    """CWE-409: a few kilobytes become 100 MiB through mitmproxy's `.content`."""
    plain = bytes(100 * 1024 * 1024)
    bomb = {
        "gzip": lambda: gzip.compress(plain),
        "br": lambda: brotli.compress(plain, quality=5),
        "zstd": lambda: zstandard.compress(plain),
    }[coding]()
    before = gateway.resident()
    for _ in range(3):
        answer = httpx.post(
            f"{gateway.url}/bomb",
            content=bomb,
            headers={"Content-Encoding": coding, "Content-Type": "application/json"},
            trust_env=False,
        )
        assert answer.status_code == 403
    assert not origin.find("POST /bomb")
    assert gateway.resident() - before < 40 * 1024 * 1024


def test_both_lengths_are_refused(gateway: Running, origin: Origin) -> None:
    data = gateway.raw(
        b"POST /cl-te HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    )
    assert data.startswith(b"HTTP/1.1 400")
    assert not origin.find("/cl-te")


@pytest.mark.parametrize(
    "head",
    [
        b"GET /bad HTTP/1.1\r\n\r\n",
        b"GET /bad HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET http://b.test/bad HTTP/1.1\r\nHost: a.test\r\n\r\n",
        b"GET /bad\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /bad#x HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /bad HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n",
        b"GET /bad HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
        b"GET /bad HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
        b"GET /bad HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
        b"GET /bad HTTP/0.9\r\nHost: a\r\n\r\n",
        b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
        b"GET /bad HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n",
    ],
)
def test_what_cannot_be_forwarded_unambiguously_is_refused(gateway: Running, origin: Origin, head: bytes) -> None:
    before = len(origin.seen)
    data = gateway.raw(head)
    assert data.startswith(b"HTTP/1.1 400"), data
    assert b"application/problem+json" in data
    assert b"mitmproxy" not in data.lower()
    assert len(origin.seen) == before


def test_a_failed_connect_is_forgotten_with_its_request(gateway: Running, origin: Origin) -> None:
    """Stock mitmproxy answers 502 for the rest of a client connection's life."""
    with httpx.Client(base_url=gateway.url, trust_env=False) as client:
        answer = client.get("/drop")
        assert answer.status_code == 502
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.get("/back").status_code == 200
