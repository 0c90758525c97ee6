"""What is encrypted at rest, and the keys derived from the one key an installation has.

Invariant: a secret is in clear only inside a compiled snapshot. Keys rotate: tokens of previous keys are read, new ones
are written with the current key; the identity key follows the current one, so that hashes change with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class SecretError(ValueError):
    """A key that is none, or a token that none of the keys reads."""


class Secrets:
    """`encryption_key` and `previous` as `ENCRYPTION_KEY` holds them: 32 bytes in URL-safe base64. Raises `SecretError`."""

    def __init__(self, encryption_key: str, previous: Sequence[str] = ()) -> None:
        try:
            self._fernet = MultiFernet([Fernet(key) for key in (encryption_key, *previous)])
        except (ValueError, TypeError):
            raise SecretError(
                "ENCRYPTION_KEY must be 32 bytes in URL-safe base64 (44 characters); `boing` makes one where none is set"
            ) from None
        self.identity_key: bytes = HKDF(SHA256(), 32, salt=None, info=b"boing identity 1").derive(
            encryption_key.encode()
        )
        """keys the hashes of API keys and cookies; 32 bytes"""
        self.fingerprints: tuple[int, ...] = tuple(_fingerprint(key) for key in (encryption_key, *previous))
        """one for each key, the current one's first; they tell keys apart and nothing else, 63 bits"""

    @classmethod
    def of(cls, setting: str) -> Secrets:
        """Of ENCRYPTION_KEY as it is set: keys with commas between them, the current one first. Raises `SecretError`."""
        current, *previous = [key.strip() for key in setting.split(",")]
        return cls(current, previous)

    @staticmethod
    def generate_key() -> str:
        return Fernet.generate_key().decode()

    def encrypt(self, secret: str) -> str:
        return self._fernet.encrypt(secret.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Raises `SecretError` where the token is damaged or was made with another key."""
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except (InvalidToken, UnicodeError):
            raise SecretError(
                "was not encrypted with this ENCRYPTION_KEY, or is damaged: enter the secret anew"
            ) from None

    def rotate(self, token: str) -> str:
        """The same secret under the current key."""
        return self.encrypt(self.decrypt(token))


def _fingerprint(key: str) -> int:
    derived = HKDF(SHA256(), 8, salt=None, info=b"boing key check 1").derive(key.encode())
    return int.from_bytes(derived) >> 1
