"""What a language model may say, and how that is read. Pure.

Invariant: an answer is one of three verdicts with a class, a confidence and a sentence, or it is refused whole. There is no
word by which it could let anybody pass; the sentence is shown to people and read by nothing.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, get_args

import msgspec
from msgspec import Meta

from addons.redact import redact

Verdict = Literal["benign", "suspicious", "hostile"]
Class = Literal[
    "none", "sqli", "nosqli", "xss", "traversal", "command-injection", "template-injection", "code-injection", "ssrf",
    "xxe", "ldap-injection", "scanner", "credential-attack", "data-theft", "prompt-injection", "other",
]  # fmt: skip
CLASSES: Final = {
    "sqli": "SQL injection",
    "nosqli": "NoSQL injection",
    "xss": "cross-site scripting",
    "traversal": "path traversal",
    "command-injection": "command injection",
    "template-injection": "template injection",
    "code-injection": "code injection",
    "ssrf": "server-side request forgery",
    "xxe": "XML external entity",
    "ldap-injection": "LDAP injection",
    "scanner": "a security scanner",
    "credential-attack": "an attack on credentials",
    "data-theft": "an attempt to read others' data",
    "prompt-injection": "an attempt to instruct the model",
}
"""What people call them."""
REASON = 160
"""characters of the sentence that are kept"""
ASKED_REASON = 120
"""characters of the sentence that are asked for"""
LONGEST_REASON = 1000

SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "reason": {"type": "string", "maxLength": ASKED_REASON},
        "class": {"type": "string", "enum": list(get_args(Class))},
        "verdict": {"type": "string", "enum": list(get_args(Verdict))},
        # Of the bounds of a number llama.cpp's grammars know nothing, of a list of numbers they do.
        "confidence": {"type": "number", "enum": [tenth / 10 for tenth in range(11)]},
    },
    "required": ["reason", "class", "verdict", "confidence"],
    "additionalProperties": False,
}
"""As JSON Schema: what a server that follows one is held to while it writes."""


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`confidence` 0–1: how sure the model says it is. `reason` is its own and may be wrong, or a caller's idea."""

    verdict: Verdict
    confidence: Annotated[float, Meta(ge=0, le=1)]
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)]
    kind: Class = msgspec.field(name="class")


class Refused(ValueError):  # noqa: N818 - reads as what it is
    """What came is no answer; the message says why, on one line."""


def read_answer(text: str) -> Answer:
    """The answer, its sentence made fit to be stored and shown. Raises Refused."""
    try:
        found = msgspec.json.decode(text, type=Answer)
    except msgspec.ValidationError as error:
        raise Refused(sentence(f"not of the schema: {error}")) from None
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Refused(sentence(f"no JSON: {error}")) from None
    return msgspec.structs.replace(found, reason=sentence(found.reason))


def sentence(text: str) -> str:
    """One line of at most `REASON` characters: no markup, no link, no control or direction mark, nothing that is masked elsewhere."""
    text = redact(" ".join(text[:LONGEST_REASON].split()))
    text = text.translate({ord("<"): "‹", ord(">"): "›", ord("`"): "'"}).replace("://", "[:]//")
    text = "".join(character if character.isprintable() else "·" for character in text)
    return text if len(text) <= REASON else f"{text[: REASON - 1]}…"
