"""Clients that send what no library would: raw HTTP/1 bytes, and HTTP/2 frames whose header lists nobody has checked."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

import hpack
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    Frame,
    GoAwayFrame,
    HeadersFrame,
    RstStreamFrame,
    SettingsFrame,
)

SECONDS = 20.0
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
LAST_STREAM = 1001
"""id of the request that ends a HTTP/2 case"""
_ANSWER = re.compile(rb"HTTP/1\.1 (\d{3})[^\r\n]*\r\n(.*?)\r\n\r\n", re.DOTALL)
_ID = re.compile(rb"^x-request-id: *([0-9a-f]+)\r?$", re.IGNORECASE | re.MULTILINE)


@dataclass
class Answer:
    """What the client was told: `problem` where the gateway itself said it."""

    status: int
    request_id: str = ""
    problem: bool = False
    body: bytes = b""


@dataclass
class Told:
    """All that came back on one connection. `ended`: it was closed, or the last request was answered."""

    answers: list[Answer] = field(default_factory=list)
    ended: bool = False
    resets: int = 0
    goaway: bool = False
    lasted: bool = False
    """the last request of the connection was answered"""


class Dialler:
    """Opens TLS connections to a gateway; sessions are resumed, so that a case costs little."""

    def __init__(self, port: int, protocol: str) -> None:
        self._port = port
        self._context = ssl.create_default_context()
        self._context.check_hostname = False
        self._context.verify_mode = ssl.CERT_NONE
        self._context.set_alpn_protocols([protocol])
        self._session: ssl.SSLSession | None = None

    def dial(self) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self._port), timeout=SECONDS)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = self._context.wrap_socket(plain, session=self._session)
        connection.settimeout(SECONDS)
        return connection

    def keep(self, connection: ssl.SSLSocket) -> None:
        self._session = connection.session or self._session


def send_http1(dialler: Dialler, raw: bytes, last: bytes, *, unfinished: bool) -> Told:
    """Send `raw` and, right behind it, `last`, which asks to close. `unfinished`: hang up instead of waiting for more."""
    with dialler.dial() as connection:
        data = b""
        try:
            connection.sendall(raw + last)
            if unfinished:
                connection.settimeout(0.3)
            while chunk := connection.recv(65_536):
                data += chunk
            ended = True
        except TimeoutError:
            ended = unfinished
        except (ConnectionError, ssl.SSLError):
            ended = True
        dialler.keep(connection)
    return Told(list(read_answers(data)), ended)


def read_answers(data: bytes) -> list[Answer]:
    found = list(_ANSWER.finditer(data))
    answers = []
    for number, match in enumerate(found):
        if match[1] in (b"100", b"103"):
            continue
        end = found[number + 1].start() if number + 1 < len(found) else len(data)
        named = _ID.search(match[2])
        answers.append(
            Answer(
                int(match[1]),
                named[1].decode() if named else "",
                b"application/problem+json" in match[2],
                data[match.end() : end],
            )
        )
    return answers


class Http2:
    """One HTTP/2 connection, frame by frame."""

    def __init__(self, connection: ssl.SSLSocket) -> None:
        self.connection = connection
        self.encoder = hpack.Encoder()
        self.decoder = hpack.Decoder()
        self.out = bytearray(PREFACE + SettingsFrame(0).serialize())

    def headers(self, stream: int, fields: list[tuple[bytes, bytes]], *, end: bool, pieces: int = 1) -> None:
        """`pieces`: the header block is cut into that many frames."""
        block = self.encoder.encode(fields)
        size = -(-len(block) // pieces)
        cut = [block[at : at + size] for at in range(0, len(block), size)]
        for number, part in enumerate(cut):
            frame: HeadersFrame | ContinuationFrame = (
                ContinuationFrame(stream, part) if number else HeadersFrame(stream, part)
            )
            if number == len(cut) - 1:
                frame.flags.add("END_HEADERS")
            if end and not number:
                frame.flags.add("END_STREAM")
            self.out += frame.serialize()

    def data(self, stream: int, data: bytes, *, end: bool) -> None:
        self.out += DataFrame(stream, data, flags=["END_STREAM"] if end else []).serialize()

    def read(self, until: Callable[[Told], bool]) -> Told:
        told = Told()
        heads: dict[int, Answer] = {}
        buffered = b""
        try:
            self.connection.sendall(self.out)
            while not told.ended:
                chunk = self.connection.recv(65_536)
                if not chunk:
                    told.ended = True
                buffered += chunk
                while len(buffered) >= 9:
                    frame, length = Frame.parse_frame_header(memoryview(buffered[:9]))
                    if len(buffered) < 9 + length:
                        break
                    frame.parse_body(memoryview(buffered[9 : 9 + length]))
                    buffered = buffered[9 + length :]
                    self._take(frame, heads, told)
                told.ended = told.ended or until(told)
        except TimeoutError:
            pass
        except (ConnectionError, ssl.SSLError):
            told.ended = True
        return told

    def _take(self, frame: Frame, heads: dict[int, Answer], told: Told) -> None:
        stream = frame.stream_id
        if isinstance(frame, HeadersFrame):
            fields = {bytes(name): bytes(value) for name, value in self.decoder.decode(frame.data, raw=True)}
            if not fields.get(b":status", b"1").startswith(b"1"):
                heads[stream] = Answer(
                    int(fields[b":status"]),
                    fields.get(b"x-request-id", b"").decode(),
                    fields.get(b"content-type") == b"application/problem+json",
                )
                told.answers.append(heads[stream])
        elif isinstance(frame, DataFrame) and stream in heads:
            heads[stream].body += frame.data
        elif isinstance(frame, RstStreamFrame):
            told.resets += 1
        elif isinstance(frame, GoAwayFrame):
            told.goaway = True
        if stream == LAST_STREAM and ("END_STREAM" in frame.flags or isinstance(frame, RstStreamFrame)):
            told.lasted = True


KINDS = {"data": 0, "headers": 1, "reset": 3, "settings": 4, "ping": 6, "window": 8, "continuation": 9}
FLAGS = {"END_STREAM": 1, "END_HEADERS": 4}


def frame_of(kind: str, stream: int, data: bytes, flags: list[str]) -> bytes:
    """A frame by its name, or by its number in hexadecimal, for what needs no header list; nothing is checked."""
    number = KINDS[kind] if kind in KINDS else int(kind, 16)
    return len(data).to_bytes(3) + bytes([number, sum(FLAGS[flag] for flag in flags)]) + stream.to_bytes(4) + data
