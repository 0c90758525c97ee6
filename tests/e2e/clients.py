"""What tests of the whole product drive it with: the console's API as a script would use it, and a steady load of requests."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ADMIN_PASSWORD = "a password of no use 1"
READ_ONLY = ("id", "version", "created_at", "updated_at", "has_ingest_key")
"""what an API is answered with and may not be sent back"""


class ConsoleClient(httpx.Client):
    """Signed in as the admin."""

    def __init__(self, url: str, password: str = ADMIN_PASSWORD, email: str = "admin@localhost") -> None:
        answer = httpx.post(
            f"{url}/api/login", json={"email": email, "password": password}, trust_env=False, timeout=10
        )
        assert answer.status_code == 200, answer.text
        self.token = answer.json()["access_token"]
        super().__init__(base_url=url, trust_env=False, timeout=60, headers={"authorization": f"Bearer {self.token}"})

    def add(self, name: str, **entry: Any) -> dict[str, Any]:
        answer = self.post(f"/api/{name}", json=entry)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def explanation(self, request_id: str) -> dict[str, Any] | None:
        answer = self.get(f"/api/logs/{request_id}")
        return dict(answer.json()) if answer.status_code == 200 else None


@dataclass
class Load:
    """Requests at a steady rate, half of them on kept connections and half on fresh ones. Counts every failure."""

    url: str
    rate: float = 100.0
    callers: int = 10
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    slowest: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[Load]:
        thread = threading.Thread(target=lambda: asyncio.run(self._main()))
        thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            thread.join()

    async def _main(self) -> None:
        await asyncio.gather(*(self._call(number) for number in range(self.callers)))

    async def _call(self, number: int) -> None:
        pause = self.callers / self.rate
        kept = httpx.AsyncClient(trust_env=False, verify=False, timeout=30) if number % 2 else None
        due = time.monotonic() + number / self.rate
        while not self._stop.is_set():
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            due = max(due + pause, time.monotonic())
            started = time.monotonic()
            try:
                answer = await self._get(kept, number)
            except httpx.HTTPError as error:
                kind = "kept" if kept else "fresh"
                self.failures.append(f"{kind} {type(error).__name__}: {error}")
            else:
                self.statuses[answer.status_code] += 1
                self.ids.append(answer.headers.get("x-request-id", ""))
                if answer.status_code != 200:
                    self.failures.append(f"{answer.status_code} {answer.text[:200]}")
            self.slowest = max(self.slowest, time.monotonic() - started)
        if kept:
            await kept.aclose()

    async def _get(self, kept: httpx.AsyncClient | None, number: int) -> httpx.Response:
        url = f"{self.url}/load/{number}"
        if kept:
            return await kept.get(url, headers=self.headers)
        async with httpx.AsyncClient(trust_env=False, verify=False, timeout=30) as fresh:
            return await fresh.get(url, headers=self.headers)


def descendants(pid: int) -> list[int]:
    """Every process that this one started, and those they started."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(folder.name))
    found: list[int] = []
    queue = [pid]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return found


def alive(pids: list[int]) -> list[int]:
    """Those that still run (a zombie does not)."""
    left = []
    for pid in pids:
        try:
            os.kill(pid, 0)
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state != "Z":
            left.append(pid)
    return left


def named(pids: list[int], part: str) -> list[int]:
    """Those whose command line has `part`."""
    found = []
    for pid in pids:
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if part in line:
            found.append(pid)
    return found
