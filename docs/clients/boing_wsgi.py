"""WSGI middleware (Flask, Django, Pyramid) that tells Boing of each request. Needs `boing_sender.py` beside it.

    from boing_wsgi import BoingMiddleware
    app.wsgi_app = BoingMiddleware(app.wsgi_app, url="https://console.example.com", key=os.environ["BOING_INGEST_KEY"])

Answers pass as they come; only sizes are counted. `user`: takes the environ after the answer, returns whom you authenticated.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from boing_sender import Sender


class BoingMiddleware:
    def __init__(
        self, app: Any, url: str, key: str, user: Callable[[Any], str | None] | None = None, **options: Any
    ) -> None:
        self.app, self.user, self.sender = app, user, Sender(url, key, **options)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        started, seen = time.time(), {"status": 500}

        def noting_start(status: str, headers: Any, exc_info: Any = None) -> Any:
            seen["status"] = int(status.split(" ", 1)[0])
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        try:
            answer = self.app(environ, noting_start)
        except BaseException:
            self.tell(environ, started, 500, 0)
            raise
        return Counted(answer, lambda size: self.tell(environ, started, seen["status"], size))

    def tell(self, environ: Any, started: float, status: int, response_size: int) -> None:
        try:
            # RAW_URI (gunicorn) and REQUEST_URI (uWSGI, Werkzeug) are the bytes that came; PATH_INFO is decoded already
            target = environ.get("RAW_URI") or environ.get("REQUEST_URI")
            if not target:
                query = environ.get("QUERY_STRING")
                path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
                target = quote(path.encode("latin-1"), safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
            headers = [(k[5:].replace("_", "-"), v) for k, v in environ.items() if k.startswith("HTTP_")]
            if environ.get("CONTENT_TYPE"):
                headers.append(("content-type", environ["CONTENT_TYPE"]))
            length = environ.get("CONTENT_LENGTH") or ""
            self.sender.tell(
                started,
                headers,
                method=environ["REQUEST_METHOD"],
                endpoint=target[:8192],
                client_ip=environ.get("REMOTE_ADDR") or "127.0.0.1",
                status_code=status,
                body_size=int(length) if length.isdigit() else 0,
                response_size=response_size,
                user=self.user(environ) if self.user else None,
            )
        except Exception:  # noqa: BLE001 - telemetry must not break an answer
            self.sender.dropped += 1


class Counted:
    """The application's answer, its bytes counted as they pass; told of once it is closed, as WSGI (PEP 3333) promises."""

    def __init__(self, answer: Any, done: Callable[[int], None]) -> None:
        self.answer, self.done, self.size = answer, done, 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.answer:
            self.size += len(chunk)
            yield chunk

    def close(self) -> None:
        try:
            if hasattr(self.answer, "close"):
                self.answer.close()
        finally:
            self.done(self.size)
