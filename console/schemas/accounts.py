"""Sign-in and users."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from console.schemas.model import Model, Moment, example, moment
from gateway.storage.users import UserRow

Role = Literal["admin", "user"]
PASSWORD_CHARACTERS = 12


def normal_email(text: str) -> str:
    """Lower case, trimmed. Only the shape is checked: names like admin@localhost are at home in a private network."""
    email = text.strip().lower()
    local, at, domain = email.rpartition("@")
    if not (local and at and domain) or any(c.isspace() or not c.isprintable() for c in email):
        raise ValueError("must look like name@host")
    return email


Email = Annotated[str, Field(min_length=3, max_length=254), AfterValidator(normal_email)]
NewPassword = Annotated[str, Field(min_length=PASSWORD_CHARACTERS, max_length=256)]


class Login(Model):
    model_config = example(email="admin@localhost", password="correct horse battery")  # noqa: S106 - an example

    email: Annotated[str, Field(min_length=1, max_length=254)]
    password: Annotated[str, Field(min_length=1, max_length=1024)]


class Register(Model):
    model_config = example(email="ada@example.com", password="correct horse battery")  # noqa: S106 - an example

    email: Email
    password: NewPassword


class UserOut(Model):
    model_config = example(
        id=1, email="admin@localhost", role="admin", disabled=False, created_at="2026-01-31T08:00:00.000000Z"
    )

    id: int
    email: str
    role: Role
    disabled: bool
    created_at: Moment

    @classmethod
    def of(cls, row: UserRow) -> UserOut:
        return cls(
            id=row.id,
            email=row.email,
            role=row.role,  # type: ignore[arg-type]
            disabled=row.disabled,
            created_at=moment(row.created_at),
        )


class TokenOut(Model):
    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the name of a kind
    expires_in: int = Field(description="seconds")
    user: UserOut


class PasswordChange(Model):
    current_password: Annotated[str, Field(min_length=1, max_length=1024)]
    new_password: NewPassword


class UserChange(Model):
    model_config = example(role="user", disabled=True)

    role: Role | None = None
    disabled: bool | None = None
