"""Faults of the origin: what the client is told, how soon, and that no request with effects is ever sent twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.faults.origin import Manner
from tests.faults.stand import Account, Stand, shortage
from tests.faults.traffic import Sent
from tests.servers import Mariadb

CONNECT_SECONDS = 1.0
FIRST_BYTE_SECONDS = 2.0
BAD_SECONDS = 8.0
SWEEP = 1.0
"""deadlines are looked at twice a second; the rest is for a machine that is busy"""


def _attempt(
    begin: Callable[[Stand], None], end: Callable[[Stand], None], allowed: Callable[[Sent], bool], at_most: float
) -> Callable[[Path, Mariadb], Account]:
    """`allowed`: which of the requests under way meanwhile may fail; each of them within `at_most` seconds."""

    def attempt(folder: Path, server: Mariadb) -> Account:
        waits = {"CONNECT_SECONDS": str(CONNECT_SECONDS), "FIRST_BYTE_SECONDS": str(FIRST_BYTE_SECONDS)}
        stand = Stand(folder, server, **waits)
        with stand.up():
            with stand.load():
                stand.fault()
                begin(stand)
                stand.steady(BAD_SECONDS)
                end(stand)
                stand.mended()
                stand.tolerate(lambda one: stand.during(one, 0.0) and allowed(one))
                stand.healed_by_answers(1.0)
            stand.settled(30)
        failed = [one for one in stand.traffic.sent if not one.answered]
        slowest = max((one.took for one in failed), default=0.0)
        bound = at_most * shortage()
        stand.expect(slowest <= bound, f"a failure took {slowest:.1f} s, over {bound:.1f} s")
        if failed:
            stand.note(f"slowest failure {slowest:.2f} s")
        opened = stand.traffic.opened["h2"]
        stand.expect(opened == 1, f"the HTTP/2 client had to connect {opened} times")
        often = max((count for (method, _), count in stand.traffic.origin.asked.items() if method == "GET"), default=0)
        stand.expect(often <= 2, f"a GET reached the origin {often} times")
        return stand.account()

    return attempt


def _manner(manner: Manner) -> tuple[Callable[[Stand], None], Callable[[Stand], None]]:
    def begin(stand: Stand) -> None:
        stand.traffic.origin.manner = manner

    def end(stand: Stand) -> None:
        stand.traffic.origin.manner = Manner.ANSWERS

    return begin, end


refused = _attempt(
    lambda stand: stand.traffic.do(stand.traffic.origin.refuse()),
    lambda stand: stand.traffic.do(stand.traffic.origin.listen()),
    lambda one: one.fate == "502",
    SWEEP,
)
deaf = _attempt(
    lambda stand: stand.traffic.do(stand.traffic.origin.deafen()),
    lambda stand: stand.traffic.do(stand.traffic.origin.listen()),
    lambda one: one.fate == "502",
    CONNECT_SECONDS + SWEEP,
)
silent = _attempt(*_manner(Manner.SILENT), lambda one: one.fate == "504", FIRST_BYTE_SECONDS + SWEEP)
half_closed = _attempt(*_manner(Manner.HALF_CLOSES), lambda one: one.fate == "502", SWEEP)
tired = _attempt(*_manner(Manner.TIRED), lambda one: one.fate == "502" and one.method == "POST", SWEEP)
slow = _attempt(*_manner(Manner.SLOW), lambda _: False, 0.0)
