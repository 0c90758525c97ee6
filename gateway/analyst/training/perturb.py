"""Usual requests made strange, to see whether a model would notice: one kind of strangeness at a time.

Not attacks and no guide to any: they say whether one model sees less than another. Seeded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from types import MappingProxyType

import msgspec

from addons.outliers.features import Seen

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ODD = "%27%22<>(){}[]|;!$^`\\*"


def perturbed(seen: Sequence[Seen], kind: str, seed: int) -> list[Seen]:
    """`kind`: one of `PERTURBATIONS`."""
    random = Random(f"{kind}-{seed}")  # noqa: S311 - no secret
    return [PERTURBATIONS[kind](one, random) for one in seen]


def _text(random: Random, letters: str, least: int, most: int) -> str:
    return "".join(random.choices(letters, k=random.randint(least, most)))


def _more(query: str, piece: str) -> str:
    return f"{query}&{piece}" if query else piece


def _long_query(one: Seen, random: Random) -> Seen:
    return msgspec.structs.replace(one, query=_more(one.query, f"q={_text(random, _LETTERS, 250, 900)}"))


def _odd_query(one: Seen, random: Random) -> Seen:
    return msgspec.structs.replace(one, query=_more(one.query, f"id=1{_text(random, _ODD, 15, 80)}"))


def _many_parameters(one: Seen, random: Random) -> Seen:
    pieces = "&".join(f"{_text(random, _LETTERS, 2, 6)}={random.randint(0, 99)}" for _ in range(random.randint(15, 40)))
    return msgspec.structs.replace(one, query=_more(one.query, pieces))


def _odd_path(one: Seen, random: Random) -> Seen:
    return msgspec.structs.replace(one, path=f"{one.path}/{_text(random, _ODD, 8, 60)}")


def _unknown_operation(one: Seen, random: Random) -> Seen:
    path = f"/{_text(random, _LETTERS, 3, 9)}/{_text(random, _LETTERS, 3, 9)}.{_text(random, _LETTERS, 3, 3)}"
    return msgspec.structs.replace(one, path=path, query="", operation=f"{one.method} {path}")


def _large_body(one: Seen, random: Random) -> Seen:
    return msgspec.structs.replace(one, request_bytes=one.request_bytes * random.randint(20, 200) + 20_000)


def _other_software(one: Seen, random: Random) -> Seen:
    agent = random.choice(("", "x", "python-requests/2.31.0", "curl/8.5.0", "Go-http-client/1.1", "Wget/1.21"))
    return msgspec.structs.replace(one, user_agent=agent, named=False)


PERTURBATIONS: Mapping[str, Callable[[Seen, Random], Seen]] = MappingProxyType(
    {
        "long query": _long_query,
        "odd query": _odd_query,
        "many parameters": _many_parameters,
        "odd path": _odd_path,
        "unknown operation": _unknown_operation,
        "large body": _large_body,
        "other software": _other_software,
    }
)
