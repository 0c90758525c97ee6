"""Which rules say of themselves that they may be doubted: those that go by how a text looks, for a kind of attack by text.

Never doubtful is a rule whose operator confirms structure (libinjection parses the text), that speaks of the protocol, of
files, scanners or answers, or of a kind of attack the classifier does not learn; nor one tagged `context/any`, whose pattern
means harm wherever it stands. Where a grammar says that a match would work, the engine lets nobody doubt it either.
"""

from __future__ import annotations

from collections.abc import Iterable

CONFIRMING = frozenset(("detectsqli", "detectxss"))
"""operators, in lower case"""
BY_LOOKS = frozenset(
    ("attack-sqli", "attack-nosqli", "attack-xss", "attack-rce", "attack-lfi", "attack-rfi", "attack-ssti", "attack-ssrf",
     "attack-ldap", "attack-injection-php", "attack-injection-java", "attack-injection-nodejs",
     "attack-injection-generic", "attack-generic")
)  # fmt: skip
ANY_CONTEXT = "context/any"


def is_doubtful(tags: Iterable[str], operator: str) -> bool:
    """`tags` of a rule, and the name of its operator, without `@`."""
    return operator.lower() not in CONFIRMING and not BY_LOOKS.isdisjoint(tags) and ANY_CONTEXT not in tags
