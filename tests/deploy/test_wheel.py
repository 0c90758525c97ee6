"""What is in the wheel: the build backend is asked which files it would take; nothing is built."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent.parent
NOT_COPIED = shutil.ignore_patterns("node_modules", "dist", "__pycache__")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources, and a web app that stands for the built one."""
    folder = tmp_path_factory.mktemp("sources")
    for name in ("addons", "gateway", "console", "deploy"):
        shutil.copytree(ROOT / name, folder / name, ignore=NOT_COPIED)
    for name in ("pyproject.toml", "README.md", "LICENSE", "schema.sql", ".gitignore"):
        shutil.copy(ROOT / name, folder)
    (folder / "console/web/dist/assets").mkdir(parents=True)
    (folder / "console/web/dist/index.html").write_text("<!doctype html>")
    (folder / "console/web/dist/assets/index.js").write_text("")
    return folder


def files_of(tree: Path) -> set[str]:
    return {file.distribution_path for file in WheelBuilder(str(tree)).recurse_included_files()}


def test_all_that_runs_is_in_it(tree: Path) -> None:
    files = files_of(tree)
    wanted = {
        str(path.relative_to(ROOT))
        for package in ("addons", "gateway", "console")
        for path in (ROOT / package).rglob("*")
        if path.suffix in (".py", ".conf", ".mako", ".html", ".css", ".js")
        and not path.is_relative_to(ROOT / "console/web")
    }
    assert {"addons/signatures/rules/41-sqli.conf", "gateway/storage/migrations/script.py.mako"} <= wanted
    assert wanted <= files
    assert {"console/web/dist/index.html", "console/web/dist/assets/index.js"} <= files


def test_nothing_that_only_builds_or_measures_is_in_it(tree: Path) -> None:
    files = files_of(tree)
    assert not [file for file in files if file.startswith("console/web/") and "/dist/" not in file]
    assert not [file for file in files if file.split("/")[0] not in ("addons", "gateway", "console")]


def test_the_schema_and_the_files_for_operators_come_along(tree: Path) -> None:
    shared = WheelBuilder(str(tree)).config.shared_data
    assert set(shared.values()) == {"share/boing/schema.sql", "share/boing/deploy"}
    assert all((ROOT / Path(source).relative_to(tree)).exists() for source in shared)


def test_there_is_no_wheel_without_the_web_app(tree: Path) -> None:
    bare = tree.parent / "bare"
    shutil.copytree(tree, bare, ignore=NOT_COPIED)
    with pytest.raises(FileNotFoundError, match="console/web/dist"):
        files_of(bare)


def test_the_command_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    module, function = project["scripts"]["boing"].split(":")
    assert callable(getattr(__import__(module, fromlist=[function]), function))
