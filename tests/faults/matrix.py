"""The fault matrix: each fault, what must be seen, and the function that tries it. A row's id names it on the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults import embedded, machine, policies, processes, stores, upstreams
from tests.faults.stand import Account
from tests.servers import Mariadb

LOST_NOTHING = "0 requests failed, 0 records lost or twice, all in the store within 60 s of its return"


@dataclass(frozen=True, slots=True)
class Row:
    """`attempt` gets a folder of its own and a MariaDB that runs; it leaves it running."""

    id: str
    fault: str
    expected: str
    attempt: Callable[[Path, Mariadb], Account]


ROWS: Sequence[Row] = (
    Row("store-stopped", "database stopped for 12 s and started again", LOST_NOTHING, stores.stopped),
    Row("store-slow", "database slow: each answer 5 s late, for 12 s", LOST_NOTHING, stores.slow),
    Row("store-black-holed", "database black-holed: what is sent is neither answered nor refused, for 12 s", LOST_NOTHING, stores.black_holed),
    Row("store-frozen", "database process frozen (SIGSTOP) for 12 s", LOST_NOTHING, stores.frozen),
    Row("store-killed", "database killed (SIGKILL) and started again", LOST_NOTHING, stores.killed),
    Row("embedded-locked", "embedded store (SQLite) held by another process for 12 s", LOST_NOTHING, embedded.locked),
    Row("embedded-disk-full", "disk full for 8 s, embedded store and journals on it", "traffic flows; benign records drop first, each drop counted; no record with findings is lost", embedded.disk_full),
    Row("redis-away", "Redis frozen (SIGSTOP), killed, started again empty", "0 failed; limits fall back to this host's own counts", stores.redis_away),
    Row("store-away-at-start", "database down at the start", "serves under the last good policy within 5 s and says that it is stale; with none, refuses to start and says why", policies.no_store_at_start),
    Row("worker-killed", "a worker killed (SIGKILL)", "only requests in flight there fail; back within 2 s; at most one unsynced batch of records lost", processes.worker_killed),
    Row("worker-frozen", "a worker frozen (SIGSTOP)", "only its connections fail; killed and replaced after 20 s of silence", processes.worker_frozen),
    Row("agent-killed", "the agent killed (SIGKILL), started again as by a service manager", "what is in flight finishes; clients are refused until it is back, none else fails; no record lost", processes.agent_killed),
    Row("gateway-stopped", "one of two gateways stopped (SIGTERM)", "0 failed; who is refused goes to the other", processes.stopped),
    Row("console-away", "console frozen, then killed", "no effect", processes.console_away),
    Row("analyst-away", "analyst frozen, then killed", "no effect", processes.analyst_away),
    Row("upstream-refused", "origin refuses connections for 8 s", "502 at once, 200 within 1 s of its return, on the same client connections", upstreams.refused),
    Row("upstream-deaf", "origin black-holed: connections are never established", "502 at CONNECT_SECONDS (1 s), 200 within 1 s of its return", upstreams.deaf),
    Row("upstream-silent", "origin takes requests and never answers", "504 at FIRST_BYTE_SECONDS (2 s), on the same client connections", upstreams.silent),
    Row("upstream-half-closed", "origin ends its side of the connection instead of answering", "502 at once; a GET is sent once more, a POST never", upstreams.half_closed),
    Row("upstream-tired", "origin closes kept connections just as a request arrives", "every GET is answered (sent once more), a POST never sent twice", upstreams.tired),
    Row("upstream-slow", "origin answers a second late", "0 failed", upstreams.slow),
    Row("disk-full", "disk full for 8 s, the database black-holed meanwhile", "traffic flows; benign records drop first, each drop counted; no record with findings is lost", machine.disk_full),
    Row("disk-full-worker-killed", "the same, and a worker killed (SIGKILL)", "the worker comes back while the disk is full; what it could not write is lost", machine.worker_killed_on_full_disk),
    Row("clock", "clock set an hour ahead, then an hour back, then right", "no connection dropped; no ban lost or eternal", machine.clock_jumps),
    Row("descriptors", "descriptors of every worker exhausted", "sheds, recovers within 2 s", machine.descriptors),
    Row("slow-clients", "200 slow clients: a byte of a head or of a body a second", "other traffic: 0 failed; they are hung up on", machine.slow_clients),
    Row("policy-malformed", "list entry, upstream, detector's option, API document broken in the database", "refused whole, the old policy stays, the reason names the place", policies.malformed),
    Row("certificate", "certificate rotated three times (SIGHUP), then a bad pair, then a worker killed", "0 failed, new connections take the new pair; the bad pair is refused and the old one kept, by new workers too", policies.certificate),
    Row("addon-raises", "a detector raises on 1,000 requests (on_error: block)", "0 silent passes; each counted as a finding", policies.addon_raises),
    Row("addon-hangs", "a detector hangs", "the request goes nowhere; the worker is replaced after 20 s, only its connections fail", policies.addon_hangs),
    Row("models-damaged", "a model of garbage published, a sound one damaged in the data dir, a worker killed", "0 failed but what was under way in that worker; served without the model, said; the damaged file is fetched anew", policies.damaged_models),
    Row("files-damaged", "garbage over journals, last good policy and compiled rules", "starts all the same; damaged journals are put aside and said, 0 failed", policies.damaged_files),
)  # fmt: skip
