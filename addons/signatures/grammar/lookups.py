"""Log4j's lookups, resolved as it resolves them (CVE-2021-44228): does one of them end up asking JNDI?

Innermost first: a default (`${x:-j}`), a change of case, a quoted date, base64; whatever else is asked for cannot be known
here and is nothing. So no spelling of `jndi` has to be listed. Bounded: `ROUNDS` replacements a text.
"""

from __future__ import annotations

import base64
import binascii
import re

LOOKED_AT = 4096
ROUNDS = 200
_INNERMOST = re.compile(r"\$\{([^${}]{0,400})\}")
_ASKED = re.compile(r"\$\{\s*jndi\s*:", re.IGNORECASE)


def fetches(text: str) -> bool:
    """Whether a lookup in `text` is one of JNDI, once those within it are resolved."""
    start = text.find("${")
    if start == -1:
        return False
    text = text[start : start + LOOKED_AT]
    for _ in range(ROUNDS):
        if _ASKED.search(text):
            return True
        found = _INNERMOST.search(text)
        if found is None:
            break
        text = text[: found.start()] + _resolved(found[1]) + text[found.end() :]
    return _ASKED.search(text) is not None


def _resolved(asked: str) -> str:
    name, default, value = asked.partition(":-")
    if default:
        return value
    name, _, value = asked.partition(":")
    kind = name.strip().lower()
    if kind in {"lower", "upper"}:
        return value
    if kind == "date":
        return value.strip().strip("'\"")
    if kind in {"base64", "base64decoder"}:
        try:
            return base64.b64decode(value + "=" * (-len(value) % 4)).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return ""
    return ""
