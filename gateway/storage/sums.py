"""Exchanges added up: totals, sums by operation, and tallies of who and what, each in every span. Pure but for admission.

Totals are exact. Operations and tally keys are bounded in number by `admission`; what was not admitted is summed under
`OTHER` (operations) or `REST` (keys), so that each kind still adds up to the total.

Tallies by kind: `identity`, `client`, `country`, `user_agent` count each exchange once; `rule` and `detector` once for each that
found something; `addon` counts the exchanges an addon looked at, its `amount` is microseconds (elsewhere bytes).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
_AMOUNTS = ("score", "request_bytes", "response_bytes", "duration", "upstream", "inspection")

Cell = tuple[int, int, str, str, int]
"""minute, API, operation, action, status class"""
TallyKey = tuple[int, str]
"""API, key"""


class Sums:
    """Add rows, then ask for what is to be written. One shipment's."""

    def __init__(self) -> None:
        self._cells: dict[Cell, list[int]] = {}
        self._tallies: dict[tuple[str, int], dict[TallyKey, list[int]]] = {}
        self._newest: dict[int, int] = {}
        """by minute, the latest time in it"""

    def add(self, row: Mapping[str, Any], found: Iterable[Mapping[str, Any]], cost: Mapping[str, Any]) -> None:
        """One exchange's row, the rows of its findings, what its addons took."""
        at, action, would = row["at"], row["action"], row["would"]
        minute, status, api_id = at // MINUTE, row["status"], row["api_id"]
        if self._newest.get(minute, -1) < at:
            self._newest[minute] = at
        blocked, throttled = would == "block" and action != "block", would == "throttle" and action == "allow"
        cell = (minute, api_id, row["operation"], action, status // 100)
        sums = self._cells.get(cell)
        if sums is None:
            sums = self._cells[cell] = [0] * len(SUMS)
        sums[0] += 1
        sums[1] += blocked
        sums[2] += throttled
        for place, name in enumerate(_AMOUNTS, 3):
            sums[place] += row[name]
        sums[_FIXED + latency.bucket(row["duration"])] += 1

        one = (1, action != "allow", blocked or throttled, status >= 500 or status == 0)
        size = row["request_bytes"] + row["response_bytes"]
        self._count("identity", minute, (api_id, row["identity"]), one, size)
        self._count("client", minute, (api_id, row["client"]), one, size)
        self._count("country", minute, (api_id, row["country"]), one, size)
        self._count("user_agent", minute, (api_id, row["user_agent"][: tables.KEY_LENGTH]), one, size)
        for kind, names in (("rule", {f["rule"] for f in found}), ("detector", {f["detector"] for f in found})):
            for name in names:
                self._count(kind, minute, (api_id, name), one, size)
        for name, microseconds in cost.items():
            self._count("addon", minute, (api_id, name), one, microseconds)

    def _count(self, kind: str, minute: int, key: TallyKey, one: tuple[int, bool, bool, bool], amount: int) -> None:
        by_key = self._tallies.get((kind, minute))
        if by_key is None:
            by_key = self._tallies[kind, minute] = {}
        sums = by_key.get(key)
        if sums is None:
            by_key[key] = [*one, amount]
            return
        sums[0] += 1
        sums[1] += one[1]
        sums[2] += one[2]
        sums[3] += one[3]
        sums[4] += amount

    def totals(self) -> list[tuple[Any, ...]]:
        """Rows of the table `totals`."""
        added: dict[tuple[Any, ...], list[int]] = {}
        for (minute, api_id, _, action, status_class), sums in self._cells.items():
            for span in SPANS:
                _add(added, (span, minute - minute % span, api_id, action, status_class), sums)
        return [(*key, *sums) for key, sums in added.items()]

    def rollups(self, admission: Admission[TallyKey]) -> list[tuple[Any, ...]]:
        """Rows of the table `rollups`."""
        added: dict[tuple[Any, ...], list[int]] = {}
        for span in SPANS:
            blocks: dict[int, dict[TallyKey, tuple[int, int]]] = {}
            for (minute, api_id, operation, action, _), sums in self._cells.items():
                weights = blocks.setdefault(minute - minute % span, {})
                stopped, count = weights.get((api_id, operation), (0, 0))
                weights[api_id, operation] = (stopped + sums[0] * (action != "allow"), count + sums[0])
            admitted = {
                start: admission.admitted("operation", span, start, self._elapsed(span, start), weights)
                for start, weights in blocks.items()
            }
            for (minute, api_id, operation, action, status_class), sums in self._cells.items():
                start = minute - minute % span
                name = operation if (api_id, operation) in admitted[start] else OTHER
                _add(added, (span, start, api_id, name, action, status_class), sums)
        return [(*key, *sums) for key, sums in added.items()]

    def tallies(self, admission: Admission[TallyKey]) -> list[tuple[Any, ...]]:
        """Rows of the table `tallies`."""
        rows: list[tuple[Any, ...]] = []
        for span in SPANS:
            blocks: dict[tuple[str, int], dict[TallyKey, list[int]]] = {}
            for (kind, minute), by_key in self._tallies.items():
                block = blocks.setdefault((kind, minute - minute % span), {})
                for key, sums in by_key.items():
                    _add(block, key, sums)
            for (kind, start), block in blocks.items():
                weights = {key: (sums[1], sums[0]) for key, sums in block.items() if key[1] != REST}
                admitted = admission.admitted(kind, span, start, self._elapsed(span, start), weights)
                kept: dict[TallyKey, list[int]] = {}
                for key, sums in block.items():
                    _add(kept, key if key in admitted else (key[0], REST), sums)
                rows += [(span, kind, start, *key, *sums) for key, sums in kept.items()]
        return rows

    def _elapsed(self, span: int, start: int) -> float:
        newest = max(at for minute, at in self._newest.items() if start <= minute < start + span)
        return (newest - start * MINUTE) / (span * MINUTE)


def _add[Key](added: dict[Key, list[int]], key: Key, sums: list[int]) -> None:
    there = added.get(key)
    if there is None:
        added[key] = sums.copy()
    else:
        added[key] = [a + b for a, b in zip(there, sums, strict=True)]
