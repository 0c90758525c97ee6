"""The payload classifier on labelled requests it was not made from: what it tells apart, what it would doubt, what it would catch.

    python -m bench.classifier [FOLDER] [--only SOURCE,…] [--core] [--markdown]

FOLDER as for `bench.detection`. Trains the starting model first, then judges each request by payload, signatures and the
classifier, with and without the classifier enforcing. `--core`: with the machine's Core Rule Set in place of the own rules.
Nothing here is learned from: it is a report.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
from sklearn.metrics import roc_auc_score

from addons.addon import Facts
from addons.classifier import Classifier, ClassifierSettings, TextModel
from addons.classifier.addon import MOST_WINDOWS, RULES
from addons.classifier.due import due, oddest, text_of
from addons.classifier.text import fold
from addons.exchange import Exchange
from addons.finding import Mode
from addons.payload import Payload
from addons.pipeline import Pipeline, Stage
from addons.signatures import Signatures, SignaturesSettings, load_pack
from addons.verdict import Action
from gateway.analyst.text.fit import DOUBT, fit
from gateway.analyst.text.run import drawn
from gateway.inspect import decode_record, request_of
from gateway.policy.cache import DiskCache
from gateway.policy.judging import run_phases
from gateway.policy.rules import find_core_rules

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Counts:
    requests: int = 0
    blocked: int = 0
    with_it: int = 0
    freed: int = 0
    caught: int = 0
    told: int = 0
    likely: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", default=str(ROOT.parent / "shared" / "corpora"))
    parser.add_argument("--only", default="", help="sources, comma separated")
    parser.add_argument("--core", action="store_true", help="the Core Rule Set in place of the own rules")
    parser.add_argument("--every", type=int, default=1, help="only every Nth request")
    parser.add_argument("--markdown", action="store_true", help="as the table of docs/classifier.md")
    args = parser.parse_args()
    trained = fit(drawn(1), lambda _stage, _done: None)
    shown = {k: v for k, v in trained.metrics.items() if k != "reliability"}
    print(json.dumps(shown), file=sys.stderr)
    print("reliability (said, true, texts):", trained.metrics["reliability"], file=sys.stderr)
    plain, second = pipelines(trained.model, core=args.core)
    found: dict[tuple[str, str], Counts] = defaultdict(Counts)
    wanted = set(args.only.split(",")) if args.only else None
    for file in sorted(Path(args.folder).glob("*.jsonl.gz")):
        if wanted and file.name.removesuffix(".jsonl.gz") not in wanted:
            continue
        for line in gzip.decompress(file.read_bytes()).splitlines()[:: args.every]:
            record = decode_record(line)
            if record.raw is None:
                one(found[record.source, record.label], Exchange("r", request_of(record)), plain, second, trained.model)
    report(found, markdown=args.markdown)


def pipelines(model: TextModel, *, core: bool) -> tuple[Pipeline, Pipeline]:
    """Without the classifier, and with it enforcing."""
    cache = DiskCache(Path.home() / ".cache" / "boing")
    settings = SignaturesSettings(own=not core, crs=core)
    rules = find_core_rules("", ROOT) if core else None
    if core and rules is None:
        sys.exit("--core: this machine has no Core Rule Set")
    program = rules.load(1, 5, cache=cache) if rules else None
    before = [Stage(Payload()), Stage(Signatures(load_pack(cache=cache), settings, program=program))]
    return Pipeline(before), Pipeline(
        [*before, Stage(Classifier(ClassifierSettings(doubt=DOUBT), model), Mode.ENFORCE)]
    )


def one(counts: Counts, exchange: Exchange, plain: Pipeline, second: Pipeline, model: TextModel) -> None:
    again = msgspec.structs.replace(exchange.request)
    without = run_phases(plain, exchange, Facts()).verdict.action is Action.BLOCK
    judged = run_phases(second, Exchange("r", again), Facts())
    with_it = judged.verdict.action is Action.BLOCK
    counts.requests += 1
    counts.blocked += without
    counts.with_it += with_it
    counts.freed += without and not with_it
    counts.caught += with_it and not without
    counts.told += not without and any(f.rule in RULES[:2] for f in judged.inspection.findings)
    fields = oddest(due([*exchange.head.fields, *exchange.payload.fields]), 16)
    counts.likely.append(max((model.judge(fold(text_of(f)), MOST_WINDOWS).probability for f in fields), default=0.0))


def report(found: dict[tuple[str, str], Counts], *, markdown: bool) -> None:
    """A line a source and label; `AUC` over the sources that have both labels, and over all."""
    edge = "| " if markdown else ""
    between = " | " if markdown else "\t"
    head = (
        "source",
        "label",
        "requests",
        "blocked",
        "with it enforcing",
        "freed",
        "newly blocked",
        "passed, but told of",
    )
    print(edge + between.join(head) + edge[::-1])
    if markdown:
        print("|---|---" + "|--:" * (len(head) - 2) + "|")
    for (source, label), c in sorted(found.items()):
        row = (source, label, c.requests, c.blocked, c.with_it, c.freed, c.caught, c.told)
        print(edge + between.join(str(cell) for cell in row) + edge[::-1])
    for source in (*sorted({name for name, _ in found}), ""):
        attacks = [p for (s, label), c in found.items() if label == "attack" and s.startswith(source) for p in c.likely]
        good = [p for (s, label), c in found.items() if label == "benign" and s.startswith(source) for p in c.likely]
        if attacks and good:
            truth = np.repeat([1, 0], [len(attacks), len(good)])
            print(f"AUC {source or 'of all'}: {roc_auc_score(truth, [*attacks, *good]):.4f}")


if __name__ == "__main__":
    main()
