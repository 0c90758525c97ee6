"""Alerts: what a person should see, many findings of one kind by one caller grouped into one.

A group is an API, a detector and an identity. Its newest alert keeps counting while it is open or muted, and while it is
acknowledged and the same burst goes on; after an hour without any, or once it turns graver, a new one is opened. Where an
API and a detector open more than `CALLERS` within an hour, further callers go into one alert of many callers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import batched
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.edit import Edit
from gateway.storage.errors import NotFound
from gateway.storage.mutes import MuteRow
from gateway.storage.notes import delete_notes
from gateway.storage.shipment import clean, text_lengths
from gateway.storage.sightings import (
    MANY,
    AlertEvent,
    AlertRow,
    Sighting,
    as_crowd,
    continues,
    event_of,
    merged,
    opened,
)
from gateway.storage.tables import alert_notes, alerts, exchanges, findings

__all__ = ["AlertEvent", "AlertFilter", "AlertRow", "Alerts", "Review", "Sighting", "Sort", "Status", "Summary"]

Status = Literal["open", "acknowledged", "muted"]
Review = Literal["", "true_positive", "false_positive"]
Sort = Literal["last_at", "severity", "count"]

CALLERS = 50
"""alerts that one API and detector may open within `HOUR`, each for a caller of its own"""
HOUR = 3600 * 1_000_000
LOOKUP = 500
TIMELINE_FINDINGS = 10_000
"""findings of a detector that a timeline reads at most, the newest ones"""
_LENGTHS = text_lengths(alerts)


@dataclass(frozen=True, slots=True)
class AlertFilter:
    status: Status | None = None
    api_id: int | None = None
    detector: str | None = None
    identity: str | None = None
    severity_from: int | None = None
    since: int | None = None
    """seen at or after this, microseconds"""
    review: Review | None = None
    """empty: those without a label"""
    contains: str | None = None
    """in title, caller or operation"""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many there are by status, of the open ones by severity, and the newest one's id (0: none)."""

    by_status: dict[str, int]
    by_severity: dict[int, int]
    newest_id: int


class Alerts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(
        self, connection: AsyncConnection, sightings: Sequence[Sighting], now: int, mutes: Sequence[MuteRow] = ()
    ) -> list[AlertEvent]:
        """Add to the groups' alerts, or open new ones, in the caller's transaction. At most one sighting a group.

        `mutes`: those that stand. Returns what there is to tell, in the order of the sightings.
        """
        sightings = [_fitting(sighting) for sighting in sightings]
        newest = await _newest(connection, [sighting.identity for sighting in sightings])
        going_on = {s.group: alert for s in sightings if (alert := newest.get(s.group)) and continues(alert, s)}
        single, surplus = await self._capped(connection, sightings, going_on)
        if surplus:
            crowds = [_fitting(crowd) for crowd in as_crowd(surplus)]
            newest = await _newest(connection, [MANY])
            going_on |= {s.group: alert for s in crowds if (alert := newest.get(s.group)) and continues(alert, s)}
            single += crowds
        events, changed = [], []
        for sighting in single:
            alert = going_on.get(sighting.group)
            if alert is None:
                values = opened(sighting, mutes)
                key = (await connection.execute(alerts.insert().values(values))).inserted_primary_key
                assert key is not None
                if values["status"] == "open":
                    events.append(AlertEvent("opened", AlertRow(id=int(key[0]), **values)))
            else:
                values = merged(alert, sighting, now, mutes)
                changed.append({"_id": alert.id} | values)
                after = replace(alert, **values)
                if kind := event_of(alert, after, sighting):
                    events.append(AlertEvent(kind, after))
        if changed:
            names = [name for name in changed[0] if name != "_id"]
            statement = update(alerts).where(alerts.c.id == bindparam("_id")).values({n: bindparam(n) for n in names})
            await connection.execute(statement, changed)
        return events

    async def _capped(
        self, connection: AsyncConnection, sightings: Sequence[Sighting], going_on: dict[tuple[int, str, str], AlertRow]
    ) -> tuple[list[Sighting], list[Sighting]]:
        """Those that have, or may open, an alert of their own, and those for which there are too many already."""
        new = [s for s in sightings if s.group not in going_on and s.identity]
        if not new:
            return list(sightings), []
        c = alerts.c
        since = min(s.first_at for s in new) - HOUR
        statement = (
            select(c.api_id, c.detector, func.count().label("count_"))
            .where(c.last_at >= since, c.first_at >= since, c.identity.notin_(("", MANY)))
            .group_by(c.api_id, c.detector)
        )
        there = {(row.api_id, row.detector): row.count_ for row in await connection.execute(statement)}
        single, surplus = [], []
        for sighting in sightings:
            key = sighting.api_id, sighting.detector
            if sighting.group in going_on or not sighting.identity:
                single.append(sighting)
            elif there.get(key, 0) < CALLERS:
                there[key] = there.get(key, 0) + 1
                single.append(sighting)
            else:
                surplus.append(sighting)
        return single, surplus

    async def unmute(self, now: int) -> int:
        """Open those whose muting has ended; returns how many. `muted_until` stays, until the alert is seen again."""
        statement = update(alerts).where(alerts.c.status == "muted", alerts.c.muted_until <= now).values(status="open")
        async with self._database.writing() as connection:
            return (await connection.execute(statement)).rowcount

    async def get(self, id: int) -> AlertRow:  # noqa: A002
        """Raises NotFound."""
        async with self._database.reading() as connection:
            return await _one(connection, id)

    async def by_ids(self, connection: AsyncConnection, ids: Iterable[int]) -> dict[int, AlertRow]:
        """Those that are there, in the caller's transaction."""
        found = {}
        for some in batched(dict.fromkeys(ids), LOOKUP):
            for row in (await connection.execute(select(alerts).where(alerts.c.id.in_(some)))).mappings():
                found[row["id"]] = AlertRow(**row)
        return found

    async def query(
        self,
        filter: AlertFilter = AlertFilter(),  # noqa: A002
        cursor: tuple[int, ...] | None = None,
        limit: int = 100,
        sort: Sort = "last_at",
    ) -> list[AlertRow]:
        """Last seen, gravest or most first. `cursor`: the last row's `key`, to go on from there."""
        order = [alerts.c[name] for name in sort_columns(sort)]
        descending = [column.desc() for column in order]
        # what is sorted is ids: an alert's row is long, and most are not on the page
        ids = select(alerts.c.id).where(*_conditions(filter)).order_by(*descending).limit(limit)
        if cursor is not None:
            ids = ids.where(_after(order, cursor))
        page = ids.subquery()
        statement = _with_notes().join(page, page.c.id == alerts.c.id).order_by(*descending)
        async with self._database.reading() as connection:
            return [AlertRow(**row) for row in (await connection.execute(statement)).mappings()]

    async def counts(self) -> dict[str, int]:
        """How many there are, by status."""
        statement = select(alerts.c.status, func.count().label("count_")).group_by(alerts.c.status)
        async with self._database.reading() as connection:
            return {row.status: row.count_ for row in await connection.execute(statement)}

    async def summary(self) -> Summary:
        c = alerts.c
        counted = select(c.status, c.severity, func.count().label("count_")).group_by(c.status, c.severity)
        async with self._database.reading(one_state=True) as connection:
            rows = (await connection.execute(counted)).all()
            newest = (await connection.execute(select(func.max(c.id)))).scalar_one_or_none() or 0
        statuses: dict[str, int] = {}
        for row in rows:
            statuses[row.status] = statuses.get(row.status, 0) + row.count_
        severities = {row.severity: row.count_ for row in rows if row.status == "open"}
        return Summary(statuses, severities, newest)

    async def timeline(self, alert: AlertRow) -> tuple[list[int], bool]:
        """When each of its recorded exchanges was, newest first; False where there were more than it reads.

        Reads at most `TIMELINE_FINDINGS` of the detector's findings, by index.
        """
        f = findings.c
        newest = (
            select(f.exchange_id, f.at, f.api_id)
            .where(f.detector == alert.detector, f.at >= alert.first_at, f.at <= alert.last_at)
            .order_by(f.at.desc(), f.exchange_id.desc())
            .limit(TIMELINE_FINDINGS)
            .subquery()
        )
        statement: Select[Any] = select(newest.c.exchange_id, newest.c.at, newest.c.api_id)
        if alert.identity not in ("", MANY):
            kind, _, value = alert.identity.partition(":")
            e = exchanges.c
            statement = (
                statement.add_columns(e.identity_kind, e.identity)
                .join(exchanges, and_(e.id == newest.c.exchange_id, e.at == newest.c.at))
                .where(e.identity_kind == kind, e.identity == value)
            )
        read = select(func.count()).select_from(newest)
        async with self._database.reading() as connection:
            count = (await connection.execute(read)).scalar_one()
            rows = await connection.execute(statement.where(newest.c.api_id == alert.api_id))
            times = {row.exchange_id: row.at for row in rows}
        return sorted(times.values(), reverse=True), count < TIMELINE_FINDINGS

    async def ack(self, edit: Edit, id: int) -> None:  # noqa: A002
        """Raises NotFound, as the other two."""
        await self._set(edit, id, _acked(edit))

    async def mute(self, edit: Edit, id: int, until: int) -> None:  # noqa: A002
        """Keep it quiet, counting on, until `until` (microseconds); a time that is past opens it again."""
        await self._set(edit, id, _muted(edit, until))

    async def review(self, edit: Edit, id: int, review: Review) -> None:  # noqa: A002
        """A person's label; empty takes it back."""
        await self._set(edit, id, _reviewed(edit, review))

    async def ack_all(self, edit: Edit, ids: Sequence[int]) -> int:
        """Returns how many changed, as the other two; unknown ids are passed over. One audit row."""
        return await self._set_all(edit, ids, _acked(edit), alerts.c.status != "acknowledged")

    async def mute_all(self, edit: Edit, ids: Sequence[int], until: int) -> int:
        values = _muted(edit, until)
        c = alerts.c
        return await self._set_all(edit, ids, values, c.status != "open" if values["status"] == "open" else None)

    async def review_all(self, edit: Edit, ids: Sequence[int], review: Review) -> int:
        return await self._set_all(edit, ids, _reviewed(edit, review), alerts.c.review != review)

    async def purge(self, before_at: int, chunk: int = 5000) -> int:
        """Delete at most `chunk` alerts last seen before `before_at`, with their notes; returns how many."""
        async with self._database.writing() as connection:
            oldest = select(alerts.c.id).where(alerts.c.last_at < before_at).order_by(alerts.c.last_at).limit(chunk)
            ids = [*(await connection.execute(oldest)).scalars()]
            await delete_notes(connection, ids)
            for some in batched(ids, LOOKUP):
                await connection.execute(delete(alerts).where(alerts.c.id.in_(some)))
            return len(ids)

    @staticmethod
    async def _set(edit: Edit, id: int, values: dict[str, Any]) -> None:  # noqa: A002
        before = await _one(edit.connection, id)
        await edit.connection.execute(update(alerts).where(alerts.c.id == id).values(values))
        edit.audit(f"alerts/{id}", {name: getattr(before, name) for name in values}, values)

    @staticmethod
    async def _set_all(
        edit: Edit, ids: Sequence[int], values: dict[str, Any], unlike: ColumnElement[bool] | None
    ) -> int:
        changed: list[int] = []
        for some in batched(dict.fromkeys(ids), LOOKUP):
            statement = select(alerts.c.id).where(alerts.c.id.in_(some)).with_for_update()
            if unlike is not None:
                statement = statement.where(unlike)
            there = [*(await edit.connection.execute(statement)).scalars()]
            if there:
                await edit.connection.execute(update(alerts).where(alerts.c.id.in_(there)).values(values))
            changed += there
        if changed:
            edit.audit("alerts/bulk", None, values | {"ids": sorted(changed)})
        return len(changed)


def sort_columns(sort: Sort) -> tuple[str, ...]:
    """What a cursor is made of, the most significant first."""
    return ("last_at", "id") if sort == "last_at" else (sort, "last_at", "id")


def _acked(edit: Edit) -> dict[str, Any]:
    return {"status": "acknowledged", "acked_by": edit.actor.name[:255], "acked_at": edit.now, "muted_until": 0}


def _muted(edit: Edit, until: int) -> dict[str, Any]:
    muted = until > edit.now
    return {"status": "muted" if muted else "open", "muted_until": until if muted else 0}


def _reviewed(edit: Edit, review: Review) -> dict[str, Any]:
    return {
        "review": review,
        "reviewed_by": edit.actor.name[:255] if review else "",
        "reviewed_at": edit.now if review else 0,
    }


def _conditions(wanted: AlertFilter) -> list[ColumnElement[bool]]:
    c = alerts.c
    given: list[ColumnElement[bool]] = [
        c[name] == value
        for name in ("status", "api_id", "detector", "identity", "review")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.severity_from is not None:
        given.append(c.severity >= wanted.severity_from)
    if wanted.since is not None:
        given.append(c.last_at >= wanted.since)
    if wanted.contains is not None:
        words = func.lower(wanted.contains)
        given.append(or_(*(func.instr(func.lower(c[name]), words) > 0 for name in ("title", "identity", "operation"))))
    return given


def _after(order: Sequence[ColumnElement[Any]], cursor: Sequence[int]) -> ColumnElement[bool]:
    """Rows that come after `cursor` where all columns descend."""
    choices = []
    for position, (column, value) in enumerate(zip(order, cursor, strict=True)):
        same = [c == v for c, v in zip(order[:position], cursor[:position], strict=True)]
        choices.append(and_(*same, column < value))
    return and_(order[0] <= cursor[0], or_(*choices))


def _with_notes() -> Select[Any]:
    notes = select(func.count()).where(alert_notes.c.alert_id == alerts.c.id).scalar_subquery()
    return select(alerts, notes.label("notes_count"))


def _fitting(sighting: Sighting) -> Sighting:
    names = ("detector", "identity", "operation", "title")
    cut: dict[str, Any] = {name: clean(getattr(sighting, name), _LENGTHS[name]) for name in names}
    return replace(sighting, **cut)


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
    row = (await connection.execute(_with_notes().where(alerts.c.id == id))).mappings().one_or_none()
    if row is None:
        raise NotFound(f"alert {id}: there is none")
    return AlertRow(**row)


assert {f.name for f in fields(AlertRow)} - {"notes_count"} == set(alerts.columns.keys())
