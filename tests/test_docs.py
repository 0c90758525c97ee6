"""The documents say what is so."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from console.targets import Common, read_lines
from gateway.cli.main import COMMANDS
from gateway.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_stands_in_the_readme_with_its_default(setting: object) -> None:
    default = setting.default
    shown = "" if default == "" else f"`{str(default).lower() if isinstance(default, bool) else default}`"
    assert f"| `{setting.name.upper()}` | {shown} | {setting.metadata['doc']} |" in README


def test_the_readme_names_no_setting_that_is_none() -> None:
    known = {setting.name.upper() for setting in fields(Settings)}
    table = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", README, re.MULTILINE))
    assert table == known


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert re.search(rf"\b{command}\b", README)


@pytest.mark.parametrize(
    "document",
    ["README.md", "ARCHITECTURE.md", "docs/detection.md", "docs/ingestion.md", "docs/llm.md", "bench/README.md"],
)
def test_links_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text()
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert ((ROOT / document).parent / target).exists(), target


def test_the_code_map_names_folders_that_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    for name in re.findall(r"^\| `([\w/.]+)` \|", text, re.MULTILINE):
        assert (ROOT / name).exists(), name
    assert len(text.splitlines()) < 300


def test_the_list_in_the_console_page_is_one_that_can_be_imported() -> None:
    page = (ROOT / "docs" / "console.md").read_text()
    text = next(block for block in page.split("```")[1::2] if "principal:" in block)
    lines = read_lines(text, Common(0, 0, ""), {3}, 0, pointer="")
    assert [(entry.scope, entry.target, entry.api_id) for entry in lines.entries] == [
        ("range", "10.0.0.0/8", 0),
        ("range", "2001:db8::/32", 0),
        ("principal", "alice@example.com", 3),
        ("country", "KP", 0),
    ]
