"""Brings the policy from the store to the data dir, and tells the workers.

Invariant: the snapshot on disk is always the last one that compiled; a policy that does not compile is refused whole,
and said. With the store away, the last good one stands, and is said to be stale.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Policy
from gateway.policy.files import read_policy, write_policy
from gateway.policy.models import ModelFolder
from gateway.policy.problems import PolicyError
from gateway.storage.errors import StoreError
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.25
FIRST_SECONDS = 2.0
SILENT_SECONDS = 5.0
"""without an answer after which a store counts as away, though the question still stands"""
MODELS_AGAIN_SECONDS = 10.0
REFRESH_SECONDS = 60.0
"""expired entries leave the snapshot at least this often; they stop to matter at once, as expiry is a fact"""


@dataclass(frozen=True, slots=True)
class Content:
    """How much of what is in a policy: by type, by list, and the models as (kind, API's name or "", version)."""

    decisions: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    entries: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    models: Sequence[tuple[str, str, int]] = ()

    @classmethod
    def of(cls, policy: Policy) -> Content:
        names = {api.id: api.name for api in policy.apis}
        types = Counter(decision.type for decision in policy.decisions)
        return cls(
            {(kind,): types[kind] for kind in ("ban", "throttle")},
            {("whitelist",): len(policy.whitelist), ("blacklist",): len(policy.blacklist)},
            [
                (ref.kind, names.get(ref.api_id, str(ref.api_id)) if ref.api_id else "", ref.version)
                for ref in policy.models
            ],
        )


class PolicyFollower:
    """`models`: where the models a policy names are brought to, before it is written."""

    def __init__(
        self, store: Store, compiler: PolicyCompiler, path: Path, announce: Callable[[], None], models: ModelFolder
    ) -> None:
        self._models = models
        self._lacking: frozenset[str] = frozenset()
        self._asked = 0.0
        self._store = store
        self._compiler = compiler
        self._path = path
        self._announce = announce
        self._loaded = 0.0
        self.revision = -1
        self.content = Content()
        self.confirmed = time.monotonic()
        """when the policy was last brought over or compared with the store's"""
        self.refused_revision = -1
        self._away_since: float | None = None
        self._asking_since: float | None = None
        self.store_problem = ""
        self.problem = ""
        self._stop = asyncio.Event()

    @property
    def models_missing(self) -> int:
        """That the policy names and that are not here yet."""
        return len(self._lacking)

    @property
    def away_seconds(self) -> float:
        """For how long the store has been away, or silent on what it was asked; 0.0: it answers."""
        now = time.monotonic()
        since = self._away_since
        if since is None and self._asking_since is not None and now - self._asking_since > SILENT_SECONDS:
            since = self._asking_since
        return 0.0 if since is None else now - since

    def start_from_disk(self) -> bool:
        """Take the last good snapshot, if there is one; whether there was."""
        try:
            policy = read_policy(self._path)
            self._compiler.compile(policy)
        except (OSError, ValueError, PolicyError) as error:
            if not isinstance(error, FileNotFoundError):
                logger.error("%s cannot be used: %s", self._path, error)  # noqa: TRY400
            return False
        self.revision = policy.revision
        self.content = Content.of(policy)
        return True

    async def begin(self) -> None:
        """The first policy. A store that is silent is not waited for long where there is a last good one."""
        has_last = self._path.exists()
        try:
            async with asyncio.timeout(FIRST_SECONDS if has_last else None):
                await self.step()
        except TimeoutError:
            self._away(f"no answer within {FIRST_SECONDS:g} s")
        if self.revision < 0:
            self.start_from_disk()

    def stop(self) -> None:
        self._stop.set()

    async def follow(self) -> None:
        while not self._stop.is_set():
            await self.step()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._stop.wait()

    async def step(self) -> None:
        """Look once; never raises for what the store, a policy or the disk can do."""
        try:
            with self._asking():
                revision = await self._store.policy.revision()
            stale = time.monotonic() - self._loaded > REFRESH_SECONDS
            if (
                revision not in (self.revision, self.refused_revision)
                or (stale and revision == self.revision)
                or (self._lacking and time.monotonic() - self._asked > MODELS_AGAIN_SECONDS)
            ):
                await self._take(revision)
        except StoreError as error:
            self._away(str(error))
        except Exception as error:
            # a follower that ended here would leave every later change unheard
            if self.problem != str(error):
                logger.exception("the policy cannot be brought over")
                self.problem = str(error)
        else:
            self.confirmed = time.monotonic()
            if self._away_since is not None:
                logger.warning("the store is back")
                self._away_since = None
                self.store_problem = ""

    @contextmanager
    def _asking(self) -> Iterator[None]:
        self._asking_since = time.monotonic()
        try:
            yield
        finally:
            self._asking_since = None

    def _away(self, why: str) -> None:
        if self._away_since is None:
            self._away_since = time.monotonic()
            self.store_problem = why
            serving = f": serving on under policy {self.revision}" if self.revision >= 0 else ""
            logger.warning("the store is away (%s)%s", why, serving)

    async def _take(self, revision: int) -> None:
        with self._asking():
            policy = await self._store.policy.load(time.time())
        try:
            await asyncio.to_thread(self._compiler.compile, policy)
        except PolicyError as error:
            self.refused_revision = revision
            self.problem = str(error)
            logger.error("policy %d is refused, %d stays: %s", policy.revision, self.revision, error)  # noqa: TRY400
            return
        await self._bring_models(policy)
        await asyncio.to_thread(write_policy, self._path, policy)
        await asyncio.to_thread(self._models.keep, {ref.digest for ref in policy.models})
        self._loaded = time.monotonic()
        changed = policy.revision != self.revision
        self.revision = policy.revision
        self.content = Content.of(policy)
        self.problem = ""
        if changed:
            logger.info("policy %d", policy.revision)
        self._announce()

    async def _bring_models(self, policy: Policy) -> None:
        """Those that are not here yet. One that does not come keeps no policy waiting: it is asked for again later."""
        self._asked = time.monotonic()
        lacking = await self._store.models.bring(policy.models, self._models)
        for digest, why in lacking.items():
            if digest not in self._lacking:
                logger.warning("model %s is served without: %s", digest[:12], why)
        self._lacking = frozenset(lacking)
