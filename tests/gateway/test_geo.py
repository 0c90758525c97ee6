"""Country and network of an address: of the database that comes along, and of files in MaxMind's format."""

from __future__ import annotations

import logging
import random
import struct
import warnings
from ipaddress import IPv4Address, ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest

from addons.geography import Nowhere
from gateway.geo import PRIVATE_NETWORKS, GeoError, LazyPlaces, load_bundled, load_mmdb, network_of_name, open_places

NOWHERE = ["", "10.1.2.3", "127.0.0.1", "100.64.3.3", "169.254.0.1", "224.0.0.1", "192.0.2.4", "::1", "fe80::1",
           "fd00::1", "2001:db8::1", "0.0.0.0", "255.255.255.255", "not an address", "1.2.3.4%eth0"]  # fmt: skip


@pytest.fixture(scope="module")
def bundled():
    return load_bundled(networks=True)


@pytest.mark.parametrize("address", NOWHERE)
def test_what_is_private_reserved_or_no_address_is_nowhere(bundled, address: str):
    assert bundled.place(address) == ("", 0)


@pytest.mark.parametrize(
    ("address", "country"),
    [("8.8.8.8", "US"), ("::ffff:8.8.8.8", "US"), ("2001:4860:4860::8888", "US"), ("81.62.100.1", "CH"),
     ("2a02:1210::1", "CH"), ("193.0.6.139", "NL")],
)  # fmt: skip
def test_a_public_address_has_its_country(bundled, address: str, country: str):
    assert bundled.country(address) == country


def test_one_network_has_one_number_of_the_private_range_in_both_families(bundled):
    google = bundled.place("8.8.8.8")[1]
    assert google == bundled.place("2001:4860:4860::8888")[1] == network_of_name("GOOGLE")
    assert PRIVATE_NETWORKS <= google < PRIVATE_NETWORKS + 94_967_295
    assert google != bundled.place("81.62.100.1")[1] != 0


def test_the_flat_tables_say_what_the_package_says(bundled):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its source has old escapes
        from geoip2fast import GeoIP2Fast

    package = GeoIP2Fast(geoip2fast_data_file="geoip2fast-asn-ipv6.dat.gz")
    chance = random.Random(5)
    known = 0
    for _ in range(2000):
        address = str(IPv4Address(chance.getrandbits(32)))
        if not ip_address(address).is_global or ip_address(address).is_multicast:
            continue
        said = package.lookup(address)
        country, network = bundled.place(address)
        assert country == ("" if said.country_code == "--" else said.country_code), address
        # the package also names a network that ends before the address: that is not copied
        if said.asn_cidr and ip_address(address) in ip_network(said.asn_cidr, strict=False):
            assert network == network_of_name(said.asn_name), address
            known += 1
    assert known > 1000


def test_countries_alone_agree_and_know_no_networks(bundled):
    countries = load_bundled(networks=False)
    chance = random.Random(6)
    for _ in range(2000):
        address = str(IPv4Address(chance.getrandbits(32)))
        assert countries.place(address) == (bundled.country(address), 0)


def test_maxmind_files_are_read_and_add_up(tmp_path: Path):
    city = mmdb(tmp_path / "c.mmdb", "GeoLite2-City", {
        "81.0.0.0/8": {"country": {"iso_code": "CH"}},
        "82.0.0.0/8": {"registered_country": {"iso_code": "FR"}},
        "83.0.0.0/8": {"country": "de", "asn": "AS65010"},
        "84.0.0.0/8": {"country": {"iso_code": 7}},
    })  # fmt: skip
    asn = mmdb(tmp_path / "a.mmdb", "GeoLite2-ASN", {"81.0.0.0/8": {"autonomous_system_number": 64500}})
    places = open_places(f"{city}, {asn}")
    asked = ["81.2.3.4", "82.2.3.4", "83.2.3.4", "84.2.3.4", "85.2.3.4", "10.0.0.1", "2a02::1"]
    assert [places.place(one) for one in asked] == [("CH", 64500), ("FR", 0), ("DE", 65010)] + [("", 0)] * 4


def test_a_file_that_is_no_database_is_said_once_and_answers_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    bad = tmp_path / "bad.mmdb"
    bad.write_bytes(b"nonsense")
    with pytest.raises(GeoError, match=r"bad\.mmdb: cannot be read"):
        load_mmdb([bad])
    lazy = LazyPlaces(str(bad))
    with caplog.at_level(logging.ERROR):
        places = lazy.open()
        assert (lazy.open() is places, isinstance(places, Nowhere), places.place("8.8.8.8")) == (True, True, ("", 0))
    assert len(caplog.records) == 1
    assert "GEOIP_DATABASE=" in caplog.text
    assert "no effect" in caplog.text


def mmdb(path: Path, kind: str, networks: dict[str, dict[str, Any]]) -> Path:
    """The smallest file of the format: an IPv4 tree of 24-bit records, data, metadata (MaxMind DB specification 2.0)."""
    nodes: list[list[int | None]] = [[None, None]]
    data = b""
    offsets = {}
    for network, row in networks.items():
        offsets[network] = len(data)
        data += _field(row)
    leaves: list[tuple[int, int, int]] = []
    for text in networks:
        network = ip_network(text)
        bits = f"{int(network.network_address):032b}"[: network.prefixlen]
        at = 0
        for bit in bits[:-1]:
            if nodes[at][int(bit)] is None:
                nodes.append([None, None])
                nodes[at][int(bit)] = len(nodes) - 1
            at = nodes[at][int(bit)] or 0
        leaves.append((at, int(bits[-1]), offsets[text]))
    count = len(nodes)
    for at, bit, offset in leaves:
        nodes[at][bit] = count + 16 + offset
    tree = b"".join((count if side is None else side).to_bytes(3, "big") for node in nodes for side in node)
    about = {"binary_format_major_version": 2, "binary_format_minor_version": 0, "build_epoch": 1, "database_type": kind,
             "description": {}, "ip_version": 4, "languages": [], "node_count": count, "record_size": 24}  # fmt: skip
    path.write_bytes(tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + _field(about))
    return path


def _field(value: Any, name: str = "") -> bytes:
    if name in ("binary_format_major_version", "binary_format_minor_version", "ip_version", "record_size"):
        return bytes([0xA0 | 2]) + struct.pack(">H", value)
    if name == "build_epoch":
        return bytes([8, 2]) + struct.pack(">Q", value)
    if isinstance(value, str):
        return bytes([0x40 | len(value)]) + value.encode() if len(value) < 29 else b""
    if isinstance(value, int):
        return bytes([0xC0 | 4]) + struct.pack(">I", value)
    if isinstance(value, list):
        return bytes([len(value), 4])
    return bytes([0xE0 | len(value)]) + b"".join(_field(key) + _field(one, key) for key, one in value.items())
