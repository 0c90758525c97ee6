"""What good clients send, as grammars of our own: prose, code, markup, queries, identifiers, addresses, logs, prompts.

Chosen to be hard: what developers, analysts and writers send has quotes, brackets, statements of SQL and shell commands in
it, and is no attack. Made, not copied, and not from any collection that results are checked on.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Any, Final

from gateway.analyst.text.grammar import Grammar, Source, domain, number, token, word
from gateway.analyst.text.tongues import prose, sentence

CODE: Final = Grammar(
    {
        "start": """
«python»
«python»\\n«python»\\n«python»
«javascript»
«javascript»\\n«javascript»\\n«javascript»
«java»\\n«java»
«sql»
«sql»;\\n«sql»;
«shell»
«shell»\\n«shell»\\n«shell»
«go»\\n«go»
«config»\\n«config»\\n«config»
«css»
«diff»
«php»
«rust»
«regex»
""",
        "python": """
def «word»(self, «word»: str = "«word»") -> dict[str, int]:\\n    return {"«word»": «number», '«word»': self.«word»}
for «letter» in range(«number»):\\n    print(f"{«letter»}: {«word»[«letter»]}")
if «word» == '«word»' and not «word».«word»():\\n    raise ValueError("«word» must be > «small»")
from «word».«word» import «word», «word»
import os, sys
with open("«word».txt") as file:\\n    data = json.load(file)
«word» = [«letter» for «letter» in «word» if «letter» != "«word»" or «letter» > «small»]
assert «word»(«small») == «small», "«word» failed"
@app.get("/«word»/{id}")\\nasync def «word»(id: int): ...
os.path.join(os.getcwd(), "«word»", '«word».py')
subprocess.run(["git", "«word»"], check=True)
print('«word» %s' % «word»)
class «word»(Base):\\n    __tablename__ = "«table»"\\n    «column» = Column(String(«number»), nullable=False)
""",
        "javascript": """
const «word» = await fetch(`https://«domain»/${«word»}/«word»`);
document.getElementById("«word»").addEventListener('click', () => { console.log("«word»"); });
function «word»(«letter», «letter») { return «letter» === '«word»' ? «small» : null; }
import { «word» } from '../«word»/«word».js';
import «word» from "../../«word»";
export default { name: '«word»', data() { return { «word»: [] }; } };
if (!«word» || «word».length > «small») throw new Error('«word»');
const «letter» = «word».map((«letter») => «letter».«word»).filter(Boolean);
let «word» = {...«word», «word»: «number»}; // «word»
module.exports = require("./«word»");
<«word» className="«word»" onClick={() => set«word»(!«word»)}>{«word»}</«word»>
expect(«word»).toEqual({ «word»: "«word»" });
window.location.href
""",
        "java": """
public class «word» extends «word» { private final String «word» = "«word»"; }
List<String> «word» = new ArrayList<>(); «word».add("«word»");
System.out.println("«word»: " + «word».get«word»());
@Autowired private «word» «word»;
catch (IOException e) { log.error("«word» {}", e.getMessage()); }
Runtime runtime = «word».«word»();
""",
        "sql": """
SELECT «column», «column» FROM «table» WHERE «column» = '«word»' AND «column» > «number»
SELECT «column», COUNT(*) AS n FROM «table» GROUP BY «column» ORDER BY n DESC LIMIT «small»
select * from «table» where «column» = «number»
SELECT u.«column», o.«column» FROM «table» u JOIN «table» o ON u.id = o.user_id WHERE o.created >= '2026-0«small»-01'
INSERT INTO «table» («column», «column») VALUES ('«word»', «number»)
CREATE TABLE «table» (id SERIAL PRIMARY KEY, «column» VARCHAR(255) NOT NULL, «column» INTEGER)
UPDATE «table» SET «column» = '«word»' WHERE id = «number»
ALTER TABLE «table» ADD COLUMN «column» TEXT
WITH «word» AS (SELECT «column» FROM «table») SELECT * FROM «word»
select sum(«column») from «table» where «column» between '2026-01-01' and '2026-02-01'
-- «word»: «word»\\nSELECT 1
DROP TABLE IF EXISTS «table»
DELETE FROM «table» WHERE «column» < now() - interval '«small» days'
""",
        "shell": """
npm install --save-dev «word» && npm run build
pip install -r requirements.txt
docker run -d -p «number»:80 --name «word» «word»/«word»:latest
git commit -m "«word» «word»" && git push origin main
curl -X POST https://«domain»/v1/«word» -H 'Content-Type: application/json' -d '{"«word»": "«word»"}'
curl -s https://«domain»/«word» | jq '.«word»[] | .«column»'
kubectl get pods -n «word» | grep «word»
export «word»_HOME="$HOME/«word»"
cd «word» && ls -la
sudo apt-get update && sudo apt-get install -y «word»
ps aux | grep «word» | wc -l
for f in *.txt; do echo "$f"; done
make test; make install
$ cat «word».log | tail -n «small»
echo "«word»" >> «word».md
tar -xzf «word».tar.gz -C /opt/«word»
ssh «word»@«domain» 'systemctl restart «word»'
#!/bin/bash\\nset -e\\n
chmod +x «word».sh && ./«word».sh
""",
        "go": """
func «word»(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "«word»: %s", r.URL.Path) }
if err != nil { return fmt.Errorf("«word»: %w", err) }
«word» := map[string]int{"«word»": «small»}
""",
        "config": """
«word»: "«word»"
  - name: «word»\\n    image: «word»/«word»:«small».«small»
[«word»]\\n«word» = «number»
«word»_URL=https://«domain»/«word»?«letter»=«small»
<«word» id="«word»"><«word»>«number»</«word»></«word»>
path: /var/lib/«word»/«word».conf
on: [push, pull_request]
run: echo "${{ secrets.«word» }}"
env:\\n  «word»: ${«word»:-«word»}
0 «small» * * * /usr/bin/«word» >> /var/log/«word».log 2>&1
""",
        "css": ".«word» { color: #fff; margin: 0 auto; background: url('/img/«word».png'); }\n@media (max-width: «number»px) { #«word» > a:hover { width: calc(100% - 20px); } }",
        "diff": "--- a/«word»/«word».py\\n+++ b/«word»/«word».py\\n@@ -«small»,«small» +«small»,«small» @@\\n-    «word» = '«word»'\\n+    «word» = \"«word»\"\n- «word»\\n+ «word»",
        "php": "$«word» = $this->«word»->find($id); return view('«word».«word»', compact('«word»'));\nforeach ($«word» as $key => $value) { echo htmlspecialchars($value); }",
        "rust": "let «word»: Vec<&str> = «word».split(',').collect();\nfn «word»(x: &mut i32) -> Result<(), Box<dyn Error>> { Ok(()) }",
        "regex": "^[a-z0-9_-]{3,16}$\n^\\\\d{«small»}-\\\\w+$\n(?i)«word»|«word»\n^(\\\\+\\\\d{1,2}\\\\s)?\\\\(?\\\\d{3}\\\\)?[\\\\s.-]\\\\d{3}$\n[^,;]+",
    }
)
QUERIES: Final = Grammar(
    {
        "start": """
query { «word»(id: «number») { id «column» «word» { «column» } } }
query «word»($id: ID!, $first: Int = «small») { «word»(id: $id) { edges { node { id «column» } } pageInfo { hasNextPage } } }
mutation { create«word»(input: {name: "«word»", «column»: "«word»"}) { id errors { message } } }
mutation «word»($input: «word»Input!) {\\n  «word»(input: $input) {\\n    clientMutationId\\n    «column»\\n  }\\n}
fragment «word»Fields on «word» { id «column» ...«word» }
{ __schema { queryType { name } } }
«column» eq '«word»' and «column» gt «number»
startswith(«column»,'«word»') or contains(«column», '«word»')
«column»:"«word» «word»" AND («column»:«word» OR «column»:[«small» TO «number»])
project = «word» AND status in ("In Progress", Open) ORDER BY created DESC
«column»==«word»;«column»=gt=«number»
is:open is:issue label:"«word»" author:«word»
-«column»,«column»
«column»=«word»&«column»=«number»&page=«small»
«column»,«column»,«word».«column»
>= «number» and < «number»
($«word» + «number») * «small».5
=SUM(A1:B«number»)
=IF(A«small»>«small»,"«word»","«word»")
«small» > «small»
x^2 + «small»x - «small» = 0
«column» asc
price:[10..«number»]
(«word» OR «word») NOT «word»
"«word» «word»"
site:«domain» «word»
filter[«column»]=«word»
sort=-created&include=«word»,«word»
{app="«word»"} |= "«word»" | json | status >= 500
rate(http_requests_total{job="«word»"}[5m]) > 0.«small»
up{instance=~".*:«number»"}
$.«word»[?(@.«column» < «number»)].«word»
/«word»/«word»[@id='«small»']/text()
TRUNC(«column»/«small»)
""",
    }
)
MARKUP: Final = Grammar(
    {
        "start": """
<p>«sentence»</p><ul><li>«word»</li><li><b>«word»</b></li></ul>
<div class="«word»"><a href="https://«domain»/«word»">«sentence»</a></div>
<h1>«sentence»</h1>\\n<p><strong>«word»</strong>: «sentence»<br/></p>
<img src="https://«domain»/«word».png" alt="«word» «word»" width="«number»">
<table><tr><td>«number»</td><td>«word»</td></tr></table>
<span style="color: red">«word»</span>
# «sentence»\\n\\n«sentence»\\n\\n- «word»\\n- `«word»`\\n- [«word»](https://«domain»/«word»)
**«word»** _«word»_ ~~«word»~~ > «sentence»
## «word»\\n\\n```\\n«word»\\n```\\n«sentence»
| «word» | «word» |\\n|---|---|\\n| «number» | «word» |
[x] «sentence»\\n[ ] «sentence»
![«word»](../«word»/«word».png) «sentence»
<«word»@«domain»>
<?xml version="1.0" encoding="UTF-8"?><«word»><«word» id="«number»">«sentence»</«word»></«word»>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><«word»>«number»</«word»></soap:Body></soap:Envelope>
<svg width="«number»" height="«number»" viewBox="0 0 24 24"><path d="M12 2L2 7v10l10 5z" fill="none"/></svg>
Hi {{«word».«column»}}, your order #{{order_id}} has shipped.
Dear {first_name}, «sentence»
{{#if «word»}}«word»{{else}}«word»{{/if}}
{% if user.name %}«sentence»{% endif %}
${«word»}/«word»
Total: ${amount} / {{ total | number:2 }}
«sentence» &amp; «sentence» &lt;«word»&gt; &quot;«word»&quot;
use <script> at the end of <body>, «sentence»
&nbsp;«word»&#39;s «word»
<!-- «sentence» -->
""",
        "sentence": "«word» «word» «word»\n«word»'s «word», «word»\n«word» «number» «word» (\"«word»\")\nthe «word» of «word» isn't «word»",
    }
)
LOGS: Final = Grammar(
    {
        "start": """
2026-0«small»-1«small»T1«small»:0«small»:0«small».«number»Z ERROR [«word»] «word» failed: connection refused (111)
«address» - - [0«small»/Mar/2026:10:0«small»:00 +0000] "GET /«word»/«number» HTTP/1.1" 200 «number» "-" "Mozilla/5.0 (X11; Linux x86_64)"
Traceback (most recent call last):\\n  File "/app/«word»/«word».py", line «number», in «word»\\n    raise KeyError('«word»')\\nKeyError: '«word»'
java.lang.NullPointerException: «word»\\n\\tat com.«word».«word».«word»(«word».java:«number»)\\n\\tat com.«word».«word».run(«word».java:«number»)
TypeError: Cannot read properties of undefined (reading '«word»')\\n    at «word» (/home/«word»/app/«word».js:«number»:«small»)
level=info msg="«word» «word»" user=«word» took=«number»ms
«word»[«number»]: segfault at 0 ip 00007f«hexes» error 4 in libc.so.6
panic: runtime error: index out of range [«small»] with length «small»
FATAL: password authentication failed for user "«word»"
You have an error in your SQL syntax near 'FROM «table»' at line «small»
{"level":"warn","ts":«number»,"msg":"slow query","sql":"SELECT * FROM «table» WHERE id = $1"}
npm ERR! code ELIFECYCLE errno «small» /usr/src/app/node_modules/«word»
C:\\Users\\«word»\\Documents\\«word».docx
/home/«word»/projects/«word»/«word».py:«number»: warning: '«word»' is deprecated
HTTP 500: {"error": "«word» is not «word»"}
""",
    }
)
SMALL: Final = Grammar(
    {
        "start": """
«word»
«number»
«word» «word»
«word»-«word»-«number»
«word»_«word»
«word».«word»@«domain»
"«word» «word»" <«word»@«domain»>
https://«domain»/«word»/«number»
https://«domain»/«word»?«letter»=«word»&«word»=«number»#«word»
https://«domain»/callback?code=«token»&state=«token»
https://«domain»/«word»/«word»-«word»-«number».html?utm_source=«word»&utm_medium=«word»
http://«domain»:«number»/«word»
http://localhost:3000/callback
/«word»/«number»/«word»
/api/v1/«word»/«word».json
/assets/«word».«hexes».js
«word».tar.gz
«word»/«word»/«word».md
./«word»/«word».ts
~/«word»
*.«word».com
*.py
^1.«small».«small»
>=«small».«small»,<«small»
«small».«small».«small»-beta.«small»
2026-0«small»-1«small»T1«small»:00:00+01:00
2026-0«small»-0«small» 10:«small»0
1«small»:30 - 1«small»:00
O'«word»
D'«word» «word»
«word»'s
«word» & «word»
«word» & Sons, Inc.
«word» (copy) [«small»].pdf
$«number».99
«number»%
100% «word»
-«number»
+49 «number» «number»
(555) «number»-«number»
#«hexes»
rgb(«small», «small», «small»)
«number» «word» St., Apt. #«small»
«word»straße «number»
5'10"
«small»'«small»" x «small»"
24" «word»
1/2 «word»
«word»/«word»
«word»; «word»
«word», «word», and «word»
a=«small»; b=«small»
en-US,en;q=0.9
text/html; charset=utf-8
«word» == «word»
«word» != «small»
<«number»
> «number»
«word» || «word»
TRUE
null
[]
{}
N/A
C#
:)
<3
«word»!!!
???
rock 'n' roll
don't «word»
it's «word»
'«word»'
"«word»"
«word»…
*«word»*
@«word»
#«word» #«word»
arn:aws:s3:::«word»-«word»/*
projects/«word»/locations/us-east1
«letter»:«small»,«letter»:«small»
«hexes»:«hexes»
sha256:«hexes»«hexes»
MIT OR Apache-2.0
«address»
«address»/24
10.0.«small».«small»
select
Drop-in
union
order by phone
script
«word» and «word»
«word» or «word»
sleep(ing) «word»
«word»(«word»)
f(x)
cat food
id=«number»
data:image/png;base64,iVBORw0KGgo«token»«token»
application/vnd.«word»+json
__«word»
$ref
#/components/schemas/«word»
urn:uuid:«hexes»
s3://«word»/«word»/
git@«domain»:«word»/«word».git
mongodb+srv://«word».«domain»/«word»
postgres://localhost:5432/«word»
ws://«domain»/«word»
mailto:«word»@«domain»
tel:+1555«number»
0x«hexes»
1e-«small»
«small»*«small»
«number»+«small»
«small»-«small»
""",
    }
)
PLAIN: Final = Grammar(
    {
        "start": """
/
/«word»
/«word»/
/«word»/«number»
/«word»/«word»
/«word»/«word»/«number»/«word»
/v«small»/«word»
/api/v«small»/«word»/«token»
/«word».html
/«letter»/«letter».html
/«word».php
/«word»/«word».png
/«word».js
/«word»-«word»
/«word»_«word»/«word».css
/.well-known/«word»
/@«word»/«word»
/«word»:«word»
/~«word»
/«word»/«word» «word».pdf
«letter»-«letter»_«letter»
«word»,«word»
«word»,«word»,«word»
«word».«word»
«word»:«number»
«word»: «word»
«letter» «letter»
«word»/«word»
-«word»
+«number»
«small».«small»
«number».«small»
«number»,«small»
«word».jpg
«letter»-«letter»
«letter»=«word»
«word»!
«word»?
«word».
«word»'s
(«word»)
[«number»]
«number»-«number»-«number»
«number»:«number»
""",
    }
)
PROMPTS: Final = Grammar(
    {
        "start": """
You are a helpful assistant. «text»
### Instruction:\\n«text»\\n\\n### Response:
Translate the following into «word»: "«text»"
Write a function that «text»
System: «text»\\nUser: «text»\\nAssistant:
Explain what `«word»()` does in this code:
Summarise in «small» bullet points:\\n\\n«text»\\n- «text»\\n- «text»
Ignore the formatting and answer with JSON: {"answer": "«word»", "score": 0.«small»}
How do I prevent SQL injection in «word»? «text»
What's the difference between <div> and <span>? «text»
<|user|>\\n«text»\\n<|assistant|>
Q: «text»\\nA:
Act as a «word» expert. «text»
Fix this error: «text»
""",
        "text": "could you please tell me about «word» and «word»?\nit's a «word» that isn't «word», for example '«word»'\nthe user asked: \"«word» «word» «word»\"\nuse at most «number» words, don't mention «word»\nreturn a list of «word» with their «column» (sorted by «column»)\nconsider «word»; then «word»\nwe can't use «word» because of «word» & «word»",
    }
)


def _value(random: Random) -> Any:
    return random.choice((random.randrange(10_000), random.random() < 0.5, None, word(random), sentence(random), domain(random), round(random.random() * 100, 2)))  # fmt: skip


def document(random: Random) -> str:
    """JSON that stands within a value."""
    inner: dict[str, Any] = {word(random): _value(random) for _ in range(random.randint(1, 5))}
    operators = {"range": {word(random): {"gte": 1, "lt": 9}}, "match": {word(random): sentence(random)}, "bool": {"must": [inner], "should": []}}  # fmt: skip
    whole = random.choice((inner, [inner, inner], {"query": operators, "size": 10}, {"aggs": {word(random): {"terms": {"field": word(random)}}}}, {"data": {"attributes": inner, "id": 1}}))  # fmt: skip
    return json.dumps(whole, ensure_ascii=random.random() < 0.5, indent=random.choice((None, None, 2)))


def identifier(random: Random) -> str:
    """Ids and tokens of common shapes."""
    raw = random.randbytes(random.randint(8, 60))
    return random.choice(
        (
            str(uuid.UUID(bytes=random.randbytes(16), version=4)),
            base64.b64encode(raw).decode(),
            base64.urlsafe_b64encode(raw).decode().rstrip("="),
            f"eyJhbGciOiJIUzI1NiJ9.{base64.urlsafe_b64encode(raw).decode()}.{token(random)}",
            f"sk_{word(random)}_{token(random)}",
            raw.hex(),
            f"{number(random)}|{token(random)}",
            f"GA1.2.{number(random)}.{number(random)}",
            f"{word(random)}%3A{number(random)}%7C{token(random)}",
            f"%7B%22{word(random)}%22%3A{number(random)}%2C%22{word(random)}%22%3A%22{token(random)}%22%7D",
            f"{word(random)}:{token(random)}:{number(random)}",
            f"{word(random)}={number(random)}&{word(random)}={token(random)}",
        )
    )


def post(random: Random) -> str:
    """What developers write: sentences around a piece of code."""
    fence = random.choice(("```", "```sql", "```python", "```bash", "```js", "`"))
    piece = CODE.draw(random, "start")
    parts = [prose(random, "en"), f"{fence}\n{piece}\n```" if fence != "`" else f"`{piece}`", prose(random, "en")]
    return random.choice(("\n\n", "\n", " ")).join(parts[random.randrange(2) :])


_KINDS: Final[Mapping[str, tuple[int, Source]]] = MappingProxyType(
    {
        "prose": (22, prose),
        "code": (11, lambda random: CODE.draw(random, "start")),
        "post": (7, post),
        "query": (8, lambda random: QUERIES.draw(random, "start")),
        "markup": (7, lambda random: MARKUP.draw(random, "start")),
        "log": (4, lambda random: LOGS.draw(random, "start")),
        "prompt": (5, lambda random: PROMPTS.draw(random, "start")),
        "json": (7, document),
        "id": (5, identifier),
        "plain": (10, lambda random: PLAIN.draw(random, "start")),
        "small": (14, lambda random: SMALL.draw(random, "start")),
    }
)
SHARES: Final[Mapping[str, int]] = MappingProxyType({kind: share for kind, (share, _) in _KINDS.items()})
"""of a hundred good texts, how many are of each kind"""


def good(random: Random, kind: str) -> str:
    """One text of a kind of `SHARES`."""
    return _KINDS[kind][1](random)
