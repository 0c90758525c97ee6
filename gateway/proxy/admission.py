"""Whether one more client connection is taken: bounds in all, of one address, and of the worker's memory.

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
"""for the journal, the counters, the policy and what else a worker opens"""
DESCRIPTORS_WANTED = 65_536


@dataclass(frozen=True, slots=True)
class AdmissionLimits:
    """Connections in all, of one address (0: any number), bytes of memory (0: any)."""

    connections: int
    of_one: int
    memory: int


class Admission:
    """`is_proxy` says whether an address is believed to speak for others."""

    def __init__(self, limits: AdmissionLimits, is_proxy: Callable[[str], bool]) -> None:
        self._limits = limits
        self._is_proxy = is_proxy
        self._by_address: Counter[str] = Counter()
        self._full = False
        self.open = 0

    @property
    def limit(self) -> int:
        """Connections in all."""
        return self._limits.connections

    def admit(self, address: str) -> str:
        """Count it in and return "", or return the reason why not. Who is admitted is to `leave`."""
        limits = self._limits
        if self._full:
            return "memory"
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

    def note_memory(self, resident: int) -> None:
        """`resident`: bytes the worker uses now."""
        self._full = bool(self._limits.memory) and resident > self._limits.memory * MEMORY_SHARE


def raise_descriptors() -> int:
    """Take as many descriptors as the system lets us, and say how many connections they are good for.

    A client connection may need one to its upstream besides its own.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = DESCRIPTORS_WANTED if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS_WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return DESCRIPTORS_WANTED if soft == resource.RLIM_INFINITY else max(8, (soft - DESCRIPTORS_KEPT) // 2)
