"""Fixtures of all tests. Makes the project importable whichever way pytest was started."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

from addons.signatures import RuleSet, load_pack  # noqa: E402
from gateway.policy.cache import DiskCache  # noqa: E402
from tests.gatewayproc import RULE_CACHE  # noqa: E402

LONG = ("e2e", "transparency", "console", "gateway")
"""folders whose files take long, the longest first"""
pytest_plugins = ("tests.servers",)


@pytest.fixture(scope="session")
def pack() -> RuleSet:
    """The rule pack; compiled once, as it takes seconds."""
    return load_pack(cache=DiskCache(RULE_CACHE))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A run is spread by files: those that take longest come first, so that none is left to run alone at the end."""

    def place(item: pytest.Item) -> int:
        folder = item.nodeid.split("/")[1]
        return LONG.index(folder) if folder in LONG else len(LONG)

    items.sort(key=place)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-origins", action="store_true", help="tests/differential: haproxy, node and httptools, too")
