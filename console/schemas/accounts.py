"""Signing in, registering, and one's own account."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from console.schemas.model import Flag, Model, Moment, example, moment, moment_or_none
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


def _sayable(text: str) -> str:
    """A password that no store or hash takes is refused before it gets there."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must be Unicode text") from None
    return text


Email = Annotated[str, Field(min_length=3, max_length=254), AfterValidator(normal_email)]
Password = Annotated[str, Field(min_length=1, max_length=1024), AfterValidator(_sayable)]
NewPassword = Annotated[str, Field(min_length=PASSWORD_CHARACTERS, max_length=256), AfterValidator(_sayable)]
Code = Annotated[str, Field(min_length=1, max_length=100)]


class Login(Model):
    model_config = example(email="admin@localhost", password="correct horse battery", cookie=False)  # noqa: S106 - an example

    email: Annotated[str, Field(min_length=1, max_length=254), AfterValidator(_sayable)]
    password: Password
    cookie: Flag = Field(
        default=False, description="for a page: the refresh token goes into a cookie that no script can read"
    )


class Refresh(Model):
    refresh_token: Annotated[str, Field(min_length=1, max_length=200)]


class Register(Model):
    model_config = example(email="ada@example.com", password="correct horse battery", code="3K5Q-…")  # noqa: S106 - an example

    email: Email
    password: NewPassword
    code: Code | None = Field(
        default=None, description="of an invitation, or the set-up code printed at the first start"
    )


class SetupOut(Model):
    needed: bool = Field(description="there is no user yet: register with the code that the console printed")
    registration: Literal["open", "closed"] = Field(description="whether anyone may register without a code")


class UserOut(Model):
    model_config = example(
        id=1,
        email="admin@localhost",
        role="admin",
        disabled=False,
        created_at="2026-01-31T08:00:00.000000Z",
        last_login_at=None,
    )

    id: int
    email: str
    role: Role
    disabled: bool
    created_at: Moment
    last_login_at: Moment | None

    @classmethod
    def of(cls, row: UserRow) -> UserOut:
        return cls(
            id=row.id,
            email=row.email,
            role=row.role,  # type: ignore[arg-type]
            disabled=row.disabled,
            created_at=moment(row.created_at),
            last_login_at=moment_or_none(row.last_login_at),
        )


class SignedInOut(Model):
    """`refresh_token` is null where it went into a cookie, `csrf_token` where it did not."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the name of a kind
    expires_in: int = Field(description="seconds that the access token is good for")
    refresh_token: str | None = Field(description="good once: each refresh answers the next one")
    csrf_token: str | None = Field(description="to be sent as X-CSRF-Token beside the cookie")
    user: UserOut


class PasswordChange(Model):
    current_password: Password
    new_password: NewPassword
