"""A request as numbers, the same whether it passes just now or is read from the record of it.

Invariant: `seen_in_exchange` of a request and `seen_in_record` of the record the gateway made of it are equal, so training
on what was recorded and serving inline see the same figures (held by a property test). That is why paths and queries are
taken redacted and cut, as they are recorded, and why headers and fields of bodies, which are not recorded, have no part.

Feature (its place)          what it is
path_length, query_length,   characters, as log(1 + n)
path_longest, query_longest  the longest segment; the longest of the query's name=value pairs; as log(1 + n)
path_odd, query_odd          octets that are neither letters, digits, nor usual punctuation, as log(1 + n)
path_digits, query_digits    share of digits, 0–1
query_parameters             pieces of the query, as log(1 + n)
request_bytes                the body, as log(1 + n)
agent_length, agent_words    of the User-Agent, as log(1 + n)
agent_digits, agent_browser  share of digits; 1 where it begins as browsers' do
named, writes                1: the caller shows more than an address; 1: the method is none of GET, HEAD, OPTIONS
day_sin, day_cos             the time of day (UTC) on a circle, so that 23:59 is beside 00:00
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final, Protocol

import msgspec

from addons.exchange import Exchange, IdentityKind
from addons.redact import plain_path, redact_path

PATH_CHARACTERS: Final = 1024
QUERY_CHARACTERS: Final = 1024
AGENT_CHARACTERS: Final = 256
DAY: Final = 86_400_000_000
"""microseconds"""

FEATURES: Final = (
    "path_length", "path_longest", "path_odd", "path_digits",
    "query_length", "query_longest", "query_odd", "query_digits", "query_parameters",
    "request_bytes",
    "agent_length", "agent_words", "agent_digits", "agent_browser",
    "named", "writes", "day_sin", "day_cos",
)  # fmt: skip
"""In the order of what `measure` returns."""
RELATIVE: Final = ("path_length", "query_length", "query_parameters", "request_bytes")
"""Features a model also compares with what is usual for the operation."""

_DIGITS: Final = b"0123456789"
_PATH_WORDS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"
_QUERY_WORDS: Final = _PATH_WORDS + b"=&+,:@"
_READING: Final = frozenset(("GET", "HEAD", "OPTIONS"))


class Recorded(Protocol):
    """What of a record is read: `addons.record.Record` and the store's rows have it. `at` microseconds since the epoch."""

    @property
    def at(self) -> int: ...
    @property
    def operation(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def query(self) -> str: ...
    @property
    def user_agent(self) -> str: ...
    @property
    def request_bytes(self) -> int: ...
    @property
    def identity_kind(self) -> str: ...


class Seen(msgspec.Struct, frozen=True, gc=False):
    """What the features are computed from. `at` microseconds since the epoch, UTC; texts redacted and cut."""

    at: int
    operation: str
    method: str
    path: str
    query: str
    user_agent: str
    request_bytes: int
    named: bool


def seen_in_exchange(exchange: Exchange, now: float, request_bytes: int) -> Seen:
    """`now`: UTC seconds; `request_bytes`: of the body, or what the head says it will have."""
    request = exchange.request
    agent = request.header(b"user-agent") or b""
    return Seen(
        int(now * 1e6),
        exchange.operation,
        request.method[:16],
        plain_path(redact_path(request.path[:PATH_CHARACTERS].decode("utf-8", "replace")))[:PATH_CHARACTERS],
        exchange.recorded_query[:QUERY_CHARACTERS],
        agent[:AGENT_CHARACTERS].decode("utf-8", "replace"),
        request_bytes,
        exchange.identity.kind is not IdentityKind.ADDRESS,
    )


def seen_in_record(record: Recorded) -> Seen:
    return Seen(
        record.at,
        record.operation,
        record.method,
        plain_path(record.path)[:PATH_CHARACTERS],
        record.query[:QUERY_CHARACTERS],
        record.user_agent[:AGENT_CHARACTERS],
        record.request_bytes,
        record.identity_kind != "address",
    )


def measure(seen: Seen) -> list[float]:
    """The features, in the order of `FEATURES`. Never raises; linear in texts of bounded length; some 6 µs."""
    path, query = seen.path.encode("utf-8", "replace"), seen.query.encode("utf-8", "replace")
    angle = seen.at % DAY * (math.tau / DAY)
    log = math.log1p
    if query:
        pieces = query.split(b"&")
        size = len(query)
        of_query = [
            log(size),
            log(max(map(len, pieces))),
            log(len(query.translate(None, _QUERY_WORDS))),
            (size - len(query.translate(None, _DIGITS))) / size,
            log(len(pieces)),
        ]
    else:
        of_query = [0.0] * 5
    size = len(path)
    return [
        log(size),
        log(max(map(len, path.split(b"/")))),
        log(len(path.translate(None, _PATH_WORDS))),
        (size - len(path.translate(None, _DIGITS))) / size if size else 0.0,
        *of_query,
        log(max(0, seen.request_bytes)),
        *_agent(seen.user_agent),
        float(seen.named),
        float(seen.method not in _READING),
        math.sin(angle),
        math.cos(angle),
    ]


@lru_cache(maxsize=1024)
def _agent(agent: str) -> tuple[float, float, float, float]:
    raw = agent.encode("utf-8", "replace")
    digits = len(raw) - len(raw.translate(None, _DIGITS))
    return (
        math.log1p(len(raw)),
        math.log1p(len(raw.split())),
        digits / len(raw) if raw else 0.0,
        float(agent.startswith("Mozilla/")),
    )
