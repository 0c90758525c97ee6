"""A request (and its answer) as ModSecurity's collections: name to pairs of key and value, in bytes.

A collection of a single value has the key b"". Everything is made before a phase runs, by phase: rules only read it.
"""

from __future__ import annotations

from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from addons.decode.text import encode
from addons.exchange import Request, Response
from addons.signatures.seclang.bodies import Pairs, XmlText, form_pairs, json_pairs, parts_of_cookie
from addons.signatures.seclang.multipart import Multipart, parse_multipart

KEYED = frozenset(
    (
        "ARGS", "ARGS_GET", "ARGS_POST", "ARGS_NAMES", "ARGS_GET_NAMES", "ARGS_POST_NAMES", "FILES", "FILES_NAMES",
        "FILES_SIZES", "FILES_TMP_CONTENT", "MATCHED_VARS", "MATCHED_VARS_NAMES", "MULTIPART_FILENAME", "MULTIPART_NAME",
        "MULTIPART_PART_HEADERS", "REQUEST_COOKIES", "REQUEST_COOKIES_NAMES", "REQUEST_HEADERS", "REQUEST_HEADERS_NAMES",
        "RESPONSE_HEADERS", "RESPONSE_HEADERS_NAMES", "XML",
    )
)  # fmt: skip
STATE = frozenset(("TX", "IP", "GLOBAL", "SESSION", "USER", "RESOURCE"))
"""what rules write. All but TX live for one request only: nothing is kept between requests (see `program`)"""
MATCHED = frozenset(
    ("MATCHED_VAR", "MATCHED_VAR_NAME", "MATCHED_VARS", "MATCHED_VARS_NAMES", "HIGHEST_SEVERITY", "RULE")
)
EMPTY = frozenset(("GEO", "ENV", "FILES_TMPNAMES"))
"""known, and always empty here: there is no country database, no environment and no upload kept in a file"""
FLAGS = MappingProxyType(
    {
        "MULTIPART_DATA_BEFORE": "data_before",
        "MULTIPART_DATA_AFTER": "data_after",
        "MULTIPART_BOUNDARY_QUOTED": "boundary_quoted",
        "MULTIPART_BOUNDARY_WHITESPACE": "boundary_whitespace",
        "MULTIPART_HEADER_FOLDING": "header_folding",
        "MULTIPART_LF_LINE": "lf_line",
        "MULTIPART_MISSING_SEMICOLON": "missing_semicolon",
        "MULTIPART_INVALID_QUOTING": "invalid_quoting",
        "MULTIPART_INVALID_PART": "invalid_part",
        "MULTIPART_INVALID_HEADER_FOLDING": "invalid_header_folding",
        "MULTIPART_FILE_LIMIT_EXCEEDED": "file_limit",
    }
)
SINGLE = frozenset(FLAGS) | frozenset(
    (
        "ARGS_COMBINED_SIZE", "AUTH_TYPE", "DURATION", "FILES_COMBINED_SIZE", "FULL_REQUEST", "FULL_REQUEST_LENGTH",
        "INBOUND_DATA_ERROR", "MODSEC_BUILD", "MULTIPART_CRLF_LF_LINES", "MULTIPART_STRICT_ERROR",
        "MULTIPART_UNMATCHED_BOUNDARY", "OUTBOUND_DATA_ERROR", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "REMOTE_HOST",
        "REMOTE_PORT", "REMOTE_USER", "REQBODY_ERROR", "REQBODY_ERROR_MSG", "REQBODY_PROCESSOR", "REQBODY_PROCESSOR_ERROR",
        "REQBODY_PROCESSOR_ERROR_MSG", "REQUEST_BASENAME", "REQUEST_BODY", "REQUEST_BODY_LENGTH", "REQUEST_FILENAME",
        "REQUEST_LINE", "REQUEST_METHOD", "REQUEST_PROTOCOL", "REQUEST_URI", "REQUEST_URI_RAW", "RESPONSE_BODY",
        "RESPONSE_CONTENT_LENGTH", "RESPONSE_CONTENT_TYPE", "RESPONSE_PROTOCOL", "RESPONSE_STATUS", "SERVER_ADDR",
        "SERVER_NAME", "SERVER_PORT", "SESSIONID", "TIME", "TIME_DAY", "TIME_EPOCH", "TIME_HOUR", "TIME_MIN", "TIME_MON",
        "TIME_SEC", "TIME_WDAY", "TIME_YEAR", "UNIQUE_ID", "URLENCODED_ERROR", "USERID", "WEBAPPID",
    )
)  # fmt: skip
KNOWN = KEYED | SINGLE | STATE | MATCHED | EMPTY

_NOTHING: Pairs = []


class Collections:
    """`pairs` by collection. What is absent is empty; a single value that was never set is the empty text."""

    __slots__ = ("_by_name", "pairs", "request")

    def __init__(self, request: Request, request_id: str, client: str) -> None:
        self.request = request
        self._by_name: dict[str, dict[bytes, Pairs]] = {}
        uri = request.path + b"?" + request.query if request.query else request.path
        decoded = unquote_to_bytes(uri) if b"%" in uri else uri
        filename = decoded.partition(b"?")[0]
        method, version = encode(request.method), encode(request.version)
        args, url_error = form_pairs(request.query) if request.query else (_NOTHING, False)
        names = [(name, name) for name, _ in args]
        slash = max(filename.rfind(b"/"), filename.rfind(b"\\"))
        self.pairs: dict[str, Pairs] = {
            "REQUEST_METHOD": [(b"", method)],
            "REQUEST_URI": [(b"", _without_authority(decoded))],
            "REQUEST_URI_RAW": [(b"", uri)],
            "REQUEST_LINE": [(b"", b"%b %b %b" % (method, uri, version))],
            "REQUEST_PROTOCOL": [(b"", version)],
            "REQUEST_FILENAME": [(b"", filename)],
            "PATH_INFO": [(b"", filename)],
            "REQUEST_BASENAME": [(b"", filename[slash + 1 :] if slash >= 0 else b"")],
            "QUERY_STRING": [(b"", request.query)],
            "REMOTE_ADDR": [(b"", encode(client))],
            "REMOTE_HOST": [(b"", encode(client))],
            "UNIQUE_ID": [(b"", encode(request_id))],
            "URLENCODED_ERROR": [(b"", b"1" if url_error else b"0")],
            "DURATION": [(b"", b"0")],
            "ARGS": args,
            "ARGS_GET": args,
            "ARGS_NAMES": names,
            "ARGS_GET_NAMES": names,
        }
        self._headers(request)

    def _headers(self, request: Request) -> None:
        pairs = self.pairs
        headers = pairs["REQUEST_HEADERS"] = list(request.headers)
        pairs["REQUEST_HEADERS_NAMES"] = [(name, name) for name, _ in headers]
        for name, value in headers:
            if len(name) not in (4, 6, 12, 13):
                continue
            low = name.lower()
            if low == b"cookie":
                cookies = pairs.setdefault("REQUEST_COOKIES", [])
                cookies.extend(parts_of_cookie(value))
                pairs["REQUEST_COOKIES_NAMES"] = [(key, key) for key, _ in cookies]
            elif low == b"host":
                pairs["SERVER_NAME"] = [(b"", value.partition(b":")[0])]
            elif low == b"authorization":
                pairs["AUTH_TYPE"] = [(b"", value.partition(b" ")[0])]
            elif low == b"content-type":
                kind = value.lower()
                if kind.startswith(b"multipart/form-data"):
                    pairs["REQBODY_PROCESSOR"] = [(b"", b"MULTIPART")]
                elif kind.startswith(b"application/x-www-form-urlencoded"):
                    pairs["REQBODY_PROCESSOR"] = [(b"", b"URLENCODED")]

    def get(self, name: str) -> Pairs:
        found = self.pairs.get(name)
        if found is not None:
            return found
        return [(b"", b"")] if name in SINGLE else _NOTHING

    def named(self, name: str, key: bytes) -> Pairs:
        """The pairs of a collection with that key, `key` in lower case."""
        pairs = self.pairs.get(name)
        if not pairs:
            return _NOTHING
        index = self._by_name.get(name)
        if index is None:
            index = {}
            for pair in pairs:
                index.setdefault(pair[0].lower(), []).append(pair)
            self._by_name[name] = index
        return index.get(key, _NOTHING)

    def first(self, name: str, key: bytes = b"") -> bytes | None:
        pairs = self.named(name, key.lower()) if key else self.get(name)
        return pairs[0][1] if pairs else None

    def read_body(self, body: bytes, processor: bytes, *, complete: bool = True) -> None:
        """The request's body by its processor: URLENCODED, MULTIPART, JSON, XML, or none.

        One that is not `complete` is read as far as it goes; that it ends there is no fault of it.
        """
        self._by_name.clear()
        pairs = self.pairs
        pairs["REQBODY_PROCESSOR"] = [(b"", processor)]
        error = ""
        if processor == b"JSON":
            found, error = json_pairs(body)
            self._add(found)
        elif processor == b"XML":
            document = XmlText(body)
            error = document.fault
            if document.text is not None:
                pairs["XML"] = [(b"/*", document.text), *((b"//@*", value) for value in document.attributes)]
        elif processor == b"MULTIPART":
            error = self._multipart(
                parse_multipart(self.first("REQUEST_HEADERS", b"content-type") or b"", body, complete=complete)
            )
        elif processor == b"URLENCODED":
            found, url_error = form_pairs(body)
            pairs["ARGS_POST"] = found
            pairs["ARGS_POST_NAMES"] = [(name, name) for name, _ in found]
            if url_error:
                pairs["URLENCODED_ERROR"] = [(b"", b"1")]
            self._add(found)
        if processor != b"URLENCODED":
            error = error if complete else ""
            flag = b"1" if error else b"0"
            pairs["REQBODY_ERROR"] = pairs["REQBODY_PROCESSOR_ERROR"] = [(b"", flag)]
            pairs["REQBODY_ERROR_MSG"] = pairs["REQBODY_PROCESSOR_ERROR_MSG"] = [(b"", encode(error))]
        if body:
            pairs["REQUEST_BODY"] = [(b"", body)]
            pairs["REQUEST_BODY_LENGTH"] = [(b"", b"%d" % len(body))]
        if processor != b"MULTIPART":
            size = sum(len(name) + len(value) for name, value in pairs["ARGS"])
            pairs["ARGS_COMBINED_SIZE"] = [(b"", b"%d" % size)]

    def _add(self, found: Pairs) -> None:
        if found:
            pairs = self.pairs
            pairs["ARGS"] = pairs["ARGS"] + found
            pairs["ARGS_NAMES"] = pairs["ARGS_NAMES"] + [(name, name) for name, _ in found]

    def _multipart(self, parsed: Multipart) -> str:
        pairs = self.pairs
        fields: Pairs = []
        files = [part for part in parsed.parts if part.filename]
        fields = [(part.name, part.value) for part in parsed.parts if not part.filename]
        self._add(fields)
        pairs["ARGS_POST"] = fields
        pairs["ARGS_POST_NAMES"] = [(name, name) for name, _ in fields]
        pairs["FILES"] = [(part.name, part.filename) for part in files]
        pairs["FILES_NAMES"] = [(part.name, part.name) for part in files]
        pairs["FILES_SIZES"] = [(part.name, b"%d" % part.size) for part in files]
        pairs["FILES_TMP_CONTENT"] = [(part.name, part.value) for part in files]
        if files:
            pairs["FILES_COMBINED_SIZE"] = [(b"", b"%d" % sum(part.size for part in files))]
        pairs["MULTIPART_PART_HEADERS"] = parsed.part_headers
        pairs["MULTIPART_NAME"] = [(name, name) for name in parsed.names]
        pairs["MULTIPART_FILENAME"] = [(name, name) for name in parsed.filenames]
        for variable, flag in FLAGS.items():
            pairs[variable] = [(b"", b"1" if flag in parsed.flags else b"0")]
        pairs["MULTIPART_UNMATCHED_BOUNDARY"] = [(b"", b"%d" % parsed.unmatched)]
        both = "lf_line" in parsed.flags and "crlf_line" in parsed.flags
        pairs["MULTIPART_CRLF_LF_LINES"] = [(b"", b"1" if both else b"0")]
        pairs["MULTIPART_STRICT_ERROR"] = [(b"", b"1" if parsed.strict_error else b"0")]
        return parsed.error

    def read_response(self, response: Response) -> None:
        self._by_name.clear()
        pairs = self.pairs
        pairs["RESPONSE_STATUS"] = [(b"", b"%d" % response.status)]
        pairs["RESPONSE_PROTOCOL"] = [(b"", b"HTTP/1.1")]
        pairs["RESPONSE_HEADERS"] = list(response.headers)
        pairs["RESPONSE_HEADERS_NAMES"] = [(name, name) for name, _ in response.headers]
        for name, value in response.headers:
            if name.lower() == b"content-type":
                pairs["RESPONSE_CONTENT_TYPE"] = [(b"", value.partition(b";")[0])]

    def read_response_body(self, response: Response) -> None:
        self.pairs["RESPONSE_BODY"] = [(b"", response.body)]
        self.pairs["RESPONSE_CONTENT_LENGTH"] = [(b"", b"%d" % len(response.body))]


def _without_authority(uri: bytes) -> bytes:
    """`http://host/path` as `/path`; everything else as it is."""
    if uri[:1] == b"/":
        return uri
    colon = uri.find(b":") + 1
    if colon and uri[colon : colon + 2] == b"//":
        path = uri.find(b"/", colon + 2)
        if path >= 0:
            return uri[path:]
    return uri
