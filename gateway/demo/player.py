"""Carries out one caller's steps over HTTP and WebSocket, and says what became of each.

Invariant: `play` never raises for anything the other side does; a stream whose first byte does not come within
`FIRST_BYTE` seconds, or that ends by itself, counts as failed, which is how a gateway that holds streams back shows.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Self

import httpx
import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException

from gateway.demo.scenario import Manner, Step
from gateway.demo.tally import Outcome, outcome_of

FIRST_BYTE = 5.0
_CHUNK = 64 * 1024
_IMAGE_START = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"

Report = Callable[[Step, Outcome, str], None]
"""called with what was tried, what came of it, and the status or error in a word"""


class Player:
    """One client: its own connections, its address in X-Forwarded-For, the token of its last login."""

    def __init__(self, target: str, address: str, agent: str, report: Report) -> None:
        self._target = target
        self._address = address
        self._agent = agent
        self._report = report
        self._token = ""
        # Plain HTTP to loopback: the context is never used, and loading certificates for each client is dear.
        self._http = httpx.AsyncClient(
            base_url=target, timeout=15, trust_env=False, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def play(self, step: Step) -> None:
        """Carry it out now (its pause is the caller's business) and report."""
        try:
            if step.manner is Manner.SOCKET:
                outcome, said = await self._talk(step)
            elif step.manner in (Manner.LISTEN, Manner.LEAVE):
                outcome, said = await self._listen(step)
            else:
                outcome, said = await self._request(step)
        except (httpx.HTTPError, WebSocketException, OSError) as error:
            outcome, said = Outcome.FAILED, type(error).__name__
        self._report(step, outcome, said)

    async def _request(self, step: Step) -> tuple[Outcome, str]:
        response = await self._http.send(self._build(step))
        if step.manner is Manner.LOGIN and response.status_code == 200:
            self._token = response.json()["token"]
        return outcome_of(response.status_code), str(response.status_code)

    async def _listen(self, step: Step) -> tuple[Outcome, str]:
        response = await self._http.send(self._build(step), stream=True)
        try:
            outcome = outcome_of(response.status_code)
            if outcome is Outcome.PASSED:
                chunks = response.aiter_raw()
                await asyncio.wait_for(anext(chunks), FIRST_BYTE)
                if step.manner is Manner.LISTEN and await _ends_within(step.stay, chunks):
                    return Outcome.FAILED, "the stream ended by itself"
            return outcome, str(response.status_code)
        except (TimeoutError, StopAsyncIteration):
            return Outcome.FAILED, f"no first byte of the stream within {FIRST_BYTE:g} s"
        finally:
            await response.aclose()

    async def _talk(self, step: Step) -> tuple[Outcome, str]:
        url = self._target.replace("http", "ws", 1) + step.target
        headers = [("x-forwarded-for", step.address or self._address), *step.headers]
        try:
            async with connect(
                url, additional_headers=headers, user_agent_header=self._agent, proxy=None, close_timeout=2
            ) as socket:
                if step.json is not None:
                    await socket.send(orjson.dumps(step.json).decode())
                await asyncio.wait_for(socket.recv(), FIRST_BYTE)
                if await _ends_within(step.stay, aiter(socket)):
                    return Outcome.FAILED, "the socket was closed by the other side"
        except InvalidStatus as refusal:
            return outcome_of(refusal.response.status_code), str(refusal.response.status_code)
        except TimeoutError:
            return Outcome.FAILED, f"no first message within {FIRST_BYTE:g} s"
        return Outcome.PASSED, "101"

    def _build(self, step: Step) -> httpx.Request:
        headers = headers_of(step, self._address, self._agent, self._token)
        content: bytes | AsyncIterator[bytes] = body_of(step)
        if step.manner is Manner.UPLOAD:
            content = _sent_in_pieces(image(step.size))
        # The target goes out as it is written: httpx would tidy up `..` and re-encode what a scanner encoded.
        return self._http.build_request(
            step.method,
            "/",
            headers=headers,
            content=content or None,
            extensions={"target": step.target.encode("ascii")},
        )


def headers_of(step: Step, address: str, agent: str, token: str) -> list[tuple[str, str]]:
    """The headers a client sets itself; `address` where the step names none, `token` where it wants one."""
    headers = [("user-agent", agent), ("x-forwarded-for", step.address or address), *step.headers]
    if step.bearer and token:
        headers.append(("authorization", f"Bearer {token}"))
    if step.json is not None:
        headers.append(("content-type", "application/json"))
    return headers


def body_of(step: Step) -> bytes:
    """The body, an upload's excepted, which `image` makes piece by piece."""
    return step.content if step.json is None else orjson.dumps(step.json)


async def _ends_within(seconds: float, stream: AsyncIterator[object]) -> bool:
    """Read and discard for `seconds`; whether the stream came to its end before that."""
    try:
        async with asyncio.timeout(seconds):
            async for _ in stream:
                pass
    except TimeoutError:
        return False
    return True


async def _sent_in_pieces(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def image(size: int) -> Iterator[bytes]:
    """`size` bytes in chunks, that begin like a photo and go on like noise."""
    noise = bytes((n * 167 + (n >> 7) * 31) & 0xFF for n in range(_CHUNK))
    left = size
    while left > 0:
        chunk = (_IMAGE_START + noise if left == size else noise)[: min(left, _CHUNK)]
        left -= len(chunk)
        yield chunk
