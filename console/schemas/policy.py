"""The policy's revisions, what each changed, and the document it left."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from console.schemas.model import Model, Moment, example, moment
from gateway.storage.policy import RevisionRow


class CurrentRevision(Model):
    model_config = example(revision=4)

    revision: int = Field(description="0: nothing was ever set")


class RevisionOut(Model):
    model_config = example(
        revision=4, at="2026-01-31T08:00:00.000000Z", actor="admin@localhost", action="api.change", has_document=True
    )

    revision: int
    at: Moment
    actor: str
    action: str
    has_document: bool = Field(description="APIs, detectors or exclusions changed, not only lists or decisions")

    @classmethod
    def of(cls, row: RevisionRow) -> RevisionOut:
        return cls(**fields_of(row))


class RevisionDetail(RevisionOut):
    document: dict[str, Any] | None = Field(
        description="APIs, detectors and exclusions as they stood, secrets masked, defaults left out; null: none yet"
    )


class ChangeOut(Model):
    model_config = example(path="/apis/orders/mode", before="observe", after="enforce")

    path: str = Field(description="a JSON pointer; APIs by name, exclusions by id")
    before: Any = Field(description="null: was not there; secrets masked, so a new secret shows as ******** twice")
    after: Any = Field(description="null: is not there")


class DiffOut(Model):
    since: int = Field(serialization_alias="from")
    until: int = Field(serialization_alias="to")
    changes: list[ChangeOut]


def fields_of(row: RevisionRow) -> dict[str, Any]:
    return {
        "revision": row.revision,
        "at": moment(row.at),
        "actor": row.author,
        "action": row.action,
        "has_document": row.has_document,
    }
