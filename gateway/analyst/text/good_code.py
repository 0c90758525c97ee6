"""What those who program and analyse send and mean well: code, queries, logs. It is full of quotes, statements and commands."""

from __future__ import annotations

from typing import Final

from gateway.analyst.text.grammar import Grammar

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
