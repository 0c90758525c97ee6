"""Whose objects an operation serves: everybody's (products), or each caller's own (orders).

Of a sample of ids it is noted how often and by how many callers each is read. Where several are read by ever other callers,
sixteen and more of them, the objects are common goods: to walk through them is to copy a catalogue, not to break into accounts.
A team that shares its orders is smaller than that.
Memory: at most some 60 kB an operation.
"""

from __future__ import annotations

from typing import Final
from zlib import crc32

import msgspec

_IDS: Final = 256
_OFTEN: Final = 4
_POPULAR: Final = 32
_CALLERS: Final = 16
_READS: Final = 40
_NEEDED: Final = 3


class Reading(msgspec.Struct, array_like=True, gc=False):
    """`callers`: checksums of the first sixteen."""

    reads: int = 0
    callers: set[int] = msgspec.field(default_factory=set)


class Commons(msgspec.Struct, array_like=True, gc=False):
    """`ids`: the last 256 of every second id; `popular`: those read more than a few times."""

    ids: dict[str, Reading] = {}
    popular: dict[str, Reading] = {}
    common: bool = False

    def add(self, value: str, caller: str) -> None:
        if crc32(value.encode("utf-8", "surrogatepass")) & 1:
            return
        reading = self.popular.get(value)
        if reading is None:
            self._rare(value, caller)
            return
        reading.reads += 1
        if len(reading.callers) < _CALLERS:
            reading.callers.add(crc32(caller.encode("utf-8", "surrogatepass")))
            if len(reading.callers) == _CALLERS:
                self._judge()
        if reading.reads >= _READS and len(reading.callers) < _CALLERS:
            # Read often, by few: it makes room for others, and what was found out about it is forgotten.
            del self.popular[value]

    def _rare(self, value: str, caller: str) -> None:
        reading = self.ids.get(value)
        if reading is None:
            if len(self.ids) >= _IDS:
                del self.ids[next(iter(self.ids))]
            reading = self.ids[value] = Reading()
        reading.reads += 1
        reading.callers.add(crc32(caller.encode("utf-8", "surrogatepass")))
        if reading.reads >= _OFTEN and len(self.popular) < _POPULAR:
            self.popular[value] = self.ids.pop(value)

    def _judge(self) -> None:
        self.common = sum(len(each.callers) >= _CALLERS for each in self.popular.values()) >= _NEEDED
