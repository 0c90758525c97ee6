"""What an answer gives away: stack traces, messages of a database, keys and passwords.

Looks at the first bytes of an answer, which have long been sent on when it does: it tells, it holds nothing back. In an error
a trace is a fault; in a good answer it may be what was asked for (a log, a ticket), so there it is a notice. A secret is known
by its form and by how it is made (of many different signs, no placeholder), and is never part of what is said of it.

Hyperscan proposes; each proposal is confirmed on the text. Bounded: `LOOKED_AT` bytes, unpacked too.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from addons.addon import CounterKey, Facts
from addons.decode.coding import beginning
from addons.decode.text import lenient
from addons.exchange import Exchange, Phase, Response
from addons.finding import Finding, Severity
from addons.redact import evidence
from addons.signatures.ast import Place
from addons.signatures.matcher import CompiledCache, Expression, Matcher

LOOKED_AT = 64 * 1024
"""bytes of an answer, at most, that are looked at once they are unpacked"""
OPAQUE = (
    b"image/",
    b"audio/",
    b"video/",
    b"font/",
    b"application/zip",
    b"application/pdf",
    b"application/octet-stream",
)
DIFFERENT = 8
"""different signs that a secret is made of; `xxxxxxxx` and `changeme` are not"""
_PLACEHOLDER = re.compile(
    r"example|sample|placeholder|change_?me|your[_-]|dummy|xxxx|\*\*\*|<|\$\{|\{\{|password\Z|secret\Z", re.IGNORECASE
)


class Mark(NamedTuple):
    """How a leak is recognised. `secret`: its first group is one."""

    rule: str
    message: str
    pattern: str
    severity: Severity
    secret: bool = False
    in_good: Severity = Severity.NOTICE
    """its severity in an answer that is no error"""


_LINE = r"(?:\n|\\n|<br ?/?>)[ \t]*(?:\\t|&nbsp;){0,8}"
"""a new line as text, as a JSON string, as HTML"""
_S = Severity
MARKS = (
    Mark("disclosure-trace", "a stack trace of Python", r"Traceback \(most recent call last\):", _S.ERROR),
    Mark("disclosure-trace", "a stack trace of Java", _LINE + r"at [\w.$/<>]{3,200}\([\w$]{1,80}\.(?:java|kt|scala|groovy):\d{1,6}\)", _S.ERROR),
    Mark("disclosure-trace", "a stack trace of .NET", _LINE + r"at [\w.`<>\[\]]{3,200}\([^()\n]{0,200}\) in [^\n]{3,200}:line \d{1,6}", _S.ERROR),
    Mark("disclosure-trace", "a stack trace of Node", _LINE + r"at [^\n\\]{0,120}\(?(?:file://)?(?:/|[A-Z]:\\)[^\n]{1,200}\.[cm]?[jt]sx?:\d{1,6}:\d{1,6}", _S.ERROR),
    Mark("disclosure-trace", "a stack trace of PHP", r"(?:Fatal error|Uncaught \w{0,40}(?:Error|Exception))[^\n]{0,300}(?: in | at )/[^\n]{1,200}\.php(?:</b>)?(?::\d| on line )", _S.ERROR),
    Mark("disclosure-trace", "a stack trace of Go", r"goroutine \d{1,9} \[\w{2,20}[^\]\n]{0,40}\]:", _S.ERROR),
    Mark("disclosure-trace", "a stack trace of Ruby", r"/[\w./-]{1,200}\.rb:\d{1,6}:in [`'][^'\n]{1,100}'", _S.ERROR),
    Mark("disclosure-trace", "a panic of Rust", r"thread '[^'\n]{1,60}' panicked at ", _S.ERROR),
    Mark(
        "disclosure-database", "a message of a database",
        r"You have an error in your SQL syntax|\bORA-\d{5}: |SQLSTATE\[\w{5}\]|Unclosed quotation mark after the character string|"
        r"unterminated quoted string at or near|syntax error at or near \\?\"|sqlite3\.OperationalError|PG::\w{3,40}Error|"
        r"com\.mysql\.(?:cj\.)?jdbc\.|org\.postgresql\.util\.PSQLException|\[SQL Server\]|psycopg2?\.errors\.\w", _S.ERROR,
    ),
    Mark("disclosure-listing", "the listing of a folder", r"<title>(?:Index of|Directory listing for) /", _S.WARNING, in_good=_S.WARNING),
    Mark("disclosure-secret", "a private key", r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----(?:\s|\\n)*([A-Za-z0-9+/=\s\\]{40})", _S.CRITICAL, True, _S.CRITICAL),
    Mark("disclosure-secret", "an access key of AWS with its secret", r"(?i:aws.{0,30}secret.{0,30}|secret_?access_?key.{0,10})[\"'=: ]([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+]|$)", _S.CRITICAL, True, _S.CRITICAL),
    Mark("disclosure-secret", "a token of GitHub", r"\b(?:gh[pousr]_|github_pat_)([A-Za-z0-9_]{36,82})", _S.CRITICAL, True, _S.CRITICAL),
    Mark("disclosure-secret", "a token of Slack", r"\bxox[abeoprs]-(\d{6,14}-[A-Za-z0-9-]{16,80})", _S.CRITICAL, True, _S.CRITICAL),
    Mark("disclosure-secret", "a live key of Stripe", r"\b(?:sk|rk)_live_([A-Za-z0-9]{20,99})", _S.CRITICAL, True, _S.CRITICAL),
    Mark(
        "disclosure-secret", "an address of a database with its password",
        r"\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|clickhouse)(?:\+\w{2,20})?://[^\s:/@\"']{0,64}:([^\s@/\"'<>]{4,128})@[\w.-]{2,}", _S.CRITICAL, True, _S.CRITICAL,
    ),
    Mark("disclosure-secret", "a connection string with its password", r"(?i)\b(?:server|data source|host)\s?=[^;\n\"]{2,100};[^\n\"]{0,300}\b(?:password|pwd)\s?=\s?([^;\s\"]{4,128})", _S.CRITICAL, True, _S.CRITICAL),
)  # fmt: skip
RULES = MappingProxyType({mark.rule: mark.severity for mark in MARKS})
"""every rule of this detector, and its severity in an error"""


class DisclosureSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of an answer is told.

    ignore:   rule ids that are not reported (`disclosure-listing`)
    per_rule: findings of one rule in one answer, at the most
    """

    ignore: list[str] = []
    per_rule: int = 1


class Disclosure:
    """What it detects: an answer that shows how its server is made, or what opens it (CWE-209, CWE-200, CWE-312, CWE-548).

    Example: `Traceback (most recent call last):` in a 500 gives `disclosure-trace` at `response`.
    Known false positive: an API whose subject is logs or code, in its good answers (notices); one that hands out keys of its own
    is none, as no form of those is known.
    """

    name = "disclosure"
    phases = frozenset((Phase.RESPONSE_BODY,))

    def __init__(self, settings: DisclosureSettings | None = None, cache: CompiledCache | None = None) -> None:
        """`cache` keeps the compiled expressions. Raises ValueError naming every rule id it does not know."""
        settings = settings or DisclosureSettings()
        wrong = [f"ignore: no rule {rule!r}" for rule in settings.ignore if rule not in RULES]
        if settings.per_rule < 1:
            wrong.append(f"per_rule: {settings.per_rule} must be at least 1")
        if wrong:
            raise ValueError(f"disclosure: {'; '.join(wrong)}. Rules: {', '.join(RULES)}")
        self._ignored = frozenset(settings.ignore)
        self._per_rule = settings.per_rule
        self._matcher = _matcher(cache)

    def needs(self, exchange: Exchange) -> Iterable[CounterKey]:  # noqa: ARG002
        return ()

    def inspect(self, exchange: Exchange, phase: Phase, facts: Facts) -> Iterable[Finding]:  # noqa: ARG002
        response = exchange.response
        if response is None or not response.body:
            return ()
        body = _readable(response)
        proposed = self._matcher.scan(body) if body else []
        return self._findings(sorted(at for at, _ in proposed), response.status, lenient(body)) if proposed else ()

    def _findings(self, proposed: list[int], status: int, text: str) -> list[Finding]:
        out: list[Finding] = []
        told: dict[str, int] = {}
        for at in proposed:
            mark = MARKS[at]
            if mark.rule in self._ignored or told.get(mark.rule, 0) >= self._per_rule:
                continue
            found = next((m for m in _confirming(at).finditer(text) if not mark.secret or _is_secret(m[1])), None)
            if found is None:
                continue
            told[mark.rule] = told.get(mark.rule, 0) + 1
            shown = (
                f"‹{len(found[1])} characters›"
                if mark.secret
                else evidence(text[found.start() : found.start() + 160].strip())
            )
            severity = mark.severity if status >= 400 else mark.in_good
            out.append(
                Finding(
                    self.name,
                    mark.rule,
                    severity,
                    f"The answer holds {mark.message}",
                    "response",
                    shown,
                    tags=("disclosure",),
                )
            )
        return out


def _is_secret(text: str) -> bool:
    return len(set(text)) >= min(DIFFERENT, len(text)) and _PLACEHOLDER.search(text) is None


def _readable(response: Response) -> bytes:
    """The first bytes of the body as text, unpacked; empty where they are none."""
    coding = b""
    for key, value in response.headers:
        low = key.lower()
        if low == b"content-encoding":
            coding = value
        elif low == b"content-type" and value.lower().startswith(OPAQUE):
            return b""
    return beginning(response.body, coding, LOOKED_AT)


@functools.cache
def _matcher(cache: CompiledCache | None) -> Matcher:
    expressions = [Expression(mark.pattern, Place("disclosure", at)) for at, mark in enumerate(MARKS)]
    return Matcher(expressions, cache=cache)


@functools.cache
def _confirming(at: int) -> re.Pattern[str]:
    return re.compile(MARKS[at].pattern)
