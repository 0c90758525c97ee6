"""What behaviours have learned, kept over restarts: one row each.

`position`: the id of the last exchange that is part of what was learned, so that nothing is learned twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from addons.behaviour.sight import Baseline
from gateway.storage.database import Database
from gateway.storage.tables import behaviour_state


@dataclass(frozen=True, slots=True)
class Learned:
    """What a person is told of it. Times in microseconds; `since`: of the first exchange it saw, 0: none yet."""

    name: str
    updated_at: int
    position: int
    since: int
    seen: int
    """exchanges, since ever"""
    identities: int
    """callers it knows; of those that were lost sight of, only as many as it has room for"""
    concluded: int
    """conclusions, since ever"""
    ready: bool
    """whether it concludes yet, or still only learns"""
    bytes: int
    """size of what was learned"""


@dataclass(frozen=True, slots=True)
class BehaviourState:
    """`baselines`: what is usual against what is seen now, for people to look at; they are not read back by `get`."""

    learned: Learned
    blob: bytes
    baselines: list[Baseline] = field(default_factory=list)


class BehaviourStates:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Learned]:
        """By name, without what was learned itself."""
        columns = [behaviour_state.c[name] for name in Learned.__dataclass_fields__]
        async with self._database.reading() as connection:
            rows = (await connection.execute(select(*columns).order_by(behaviour_state.c.name))).mappings()
            return [_learned(dict(row)) for row in rows]

    async def get(self, name: str) -> BehaviourState | None:
        """None where nothing was kept under this name."""
        columns = [column for column in behaviour_state.c if column.name != "baselines"]
        async with self._database.reading() as connection:
            statement = select(*columns).where(behaviour_state.c.name == name)
            row = (await connection.execute(statement)).mappings().one_or_none()
        if row is None:
            return None
        values = dict(row)
        blob = bytes(values.pop("blob"))
        return BehaviourState(_learned(values), blob)

    async def baselines(self, name: str) -> list[Baseline]:
        """As they were when it was kept last; none where nothing was."""
        async with self._database.reading() as connection:
            statement = select(behaviour_state.c.baselines).where(behaviour_state.c.name == name)
            found = (await connection.execute(statement)).scalar_one_or_none()
        return msgspec.convert(found or [], list[Baseline])

    async def save(self, connection: AsyncConnection, states: Iterable[BehaviourState]) -> None:
        """In the caller's transaction; in place of what was there."""
        for state in states:
            await connection.execute(delete(behaviour_state).where(behaviour_state.c.name == state.learned.name))
            values: dict[str, Any] = asdict(state.learned) | {"blob": state.blob, "baselines": state.baselines}
            await connection.execute(behaviour_state.insert().values(values))


def _learned(row: dict[str, Any]) -> Learned:
    return Learned(**{**row, "ready": bool(row["ready"])})
