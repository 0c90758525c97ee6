"""What the learned and behavioural part of a request costs inline, in processor time.

    python -m bench.behaviour.inline
    python -m bench.behaviour.inline --write docs/behaviour.md

Statistics, abuse and geography work near-line: of them a request pays that its path is masked so that ids can be told apart.
The two models judge inline: outliers and the payload classifier. Both are trained here first, on requests of the same kinds but
other ones. What other addons read too (fields of head and body) and what the record of every exchange needs (the query as it is
recorded) is there before the clock starts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from random import Random
from urllib.parse import quote

from addons.addon import Facts
from addons.classifier import Classifier
from addons.exchange import Exchange, Phase, Request
from addons.operation import operation_template
from addons.outliers import Outliers
from addons.outliers.features import Seen
from addons.pipeline import Inspection, Pipeline, Stage
from addons.redact import redact_path
from bench.behaviour.page import replace_block
from gateway.analyst.text import benign, fit, run
from gateway.analyst.training import dataset, train

START = 1_790_000_000.0
LEARNED, MEASURED, ROUNDS = 4_000, 2_000, 5
BAR = 100.0
"""microseconds of processor time a request"""
KEY = b"k" * 32
PHASES = (Phase.REQUEST_HEADERS, Phase.REQUEST_BODY)
AGENTS = ("Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0", "shop-ios/4.2 (iOS 18.2)", "okhttp/4.12.0")


def plain(random: Random) -> Request:
    """Most requests: words, numbers and ids."""
    if random.random() < 0.6:
        return _request(random, "GET", f"/orders/{random.randint(1, 99_999)}")
    return _request(random, "GET", "/products", f"page={random.randint(1, 30)}&sort=price")


def uuids(random: Random) -> Request:
    bits = f"{random.getrandbits(128):032x}"
    return _request(
        random, "GET", f"/files/{bits[:8]}-{bits[8:12]}-4{bits[13:16]}-a{bits[17:20]}-{bits[20:]}/versions/3"
    )


def search(random: Random) -> Request:
    """Text that people and programs write, in a query."""
    return _request(random, "GET", "/search", f"q={quote(_text(random)[:200])}")


def message(random: Random) -> Request:
    """The same in the fields of a JSON body."""
    body = json.dumps({"subject": _text(random)[:80], "text": _text(random), "tags": ["a", "b"], "count": 3}).encode()
    return _request(random, "POST", "/messages", body=body)


def _text(random: Random) -> str:
    return benign.good(random, *random.choices(tuple(benign.SHARES), tuple(benign.SHARES.values())))


def _request(random: Random, method: str, path: str, query: str = "", body: bytes = b"") -> Request:
    headers = [(b"host", b"shop.example"), (b"user-agent", random.choice(AGENTS).encode())]
    if body:
        headers += [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    return Request(method, path.encode(), query.encode(), tuple(headers), body, host="shop.example")


KINDS: dict[str, Callable[[Random], Request]] = {
    "words, numbers, ids": plain,
    "a UUID in the path": uuids,
    "free text in the query": search,
    "free text in a JSON body": message,
}


def models() -> tuple[Outliers, Classifier]:
    random = Random(1)
    seen = []
    for number in range(LEARNED):
        request = random.choice(tuple(KINDS.values()))(random)
        path = redact_path(request.path.decode(), KEY)
        agent = request.header(b"user-agent") or b""
        seen.append(
            Seen(int((START + number * 20) * 1e6), operation_template(request.method, request.path), request.method, path,
                 request.query.decode(), agent.decode(), len(request.body), False)
        )  # fmt: skip
    outliers = train.fit(dataset.split_by_time(seen), 0.1, 1, operations=True, progress=lambda _stage, _done: None)
    text = fit.fit(run.drawn(1), lambda _stage, _done: None)
    return Outliers(model=outliers.model), Classifier(model=text.model)


def exchanges(kind: str) -> list[Exchange]:
    """Others than those that were learned from, with what every addon and the record read already read."""
    random = Random(f"inline:{kind}")
    made = []
    for number in range(MEASURED):
        request = KINDS[kind](random)
        one = Exchange(f"r{number}", request, api_id=1, operation=operation_template(request.method, request.path))
        _ = one.head.fields, one.payload.fields, one.recorded_query
        made.append(one)
    return made


def cost(work: Callable[[Exchange], object], over: list[Exchange]) -> list[float]:
    """Microseconds of processor time for each exchange, the least of the rounds: what else the machine does only adds."""
    least = [float("inf")] * len(over)
    clock = time.thread_time_ns
    for _ in range(ROUNDS):
        for place, exchange in enumerate(over):
            began = clock()
            work(exchange)
            least[place] = min(least[place], (clock() - began) / 1e3)
    return least


def through(pipeline: Pipeline) -> Callable[[Exchange], object]:
    facts = Facts(START + 86_400)

    def work(exchange: Exchange) -> None:
        inspection = Inspection()
        for phase in PHASES:
            pipeline.run(phase, exchange, facts, inspection, time.perf_counter_ns)

    return work


def masked(exchange: Exchange) -> str:
    return redact_path(exchange.request.path.decode(), KEY)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.behaviour.inline", description=__doc__.splitlines()[0])
    parser.add_argument("--write", metavar="FILE", default="", help="put the table into this page")
    given = parser.parse_args()
    outliers, classifier = models()
    works: dict[str, Callable[[Exchange], object]] = {
        "path masked": masked,
        "outliers": through(Pipeline([Stage(outliers)])),
        "classifier": through(Pipeline([Stage(classifier)])),
    }
    empty = through(Pipeline([]))
    lines = [
        f"Microseconds of processor time a request, mean and (99th percentile); at most {BAR:.0f} may be spent:",
        "",
        f"| request | {' | '.join(works)} | together |",
        f"|---|{'--:|' * (len(works) + 1)}",
    ]
    for kind in KINDS:
        over = exchanges(kind)
        nothing = statistics.mean(cost(empty, over))
        found = [cost(work, over) for work in works.values()]
        # An empty pipeline's own turn is no addon's.
        found[1:] = [[max(0.0, each - nothing) for each in one] for one in found[1:]]
        found.append([sum(each) for each in zip(*found, strict=True)])
        *each, together = (_told(one) for one in found)
        told = together if statistics.mean(found[-1]) <= BAR else f"**{together}**"
        lines.append(f"| {kind} | {' | '.join(each)} | {told} |")
    text = "\n".join(lines)
    if given.write:
        replace_block(given.write, "bench.behaviour.inline", text)
    print(text)
    return 0


def _told(values: list[float]) -> str:
    return f"{statistics.mean(values):.1f} ({statistics.quantiles(values, n=100)[98]:.1f})"


if __name__ == "__main__":
    sys.exit(main())
