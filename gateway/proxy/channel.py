"""The line between agent and worker: a socket pair, one JSON object a line, both ways.

The end of the line is the other side's death: a worker whose agent is gone drains and ends.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import msgspec
import orjson

MAX_LINE = 16 << 20


class WorkerOrders(msgspec.Struct, frozen=True):
    """The first line an agent sends: all a worker must know. Passed here, not in arguments, which others can read."""

    slot: int
    workers: int
    name: str
    data_dir: str
    listen_fd: int
    decisions_fd: int
    """where other proxies ask; -1: nowhere"""
    encryption_keys: list[str]
    settings: dict[str, Any]
    tls: bool = False
    shared: str = ""
    """the file of the table with other hosts' counts, in the data dir's `run`; empty: there is none"""


class Channel:
    """One end. `on_message` is called on the event loop for each object; `on_end` once."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def over(cls, end: socket.socket) -> Channel:
        reader, writer = await asyncio.open_connection(sock=end, limit=MAX_LINE)
        return cls(reader, writer)

    def send(self, message: dict[str, Any]) -> None:
        if not self._writer.is_closing():
            self._writer.write(orjson.dumps(message) + b"\n")

    async def first_line(self) -> bytes:
        return await self._reader.readline()

    async def run(self, on_message: Callable[[dict[str, Any]], None]) -> None:
        """Until the other side is gone."""
        try:
            while line := await self._reader.readline():
                on_message(orjson.loads(line))
        except (ConnectionError, ValueError):
            return
        finally:
            self._writer.close()
