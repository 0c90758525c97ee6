"""Options of the detector `statistics`. They are all the same for every API; each has a default that stays quiet."""

from __future__ import annotations

from typing import Final

import msgspec

DETECTOR: Final = "statistics"


class StatisticsSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`zscore`: robust deviations from which a value is odd; a conclusion needs several odd values, or a great one."""

    zscore: float = 3.0
    factor: float = 1.5
    """times the 99th percentile that an odd value is, besides"""
    several: int = 8
    """odd values of a caller within a window that make a conclusion; three times as many of a newcomer"""
    window: float = 900.0
    """seconds that a caller's figures are taken together"""
    history: int = 300
    """exchanges an operation must have had before anything is odd"""
    callers: int = 10
    """callers an operation must have had"""
    mature: float = 6 * 3600.0
    """seconds an API must be known before an operation counts as one it never had"""
    spike: float = 3.0
    """times the usual that a minute's traffic must be"""
    drop: float = 0.2
    """share of the usual below which traffic has dropped"""
    spike_least: int = 60
    """exchanges above the usual that a minute must have; half of it for an operation"""
    caller_least: int = 90
    """requests a minute that any caller may send"""
    warm_up: float = 7200.0
    """seconds of traffic that are learned before anything is concluded"""
    identities: int = 50_000
    """callers that are remembered, some 1.2 kB each"""
    operations: int = 2_000
    """operations that are remembered, at most some 40 kB each"""
