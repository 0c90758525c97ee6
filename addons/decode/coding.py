"""Undoes Content-Encoding: gzip, deflate, br, zstd, chained.

Invariant: no more than the limit plus one block of output ever exists, however small the input that asks for it.
A body that does not decode is a problem, never an error.
"""

from __future__ import annotations

import io
import zlib

import brotli
import zstandard

from addons.decode.model import DecodeLimits, Problem

BLOCK = 64 * 1024
RATIO_FROM = 1024 * 1024
CODINGS = 3
WINDOW = 8 * 1024 * 1024
IDENTITY = frozenset(("", "identity"))


class CodingError(ValueError):
    """The bytes are not what the coding says."""


class Bomb(ValueError):  # noqa: N818 - it is what it is
    """More came out than the limits allow."""


def undo_codings(raw: bytes, header: bytes, limits: DecodeLimits, problems: list[Problem]) -> bytes | None:
    """The body without its codings, at most `limits.body_bytes`; None where it cannot be had (a problem says why)."""
    names = [name.strip().lower() for name in header.decode("latin-1").split(",")]
    codings = [name for name in names if name not in IDENTITY]
    if len(codings) > CODINGS:
        problems.append(Problem("payload-coding", "body", f"{len(codings)} content codings, at most {CODINGS}"))
        return None
    body = raw
    for coding in reversed(codings):
        if coding not in {"gzip", "x-gzip", "deflate", "br", "zstd"}:
            problems.append(Problem("payload-coding", "body", f"unknown content coding {coding[:40]!r}"))
            return None
        try:
            body = _undo(body, coding, limits, len(raw))
        except CodingError as error:
            problems.append(Problem("payload-coding", "body", f"no valid {coding}: {error}"[:200]))
            return None
        except Bomb as error:
            problems.append(Problem("payload-bomb", "body", f"{coding}: {error}"))
            return None
    return body


def beginning(raw: bytes, header: bytes, most: int) -> bytes:
    """At most `most` bytes of what `raw`, the beginning of a body, unpacks to; empty where it cannot be had.

    One coding is undone, not several on one another. Cost: linear in `most`, whatever `raw` asks for.
    """
    coding = header.strip().lower().decode("latin-1")
    try:
        match coding:
            case "" | "identity":
                return raw[:most]
            case "gzip" | "x-gzip" | "deflate":
                return zlib.decompressobj(47).decompress(raw, most)
            case "br":
                return bytes(brotli.Decompressor().process(raw, output_buffer_limit=most)[:most])
            case "zstd":
                with zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(io.BytesIO(raw)) as reader:
                    return reader.read(most)
    except (zlib.error, brotli.error, zstandard.ZstdError):
        pass
    return b""


def _undo(body: bytes, coding: str, limits: DecodeLimits, sent: int) -> bytes:
    if coding == "br":
        return _brotli(body, limits, sent)
    if coding == "zstd":
        return _zstd(body, limits, sent)
    return _zlib(body, coding, limits, sent)


def _check(size: int, limits: DecodeLimits, sent: int) -> None:
    if size > limits.body_bytes:
        raise Bomb(f"more than {limits.body_bytes} bytes came out of {sent}")
    if size > RATIO_FROM and size > sent * limits.ratio:
        raise Bomb(f"{size} bytes and more came out of {sent}, over {limits.ratio}:1")


def _zlib(body: bytes, coding: str, limits: DecodeLimits, sent: int) -> bytes:
    out = bytearray()
    wbits = 31 if coding != "deflate" else 15 if body[:1] and body[0] & 0x0F == 8 else -15
    data = body
    try:
        while data:  # gzip members may follow one another
            stream = zlib.decompressobj(wbits)
            while True:
                out += stream.decompress(data, BLOCK)
                _check(len(out), limits, sent)
                data = stream.unconsumed_tail
                if stream.eof or not data:
                    break
            if not stream.eof:
                raise CodingError("cut short")
            data = stream.unused_data
            if coding == "deflate" and data:
                raise CodingError("bytes after the end")
    except zlib.error as error:
        raise CodingError(str(error)) from None
    return bytes(out)


def _brotli(body: bytes, limits: DecodeLimits, sent: int) -> bytes:
    out = bytearray()
    stream = brotli.Decompressor()
    try:
        out += stream.process(body, output_buffer_limit=BLOCK)
        _check(len(out), limits, sent)
        while not stream.is_finished():
            block = stream.process(b"", output_buffer_limit=BLOCK)
            if not block and stream.can_accept_more_data():
                raise CodingError("cut short")
            out += block
            _check(len(out), limits, sent)
    except brotli.error as error:
        raise CodingError(str(error)) from None
    return bytes(out)


def _zstd(body: bytes, limits: DecodeLimits, sent: int) -> bytes:
    out = bytearray()
    try:
        decompressor = zstandard.ZstdDecompressor(max_window_size=WINDOW)
        with decompressor.stream_reader(io.BytesIO(body), read_across_frames=True) as reader:
            while block := reader.read(BLOCK):
                out += block
                _check(len(out), limits, sent)
    except zstandard.ZstdError as error:
        raise CodingError(str(error)) from None
    if body and not out and body[:4] != b"\x28\xb5\x2f\xfd":
        raise CodingError("no frame")
    return bytes(out)
