"""Whose objects an operation serves: everybody's (products), or each caller's own (orders).

Of a sample of ids it is noted how many reads they had and by how many callers. Where the sampled ids that are read often are
read by ever other callers, they are common goods: to walk through them is to copy a catalogue, not to break into accounts.
Memory: at most some 60 kB an operation.
"""

from __future__ import annotations

from typing import Final
from zlib import crc32

import msgspec

_SAMPLE: Final = 7
"""one id in eight"""
_IDS: Final = 400
_CALLERS: Final = 10
_OFTEN: Final = 4


class Reading(msgspec.Struct, array_like=True):
    reads: int = 0
    callers: set[str] = msgspec.field(default_factory=set)


class Commons(msgspec.Struct, array_like=True):
    """`common` is worked out anew every 64 sampled reads."""

    ids: dict[str, Reading] = {}
    reads: int = 0
    common: bool = False

    def add(self, value: str, caller: str) -> None:
        if crc32(value.encode("utf-8", "surrogatepass")) & _SAMPLE:
            return
        reading = self.ids.get(value)
        if reading is None:
            if len(self.ids) >= _IDS:
                # The oldest of those hardly read makes room, so that a walk through all ids leaves the popular ones.
                oldest = next((each for each, old in self.ids.items() if old.reads < _OFTEN), None)
                del self.ids[oldest if oldest is not None else next(iter(self.ids))]
            reading = self.ids[value] = Reading()
        if reading.reads < _CALLERS:
            reading.reads += 1
            reading.callers.add(caller)
        self.reads += 1
        if not self.reads & 63:
            self._judge()

    def _judge(self) -> None:
        often = [each for each in self.ids.values() if each.reads >= _OFTEN]
        reads = sum(each.reads for each in often)
        self.common = len(often) >= 5 and sum(len(each.callers) for each in often) >= 0.6 * reads
