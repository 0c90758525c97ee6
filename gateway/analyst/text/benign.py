"""What good clients send, as grammars of our own and a few makers: prose, code, markup, queries, identifiers, links, prompts.

good_code    what those who program send
good_words   what everybody else does

Chosen to be hard: what developers, analysts and writers send has quotes, brackets, statements of SQL and shell commands in
it, and is no attack. Made, not copied, and not from any collection that results are checked on.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Any, Final

from gateway.analyst.text.good_code import CODE, LOGS, QUERIES
from gateway.analyst.text.good_words import DOCS, MARKUP, PLAIN, PROMPTS, SMALL, WEB
from gateway.analyst.text.grammar import Source, domain, number, token, word
from gateway.analyst.text.tongues import prose, sentence


def _value(random: Random) -> Any:
    return random.choice((random.randrange(10_000), random.random() < 0.5, None, word(random), sentence(random), domain(random), round(random.random() * 100, 2)))  # fmt: skip


def document(random: Random) -> str:
    """JSON that stands within a value."""
    inner: dict[str, Any] = {word(random): _value(random) for _ in range(random.randint(1, 5))}
    operators = {"range": {word(random): {"gte": 1, "lt": 9}}, "match": {word(random): sentence(random)}, "bool": {"must": [inner], "should": []}}  # fmt: skip
    whole = random.choice((inner, [inner, inner], {"query": operators, "size": 10}, {"aggs": {word(random): {"terms": {"field": word(random)}}}}, {"data": {"attributes": inner, "id": 1}}))  # fmt: skip
    return json.dumps(whole, ensure_ascii=random.random() < 0.5, indent=random.choice((None, None, 2)))


def identifier(random: Random) -> str:
    """Ids and tokens of common shapes."""
    raw = random.randbytes(random.randint(8, 60))
    return random.choice(
        (
            str(uuid.UUID(bytes=random.randbytes(16), version=4)),
            base64.b64encode(raw).decode(),
            base64.urlsafe_b64encode(raw).decode().rstrip("="),
            f"eyJhbGciOiJIUzI1NiJ9.{base64.urlsafe_b64encode(raw).decode()}.{token(random)}",
            f"sk_{word(random)}_{token(random)}",
            raw.hex(),
            f"{number(random)}|{token(random)}",
            f"GA1.2.{number(random)}.{number(random)}",
            f"{word(random)}%3A{number(random)}%7C{token(random)}",
            f"%7B%22{word(random)}%22%3A{number(random)}%2C%22{word(random)}%22%3A%22{token(random)}%22%7D",
            f"{word(random)}:{token(random)}:{number(random)}",
            f"{word(random)}={number(random)}&{word(random)}={token(random)}",
        )
    )


def post(random: Random) -> str:
    """What developers write: sentences around a piece of code."""
    fence = random.choice(("```", "```sql", "```python", "```bash", "```js", "`"))
    piece = CODE.draw(random, "start")
    parts = [prose(random, "en"), f"{fence}\n{piece}\n```" if fence != "`" else f"`{piece}`", prose(random, "en")]
    return random.choice(("\n\n", "\n", " ")).join(parts[random.randrange(2) :])


_KINDS: Final[Mapping[str, tuple[int, Source]]] = MappingProxyType(
    {
        "prose": (18, prose),
        "code": (10, lambda random: CODE.draw(random, "start")),
        "post": (7, post),
        "query": (8, lambda random: QUERIES.draw(random, "start")),
        "markup": (5, lambda random: MARKUP.draw(random, "start")),
        "docs": (5, lambda random: DOCS.draw(random, "start")),
        "web": (8, lambda random: WEB.draw(random, "start")),
        "log": (4, lambda random: LOGS.draw(random, "start")),
        "prompt": (5, lambda random: PROMPTS.draw(random, "start")),
        "json": (7, document),
        "id": (5, identifier),
        "plain": (7, lambda random: PLAIN.draw(random, "start")),
        "small": (11, lambda random: SMALL.draw(random, "start")),
    }
)
SHARES: Final[Mapping[str, int]] = MappingProxyType({kind: share for kind, (share, _) in _KINDS.items()})
"""of a hundred good texts, how many are of each kind"""


def good(random: Random, kind: str) -> str:
    """One text of a kind of `SHARES`."""
    return _KINDS[kind][1](random)
