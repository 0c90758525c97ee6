"""Policy history, roll-back and the audit log over the API."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.policy.document import Api, DetectorSettings, Exclusion, Limit, Policy, SecretHeader
from gateway.policy.secrets import Secrets
from tests.console.conftest import ADMIN, Running, actor
from tests.console.test_apis import FULL, ORDERS


async def made(console: Running, **changes: Any) -> int:
    answer = await console.as_admin.post("/api/apis", json=ORDERS | changes)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


async def test_a_revision_shows_the_document_as_it_stood_with_secrets_masked(console: Running) -> None:
    await console.as_admin.post("/api/apis", json=FULL)
    await console.as_admin.post("/api/blacklist", json={"target": "203.0.113.7"})
    current = await console.as_user.get("/api/policy/current")
    assert (current.json(), current.headers["etag"]) == ({"revision": 2}, '"2"')
    first, second = [(await console.as_user.get(f"/api/policy/revisions/{n}")).json() for n in (1, 2)]
    assert (first["action"], first["actor"], first["has_document"]) == ("api.add", ADMIN[0], True)
    assert (second["action"], second["has_document"]) == ("blacklist.add", False)
    assert first["document"] == second["document"]
    assert first["document"]["apis"][0]["secret_header"]["value"] == "********"
    listed = (await console.as_user.get("/api/policy/revisions")).json()["items"]
    assert [row | {"document": first["document"]} for row in listed] == [second, first]
    assert (await console.as_user.get("/api/policy/revisions/3")).status_code == 404


async def test_a_diff_names_what_changed_and_hides_secrets(console: Running) -> None:
    api_id = await made(console)
    await console.as_admin.put(f"/api/apis/{api_id}", json=FULL | {"name": "or/ders"})
    other = FULL | {"name": "or/ders", "secret_header": {"name": "x-origin-secret", "value": "another"}}
    await console.as_admin.put(f"/api/apis/{api_id}", json=other)
    diff = (await console.as_user.get("/api/policy/revisions/2/diff")).json()
    assert (diff["from"], diff["to"]) == (1, 2)
    told = {change["path"]: (change["before"], change["after"]) for change in diff["changes"]}
    assert told["/apis/or~1ders/name"] == ("orders", "or/ders")
    assert told["/apis/or~1ders/mode"] == ("enforce", "observe")
    assert told["/apis/or~1ders/secret_header"] == (None, {"name": "x-origin-secret", "value": "********"})
    assert "/apis/or~1ders/upstream" not in told
    secret = await console.as_user.get("/api/policy/revisions/3/diff")
    path = "/apis/or~1ders/secret_header/value"
    assert secret.json()["changes"] == [{"path": path, "before": "********", "after": "********"}]
    assert "gAAAA" not in secret.text
    back = (await console.as_user.get("/api/policy/revisions/1/diff?against=2")).json()["changes"]
    assert {change["path"] for change in back} == {path.replace("or~1ders", "orders") for path in told}
    whole = (await console.as_user.get("/api/policy/revisions/1/diff?against=0")).json()["changes"]
    assert [(change["path"], change["before"]) for change in whole] == [("/apis/orders", None)]
    assert (await console.as_user.get("/api/policy/revisions/1/diff?against=9")).status_code == 422


DIFFS: dict[str, tuple[Policy, Policy, list[tuple[str, Any, Any]]]] = {
    "nothing": (Policy(), Policy(revision=7), []),
    "a default that is written out": (
        Policy(detectors={"limits": DetectorSettings()}),
        Policy(detectors={"limits": DetectorSettings(on_error="allow")}),
        [],
    ),
    "a limit's quota": (
        Policy(apis=[Api(1, "a", "http://o", limits=[Limit(5), Limit(9)])]),
        Policy(apis=[Api(1, "a", "http://o", limits=[Limit(5), Limit(8)])]),
        [("/apis/a/limits/1/quota", 9, 8)],
    ),
    "a plain list": (
        Policy(apis=[Api(1, "a", "http://o", hosts=["x"])]),
        Policy(apis=[Api(1, "a", "http://o", hosts=["x", "y"])]),
        [("/apis/a/hosts", ["x"], ["x", "y"])],
    ),
    "an exclusion that went": (
        Policy(exclusions=[Exclusion(3, "942100")]),
        Policy(),
        [("/exclusions/3", {"id": 3, "rule": "942100", "tag": "", "api_id": 0, "operation": "", "parameter": ""}, None)],
    ),
    "a detector's option": (
        Policy(detectors={"x": DetectorSettings(options={"a": 1})}),
        Policy(detectors={"x": DetectorSettings(options={"b": 2})}),
        [("/detectors/x/options/a", 1, None), ("/detectors/x/options/b", None, 2)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DIFFS)
def test_a_difference_is_told_at_its_leaf(case: str) -> None:
    from console.history import changes

    before, after, told = DIFFS[case]
    assert [(one.path, one.before, one.after) for one in changes(before, after)] == told


async def test_a_rollback_brings_an_api_back_under_its_id_and_is_a_revision_of_its_own(console: Running) -> None:
    admin = console.as_admin
    answer = await admin.post("/api/apis", json=FULL)
    api_id = answer.json()["id"]
    await admin.post("/api/blacklist", json={"target": "203.0.113.7", "api_id": api_id})
    await admin.delete(f"/api/apis/{api_id}")
    await admin.put("/api/detectors/limits", json={"mode": "off"})
    back = await admin.post("/api/policy/revisions/1/rollback", headers={"If-Match": '"4"'})
    assert (back.status_code, back.headers["etag"]) == (200, '"5"')
    assert (back.json()["revision"], back.json()["action"], back.json()["actor"]) == (5, "policy.rollback", ADMIN[0])
    now = (await admin.get(f"/api/apis/{api_id}")).json()
    own = ("name", "upstream", "hosts", "mode", "limits", "identity", "detectors", "secret_header")
    assert {name: now[name] for name in own} == {name: answer.json()[name] for name in own}
    (stored,) = (await console.store.policy.load(0)).apis
    assert stored.secret_header
    assert console.secrets.decrypt(stored.secret_header.value) == "hush-hush"
    assert (await admin.get("/api/blacklist")).json()["items"] == []
    assert (await admin.get("/api/detectors/limits")).json()["mode"] == "enforce"
    rows = (await admin.get("/api/audit?action=policy.rollback")).json()["items"]
    assert {row["target"] for row in rows} == {"policy", f"apis/{api_id}", "detectors/limits"}


async def test_a_rollback_against_an_old_revision_is_412_and_changes_nothing(console: Running) -> None:
    await made(console)
    await made(console, name="other", prefix="/other")
    late = await console.as_admin.post("/api/policy/revisions/1/rollback", headers={"If-Match": '"1"'})
    assert (late.status_code, late.headers["etag"]) == (412, '"2"')
    assert [api.name for api in (await console.store.policy.load(0)).apis] == ["orders", "other"]
    assert (await console.as_admin.post("/api/policy/revisions/9/rollback")).status_code == 404


async def test_a_policy_that_does_not_compile_today_is_not_gone_back_to(console: Running) -> None:
    """Its secret was made with a key that is gone."""
    lost = Secrets(Secrets.generate_key()).encrypt("hush-hush")
    async with console.store.edit(actor(), "test") as edit:
        bad = Api(0, "orders", "http://127.0.0.1:3000", secret_header=SecretHeader("x-secret", lost))
        api_id = await console.store.apis.add(edit, bad)
        await console.store.detectors.set(edit, "limits", DetectorSettings())
    assert (await console.as_admin.put(f"/api/apis/{api_id}", json=ORDERS)).status_code == 200
    refused = await console.as_admin.post("/api/policy/revisions/1/rollback")
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert 'api "orders": secret_header.value' in error["message"]
    assert lost not in refused.text
    assert await console.store.policy.revision() == 2
    assert (await console.store.apis.get(api_id)).document.secret_header is None


async def test_the_audit_log_is_searched_by_who_what_and_when(console: Running) -> None:
    admin = console.as_admin
    entry = (await admin.post("/api/blacklist", json={"target": "203.0.113.7"})).json()["id"]
    await admin.delete(f"/api/blacklist/{entry}")
    newest = (await admin.get("/api/audit?limit=1")).json()["items"][0]
    queries = {
        f"actor={ADMIN[0]}": ["blacklist.delete", "blacklist.add"],
        "actor=test&action=test&limit=1": ["test"],
        "action=blacklist.add": ["blacklist.add"],
        f"target=blacklist/{entry}": ["blacklist.delete", "blacklist.add"],
        f"from={newest['at']}": ["blacklist.delete"],
        "to=2001-01-01T00:00:00Z": [],
    }
    for query, actions in queries.items():
        answer = await admin.get(f"/api/audit?{query}")
        assert [row["action"] for row in answer.json()["items"]] == actions, query
    assert (await admin.get("/api/audit?from=yesterday")).status_code == 422


async def test_a_log_that_was_tampered_with_is_found_out(console: Running) -> None:
    for number in range(3):
        await console.as_admin.post("/api/blacklist", json={"target": f"203.0.113.{number}"})
    whole = (await console.as_admin.get("/api/audit/verify")).json()
    assert (whole["whole"], whole["first_bad"]) == (True, None)
    async with console.store.database.writing() as connection:
        await connection.exec_driver_sql(f"UPDATE audit SET actor = 'nobody' WHERE id = {whole['rows'] - 1}")
    broken = (await console.as_admin.get("/api/audit/verify")).json()
    assert broken == {"whole": False, "first_bad": whole["rows"] - 1, "rows": whole["rows"]}
