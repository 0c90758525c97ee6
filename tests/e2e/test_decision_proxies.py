"""nginx, haproxy and Caddy, set up as the page about them says, ask before they forward: what Boing refuses reaches no API."""

from __future__ import annotations

import os
import pwd
import re
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from gateway.policy.document import Api, Limit
from tests.gatewayproc import ROOT, Running, free_port, running, seed_store
from tests.origin import Origin, running_origin
from tests.servers import Server, need

QUOTA = 30
SECONDS = 60.0
ATTACK = "/items?q=%27%20OR%201=1--%20"
PAGE = (ROOT / "docs" / "decision-endpoint.md").read_text()


@pytest.fixture(scope="module")
def origin() -> Iterator[Origin]:
    with running_origin() as started:
        yield started


@pytest.fixture(scope="module")
def asked(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, int]]:
    folder: Path = tmp_path_factory.mktemp("asked")
    # an upstream that does not answer: whatever comes to the API has come there by the other proxy
    api = Api(id=0, name="shop", upstream=f"http://127.0.0.1:{free_port()}", limits=[Limit(quota=QUOTA, window=3600)])
    seed_store(folder / "data", [api])
    port = free_port()
    with running("gateway", folder / "data", "--workers", "1", BOING_DECISIONS=f"127.0.0.1:{port}") as gateway:
        yield gateway, port


def config(language: str, listen: int, decisions: int, api: int) -> str:
    """The page's own, on these ports."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    text = found[1].replace("127.0.0.1:8090", f"127.0.0.1:{decisions}").replace("127.0.0.1:3000", f"127.0.0.1:{api}")
    assert text != found[1]
    return text.replace("127.0.0.1:8080", f"127.0.0.1:{listen}")


def nginx(folder: Path, text: str) -> list[str]:
    (program,) = need("nginx")
    user = pwd.getpwuid(os.getuid()).pw_name
    places = "".join(f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"daemon off; user {user}; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;"
        f"events {{}} http {{ access_log off; {places}\n{text}\n}}"
    )
    return [program, "-e", f"{folder}/error.log", "-p", str(folder), "-c", f"{folder}/nginx.conf"]


def haproxy(folder: Path, text: str) -> list[str]:
    (program,) = need("haproxy")
    script = ROOT / "deploy" / "haproxy" / "boing.lua"
    (folder / "haproxy.cfg").write_text(text.replace("boing.lua", str(script)))
    return [program, "-db", "-f", f"{folder}/haproxy.cfg"]


def caddy(folder: Path, text: str) -> list[str]:
    (program,) = need("caddy")
    (folder / "Caddyfile").write_text(text)
    home = f"HOME={folder}"
    return ["env", home, f"XDG_DATA_HOME={folder}", f"XDG_CONFIG_HOME={folder}", program, "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"]  # fmt: skip


PROXIES: dict[str, Callable[[Path, str], list[str]]] = {"nginx": nginx, "haproxy": haproxy, "caddy": caddy}


@contextmanager
def in_front(name: str, decisions: int, api: int) -> Iterator[str]:
    """The proxy's URL."""
    listen = free_port()
    with tempfile.TemporaryDirectory(prefix="boing-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        command = PROXIES[name](folder, config(name, listen, decisions, api))
        server = Server(command, folder, "127.0.0.1", listen, lambda: accepts(listen))
        try:
            server.start()
            yield f"http://127.0.0.1:{listen}"
        finally:
            server.stop()


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(params=PROXIES)
def proxy(request: pytest.FixtureRequest, asked: tuple[Running, int], origin: Origin) -> Iterator[str]:
    with in_front(request.param, asked[1], origin.port) as url:
        yield url


def caller(address: str) -> httpx.Client:
    return httpx.Client(transport=httpx.HTTPTransport(local_address=address), timeout=SECONDS)


ADDRESSES = iter(f"127.0.1.{number}" for number in range(1, 250))


def test_a_proxy_that_asks_lets_through_what_is_good_and_refuses_the_rest(
    proxy: str, asked: tuple[Running, int], origin: Origin
) -> None:
    gateway, _ = asked
    address = next(ADDRESSES)
    with caller(address) as client:
        good = client.get(proxy + "/items/17?page=2")
        sent = client.post(proxy + "/orders", json={"note": "a plain text"})
        assert (good.status_code, sent.status_code) == (200, 200)
        *_, before, last = origin.seen
        assert before.line.startswith(b"GET /items/17?page=2 ")
        assert last.body == b'{"note":"a plain text"}'
        request_id = last.header("x-request-id")
        assert request_id

        reached = len(origin.seen)
        bad = client.get(proxy + ATTACK)
        assert (bad.status_code, bad.headers["content-type"]) == (403, "application/problem+json")
        assert bad.json()["request_id"] == bad.headers["x-request-id"]
        # what the client says of the request it makes is its own, whatever field the proxies say it by
        lies = {"X-Original-URI": "/items", "X-Forwarded-Uri": "/items", "X-Original-Method": "GET", "X-Forwarded-Method": "GET"}  # fmt: skip
        assert client.get(proxy + ATTACK, headers=lies).status_code == 403
        assert client.get(proxy + ATTACK, headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 403
        assert len(origin.seen) == reached

        statuses = [client.get(proxy + "/items/17").status_code for _ in range(QUOTA)]
        assert set(statuses) == {200, 429}
        over = client.get(proxy + "/items/17")
        assert over.status_code == 429
        assert int(over.headers["retry-after"]) > 0
        assert over.json()["request_id"]

    passed = gateway.record_of(request_id)
    assert (passed["source"], passed["method"], passed["client"], passed["status"]) == (
        "decision",
        "POST",
        address,
        200,
    )
    refused = gateway.record_of(bad.json()["request_id"])
    assert (refused["action"], refused["path"], refused["client"]) == ("block", "/items", address)
    throttled = gateway.record_of(over.json()["request_id"])
    assert (throttled["action"], throttled["status"]) == ("throttle", 429)


def test_a_body_that_haproxy_has_is_judged_with_the_rest(asked: tuple[Running, int], origin: Origin) -> None:
    with in_front("haproxy", asked[1], origin.port) as url, caller(next(ADDRESSES)) as client:
        reached = len(origin.seen)
        assert client.post(url + "/orders", json={"note": "x' UNION SELECT password FROM users-- "}).status_code == 403
        assert len(origin.seen) == reached
        long = "a plain text. " * 4000
        assert client.post(url + "/orders", json={"note": long}).status_code == 200
        assert long.encode() in origin.seen[-1].body


def test_with_nobody_to_ask_nothing_is_let_through(proxy: str, origin: Origin, request: pytest.FixtureRequest) -> None:
    name = request.node.callspec.params["proxy"]
    with in_front(name, free_port(), origin.port) as url, caller(next(ADDRESSES)) as client:
        reached = len(origin.seen)
        assert client.get(url + "/items/17").status_code >= 500
        assert len(origin.seen) == reached


def test_the_script_is_one_that_haproxy_takes(tmp_path: Path) -> None:
    command = haproxy(tmp_path, config("haproxy", free_port(), free_port(), free_port()))
    checked = subprocess.run([*command, "-c"], capture_output=True, text=True, check=False, timeout=SECONDS)
    assert checked.returncode == 0, checked.stderr
