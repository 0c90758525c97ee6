"""The store at size: fills one with made-up traffic, then measures shipping, export and what the console asks.

Wall figures stand beside processor time and the machine's load: on a busy machine only the processor time is ours.

    python -m bench.store sqlite  [--count 10000000] [--folder FOLDER]
    python -m bench.store mariadb [--count 10000000] [--folder FOLDER]

Starts a private MariaDB of its own for `mariadb`; keeps FOLDER, so a second run measures the same store. Prints Markdown.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import shutil
import socket
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pymysql

from bench.traffic import Traffic
from console.app import create_app
from console.auth import Passwords
from console.envelope import ConsoleLimits
from console.server import listen, serve
from gateway.journal import Journal
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.ship import Shipper
from gateway.storage.admission import Admission
from gateway.storage.bulk import Bulk
from gateway.storage.database import sqlite_path
from gateway.storage.edit import Actor
from gateway.storage.exchanges import ExchangeFilter
from gateway.storage.migrate import migrate
from gateway.storage.shipment import Shipment, prepare, values
from gateway.storage.spans import KEPT_DAYS
from gateway.storage.store import Store
from gateway.storage.tables import exchanges, findings, rollups, tallies, totals

BATCH = 20_000
SHIPPED = 100_000
ROUNDS = 21
HOUR, DAY = 3600, 86_400
DAYS = 30
SECOND = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=("sqlite", "mariadb"))
    parser.add_argument("--count", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="boing-bench-"))
    folder.mkdir(exist_ok=True)
    with ExitStack() as stack:
        if given.folder is None:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        settings = stack.enter_context(_database(given.engine, folder))
        until = _filled(settings, given.engine, folder, given.count)
        asyncio.run(_measure(settings, folder, given.engine, given.count, until))


@contextmanager
def _database(engine: str, folder: Path) -> Iterator[Settings]:
    settings = Settings(
        boing_data_dir=str(folder / "data"),
        boing_console="127.0.0.1:0",
        jwt_secret="the secret of a measurement, long enough for any HMAC",
        encryption_key=Secrets.generate_key(),
        retention_days=60,
    )
    if engine == "sqlite":
        yield settings
        return
    from dataclasses import replace

    from tests.servers import make_mariadb

    place = folder / "mariadb"
    if place.exists():
        shutil.rmtree(place / "keep", ignore_errors=True)
    place.mkdir(exist_ok=True)
    server = make_mariadb(place)
    # as a small server is run: a buffer of 2 GB, every commit on disk
    command = [one for one in server.command if "buffer-pool" not in one and "flush-log" not in one]
    server.command = [
        *command, "--innodb-buffer-pool-size=2G", "--innodb-log-file-size=1G", "--innodb-flush-log-at-trx-commit=1",
        f"--tmpdir={place}",
    ]  # fmt: skip
    server.start()
    try:
        server.query("CREATE DATABASE IF NOT EXISTS boing")
        yield replace(settings, db_host="127.0.0.1", db_port=server.port, db_user="root", db_name="boing")
    finally:
        server.stop()


def _filled(settings: Settings, engine: str, folder: Path, count: int) -> int:
    """The time at which the traffic ends: now, or when the store was filled.

    One day is made here, the others are copies of it that the database makes, each with times and ids of its own.
    """
    mark = folder / f"filled-{engine}-{count}"
    if mark.exists():
        return int(mark.read_text())
    asyncio.run(_prepared(settings))
    until = time.time_ns() // 1000
    a_day = count // DAYS
    started = time.monotonic()
    admission: Admission[tuple[int, str]] = Admission()
    bulk = Bulk(is_sqlite=engine == "sqlite")
    # whole blocks of sums can be copied: the day is one of UTC's, the last of them is still to come in part
    shift = (until // (DAY * SECOND) - DAYS + 1) * DAY * SECOND
    with closing(_connect(settings, engine)) as connection:
        done = 0
        for batch in Traffic(a_day, shift + DAY * SECOND, 1).batches(BATCH):
            _write(connection, bulk, prepare(batch, done + 1, admission))
            done += len(batch)
        for day in range(1, DAYS):
            _copy(connection, engine, a_day, day, is_young=day >= DAYS - KEPT_DAYS[1])
            rate = (day + 1) * a_day / (time.monotonic() - started)
            print(f"{(day + 1) * a_day:,} rows, {rate:,.0f} a second", file=sys.stderr, flush=True)
        cursor = connection.cursor()
        cursor.execute(f"DELETE FROM totals WHERE span = 1 AND minute < {(shift // SECOND // 60) + 1440}")
        for table in ("rollups", "tallies"):
            cursor.execute(f"DELETE FROM {table} WHERE span = 1 AND minute < {(shift // SECOND // 60) + 1440}")
        cursor.execute(f"UPDATE sequences SET value = {a_day * DAYS} WHERE name = 'exchanges'")
        if engine == "mariadb":
            cursor.execute("ANALYZE TABLE exchanges, findings, totals, rollups, tallies")
            cursor.fetchall()
        connection.commit()
    until = shift + DAYS * DAY * SECOND
    mark.write_text(str(until))
    return until


def _copy(connection: Any, engine: str, a_day: int, day: int, *, is_young: bool) -> None:
    """The first day's rows once more, `day` days later."""
    later, minutes = day * DAY * SECOND, day * DAY // 60
    stamp = f"(at + {later}) / 1000"
    hexed = f"printf('%012x', {stamp})" if engine == "sqlite" else f"LPAD(LOWER(HEX(FLOOR({stamp}))), 12, '0')"
    joined = f"{hexed} || substr(request_id, 13)" if engine == "sqlite" else f"CONCAT({hexed}, SUBSTR(request_id, 13))"
    changed = {
        "exchanges": {"id": f"id + {day * a_day}", "at": f"at + {later}", "request_id": joined},
        "findings": {"exchange_id": f"exchange_id + {day * a_day}", "at": f"at + {later}"},
        **{name: {"minute": f"minute + {minutes}"} for name in ("totals", "rollups", "tallies")},
    }
    cursor = connection.cursor()
    for table in (exchanges, findings, totals, rollups, tallies):
        new = changed[table.name]
        quote = '"' if engine == "sqlite" else "`"
        names = [f"{quote}{column.name}{quote}" for column in table.columns]
        given = [new.get(column.name, name) for column, name in zip(table.columns, names, strict=True)]
        first = {"exchanges": f"id <= {a_day}", "findings": f"exchange_id <= {a_day}"}.get(table.name)
        end = (_first_minute(connection) // 1440 + 1) * 1440
        spans = "1, 15, 360, 1440" if is_young else "15, 360, 1440"
        where = first or f"span IN ({spans}) AND minute < {end}"
        cursor.execute(
            f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(given)} FROM {table.name} "
            f"WHERE {where} ORDER BY {', '.join(column.name if column.name != 'key' else f'{quote}key{quote}' for column in table.primary_key)}"
        )
    connection.commit()


def _first_minute(connection: Any) -> int:
    cursor = connection.cursor()
    cursor.execute("SELECT min(minute) FROM totals WHERE span = 1440")
    return int(cursor.fetchone()[0])


async def _prepared(settings: Settings) -> None:
    await migrate(settings)
    store = await Store.open(settings)
    now = store.clock()
    # as if the analyst had made each day before it began: none older than the traffic
    await store.exchanges.ship("fill", [(1, next(iter(Traffic(1, now, 30).batches(1)))[0])])
    await store.exchanges.partitions.make(now, now - 31 * DAY * SECOND)
    async with store.database.writing() as connection:
        for table in ("exchanges", "findings", "totals", "rollups", "tallies"):
            await connection.exec_driver_sql(f"DELETE FROM {table}")
    if not store.database.is_sqlite:
        days = _days(now)
        for table in ("exchanges", "findings"):
            async with store.database.altering() as connection:
                await connection.exec_driver_sql(f"ALTER TABLE {table} PARTITION BY RANGE (at) ({days})")
    await store.close()


def _days(now: int) -> str:
    today = now // (DAY * SECOND)
    days = [f"PARTITION d{day} VALUES LESS THAN ({(day + 1) * DAY * SECOND})" for day in range(today - 31, today + 4)]
    return ", ".join([*days, "PARTITION rest VALUES LESS THAN MAXVALUE"])


def _connect(settings: Settings, engine: str) -> Any:
    if engine == "mariadb":
        connection = pymysql.connect(
            host="127.0.0.1", port=settings.db_port, user="root", database="boing", charset="utf8mb4"
        )
        connection.cursor().execute("SET SESSION unique_checks = 0")
        return connection
    file = sqlite3.connect(sqlite_path(settings), isolation_level="IMMEDIATE")
    file.execute("PRAGMA synchronous=OFF")
    file.execute("PRAGMA cache_size=-1000000")
    return file


def _write(connection: Any, bulk: Bulk, shipment: Shipment) -> None:
    cursor = connection.cursor()
    cursor.executemany(bulk.text(exchanges, add=False), values(shipment.exchanges, "cost"))
    cursor.executemany(bulk.text(findings, add=False), values(shipment.findings, "tags"))
    for table, rows in ((totals, shipment.totals), (rollups, shipment.rollups), (tallies, shipment.tallies)):
        cursor.executemany(bulk.text(table, add=True), rows)
    connection.commit()


async def _measure(settings: Settings, folder: Path, engine: str, count: int, until: int) -> None:
    store = await Store.open(settings, lambda: until)
    print(
        f"\n### {engine}, {count:,} exchanges\n\n| what | rows/s | µs of processor time a row | load |\n|---|--:|--:|--:|"
    )
    print(f"| shipping, journal to store | {await _ship_rate(store, folder)} |", flush=True)
    print(f"| export, all columns | {await _export_rate(store)} |", flush=True)
    await store.close()
    store = await Store.open(settings, lambda: until)
    print("\n| query | p50 ms | p95 ms | µs of processor time |\n|---|--:|--:|--:|")
    for name, ask in (await _queries(store, until)).items():
        print(f"| {name} | {await _timed(ask)} |", flush=True)
    async for name, times in _http(settings, store):
        print(f"| {name} | {times} |", flush=True)
    await store.close()


class Stopwatch:
    """Time on the wall and of this process's processors since it was made, beside how many wanted the machine's meanwhile."""

    def __init__(self) -> None:
        self._wall, self._processor = time.monotonic(), time.process_time()

    def rate(self, rows: int) -> str:
        """Cells of a table: rows a second, microseconds of processor time a row, load over the cores."""
        wall, processor = time.monotonic() - self._wall, time.process_time() - self._processor
        return f"{rows / wall:,.0f} | {processor / rows * 1e6:,.0f} | {load()}"


def load() -> str:
    """How many processes wanted to run in the last minute, and on how many cores: above one a core, wall figures are not ours alone."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()}"


async def _ship_rate(store: Store, folder: Path) -> str:
    """Rows a second from a journal's file to the store's commit, as the agent does it."""
    place = folder / "journal"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    journal = Journal(place / "0.db", 1 << 30)
    traffic = Traffic(SHIPPED, store.clock() + 10 * SECOND, 10 / DAY, seed=time.time_ns())
    for batch in traffic.batches(BATCH):
        for record in batch:
            journal.append(record)
        while journal.pending:
            time.sleep(0.01)
    journal.close()
    shipper = Shipper(store, place)
    watch = Stopwatch()
    while await shipper.step():
        pass
    rate = watch.rate(SHIPPED)
    assert shipper.shipped == SHIPPED, (shipper.shipped, shipper.waiting, journal.dropped_benign, journal.write_errors)
    shipper.close()
    return rate


async def _export_rate(store: Store) -> str:
    export = store.exchanges.export(ExchangeFilter())
    rows = 0
    await asyncio.to_thread(export.page)
    watch = Stopwatch()
    while rows < 500_000 and (chunk := await asyncio.to_thread(export.page)) is not None:
        rows += chunk.count(b"\r\n")
    rate = watch.rate(rows)
    export.close()
    return rate


async def _queries(store: Store, until: int) -> dict[str, Callable[[int], Awaitable[Any]]]:
    """Each takes the number of the round, so that no round asks for what the one before has warmed alone."""
    ask = store.exchanges.search
    newest = (await ask(ExchangeFilter(), limit=500)).rows
    middle = (await ask(ExchangeFilter(until=until - 15 * DAY * SECOND), limit=500)).rows
    heavy, rare = newest[0].identity, min(newest, key=lambda row: row.identity).identity

    def at(number: int) -> int:
        return until - number * 29 * DAY * SECOND // ROUNDS

    def page(days: int, **fields: Any) -> Callable[[int], Awaitable[Any]]:
        def asked(number: int) -> Awaitable[Any]:
            return ask(ExchangeFilter(**fields, until=at(number) if days else None), limit=100)

        return asked

    def series(seconds: int, step: int) -> Callable[[int], Awaitable[Any]]:
        return lambda _: store.rollups.query(until - seconds * SECOND, until, step)

    def operations(seconds: int) -> Callable[[int], Awaitable[Any]]:
        return lambda _: store.rollups.busiest(until - seconds * SECOND, until, limit=50)

    def top(kind: Any, seconds: int) -> Callable[[int], Awaitable[Any]]:
        return lambda _: store.rollups.top(kind, until - seconds * SECOND, until)

    last = await store.exchanges.last_id()
    return {
        "newest": page(0),
        "any time": page(1),
        "an API": page(1, api_id=2),
        "a busy caller": page(1, identity=heavy),
        "a rare caller": page(1, identity=rare),
        "an address": page(1, client=newest[0].client),
        "blocked": page(1, action="block"),
        "blocked of an API": page(1, action="block", api_id=5),
        "a rule": page(1, rule="930120"),
        "a detector and an API": page(1, detector="payload", api_id=5),
        "a status (window)": page(1, status_from=502, status_to=502),
        "a status there is none of (window)": page(1, status_from=599),
        "free text there is none of (window)": page(1, text="no such text"),
        "an operation (window)": page(1, operation=newest[7].operation),
        "a country (window)": page(1, country="IN"),
        "one by request id": lambda n: store.exchanges.get(middle[n].request_id),
        "related by caller": lambda n: store.exchanges.around(
            middle[n], ExchangeFilter(identity=middle[n].identity), 20
        ),
        "related by operation": lambda n: store.exchanges.around(
            middle[n], ExchangeFilter(api_id=middle[n].api_id, operation=middle[n].operation), 20
        ),
        "live tail": lambda n: store.exchanges.tail(last - 50 - n, 200, with_findings=True),
        "flagged tail": lambda n: store.exchanges.tail_flagged(last - 5000 - n, 500),
        "series, 1 hour by minute": series(HOUR, 60),
        "series, 1 day by minute": series(DAY, 60),
        "series, 1 day by quarter of an hour": series(DAY, 900),
        "series, 30 days by 6 hours": series(30 * DAY, 6 * HOUR),
        "operations, 1 hour": operations(HOUR),
        "operations, 1 day": operations(DAY),
        "operations, 30 days": operations(30 * DAY),
        "top callers, 1 hour": top("identity", HOUR),
        "top callers, 1 day": top("identity", DAY),
        "top callers, 7 days": top("identity", 7 * DAY),
        "top callers, 30 days": top("identity", 30 * DAY),
        "top rules, 30 days": top("rule", 30 * DAY),
        "a detector's series, 1 day": lambda _: store.rollups.tally_series(
            "detector", "signatures", until - DAY * SECOND, until, 900
        ),
    }


async def _timed(ask: Callable[[int], Awaitable[Any]]) -> str:
    times, spent = [], time.process_time()
    for number in range(ROUNDS):
        started = time.perf_counter()
        await ask(number)
        times.append((time.perf_counter() - started) * 1000)
    spent = time.process_time() - spent
    slowest = statistics.quantiles(times, n=20)[-1]
    return f"{statistics.median(times):,.1f} | {slowest:,.1f} | {spent * 1e6 / ROUNDS:,.0f}"


async def _http(settings: Settings, store: Store) -> Any:
    """A few through a console that is really started."""
    password = "a password for measuring"
    if await store.users.by_email("bench@localhost") is None:
        async with store.edit(Actor(None, "bench"), "bench") as edit:
            await store.users.create(edit, "bench@localhost", await Passwords().hash(password), "admin")
    patient = ConsoleLimits(address_burst=100_000, user_burst=100_000)
    app = create_app(settings, store, Secrets(settings.encryption_key), limits=patient)
    listener: socket.socket = listen(settings)
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serve(app, listener, stop, on_ready=ready.set_result))
    url = await ready
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        login = await client.post("/api/login", json={"email": "bench@localhost", "password": password})
        client.headers["Authorization"] = f"Bearer {msgspec.json.decode(login.content)['access_token']}"

        def get(path: str) -> Callable[[int], Awaitable[Any]]:
            async def asked(_: int) -> None:
                (await client.get(path)).raise_for_status()

            return asked

        for path in (
            "/api/logs",
            "/api/logs?action=block",
            "/api/logs?status=502",
            "/api/logs?q=nowhere",
            "/api/metrics?range=3600&step=60",
            "/api/metrics?range=86400&compare=true",
            "/api/metrics?range=2592000&compare=true",
            "/api/metrics/top?by=identity&range=86400",
            "/api/metrics/top?by=operation&range=2592000",
        ):
            yield f"`GET {path}`", await _timed(get(path))
        rows, watch = 0, Stopwatch()
        async with client.stream("GET", "/api/export/logs") as answer:
            async for chunk in answer.aiter_raw():
                rows += chunk.count(b"\n")
                if rows > 500_000:
                    break
        print(f"\nThe export over HTTP (rows/s, µs of both sides, load): {watch.rate(rows)}", flush=True)
    stop.set()
    await task
    listener.close()


if __name__ == "__main__":
    main()
