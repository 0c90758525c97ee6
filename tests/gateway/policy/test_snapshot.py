"""Which API a request belongs to, and what its upstream is asked for."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from addons.signatures import RuleSet
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Api, Policy
from gateway.policy.secrets import Secrets
from gateway.policy.snapshot import ApiRuntime, Snapshot, host_name

SECRETS = Secrets(Secrets.generate_key())
RULES = RuleSet([])

APIS = [
    ("exact", ["api.example.com"], "/"),
    ("exact-v1", ["api.example.com"], "/v1"),
    ("exact-v1-admin", ["api.example.com"], "/v1/admin/"),
    ("only-prefix", ["shop.example.com"], "/shop"),
    ("wild", ["*.example.com"], "/"),
    ("deep-wild", ["*.eu.example.com"], "/"),
    ("v6", ["2001:db8::7"], "/"),
    ("any-status", [], "/status"),
]


def snapshot(apis: list[tuple[str, list[str], str]]) -> Snapshot:
    documents = [
        Api(id=number, name=name, upstream="http://10.0.0.5", hosts=hosts, prefix=prefix)
        for number, (name, hosts, prefix) in enumerate(apis, 1)
    ]
    return PolicyCompiler(SECRETS, RULES).compile(Policy(1, documents))


SNAPSHOT = snapshot(APIS)

MATCHES = [
    ("api.example.com", b"/", "exact"),
    ("API.Example.COM.:8443", b"/x", "exact"),
    ("api.example.com", b"/v1", "exact-v1"),
    ("api.example.com", b"/v1/x/y", "exact-v1"),
    ("api.example.com", b"/v10", "exact"),
    ("api.example.com", b"/v1/admin", "exact-v1-admin"),
    ("api.example.com", b"/v1/admin/x", "exact-v1-admin"),
    ("api.example.com", b"/v1/administrator", "exact-v1"),
    # spelled otherwise, as origins would read it
    ("api.example.com", b"/v1/%61dmin/x", "exact-v1-admin"),
    ("api.example.com", b"//v1//admin", "exact-v1-admin"),
    ("api.example.com", b"/v2/../v1/admin", "exact-v1-admin"),
    ("api.example.com", b"/v1/%2e%2e/x", "exact"),
    # a host whose prefixes do not fit falls through to the wildcard, then to any
    ("shop.example.com", b"/shop/1", "only-prefix"),
    ("shop.example.com", b"/other", "wild"),
    ("x.eu.example.com", b"/", "deep-wild"),
    ("a.b.example.com", b"/", "wild"),
    ("[2001:db8::7]:80", b"/", "v6"),
    ("example.com", b"/status/1", "any-status"),
    ("other.org", b"/status", "any-status"),
    ("other.org", b"/", None),
    ("", b"/", None),
]


@pytest.mark.parametrize(("host", "path", "name"), MATCHES)
def test_a_request_belongs_to_the_nearest_api(host: str, path: bytes, name: str | None):
    found = SNAPSHOT.match(host, path)
    assert (found.name if found else None) == name


@given(st.text(max_size=300), st.binary(max_size=300))
@example("." * 300, b"/" * 300)
@example("[", b"*")
def test_matching_never_raises(host: str, path: bytes):
    found = SNAPSHOT.match(host, path)
    assert found is None or found.id in SNAPSHOT.apis


def test_a_thousand_apis_are_matched_as_ten_are():
    """What a look-up walks is the depth of the prefixes, which does not grow with their number."""

    def depths(count: int) -> set[int]:
        many = snapshot([(f"api{n}", [f"h{n % 100}.example.com"], f"/service{n}") for n in range(count)])
        found = many.match(f"h{(count - 1) % 100}.example.com", b"/service%d/x" % (count - 1))
        assert found is not None
        assert found.name == f"api{count - 1}"
        return {prefixes._depth for prefixes in many._exact.values()}

    assert depths(10) == depths(1000) == {1}


def runtime(upstream: str, prefix: str = "/", *, strip: bool = False) -> ApiRuntime:
    document = Api(id=1, name="a", upstream=upstream, prefix=prefix, strip_prefix=strip)
    return PolicyCompiler(SECRETS, RULES).compile(Policy(1, [document])).apis[1]


TARGETS = [
    # upstream, prefix, strip, path, target
    ("http://h", "/", False, b"/a//b/%61/../c", b"/a//b/%61/../c"),
    ("http://h/", "/v1", False, b"/v1/x", b"/v1/x"),
    ("http://h", "/v1", True, b"/v1/x", b"/x"),
    ("http://h", "/v1/", True, b"/v1", b"/"),
    ("http://h", "/v1", True, b"/v1/", b"/"),
    ("http://h", "/v1", True, b"/%761/x%41", b"/xA"),
    ("http://h/base/", "/v1", True, b"/v1/x", b"/base/x"),
    ("http://h/base", "/", False, b"/x%2Fy", b"/base/x%2Fy"),
    # no dots climb out of the base
    ("http://h/base", "/", False, b"/../admin", b"/base/admin"),
    ("http://h/base", "/", False, b"/%2e%2e/admin", b"/base/admin"),
    ("http://h/base", "/", False, b"/x/.%2e/../../admin", b"/base/admin"),
    ("http://h/base", "/v1", True, b"/v1/../v1/x", b"/base/x"),
    ("http://h", "/v1", True, b"/v1x/../v1/y", b"/y"),
]


@pytest.mark.parametrize(("upstream", "prefix", "strip", "path", "target"), TARGETS)
def test_the_upstream_is_asked_for(upstream: str, prefix: str, strip: bool, path: bytes, target: bytes):
    assert runtime(upstream, prefix, strip=strip).upstream_target(path) == target


UPSTREAMS = [
    ("http://h", ("http", "h", 80), "h"),
    ("https://h", ("https", "h", 443), "h"),
    ("http://h:443", ("http", "h", 443), "h:443"),
    ("HTTPS://API.example.com.:8443/x", ("https", "api.example.com", 8443), "api.example.com:8443"),
    ("http://[2001:db8::7]:3000", ("http", "2001:db8::7", 3000), "[2001:db8::7]:3000"),
]


@pytest.mark.parametrize(("url", "parts", "authority"), UPSTREAMS)
def test_an_upstream_is_taken_apart(url: str, parts: tuple[str, str, int], authority: str):
    upstream = runtime(url).upstream
    assert (upstream.scheme, upstream.host, upstream.port) == parts
    assert upstream.authority == authority


def test_hosts_have_one_spelling():
    for host in ("API.example.com", "api.example.com.", "api.example.com:80", "api.example.com.:80"):
        assert host_name(host) == "api.example.com"
