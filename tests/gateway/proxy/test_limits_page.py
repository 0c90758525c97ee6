"""docs/limits.md says what is so: settings and defaults, reasons, and tests that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.policy.document import Api
from gateway.settings import Settings

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "limits.md").read_text()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")][
    1:
]
CODE = "\n".join(path.read_text() for path in sorted((ROOT / "gateway" / "proxy").rglob("*.py")))
COUNTED = re.compile(r'(?:_?refused?|_count_refused|ExchangeFailed|fail)\((?:[^()"]|\([^()]*\))*?"([a-z0-9-]+)"')


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_limit_has_the_setting_and_default_it_is_said_to_have(row: list[str]) -> None:
    _, setting, default, *_ = row
    if name := re.fullmatch(r"`([A-Z0-9_]+)`", setting):
        assert str(getattr(Settings(), name[1].lower())) == default
    elif name := re.match(r"API: (\w+)", setting):
        assert str(getattr(Api(1, "a", "http://a"), name[1])) == default
    else:
        assert setting in ("OpenSSL's own", "fixed", "the system's")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_limit_is_counted_and_held_as_it_is_said_to_be(row: list[str]) -> None:
    *_, counted, held = row
    if name := re.fullmatch(r"`([a-z0-9-]+)`", counted):
        assert f'"{name[1]}"' in CODE
    else:
        assert counted.startswith(("not counted", "`boing_"))
    if held != "not tested":
        file, test = held.strip("`").split("::")
        (path,) = (ROOT / "tests" / "gateway").rglob(f"{file}.py")
        assert f"def {test}(" in path.read_text()


def test_every_reason_that_is_counted_stands_in_the_page() -> None:
    reasons = {
        reason for reason in COUNTED.findall(CODE) if reason not in ("timeout", "malformed-answer", "connect", "reset")
    }
    assert {"header-fields", "no-api", "drain", "h2-resets", "body-time", "crash"} <= reasons, "the search finds them"
    assert {reason for reason in reasons if f"`{reason}`" not in PAGE} == set()
