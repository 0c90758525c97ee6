"""The systemd units run commands and set settings that exist, and systemd takes them."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from gateway.cli.main import parse
from gateway.settings import Settings
from tests.deploy.files import DEPLOY, FROM_FILES, check_environment, unit
from tests.servers import need

UNITS = {path.stem.removeprefix("boing-"): path for path in sorted((DEPLOY / "systemd").glob("*.service"))}
JOURNAL_SECONDS = 10


@pytest.mark.parametrize("role", UNITS)
def test_a_unit_runs_a_command_under_settings_that_exist(role: str) -> None:
    directives = unit(UNITS[role])
    (start,) = directives["ExecStart"]
    program, *arguments = shlex.split(start)
    assert program == "/opt/boing/bin/boing"
    parse(arguments)
    environment = dict(pair.split("=", 1) for line in directives["Environment"] for pair in shlex.split(line))
    check_environment(environment, UNITS[role].name)
    assert environment["BOING_DATA_DIR"] == f"/var/lib/{directives['StateDirectory'][0]}"
    credentials = {line.split(":")[0] for line in directives["LoadCredential"]}
    assert {f"%d/{name}" for name in credentials} == {environment[name] for name in FROM_FILES & environment.keys()}


@pytest.mark.parametrize("role", UNITS)
def test_a_unit_can_do_little(role: str) -> None:
    directives = unit(UNITS[role])
    assert directives["User"] == ["boing"]
    assert directives["CapabilityBoundingSet"] == [""]
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices", "RestrictNamespaces"):
        assert directives[name] == ["yes"], name
    assert directives["ProtectSystem"] == ["strict"]


def test_the_gateway_has_the_time_that_its_drain_takes() -> None:
    directives = unit(UNITS["gateway"])
    assert int(directives["TimeoutStopSec"][0]) > Settings().drain_seconds + JOURNAL_SECONDS
    assert directives["KillMode"] == ["mixed"]  # a worker that is told to stop as well would not know what to drain


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    (analyze,) = need("systemd-analyze")
    for path in UNITS.values():  # it looks for the program, which is not installed here
        (tmp_path / path.name).write_text(path.read_text().replace("/opt/boing/bin/boing", "/bin/true"))
    command = [analyze, "verify", "--man=no", *map(str, tmp_path.iterdir())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "boing-" in line]
    assert (done.returncode, ours) == (0, [])
