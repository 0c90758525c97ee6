"""Texts drawn from a grammar: rules by name, each with alternatives a line; `«name»` stands for one of that rule's.

`«name»` that is no rule of the grammar is asked of the shared ones (`WORDS`). Deterministic for a seed; what one draws
depends on nothing but the `Random` it is given. Bounded: a rule that names itself is drawn at most `DEEPEST` deep, then left
out.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

DEEPEST: Final = 12
_NAMED: Final = re.compile("«([a-z_0-9]+)»")
_LETTERS: Final = string.ascii_lowercase
Source = Callable[[Random], str]


class Grammar:
    """`rules`: alternatives by name, a line each. Raises ValueError for a name that nothing stands for."""

    def __init__(self, rules: Mapping[str, str]) -> None:
        self._rules = {
            name: tuple(line for line in text.strip("\n").split("\n") if line) for name, text in rules.items()
        }
        named = {name for lines in self._rules.values() for line in lines for name in _NAMED.findall(line)}
        unknown = sorted(named - set(self._rules) - set(WORDS))
        if unknown:
            raise ValueError(f"a grammar names {', '.join(unknown)}: there are no such rules")

    def draw(self, random: Random, name: str) -> str:
        """One text of the rule `name`; a backslash with n or t in a rule is a line feed or a tab."""
        return self._expand(random, name, 0).replace("\\n", "\n").replace("\\t", "\t")

    def _expand(self, random: Random, name: str, depth: int) -> str:
        lines = self._rules.get(name)
        if lines is None:
            return WORDS[name](random)
        if depth > DEEPEST:
            return ""
        return _NAMED.sub(lambda one: self._expand(random, one[1], depth + 1), random.choice(lines))


def number(random: Random) -> str:
    return str(int(10 ** random.uniform(0, 5)))


def small(random: Random) -> str:
    return str(random.randrange(10))


def word(random: Random) -> str:
    """A word-like run of letters."""
    return "".join(
        random.choice("bcdfghjklmnprstvwz") + random.choice("aeiou") + random.choice(("", "", "n", "r", "s", "l", "t"))
        for _ in range(random.randint(1, 4))
    )


def token(random: Random) -> str:
    return "".join(random.choices(_LETTERS + string.digits, k=random.randint(6, 28)))


def hexes(random: Random) -> str:
    return "".join(random.choices("0123456789abcdef", k=2 * random.randint(2, 14)))


def letter(random: Random) -> str:
    return random.choice(_LETTERS)


def space(random: Random) -> str:
    """A blank, now and then several."""
    return random.choice((" ", " ", " ", "  ", "\t", "\n"))


def column(random: Random) -> str:
    return random.choice(("id", "name", "email", "login", "passwd", "password", "title", "price", "role", "user_id", "created", "token", word(random), f"{letter(random)}.{word(random)}"))  # fmt: skip


def table(random: Random) -> str:
    return random.choice(("users", "members", "accounts", "orders", "items", "customers", "sessions", "admin", word(random), f"{word(random)}_{word(random)}"))  # fmt: skip


def domain(random: Random) -> str:
    tld = random.choice(("com", "net", "org", "io", "de", "test", "example", "ru", "xyz", "co.uk", "dev"))
    return f"{random.choice(('', 'www.', 'api.', 'cdn.', word(random) + '.'))}{word(random)}.{tld}"


def address(random: Random) -> str:
    return ".".join(str(random.randrange(1, 255)) for _ in range(4))


WORDS: Final[Mapping[str, Source]] = {
    "number": number, "small": small, "word": word, "token": token, "hexes": hexes, "letter": letter, "space": space,
    "column": column, "table": table, "domain": domain, "address": address, "empty": lambda _: "",
}  # fmt: skip
