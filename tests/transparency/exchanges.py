"""Exchanges as data: what a client sends, and the very bytes an origin answers with. Nothing here is out of the ordinary."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass

import brotli
import zstandard

TEXT = b'{"items": [' + b", ".join(b'{"id": %d, "name": "caf\xc3\xa9"}' % number for number in range(200)) + b"]}"
CODED = {
    "gzip": gzip.compress(TEXT, mtime=0),
    "br": brotli.compress(TEXT),
    "zstd": zstandard.compress(TEXT),
    "deflate": zlib.compress(TEXT),
}
EVERY_BYTE = bytes(range(256)) * 8


@dataclass(frozen=True)
class Exchange:
    """`status` and `fields` as they stand on the wire; `rest`: all behind the head; `before`: interim answers."""

    name: str
    status: str
    fields: tuple[str, ...] = ()
    rest: bytes = b""
    method: str = "GET"
    asks: tuple[str, ...] = ()
    body: bytes = b""
    before: bytes = b""
    version: str = "HTTP/1.1"

    def answer(self) -> bytes:
        head = "\r\n".join((f"{self.version} {self.status}", *self.fields))
        return self.before + head.encode("latin-1") + b"\r\n\r\n" + self.rest

    def request(self, number: int) -> bytes:
        lines = [f"{self.method} /x/{number} HTTP/1.1", "Host: a.test", "Connection: close", *self.asks]
        if self.body:
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


def sized(body: bytes) -> str:
    return f"Content-Length: {len(body)}"


def chunked(body: bytes, size: int, trailers: bytes = b"") -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n" + trailers + b"\r\n"


JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"
WITH_BODY = (
    "200 OK", "201 Created", "202 Accepted", "203 Non-Authoritative Information", "207 Multi-Status", "300 Multiple Choices",
    "400 Bad Request", "402 Payment Required", "403 Forbidden", "404 Not Found", "406 Not Acceptable", "408 Request Timeout",
    "409 Conflict", "410 Gone", "412 Precondition Failed", "415 Unsupported Media Type", "418 I'm a teapot",
    "422 Unprocessable Content", "428 Precondition Required", "451 Unavailable For Legal Reasons", "500 Internal Server Error",
    "501 Not Implemented", "502 Bad Gateway", "504 Gateway Timeout", "599 Whatever", "200 ", "200 Caf\xe9 ouvert",
)  # fmt: skip
REDIRECTS = ("301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect")

ANSWERS: tuple[Exchange, ...] = (
    *(Exchange(f"status {status}", status, (JSON, sized(b"{}")), b"{}") for status in WITH_BODY),
    *(
        Exchange(f"redirect {status}", status, ("Location: https://b.test/x?y=1#z", "Content-Length: 0"))
        for status in REDIRECTS
    ),
    Exchange("204", "204 No Content", ('ETag: W/"a"',)),
    Exchange("205", "205 Reset Content", ("Content-Length: 0",)),
    Exchange(
        "304", "304 Not Modified", ('ETag: "a"', "Cache-Control: max-age=60", "Content-Length: 500"),
        asks=('If-None-Match: "a"',),
    ),
    Exchange("401", "401 Unauthorized", ('WWW-Authenticate: Basic realm="a", Bearer', "Content-Length: 0")),
    Exchange("405", "405 Method Not Allowed", ("Allow: GET, HEAD", "Content-Length: 0"), method="DELETE"),
    Exchange("429", "429 Too Many Requests", ("Retry-After: 7", "Content-Length: 4"), b"slow"),
    Exchange("503", "503 Service Unavailable", ("Retry-After: Fri, 31 Dec 1999 23:59:59 GMT", "Content-Length: 0")),
    Exchange(
        "a range", "206 Partial Content", ("Content-Range: bytes 2-5/10", "Accept-Ranges: bytes", "Content-Length: 4"),
        b"2345", asks=("Range: bytes=2-5",),
    ),
    Exchange(
        "several ranges", "206 Partial Content", ("Content-Type: multipart/byteranges; boundary=b", CHUNKED),
        chunked(b"--b\r\nContent-Range: bytes 0-1/9\r\n\r\n01\r\n--b\r\nContent-Range: bytes 3-4/9\r\n\r\n34\r\n--b--\r\n", 20),
        asks=("Range: bytes=0-1,3-4",),
    ),
    Exchange(
        "a range nobody has", "416 Range Not Satisfiable", ("Content-Range: bytes */10", "Content-Length: 0"),
        asks=("Range: bytes=50-",),
    ),
    *(
        Exchange(f"coded in {coding}", "200 OK", (JSON, f"Content-Encoding: {coding}", "Vary: Accept-Encoding", sized(data)), data)
        for coding, data in CODED.items()
    ),
    *(
        Exchange(f"coded in {coding} and chunked", "200 OK", (JSON, f"content-encoding: {coding}", CHUNKED), chunked(data, 7))
        for coding, data in CODED.items()
    ),
    *(
        Exchange(f"sent in {coding}", "200 OK", ("Content-Length: 0",), method="POST", body=data,
                 asks=(JSON, f"Content-Encoding: {coding}"))
        for coding, data in CODED.items()
    ),
    Exchange("a coding that is a lie", "200 OK", ("Content-Encoding: gzip", "Content-Length: 9"), b"not gzip!"),
    Exchange("a coding nobody knows", "200 OK", ("Content-Encoding: x-own", "Content-Length: 3"), b"abc"),
    Exchange("every byte there is", "200 OK", ("Content-Type: application/octet-stream", sized(EVERY_BYTE)), EVERY_BYTE),
    Exchange("no content type", "200 OK", ("Content-Length: 2",), b"ok"),
    Exchange("no content", "200 OK", ("Content-Length: 0",)),
    Exchange("chunked", "200 OK", (JSON, CHUNKED), chunked(TEXT, 1000)),
    Exchange("chunked, of one byte each", "200 OK", (JSON, CHUNKED), chunked(TEXT[:300], 1)),
    Exchange("chunked and empty", "200 OK", (CHUNKED,), chunked(b"", 1)),
    Exchange("chunked with trailers", "200 OK", (CHUNKED,), chunked(b"ok", 1, b"X-Sum: 1\r\nServer-Timing: db;dur=5\r\n")),
    Exchange("until the end of the connection", "200 OK", ("Content-Type: text/plain",), b"as long as it takes"),
    Exchange("cookies", "200 OK", (
        "Set-Cookie: a=1; Path=/; HttpOnly", "set-cookie: b=2; Secure; SameSite=Lax",
        "Set-Cookie: c=3; Expires=Wed, 21 Oct 2099 07:28:00 GMT", "Content-Length: 0",
    ), asks=("Cookie: a=0; b=0",)),
    Exchange("names in any case and order", "200 OK", (
        "zeta: 1", "ALPHA: 2", "x-Odd-CASE: 3", "Content-length: 2", "X_Under: 4", "alpha: 5", "X: ", "Server: own/1.0",
        "Date: Tue, 15 Nov 1994 08:12:31 GMT", "Via: 1.1 other",
    ), b"ok"),
    Exchange("duplicates", "200 OK", ("Vary: A", "X: 1", "Vary: B", "X: 2", "Link: </a>", "Link: </b>", "Content-Length: 0")),
    Exchange("values beyond ASCII", "200 OK", ("X: caf\xc3\xa9 \xe9", "Content-Length: 0")),
    Exchange("a value of 8 kB", "200 OK", ("X: " + "a" * 8000, "Content-Length: 0")),
    Exchange("sixty fields", "200 OK", (*(f"X-{number}: {number}" for number in range(60)), "Content-Length: 0")),
    Exchange("security fields", "200 OK", (
        "Strict-Transport-Security: max-age=1", "Content-Security-Policy: default-src 'self'", "X-Frame-Options: DENY",
        "Access-Control-Allow-Origin: *", "Content-Length: 0",
    )),
    Exchange("CORS", "204 No Content", ("Access-Control-Allow-Methods: PUT", "Access-Control-Max-Age: 9"), method="OPTIONS",
             asks=("Origin: https://b.test", "Access-Control-Request-Method: PUT")),
    Exchange("HEAD with a length", "200 OK", (JSON, "Content-Length: 5000"), method="HEAD"),
    Exchange("HEAD, chunked", "200 OK", (JSON, CHUNKED), method="HEAD"),
    Exchange("HEAD without either", "200 OK", (JSON,), method="HEAD"),
    *(
        Exchange(f"method {method}", "200 OK", (sized(b"ok"),), b"ok", method=method, body=b"{}", asks=(JSON,))
        for method in ("POST", "PUT", "PATCH", "DELETE", "REPORT")
    ),
    Exchange("early hints", "200 OK", ("Content-Length: 2",), b"ok",
             before=b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"),
    Exchange("an answer of HTTP/1.0", "200 OK", ("Content-Length: 2",), b"ok", version="HTTP/1.0"),
)  # fmt: skip
