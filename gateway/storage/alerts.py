"""Alerts: what a person should see, many findings of one kind by one caller grouped into one.

A group is an API, a detector and an identity. Its newest alert keeps counting while it is open or muted, and while it is
acknowledged and the same burst goes on; after `QUIET` without any, or once it turns graver, a new one is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import batched
from typing import Any, Literal

from sqlalchemy import and_, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.edit import Edit
from gateway.storage.errors import NotFound
from gateway.storage.shipment import clean, text_lengths
from gateway.storage.tables import alerts

Status = Literal["open", "acknowledged", "muted"]
Review = Literal["", "true_positive", "false_positive"]

QUIET = 3600 * 1_000_000
SAMPLES = 10
"""Request ids kept of an alert: the first half of them from its beginning, the rest its newest."""
RULES = 32
LOOKUP = 500
_LENGTHS = text_lengths(alerts)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one batch of exchanges adds to a group. `count`: exchanges; `stopped`: those that were blocked or throttled."""

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

    @property
    def group(self) -> tuple[int, str, str]:
        return self.api_id, self.detector, self.identity


@dataclass(frozen=True, slots=True)
class AlertRow:
    """`identity` as `kind:value`, empty where it is nobody's doing; `rules`: how many exchanges each rule was found in."""

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

    @property
    def cursor(self) -> tuple[int, int]:
        """Pass to `query` to go on after (that is: before in time) this row."""
        return self.last_at, self.id


@dataclass(frozen=True, slots=True)
class AlertFilter:
    status: Status | None = None
    api_id: int | None = None
    detector: str | None = None
    identity: str | None = None
    severity_from: int | None = None
    since: int | None = None
    """seen at or after this, microseconds"""


class Alerts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, connection: AsyncConnection, sightings: Sequence[Sighting], now: int) -> None:
        """Add to the groups' alerts, or open new ones, in the caller's transaction. At most one sighting a group."""
        sightings = [_fitting(sighting) for sighting in sightings]
        newest = await _newest(connection, [sighting.identity for sighting in sightings])
        added, changed = [], []
        for sighting in sightings:
            alert = newest.get(sighting.group)
            if alert is None or not continues(alert, sighting):
                added.append(_opened(sighting))
            else:
                changed.append(merged(alert, sighting, now))
        if added:
            await connection.execute(alerts.insert(), added)
        if changed:
            names = [name for name in changed[0] if name != "_id"]
            statement = update(alerts).where(alerts.c.id == bindparam("_id")).values({n: bindparam(n) for n in names})
            await connection.execute(statement, changed)

    async def unmute(self, now: int) -> int:
        """Open those whose muting has ended; returns how many."""
        statement = (
            update(alerts)
            .where(alerts.c.status == "muted", alerts.c.muted_until <= now)
            .values(status="open", muted_until=0)
        )
        async with self._database.writing() as connection:
            return (await connection.execute(statement)).rowcount

    async def get(self, id: int) -> AlertRow:  # noqa: A002
        """Raises NotFound."""
        async with self._database.reading() as connection:
            return await _one(connection, id)

    async def query(
        self,
        filter: AlertFilter = AlertFilter(),  # noqa: A002
        cursor: tuple[int, int] | None = None,
        limit: int = 100,
    ) -> list[AlertRow]:
        """Last seen first. `cursor`: the last row's, to go on from there."""
        c = alerts.c
        statement = select(alerts).order_by(c.last_at.desc(), c.id.desc()).limit(limit)
        for name in ("status", "api_id", "detector", "identity"):
            if (value := getattr(filter, name)) is not None:
                statement = statement.where(c[name] == value)
        if filter.severity_from is not None:
            statement = statement.where(c.severity >= filter.severity_from)
        if filter.since is not None:
            statement = statement.where(c.last_at >= filter.since)
        if cursor is not None:
            last_at, last_id = cursor
            statement = statement.where(or_(c.last_at < last_at, and_(c.last_at == last_at, c.id < last_id)))
        async with self._database.reading() as connection:
            return [AlertRow(**row) for row in (await connection.execute(statement)).mappings()]

    async def counts(self) -> dict[str, int]:
        """How many there are, by status."""
        statement = select(alerts.c.status, func.count().label("count_")).group_by(alerts.c.status)
        async with self._database.reading() as connection:
            return {row.status: row.count_ for row in await connection.execute(statement)}

    async def ack(self, edit: Edit, id: int) -> None:  # noqa: A002
        """Raises NotFound, as the other two."""
        values = {"status": "acknowledged", "acked_by": edit.actor.name[:255], "acked_at": edit.now, "muted_until": 0}
        await self._set(edit, id, values)

    async def mute(self, edit: Edit, id: int, until: int) -> None:  # noqa: A002
        """Keep it quiet, counting on, until `until` (microseconds); a time that is past opens it again."""
        muted = until > edit.now
        await self._set(edit, id, {"status": "muted" if muted else "open", "muted_until": until if muted else 0})

    async def review(self, edit: Edit, id: int, review: Review) -> None:  # noqa: A002
        """A person's label; empty takes it back."""
        values = {
            "review": review,
            "reviewed_by": edit.actor.name[:255] if review else "",
            "reviewed_at": edit.now if review else 0,
        }
        await self._set(edit, id, values)

    async def purge(self, before_at: int, chunk: int = 5000) -> int:
        """Delete at most `chunk` alerts last seen before `before_at`; returns how many."""
        async with self._database.writing() as connection:
            oldest = select(alerts.c.id).where(alerts.c.last_at < before_at).order_by(alerts.c.last_at).limit(chunk)
            ids = [*(await connection.execute(oldest)).scalars()]
            for some in batched(ids, LOOKUP):
                await connection.execute(delete(alerts).where(alerts.c.id.in_(some)))
            return len(ids)

    @staticmethod
    async def _set(edit: Edit, id: int, values: dict[str, Any]) -> None:  # noqa: A002
        before = await _one(edit.connection, id)
        await edit.connection.execute(update(alerts).where(alerts.c.id == id).values(values))
        edit.audit(f"alerts/{id}", {name: getattr(before, name) for name in values}, values)


def continues(alert: AlertRow, sighting: Sighting) -> bool:
    """Whether a sighting belongs to this alert rather than to a new one."""
    if alert.status != "acknowledged":
        return True
    return sighting.first_at - alert.last_at <= QUIET and sighting.severity <= alert.severity


def merged(alert: AlertRow, sighting: Sighting, now: int) -> dict[str, Any]:
    """The columns of `alert` that change with `sighting`, and its `_id`."""
    graver = sighting.severity > alert.severity
    over = alert.status == "muted" and alert.muted_until <= now
    return {
        "_id": alert.id,
        "title": sighting.title if graver else alert.title,
        "operation": sighting.operation if graver else alert.operation,
        "severity": max(alert.severity, sighting.severity),
        "status": "open" if over else alert.status,
        "muted_until": 0 if over else alert.muted_until,
        "count": alert.count + sighting.count,
        "stopped": alert.stopped + sighting.stopped,
        "first_at": min(alert.first_at, sighting.first_at),
        "last_at": max(alert.last_at, sighting.last_at),
        "rules": _added(alert.rules, sighting.rules),
        "samples": _sampled([*alert.samples, *sighting.samples]),
    }


def _opened(sighting: Sighting) -> dict[str, Any]:
    return asdict(sighting) | {
        "rules": _added({}, sighting.rules),
        "samples": _sampled(sighting.samples),
        "status": "open",
        "muted_until": 0,
        "acked_by": "",
        "acked_at": 0,
        "review": "",
        "reviewed_by": "",
        "reviewed_at": 0,
    }


def _fitting(sighting: Sighting) -> Sighting:
    names = ("detector", "identity", "operation", "title")
    cut: dict[str, Any] = {name: clean(getattr(sighting, name), _LENGTHS[name]) for name in names}
    return replace(sighting, **cut)


def _added(rules: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    total = dict(rules)
    for rule, count in more.items():
        if rule in total or len(total) < RULES:
            total[rule] = total.get(rule, 0) + count
    return total


def _sampled(request_ids: Iterable[str]) -> list[str]:
    unique = [*dict.fromkeys(request_ids)]
    return unique if len(unique) <= SAMPLES else unique[: SAMPLES // 2] + unique[-(SAMPLES - SAMPLES // 2) :]


async def _newest(connection: AsyncConnection, identities: Iterable[str]) -> dict[tuple[int, str, str], AlertRow]:
    c = alerts.c
    found = {}
    for some in batched(dict.fromkeys(identities), LOOKUP):
        newest = select(func.max(c.id)).where(c.identity.in_(some)).group_by(c.api_id, c.detector, c.identity)
        ids = [*(await connection.execute(newest)).scalars()]
        for part in batched(ids, LOOKUP):
            statement = select(alerts).where(c.id.in_(part)).with_for_update()
            for row in (await connection.execute(statement)).mappings():
                alert = AlertRow(**row)
                found[alert.api_id, alert.detector, alert.identity] = alert
    return found


async def _one(connection: AsyncConnection, id: int) -> AlertRow:  # noqa: A002
    row = (await connection.execute(select(alerts).where(alerts.c.id == id))).mappings().one_or_none()
    if row is None:
        raise NotFound(f"alert {id}: there is none")
    return AlertRow(**row)
