"""Country and network of an address: from the database that comes with `geoip2fast`, or from MaxMind's own files.

Invariant: looking up never raises and never waits; what is private, reserved or unknown is "" and 0. Answers are remembered.
The database that comes along (GeoLite2 of MaxMind, as of the package's release) is read once into flat tables: 10 MB with
networks and IPv6, 5 MB with countries alone, 7 µs for an address that is new, where the package's own lists take 106 MB. It names
networks but does not number them: each name stands under a number of its own out of those for private use (RFC 6996).
Does not download anything: a newer database is a file that `GEOIP_DATABASE` names.
"""

from __future__ import annotations

import gzip
import importlib.util
import logging
import pickle
import threading
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any, Final, NoReturn

import maxminddb

from addons.address import parse_address
from addons.geography import Nowhere, Places

logger = logging.getLogger(__name__)

REMEMBERED: Final = 65_536
"""addresses whose answer is kept, some 200 bytes each"""
PRIVATE_NETWORKS: Final = 4_200_000_000
"""the first AS number for private use; there are 94,967,295"""
_SPECIAL: Final = 16
"""countries before this one in the package's list are no countries, but loopback, private networks and the like"""
_VERSION: Final = 120
_V4_END: Final = 1 << 32

Look = Callable[[int, int], tuple[str, int]]
"""bits and value of an address -> country and network"""


class GeoError(Exception):
    """A database that cannot be read, in words for whoever set it."""


class PlaceTable:
    """Remembers what `look` said. For any number of threads."""

    def __init__(self, look: Look, source: str) -> None:
        self.source = source
        """for the log and the console"""
        self._look = look
        self.place = lru_cache(maxsize=REMEMBERED)(self._place)

    def country(self, address: str) -> str:
        return self.place(address)[0]

    def _place(self, address: str) -> tuple[str, int]:
        try:
            bits, value = parse_address(address)
        except ValueError:
            return "", 0
        exact = IPv4Address(value) if bits == 32 else IPv6Address(value)
        if not exact.is_global or exact.is_multicast:
            return "", 0
        return self._look(bits, value)


class Ranges:
    """Values by range, flat: `starts[i]` up to the next start is `values[i]`; 0 where nothing is known."""

    __slots__ = ("_shift", "starts", "values")

    def __init__(self, kind: str, shift: int = 0) -> None:
        self.starts = array(kind)
        self.values = array("I")
        self._shift = shift

    def add(self, first: int, size: int, value: int) -> None:
        """Ranges come in order. One finer than the table (an IPv6 network of less than a /64) stands for all of its /64."""
        start, end = first >> self._shift, ((first + size - 1) >> self._shift) + 1
        starts, values = self.starts, self.values
        if starts and starts[-1] >= start:
            if starts[-1] > start or end <= start + 1:
                return
            starts.pop()
            values.pop()
        if not values or values[-1] != value:
            starts.append(start)
            values.append(value)
        if end < 1 << starts.itemsize * 8:
            # what follows is unknown until the next range says otherwise
            starts.append(end)
            values.append(0)

    def find(self, value: int) -> int:
        at = bisect_right(self.starts, value >> self._shift) - 1
        return self.values[at] if at >= 0 else 0


class _Plain(pickle.Unpickler):
    """Lists, dicts, texts and numbers: no pickle that names a class is ours."""

    def find_class(self, module: str, name: str) -> NoReturn:
        raise pickle.UnpicklingError(f"names {module}.{name}: this is no database")


class _Tables:
    """IPv4 and IPv6, of one kind of value."""

    def __init__(self, firsts: Sequence[Sequence[int]], lengths: Sequence[Sequence[int]], values: Any) -> None:
        self.four, self.six = Ranges("I"), Ranges("Q", 64)
        for chunk, prefixes, found in zip(firsts, lengths, values, strict=True):
            for first, prefix, value in zip(chunk, prefixes, found, strict=True):
                if first < _V4_END:
                    self.four.add(first, 1 << (32 - prefix), value)
                else:
                    self.six.add(first, 1 << (128 - prefix), value)

    def find(self, bits: int, value: int) -> int:
        return (self.four if bits == 32 else self.six).find(value)


def network_of_name(name: str) -> int:
    """A number for private use that stands for the network of that name, the same everywhere."""
    return PRIVATE_NETWORKS + zlib.crc32(name.encode()) % 94_967_295


def load_bundled(*, networks: bool) -> PlaceTable:
    """The database of the package. A second or less of CPU, some 100 MB for that time. Raises GeoError."""
    spec = importlib.util.find_spec("geoip2fast")
    if spec is None or not spec.submodule_search_locations:
        raise GeoError("the package geoip2fast is not installed")
    path = Path(spec.submodule_search_locations[0]) / f"geoip2fast-{'asn-' if networks else ''}ipv6.dat.gz"
    try:
        with gzip.open(path) as file:
            version, about, _, body = _Plain(file).load()
        numbers: list[int] = []
        asn = None
        if networks:
            _, _, countries, names, firsts, firsts_as, ids, ids_as, lengths, lengths_as = body
            asn = _Tables(firsts_as, lengths_as, ids_as)
            numbers = [0 if name == "<unknown>" else network_of_name(name) for name in names]
        else:
            _, countries, firsts, ids, lengths = body
        codes = ["" if at < _SPECIAL else text[:2] for at, text in enumerate(countries)]
        codes = [code if code.isalpha() else "" for code in codes]
        # 0 is "unknown" in a table, and the first of the special ones in the list: both have no country
        country = _Tables(firsts, lengths, ids)
        source = str(about["info"])
    except Exception as error:  # noqa: BLE001 - whatever is in the file, it is no database then
        raise GeoError(f"{path}: cannot be read: {error}") from None
    if version != _VERSION:
        raise GeoError(f"{path}: is of version {version}: {_VERSION} can be read")

    def look(bits: int, value: int) -> tuple[str, int]:
        at = asn.find(bits, value) if asn else 0
        return codes[country.find(bits, value)], numbers[at] if at else 0

    return PlaceTable(look, source)


def load_mmdb(paths: Sequence[Path]) -> PlaceTable:
    """Files in MaxMind's format, of countries or cities and of networks; what the first one knows stands. Raises GeoError."""
    readers = []
    for path in paths:
        try:
            # mapped: all processes share it
            readers.append(maxminddb.open_database(path, maxminddb.MODE_AUTO))
        except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
            raise GeoError(f"{path}: cannot be read: {error}") from None

    def look(bits: int, value: int) -> tuple[str, int]:
        country, network = "", 0
        for reader in readers:
            try:
                row = reader.get(ip_address(value) if bits == 32 else IPv6Address(value))
            except (ValueError, maxminddb.InvalidDatabaseError):
                continue
            if isinstance(row, dict):
                country = country or _country(row)
                network = network or _network(row)
        return country, network

    return PlaceTable(look, ", ".join(reader.metadata().database_type for reader in readers))


def _country(row: dict[str, Any]) -> str:
    """Where the address is; where its network is registered if that is all that is known."""
    for name in ("country", "registered_country", "country_code"):
        found = row.get(name)
        code = found.get("iso_code") if isinstance(found, dict) else found
        if isinstance(code, str) and len(code) == 2 and code.isascii() and code.isalpha():
            return code.upper()
    return ""


def _network(row: dict[str, Any]) -> int:
    for name in ("autonomous_system_number", "asn", "as_number"):
        found = row.get(name)
        text = str(found).upper().removeprefix("AS") if isinstance(found, str | int) else ""
        if text.isascii() and text.isdigit() and int(text) < _V4_END:
            return int(text)
    return 0


class LazyPlaces:
    """One look-up for all of a process, opened when it is first asked for."""

    def __init__(self, database: str = "", *, networks: bool = False) -> None:
        self._database = database
        self._networks = networks
        self._lock = threading.Lock()
        self._places: Places | None = None

    def open(self) -> Places:
        """Blocks the first time, as `open_places`."""
        with self._lock:
            if self._places is None:
                self._places = open_places(self._database, networks=self._networks)
            return self._places


def open_places(database: str = "", *, networks: bool = True) -> Places:
    """By the setting `GEOIP_DATABASE` (files, comma-separated), else what comes along. Blocks: for a thread.

    A file that cannot be read, and a machine without any database, are said in the log: then all look-ups answer "".
    `networks` false: countries are enough.
    """
    paths = [Path(part.strip()) for part in database.split(",") if part.strip()]
    try:
        made = load_mmdb(paths) if paths else load_bundled(networks=networks)
    except GeoError as error:
        name = f"GEOIP_DATABASE={database!r}: " if paths else ""
        logger.error("%s%s: countries are unknown, and country lists have no effect", name, error)  # noqa: TRY400
        return Nowhere()
    logger.debug("countries are looked up in %s", made.source)
    return made
