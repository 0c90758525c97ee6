"""SecLang's operators as libmodsecurity 3 evaluates them. Making one may fail; asking one cannot.

`prefilter` are the expressions (pattern, Hyperscan flags) of which at least one matches wherever the operator does;
None: it must be asked. An argument with macros is expanded for each question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any, Protocol

import hyperscan

from addons.decode.text import encode
from addons.signatures.ast import Place
from addons.signatures.seclang.ast import OperatorText
from addons.signatures.seclang.macros import Macro, Reader
from addons.signatures.seclang.patterns import Pattern

try:
    import libinjection
except ImportError:  # comes as C source: done without where there was no compiler
    libinjection = None

Prefilter = Sequence[tuple[bytes, int]]
Capture = list[tuple[int, bytes]]
Files = Callable[[str, Place], bytes]
"""reads a file that a rule names, relative to the rule's own; raises RuleError"""

REFUSED = {
    "rbl": "it asks a name server for every request: this engine does no input or output; use a list or a decision",
    "geolookup": "there is no country database here; countries can be listed under whitelist and blacklist",
    "gsblookup": "it needs a database that is no longer published",
    "inspectfile": "it runs a program for every upload",
    "fuzzyhash": "there is no ssdeep here",
    "validatedtd": "schemas are checked by the API's contract",
    "validateschema": "schemas are checked by the API's contract",
    "validatehash": "there is no hash engine, as in ModSecurity 3",
    "verifycc": "card numbers are redacted, not looked for",
    "verifycpf": "personal numbers are not looked for",
    "verifyssn": "personal numbers are not looked for",
    "verifysvnr": "personal numbers are not looked for",
    "rsub": "it changes the request",
}
XSS_HINT = (rb"[<>=`]", 0)
SQLI_HINT = (rb"[^0-9A-Za-z_.\n]", 0)


class Operator(Protocol):
    prefilter: Prefilter | None
    separator: bytes
    """what may stand between values that are searched joined"""
    engine: str

    def matches(self, value: bytes, reader: Reader) -> bool: ...

    def capture(self, value: bytes, reader: Reader) -> Capture:
        """TX.0 to TX.9 of a value that matched."""
        ...


class Base:
    prefilter: Prefilter | None = None
    separator = b"\n"
    engine = "code"

    def capture(self, value: bytes, reader: Reader) -> Capture:  # noqa: ARG002
        return []


class Regex(Base):
    """@rx."""

    def __init__(self, argument: str, place: Place) -> None:
        self._macro = Macro(argument, place)
        self._pattern = Pattern(argument, place) if self._macro.constant is not None else None
        self._place = place
        if self._pattern is not None:
            self.engine = self._pattern.engine
            if not self._pattern.matches_nothing:
                self.prefilter = [self._pattern.hyperscan()]
                self.separator = self._pattern.separator
            if self.engine == "re2":
                self.search_all = self._pattern.search
        else:
            self.engine = "re2, made for each value"

    @property
    def needs_case(self) -> bool:
        return self._pattern is not None and self._pattern.needs_case

    def _search(self, value: bytes, reader: Reader) -> Any:
        pattern = self._pattern
        if pattern is None:
            text = self._macro.expand(reader).decode("utf-8", "surrogateescape")
            try:
                pattern = Pattern(text, self._place)
            except ValueError:
                return None
            if pattern.engine == "re":
                return None
        return pattern.search(value)

    def matches(self, value: bytes, reader: Reader) -> bool:
        return self._search(value, reader) is not None

    def capture(self, value: bytes, reader: Reader) -> Capture:
        found = self._search(value, reader)
        if found is None:
            return []
        return [(0, found[0]), *((n, g) for n, g in enumerate(found.groups()[:9], 1) if g is not None)]


class Phrases(Base):
    """@pm, @pmFromFile: any of the phrases, in any case."""

    engine = "re2"

    def __init__(self, phrases: list[bytes], place: Place) -> None:
        if not phrases:
            raise place.error("no phrase to look for")
        escaped = [
            b"".join(b"\\x%02x" % byte if not chr(byte).isalnum() or byte > 0x7F else bytes((byte,)) for byte in p)
            for p in phrases
        ]
        self.prefilter = [(one, hyperscan.HS_FLAG_CASELESS) for one in escaped]
        self._pattern = Pattern(f"(?i:{b'|'.join(escaped).decode()})", place)

    def matches(self, value: bytes, reader: Reader) -> bool:  # noqa: ARG002
        return self._pattern.search(value) is not None

    def capture(self, value: bytes, reader: Reader) -> Capture:  # noqa: ARG002
        found = self._pattern.search(value)
        return [(0, found[0])] if found else []


def words_of(argument: str) -> list[bytes]:
    """@pm's phrases; `|41 42|` in one is bytes in hexadecimal."""
    text = re.sub(r"\|([0-9A-Fa-f ]+)\|", lambda m: bytes.fromhex(m[1]).decode("latin-1").replace(" ", "\0"), argument)
    return [encode(word).replace(b"\0", b" ") if "|" in argument else encode(word) for word in text.split()]


def lines_of(data: bytes) -> list[bytes]:
    return [line.rstrip(b"\r") for line in data.split(b"\n") if line.strip() and not line.lstrip().startswith(b"#")]


class Compared(Base):
    """@streq, @contains, @beginsWith, @endsWith, @within, @containsWord, @strmatch."""

    def __init__(self, name: str, argument: str, place: Place) -> None:
        self._macro = Macro(argument, place)
        self._test = COMPARISONS[name]
        wanted = self._macro.constant
        if wanted and name != "within":
            escaped = b"".join(b"\\x%02x" % byte for byte in wanted)
            before = b"^" if name in ("streq", "beginswith") else b""
            after = b"$" if name in ("streq", "endswith") else b""
            self.prefilter = [(before + escaped + after, 0)]

    def matches(self, value: bytes, reader: Reader) -> bool:
        return self._test(value, self._macro.expand(reader))


def _contains_word(value: bytes, word: bytes) -> bool:
    return re.search(rb"(?<![0-9A-Za-z_])" + re.escape(word) + rb"(?![0-9A-Za-z_])", value) is not None


COMPARISONS: Mapping[str, Callable[[bytes, bytes], bool]] = {
    "streq": lambda value, wanted: value == wanted,
    "contains": lambda value, wanted: wanted in value,
    "strmatch": lambda value, wanted: wanted in value,
    "containsword": _contains_word,
    "beginswith": lambda value, wanted: value.startswith(wanted),
    "endswith": lambda value, wanted: value.endswith(wanted),
    "within": lambda value, wanted: value in wanted,
}


def number(text: bytes) -> int:
    """As C's `stoi` with what it throws read as 0."""
    found = _NUMBER.match(text)
    return int(found[1]) if found and len(found[1]) < 12 else 0


_NUMBER = re.compile(rb"[ \t\n\r\f\v]*([+-]?[0-9]+)")


class Number(Base):
    """@eq, @ge, @gt, @le, @lt."""

    def __init__(self, name: str, argument: str, place: Place) -> None:
        self._macro = Macro(argument, place)
        self._test = NUMBERS[name]
        constant = self._macro.constant
        self._wanted = number(constant) if constant is not None else None

    def matches(self, value: bytes, reader: Reader) -> bool:
        wanted = self._wanted if self._wanted is not None else number(self._macro.expand(reader))
        return self._test(number(value), wanted)


NUMBERS: Mapping[str, Callable[[int, int], bool]] = {
    "eq": int.__eq__,
    "ge": int.__ge__,
    "gt": int.__gt__,
    "le": int.__le__,
    "lt": int.__lt__,
}


class DetectSqli(Base):
    """@detectSQLi: libinjection's tokens make a fingerprint of SQL injection; TX.0 is the fingerprint."""

    engine = "libinjection"
    prefilter: Prefilter | None = [SQLI_HINT]

    def matches(self, value: bytes, reader: Reader) -> bool:  # noqa: ARG002
        if libinjection is None or _WORD.fullmatch(value):
            return False
        return (
            _is_sqli(value) if len(value) <= REMEMBERED else bool(libinjection.is_sql_injection(_Raw(value))["is_sqli"])
        )

    def capture(self, value: bytes, reader: Reader) -> Capture:  # noqa: ARG002
        if libinjection is None:
            return []
        return [(0, str(libinjection.is_sql_injection(_Raw(value))["fingerprint"]).encode())]


REMEMBERED = 64
"""bytes of a value whose answer is remembered: names and short values come again and again"""
_WORD = re.compile(rb"[0-9A-Za-z_.\n]*")
"""one token, or several that a dot or a line feed parts: no fingerprint of an attack is made of those alone"""


@lru_cache(maxsize=16384)
def _is_sqli(value: bytes) -> bool:
    return bool(libinjection.is_sql_injection(_Raw(value))["is_sqli"])


class DetectXss(Base):
    """@detectXSS: libinjection's HTML tokeniser finds script in one of five contexts."""

    engine = "libinjection"
    prefilter: Prefilter | None = [XSS_HINT]

    def matches(self, value: bytes, reader: Reader) -> bool:  # noqa: ARG002
        if libinjection is None or not (b"<" in value or b"=" in value or b">" in value or b"`" in value):
            return False
        return bool(libinjection.is_xss(_Raw(value))["is_xss"])

    def capture(self, value: bytes, reader: Reader) -> Capture:  # noqa: ARG002
        return [(0, value)]


class _Raw:
    """Bytes for libinjection's binding, which asks its argument for its encoding."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        self._value = value

    def encode(self, *_: Any) -> bytes:
        return self._value


class ByteRange(Base):
    """@validateByteRange: a byte outside the ranges."""

    def __init__(self, argument: str, place: Place) -> None:
        allowed = bytearray()
        for word in argument.split(","):
            low, _, high = word.strip().partition("-")
            if not low.isdigit() or (high and not high.isdigit()) or not 0 <= int(low) <= int(high or low) <= 255:
                raise place.error(f"@validateByteRange {word.strip()!r}: a byte from 0 to 255, or a range")
            allowed += bytes(range(int(low), int(high or low) + 1))
        self._allowed = bytes(allowed)
        outside = [byte for byte in range(256) if byte not in allowed]
        if outside and 10 not in outside:  # a line feed joins values in a scan: it may not be what is looked for
            self.prefilter = [(b"[" + b"".join(b"\\x%02x" % byte for byte in outside) + b"]", 0)]

    def matches(self, value: bytes, reader: Reader) -> bool:  # noqa: ARG002
        return bool(value.translate(None, self._allowed))


class UrlEncoding(Base):
    """@validateUrlEncoding: a percent sign without its two digits."""

    prefilter: Prefilter | None = [(rb"%(?:[^0-9A-Fa-f]|[0-9A-Fa-f][^0-9A-Fa-f]|$|[0-9A-Fa-f]$)", 0)]

    def matches(self, value: bytes, reader: Reader) -> bool:  # noqa: ARG002
        return _BAD_PERCENT.search(value) is not None


_BAD_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class Utf8Encoding(Base):
    """@validateUtf8Encoding: bytes that are no UTF-8, overlong forms and surrogates included."""

    prefilter: Prefilter | None = [(rb"[\x80-\xff]", 0)]

    def matches(self, value: bytes, reader: Reader) -> bool:  # noqa: ARG002
        try:
            value.decode()
        except UnicodeDecodeError:
            return True
        return False


class IpMatch(Base):
    """@ipMatch, @ipMatchFromFile: addresses and ranges."""

    def __init__(self, words: list[str], place: Place) -> None:
        self._networks = []
        for word in words:
            try:
                self._networks.append(ip_network(word, strict=False))
            except ValueError as error:
                raise place.error(f"@ipMatch {word!r}: {error}") from None
        if not self._networks:
            raise place.error("@ipMatch without an address")

    def matches(self, value: bytes, reader: Reader) -> bool:  # noqa: ARG002
        try:
            address = ip_address(value.decode("latin-1").strip())
        except ValueError:
            return False
        return any(address in network for network in self._networks)


class Always(Base):
    """@unconditionalMatch and, negated, @noMatch."""

    def __init__(self, *, matches: bool) -> None:
        self._matches = matches

    def matches(self, value: bytes, reader: Reader) -> bool:  # noqa: ARG002
        return self._matches


def refusal(text: OperatorText) -> str | None:
    """Why a rule with this operator cannot run here; None where it can."""
    reason = REFUSED.get(text.name)
    return f"@{text.name}: {reason}" if reason else None


def make_operator(text: OperatorText, place: Place, files: Files) -> Operator:
    """Raises RuleError for an operator, or an argument, that is not understood."""
    argument = text.argument
    match text.name:
        case "rx":
            return Regex(argument, place)
        case "pm":
            return Phrases(words_of(argument), place)
        case "pmfromfile" | "pmf":
            return Phrases([line for name in argument.split() for line in lines_of(files(name, place))], place)
        case "streq" | "contains" | "strmatch" | "containsword" | "beginswith" | "endswith" | "within":
            return Compared(text.name, argument, place)
        case "eq" | "ge" | "gt" | "le" | "lt":
            return Number(text.name, argument, place)
        case "detectsqli":
            return DetectSqli()
        case "detectxss":
            return DetectXss()
        case "validatebyterange":
            return ByteRange(argument, place)
        case "validateurlencoding":
            return UrlEncoding()
        case "validateutf8encoding":
            return Utf8Encoding()
        case "ipmatch":
            return IpMatch([word.strip() for word in argument.split(",") if word.strip()], place)
        case "ipmatchfromfile" | "ipmatchf":
            lines = [
                line.decode("latin-1").strip() for name in argument.split() for line in lines_of(files(name, place))
            ]
            return IpMatch(lines, place)
        case "unconditionalmatch":
            return Always(matches=True)
        case "nomatch":
            return Always(matches=False)
    raise place.error(f"operator '@{text.name}' is not supported")
