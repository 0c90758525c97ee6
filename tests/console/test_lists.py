"""Whitelist and blacklist over the API."""

from __future__ import annotations

import time
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


async def test_an_imported_text_is_exported_as_it_can_be_imported_again(console: Running) -> None:
    """Targets, comments, expiry, API and the odd principal survive the way out and back in."""
    admin = console.as_admin
    api = (await admin.post("/api/apis", json={"name": "orders", "upstream": "http://127.0.0.1:3000"})).json()["id"]
    text = (
        "# monitoring\n203.0.113.7  # uptime checks\n2001:DB8:0::/32\n"
        f"10.0.0.0/8  # office [api {api}] [until 2999-01-31T09:00:00Z]\n"
        'principal:"bob #2"  # left the company\ncountry:CH\n'
        f"key:{'0' * 31}a  # leaked [key …9f3a]\n198.51.100.1  # [until 2001-01-31T09:00:00Z]\n203.0.113.7\n"
    )
    answer = await import_text(admin, "whitelist", text)
    assert (answer.status_code, answer.json()) == (200, {"added": 6, "skipped": 2})
    exported = await console.as_user.get("/api/whitelist/export")
    assert exported.headers["content-type"] == "text/plain; charset=utf-8"
    assert exported.text.splitlines() == [
        "203.0.113.7  # uptime checks",
        "2001:db8::/32",
        f"10.0.0.0/8  # office [api {api}] [until 2999-01-31T09:00:00.000000Z]",
        'principal:"bob #2"  # left the company',
        "country:CH",
        f"key:{'0' * 31}a  # leaked [key …9f3a]",
    ]
    before = (await admin.get("/api/whitelist")).json()["items"]
    ids = [entry["id"] for entry in before]
    assert len((await admin.post("/api/whitelist/remove", json={"ids": ids})).json()["removed"]) == 6
    assert (await import_text(admin, "whitelist", exported.text)).json() == {"added": 6, "skipped": 0}
    after = (await admin.get("/api/whitelist")).json()["items"]
    own = ("scope", "target", "hint", "api_id", "expires_at", "reason")
    assert [[entry[name] for name in own] for entry in after] == [[entry[name] for name in own] for entry in before]


async def import_text(client: Any, name: str, text: str, **query: Any) -> Any:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    return await client.post(f"/api/{name}/import", params=query, content=text.encode(), headers=headers)


BAD_LINES = {
    "10.0.0.0/33": "prefix must be 0–32",
    "nonsense": "such as 192.0.2.7",
    "key:plain": "32 hexadecimal digits",
    "country:Swiss": "two capital letters",
    'principal:"bob': "quote that does not end",
    "10.0.0.1 # x [api 77]": "names no API",
    "10.0.0.1 # x [until tomorrow]": "must be a time with an offset",
    "10.0.0.1 # x [until 2030-01-01T00:00:00]": "must be a time with an offset",
}


async def test_an_import_with_bad_lines_adds_nothing_and_names_each(console: Running) -> None:
    text = "203.0.113.7\n" + "".join(f"{line}\n" for line in BAD_LINES)
    answer = await import_text(console.as_admin, "blacklist", text)
    assert answer.status_code == 422
    for number, (line, mend), error in zip(range(2, 99), BAD_LINES.items(), answer.json()["errors"], strict=False):
        assert error["message"].startswith(f"line {number}: ")
        assert mend in error["message"]
        assert error["value"] == line
    assert len(answer.json()["errors"]) == len(BAD_LINES)
    assert (await console.as_admin.get("/api/blacklist")).json()["items"] == []
    assert await console.store.policy.revision() == 0


async def test_a_dry_run_says_what_an_import_would_do_and_does_nothing(console: Running) -> None:
    admin = console.as_admin
    await admin.post("/api/blacklist", json={"target": "203.0.113.7"})
    revision = await console.store.policy.revision()
    text = "203.0.113.7\n203.0.113.8\n203.0.113.8\n"
    tried = await import_text(admin, "blacklist", text, dry_run=True)
    assert tried.json() == {"would_add": 1, "already": 2}
    assert (await import_text(admin, "blacklist", "nonsense", dry_run=True)).status_code == 422
    assert await console.store.policy.revision() == revision
    assert (await import_text(admin, "blacklist", text, reason="feed", ttl_seconds=60)).json()["added"] == 1
    newest = (await admin.get("/api/blacklist")).json()["items"][0]
    assert (newest["target"], newest["reason"], newest["expires_at"] is None) == ("203.0.113.8", "feed", False)


async def test_what_is_no_text_is_refused(console: Running) -> None:
    headers = {"Content-Type": "text/plain"}
    answer = await console.as_admin.post("/api/blacklist/import", content=b"\xff\xfe", headers=headers)
    assert answer.status_code == 422


async def test_a_removal_of_many_is_undone_by_sending_back_what_it_answered(console: Running) -> None:
    admin = console.as_admin
    bodies = [{"target": "203.0.113.7", "reason": "scraper"}, {"scope": "key", "target": KEY, "ttl_seconds": 600}]
    before = [(await admin.post("/api/blacklist", json=body)).json() for body in bodies]
    await admin.post("/api/whitelist", json={"target": "203.0.113.7"})
    ids = [*(entry["id"] for entry in before), 4711]
    removed = await admin.post("/api/blacklist/remove", json={"ids": ids})
    assert removed.json() == {"removed": before}
    assert (await admin.get("/api/blacklist")).json()["items"] == []
    assert len((await admin.get("/api/whitelist")).json()["items"]) == 1
    back = await admin.post("/api/blacklist/restore", json={"entries": removed.json()["removed"]})
    assert (back.status_code, back.json()) == (200, {"added": 2, "skipped": 0})
    after = (await admin.get("/api/blacklist")).json()["items"][::-1]
    new = ("id", "created_at")
    assert [{k: v for k, v in entry.items() if k not in new} for entry in after] == [
        {k: v for k, v in entry.items() if k not in new} for entry in before
    ]
    again = await admin.post("/api/blacklist/restore", json={"entries": removed.json()["removed"]})
    assert again.json() == {"added": 0, "skipped": 2}
    actions = [row["action"] for row in (await admin.get("/api/audit")).json()["items"]]
    assert actions.count("blacklist.remove") == 2


async def test_what_is_sent_back_is_judged_like_any_entry(console: Running) -> None:
    entries = [{"scope": "key", "target": KEY}, {"scope": "address", "target": "10.0.0.1", "api_id": 9}]
    answer = await console.as_admin.post("/api/blacklist/restore", json={"entries": entries})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/entries/0/target", "/entries/1/api_id"]
    assert KEY not in (await console.as_admin.get("/api/blacklist")).text


async def test_an_address_has_one_entry_however_it_is_spelled(console: Running) -> None:
    first = await console.as_admin.post("/api/blacklist", json={"target": "::ffff:203.0.113.7"})
    assert first.json()["target"] == "203.0.113.7"
    assert (await console.as_admin.post("/api/blacklist", json={"target": "203.0.113.7"})).status_code == 409


async def test_a_hundred_thousand_lines_are_imported_and_exported_whole(console: Running) -> None:
    """In one request each; the export goes out in pieces."""
    lines = [f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in range(100_000)]
    started = time.monotonic()
    answer = await import_text(console.as_admin, "blacklist", "\n".join(lines))
    assert answer.json() == {"added": 100_000, "skipped": 0}
    assert time.monotonic() - started < 30
    async with console.as_user.stream("GET", "/api/blacklist/export") as response:
        pieces = [piece async for piece in response.aiter_raw()]
    assert b"".join(pieces).decode().splitlines() == lines
    assert len(pieces) > 10


@pytest.mark.parametrize("path", ["/api/whitelist/remove", "/api/alerts/bulk"])
async def test_true_is_no_number_of_an_entry(console: Running, path: str) -> None:
    answer = await console.as_admin.post(
        path, json={"ids": [True], "action": "ack"} if "alerts" in path else {"ids": [True]}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/ids/0"
