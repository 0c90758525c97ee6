"""A collection that is copied page by page.

What: distinct pages of a collection (`/products`, `/products/{id}`, …) that one caller GETs in ten minutes, or steadily in
an hour, nearly none of them twice; against the peers' 99th percentile and the caller's own past.
Example: this address read 640 pages of /products in 10 minutes, 99% of them once; the peers' p99 is 22.
Source: OWASP OAT-011 scraping; API6:2023.
Known false positive: a search engine's crawler that was let in. Callers with a key may read ten times more, as partners do.

Not seen: queries, which a sight does not hold; pages of a list are told apart by the size of the answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import msgspec

from addons.behaviour.abuse_settings import AbuseSettings
from addons.behaviour.enumeration import places
from addons.behaviour.rhythm import Rhythm
from addons.behaviour.scene import SAMPLES, Judge, Scene, called, strength
from addons.behaviour.sight import Conclusion
from addons.behaviour.tally import Distinct, Habit, Peers, Recent, Windows

_ONCE: Final = 0.8
"""share of reads that are of a new page: people come back to pages, copies are made once"""
_STEADY: Final = 0.7
"""share of an hour's minutes in which a slow copy is under way"""
_AGENTS: Final = 24


@lru_cache(maxsize=2048)
def collection(operation: str) -> str:
    """`/orders` of `GET /orders`, `GET /orders/{id}` and `GET /orders/{id}/items`."""
    return operation.partition(" ")[2].partition("/{id}")[0] or "/"


class Copying(msgspec.Struct, array_like=True):
    """Pages of one collection read by one caller. `minutes`: a bit for each in which there was a read."""

    start: float
    pages: Distinct = msgspec.field(default_factory=Distinct)
    reads: int = 0
    minutes: int = 0
    agents: set[str] = msgspec.field(default_factory=set)
    samples: list[str] = []
    blamed: bool = False

    def add(self, scene: Scene, page: str) -> None:
        self.reads += 1
        self.pages.add(page)
        self.minutes |= 1 << min(int((scene.sight.at - self.start) / 60), 63) if scene.sight.at > self.start else 1
        if scene.anonymous and len(self.agents) < _AGENTS:
            self.agents.add(scene.sight.user_agent[:120])
        if len(self.samples) < SAMPLES:
            self.samples.append(scene.sight.request_id)

    def people(self) -> int:
        """How many may sit behind an address: as many as it has user agents, unless these change all the time."""
        agents = len(self.agents)
        return 1 if agents > 0.3 * self.reads else max(agents, 1)


class Scraping:
    name = "scraping"

    def __init__(self, settings: AbuseSettings, judge: Judge, rhythm: Rhythm) -> None:
        self._settings = settings
        self._judge = judge
        self._rhythm = rhythm
        self._peers: Recent[Peers] = Recent(2_000)
        self._habits: Recent[Habit] = Recent(settings.callers)
        self._slow_habits: Recent[Habit] = Recent(settings.callers)
        self._fast: Windows[Copying] = Windows(600.0, settings.callers, Copying, self._close)
        self._slow: Windows[Copying] = Windows(3600.0, settings.callers, Copying, self._close_slow)

    def observe(self, scene: Scene) -> Iterable[Conclusion]:
        sight = scene.sight
        if sight.method != "GET" or not scene.served:
            return ()
        settings, now = self._settings, sight.at
        shelf = f"{sight.api_id} {collection(sight.operation)}"
        key = f"{shelf}\n{scene.caller}"
        fast = self._fast.at(key, now)
        if places(sight.operation):
            if "‹" in sight.path:
                return ()
            fast.add(scene, sight.path)
            slow = self._slow.at(key, now)
            slow.add(scene, sight.path)
            more = settings.scraping_known_factor if not scene.anonymous else 1.0
            if slow.reads >= settings.scraping_pages_slow * more and not slow.reads % 20:
                elapsed = int((now - slow.start) / 60) + 1
                if elapsed >= 20 and slow.minutes.bit_count() >= _STEADY * elapsed:
                    floor = settings.scraping_pages_slow * more
                    if found := self._weigh(scene, shelf, key, slow, self._slow_habits, floor, 3.0):
                        return (found,)
        else:
            # A probe's page changes its size too: only many pages in a short time tell a copy.
            fast.add(scene, f"{sight.path} {sight.response_bytes}")
        floor = settings.scraping_pages * (settings.scraping_known_factor if not scene.anonymous else 1.0)
        if fast.reads >= floor and not fast.reads % 10:
            found = self._weigh(scene, shelf, key, fast, self._habits, floor, 1.0)
            return (found,) if found else ()
        return ()

    def _weigh(  # noqa: PLR0917
        self, scene: Scene, shelf: str, key: str, window: Copying, habits: Recent[Habit], floor: float, longer: float
    ) -> Conclusion | None:
        peers = self._peers.get(shelf)
        if peers is None or not peers.mature:
            return None
        settings, now = self._settings, scene.sight.at
        pages = window.pages.count()
        habit = habits.get(key)
        top = habit.top(now) if habit is not None else 0.0
        bound = max(floor, settings.peers_factor * peers.p99 * longer, settings.habit_factor * top)
        once = min(1.0, pages / window.reads)
        if once < _ONCE or pages / window.people() < bound:
            return None
        window.blamed = True
        if not self._judge.news("scraping", key, now, pages):
            return None
        sure = strength(pages / bound, once >= 0.95, self._rhythm.regular(scene.caller))
        before = f", {top:.0f} at most before" if top >= 1 else ""
        said = "an hour" if longer > 1 else "10 minutes"
        return self._judge.conclude(
            "scraping",
            scene,
            f"{called(scene.sight.identity)} read {pages} pages of {shelf.partition(' ')[2]} in {said}, {once:.0%} of them "
            f"once{before}; the peers' p99 is {peers.p99 * longer:.0f}",
            key=key,
            level=pages,
            sure=sure,
            samples=window.samples,
            evidence={
                "pages": pages,
                "reads": window.reads,
                "once": round(once, 3),
                "peers_p99": round(peers.p99 * longer, 1),
                "own_top": round(top, 1),
                "minutes": window.minutes.bit_count(),
            },
            proven=scene.standing.served > 0,
        )

    def _close(self, key: str, window: Copying) -> None:
        if window.blamed or not window.reads:
            return
        shelf, _, caller = key.partition("\n")
        peers = self._peers.get(shelf)
        if peers is None:
            peers = Peers()
            self._peers.touch(shelf, peers)
        pages = window.pages.count()
        peers.add(caller, max(1.0, pages / window.people()))
        self._remember(self._habits, key, window, pages)

    def _close_slow(self, key: str, window: Copying) -> None:
        if not window.blamed:
            self._remember(self._slow_habits, key, window, window.pages.count())

    def _remember(self, habits: Recent[Habit], key: str, window: Copying, pages: float) -> None:
        habit = habits.get(key) or Habit()
        habit.add(pages, window.start)
        habits.touch(key, habit)

    def tick(self, now: float) -> Iterable[Conclusion]:
        self._fast.sweep(now)
        self._slow.sweep(now)
        return ()

    def dump(self) -> Any:
        return [self._fast.dump(), self._slow.dump(), self._peers, self._habits, self._slow_habits]

    def load(self, data: Any) -> None:
        self._fast.load(data[0], Copying)
        self._slow.load(data[1], Copying)
        self._peers = msgspec.convert(data[2], Recent[Peers])
        self._habits = msgspec.convert(data[3], Recent[Habit])
        self._slow_habits = msgspec.convert(data[4], Recent[Habit])
