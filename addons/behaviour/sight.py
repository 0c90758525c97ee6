"""What a behaviour sees of an exchange, and what it concludes about a caller, an operation or an API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

import msgspec

from addons.finding import Severity

Scope = Literal["", "address", "range", "key", "principal", "country"]


class Sight(msgspec.Struct, frozen=True, gc=False):
    """One recorded exchange. `at` UTC seconds since the epoch; sizes bytes; `duration` and `upstream` seconds.

    `identity` is `kind:value`; `path` is redacted, without its query; `country` two letters or empty, `network` an AS number or 0.
    `hits`: the rules found in it that count (no mere notes).
    """

    request_id: str
    at: float
    api_id: int
    operation: str
    method: str
    path: str
    status: int
    action: str
    identity: str
    client: str
    user_agent: str = ""
    country: str = ""
    network: int = 0
    request_bytes: int = 0
    response_bytes: int = 0
    duration: float = 0.0
    upstream: float = 0.0
    error: str = ""
    hits: tuple[str, ...] = ()


class Conclusion(msgspec.Struct, frozen=True):
    """What stands out, in one sentence a person understands (`message`), with its figures (`evidence`).

    `scope` and `target`: whom a decision would be about, both empty for nobody; `order`: what it proposes, for `seconds`.
    `strength`: 0–1, how sure. A caller of many addresses may make one conclusion for each.
    """

    detector: str
    rule: str
    api_id: int
    at: float
    severity: Severity
    message: str
    identity: str = ""
    operation: str = ""
    scope: Scope = ""
    target: str = ""
    order: Literal["", "throttle", "ban"] = ""
    seconds: float = 0.0
    strength: float = 1.0
    samples: tuple[str, ...] = ()
    """request ids"""
    evidence: dict[str, float] = {}


Unit = Literal["bytes", "seconds", "share", "per minute", "count"]


class Baseline(msgspec.Struct, frozen=True):
    """One figure: what is usual of it, and what is seen now.

    `operation` empty: of the whole API. `usual` is the middle, `low` and `high` the ends of what is usual (a 99th percentile,
    the season's least and most), `bound` from where on it is odd; 0 where there is none. `now` None: too little is seen now
    to say. `number` of values that the usual comes from; `who` it is that `now` is of, where it is one caller's.
    """

    api_id: int
    figure: str
    unit: Unit
    usual: float
    high: float
    now: float | None
    operation: str = ""
    low: float = 0.0
    bound: float = 0.0
    number: int = 0
    who: str = ""


class Behaviour(Protocol):
    """`name` is the detector's id in the catalogue.

    `observe` may conclude at once; `tick` is called about every ten seconds of the traffic's time. Both never raise.
    `baselines` are for people to look at, the most used first; asked for once a minute.
    `dump` and `load` carry what was learned over a restart (and to other hosts); `load` of what it does not
    understand starts anew and returns False.
    """

    name: str

    def observe(self, sight: Sight) -> Iterable[Conclusion]: ...

    def tick(self, now: float) -> Iterable[Conclusion]: ...

    def baselines(self) -> Iterable[Baseline]: ...

    def dump(self) -> bytes: ...

    def load(self, data: bytes) -> bool: ...
