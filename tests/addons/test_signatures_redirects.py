"""Open redirects: where a parameter sends a browser next, read as the browser does."""

from __future__ import annotations

import pytest

from addons.addon import Facts
from addons.exchange import Exchange, Phase, Request
from addons.finding import Finding, Severity
from addons.signatures import Signatures
from addons.signatures.grammar.redirects import host_of
from tests.addons.test_signatures import quoted

FORM = (b"content-type", b"application/x-www-form-urlencoded")
DISGUISED = [
    "///evil.test/x", "/\\evil.test", "\\\\evil.test", "https:evil.test", "https:/evil.test", "http:///evil.test",
    "/\t/evil.test", "ht\ntps://evil.test", "https://shop.test@evil.test/x", "//shop.test@evil.test", " https:\\\\evil.test", "%2f%5cevil.test",
]  # fmt: skip
PLAIN = ["https://evil.test/x", "//evil.test", "http://shop.test.evil.test/", "HTTPS://EVIL.TEST"]
OURS = [
    "/orders/7", "orders?next=//evil.test", "https://shop.test/x", "//shop.test/x", "https://www.shop.test:8443/", "#top", "?page=2", "",
    "mailto:ana@evil.test", "home", "/", "12:30", "https://shop.test/out?to=https://evil.test",
]  # fmt: skip


def inspect(pack, name: str, text: str, more: bytes = b"", *, body: bool = False) -> list[Finding]:
    pairs = name.encode() + b"=" + quoted(text) + more
    given = {"headers": (FORM,), "body": pairs} if body else {"query": pairs}
    exchange = Exchange("1", Request("POST", b"/login", host="api.shop.test", **given))
    signatures = Signatures(pack)
    found = [
        f for phase in (Phase.REQUEST_HEADERS, Phase.REQUEST_BODY) for f in signatures.inspect(exchange, phase, Facts())
    ]
    return [finding for finding in found if "attack-redirect" in finding.tags]


@pytest.mark.parametrize("body", [False, True])
@pytest.mark.parametrize("name", ["next", "return_to", "redirectUrl"])
@pytest.mark.parametrize("text", DISGUISED)
def test_a_target_that_only_a_browser_takes_for_another_host_is_an_attack(pack, text, name, body):
    (found,) = inspect(pack, name, text, body=body)
    assert (found.rule, found.severity) == ("48145", Severity.CRITICAL)


@pytest.mark.parametrize("text", PLAIN)
def test_a_target_at_another_host_is_a_notice(pack, text):
    (found,) = inspect(pack, "continue", text)
    assert (found.rule, found.severity, found.location) == ("48140", Severity.NOTICE, "query:continue")


@pytest.mark.parametrize("body", [False, True])
@pytest.mark.parametrize("text", OURS)
def test_a_target_of_our_own_is_nothing(pack, text, body):
    assert inspect(pack, "next", text, body=body) == []


@pytest.mark.parametrize("name", ["website", "_", "-"])
def test_other_parameters_may_name_any_host(pack, name):
    assert inspect(pack, name, "https://evil.test/x") == []


def test_a_sign_in_that_names_its_application_is_left_to_who_signs_in(pack):
    assert inspect(pack, "redirect_uri", "https://app.evil.test/cb", b"&client_id=7&response_type=code") == []


@pytest.mark.parametrize(
    ("text", "host"),
    [("https://A.test:80/x", "a.test:80"), ("//u:p@a.test", "a.test"), ("/a.test", ""), ("a.test", ""), ("ftp://a.test", ""),
     ("http://[2001:db8::7]/", "[2001:db8::7]"), ("https:a.test?x=//b.test", "a.test"), ("///", "")],
)  # fmt: skip
def test_the_host_is_the_one_a_browser_goes_to(text, host):
    assert host_of(text) == host
