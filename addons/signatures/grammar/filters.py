"""Whether a text closes an LDAP filter it stands in and opens another (CWE-90, RFC 4515).

A value stands within `(attribute=…)`. A parenthesis it closes without having opened it ends that item; an item or a
boolean operator behind it is a filter of the caller's. Parentheses of prose come in pairs.
"""

from __future__ import annotations

import re

LOOKED_AT = 1024
_ITEM = re.compile(r"\s*\(*\s*(?:[&|!]|[a-z][\w;.-]{0,40}\s*[~<>]?=)", re.IGNORECASE)


def closes_filter(text: str) -> bool:
    depth = 0
    text = text[:LOOKED_AT]
    for at, char in enumerate(text):
        if char == "(":
            depth += 1
        elif char == ")":
            if depth:
                depth -= 1
                continue
            rest = text[at + 1 :].lstrip(")")
            if rest.startswith("(") and _ITEM.match(rest[1:]):
                return True
            cut = rest[:1] in {"\0", "%"} or rest[:1] == ""
            return cut and (text[max(0, at - 1) : at] == "*" or rest[:1] == "\0") and " " not in text
        elif char in "\"'<>{}":
            return False
    return False
