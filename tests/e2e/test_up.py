"""`boing up` as a person uses it: one command starts all of it, one signal ends all of it, and what is wrong is said."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.clients import ADMIN_PASSWORD, READ_ONLY, ConsoleClient, alive, descendants, named
from tests.gatewayproc import ROOT, Running, eventually, free_port, running
from tests.origin import Origin, running_origin

SECRETS = {
    "JWT_SECRET": "j4-signing-secret-of-this-test-which-is-long-enough",
    "ENCRYPTION_KEY": "Y2hhbmdlLW1lLWNoYW5nZS1tZS1jaGFuZ2UtbWUtMTI=",
    "ADMIN_PASSWORD": ADMIN_PASSWORD,
    "DB_PASSWORD": "d4-database-password",
    "SMTP_PASSWORD": "s4-mail-password",
}


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


@pytest.fixture(scope="module")
def boing(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data_dir: Path = tmp_path_factory.mktemp("up")
    with running("up", data_dir, "--upstream", origin.url, "--workers", "2", **SECRETS) as started:
        yield started


def test_it_announces_once_all_of_it_answers(boing: Running, origin: Origin) -> None:
    text = boing.output.read_text()
    assert f"http://127.0.0.1:{boing.port}" in text
    assert origin.url in text
    assert httpx.get(f"{boing.url}/first", trust_env=False).status_code == 200
    assert httpx.get(f"{boing.console}/api/health", trust_env=False).json() == {"status": "ok", "store": "ok"}
    assert boing.health()["workers"] == 2


def test_an_admin_from_the_environment_has_no_password_shown(boing: Running) -> None:
    assert "password" not in boing.output.read_text()
    with ConsoleClient(boing.console) as console:
        assert console.get("/api/me").json()["role"] == "admin"


def test_no_secret_is_seen_from_outside(boing: Running) -> None:
    """Not in the process list, the workers' environment, the output, or what the health port answers."""
    pids = [boing.process.pid, *descendants(boing.process.pid)]
    workers = named(pids, "gateway.proxy.worker")
    assert len(workers) == 2
    seen = [Path(f"/proc/{pid}/cmdline").read_bytes().decode() for pid in pids]
    seen += [Path(f"/proc/{pid}/environ").read_bytes().decode() for pid in workers]
    seen += [boing.output.read_text(), boing.health("/metrics"), str(boing.health())]
    shown = [name for name, value in SECRETS.items() if any(value in text for text in seen)]
    assert shown == []
    worker_environment = " ".join(Path(f"/proc/{pid}/environ").read_bytes().decode() for pid in workers)
    assert not re.search("PASSWORD|SECRET|ENCRYPTION", worker_environment)


def test_all_it_writes_is_for_its_owner_alone(boing: Running) -> None:
    files = [path for path in boing.data_dir.rglob("*") if path != boing.output]
    assert files
    open_ones = [str(path) for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert open_ones == []


def test_a_console_that_dies_is_restarted(boing: Running) -> None:
    (before,) = named(descendants(boing.process.pid), "gateway.cli console")
    os.kill(before, signal.SIGKILL)
    eventually(lambda: not alive([before]))
    eventually(lambda: _status(f"{boing.console}/api/health") == 200, 60)
    assert httpx.get(f"{boing.url}/still", trust_env=False).status_code == 200


def test_a_data_dir_in_use_is_refused(boing: Running, origin: Origin) -> None:
    code, error, _ = refused("--upstream", origin.url, "--data-dir", str(boing.data_dir), **SECRETS)
    assert code == 2
    assert error.splitlines()[-1] == f"boing: data dir '{boing.data_dir.resolve()}' is in use by another gateway"


def test_a_second_start_finds_everything_as_it_was_left(origin: Origin, tmp_path: Path) -> None:
    """SIGINT leaves no process; the same admin signs in; what the console edited stays; --upstream and --mode count."""
    with running("up", tmp_path, "--upstream", "http://127.0.0.1:9", "--workers", "1") as first:
        text = first.output.read_text()
        code = re.search(r"set up    \S+/setup#code=(\S+) ", text)[1]
        admin = {"email": "admin@localhost", "password": ADMIN_PASSWORD, "code": code}
        made = httpx.post(f"{first.console}/api/register", json=admin, trust_env=False)
        assert (made.status_code, made.json()["role"]) == (201, "admin")
        with ConsoleClient(first.console) as console:
            (api,) = console.get("/api/apis").json()["items"]
            assert api["mode"] == "enforce"
            wanted = {k: v for k, v in api.items() if k not in READ_ONLY}
            answer = console.put(f"/api/apis/{api['id']}", json=wanted | {"name": "shop", "block_threshold": 7})
            assert answer.status_code == 200, answer.text
        pids = descendants(first.process.pid)
        assert len(pids) == 3
        assert first.stop(signal.SIGINT) == 0
        assert alive(pids) == []
    for name in ("jwt_secret", "encryption_key"):
        assert stat.S_IMODE((tmp_path / "secrets" / name).stat().st_mode) == 0o600

    with running("up", tmp_path, "--upstream", origin.url, "--mode", "observe", "--workers", "1") as second:
        assert "set up" not in second.output.read_text()
        with ConsoleClient(second.console) as console:
            (api,) = console.get("/api/apis").json()["items"]
        assert (api["name"], api["upstream"], api["mode"], api["block_threshold"]) == ("shop", origin.url, "observe", 7)
        assert httpx.get(f"{second.url}/second", trust_env=False).status_code == 200
        pids = descendants(second.process.pid)
        second.process.send_signal(signal.SIGKILL)
        second.process.wait()
        eventually(lambda: not alive(pids), 60)


def test_a_signal_while_it_starts_ends_it_at_once(origin: Origin, tmp_path: Path) -> None:
    with running("up", tmp_path, "--upstream", origin.url, "--workers", "2", ready=False) as started:
        pids: list[int] = eventually(lambda: named(descendants(started.process.pid), "gateway.proxy.worker"), 60)
        pids += descendants(started.process.pid)
        since = time.monotonic()
        assert started.stop(signal.SIGTERM) == 0
        assert time.monotonic() - since < 60
        assert alive(pids) == []
        assert "Traceback" not in started.output.read_text()


def _listen() -> socket.socket:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    return taken


@pytest.mark.parametrize("what", ["listen", "console", "health"])
def test_a_port_in_use_is_named(what: str, tmp_path: Path) -> None:
    with _listen() as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        code, error, left = refused(
            "--upstream", "http://127.0.0.1:9", "--data-dir", str(tmp_path), **{f"BOING_{what.upper()}": address}
        )
    assert (code, left) == (2, [])
    name = "gateway" if what == "listen" else what
    assert error == f"boing: the {name} cannot listen on {address}: Address already in use\n"


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["--upstream", "127.0.0.1:3000"], {}, '--upstream "127.0.0.1:3000"'),
        (["--data-dir", "pyproject.toml/data"], {}, "'pyproject.toml/data': Not a directory"),
        (["--mode", "observe"], {}, "--mode without --upstream: there is no API yet"),
        (["--listen", "nonsense"], {}, 'BOING_LISTEN "nonsense": must be host:port'),
        ([], {"RATE_LIMIT_THRESHOLD": "many"}, "RATE_LIMIT_THRESHOLD='many': must be a whole number"),
        ([], {"DB_PASSWORD": "x", "DB_PASSWORD_FILE": "y"}, "DB_PASSWORD and DB_PASSWORD_FILE are both set: keep one"),
        ([], {"ENCRYPTION_KEY": "short"}, "ENCRYPTION_KEY must be 32 bytes"),
        ([], {"JWT_SECRET": "short"}, "JWT_SECRET: 5 bytes are too few"),
        ([], {"ADMIN_EMAIL": "nobody", "ADMIN_PASSWORD": ADMIN_PASSWORD}, 'ADMIN_EMAIL="nobody"'),
        ([], {"CORS_ORIGINS": "*"}, 'CORS_ORIGINS "*"'),
        (["--cert", "pyproject.toml", "--key", "pyproject.toml"], {}, "BOING_TLS_CERT='pyproject.toml'"),
    ],
)
def test_what_keeps_it_from_starting_is_said_in_one_line(
    arguments: list[str], environment: dict[str, str], said: str, tmp_path: Path
) -> None:
    data_dir = [] if "--data-dir" in arguments else ["--data-dir", str(tmp_path)]
    code, error, left = refused(*arguments, *data_dir, **environment)
    assert said in error
    lines = [line for line in error.splitlines() if " INFO " not in line]
    assert len([line for line in lines if line.startswith("boing: ")]) == 1, error
    assert "Traceback" not in error
    assert (code, left) == (2, [])


def test_a_second_signal_does_not_wait_for_what_is_in_flight(boing: Running, origin: Origin) -> None:
    """The last test here: it ends the one that the others share."""
    origin.hold.clear()
    with socket.create_connection(("127.0.0.1", boing.port)) as waiting:
        waiting.sendall(b"GET /silent HTTP/1.1\r\nHost: a\r\n\r\n")
        eventually(lambda: origin.find("/silent"))
        pids = descendants(boing.process.pid)
        boing.process.send_signal(signal.SIGINT)
        eventually(lambda: "draining" in boing.output.read_text())
        eventually(lambda: len(alive(pids)) == 1)  # the worker that holds it
        assert boing.process.poll() is None
        assert boing.stop(signal.SIGINT, 5) == 0
    assert alive(pids) == []
    origin.hold.set()


def refused(*arguments: str, **environment: str) -> tuple[int, str, list[int]]:
    """Exit code, standard error, and processes left, of an `up` that is expected not to start."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DB_", "BOING_"))}
    ports = {f"BOING_{name}": f"127.0.0.1:{free_port()}" for name in ("LISTEN", "CONSOLE", "HEALTH")}
    mark = f"test-{os.getpid()}-{time.monotonic_ns()}"
    ended = subprocess.run(
        [sys.executable, "-m", "gateway.cli", "up", "--workers", "1", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**inherited, **ports, **environment, "BOING_TEST_MARK": mark},
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stderr, alive(_marked(mark))


def _marked(mark: str) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                environment = (folder / "environ").read_bytes()
            except OSError:
                continue
            if mark.encode() in environment:
                found.append(int(folder.name))
    return found


def _status(url: str) -> int:
    try:
        return httpx.get(url, trust_env=False).status_code
    except httpx.HTTPError:
        return 0
