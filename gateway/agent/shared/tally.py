"""What this host's workers have counted: what is new since it was last told, and all of it.

Reads the workers' tables as they write them. A row that changes hands while it is copied is left for the next time. The work of
a look is bounded: a pass over the tables, and at most `MOST_ROWS` rows taken; the others come next time, none is left out for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gateway.agent.shared.wire import CELL, MOST_CELLS, Cells
from gateway.proxy.counters import BUCKETS, CELLS, SLOT_WORDS, WAYS, WINDOW_WORD

Words = NDArray[np.uint64]
MOST_ROWS = 6_000
"""of all tables; MOST_CELLS have room for their cells"""
_COUNT = np.uint64((1 << 32) - 1)
_HALF = np.uint64(32)
_FIRST, _LAST = 2, 2 + CELLS


class Tally:
    """`paths`: the workers' tables, which are there and of one size."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._tables = [np.memmap(path, np.uint64, "r").reshape(-1, SLOT_WORDS) for path in paths]
        self._told = [np.zeros_like(table) for table in self._tables]
        self._taken: list[tuple[NDArray[np.intp], Words]] = []
        self._next = [0] * len(self._tables)
        self._sets_mask = np.uint64(self._tables[0].shape[0] // WAYS - 1)

    def changes(self, now: float, most: int = MOST_ROWS) -> Cells:
        """Cells that are not what they were when `told` was last called, of the whole host. `now`: UTC seconds."""
        each = most // len(self._tables)
        self._taken = [self._changed(number, each) for number in range(len(self._tables))]
        keys, windows, where = _united([rows for _, rows in self._taken])
        changed = np.zeros((len(keys), CELLS), bool)
        for number, (places, rows) in enumerate(self._taken):
            before = self._told[number][places]
            differs = rows[:, _FIRST:_LAST] != before[:, _FIRST:_LAST]
            differs |= (rows[:, 0] != before[:, 0])[:, None]
            changed[where[number]] |= differs
        return self._cells(keys, windows, now, changed)

    def told(self) -> None:
        """What `changes` gave last has arrived."""
        for number, (places, rows) in enumerate(self._taken):
            self._told[number][places] = rows
        self._taken = []

    def everything(self, now: float) -> Cells:
        """All that still counts; of more than fit into a message those whose part of the window is the youngest."""
        rows = [np.array(table[table[:, 0] != 0]) for table in self._tables]
        keys, windows, _ = _united(rows)
        cells = self._cells(keys, windows, now, np.ones((len(keys), CELLS), bool))
        if len(cells) > MOST_CELLS:
            ends = cells["bucket"] * cells["window"].astype(np.uint64)
            cells = cells[np.argpartition(ends, -MOST_CELLS)[-MOST_CELLS:]]
        return cells

    def forget(self) -> None:
        """Nothing has been told to anybody yet."""
        for told in self._told:
            told.fill(0)
        self._taken = []

    def _changed(self, number: int, most: int) -> tuple[NDArray[np.intp], Words]:
        """Places and copies of rows that are not as they were told."""
        table, told = self._tables[number], self._told[number]
        differs = (table != told).view(np.uint64)
        places = np.flatnonzero(differs[:, 0] | differs[:, 1])
        if len(places) > most:
            places = np.roll(places, -int(np.searchsorted(places, self._next[number])))[:most]
            self._next[number] = int(places[-1]) + 1
        rows = np.array(table[places])
        whole = rows[:, 0] == table[places, 0]
        return places[whole], rows[whole]

    def _cells(self, keys: Words, windows: Words, now: float, wanted: NDArray[np.bool_]) -> Cells:
        """The host's count in each wanted cell of each key: the sum over its workers."""
        bases = (keys & self._sets_mask).astype(np.intp) * WAYS
        places = bases[:, None] + np.arange(WAYS)
        newest = np.zeros((len(keys), CELLS), np.uint64)
        total = np.zeros((len(keys), CELLS), np.uint64)
        for table in self._tables:
            hit = table[places, 0] == keys[:, None]
            rows = np.array(table[places[np.arange(len(keys)), hit.argmax(1)]])
            rows[~(hit.any(1) & (rows[:, 0] == keys))] = 0
            words = rows[:, _FIRST:_LAST]
            buckets = rows[:, 1:2] - ((rows[:, 1:2] - (words >> _HALF)) & _COUNT)
            counts = np.where((words & _COUNT) > 0, words & _COUNT, 0)
            buckets[counts == 0] = 0
            total = np.where(buckets > newest, counts, np.where(buckets == newest, total + counts, total))
            newest = np.maximum(newest, buckets)
        current = (now * BUCKETS / np.maximum(windows, 1)).astype(np.uint64)
        row, cell = np.nonzero(wanted & (total > 0) & (newest + np.uint64(BUCKETS) >= current[:, None]))
        cells = np.empty(len(row), CELL)
        cells["key"], cells["window"] = keys[row], windows[row]
        cells["bucket"], cells["count"] = newest[row, cell], np.minimum(total[row, cell], _COUNT)
        return cells


def _united(tables: Sequence[Words]) -> tuple[Words, Words, list[NDArray[np.intp]]]:
    """The keys of all rows, each once, with their windows; and for each table where its rows' keys are among them."""
    rows = np.concatenate(tables) if tables else np.empty((0, SLOT_WORDS), np.uint64)
    keys, first, places = np.unique(rows[:, 0], return_index=True, return_inverse=True)
    ends = np.cumsum([len(table) for table in tables])[:-1]
    return keys, rows[first, WINDOW_WORD], np.split(places, ends)
