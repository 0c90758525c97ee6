"""Reloads under load: SIGHUP, policy, rules, models and certificates while requests come as fast as they are answered; none may fail.

A reload is done when every worker serves by it (and those it replaces are gone); the next begins when its share of the requests
has been sent. Clients and account are those of the fault matrix: every request is numbered, and looked for in the store.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from addons.outliers import encode_model
from gateway.analyst.training.dataset import split_by_time
from gateway.analyst.training.train import fit
from gateway.policy.document import DetectorSettings
from gateway.storage.edit import Edit
from gateway.storage.lists import NewEntry
from gateway.storage.models import NewModel
from gateway.storage.store import Store
from tests.addons.outliers.requests import requests
from tests.faults.policies import pair_of, rolled_over, served_pair, take_pair
from tests.faults.stand import Account, Stand
from tests.gatewayproc import eventually
from tests.servers import Mariadb

CALLERS = 16
RELOADS = 20
PATIENCE = 180.0
PAIRS = ("second", "third")


@dataclass
class Reloads:
    """`times`: how long each reload took until every worker served by it, seconds, by kind."""

    account: Account
    seconds: float
    connections: dict[str, int]
    unseen: int
    times: dict[str, list[float]] = field(default_factory=dict)


def reload_under_load(folder: Path, server: Mariadb, count: int) -> Reloads:
    """`count` requests over `RELOADS` reloads, each kind in turn."""
    folder.mkdir()
    stand = Stand(folder, server)
    models = _models()
    kinds: dict[str, Callable[[Stand, int], None]] = {
        "SIGHUP": lambda stand, _: rolled_over(stand),
        "policy": _policy,
        "rules": _rules,
        "model": lambda stand, number: _model(stand, next(models)),
        "certificate": _certificate,
    }
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    with stand.up():
        began = time.monotonic()
        with stand.traffic.flowing((stand.gateway.port,), callers=CALLERS):
            stand.fault()
            for number in range(RELOADS):
                kind = list(kinds)[number % len(kinds)]
                since = time.monotonic()
                kinds[kind](stand, number)
                times[kind].append(time.monotonic() - since)
                share = count * (number + 1) // RELOADS
                eventually(lambda share=share: len(stand.traffic.sent) >= share, PATIENCE * 5)
                print(f"  {kind}: {times[kind][-1]:.1f} s, {len(stand.traffic.sent)} sent", flush=True)
        seconds = time.monotonic() - began
        stand.settled(PATIENCE)
    return Reloads(stand.account(), seconds, dict(stand.traffic.opened), stand.traffic.unseen, times)


def _certificate(stand: Stand, number: int) -> None:
    name = PAIRS[number // 5 % len(PAIRS)]
    take_pair(stand, name)
    rolled_over(stand)
    stand.expect(served_pair(stand) == pair_of(stand, name), f"the {name} pair is not served")


def _policy(stand: Stand, number: int) -> None:
    entry = NewEntry("address", f"203.0.113.{number}")
    _taken(stand, lambda store, edit: store.lists.add(edit, "blacklist", entry))


def _rules(stand: Stand, number: int) -> None:
    settings = DetectorSettings(options={"paranoia_level": 2 - number // 5 % 2})
    _taken(stand, lambda store, edit: store.detectors.set(edit, "signatures", settings))


def _model(stand: Stand, data: bytes) -> None:
    new = NewModel("outliers", 0, data, {}, "serving", "for a reload")
    _taken(stand, lambda store, edit: store.models.add(edit, new))
    eventually(lambda: not stand.gateway.metric("boing_models_missing"), PATIENCE)


def _models() -> Iterator[bytes]:
    """Trained as the analyst does, each on other requests."""
    for seed in range(1, RELOADS):
        seen = requests(600, 72 * 3600, seed=seed)
        yield encode_model(fit(split_by_time(seen), 0.1, seed, operations=False, progress=lambda *_: None).model)


def _taken(stand: Stand, change: Callable[[Store, Edit], object]) -> None:
    """A change of the policy, until every worker serves by it."""
    before = stand.gateway.metric("boing_policy_revision")
    asyncio.run(stand.edit(change))
    eventually(lambda: stand.gateway.metric("boing_policy_oldest_revision") > before, PATIENCE)
