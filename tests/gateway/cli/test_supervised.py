"""A service manager hears of a start that is done and of a drain that begins."""

from __future__ import annotations

import logging
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.cli.supervised import tell_supervisor
from gateway.policy.document import Api
from tests.gatewayproc import free_port, running, seed_store

SECONDS = 30.0


@contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.settimeout(SECONDS)
        receiver.bind(address)
        yield receiver


def test_the_gateway_says_when_it_is_ready_and_when_it_begins_to_drain(tmp_path: Path) -> None:
    seed_store(tmp_path / "data", [Api(id=0, name="a", upstream=f"http://127.0.0.1:{free_port()}")])
    address = str(tmp_path / "notify")
    with (
        listening(address) as receiver,
        running("gateway", tmp_path / "data", "--workers", "1", ready=False, NOTIFY_SOCKET=address) as gateway,
    ):
        assert receiver.recv(100) == b"READY=1"
        assert gateway.health() is not None, "READY=1 before /readyz answers"
        assert gateway.health()["ready"]
        gateway.process.send_signal(signal.SIGTERM)
        assert receiver.recv(100) == b"STOPPING=1"


def test_a_name_in_the_abstract_namespace_is_found() -> None:
    name = f"boing-test-{os.getpid()}"
    with listening(f"\0{name}") as receiver:
        tell_supervisor({"NOTIFY_SOCKET": f"@{name}"}, "READY=1")
        assert receiver.recv(100) == b"READY=1"


def test_a_manager_that_does_not_listen_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        tell_supervisor({"NOTIFY_SOCKET": str(tmp_path / "nobody")}, "READY=1")
    assert "READY=1 cannot be told" in caplog.text
