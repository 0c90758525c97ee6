"""The payload classifier's training: what is drawn, what is learned from reviews and traffic, what may serve."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest

from addons.classifier import decode_model
from addons.classifier.text import fold
from gateway.analyst.text import attacks, benign, run
from gateway.analyst.text.corpus import Sample, draw
from gateway.analyst.text.disguise import BY_CLASS
from gateway.analyst.text.fit import Split, fit, measures, reliability
from gateway.analyst.text.grammar import Grammar
from gateway.analyst.text.own import PER_CALLER, Traffic, later, reviewed, unmasked, with_own
from gateway.analyst.text.promote import Standing, promote_text
from gateway.analyst.text.run import KIND, train_texts
from gateway.analyst.training.promote import Measured
from gateway.analyst.training.run import Wanted
from gateway.analyst.training.schedule import DAY, HOUR, texts_due
from gateway.analyst.training.trainer import Trainer
from gateway.policy.document import Api
from gateway.settings import Settings
from gateway.storage.clean import CleanExchange
from gateway.storage.edit import Actor
from gateway.storage.reviewed import ReviewedText
from gateway.storage.sightings import Sighting
from gateway.storage.store import Store
from tests.addons.classifier.models import ATTACKS, small_model
from tests.stores import FakeClock, a_finding, a_record

ACTOR = Actor(None, "test")


def quiet(_stage: str, _done: float) -> None:
    pass


async def silent(_stage: str, _done: float) -> None:
    pass


# -- what is drawn -------------------------------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_texts_and_another_others() -> None:
    assert draw(1, 400) == draw(1, 400)
    shared = {one.text for one in draw(1, 400)} & {one.text for one in draw(2, 400)}
    assert len(shared) < 20


def test_there_are_as_many_attacks_as_good_texts_of_every_kind() -> None:
    drawn = draw(3, 4000)
    labels = Counter(one.attack for one in drawn)
    assert abs(labels[True] - labels[False]) < 40
    assert {one.kind for one in drawn if one.attack} == set(attacks.SHARES)
    assert {one.kind for one in drawn if not one.attack} == set(benign.SHARES)
    assert len({one.text for one in drawn}) > 3500


@pytest.mark.parametrize("kind", attacks.SHARES)
def test_every_class_of_attack_comes_in_many_shapes(kind: str) -> None:
    random = Random(1)
    assert len({attacks.attack(random, kind) for _ in range(200)}) > 60
    assert kind in BY_CLASS


@pytest.mark.parametrize("kind", benign.SHARES)
def test_every_kind_of_good_text_comes_in_many_shapes(kind: str) -> None:
    random = Random(1)
    assert len({benign.good(random, kind) for _ in range(200)}) > 60


def test_a_grammar_ends_and_names_only_what_there_is() -> None:
    endless = Grammar({"start": "a«start»«start»"})
    assert 1 <= len(endless.draw(Random(1), "start")) < 10_000
    with pytest.raises(ValueError, match="names nothing_such"):
        Grammar({"start": "«nothing_such»"})


# -- the fit -------------------------------------------------------------------------------------------------------


def test_probabilities_mean_what_they_say_on_texts_that_were_not_learned_from() -> None:
    measured = measures(small_model(), draw(99, 1500))
    assert measured["auc"] > 0.99
    assert measured["brier"] < 0.03
    assert measured["alert_rate"] < 0.02
    assert measured["separation"] > 0.75
    assert measured["doubted_attacks"] < 0.01
    tenths = measured["reliability"]
    assert sum(count * abs(said - true) for said, true, count in tenths) / 1500 < 0.02
    for said, true, count in tenths:
        # Of a dozen texts in the midst one cannot say: they are one grammar's, and all alike.
        assert count < 40 or abs(said - true) < 0.2


def test_reliability_is_counted_by_tenths() -> None:
    attack = np.array([False, True, True, True])
    assert reliability(attack, np.array([0.02, 0.04, 0.95, 1.0])) == [[0.03, 0.5, 2], [0.975, 1.0, 2]]


# -- what is this installation's own ---------------------------------------------------------------------------------


def said(
    text: str, *, attack: bool, alert: int = 1, at: int = 1, tags: tuple[str, ...] = ("attack-sqli",)
) -> ReviewedText:
    return ReviewedText(alert, 1, at, attack, "41100", tags, text)


def test_reviews_become_samples_without_their_masks_each_once() -> None:
    samples = reviewed(
        [
            said("token=‹secret› or 1=1…", attack=True),
            said("token=‹secret› or 1=1…", attack=True, alert=2),
            said("‹12 characters of 'password'›", attack=True),
            said("a protocol fault", attack=True, tags=("attack-protocol",)),
            said("what the classifier found", attack=False, tags=("classifier",)),
        ]
    )
    assert [(one.text, one.attack) for one in samples] == [
        ("token=secret or 1=1", True),
        ("what the classifier found", False),
    ]


@pytest.mark.parametrize(
    ("evidence", "text"),
    [("a‹email›b", "aemailb"), ("x·y", "x y"), ("cut off…", "cut off"), ("‹7 characters of 'pin'›", ""), ("", "")],
)
def test_masks_become_words(evidence: str, text: str) -> None:
    assert unmasked(evidence) == text


def passed(number: int, query: str, identity: str = "ada") -> CleanExchange:
    return CleanExchange(number, number, 1, "GET /find", "GET", "/find", query, "curl", 0, "key", identity)


def test_of_traffic_only_odd_values_are_learned_and_no_attack_that_slipped_through() -> None:
    traffic = Traffic(small_model())
    traffic.offer(passed(1, "q=O%27Brien&page=2&id=4711"))
    traffic.offer(passed(2, "q=O%27Brien"))
    traffic.offer(passed(3, "q=1%27+union+select+null%2Cpassword+from+users--+-"))
    assert [one.text for one in traffic.samples] == ["O'Brien"]
    assert not traffic.samples[0].attack


def test_no_caller_teaches_more_than_his_share() -> None:
    traffic = Traffic(None)
    for number in range(3 * PER_CALLER):
        traffic.offer(passed(number, f"q=it%27s+{number}", "eve"))
    traffic.offer(passed(999, "q=it%27s+mine", "ada"))
    assert len(traffic.samples) == PER_CALLER + 1


def test_a_person_s_word_beats_traffic_and_later_reviews_only_measure() -> None:
    reviews = [Sample(f"text {n}", attack=True, kind="review", origin="review", at=n, group=n // 2) for n in range(20)]
    traffic = [Sample("text 3", attack=False, kind="traffic", origin="traffic", at=1, group=100)]
    split, later_ones = with_own(Split([], [], []), reviews, traffic)
    assert all(one.attack for one in [*split.learned, *later_ones])
    assert {one.group for one in later_ones} == {7, 8, 9}
    assert not {one.group for one in split.learned} & {one.group for one in later_ones}
    assert max(one.at for one in split.learned) < min(one.at for one in later_ones)


def test_a_group_is_never_split() -> None:
    samples = [Sample(str(n), attack=True, kind="k", at=n, group=n % 3) for n in range(9)]
    early, late = later(samples, 0.34)
    assert {one.group for one in early} == {0, 1}
    assert {one.group for one in late} == {2}


def test_what_people_said_changes_what_the_model_says() -> None:
    """An API whose callers send a query language that looks like injection, and people who said so."""
    texts = [f"name='{word}' or age={n} and city='{word}x'" for n, word in enumerate(["ada", "bob", "eve", "joe"] * 5)]
    reviews = [Sample(t, attack=False, kind="review", origin="review", at=n, group=n) for n, t in enumerate(texts)]
    drawn = Split(draw(11, 3000), draw(12, 500), draw(13, 200))
    before = fit(drawn, quiet).model
    split, _ = with_own(drawn, reviews, [])
    after = fit(split, quiet).model
    asked = fold("name='zoe' or age=77 and city='rome'")
    assert before.judge(asked, 8).probability > 0.5
    assert after.judge(asked, 8).probability < before.judge(asked, 8).probability / 2
    assert min(after.judge(fold(one), 8).probability for one in ATTACKS) > 0.9


# -- what may serve --------------------------------------------------------------------------------------------------

GOOD = Standing(Measured(0.001, 0.9, 3000), wrong=2, reviews=10)


@pytest.mark.parametrize(
    ("new", "serving", "serves", "why"),
    [
        (GOOD, None, True, "nothing served before"),
        (GOOD, GOOD, True, "not worse than the one before"),
        (replace(GOOD, wrong=3), GOOD, False, "wrong about 3 of 10 reviewed texts, the one that serves about 2"),
        (replace(GOOD, wrong=0), GOOD, True, "right about 2 more of 10 reviewed texts"),
        (replace(GOOD, wrong=0, measured=Measured(0.001, 0.5, 3000)), GOOD, False, "finds 50%"),
        (replace(GOOD, measured=Measured(0.2, 0.9, 3000)), GOOD, False, "alerts on 20.00%"),
    ],
)
def test_a_model_serves_only_where_it_is_not_worse(
    new: Standing, serving: Standing | None, serves: bool, why: str
) -> None:
    promotion = promote_text(new, serving, 0.005)
    assert promotion.serves is serves
    assert why in promotion.reason


NOW = 1_800_000_000_000_000


@pytest.mark.parametrize(
    ("trained_at", "asked_at", "reviews", "why"),
    [
        (0, 0, 0, "the starting model"),
        (0, NOW - HOUR // 2, 0, ""),
        (NOW - 2 * HOUR, NOW - 2 * HOUR, 5, "5 new reviews"),
        (NOW - 2 * HOUR, NOW - 2 * HOUR, 4, ""),
        (NOW - HOUR // 2, NOW - HOUR // 2, 50, ""),
        (NOW - 8 * DAY, NOW - 8 * DAY, 0, "weekly"),
    ],
)
def test_a_training_is_due_at_first_after_reviews_and_weekly(
    trained_at: int, asked_at: int, reviews: int, why: str
) -> None:
    assert texts_due(trained_at, asked_at, reviews, NOW) == why


# -- from the store to what serves -------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the texts: what becomes of them is what is asked here."""
    for name, value in {"LEARNED": 1500, "CALIBRATING": 400, "CHECKING": 400}.items():
        monkeypatch.setattr(run, name, value)


async def review(store: Store, clock: FakeClock, evidence: list[str], label: str, first: int) -> None:
    """One alert for each text, reviewed a second after the other."""
    rules = {"41100": 1}
    for place, text in enumerate(evidence, first):
        finding = a_finding(rule="41100", evidence=text)
        record = a_record(place, (finding,), action="block", identity=f"caller{place}")
        await store.exchanges.ship(f"review {place}", [(1, record)])
        one = Sighting(1, "signatures", f"key:caller{place}", "GET /", "SQL", 5, 1, 1, record.at, record.at, rules, [])
        async with store.database.writing() as connection:
            await store.alerts.record(connection, [one], record.at)
        alert = (await store.alerts.query())[0]
        clock.forward(1)
        async with store.edit(ACTOR, "review") as edit:
            await store.alerts.review(edit, alert.id, label)  # type: ignore[arg-type]


async def test_reviews_in_the_store_become_texts_with_their_labels(store: Store, clock: FakeClock) -> None:
    await review(store, clock, ["O'Brien or O'Neill", "it's 'quoted'"], "false_positive", 1)
    await review(store, clock, ["1' or 1=1"], "true_positive", 10)
    texts = await store.reviewed.read()
    assert [(one.evidence, one.attack, one.tags) for one in texts] == [
        ("1' or 1=1", True, ("attack-sqli",)),
        ("it's 'quoted'", False, ("attack-sqli",)),
        ("O'Brien or O'Neill", False, ("attack-sqli",)),
    ]
    assert await store.reviewed.count() == 3
    assert await store.reviewed.count(texts[1].reviewed_at) == 1
    assert await store.reviewed.read(api_id=2) == []


@pytest.mark.usefixtures("quick")
async def test_the_starting_model_serves_without_any_traffic_and_later_ones_learn_from_reviews(
    store: Store, clock: FakeClock
) -> None:
    async with store.edit(ACTOR, "test") as edit:
        await store.apis.add(edit, Api(id=0, name="shop", upstream="http://127.0.0.1:1"))
    told: list[float] = []

    async def tell(_stage: str, done: float) -> None:
        told.append(done)

    (first,) = await train_texts(store, Wanted(), ACTOR, tell)
    assert (first["api"], first["state"], first["metrics"]["maturity"]) == ("all APIs", "serving", "young")
    assert (told, told[-1]) == (sorted(told), 1.0)
    policy = await store.policy.load(0)
    assert [(ref.kind, ref.api_id, ref.version) for ref in policy.models] == [(KIND, 0, 1)]
    data = await store.models.data(policy.models[0].digest)
    assert data is not None
    assert decode_model(data).judge(fold(ATTACKS[0]), 8).probability > 0.9

    texts = [f"status = 'open' or owner = 'team{n}' and x='{n}'" for n in range(20)]
    await review(store, clock, texts, "false_positive", 1)
    (rehearsed,) = await train_texts(store, Wanted(write=False), ACTOR, silent)
    assert "model_id" not in rehearsed
    (again,) = await train_texts(store, Wanted(), ACTOR, silent)
    metrics: dict[str, Any] = again["metrics"]
    assert (metrics["reviews"], metrics["reviews_checked"], metrics["compared"]["version"]) == (20, 6, 1)
    assert metrics["reviews_wrong"] <= 1
    assert again["state"] == "serving", again["reason"]
    assert [(row.version, row.state) for row in await store.models.query()] == [(2, "serving"), (1, "retired")]


@pytest.mark.usefixtures("quick")
async def test_an_api_s_own_model_needs_reviews_of_its_own(store: Store) -> None:
    (result,) = await train_texts(store, Wanted(api_id=1), ACTOR, silent)
    assert (result["state"], result["metrics"]) == ("skipped", {})
    assert "0 reviewed texts" in result["reason"]


async def test_the_analyst_asks_for_the_starting_model_once(store: Store) -> None:
    trainer = Trainer(store, Settings(), lambda: True)
    assert await trainer.ask_for_texts() == "the starting model"
    assert await trainer.ask_for_texts() == ""
    (asked,) = await store.trainings.query()
    assert (asked.kind, asked.state) == (KIND, "requested")
