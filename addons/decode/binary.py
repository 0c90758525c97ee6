"""What there is to look at in data that is no text: a message's strings are values, a file's are a file's content.

What lies around a string says nothing about it, so each stands by itself. A file (a program, a document, a database) holds
what its authors wrote for it, which means nothing to a database or a shell: it is looked at as an uploaded file is. A message (a
protobuf) is short, or is declared as one.

Read as one text, binary data costs a decoder more than any text would, and matches by chance what nobody wrote. In noise
(what is compressed or encrypted) 98 of 256 bytes are printable, so that eight in a row come up every two kilobytes, twenty
once in two hundred megabytes: a piece that holds no more printable runs than noise would is asked for the longer ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from addons.decode.model import Field
from addons.decode.text import lenient

_RUN: Final = re.compile(rb"[\t\n\r\x20-\x7e]{8,}")
_LONG_RUN: Final = re.compile(rb"[\t\n\r\x20-\x7e]{20,}")
_PRINTABLE: Final = bytes((0x09, 0x0A, 0x0D, *range(0x20, 0x7F)))
_CONTROLS: Final = bytes(octet for octet in (*range(0x20), 0x7F) if octet not in _PRINTABLE)
NO_TEXT: Final = 0.2
"""the share of control characters and of bytes that are no UTF-8 from which on data is no text; Latin-1 prose has up to 0.15, noise some 0.55"""
NOISE: Final = 0.02
"""the share of bytes in printable runs below which data is taken for noise, which has some 0.006"""
MESSAGE_BYTES: Final = 64 * 1024
"""up to here undeclared binary data may be a message"""
MAGIC_BYTES: Final = 32
"""at the beginning, by which a serialised object is known"""
_FORM_VALUE: Final = re.compile(
    rb"content-disposition:(?![^\r\n]*filename)[^\r\n]*\r\n(?:[!-~][^\r\n]*\r\n)*+\r\n", re.IGNORECASE
)
ONE_BY_ONE: Final = 1000
"""texts looked at one by one; further ones are one value"""


def is_binary(data: bytes) -> bool:
    """Whether data is no text. Costs some 1 ns a byte."""
    unread = 0 if data.isascii() else len(data) - len(data.decode("utf-8", "ignore").encode())
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return unread + controls > len(data) * NO_TEXT


def texts(data: bytes) -> Iterator[str]:
    """The printable runs in binary data, ASCII."""
    in_runs = sum(run.end() - run.start() for run in _RUN.finditer(data))
    found = (_RUN if in_runs > len(data) * NOISE else _LONG_RUN).finditer(data)
    for run in islice(found, ONE_BY_ONE):
        yield run[0].decode("ascii")
    rest = b"\n".join(run[0] for run in found)
    if rest:
        yield rest.decode("ascii")


def message(data: bytes) -> Iterator[Field]:
    """A binary message that is here whole: how it begins, and its strings."""
    yield Field("body:", "", lenient(data[:MAGIC_BYTES]))
    yield from values(data)


def values(data: bytes) -> Iterator[Field]:
    """The strings of a piece of a binary message."""
    for text in texts(data):
        yield Field("body:", "", text)


def file(data: bytes) -> Iterator[Field]:
    """The strings of a file, or of a piece of one."""
    for text in texts(data):
        yield Field("upload:", "", text)


def parts(data: bytes) -> Iterator[Field]:
    """As `file`, of a piece of a multipart body: what its head says is no file is a value."""
    for head in islice(_FORM_VALUE.finditer(data), ONE_BY_ONE):
        end = data.find(b"\r\n--", head.end() - 2)
        yield Field("body:", "", lenient(data[head.end() : end if end >= 0 else len(data)]))
    yield from file(data)
