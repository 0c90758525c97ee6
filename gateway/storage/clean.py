"""Recorded traffic fit to learn what is usual from: let through, answered, and without findings that a person did not dismiss.

A person's word on an exchange itself goes before that on an alert. What learned detectors themselves found does not count against a request: else nothing new could ever be learned. Traffic that
was only told of (`source` other than proxy) is left out, as is what the API itself said it does not know.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.reviews import load_reviews
from gateway.storage.tables import alerts, exchanges, findings, sequences

CHUNK = 5000
LEARNED = ("outliers", "classifier", "statistics", "llm")
"""detectors whose findings keep no request out, unless a person said that they were right"""
UNKNOWN = frozenset((400, 401, 403, 404, 405, 414, 431, 501))
"""statuses by which an API says that the request is none of its own"""


@dataclass(frozen=True, slots=True)
class CleanExchange:
    """As `addons.outliers.features.Recorded`."""

    id: int
    at: int
    api_id: int
    operation: str
    method: str
    path: str
    query: str
    user_agent: str
    request_bytes: int
    identity_kind: str
    identity: str


class CleanTraffic:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def bounds(self, most: int) -> tuple[int, int]:
        """Ids to read between (exclusive, inclusive): the newest `most` exchanges."""
        async with self._database.reading() as connection:
            statement = select(sequences.c.value).where(sequences.c.name == "exchanges")
            last = int((await connection.execute(statement)).scalar_one())
        return max(0, last - most), last

    async def read(self, after: int, until: int) -> AsyncIterator[tuple[int, list[CleanExchange]]]:
        """In chunks, by growing id: how far it is, and what is clean up to there."""
        async with self._database.reading() as connection:
            reviews = await _reviews(connection)
        while after < until:
            end = min(until, after + CHUNK)
            async with self._database.reading() as connection:
                rows = await _clean(connection, after, end, reviews)
            after = end
            yield after, rows


@dataclass(frozen=True, slots=True)
class _Reviews:
    """(API, detector, caller, rule) of reviewed alerts."""

    false: frozenset[tuple[int, str, str, str]]
    true: frozenset[tuple[int, str, str, str]]


async def _reviews(connection: AsyncConnection) -> _Reviews:
    c = alerts.c
    statement = select(c.api_id, c.detector, c.identity, c.rules, c.review).where(c.review != "")
    found: dict[str, set[tuple[int, str, str, str]]] = {"false_positive": set(), "true_positive": set()}
    for row in await connection.execute(statement):
        found.setdefault(row.review, set()).update(
            (row.api_id, row.detector, row.identity, str(rule)) for rule in row.rules
        )
    return _Reviews(frozenset(found["false_positive"]), frozenset(found["true_positive"]))


async def _clean(connection: AsyncConnection, after: int, end: int, reviews: _Reviews) -> list[CleanExchange]:
    e, f = exchanges.c, findings.c
    columns = [e[name] for name in CleanExchange.__dataclass_fields__]
    statement = (
        select(*columns, e.status)
        .where(e.id > after, e.id <= end, e.action == "allow", e.source == "proxy", e.api_id > 0, e.status < 500)
        .order_by(e.id)
    )
    rows = (await connection.execute(statement)).all()
    of_rows = select(f.exchange_id, f.api_id, f.detector, f.rule).where(
        f.exchange_id > after, f.exchange_id <= end, f.effect != "note"
    )
    found: dict[int, list[tuple[int, str, str]]] = {}
    for exchange_id, api_id, detector, rule in await connection.execute(of_rows):
        found.setdefault(exchange_id, []).append((api_id, detector, rule))
    said = await load_reviews(connection, after, end)
    return [
        CleanExchange(*row[:-1])
        for row in rows
        if row.status not in UNKNOWN
        and said.get(row.id) != "true_positive"
        and (
            said.get(row.id) == "false_positive"
            or _dismissed(found.get(row.id, ()), f"{row.identity_kind}:{row.identity}", reviews)
        )
    ]


def _dismissed(found: Collection[tuple[int, str, str]], caller: str, reviews: _Reviews) -> bool:
    """Whether none of these findings is to be believed."""
    for api_id, detector, rule in found:
        key = (api_id, detector, caller, rule)
        if key in reviews.true or not (detector in LEARNED or key in reviews.false):
            return False
    return True
