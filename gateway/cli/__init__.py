"""The command line: `boing up`, its roles one by one, and the tools around them."""

from __future__ import annotations

from gateway.cli.main import main

__all__ = ["main"]
