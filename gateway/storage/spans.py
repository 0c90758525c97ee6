"""How finely sums are kept: by minute, by quarter of an hour, by quarter of a day, by day; the finer, the shorter.

Every exchange is added to all of them, so a question is answered from the coarsest blocks that fit it, and reads few rows
however long the time it asks about. Blocks begin at multiples of their span since the epoch. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

MINUTE = 60_000_000
DAY = 86_400_000_000
SPANS = (1, 15, 360, 1440)
"""Minutes, finest first; each divides the next."""
KEPT_DAYS = {1: 3, 15: 32, 360: 100, 1440: 400}
"""How long the sums of a span are kept: so that two days, a month, a quarter and a year can be drawn to their beginning."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Blocks of one span: those with `first <= minute < end`."""

    span: int
    first: int
    end: int


def finest(since: int, now: int) -> int:
    """The finest span that still has the blocks of `since` (microseconds)."""
    for span in SPANS:
        if now - since < (KEPT_DAYS[span] - 1) * DAY:
            return span
    return SPANS[-1]


def fitting_step(step: int, since: int, now: int) -> int:
    """`step` (seconds) rounded up to whole blocks: of what is kept since then, and none finer than a quarter of it."""
    minutes = max(1, -(-step // 60))
    span = max(finest(since, now), max((span for span in SPANS if 4 * span <= minutes), default=1))
    return -(-minutes // span) * span * 60


def coarse_enough(microseconds: int) -> int:
    """The span to whose blocks the ends of so long a time may be cut: they are some hundredth of it."""
    return next((span for span, days in ((1, 0.25), (15, 10), (360, 100)) if microseconds <= days * DAY), SPANS[-1])


def span_of(minutes: int) -> int:
    """The coarsest span that divides a step of `minutes`."""
    return max(span for span in SPANS if minutes % span == 0)


def stretches(
    first: int, end: int, least: int = SPANS[0], most: int = SPANS[-1], last: int | None = None
) -> list[Stretch]:
    """`[first, end)` in minutes as few blocks of `least` to `most`, oldest first; the end may be of blocks down to `last`.

    Where `first` falls within a block of `least` it is moved to the nearer border, and so is `end` with `last`.
    """
    last = least if last is None else min(last, least)
    first = (first + least // 2) // least * least
    end = max(first, (end + last // 2) // last * last)
    return _cover(first, end, [span for span in SPANS if last <= span <= max(least, most)])


def _cover(first: int, end: int, usable: list[int]) -> list[Stretch]:
    """What whole blocks of the coarsest span leave over at both ends is covered by the finer ones."""
    if first >= end or not usable:
        return []
    *finer, span = usable
    inner, outer = -(-first // span) * span, end // span * span
    if inner >= outer:
        return _cover(first, end, finer)
    return [*_cover(first, inner, finer), Stretch(span, inner, outer), *_cover(outer, end, finer)]
