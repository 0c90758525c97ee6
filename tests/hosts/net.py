"""A small network of its own: this process moves into a network namespace with a bridge, and each host is one more, cabled to it.

Nothing of the machine's own network is touched or reached, and all of it is gone with the processes. Needs root, and Linux.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

HERE = "10.77.0.254"
"""where this process is, and the origin"""


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=30)


@dataclass(frozen=True, slots=True)
class Host:
    """One machine of the network. `holder` keeps its namespace."""

    name: str
    address: str
    holder: subprocess.Popen[bytes]

    def command(self, *command: str) -> Sequence[str]:
        """As it is run on this host: the process is the command's own."""
        return ["nsenter", "-t", str(self.holder.pid), "-n", *command]

    def unplug(self) -> None:
        """Take its cable out: what is sent to it is neither answered nor refused."""
        run("ip", "link", "set", f"to-{self.name}", "down")

    def plug(self) -> None:
        run("ip", "link", "set", f"to-{self.name}", "up")


def move() -> None:
    """Into a network of our own, for good. Call it before there is a thread. Raises PermissionError where we are not root."""
    os.unshare(os.CLONE_NEWNET)
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", "bridge", "type", "bridge")
    run("ip", "address", "add", f"{HERE}/24", "dev", "bridge")
    run("ip", "link", "set", "bridge", "up")


@contextmanager
def hosts(*names: str) -> Iterator[Sequence[Host]]:
    """One for each name, from 10.77.0.1 on."""
    made: list[Host] = []
    try:
        for number, name in enumerate(names, 1):
            made.append(_host(name, f"10.77.0.{number}"))
        yield made
    finally:
        for host in made:
            host.holder.kill()
            host.holder.wait()


def _host(name: str, address: str) -> Host:
    # says a line once it has its namespace, and ends with us
    holder = subprocess.Popen(
        ["unshare", "-n", "sh", "-c", "echo; read never"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    host = Host(name, address, holder)
    run("ip", "link", "add", f"to-{name}", "type", "veth", "peer", "name", "eth0", "netns", str(holder.pid))
    run("ip", "link", "set", f"to-{name}", "master", "bridge", "up")
    for command in (
        ("address", "add", f"{address}/24", "dev", "eth0"),
        ("link", "set", "eth0", "up"),
        ("link", "set", "lo", "up"),
    ):
        run(*host.command("ip", *command))
    return host
