"""Scoped exceptions from rules. What is left out (or null) matches all."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from addons.operation import operation_template
from console.schemas.lists import Lifetime, Reason
from console.schemas.model import IdOrAll, Model, Moment, example, moment, moment_or_none
from gateway.storage.exclusions import ExclusionRow, NewExclusion
from gateway.storage.tables import OPERATION_LENGTH


def counted_operation(operation: str) -> str:
    """As operations are counted and recorded, so that the exclusion can match one."""
    method, space, path = operation.partition(" ")
    if not operation:
        return operation
    if not space or not path.startswith("/") or not method.isupper() or " " in path:
        raise ValueError("must be a method and a path, such as POST /orders/{id}")
    counted = operation_template(method, path.replace("{id}", "0").encode())
    if counted != operation:
        raise ValueError(f"is recorded as {counted}: write that")
    return operation


RuleName = Annotated[str, Field(max_length=128)]


class ExclusionIn(Lifetime):
    model_config = example(
        rule="41100",
        api_id=1,
        operation="POST /orders/{id}",
        parameter="comment",
        reason="customers write SQL in comments",
        ttl_seconds=2592000,
    )

    rule: RuleName = Field("", description="a rule's id, as findings have it")
    tag: RuleName = Field("", description="all rules of this tag, such as attack-sqli; with `rule`: both must fit")
    api_id: IdOrAll | None = Field(None, description="only for this API; null or 0: for all")
    operation: Annotated[str, Field(max_length=OPERATION_LENGTH), AfterValidator(counted_operation)] = ""
    parameter: Annotated[str, Field(max_length=255)] = Field(
        "", description="a parameter's name (`comment`), or a finding's location (`query:comment`)"
    )
    reason: Reason = ""

    @model_validator(mode="after")
    def _of_something(self) -> Self:
        if not (self.rule or self.tag):
            raise ValueError("give rule or tag: an exclusion of everything is what a detector's mode is for")
        return self

    def new(self, expires_at: int) -> NewExclusion:
        """`expires_at` in microseconds, 0 for never."""
        return NewExclusion(
            rule=self.rule,
            tag=self.tag,
            api_id=self.api_id or 0,
            operation=self.operation,
            parameter=self.parameter,
            reason=self.reason,
            expires_at=expires_at,
        )


class ExclusionOut(Model):
    model_config = example(
        id=2,
        rule="41100",
        tag="",
        api_id=1,
        operation="POST /orders/{id}",
        parameter="comment",
        reason="customers write SQL in comments",
        expires_at="2026-03-02T08:00:00.000000Z",
        expired=False,
        author="admin@localhost",
        created_at="2026-01-31T08:00:00.000000Z",
        version=1,
    )

    id: int
    rule: str
    tag: str
    api_id: int | None
    operation: str
    parameter: str
    reason: str
    expires_at: Moment | None
    expired: bool
    author: str
    created_at: Moment
    version: int

    @classmethod
    def of(cls, row: ExclusionRow, now: int) -> ExclusionOut:
        return cls(
            id=row.id,
            rule=row.rule,
            tag=row.tag,
            api_id=row.api_id or None,
            operation=row.operation,
            parameter=row.parameter,
            reason=row.reason,
            expires_at=moment_or_none(row.expires_at),
            expired=0 < row.expires_at <= now,
            author=row.author,
            created_at=moment(row.created_at),
            version=row.version,
        )
