"""The gateway's listening sockets: one a worker, held by the agent, so that a worker that dies refuses nobody.

SO_REUSEPORT spreads connections over the sockets; connections waiting on a dead worker's socket are served by the
next one.
"""

from __future__ import annotations

import socket

BACKLOG = 2048


class ListenError(Exception):
    """Says which address cannot be listened on, and why."""


def check_free(host: str, port: int, what: str) -> None:
    """Raises `ListenError` where somebody else listens there, SO_REUSEPORT or not."""
    listen(host, port, what).close()


def listen(host: str, port: int, what: str) -> socket.socket:
    """One socket that nobody else shares. Raises `ListenError`."""
    try:
        made = _socket(host)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((host, port))
            made.listen(BACKLOG)
        except OSError:
            made.close()
            raise
    except OSError as error:
        raise ListenError(f"{what} {host}:{port}: {error.strerror or error}") from None
    return made


def open_listeners(host: str, port: int, count: int) -> list[socket.socket]:
    """`count` sockets on one address; port 0 picks a free one for all. Raises `ListenError`."""
    if port:
        check_free(host, port, "cannot listen on")
    sockets: list[socket.socket] = []
    try:
        for _ in range(count):
            listener = _socket(host)
            sockets.append(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            listener.bind((host, port))
            port = listener.getsockname()[1]
            listener.listen(BACKLOG)
    except OSError as error:
        for opened in sockets:
            opened.close()
        raise ListenError(f"cannot listen on {host}:{port}: {error.strerror or error}") from None
    return sockets


def _socket(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
