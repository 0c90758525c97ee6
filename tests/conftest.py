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

pytest_plugins = ("tests.servers",)


@pytest.fixture(scope="session")
def pack() -> RuleSet:
    """The rule pack; compiled once, as it takes seconds."""
    return load_pack(cache=DiskCache(RULE_CACHE))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-origins", action="store_true", help="tests/differential: haproxy, node and httptools, too")
