"""Exchanges added up: totals, sums by operation, and tallies of who and what, each in every span. Pure but for admission.

Totals are exact. Operations and tally keys are bounded in number by `admission`; what was not admitted is summed under
`OTHER` (operations) or `REST` (keys), so that each kind still adds up to the total.

Tallies by kind: `identity`, `client`, `country`, `user_agent`, `status` (`2xx`, `none`) count each exchange once; `rule` and
`detector` once for each that found something; `addon` counts the exchanges an addon looked at, its `amount` is microseconds (elsewhere bytes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from gateway.storage import latency, tables
from gateway.storage.admission import Admission
from gateway.storage.spans import MINUTE, SPANS

Kind = Literal["identity", "client", "country", "user_agent", "status", "rule", "detector", "addon"]
KINDS: tuple[Kind, ...] = get_args(Kind)
OTHER = "(other)"
REST = ""

SUMS = tuple(c.name for c in tables.totals.columns if not c.primary_key)
TALLY_SUMS = tuple(c.name for c in tables.tallies.columns if not c.primary_key)
_FIXED = len(SUMS) - len(tables.LATENCY_COLUMNS)
assert SUMS[:_FIXED] == (
    "count", "throttled", "blocked", "would_throttle", "would_block", *tables.STATUS_COLUMNS,
    "score", "request_bytes", "response_bytes", "duration", "upstream", "inspection",
)  # fmt: skip

Cell = tuple[int, str]
"""API, operation"""
TallyKey = tuple[int, str]
"""API, key"""

_STATUS = SUMS.index(tables.STATUS_COLUMNS[0])
_REST = SUMS.index("score")
STATUS_CLASSES = tuple(name.removeprefix("status_") for name in tables.STATUS_COLUMNS)


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
        would_block, would_throttle = would == "block" != action, would == "throttle" and action == "allow"
        status_class = status // 100 if 100 <= status < 600 else 0
        cell = (api_id, row["operation"])
        sums = minute.cells.get(cell)
        if sums is None:
            sums = minute.cells[cell] = [0] * len(SUMS)
        sums[0] += 1
        sums[1] += action == "throttle"
        sums[2] += action == "block"
        sums[3] += would_throttle
        sums[4] += would_block
        sums[_STATUS + status_class] += 1
        sums[_REST] += row["score"]
        sums[_REST + 1] += row["request_bytes"]
        sums[_REST + 2] += row["response_bytes"]
        sums[_REST + 3] += row["duration"]
        sums[_REST + 4] += row["upstream"]
        sums[_REST + 5] += row["inspection"]
        sums[_FIXED + latency.bucket(row["duration"])] += 1

        one = _tally(row)
        tallies = minute.tallies
        _count(tallies["identity"], (api_id, row["identity"]), one)
        _count(tallies["client"], (api_id, row["client"]), one)
        _count(tallies["country"], (api_id, row["country"]), one)
        _count(tallies["user_agent"], (api_id, row["user_agent"][: tables.KEY_LENGTH]), one)
        _count(tallies["status"], (api_id, STATUS_CLASSES[status_class]), one)
        if found:
            _count_found(tallies, api_id, found, one)
        addons = tallies["addon"]
        for name, microseconds in cost.items():
            one[4] = microseconds
            _count(addons, (api_id, name), one)

    def add_found(self, row: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> None:
        """What was found later, in an exchange that was added up before."""
        minute = self._minutes.setdefault(row["at"] // MINUTE, _Minute())
        minute.newest = max(minute.newest, row["at"])
        _count_found(minute.tallies, row["api_id"], found, _tally(row))

    def totals(self) -> list[tuple[Any, ...]]:
        """Rows of the table `totals`."""
        rows: list[tuple[Any, ...]] = []
        finer: dict[int, dict[int, list[int]]] = {}
        for start, minute in self._minutes.items():
            block = finer[start] = {}
            for (api_id, _), sums in minute.cells.items():
                _count(block, api_id, sums)
        for span in SPANS:
            finer = _merged(finer, span)
            rows += [(span, start, api_id, *sums) for start, block in finer.items() for api_id, sums in block.items()]
        return rows

    def rollups(self, admission: Admission[TallyKey]) -> list[tuple[Any, ...]]:
        """Rows of the table `rollups`."""
        rows: list[tuple[Any, ...]] = []
        elapsed = self._elapsed()
        finer = {start: minute.cells for start, minute in self._minutes.items()}
        for span in SPANS:
            finer = _merged(finer, span)
            for start, block in finer.items():
                weights = {cell: (sums[1] + sums[2], sums[0]) for cell, sums in block.items() if cell[1] != OTHER}
                admitted = admission.admitted("operation", span, start, elapsed[span, start], weights)
                others: dict[Cell, list[int]] = {}
                for cell, sums in block.items():
                    if cell in admitted:
                        rows.append((span, start, *cell, *sums))
                    else:
                        _count(others, (cell[0], OTHER), sums)
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
                    admitted = (
                        block.keys()  # no client chooses how many of these there are
                        if kind == "status"
                        else admission.admitted(kind, span, start, elapsed[span, start], weights)
                    )
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


def _tally(row: Mapping[str, Any]) -> list[int]:
    """What one exchange adds to a tally."""
    action, would, status = row["action"], row["would"], row["status"]
    would_be = (would == "block" and action != "block") or (would == "throttle" and action == "allow")
    size = row["request_bytes"] + row["response_bytes"]
    return [1, int(action != "allow"), int(would_be), int(not 100 <= status < 500), size]


def _count_found(
    tallies: Mapping[str, dict[TallyKey, list[int]]], api_id: int, found: Sequence[Mapping[str, Any]], one: list[int]
) -> None:
    for kind in ("rule", "detector"):
        for name in {finding[kind] for finding in found}:
            _count(tallies[kind], (api_id, name), one)


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
