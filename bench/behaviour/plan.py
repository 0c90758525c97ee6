"""What campaigns there are: each kind of abuse at three intensities, with the ranges that its figures are drawn from.

`PLAN` holds the ranges, (high, medium, low) for each. A campaign knows who takes part and where, so that what is
concluded can be put to it; it does not know what looks for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bench.behaviour.world import SHOP

Intensity = Literal["high", "medium", "low"]
INTENSITIES: tuple[Intensity, ...] = ("high", "medium", "low")
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figures:
    """`rate`: requests a second of the whole campaign; `lasts` seconds; `many`: addresses; `extra` as the kind says."""

    rate: Range
    lasts: Range
    many: Range = (1, 1)
    extra: Range = (0, 0)


PLAN: dict[str, tuple[Figures, Figures, Figures]] = {
    # one address, one account
    "guessing": (Figures((1.5, 5), (300, 600)), Figures((0.3, 1.2), (600, 1200)), Figures((0.02, 0.06), (3600, 7200))),
    # many accounts, many addresses
    "stuffing": (
        Figures((5, 15), (300, 600), (400, 1500)),
        Figures((0.8, 3), (600, 1200), (120, 400)),
        Figures((0.08, 0.25), (3600, 7200), (40, 100)),
    ),
    # extra: the share of ids that are there
    "enumeration": (
        Figures((5, 15), (120, 400), extra=(0.05, 1.0)),
        Figures((1, 3), (300, 900), extra=(0.05, 1.0)),
        Figures((0.05, 0.15), (3600, 5400), extra=(0.05, 1.0)),
    ),
    "scraping": (Figures((8, 25), (200, 600)), Figures((1.5, 4), (600, 1200)), Figures((0.3, 0.6), (3600, 7200))),
    # one token, many addresses
    "sharing": (
        Figures((1.5, 4), (600, 1800), (80, 300)),
        Figures((0.3, 0.8), (1200, 2400), (25, 60)),
        Figures((0.03, 0.08), (3600, 7200), (8, 14)),
    ),
    # extra: the share that a signature sees too
    "scanner": (
        Figures((10, 30), (120, 400), extra=(0.0, 0.2)),
        Figures((1, 4), (300, 900), extra=(0.0, 0.2)),
        Figures((0.08, 0.3), (2400, 5400), extra=(0.0, 0.1)),
    ),
    # one dear operation, each address slowly
    "flood": (
        Figures((40, 90), (240, 480), (1500, 4000)),
        Figures((10, 25), (600, 1200), (500, 1200)),
        Figures((2.0, 4.0), (1800, 3600), (150, 300)),
    ),
    # extra: the jitter of the interval, its share
    "rhythm": (
        Figures((1, 2), (300, 900), extra=(0.005, 0.03)),
        Figures((0.2, 0.5), (900, 1800), extra=(0.005, 0.03)),
        Figures((0.033, 0.1), (3600, 7200), extra=(0.005, 0.03)),
    ),
    # extra: times the size of what is answered
    "size": (
        Figures((0.3, 0.8), (300, 900), extra=(30, 100)),
        Figures((0.1, 0.3), (900, 1800), extra=(10, 25)),
        Figures((0.03, 0.08), (2400, 4800), extra=(4, 7)),
    ),
    # extra: times the latency
    "latency": (
        Figures((0, 0), (300, 900), extra=(8, 20)),
        Figures((0, 0), (600, 1800), extra=(4, 7)),
        Figures((0, 0), (1800, 3600), extra=(2.0, 2.8)),
    ),
    # extra: share of 5xx
    "errors": (
        Figures((0, 0), (300, 900), extra=(0.5, 0.9)),
        Figures((0, 0), (600, 1800), extra=(0.2, 0.4)),
        Figures((0, 0), (1800, 3600), extra=(0.05, 0.1)),
    ),
    # extra: seconds after its owner was seen at home; on the other side of the world
    "travel": (
        Figures((0.2, 0.5), (240, 480), extra=(120, 600)),
        Figures((0.05, 0.1), (600, 1200), extra=(1200, 3600)),
        Figures((0.01, 0.02), (1200, 1800), extra=(7200, 14_400)),
    ),
    # one country that never called before
    "country": (
        Figures((10, 20), (300, 900), (300, 800)),
        Figures((3, 6), (600, 1800), (100, 250)),
        Figures((0.8, 1.5), (1800, 3600), (40, 80)),
    ),
}
KINDS = tuple(PLAN)
INCIDENTS = frozenset({"latency", "errors"})
CROWDS = frozenset({"stuffing", "flood", "country", "latency", "errors"})
"""What is nobody's in particular: found also by saying where and when"""
SHARED_ADDRESS = 0.08
"""share of the campaigns of one address that come from one which good callers use too"""


@dataclass(slots=True)
class Campaign:
    """`number` counts from 1. `victims`: good identities it acts under; they are not good while it lasts."""

    number: int
    kind: str
    intensity: Intensity
    start: float
    end: float
    api_id: int = SHOP
    identities: set[str] = field(default_factory=set)
    victims: set[str] = field(default_factory=set)
    clients: set[str] = field(default_factory=set)
    operations: set[tuple[int, str]] = field(default_factory=set)
    country: str = ""

    @property
    def is_crowd(self) -> bool:
        return self.kind in CROWDS
