"""A proxy that asks is told of the very request it describes, what a client in its place would have met; and only if it may ask."""

from __future__ import annotations

import http.client
import json
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy.http import Headers, Request

from gateway.policy.document import Api, Limit
from gateway.proxy.decisions import Asked, Peers, asked_by
from tests.gatewayproc import Running, eventually, free_port, running, seed_store
from tests.origin import running_origin

PEERS = Peers(["127.0.0.1", "10.1.0.0/16", "2001:db8::/64"])


# -- reading the question -----------------------------------------------------------------------------------------


def a_question(path: bytes, *fields: tuple[bytes, bytes], method: bytes = b"GET", proxy: str = "127.0.0.1") -> Asked:
    wire = Request("", 0, method, b"http", b"", path, b"HTTP/1.1", Headers(fields), None, None, 0.0, 0.0)
    return asked_by(wire, proxy, PEERS)


HOST = (b"Host", b"api.example.com")
ORIGINAL = (HOST, (b"X-Original-Method", b"PUT"), (b"X-Original-URI", b"/a?b=c"))
FORWARDED = (
    (b"Host", b"boing"), (b"X-Forwarded-Method", b"PUT"), (b"X-Forwarded-Uri", b"/a?b=c"),
    (b"X-Forwarded-Host", b"api.example.com"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "fields", "method"),
    [
        (b"/original", ORIGINAL, b"GET"),
        (b"/forwarded", FORWARDED, b"GET"),
        (b"/path/a?b=c", (HOST,), b"PUT"),
        (b"/original", (*ORIGINAL, (b"X-Forwarded-Uri", b"/other"), (b"X-Forwarded-Host", b"other")), b"GET"),
        (b"/forwarded", (*FORWARDED, (b"X-Original-URI", b"/other"), (b"X-Original-Method", b"GET")), b"GET"),
        (b"/path/a?b=c", (HOST, (b"X-Original-URI", b"/other"), (b"X-Forwarded-Uri", b"/other")), b"PUT"),
    ],
    ids=["nginx", "traefik", "envoy", "nginx, lied to", "traefik, lied to", "envoy, lied to"],
)
def test_each_way_of_asking_describes_the_same_request(path: bytes, fields: Any, method: bytes) -> None:
    asked = a_question(path, *fields, method=method)
    assert asked.problem is None
    assert (asked.wire.data.method, asked.wire.data.path) == (b"PUT", b"/a?b=c")
    assert asked.wire.headers.get_all("host") == ["api.example.com"]
    assert not [name for name in asked.wire.headers if name.lower().startswith(("x-original", "x-forwarded"))]


@pytest.mark.parametrize(
    ("path", "fields", "problem"),
    [
        (b"/original", ORIGINAL[:2], (400, "decision-field")),
        (b"/original", (*ORIGINAL, ORIGINAL[2]), (400, "decision-field")),
        (b"/original", (*ORIGINAL, (b"x-original-uri", b"/other")), (400, "decision-field")),
        (b"/original", (*ORIGINAL[:2], (b"X-Original-URI", b"")), (400, "decision-field")),
        (b"/forwarded", FORWARDED[:3], (400, "decision-field")),
        (b"/forwarded", (*FORWARDED, (b"X-Forwarded-For", b"10.0.0.1, nobody")), (400, "decision-client")),
        (b"/", ORIGINAL, (404, "decision-path")),
        (b"/originals", ORIGINAL, (404, "decision-path")),
        (b"/original/x", ORIGINAL, (404, "decision-path")),
    ],
)
def test_a_question_that_says_too_little_or_two_things_is_none(path: bytes, fields: Any, problem: Any) -> None:
    assert a_question(path, *fields).problem == problem


@pytest.mark.parametrize(
    ("proxy", "may"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("2001:db8::7", True), ("::ffff:10.1.0.1", True), ("10.2.0.1", False),
     ("127.0.0.2", False), ("", False), ("fe80::1%eth0", False)],
)  # fmt: skip
def test_only_who_may_ask_is_answered(proxy: str, may: bool) -> None:
    asked = a_question(b"/original", *ORIGINAL, proxy=proxy)
    assert asked.problem == (None if may else (403, "decision-peer"))


@pytest.mark.parametrize(
    ("said", "peer", "before"),
    [
        ([], "127.0.0.1", None),
        ([b"203.0.113.7"], "203.0.113.7", None),
        ([b"198.51.100.1, 203.0.113.7"], "203.0.113.7", "198.51.100.1"),
        ([b"1.1.1.1", b"198.51.100.1, 203.0.113.7"], "203.0.113.7", "1.1.1.1,198.51.100.1"),
        ([b"::ffff:203.0.113.7"], "203.0.113.7", None),
    ],
)
def test_the_last_address_is_the_callers_and_the_rest_is_hearsay(said: list[bytes], peer: str, before: Any) -> None:
    asked = a_question(b"/original", *ORIGINAL, *((b"X-Forwarded-For", value) for value in said))
    assert (asked.peer, asked.wire.headers.get("x-forwarded-for")) == (peer, before)


@given(
    st.binary(max_size=60).map(lambda rest: b"/" + rest),
    st.lists(st.tuples(st.sampled_from([name for name, _ in (*ORIGINAL, *FORWARDED)] + [b"X-Forwarded-For"]), st.binary(max_size=30)), max_size=8),
    st.sampled_from([b"", b"/original", b"/forwarded", b"/path"]),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_no_question_makes_reading_fail(rest: bytes, fields: list[tuple[bytes, bytes]], way: bytes) -> None:
    asked = a_question(way + rest, *fields)
    assert asked.problem is None or asked.problem[0] in (400, 404)


# -- asking a gateway ---------------------------------------------------------------------------------------------


@dataclass
class Desk:
    gateway: Running
    port: int

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"", by: str = "127.0.0.1") -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40, source_address=(by, 0))
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        answer.text = answer.read()
        connection.close()
        return answer

    def original(self, uri: str, **more: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return self.ask("GET", "/original", {"Host": "a", "X-Original-Method": "GET", "X-Original-URI": uri, **named})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("desk")
    with running_origin() as origin:
        apis = [
            Api(id=0, name="shop", upstream=origin.url, body_bytes=20_000, limits=[Limit(quota=0)], trusted_proxies=["198.51.100.0/24"]),
            Api(id=0, name="few", prefix="/few", upstream=origin.url, limits=[Limit(quota=2, window=3600)]),
        ]  # fmt: skip
        seed_store(folder / "data", apis)
        port = free_port()
        settings = {"BOING_DECISIONS": f"127.0.0.1:{port}", "DECISION_PEERS": "127.0.0.1"}
        with running("gateway", folder / "data", "--workers", "1", **settings) as gateway:
            yield Desk(gateway, port)


def test_a_question_of_somebody_else_is_refused(desk: Desk) -> None:
    answer = desk.ask("GET", "/path/x", {"Host": "a"}, by="127.0.0.5")
    assert (answer.status, answer.headers["x-boing-status"]) == (403, "403")
    eventually(lambda: 'boing_refused_total{reason="decision-peer"}' in desk.gateway.health("/metrics"), 40)


def test_a_refusal_says_what_it_would_be_where_it_has_to_be_403(desk: Desk) -> None:
    answers = [desk.original("/few/x", X_Forwarded_For="203.0.113.9") for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 403]
    assert [answer.headers["x-boing-status"] for answer in answers] == ["200", "200", "429"]
    assert int(answers[2].headers["retry-after"]) > 0
    assert ";r=0;" in answers[1].headers["ratelimit"]
    other = desk.ask("GET", "/path/few/x", {"Host": "a", "X-Forwarded-For": "203.0.113.9"})
    assert (other.status, json.loads(other.text)["status"]) == (429, 429)


def test_what_stands_before_the_callers_address_is_believed_as_the_api_says(desk: Desk) -> None:
    cases = {"198.51.100.4": "192.0.2.1", "203.0.113.4": "203.0.113.4"}
    for proxy, client in cases.items():
        answer = desk.original("/who", X_Forwarded_For=f"192.0.2.1, {proxy}")
        record = desk.gateway.record_of(answer.headers["x-request-id"])
        assert (record["peer"], record["client"], record["source"]) == (proxy, client, "decision")


BODY = b'{"q": "x\' UNION SELECT password FROM users-- "}'
JSON = {"Host": "a", "Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("/path/search", JSON, BODY, 403),
        ("/path/search", JSON, b'{"q": "x"}', 200),
        ("/path/search", JSON, b'{"q": "' + b"x" * 30_000 + b'"}', 413),
        ("/path/files", {"Host": "a", "Content-Type": "image/png"}, b"x" * 30_000, 413),
        ("/original", {**JSON, "X-Original-Method": "POST", "X-Original-URI": "/search"}, BODY, 403),
        ("/original", {**JSON, "X-Original-Method": "POST", "X-Original-URI": "/search"}, b"", 200),
    ],
    ids=["attack", "good", "too long", "too long to be streamed", "by nginx' way", "none sent"],
)
def test_a_body_is_judged_as_far_as_it_is_sent(
    path: str, headers: dict[str, str], body: bytes, status: int, desk: Desk
) -> None:
    answer = desk.ask("POST", path, headers, body)
    assert int(answer.headers["x-boing-status"]) == status
    assert answer.status == (status if "/path" in path or status == 200 else 403)


def test_the_beginning_of_a_body_is_not_taken_for_a_malformed_one(desk: Desk) -> None:
    found = []
    for more in ({}, {"X-Envoy-Auth-Partial-Body": "true"}):
        answer = desk.ask("POST", "/path/search", {**JSON, **more}, b'{"q": "a', by="127.0.0.1")
        record = desk.gateway.record_of(answer.headers["x-request-id"])
        found.append([finding["detector"] for finding in desk.gateway.findings(record["request_id"])])
    assert found == [["payload"], []]


def test_answers_to_questions_about_heads_keep_the_connection_in_step(desk: Desk) -> None:
    """The question is a GET whatever it is about: its refusal has a body, and the next answer begins after it."""
    question = (
        b"GET /forwarded HTTP/1.1\r\nHost: boing\r\nX-Forwarded-Method: HEAD\r\nX-Forwarded-Host: a\r\n"
        b"X-Forwarded-Uri: /x?q=1'%20OR%201=1--%20\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", desk.port), timeout=40) as connection:
        connection.sendall(question * 2)
        told = b""
        while told.count(b"HTTP/1.1 403 ") < 2 or not told.endswith(b"}"):
            data = connection.recv(65536)
            assert data, told
            told += data
    ids = re.findall(rb"x-request-id: (\w+)", told)
    assert len(ids) == 2
    assert all(b'"request_id":"%s"' % one in told for one in ids)


TARGETS = [
    "/items/17?page=2", "/items?q=it%27s%20fine", "/items?q=%27%20OR%201=1--%20", "/items?q=%3Cscript%3Ealert(1)%3C/script%3E",
    "/files?name=../../../../etc/passwd", "/run?cmd=;cat%20/etc/shadow", "/search?q=union%20square%20select",
    "/x?u=http://169.254.169.254/latest/meta-data/", "/%2e%2e/%2e%2e/etc/passwd", "/items?q=${jndi:ldap://x/a}", "/a%00b", "/nowhere?a=1&a=2",
]  # fmt: skip


def test_what_is_said_of_a_request_is_what_its_sender_would_have_met(desk: Desk) -> None:
    for target in TARGETS:
        request = urllib.request.Request(desk.gateway.url + target, headers={"Host": "a", "User-Agent": "probe/1"})
        try:
            met = urllib.request.urlopen(request, timeout=40)
        except urllib.error.HTTPError as error:
            met = error
        asked = desk.original(target, User_Agent="probe/1", Accept_Encoding="identity")
        proxied, decided = (desk.gateway.record_of(one.headers["x-request-id"]) for one in (met, asked))
        for name in ("action", "would", "score", "operation", "path", "query"):
            assert proxied[name] == decided[name], (target, name)
        found = [
            [(f["rule"], f["location"]) for f in desk.gateway.findings(one["request_id"])] for one in (proxied, decided)
        ]
        assert found[0] == found[1], target
        assert (proxied["source"], decided["source"]) == ("proxy", "decision")
