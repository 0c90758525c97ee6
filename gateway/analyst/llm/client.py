"""Asks a language model, by the dialect that the endpoint's path names: `/completion` is llama.cpp's, `/chat/completions` OpenAI's.

Each question is one POST with a deadline over all of it: connecting, the model's thinking, the answer's last byte. No redirect is
followed, no proxy of the environment used; an answer is read to `LARGEST` bytes as it comes, never unpacked.
Does not try again: when to ask next is `pace`'s business.
"""

from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import dataclass
from typing import Any, Final, Literal, Self
from urllib.parse import urlsplit

import httpx
import msgspec

from gateway.analyst.llm.answer import SCHEMA, Answer, Refused, read_answer, sentence
from gateway.analyst.llm.question import INSTRUCTIONS, Question
from gateway.settings import Settings

LARGEST = 64 * 1024
TOKENS = 900
"""of an answer: its sentence at six a character, as a model may write it in escapes, and what stands around it"""
BUSY = (429, 502, 503, 504)
"""statuses that say nothing of the question: a model that still loads answers 503"""

Kind = Literal["unreachable", "timeout", "status", "too-large", "garbage", "schema"]
Dialect = Literal["llama.cpp", "openai"]


class Failed(Exception):  # noqa: N818 - reads as what it is
    """No answer came that could be read. `kind` is for counting, the message for people.

    `again`: the server could not be asked, which is not the question's fault: it may be asked again.
    """

    def __init__(self, kind: Kind, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.kind = kind
        self.again = again


class _Completion(msgspec.Struct):
    """What llama.cpp answers."""

    content: str


class _Message(msgspec.Struct):
    content: str


class _Choice(msgspec.Struct):
    message: _Message


class _Chat(msgspec.Struct):
    """What an OpenAI-compatible server answers."""

    choices: tuple[_Choice, ...]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`seconds`: the deadline of one question. `key`: sent as a bearer token, if there is one."""

    url: str
    model: str = ""
    key: str = ""
    seconds: float = 20.0

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.llm_endpoint, settings.llm_model, settings.llm_api_key, settings.llm_seconds)

    @property
    def dialect(self) -> Dialect:
        return "openai" if urlsplit(self.url).path.rstrip("/").endswith("/chat/completions") else "llama.cpp"


class Client:
    """Keeps a connection between questions; one question at a time is enough for a model on the same machine."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        headers = {"accept": "application/json", "accept-encoding": "identity", "content-type": "application/json"}
        if endpoint.key:
            headers["authorization"] = f"Bearer {endpoint.key}"
        self._http = httpx.AsyncClient(
            headers=headers,
            # without TLS, certificates need not be loaded
            verify=urlsplit(endpoint.url).scheme == "https",
            timeout=endpoint.seconds + 1,
            follow_redirects=False,
            trust_env=False,
            limits=httpx.Limits(max_connections=1),
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def ask(self, question: Question) -> Answer:
        """Raises Failed, within the deadline."""
        body = json.dumps(request(self.endpoint, question)).encode()
        try:
            async with asyncio.timeout(self.endpoint.seconds):
                raw = await self._post(body)
        except (TimeoutError, httpx.TimeoutException):
            raise Failed("timeout", f"no answer within {self.endpoint.seconds:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ssl.SSLError) as error:
            raise Failed("unreachable", sentence(str(error) or type(error).__name__), again=True) from error
        text = written(self.endpoint.dialect, raw)
        try:
            return read_answer(text)
        except Refused as error:
            raise Failed("schema", str(error)) from None

    async def _post(self, body: bytes) -> bytes:
        async with self._http.stream("POST", self.endpoint.url, content=body) as response:
            if response.status_code != 200:
                again = response.status_code in BUSY
                raise Failed("status", f"answered with status {response.status_code}", again=again)
            read = bytearray()
            async for chunk in response.aiter_raw():
                read += chunk
                if len(read) > LARGEST:
                    raise Failed("too-large", f"answered with more than {LARGEST} bytes")
            return bytes(read)


def request(endpoint: Endpoint, question: Question) -> dict[str, Any]:
    """The body of a question. Greedy: the same question gets the same answer."""
    named = {"model": endpoint.model} if endpoint.model else {}
    if endpoint.dialect == "llama.cpp":
        prompt = f"{INSTRUCTIONS}\n\n{question.text}\n\nThe JSON object:\n"
        return named | {
            "prompt": prompt,
            "json_schema": SCHEMA,
            "temperature": 0,
            "n_predict": TOKENS,
            "cache_prompt": True,
            "stream": False,
        }
    return named | {
        "messages": [{"role": "system", "content": INSTRUCTIONS}, {"role": "user", "content": question.text}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "judgement", "strict": True, "schema": SCHEMA},
        },
        "temperature": 0,
        "max_tokens": TOKENS,
        "stream": False,
    }


_SHAPES: Final[dict[Dialect, type[_Completion | _Chat]]] = {"llama.cpp": _Completion, "openai": _Chat}


def written(dialect: Dialect, raw: bytes) -> str:
    """What the model wrote, out of what its server answered. Raises Failed."""
    try:
        found = msgspec.json.decode(raw, type=_SHAPES[dialect])
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Failed("garbage", sentence(f"answered otherwise than {dialect} does: {error}")) from None
    if isinstance(found, _Completion):
        return found.content
    if not found.choices:
        raise Failed("garbage", "answered without a choice")
    return found.choices[0].message.content
