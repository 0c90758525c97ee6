"""XML as fields: character data and attributes.

No DTD is read: at a `<!DOCTYPE` that declares something, or names a document type of nobody who publishes any, parsing
stops and it is a problem; so no entity, internal or external, is ever expanded.
"""

from __future__ import annotations

import re
from xml.parsers import expat  # a bare parser: without a DTD, which is refused here, it has nothing to expand

from addons.decode.model import DecodeLimits, Field, Problem
from addons.decode.text import LOCATION, part

ELEMENTS_PER_FIELD = 10
_PUBLISHERS = re.compile(
    r"https?://(?:[\w-]{1,40}\.){0,4}(?:w3\.org|apple\.com|oasis-open\.org|docbook\.org|sun\.com|oracle\.com|apache\.org|hibernate\.org|mybatis\.org|"
    r"springframework\.org|jboss\.org|adobe\.com|nih\.gov|idpf\.org|openebook\.org|daisy\.org|mozilla\.org|xml\.org|xmlsoap\.org|musicxml\.org|"
    r"opengis\.net|omg\.org|ietf\.org)(?::(?:80|443))?/[\w./+~-]{0,200}\Z",
    re.IGNORECASE,
)
"""who publishes document types: nobody whom a document points at on its own behalf"""


def is_published(address: str) -> bool:
    """Whether the system identifier of a document type is that of HTML, or at one of those who publish such."""
    return address == "about:legacy-compat" or _PUBLISHERS.match(address.strip()) is not None


class _Stop(Exception):  # noqa: N818
    """Ends parsing; what there is to say is in the problems."""


def decode_xml(body: bytes, limits: DecodeLimits, fields: list[Field], problems: list[Problem]) -> bool:
    """Append text and attributes; False where the rest of the body was not read (a problem says why)."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    places: list[str] = ["xml:"]
    names: list[str] = [""]
    elements = 0

    def add(location: str, name: str, value: str) -> None:
        if len(fields) >= limits.fields:
            problems.append(Problem("payload-fields", "xml", f"more than {limits.fields} fields"))
            raise _Stop
        fields.append(Field(location, name, value[: limits.field_bytes]))

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal elements
        elements += 1
        if elements > limits.fields * ELEMENTS_PER_FIELD:
            problems.append(Problem("payload-fields", "xml", f"more than {elements - 1} elements"))
            raise _Stop
        if len(places) > limits.depth:
            problems.append(Problem("payload-depth", places[-1], f"nested deeper than {limits.depth}"))
            raise _Stop
        place = f"{places[-1]}/{part(name)}"[:LOCATION]
        places.append(place)
        names.append(name)
        for key, value in attributes.items():
            add(f"{place}/@{part(key)}", key, value)

    def end(_: str) -> None:
        places.pop()
        names.pop()

    def text(data: str) -> None:
        if data and not data.isspace():
            add(places[-1], names[-1], data)

    def doctype(_: str, system: str | None, __: str | None, subset: int) -> None:
        if not subset and (not system or is_published(system)):
            problems.append(
                Problem("payload-xml-doctype-plain", "xml", "a document type declaration that declares nothing")
            )
            return
        problems.append(Problem("payload-xml-doctype", "xml", "a document type declaration"))
        raise _Stop

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.CommentHandler = lambda data: add("xml:comment", "comment", data)
    parser.ProcessingInstructionHandler = lambda target, data: add("xml:pi", target, data)
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(body, True)
    except _Stop:
        return False
    except (expat.ExpatError, ValueError, LookupError) as error:
        problems.append(Problem("payload-xml-malformed", "xml", f"no well-formed XML: {error}"[:200]))
        return False
    return True
