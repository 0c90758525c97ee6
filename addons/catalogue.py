"""Every detector there is: one line each. The console's list, the docs and `compile` are made from it."""

from __future__ import annotations
