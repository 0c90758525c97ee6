"""Gateway, console and analyst run apart on one MariaDB; and the small commands around them."""

from __future__ import annotations

import json
import os
import signal
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.e2e.clients import ADMIN_PASSWORD, ConsoleClient, alive, descendants
from tests.gatewayproc import ROOT, eventually, free_port, running
from tests.origin import Origin, running_origin
from tests.servers import Mariadb


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


@pytest.fixture(scope="module")
def apart(mariadb: Mariadb, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment all roles of one installation share; its database is still empty."""
    return {
        "DB_HOST": mariadb.host,
        "DB_PORT": str(mariadb.port),
        "DB_USER": "root",
        "DB_NAME": mariadb.create_database(),
        "ADMIN_PASSWORD": ADMIN_PASSWORD,
        "JWT_SECRET": "a signing secret of this test alone, long enough",
        "ENCRYPTION_KEY": "Y2hhbmdlLW1lLWNoYW5nZS1tZS1jaGFuZ2UtbWUtMTI=",
        "BOING_DATA_DIR": str(tmp_path_factory.mktemp("roles")),
    }


def boing(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DB_", "BOING_"))}
    ports = {f"BOING_{name}": f"127.0.0.1:{free_port()}" for name in ("LISTEN", "CONSOLE", "HEALTH")}
    return subprocess.run(
        [sys.executable, "-m", "gateway.cli", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**inherited, **ports, **environment},
        timeout=60,
        check=False,
    )


@contextmanager
def role(name: str, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "gateway.cli", name, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(20)


@pytest.mark.parametrize("name", ["gateway", "console", "analyst", "up"])
def test_without_a_schema_a_role_names_the_command_that_makes_it(name: str, apart: dict[str, str]) -> None:
    ended = boing(name, **apart)
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.splitlines()[-1].startswith("boing: the store ")
    assert 'has no schema yet: run "boing db migrate"' in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_is_not_there_is_named(apart: dict[str, str], tmp_path: Path) -> None:
    ended = boing("db", "migrate", **apart | {"DB_PORT": str(free_port()), "BOING_DATA_DIR": str(tmp_path)})
    assert ended.returncode == 2
    assert ended.stderr.startswith("boing: 127.0.0.1:")
    assert len(ended.stderr.splitlines()) == 1


def test_roles_apart_work_together(apart: dict[str, str], origin: Origin) -> None:
    """Set up in the console, served by the gateway, seen in the log, made an alert by the analyst."""
    migrated = boing("db", "migrate", **apart)
    assert (migrated.returncode, migrated.stdout[:22]) == (0, "the store is at schema")
    assert boing("db", "migrate", **apart).returncode == 0
    address = f"127.0.0.1:{free_port()}"
    with (
        role("console", "--console", address, **apart) as console_process,
        role("analyst", **apart) as analyst,
        running("gateway", Path(apart["BOING_DATA_DIR"]), "--workers", "1", **apart) as gateway,
    ):
        eventually(lambda: _answers(f"http://{address}/api/health"), 60)
        assert httpx.get(f"{gateway.url}/x", trust_env=False, verify=False).status_code == 404
        with ConsoleClient(f"http://{address}") as console:
            console.post("/api/apis", json={"name": "shop", "upstream": origin.url}).raise_for_status()
            eventually(lambda: httpx.get(f"{gateway.url}/x", trust_env=False, verify=False).status_code == 200, 60)
            blocked = httpx.get(f"{gateway.url}/?q=%27%20OR%201=1--%20", trust_env=False, verify=False)
            assert blocked.status_code == 403
            told = eventually(lambda: console.explanation(blocked.json()["request_id"]))
            assert told["action"] == "block"
            eventually(lambda: console.get("/api/alerts").json()["items"], 60)
        pids = [*descendants(gateway.process.pid), console_process.pid, analyst.pid]
        for process in (console_process, analyst):
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
        assert gateway.stop() == 0
        assert alive(pids) == []


def test_config_shows_what_is_in_force_and_masks_secrets(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from a file 4711\n")
    environment = {"DB_PASSWORD": "hidden 4711", "JWT_SECRET_FILE": str(secret), "RATE_LIMIT_THRESHOLD": "42"}
    ended = boing("config", "--json", "--data-dir", str(tmp_path), **environment)
    shown = json.loads(ended.stdout)
    assert (shown["DB_PASSWORD"], shown["JWT_SECRET"]) == ("********", "********")
    assert (shown["RATE_LIMIT_THRESHOLD"], shown["BOING_DATA_DIR"], shown["SMTP_PASSWORD"]) == (42, str(tmp_path), "")
    plain = boing("config", **environment)
    assert "RATE_LIMIT_THRESHOLD=42" in plain.stdout.splitlines()
    assert "4711" not in ended.stdout + plain.stdout


def test_a_made_certificate_is_served(origin: Origin, tmp_path: Path) -> None:
    made = boing("cert", "--out", str(tmp_path / "certs"), "localhost", "127.0.0.1")
    assert made.returncode == 0
    certificate, key = tmp_path / "certs/dev.crt", tmp_path / "certs/dev.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    pair = ("--cert", str(certificate), "--key", str(key))
    with running("up", tmp_path / "data", "--upstream", origin.url, "--workers", "1", *pair, tls=True) as started:
        trusting = ssl.create_default_context(cafile=str(certificate))
        for version in (False, True):
            with httpx.Client(http2=version, verify=trusting, trust_env=False) as client:
                answer = client.get(f"{started.url}/tls")
            assert (answer.status_code, answer.http_version) == (200, "HTTP/2" if version else "HTTP/1.1")
        assert f"https://127.0.0.1:{started.port}" in started.output.read_text()


def test_a_certificate_where_it_may_not_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ended = boing("cert", "--out", str(tmp_path / "file" / "certs"))
    assert ended.returncode == 2
    assert ended.stderr == f"boing: {tmp_path}/file/certs: Not a directory\n"


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False, verify=False).status_code == 200
    except httpx.HTTPError:
        return False
