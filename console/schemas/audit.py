"""Who changed what, from where, from what to what."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from console.schemas.apis import MASK
from console.schemas.model import Model, Moment, example, moment
from gateway.storage.audit import AuditRow

FERNET_START = "gAAAAA"
"""How every Fernet token begins: its version byte, and the zeros of its time."""


class AuditOut(Model):
    model_config = example(
        id=12,
        at="2026-01-31T08:00:00.000000Z",
        actor="admin@localhost",
        address="127.0.0.1",
        action="blacklist.add",
        target="blacklist/3",
        before=None,
        after={"scope": "address", "target": "203.0.113.7"},
    )

    id: int
    at: Moment
    actor: str
    address: str
    action: str
    target: str
    before: Any
    after: Any

    @classmethod
    def of(cls, row: AuditRow) -> AuditOut:
        return cls(
            id=row.id,
            at=moment(row.at),
            actor=row.actor,
            address=row.address,
            action=row.action,
            target=row.target,
            before=masked(row.before),
            after=masked(row.after),
        )


def masked(value: Any) -> Any:
    """`value` with every encrypted secret in it masked."""
    if isinstance(value, dict):
        return {key: masked(part) for key, part in value.items()}
    if isinstance(value, list):
        return [masked(part) for part in value]
    return MASK if isinstance(value, str) and value.startswith(FERNET_START) else value


class AuditVerified(Model):
    model_config = example(whole=True, first_bad=None, rows=4711)

    whole: bool
    first_bad: int | None = Field(description="the first row that was changed or is missing")
    rows: int
