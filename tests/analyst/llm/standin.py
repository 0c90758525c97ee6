"""A stand-in for a language model's server: a real HTTP server whose answers are scripted, shaped as llama.cpp's or OpenAI's."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

PATHS = {"llama.cpp": "/completion", "openai": "/v1/chat/completions"}
HOSTILE = {"reason": "a tautology in the search word", "class": "sqli", "verdict": "hostile", "confidence": 0.9}
BENIGN = {"reason": "a name with an apostrophe", "class": "none", "verdict": "benign", "confidence": 0.8}


@dataclass
class Reply:
    """`text`: what the model writes; `body`: the whole answer instead; `held`: it comes only once this is set."""

    text: str = ""
    status: int = 200
    body: bytes | None = None
    held: asyncio.Event | None = None
    headers: str = ""


def says(**changes: Any) -> Reply:
    return Reply(json.dumps(HOSTILE | changes))


@dataclass
class StandIn:
    """`script`: from the question's body to the answer. `asked`: bodies as they came, `heads` of their requests."""

    dialect: str
    script: Callable[[dict[str, Any]], Reply] = field(default=lambda _: says())
    asked: list[dict[str, Any]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{PATHS[self.dialect]}"

    def prompt(self, number: int = -1) -> str:
        """All that the model got to read."""
        body = self.asked[number]
        if self.dialect == "llama.cpp":
            return body["prompt"]
        return "\n\n".join(message["content"] for message in body["messages"])

    def shaped(self, text: str) -> bytes:
        if self.dialect == "llama.cpp":
            found: dict[str, Any] = {"index": 0, "content": text, "stop": True, "tokens_predicted": 40, "timings": {}}
        else:
            choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
            found = {"id": "x", "object": "chat.completion", "choices": [choice], "usage": {"total_tokens": 9}}
        return json.dumps(found).encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = next(
                    int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:")
                )
                self.heads.append(head)
                self.asked.append(json.loads(await reader.readexactly(length)))
                reply = self.script(self.asked[-1])
                if reply.held:
                    await reply.held.wait()
                body = self.shaped(reply.text) if reply.body is None else reply.body
                writer.write(
                    f"HTTP/1.1 {reply.status} X\r\ncontent-type: application/json\r\n{reply.headers}"
                    f"content-length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def stand_in(dialect: str = "llama.cpp") -> AsyncIterator[StandIn]:
    server_side = StandIn(dialect)
    server = await asyncio.start_server(server_side.serve, "127.0.0.1", 0)
    server_side.port = server.sockets[0].getsockname()[1]
    try:
        yield server_side
    finally:
        server.close()
        server.close_clients()
        await server.wait_closed()
