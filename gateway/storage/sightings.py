"""What grouping decides without a database: whether a sighting goes on with an alert, what of it changes, who is told.

Invariant: at most one event for one alert and batch, and none while it is muted or acknowledged. Does no I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from gateway.storage.mutes import MuteRow

EventKind = Literal["opened", "reopened", "graver", "milestone"]

QUIET = 3600 * 1_000_000
RETURN = 24 * QUIET
"""An open alert that was silent for longer than this, and comes again, is told of again."""
SAMPLES = 10
"""Request ids kept of an alert: the first half of them from its beginning, the rest its newest."""
RULES = 32
MANY = "*"
"""The identity of the one alert that stands for many callers."""
FIRST_MILESTONE = 10


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one batch of exchanges adds to a group. `count`: exchanges; `stopped`: those that were blocked or throttled.

    `crowd`: its title where many callers do the same; empty: `title`.
    """

    api_id: int
    detector: str
    identity: str
    operation: str
    title: str
    severity: int
    count: int
    stopped: int
    first_at: int
    last_at: int
    rules: dict[str, int]
    samples: list[str]
    crowd: str = ""

    @property
    def group(self) -> tuple[int, str, str]:
        return self.api_id, self.detector, self.identity


@dataclass(frozen=True, slots=True)
class AlertRow:
    """`identity` as `kind:value`, empty where it is nobody's doing, `MANY` where it is many callers'.

    `rules`: how many exchanges each rule was found in. `muted_until` of an open alert: when a mute ended by itself and
    nothing was seen since.
    """

    id: int
    api_id: int
    detector: str
    identity: str
    operation: str
    title: str
    severity: int
    status: str
    count: int
    stopped: int
    first_at: int
    last_at: int
    rules: dict[str, int]
    samples: list[str]
    muted_until: int
    acked_by: str
    acked_at: int
    review: str
    reviewed_by: str
    reviewed_at: int
    notes_count: int = 0

    @property
    def cursor(self) -> tuple[int, int]:
        """Pass to `query` to go on after (that is: before in time) this row."""
        return self.last_at, self.id


@dataclass(frozen=True, slots=True)
class AlertEvent:
    """Something of an alert that people should be told; `alert` as it is after it."""

    kind: EventKind
    alert: AlertRow


def continues(alert: AlertRow, sighting: Sighting) -> bool:
    """Whether a sighting belongs to this alert rather than to a new one."""
    if alert.status != "acknowledged":
        return True
    return sighting.first_at - alert.last_at <= QUIET and sighting.severity <= alert.severity


def merged(alert: AlertRow, sighting: Sighting, now: int, mutes: Sequence[MuteRow] = ()) -> dict[str, Any]:
    """The columns of `alert` that change with `sighting`."""
    graver = sighting.severity > alert.severity
    status, muted_until = alert.status, alert.muted_until
    if status != "muted" or muted_until <= now:
        status, muted_until = ("acknowledged" if status == "acknowledged" else "open"), 0
    if status == "open" and (until := _standing(mutes, alert.api_id, alert.detector, alert.identity)):
        status, muted_until = "muted", until
    return {
        "title": sighting.title if graver else alert.title,
        "operation": sighting.operation if graver else alert.operation,
        "severity": max(alert.severity, sighting.severity),
        "status": status,
        "muted_until": muted_until,
        "count": alert.count + sighting.count,
        "stopped": alert.stopped + sighting.stopped,
        "first_at": min(alert.first_at, sighting.first_at),
        "last_at": max(alert.last_at, sighting.last_at),
        "rules": _added(alert.rules, sighting.rules),
        "samples": sampled([*alert.samples, *sighting.samples]),
    }


def opened(sighting: Sighting, mutes: Sequence[MuteRow] = ()) -> dict[str, Any]:
    """The columns of a new alert; a muted one where a mute stands."""
    until = _standing(mutes, *sighting.group)
    values = asdict(sighting) | {
        "rules": _added({}, sighting.rules),
        "samples": sampled(sighting.samples),
        "status": "muted" if until else "open",
        "muted_until": until,
        "acked_by": "",
        "acked_at": 0,
        "review": "",
        "reviewed_by": "",
        "reviewed_at": 0,
    }
    del values["crowd"]
    return values


def event_of(before: AlertRow, after: AlertRow, sighting: Sighting) -> EventKind | None:
    """What there is to tell of an alert that went on; None: nothing."""
    if after.status != "open":
        return None
    if before.status == "muted" or before.muted_until or sighting.first_at - before.last_at > RETURN:
        return "reopened"
    if after.severity > before.severity:
        return "graver"
    if after.count >= FIRST_MILESTONE and len(str(after.count)) > len(str(before.count)):
        return "milestone"
    return None


def as_crowd(sightings: Iterable[Sighting]) -> list[Sighting]:
    """One sighting of many callers for each API and detector."""
    crowds: dict[tuple[int, str], Sighting] = {}
    for one in sightings:
        many = replace(one, identity=MANY, title=one.crowd or one.title)
        key = one.api_id, one.detector
        crowds[key] = _together(crowds[key], many) if key in crowds else many
    return list(crowds.values())


def _together(one: Sighting, other: Sighting) -> Sighting:
    graver = other if other.severity > one.severity else one
    return replace(
        graver,
        count=one.count + other.count,
        stopped=one.stopped + other.stopped,
        first_at=min(one.first_at, other.first_at),
        last_at=max(one.last_at, other.last_at),
        rules=_added(_added({}, one.rules), other.rules),
        samples=sampled([*one.samples, *other.samples]),
    )


def _standing(mutes: Sequence[MuteRow], api_id: int, detector: str, identity: str) -> int:
    """Until when the mute that lasts longest keeps this group quiet; 0: none does."""
    return max((mute.until for mute in mutes if mute.covers(api_id, detector, identity)), default=0)


def _added(rules: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    total = dict(rules)
    for rule, count in more.items():
        if rule in total or len(total) < RULES:
            total[rule] = total.get(rule, 0) + count
    return total


def sampled(request_ids: Iterable[str]) -> list[str]:
    unique = [*dict.fromkeys(request_ids)]
    return unique if len(unique) <= SAMPLES else unique[: SAMPLES // 2] + unique[-(SAMPLES - SAMPLES // 2) :]
