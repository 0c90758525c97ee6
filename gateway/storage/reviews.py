"""What people said of single exchanges: that it was an attack, or was taken for one wrongly. One word for each, the last one.

Kept as long as the exchange itself; its alert, if there is one, has a review of its own. Both count for detectors, and decide
what is learned from (`clean`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from gateway.storage.database import Database
from gateway.storage.edit import Edit
from gateway.storage.exchanges import ExchangeRow
from gateway.storage.tables import reviews

Review = Literal["true_positive", "false_positive"]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """`at`: of the exchange. Times in microseconds."""

    exchange_id: int
    at: int
    api_id: int
    review: str
    reviewed_by: str
    reviewed_at: int


class Reviews:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, exchange_id: int) -> ReviewRow | None:
        """None where nobody said anything of it."""
        async with self._database.reading() as connection:
            return await _one(connection, exchange_id)

    async def set(self, edit: Edit, exchange: ExchangeRow, review: Review | None) -> None:
        """In place of what was said before; None takes it back."""
        before = await _one(edit.connection, exchange.id)
        said = before.review if before else None
        if said == review:
            return
        await edit.connection.execute(delete(reviews).where(reviews.c.exchange_id == exchange.id))
        if review is not None:
            row = ReviewRow(exchange.id, exchange.at, exchange.api_id, review, edit.actor.name[:255], edit.now)
            values = {name: getattr(row, name) for name in ReviewRow.__dataclass_fields__}
            await edit.connection.execute(reviews.insert().values(values))
        edit.audit(f"logs/{exchange.request_id}", {"review": said}, {"review": review})

    async def purge(self, before_at: int, limit: int = 5000) -> int:
        """Forget at most `limit` of exchanges from before; returns how many."""
        c = reviews.c
        async with self._database.writing() as connection:
            oldest = select(c.exchange_id).where(c.at < before_at).order_by(c.at).limit(limit)
            ids = (await connection.execute(oldest)).scalars().all()
            if ids:
                await connection.execute(delete(reviews).where(c.exchange_id.in_(ids)))
        return len(ids)


async def load_reviews(connection: AsyncConnection, after: int, until: int) -> dict[int, str]:
    """By exchange id, of those in `(after, until]`."""
    c = reviews.c
    statement = select(c.exchange_id, c.review).where(c.exchange_id > after, c.exchange_id <= until)
    return {row[0]: row[1] for row in await connection.execute(statement)}


async def _one(connection: AsyncConnection, exchange_id: int) -> ReviewRow | None:
    statement = select(reviews).where(reviews.c.exchange_id == exchange_id)
    row = (await connection.execute(statement)).mappings().one_or_none()
    return ReviewRow(**row) if row else None
