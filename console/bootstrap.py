"""The first admin: made at once where ADMIN_PASSWORD is set, else by whoever has the set-up code that is printed."""

from __future__ import annotations

from console.auth import Passwords
from console.credentials import code_hash, new_code
from console.schemas.accounts import normal_email
from gateway.settings import Settings
from gateway.storage.edit import Actor
from gateway.storage.errors import Conflict
from gateway.storage.store import Store

SETUP_MICROSECONDS = 7 * 86_400_000_000
"""a set-up code is good so long, or until the next start prints another"""
BOING = Actor(None, "boing")


async def ensure_first_admin(store: Store, settings: Settings) -> str | None:
    """Make the first admin of ADMIN_EMAIL and ADMIN_PASSWORD, or a set-up code, which is returned, to be shown once.

    None where nothing is to be shown: there are users, or ADMIN_PASSWORD is set. Of several processes that try at once one
    makes the admin; of several codes the last is good. Raises ValueError for an ADMIN_EMAIL that is none.
    """
    if await store.users.count():
        return None
    if not settings.admin_password:
        return await new_setup_code(store)
    try:
        email = normal_email(settings.admin_email)
    except ValueError as error:
        raise ValueError(f'ADMIN_EMAIL="{settings.admin_email}": {error}') from None
    password_hash = await Passwords().hash(settings.admin_password)
    try:
        async with store.edit(BOING, "user.first-admin") as edit:
            await store.users.create(edit, email, password_hash, "admin", only_first=True)
    except Conflict:
        pass
    return None


async def new_setup_code(store: Store) -> str | None:
    """A code that makes the first admin, in place of any before; None where there is a user."""
    code = new_code()
    try:
        async with store.edit(BOING, "set-up") as edit:
            await store.invitations.renew_setup(edit, code_hash(code), edit.now + SETUP_MICROSECONDS)
    except Conflict:
        return None
    return code


def setup_url(console_url: str, code: str) -> str:
    """Where a browser opens it; the code stands in the fragment, which is sent to no server."""
    return f"{console_url.rstrip('/')}/setup#code={code}"
