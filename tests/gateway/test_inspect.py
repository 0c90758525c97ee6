"""`boing inspect`: records and raw requests in, one JSON line each out."""

import argparse
import gzip
import hashlib
import io
import json
import sys

import pytest

from addons.outliers import encode_model
from addons.protocol import parse_request
from gateway import inspect
from gateway.analyst.training.dataset import split_by_time
from gateway.analyst.training.train import fit
from gateway.inspect import Record, decode_record, detectors_alone, judge_raw, judge_record, request_of
from gateway.policy.models import ModelFolder
from tests.addons.outliers.requests import AGENTS, requests

RECORD = {"id": "a", "method": "GET", "path": "/x", "query": "q=1", "headers": {"Host": "h"}, "body": ""}


@pytest.fixture(autouse=True)
def one_pack(pack, monkeypatch):
    """Compiling the rules takes seconds: once is enough for all tests."""
    monkeypatch.setattr(inspect, "load_pack", lambda cache: pack)


@pytest.fixture
def judge():
    return detectors_alone()


def arguments(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    inspect.add_arguments(parser)
    return parser.parse_args(words)


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("zipped", [False, True])
def test_a_file_of_records_gives_a_line_each(tmp_path, capfdbinary, zipped):
    file = tmp_path / "r.jsonl"
    attack = {**RECORD, "id": "b", "query": "q=1'%20or%201=1--"}
    raw = {"id": "c", "raw": "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"}
    data = "\n".join(json.dumps(r) for r in (RECORD, attack, raw)) + "\n\n{not json\n"
    file.write_bytes(gzip.compress(data.encode()) if zipped else data.encode())
    assert inspect.run(arguments("--jsonl", str(file))) == 0
    allow, block, protocol, broken = lines(capfdbinary.readouterr().out.decode())
    assert (allow["id"], allow["verdict"], allow["score"], allow["findings"]) == ("a", "allow", 0, [])
    assert set(allow["micros"]) == {"payload", "signatures"}
    assert (block["id"], block["verdict"]) == ("b", "block")
    assert block["score"] >= 5
    assert set(block["findings"][0]) == {"detector", "rule", "severity", "location", "evidence"}
    assert (protocol["verdict"], protocol["findings"][0]["rule"]) == ("block", "protocol-host")
    assert broken["error"].startswith("line 4: no record")


def test_a_raw_request_comes_from_standard_input(monkeypatch, capfdbinary):
    raw = b'POST /x HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{"q":"<script>"}'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert inspect.run(arguments()) == 0
    (line,) = lines(capfdbinary.readouterr().out.decode())
    assert line["verdict"] == "block"
    assert {f["location"] for f in line["findings"]} == {"json:/q"}


@pytest.mark.parametrize("words", [("--jsonl", "/no/such/file"), ("--jsonl", __file__, "--policy", "/no/such/policy")])
def test_what_cannot_be_read_is_one_clear_line_and_exit_code_2(words, capsys):
    assert inspect.run(arguments(*words)) == 2
    error = capsys.readouterr().err
    assert error.startswith("boing inspect: ")
    assert "/no/such/" in error
    assert len(error.splitlines()) == 1


def test_path_and_query_are_taken_byte_for_byte():
    record = decode_record(
        b'{"path":"/a b\\u00e9","query":"q=\\udcff%00","headers":[["X","\\u00ff"],["x","2"]],"body":null}'
    )
    request = request_of(record)
    assert (request.path, request.query, request.body) == ("/a bé".encode(), b"q=\xff%00", b"")
    assert request.headers == ((b"X", b"\xff"), (b"x", b"2"))


def test_a_header_may_have_several_values():
    assert request_of(Record(headers={"X": ["1", "2"]})).headers == ((b"X", b"1"), (b"X", b"2"))


def test_a_policy_brings_its_apis_and_lists(tmp_path):
    policy = {
        "apis": [
            {"id": 1, "name": "shop", "upstream": "http://127.0.0.1:9", "hosts": ["shop.test"]},
            {"id": 2, "name": "seen", "upstream": "http://127.0.0.1:9", "hosts": ["seen.test"], "mode": "observe"},
        ]
    }
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(policy))
    judge = inspect.make_judge(arguments("--policy", str(file)))
    attack = {**RECORD, "path": "/../../etc/passwd"}
    for host, verdict in (("shop.test", "block"), ("seen.test", "allow"), ("other.test", "allow")):
        record = decode_record(json.dumps({**attack, "headers": {"Host": host}}).encode())
        assert judge_record(record, judge).verdict == verdict


def test_the_models_that_a_policy_names_judge_and_one_that_is_not_there_is_said(tmp_path, capsys):
    seen = requests(1_500, 86_400)
    data = encode_model(fit(split_by_time(seen), 0.1, 1, operations=True, progress=lambda _stage, _done: None).model)
    digest = hashlib.sha256(data).hexdigest()
    file = tmp_path / "policy.json"
    file.write_text(
        json.dumps(
            {
                "apis": [{"id": 1, "name": "shop", "upstream": "http://127.0.0.1:9"}],
                "models": [{"kind": "outliers", "api_id": 0, "version": 3, "digest": digest}],
            }
        )
    )
    odd = Record(path="/orders/17", query="q=" + "x7" * 300, headers={"Host": "h", "User-Agent": AGENTS[0]})
    without = judge_record(odd, inspect.make_judge(arguments("--policy", str(file))))
    assert "outliers-request" not in {finding["rule"] for finding in without.findings}
    assert "version 3 for all APIs" in capsys.readouterr().err
    for folder, words in ((tmp_path / "models", ()), (tmp_path / "kept", ("--models", str(tmp_path / "kept")))):
        ModelFolder(folder).put(digest, data)
        judged = judge_record(odd, inspect.make_judge(arguments("--policy", str(file), *words)))
        assert "outliers-request" in {finding["rule"] for finding in judged.findings}
        assert capsys.readouterr().err == ""
    assert inspect.run(arguments("--jsonl", str(file), "--models", str(folder))) == 2
    assert "--models needs --policy" in capsys.readouterr().err


HEAD = b"POST / HTTP/1.1\r\nHost: a\r\n"
MALFORMED = {
    "protocol-two-lengths": HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "protocol-content-length": HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
    "protocol-transfer-encoding": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "protocol-chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n3 \r\nabc\r\n0\r\n\r\n",
    "protocol-line-ending": b"GET / HTTP/1.1\nHost: a\n\n",
    "protocol-header-name": HEAD + b"Content-Length : 0\r\n\r\n",
    "protocol-header-value": HEAD + b"X: a\x00b\r\n\r\n",
    "protocol-folding": HEAD + b"X: a\r\n b\r\n\r\n",
    "protocol-host": b"GET / HTTP/1.1\r\n\r\n",
    "protocol-version": b"GET / HTTP/0.9\r\nHost: a\r\n\r\n",
    "protocol-request-line": b"GET /\r\n\r\n",
    "protocol-method": b"G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
    "protocol-target": b"GET evil HTTP/1.1\r\nHost: a\r\n\r\n",
    "protocol-incomplete": HEAD + b"Content-Length: 9\r\n\r\nabc",
    "protocol-trailer": HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 1\r\n\r\n",
    "protocol-head-size": HEAD + b"X: y\r\n" * 200 + b"\r\n",
}
BARE_CR = HEAD + b"X: a\rTransfer-Encoding: chunked\r\n\r\n"
OTHER_HOST = b"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize(
    ("rule", "raw"), [*MALFORMED.items(), ("protocol-line-ending", BARE_CR), ("protocol-host", OTHER_HOST)]
)
def test_a_malformed_request_is_blocked_and_says_why(judge, rule, raw):
    shown = judge_raw(raw, "1", judge)
    assert shown.verdict == "block"
    assert (rule, "protocol") in {(f["rule"], f["detector"]) for f in shown.findings}


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET http://a/x HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        HEAD + b"Content-Length: 3\r\n\r\nabc",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: Chunked\r\n\r\n0\r\nX-Checksum: 1\r\n\r\n",
    ],
)
def test_a_well_formed_request_passes(judge, raw):
    shown = judge_raw(raw, "1", judge)
    assert (shown.verdict, shown.findings) == ("allow", [])


def test_a_chunked_body_is_put_together_and_the_rest_kept():
    parsed = parse_request(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\nGET /next")
    assert (parsed.request.body, parsed.rest, parsed.findings) == (b"abc", b"GET /next", ())


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n", b"\0", b" ", b"A" * 100_000, b"\n\n", HEAD, b"GET  / HTTP/1.1\r\n\r\n", b"\xff" * 50]
)
def test_no_bytes_make_it_fail(judge, raw):
    assert judge_raw(raw, "1", judge).verdict == "block"
