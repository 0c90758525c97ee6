"""Which keys get a row of their own in a block of sums; all others are summed under one.

Who sends requests chooses operations, identities, user agents; so their number must not decide how many rows are written. A
block of any span admits `BURST` keys at once and `MOST` more as its time goes by, the weightiest first: a caller who comes late
in a long block and sends much is admitted within moments, a flood of keys used once is not. What a key counted before it
was admitted stays under the common one. Holds only the newest blocks; a restart begins anew, and admits as many again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

BURST = 60
MOST = 140
BLOCKS = 4
"""Blocks of one kind and span that are remembered."""


class Admission[Key]:
    def __init__(self, burst: int = BURST, most: int = MOST) -> None:
        self._burst, self._most = burst, most
        self._blocks: dict[tuple[str, int], dict[int, set[Key]]] = {}

    def admitted(
        self, kind: str, span: int, start: int, elapsed: float, weights: Mapping[Key, tuple[int, int]]
    ) -> set[Key]:
        """The keys of `weights` that have, or now get, a row in the block that began at `start`.

        `elapsed`: the share of the block's time that is over, 0–1. Weights are compared as tuples: stopped, then all.
        """
        known = self._block(kind, span, start)
        new = [key for key in weights if key not in known]
        if new:
            room = self._burst + int(self._most * min(max(elapsed, 0.0), 1.0)) - len(known)
            if room < len(new):
                new = _heaviest(new, weights, room)
            known.update(new)
        return known

    def _block(self, kind: str, span: int, start: int) -> set[Key]:
        blocks = self._blocks.setdefault((kind, span), {})
        known = blocks.get(start)
        if known is None:
            known = blocks[start] = set()
            while len(blocks) > BLOCKS:
                del blocks[min(blocks)]
        return known


def _heaviest[Key](keys: Iterable[Key], weights: Mapping[Key, tuple[int, int]], count: int) -> list[Key]:
    return sorted(keys, key=weights.__getitem__, reverse=True)[: max(0, count)]
