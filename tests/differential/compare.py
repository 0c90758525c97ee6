"""What an origin saw against what the addons saw, field by field; written from the RFCs, not from the gateway's code.

A gateway may change, and here does (RFC 9110 section 7.6, RFC 9112 section 6): the framing of a body, which becomes one length or
chunks; hop-by-hop fields and those that Connection names; its own fields. All else has to arrive as the addons saw it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

HOP_BY_HOP = frozenset(
    [
        "connection",
        "http2-settings",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "upgrade",
    ]
)
FRAMING = frozenset(("content-length", "transfer-encoding"))
OURS = frozenset(("x-request-id", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"))
NEVER_NAMED = frozenset(["host", "content-length", "content-type", "authorization", "cookie"])
"""what a client may not have dropped by naming it in Connection"""

ALLOWED: Mapping[str, str] = {
    "nginx": "drops fields with an underscore (underscores_in_headers off) and Expect: it hides, it does not change",
    "http.server": "reads a path that begins with several slashes as if there were one (against open redirects, gh-87389)",
}
"""what an origin does by itself, with or without a gateway before it"""


def by_name(fields: Iterable[Iterable[str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in fields:
        values.setdefault(name.lower(), []).append(value)
    return values


def expected_fields(seen: Mapping[str, Any]) -> dict[str, list[str]]:
    """Of what the addons saw: what has to be at the origin, by name."""
    fields = by_name(seen["fields"])
    named = {
        token.strip().lower() for value in fields.get("connection", ()) for token in value.split(",")
    } - NEVER_NAMED
    left = {
        name: values
        for name, values in fields.items()
        if name not in HOP_BY_HOP | FRAMING | {"host"}
        and not (name == "expect" and all(value.lower() == "100-continue" for value in values))
        and name not in named
        and name.replace("_", "-") not in OURS
    }
    if seen["http2"] and "cookie" in left:  # RFC 9113 section 8.2.3
        left["cookie"] = ["; ".join(left["cookie"])]
    return left


def differences(make: str, addons: Mapping[str, Any], origin: Mapping[str, Any]) -> list[str]:
    """In words; empty where the two are the same request."""
    problems = []
    if origin["method"] != addons["method"]:
        problems.append(f"method {addons['method']!r} became {origin['method']!r}")
    targets = {addons["path"] + "?" + addons["query"]} if addons["query"] else {addons["path"], addons["path"] + "?"}
    if make == "http.server":
        targets = {re.sub("^/+", "/", target) for target in targets}
    if origin["target"] not in targets:
        problems.append(f"target {addons['path']!r} ? {addons['query']!r} became {origin['target']!r}")
    if addons["whole"] and not addons["streamed"] and origin["body"] != addons["body"]:
        problems.append(f"body {addons['body']!r} became {origin['body']!r}")
    got = by_name(origin["fields"])
    hosts = got.pop("host", [])
    if [host.lower() for host in hosts if host] != [host.lower() for host in [addons["host"]] if host]:
        problems.append(f"host {addons['host']!r} became {hosts!r}")
    for name in HOP_BY_HOP | FRAMING | OURS:
        got.pop(name, None)
    wanted = expected_fields(addons)
    if make == "nginx":
        wanted = {name: values for name, values in wanted.items() if "_" not in name and name != "expect"}
    return problems + [
        f"field {name!r}: {wanted.get(name)} became {got.get(name)}"
        for name in sorted(wanted.keys() | got.keys())
        if wanted.get(name) != got.get(name)
    ]
