"""What inputs made to be slow cost: processor time against length, and the longest stretch the event loop is held.

    python -m bench.hostile [--svg FILE] [--markdown] [--most BYTES]

Each input is hostile to something that looks at it: a decoder, a regular expression, a grammar. Linear is what doubles
with its length: a byte of a megabyte costs what a byte of 64 kB costs. Processor time alone is measured, so a busy machine
does not matter. A stretch is the processor time the inspecting thread spends between two moments at which another thread
gets the interpreter, as the event loop does while a long body is inspected aside.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from addons.addon import Facts
from addons.exchange import Exchange, Phase, Request
from addons.payload import Payload
from addons.pipeline import Inspection, Pipeline, Stage
from addons.signatures import Signatures, load_pack
from gateway.proxy.aside import ASIDE_BYTES, SWITCH_SECONDS

SIZES = (1_000, 4_000, 16_000, 64_000, 256_000, 1_000_000)
VALUES = 1900
"""of those inputs that are many values: just under what is decoded of one request"""


def text(piece: str) -> Callable[[int], bytes]:
    """One JSON string made of `piece`."""
    return lambda size: json.dumps({"q": (piece * (size // len(piece) + 1))[:size]}, ensure_ascii=False).encode()


def values(piece: str) -> Callable[[int], bytes]:
    """As many JSON strings of half a kilobyte, made of `piece`, as fit."""

    def made(size: int) -> bytes:
        count = max(1, min(VALUES, size // 520))
        each = max(1, size // count - 10)
        return json.dumps({f"k{n}": (piece * (each // len(piece) + 1))[:each] for n in range(count)}).encode()

    return made


INPUTS: dict[str, tuple[bytes, Callable[[int], bytes]]] = {
    "prose": (b"application/json", text("a fine day on which nothing is wrong. ")),
    "many values": (b"application/json", values("a fine day on which nothing is wrong. ")),
    "numbers": (b"application/json", lambda size: b"[" + b"1," * (size // 2) + b"1]"),
    "keys twice": (b"application/json", lambda size: b"{" + b'"a":"x:y",' * (size // 10) + b'"a":1}'),
    "no end": (b"application/json", lambda size: b'{"a":"' + b"x" * size),
    "brackets": (b"application/json", lambda size: b"[" * size),
    "percent signs": (b"application/json", text("%2525252525252541")),
    "entities": (b"application/json", text("&#65;")),
    "ampersands": (b"application/json", text("&")),
    "script escapes": (b"application/json", text("\\u0041")),
    "full width": (b"application/json", text("\uff07")),
    "overlong": (b"application/x-www-form-urlencoded", lambda size: b"q=" + b"%c0%af" * (size // 6)),
    "quotes": (b"application/json", values("' or a<b ")),
    "conditions": (b"application/json", values("1 or a=a")),
    "comments": (b"application/json", text("a/**/b")),
    "open comments": (b"application/json", text("/*")),
    "parentheses": (b"application/json", values("1 or (1,")),
    "tags": (b"application/json", values("<a b=c ")),
    "handlers": (b"application/json", values("x' onclick =")),
    "separators": (b"application/json", values(";cat b ")),
    "backticks": (b"application/json", text("``a b")),
    "fences": (b"application/json", text("```\n; cat /etc/x\n")),
    "steps": (b"application/json", values("../a ")),
    "lookups": (b"application/json", text("${${lower:")),
    "filters": (b"application/json", values(")(a=")),
    "base64": (b"application/json", values("YWJjZGVmZ2hpamts")),
    "pluses": (
        b"application/json",
        lambda size: json.dumps({"q": "+ab" * (min(size, 16_000) // 3) + " x" * (size // 2)}).encode(),
    ),
    "form fields": (b"application/x-www-form-urlencoded", lambda size: b"&a=%41" * (size // 6)),
    "parts": (
        b"multipart/form-data; boundary=B",
        lambda size: b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n' * (size // 51) + b"--B--",
    ),
    "no parts": (b"multipart/form-data; boundary=B", lambda size: b"--B" * (size // 3)),
    "elements": (b"application/xml", lambda size: b"<r>" + b"<a/>" * (size // 4) + b"</r>"),
    "nested elements": (b"application/xml", lambda size: b"<a>" * (size // 3)),
    "attack": (b"application/json", values("1' union select a from b where '1'='1 ")),
}


class Bench:
    def __init__(self) -> None:
        self._pipeline = Pipeline([Stage(Payload()), Stage(Signatures(load_pack()))])

    def cost(self, media_type: bytes, body: bytes) -> float:
        """Processor seconds of one inspection, the least of three."""
        best = math.inf
        for _ in range(3 if len(body) > 100_000 else 5):
            started = time.thread_time()
            self._inspect(media_type, body)
            best = min(best, time.thread_time() - started)
        return best

    def stretch(self, media_type: bytes, body: bytes) -> float:
        """The longest processor time, seconds, between two moments at which another thread gets the interpreter."""
        sys.setswitchinterval(SWITCH_SECONDS)
        thread = threading.Thread(target=self._inspect, args=(media_type, body))
        thread.start()
        assert thread.ident is not None
        worst = before = 0.0
        try:
            clock = time.pthread_getcpuclockid(thread.ident)
            while thread.is_alive():
                now = time.clock_gettime(clock)
                worst, before = max(worst, now - before), now
                time.sleep(0.0001)
        except OSError:  # the thread, and its clock, are gone
            pass
        thread.join()
        return worst

    def _inspect(self, media_type: bytes, body: bytes) -> None:
        request = Request("POST", b"/", headers=((b"content-type", media_type),), body=body)
        self._pipeline.run(Phase.REQUEST_BODY, Exchange("1", request), Facts(), Inspection(), time.thread_time_ns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--svg", type=Path, help="draw cost against length into this file")
    parser.add_argument("--markdown", action="store_true", help="as the table of docs/detection.md")
    parser.add_argument("--most", type=int, default=SIZES[-1], help="bytes of the longest input")
    args = parser.parse_args()
    bench = Bench()
    sizes = [size for size in SIZES if size <= args.most]
    lines: dict[str, list[float]] = {}
    if args.markdown:
        print(
            "| input | "
            + " | ".join(f"{size // 1000} kB, ms" for size in sizes)
            + " | ns a byte | longest stretch, ms |"
        )
        print("|---|" + "--:|" * (len(sizes) + 2))
    for name, (media_type, make) in INPUTS.items():
        bodies = [make(size) for size in sizes]
        costs = [bench.cost(media_type, body) for body in bodies]
        lines[name] = costs
        aside = len(bodies[-1]) >= ASIDE_BYTES
        held = min(bench.stretch(media_type, bodies[-1]) for _ in range(3)) if aside else costs[-1]
        cells = [f"{cost * 1000:.2f}" for cost in costs] + [
            f"{costs[-1] / len(bodies[-1]) * 1e9:.0f}",
            f"{held * 1000:.1f}",
        ]
        print(
            "| " + " | ".join([name, *cells]) + " |"
            if args.markdown
            else f"{name:18}" + "".join(f"{c:>10}" for c in cells)
        )
    if args.svg:
        args.svg.write_text(drawing(sizes, lines))


def drawing(sizes: list[int], lines: dict[str, list[float]]) -> str:
    """Both axes logarithmic: what is linear in its length runs along the dashed line."""
    width, height, left, bottom, right = 860, 520, 70, 50, 170
    low, high = -6.0, 0.5  # seconds, powers of ten

    def place(size: float, seconds: float) -> tuple[float, float]:
        span = math.log10(sizes[-1] / sizes[0])
        x = left + (width - left - right) * math.log10(size / sizes[0]) / span
        y = (height - bottom) * (1 - (max(low, math.log10(max(seconds, 1e-9))) - low) / (high - low))
        return x, y

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for power in range(-6, 1):
        x, y = place(sizes[0], 10.0**power)
        out.append(f'<path d="M{x} {y:.1f}H{width - right}" stroke="#ddd"/>')
        out.append(f'<text x="{x - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0 ** (power + 3):g} ms</text>')
    for size in sizes:
        x, y = place(size, 10**low)
        out.append(f'<path d="M{x:.1f} {y}V0" stroke="#eee"/>')
        out.append(f'<text x="{x:.1f}" y="{y + 18}" text-anchor="middle">{size // 1000} kB</text>')
    (x1, y1), (x2, y2) = place(sizes[0], 3e-7 * sizes[0]), place(sizes[-1], 3e-7 * sizes[-1])
    out.append(f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="#000" stroke-dasharray="6 4"/>')
    out.append(f'<text x="{x2 + 6:.1f}" y="{y2 - 8:.1f}" font-weight="bold">300 ns a byte</text>')
    last = -100.0
    for number, (name, costs) in enumerate(sorted(lines.items(), key=lambda line: line[1][-1])):
        colour = f"hsl({number * 360 / len(lines):.0f} 65% 45%)"
        points = " ".join("{:.1f},{:.1f}".format(*place(size, cost)) for size, cost in zip(sizes, costs, strict=True))
        out.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.3"><title>{name}</title></polyline>'
        )
        x, y = place(sizes[-1], costs[-1])
        if abs(y - last) >= 11:
            out.append(f'<text x="{x + 6:.1f}" y="{y + 4:.1f}" fill="{colour}">{name}</text>')
            last = y
    return "\n".join([*out, "</svg>", ""])


if __name__ == "__main__":
    main()
