"""The documentation's site: its commands are ones that exist, what it says of the program is the program's, every page is found."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from addons.catalogue import DETECTORS
from gateway.cli.main import COMMANDS, parse
from gateway.settings import Settings
from tests.console.test_roles import ROUTES
from tests.deploy.files import ROOT, compose
from tests.servers import need

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
OF_THE_STARTER = {"test", "demo", "up"}
"""`./boing`, the file at the top, takes these; all but `test` it hands on"""
BLOCK = re.compile(r"^(<!-- run -->\n)?```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SEPARATORS = {"|", "&&", ";", "||"}


def lines_of(text: str) -> Iterator[str]:
    """Command lines of `console` blocks, those that go on with a backslash or within quotes joined."""
    for _, kind, body in BLOCK.findall(text):
        if kind == "console":
            lines = iter(body.replace("\\\n", " ").splitlines())
            for line in lines:
                if line.startswith("$ "):
                    command = line[2:]
                    while command.partition(" #")[0].count("'") % 2:
                        command += f"\n{next(lines)}"
                    yield command


def ours(line: str) -> Iterator[list[str]]:
    """What of a command line is given to boing: `docker compose exec gateway-1 boing status` -> [status]."""
    words = shlex.split(line, comments=True)
    roles = set(compose()["services"])
    for at, word in enumerate(words):
        if word.rpartition("/")[2] == "boing" and (at == 0 or words[at - 1] in SEPARATORS | roles):
            rest = words[at + 1 :]
            yield rest[: next((i for i, word in enumerate(rest) if word in SEPARATORS), len(rest))]
        if words[:3] == ["docker", "compose", "run"] and word in roles and words[at + 1 :]:
            yield words[at + 1 :]


COMMAND_LINES = [
    pytest.param(command, id=f"{page.name}: {' '.join(command)}")
    for page in [*PAGES, ROOT / "README.md"]
    for line in lines_of(page.read_text())
    for command in ours(line)
]
RUNNABLE = [
    pytest.param(body, id=f"{page.name}: {body.splitlines()[0][2:40]}")
    for page in PAGES
    for run, _, body in BLOCK.findall(page.read_text())
    if run
]


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pages", DOCS / "pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    path = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = path
    return module


@pytest.mark.parametrize("command", COMMAND_LINES)
def test_every_command_line_in_the_documents_is_one_that_boing_takes(command: list[str]) -> None:
    if command[0] == "test":
        return  # of ./boing alone, see OF_THE_STARTER
    if command != ["--version"]:
        parse(command)


def test_there_are_command_lines_to_look_at() -> None:
    assert len(COMMAND_LINES) > 15
    assert len(RUNNABLE) >= 4


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_named_in_passing_exist(page: Path) -> None:
    named = set(re.findall(r"`(?:\./)?boing ([a-z]+)", page.read_text()))
    assert named <= COMMANDS.keys() | OF_THE_STARTER


@pytest.mark.parametrize("block", RUNNABLE)
def test_what_is_marked_to_run_does_and_prints_what_the_page_says(block: str, tmp_path: Path) -> None:
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    wanted = [line for line in block.splitlines() if not line.startswith("$ ")]
    (tmp_path / "boing").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gateway.cli "$@"\n')
    (tmp_path / "boing").chmod(0o755)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DB_", "BOING_"))}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(commands)],
        cwd=tmp_path,
        env={**clean, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for line, printed in zip(wanted, done.stdout.splitlines(), strict=False):
        if line == "…":
            break
        assert re.fullmatch(".*".join(map(re.escape, line.split("…"))), printed), (line, printed)


def test_the_secrets_that_are_made_are_those_that_compose_asks_for() -> None:
    made = set(re.findall(r"> secrets/(\w+)$", (DOCS / "deploy.md").read_text(), re.MULTILINE))
    assert made == set(compose()["secrets"])


def test_nginx_takes_the_configuration_shown(tmp_path: Path) -> None:
    (nginx,) = need("nginx")
    (block,) = [body for _, kind, body in BLOCK.findall((DOCS / "in-front.md").read_text()) if kind == "nginx"]
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{block}}}\n"
    )
    command = [nginx, "-t", "-q", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr


def test_the_page_of_settings_has_them_all(pages: ModuleType) -> None:
    page = pages.on_page_markdown((DOCS / "settings.md").read_text())
    assert all(f"`{field.name.upper()}`" in page and field.metadata["doc"] in page for field in fields(Settings))
    assert "`JWT_SECRET_FILE`" in page


def test_the_page_of_detectors_has_them_all_with_their_options(pages: ModuleType) -> None:
    page = pages.on_page_markdown((DOCS / "detectors.md").read_text())
    assert all(f"## {one.title}\n" in page and one.description in page for one in DETECTORS.values())
    silent = re.findall(r"^\| `(\w+)` \| .* \|  \|$", page, re.MULTILINE)
    assert silent == [], "options of which nothing is said, in the settings' docstring or below the field"
    assert "| `paranoia_level` | `1` | 1 to 4, as in the Core Rule Set" in page


def test_the_page_of_the_api_has_every_route(pages: ModuleType) -> None:
    page = pages.on_page_markdown((DOCS / "api.md").read_text())
    missing = [route for route in ROUTES if f"`{route}`" not in page and not route.startswith("WS")]
    assert missing == []


def test_every_page_is_in_the_site_and_every_link_leads_somewhere(pages: ModuleType) -> None:
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text())
    assert sorted(leaves(site["nav"])) == [page.name for page in PAGES]
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
            assert target.startswith("http") or (DOCS / target).exists(), f"{page.name}: {target}"
        assert "](../" not in pages.OUTWARD.sub(r"\1", page.read_text())


def leaves(nav: list[Any]) -> Iterator[str]:
    for entry in nav:
        for value in entry.values():
            yield from leaves(value) if isinstance(value, list) else (value,)


def test_the_site_has_a_lock_file_that_agrees_with_the_programs() -> None:
    pins = [
        dict(re.findall(r"^([\w.-]+)==([^ ;]+)", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-docs.lock")
    ]
    assert "mkdocs-material" in pins[1]
    assert {name: pins[1][name] for name in pins[0].keys() & pins[1].keys()} == {
        name: pins[0][name] for name in pins[0].keys() & pins[1].keys()
    }
