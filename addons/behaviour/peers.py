"""What is usual for the callers of one thing (an operation, a collection), and who does most of it now.

Invariant: callers with a key are machines, and no measure for people; each kind has its own peers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from addons.behaviour.sight import Baseline
from addons.behaviour.tally import Begun, Distinct, Histogram, Recent, Windows


class Peers(msgspec.Struct, array_like=True, gc=False):
    """What is usual for callers of one thing. Mature once 50 windows of ten callers have ended."""

    sizes: Histogram = msgspec.field(default_factory=Histogram)
    callers: Distinct = msgspec.field(default_factory=Distinct)
    closed: int = 0
    p99: float = 0.0

    def add(self, caller: str, value: float) -> None:
        self.sizes.add(value)
        self.closed += 1
        if self.callers.many is None:
            self.callers.add(caller)
        if self.closed < 100 or self.closed % 16 == 0:
            self.p99 = self.sizes.quantile(0.99)

    @property
    def mature(self) -> bool:
        return self.closed >= 50 and (self.callers.many is not None or len(self.callers.few) >= 10)


def note_peer(peers: Recent[Peers], key: str, caller: str, value: float) -> None:
    of = peers.get(key)
    if of is None:
        of = Peers()
        peers.touch(key, of)
    of.add(caller, max(value, 1.0))


def of_kind(thing: str, caller: str) -> str:
    """Under which the peers of a caller at a thing are noted: callers with a key are machines, and no measure for people."""
    return f"{thing} key" if caller.startswith("key:") else thing


def kind_of(thing: str) -> tuple[str, str]:
    """A thing as `of_kind` has it, apart: the thing, and words for whose it is."""
    plain = thing.removesuffix(" key")
    return plain, "one caller" if plain == thing else "one caller with a key"


def mature_peers(peers: Recent[Peers], thing: str, caller: str) -> Peers | None:
    """Of callers of like kind, or of the other kind while these are not known enough; None where nobody is."""
    for key in (of_kind(thing, caller), thing, f"{thing} key"):
        found = peers.get(key)
        if found is not None and found.mature:
            return found
    return None


def busiest[W: Begun](windows: Windows[W], measure: Callable[[W], int]) -> dict[str, tuple[int, str]]:
    """The greatest of each thing's open windows, and its caller, by `of_kind`. Keys are the thing and the caller, in two lines."""
    found: dict[str, tuple[int, str]] = {}
    for key, window in windows:
        thing, _, caller = key.partition("\n")
        value, thing = measure(window), of_kind(thing, caller)
        if value > found.get(thing, (0, ""))[0]:
            found[thing] = value, caller
    return found


def beside_peers[W: Begun](
    peers: Recent[Peers], windows: Windows[W], measure: Callable[[W], int], figure: str, bound: Callable[[Peers], float]
) -> Iterator[Baseline]:
    """Of each thing that is known: what its callers usually do, and `now` of who does most.

    `figure`: such as `ids read by {} in 10 minutes`.
    """
    now = busiest(windows, measure)
    for name, of in peers.entries.items():
        if of.mature:
            thing, whose = kind_of(name)
            api, _, what = thing.partition(" ")
            most, who = now.get(name, (0, ""))
            yield Baseline(
                int(api), figure.format(whose), "count", of.sizes.quantile(0.5), of.p99, float(most), what,
                number=of.closed, who=who, bound=bound(of),
            )  # fmt: skip
