"""What a demo run consists of, as data: steps, good callers, and the timetable of hostile waves.

Invariants: the same seed gives the same run; a good caller stays below `demo_policy_api`'s limits by construction
(`good.PAUSE` bounds its rate); hostile addresses come from the documentation ranges, good ones from 100.64.0.0/10.
Nothing here opens a connection; `callers` plays it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_network
from typing import Any

from gateway.demo.shop import Person

CYCLE = 240.0
"""seconds after which the waves come again"""
STOLEN_ACCOUNTS = 8
"""the shop's last customers, whose passwords the hostile know; no good caller is one of them"""


class Manner(StrEnum):
    """How a step is carried out. `LISTEN` and `SOCKET` stay `Step.stay` seconds; `LEAVE` goes away mid-answer."""

    REQUEST = "request"
    LOGIN = "login"
    LISTEN = "listen"
    SOCKET = "socket"
    UPLOAD = "upload"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Step:
    """One request. `target` is path and query as they go on the wire; `pause` seconds are waited before it.

    `bearer` sends the token of the last login; `size` is an upload's length in bytes.
    """

    method: str
    target: str
    pause: float = 0.0
    manner: Manner = Manner.REQUEST
    headers: tuple[tuple[str, str], ...] = ()
    json: Any = None
    content: bytes = b""
    bearer: bool = False
    address: str = ""
    """of the client, where it is not the caller's usual one"""
    stay: float = 0.0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Caller:
    """A good caller. `habit` names one of `good.HABITS`; `first` seconds pass before its first step."""

    name: str
    habit: str
    address: str
    agent: str
    first: float
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Wave:
    """A hostile actor's appearance: from `start` for at most `lasts` seconds, `lanes` requests at a time."""

    actor: str
    address: str
    agent: str
    start: float
    lasts: float
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """What all waves of one hostile actor have in common; `start` and `lasts` in seconds of a cycle."""

    actor: str
    network: str
    agent: str
    start: float
    lasts: float
    lanes: int = 1
    steps: Callable[[random.Random], Iterator[Step]] = field(kw_only=True)


def seeded(*names: object) -> random.Random:
    """A source of choices for one part of the scenario, independent of how far the others have got."""
    return random.Random("/".join(map(str, names)))  # noqa: S311 - a scenario, not a secret


def timetable(kinds: tuple[Kind, ...], seconds: float, seed: int) -> tuple[Wave, ...]:
    """The waves of a run, by start. A run shorter than one cycle is the cycle compressed, so that it shows them all."""
    scale = min(1.0, seconds / CYCLE)
    waves = []
    for cycle in range(max(1, -int(-seconds // CYCLE))):
        for kind in kinds:
            rng = seeded(seed, "wave", kind.actor, cycle)
            address = str(ip_network(kind.network)[rng.randint(1, 120)])
            start = (cycle * CYCLE + kind.start + rng.uniform(0, 5)) * scale
            if start < seconds:
                waves.append(Wave(kind.actor, address, kind.agent, start, kind.lasts * scale, kind.lanes))
    return tuple(sorted(waves, key=lambda wave: wave.start))
