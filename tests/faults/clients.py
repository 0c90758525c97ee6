"""Two clients that ask for one thing at a time and say exactly how it failed: HTTP/1.1 keep-alive and HTTP/2, both over TLS.

They behave as good clients do and no better: a kept connection that the server has closed is not used again, a GOAWAY is heeded.
Nothing is sent twice but a stream that the server said it has not looked at (RFC 9113 sections 6.8 and 8.7), on a new connection:
what another retry would hide is what is looked for here. `client` is the address they speak for.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import dataclass

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions
from hyperframe.frame import GoAwayFrame

STREAMS = 100
"""at once on a connection, as the gateway allows by default; what is more waits for its turn"""
SECONDS = 20.0
"""for one answer; no bound of the gateway that is tested here is longer"""


class AskError(Exception):
    """`kind`: refused (no connection), tls, closed (no byte of an answer came), cut (some came), reset, timeout."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Unseen(Exception):  # noqa: N818 - reads as what it is
    """The server has not looked at the stream, and said so."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    request_id: str
    body: bytes


def any_certificate(*protocols: str) -> ssl.SSLContext:
    """Trusts whoever answers: certificates are looked at by the tests that are about them."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(list(protocols))
    return context


type Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def connect(port: int, tls: ssl.SSLContext) -> Streams:
    try:
        async with asyncio.timeout(SECONDS):
            return await asyncio.open_connection("127.0.0.1", port, ssl=tls, server_hostname="localhost")
    except TimeoutError:
        raise AskError("timeout") from None
    except ConnectionRefusedError:
        raise AskError("refused") from None
    except OSError:
        raise AskError("tls") from None


class Http1:
    """As many kept connections as there are requests under way at once."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._tls = any_certificate("http/1.1")
        self._idle: list[Streams] = []
        self.opened = 0

    async def ask(self, method: str, path: str, client: str, body: bytes = b"") -> Answer:
        """Raises `AskError`."""
        streams = await self._take()
        try:
            async with asyncio.timeout(SECONDS):
                answer, keep = await _exchange(streams, method, path, client, body)
        except TimeoutError:
            streams[1].transport.abort()
            raise AskError("timeout") from None
        except asyncio.IncompleteReadError as error:
            streams[1].transport.abort()
            raise AskError("cut" if error.partial else "closed") from None
        except OSError:
            streams[1].transport.abort()
            raise AskError("reset") from None
        if keep:
            self._idle.append(streams)
        else:
            streams[1].close()
        return answer

    async def _take(self) -> Streams:
        while self._idle:
            streams = self._idle.pop()
            if not streams[0].at_eof() and not streams[1].is_closing():
                return streams
            streams[1].close()
        self.opened += 1
        return await connect(self._port, self._tls)

    async def close(self) -> None:
        for _, writer in self._idle:
            writer.transport.abort()


async def _exchange(streams: Streams, method: str, path: str, client: str, body: bytes) -> tuple[Answer, bool]:
    reader, writer = streams
    head = f"{method} {path} HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: {client}\r\n"
    if body:
        head += f"content-type: application/json\r\ncontent-length: {len(body)}\r\n"
    writer.write(head.encode() + b"\r\n" + body)
    start, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    content = await reader.readexactly(int(fields.get("content-length", "0")))
    answer = Answer(int(start.split(" ")[1]), fields.get("x-request-id", ""), content)
    return answer, fields.get("connection", "") != "close"


class Http2:
    """One connection, as long as the server takes streams on it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._tls = any_certificate("h2")
        self._current: Connection2 | None = None
        self._opening = asyncio.Lock()
        self.opened = 0
        self.unseen = 0
        """streams that the server refused unseen"""

    async def ask(self, method: str, path: str, client: str, body: bytes = b"") -> Answer:
        """Raises `AskError`."""
        while True:
            async with self._opening:
                if self._current is None or not self._current.usable:
                    streams = await connect(self._port, self._tls)
                    self.opened += 1
                    self._current = Connection2(streams)
                connection = self._current
            try:
                return await connection.ask(method, path, client, body)
            except Unseen:
                self.unseen += 1

    async def close(self) -> None:
        if self._current is not None:
            self._current.close()


class Connection2:
    def __init__(self, streams: Streams) -> None:
        self._reader, self._writer = streams
        self._h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True, header_encoding="utf-8"))
        self._h2.initiate_connection()
        self._h2.increment_flow_control_window(1 << 30)
        self._heads: dict[int, dict[str, str]] = {}
        self._bodies: dict[int, bytes] = {}
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._turns = asyncio.Semaphore(STREAMS)
        self._partial = b""
        self.usable = True
        self._flush()
        self._reading = asyncio.create_task(self._read())

    async def ask(self, method: str, path: str, client: str, body: bytes) -> Answer:
        async with self._turns:
            return await self._ask(method, path, client, body)

    async def _ask(self, method: str, path: str, client: str, body: bytes) -> Answer:
        if not self.usable:
            raise Unseen
        stream = self._h2.get_next_available_stream_id()
        fields = [(":method", method), (":scheme", "https"), (":path", path), (":authority", "localhost")]
        fields.append(("x-forwarded-for", client))
        if body:
            fields += [("content-type", "application/json"), ("content-length", str(len(body)))]
        self._h2.send_headers(stream, fields, end_stream=not body)
        if body:
            self._h2.send_data(stream, body, end_stream=True)
        waiting = self._waiting[stream] = asyncio.get_running_loop().create_future()
        self._flush()
        try:
            async with asyncio.timeout(SECONDS):
                return await waiting
        except TimeoutError:
            raise AskError("timeout") from None
        finally:
            del self._waiting[stream]

    def close(self) -> None:
        self.usable = False
        self._reading.cancel()
        self._writer.transport.abort()

    def _flush(self) -> None:
        self._writer.write(self._h2.data_to_send())

    async def _read(self) -> None:
        kind = "closed"
        try:
            while data := await self._reader.read(65536):
                for event in self._h2.receive_data(self._without_goaway(data)):
                    self._take(event)
                self._flush()
        except OSError:
            kind = "reset"
        except h2.exceptions.ProtocolError:
            kind = "cut"
        self.usable = False
        with contextlib.suppress(OSError):
            self._writer.close()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(AskError(kind))

    def _without_goaway(self, data: bytes) -> bytes:
        """Whole frames of what has come, less a GOAWAY: h2 takes nothing more after one, but answers under way still come."""
        self._partial += data
        passed = b""
        while len(self._partial) >= 9:
            size = 9 + int.from_bytes(self._partial[:3])
            if len(self._partial) < size:
                break
            frame, self._partial = self._partial[:size], self._partial[size:]
            if frame[3] == GoAwayFrame.type:
                self._end(int.from_bytes(frame[9:13]))
            else:
                passed += frame
        return passed

    def _end(self, last: int) -> None:
        self.usable = False
        for stream, waiting in self._waiting.items():
            if stream > last and not waiting.done():
                waiting.set_exception(Unseen())

    def _take(self, event: h2.events.Event) -> None:
        match event:
            case h2.events.ResponseReceived():
                self._heads[event.stream_id] = dict(event.headers)  # type: ignore[arg-type]
            case h2.events.DataReceived():
                self._bodies[event.stream_id] = self._bodies.get(event.stream_id, b"") + event.data
                self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            case h2.events.StreamEnded():
                head = self._heads.pop(event.stream_id)
                body = self._bodies.pop(event.stream_id, b"")
                answer = Answer(int(head[":status"]), head.get("x-request-id", ""), body)
                if (waiting := self._waiting.get(event.stream_id)) and not waiting.done():
                    waiting.set_result(answer)
            case h2.events.StreamReset():
                refused = event.error_code == h2.errors.ErrorCodes.REFUSED_STREAM
                if (waiting := self._waiting.get(event.stream_id)) and not waiting.done():
                    waiting.set_exception(Unseen() if refused else AskError("reset"))
