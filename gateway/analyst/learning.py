"""A behaviour at work: what it is fed, what it concluded, how far it has come, and what is kept of it. Does no I/O.

Invariant: a behaviour that raises is never silent: what it raised becomes a conclusion of its own, once a minute.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from addons.behaviour.sight import Baseline, Behaviour, Conclusion, Sight
from addons.finding import Effect, Severity
from addons.pipeline import ERROR_RULE
from gateway.storage.behaviour import BehaviourState, Learned
from gateway.storage.exchanges import ExchangeRow

logger = logging.getLogger(__name__)

SECOND = 1_000_000
MOST_BASELINES = 500
CALLERS = 100_000
"""callers that are counted; as many as behaviours remember at most"""
ERROR_SECONDS = 60.0


class Learner:
    """`position`: the last exchange it has been shown. `warm_up` seconds of traffic come before its first conclusion."""

    def __init__(self, name: str, behaviour: Behaviour, options: Mapping[str, Any], warm_up: float) -> None:
        self.name = name
        self.behaviour = behaviour
        self.options = options
        self.position = 0
        self._warm_up = warm_up
        self._since = 0
        self._newest = 0.0
        self._seen = 0
        self._concluded = 0
        self._callers: set[int] = set()
        self._callers_before = 0
        self._failed_at = float("-inf")

    def restore(self, state: BehaviourState) -> bool:
        """False, and nothing taken over, where the behaviour does not understand what was kept."""
        if not self.behaviour.load(state.blob):
            return False
        kept = state.learned
        self.position, self._since, self._seen = kept.position, kept.since, kept.seen
        self._callers_before, self._concluded = kept.identities, kept.concluded
        self._newest = kept.updated_at / SECOND
        return True

    def follow(self, before: Learner) -> bool:
        """Take over all that another one of the same name has learned."""
        state = before.state(int(before._newest * SECOND))
        if not self.restore(state):
            self.position = before.position
            return False
        self._callers = before._callers
        return True

    def see(self, sight: Sight) -> list[Conclusion]:
        self._seen += 1
        self._since = self._since or int(sight.at * SECOND)
        self._newest = max(self._newest, sight.at)
        if len(self._callers) < CALLERS:
            self._callers.add(hash(sight.identity))
        return self._ask(lambda: self.behaviour.observe(sight), sight.at)

    def tick(self, now: float) -> list[Conclusion]:
        return self._ask(lambda: self.behaviour.tick(now), now)

    def _ask(self, question: Callable[[], Iterable[Conclusion]], now: float) -> list[Conclusion]:
        try:
            found = list(question())
        except Exception as error:  # noqa: BLE001 - whatever it was, people hear of it
            if now - self._failed_at < ERROR_SECONDS:
                return []
            self._failed_at = now
            message = f"Detector {self.name} failed: {type(error).__name__}: {error}"[:400]
            return [Conclusion(self.name, ERROR_RULE, 0, now, Severity.CRITICAL, message)]
        self._concluded += len(found)
        return found

    def state(self, now: int) -> BehaviourState:
        """To be kept; `now` in microseconds. Takes as long as the behaviour's dump."""
        blob = self.behaviour.dump()
        callers = max(len(self._callers), self._callers_before)
        ready = self._since > 0 and self._newest - self._since / SECOND >= self._warm_up
        learned = Learned(
            self.name, now, self.position, self._since, self._seen, callers, self._concluded, ready, len(blob)
        )
        return BehaviourState(learned, blob, self._baselines())

    def _baselines(self) -> list[Baseline]:
        """The first ones only; what they are shown by must not keep from being kept what was learned."""
        try:
            return list(islice(self.behaviour.baselines(), MOST_BASELINES))
        except Exception:
            logger.exception("baselines of %s cannot be shown", self.name)
            return []


def sight_of(row: ExchangeRow, at: float, country: str, network: int) -> Sight | None:
    """None for what a whitelist entry let pass: it is neither learned from nor concluded about."""
    hits: tuple[str, ...] = ()
    if row.findings:
        if any(finding.effect == Effect.ALLOW for finding in row.findings):
            return None
        hits = tuple(
            finding.rule
            for finding in row.findings
            if finding.rule != ERROR_RULE
            and finding.effect != Effect.NOTE
            and (finding.effect != Effect.SCORE or finding.severity > 0)
        )
    return Sight(
        row.request_id,
        at,
        row.api_id,
        row.operation,
        row.method,
        row.path,
        row.status,
        row.action,
        f"{row.identity_kind}:{row.identity}",
        row.client,
        row.user_agent,
        row.country or country,
        network,
        row.request_bytes,
        row.response_bytes,
        row.duration / SECOND,
        row.upstream / SECOND,
        row.error,
        hits,
    )
