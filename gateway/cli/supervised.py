"""What a service manager is told, sd_notify(3): `READY=1` when everything answers, `STOPPING=1` when the drain begins.

Says nothing where nobody asked (no NOTIFY_SOCKET), and a manager that does not listen is no reason to stop serving. Sends no
WATCHDOG: workers serve without the agent for a while, and systemd would end them all because one process was slow.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Mapping

log = logging.getLogger(__name__)


def tell_supervisor(environ: Mapping[str, str], state: str) -> None:
    """Send `state`, such as `READY=1`, to the datagram socket that NOTIFY_SOCKET names: a path, or `@name` in the abstract namespace."""
    name = environ.get("NOTIFY_SOCKET", "")
    if not name:
        return
    address = f"\0{name[1:]}" if name.startswith("@") else name
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.setblocking(False)
            sender.sendto(state.encode(), address)
    except OSError as error:
        log.warning("NOTIFY_SOCKET=%r: %s cannot be told: %s", name, state, error.strerror or error)
