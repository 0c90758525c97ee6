"""The day as one stream: every visit and every campaign, merged in time. What is not begun yet costs no memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush, heapreplace

from addons.behaviour.sight import Sight
from bench.behaviour.attacks import campaigns
from bench.behaviour.callers import Caller, Visit, callers
from bench.behaviour.plan import Campaign
from bench.behaviour.world import World

IDENTITIES = 2_000


@dataclass(frozen=True, slots=True)
class Day:
    """`stream` gives each exchange with the number of its campaign (0: none); it can be run through once."""

    world: World
    people: list[Caller]
    campaigns: list[Campaign]
    visits: list[Visit]

    @classmethod
    def make(
        cls, seed: int, *, identities: int = IDENTITIES, attacks: bool = True, lead: float = 0.0, after: float = 0.0
    ) -> Day:
        world = World(seed, lead, after)
        people = callers(world, identities)
        made = campaigns(world, people) if attacks else []
        visits = [visit for one in people for visit in one.visits] + [visit for _, visit in made if visit]
        return cls(world, people, [campaign for campaign, _ in made], visits)

    def stream(self) -> Iterator[tuple[Sight, int]]:
        waiting = sorted(range(len(self.visits)), key=lambda index: -self.visits[index].start)
        under_way: list[tuple[float, int, tuple[Sight, int], Iterator[tuple[Sight, int]]]] = []
        end = self.world.end
        while waiting or under_way:
            while waiting and (not under_way or self.visits[waiting[-1]].start <= under_way[0][0]):
                index = waiting.pop()
                generator = iter(self.visits[index].make())
                if (first := next(generator, None)) is not None:
                    heappush(under_way, (first[0].at, index, first, generator))
            if not under_way:
                continue
            at, index, seen, generator = under_way[0]
            if at >= end:
                return
            yield seen
            if (following := next(generator, None)) is None:
                heappop(under_way)
            else:
                heapreplace(under_way, (following[0].at, index, following, generator))
