"""Exchanges added up: totals, sums by operation, and tallies of who and what, each in every span. Pure but for admission.

Totals are exact. Operations and tally keys are bounded in number by `admission`; what was not admitted is summed under
`OTHER` (operations) or `REST` (keys), so that each kind still adds up to the total.

Tallies by kind: `identity`, `client`, `country`, `user_agent` count each exchange once; `rule` and `detector` once for each that
found something; `addon` counts the exchanges an addon looked at, its `amount` is microseconds (elsewhere bytes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from gateway.storage import latency, tables
from gateway.storage.admission import Admission
from gateway.storage.spans import MINUTE, SPANS

Kind = Literal["identity", "client", "country", "user_agent", "rule", "detector", "addon"]
KINDS: tuple[Kind, ...] = get_args(Kind)
OTHER = "(other)"
REST = ""

SUMS = tuple(c.name for c in tables.totals.columns if not c.primary_key)
TALLY_SUMS = tuple(c.name for c in tables.tallies.columns if not c.primary_key)
_FIXED = len(SUMS) - len(tables.LATENCY_COLUMNS)
assert SUMS[:_FIXED] == (
    "count", "would_block", "would_throttle", "score", "request_bytes", "response_bytes", "duration", "upstream",
    "inspection",
)  # fmt: skip

Cell = tuple[int, str, str, int]
"""API, operation, action, status class"""
TallyKey = tuple[int, str]
"""API, key"""


class _Minute:
    """What one minute of one shipment adds up to."""

    __slots__ = ("cells", "newest", "tallies")

    def __init__(self) -> None:
        self.newest = 0
        """the latest time in it"""
        self.cells: dict[Cell, list[int]] = {}
        self.tallies: dict[str, dict[TallyKey, list[int]]] = {kind: {} for kind in KINDS}


class Sums:
    """Add rows, then ask for what is to be written. One shipment's."""

    def __init__(self) -> None:
        self._minutes: dict[int, _Minute] = {}

    def add(self, row: Mapping[str, Any], found: Sequence[Mapping[str, Any]], cost: Mapping[str, int]) -> None:
        """One exchange's row, the rows of its findings, the microseconds its addons took."""
        at, api_id, action, would, status = row["at"], row["api_id"], row["action"], row["would"], row["status"]
        minute = self._minutes.get(at // MINUTE)
        if minute is None:
            minute = self._minutes[at // MINUTE] = _Minute()
        minute.newest = max(minute.newest, at)
        blocked, throttled = would == "block" and action != "block", would == "throttle" and action == "allow"
        cell = (api_id, row["operation"], action, status // 100)
        sums = minute.cells.get(cell)
        if sums is None:
            sums = minute.cells[cell] = [0] * len(SUMS)
        sums[0] += 1
        sums[1] += blocked
        sums[2] += throttled
        sums[3] += row["score"]
        sums[4] += row["request_bytes"]
        sums[5] += row["response_bytes"]
        sums[6] += row["duration"]
        sums[7] += row["upstream"]
        sums[8] += row["inspection"]
        sums[_FIXED + latency.bucket(row["duration"])] += 1

        one = [1, int(action != "allow"), int(blocked or throttled), int(status >= 500 or status == 0),
               row["request_bytes"] + row["response_bytes"]]  # fmt: skip
        tallies = minute.tallies
        _count(tallies["identity"], (api_id, row["identity"]), one)
        _count(tallies["client"], (api_id, row["client"]), one)
        _count(tallies["country"], (api_id, row["country"]), one)
        _count(tallies["user_agent"], (api_id, row["user_agent"][: tables.KEY_LENGTH]), one)
        if found:
            for kind in ("rule", "detector"):
                for name in {finding[kind] for finding in found}:
                    _count(tallies[kind], (api_id, name), one)
        addons = tallies["addon"]
        for name, microseconds in cost.items():
            one[4] = microseconds
            _count(addons, (api_id, name), one)

    def totals(self) -> list[tuple[Any, ...]]:
        """Rows of the table `totals`."""
        rows: list[tuple[Any, ...]] = []
        finer: dict[int, dict[tuple[Any, ...], list[int]]] = {}
        for start, minute in self._minutes.items():
            block = finer[start] = {}
            for (api_id, _, action, status_class), sums in minute.cells.items():
                _count(block, (api_id, action, status_class), sums)
        for span in SPANS:
            finer = _merged(finer, span)
            rows += [(span, start, *key, *sums) for start, block in finer.items() for key, sums in block.items()]
        return rows

    def rollups(self, admission: Admission[TallyKey]) -> list[tuple[Any, ...]]:
        """Rows of the table `rollups`."""
        rows: list[tuple[Any, ...]] = []
        elapsed = self._elapsed()
        finer = {start: minute.cells for start, minute in self._minutes.items()}
        for span in SPANS:
            finer = _merged(finer, span)
            for start, block in finer.items():
                weights: dict[TallyKey, tuple[int, int]] = {}
                for (api_id, operation, action, _), sums in block.items():
                    stopped, count = weights.get((api_id, operation), (0, 0))
                    weights[api_id, operation] = (stopped + sums[0] * (action != "allow"), count + sums[0])
                admitted = admission.admitted("operation", span, start, elapsed[span, start], weights)
                others: dict[Cell, list[int]] = {}
                for cell, sums in block.items():
                    if cell[:2] in admitted and cell[1] != OTHER:
                        rows.append((span, start, *cell, *sums))
                    else:
                        _count(others, (cell[0], OTHER, *cell[2:]), sums)
                rows += [(span, start, *cell, *sums) for cell, sums in others.items()]
        return rows

    def tallies(self, admission: Admission[TallyKey]) -> list[tuple[Any, ...]]:
        """Rows of the table `tallies`."""
        rows: list[tuple[Any, ...]] = []
        elapsed = self._elapsed()
        for kind in KINDS:
            finer = {start: minute.tallies[kind] for start, minute in self._minutes.items()}
            for span in SPANS:
                finer = _merged(finer, span)
                for start, block in finer.items():
                    weights = {key: (sums[1], sums[0]) for key, sums in block.items() if key[1] != REST}
                    admitted = admission.admitted(kind, span, start, elapsed[span, start], weights)
                    rest: dict[TallyKey, list[int]] = {}
                    for key, sums in block.items():
                        if key in admitted:
                            rows.append((span, kind, start, *key, *sums))
                        else:
                            _count(rest, (key[0], REST), sums)
                    rows += [(span, kind, start, *key, *sums) for key, sums in rest.items()]
        return rows

    def _elapsed(self) -> dict[tuple[int, int], float]:
        """By span and start of a block: the share of its time that was over when its newest exchange came."""
        newest: dict[tuple[int, int], int] = {}
        for minute, one in self._minutes.items():
            for span in SPANS:
                block = (span, minute - minute % span)
                newest[block] = max(newest.get(block, 0), one.newest)
        return {(span, start): (at - start * MINUTE) / (span * MINUTE) for (span, start), at in newest.items()}


def _count[Key](added: dict[Key, list[int]], key: Key, sums: list[int]) -> None:
    there = added.get(key)
    if there is None:
        added[key] = sums.copy()
    else:
        for place, number in enumerate(sums):
            if number:
                there[place] += number


def _merged[Key](finer: dict[int, dict[Key, list[int]]], span: int) -> dict[int, dict[Key, list[int]]]:
    """Blocks of a finer span as blocks of `span`; what is handed in is left as it is."""
    blocks: dict[int, dict[Key, list[int]]] = {}
    owned: set[int] = set()
    for minute, block in finer.items():
        start = minute - minute % span
        if start not in blocks:
            blocks[start] = block
            continue
        if start not in owned:
            owned.add(start)
            blocks[start] = {key: sums.copy() for key, sums in blocks[start].items()}
        for key, sums in block.items():
            _count(blocks[start], key, sums)
    return blocks
