"""From the console to every worker, and from a request to the console, each within a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import httpx
import orjson
import pytest
from websockets.sync.client import connect

from tests.e2e.clients import ADMIN_PASSWORD, READ_ONLY, ConsoleClient, Load
from tests.gatewayproc import Running, eventually, running
from tests.origin import Origin, running_origin

SECOND = 1.0
CALLER = "203.0.113.50"


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


@pytest.fixture(scope="module")
def boing(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data_dir: Path = tmp_path_factory.mktemp("changes")
    environment = {"ADMIN_PASSWORD": ADMIN_PASSWORD, "RATE_LIMIT_THRESHOLD": "0"}
    with running("up", data_dir, "--upstream", origin.url, "--workers", "2", **environment) as started:
        with ConsoleClient(started.console) as console:
            _change_api(console, trusted_proxies=["127.0.0.1/32"])
            eventually(lambda: _seen_as(started, console) == CALLER)
        yield started


@pytest.fixture
def console(boing: Running) -> Iterator[ConsoleClient]:
    with ConsoleClient(boing.console) as signed_in:
        yield signed_in


def _change_api(console: ConsoleClient, **changes: object) -> httpx.Response:
    (api,) = console.get("/api/apis").json()["items"]
    document = {k: v for k, v in api.items() if k not in READ_ONLY}
    answer = console.put(f"/api/apis/{api['id']}", json=document | changes)
    assert answer.status_code in (200, 422), answer.text
    return answer


def _get(boing: Running, path: str = "/x", client: str = CALLER) -> httpx.Response:
    """On a fresh connection, so that any worker may get it."""
    return httpx.get(f"{boing.url}{path}", headers={"x-forwarded-for": client}, trust_env=False, verify=False)


def _seen_as(boing: Running, console: ConsoleClient) -> str:
    request_id = _get(boing).headers["x-request-id"]
    return str(eventually(lambda: console.explanation(request_id))["client"])


def _settled(check: Callable[[], int], wanted: int, every_worker: int = 25) -> float:
    """Seconds from now until so many fresh connections in a row were all answered with `wanted`."""
    since = time.monotonic()
    begun: float | None = None
    row = 0
    while row < every_worker:
        at = time.monotonic()
        if check() == wanted:
            begun = begun if row else at
            row += 1
        else:
            row = 0
        assert time.monotonic() - since < 30
    assert begun is not None
    return begun - since


def test_the_console_shows_a_request_within_a_second(boing: Running, console: ConsoleClient) -> None:
    waits = []
    for number in range(5):
        request_id = _get(boing, f"/shown/{number}").headers["x-request-id"]
        since = time.monotonic()
        eventually(lambda wanted=request_id: console.explanation(wanted), every=0.01)
        waits.append(time.monotonic() - since)
        items = console.get("/api/logs", params={"path": f"/shown/{number}"}).json()["items"]
        assert [item["request_id"] for item in items] == [request_id]
    assert median(waits) < SECOND, waits


def test_the_live_socket_shows_a_request_within_a_second(boing: Running, console: ConsoleClient) -> None:
    ticket = console.post("/api/live/ticket").json()["ticket"]
    waits = []
    with connect(f"ws://127.0.0.1:{boing.console_port}/ws/live?ticket={ticket}", proxy=None) as socket:
        assert orjson.loads(socket.recv(30))["type"] == "hello"
        for number in range(5):
            request_id = _get(boing, f"/live/{number}").headers["x-request-id"]
            since = time.monotonic()
            while orjson.loads(socket.recv(30)).get("request_id") != request_id:
                assert time.monotonic() - since < 30
            waits.append(time.monotonic() - since)
    assert median(waits) < SECOND, waits


def test_list_changes_reach_every_worker_within_a_second_and_drop_no_request(
    boing: Running, console: ConsoleClient
) -> None:
    """A ban, a whitelist entry over it, its end, and the ban's end, all under load from somebody else."""

    def status() -> int:
        return _get(boing).status_code

    def changes() -> Iterator[tuple[str, float]]:
        ban = console.add("blacklist", target=CALLER, reason="scraper")
        yield "banned", _settled(status, 403)
        pass_ = console.add("whitelist", target="203.0.113.0/24", reason="monitoring")
        yield "whitelisted", _settled(status, 200)
        console.delete(f"/api/whitelist/{pass_['id']}").raise_for_status()
        yield "whitelist entry gone", _settled(status, 403)
        console.delete(f"/api/blacklist/{ban['id']}").raise_for_status()
        yield "ban gone", _settled(status, 200)

    waits: dict[str, float] = {}
    with Load(boing.url, rate=60, headers={"x-forwarded-for": "198.51.100.1"}).running() as load:
        _settled(status, 200)
        for _ in range(3):  # a machine that is busy with something else may be slow once
            waits = {name: min(took, waits.get(name, took)) for name, took in changes()}
            if max(waits.values()) < SECOND:
                break
    assert load.failures == []
    assert load.statuses[200] > 50
    assert max(waits.values()) < SECOND, waits


def test_a_blocked_request_is_explained_by_the_id_it_quotes(boing: Running, console: ConsoleClient) -> None:
    answer = _get(boing, "/items?q=1%27%20UNION%20SELECT%20password%20FROM%20users--%20")
    assert answer.status_code == 403
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert "UNION" not in answer.text
    told = eventually(lambda: console.explanation(problem["request_id"]))
    assert (told["action"], told["status"], told["reason"] != "") == ("block", 403, True)
    assert told["score"] >= 5
    found = [finding for finding in told["findings"] if finding["detector"] == "signatures"]
    assert found
    assert all(finding["rule"] for finding in found)
    assert any("q" in finding["location"] for finding in found)
    assert any(finding["evidence"] for finding in found)
    assert "signatures" in told["cost"]


def test_a_policy_that_does_not_compile_is_422_and_the_old_one_stays(boing: Running, console: ConsoleClient) -> None:
    before = boing.health()["policy"]
    answer = _change_api(console, upstream="no url", limits=[{"quota": 1, "operation": "nonsense"}])
    assert answer.status_code == 422
    assert {error["pointer"].split("/")[1] for error in answer.json()["errors"]} == {"upstream", "limits"}
    assert console.post("/api/blacklist", json={"target": "10.0.0.0/33"}).status_code == 422
    assert _get(boing).status_code == 200
    assert boing.health()["policy"] == before
    assert "policy_problem" not in boing.health()


def test_a_limit_is_exact_over_all_workers(boing: Running, console: ConsoleClient) -> None:
    """A client with a new connection for every request, spread over two workers, is counted within one."""
    quota = 40
    assert _change_api(console, limits=[{"quota": quota, "window": 3600}]).status_code == 200
    caller = "192.0.2.77"
    eventually(lambda: "ratelimit" in _get(boing, client="192.0.2.1").headers)
    assert _settled(lambda: int("ratelimit" in _get(boing, client="192.0.2.1").headers), 1, 12) < SECOND
    left = []
    for _ in range(quota):
        answer = _get(boing, client=caller)
        assert answer.status_code == 200
        left.append(int(answer.headers["ratelimit"].split("r=")[1].split(";")[0]))
    off = [abs(told - expected) for told, expected in zip(left, reversed(range(quota)), strict=True)]
    assert max(off) <= 1, left
    answers = [_get(boing, client=caller).status_code for _ in range(4)]
    assert answers[1:] == [429, 429, 429]
    rows = eventually(lambda: (found := boing.recorded(f"client = '{caller}'"))[quota + 3 :] and found)
    assert len({row["gateway"] for row in rows}) == 2
    assert _change_api(console, limits=[]).status_code == 200
