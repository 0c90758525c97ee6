"""Every construct that the Core Rule Set 4 is written with, in rules of our own: each loads, and does what it says.

By where it occurs there: what initialises (901), excepts (905), enforces the protocol (911, 920, 921), looks at parts (922),
at applications (930 to 944), evaluates (949, 959), looks at answers (950 to 956) and reports (980).
"""

from __future__ import annotations

import pytest

from addons.exchange import Response
from tests.addons.seclang import fired, get, post, program, run

FORM = b"application/x-www-form-urlencoded"
BASIC = "phase:2,block,capture,t:none,msg:'m',logdata:'Matched %{TX.0} within %{MATCHED_VAR_NAME}: %{MATCHED_VAR}',tag:'a/b',ver:'X/4',severity:'CRITICAL'"
MULTIPART = post(
    b'--B\r\nContent-Disposition: form-data; name="_charset_"\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nutf-7\r\n'
    b'--B\r\nContent-Disposition: form-data; name="f"; filename="a;b.txt"\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--B--\r\n',
    b"multipart/form-data; boundary=B",
)
JSON = """
SecRule REQUEST_HEADERS:Content-Type "@rx ^application/json" "id:1,phase:1,pass,nolog,t:none,t:lowercase,ctl:requestBodyProcessor=JSON"
"""
XML = """
SecRule REQUEST_HEADERS:Content-Type "@rx ^text/xml" "id:1,phase:1,pass,nolog,t:none,ctl:requestBodyProcessor=XML"
"""

HOLDS = {
    "a count of a variable that is not set, and a setting in its place": (
        """SecRule &TX:level "@eq 0" "id:1,phase:1,pass,nolog,tag:'a',ver:'X',setvar:'tx.level=%{TX.other}',setvar:'tx.list=|a/b| |c/d|'"
        SecRule &TX:LEVEL "@eq 1" "id:7,phase:1,pass"
        """, get()),
    "a setting from a header by its name, hashed, as the name of a collection that lives on": (
        """SecRule &TX:x "@eq 0" "id:1,phase:1,pass,nolog,setvar:'tx.ua=%{REQUEST_HEADERS.User-Agent}',chain"
            SecRule TX:ua "@unconditionalMatch" "t:none,t:sha1,t:hexEncode,initcol:global=global,initcol:ip=%{remote_addr}_%{MATCHED_VAR}"
        SecRule TX:UA "@streq Z" "id:7,phase:1,pass"
        """, get(b"", (b"User-Agent", b"Z"))),
    "a body that is forced to be one of a form": (
        """SecAction "id:1,phase:1,nolog,pass,t:none,setvar:tx.enforce=1"
        SecRule TX:enforce "@eq 1" "id:2,phase:1,pass,t:none,t:urlDecodeUni,nolog,noauditlog,chain"
            SecRule REQBODY_PROCESSOR "!@rx (?:URLENCODED|MULTIPART|XML|JSON)" "ctl:requestBodyProcessor=URLENCODED"
        SecRule ARGS_POST:a "@streq b" "id:7,phase:2,pass"
        """, post(b"a=b", b"text/odd")),
    "a body variable that is forced": (
        """SecRule REQBODY_PROCESSOR "!@rx JSON" "id:1,phase:1,pass,nolog,noauditlog,ctl:forceRequestBodyVariable=On"
        SecRule REQUEST_BODY "@contains odd" "id:7,phase:2,pass"
        """, post(b"how odd", b"text/odd")),
    "digits of a hash, captured in two groups": (
        """SecRule UNIQUE_ID "@rx ^[a-f]*([0-9])[a-f]*([0-9])" "id:1,phase:1,pass,capture,t:sha1,t:hexEncode,nolog,setvar:'TX.rnd=%{TX.1}%{TX.2}'"
        SecRule TX:rnd "@rx ^\\d\\d$" "id:7,phase:1,pass"
        """, get()),
    "a comparison that is negated, with a macro": (
        """SecAction "id:1,phase:1,pass,nolog,setvar:tx.most=10,setvar:tx.is=12"
        SecRule TX:is "!@lt %{tx.most}" "id:7,phase:1,pass,log,noauditlog"
        """, get()),
    "a capture of the link before": (
        """SecRule REQUEST_HEADERS:Range "@rx (\\d+)-(\\d+)" "id:7,phase:1,block,capture,t:none,logdata:'%{MATCHED_VAR}',chain"
            SecRule TX:2 "@lt %{tx.1}" "setvar:'tx.score=+%{tx.warning}'"
        """, get(b"", (b"Range", b"bytes=9-4"))),
    "a capture set between bars, and a list with them": (
        """SecAction "id:1,phase:1,pass,nolog,setvar:'tx.allowed=|text/plain| |text/xml|'"
        SecRule REQUEST_HEADERS:Content-Type "@rx ^[^;\\s]+" "id:7,phase:1,block,capture,t:none,setvar:'tx.kind=|%{tx.0}|',chain"
            SecRule TX:kind "!@within %{tx.allowed}" "t:lowercase,ctl:forceRequestBodyVariable=On,setvar:'tx.s=+5'"
        """, post(b"x", b"TEXT/Odd; charset=x")),
    "names put into settings, and a pattern over those": (
        """SecAction "id:1,phase:1,pass,nolog,setvar:'tx.restricted=/proxy/ /if/'"
        SecRule REQUEST_HEADERS_NAMES "@rx ^.*$" "id:7,phase:1,block,capture,t:none,t:lowercase,msg:'no (%{MATCHED_VAR})',setvar:'tx.name_7_%{tx.0}=/%{tx.0}/',chain"
            SecRule TX:/^name_7_/ "@within %{tx.restricted}" "setvar:'tx.s=+5'"
        """, get(b"", (b"Host", b"a"), (b"Proxy", b"b"))),
    "a length": ("""SecRule REQUEST_HEADERS:Accept-Encoding "@gt 9" "id:7,phase:1,block,t:none,t:lowercase,t:length" """,
                 get(b"", (b"Accept-Encoding", b"gzip, deflate"))),
    "a count of headers of one name": ("""SecRule &REQUEST_HEADERS:Content-Type "@gt 1" "id:7,phase:1,block,t:none" """,
                                       get(b"", (b"Content-Type", b"a/b"), (b"content-type", b"c/d"))),
    "a body's length": ("""SecRule REQUEST_BODY_LENGTH "@gt 0" "id:7,phase:2,block,t:none,chain"
            SecRule &REQUEST_HEADERS:X-None "@eq 0" "t:none" """, post(b"a=b", FORM)),
    "the size of all arguments, and how many": (
        """SecRule ARGS_COMBINED_SIZE "@ge 4" "id:7,phase:2,block,t:none,chain"
            SecRule &ARGS "@gt 1" "t:none" """, post(b"a=bc&d=e", FORM)),
    "four links": ("""SecRule REQUEST_PROTOCOL "!@within HTTP/2 HTTP/3" "id:7,phase:1,block,t:none,chain"
            SecRule REQUEST_METHOD "@streq POST" "chain"
              SecRule &REQUEST_HEADERS:Content-Length "@eq 0" "chain"
                SecRule &REQUEST_HEADERS:Transfer-Encoding "@eq 0" "setvar:'tx.s=+3'" """, post(b"", FORM)),
    "a negated pattern over files, with an escaped backslash": (
        """SecRule FILES|FILES_NAMES "!@rx (?i)^(?:&(?:a(?:mp|pos)|nbsp);|[^\\"';=\\x5c])*$" "id:7,phase:2,block,t:none,t:urlDecodeUni" """, MULTIPART),
    "a part's headers by the part's name, counted": (
        """SecRule &MULTIPART_PART_HEADERS:_charset_ "!@eq 0" "id:7,phase:2,block,t:none,setvar:'tx.7_charset=|%{ARGS._charset_}|',chain"
            SecRule TX:7_CHARSET "!@within |utf-8| |utf-16|" "t:lowercase" """, MULTIPART),
    "parts' headers collected under numbered names": (
        """SecRule &MULTIPART_PART_HEADERS "@gt 0" "id:1,phase:2,pass,t:none,nolog,setvar:'tx.n=0'"
        SecRule MULTIPART_PART_HEADERS "@rx ^content-type\\s*:\\s*(.*)$" "id:2,phase:2,pass,capture,t:none,t:lowercase,nolog,setvar:'tx.part_types_%{tx.n}=%{tx.1}',setvar:'tx.n=+1'"
        SecRule TX:/PART_TYPES_*/ "!@rx charset=utf-8" "id:7,phase:2,block,capture,t:none,t:lowercase" """, MULTIPART),
    "bytes out of range in a part's header": (
        """SecRule MULTIPART_PART_HEADERS "@rx content-transfer-encoding:(.*)" "id:7,phase:2,block,capture,t:none,t:lowercase" """, MULTIPART),
    "a cookie whose name matches a pattern": (
        """SecRule REQUEST_COOKIES:/\\x22?\\x24Version/ "@streq 1" "id:7,phase:1,block,capture,t:none,t:lowercase" """, get(b"", (b"Cookie", b"$Version=1; a=b"))),
    "cookies but for those of a pattern": (
        f"""SecRule REQUEST_COOKIES|!REQUEST_COOKIES:/__utm/|REQUEST_COOKIES_NAMES|ARGS_NAMES|ARGS|XML:/* "@rx bad" "id:7,{BASIC}" """,
        get(b"", (b"Cookie", b"__utma=b; x=bad"))),
    "attributes of XML": (XML + """SecRule XML://@* "@rx bad" "id:7,phase:2,block,t:none" """, post(b'<a b="bad"/>', b"text/xml")),
    "text of XML": (XML + """SecRule XML:/* "@rx bad" "id:7,phase:2,block,t:none,t:utf8toUnicode,t:urlDecodeUni" """, post(b"<a>bad</a>", b"text/xml")),
    "JSON by the processor": (JSON + """SecRule REQBODY_PROCESSOR "@streq JSON" "id:2,phase:2,pass,t:none,nolog,ctl:ruleRemoveById=8"
        SecRule ARGS "@rx bad" "id:8,phase:2,block,t:none"
        SecRule ARGS:json.a.b "@rx bad" "id:7,phase:2,block,t:none" """, post(b'{"a":{"b":"bad"}}', b"application/json")),
    "every change looked at": (f"""SecRule ARGS "@rx <b" "id:7,{BASIC},t:urlDecodeUni,t:base64Decode,t:replaceComments,multiMatch,ctl:auditLogParts=+E" """,
                               get(b"a=PGI%3D")),
    "all changes of text": (
        """SecRule ARGS "@rx ^abc$" "id:7,phase:2,block,t:none,t:utf8toUnicode,t:urlDecodeUni,t:htmlEntityDecode,t:jsDecode,t:cssDecode,t:removeNulls,t:escapeSeqDecode,t:removeWhitespace,t:cmdLine,t:normalizePath,t:normalizePathWin,t:lowercase" """,
        get(b"a=%2541%26%2366%3B+C")),
    "phrases of a file": ("""SecRule REQUEST_FILENAME|ARGS "@pmFromFile words.data" "id:7,phase:1,block,capture,t:none" """, get(b"a=x+Beta+GAMMA")),
    "phrases": ("""SecRule RESPONSE_HEADERS:Content-Encoding|ARGS "@pm gzip br zstd" "id:7,phase:1,block,t:none" """, get(b"a=zstd")),
    "addresses": ("""SecRule REMOTE_ADDR "@ipMatch 127.0.0.1,::1,192.0.2.0/24" "id:7,phase:1,pass,t:none" """, get()),
    "an end": ("""SecRule REQUEST_HEADERS:User-Agent "@endsWith (internal dummy connection)" "id:7,phase:1,pass,t:none" """,
               get(b"", (b"User-Agent", b"A (internal dummy connection)"))),
    "bytes": ("""SecRule ARGS|ARGS_NAMES "@validateByteRange 9,10,13,32-126,128-255" "id:7,phase:2,block,t:none,t:urlDecodeUni" """, get(b"a=%01")),
    "UTF-8": ("""SecRule REQUEST_FILENAME|ARGS|ARGS_NAMES "@validateUtf8Encoding" "id:7,phase:2,block" """, get(b"a=%c0%af")),
    "encoding": ("""SecRule REQUEST_URI_RAW "@validateUrlEncoding" "id:7,phase:2,block" """, get(b"a=%zz")),
    "what matched before, all of it": (
        """SecRule ARGS "@rx b" "id:7,phase:2,block,t:none,chain"
            SecRule MATCHED_VARS|MATCHED_VARS_NAMES "@rx (?:ARGS:c|^xb$)" "capture,t:none" """, get(b"a=b&c=xb")),
    "a fragment": ("""SecRule REQUEST_URI_RAW "@contains #" "id:7,phase:1,block,t:none" """, get(b"a=b#c")),
    "escapes of two hexadecimal digits": ("""SecRule REQUEST_URI|REQUEST_HEADERS|ARGS|ARGS_NAMES "@rx (?i)\\x5cu[0-9a-f]{4}" "id:7,phase:2,block,capture,t:none" """,
                                          get(b"a=\\u0041")),
    "a file's end behind a slash": (
        """SecAction "id:1,phase:1,pass,nolog,setvar:'tx.restricted=.bak/ .b/'"
        SecRule REQUEST_BASENAME "@rx \\.([^.]+)$" "id:7,phase:1,block,capture,t:none,t:urlDecodeUni,setvar:'tx.extension=.%{tx.1}/',chain"
            SecRule TX:EXTENSION "@within %{tx.restricted}" "t:none,t:lowercase" """, get()),
    "a rule removed by its tag, and one that is none of them": (
        """SecAction "id:1,phase:1,pass,nolog,ctl:ruleRemoveByTag=OWASP"
        SecAction "id:8,phase:1,pass,t:none,msg:'m',tag:'x',tag:'OWASP'"
        SecAction "id:7,phase:1,pass,t:none,msg:'m',tag:'OWASP/X'" """, get()),
    "a target removed": (
        """SecAction "id:1,phase:1,pass,nolog,ctl:ruleRemoveTargetById=8;ARGS:a,ctl:ruleRemoveTargetByTag=t;ARGS:/^c/"
        SecRule ARGS "@rx b" "id:8,phase:2,block,t:none,tag:'t'"
        SecRule ARGS:a "@rx b" "id:7,phase:2,block,t:none" """, get(b"a=b&cc=b")),
    "a component, a marker in quotes, levels skipped by phase": (
        """SecComponentSignature "X/4.0"
        SecAction "id:1,phase:1,pass,nolog,setvar:tx.detection_paranoia_level=1"
        SecRule TX:DETECTION_PARANOIA_LEVEL "@lt 2" "id:2,phase:1,pass,nolog,tag:'X',ver:'X',skipAfter:END-OF-IT"
        SecAction "id:8,phase:1,pass,t:none,msg:'m'"
        SecMarker "END-OF-IT"
        SecAction "id:7,phase:1,pass,t:none,msg:'m'" """, get()),
    "a message over several lines": ("""SecAction "id:7,phase:1,pass,t:none,msg:'Scores: \\
(in=%{tx.a}, out=%{tx.b}) - \\
(all=%{tx.c})',tag:'reporting'" """, get()),
    "sums, and a refusal with a status": (
        """SecAction "id:1,phase:2,pass,nolog,t:none,setvar:'tx.in=0',setvar:'tx.in=+%{tx.pl1}',setvar:'tx.in=+5',setvar:'tx.most=5'"
        SecRule TX:IN "@ge %{tx.most}" "id:7,phase:2,deny,status:403,t:none,msg:'%{TX.IN}',tag:'anomaly-evaluation',ver:'X'" """, get()),
}  # fmt: skip


@pytest.mark.parametrize("rules_and_request", HOLDS.values(), ids=HOLDS.keys())
def test_a_construct_loads_and_does_what_it_says(rules_and_request):
    rules, request = rules_and_request
    fires = fired(rules, request)
    assert 7 in fires
    assert 8 not in fires


ANSWERED = """
SecResponseBodyAccess On
SecResponseBodyMimeType text/html
SecRule RESPONSE_HEADERS:Content-Encoding "@pm gzip br zstd" "id:1,phase:4,pass,t:none,nolog,skipAfter:END"
SecRule RESPONSE_STATUS "@rx ^5\\d{2}$" "id:2,phase:3,block,capture,t:none,msg:'m',severity:'ERROR',setvar:'tx.out=+4'"
SecRule RESPONSE_BODY "@rx (?:>\\[To Parent\\]</[Aa]><br>|^#\\!\\s?/)" "id:3,phase:4,block,capture,t:none,setvar:'tx.out=+4'"
SecRule RESPONSE_BODY "@pmFromFile words.data" "id:4,phase:4,block,capture,t:none"
SecMarker "END"
SecRule TX:OUT "@ge 8" "id:5,phase:4,deny,t:none"
SecAction "id:6,phase:5,pass,t:none,nolog,noauditlog,setvar:'tx.all=%{tx.out}',setvar:'tx.all=+1'"
SecRule TX:ALL "@eq 0" "id:8,phase:5,pass,nolog,skipAfter:END-REPORTING"
SecRule TX:ALL "@ge %{tx.out}" "id:7,phase:5,pass,t:none,msg:'Scores: %{tx.all}'"
SecMarker "END-REPORTING"
"""
HTML = (b"content-type", b"text/html")


@pytest.mark.parametrize(
    ("headers", "body", "status", "expected"),
    [
        ((HTML,), b"#! /bin/x alpha", 500, {2, 3, 4, 5, 7}),
        ((HTML, (b"content-encoding", b"br")), b"#! /bin/x alpha", 500, {2, 7}),
        ((HTML,), b"fine", 200, {7}),
    ],
)
def test_answers_are_looked_at_and_summed_up(headers, body, status, expected):
    hits, _ = run(program(ANSWERED), get(), Response(status, headers, body, len(body)))
    assert {hit.rule.id for hit in hits} == expected
