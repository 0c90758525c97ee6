"""Whether an XML document makes its parser fetch or expand (CWE-611, CWE-776), read as XML 1.0 section 2.8 and 4.2 write it.

A document type declaration by itself is harmless: HTML pages, drawings and property lists begin with one. What harms is an
external subset at an address that publishes no document types, an entity of the outside, a parameter entity, and an entity
made of others. An entity that stands for plain words (editors of drawings write some for their namespaces) is none of these.
"""

from __future__ import annotations

import re
from itertools import islice

from addons.decode.xml_body import is_published

LOOKED_AT = 16 * 1024
DECLARATIONS = 64
PLAIN = 2000
"""characters of an entity from which on it is there to be repeated"""
_LITERAL = r"(?:\"([^\"]{0,1000})\"|'([^']{0,1000})')"
_DOCTYPE = re.compile(
    rf"<!doctype\s+[^\s\[>\"']{{1,200}}\s*(?:(system|public)\s*{_LITERAL}\s*(?:{_LITERAL})?)?\s*(\[)?", re.IGNORECASE
)
_ELSEWHERE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]{0,30}:|[/\\%])", re.IGNORECASE)
"""an address that is not beside the document itself"""
_DECLARED = re.compile(
    rf"<!--(?s:.{{0,4000}}?)-->|<!entity\s+(%\s)?\s*[^\s\"'<>]{{1,200}}\s+(?:(system|public)\b|(\"[^\"]{{0,{PLAIN}}}\"?|'[^']{{0,{PLAIN}}}'?))"
    r"|<!notation\s+\S{1,200}\s+(system)\b|(%[^\s;%]{1,200};)",
    re.IGNORECASE,
)
_MADE_OF_OTHERS = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)[^\s;&]{1,100};|%[^\s;%]{1,100};|<!|&#(?:x0{0,6}25|0{0,6}37);", re.IGNORECASE
)


def loads(text: str) -> bool:
    """Whether a declaration in the first `LOOKED_AT` characters of `text` fetches something or grows."""
    text = text[:LOOKED_AT]
    for match in islice(_DOCTYPE.finditer(text), 4):
        kind = (match[1] or "").lower()
        first = match[2] if match[2] is not None else match[3] or ""
        second = match[4] if match[4] is not None else match[5] or ""
        address = first if kind == "system" else second
        if _ELSEWHERE.match(address) and not is_published(address):
            return True
        if match[6] and _subset_loads(text, match.end()):
            return True
    return False


def _subset_loads(text: str, at: int) -> bool:
    for found in islice(_DECLARED.finditer(text, at), DECLARATIONS):
        parameter, outside, value, notation, reference = found.groups()
        if parameter or outside or notation or reference:
            return True
        if value and (len(value) > PLAIN or _MADE_OF_OTHERS.search(value)):
            return True
    return False
