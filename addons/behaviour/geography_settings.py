"""Options of the detector `geography`. They are all the same for every API; each has a default that stays quiet."""

from __future__ import annotations

from typing import Final

import msgspec

DETECTOR: Final = "geography"


class GeographySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of these must hold before anything is said."""

    settled_hours: float = 4.0
    """hours an identity must be known, and different hours in which it must have called"""
    settled_calls: int = 30
    """calls that an identity must have made before"""
    several: int = 5
    """calls from the new country"""
    far: float = 700.0
    """kilometres between the borders, at least"""
    speed: float = 1000.0
    """kilometres an hour that nobody travels at"""
    exit_identities: int = 3
    """identities that make a network an exit that many use"""
    window: float = 900.0
    """seconds over which an API's mix of countries is taken"""
    glance: float = 120.0
    """seconds of a short window beside it, so that what begins late in the long one is not diluted"""
    mix_calls: int = 150
    """calls of an API within the window, at least"""
    mix_callers: int = 15
    """callers within the window, at least, and as many from the country whose share has risen"""
    mix_share: float = 0.15
    """by which a country's share must have risen"""
    mix_divergence: float = 0.12
    """bits by which the mix must have diverged from the usual, at least"""
    identities: int = 50_000
    """identities that are remembered; those heard of longest ago are forgotten first"""
    warm_up: float = 7200.0
    """seconds of traffic that are learned before anything is concluded"""
