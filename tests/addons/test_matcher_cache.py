"""Compiled databases are kept by content, and what is kept wrongly costs time, never a match."""

from __future__ import annotations

from pathlib import Path

import hyperscan
import pytest

from addons.signatures.ast import Place
from addons.signatures.matcher import Expression, Matcher
from gateway.policy.cache import DiskCache

HERE = Place("test.conf", 1)
EXPRESSIONS = [Expression("union\\s+select", HERE, caseless=True), Expression("<script", HERE)]
TEXT = b"1 UNION SELECT a <script>"


def test_what_is_kept_matches_alike(tmp_path: Path) -> None:
    fresh = Matcher(EXPRESSIONS)
    Matcher(EXPRESSIONS, cache=DiskCache(tmp_path / "c"))
    kept = Matcher(EXPRESSIONS, cache=DiskCache(tmp_path / "c"))
    assert kept.scan(TEXT) == fresh.scan(TEXT)
    assert {index for index, _ in kept.scan(TEXT)} == {0, 1}


def test_the_second_time_nothing_is_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Matcher(EXPRESSIONS, cache=DiskCache(tmp_path / "c"))

    class NoCompiler:
        def __init__(self, **_: object) -> None:
            raise AssertionError("compiled again")

    monkeypatch.setattr(hyperscan, "Database", NoCompiler)
    assert Matcher(EXPRESSIONS, cache=DiskCache(tmp_path / "c")).scan(TEXT)


def test_other_expressions_are_not_mistaken_for_these(tmp_path: Path) -> None:
    Matcher(EXPRESSIONS, cache=DiskCache(tmp_path / "c"))
    assert Matcher([Expression("nothing", HERE)], cache=DiskCache(tmp_path / "c")).scan(TEXT) == []


def test_a_damaged_database_is_compiled_anew(tmp_path: Path) -> None:
    Matcher(EXPRESSIONS, cache=DiskCache(tmp_path / "c"))
    (file,) = (tmp_path / "c").iterdir()
    file.write_bytes(b"rubbish" + file.read_bytes()[7:])
    assert {index for index, _ in Matcher(EXPRESSIONS, cache=DiskCache(tmp_path / "c")).scan(TEXT)} == {0, 1}


def test_a_folder_that_others_may_write_is_not_trusted(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    Matcher(EXPRESSIONS, cache=DiskCache(folder))
    (file,) = folder.iterdir()
    folder.chmod(0o777)
    assert DiskCache(folder).get(file.name) is None


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert Matcher(EXPRESSIONS, cache=DiskCache(tmp_path / "file" / "c")).scan(TEXT)
