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
from addons.behaviour.peers import Peers, beside_peers, mature_peers, note_peer, of_kind
from addons.behaviour.rhythm import Rhythm
from addons.behaviour.scene import DAY, SAMPLES, Judge, Scene, called, strength
from addons.behaviour.sight import Baseline, Conclusion
from addons.behaviour.tally import Distinct, Habit, Recent, Windows

_ONCE: Final = 0.8
"""share of reads that are of a new page: people come back to pages, copies are made once"""
_STEADY: Final = 0.7
"""share of an hour's minutes in which a slow copy is under way"""
_AGENTS: Final = 24
_NEW: Final = 6 * 3600.0
"""seconds for which a person is new"""
_FEW: Final = 5
"""reads within ten minutes from which on a caller is worth the longer window's memory"""


@lru_cache(maxsize=2048)
def collection(operation: str) -> str:
    """`/orders` of `GET /orders`, `GET /orders/{id}` and `GET /orders/{id}/items`."""
    return operation.partition(" ")[2].partition("/{id}")[0] or "/"


class Copying(msgspec.Struct, array_like=True, gc=False):
    """Pages of one collection read by one caller. `minutes`: a bit for each in which there was a read."""

    start: float
    pages: Distinct = msgspec.field(default_factory=Distinct)
    reads: int = 0
    minutes: int = 0
    agents: set[str] = msgspec.field(default_factory=set)
    marked: float = 0.0
    mark: int = 0
    """`reads` at `marked`, at most a minute ago"""
    before: int = -1
    """requests of the caller to anything before the window began"""
    samples: list[str] = []
    blamed: bool = False

    def add(self, scene: Scene, page: str) -> None:
        if self.before < 0:
            self.before = scene.standing.requests
        if scene.sight.at - self.marked > 60.0:
            self.marked, self.mark = scene.sight.at, self.reads
        self.reads += 1
        self.pages.add(page)
        self.minutes |= 1 << min(int((scene.sight.at - self.start) / 60), 63) if scene.sight.at > self.start else 1
        if scene.nameless and len(self.agents) < _AGENTS:
            self.agents.add(scene.sight.user_agent[:120])
        if len(self.samples) < SAMPLES:
            self.samples.append(scene.sight.request_id)

    def people(self, requests: int) -> int:
        """How many may sit behind an address: as many as it has user agents, unless they all do nothing but read this.

        `requests`: of the caller to anything, until now.
        """
        return 1 if self.reads >= 0.9 * (requests - self.before) else max(len(self.agents), 1)


class Horizon:
    """One length of window with its peers and habits. `floor`: pages of a caller without a key."""

    def __init__(self, seconds: float, floor: int, said: str, callers: int) -> None:
        self.floor = floor
        self.seconds = seconds
        self.said = said
        self.peers: Recent[Peers] = Recent(2_000)
        self.habits: Recent[Habit] = Recent(callers)
        self.windows: Windows[Copying] = Windows(seconds, callers, Copying, self._close)

    def _close(self, key: str, window: Copying) -> None:
        if window.blamed or not window.reads:
            return
        shelf, _, caller = key.partition("\n")
        pages = window.pages.count()
        # Of a house each is a peer.
        note_peer(self.peers, of_kind(shelf, caller), caller, pages / max(len(window.agents), 1))
        habit = self.habits.get(key)
        if habit is None and pages < self.floor / 4:
            # Far below anything that counts: what is not remembered is 0.
            return
        habit = habit or Habit()
        habit.add(pages, window.start)
        self.habits.touch(key, habit)

    def dump(self) -> Any:
        return [self.peers, self.habits, self.windows.dump()]

    def load(self, data: Any) -> None:
        self.peers = msgspec.convert(data[0], Recent[Peers])
        self.habits = msgspec.convert(data[1], Recent[Habit])
        self.windows.load(data[2], Copying)


class Scraping:
    name = "scraping"

    def __init__(self, settings: AbuseSettings, judge: Judge, rhythm: Rhythm) -> None:
        self._settings = settings
        self._judge = judge
        self._rhythm = rhythm
        callers = settings.callers
        self._fast = Horizon(600.0, settings.scraping_pages, "10 minutes", callers)
        self._slow = Horizon(3600.0, settings.scraping_pages_slow, "an hour", callers)

    def observe(self, scene: Scene) -> Iterable[Conclusion]:
        sight = scene.sight
        if sight.method != "GET" or not scene.served:
            return ()
        shelf = f"{sight.api_id} {collection(sight.operation)}"
        key = f"{shelf}\n{scene.caller}"
        items = bool(places(sight.operation))
        settings = self._settings
        more = 1.0 if scene.nameless else settings.scraping_known_factor
        fast = self._fast.windows.at(key, sight.at)
        fast.add(scene, sight.path if items else f"{sight.path} {sight.response_bytes}")
        found = None
        if not fast.reads % 10:
            lately = fast.reads - fast.mark
            if fast.reads >= self._fast.floor * more or lately >= settings.scraping_pages_minute * more:
                found = self._weigh(scene, shelf, key, self._fast, fast)
        # A list's size changes for a probe too: only many pages in a short time tell a copy of lists.
        if items and fast.reads >= _FEW:
            slow = self._slow.windows.at(key, sight.at)
            slow.add(scene, sight.path)
            if found is None and slow.reads >= self._slow.floor * more and not slow.reads % 10:
                found = self._weigh(scene, shelf, key, self._slow, slow)
        return (found,) if found else ()

    def _weigh(self, scene: Scene, shelf: str, key: str, horizon: Horizon, window: Copying) -> Conclusion | None:
        settings, now = self._settings, scene.sight.at
        new = DAY if scene.machine else _NEW
        if not scene.nameless and (now - scene.standing.first < new or window.before < 10):
            # A key that is new may be a batch's or a partner's: what it does has no history.
            return None
        peers = mature_peers(horizon.peers, shelf, scene.caller)
        if peers is None:
            return None
        if horizon is self._slow:
            elapsed = int((now - window.start) / 60) + 1
            if elapsed < 20 or window.minutes.bit_count() < _STEADY * elapsed:
                return None
        more = 1.0 if scene.nameless else settings.scraping_known_factor
        pages = window.pages.count()
        habit = horizon.habits.get(key)
        top = habit.top(now) if habit is not None else 0.0
        bound = max(horizon.floor * more, settings.peers_factor * peers.p99, settings.habit_factor * top)
        once = min(1.0, pages / window.reads)
        each = pages / window.people(scene.standing.requests)
        said, read = horizon.said, float(pages)
        if each < bound and horizon is self._fast:
            # Within a minute twice what peers read in ten.
            read = float(min(window.reads - window.mark, pages))
            each *= read / pages
            bound = max(settings.scraping_pages_minute * more, 2 * peers.p99, settings.habit_factor / 2 * top)
            said = "a minute"
        if once < _ONCE or each < bound:
            return None
        window.blamed = True
        level = pages / horizon.seconds
        if not self._judge.news("scraping", key, now, level):
            return None
        before = f", {top:.0f} at most before" if top >= 1 else ""
        return self._judge.conclude(
            "scraping",
            scene,
            f"{called(scene.sight.identity)} read {read:.0f} pages of {shelf.partition(' ')[2]} in {said}, {once:.0%} of them "
            f"once{before}; the peers' p99 in {horizon.said} is {peers.p99:.0f}",
            key=key,
            level=level,
            sure=strength(each / bound, once >= 0.95, self._rhythm.regular(scene.caller)),
            samples=window.samples,
            evidence={
                "pages": pages,
                "reads": window.reads,
                "once": round(once, 3),
                "peers_p99": round(peers.p99, 1),
                "own_top": round(top, 1),
                "minutes": window.minutes.bit_count(),
            },
            proven=scene.standing.served > 0,
        )

    def tick(self, now: float) -> Iterable[Conclusion]:
        for horizon in (self._fast, self._slow):
            horizon.windows.sweep(now)
        return ()

    def baselines(self) -> Iterable[Baseline]:
        """Pages of a collection that a caller reads in ten minutes; `now` of who has read most."""
        floor, factor, fast = float(self._fast.floor), self._settings.peers_factor, self._fast
        return beside_peers(
            fast.peers, fast.windows, lambda window: window.pages.count(), "pages read by {} in 10 minutes",
            lambda peers: max(floor, factor * peers.p99),
        )  # fmt: skip

    def dump(self) -> Any:
        return [horizon.dump() for horizon in (self._fast, self._slow)]

    def load(self, data: Any) -> None:
        for horizon, each in zip((self._fast, self._slow), data, strict=True):
            horizon.load(each)
