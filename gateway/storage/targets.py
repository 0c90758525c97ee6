"""The targets of lists and decisions as the store keeps them, and which of them somebody could be meant by.

Invariant: an address or a range stands in its one spelling, so that a target is unique by its text and whoever looks
for an address finds all that hold it with a few dozen keys of an index, however long the list.
Does not judge: what no address can be read from is kept as it is, for the policy compiler to refuse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, and_

from addons.address import Range, parse_address, parse_range


def one_spelling(scope: str, target: str) -> str:
    """`2001:DB8::0:7` as `2001:db8::7`, `::ffff:10.0.0.0/104` as `10.0.0.0/8`."""
    try:
        if scope == "address":
            return str(parse_address(target))
        if scope == "range":
            return str(parse_range(target))
    except ValueError:
        pass
    return target


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom an entry is looked for: an address, hashes of API keys, principals, a country. Empty: not asked for.

    Raises ValueError, on asking for targets, where `address` is none.
    """

    address: str = ""
    keys: Sequence[str] = ()
    principals: Sequence[str] = ()
    country: str = ""

    def targets(self) -> Mapping[str, Sequence[str]]:
        """By scope, every target that would match: at most 130 of an address."""
        by_scope: dict[str, Sequence[str]] = {
            "key": tuple(self.keys),
            # An identity read from a key is a principal too, by the value that is recorded.
            "principal": (*self.principals, *self.keys),
            "country": (self.country,) if self.country else (),
        }
        if self.address:
            bits, value = parse_address(self.address)
            networks = (Range(bits, value >> (bits - p) << (bits - p), p) for p in range(bits + 1))
            by_scope |= {"address": (one_spelling("address", self.address),), "range": tuple(map(str, networks))}
        return {scope: targets for scope, targets in by_scope.items() if targets}

    def conditions(self, table: Table) -> list[ColumnElement[bool]]:
        """One for each scope, so that each is answered from the index on scope and target."""
        c = table.c
        return [and_(c.scope == scope, c.target.in_(targets)) for scope, targets in self.targets().items()]
