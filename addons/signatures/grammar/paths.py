"""Whether a text is a path that leads where no client has to go (CWE-22, CWE-98).

A path is a whole value or nothing: with words around it no system call finds it. So a text is taken as one path, brought to
one kind of slash, its steps upwards counted, and what they lead to is looked at. Sources and pictures name one another by
steps upwards all day (`../../src/a.ts`); what lies outside of every project (accounts, secrets, logs, a system's settings)
nobody asks an API for.
"""

from __future__ import annotations

import re

LONGEST = 4096
_STEP = re.compile(r"\.\.+(?:[\x00;]{0,2})(?=[/\\]|\Z)|\.\.(?:%00|\x00)")
_ODD = re.compile(r"\.{3,}[/\\]|\.\.;[/\\]|[/\\]\.[/\\]+\.\.|\.\.[/\\]{2,}\.\.|\.\.\\+\.\.|\.\.[/\\]\\|\\\.\.[/\\]")
_REPEATED = re.compile(r"(?:\.\.[^\w\s.,;:!?)\]/\\][/\\]?){3}|(?:\.[/\\]{1,2}){8}|(?:\.\\){4}|[/\\]\.{6,}[/\\]")
"""what can only be steps, whatever the sign between the dots is there for"""
_PREFIX = re.compile(
    r"\A\s*(?:[a-z]{2,12}:(?:[/\\]{2,}(?:localhost)?)?(?=[/\\.]|[a-z]:)|[a-z]:(?=[/\\])|[^\s/\\]{0,40}=)", re.IGNORECASE
)
_NAME = re.compile(r"[^\"'`<>()\[\]{},;&]*")
_WORD = re.compile(r"[^\s\"'`<>(),]+")
_CUT = re.compile(r"(?:\x00|%00|[?#]).*\Z", re.DOTALL)
ASSETS = frozenset(
    [
        "ts",
        "tsx",
        "js",
        "jsx",
        "mjs",
        "cjs",
        "vue",
        "svelte",
        "css",
        "scss",
        "sass",
        "less",
        "styl",
        "map",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "ico",
        "woff",
        "woff2",
        "ttf",
        "otf",
        "md",
        "mdx",
        "rst",
        "txt",
        "html",
        "htm",
        "xhtml",
        "py",
        "pyi",
        "rb",
        "rs",
        "go",
        "java",
        "kt",
        "scala",
        "c",
        "cc",
        "cpp",
        "h",
        "hpp",
        "m",
        "swift",
        "cs",
        "fs",
        "dart",
        "lua",
        "ex",
        "exs",
        "erl",
        "hs",
        "ml",
        "clj",
        "proto",
        "graphql",
        "gql",
        "json",
        "json5",
        "toml",
        "yaml",
        "yml",
        "wasm",
        "mp3",
        "mp4",
        "webm",
        "pdf",
        "ipynb",
        "tex",
        "csv",
        "tsv",
        "snap",
        "lock",
        "d",
    ]
)
"""what the files of a project name one another by"""
SETTINGS = frozenset(
    [
        "conf",
        "cnf",
        "cfg",
        "ini",
        "log",
        "passwd",
        "htaccess",
        "htpasswd",
        "pem",
        "key",
        "p12",
        "pfx",
        "kdbx",
        "bak",
        "swp",
        "old",
        "sqlite",
        "sqlite3",
        "mdf",
        "err",
        "pid",
        "sock",
        "db",
        "frm",
        "myd",
        "env",
        "config",
        "inf",
        "sys",
        "evtx",
        "dit",
    ]
)
ACCOUNTS = re.compile(
    r"(?:passwd|shadow|group|gshadow|sudoers|hosts(?:\.\w+)?|issue(?:\.net)?|motd|fstab|mtab|crontab|profile|inittab|exports|environment|"
    r"hostname|os-release|[a-z]+-release|networks|services|protocols|shells|aliases|opasswd|bash\.?rc|master\.passwd|krb5\.keytab|machine-id|"
    r"timezone|vfstab|defaultrouter|default|security|rc\.local|securetty)-?\Z"
)
_PROCESS = re.compile(
    r"proc/(?:self|thread-self|\d+|version|cpuinfo|meminfo|mounts|net|sched_debug|cmdline|environ|modules|partitions|stat|uptime|config\.gz|kcore)(?:/|\Z)|proc/[a-z_]+\Z"
)
_HIDDEN = re.compile(r"(?:\A|/)(?:\.(?:ssh|aws|gnupg|kube|docker|azure|git|svn|hg|bzr)/\w|\.(?:bash|zsh|sh|mysql|psql|python|node_repl|rediscli|irb|ash)_history\b|"
                     r"\.(?:bashrc|bash_profile|profile|netrc|pgpass|my\.cnf|npmrc|pypirc|htaccess|htpasswd|env)(?:\.\w+)?\Z|id_(?:rsa|dsa|ecdsa|ed25519)(?:\.pub)?\Z|"
                     r"authorized_keys\b|wp-config\b|(?:web-inf|meta-inf)/)")  # fmt: skip
_WINDOWS = re.compile(r"(?:\A|/)(?:windows|winnt|winnt32|system32|inetpub|i386|minint)/+[\w.~]|(?:\A|/)(?:boot|win|system|desktop|php|my)\.ini\Z|(?:\A|/)autoexec\.bat\Z|"
                      r"(?:\A|/)(?:ntuser\.dat|pagefile\.sys|unattend\w*\.(?:xml|txt)|sysprep\.(?:inf|xml)|applicationhost\.config|machine\.config|web\.config|global\.asax?|sam|ntds\.dit)\Z")  # fmt: skip
_SYSTEM = re.compile(r"(?:etc|root|boot|var/(?:log|mail|spool|run|adm|lib|www|db|cache|backups|htmp)|usr/(?:local|lib|etc|share|pkg|ports|home)|opt|home|private/etc|dev/(?:tcp|udp)|"
                     r"apache\d?|httpd|nginx|xampp|lampp|wamp|mysql|php\d?|program ?files(?: \(x86\))?|documents and settings|library|system|volumes|srv)(?:/|\Z)")  # fmt: skip
_CORE = re.compile(
    r"(?:(?:private/)?etc/[^/]+|var/(?:log|mail|spool|adm|run|cron)/[^/]+|root/.|boot/[^/]+|(?:var|usr|opt|xampp|lampp|wamp)/(?:[^/]+/){0,5}(?:conf(?:\.d)?|etc|logs?)/[^/]+\Z|(?:[^/]+/){0,6}(?:conf(?:\.d)?|etc|logs?)/[^/]*(?:[._](?:log|conf|cnf|cfg|ini|err|old|bak)|\.php)(?:\.\w+)?\Z|(?:[^/]+/){1,6}(?:[\w.-]*_log|httpd\.conf)(?:\.\w+)?\Z)"
)
"""a folder named `logs` or `etc` alone says nothing: resources of APIs are named so"""


def climbs(text: str) -> bool:
    """Whether steps upwards in `text` lead out of a project: many, in odd spelling, or to what lies outside."""
    if len(text) > LONGEST:
        return False
    if _REPEATED.search(text) is not None:
        return True
    for word in _WORD.findall(text):
        steps = len(_STEP.findall(word))
        if not steps:
            continue
        plain = _canonical(word)
        target = _NAME.match(plain.rpartition("..")[2].strip("/"))[0]  # type: ignore[index]
        if _is_asset(target) and "\0" not in word and "%00" not in word and "\\" not in word and not _sensitive(target):
            continue
        if plain.startswith("/..") and len(text) == len(word):
            return True
        if steps >= 3 or _sensitive(target) or (steps == 2 and (_ODD.search(word) is not None or _rooted(plain))):
            return True
        if steps == 2 and len(text) == len(word):
            return True
    return False


def names_a_secret(text: str) -> bool:
    """Whether `text` is the path of a file that holds accounts, secrets, settings or logs of a system."""
    text = text.strip().strip("\"'`")
    if not 4 < len(text) <= LONGEST or "\n" in text or len(text.split(" ")) > (7 if text[1:2] == ":" else 3):
        return False
    plain = _canonical(text)
    absolute = plain.startswith("/") or text[1:2] == ":" or ".." in plain or text[:5].lower() == "file:"
    target = plain.rpartition("..")[2].strip("/")
    if _PROCESS.match(target) or _HIDDEN.search(target) is not None:
        return True
    if target.startswith("etc/"):
        name = target.rpartition("/")[2]
        return (
            ACCOUNTS.match(name) is not None
            or name.rpartition(".")[2] in SETTINGS
            or ACCOUNTS.match(target[4:].partition("/")[0]) is not None
            or ("." not in name and target.count("/") == 1 and not absolute)
        )
    if _WINDOWS.search(target) is not None:
        return absolute or "/" in target or "\\" in text
    return absolute and _SYSTEM.match(target) is not None and target.rpartition(".")[2] in SETTINGS


def is_of_the_system(text: str) -> bool:
    """Whether `text` is an absolute path of a file in a system's own folders: its settings, its logs, what root keeps."""
    plain = _whole(text)
    return plain is not None and _CORE.match(plain) is not None


def is_beside_the_system(text: str) -> bool:
    """Whether `text` is an absolute path into folders where programs and what they keep are installed."""
    plain = _whole(text)
    return plain is not None and _SYSTEM.match(plain) is not None and plain.count("/") >= 1


def _whole(text: str) -> str | None:
    text = text.strip()
    if not 4 < len(text) <= 512 or len(text.split(" ")) > (7 if text[1:2] == ":" else 3) or "\n" in text:
        return None
    plain = _canonical(text)
    return plain.strip("/") if plain.startswith("/") or (text[1:2] == ":" and "\\" in text) else None


def _canonical(text: str) -> str:
    """One kind of slash, none doubled, no scheme or drive before it, nothing after what cuts it off; lower case."""
    text = _CUT.sub("", _PREFIX.sub("", text)).replace("\\", "/").lower()
    while "//" in text or "/./" in text:
        text = text.replace("//", "/").replace("/./", "/")
    return text


def _rooted(plain: str) -> bool:
    return plain.startswith("/") and not plain.startswith("/..")


def _is_asset(target: str) -> bool:
    return target.rpartition("/")[2].rpartition(".")[2] in ASSETS and "." in target


def _sensitive(target: str) -> bool:
    return bool(
        _PROCESS.match(target) or _HIDDEN.search(target) or _WINDOWS.search(target) or target.startswith("etc/") or _SYSTEM.match(target)
        or target.rpartition(".")[2] in SETTINGS
    )  # fmt: skip
