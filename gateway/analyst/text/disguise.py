"""How attacks hide: other spellings that an interpreter reads as the same. Own work after RFC 3986, HTML, SQL and shell rules.

Every disguise takes a `Random` and a text and gives a text; `disguised` puts none to three of them on. Of percent encodings
only what the classifier does not undo itself is worth teaching, but all are drawn: what is undone once too often must not
read like good text.
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Final
from urllib.parse import quote

Disguise = Callable[[Random, str], str]


def percent(random: Random, text: str) -> str:
    """Reserved characters, or all, or twice."""
    kind = random.randrange(3)
    if kind == 0:
        return quote(text, safe="")
    everything = "".join(f"%{byte:02x}" if random.random() < 0.8 else chr(byte) for byte in text.encode() if byte < 128)
    return everything if kind == 1 else quote(quote(text, safe=""), safe="")


def plus(random: Random, text: str) -> str:  # noqa: ARG001
    return text.replace(" ", "+")


def comments(random: Random, text: str) -> str:
    """SQL comments in place of blanks."""
    between = random.choice(("/**/", "/*!*/", f"/*{random.randrange(100)}*/", "/**//**/", "%0a", "%09", "--%0a", "+"))
    return text.replace(" ", between)


def versioned(random: Random, text: str) -> str:
    """MySQL's executable comments around keywords."""
    words = text.split(" ")
    return " ".join(
        f"/*!{random.choice(('', '50000'))}{w}*/" if w.isalpha() and random.random() < 0.4 else w for w in words
    )


def entities(random: Random, text: str) -> str:
    kind = random.randrange(3)
    if kind == 0:
        return html.escape(text)
    shape = "&#{};" if kind == 1 else "&#x{:x};"
    return "".join(shape.format(ord(c)) if random.random() < 0.5 and not c.isspace() else c for c in text)


def unicode_escapes(random: Random, text: str) -> str:
    shape = random.choice(("\\u{:04x}", "\\x{:02x}", "%u{:04x}"))
    odd = "<>'\"()/;={}[]"
    return "".join(shape.format(ord(c)) if c in odd and random.random() < 0.8 else c for c in text)


def wide(random: Random, text: str) -> str:
    """Full-width forms, which some interpreters fold back."""
    if "%" in text:
        return text
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and random.random() < 0.5 else c for c in text)


def wrapped(random: Random, text: str) -> str:  # noqa: ARG001
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


def quoted(random: Random, text: str) -> str:  # noqa: ARG001
    """As a JSON string within a string."""
    return json.dumps({"v": text})[6:-1]


def broken_words(random: Random, text: str) -> str:
    """Quotes, carets and backslashes within words, which shells drop."""
    mark = random.choice(("''", '""', "\\", "^", "$@", "${x}"))
    return " ".join(w[:1] + mark + w[1:] if len(w) > 2 and w.isalpha() else w for w in text.split(" "))


def field_separators(random: Random, text: str) -> str:
    """Blanks as shells may be told them."""
    return text.replace(" ", random.choice(("${IFS}", "$IFS$9", "<", "\t", "{,}")))


def nul(random: Random, text: str) -> str:
    return text + random.choice(("\0", "%00", "\\0", "%2500", "\0.png", "%00.jpg"))


ANY: Final[Sequence[Disguise]] = (percent, percent, plus, unicode_escapes, wide, quoted)
BY_CLASS: Final[dict[str, Sequence[Disguise]]] = {
    "sqli": (*ANY, comments, comments, versioned),
    "nosqli": ANY,
    "xss": (*ANY, entities, entities),
    "rce": (*ANY, broken_words, field_separators),
    "traversal": (*ANY, nul, nul),
    "ssti": ANY,
    "ssrf": (percent, plus),
    "xxe": (percent, quoted),
    "ldap": (percent, nul),
    "deserialisation": (percent,),
    "code": (*ANY, wrapped),
}
PLAIN: Final = 0.6
"""share of attacks that hide behind nothing"""


def disguised(random: Random, kind: str, text: str) -> str:
    if random.random() < PLAIN:
        return text
    chosen = {random.choice(BY_CLASS[kind]): None for _ in range(random.choice((1, 1, 1, 2)))}
    for disguise in sorted(chosen, key=lambda one: one is percent):
        text = disguise(random, text)
    return text
