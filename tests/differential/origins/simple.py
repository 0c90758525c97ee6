"""The standard library's view of a request. `python simple.py PORT LOG`.

`http.server` reads no chunked body; this one does, as its users have to.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LOG = Path(sys.argv[2]).open("a", buffering=1)  # noqa: SIM115 - as long as the process


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: with two, each answer waits for an acknowledgement

    def __getattr__(self, name: str) -> object:
        if name.startswith("do_"):
            return self.serve
        raise AttributeError(name)

    def serve(self) -> None:
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
        seen = {
            "method": self.command,
            "target": self.path,
            "fields": [[name, value] for name, value in self.headers.items()],
            "body": body.decode("latin-1"),
        }
        LOG.write(json.dumps(seen) + "\n")
        payload = json.dumps(self.headers.get_all("x-request-id", [])).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
