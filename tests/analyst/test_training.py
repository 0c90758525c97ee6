"""Training: what is learned from, in which order of time, what may serve, when it is due."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addons.outliers import decode_model
from addons.outliers.features import FEATURES, measure
from gateway.analyst.training.dataset import Dataset, Reservoir, split_by_time
from gateway.analyst.training.perturb import PERTURBATIONS, perturbed
from gateway.analyst.training.promote import Measured, bound, promote
from gateway.analyst.training.run import Pace, Wanted, train
from gateway.analyst.training.schedule import DAY, HOUR, Standing, drift, drifted, due, stability_index
from gateway.analyst.training.train import TooLittleError, fit, maturity
from gateway.policy.document import Api
from gateway.storage.edit import Actor
from gateway.storage.reviews import Review
from gateway.storage.store import Store
from tests.addons.outliers.requests import START, requests
from tests.stores import FakeClock, a_finding, a_record

HOURS = 3600


def quiet(_stage: str, _done: float) -> None:
    pass


async def silent(_stage: str, _done: float) -> None:
    pass


# -- what is learned from -------------------------------------------------------------------------------------


def test_a_reservoir_is_bounded_and_even() -> None:
    kept: Counter[int] = Counter()
    offered = requests(200, 200)
    for seed in range(300):
        reservoir = Reservoir(20, seed)
        for one in offered:
            reservoir.offer(one)
        assert len(reservoir.kept) == 20
        kept.update((one.at - START) // 50_000_000 for one in reservoir.kept)
    assert all(abs(count / 1500 - 1) < 0.12 for count in kept.values()), kept


def test_every_request_counts_for_its_api_and_for_all() -> None:
    dataset = Dataset(1)
    for place, one in enumerate(requests(30, 30)):
        dataset.offer(1 + place % 3, one)
    assert {owner: len(one.kept) for owner, one in dataset.reservoirs.items()} == {0: 30, 1: 10, 2: 10, 3: 10}
    alone = Dataset(1, [2])
    for place, one in enumerate(requests(30, 30)):
        alone.offer(1 + place % 3, one)
    assert {owner: len(one.kept) for owner, one in alone.reservoirs.items()} == {2: 10}


@given(st.integers(0, 300), st.randoms(use_true_random=False))
def test_the_parts_of_a_split_follow_each_other_in_time(count: int, order: random.Random) -> None:
    seen = requests(count, count or 1)
    order.shuffle(seen)
    split = split_by_time(seen)
    parts = [split.learned, split.calibrating, split.checking]
    assert [one for part in parts for one in part] == sorted(seen, key=lambda one: one.at)
    assert len(split.learned) == count * 8 // 10


def test_nothing_of_the_last_fifth_is_in_the_fit() -> None:
    """Scaler, trees, vectors and operations are the same, whatever comes later."""
    early, late = requests(1600, 20 * HOURS), requests(400, 5 * HOURS, 2, START + 20 * HOURS * 1_000_000)
    strange = perturbed(late, "unknown operation", 1)
    one, other = (
        fit(split_by_time([*early, *rest]), 0.1, 1, operations=True, progress=quiet).model for rest in (late, strange)
    )
    assert (one.standard.mean == other.standard.mean).all()
    assert (one.forest.thresholds == other.forest.thresholds).all()
    assert (one.vectors.vectors == other.vectors.vectors).all()
    assert one.operations == other.operations
    assert one.threshold(0.001, 0.5) < other.threshold(0.001, 0.5)


def test_too_little_traffic_is_not_learned_from() -> None:
    with pytest.raises(TooLittleError, match="100 clean requests recorded: 500 are the least"):
        fit(split_by_time(requests(100, 100)), 0.1, 1, operations=True, progress=quiet)


def test_the_time_of_day_counts_only_after_two_days() -> None:
    """A model of one hour must not find the next hour strange."""
    model = fit(split_by_time(requests(1500, 1 * HOURS)), 0.1, 1, operations=True, progress=quiet).model
    one = requests(1, 1)[0]
    later = type(one)(**{name: getattr(one, name) for name in one.__struct_fields__} | {"at": one.at + 11 * HOUR})
    rows = [model.row(measure(seen), seen.operation) for seen in (one, later)]
    assert model.scores(rows[0]) == pytest.approx(model.scores(rows[1]), abs=1e-9)


@pytest.mark.parametrize(
    ("learned", "days", "said"), [(100, 9, "young"), (5000, 1, "young"), (5000, 3, "grown"), (5000, 8, "mature")]
)
def test_maturity_takes_requests_and_days(learned: int, days: float, said: str) -> None:
    assert maturity(learned, days) == said


@pytest.mark.parametrize("kind", PERTURBATIONS)
def test_a_perturbation_changes_every_request_and_is_the_same_again(kind: str) -> None:
    seen = requests(40, 40)
    assert perturbed(seen, kind, 1) == perturbed(seen, kind, 1)
    assert all(one != other for one, other in zip(seen, perturbed(seen, kind, 1), strict=True))


# -- what may serve -------------------------------------------------------------------------------------------

GOOD = Measured(0.001, 0.9, 1000)


@pytest.mark.parametrize(
    ("new", "serving", "serves", "why"),
    [
        (GOOD, None, True, "nothing served before"),
        (GOOD, GOOD, True, "not worse than the one before"),
        (replace(GOOD, checked=0), None, False, "no later requests"),
        (replace(GOOD, alert_rate=0.05), GOOD, False, "alerts on 5.00% of recent clean requests"),
        (replace(GOOD, alert_rate=0.05), replace(GOOD, alert_rate=0.2), True, "not worse"),
        (replace(GOOD, separation=0.2), None, False, "finds 20% of strange requests; at least 30%"),
        (replace(GOOD, separation=0.7), GOOD, False, "finds 70% of strange requests, the one that serves 90%"),
        (replace(GOOD, separation=0.89), GOOD, True, "not worse"),
        # what alerts on everything finds everything: that is no reason to keep it
        (replace(GOOD, separation=0.7), Measured(0.6, 1.0, 1000), True, "not worse"),
    ],
)
def test_a_model_serves_only_where_it_is_not_worse(
    new: Measured, serving: Measured | None, serves: bool, why: str
) -> None:
    promotion = promote(new, serving, 0.001)
    assert promotion.serves is serves
    assert why in promotion.reason


def test_few_requests_allow_for_chance() -> None:
    assert bound(0.001, 100) > bound(0.001, 10_000) > 0.003


# -- when it is due -------------------------------------------------------------------------------------------

NOW = 1_800_000_000_000_000
OLD = Standing(NOW - 2 * DAY, NOW - 2 * DAY, 50_000, 20_000)


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing(0, 0, 1999, 1999), ""),
        (Standing(0, 0, 2000, 2000), "first: 2,000 requests recorded"),
        (Standing(0, NOW - HOUR // 2, 9000, 9000), ""),
        (OLD, "daily"),
        (replace(OLD, new=999), ""),
        (replace(OLD, trained_at=NOW - 2 * HOUR), ""),
        (
            replace(OLD, trained_at=NOW - 2 * HOUR, drifted=("path_length", "query_odd")),
            "drift: path_length, query_odd",
        ),
        (replace(OLD, trained_at=NOW - 2 * HOUR, drifted=("agent_length",)), ""),
        (replace(OLD, asked_at=NOW - HOUR // 2, drifted=("a", "b")), ""),
    ],
)
def test_a_training_is_due_first_daily_and_on_drift(standing: Standing, why: str) -> None:
    assert due(standing, NOW) == why


def test_the_stability_index_is_the_textbook_s() -> None:
    assert stability_index([0.5, 0.5], [0.5, 0.5]) == 0
    assert stability_index([0.5, 0.5], [0.25, 0.75]) == pytest.approx(0.2747, abs=1e-4)


def test_the_same_traffic_has_not_drifted_and_other_traffic_has() -> None:
    reference = fit(split_by_time(requests(3000, 30 * HOURS)), 0.1, 1, operations=True, progress=quiet).metrics[
        "reference"
    ]
    same = [measure(one) for one in requests(1500, 30 * HOURS, 5)]
    other = [measure(one) for one in perturbed(requests(1500, 30 * HOURS, 5), "many parameters", 1)]
    assert drifted(drift(reference, same)) == ()
    assert set(drifted(drift(reference, other))) >= {"query_length", "query_parameters"}
    assert set(drift(reference, same)) == set(FEATURES) - {"day_sin", "day_cos"}


# -- from the store to what serves ----------------------------------------------------------------------------

ACTOR = Actor(None, "test")


async def record(store: Store, count: int, seed: int = 1, **fields: Any) -> None:
    async with store.edit(ACTOR, "test") as edit:
        if not await store.models.query():
            await store.apis.add(edit, Api(id=0, name=f"shop {seed}", upstream="http://127.0.0.1:1"))
    records = [
        a_record(
            seed * 100_000 + place, at=one.at, operation=one.operation, method=one.method, path=one.path,
            query=one.query, user_agent=one.user_agent, request_bytes=one.request_bytes,
            identity_kind="key" if one.named else "address", **fields,
        )
        for place, one in enumerate(requests(count, 72 * HOURS, seed))
    ]  # fmt: skip
    for start in range(0, count, 500):
        await store.exchanges.ship(f"test {seed}", list(enumerate(records[start : start + 500], start + 1)))


async def test_recorded_traffic_becomes_models_that_serve(store: Store) -> None:
    await record(store, 1500)
    told: list[float] = []

    async def tell(_stage: str, done: float) -> None:
        told.append(done)

    before = await store.policy.revision()
    results = await train(store, Wanted(), ACTOR, tell)
    assert [(one["api"], one["state"]) for one in results] == [("all APIs", "serving"), ("shop 1", "serving")]
    assert told == sorted(told)
    assert told[-1] == 1.0
    policy = await store.policy.load(0)
    assert policy.revision > before
    assert [(ref.kind, ref.api_id, ref.version) for ref in policy.models] == [("outliers", 0, 1), ("outliers", 1, 1)]
    data = await store.models.data(policy.models[1].digest)
    assert data is not None
    assert set(decode_model(data).operations) == {"GET /orders/{id}", "GET /products", "POST /orders", "POST /login"}
    again = await train(store, Wanted(api_id=1), ACTOR, silent)
    assert [(one["api"], one["state"]) for one in again] == [("shop 1", "serving")]
    assert "not worse than the one before" in again[0]["reason"]
    states = [(row.api_id, row.version, row.state) for row in await store.models.query()]
    assert states == [(1, 2, "serving"), (1, 1, "retired"), (0, 1, "serving")]


async def test_a_rehearsal_writes_nothing(store: Store) -> None:
    await record(store, 800)
    revision = await store.policy.revision()
    results = await train(store, Wanted(write=False), ACTOR, silent)
    assert {one["state"] for one in results} == {"serving"}
    assert await store.models.query() == []
    assert await store.policy.revision() == revision


@pytest.mark.parametrize(
    ("fields", "learned"),
    [
        ({"action": "block"}, False),
        ({"status": 404}, False),
        ({"status": 502}, False),
        ({"source": "ingest"}, False),
        ({"findings": (a_finding(),)}, False),
        ({"findings": (a_finding(mode="observe"),)}, False),
        ({"findings": (a_finding(effect="note"),)}, True),
        ({"findings": (a_finding(detector="outliers", rule="outliers-request"),)}, True),
    ],
)
async def test_only_clean_traffic_is_learned_from(store: Store, fields: dict[str, Any], learned: bool) -> None:
    plain = a_record(1)
    await store.exchanges.ship("test", [(1, plain), (2, a_record(2, **fields))])
    read = [row.path async for _, rows in store.clean.read(*await store.clean.bounds(100)) for row in rows]
    assert read == (["/orders/1", "/orders/2"] if learned else ["/orders/1"])


@pytest.mark.parametrize(
    ("said", "findings", "learned"),
    [
        ("false_positive", (a_finding(),), True),
        ("true_positive", (a_finding(),), False),
        ("true_positive", (), False),
        ("true_positive", (a_finding(detector="outliers", rule="outliers-request"),), False),
    ],
)
async def test_what_a_person_said_of_one_request_decides_whether_it_is_learned_from(
    store: Store, said: Review, findings: tuple[Any, ...], learned: bool
) -> None:
    one = a_record(1, findings=findings)
    await store.exchanges.ship("test", [(1, one)])
    row = await store.exchanges.get(one.request_id)
    assert row is not None
    async with store.edit(ACTOR, "test") as edit:
        await store.reviews.set(edit, row, said)
    read = [row.path async for _, rows in store.clean.read(*await store.clean.bounds(100)) for row in rows]
    assert read == (["/orders/1"] if learned else [])
    async with store.edit(ACTOR, "test") as edit:
        await store.reviews.set(edit, row, None)
    assert await store.reviews.get(row.id) is None


async def test_reviews_go_with_the_requests_they_are_of(store: Store, clock: FakeClock) -> None:
    await store.exchanges.ship(
        "test", [(n, a_record(n, at=clock() - days * DAY)) for n, days in ((1, 40), (2, 40), (3, 1))]
    )
    ids = []
    for number in (1, 2, 3):
        row = await store.exchanges.get(a_record(number).request_id)
        assert row is not None
        ids.append(row.id)
        async with store.edit(ACTOR, "test") as edit:
            await store.reviews.set(edit, row, "false_positive")
    assert await store.reviews.purge(clock() - 30 * DAY, 1) == 1
    assert await store.reviews.purge(clock() - 30 * DAY) == 1
    assert [await store.reviews.get(one) is not None for one in ids] == [False, False, True]


async def test_progress_is_paced_but_each_stage_is_told() -> None:
    told: list[tuple[str, float]] = []
    now = 0.0

    async def tell(stage: str, done: float) -> None:
        told.append((stage, done))

    pace = Pace(tell, 1.0, lambda: now)
    for stage, done in (("a", 0.1), ("a", 0.2), ("b", 0.3), ("b", 0.4)):
        await pace(stage, done)
    now = 1.5
    await pace("b", 0.5)
    assert told == [("a", 0.1), ("b", 0.3), ("b", 0.5)]
