"""Figures as a sentence has them: sizes, times, shares, counts. Rounded for people; the evidence has the exact ones."""

from __future__ import annotations

from addons.behaviour.sight import Scope


def size(count: float) -> str:
    """Bytes: `812 B`, `3.2 kB`, `48 MB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            return f"{count:.0f} {unit}" if count >= 10 or unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    raise AssertionError


def span(seconds: float) -> str:
    """`20 ms`, `2.4 s`, `12 minutes`, `3 hours`, `2 days`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    for unit, length in (("minutes", 60), ("hours", 3600)):
        if seconds < 48 * length or (unit == "minutes" and seconds < 5400):
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds / 86400:.0f} days"


def share(part: float) -> str:
    """Of 1: `42 %`, `0.4 %`."""
    return f"{part * 100:.1f} %" if 0 < part < 0.1 else f"{part * 100:.0f} %"


def count(number: float) -> str:
    """`0.4`, `12`, `1,204`."""
    return f"{number:.1f}" if 0 < number < 10 and number != int(number) else f"{number:,.0f}"


def whom(identity: str, client: str) -> tuple[Scope, str]:
    """The scope and target of a decision about an identity (`kind:value`) that called from `client`."""
    kind, _, value = identity.partition(":")
    if kind == "key" and value:
        return "key", value
    if kind in ("jwt", "cookie") and value:
        return "principal", value
    return ("address", client) if client else ("", "")
