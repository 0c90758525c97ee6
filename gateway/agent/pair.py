"""The certificate and key that workers serve: the last pair that loaded, in one file of the agent's own.

Invariant: what workers are given always loaded here first, whatever has become of the files that the settings name. A bad pair is
said and refused, the old one stays, also for a worker that starts later. The copy is for its owner alone and goes with the agent.
"""

from __future__ import annotations

import os
import ssl
import tempfile
from dataclasses import replace
from pathlib import Path

from gateway.agent.errors import StartError
from gateway.settings import Settings


class ServedPair:
    """`folder`: where the copy is kept. Without TLS it does nothing."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._copy = folder / "tls.pem"

    def serving(self) -> Settings:
        """The settings with the copy's path for certificate and key."""
        if not self._settings.boing_tls_cert:
            return self._settings
        return replace(self._settings, boing_tls_cert=str(self._copy), boing_tls_key=str(self._copy))

    def check(self) -> None:
        """Raises `StartError` naming the files and what is wrong with them."""
        if self._settings.boing_tls_cert:
            _load(self._settings.boing_tls_cert, self._settings.boing_tls_key, self._named)

    def take(self) -> None:
        """Copy the pair as it is now, if it loads. Raises `StartError` where it does not; then the copy stays as it was."""
        settings = self._settings
        if not settings.boing_tls_cert:
            return
        try:
            pem = Path(settings.boing_tls_cert).read_bytes() + b"\n" + Path(settings.boing_tls_key).read_bytes()
        except OSError as error:
            raise StartError(f"{self._named}: {error.strerror}") from None
        descriptor, temporary = tempfile.mkstemp(prefix=".tls.", dir=self._copy.parent)  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(pem)
            _load(temporary, temporary, self._named)
            Path(temporary).replace(self._copy)
        except OSError as error:
            raise StartError(f"{self._named}: {error.strerror}") from None
        finally:
            Path(temporary).unlink(missing_ok=True)

    def drop(self) -> None:
        self._copy.unlink(missing_ok=True)

    @property
    def _named(self) -> str:
        return f"BOING_TLS_CERT={self._settings.boing_tls_cert!r} with BOING_TLS_KEY={self._settings.boing_tls_key!r}"


def _load(certificate: str, key: str, named: str) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except ssl.SSLError as error:
        raise StartError(f"{named}: no PEM certificate with its key ({error.reason or error})") from None
    except OSError as error:
        raise StartError(f"{named}: {error.strerror}") from None
