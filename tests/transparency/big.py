"""Bodies of any size up and down through a started gateway, with its worker's memory as seen from outside.

`python -m tests.transparency.big [GIGABYTES]` (5) prints what it took; the tests run the same with 200 MB.
"""

from __future__ import annotations

import hashlib
import http.client
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from gateway.policy.document import Api, Limit
from tests.gatewayproc import Running, running, seed_store

MIB = 1 << 20
BLOCK = b"".join(number.to_bytes(4096) for number in range(256))
"""one MiB without a text in it: what judging costs is not asked here"""


@dataclass(frozen=True)
class Took:
    """`most`: bytes of resident memory the worker had, `grown`: how many more than before; `whole`: what arrived is what was sent."""

    size: int
    most: int
    grown: int
    whole: bool


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        size = int(self.path.rpartition("/")[2])
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        for _ in range(size // len(BLOCK)):
            self.wfile.write(BLOCK)

    def do_POST(self) -> None:
        left = int(self.headers["Content-Length"])
        digest = hashlib.blake2b()
        while left:
            data = self.rfile.read(min(left, len(BLOCK)))
            digest.update(data)
            left -= len(data)
        answer = digest.hexdigest().encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


def blocks(size: int, memory: list[int], gateway: Running) -> Iterator[bytes]:
    for number in range(size // len(BLOCK)):
        if number % 16 == 0:
            memory.append(gateway.resident())
        yield BLOCK


def _digest(size: int) -> str:
    digest = hashlib.blake2b()
    for _ in range(size // len(BLOCK)):
        digest.update(BLOCK)
    return digest.hexdigest()


def upload(gateway: Running, size: int) -> Took:
    """`size`: a multiple of one MiB."""
    memory = [gateway.resident()]
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=600)
    headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
    connection.request("POST", "/up", blocks(size, memory, gateway), headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return Took(size, max(memory), max(memory) - memory[0], text == _digest(size))


def download(gateway: Running, size: int) -> Took:
    memory = [gateway.resident()]
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=600)
    connection.request("GET", f"/down/{size}")
    answer = connection.getresponse()
    digest = hashlib.blake2b()
    received = 0
    while data := answer.read(MIB):
        digest.update(data)
        received += len(data)
        if received % (16 * MIB) < len(data):
            memory.append(gateway.resident())
    connection.close()
    return Took(size, max(memory), max(memory) - memory[0], received == size and digest.hexdigest() == _digest(size))


def measure(size: int, folder: Path) -> dict[str, Took]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        upstream = f"http://127.0.0.1:{server.server_address[1]}"
        seed_store(folder, [Api(id=0, name="big", upstream=upstream, limits=[Limit(quota=1_000_000)])])
        with running("gateway", folder, "--workers", "1") as gateway:
            return {"up": upload(gateway, size), "down": download(gateway, size)}
    finally:
        server.shutdown()
        server.server_close()


def main() -> None:
    size = int(float(sys.argv[1] if len(sys.argv) > 1 else 5) * 1e9) // MIB * MIB
    with tempfile.TemporaryDirectory() as folder:
        for way, took in measure(size, Path(folder)).items():
            print(
                f"{way}: {took.size} bytes, checksum {'equal' if took.whole else 'DIFFERENT'}, worker's memory "
                f"{took.most / MIB:.1f} MiB at the most, {took.grown / MIB:.1f} MiB more than before",
                flush=True,
            )


if __name__ == "__main__":
    main()
