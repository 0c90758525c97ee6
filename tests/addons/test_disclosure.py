"""What an answer gives away is told, by what it is; what only speaks of it is not."""

import zlib

import brotli
import pytest
import zstandard

from addons.addon import Facts
from addons.decode.coding import beginning
from addons.disclosure import LOOKED_AT, RULES, Disclosure, DisclosureSettings
from addons.exchange import Exchange, Phase, Request, Response
from addons.finding import Finding, Severity

KEY = "Zq8vT3kLm2" + "Wx7Rb5Nc9Yd4Hf6Gj1PsQ0aE"
"""made of many signs, as secrets are; put together here so that no scanner takes this file for a leak"""
LEAKS = [
    ("disclosure-trace", "Traceback (most recent call last):\n  File \"/srv/app.py\", line 3, in f\nKeyError: 'x'"),
    ("disclosure-trace", '{"error":"java.lang.IllegalStateException: no\\n\\tat com.acme.Shop.buy(Shop.java:41)\\n"}'),
    ("disclosure-trace", "boom\n   at Acme.Shop.Buy(Int32 id) in C:\\src\\Shop.cs:line 41"),
    ("disclosure-trace", "TypeError: x is undefined\n    at buy (/srv/app/shop.js:41:7)"),
    ("disclosure-trace", "<b>Fatal error</b>: Uncaught Error: no in /var/www/shop.php:41"),
    ("disclosure-trace", "goroutine 7 [running]:\nmain.buy()"),
    ("disclosure-trace", "/srv/app/shop.rb:41:in `buy'"),
    ("disclosure-trace", "thread 'main' panicked at src/shop.rs:41"),
    ("disclosure-database", "You have an error in your SQL syntax; check the manual"),
    ("disclosure-database", 'ERROR: syntax error at or near "frm"'),
    ("disclosure-listing", "<html><head><title>Index of /backup</title>"),
    ("disclosure-secret", f"-----BEGIN RSA PRIVATE KEY-----\n{KEY}{KEY}\n"),
    ("disclosure-secret", f'{{"aws_secret_access_key": "{(KEY + KEY)[:40]}"}}'),
    ("disclosure-secret", f'{{"token": "ghp_{(KEY + KEY)[:36]}"}}'),
    ("disclosure-secret", f"xoxb-123456789012-{KEY}"),
    ("disclosure-secret", f"sk_live_{KEY}"),
    ("disclosure-secret", f"DATABASE_URL=postgresql://shop:{KEY}@db.internal/shop"),
    ("disclosure-secret", f"Server=db;Database=shop;User Id=a;Password={KEY};"),
]
HARMLESS = [
    '{"message": "Internal error", "request_id": "4711"}',
    "at noon (see Shop.java) we meet, line 4",
    "the trace of the most recent call is shown below",
    "-----BEGIN PUBLIC KEY-----\nMFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAK\n",
    "-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----",
    "postgresql://user:password@localhost/db",
    "mysql://root:${DB_PASSWORD}@db/shop",
    "export STRIPE=sk_live_xxxxxxxxxxxxxxxxxxxxxxxx",
    '{"secret_access_key": "****************************************"}',
    "https://user:pass1234abcd@example.com/",
    "Server=db;Database=shop;Integrated Security=true",
    "<title>Index of prices</title>",
]


def inspect(
    body: bytes, status: int = 500, headers: tuple = (), settings: DisclosureSettings | None = None
) -> list[Finding]:
    exchange = Exchange("1", Request("GET", b"/"), response=Response(status, headers, body, len(body)))
    return list(Disclosure(settings).inspect(exchange, Phase.RESPONSE_BODY, Facts()))


@pytest.mark.parametrize(("rule", "text"), LEAKS, ids=[f"{rule}: {text}"[:50] for rule, text in LEAKS])
def test_a_leak_in_an_error_is_told(rule, text):
    assert [(f.rule, f.severity, f.location) for f in inspect(text.encode())] == [(rule, RULES[rule], "response")]


def test_every_rule_has_a_case():
    assert {rule for rule, _ in LEAKS} == set(RULES)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_speaks_of_one_is_none(text):
    assert inspect(text.encode()) == []


@pytest.mark.parametrize(("rule", "text"), [leak for leak in LEAKS if leak[0] == "disclosure-secret"])
def test_a_secret_is_no_part_of_what_is_said_of_it(rule, text):
    (found,) = inspect(text.encode(), 200)
    assert (found.rule, found.severity) == (rule, Severity.CRITICAL)
    assert KEY[:12] not in f"{found.evidence}{found.message}"


def test_a_trace_in_a_good_answer_is_a_notice():
    (found,) = inspect(LEAKS[0][1].encode(), 200)
    assert found.severity is Severity.NOTICE


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_packed_answer_is_unpacked(coding):
    packer = zlib.compressobj(wbits=31 if coding == "gzip" else 15)
    packed = packer.compress(LEAKS[0][1].encode() + b" " * 9000) + packer.flush()
    headers = ((b"content-encoding", coding.encode()),)
    assert [f.rule for f in inspect(packed, 500, headers)] == ["disclosure-trace"]
    assert [f.rule for f in inspect(packed[:-20], 500, headers)] == ["disclosure-trace"], "its first bytes are enough"


def brotli_packed(text: bytes) -> tuple[bytes, bytes]:
    """What is sent first, and the rest."""
    packer = brotli.Compressor()
    return packer.process(text) + packer.flush(), packer.process(b" " * 9000) + packer.finish()


def zstd_packed(text: bytes) -> tuple[bytes, bytes]:
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(text) + packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK), packer.compress(
        b" " * 9000
    ) + packer.flush()


@pytest.mark.parametrize(("coding", "pack"), [(b"br", brotli_packed), (b"zstd", zstd_packed), (b"ZSTD ", zstd_packed)])
def test_an_answer_packed_by_newer_codings_is_unpacked_as_far_as_it_is_there(coding, pack):
    first, rest = pack(LEAKS[0][1].encode())
    headers = ((b"content-encoding", coding),)
    assert [f.rule for f in inspect(first + rest, 500, headers)] == ["disclosure-trace"]
    assert [f.rule for f in inspect(first, 500, headers)] == ["disclosure-trace"]
    assert [f.rule for f in inspect(first + rest[:3], 500, headers)] == ["disclosure-trace"]


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip", "deflate"])
def test_what_is_packed_otherwise_than_it_says_is_not_read(coding):
    assert inspect(LEAKS[0][1].encode(), 500, ((b"content-encoding", coding.encode()),)) == []


@pytest.mark.parametrize(("coding", "pack"), [(b"br", brotli.compress), (b"zstd", zstandard.compress)])
def test_a_bomb_of_newer_codings_is_unpacked_no_further_than_is_looked_at(coding, pack):
    headers = ((b"content-encoding", coding),)
    assert inspect(pack(b" " * LOOKED_AT + LEAKS[0][1].encode()), 500, headers) == []
    assert len(beginning(pack(b" " * 5_000_000), coding, LOOKED_AT)) <= LOOKED_AT


def test_a_bomb_is_unpacked_no_further_than_is_looked_at():
    packer = zlib.compressobj(wbits=31)
    bomb = packer.compress(b" " * 50_000_000 + LEAKS[0][1].encode()) + packer.flush()
    assert inspect(bomb, 500, ((b"content-encoding", b"gzip"),)) == []


def test_pictures_are_not_read():
    assert inspect(LEAKS[0][1].encode(), 500, ((b"content-type", b"image/png"),)) == []


def test_what_is_ignored_is_not_told_and_what_is_unknown_is_refused():
    assert inspect(LEAKS[0][1].encode(), settings=DisclosureSettings(ignore=["disclosure-trace"])) == []
    with pytest.raises(ValueError, match="no rule 'disclosure-tarce'"):
        Disclosure(DisclosureSettings(ignore=["disclosure-tarce"]))
