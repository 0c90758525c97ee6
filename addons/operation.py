"""The operation a request belongs to: a method with a path template (`GET /orders/{id}`).

Invariant: spellings of a path that origins take for the same give the same operation (`/l%6Fgin`, `//login`, `/a/../login`,
`/login;x=1`, `/login/`), so that a limit on an operation is not escaped by spelling; a template has at most 200 characters.
Does not know the API's description: segments that look like values become `{id}`, whatever else varies stays apart.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

MAX_SEGMENTS: Final = 12
MAX_SEGMENT: Final = 32
MAX_TEMPLATE: Final = 200
_CACHED_BYTES: Final = 128
_UNRESERVED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DECODED: Final = {
    spelling.encode(): bytes((octet,)) for octet in _UNRESERVED for spelling in {f"{octet:02X}", f"{octet:02x}"}
}
_LITERAL: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*+,:=@&")
_DIGITS: Final = frozenset(b"0123456789")
_HEX: Final = frozenset(b"0123456789abcdefABCDEF")
_METHODS: Final = frozenset(
    ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "QUERY", "PROPFIND", "REPORT")
)


def normal_path(path: bytes) -> bytes:
    """RFC 3986, section 6.2.2: unreserved octets decoded, dot segments removed; repeated slashes are one.

    The very same object where nothing is to be done, which is nearly always. Linear in the path's length.
    """
    if b"%" not in path and b"//" not in path and b"/." not in path:
        return path
    head, *parts = path.split(b"%")
    pieces = [head]
    for part in parts:
        octet = _DECODED.get(part[:2])
        pieces.append(b"%" + part if octet is None else octet + part[2:])
    segments: list[bytes] = []
    trailing = False
    for segment in b"".join(pieces).split(b"/"):
        trailing = segment in (b"", b".", b"..")
        if segment == b"..":
            if segments:
                segments.pop()
        elif not trailing:
            segments.append(segment)
    tail = b"/" if trailing and segments else b""
    return b"/" + b"/".join(segments) + tail


def operation_template(method: str, path: bytes) -> str:
    """The operation of a request. `path` as it came, without its query. Some microseconds; short paths are remembered."""
    if method not in _METHODS:
        method = "OTHER"
    return f"{method} {_template(path) if len(path) <= _CACHED_BYTES else _template.__wrapped__(path)}"


@lru_cache(maxsize=4096)
def _template(path: bytes) -> str:
    segments = [segment.partition(b";")[0] for segment in normal_path(path[:4096]).split(b"/")]
    parts = [_segment(segment) for segment in segments[1 : MAX_SEGMENTS + 1] if segment]
    if len(segments) > MAX_SEGMENTS + 1:
        parts.append("…")
    template = "/" + "/".join(parts)
    return template if len(template) <= MAX_TEMPLATE else template[: MAX_TEMPLATE - 1] + "…"


def _segment(segment: bytes) -> str:
    if b"%" in segment:
        segment = unquote_to_bytes(segment)
    if _is_value(segment):
        return "{id}"
    if _LITERAL.issuperset(segment):
        return segment.decode("ascii")
    return "".join(chr(octet) if octet in _LITERAL else f"%{octet:02X}" for octet in segment)


def _is_value(segment: bytes) -> bool:
    """Numbers, dates, UUIDs, hexadecimal and base64 ids, e-mail addresses, tokens, whatever is long."""
    if segment.isalpha():
        return len(segment) > MAX_SEGMENT or (len(segment) >= 20 and not segment.islower())
    if segment.isdigit() or len(segment) > MAX_SEGMENT or b"@" in segment[1:]:
        return True
    digits = sum(octet in _DIGITS for octet in segment)
    if not digits:
        return False
    if digits >= 4 or _DIGITS.issuperset(segment.translate(None, b"-.,:+T_Z")):
        return True
    if len(segment) >= 8 and _HEX.issuperset(segment):
        return True
    # Short random ids mix cases and digits: `aB3dE9xQ`; `oauth2`, `v1` and `IPv4` do not look like that.
    return len(segment) >= 10 and segment.isalnum() and not segment.islower() and not segment.isupper() and digits >= 2
