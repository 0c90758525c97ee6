"""The policy as it stands, for who judges in the console's process: compiled, and followed as the store's revision moves.

Invariant: nothing is loaded before it is asked for the first time, so that a console which judges nothing pays nothing.
With the store away, the last policy that compiled stands; one that does not compile is never taken. Writes nothing
but the cache of compiled rules. The models that a policy names come from the store, as for a gateway.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from addons.geography import Countries, Nowhere
from gateway.ingest.keys import ingest_key_hash
from gateway.policy.cache import DiskCache
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Policy
from gateway.policy.models import ModelShelf
from gateway.policy.problems import PolicyError
from gateway.policy.secrets import Secrets
from gateway.policy.snapshot import ApiRuntime, Snapshot
from gateway.storage.errors import StoreError
from gateway.storage.store import Store

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
REFRESH_SECONDS = 60.0
"""expired entries leave memory at least this often; they stop to matter at once, as expiry is a fact"""


@dataclass(frozen=True, slots=True)
class Standing:
    """`api_of_key`: id of the API by the hash of its ingest key."""

    snapshot: Snapshot
    api_of_key: Mapping[str, int]

    def api_by_key(self, key: str) -> ApiRuntime | None:
        """A look-up by the hash of what was sent: its time tells nothing about the keys there are."""
        return self.snapshot.apis.get(self.api_of_key.get(ingest_key_hash(key), 0))


class StandingPolicy:
    """`clock`: UTC seconds; `cache`: where compiled rules are kept; `open_countries`: as the compiler's."""

    def __init__(
        self,
        store: Store,
        secrets: Secrets,
        cache: Path,
        clock: Callable[[], float] = time.time,
        open_countries: Callable[[], Countries] = Nowhere,
    ) -> None:
        self._store = store
        self._secrets = secrets
        self._cache = cache
        self._models = ModelShelf()
        self._lacking: frozenset[str] = frozenset()
        self._clock = clock
        self._open_countries = open_countries
        self._compiler: PolicyCompiler | None = None
        self._standing: Standing | None = None
        self._loaded = 0.0
        self._refused = -1
        self._alone = asyncio.Lock()
        self._following: asyncio.Task[None] | None = None

    async def get(self) -> Standing:
        """What stands now: at most half a second old. Raises StoreError where none was ever read, PolicyError where it does not compile."""
        if self._standing is None:
            async with self._alone:
                if self._standing is None:
                    await self._load()
        assert self._standing is not None
        if self._following is None:
            self._following = asyncio.create_task(self._follow(), name="ingest policy")
        return self._standing

    async def fresh(self) -> Standing:
        """As `get`, after a look at the store: for a key that is not known, which may have been made just now."""
        await self.get()
        with contextlib.suppress(StoreError):
            await self._look()
        return await self.get()

    async def close(self) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
            self._following = None

    async def _follow(self) -> None:
        away = ""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self._look()
            except StoreError as error:
                if not away:
                    logger.warning("the store is away (%s): telemetry is judged by the policy as it was", error)
                away = str(error)
            except Exception:
                # a follower that ended here would leave every later change unheard
                logger.exception("the policy cannot be followed")
            else:
                away = ""

    async def _look(self) -> None:
        """Keys change without a new revision of the policy, so they are looked at each time."""
        revision = await self._store.policy.revision()
        keys = await self._store.apis.ingest_keys()
        standing = self._standing
        assert standing is not None
        if keys != standing.api_of_key:
            standing = self._standing = Standing(standing.snapshot, keys)
        stale = time.monotonic() - self._loaded > REFRESH_SECONDS
        if revision in (standing.snapshot.revision, self._refused) and not stale:
            return
        async with self._alone:
            if self._standing is standing:
                try:
                    await self._load()
                except PolicyError as error:
                    if revision != self._refused:
                        logger.error("policy %d is refused for telemetry: %s", revision, error)  # noqa: TRY400
                    self._refused = revision
                    self._loaded = time.monotonic()

    async def _load(self) -> None:
        policy = await self._store.policy.load(self._clock())
        lacking = await self._store.models.bring(policy.models, self._models)
        for digest, why in lacking.items():
            if digest not in self._lacking:
                logger.warning("model %s is judged without: %s", digest[:12], why)
        self._lacking = frozenset(lacking)
        snapshot = await asyncio.to_thread(self._compile, policy)
        self._models.keep({ref.digest for ref in policy.models})
        self._standing = Standing(snapshot, await self._store.apis.ingest_keys())
        self._loaded = time.monotonic()

    def _compile(self, policy: Policy) -> Snapshot:
        if self._compiler is None:
            self._compiler = PolicyCompiler(
                self._secrets,
                cache=DiskCache(self._cache),
                open_countries=self._open_countries,
                models=self._models,
            )
        return self._compiler.compile(policy)
