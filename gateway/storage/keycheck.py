"""Whether the ENCRYPTION_KEY of this process is the one whose secrets the store holds.

The store keeps a number derived from the key, from which nothing of the key can be told. It is written by whoever comes
first, and follows a rotation (the old key among the previous ones).
"""

from __future__ import annotations

import hmac

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from gateway.policy.secrets import Secrets
from gateway.storage.database import Database
from gateway.storage.errors import StoreError, StoreUnavailable
from gateway.storage.leases import put_cursor
from gateway.storage.tables import cursors

NAME = "encryption-key"
TRIES = 5


async def check_key(database: Database, secrets: Secrets) -> None:
    """Raises StoreError for another key than the store's: what is encrypted in it could not be read."""
    for attempt in range(TRIES):
        try:
            return await _check(database, secrets)
        except StoreError as error:
            # somebody writes the first one at the same moment, to MySQL also a deadlock over the gap: soon there is one
            clashed = isinstance(error, StoreUnavailable) or isinstance(error.__cause__, IntegrityError)
            if not clashed or attempt == TRIES - 1:
                raise
    return None


async def is_key(database: Database, secrets: Secrets) -> bool | None:
    """Whether the store's secrets can be read with it; None where the store has none yet. Writes nothing."""
    async with database.reading() as connection:
        kept = (await connection.execute(select(cursors.c.position).where(cursors.c.name == NAME))).scalar_one_or_none()
    return None if kept is None else kept in secrets.fingerprints


async def _check(database: Database, secrets: Secrets) -> None:
    current, *previous = secrets.fingerprints
    async with database.writing() as connection:
        statement = select(cursors.c.position).where(cursors.c.name == NAME).with_for_update()
        kept = (await connection.execute(statement)).scalar_one_or_none()
        if kept == current:
            return
        if kept is not None and not any(hmac.compare_digest(str(kept), str(one)) for one in previous):
            raise StoreError(
                f"ENCRYPTION_KEY is not the one that the secrets in the store {database.where} are encrypted with: set that "
                "one, or after a change set both, the new one first, with a comma between them"
            )
        await put_cursor(connection, NAME, current, database.clock())
