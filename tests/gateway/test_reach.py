from __future__ import annotations

import pytest

from gateway.reach import Forbidden, Reach, parse_target

FORBIDDEN = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "169.254.0.1",
    "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "192.0.2.1", "203.0.113.7",
    "224.0.0.1", "239.1.2.3", "240.0.0.1", "255.255.255.255", "192.88.99.1",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fe80::1%1", "fc00::1", "fd00:ec2::254",
    "fec0::1", "ff02::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
    "2001::1", "2001:db8::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2a00::5efe:127.0.0.1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_no_address_of_this_machine_or_a_private_network_is_reached(address: str) -> None:
    with pytest.raises(Forbidden):
        Reach().check(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_reached(address: str) -> None:
    assert str(Reach().check(address)) == address.removeprefix("::ffff:")


ALLOWED = [
    ("127.0.0.1", "127.0.0.1", True),
    ("127.0.0.1", "::ffff:127.0.0.1", True),
    ("127.0.0.1", "127.0.0.2", False),
    ("10.1.0.0/16, fd00::/8", "10.1.2.3", True),
    ("10.1.0.0/16, fd00::/8", "fd00::7", True),
    ("10.1.0.0/16, fd00::/8", "10.2.0.1", False),
    ("10.0.0.0/8", "64:ff9b::a00:1", True),
    ("10.0.0.0/8", "2002:a9fe:a9fe::1", False),
]


@pytest.mark.parametrize(("allowed", "address", "reached"), ALLOWED)
def test_what_webhook_allow_names_is_reached_and_nothing_beside_it(allowed: str, address: str, reached: bool) -> None:
    reach = Reach.of(allowed)
    if reached:
        assert reach.check(address)
    else:
        with pytest.raises(Forbidden, match="WEBHOOK_ALLOW"):
            reach.check(address)


def test_a_name_with_one_forbidden_address_is_refused_whole() -> None:
    with pytest.raises(Forbidden, match=r"127\.0\.0\.1"):
        Reach().check_all(["8.8.8.8", "127.0.0.1"])


@pytest.mark.parametrize("text", ["10.0.0.0/33", "10.0.0.1/8", "intranet", "10.0.0.0/8;10.1.0.0/16"])
def test_webhook_allow_names_what_is_no_range(text: str) -> None:
    with pytest.raises(ValueError, match=f'WEBHOOK_ALLOW "{text}": must be an address or a range'):
        Reach.of(f"192.168.0.0/16, {text}")


@pytest.mark.parametrize("url", [
    "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "//example.com/", "example.com", "http:///x",
    "http://user@example.com/", "http://user:word@example.com/", "http://example.com\\@127.0.0.1/", "http://@example.com/",
    "http://exam ple.com/", "http://example.com/\r\nHost: x", "http://example.com:99999/", "http://[::1/", "http://exämple.com/",
    "http://[fe80::1%25eth0]/", f"http://example.com/{'a' * 2048}", "",
])  # fmt: skip
def test_a_url_that_could_be_read_in_two_ways_is_refused(url: str) -> None:
    with pytest.raises(Forbidden):
        parse_target(url)


@pytest.mark.parametrize(("url", "target"), [
    ("https://example.com", ("https", "example.com", 443, "/")),
    ("http://example.com:8080/a/b?c=d#e", ("http", "example.com", 8080, "/a/b?c=d")),
    ("https://[2606:4700::1111]/x", ("https", "2606:4700::1111", 443, "/x")),
])  # fmt: skip
def test_a_url_is_taken_apart(url: str, target: tuple[str, str, int, str]) -> None:
    found = parse_target(url)
    assert (found.scheme, found.host, found.port, found.path) == target
