"""The analyst is tested on both engines."""

from __future__ import annotations

from tests.stores import actor, clock, settings, store

__all__ = ["actor", "clock", "settings", "store"]
