"""Whether one more client connection is taken: bounds in all, of one address, of the worker's memory and its descriptors.

What is refused is closed at once and counted by reason. A peer that an API trusts as a proxy stands for many clients and is
not counted as an address.
"""

from __future__ import annotations

import resource
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

MEMORY_SHARE = 0.8
"""of its memory that a worker may use before it takes no new connections; the agent replaces it at 0.9"""
DESCRIPTORS_KEPT = 64
"""for the journal, the counters, the policy and what else a worker opens, and at the last for connections to origins"""
SHARE_KEPT = 4
"""of few descriptors only one in so many is kept"""
DESCRIPTORS_WANTED = 65_536
NO_BOUND = 1 << 30


@dataclass(frozen=True, slots=True)
class AdmissionLimits:
    """Connections in all, of one address (0: any number), bytes of memory (0: any), connections that descriptors are good for."""

    connections: int
    of_one: int
    memory: int
    room: int = NO_BOUND


class Admission:
    """`is_proxy` says whether an address is believed to speak for others."""

    def __init__(self, limits: AdmissionLimits, is_proxy: Callable[[str], bool]) -> None:
        self._limits = limits
        self._is_proxy = is_proxy
        self._by_address: Counter[str] = Counter()
        self._full = False
        self._descriptors = NO_BOUND
        self.open = 0

    @property
    def limit(self) -> int:
        """Connections in all."""
        return min(self._limits.connections, self._limits.room)

    def admit(self, address: str, descriptor: int = 0) -> str:
        """Count it in and return "", or return the reason why not. Who is admitted is to `leave`.

        `descriptor`: the connection's own. The system gives the lowest that is free, so it says how many are in use.
        """
        limits = self._limits
        if self._full:
            return "memory"
        if self.open >= limits.room or descriptor >= self._descriptors:
            return "descriptors"
        if self.open >= limits.connections:
            return "connections"
        if limits.of_one and self._by_address[address] >= limits.of_one and not self._is_proxy(address):
            return "connections-per-address"
        self.open += 1
        self._by_address[address] += 1
        return ""

    def leave(self, address: str) -> None:
        self.open -= 1
        self._by_address[address] -= 1
        if self._by_address[address] <= 0:
            del self._by_address[address]

    def note_descriptors(self, most: int) -> None:
        """`most`: how many the worker may have now."""
        self._descriptors = most - min(DESCRIPTORS_KEPT, most // SHARE_KEPT)

    def note_memory(self, resident: int) -> None:
        """`resident`: bytes the worker uses now."""
        self._full = bool(self._limits.memory) and resident > self._limits.memory * MEMORY_SHARE


def descriptors() -> int:
    """How many this process may have now."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return NO_BOUND if soft == resource.RLIM_INFINITY else soft


def raise_descriptors() -> int:
    """Take as many descriptors as the system lets us, and say how many connections they are good for.

    A client connection may need one to its upstream besides its own.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS_WANTED if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS_WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(8, (descriptors() - DESCRIPTORS_KEPT) // 2)
