"""What is logged: JSON in ECS names unless a person watches, never a secret, in one file that several processes share."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.logs import EVENT, JsonFormatter, Repeated, SharedFile, TextFormatter, is_json, people, start_logging
from gateway.policy.document import Api
from gateway.settings import Settings, SettingsError, load_settings
from tests.gatewayproc import ROOT, eventually, free_port, running, seed_store

CANARY = "hunter2canary"
FIELDS = {
    "@timestamp", "log.level", "message", "log.logger", "service.name", "service.version", "event.dataset",
    "host.hostname", "process.pid", "ecs.version",
}  # fmt: skip


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def a_record(message: str, *arguments: Any, **extra: Any) -> logging.LogRecord:
    record = logging.LogRecord("boing.test", logging.WARNING, __file__, 1, message, arguments, None)
    record.__dict__.update(extra)
    return record


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("chosen", "at_terminal", "to_file", "json_wanted"),
    [("auto", True, "", False), ("auto", False, "", True), ("auto", True, "x.log", True), ("text", False, "", False),
     ("json", True, "", True)],
)  # fmt: skip
def test_json_unless_a_person_watches(chosen: str, at_terminal: bool, to_file: str, json_wanted: bool) -> None:
    stream = Terminal() if at_terminal else io.StringIO()
    assert is_json(Settings(log_format=chosen, log_file=to_file), stream) is json_wanted


def test_what_is_said_a_thousand_times_is_written_ten_times_and_then_summed_up() -> None:
    now = 100.0
    repeated = Repeated(most=10, seconds=10.0, clock=lambda: now)
    away = [a_record("upstream %s cannot be reached: %s", "a.test", "refused 100%") for _ in range(1000)]
    assert sum(repeated.filter(record) for record in away) == 10
    assert repeated.filter(a_record("upstream %s cannot be reached: %s", "b.test", "refused"))
    failed = a_record("upstream %s cannot be reached: %s", "a.test", "refused 100%")
    failed.exc_info = (ValueError, ValueError("x"), None)
    assert repeated.filter(failed), "a traceback is always written"
    now += 10.0
    again = a_record("upstream %s cannot be reached: %s", "a.test", "refused 100%")
    assert repeated.filter(again)
    assert again.getMessage() == "upstream a.test cannot be reached: refused 100% (990 more times before)"


def test_the_filter_is_in_place_and_forgets() -> None:
    stream = io.StringIO()
    start_logging(Settings(), "gateway", stream)
    for number in range(3000):
        logging.getLogger("boing.test").warning("a%d", number % 1500)
    for _ in range(50):
        logging.getLogger("boing.test").warning("again")
    assert stream.getvalue().count("again") == 10
    assert stream.getvalue().count('a1499"') == 2


def test_a_line_is_one_object_in_the_names_of_ecs() -> None:
    record = a_record(
        "policy %d is\nrefused \ud800", 7, **{EVENT: {"event.action": "policy-refused", "boing.revision": 7}}
    )
    line = JsonFormatter("gateway").format(record)
    assert "\n" not in line
    found = json.loads(line)
    assert set(found) == FIELDS | {"event.action", "boing.revision"}
    assert (found["log.level"], found["message"]) == ("warning", "policy 7 is\nrefused ?")
    assert (found["event.dataset"], found["event.action"], found["boing.revision"]) == (
        "boing.gateway",
        "policy-refused",
        7,
    )
    assert found["@timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "formatter", [JsonFormatter("console"), TextFormatter(is_terminal=False)], ids=["json", "text"]
)
def test_no_secret_is_logged_nor_in_what_was_raised(formatter: logging.Formatter) -> None:
    try:
        int(f"Authorization: Bearer {CANARY}abcdefghijklmnop")
    except ValueError:
        record = a_record("password=%s of ada@example.com", CANARY, exc_info=sys.exc_info())
    line = formatter.format(record)
    assert CANARY not in line
    assert "ada@example.com" not in line
    assert "ValueError" in line


def test_a_formatter_says_what_was_raised() -> None:
    try:
        [].pop()
    except IndexError:
        found = json.loads(JsonFormatter("console").format(a_record("failed", exc_info=sys.exc_info())))
    assert (found["error.type"], found["error.message"]) == ("IndexError", "pop from empty list")
    assert "Traceback" in found["error.stack_trace"]


WRITER = """
import logging, sys
from gateway.logs import start_logging
from gateway.settings import Settings
start_logging(Settings(log_file=sys.argv[1], log_file_bytes=6000, log_files=400), sys.argv[2])
for number in range(150):
    logging.warning("line %d of %s", number, sys.argv[2])
"""


def test_several_processes_share_a_file_and_lose_no_line_as_it_is_moved_aside(tmp_path: Path) -> None:
    path = tmp_path / "boing.log"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), f"worker-{number}"], cwd=ROOT) for number in range(3)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    files = [one for one in tmp_path.iterdir() if one.suffix != ".lock"]
    lines = [json.loads(line) for one in files for line in one.read_text().splitlines()]
    assert sorted(line["message"] for line in lines) == sorted(
        f"line {number} of worker-{writer}" for writer in range(3) for number in range(150)
    )
    assert len(files) > 10
    assert all(one.stat().st_size < 6000 + 4 * 400 for one in files)
    assert {one.stat().st_mode & 0o777 for one in files} == {0o600}


def test_only_so_many_files_are_kept(tmp_path: Path) -> None:
    handler = SharedFile(tmp_path / "a.log", 100, 2)
    handler.setFormatter(logging.Formatter("%(message)s"))
    for number in range(20):
        handler.emit(a_record(f"{number:02d}" * 40))
    handler.close()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.log", "a.log.1", "a.log.2", "a.log.lock"]
    assert (tmp_path / "a.log").read_text().splitlines()[-1] == "19" * 40


def test_a_file_that_somebody_else_moved_is_made_anew(tmp_path: Path) -> None:
    """As logrotate does."""
    handler = SharedFile(tmp_path / "a.log", 10**6, 2)
    handler.emit(a_record("before"))
    (tmp_path / "a.log").rename(tmp_path / "moved")
    handler.emit(a_record("after"))
    handler.close()
    assert (tmp_path / "moved").read_text() == "before\n"
    assert (tmp_path / "a.log").read_text() == "after\n"


def test_a_file_that_cannot_be_written_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        start_logging(Settings(log_file=str(tmp_path / "none" / "a.log")), "gateway")
    with pytest.raises(SettingsError, match="LOG_FORMAT='xml': must be auto, text or json"):
        load_settings({"LOG_FORMAT": "xml"})


def test_standard_output_is_for_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(log_format="json")
    start_logging(settings, "console")
    logging.getLogger("boing").warning("the store is away")
    print("console on http://127.0.0.1:8000", file=people(settings))
    said = capsys.readouterr()
    assert json.loads(said.out)["message"] == "the store is away"
    assert said.err == "console on http://127.0.0.1:8000\n"


def test_agent_and_workers_log_to_one_file(tmp_path: Path) -> None:
    """Of the agent and its worker, which meets an upstream that is down."""
    dead = free_port()
    seed_store(tmp_path / "data", [Api(id=0, name="dead", upstream=f"http://127.0.0.1:{dead}")])
    log = tmp_path / "boing.log"
    with running("gateway", tmp_path / "data", "--workers", "1", LOG_FILE=str(log)) as started:
        assert httpx.get(f"{started.url}/x?password={CANARY}", trust_env=False).status_code == 502
        eventually(lambda: "cannot be reached" in log.read_text())
        assert "gateway on 127.0.0.1" in started.output.read_text()
        os.kill(started.workers()[0], 9)
        eventually(lambda: "restarting it" in log.read_text())
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert all(line.keys() >= FIELDS for line in lines)
    assert {line["event.dataset"] for line in lines} == {"boing.gateway", "boing.worker-0"}
    assert CANARY not in log.read_text()
