"""The first admin: made once, when a store has no users."""

from __future__ import annotations

import secrets

from console.auth import Passwords
from console.schemas.accounts import normal_email
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.errors import Conflict
from gateway.storage.store import Store

PASSWORD_BYTES = 15


async def ensure_first_admin(store: Store, settings: Settings) -> str | None:
    """Make the first admin where there is no user; returns the password only where it was made up here, to be shown once.

    Of several processes that try at once one makes it. Raises ValueError for an ADMIN_EMAIL that is none.
    """
    if await store.users.count():
        return None
    try:
        email = normal_email(settings.admin_email)
    except ValueError as error:
        raise ValueError(f'ADMIN_EMAIL="{settings.admin_email}": {error}') from None
    made_up = "" if settings.admin_password else secrets.token_urlsafe(PASSWORD_BYTES)
    password_hash = await Passwords().hash(settings.admin_password or made_up)
    try:
        async with store.edit(Actor(None, "boing"), "user.first-admin") as edit:
            await store.users.create(edit, email, password_hash, "admin", only_first=True)
    except Conflict:
        return None
    return made_up or None
