"""What is claimed of the store here is claimed of both engines."""

from __future__ import annotations

from tests.stores import actor, clock, settings, store

__all__ = ["actor", "clock", "settings", "store"]
