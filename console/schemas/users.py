"""The users, as admins see and change them."""

from __future__ import annotations

from console.schemas.accounts import Email, NewPassword, Role
from console.schemas.model import Flag, Model, example


class UserIn(Model):
    model_config = example(email="ada@example.com", password="correct horse battery", role="user")  # noqa: S106 - an example

    email: Email
    password: NewPassword
    role: Role = "user"


class UserChange(Model):
    """What is left out stays."""

    model_config = example(role="user", disabled=True)

    role: Role | None = None
    disabled: Flag | None = None
    password: NewPassword | None = None
