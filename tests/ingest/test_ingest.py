"""POST /api/ingest, through a really started console."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from addons.exchange import IdentityKind
from addons.record import Record
from console import telemetry
from console.schemas.ingest import BODY_CHARACTERS, HEADER_CHARACTERS, HEADER_FIELDS, TelemetryIn
from console.sockets import BATCH_BYTES
from gateway.ingest.intake import Intake
from gateway.ingest.keys import LENGTH, ingest_key_hash, new_ingest_key
from gateway.policy.document import IdentitySource, Limit
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.errors import StoreUnavailable
from gateway.storage.exchanges import Exchanges
from gateway.storage.lists import NewEntry
from gateway.storage.store import Store
from tests.addons.outliers.requests import AGENTS
from tests.console.conftest import Running, actor, started
from tests.ingest.conftest import SQLI, Shop, add_api, recorded, serve_outliers, told

CANARY = "canary-7f3a9c"


async def test_a_batch_is_judged_and_recorded_beside_proxied_traffic(shop: Shop) -> None:
    answer = await shop.send({"records": [told(1), told(2, endpoint=SQLI)]})
    assert answer.status_code == 202, answer.text
    assert answer.json() == {"accepted": 2, "rejected": [], "flagged": 1}
    plain, attack = await recorded(shop.store, 2)
    assert (plain.source, plain.action, plain.would) == ("ingest", "allow", "allow")
    assert (plain.status, plain.duration, plain.operation) == (200, 12500, "GET /orders/{id}")
    assert (plain.client, plain.host, plain.user_agent) == ("203.0.113.7", "shop.example.com", "Mozilla/5.0")
    assert (attack.action, attack.would) == ("allow", "block")
    assert {finding.detector for finding in attack.findings} == {"signatures"}


FORMS: dict[str, Any] = {
    "one record": told(),
    "an array": [told(1), told(2)],
    "an object with records": {"records": [told(1), told(2), told(3)]},
}


@pytest.mark.parametrize(("form", "count"), [("one record", 1), ("an array", 2), ("an object with records", 3)])
async def test_records_come_alone_in_an_array_or_in_an_object(shop: Shop, form: str, count: int) -> None:
    answer = await shop.send(FORMS[form])
    assert (answer.status_code, answer.json()["accepted"]) == (202, count)
    assert len(await recorded(shop.store, count)) == count


TIMES = {
    "with Z": ("2026-10-01T12:00:00Z", 1_790_856_000_000_000),
    "with an offset": ("2026-10-01T14:00:00.25+02:00", 1_790_856_000_250_000),
    "seconds": (1_790_856_000, 1_790_856_000_000_000),
    "seconds with a fraction": (1_790_856_000.5, 1_790_856_000_500_000),
    "milliseconds": (1_790_856_000_250, 1_790_856_000_250_000),
}


@pytest.mark.parametrize("case", TIMES)
async def test_a_time_is_iso_8601_or_seconds_or_milliseconds(
    settings: Settings, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, at = TIMES[case]
    async with started(settings, clock=lambda: 1_790_856_010.0) as console:
        shop = Shop(console, *await add_api(console.store))
        assert (await shop.send(told(timestamp=sent))).status_code == 202
        (row,) = await recorded(shop.store, 1)
        assert row.at == at


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no method": ({"method": None}, "/method", "string"),
    "method": ({"method": "G T"}, "/method", "pattern"),
    "a number as text": ({"status_code": "200"}, "/status_code", "integer"),
    "status": ({"status_code": 42}, "/status_code", "greater"),
    "address": ({"client_ip": "10.0.0"}, "/client_ip", "IPv4"),
    "endpoint": ({"endpoint": "orders"}, "/endpoint", "path"),
    "endpoint without host": ({"endpoint": "https:///x"}, "/endpoint", "path"),
    "endpoint of another scheme": ({"endpoint": "ftp://x/y"}, "/endpoint", "path"),
    "latency": ({"latency_ms": -1}, "/latency_ms", "greater"),
    "size": ({"body_size": -1}, "/body_size", "greater"),
    "time without zone": ({"timestamp": "2026-10-01T12:00:00"}, "/timestamp", "zone"),
    "time that is none": ({"timestamp": "yesterday"}, "/timestamp", "ISO 8601"),
    "time ahead": ({"timestamp": time.time() + 3600}, "/timestamp", "ahead"),
    "time long past": ({"timestamp": 1}, "/timestamp", "older"),
    "time as truth": ({"timestamp": True}, "/timestamp", "ISO 8601"),
    "headers": ({"headers": {"x": 1}}, "/headers/x", "string"),
    "too many headers": ({"headers": {f"x-{n}": "1" for n in range(201)}}, "/headers", "200"),
    "too long headers": ({"headers": {"x": "y" * 70_000}}, "/headers", "65536"),
    "too long a body": ({"body": "y" * 70_000}, "/body", "65536"),
    "request id": ({"request_id": "a b"}, "/request_id", "pattern"),
    "unknown field": ({"colour": "red"}, "/colour", "Extra"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_a_wrong_record_is_named_and_costs_none_of_the_others(shop: Shop, case: str) -> None:
    change, pointer, message = WRONG[case]
    body = json.dumps([told(1), {**told(2), **change}, told(3)]).encode()
    answer = await shop.send(body)
    assert answer.status_code == 202, answer.text
    assert answer.json()["accepted"] == 2
    (rejected,) = answer.json()["rejected"]
    assert rejected["index"] == 1
    assert pointer in [error["pointer"] for error in rejected["errors"]]
    assert message in " ".join(error["message"] for error in rejected["errors"])
    assert [row.path for row in await recorded(shop.store, 2)] == ["/orders/1", "/orders/3"]


@pytest.mark.parametrize(
    ("wrap", "place"),
    [(lambda r: r, ""), (lambda r: [r], "/0"), (lambda r: {"records": [r]}, "/records/0")],
    ids=["alone", "array", "object"],
)
async def test_where_nothing_is_valid_it_is_a_422_with_the_place_in_the_body(shop: Shop, wrap: Any, place: str) -> None:
    answer = await shop.send(wrap(told(client_ip="x")))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"{place}/client_ip"


REFUSED: dict[str, tuple[bytes, int]] = {
    "no JSON": (b"{", 400),
    "bytes that are no UTF-8": (b'{"method":"\xff"}', 422),
    "a number": (b"1", 422),
    "nothing": (b"", 422),
    "no records": (b"[]", 422),
    "records that are none": (b'{"records":1}', 422),
    "an unknown field beside the records": (b'{"records":[],"x":1}', 422),
    "too many": (b"[" + b"{}," * 2000 + b"{}]", 413),
    "deep": (b"[" * 100_000, 400),
    "a number that is none": (b'[{"latency_ms": Infinity}]', 400),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_is_no_batch_is_refused_with_a_reason(shop: Shop, case: str) -> None:
    body, status = REFUSED[case]
    answer = await shop.send(body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


# -- keys --------------------------------------------------------------------------------------------------------


def test_a_key_is_long_and_kept_as_a_hash() -> None:
    key = new_ingest_key()
    assert len(key) == LENGTH
    assert key.startswith("boing_ing_")
    assert key not in ingest_key_hash(key)
    assert len(ingest_key_hash(key)) == 64


async def test_each_record_goes_to_the_api_of_its_key(shop: Shop) -> None:
    other_id, other_key = await add_api(shop.store, "pay")
    answer = await shop.send([told(1), told(2, api_key=other_key), told(3, api_key=shop.key)])
    assert answer.json()["accepted"] == 3
    assert [row.api_id for row in await recorded(shop.store, 3)] == [shop.api_id, other_id, shop.api_id]


async def test_without_a_good_key_it_is_a_401_and_nothing_is_taken(shop: Shop) -> None:
    for key, body in [("", told()), ("boing_ing_wrong", told()), ("", told(api_key="boing_ing_wrong"))]:
        answer = await shop.send(body, key)
        assert answer.status_code == 401, answer.text
        assert "www-authenticate" in answer.headers
        assert "boing_ing_wrong" not in answer.text
    assert (
        not Path(shop.console.settings.boing_data_dir, "ingest", "console.db").exists()
        or not await shop.store.exchanges.last_id()
    )


async def test_a_wrong_key_among_good_ones_costs_only_its_record(shop: Shop) -> None:
    answer = await shop.send([told(1), told(2, api_key="boing_ing_wrong")])
    assert answer.json()["accepted"] == 1
    assert answer.json()["rejected"][0]["errors"][0]["pointer"] == "/api_key"


async def test_keys_cannot_be_tried_at_speed_and_a_good_one_is_never_slowed(shop: Shop) -> None:
    statuses = [(await shop.send(told(), f"boing_ing_{number}")).status_code for number in range(30)]
    assert statuses[:20] == [401] * 20
    assert set(statuses[22:]) == {429}
    throttled = await shop.send([told(api_key=f"k{number}") for number in range(100)], "")
    assert throttled.status_code == 429
    assert int(throttled.headers["retry-after"]) >= 1
    assert (await shop.send(told())).status_code == 202


async def test_a_new_key_is_good_at_once_and_the_old_one_no_more_within_a_second(shop: Shop) -> None:
    assert (await shop.send(told())).status_code == 202
    new = new_ingest_key()
    async with shop.store.edit(actor(), "test") as edit:
        await shop.store.apis.set_ingest_key(edit, shop.api_id, ingest_key_hash(new))
    assert (await shop.send(told(), new)).status_code == 202
    assert (await shop.send(told())).status_code == 401


async def test_a_sign_in_is_no_ingest_key(console: Running) -> None:
    await add_api(console.store)
    assert (await console.as_admin.post("/api/ingest", json=told())).status_code == 401


# -- what is judged ----------------------------------------------------------------------------------------------


async def test_the_body_is_inspected_as_far_as_it_is_told(shop: Shop) -> None:
    json_type = {"headers": {"content-type": "application/json", "content-length": "9", "content-encoding": "gzip"}}
    records = [
        told(1, method="POST", body='{"q": "1\' UNION SELECT password FROM users--"}', body_size=46, **json_type),
        told(2, method="POST", body='{"q": broken', body_size=12, **json_type),
        told(3, method="POST", body='{"q": "cut', body_size=5000, **json_type),
        told(4, method="POST", body_size=5000, **json_type),
        told(5, method="POST", body='{"q": "good"}', body_size=13, **json_type),
    ]
    assert (await shop.send(records)).json()["accepted"] == 5
    rows = await recorded(shop.store, 5)
    assert rows[0].would == "block"
    assert [finding.rule for finding in rows[1].findings] == ["payload-json-malformed"]
    assert [row.findings for row in rows[2:]] == [(), (), ()], "a part of a body, or none, is not malformed"
    assert [row.request_bytes for row in rows] == [46, 12, 5000, 5000, 13]


async def test_models_that_serve_judge_what_is_told(shop: Shop) -> None:
    """Sizes too: that of a body which is only told of, and never came."""
    await serve_outliers(shop.store)
    headers = {"user-agent": AGENTS[0], "content-type": "application/json"}
    records = [
        told(1, endpoint="/orders", method="POST", body_size=900_000, headers=headers),
        told(2, endpoint="/orders", method="POST", body_size=300, headers=headers),
    ]
    assert (await shop.send(records)).json()["accepted"] == 2
    large, usual = await recorded(shop.store, 2)
    assert [finding.rule for finding in large.findings] == ["outliers-request"]
    assert usual.findings == ()


async def test_lists_bear_on_what_would_have_happened(shop: Shop) -> None:
    async with shop.store.edit(actor(), "test") as edit:
        await shop.store.lists.add(edit, "blacklist", NewEntry("address", "198.51.100.1", reason="scraper"))
        await shop.store.lists.add(edit, "whitelist", NewEntry("address", "198.51.100.2"))
    answer = await shop.send([told(1, client_ip="198.51.100.1"), told(2, client_ip="198.51.100.2", endpoint=SQLI)])
    assert answer.json()["flagged"] == 1
    banned, allowed = await recorded(shop.store, 2)
    assert (banned.action, banned.would, banned.reason) == ("allow", "block", "access-blacklist")
    assert (allowed.would, allowed.reason) == ("allow", "access-whitelist")


async def test_limits_are_counted_by_the_time_that_was_told(settings: Settings) -> None:
    now = time.time() - 600
    async with started(settings) as console:
        shop = Shop(console, *await add_api(console.store, limits=[Limit(quota=3, window=60)]))
        burst = [told(number, timestamp=now + number * 0.1) for number in range(5)]
        assert (await shop.send(burst)).json()["flagged"] == 2
        slow = [told(number, timestamp=now + 70 + number * 61, client_ip="198.51.100.9") for number in range(5)]
        assert (await shop.send(slow)).json()["flagged"] == 0
        rows = await recorded(shop.store, 10)
        assert [row.would for row in rows[:5]] == ["allow"] * 3 + ["throttle"] * 2


async def test_who_calls_is_found_by_the_apis_own_rules(settings: Settings) -> None:
    async with started(settings) as console:
        sources = [IdentitySource(IdentityKind.KEY, "x-key"), IdentitySource(IdentityKind.ADDRESS)]
        shop = Shop(console, *await add_api(console.store, identity=sources, trusted_proxies=["10.0.0.0/8"]))
        forwarded = {"x-forwarded-for": "198.51.100.77"}
        records = [
            told(1, headers={"x-key": CANARY}),
            told(2, client_ip="10.0.0.5", headers=forwarded),
            told(3, headers=forwarded),
            told(4, user="ada"),
        ]
        await shop.send(records)
        rows = await recorded(shop.store, 4)
        assert (rows[0].identity_kind, len(rows[0].identity)) == ("key", 32)
        assert (rows[1].client, rows[1].peer) == ("198.51.100.77", "10.0.0.5")
        assert rows[2].client == "203.0.113.7", "nothing is believed of who is no trusted proxy"
        assert (rows[3].identity_kind, rows[3].identity) == ("jwt", "ada")


@pytest.mark.parametrize(
    ("endpoint", "host", "path"),
    [
        ("/orders/1?token=s3cretvalue", "shop.example.com", "/orders/1"),
        ("https://pay.example.com/a?b=1#c", "pay.example.com", "/a"),
        ("http://user:pass@pay.example.com", "pay.example.com", "/"),
        ("http://[2001:db8::1]:8080?q=1", "[2001:db8::1]:8080", "/"),
        ("http://[not\tone/a", "[not\tone", "/a"),
        ("/caf\u00e9/%zz", "shop.example.com", "/caf\u00e9/%zz"),
        ("*", "shop.example.com", "*"),
    ],
)
async def test_an_endpoint_is_a_path_or_a_url(shop: Shop, endpoint: str, host: str, path: str) -> None:
    assert (await shop.send(told(endpoint=endpoint))).status_code == 202
    (row,) = await recorded(shop.store, 1)
    assert (row.host, row.path) == (host, path)


async def test_a_record_told_twice_is_stored_once(shop: Shop) -> None:
    record = told(request_id="req-1")
    for _ in range(3):
        assert (await shop.send([record, told(2, request_id="req-2")])).json()["accepted"] == 2
    await shop.send(told(3, request_id="last"))
    deadline = asyncio.get_running_loop().time() + 10
    while not (last := await shop.store.exchanges.get(f"i{shop.api_id}-last")):
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.05)
    assert last.id == 3


async def test_no_credential_and_no_body_is_written_or_answered(shop: Shop) -> None:
    secrets = {"authorization": f"Bearer {CANARY}", "cookie": f"session={CANARY}"}
    good = told(1, headers=secrets, body=f"password={CANARY}", body_size=30, endpoint=f"/login?password={CANARY}")
    wrong = [{**good, "api_key": CANARY}, {**good, "colour": CANARY}, {**good, "body": CANARY * 9000}]
    answer = await shop.send([good, *wrong])
    assert answer.json()["accepted"] == 1
    assert CANARY not in answer.text
    await recorded(shop.store, 1)
    data = Path(shop.console.settings.boing_data_dir)
    files = [file for file in data.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if CANARY.encode() in file.read_bytes()]
    assert not [file for file in files if shop.key.encode() in file.read_bytes()]


# -- one path for events -----------------------------------------------------------------------------------------


class StoreAway:
    """While `away`, nothing can be shipped."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.away = True
        ship = Exchanges.ship

        async def maybe(store: Exchanges, journal: str, rows: Iterable[tuple[int, Record]]) -> int:
            if self.away:
                raise StoreUnavailable("away")
            return await ship(store, journal, list(rows))

        monkeypatch.setattr(Exchanges, "ship", maybe)


async def test_with_the_store_away_it_is_taken_all_the_same_and_arrives_later(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = StoreAway(monkeypatch)
    for number in range(5):
        assert (await shop.send([told(number * 10 + one) for one in range(10)])).status_code == 202
    assert await shop.store.exchanges.last_id() == 0
    store.away = False
    assert len(await recorded(shop.store, 50)) == 50


async def test_a_full_journal_is_said_with_429_and_nothing_that_was_taken_is_lost(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = StoreAway(monkeypatch)
    async with started(replace(settings, journal_bytes=1 << 20)) as console:
        shop = Shop(console, *await add_api(console.store))
        taken = 0
        for batch in range(200):
            answer = await shop.send([told(batch * 100 + one) for one in range(100)])
            if answer.status_code == 429:
                break
            assert answer.status_code == 202
            taken += 100
            await asyncio.sleep(0.05)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
        assert "journal" in answer.json()["detail"]
        store.away = False
        while await shop.store.exchanges.last_id() < taken:
            await asyncio.sleep(0.05)
        assert await shop.store.exchanges.last_id() == taken
        while (await shop.send(told())).status_code == 429:
            await asyncio.sleep(0.1)


async def test_what_was_taken_survives_a_restart_with_the_store_away(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = StoreAway(monkeypatch)
    async with started(settings) as console:
        shop = Shop(console, *await add_api(console.store))
        assert (await shop.send([told(number) for number in range(20)])).status_code == 202
    store.away = False
    again = await Store.open(settings)
    async with Intake(settings, again, Secrets(settings.encryption_key)).running():
        assert len(await recorded(again, 20)) == 20
    await again.close()


async def test_too_much_in_hand_is_put_off(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await shop.send(told())).status_code == 202
    monkeypatch.setattr("gateway.ingest.intake.IN_HAND_BYTES", 0)
    answer = await shop.send(told())
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")


async def test_a_batch_takes_many_short_turns_of_the_event_loop(shop: Shop) -> None:
    # the console is served by this very loop; processor time, so that a busy machine changes nothing
    assert (await shop.send(told())).status_code == 202
    batch = asyncio.create_task(shop.send([told(number) for number in range(2000)]))
    turns: list[float] = []
    while not batch.done():
        before = time.thread_time()
        await asyncio.sleep(0)
        turns.append(time.thread_time() - before)
    assert (await batch).status_code == 202
    assert len(turns) > 40
    assert sorted(turns)[-3] < 0.05
    assert sorted(turns)[len(turns) * 9 // 10] < 0.02


async def test_a_console_that_takes_no_telemetry_pays_nothing_for_it(console: Running) -> None:
    assert (await console.as_nobody.get("/api/health")).status_code == 200
    assert not Path(console.settings.boing_data_dir, "ingest").exists()
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("ingest")]


async def test_without_a_policy_yet_it_says_so_and_comes_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    load = shop.store.policy.load

    async def away(*_: Any) -> Any:
        raise StoreUnavailable("away")

    monkeypatch.setattr(shop.store.policy, "load", away)
    answer = await shop.send(told())
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
    monkeypatch.setattr(shop.store.policy, "load", load)
    assert (await shop.send(told())).status_code == 202


def test_the_documentation_has_every_field_and_bound() -> None:
    text = Path(__file__).parent.parent.parent.joinpath("docs", "ingestion.md").read_text()
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == set(TelemetryIn.model_fields)
    for bound in (telemetry.MOST_RECORDS, HEADER_FIELDS, HEADER_CHARACTERS, BODY_CHARACTERS):
        assert f"{bound:,}" in text
    assert f"{BATCH_BYTES // 1024**2} MiB" in text
