"""Who is calling: addresses behind proxies, identities of a request, operations."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from addons.address import Address, Range, RangeTable, canonical_address, parse_address, parse_range
from addons.exchange import Identity, IdentityKind, Request
from addons.identify import ClientAddress, CookieSource, Identifier, KeySource, keyed_hash
from addons.operation import MAX_TEMPLATE, normal_path, operation_template

KEY = b"k" * 32
PROXIES = ["10.0.0.0/8", "2001:db8:ffff::/48", "127.0.0.1"]

ADDRESS = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)
HEADER = st.one_of(
    st.binary(max_size=80),
    st.lists(st.one_of(ADDRESS, st.text(max_size=8)), max_size=5).map(lambda x: ", ".join(x).encode()),
)


def resolve(value: str | list[str], header: str = "x-forwarded-for", peer: str = "10.0.0.1", hops: int = 0) -> str:
    lines = [value] if isinstance(value, str) else value
    headers = [(header.title().encode(), line.encode()) for line in lines]
    return ClientAddress(PROXIES, hops, header).resolve(peer, headers)


FORWARDED_FOR = [
    # value, hops, client
    ("203.0.113.9", 0, "203.0.113.9"),
    ("1.1.1.1, 203.0.113.9", 0, "203.0.113.9"),
    ("203.0.113.9, 10.1.1.1, 10.2.2.2", 0, "203.0.113.9"),
    ("203.0.113.9:4711", 0, "203.0.113.9"),
    ("[2001:db8::9]:443", 0, "2001:db8::9"),
    ("2001:DB8:0:0::9", 0, "2001:db8::9"),
    ("::ffff:203.0.113.9", 0, "203.0.113.9"),
    ("203.0.113.9, 2001:db8:ffff::1", 0, "203.0.113.9"),
    # a hop count ends the walk although the address is trusted
    ("203.0.113.9, 10.1.1.1", 1, "10.1.1.1"),
    ("203.0.113.9, 10.1.1.1", 2, "203.0.113.9"),
    # all of it trusted: the leftmost is the client
    ("10.3.3.3, 10.1.1.1", 0, "10.3.3.3"),
    # malformed: the last trusted address
    ("203.0.113.9, nonsense", 0, "10.0.0.1"),
    ("203.0.113.9, nonsense, 10.1.1.1", 0, "10.1.1.1"),
    ("010.0.0.1", 0, "10.0.0.1"),
    ("203.0.113.9:http", 0, "10.0.0.1"),
    ("fe80::1%eth0x, " + "x" * 900, 0, "10.0.0.1"),
    # empty elements are none
    ("203.0.113.9, ,", 0, "203.0.113.9"),
    ("", 0, "10.0.0.1"),
]


@pytest.mark.parametrize(("value", "hops", "client"), FORWARDED_FOR)
def test_x_forwarded_for_is_read_from_the_right(value: str, hops: int, client: str):
    assert resolve(value, hops=hops) == client


FORWARDED = [
    ("for=203.0.113.9", "203.0.113.9"),
    ('For="203.0.113.9:4711";proto=https;by=10.0.0.1', "203.0.113.9"),
    ('for="[2001:db8::9]:443"', "2001:db8::9"),
    ('for="[2001:db8::9]"', "2001:db8::9"),
    ("for=203.0.113.9, for=10.1.1.1", "203.0.113.9"),
    ("proto=https;for=203.0.113.9", "203.0.113.9"),
    ('for="203.0.113.9:_port"', "203.0.113.9"),
    # hidden, absent or said twice: the last trusted address
    ("for=203.0.113.9, for=_hidden", "10.0.0.1"),
    ("for=203.0.113.9, for=unknown", "10.0.0.1"),
    ("for=203.0.113.9, proto=https", "10.0.0.1"),
    ("for=203.0.113.9;for=203.0.113.8", "10.0.0.1"),
    ('for="203.0.113.9', "10.0.0.1"),
    # a client's Host, quoted by the proxy, is not taken for the proxy's word
    ('for=203.0.113.9;host="x;for=1.1.1.1"', "203.0.113.9"),
    ('for=203.0.113.9;host="x, for=1.1.1.1"', "203.0.113.9"),
    (r'for=203.0.113.9;host="x\", for=1.1.1.1"', "203.0.113.9"),
    # nor can a quote that the client left open swallow what the proxy appended
    ('for="1.1.1.1, for=203.0.113.9', "203.0.113.9"),
]


@pytest.mark.parametrize(("value", "client"), FORWARDED)
def test_forwarded_is_read_from_the_right(value: str, client: str):
    assert resolve(value, header="forwarded") == client


def test_several_header_lines_are_one_list():
    assert resolve(["1.1.1.1", "203.0.113.9", "10.1.1.1"]) == "203.0.113.9"


def test_a_single_address_header_counts_only_when_it_is_single():
    assert resolve("203.0.113.9", header="cf-connecting-ip") == "203.0.113.9"
    assert resolve("2001:db8::9", header="cf-connecting-ip") == "2001:db8::9"
    assert resolve("203.0.113.9, 1.1.1.1", header="cf-connecting-ip") == "10.0.0.1"
    assert resolve(["203.0.113.9", "1.1.1.1"], header="cf-connecting-ip") == "10.0.0.1"


@given(HEADER, st.sampled_from(["x-forwarded-for", "forwarded", "x-real-ip"]))
def test_nothing_is_believed_from_an_untrusted_peer(value: bytes, header: str):
    assert ClientAddress(PROXIES, 0, header).resolve("198.51.100.1", [(header.encode(), value)]) == "198.51.100.1"


@given(st.lists(HEADER, max_size=4), st.sampled_from(["x-forwarded-for", "forwarded", "x-real-ip"]), st.integers(0, 3))
@example([b'"' * 2000], "forwarded", 0)
@example([b"10.0.0.1," * 2000], "x-forwarded-for", 0)
@example([b"\\" * 2000 + b'"'], "forwarded", 0)
def test_any_header_gives_an_address(values: list[bytes], header: str, hops: int):
    """Never raises, and what comes out is always one canonical address."""
    client = ClientAddress(PROXIES, hops, header).resolve("10.0.0.1", [(header.encode(), value) for value in values])
    assert canonical_address(client) == client


@given(st.lists(ADDRESS, max_size=6), ADDRESS)
def test_what_stands_left_of_an_untrusted_address_changes_nothing(left: list[str], client: str):
    trusted = ClientAddress(PROXIES)._read(client)[1]
    value = ", ".join([*left, client, "10.9.9.9"])
    if not trusted:
        assert resolve(value) == canonical_address(client)


def test_a_peer_that_is_no_address_stays_as_it_is():
    assert ClientAddress(PROXIES).resolve("", [(b"x-forwarded-for", b"1.1.1.1")]) == ""
    assert ClientAddress(PROXIES).resolve("unix:", []) == "unix:"
    assert ClientAddress().resolve("::ffff:198.51.100.1", []) == "198.51.100.1"
    assert ClientAddress().resolve("fe80::1%eth0", []) == "fe80::1"


def test_what_is_remembered_of_peers_is_bounded():
    address = ClientAddress(PROXIES)
    for number in range(10_000):
        address.resolve(str(ipaddress.IPv4Address(number + (50 << 24))), ())
    assert len(address._seen) <= 4096


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_addresses_are_read_as_the_standard_library_reads_them(address: ipaddress.IPv4Address | ipaddress.IPv6Address):
    mapped = getattr(address, "ipv4_mapped", None)
    expected = mapped or address
    for text in (str(address), address.exploded, str(address).upper()):
        parsed = parse_address(text)
        assert (parsed.value, parsed.bits) == (int(expected), expected.max_prefixlen)
        assert str(parsed) == str(expected)


@given(st.text(alphabet="0123456789abcdefABCDEF:.%/[] ", max_size=46))
@example("::1::")
@example(":::")
@example("1:2:3:4:5:6:7::8:9")
@example("1::2:3:4:5:6:7:8")
@example("١.1.1.1")
def test_what_the_standard_library_refuses_is_refused(text: str):
    try:
        expected: object = ipaddress.ip_address(text)
    except ValueError:
        expected = None
    if expected is None or "%" in text:
        with pytest.raises(ValueError, match="must be"):
            parse_address(text)
    else:
        assert parse_address(text)


BAD_RANGES = [
    ("10.0.0.0/33", "prefix must be 0–32"),
    ("2001:db8::/129", "prefix must be 0–128"),
    ("10.0.0.0/", "prefix must be 0–32"),
    ("10.0.0.0/-1", "prefix must be 0–32"),
    ("10.0.0.0/²", "prefix must be 0–32"),
    ("10.0.0.1/8", "write 10.0.0.0/8, or 10.0.0.1 for the one address"),
    ("10.0.0/8", "must be a range such as"),
    ("10.0.0/33", "prefix must be 0–32"),
    ("::ffff:10.0.0.0/90", "prefix must be 96–128"),
    ("", "must be a range such as"),
]


@pytest.mark.parametrize(("text", "message"), BAD_RANGES)
def test_a_bad_range_says_how_to_mend_it(text: str, message: str):
    with pytest.raises(ValueError, match=message):
        parse_range(text)


def test_ranges_hold_what_they_should():
    table: RangeTable[str] = RangeTable()
    for text in ("10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0", "2001:db8::/32", "::/0"):
        table.put(parse_range(text), text)
    assert list(table.covering(parse_address("10.1.2.3"))) == ["10.1.0.0/16", "10.0.0.0/8", "0.0.0.0/0"]
    assert list(table.covering(parse_address("::ffff:10.2.2.3"))) == ["10.0.0.0/8", "0.0.0.0/0"]
    assert list(table.covering(parse_address("2001:db8::1"))) == ["2001:db8::/32", "::/0"]
    assert parse_range("::ffff:10.0.0.0/104") == Range(32, 10 << 24, 8)
    assert str(parse_range("192.0.2.7")) == "192.0.2.7/32"
    assert not RangeTable().covers(Address(32, 1))


def identify(request: Request, *readers: object) -> tuple[Identity, ...]:
    return Identifier(readers).identify(request, "198.51.100.1", 0.0)  # type: ignore[arg-type]


ADDRESS_IDENTITY = Identity(IdentityKind.ADDRESS, "198.51.100.1")


def test_the_first_source_that_is_present_counts_and_the_address_is_last():
    request = Request("GET", b"/", headers=((b"X-Api-Key", b" abc "), (b"Cookie", b"a=1; sid=s3; b=2")))
    key, cookie = KeySource("x-api-key", KEY), CookieSource("sid", KEY)
    of_key = Identity(IdentityKind.KEY, keyed_hash(KEY, b"abc"))
    of_cookie = Identity(IdentityKind.COOKIE, keyed_hash(KEY, b"s3"))
    assert identify(request, key, cookie) == (of_key, of_cookie, ADDRESS_IDENTITY)
    assert identify(request, cookie, key) == (of_cookie, of_key, ADDRESS_IDENTITY)
    assert identify(request, None, key) == (ADDRESS_IDENTITY, of_key)
    assert identify(Request("GET", b"/"), key, cookie) == (ADDRESS_IDENTITY,)
    assert identify(request) == (ADDRESS_IDENTITY,)


def test_a_key_given_twice_is_listed_twice_and_counts_for_nobody():
    """Which of the two the origin takes is unknown, so neither may be what is counted, and both must match a ban."""
    request = Request("GET", b"/", headers=((b"x-api-key", b"a"), (b"x-api-key", b"b")))
    found = identify(request, KeySource("x-api-key", KEY))
    assert found[0] == ADDRESS_IDENTITY
    assert {identity.value for identity in found[1:]} == {keyed_hash(KEY, b"a"), keyed_hash(KEY, b"b")}


@pytest.mark.parametrize(
    "query", [b"api_key=a%62c", b"x=1&api_key=abc&y=2", b"api%5Fkey=abc", b"api_key=abc&api_key=abc"]
)
def test_a_key_in_the_query_is_found_however_it_is_written(query: bytes):
    found = identify(Request("GET", b"/", query=query), KeySource("api_key", KEY, in_query=True))
    assert found[0] == Identity(IdentityKind.KEY, keyed_hash(KEY, b"abc"))


def test_a_key_in_authorization_is_hashed_without_its_scheme():
    request = Request("GET", b"/", headers=((b"authorization", b"Bearer abc"),))
    assert identify(request, KeySource("authorization", KEY))[0].value == keyed_hash(KEY, b"abc")


def test_no_credential_is_kept():
    """A hash is keyed: without the installation's key, nobody can tell which API key it is of."""
    assert keyed_hash(KEY, b"abc") != keyed_hash(b"other", b"abc")
    assert len(keyed_hash(KEY, b"abc")) == 32
    found = identify(Request("GET", b"/", headers=((b"x-api-key", b"top-secret"),)), KeySource("x-api-key", KEY))
    assert "top-secret" not in repr(found)


@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=200))
def test_identifying_never_raises(header: bytes, cookie: bytes, query: bytes):
    request = Request("GET", b"/", query=query, headers=((b"x-api-key", header), (b"cookie", cookie)))
    found = identify(request, KeySource("x-api-key", KEY), CookieSource("a", KEY), KeySource("q", KEY, in_query=True))
    assert ADDRESS_IDENTITY in found


OPERATIONS = [
    ("/", "/"),
    ("/orders", "/orders"),
    ("/orders/12", "/orders/{id}"),
    ("/orders/12/items/7", "/orders/{id}/items/{id}"),
    ("/users/6f9619ff-8b86-d011-b42d-00cf4fc964ff", "/users/{id}"),
    ("/files/9e107d9d372bb6826bd81d3542a419d6", "/files/{id}"),
    ("/t/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/t/{id}"),
    ("/t/dGhpc0lzQVRva2Vu0b", "/t/{id}"),
    ("/customers/cus_9s6XKzkNRiz8i3", "/customers/{id}"),
    ("/report/2024-05-01", "/report/{id}"),
    ("/report/2024-05-01T10:00:00Z", "/report/{id}"),
    ("/users/jane@example.com", "/users/{id}"),
    ("/users/jane%40example.com", "/users/{id}"),
    ("/v1/oauth2/token", "/v1/oauth2/token"),
    ("/api/v2.1/utf8", "/api/v2.1/utf8"),
    ("/a/" + "x" * 40, "/a/{id}"),
    ("/password-reset", "/password-reset"),
    ("/caf%C3%A9", "/caf%C3%A9"),
    ("/a|b", "/a%7Cb"),
    # spellings that origins take for the same
    ("/l%6Fgin", "/login"),
    ("//login/", "/login"),
    ("/x/../login", "/login"),
    ("/x/%2e%2E/login", "/login"),
    ("/login;jsessionid=1", "/login"),
    ("/./login/.", "/login"),
    ("/../../login", "/login"),
]


@pytest.mark.parametrize(("path", "template"), OPERATIONS)
def test_operations_have_the_path_template(path: str, template: str):
    assert operation_template("GET", path.encode()) == f"GET {template}"


@given(st.text(max_size=20), st.binary(max_size=3000))
@example("GET", b"/" * 3000)
@example("GET", b"/%" * 1000)
@example("GET", b"/abc" * 1000)
def test_an_operation_is_short_printable_and_free_of_separators(method: str, path: bytes):
    operation = operation_template(method, path)
    assert len(operation) <= MAX_TEMPLATE + 20
    assert operation.isprintable()
    assert "|" not in operation


def test_an_unknown_method_makes_no_operation_of_its_own():
    assert operation_template("BREW", b"/pot") == "OTHER /pot"


@given(
    st.lists(st.sampled_from([b"/", b".", b"..", b"%2e", b"%2F", b"a", b"%61", b"%", b"%4"]), max_size=12).map(b"".join)
)
def test_normalising_twice_changes_nothing_more(path: bytes):
    once = normal_path(b"/" + path)
    assert normal_path(once) == once or b"%" in path
    assert not any(segment in (b".", b"..") for segment in once.split(b"/"))


def test_only_a_trusted_peer_is_trusted():
    address = ClientAddress(PROXIES)
    assert address.trusts("10.0.0.1")
    assert address.trusts("::ffff:10.0.0.1")
    assert not address.trusts("198.51.100.1")
    assert not address.trusts("")
    assert not ClientAddress().trusts("10.0.0.1")
