"""Programs of a few rules, and requests for them."""

from addons.exchange import Request, Response
from addons.signatures import RuleError
from addons.signatures.seclang.assembly import assemble
from addons.signatures.seclang.parser import parse_directives
from addons.signatures.seclang.program import Hit, Program
from addons.signatures.seclang.transaction import Transaction

FILES = {"words.data": b"# comment\nalpha\nbeta gamma\n"}


def program(text: str, **given) -> Program:
    def files(name, place):
        if name not in FILES:
            raise RuleError(f"{place}: {name}: no such file")
        return FILES[name]

    return Program(assemble(parse_directives(text, "t.conf")), files, **given)


def run(rules: Program, request: Request, response: Response | None = None) -> tuple[list[Hit], Transaction]:
    tx = rules.start(request, "r1", "192.0.2.7")
    hits = rules.request_headers(tx) + rules.request_body(tx, request.body)
    if response is not None:
        hits += rules.response_headers(tx, response) + rules.response_body(tx, response) + rules.logging(tx)
    return hits, tx


def fired(text: str, request: Request, response: Response | None = None) -> list[int]:
    return [hit.rule.id for hit in run(program(text), request, response)[0]]


def get(query: bytes = b"", *headers: tuple[bytes, bytes], path: bytes = b"/p/a.b") -> Request:
    return Request("GET", path, query, headers)


def post(body: bytes, kind: bytes, *headers: tuple[bytes, bytes]) -> Request:
    return Request("POST", b"/p", b"", ((b"Content-Type", kind), *headers), body)
