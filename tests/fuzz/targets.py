"""What is fuzzed: functions from bytes to nothing that fail an assertion where a promise is broken.

The same promises are kept by hypothesis in the test run (`test_targets`) and hunted with coverage by `python -m tests.fuzz`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import msgspec
from mitmproxy.net.http import http1
from mitmproxy.net.http.validate import validate_headers

from addons.decode import DecodeLimits, decode_body, decode_head
from addons.exchange import Request
from addons.protocol import parse_request
from addons.record import Record
from addons.signatures import RuleSet
from addons.signatures.ast import RuleError
from addons.signatures.seclang.parser import parse_directives
from gateway.journal import Journal, JournalReader
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Api, Policy
from gateway.policy.secrets import Secrets
from gateway.policy.snapshot import ApiRuntime
from gateway.proxy import convert

LIMITS = DecodeLimits(fields=50, depth=8, field_bytes=256, body_bytes=4096)
TYPES = (
    b"application/json", b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=b", b"text/xml", b"text/plain",
    b"application/graphql", b"application/x-ndjson", b"",
)  # fmt: skip
CODINGS = (b"", b"gzip", b"br", b"zstd", b"deflate", b"gzip, br", b"x")


def decode(data: bytes) -> None:
    """Whatever a body or a head holds, decoding ends within its bounds and does not raise."""
    kind, coding, body = data[:1], data[1:2], data[2:]
    headers = (
        (b"content-type", TYPES[kind[0] % len(TYPES)] if kind else b""),
        (b"content-encoding", CODINGS[coding[0] % len(CODINGS)] if coding else b""),
        (b"cookie", body[:200]),
    )
    request = Request("POST", b"/" + body[:100], body[:200], headers=headers, body=body)
    head, held = decode_head(request, LIMITS), decode_body(request, LIMITS)
    assert len(held.fields) <= LIMITS.fields + 1, "of a body; one says that there were more"
    assert len(head.fields) <= 2 * (LIMITS.fields + 1) + len(headers), "of a query, of the cookies, and one a field"
    assert all(len(field.value) <= LIMITS.field_bytes for field in (*head.fields, *held.fields))


def forward(data: bytes) -> None:
    """What is sent on is read by the strictest reader there is as one request: the one the addons saw, and nothing behind it."""
    head, _, body = data.partition(b"\n\n")
    lines = [line for line in head.split(b"\n") if line]
    try:
        wire = http1.read_request_head(lines)
        validate_headers(wire)
    except (ValueError, IndexError):
        return
    convert.plain_target(wire)
    seen = convert.Head(wire)
    if seen.ambiguity() is not None or wire.data.http_version == b"HTTP/2.0":
        return
    request = msgspec.structs.replace(seen.to_request("192.0.2.1", client_tls=False), body=body)
    fields = convert.forward_headers(seen, request, _api(), "0" * 32, believes_peer=False, body=body)
    path = request.path + (b"?" + request.query if b"?" in wire.data.path else b"")
    start = b" ".join((request.method.encode(), path, wire.data.http_version))
    sent = b"\r\n".join((start, *(b": ".join(field) for field in fields))) + b"\r\n\r\n" + body
    parsed = parse_request(sent)
    excused = {"protocol-host"} if not request.host and request.version == "HTTP/1.0" else set()
    assert {finding.rule for finding in parsed.findings} <= excused, (parsed.findings, sent)
    assert parsed.rest == b"", sent
    read = parsed.request
    assert (read.method, read.path, read.query, read.body) == (request.method, request.path, request.query, body), sent
    assert read.host.lower() == request.host.lower(), sent
    assert len(read.header_all(b"x-request-id")) == 1, sent


@cache
def _api() -> ApiRuntime:
    policy = Policy(revision=1, apis=[Api(id=1, name="a", upstream="http://192.0.2.2")], rate_limit_threshold=0)
    return PolicyCompiler(Secrets(Secrets.generate_key()), RuleSet([])).compile(policy).apis[1]


def seclang(data: bytes) -> None:
    """Rules that cannot be read are refused with the place; nothing else is raised."""
    try:
        parse_directives(data.decode("utf-8", "surrogateescape"), "fuzz.conf")
    except RuleError as error:
        assert "fuzz.conf" in str(error)  # noqa: PT017 - not raising is as good


def journal(data: bytes) -> None:
    """What is written to a journal is what is read from it, in its order."""
    texts = [part.decode("utf-8", "replace") for part in data.split(b"\n")]
    records = [
        Record(f"{number:032x}", number, 1, text, text[:16], text, query=text, host=text, findings=[{"evidence": text}])
        for number, text in enumerate(texts)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "0.db"
        kept = Journal(path, 1 << 30)
        for record in records:
            kept.append(record)
        kept.close()
        reader = JournalReader(path)
        rows = reader.read(0, len(records) + 1)
        reader.close()
    assert [msgspec.json.decode(row, type=Record) for _, row in rows] == records


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "decode": decode,
    "forward": forward,
    "seclang": seclang,
    "journal": journal,
}
SEEDS: Mapping[str, tuple[bytes, ...]] = {
    "decode": (b"\0\0" + b'{"a": [1, {"b": "c"}]}', b"\1\0a=1&b=%41", b"\2\0--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--b--", b"\3\0<a>b</a>"),
    "forward": (
        b"GET /a?b HTTP/1.1\nHost: a.test\nX: y\n\n",
        b"POST http://a.test/ HTTP/1.0\nContent-Length: 2\nConnection: x, close\nX: y\n\n{}",
        b"POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nExpect: 100-continue\n\nab",
        b"GET /\xc3\xa4 HTTP/1.1\nHost: a\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\n\n",
    ),
    "seclang": (
        b'SecRule ARGS|!ARGS:a "@rx (?i)x" "id:1,phase:2,t:none,t:lowercase,deny,msg:\'m\',chain"\n  SecRule ARGS "@pm a b"\n',
        b"SecAction \"id:2,phase:1,setvar:'tx.a=+1',pass\"\nSecMarker END\nSecRuleRemoveById 1 3-5\n",
    ),
    "journal": (b"a\nb\xff\xc3\xa4\n\0",),
}  # fmt: skip
