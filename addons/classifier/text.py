"""Text as the classifier reads it: a run of 64 symbols, in windows of bounded length.

Folding keeps what tells an attack from a text (quotes, brackets, words) and drops what does not: capitals, which digit it
is, which letter beyond ASCII. Percent encoding is undone twice, as origins do. Both ends of a text are marked, since a quote
at the beginning says more than one in the midst. A long text is looked at window by window and is as bad as its worst one:
so that innocent text beside an attack makes it look little better, however much there is of it.

Bounds: at most `MOST_BYTES` of a text are folded. Time is linear. Nothing here is learned.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

MOST_BYTES: Final = 16 * 1024
WINDOW: Final = 128
"""symbols"""
STRIDE: Final = 80
"""from one window to the next; an attack of up to `WINDOW - STRIDE` symbols lies whole in one of them"""
CLOSE, CLOSE_STRIDE = 48, 24
"""of the narrow windows in which what may be doubted is read once more"""
EDGE: Final = 63
_PUNCTUATION: Final = b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_DIGIT, _FIRST_MARK, _SPACE, _BREAK, _CONTROL, _BEYOND = 26, 27, 59, 60, 61, 62
_PERCENT: Final = re.compile(rb"%[0-9a-fA-F]{2}")
SHOWN: Final = "abcdefghijklmnopqrstuvwxyz0" + _PUNCTUATION.decode() + "␣↵␀¤│"
"""a printable sign for each symbol"""


def _table() -> bytes:
    table = bytearray([_BEYOND]) * 256
    for byte in range(128):
        character = chr(byte)
        if character.isalpha():
            table[byte] = ord(character.lower()) - ord("a")
        elif character.isdigit():
            table[byte] = _DIGIT
        elif byte in _PUNCTUATION:
            table[byte] = _FIRST_MARK + _PUNCTUATION.index(byte)
        elif character in " \t":
            table[byte] = _SPACE
        else:
            table[byte] = _BREAK if character in "\r\n" else _CONTROL
    return bytes(table)


_SYMBOL: Final = _table()


class Folded(NamedTuple):
    """`symbols`: one byte (0–63) for each of `raw`, the text undone, and an edge before and after. `cut`: not all of it."""

    symbols: bytes
    raw: bytes
    cut: bool

    def windows(self, size: int = WINDOW, stride: int = STRIDE) -> list[tuple[int, int]]:
        """Beginning and end of each window; the last one ends where the text does."""
        length = len(self.symbols)
        if length <= size:
            return [(0, length)]
        starts = [*range(0, length - size, stride), length - size]
        return [(start, start + size) for start in starts]

    def shown(self, start: int, end: int) -> str:
        """The text of a window, as it was written."""
        return self.raw[max(0, start - 1) : end - 1].decode("utf-8", "replace")


def fold(text: str) -> Folded:
    """Never raises. A text longer than `MOST_BYTES` is cut."""
    data = text[:MOST_BYTES].encode("utf-8", "surrogatepass")
    for _ in range(2):
        if b"%" not in data or _PERCENT.search(data) is None:
            break
        data = unquote_to_bytes(data)
    cut = len(text) > MOST_BYTES or len(data) > MOST_BYTES
    data = data[:MOST_BYTES]
    return Folded(b"\x3f" + data.translate(_SYMBOL) + b"\x3f", data, cut)


def spelled(symbols: bytes) -> str:
    """Symbols as printable text, for people and for scikit-learn: one character each."""
    return "".join(SHOWN[symbol] for symbol in symbols)
