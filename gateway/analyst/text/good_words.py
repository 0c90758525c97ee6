"""What everybody else sends: markup, documentation, small values, paths, prompts, and what the web itself carries about.

Links in links, wildcards, placeholders, and cookies of trackers look odder than most attacks do.
"""

from __future__ import annotations

from typing import Final

from gateway.analyst.text.grammar import Grammar

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
DOCS: Final = Grammar(
    {
        "start": """
«title»\\n\\n«list»
«title»\\n\\n«text»\\n\\n«list»
«title»\\n\\n«text» «text»
«list»
«text» «text»
«title»\\n\\n«field»\\n«field»\\n«field»
`«name»`
`--«word»-«word» «word»`
`«name»(«name»)`
«title»\\n\\n<a href="https://«domain»/«word»/«word»" target="_blank">«word»</a> |\\n<a href="https://«domain»/" target="_blank">«word»</a>
| «word» | `«name»` | «text» |\\n|---|---|---|\\n| `«name»` | `«name»` | «text» |
""",
        "title": "# «word» «word»\n## «word» and «word»\n### «word» «word» «word»\n#### «word»\n### `«name»`",
        "list": "- «text»\n- «text»\\n- «text»\n* «text»\\n* «text»\\n* «text»\n1. «text»\\n2. «text»\n- fix «word» «word» («ref»)\\n- add support for «word» «small».«small» («ref»)\n- [ ] «text»\\n- [x] «text»",
        "ref": "[issue #«number»](https://«domain»/«word»/«word»/issues/«number»)\n#«number»\n[#«number»](https://«domain»/«word»/pull/«number»), thanks @«word»",
        "text": 'the [`«name»`][«word».«word».«name»] class accepts a «word» «word»\nsee [«word» «word»](./«word»-«word».md) for the «word»\nevery «word» emits one `«name»` per [`«name»`][«word».«name»]\nthe repo contains a `«word»` workspace: `«word»-«word»`, `«word»`\n«word» «word» (see [«word»](#«word»-«word»)), such as «word», «word» and «word»\n**«word»**: «word» the «word» of a «word», «word» "«word»"\nwhen `«name»` is `none`, «word» isn\'t «word»; set `«name»=true`\n[`«name»()`][«word».«word».«name»], [`«name»()`][«word».«word».«name»] and «word»',
        "field": "- `«name»` (string, required): the «word» of the «word»\n«name» | `string` | **REQUIRED**. the «word» «word».\n: «word» `«name»` {«word»: «word»}",
        "name": "«word»\n«word»_«word»\n«word».«word»\n«word»_«word»_«word»",
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
WEB: Final = Grammar(
    {
        "start": """
«link»
«link»
«scheme»«domain»/
«scheme»«domain»
//«domain»/«path»
«scheme»«domain»/redirect?to=«scheme»«domain»/«path»
http%3A%2F%2F«domain»%2F«word»%2F«word»
https%3a%2f%2f«domain»%2f«word»%3f«word»%3d«number»
https://hooks.«domain»/services/«token»/«token»
https://«domain»/webhook
http://localhost:«number»/v«small»/«word»/«word»
https://%«place»%.«domain»/v«small»/%«place»%/«word»/%«place»%:«word»
https://{«word»}.«domain»/{«word»}/«word»
{{«word»}}
«word»_{{«word»}}
«word»/{{«word».«word»}}/«word»
/«word»/{«word»}/«word»/{id}
«word»-*
*«word»*
*.«word».«word»
«word»-«word»-*,-«word»-*
/_«word»/«word»-*
/«word»/«word»/«token»;«pairs»
;«pairs»;
«number».«number».«number».«small».«small».«word»=(«word»)|«word»=(«word»)|«word»=(none)
«number»|«blob»
-«number»|«blob»
«letter»|«blob»
«blob»|«blob»|«number»
«word»:«number»|«word»:«number»|«word»:«token»
«word»=«token»~«word»=«number»~«word»=«number»!«number»
«token».«token»^«number»^«token»
{"«word»":«number»}|«token»
«number»*«number»*«token»
"«token»"
W/"«token»-«hexes»"
«small»=(«word»)&«small»=(«word»)
""",
        "scheme": "http://\nhttps://\nhttps://",
        "link": "«scheme»«domain»/«path»\n«scheme»«domain»/«path»?«query»\n«scheme»«domain»/«path»#«word»\n«scheme»«domain»/«path»?«query»#«word»=«word»-«number»&«word»=«small»",
        "path": "«word»\n«word»/«word»\n«word»/«word»/«path»\n«word»/«small».«small».«number»/«word»/«word».«file»\n«word».«file»\n«word»-«word»-«number»\n«word»/",
        "file": "html\nhtm\njs\ncss\npng\ngif\nswf\ntxt\njson\npdf\nxml\nphp",
        "query": "«word»=«number»\n«word»=«token»&«word»=«word»\n«word»=http%3A//«domain»\n«word»=«word»&«query»\n«word»=«number»,«number»&«word»=%7B«word»%7D",
        "pairs": "«word»=«number»\n«word»=«number»x«number»\n«word»=«token»;«pairs»\n«word»=«number»;«pairs»\n«word»_«word»=«number»:«number»;«pairs»\nclick=«scheme»«domain»/«word»/«word»",
        "blob": "«token»\n«token»aaaaaaaaaaaa«token»\n«token»//////////«token»\n«token»+«token»aaaaaaaaaaaaaaaa«token»/////w==\naaaaaa«token»aaaa«token»=",
        "place": "project_id\nlocation_id\nendpoint_id\n«word»_id\n«word»",
    }
)
