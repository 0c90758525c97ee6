"""The callers against a real server: what passes, what fails, and where they refuse to go."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateway.demo.callers import main, parse_target, play_all, run_callers
from gateway.demo.player import Player
from gateway.demo.scenario import Manner, Step
from gateway.demo.shop import PARTNER_KEY, Shop
from gateway.demo.tally import GOOD, Outcome, Tally, outcome_of

TARGETS = [
    ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ("http://localhost:8080/", "http://127.0.0.1:8080"),
    ("http://[::1]:8080", "http://[::1]:8080"),
    ("http://127.9.9.9", "http://127.9.9.9:80"),
]
REFUSED = [
    "http://192.0.2.1:8080",
    "http://10.0.0.1",
    "http://0.0.0.0:8080",
    "http://example.test",
    "http://127.0.0.1.example.test",
    "http://127.0.0.1@192.0.2.1/",
    "http://user@127.0.0.1:8080",
    "http://2130706433:8080",
    "http://169.254.169.254/",
    "https://127.0.0.1:8443",
    "ftp://127.0.0.1",
    "127.0.0.1:8080",
    "http://127.0.0.1:99999",
    "http://127.0.0.1/path",
    "",
]
PERSON = Shop().people[0]
KEY = (("x-api-key", PARTNER_KEY),)
STEPS = [
    Step("POST", "/login", manner=Manner.LOGIN, json={"email": PERSON.email, "password": PERSON.password}),
    Step("GET", "/me", bearer=True),
    Step("GET", "/products/..%2f..%2fetc"),
    Step("POST", "/upload", manner=Manner.UPLOAD, size=200_001),
    Step("GET", "/events", manner=Manner.LISTEN, stay=0.05),
    Step("GET", "/events", manner=Manner.LEAVE),
    Step("GET", "/ws/prices", manner=Manner.SOCKET, json={"watch": [1]}, stay=0.05),
    Step("GET", "/reports/2024.csv", headers=KEY),
]


@pytest.mark.parametrize(("text", "target"), TARGETS)
def test_a_loopback_target_is_taken(text, target):
    assert parse_target(text) == target


@pytest.mark.parametrize("text", REFUSED)
def test_any_other_target_is_refused_with_exit_code_2(text, capsys):
    assert main(["--target", text]) == 2
    assert "demo callers: target" in capsys.readouterr().err


@pytest.mark.parametrize("seconds", ["0", "-3", "nan", "inf", "1e9"])
def test_a_run_has_an_end(seconds, capsys):
    assert main(["--target", "http://127.0.0.1:8080", "--seconds", seconds]) == 2
    assert "--seconds" in capsys.readouterr().err


async def test_every_manner_of_step_passes_without_a_gateway(shop):
    said = []
    async with Player(shop.url, "100.64.0.7", "test", lambda step, *what: said.append((step.target, *what))) as player:
        for step in STEPS:
            await player.play(step)
    assert [(outcome, status) for _, outcome, status in said] == [
        (Outcome.PASSED, status) for status in ("200", "200", "404", "201", "200", "200", "101", "200")
    ], said
    assert shop.api.uploaded == 200_001


async def test_what_the_target_refuses_is_told_apart(serve_app):
    """Blocked and throttled are the gateway's doing; an error, a silent stream and no server at all are failures."""

    async def answer(request: Request) -> Response:
        return JSONResponse({}, int(request.query_params["status"]))

    url = await serve_app(Starlette(routes=[Route("/events", answer)]))
    said = []
    async with Player(url, "100.64.0.7", "test", lambda _, *what: said.append(what)) as player:
        for status in (403, 429, 502, 404):
            await player.play(Step("GET", f"/events?status={status}"))
        await player.play(Step("GET", "/events?status=403", manner=Manner.LISTEN, stay=1))
        await player.play(Step("GET", "/events?status=200", manner=Manner.LISTEN, stay=1))
        await player.play(Step("GET", "/ws/prices", manner=Manner.SOCKET, stay=1))
    assert said == [
        (Outcome.BLOCKED, "403"),
        (Outcome.THROTTLED, "429"),
        (Outcome.FAILED, "502"),
        (Outcome.PASSED, "404"),
        (Outcome.BLOCKED, "403"),
        (Outcome.FAILED, "the stream ended by itself"),
        (Outcome.BLOCKED, "403"),
    ]


async def test_nobody_there_is_a_failure_not_an_exception():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    said = []
    async with Player(f"http://127.0.0.1:{port}", "100.64.0.7", "test", lambda _, *what: said.append(what)) as player:
        await player.play(STEPS[1])
        await player.play(STEPS[4])
        await player.play(STEPS[6])
    assert [outcome for outcome, _ in said] == [Outcome.FAILED] * 3


async def test_a_short_run_shows_every_actor_and_fails_no_good_caller(shop):
    lines: list[str] = []
    tally = await run_callers(shop.url, 4, 1, asyncio.Event(), lines.append)
    assert tally.good_failed == 0, list(tally.complaints)
    assert tally.counts[GOOD][Outcome.PASSED] > 10
    assert sum("a wave begins" in line for line in lines) == 5
    assert "good" in lines[-1]


async def test_a_run_stops_when_told_and_leaves_no_task(shop):
    stop = asyncio.Event()
    before = asyncio.all_tasks()

    def say(line: str) -> None:
        if "a wave begins" in line:
            stop.set()

    tally = await asyncio.wait_for(run_callers(shop.url, 30, 1, stop, say), 20)
    assert tally.total > 0
    assert not {task for task in asyncio.all_tasks() - before if "gateway/demo/callers.py" in repr(task)}


async def test_a_cancellation_that_came_out_as_a_connection_error_still_ends_the_caller():
    class Swallowing:
        """A player whose library answers a cancellation with an error of its own, as httpx does now and then."""

        async def play(self, step: Step) -> None:
            playing.set()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

    playing = asyncio.Event()
    task = asyncio.create_task(play_all(Swallowing(), iter([Step("GET", "/")] * 3)))
    await playing.wait()
    task.cancel()
    await asyncio.wait([task], timeout=60)
    assert task.cancelled()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_the_program_cleanly(shop, number):
    command = [sys.executable, "-m", "gateway.demo.callers", "--target", shop.url, "--seconds", "90"]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    await asyncio.wait_for(process.stdout.readline(), 60)
    process.send_signal(number)
    _, complaint = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, complaint) == (0, b"")


OUTCOMES = [(200, "passed"), (404, "passed"), (401, "passed"), (403, "blocked"), (400, "blocked"), (429, "throttled")]


@pytest.mark.parametrize(("status", "outcome"), [*OUTCOMES, (500, "failed"), (504, "failed")])
def test_a_status_has_one_meaning(status, outcome):
    assert outcome_of(status) == outcome


def test_a_tally_says_what_became_of_whom():
    tally = Tally()
    tally.add(GOOD, Outcome.PASSED, "GET /me: 200")
    tally.add(GOOD, Outcome.BLOCKED, "Ada POST /reviews: 403")
    tally.add("flood", Outcome.THROTTLED, "GET /: 429")
    assert tally.line(2.0) == "   2 s   1.5/s  good 1 passed, 1 failed  |  flood 1 throttled"
    assert list(tally.complaints) == ["Ada POST /reviews: 403: blocked"]
