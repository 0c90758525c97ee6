"""Data that is no text: noise says nothing, a file's strings are a file's, a message's strings are values."""

from __future__ import annotations

import time
from random import Random

import msgspec
import pytest

from addons.addon import Facts
from addons.decode.binary import is_binary
from addons.exchange import Exchange, Phase, Request
from addons.finding import Finding, Severity
from addons.payload import Payload
from addons.pipeline import Inspection, Pipeline, Stage
from addons.signatures import RuleSet, Signatures
from addons.stream import Watch

MIB = 1 << 20
INJECTION = b"' union select password from users -- "
STRINGS = (
    b"select count(*) from sqlite_master where type='table';", b"/usr/bin/awk '{print $0}' %s >&2", b"<script>",
    b"/proc/meminfo", b"../../../tmp/build/a.c", b'When "signed" or "unsigned" is not given', b"Missing '=': '%s'",
)  # fmt: skip
PROGRAM = b"".join(text + bytes(range(0x80, 0xC0)) + b"\0\1\2\3" for text in STRINGS) * 400
"""what the strings of programs are like, among code"""
FORM = (
    b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n%b\r\n'
    b'--b\r\nContent-Disposition: form-data; name="q"\r\n\r\n%b\r\n--b--\r\n'
)


@pytest.fixture(scope="module")
def pipeline(pack: RuleSet) -> Pipeline:
    return Pipeline([Stage(Payload()), Stage(Signatures(pack))])


def streamed(pipeline: Pipeline, content_type: str, data: bytes) -> list[Finding]:
    headers = ((b"content-type", content_type.encode()),) if content_type else ()
    watch = Watch(
        pipeline, Exchange("1", Request("POST", b"/", headers=headers)), Phase.REQUEST_BODY, time.perf_counter_ns
    )
    return watch.chunk(data, 0.0)[1]


def held(pipeline: Pipeline, content_type: str, data: bytes) -> list[Finding]:
    request = Request("POST", b"/", headers=((b"content-type", content_type.encode()),))
    exchange = Exchange("1", msgspec.structs.replace(request, body=data))
    inspection = Inspection()
    pipeline.run(Phase.REQUEST_BODY, exchange, Facts(0.0), inspection, time.perf_counter_ns)
    return inspection.findings


def blocks(findings: list[Finding]) -> bool:
    return any(finding.severity >= Severity.CRITICAL for finding in findings)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    "content_type", ["application/octet-stream", "multipart/form-data; boundary=b", "application/grpc", ""]
)
def test_nothing_is_found_in_noise_that_streams(pipeline: Pipeline, content_type: str, seed: int) -> None:
    assert streamed(pipeline, content_type, Random(seed).randbytes(2 * MIB)) == []


@pytest.mark.parametrize("size", [300, 5000, 60_000, 70_000, MIB])
def test_nothing_is_found_in_noise_that_is_held(pipeline: Pipeline, size: int) -> None:
    for seed in range(8):
        assert held(pipeline, "application/octet-stream", Random(seed).randbytes(size)) == []


@pytest.mark.parametrize(
    "content_type", ["application/octet-stream", "application/zip", "video/mp4", "multipart/form-data; boundary=b"]
)
def test_a_program_may_be_uploaded(pipeline: Pipeline, content_type: str) -> None:
    assert not blocks(streamed(pipeline, content_type, PROGRAM))


def test_a_program_that_is_held_may_be_uploaded(pipeline: Pipeline) -> None:
    assert not blocks(held(pipeline, "application/octet-stream", PROGRAM))


@pytest.mark.parametrize("content_type", ["application/grpc", ""], ids=["gRPC", "WebSocket"])
def test_an_attack_in_a_binary_message_that_streams_is_found(pipeline: Pipeline, content_type: str) -> None:
    assert blocks(streamed(pipeline, content_type, b"\x0a\x05hello\x12\x26" + INJECTION + b"\x1a\0\x08\x01"))


def test_no_content_type_hides_what_a_websocket_carries(pipeline: Pipeline) -> None:
    headers = ((b"Content-Type", b"video/mp4"), (b"Sec-WebSocket-Key", b"dGhlIHNhbXBsZSBub25jZQ=="))
    opening = Exchange("1", Request("GET", b"/", headers=headers))
    watch = Watch(pipeline, opening, Phase.REQUEST_BODY, time.perf_counter_ns)
    assert blocks(watch.message(b"\x0a\x05hello\x12\x26" + INJECTION + b"\x1a\0\x08\x01", 0.0)[1])


def test_an_attack_in_a_binary_message_that_is_held_is_found(pipeline: Pipeline) -> None:
    data = bytes(range(0x80, 0xC0)) + b"\x12\x26" + INJECTION + b"\x1a\0\x08\x01"
    assert is_binary(data)
    assert blocks(held(pipeline, "application/x-protobuf", data))


def test_a_value_beside_a_file_that_streams_is_a_value(pipeline: Pipeline) -> None:
    noise = Random(1).randbytes(20_000)
    assert blocks(streamed(pipeline, "multipart/form-data; boundary=b", FORM % (noise, INJECTION)))
    assert not blocks(streamed(pipeline, "multipart/form-data; boundary=b", FORM % (noise + INJECTION, b"a day")))


@pytest.mark.parametrize("content_type", ["application/octet-stream", "application/grpc", ""])
def test_an_attack_in_text_that_streams_is_found_whatever_it_is_called(pipeline: Pipeline, content_type: str) -> None:
    assert blocks(streamed(pipeline, content_type, b"a day\n" * 2000 + INJECTION + b"\n" + b"a day\n" * 2000))


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "Grüße aus Köln, schöne Straße",
        "Привет, как дела",
        "日本語のテキスト",
        "tabs\tand\r\nlines",
        "\x1b[1mbold\x1b[0m and so on",
    ],
)
def test_text_is_no_binary_data(text: str) -> None:
    assert not is_binary(text.encode() * 100)
    assert not is_binary("Grüße aus Köln".encode("latin-1") * 10 + b"without any" * 10)
