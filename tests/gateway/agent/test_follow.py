"""The agent follows the store's policy, and says when it cannot."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import update

from addons.signatures import RuleSet
from gateway.agent import follow
from gateway.agent.follow import PolicyFollower
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Api
from gateway.policy.models import ModelFolder
from gateway.policy.secrets import Secrets
from gateway.storage.edit import Actor
from gateway.storage.errors import StoreUnavailable
from gateway.storage.store import Store
from gateway.storage.tables import apis


@pytest.fixture
def follower(store: Store, tmp_path: Path) -> PolicyFollower:
    compiler = PolicyCompiler(Secrets(Secrets.generate_key()), RuleSet([]))
    return PolicyFollower(store, compiler, tmp_path / "policy.json", lambda: None, ModelFolder(tmp_path / "models"))


async def test_a_store_that_is_silent_counts_as_away_before_it_has_failed(
    store: Store, follower: PolicyFollower, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A black hole is noticed by the database's own deadline after a minute; the policy is stale long before."""
    monkeypatch.setattr(follow, "SILENT_SECONDS", 0.02)
    await follower.step()
    assert follower.away_seconds == 0.0
    answer = asyncio.Event()

    async def silent() -> int:
        await answer.wait()
        return 0

    monkeypatch.setattr(store.policy, "revision", silent)
    step = asyncio.create_task(follower.step())
    async with asyncio.timeout(30):
        while not follower.away_seconds:
            await asyncio.sleep(0.005)
    assert follower.away_seconds > 0.02
    answer.set()
    await step
    assert follower.away_seconds == 0.0


async def test_a_store_that_fails_is_away_until_it_answers(
    store: Store, follower: PolicyFollower, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> int:
        raise StoreUnavailable("nobody there")

    with monkeypatch.context() as broken:
        broken.setattr(store.policy, "revision", away)
        await follower.step()
        assert follower.away_seconds > 0
        assert follower.store_problem == "nobody there"
    await follower.step()
    assert follower.away_seconds == 0.0


async def test_a_document_that_is_none_is_refused_with_its_place(store: Store, follower: PolicyFollower) -> None:
    async with store.edit(Actor(None, "test"), "seed") as edit:
        await store.apis.add(edit, Api(id=0, name="orders", upstream="http://127.0.0.1:1"))
    await follower.step()
    assert follower.revision == 1
    async with store.edit(Actor(None, "test"), "break") as edit:
        await edit.connection.execute(update(apis).values(document={"name": 3}))
        edit.policy_changed = True
    await follower.step()
    assert follower.revision == 1
    assert follower.problem.startswith("apis, row 1 ('orders'): its document is none: Expected `str`, got `int`")
