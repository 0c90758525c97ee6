"""Why an agent cannot start."""

from __future__ import annotations


class StartError(Exception):
    """Something to mend before the gateway can start, in one line."""
