"""Where a browser would go for a value that is sent on as a redirect (CWE-601), read as the URL standard reads it.

Browsers take out tabs and line breaks, take backslashes for slashes, and take any number of slashes, none included, before a
host. Checks that go by how an address begins do not: such a spelling is there to get past one. An address of another host as
such may be meant (a sign-in that returns to its application); what is spelled so never is.
"""

from __future__ import annotations

import re

LOOKED_AT = 2048
NAMES = frozenset(
    (
        "backto", "backurl", "cancelurl", "continue", "continueto", "continueurl", "dest", "destination",
        "failureurl", "forward", "forwardurl", "goto", "gotourl", "loginurl", "logouturl", "next", "nextpage",
        "nexturl", "origurl", "postlogoutredirecturi", "redir", "redirect", "redirectto", "redirecturi",
        "redirecturl", "relaystate", "return", "returnpath", "returnto", "returnuri", "returnurl", "rurl",
        "successurl", "targeturl",
    )
)  # fmt: skip
"""parameters that say where to go next, in lower case, without hyphens and underscores"""
_TAKEN_OUT = re.compile(r"[\t\r\n]")
_ADDRESS = re.compile(r"(?:(https?):)?([/\\]*)([^/\\?#]*)", re.IGNORECASE)
_HOST = re.compile(r"(?:\[[0-9a-f:.]{2,45}\]|[\w.%-]{1,253})(?::\d{0,5})?\Z", re.IGNORECASE)


def is_target(name: str) -> bool:
    return name.lower().replace("_", "").replace("-", "") in NAMES


def host_of(text: str) -> str:
    """The host, in lower case, that a browser would go to; empty where it would stay, or where it is none of HTTP."""
    found = _parsed(text)
    if found is None:
        return ""
    host = found[3].rpartition("@")[2].lower()
    return host if _HOST.match(host) else ""


def is_disguised(text: str) -> bool:
    """Whether an address of another host is spelled as nobody who writes links does."""
    found = _parsed(text)
    if found is None or not host_of(text):
        return False
    slashes, authority = found[2], found[3]
    if _TAKEN_OUT.search(text.strip()[: len(found[0]) + 4]) or "\\" in slashes:
        return True
    return slashes != "//" or "." in authority.rpartition("@")[0]


def _parsed(text: str) -> re.Match[str] | None:
    bare = _TAKEN_OUT.sub("", text[:LOOKED_AT].strip("".join(map(chr, range(33)))))
    found = _ADDRESS.match(bare)
    if found is None or (found[1] is None and len(found[2]) < 2):
        return None
    return found


def is_elsewhere(host: str, own: str) -> bool:
    """Whether `host` belongs to others than `own`: neither it, nor beneath the same domain."""
    host, own = (name.rpartition(":")[0] if ":" in name and not name.endswith("]") else name for name in (host, own))
    if not own or host == own:
        return False
    labels = own.lower().split(".")
    domain = ".".join(labels[-2:]) if len(labels) > 1 and not labels[-1].isdigit() else own.lower()
    return host != domain and not host.endswith(f".{domain}")
