"""Work that would hold the event loop too long: a hook leaves it to a thread, and goes on when that is done.

One thread a worker, of pure computing: it shares the interpreter with the loop, which gets it back within `SWITCH_SECONDS`
and the longest single call into C. The exchange waits, its connection and all others do not. It has no deadline of its own:
what is computed is bounded by the body's limit and linear in it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

SWITCH_SECONDS = 0.0005
ASIDE_BYTES = 8 * 1024
"""of a body from which on it is inspected aside: what the most hostile eight kilobytes cost is held to 5 ms, and a change of
threads costs as much as inspecting some harmless ones"""
HEAD_BYTES = 6 * 1024
"""of a head: its many short values cost more than a body's few long ones"""
SHORT_HEAD_BYTES = 1536
ODD = b"'\"`<>|\\{}()$%"
ODD_SIGNS = 48
"""of which a head between the two has that many: grammars look at what stands behind each"""


def is_long_head(target: bytes, fields: Sequence[tuple[bytes, bytes]]) -> bool:
    """Whether inspecting a head may hold the loop longer than 5 ms; linear, and nothing but two sums for nearly all of them."""
    size = len(target) + sum([len(name) + len(value) for name, value in fields])
    if not SHORT_HEAD_BYTES <= size < HEAD_BYTES:
        return size >= HEAD_BYTES
    text = b"".join([target, *(value for _, value in fields)])
    return len(text) - len(text.translate(None, ODD)) >= ODD_SIGNS


@dataclass(frozen=True, slots=True)
class Aside:
    """`work` is called in the thread, `then`, with what came of it, on the loop."""

    work: Callable[[], Any]
    then: Callable[[Any], None]
    held: int | None = None
    """id of the client's stream of which no more is read meanwhile: that of a head, as its body may be under way"""


class AsideThread:
    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="aside")

    def do(self, aside: Aside, done: Callable[[asyncio.Future[Any]], None]) -> None:
        """Start the work; `done` is called on the loop with its outcome."""
        if sys.getswitchinterval() > SWITCH_SECONDS:
            sys.setswitchinterval(SWITCH_SECONDS)
        asyncio.get_running_loop().run_in_executor(self._executor, aside.work).add_done_callback(done)

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
