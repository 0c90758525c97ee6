"""What differs between two policies: leaf by leaf, by names people know, secrets masked.

Invariant: applying the changes' `after` to the older document gives the newer one. A list of plain values is one leaf;
an API that was renamed is one API, found by its id and called by its newer name. Default values are told as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec

from gateway.policy.document import Policy


@dataclass(frozen=True, slots=True)
class Change:
    """`path` is a JSON pointer such as `/apis/orders/mode`; None: was not, is not."""

    path: str
    before: Any
    after: Any


def changes(before: Policy | None, after: Policy | None) -> list[Change]:
    """From `before` to `after`, by path; None: there was no policy yet."""
    old, new = _tree(before or Policy()), _tree(after or Policy())
    names = {key: api["name"] for tree in (old, new) for key, api in tree["apis"].items()}
    found: list[Change] = []
    for part in ("apis", "detectors", "exclusions"):
        for key in sorted(old[part].keys() | new[part].keys()):
            shown = names[key] if part == "apis" else key
            found += _differences(f"/{part}/{_escaped(shown)}", old[part].get(key), new[part].get(key))
    return found


def _tree(policy: Policy) -> dict[str, dict[str, Any]]:
    return {
        "apis": {str(api.id): _plain(api) for api in policy.apis},
        "detectors": {name: _plain(settings) for name, settings in policy.detectors.items()},
        "exclusions": {str(one.id): _plain(one) for one in policy.exclusions},
    }


def _plain(value: Any) -> Any:
    """Plain data with every default filled in: what is left out on one side is the same as its default on the other."""
    if isinstance(value, msgspec.Struct):
        return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value.value if isinstance(value, Enum) else value


def _differences(path: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            yield from _differences(f"{path}/{_escaped(key)}", before.get(key), after.get(key))
    elif _is_alike(before, after):
        for position, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _differences(f"{path}/{position}", one, other)
    else:
        yield Change(path, before, after)


def _is_alike(before: Any, after: Any) -> bool:
    """Two lists of as many objects: told object by object."""
    if not (isinstance(before, list) and isinstance(after, list) and len(before) == len(after)):
        return False
    return all(isinstance(part, dict) for part in (*before, *after))


def _escaped(key: str) -> str:
    """RFC 6901, section 3."""
    return key.replace("~", "~0").replace("/", "~1")
