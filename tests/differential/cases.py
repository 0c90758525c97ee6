"""The cases as data: `cases/http1/*.yaml` raw bytes, `cases/http2/*.yaml` header lists and frames. A file is a group.

`expect` is how many requests an origin may see of it; `refused`: none, and the client is told so; `any`: both will do, as long as
the origin sees what the addons saw. `<a*400>` stands for 400 times the letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.differential.wire import LAST_STREAM, Dialler, Http2, Told, frame_of, send_http1

FOLDER = Path(__file__).parent / "cases"
LAST = b"GET /last HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
Fields = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Case:
    group: str
    name: str
    expect: int | str
    body: bytes = b""
    unfinished: bool = False

    def send(self, dialler: Dialler) -> Told:
        raise NotImplementedError


@dataclass(frozen=True)
class RawCase(Case):
    raw: bytes = b""

    def send(self, dialler: Dialler) -> Told:
        return send_http1(dialler, self.raw, LAST, unfinished=self.unfinished)


@dataclass(frozen=True)
class FrameCase(Case):
    """Either a request of `fields`, or `frames`; `finish`: behind a plain request that has ended, `open`: that has not."""

    fields: Fields = field(default_factory=list)
    trailers: Fields = field(default_factory=list)
    pieces: int = 1
    frames: list[list[Any]] = field(default_factory=list)
    times: int = 1
    finish: bool = False
    open: bool = False

    def send(self, dialler: Dialler) -> Told:
        with dialler.dial() as connection:
            client = Http2(connection)
            if self.fields:
                client.headers(1, self.fields, end=not self.body and not self.trailers, pieces=self.pieces)
            if self.body:
                client.data(1, self.body, end=not self.trailers)
            if self.trailers:
                client.headers(1, self.trailers, end=True)
            if self.finish or self.open:
                client.headers(1, plain(b"POST" if self.open else b"GET"), end=self.finish)
            frames = [frame_of(kind, stream, bytes.fromhex(data), flags) for kind, stream, data, flags in self.frames]
            client.out += b"".join(frames[:-1] + frames[-1:] * self.times)
            client.headers(LAST_STREAM, plain(b"GET", b"/last"), end=True)
            wanted = 2 if self.fields or self.finish else 1
            told = client.read(lambda told: len(told.answers) + told.resets >= wanted and told.lasted)
            dialler.keep(connection)
            return told


def plain(method: bytes, path: bytes = b"/h") -> Fields:
    return [(b":method", method), (b":scheme", b"https"), (b":path", path), (b":authority", b"a.test")]


def _bytes(text: str) -> bytes:
    raw = text.encode("latin-1")
    return re.sub(rb"<(.)\*(\d+)>", lambda match: match[1] * int(match[2]), raw, flags=re.DOTALL)


def _pairs(rows: list[list[str]]) -> Fields:
    return [(_bytes(name), _bytes(value)) for name, value in rows]


def load() -> dict[str, list[Case]]:
    """Every case there is, by group (`http1/framing`)."""
    groups: dict[str, list[Case]] = {}
    for path in sorted(FOLDER.glob("*/*.yaml")):
        group = f"{path.parent.name}/{path.stem}"
        groups[group] = [_case(group, row) for row in yaml.safe_load(path.read_text())]
    return groups


def _case(group: str, row: dict[str, Any]) -> Case:
    common = {"group": group, "name": row.pop("name"), "expect": row.pop("expect")}
    if "raw" in row:
        return RawCase(**common, raw=_bytes(row.pop("raw")), **row)
    body = _bytes(row.pop("body", ""))
    fields = _pairs(row.pop("fields", []))
    if "add" in row:
        fields = plain(b"POST" if body else b"GET") + _pairs(row.pop("add"))
    trailers = _pairs(row.pop("trailers", []))
    return FrameCase(**common, body=body, fields=fields, trailers=trailers, **row)
