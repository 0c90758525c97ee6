"""What mitmproxy does for a desktop tool and a gateway need not pay for; behaviour stays the same.

Applied once, by a worker as it starts. Each is held to mitmproxy's own by tests/gateway/proxy/test_contract.py.
"""

from __future__ import annotations

import itertools
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import mitmproxy.connection
import mitmproxy.flow
from mitmproxy import http
from mitmproxy.net.http import validate
from mitmproxy.proxy import commands
from mitmproxy.proxy.context import Context


def make_lean() -> None:
    """Replace the slow paths of mitmproxy (12.2) in this process."""
    # the type of every field of every message is checked; ours come from mitmproxy's own parsers
    http.MessageData.__post_init__ = _no_check  # type: ignore[method-assign]
    # ids of flows and connections name them in a user interface that we do not have
    numbers = itertools.count(1)
    cheap = SimpleNamespace(uuid4=lambda: next(numbers))
    mitmproxy.flow.uuid = cheap  # type: ignore[assignment, attr-defined]
    mitmproxy.connection.uuid = cheap  # type: ignore[assignment, attr-defined]
    # a hook is a plain call to us, done before the layer goes on: it need not pause and be woken by an event
    commands.StartHook.blocking = False
    # and three classes are asked whether it may be made, each time
    commands.StartHook.__new__ = _new  # type: ignore[method-assign]
    # header look-ups go through collections.abc.Mapping and build a list each time
    http.Headers.get = _get  # type: ignore[assignment, method-assign]
    http.Headers.__getitem__ = _getitem  # type: ignore[assignment, method-assign]
    http.Headers.__contains__ = _contains  # type: ignore[assignment, method-assign]
    # a message's length is parsed four times on its way
    validate.parse_content_length = lru_cache(1024)(validate.parse_content_length)
    # connections are looked up by ids that are unique anyway, through two calls each time
    mitmproxy.connection.Connection.__hash__ = object.__hash__  # type: ignore[method-assign]
    mitmproxy.connection.Connection.__eq__ = object.__eq__  # type: ignore[method-assign]
    # each exchange forks its connection's context, which makes a server connection only to drop it
    Context.fork = _fork  # type: ignore[method-assign]


def _no_check(self: Any) -> None:
    del self


def _new(kind: type, *fields: Any) -> Any:
    del fields  # `__init__` takes them
    return object.__new__(kind)


def _folded(key: str | bytes) -> bytes:
    return (key.encode("utf-8", "surrogateescape") if isinstance(key, str) else key).lower()


def _get(self: http.Headers, key: str | bytes, default: Any = None) -> Any:
    """All values of the field joined by a comma (RFC 9110 section 5.2), as mitmproxy does."""
    folded = _folded(key)
    found: bytes | None = None
    for name, value in self.fields:
        if len(name) == len(folded) and name.lower() == folded:
            found = value if found is None else found + b", " + value
    return default if found is None else found.decode("utf-8", "surrogateescape")


def _getitem(self: http.Headers, key: str | bytes) -> str:
    value = _get(self, key)
    if value is None:
        raise KeyError(key)
    return str(value)


def _fork(self: Context) -> Context:
    fork = Context.__new__(Context)
    fork.client = self.client
    fork.options = self.options
    fork.server = self.server
    fork.layers = self.layers.copy()
    return fork


def _contains(self: http.Headers, key: object) -> bool:
    if not isinstance(key, str | bytes):
        return False
    folded = _folded(key)
    return any(len(name) == len(folded) and name.lower() == folded for name, _ in self.fields)
