"""Attacks by class, each a grammar of our own: how a value leaves its place and what it does then, in many dialects.

attack_statements   SQL, documents, directories
attack_pages        markup, templates, XML
attack_commands     shells, code, objects
attack_places       paths, addresses

They are made to be told apart from good text, not to work: no target, no payload that was seen anywhere. Written from what
the languages allow, not from lists of attacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from gateway.analyst.text.attack_commands import CODE, OBJECTS, SHELL
from gateway.analyst.text.attack_pages import MARKUP, TEMPLATES, XML
from gateway.analyst.text.attack_places import ADDRESSES, PATHS
from gateway.analyst.text.attack_statements import DIRECTORY, NOSQL, SQL
from gateway.analyst.text.disguise import disguised
from gateway.analyst.text.grammar import Grammar

_GRAMMARS: Final[Mapping[str, Grammar]] = MappingProxyType(
    {
        "sqli": SQL, "nosqli": NOSQL, "xss": MARKUP, "rce": SHELL, "traversal": PATHS, "ssti": TEMPLATES, "ssrf": ADDRESSES,
        "xxe": XML, "ldap": DIRECTORY, "deserialisation": OBJECTS, "code": CODE,
    }
)  # fmt: skip
SHARES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "sqli": 26, "nosqli": 6, "xss": 22, "rce": 14, "traversal": 9, "ssti": 6, "ssrf": 4, "xxe": 3, "ldap": 3,
        "deserialisation": 3, "code": 4,
    }
)  # fmt: skip
"""of a hundred attacks, how many are of each class"""


def attack(random: Random, kind: str) -> str:
    """One attack of a class of `SHARES`, as a value of a request might hold it."""
    return disguised(random, kind, _GRAMMARS[kind].draw(random, "start"))
