"""A GraphQL document as fields: its string literals and comments.

Names and punctuation of a document are syntax, not data: they reach no database and no shell, and to look for
attacks in them is how GraphQL traffic gets blocked. What is no GraphQL down to the last character is no document.
"""

from __future__ import annotations

from addons.decode.model import DecodeLimits, Field

SYNTAX = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_!$&():=@[]{}|.,-+ \t\r\n\ufeff")
OPENERS = ("{", "query", "mutation", "subscription", "fragment", "#")


def decode_graphql(text: str, limits: DecodeLimits, fields: list[Field]) -> bool:
    """Append the literals of a document; False, and nothing appended, where `text` is none."""
    start = text[:200].lstrip("\ufeff \t\r\n,")
    if not start.startswith(OPENERS) or "{" not in text:
        return False
    found: list[Field] = []
    at, end = 0, len(text)
    braces = 0
    while at < end:
        quote, comment = text.find('"', at), text.find("#", at)
        stops = [stop for stop in (quote, comment) if stop != -1]
        stop = min(stops) if stops else end
        syntax = text[at:stop]
        if not SYNTAX.issuperset(syntax):
            return False
        braces += syntax.count("{") - syntax.count("}")
        if stop == end:
            break
        if stop == comment:
            close = text.find("\n", stop)
            close = end if close == -1 else close
            literal, at = text[stop + 1 : close], close
        elif text.startswith('"""', stop):
            close = text.find('"""', stop + 3)
            if close == -1:
                return False
            literal, at = text[stop + 3 : close], close + 3
        else:
            close = _closing(text, stop + 1)
            if close == -1:
                return False
            literal, at = text[stop + 1 : close].replace('\\"', '"').replace("\\\\", "\\"), close + 1
        if literal.strip():
            if len(found) >= limits.fields:
                return False
            found.append(Field("graphql:literal", "literal", literal[: limits.field_bytes]))
    if braces:
        return False
    fields.extend(found)
    return True


def _closing(text: str, at: int) -> int:
    while True:
        close = text.find('"', at)
        if close == -1 or "\n" in text[at:close]:
            return -1
        back = close
        while text[back - 1] == "\\":
            back -= 1
        if (close - back) % 2 == 0:
            return close
        at = close + 1
