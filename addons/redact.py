"""Masks what must not be stored or shown: credentials, card numbers, e-mail addresses, long secrets.

Every pattern is possessive or of bounded width, so that time is linear; the text looked at is bounded besides.
It errs on the side of masking: evidence is there to show a shape, not a value.
Of what is masked in a path a short hash under the installation's key may stay: which order it was is not known, that it was
another one is, so that who tries them one after the other can be told.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from urllib.parse import unquote_to_bytes

LIMIT = 4096
"""characters looked at; evidence and log lines are shorter"""
PATH = 1024
"""characters of a path looked at"""
HASHED = 12
EVIDENCE = 200
FINGERPRINT = re.compile(":[0-9a-f]{10}›")
SHORTEST = 5
"""characters that a segment of a path must have for a pattern below to match in it"""

JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{8,}+\.[A-Za-z0-9_-]{4,}+(?:\.[A-Za-z0-9_-]*+)?")
BEARER = re.compile(r"(?i)\b(bearer|basic|token|digest|apikey)(\s{1,3})[A-Za-z0-9+/=._~-]{8,}+")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}+@[A-Za-z0-9-]{1,63}+(?:\.[A-Za-z0-9-]{1,63}+){1,8}")
CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){12,18}+(?!\d)")
SECRET = re.compile(r"[A-Za-z0-9_+/=-]{24,}+")
ASSIGNED = re.compile(
    r"(?i)([\w.-]{0,32}(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|credential|session_?id)[\w.-]{0,32}+)"
    r"([\"']?\s{0,3}[=:]\s{0,3}[\"']?)[^\s\"'&;,<>()|]{1,256}+"
)
BEARER_WORD = re.compile("bearer|basic|token|digest|apikey")
ASSIGNED_WORD = re.compile(
    r"(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|credential|session_?id)[\w.-]{0,32}+[\"']?\s{0,3}[=:]"
)
"""what those patterns cannot match without, in lower case: trying them at every character is what masking costs"""
SUSPECT_WORD = re.compile("bearer|basic|token|digest|api|pass|secret|credential|session|@|%|eyj")
SUSPECT_RUN = re.compile(r"[a-z0-9_+/=-]{24}|\d(?:[ -]?\d){12}")
"""what no pattern above matches without, in lower case: most text has none of it and is looked at once. Words alone, as
Python finds alternatives of plain words fast."""
SENSITIVE = ("pass", "pwd", "secret", "token", "key", "auth", "credential", "session", "sid", "jwt", "otp", "pin",
             "signature", "sig", "code", "cvv", "cvc", "card", "ssn", "iban")  # fmt: skip
EXACT_ONLY = frozenset(("sid", "pin", "sig", "code", "key", "card", "otp"))
"""short words that stand inside innocent ones (`side`, `shipping`, `country_code`, `monkey`)"""
SENSITIVE_WORD = re.compile("|".join(SENSITIVE))


def redact(text: str) -> str:
    """`text` with e-mail addresses, card numbers, tokens and long secrets masked; at most `LIMIT` characters of it."""
    text = text[:LIMIT]
    if not _suspect(text.lower()):
        return text
    if "eyJ" in text:
        text = JWT.sub("‹jwt›", text)
    # Beyond ASCII other letters match these words too.
    low = text.lower() if text.isascii() else None
    if low is None or BEARER_WORD.search(low) is not None:
        text = BEARER.sub(r"\1\2‹secret›", text)
    if low is None or ASSIGNED_WORD.search(low) is not None:
        text = ASSIGNED.sub(r"\1\2‹secret›", text)
    if "@" in text:
        text = EMAIL.sub("‹email›", text)
    text = CARD.sub(_card, text)
    return SECRET.sub(_secret, text)


def redact_path(path: str, key: bytes = b"") -> str:
    """The first 1,024 characters, each segment redacted by itself, so that the shape stays: `/orders/‹secret›/items`.

    With `key` (at most 64 bytes) the first twelve that are masked are told apart by 40 bits of a keyed hash:
    `/orders/‹secret:0f3a9c0412›/items`. At most 2,048 characters. Costs less than `redact`.
    """
    path = path[:PATH]
    if not _suspect(path.lower()):
        return path
    segments = path.split("/")
    left = HASHED if key else 0
    for at, segment in enumerate(segments):
        if len(segment) >= SHORTEST and (masked := _masked(segment)) != segment:
            segments[at] = masked
            if left:
                digest = blake2b(segment.encode("utf-8", "surrogatepass"), digest_size=5, key=key, person=b"path")
                segments[at] = masked.replace("›", f":{digest.hexdigest()}›", 1)
                left -= 1
    return "/".join(segments)


def plain_path(path: str) -> str:
    """What `redact_path` makes without a key, of what it made with one."""
    return FINGERPRINT.sub("›", path) if "›" in path else path


def _masked(segment: str) -> str:
    whole = SECRET.fullmatch(segment)
    return _secret(whole) if whole else redact(segment)


def _suspect(low: str) -> bool:
    return SUSPECT_WORD.search(low) is not None or (len(low) >= 13 and SUSPECT_RUN.search(low) is not None)


def evidence(text: str, name: str = "") -> str:
    """`text` as the evidence of a finding: redacted, printable, at most 200 characters; all masked where `name` is sensitive."""
    if name and is_sensitive(name):
        return f"‹{len(text)} characters of {name[:40]!r}›"
    text = redact(text)
    if not text.isprintable():
        text = "".join(c if c.isprintable() else "·" if c == "\0" or "\ud800" <= c <= "\udfff" else " " for c in text)
    return text if len(text) <= EVIDENCE else text[: EVIDENCE - 1] + "…"


def is_sensitive(name: str) -> bool:
    """Whether a parameter of this name carries a credential or a personal number."""
    low = name.lower()
    if SENSITIVE_WORD.search(low) is None:
        return False
    words = low.replace("-", "_").replace(".", "_").replace("[", "_").replace("]", "").split("_")
    return any(word in words if word in EXACT_ONLY else word in low for word in SENSITIVE)


def redact_query(query: bytes) -> str:
    """A query string fit to be logged: values of sensitive names masked, the rest redacted, percent encoding kept."""
    if not query:
        return ""
    line = query[:LIMIT].decode("utf-8", "replace")
    low = line.lower()
    if not _suspect(low) and SENSITIVE_WORD.search(low) is None:
        return _line(line)
    out: list[str] = []
    for piece in query[:LIMIT].split(b"&"):
        name, equals, value = piece.partition(b"=")
        readable = unquote_to_bytes(name.replace(b"+", b" ")).decode("utf-8", "replace")
        if equals and value and is_sensitive(readable):
            out.append(_printable(name) + "=‹secret›")
        elif b"%" in value:
            # The most usual escape at once, the others one by one.
            plain = unquote_to_bytes(value.replace(b"%20", b" ")).decode("utf-8", "replace")
            masked = redact(plain)
            out.append(_printable(piece) if masked == plain else _printable(name + equals) + _line(masked))
        else:
            # name and value by themselves: together they may look like one long token
            shown = redact(_printable(name))
            out.append(f"{shown}={redact(_printable(value))}" if equals else shown)
    return "&".join(out)


def _printable(raw: bytes) -> str:
    return _line(raw.decode("utf-8", "replace"))


def _line(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else "·" for c in text)


def _card(match: re.Match[str]) -> str:
    digits = [int(c) for c in match[0] if c.isdigit()]
    total = sum(digits[-1::-2]) + sum(d * 2 - 9 * (d > 4) for d in digits[-2::-2])
    return "‹card›" if total % 10 == 0 else match[0]


def _secret(match: re.Match[str]) -> str:
    found = match[0]
    kinds = any(c.isdigit() for c in found) + any(c.isupper() for c in found) + any(c.islower() for c in found)
    return "‹secret›" if kinds >= 2 and any(c.isdigit() for c in found) and found.count("/") < 3 else found
