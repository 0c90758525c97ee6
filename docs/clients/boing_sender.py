"""Sends telemetry to Boing from a thread of its own: used by `boing_asgi` and `boing_wsgi`. Standard library only.

The application never waits: a record goes into a bounded queue (the oldest gives way, counted in `dropped`), batches go out in
the background, failed ones are tried again with growing pauses or after the `Retry-After` that was answered, and what is left is
sent at exit within `EXIT_SECONDS`. A worker process that is forked starts its own thread with its first record.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import deque
from collections.abc import Collection, Iterable
from datetime import UTC, datetime

BATCH, EVERY_SECONDS, TIMEOUT_SECONDS, EXIT_SECONDS, LONGEST_PAUSE = 500, 1.0, 5.0, 3.0, 60.0
SECRET = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})
log = logging.getLogger("boing")


class Sender:
    """`url`: of the console; `key`: the API's ingest key; `hide`: names of headers that are not sent, in lower case."""

    def __init__(self, url: str, key: str, queue: int = 10_000, hide: Collection[str] = SECRET) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"url {url!r}: must be the console's address, such as https://console.example.com")
        self._url, self._key = url.rstrip("/") + "/api/ingest", key
        self._hide = frozenset(hide)
        self._queue: deque[dict] = deque(maxlen=queue)
        self._more, self._stop, self._lock = threading.Event(), threading.Event(), threading.Lock()
        self._process = 0
        self.sent = self.dropped = self.rejected = 0
        atexit.register(self.close)

    def tell(self, started: float, headers: Iterable[tuple[str, str]], **fields: object) -> None:
        """Called for each request; `started` as `time.time()` gave it. Returns at once and never raises."""
        try:
            record = {name: value for name, value in fields.items() if value is not None}
            record["timestamp"] = datetime.fromtimestamp(started, UTC).isoformat()
            record["latency_ms"] = round(max(0.0, time.time() - started) * 1000, 3)
            record["headers"] = shown = {}
            for name, value in headers:
                if name.lower() not in self._hide:
                    shown.setdefault(name.lower(), []).append(value)
            record["request_id"] = uuid.uuid4().hex
            if self._process != os.getpid():
                self._start()
            self.dropped += len(self._queue) == self._queue.maxlen
            self._queue.append(record)
            if len(self._queue) >= BATCH:
                self._more.set()
        except Exception:  # noqa: BLE001 - telemetry must not break an answer
            self.dropped += 1

    def close(self, seconds: float = EXIT_SECONDS) -> None:
        """Send what is left, for at most `seconds`."""
        self._stop.set()
        self._more.set()
        if self._process == os.getpid():
            self._thread.join(seconds)

    def _start(self) -> None:
        with self._lock:
            if self._process != os.getpid():  # a fork takes no thread along
                self._process = os.getpid()
                self._thread = threading.Thread(target=self._run, name="boing", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        pause = EVERY_SECONDS
        while True:
            ending = self._stop.is_set()
            batch = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
            wait = self._send(batch) if batch else 0.0
            if wait:
                while batch and len(self._queue) < (self._queue.maxlen or 0):
                    self._queue.appendleft(batch.pop())  # back to the front; the oldest give way
                self.dropped += len(batch)
                pause = min(max(wait, pause * 2), LONGEST_PAUSE)
                if ending:
                    return
                self._stop.wait(pause)
            else:
                pause = EVERY_SECONDS
                if not self._queue:
                    if ending:
                        return
                    self._more.wait(EVERY_SECONDS)
                    self._more.clear()

    def _send(self, batch: list[dict]) -> float:
        """Seconds to wait before the batch is tried again; 0: it is done with."""
        headers = {"X-API-Key": self._key, "Content-Type": "application/json"}
        request = urllib.request.Request(self._url, json.dumps({"records": batch}, default=str).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                said = json.load(answer)
            self.sent += said["accepted"]
            self.rejected += len(said["rejected"])
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 429 or error.code >= 500:
                    after = error.headers.get("Retry-After", "")
                    return float(after) if after.isdigit() else EVERY_SECONDS
            if not self.rejected:
                log.warning("the console takes no telemetry: %s. Is the ingest key right?", error)
            self.rejected += len(batch)  # sending them again would mend nothing
        except Exception:  # noqa: BLE001 - whatever it is, the console is not there now
            return EVERY_SECONDS
        return 0.0
