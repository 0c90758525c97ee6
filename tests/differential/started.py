"""Origins of seven makes, each as a process of its own that writes down every request in its own view."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.gatewayproc import eventually, free_port
from tests.servers import need

FOLDER = Path(__file__).parent / "origins"
NGINX = """
daemon off;
master_process off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    large_client_header_buffers 8 32k;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{behind};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Connection "";
        }}
    }}
}}
"""
HAPROXY = """
global
    tune.bufsize 65536
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
frontend front
    bind 127.0.0.1:{port}
    default_backend behind
backend behind
    server strict 127.0.0.1:{behind}
"""
MAKES = ("strict", "nginx", "uvicorn-h11", "http.server")
MORE_MAKES = ("haproxy", "uvicorn-httptools", "node")
"""of which `--all-origins` runs all cases, too"""


@dataclass
class Origin:
    """`seen` is read from the log, as far as it is written."""

    make: str
    port: int
    log: Path
    _read: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def seen(self) -> list[dict[str, Any]]:
        """What came since this was last asked."""
        with self.log.open() as file:
            file.seek(self._read)
            lines = file.readlines()
            self._read = file.tell()
        return [json.loads(line) for line in lines]


@contextmanager
def _process(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        eventually(lambda: _listens(port, process), 60)
        yield
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listens(port: int, process: subprocess.Popen[bytes]) -> bool:
    """Without connecting: a connection would be one that the origin has seen."""
    assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
    wanted = f"0100007F:{port:04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    if any(line.split()[1] == wanted and line.split()[3] == "0A" for line in lines):
        return True
    time.sleep(0.02)
    return False


@contextmanager
def running_make(make: str, folder: Path) -> Iterator[Origin]:
    """One of `MAKES` or `MORE_MAKES`, listening."""
    port = free_port()
    log = folder / "seen.jsonl"
    log.touch()
    python = [sys.executable, "-W", "ignore"]
    with ExitStack() as stack:
        if make in ("nginx", "haproxy"):
            behind = free_port()
            stack.enter_context(_process([*python, str(FOLDER / "strict.py"), str(behind), str(log)], behind))
            (program,) = need(make)
            path = folder / f"{make}.conf"
            path.write_text((NGINX if make == "nginx" else HAPROXY).format(folder=folder, port=port, behind=behind))
            command = [program, "-e", str(folder / "nginx.log"), "-c", str(path)] if make == "nginx" else [program, "-q", "-db", "-f", str(path)]  # fmt: skip
        elif make == "node":
            command = [*need("node"), str(FOLDER / "node.js"), str(port), str(log)]
        elif make == "http.server":
            command = [*python, str(FOLDER / "simple.py"), str(port), str(log)]
        elif make.startswith("uvicorn-"):
            command = [*python, str(FOLDER / "asgi.py"), str(port), str(log), make.removeprefix("uvicorn-")]
        else:
            command = [*python, str(FOLDER / "strict.py"), str(port), str(log)]
        stack.enter_context(_process(command, port))
        yield Origin(make, port, log)
