"""An HTTP/2 origin says goodbye while requests are under way, as nginx does after every so many: none of them fails."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.cli.tools import make_pair
from gateway.policy.document import Api
from tests.gatewayproc import Running, eventually, free_port, running, seed_store
from tests.servers import need

REQUESTS_OF_A_CONNECTION = 7
FILE = b"0123456789abcdef" * 4096
CONFIGURATION = """
worker_processes 1; pid {folder}/pid; error_log {folder}/errors; daemon off;
events {{ worker_connections 512; }}
http {{
  log_format asked "$connection $request_method $uri $status";
  access_log {folder}/asked asked;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {folder}/c.pem; ssl_certificate_key {folder}/k.pem;
    keepalive_requests {requests};
    root {folder};
    limit_rate 400k;
    error_page 405 =200 $uri;
  }}
}}
"""


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Path]]:
    (nginx,) = need("nginx")
    folder = tmp_path_factory.mktemp("leaving")
    certificate, key = make_pair(["localhost", "127.0.0.1"])
    (folder / "c.pem").write_bytes(certificate)
    (folder / "k.pem").write_bytes(key)
    (folder / "file").write_bytes(FILE)
    port = free_port()
    configuration = CONFIGURATION.format(folder=folder, port=port, requests=REQUESTS_OF_A_CONNECTION)
    as_us = "user root;\n" if os.getuid() == 0 else ""  # else its worker may not read the folder
    (folder / "nginx.conf").write_text(as_us + configuration)
    origin = subprocess.Popen([nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    api = Api(id=0, name="leaving", upstream=f"https://127.0.0.1:{port}", verify_upstream=False)
    seed_store(folder / "data", [api])
    pair = {
        "BOING_TLS_CERT": str(folder / "c.pem"),
        "BOING_TLS_KEY": str(folder / "k.pem"),
        "RATE_LIMIT_THRESHOLD": "0",
    }
    try:
        with running("gateway", folder / "data", "--workers", "1", tls=True, **pair) as started:
            eventually(lambda: httpx.get(f"https://127.0.0.1:{port}/file", verify=False).status_code == 200)
            eventually((folder / "asked").read_text)  # nginx writes this down after it has answered
            yield started, folder / "asked"
    finally:
        origin.terminate()
        origin.wait(60)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_none_of_the_requests_under_way_fails(front: tuple[Running, Path], method: str) -> None:
    gateway, log = front
    asked_before = len(log.read_text().splitlines())
    async with httpx.AsyncClient(base_url=gateway.url, verify=False, http2=True, timeout=60, trust_env=False) as client:

        async def caller(number: int) -> None:
            for turn in range(12):
                path = f"/file?{number}-{turn}"
                answer = await client.request(method, path, content=b"{}" if method == "POST" else None)
                seen[answer.status_code, answer.content == FILE, answer.http_version] += 1

        seen: Counter[tuple[int, bool, str]] = Counter()
        await asyncio.gather(*(caller(number) for number in range(6)))
    assert seen == {(200, True, "HTTP/2"): 72}
    asked = eventually(lambda: lines if len(lines := log.read_text().splitlines()[asked_before:]) >= 72 else None)
    assert len(asked) == 72, "each was carried out once"
    connections = Counter(line.split()[0] for line in asked)
    assert len(connections) > 72 // (REQUESTS_OF_A_CONNECTION + 1), "the origin did say goodbye"
