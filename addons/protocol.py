"""A raw HTTP/1 request, read as strictly as RFC 9112 allows: bytes to a `Request`, with findings for all that is off.

Two readers of one byte stream must not see two requests, so nothing ambiguous is repaired: line endings are CRLF,
lengths are plain digits, chunked is the only and last transfer coding, and never together with a length.
Pure, and for offline judging: the gateway reads its sockets itself. Never raises.
"""

from __future__ import annotations

from dataclasses import dataclass

from addons.exchange import Header, Request
from addons.finding import Effect, Finding, Severity
from addons.redact import evidence

DETECTOR = "protocol"
TOKEN = frozenset(b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
DIGITS = frozenset(b"0123456789")
HEX = frozenset(b"0123456789abcdefABCDEF")
HEAD_BYTES = 32 * 1024
FIELDS = 100
METHOD_BYTES = 32
LENGTH_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Parsed:
    """`request` as far as it could be read; `findings` empty where it is well-formed; `rest` the bytes after it."""

    request: Request
    findings: tuple[Finding, ...] = ()
    rest: bytes = b""


class _Reader:
    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def fault(self, rule: str, message: str, shown: bytes = b"") -> None:
        if any(finding.rule == rule for finding in self.findings):
            return
        self.findings.append(
            Finding(
                detector=DETECTOR,
                rule=rule,
                severity=Severity.CRITICAL,
                message=message,
                location="request",
                evidence=evidence(shown[:200].decode("latin-1")),
                effect=Effect.BLOCK,
                tags=("attack-protocol",),
            )
        )

    def head(self, raw: bytes) -> tuple[bytes, bytes]:
        """Head and what follows its empty line."""
        end = raw.find(b"\r\n\r\n")
        lone = raw.find(b"\n\n")
        if lone != -1 and (end == -1 or lone < end):
            self.fault("protocol-line-ending", "a line ends in LF alone")
            return raw[:lone], raw[lone + 2 :]
        if end == -1:
            self.fault("protocol-incomplete", "the head does not end")
            return raw, b""
        return raw[:end], raw[end + 4 :]

    def lines(self, head: bytes) -> list[bytes]:
        lines = head.split(b"\r\n")
        out: list[bytes] = []
        for line in lines:
            if b"\n" in line:
                self.fault("protocol-line-ending", "a line ends in LF alone", line)
            if b"\r" in line:
                self.fault("protocol-line-ending", "a CR that ends no line", line)
            out.extend(line.replace(b"\r", b"\n").split(b"\n"))
        return out

    def request_line(self, line: bytes) -> tuple[str, bytes, str]:
        parts = line.split(b" ")
        if len(parts) != 3 or not all(parts):
            self.fault("protocol-request-line", "not method, target and version, one blank between", line)
            words = line.split(None, 2)
            parts = words + [b""] * (3 - len(words))
        method, target, version = parts
        if not method or not TOKEN.issuperset(method) or len(method) > METHOD_BYTES:
            self.fault("protocol-method", "the method is no token", method)
        if version not in (b"HTTP/1.1", b"HTTP/1.0"):
            self.fault("protocol-version", "a version other than HTTP/1.1 or HTTP/1.0", version or line)
        if any(byte <= 0x20 or byte == 0x7F for byte in target):
            self.fault("protocol-target", "a control character in the target", target)
        return method.decode("latin-1"), target, version.decode("latin-1")

    def field(self, line: bytes) -> Header | None:
        if line[:1] in (b" ", b"\t"):
            self.fault("protocol-folding", "a header line begins with a blank", line)
            return None
        name, colon, value = line.partition(b":")
        if not colon or not name or not TOKEN.issuperset(name):
            self.fault("protocol-header-name", "a header name that is no token", line)
            if not colon:
                return None
            name = name.strip()
        if any((byte < 0x20 and byte != 0x09) or byte == 0x7F for byte in value):
            self.fault("protocol-header-value", "a control character in a header value", line)
        return name, value.strip(b" \t")

    def target(self, target: bytes, method: str, hosts: list[bytes]) -> tuple[bytes, str]:
        """The target in origin form, and the authority it named."""
        if target.startswith(b"/") or (target == b"*" and method == "OPTIONS"):
            return target, ""
        if method == "CONNECT":
            self.fault("protocol-method", "CONNECT is for proxies", target)
            return target, ""
        scheme, separator, rest = target.partition(b"://")
        if not separator or scheme.lower() not in (b"http", b"https"):
            self.fault("protocol-target", "neither a path nor an absolute URL", target)
            return target, ""
        cut = min((at for at in (rest.find(b"/"), rest.find(b"?")) if at != -1), default=len(rest))
        authority = rest[:cut]
        if hosts and hosts[0].strip().lower() != authority.lower():
            self.fault("protocol-host", "the target names another host than the Host header", target)
        path = rest[cut:]
        return path if path.startswith(b"/") else b"/" + path, authority.decode("latin-1")

    def framing(self, headers: list[Header], version: str) -> int | None:
        """The body's length; None for chunked."""
        lengths = [v for k, v in headers if k.lower() == b"content-length"]
        codings = [v for k, v in headers if k.lower() == b"transfer-encoding"]
        if lengths and codings:
            self.fault("protocol-two-lengths", "both Content-Length and Transfer-Encoding", codings[0])
        if codings:
            if len(codings) > 1 or codings[0].lower() != b"chunked":
                self.fault(
                    "protocol-transfer-encoding", "a transfer coding other than one chunked", b", ".join(codings)
                )
            if version == "HTTP/1.0":
                self.fault("protocol-transfer-encoding", "a transfer coding in HTTP/1.0", codings[0])
            return None
        if len(lengths) > 1:
            self.fault("protocol-content-length", "more than one Content-Length", b", ".join(lengths))
        if not lengths:
            return 0
        length = lengths[0]
        if not length or not DIGITS.issuperset(length) or len(length) > LENGTH_DIGITS:
            self.fault("protocol-content-length", "a Content-Length that is no number", length)
            return 0
        return int(length)

    def chunked(self, raw: bytes) -> tuple[bytes, bytes, bool]:
        """Body, what follows, and whether the last chunk was there."""
        body: list[bytes] = []
        at = 0
        while True:
            end = raw.find(b"\r\n", at, at + 4096)
            if end == -1:
                self.fault(
                    "protocol-incomplete" if at >= len(raw) else "protocol-chunk", "a chunk without its size line"
                )
                return b"".join(body), b"", False
            size, semicolon, extension = raw[at:end].partition(b";")
            if b"\r" in raw[at:end] or b"\n" in raw[at:end]:
                self.fault("protocol-chunk", "a line break within a chunk's size line", raw[at:end])
                return b"".join(body), b"", False
            if not size or not HEX.issuperset(size) or len(size) > 16:
                self.fault("protocol-chunk", "a chunk size that is no hexadecimal number", raw[at:end])
                return b"".join(body), b"", False
            if semicolon and any(byte < 0x20 and byte != 0x09 for byte in extension):
                self.fault("protocol-chunk", "a control character in a chunk extension", raw[at:end])
            count = int(size, 16)
            at = end + 2
            if count == 0:
                return b"".join(body), self.trailers(raw[at:]), True
            if at + count + 2 > len(raw):
                self.fault("protocol-incomplete", "the body ends within a chunk")
                body.append(raw[at : at + count])
                return b"".join(body), b"", False
            body.append(raw[at : at + count])
            at += count
            if raw[at : at + 2] != b"\r\n":
                self.fault("protocol-chunk", "a chunk longer or shorter than its size", raw[at : at + 20])
                return b"".join(body), b"", False
            at += 2

    def trailers(self, raw: bytes) -> bytes:
        if raw.startswith(b"\r\n"):
            return raw[2:]
        end = raw.find(b"\r\n\r\n")
        if end == -1:
            self.fault("protocol-incomplete", "the trailers do not end")
            return b""
        for line in self.lines(raw[:end]):
            header = self.field(line)
            if header and header[0].lower() in (b"content-length", b"transfer-encoding", b"host", b"trailer"):
                self.fault("protocol-trailer", "a framing header in the trailers", line)
        return raw[end + 4 :]


def parse_request(raw: bytes) -> Parsed:
    """The first request in `raw`, with every fault of its head and framing; linear in its length."""
    reader = _Reader()
    if raw.startswith(b"\r\n"):
        raw = raw[2:]  # RFC 9112, 2.2: one empty line before the request line is to be ignored
    head, rest = reader.head(raw)
    if len(head) > HEAD_BYTES:
        reader.fault("protocol-head-size", f"a head of more than {HEAD_BYTES} bytes")
    first, *others = reader.lines(head)
    method, target, version = reader.request_line(first)
    headers: list[Header] = []
    for line in others:
        header = reader.field(line)
        if header is not None:
            headers.append(header)
    if len(headers) > FIELDS:
        reader.fault("protocol-head-size", f"more than {FIELDS} header fields")
    hosts = [value for key, value in headers if key.lower() == b"host"]
    if len(hosts) > 1 or (not hosts and version == "HTTP/1.1"):
        reader.fault("protocol-host", "HTTP/1.1 needs one Host header", b", ".join(hosts))
    if hosts and any(byte in b" /\\?#@,\"'<>" for byte in hosts[0]):
        reader.fault("protocol-host", "a Host header that is no host", hosts[0])
    form, authority = reader.target(target, method, hosts)
    length = reader.framing(headers, version)
    complete = True
    if length is None:
        body, rest, complete = reader.chunked(rest)
    else:
        body, rest = rest[:length], rest[length:]
        if len(body) < length:
            reader.fault("protocol-incomplete", f"{len(body)} bytes of a body of {length}")
            complete = False
    path, _, query = form.partition(b"?")
    request = Request(
        method=method,
        path=path,
        query=query,
        headers=tuple(headers),
        body=body,
        host=authority or (hosts[0].decode("latin-1") if hosts else ""),
        version=version,
        body_complete=complete,
    )
    return Parsed(request, tuple(reader.findings), rest)
