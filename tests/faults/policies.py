"""Faults of what the gateway is told: a policy that is broken in the store, a certificate that is none, a detector that fails, damaged files."""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from addons.outliers import encode_model
from gateway.analyst.training.dataset import split_by_time
from gateway.analyst.training.train import fit
from gateway.policy.document import DetectorSettings
from gateway.storage.lists import NewEntry
from gateway.storage.models import NewModel
from tests.addons.outliers.requests import requests
from tests.e2e.clients import alive
from tests.faults.stand import BROKEN, Account, Stand, shortage
from tests.gatewayproc import ROOT, eventually, running
from tests.servers import Mariadb

BANNED = "203.0.113.9"
FAILING = Path(__file__).parent / "failing"
RAISING = 1000
START_SECONDS = 5.0
MALFORMED = (
    ("list entry", "UPDATE list_entries SET target = '10.0.0.0/33'", "10.0.0.0/33"),
    ("upstream", "UPDATE apis SET document = JSON_SET(document, '$.upstream', 'ftp://nowhere')", "ftp://nowhere"),
    (
        "detector's option",
        'UPDATE apis SET document = JSON_SET(document, "$.detectors", JSON_EXTRACT(\'{"signatures": {"options": {"nonsense": 1}}}\', "$"))',
        "nonsense",
    ),
    ("document", "UPDATE apis SET document = '{\"name\": 3}'", "apis"),
)
"""what breaks, how, and what the reason must name"""


def malformed(folder: Path, server: Mariadb) -> Account:
    """Past the console, which would have refused it: written into the database by hand."""
    stand = Stand(folder, server)
    with stand.up():
        entry = NewEntry("address", BANNED)
        asyncio.run(stand.edit(lambda store, edit: store.lists.add(edit, "blacklist", entry)))
        eventually(lambda: _refuses(stand), 30)
        sound = {table: server.query(f"SELECT id, {column} FROM {table}", stand.database) for table, column in _KEPT}
        with stand.load():
            stand.fault()
            for what, statement, named in MALFORMED:
                before = stand.gateway.health()["policy"]
                _write(stand, statement)
                problem = eventually(lambda: (stand.gateway.health() or {}).get("policy_problem"), 30)
                stand.expect(named in problem, f"{what}: the reason does not name the place: {problem[:200]}")
                stand.expect(stand.gateway.health()["policy"] == before, f"{what}: the policy was taken")
                stand.steady(1.0)
                stand.expect(_refuses(stand), f"{what}: a ban of the old policy was lost")
                for table, column in _KEPT:
                    for key, value in sound[table]:
                        _write(stand, f"UPDATE {table} SET {column} = %s WHERE id = %s", value, key)
                eventually(lambda: "policy_problem" not in (stand.gateway.health() or {"policy_problem": 1}), 30)
            stand.mended()
            stand.healed(lambda: _refuses(stand), 5.0)
        stand.settled(30)
    return stand.account()


_KEPT = (("list_entries", "target"), ("apis", "document"))


def _write(stand: Stand, statement: str, *values: object) -> None:
    """And a new revision, so that it is looked at."""
    assert stand.server is not None
    connection = stand.server.connect(stand.database)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            cursor.execute("UPDATE sequences SET value = value + 1 WHERE name = 'policy'")
        connection.commit()
    finally:
        connection.close()


def _refuses(stand: Stand) -> bool:
    return stand.request("/probe", **{"x-forwarded-for": BANNED}) == 403


def certificate(folder: Path, server: Mariadb) -> Account:
    """Rotated by SIGHUP, three times; then a pair that is none, and a worker killed while it is all there is on disk."""
    stand = Stand(folder, server)
    with stand.up():
        with stand.load():
            stand.fault()
            for name in ("second", "third", "fourth"):
                take_pair(stand, name)
                rolled_over(stand)
                stand.expect(served_pair(stand) == pair_of(stand, name), f"the {name} pair is not served")
            served, key = stand.pair("served")
            served.write_bytes(b"-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
            key.write_bytes(b"")
            rolled_over(stand)
            stand.expect(served_pair(stand) == pair_of(stand, "fourth"), "the old pair is not served any more")
            stand.expect("BOING_TLS_CERT" in stand.gateway.output.read_text(), "nobody said that the pair is bad")
            victim = stand.workers()[0]
            stand.kill(victim)
            stand.mended()
            stand.healed(lambda: bool(stand.gateway.health()), 4.0)
            stand.expect(served_pair(stand) == pair_of(stand, "fourth"), "the old pair is not served any more")
        stand.settled(30)
    return stand.account()


def rolled_over(stand: Stand) -> None:
    """SIGHUP, until the workers that served are gone."""
    before = stand.workers()
    stand.gateway.process.send_signal(signal.SIGHUP)
    eventually(lambda: not alive(before) and stand.gateway.health(), 180)


def take_pair(stand: Stand, name: str) -> None:
    for path, made in zip(stand.pair("served"), stand.pair(name), strict=True):
        path.write_bytes(made.read_bytes())


def served_pair(stand: Stand) -> bytes:
    """The certificate that a new connection is shown, DER."""
    return ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", stand.gateway.port), timeout=20))


def pair_of(stand: Stand, name: str) -> bytes:
    return ssl.PEM_cert_to_DER_cert(stand.pair(name)[0].read_text())


def _failing(folder: Path, server: Mariadb) -> Stand:
    path = os.pathsep.join((str(FAILING), str(ROOT)))
    settings = {"signatures": DetectorSettings(on_error="block")}
    return Stand(folder, server, detectors=settings, BOING_FAILING="1", PYTHONPATH=path)


def addon_raises(folder: Path, server: Mariadb) -> Account:
    stand = _failing(folder, server)
    with stand.up():
        with stand.load():
            stand.fault()
            with httpx.Client(base_url=stand.gateway.url, verify=False, trust_env=False, timeout=20) as client:
                answers = [client.get(f"/raises/{10**6 + number}") for number in range(RAISING)]
            stand.mended()
            stand.healed_by_answers(1.0)
        passed = sum(answer.status_code != 403 for answer in answers)
        stand.expect(not passed, f"{passed} of {RAISING} passed")
        reached = sum(number >= 10**6 for _, number in stand.traffic.origin.asked)
        stand.expect(not reached, f"{reached} reached the origin")
        stand.settled(30)
        query = "SELECT COUNT(*) FROM findings WHERE rule = 'addon-error'"
        eventually(lambda: server.query(query, stand.database)[0][0] >= RAISING, 60)
        stand.note(f"{RAISING} requests raised, {passed} passed, each has its finding in the store")
    return stand.account()


def addon_hangs(folder: Path, server: Mariadb) -> Account:
    """Python cannot interrupt it: the worker is replaced, the request goes nowhere."""
    stand = _failing(folder, server)
    with stand.up(), ThreadPoolExecutor(1) as pool:
        with stand.load():
            before = stand.workers()
            stand.fault()
            hanging = pool.submit(stand.request, f"/hangs/{10**6}")
            stand.mended()
            stand.tolerate(lambda one: one.fate in (*BROKEN, "timeout"))
            stand.healed(lambda: set(stand.workers()) - set(before) and stand.gateway.health(), 30.0)
            replaced = time.monotonic()
            stand.tolerate(lambda one: one.fate in (*BROKEN, "timeout") and one.at < replaced)
            stand.may_lose(stand.during)
        stand.expect(not hanging.result(60), "it was answered")
        stand.expect(not stand.traffic.origin.asked["GET", 10**6], "it reached the origin")
        stand.settled(10)
    return stand.account()


def damaged_models(folder: Path, server: Mariadb) -> Account:
    """A model of garbage is published, then one that is damaged in the data dir once workers have it, then a sound one."""
    stand = Stand(folder, server)

    def published(data: bytes) -> None:
        before = stand.gateway.metric("boing_policy_revision")
        new = NewModel("outliers", 0, data, {}, "serving", "for a fault")
        asyncio.run(stand.edit(lambda store, edit: store.models.add(edit, new)))
        eventually(lambda: stand.gateway.metric("boing_policy_oldest_revision") > before, 60)

    seen = requests(600, 72 * 3600, seed=1)
    sound = encode_model(fit(split_by_time(seen), 0.1, 1, operations=False, progress=lambda *_: None).model)
    with stand.up():
        with stand.load():
            stand.fault()
            published(b"garbage " * 1000)
            stand.expect("garbage" not in stand.gateway.output.read_text(), "the content of a model is in the log")
            said = stand.gateway.output.read_text()
            stand.expect(
                "models.outliers" in said and "served without it" in said, "it did not say that it has no model"
            )
            stand.steady()
            published(sound)
            eventually(lambda: not stand.gateway.metric("boing_models_missing"), 60)
            (file,) = (stand.data_dir / "models").iterdir()
            file.write_bytes(b"garbage " * 1000)
            worker = stand.workers()[0]
            stand.kill(worker)  # the one that comes instead reads the file anew
            eventually(lambda: "is damaged: its content has" in stand.gateway.output.read_text(), 60)
            eventually(lambda: len(stand.workers()) == 2 and stand.gateway.health(), 60)
            stand.steady()
            stand.mended()
            asyncio.run(stand.edit(lambda store, edit: store.lists.add(edit, "blacklist", NewEntry("address", BANNED))))
            stand.healed(lambda: file.exists() and file.read_bytes() == sound, 60.0)
        stand.settled()
    return stand.account()


def damaged_files(folder: Path, server: Mariadb) -> Account:
    """Garbage over the journals, the last good policy and the compiled rules, while the gateway is down; then it is started."""
    cache = folder / "cache"
    stand = Stand(folder, server, BOING_CACHE_DIR=str(cache))
    with stand.up():
        with stand.load():
            stand.steady(1.0)
        stand.settled()
        stand.gateway.stop()
        paths = [*(stand.data_dir / "journal").iterdir(), stand.data_dir / "policy.json", *cache.iterdir()]
        for path in paths:
            path.write_bytes(b"garbage " * 1000)
        stand.fault()
        stand.mended()
        with stand.started() as stand.gateway:
            stand.healed(lambda: bool(stand.gateway.health()), 30.0)
            with stand.load():
                pass
            stand.settled()
            stand.note(f"{len(paths)} files damaged")
            kept = list((stand.data_dir / "journal").glob("*.damaged*"))
            stand.expect(kept, "the damaged journals were not put aside")
    return stand.account()


def no_store_at_start(folder: Path, server: Mariadb) -> Account:
    stand = Stand(folder, server)
    with stand.up():
        with stand.load():
            pass
        stand.settled()
        stand.gateway.stop()
        server.stop()
        stand.fault()
        since = time.monotonic()
        try:
            with stand.started() as stand.gateway:
                seconds = time.monotonic() - since
                stand.note(f"served after {seconds:.1f} s")
                stand.expect(seconds <= START_SECONDS * shortage(), f"it took {seconds:.1f} s to start")
                stand.expect(stand.gateway.health()["stale"], "it did not say that its policy is stale")
                with stand.load():
                    _refused_without_any(stand)
                    server.start()
                    stand.mended()
                    stand.healed(stand.replayed, 60.0)
                stand.settled()
        finally:
            if server.process is None:
                server.start()
    return stand.account()


def _refused_without_any(stand: Stand) -> None:
    """A gateway that has never seen a policy says why it does not start."""
    with running("gateway", stand.folder / "new", ready=False, **stand.environment()) as new:
        code = new.process.wait(60)
    said = new.output.read_text()
    stand.expect(code == 2, f"with no last good policy it ended with {code}")
    stand.expect("no policy to serve under: the store is away" in said, f"it did not say why: {said[-300:]}")
