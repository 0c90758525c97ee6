"""JSON and newline-delimited JSON as fields.

The parser takes the last of duplicate keys and says nothing, so duplicates are found by arithmetic: every key brings
one structural colon, so the colons of the text less those inside strings are the keys. Where escapes could spell a
colon the slow parser counts. Nesting, count and size are bounded in an own walk without recursion.
"""

from __future__ import annotations

import json
from typing import Any

import orjson

from addons.decode.graphql import decode_graphql
from addons.decode.model import DecodeLimits, Field, Problem
from addons.decode.text import LOCATION, decode, part

VALUES = 500_000
"""commas and brackets beyond which a body is not parsed: each may become an object in memory"""


def decode_json(
    body: bytes, limits: DecodeLimits, fields: list[Field], problems: list[Problem], *, declared: bool = True
) -> bool:
    """Append the values of one JSON text; False (and a problem, where it was `declared` JSON) where it is none."""
    if len(body) > VALUES and body.count(b",") + body.count(b"[") + body.count(b"{") > VALUES:
        problems.append(Problem("payload-fields", "json", f"more than {VALUES} values"))
        return False
    if body.startswith(b"\xef\xbb\xbf"):
        body = body[3:]
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return _slow(body, str(error), limits, fields, problems, declared=declared)
    colons = walk(document, "json:", limits, fields, problems)
    if colons is None:
        return True
    spelled = b"\\u003a" in body or b"\\u003A" in body
    if _duplicates(body) if spelled else body.count(b":") != colons:
        problems.append(Problem("payload-json-duplicate", "json", "an object names a key twice"))
    return True


def decode_ndjson(body: bytes, limits: DecodeLimits, fields: list[Field], problems: list[Problem]) -> None:
    """One JSON text a line; the first line that is none is reported, and all that cannot be read stay text."""
    lines = body.split(b"\n", limits.fields)
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        if len(fields) > limits.fields or not decode_json(line, limits, fields, problems):
            rest = b"\n".join(lines[number:])[: limits.field_bytes]
            fields.append(Field("body:", "", rest.decode("utf-8", "surrogateescape")))
            return


def walk(document: Any, root: str, limits: DecodeLimits, fields: list[Field], problems: list[Problem]) -> int | None:
    """Append every scalar under `document`; the number of colons its text must have, None where it was not walked out.

    Scalars are fields named by their nearest key. Depth first, siblings in order of their containers.
    """
    colons = 0
    room = limits.fields
    size = limits.field_bytes
    depth = limits.depth
    stack: list[tuple[Any, str, str, int]] = [(document, root, "", 0)]
    while stack:
        node, location, name, level = stack.pop()
        kind = type(node)
        pairs: Any
        if kind is dict:
            colons += len(node)
            pairs = node.items()
        elif kind is list:
            pairs = enumerate(node)
        else:
            pairs = (("", node),)
        if level > depth:
            problems.append(Problem("payload-depth", location[:LOCATION], f"nested deeper than {depth}"))
            return None
        in_object = kind is dict
        for key, value in pairs:
            if in_object:
                name = key
                if ":" in key:
                    colons += key.count(":")
                if "\0" in key:
                    problems.append(Problem("payload-nul", location, "a NUL character in a key"))
                here = f"{location}/{key}" if len(key) < 40 and key.isprintable() else f"{location}/{part(key)}"
            elif kind is list:
                here = f"{location}/{key}"
            else:
                here = location
            value_kind = type(value)
            if value_kind is str:
                if ":" in value:
                    colons += value.count(":")
                if "\0" in value:
                    problems.append(Problem("payload-nul", here, "a NUL character"))
                if len(value) > size:
                    problems.append(Problem("payload-field-size", here, f"more than {size} characters"))
                text = value[:size]
                if name == "query" and level <= 1 and kind is dict and decode_graphql(value, limits, fields):
                    room -= 1
                    continue
            elif value_kind is dict or value_kind is list:
                if value:
                    stack.append((value, here[:LOCATION], name, level + 1))
                    continue
                text = ""
            else:
                text = "" if value is None else "true" if value is True else "false" if value is False else str(value)
            room -= 1
            if room < 0:
                problems.append(Problem("payload-fields", "json", f"more than {limits.fields} fields"))
                return None
            fields.append(Field(here, name, text))
    return colons


def _slow(
    body: bytes, why: str, limits: DecodeLimits, fields: list[Field], problems: list[Problem], *, declared: bool
) -> bool:
    """What the strict parser refused: too deep, lone surrogates and NaN (read, and reported), or no JSON at all."""
    if "depth limit" in why or "ecursion" in why:
        problems.append(Problem("payload-depth", "json", f"nested deeper than {limits.depth}"))
        return False
    scratch: list[Problem] = []
    text = decode(body, "json", scratch)
    try:
        document = json.loads(text)
    except RecursionError:
        problems.append(Problem("payload-depth", "json", f"nested deeper than {limits.depth}"))
        return False
    except ValueError:
        if declared:
            problems.extend(p for p in scratch if p.rule != "payload-nul")
            problems.append(Problem("payload-json-malformed", "json", f"no valid JSON: {why}"[:200]))
        return False
    if not declared and type(document) not in (dict, list):
        return False
    problems.extend(scratch)
    problems.append(Problem("payload-json-lax", "json", f"JSON only for lenient readers: {why}"[:200]))
    walk(document, "json:", limits, fields, problems)
    if _duplicates(body):
        problems.append(Problem("payload-json-duplicate", "json", "an object names a key twice"))
    return True


class _Twice(ValueError):  # noqa: N818
    pass


def _duplicates(body: bytes) -> bool:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) != len(found):
            raise _Twice
        return made

    try:
        json.loads(body.decode("utf-8", "surrogateescape"), object_pairs_hook=pairs)
    except _Twice:
        return True
    except (ValueError, RecursionError):
        return False
    return False
