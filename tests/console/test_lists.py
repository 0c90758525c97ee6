"""Whitelist and blacklist over the API."""

from __future__ import annotations

from typing import Any

import pytest

from addons.identify import keyed_hash
from tests.console.conftest import ADMIN, Running

LISTS = ("whitelist", "blacklist")
KEY = "live_0123456789abcdef9f3a"


@pytest.mark.parametrize("name", LISTS)
async def test_an_entry_is_added_listed_changed_and_deleted(console: Running, name: str) -> None:
    admin = console.as_admin
    added = await admin.post(f"/api/{name}", json={"target": "203.0.113.7", "reason": "scraper", "ttl_seconds": 60})
    entry = added.json()
    assert added.status_code == 201
    assert added.headers["location"] == f"/api/{name}/{entry['id']}"
    assert (entry["list"], entry["scope"], entry["target"]) == (name, "address", "203.0.113.7")
    assert (entry["author"], entry["api_id"], entry["version"]) == (ADMIN[0], None, 1)
    assert entry["created_at"] < entry["expires_at"]
    assert (await admin.get(f"/api/{name}")).json() == {"items": [entry], "next_cursor": None}
    assert (await admin.get(f"/api/{name}/{entry['id']}")).json() == entry

    changed = await admin.put(f"/api/{name}/{entry['id']}", json={"target": "203.0.113.0/24"})
    after = changed.json()
    assert (after["scope"], after["target"], after["expires_at"], after["reason"]) == (
        "range",
        "203.0.113.0/24",
        None,
        "",
    )
    assert (changed.headers["etag"], after["version"]) == ('"2"', 2)

    assert (await admin.delete(f"/api/{name}/{entry['id']}")).status_code == 204
    assert (await admin.get(f"/api/{name}/{entry['id']}")).status_code == 404


async def test_an_entry_is_part_of_the_policy_and_makes_a_revision(console: Running) -> None:
    before = await console.store.policy.revision()
    await console.as_admin.post("/api/blacklist", json={"target": "203.0.113.7"})
    policy = await console.store.policy.load(0)
    assert policy.revision == before + 1
    assert [entry.target for entry in policy.blacklist] == ["203.0.113.7"]
    (newest, *_) = (await console.as_user.get("/api/policy/revisions")).json()["items"]
    assert (newest["revision"], newest["actor"], newest["action"]) == (before + 1, ADMIN[0], "blacklist.add")


async def test_an_entry_of_one_list_is_not_there_in_the_other(console: Running) -> None:
    entry = (await console.as_admin.post("/api/blacklist", json={"target": "203.0.113.7"})).json()
    for method in ("GET", "DELETE"):
        assert (await console.as_admin.request(method, f"/api/whitelist/{entry['id']}")).status_code == 404
    assert (await console.as_admin.get(f"/api/blacklist/{entry['id']}")).status_code == 200


SPELLINGS = {
    "mapped IPv6": ("::ffff:203.0.113.7", "address", "203.0.113.7"),
    "long IPv6": ("2001:DB8:0:0::0001", "address", "2001:db8::1"),
    "IPv6 range": ("2001:DB8::/32", "range", "2001:db8::/32"),
    "spaces around": (" 203.0.113.7 ", "address", "203.0.113.7"),
}


@pytest.mark.parametrize("case", SPELLINGS)
async def test_a_target_is_kept_in_its_one_spelling(console: Running, case: str) -> None:
    sent, scope, kept = SPELLINGS[case]
    entry = (await console.as_admin.post("/api/blacklist", json={"target": sent})).json()
    assert (entry["scope"], entry["target"]) == (scope, kept)
    again = await console.as_admin.post("/api/blacklist", json={"target": kept})
    assert again.status_code == 409
    assert f"entry {entry['id']}" in again.json()["detail"]


INVALID: dict[str, tuple[dict[str, Any], str, str]] = {
    "prefix too long": ({"target": "10.0.0.0/33"}, "/target", "0–32"),
    "prefix too long, cut address": ({"target": "10.0.0/33"}, "/target", "0–32"),
    "host bits": ({"target": "10.0.0.1/24"}, "/target", "write 10.0.0.0/24"),
    "half an address": ({"target": "10.0.0"}, "/target", "such as 192.0.2.7"),
    "leading zeros": ({"target": "010.0.0.1"}, "/target", "such as 192.0.2.7"),
    "a range as address": ({"target": "10.0.0.0/8", "scope": "address"}, "/target", 'scope "range"'),
    "no target": ({}, "/target", "required"),
    "empty target": ({"target": ""}, "/target", "at least 1 character"),
    "no country": ({"target": "Switzerland", "scope": "country"}, "/target", "two capital letters"),
    "no such scope": ({"target": "10.0.0.1", "scope": "planet"}, "/scope", "'address', 'range'"),
    "unknown field": ({"target": "10.0.0.1", "ttl": 5}, "/ttl", "Extra inputs are not permitted"),
    "no such API": ({"target": "10.0.0.1", "api_id": 99}, "/api_id", "no API"),
    "expired": ({"target": "10.0.0.1", "expires_at": "2001-01-01T00:00:00Z"}, "/expires_at", "past"),
    "no offset": ({"target": "10.0.0.1", "expires_at": "2101-01-01T00:00:00"}, "/expires_at", "timezone"),
    "no time": ({"target": "10.0.0.1", "ttl_seconds": 0}, "/ttl_seconds", "greater than 0"),
    "two expiries": ({"target": "10.0.0.1", "ttl_seconds": 1, "expires_at": "2101-01-01T00:00:00Z"}, "", "not both"),
    "a time out of bounds": ({"target": "10.0.0.1", "expires_at": "9999-12-31T23:59:59-12:00"}, "", "9999"),
    "an endless reason": ({"target": "10.0.0.1", "reason": "x" * 501}, "/reason", "at most 500"),
}


@pytest.mark.parametrize("case", INVALID)
async def test_what_is_wrong_is_named_with_its_place_and_how_to_mend_it(console: Running, case: str) -> None:
    body, pointer, mend = INVALID[case]
    answer = await console.as_admin.post("/api/blacklist", json=body)
    problem = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    (error,) = problem["errors"]
    assert error["pointer"] == pointer
    assert mend in error["message"]
    if pointer == "/target" and body.get("target"):
        assert error["value"] == body["target"]
    assert (await console.as_admin.get("/api/blacklist")).json()["items"] == []


async def test_an_api_key_is_kept_as_its_hash_and_four_characters(console: Running) -> None:
    admin = console.as_admin
    body = {"scope": "key", "target": KEY, "reason": "leaked"}
    entry = (await admin.post("/api/blacklist", json=body)).json()
    hashed = keyed_hash(console.secrets.identity_key, KEY.encode())
    assert (entry["target"], entry["hint"], entry["reason"]) == (hashed, "…9f3a", "leaked")

    kept = (await admin.put(f"/api/blacklist/{entry['id']}", json={"reason": "leaked in May"})).json()
    assert (kept["scope"], kept["target"], kept["hint"], kept["reason"]) == ("key", hashed, "…9f3a", "leaked in May")

    refused = await admin.post("/api/blacklist", json={"scope": "key", "target": KEY + "\n", "ttl_seconds": "x"})
    seen = refused.text + (await admin.get("/api/audit")).text + (await admin.get("/api/blacklist")).text
    assert KEY not in seen
    data = b"".join(path.read_bytes() for path in sorted((await _data_dir(console)).glob("boing.db*")))
    assert hashed.encode() in data
    assert KEY.encode() not in data


async def _data_dir(console: Running) -> Any:
    from pathlib import Path

    return Path(console.settings.boing_data_dir)


async def test_a_short_key_gives_no_hint(console: Running) -> None:
    entry = (await console.as_admin.post("/api/whitelist", json={"scope": "key", "target": "secret12"})).json()
    assert entry["hint"] == "…****"


async def test_the_page_after_goes_on_where_the_page_ended(console: Running) -> None:
    for number in range(5):
        await console.as_admin.post("/api/blacklist", json={"target": f"203.0.113.{number}"})
    seen, cursor = [], None
    while True:
        asked = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await console.as_user.get("/api/blacklist", params=asked)).json()
        seen += [entry["target"] for entry in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == [f"203.0.113.{number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("query", ["cursor=x", "cursor=1-2", "cursor=-1", "limit=0", "limit=501", "scope=planet"])
async def test_a_page_that_is_none_is_refused(console: Running, query: str) -> None:
    answer = await console.as_admin.get(f"/api/blacklist?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"query:{query.partition('=')[0]}"


async def test_entries_are_found_by_scope_and_text(console: Running) -> None:
    for body in ({"target": "203.0.113.7", "reason": "scraper"}, {"target": "10.0.0.0/8"}):
        await console.as_admin.post("/api/blacklist", json=body)
    for query, targets in (("scope=range", ["10.0.0.0/8"]), ("q=scrap", ["203.0.113.7"]), ("expired=true", [])):
        found = (await console.as_admin.get(f"/api/blacklist?{query}")).json()["items"]
        assert [entry["target"] for entry in found] == targets


async def test_many_lines_are_added_at_once(console: Running) -> None:
    text = "# scanners\n203.0.113.7\n\n2001:db8::/32  # a network\n203.0.113.7\n"
    answer = await console.as_admin.post("/api/blacklist/bulk", json={"text": text, "reason": "feed"})
    assert (answer.status_code, answer.json()) == (201, {"added": 2})
    assert (await console.as_admin.post("/api/blacklist/bulk", json={"text": text})).json() == {"added": 0}


async def test_one_bad_line_and_none_is_added(console: Running) -> None:
    text = "203.0.113.7\n10.0.0.0/33\nnonsense\n"
    answer = await console.as_admin.post("/api/blacklist/bulk", json={"text": text})
    assert [error["message"][:7] for error in answer.json()["errors"]] == ["line 2:", "line 3:"]
    assert (await console.as_admin.get("/api/blacklist")).json()["items"] == []


async def test_a_write_against_an_old_version_is_412(console: Running) -> None:
    admin = console.as_admin
    entry = (await admin.post("/api/blacklist", json={"target": "203.0.113.7"})).json()
    path = f"/api/blacklist/{entry['id']}"
    etag = (await admin.get(path)).headers["etag"]
    assert (await admin.put(path, json={"reason": "first"}, headers={"If-Match": etag})).status_code == 200
    for method, body in (("PUT", {"json": {"reason": "second"}}), ("DELETE", {})):
        late = await admin.request(method, path, headers={"If-Match": etag}, **body)
        assert (late.status_code, late.headers["etag"]) == (412, '"2"')
    assert (await admin.get(path)).json()["reason"] == "first"
    assert (await admin.put(path, json={}, headers={"If-Match": "yesterday"})).status_code == 422
    assert (await admin.delete(path, headers={"If-Match": '"2"'})).status_code == 204


async def test_every_change_stands_in_the_audit_log_and_a_refused_one_does_not(console: Running) -> None:
    admin = console.as_admin
    seen = len((await admin.get("/api/audit")).json()["items"])
    entry = (await admin.post("/api/blacklist", json={"target": "203.0.113.7"})).json()
    await admin.put(f"/api/blacklist/{entry['id']}", json={"target": "203.0.113.8"})
    await admin.post("/api/blacklist", json={"target": "nonsense"})
    await console.as_user.delete(f"/api/blacklist/{entry['id']}")
    await admin.delete(f"/api/blacklist/{entry['id']}")
    rows = (await admin.get("/api/audit")).json()["items"]
    new = rows[: len(rows) - seen][::-1]
    assert [row["action"] for row in new] == ["blacklist.add", "blacklist.change", "blacklist.delete"]
    assert {(row["actor"], row["address"], row["target"]) for row in new} == {
        (ADMIN[0], "127.0.0.1", f"blacklist/{entry['id']}")
    }
    assert [(row["before"] or {}).get("target") for row in new] == [None, "203.0.113.7", "203.0.113.8"]
    assert [(row["after"] or {}).get("target") for row in new] == ["203.0.113.7", "203.0.113.8", None]
    assert await console.store.audit.verify() is None
