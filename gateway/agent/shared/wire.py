"""What agents tell each other: cells of counters, as bytes.

A message is a version byte and zlib over the columns of `CELL`, one after the other (a column's values resemble each other).
Counters go by the hashes of their names: no address, key or principal leaves the host. What cannot be read, or claims to be
larger than `MOST_CELLS`, raises `ValueError`; the bytes come from whoever may write to that Redis.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

CELL = np.dtype([("key", "<u8"), ("bucket", "<u8"), ("window", "<u4"), ("count", "<u4")])
"""a counter's hash, the part of its window (time in seconds × BUCKETS ÷ window), the window in seconds, occurrences in that part"""
MOST_CELLS = 100_000
VERSION = b"\x01"
LONGEST_WINDOW = 86_400

Cells = NDArray[np.void]


def pack(cells: Cells) -> bytes:
    """At most `MOST_CELLS` of them."""
    if len(cells) > MOST_CELLS:
        raise ValueError(f"{len(cells)} cells: at most {MOST_CELLS} go into a message")
    return VERSION + zlib.compress(b"".join(cells[name].tobytes() for name in CELL.names or ()), 1)


def unpack(data: bytes) -> Cells:
    """Raises ValueError for what is none. Costs at most what `MOST_CELLS` take."""
    if data[:1] != VERSION:
        raise ValueError("a message of another version")
    reader = zlib.decompressobj()
    try:
        plain = reader.decompress(data[1:], MOST_CELLS * CELL.itemsize + 1)
    except zlib.error as error:
        raise ValueError(f"a damaged message: {error}") from None
    count, odd = divmod(len(plain), CELL.itemsize)
    if odd or count > MOST_CELLS or not reader.eof:
        raise ValueError("a damaged message: its length is none")
    cells = np.empty(count, CELL)
    start = 0
    for name in CELL.names or ():
        kind = CELL[name]
        cells[name] = np.frombuffer(plain, kind, count, start)
        start += count * kind.itemsize
    return cells[(cells["window"] > 0) & (cells["window"] <= LONGEST_WINDOW)]
