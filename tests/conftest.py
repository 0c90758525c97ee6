"""Fixtures of all tests. Makes the project importable whichever way pytest was started."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

pytest_plugins = ("tests.servers",)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-origins", action="store_true", help="tests/differential: haproxy, node and httptools, too")
