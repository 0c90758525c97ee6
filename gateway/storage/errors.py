"""What can go wrong in the store, by what the caller can do about it."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot do what was asked; the message says what to mend."""


class StoreUnavailable(StoreError):  # noqa: N818 - reads as what it is
    """The database cannot be reached, or gave up under load. Nothing was written: the same call may be tried again."""


class NotFound(StoreError):  # noqa: N818
    """There is no such row."""


class Conflict(StoreError):  # noqa: N818
    """The row is already there, or was changed meanwhile: read it again and decide anew."""


class StoreBusy(StoreUnavailable):
    """Others hold a table that is to be altered. Nothing was done; it is tried again later."""
