"""A tiny origin that reads HTTP/1.1 by the letter and writes down each request as it came; alone, or behind nginx and haproxy.

Anything it cannot read by the letter is written down as `broken` and ends the connection. `python strict.py PORT LOG`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path


def answer(body: bytes, method: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (
        len(body),
        b"" if method == b"HEAD" else body,
    )


def read_head(data: bytes) -> tuple[bytes, bytes, list[tuple[bytes, bytes]]]:
    """Method, target, fields. Raises `ValueError` for what is not by the letter."""
    first, *lines = data[:-4].split(b"\r\n")
    method, target, version = first.split(b" ")
    fields = []
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or not name or name.strip() != name or b"\n" in line or b"\r" in line:
            raise ValueError(line)
        fields.append((name, value.strip(b" \t")))
    if version not in (b"HTTP/1.1", b"HTTP/1.0"):
        raise ValueError(version)
    return method, target, fields


async def read_body(fields: list[tuple[bytes, bytes]], reader: asyncio.StreamReader) -> bytes:
    codings = [value for name, value in fields if name.lower() == b"transfer-encoding"]
    lengths = [value for name, value in fields if name.lower() == b"content-length"]
    if codings and (codings != [b"chunked"] or lengths):
        raise ValueError("framing")
    if codings:
        body = b""
        while True:
            line = await reader.readuntil(b"\r\n")
            size = int(line[:-2], 16)
            data = await reader.readexactly(size + 2)
            if data[-2:] != b"\r\n":
                raise ValueError("chunk")
            if not size:
                return body
            body += data[:-2]
    if len(lengths) > 1:
        raise ValueError("lengths")
    return await reader.readexactly(int(lengths[0])) if lengths else b""


async def main(port: int, log: Path) -> None:
    with log.open("a", buffering=1) as file:

        def note(**what: object) -> None:
            file.write(json.dumps(what) + "\n")

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            data = b""
            try:
                while True:
                    data = b""
                    data = await reader.readuntil(b"\r\n\r\n")
                    method, target, fields = read_head(data)
                    body = await read_body(fields, reader)
                    seen = [[name.decode("latin-1"), value.decode("latin-1")] for name, value in fields]
                    note(
                        method=method.decode("latin-1"),
                        target=target.decode("latin-1"),
                        fields=seen,
                        body=body.decode("latin-1"),
                    )
                    numbers = [value.decode() for name, value in fields if name.lower() == b"x-request-id"]
                    writer.write(answer(json.dumps(numbers).encode(), method))
                    await writer.drain()
            except asyncio.IncompleteReadError as error:
                if error.partial or data:
                    note(broken=(data + error.partial)[:300].decode("latin-1"), why="ends early")
            except (ValueError, asyncio.LimitOverrunError) as error:
                note(broken=data[:300].decode("latin-1"), why=str(error))
            except ConnectionError:
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", port, limit=1 << 20)
        await server.serve_forever()


asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
