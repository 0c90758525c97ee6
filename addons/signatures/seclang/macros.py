"""Macros: `%{tx.score}`, `%{MATCHED_VAR}`, `%{request_headers.host}` within the texts of rules."""

from __future__ import annotations

import re
from typing import Protocol

from addons.decode.text import encode
from addons.signatures.ast import Place
from addons.signatures.seclang.collections import KNOWN

_MACRO = re.compile(r"%\{([^}]*)\}")


class Reader(Protocol):
    """Where macros look things up: the transaction."""

    def value(self, collection: str, key: bytes) -> bytes | None: ...


class Macro:
    """`constant` where the text has no macro. `reads`: (collection, key in lower case) of each."""

    def __init__(self, text: str, place: Place) -> None:
        self.text = text
        pieces = _MACRO.split(text)
        self._pieces: list[bytes | tuple[str, bytes]] = []
        for at, piece in enumerate(pieces):
            if at % 2 == 0:
                if piece:
                    self._pieces.append(encode(piece))
                continue
            collection, _, key = piece.partition("." if "." in piece else ":")
            name = collection.strip().upper()
            if name not in KNOWN:
                raise place.error(f"macro '%{{{piece}}}': there is no variable {collection!r}")
            self._pieces.append((name, encode(key.strip().lower())))
        first = self._pieces[0] if self._pieces else b""
        self.prefix = first.lower() if isinstance(first, bytes) else b""
        """what every expansion begins with, in lower case"""
        self.reads = tuple(piece for piece in self._pieces if isinstance(piece, tuple))
        self.constant = None if self.reads else b"".join(piece for piece in self._pieces if isinstance(piece, bytes))

    def expand(self, reader: Reader) -> bytes:
        """What is absent expands to nothing."""
        if self.constant is not None:
            return self.constant
        return b"".join(piece if isinstance(piece, bytes) else reader.value(*piece) or b"" for piece in self._pieces)
