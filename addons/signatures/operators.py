"""SecLang's operators. Making one may fail; evaluating one is a pure predicate that cannot.

`expression` is what Hyperscan looks for in all values at once: with `exact` its match is the operator's, else it is a
necessary condition and `evaluate` decides. Without an expression an operator must be asked about every value.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import Protocol

from addons.decode.text import encode
from addons.signatures.ast import OperatorText, Place
from addons.signatures.grammar import addresses, declarations, filters, lookups, markup, paths, shell, sql
from addons.signatures.matcher import CompiledCache, Expression, Matcher
from addons.signatures.passage import is_prose

try:
    import libinjection
except ImportError:  # comes as C source: done without where there was no compiler
    libinjection = None

SQL_HINT = (
    r"(?i)['\"`\\;#@|&<>=(*]|--|\b(?:or|and|xor|not|union|select|having|like|between|in|is|if|case|sleep|waitfor|"
    r"order|group|limit|drop|insert|update|delete|exec|benchmark|procedure|into|declare)\b"
)
XSS_HINT = r"(?i)[<>\"'`=]|(?:javascript|vbscript|data|view-source):|on[a-z]{3,}"


def native_missing() -> list[str]:
    """What runs without its native part on this machine, in words for the user; empty where nothing is missing."""
    if libinjection is not None:
        return []
    return ["libinjection is not installed: @detectSQLi and @detectXSS never match, the regex rules stand alone"]


class Operator(Protocol):
    expression: Expression | None
    exact: bool

    def evaluate(self, text: str) -> tuple[int, int] | None:
        """Start and end of what matched, in characters where they are known, or None."""
        ...


class Regex:
    """@rx: argument a regular expression that Hyperscan takes. `alone`: it will be asked by itself, as in a chain."""

    exact = True

    def __init__(
        self,
        pattern: str,
        place: Place,
        *,
        caseless: bool = False,
        alone: bool = True,
        cache: CompiledCache | None = None,
    ) -> None:
        self.expression: Expression | None = Expression(pattern, place, caseless)
        self._matcher = Matcher([self.expression], cache=cache) if alone else None

    def evaluate(self, text: str) -> tuple[int, int] | None:
        assert self._matcher is not None, "made for the common database"
        found = self._matcher.scan(encode(text))
        return (0, found[0][1]) if found else None


def escape(literal: str) -> str:
    return "".join(c if c.isalnum() and c.isascii() else "".join(f"\\x{b:02x}" for b in c.encode()) for c in literal)


def phrases(argument: str, place: Place) -> str:
    """@pm: words of the argument, anywhere, in any case."""
    words = argument.split()
    if not words:
        raise place.error("@pm without a phrase")
    return "|".join(f"(?:{escape(word)})" for word in words)


class Within:
    """@within: the value is one part of the argument. Nothing to look for: asked about every value."""

    expression: Expression | None = None
    exact = False

    def __init__(self, argument: str) -> None:
        self._argument = argument

    def evaluate(self, text: str) -> tuple[int, int] | None:
        return (0, len(text)) if text in self._argument else None


class FreeText:
    """@freeText (ours): the value is prose or a document, not a token. Asked in chains, about what already matched."""

    expression: Expression | None = None
    exact = False

    def evaluate(self, text: str) -> tuple[int, int] | None:
        return (0, len(text)) if is_prose(text) else None


class DetectSqli:
    """@detectSQLi: libinjection's tokens make a fingerprint of SQL injection."""

    exact = False

    def __init__(self, place: Place) -> None:
        self.expression: Expression | None = Expression(SQL_HINT, place)

    def evaluate(self, text: str) -> tuple[int, int] | None:
        if libinjection is None:
            return None
        return (0, len(text)) if libinjection.is_sql_injection(_native(text))["is_sqli"] else None


class DetectXss:
    """@detectXSS: libinjection's HTML tokeniser finds script in one of five contexts."""

    exact = False

    def __init__(self, place: Place) -> None:
        self.expression: Expression | None = Expression(XSS_HINT, place)

    def evaluate(self, text: str) -> tuple[int, int] | None:
        if libinjection is None:
            return None
        return (0, len(text)) if libinjection.is_xss(_native(text))["is_xss"] else None


class Grammar:
    """An operator of ours that asks a grammar (see `grammar/`); `hint` is what a text must hold for the answer to be yes."""

    exact = False

    def __init__(self, hint: str, asks: Callable[[str], bool], place: Place) -> None:
        self.expression: Expression | None = Expression(hint, place)
        self._asks = asks

    def evaluate(self, text: str) -> tuple[int, int] | None:
        return (0, len(text)) if self._asks(text) else None


_FILE = (
    r"(?i)(?:^|[/\\=:.\s\"'`])(?:etc|proc|root|boot|var|usr|opt|home|windows|winnt|winnt32|system32|inetpub|i386|minint|apache\d?|httpd|nginx|xampp|lampp|"
    r"wamp|mysql|php\d?|program files[^/\\]{0,8}|documents and settings|library|system|volumes|srv|private|(?:web|meta)-inf|wp-config|"
    r"\.(?:ssh|aws|gnupg|kube|docker|azure|git|svn|hg|bzr))[/\\.]|\.(?:ini|dat|sys|dit|config|asax?|inf)(?:$|[\x00%?#])|_history|id_(?:rsa|dsa|ecdsa|ed25519)|"
    r"(?:^|[/\\])\.(?:\w{0,8}rc|bash_profile|profile|my\.cnf|env|ht\w{6})|authorized_keys|[/\\]sam$|unattend|sysprep"
)
_ADDRESS = (
    r"(?i)^\s*(?:url\s*[:=]\s*|[\w.-]{1,30}=)?(?:(?:[a-z][a-z0-9+.-]{1,20}:)?[/\\]{2,}|(?:https?|ftp):)[^/\\?#\s]*"
    r"(?:\d|::|localhost|loopback|broadcasthost|\.local|metadata|instance-data|kubernetes|docker\.internal|localho|lvh\.me|vcap|lacolhost|fuf\.me|[\x80-\xff])"
    r"|^\s*(?:169\.254\.|100\.100\.100\.200|192\.0\.0\.192|metadata\.|instance-data|0xa9|0251\.|\[?fd00:ec2|\[?::ffff:(?:a9|169))"
)
_COMMAND = shell.hint()
_OUT_OF_SQL = (
    r"(?i)['\"`][\s)%\xc2\xa0]*(?:/\*|--|#|;|[=<>!&|*^%~+/-]\s*[('\"`\w!~+-]|->|@>|::|<@|~\*|\b(?:or|and|xor|div|mod|where|having|union|order|group|limit|procedure|into|"
    r"waitfor|not|r?like|regexp|between|in|is|ilike|glob|match|similar|sounds|collate|from|member|except|intersect|minus|exec)\b)"
    r"|(?:^|[^a-z])(?:or|and|xor|div|having|where|\|\||&&)(?:[\s(!~+-]|/\*)*(?:\d|['\"@]|null\b|true\b|false\b|select\b|[\w.]{1,30}\s*(?:[=<>(]|!=|\b(?:like|in|is|between)\b))"
    r"|(?:^|[\s\d)]|\\N)(?:union|except|intersect|minus|from|order|group|limit|procedure|into|waitfor)(?:[\s(]|/\*).{0,20}(?:select|values|table|where|by|\d|analyse|outfile|dumpfile|delay|time)"
    r"|[\d'\"`)][\s)]*(?:drop\s+(?:table|database|user|view)|delete\s+from|insert\s+into|truncate\s+table|exec(?:ute)?\s+(?:master|xp_|sp_|immediate)|alter\s+(?:table|user|login)|"
    r"create\s+(?:table|user|login|function)|backup\s+(?:database|log)|restore\s+database|shutdown|bulk\s+insert)\b"
    r"|^[\s(]*(?:\d|['\"]\w*['\"])[^\n]{0,20}[=<>][^\n]{0,20}(?:--|/\*)|[\d)]\s*(?:--|/\*)\s*$|\w'[ \t]{1,8}\S{1,2}[ \t]{1,8}'\w{1,40}$"
    r"|;[\s(]*(?:drop|delete|insert|replace|alter|truncate|create|waitfor|exec|grant|begin|copy|shutdown|declare|select|update|execute|call|set|with|rename|desc|describe|show|attach|detach|pragma|vacuum|load|handler|prepare|do|use|backup|restore|merge|lock|flush|explain|reset|values|revoke|dbcc|bulk|reconfigure)\b"
    r"|[a-z]/\*[^*]{0,40}\*/[a-z]"
)

GRAMMARS: MappingProxyType[str, tuple[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "climbs": (r"\.\.[\x00;]{0,2}(?:[/\\]|%00)|\.\.[^\w\s.]{1,8}\.\.|(?:\.[/\\]{1,2}){4}|[/\\]\.{6}", paths.climbs),
        "breaksoutofsql": (_OUT_OF_SQL, sql.breaks_out),
        "asksmetadata": (_ADDRESS, addresses.asks_metadata),
        "closesfilter": (
            r"(?i)\)[) ]*(?:\(\s*\(*\s*(?:[&|!]|[a-z][\w;.-]{0,40}\s*[~<>]?=)|\x00|%00)|\*\)+$",
            filters.closes_filter,
        ),
        "fetchesjndi": (r"(?i)\$\{[^\n]{0,300}(?:jndi|\$\{|:-|base64)", lookups.fetches),
        "loadsentity": (r"(?i)<!doctype\s", declarations.loads),
        "forgesaddress": (_ADDRESS, addresses.forges),
        "namessecret": (_FILE, paths.names_a_secret),
        "namessystem": (
            r"(?i)^\s*(?:file:|[a-z]:)?[/\\]+(?:private[/\\]+)?(?:etc|var|root|boot)[/\\]|^\s*(?:file:|[a-z]:)?[/\\]+[^\n]{0,300}(?:conf|etc|log)",
            paths.is_of_the_system,
        ),
        "namesprograms": (
            r"(?i)^\s*(?:file:|[a-z]:)?[/\\]+(?:var|usr|opt|home|dev|apache|httpd|nginx|xampp|lampp|wamp|mysql|php|program|documents|library|system|volumes|srv)",
            paths.is_beside_the_system,
        ),
        "runscommand": (_COMMAND, shell.runs),
        "runsmarkup": (
            r"(?i)<[\s/\x00]{0,4}(?:[a-z]{1,20}:)?[a-z][^>]*(?:[\s/\x00\"'`]on[a-z]{3,30}[\s\x00]*=|=[\s\x00\"']{0,8}(?:[jvd]\s*[ab]|l\s*i\s*v\s*e|m\s*o\s*c\s*h\s*a)|srcdoc)|<[^>]{0,30}script|[\"'`][\s/\x00]{0,20}(?:\w{2,20}(?:=\S{0,20})?[\s/]{1,10}){0,3}on[a-z]{3,30}[\s\x00]{0,20}=",
            markup.runs,
        ),
    }
)
"""operators that ask a grammar: what each looks for first, and whom it asks"""


def _native(text: str) -> str:
    """libinjection takes UTF-8 text without NULs."""
    text = text[:65536].replace("\0", " ")
    try:
        text.encode()
    except UnicodeEncodeError:
        return encode(text).decode("latin-1")
    return text


def make_operator(
    text: OperatorText, place: Place, *, alone: bool = True, cache: CompiledCache | None = None
) -> Operator:
    """Raises RuleError for an operator, or an argument, that is not understood."""
    argument = text.argument
    regex = partial(Regex, place=place, alone=alone, cache=cache)
    match text.name:
        case "rx":
            return regex(argument)
        case "pm":
            return regex(phrases(argument, place), caseless=True)
        case "contains":
            return regex(escape(argument))
        case "streq":
            return regex(f"^{escape(argument)}$")
        case "beginswith":
            return regex(f"^{escape(argument)}")
        case "endswith":
            return regex(f"{escape(argument)}$")
        case "within":
            return Within(argument)
        case "freetext":
            return FreeText()
        case "detectsqli":
            return DetectSqli(place)
        case "detectxss":
            return DetectXss(place)
    if text.name in GRAMMARS:
        return Grammar(*GRAMMARS[text.name], place)
    raise place.error(f"operator '@{text.name}' is not supported")
