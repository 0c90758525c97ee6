"""POST /api/try, through a really started console."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from addons.exchange import IdentityKind
from addons.finding import Mode
from gateway.policy.document import IdentitySource, Limit
from gateway.storage.lists import NewEntry
from tests.addons.outliers.requests import AGENTS
from tests.console.conftest import Running, actor
from tests.ingest.conftest import add_api, serve_outliers

SQLI = "http://shop.example.com/shop/search?q=1'%20UNION%20SELECT%20password%20FROM%20users--"


async def attempt(console: Running, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = await console.as_user.post("/api/try", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_it_says_what_the_gateway_would_do_and_why(console: Running) -> None:
    api_id, _ = await add_api(console.store)
    said = await attempt(console, url=SQLI)
    assert said["verdict"]["action"] == said["would"] == "block"
    assert said["verdict"]["score"] >= said["threshold"] == 5
    assert (said["api_id"], said["api"], said["mode"], said["operation"]) == (
        api_id,
        "shop",
        "enforce",
        "GET /shop/search",
    )
    (finding, *_) = said["findings"]
    assert (finding["detector"], finding["location"]) == ("signatures", "query:q")
    assert "UNION SELECT" in finding["evidence"]
    assert set(said["cost"]) >= {"access", "limits", "signatures"}
    assert said["verdict"]["reason"] in {finding["rule"] for finding in said["findings"]}
    good = await attempt(console, url="/shop/search?q=shoes")
    assert (good["verdict"]["action"], good["findings"]) == ("allow", [])


async def test_an_api_that_observes_would_block_and_does_not(console: Running) -> None:
    await add_api(console.store, mode=Mode.OBSERVE)
    said = await attempt(console, url=SQLI)
    assert (said["mode"], said["verdict"]["action"], said["would"]) == ("observe", "allow", "block")


async def test_lists_bear_on_it_and_limits_begin_anew_each_time(console: Running) -> None:
    await add_api(console.store, limits=[Limit(quota=1, window=60)])
    async with console.store.edit(actor(), "test") as edit:
        await console.store.lists.add(edit, "blacklist", NewEntry("range", "198.51.100.0/24"))
        await console.store.lists.add(edit, "whitelist", NewEntry("address", "198.51.100.7"))
    for _ in range(3):
        assert (await attempt(console, url="/shop/"))["verdict"]["action"] == "allow"
    banned = await attempt(console, url="/shop/", client="198.51.100.1")
    assert (banned["verdict"]["action"], banned["verdict"]["reason"]) == ("block", "access-blacklist")
    let_in = await attempt(console, url=SQLI, client="198.51.100.7")
    assert (let_in["verdict"]["action"], let_in["verdict"]["reason"]) == ("allow", "access-whitelist")


async def test_an_edit_is_seen_at_once(console: Running) -> None:
    await add_api(console.store)
    assert (await attempt(console, url="/shop/", client="198.51.100.1"))["would"] == "allow"
    assert (await console.as_admin.post("/api/blacklist", json={"target": "198.51.100.1"})).status_code == 201
    assert (await attempt(console, url="/shop/", client="198.51.100.1"))["would"] == "block"


async def test_who_calls_is_shown_as_it_is_recorded_and_no_credential_comes_back(console: Running) -> None:
    await add_api(console.store, identity=[IdentitySource(IdentityKind.KEY, "x-key")])
    said = await attempt(console, url="/shop/?password=canary-2", headers={"X-Key": "canary-1"}, body="canary-3")
    assert said["identity"].startswith("key:")
    assert "canary" not in str(said)
    evidence = await attempt(console, url="/shop/?password=canary-1'%20UNION%20SELECT%20password%20FROM%20users--")
    assert evidence["would"] == "block"
    assert "canary" not in str(evidence)


async def test_a_body_is_looked_at(console: Running) -> None:
    await add_api(console.store)
    said = await attempt(
        console, method="post", url="/shop/", headers=[["Content-Type", "application/json"]], body='{"a": '
    )
    assert [finding["rule"] for finding in said["findings"]] == ["payload-json-malformed"]


async def test_the_api_is_found_by_host_and_path_or_named(console: Running) -> None:
    shop, _ = await add_api(console.store)
    pay, _ = await add_api(console.store, "pay", hosts=["pay.example.com"], prefix="/")
    assert (await attempt(console, url="https://pay.example.com/shop"))["api_id"] == pay
    assert (await attempt(console, url="/", headers={"Host": "pay.example.com"}))["api_id"] == pay
    assert (await attempt(console, url="/shop/1"))["api_id"] == shop
    assert (await attempt(console, url="/elsewhere", api_id=shop))["api_id"] == shop
    assert (await attempt(console, 422, url="/elsewhere"))["errors"][0]["pointer"] == "/url"
    assert (await attempt(console, 422, url="/", api_id=4711))["errors"][0]["pointer"] == "/api_id"


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no url": ({}, "/url"),
    "url": ({"url": "shop"}, "/url"),
    "method": ({"url": "/", "method": "G T"}, "/method"),
    "client": ({"url": "/", "client": "me"}, "/client"),
    "too long a body": ({"url": "/", "body": "x" * (1024 * 1024 + 1)}, "/body"),
    "unknown": ({"url": "/", "colour": "red"}, "/colour"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_what_cannot_be_tried_is_named(console: Running, case: str) -> None:
    body, pointer = WRONG[case]
    assert (await attempt(console, 422, **body))["errors"][0]["pointer"] == pointer


async def test_nothing_of_it_is_recorded(console: Running) -> None:
    await add_api(console.store)
    await attempt(console, url=SQLI)
    assert not Path(console.settings.boing_data_dir, "ingest").exists()
    assert await console.store.exchanges.last_id() == 0


async def test_models_that_serve_bear_on_it_as_soon_as_they_do(console: Running) -> None:
    """A day of orders was learned; a query of 600 characters is unlike all of them."""
    await add_api(console.store, prefix="/")
    odd = {"url": "/orders/17?q=" + "x7" * 300, "headers": {"user-agent": AGENTS[0]}}
    assert "outliers" not in (await attempt(console, **odd))["cost"]
    await serve_outliers(console.store)
    said = await attempt(console, **odd)
    assert [finding["rule"] for finding in said["findings"]] == ["outliers-request"]
    assert said["cost"]["outliers"] >= 0
    usual = await attempt(console, url="/orders/17", headers={"user-agent": AGENTS[0]})
    assert usual["findings"] == []
