"""Sliding-window counters in shared memory: exact across all workers of a host, without a message or a lock.

Each worker maps one table per worker and writes only its own; a count is the sum over all tables. A cell is an
aligned 64-bit word (bucket number << 32 | count), written in one store by its single owner, so a reader never sees
half of one. A restarted worker takes its predecessor's table over: counts survive it. Where hosts share their counts,
the agent owns a table too, for what the others counted.

A window is cut into `BUCKETS` parts; the oldest, partly expired one counts in proportion. The table is bounded: in a
full set of slots the one used longest ago makes place.
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

from addons.addon import CounterKey, CounterValue

BUCKETS = 12
SLOT_WORDS = 16
"""key hash, newest bucket number, BUCKETS + 1 cells, and the window in seconds: two cache lines"""
WAYS = 8
DEFAULT_SLOTS = 1 << 16
REMEMBERED = 50_000
CELLS = BUCKETS + 1
WINDOW_WORD = SLOT_WORDS - 1
_SLOT = struct.Struct(f"=Q{CELLS}Q")
"""newest bucket number and the cells of a slot, behind its key"""
NEVER = CounterValue()
_COUNT_MASK = (1 << 32) - 1


class CounterTable:
    """One writer's table in a file under the data dir. `slots`: a power of two; 128 bytes each."""

    def __init__(self, path: Path, slots: int = DEFAULT_SLOTS) -> None:
        if slots & (slots - 1) or slots < WAYS:
            raise ValueError(f"slots {slots}: must be a power of two, at least {WAYS}")
        size = slots * SLOT_WORDS * 8
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if os.fstat(descriptor).st_size != size:
                os.ftruncate(descriptor, 0)
                os.ftruncate(descriptor, size)
            if os.fstat(descriptor).st_blocks * 512 < size:
                # a page that is written first on a full disk would end the process (SIGBUS)
                os.posix_fallocate(descriptor, 0, size)
            self._map = mmap.mmap(descriptor, size)
        finally:
            os.close(descriptor)
        self.words = memoryview(self._map).cast("Q")
        self._sets_mask = slots // WAYS - 1

    def close(self) -> None:
        self.words.release()
        self._map.close()

    def find(self, key: int) -> int:
        """Index of the key's slot, or -1."""
        base = (key & self._sets_mask) * WAYS * SLOT_WORDS
        words = self.words
        for index in range(base, base + WAYS * SLOT_WORDS, SLOT_WORDS):
            if words[index] == key:
                return index
        return -1

    def cells(self, index: int) -> tuple[int, ...]:
        """Of a slot: the newest bucket number, then the cells."""
        return _SLOT.unpack_from(self._map, index * 8 + 8)

    def add(self, key: int, bucket: int, window: int) -> int:
        """Count one occurrence in `bucket`; returns the slot's index. Only the table's owner may call this."""
        index = self._claim(key, window)
        self.add_at(index, bucket)
        return index

    def add_at(self, index: int, bucket: int) -> None:
        """As `add`, for a slot whose key is known to be there."""
        words = self.words
        words[index + 1] = bucket
        cell = index + 2 + bucket % CELLS
        word = words[cell]
        words[cell] = word + 1 if word >> 32 == bucket & _COUNT_MASK else (bucket & _COUNT_MASK) << 32 | 1

    def add_late(self, key: int, bucket: int, window: int, count: int) -> None:
        """Count `count` occurrences in a bucket that may not be the newest any more. For the table's owner alone."""
        words = self.words
        index = self._claim(key, window)
        behind = words[index + 1] - bucket
        if behind > BUCKETS:
            return
        if behind < 0:
            words[index + 1] = bucket
        cell = index + 2 + bucket % CELLS
        word = words[cell]
        before = word & _COUNT_MASK if word >> 32 == bucket & _COUNT_MASK else 0
        words[cell] = (bucket & _COUNT_MASK) << 32 | min(before + count, _COUNT_MASK)

    def _claim(self, key: int, window: int) -> int:
        """The key's slot; where it has none, that of its set which was counted in longest ago."""
        words = self.words
        index = self.find(key)
        if index < 0:
            base = (key & self._sets_mask) * WAYS * SLOT_WORDS
            index = min(
                range(base, base + WAYS * SLOT_WORDS, SLOT_WORDS),
                key=lambda i: words[i + 1] * words[i + WINDOW_WORD] if words[i] else -1,
            )
            for cell in range(index, index + SLOT_WORDS):
                words[cell] = 0
            words[index] = key
        words[index + WINDOW_WORD] = window
        return index


class Counters:
    """The worker's view: adds to its own table, reads all of them."""

    def __init__(self, own: CounterTable, others: Sequence[CounterTable] = ()) -> None:
        self._own = own
        self._tables = (own, *others)
        self._hashes: dict[CounterKey, int] = {}
        self._slots: dict[int, int] = {}
        """key hash -> where it was found in our own table; may be out of date"""

    def read(self, keys: Iterable[CounterKey], now: float) -> dict[CounterKey, CounterValue]:
        """Counts within each key's window up to `now` (UTC seconds)."""
        return {key: self._value(key, now) for key in keys}

    def add(self, keys: Iterable[CounterKey], now: float) -> None:
        for key in keys:
            hashed = self._hash(key)
            bucket = int(now * BUCKETS / key.window)
            index = self._slots.get(hashed, -1)
            if index >= 0 and self._own.words[index] == hashed:
                self._own.add_at(index, bucket)
            else:
                if len(self._slots) > REMEMBERED:
                    self._slots.clear()
                self._slots[hashed] = self._own.add(hashed, bucket, key.window)

    def _value(self, key: CounterKey, now: float) -> CounterValue:
        span = key.window / BUCKETS
        position = now / span
        current = int(position)
        hashed = self._hash(key)
        total = fading = oldest = at_oldest = 0
        for table in self._tables:
            index = self._slots.get(hashed, -1) if table is self._own else -1
            if index < 0 or table.words[index] != hashed:
                index = table.find(hashed)
                if index < 0:
                    continue
            newest, *cells = table.cells(index)
            if current - newest > BUCKETS:
                continue
            for word in cells:
                if not word:
                    continue
                age = (current - (word >> 32)) & _COUNT_MASK
                if age > BUCKETS:
                    continue
                count = word & _COUNT_MASK
                if age == BUCKETS:
                    fading += count
                else:
                    total += count
                if age > oldest:
                    oldest, at_oldest = age, count
                elif age == oldest:
                    at_oldest += count
        if not (total or fading):
            return NEVER
        left = 1.0 - (position - current)
        # the oldest part begins to fade when its bucket leaves the window, and then one by one
        reset = max(0.0, (current - oldest + BUCKETS) * span - now) + span / at_oldest
        return CounterValue(total + fading * left, min(reset, key.window))

    def _hash(self, key: CounterKey) -> int:
        hashed = self._hashes.get(key)
        if hashed is None:
            if len(self._hashes) > REMEMBERED:
                self._hashes.clear()
            digest = blake2b(f"{key.window}\0{key.name}".encode("utf-8", "surrogateescape"), digest_size=8).digest()
            hashed = int.from_bytes(digest, "little") or 1
            self._hashes[key] = hashed
        return hashed
