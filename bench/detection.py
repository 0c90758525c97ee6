"""Detection over folders of labelled requests: how much is blocked, by source, label and class, and how fast.

    python bench/detection.py [FOLDER] [--level N] [--show SOURCE:LABEL[:CLASS]] [--rules]

FOLDER holds *.jsonl.gz as `boing inspect --jsonl` reads them, with source, label (attack or benign) and class.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gateway.inspect import decode_record, detectors_alone, judge_record


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "folder", nargs="?", default=str(Path(__file__).resolve().parent.parent.parent / "shared" / "corpora")
    )
    parser.add_argument("--level", type=int, default=1)
    parser.add_argument("--only", default="", help="sources, comma separated")
    parser.add_argument("--show", default="", help="SOURCE:LABEL[:CLASS]: print what was judged wrong there")
    parser.add_argument("--limit", type=int, default=40)
    parser.add_argument("--markdown", action="store_true", help="as the table of docs/detection.md")
    parser.add_argument("--rules", action="store_true", help="rules that hit benign requests, by count")
    args = parser.parse_args()
    judge = detectors_alone(args.level)
    wanted = set(args.only.split(",")) if args.only else None
    blocked: collections.Counter[tuple[str, str, str]] = collections.Counter()
    total: collections.Counter[tuple[str, str, str]] = collections.Counter()
    rules: collections.Counter[tuple[str, str]] = collections.Counter()
    spent, micros, left = 0.0, 0.0, args.limit
    show = args.show.split(":")
    for file in sorted(Path(args.folder).glob("*.jsonl.gz")):
        if wanted and file.name.removesuffix(".jsonl.gz") not in wanted:
            continue
        for line in gzip.decompress(file.read_bytes()).splitlines():
            started = time.perf_counter()
            shown = judge_record(decode_record(line), judge)
            spent += time.perf_counter() - started
            micros += sum(shown.micros.values())
            meta = json.loads(line)
            key = (meta["source"], meta["label"], meta.get("class", ""))
            total[key] += 1
            hit = shown.verdict == "block"
            blocked[key] += hit
            if hit and meta["label"] == "benign":
                for rule in {f["rule"] for f in shown.findings}:
                    rules[key[0], rule] += 1
            if args.show and list(key[: len(show)]) == show and hit is (meta["label"] == "benign") and left:
                left -= 1
                what = meta["query"] + " " + (meta["body"] or "") if "raw" not in meta else repr(meta["raw"])
                print(meta["id"], meta["path"][:200], what[:300].replace("\n", "\\n"))
                for finding in shown.findings:
                    print("    ", finding["rule"], finding["severity"], finding["location"], finding["evidence"][:140])
    if args.markdown:
        print("| source | label | requests | blocked, % | by class, % |\n|---|---|--:|--:|---|")
    groups: dict[tuple[str, str], list[str]] = collections.defaultdict(list)
    for key in sorted(total):
        groups[key[:2]].append(key[2])
    for (source, label), classes in groups.items():
        hits = sum(blocked[source, label, name] for name in classes)
        count = sum(total[source, label, name] for name in classes)
        each = "  ".join(
            f"{name} {100 * blocked[source, label, name] / total[source, label, name]:.0f}" for name in classes
        )
        each = each if len(classes) > 1 else ""
        if args.markdown:
            print(f"| {source} | {label} | {count} | {100 * hits / count:.1f} | {each} |")
        else:
            print(f"{source:16}{label:8}{count:6}{100 * hits / count:7.1f} %   {each}")
    count = sum(total.values())
    print(f"{count} records, {count / spent:.0f}/s, {micros / count:.0f} µs in addons on average")
    if args.rules:
        for (source, rule), times in rules.most_common(60):
            print(f"  {source:16}{rule:28}{times}")


if __name__ == "__main__":
    main()
