"""Where an address is: the look-ups that a gateway hands in. Pure, as all addons: no database is read here.

Invariant: an address that is private, loopback, unknown or none at all has the country "" and the network 0, and nothing raises.
A country says where a network is registered or announced, never where a person is: exits of VPNs and roaming phones lie.
"""

from __future__ import annotations

from typing import Protocol


class Countries(Protocol):
    """What country lists are matched by."""

    def country(self, address: str) -> str:
        """ISO 3166-1 alpha-2 in capital letters, or ""."""


class Places(Countries, Protocol):
    """What behaviours are told by."""

    def place(self, address: str) -> tuple[str, int]:
        """The country as `country` gives it, and the number of the autonomous system or 0."""


class Nowhere:
    """Without a database: every address is unknown."""

    def country(self, address: str) -> str:  # noqa: ARG002
        return ""

    def place(self, address: str) -> tuple[str, int]:  # noqa: ARG002
        return "", 0
