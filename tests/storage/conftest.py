"""What is claimed of the store here is claimed of both engines."""

from __future__ import annotations

from tests.stores import actor, clock, migrated, settings, store

__all__ = ["actor", "clock", "migrated", "settings", "store"]
