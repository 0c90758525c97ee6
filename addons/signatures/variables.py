"""SecLang's variables over a decoded request: which fields each of them means.

Three are ours: `VALUES`, whatever a client can put into a request, wherever it stands; `OPERATORS`, what stands under a name
such as `$ne` in a document, with the way to it; `TARGETS`, where to go next, if that is at another host.

Every field has one kind; a variable is a set of kinds. Made without looking at any rule, so that one list of values
serves them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

import msgspec

from addons.decode import Field
from addons.exchange import Exchange, Phase
from addons.signatures.grammar.redirects import LOOKED_AT, host_of, is_disguised, is_elsewhere, is_target
from addons.signatures.unwrap import unwrap

_GET = frozenset(("query",))
_POST = frozenset(("json", "form", "xml", "graphql", "body"))
GRAMMATICAL = frozenset(
    [
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "access-control-request-headers",
        "access-control-request-method",
        "authorization",
        "cache-control",
        "connection",
        "content-length",
        "content-type",
        "date",
        "dnt",
        "expect",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "keep-alive",
        "max-forwards",
        "origin",
        "pragma",
        "priority",
        "proxy-authorization",
        "range",
        "sec-ch-ua",
        "sec-ch-ua-mobile",
        "sec-ch-ua-platform",
        "sec-fetch-dest",
        "sec-fetch-mode",
        "sec-fetch-site",
        "sec-fetch-user",
        "te",
        "traceparent",
        "transfer-encoding",
        "upgrade",
        "upgrade-insecure-requests",
    ]
)
"""headers with a grammar of their own: as long as they keep to its signs, they are no values"""
_KEPT_TO = re.compile(r"[\w*/+;=.,: ?()-]{0,400}(?:\"[\w/). (;?:!-]{0,60}\"[\w;=., ()-]{0,60}){0,12}\Z")

VARIABLES = MappingProxyType(
    {
        "VALUES": _GET
        | _POST
        | {"query-name", "body-name", "header", "cookie", "cookie-name", "path", "segment", "file"},
        "ARGS": _GET | _POST,
        "ARGS_GET": _GET,
        "ARGS_POST": _POST,
        "ARGS_NAMES": frozenset(("query-name", "body-name")),
        "ARGS_GET_NAMES": frozenset(("query-name",)),
        "ARGS_POST_NAMES": frozenset(("body-name",)),
        "REQUEST_HEADERS": frozenset(("header", "grammatical")),
        "REQUEST_HEADERS_NAMES": frozenset(("header-name",)),
        "REQUEST_COOKIES": frozenset(("cookie",)),
        "REQUEST_COOKIES_NAMES": frozenset(("cookie-name",)),
        "REQUEST_FILENAME": frozenset(("path",)),
        "REQUEST_BASENAME": frozenset(("basename",)),
        "REQUEST_URI": frozenset(("uri",)),
        "REQUEST_URI_RAW": frozenset(("uri",)),
        "QUERY_STRING": frozenset(("query-string",)),
        "REQUEST_METHOD": frozenset(("method",)),
        "REQUEST_PROTOCOL": frozenset(("protocol",)),
        "REQUEST_LINE": frozenset(("line",)),
        "REQUEST_BODY": frozenset(("request-body",)),
        "FILES": frozenset(("file",)),
        "FILES_NAMES": frozenset(("file-name",)),
        "FILES_TMP_CONTENT": frozenset(("upload",)),
        "XML": frozenset(("xml",)),
        "OPERATORS": frozenset(("operator",)),
        "TARGETS": frozenset(("target",)),
        "MATCHED_VAR": frozenset(("matched",)),
    }
)
POLLUTED = 16
"""values of one kind that are made of fields, at most"""
PLAIN_PATH = re.compile(rb"[\w/.~:@-]*\Z")
_NAMES = MappingProxyType(
    {
        "query": "query-name", "json": "body-name", "form": "body-name", "xml": "body-name",
        "header": "header-name", "grammatical": "header-name", "cookie": "cookie-name", "file": "file-name",
    }
)  # fmt: skip
DERIVED = frozenset(("basename", "uri", "query-string", "method", "protocol", "line", "request-body"))
"""kinds that are made only where a rule asks for them"""


class Value(msgspec.Struct, frozen=True, gc=False):
    """A text to look at: of which kind, under which name, and where it stood."""

    kind: str
    name: str
    text: str
    location: str


def values_of(fields: Iterable[Field], derived: Iterable[Value]) -> list[Value]:
    """All values of one phase; names once each."""
    out: list[Value] = []
    names: set[tuple[str, str]] = set()
    for item in fields:
        kind = item.location.partition(":")[0]
        if kind == "header" and item.name in GRAMMATICAL and _KEPT_TO.match(item.value):
            kind = "grammatical"
        out.append(Value(kind, item.name, item.value, item.location))
        name_kind = _NAMES.get(kind)
        if name_kind is not None and item.name and (name_kind, item.name) not in names:
            names.add((name_kind, item.name))
            out.append(Value(name_kind, item.name, item.name, item.location))
    out.extend(derived)
    return out


def segments(path: bytes) -> list[Value]:
    """The parts of a path that are more than names: each may be a value of its own. Split before they are decoded."""
    if PLAIN_PATH.match(path):
        return []
    parts = [unquote_to_bytes(part).decode("utf-8", "surrogateescape") for part in path[:8192].split(b"/", 64) if part]
    return [Value("segment", "path", text, "path") for text in parts]


def operators(fields: Iterable[Field]) -> list[Value]:
    """Fields of a document that are named like an operator (`$ne`), with the way to them: `json:/user/$ne=x`."""
    return [
        Value("operator", item.name, f"{item.location}={item.value[:200]}", item.location)
        for item in fields
        if "/$" in item.location or "/__proto__" in item.location or "/prototype" in item.location
    ]


def targets(fields: Iterable[Field], host: str) -> list[Value]:
    """Parameters that say where to go next and name a host that is not `host`'s, with how they do."""
    named = [
        item for item in fields if item.name and item.value and is_target(item.name) and item.location[:7] != "header:"
    ]
    out: list[Value] = []
    for item in named[:POLLUTED]:
        text = unwrap(item.value[:LOOKED_AT])
        goes_to = host_of(text)
        if goes_to and is_elsewhere(goes_to, host):
            how = "in disguise" if is_disguised(text) else "elsewhere"
            out.append(Value("target", item.name, f"target {how}: {item.value[:200]}", item.location))
    return out


def polluted(fields: Iterable[Field]) -> list[Value]:
    """Values of parameters that are given more than once, put together as some servers do: with a comma, and without."""
    given: dict[str, list[Field]] = {}
    for item in fields:
        if item.location[:5] in {"query", "form:"} and item.name:
            given.setdefault(item.name, []).append(item)
    out: list[Value] = []
    for name, several in given.items():
        if 1 < len(several) <= POLLUTED:
            first = several[0].location
            pieces = [item.value[:512] for item in several]
            out += [Value(first.partition(":")[0], name, glue.join(pieces), first) for glue in (",", "")]
    return out


def derived_values(exchange: Exchange, phase: Phase, kinds: frozenset[str]) -> list[Value]:
    """The values of `kinds` that are no fields of their own."""
    if not kinds:
        return []
    request = exchange.request
    out: list[Value] = []

    def add(kind: str, text: str) -> None:
        if kind in kinds and text:
            out.append(Value(kind, kind, text, kind))

    if phase is Phase.REQUEST_BODY:
        if "request-body" in kinds:
            add("request-body", exchange.payload.body.decode("utf-8", "surrogateescape"))
        return out
    path = request.path.decode("utf-8", "surrogateescape")
    query = request.query.decode("utf-8", "surrogateescape")
    uri = f"{path}?{query}" if query else path
    add("uri", uri)
    add("query-string", query)
    add("basename", path.rpartition("/")[2])
    add("method", request.method)
    add("protocol", request.version)
    add("line", f"{request.method} {uri} {request.version}")
    return out
