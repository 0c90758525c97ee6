"""Which pages may call the console: our own, and those of CORS_ORIGINS.

Invariant: a request that changes something and says that a foreign page made it is refused, whatever else it carries
(CWE-352; Fetch, section 3.2; ASVS 5.0, 3.5.1). One that says nothing of pages comes from no browser: scripts pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


@dataclass(frozen=True, slots=True)
class Origins:
    """`named`: as CORS_ORIGINS names them; `own`: the origin of CONSOLE_URL, empty where that is not set."""

    named: frozenset[str]
    own: str = ""

    @classmethod
    def of(cls, named: list[str], console_url: str) -> Origins:
        """Raises ValueError for a CONSOLE_URL that is none."""
        if not console_url:
            return cls(frozenset(named))
        parts = urlsplit(console_url)
        if (
            parts.scheme not in ("http", "https")
            or not parts.netloc
            or parts.query
            or parts.fragment
            or "@" in parts.netloc
        ):
            raise ValueError(f'CONSOLE_URL "{console_url}": must be an address such as https://console.example.com')
        return cls(frozenset(named), f"{parts.scheme}://{parts.netloc}".lower())

    def allow(self, headers: Headers) -> bool:
        """Whether the page that asks, if a page does, is one of ours."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site") != "cross-site"
        if origin in self.named or (self.own and origin.lower() == self.own):
            return True
        if headers.get("sec-fetch-site") == "cross-site":
            return False
        host = headers.get("host", "").lower()
        return bool(host) and urlsplit(origin).netloc.lower() == host
