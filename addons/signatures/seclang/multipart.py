"""`multipart/form-data` as libmodsecurity 3 takes it apart, line by line, with the flags that rules ask for.

A sibling of `decode.multipart`, which reads what the API behind will read. This one answers as the reference does, its
oddities included: line ends within a field's value are lost, and after a faulty part nothing more is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

LINE = 4096
"""bytes of a line looked at in one piece"""
_SPACE = b" \t\n\r\f\v"
_TOKEN = frozenset(range(33, 127)) - frozenset(b'()<>@,;:\\"/[]?=')
_BOUNDARY = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ '()+_,-./:=?")


class MultipartError(ValueError):
    """What is wrong with the body, in words for REQBODY_ERROR_MSG."""


@dataclass(slots=True)
class Part:
    name: bytes = b""
    filename: bytes = b""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    value: bytes = b""
    size: int = 0
    in_body: bool = False
    last: bytes = b""


@dataclass(slots=True)
class Multipart:
    """`parts` is empty where there is an `error`."""

    parts: list[Part] = field(default_factory=list)
    part_headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    names: list[bytes] = field(default_factory=list)
    filenames: list[bytes] = field(default_factory=list)
    error: str = ""
    flags: set[str] = field(default_factory=set)
    unmatched: int = 0

    @property
    def strict_error(self) -> bool:
        return bool(self.flags - {"crlf_line"})


def parse_multipart(content_type: bytes, body: bytes, *, complete: bool = True) -> Multipart:
    """Linear in the body. Of one that is not `complete` the parts that ended are kept, and nothing is wrong with its end."""
    out = Multipart()
    try:
        boundary = _boundary(content_type, out)
    except MultipartError as error:
        out.flags.add("error")
        out.error = str(error)
        return out
    if not body:
        return out
    reader = _Reader(boundary, out)
    try:
        reader.read(body)
    except MultipartError as error:
        out.flags.add("error")
        out.error = str(error)
    if not reader.complete and complete:
        out.error = (
            "Multipart: Final boundary missing." if reader.boundaries else "Multipart: No boundaries found in payload."
        )
        out.parts.clear()
    return out


def _boundary_words(text: bytes) -> int:
    pieces = text.lower().split(b"boundary")
    return sum(b"=" in b"boundary".join(pieces[at:]) for at in range(1, len(pieces)))


def _boundary(header: bytes, out: Multipart) -> bytes:
    if not header:
        raise MultipartError("Multipart: Content-Type header not available.")
    if len(header) > 1024:
        raise MultipartError("Multipart: Invalid boundary in C-T (length).")
    if header[:19].lower() != b"multipart/form-data":
        raise MultipartError("Multipart: Invalid MIME type.")
    if _boundary_words(header) > 1:
        raise MultipartError("Multipart: Multiple boundary parameters in C-T.")
    at = header.find(b"boundary")
    if at < 0:
        wrong_case = _boundary_words(header) > 0
        raise MultipartError(
            f"Multipart: {'Invalid boundary in C-T (case sensitivity)' if wrong_case else 'Boundary not found in C-T'}."
        )
    before = header[19:at].translate(None, _SPACE)
    if before not in (b"", b";"):
        raise MultipartError("Multipart: Invalid boundary in C-T (malformed).")
    if not before:
        out.flags.add("missing_semicolon")
    between, equals, value = header[at + 8 :].partition(b"=")
    if not equals:
        raise MultipartError("Multipart: Invalid boundary in C-T (malformed).")
    if between:
        if between.strip(_SPACE):
            raise MultipartError("Multipart: Invalid boundary in C-T (parameter name).")
        out.flags.add("boundary_whitespace")
    if value[:1] in tuple(_SPACE[i : i + 1] for i in range(len(_SPACE))):
        out.flags.add("boundary_whitespace")
    if len(value) >= 2 and value[:1] == value[-1:] == b'"':
        value = value[1:-1]
        out.flags.add("boundary_quoted")
    elif value[:1] == b'"' or (len(value) >= 2 and value[-1:] == b'"'):
        raise MultipartError("Multipart: Invalid boundary in C-T (quote).")
    if _boundary_words(value):
        raise MultipartError("Multipart: Invalid boundary in C-T (content).")
    if not _BOUNDARY.issuperset(value) or value[-1:] == b" ":
        raise MultipartError("Multipart: Invalid boundary in C-T (characters).")
    if not value:
        raise MultipartError("Multipart: Invalid boundary in C-T (empty).")
    return value


class _Reader:
    def __init__(self, boundary: bytes, out: Multipart) -> None:
        self._boundary = boundary
        self._out = out
        self._part: Part | None = None
        self.boundaries = 0
        self.complete = False

    def read(self, body: bytes) -> None:
        at, end = 0, len(body)
        whole_line = True
        while at < end:
            stop = body.find(b"\n", at, at + LINE)
            stop = stop + 1 if stop >= 0 else min(at + LINE, end)
            line = body[at:stop]
            ended = line.endswith(b"\n")
            if not ended and stop == end and len(line) < LINE:
                # What is left without a line end is looked at only for the closing boundary.
                if whole_line and line == b"--" + self._boundary + b"--" and self.boundaries and not self.complete:
                    self._close(final=True)
                return
            at = stop
            if not (whole_line and self._is_boundary(line)):
                self._line(line, whole=ended)
            whole_line = ended
            if self.complete and at < end:
                self._out.flags.add("data_after")
                return

    def _is_boundary(self, line: bytes) -> bool:
        out, boundary = self._out, self._boundary
        seen = line.partition(b"\0")[0]
        if len(seen) > 3 and seen[:2] == b"--":
            if seen[2 : 2 + len(boundary)] == boundary:
                rest = seen[2 + len(boundary) :]
                if self.boundaries:
                    out.unmatched = 2
                final = rest[:2] == b"--"
                if final:
                    rest = rest[2:]
                if rest not in (b"\r\n", b"\n"):
                    raise MultipartError("Multipart: Invalid boundary.")
                out.flags.add("lf_line" if rest == b"\n" else "crlf_line")
                self._close(final=final)
                self.boundaries += 1
                return True
            if "boundary_quoted" in out.flags and seen[2:3] == b'"' and seen[3 : 3 + len(boundary)] == boundary:
                raise MultipartError("Multipart: Invalid boundary (quotes).")
            bare = seen[2:].lstrip(_SPACE)
            if len(bare) < len(seen) - 2 and bare.startswith(boundary):
                raise MultipartError("Multipart: Invalid boundary (whitespace).")
            out.unmatched = 1
        elif b"--" + boundary in line:
            out.unmatched = 1
        return False

    def _line(self, line: bytes, *, whole: bool) -> None:
        part = self._part
        if part is None:
            self._out.flags.add("data_before")
        elif part.in_body:
            part.lines.append(line)
        elif not whole:
            raise MultipartError("Multipart: Part header line over 4096 bytes long")
        else:
            self._header(part, line)

    def _header(self, part: Part, line: bytes) -> None:
        out = self._out
        if b"\0" in line:
            raise MultipartError("Multipart: Nul byte in part headers.")
        out.flags.add("crlf_line" if line[-2:-1] == b"\r" else "lf_line")
        if line in (b"\r\n", b"\n"):
            self._headers_end(part)
            return
        if line[:1] in (b" ", b"\t", b"\r", b"\f", b"\v"):
            text = line.lstrip(_SPACE)
            out.flags.add("header_folding")
            if line[: len(line) - len(text)].strip(b" \t"):
                out.flags.add("invalid_header_folding")
            if not part.last:
                raise MultipartError("Multipart: Invalid part header (folding error).")
            for at, (name, value) in enumerate(part.headers):
                if name == part.last:
                    part.headers[at] = (name, value + b" " + text.rstrip(b"\r\n"))
            return
        name, colon, value = line.partition(b":")
        if not colon:
            raise MultipartError("Multipart: Invalid part header (colon missing).")
        if not name:
            raise MultipartError("Multipart: Invalid part header (header name missing).")
        if any(name.lower() == known.lower() for known, _ in part.headers):
            return  # the first one counts
        part.headers.append((name, value.lstrip(b" \t").rstrip(b"\r\n")))
        part.lines.append(line)  # headers as they came, until the part has its name
        part.last = name

    def _headers_end(self, part: Part) -> None:
        disposition = next((value for name, value in part.headers if name.lower() == b"content-disposition"), None)
        if disposition is None:
            raise MultipartError("Multipart: Part missing Content-Disposition header.")
        fault = _disposition(disposition, part, self._out)
        if fault:
            raise MultipartError(f"Multipart: Invalid Content-Disposition header ({fault}).")
        if not part.name:
            raise MultipartError("Multipart: Content-Disposition header missing name field.")
        if part.filename and b"filename=" not in disposition:
            raise MultipartError("Multipart: Invalid Content-Disposition header (filename).")
        self._out.part_headers.extend((part.name, line) for line in part.lines)
        part.lines = []
        part.in_body = True

    def _close(self, *, final: bool) -> None:
        part = self._part
        if part is not None:
            if part.name:
                part.size = len(b"".join(part.lines)) - (len(_line_end(part.lines[-1])) if part.lines else 0)
                if part.filename:
                    whole = b"".join(part.lines)
                    part.value = whole[: len(whole) - len(_line_end(whole))]
                else:
                    part.value = b"".join(line[: len(line) - len(_line_end(line))] for line in part.lines)
                self._out.parts.append(part)
            else:
                self._out.flags.add("invalid_part")
        self._part = None if final else Part()
        self.complete = self.complete or final


def _line_end(line: bytes) -> bytes:
    return b"\r\n" if line[-2:] == b"\r\n" else b"\n" if line[-1:] == b"\n" else b""


def _disposition(value: bytes, part: Part, out: Multipart) -> int:
    """Reads name and filename into the part; 0, or the number of the fault."""
    if not value.startswith(b"form-data"):
        return -1
    text = value[9:].lstrip(b"\t ")
    if not text:
        return 0
    if text[:1] != b";":
        return -2
    text = text[1:]
    while text:
        text = text.lstrip(b"\t ")
        if not text:
            return -3
        end = next((at for at, byte in enumerate(text) if byte in b"=\t "), -1)
        if end < 0:
            return -4
        name, text = text[:end], text[end:].lstrip(b"\t ")
        if not text:
            return -5
        if text[:1] != b"=":
            return -13
        text = text[1:].lstrip(b"\t ")
        if not text:
            return -6
        quote = text[:1]
        if quote in (b'"', b"'"):
            if quote == b"'":
                out.flags.add("invalid_quoting")
            if len(text) == 1:
                return -7
            found, text, fault = _quoted(text)
            if fault:
                return fault
        else:
            end = next((at for at, byte in enumerate(text) if byte not in _TOKEN), len(text))
            found, text = text[:end], text[end:]
        if name in (b"name", b"filename"):
            if b"'" in found and quote != b'"':
                out.flags.add("invalid_quoting")
            if getattr(part, name.decode()):
                return -14 if name == b"name" else -15
            setattr(part, name.decode(), found)
            (out.names if name == b"name" else out.filenames).append(found)
        elif name != b"filename*":
            return -11
        text = text.lstrip(b"\t ")
        if text:
            if text[:1] != b";":
                return -12
            text = text[1:]
    return 0


def _quoted(text: bytes) -> tuple[bytes, bytes, int]:
    quote, out, at = text[0], bytearray(), 1
    while at < len(text) and text[at] != quote:
        if text[at] == 0x5C:
            if at + 1 >= len(text):
                return b"", b"", -8
            if text[at + 1] in (quote, 0x5C):
                at += 1
        out.append(text[at])
        at += 1
    return bytes(out), text[at + 1 :], 0
