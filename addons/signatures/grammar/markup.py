"""Whether a text holds markup that runs (CWE-79), read as an HTML parser reads it.

A tag's name, then attributes: what runs are script elements with code or a source, event handlers, and addresses whose
scheme is code. Ordinary markup (paragraphs, links, pictures, an embedded film) is content. `<script>` in a sentence runs
nothing: the words after it are no program.
"""

from __future__ import annotations

import re
from itertools import islice

LOOKED_AT = 4096
TAGS = 64
ATTRIBUTES = 40
_TAG = re.compile(r"<[\s/\x00]{0,4}(?:[a-z]{1,20}:)?([a-z][a-z0-9:!_-]{0,30})", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"[\s/\x00\"'`]{0,40}([^\s/>=\x00\"'`<]{1,60})[\s\x00]{0,20}(=[\s\x00]{0,20}(?:\"([^\"]{0,1000})\"?|'([^']{0,1000})'?|([^\s>]{1,1000})))?"
)
_HANDLER = re.compile(r"on[a-z]{3,30}\Z", re.IGNORECASE)
_OUT = re.compile(
    r"[\"'`][\s/\x00]{0,20}(?:[a-z]{2,20}(?:=\S{0,20})?[\s/]{1,10}){0,3}(on[a-z]{3,30})[\s\x00]{0,20}=[\s\x00]{0,20}(\S{1,200})",
    re.IGNORECASE,
)
_SCHEME = re.compile(
    r"[\x00-\x20]*(?:j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t|(?:v\s*b|l\s*i\s*v\s*e)\s*s\s*c\s*r\s*i\s*p\s*t|m\s*o\s*c\s*h\s*a|d\s*a\s*t\s*a)\s*:\s*(\S.{0,60})",
    re.IGNORECASE | re.DOTALL,
)
_DATA = re.compile(
    r"(?:text/(?:html|xml|javascript)|image/svg|application/(?:x-)?(?:javascript|xhtml|xml))", re.IGNORECASE
)
_CODE = re.compile(r"[\w$\])][\s]*(?:\(|`|=(?!=)|\.\w|\[)|[\"'`]\s*[+;]|//")
_PROGRAM = re.compile(r"[\w$\])]\(|`|[\w$]\s*=\s*[^=\s][^;]{0,80};|[\w$]\.[a-z]\w+\s*=|//|/\*|<!--")
ADDRESSES = frozenset(("href", "src", "action", "formaction", "data", "xlink:href", "background", "dynsrc", "lowsrc", "poster", "from", "to",
                       "values", "handler", "content", "code", "codebase", "classid", "srcset", "folder", "manifest", "ping", "style"))  # fmt: skip


def runs(text: str, at: int = 0) -> bool:
    """Whether markup in `text` runs; tags are looked for from `LOOKED_AT` characters before `at` to as many behind it."""
    start = max(0, at - LOOKED_AT)
    text = text[start : at + LOOKED_AT]
    for match in islice(_TAG.finditer(text), TAGS):
        if _tag_runs(match[1].lower(), text, match.end()):
            return True
    out = _OUT.search(text)
    return out is not None and _is_code(out[2])


def _tag_runs(name: str, text: str, at: int) -> bool:
    for match in islice(_ATTRIBUTE.finditer(text, at, at + 2000), ATTRIBUTES):
        between = text[at : match.start()]
        if ">" in between:
            break
        at = match.end()
        key = match[1].lower()
        value = next((part for part in (match[3], match[4], match[5]) if part is not None), "")
        if _HANDLER.match(key) and match[2] and value.strip() and _is_code(value):
            return True
        if key in ADDRESSES and code_address(
            value if match[5] is None else text[match.start(5) : match.start(5) + 1000]
        ):
            return True
        if key == "srcdoc" and value:
            return True
        if name.endswith("script") and key in {"src", "href", "xlink:href"} and value:
            return True
    if not name.endswith("script"):
        return False
    close = text.find(">", at - 1)
    content = text[close + 1 : close + 400].partition("</")[0] if close != -1 else ""
    return _PROGRAM.search(content[:200]) is not None


def code_address(value: str) -> bool:
    """Whether an address is code: `javascript:` and its kin, `data:` of a type that runs."""
    found = _SCHEME.match(value)
    if found is None:
        return False
    return value.lstrip()[:1].lower() != "d" or _DATA.match(found[1]) is not None


def _is_code(text: str) -> bool:
    return bool(_CODE.search(text)) or text.strip("\"' ;").isalnum() or "&#" in text or "\\" in text
