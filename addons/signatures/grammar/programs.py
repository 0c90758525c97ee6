"""What a shell would run, by name: programs of Unix and Windows, cmdlets, and words that only say how another is run.

Data for `shell`. Sorted by how much a name tells: one that no language has as a word is a command wherever one may begin; one
that people name when they speak of their tools needs more; an English word needs an argument that no sentence has.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PROGRAMS = _words(
    """
    adduser apropos arping basenc bcdedit bitsadmin bzcat certutil chattr chgrp chmod chown chpasswd cksum crontab
    cscript dirname dmesg dmidecode esentutl ethtool expr fgrep findmnt firewall-cmd gawk getconf getent getfacl
    gpasswd groupadd gunzip gzcat hexdump hostnamectl icacls iex ifconfig insmod installutil invoke-expression
    invoke-webrequest ionice ipconfig iwr journalctl killall lastlog loginctl lsattr lsb_release lsblk lscpu lsmod
    lsof lspci lsusb mawk md5sum mkfifo mknod mktemp modprobe mpstat msbuild mshta msiexec nbtstat netsh netstat
    nohup nping nproc nslookup ntdsutil odbcconf pgrep phpinfo pidof pkill pmap printenv procdump pstree readelf
    readlink realpath regsvcs regsvr32 rmdir rmmod rundll32 schtasks scp sestatus setcap setfacl setsid sha1sum
    sha256sum shuf socat stdbuf sysctl systeminfo takeown taskkill tasklist tcpdump tracepath tracert truncate uname
    unlzma unxz useradd userdel usermod usleep vigr vipw visudo vmstat vssadmin wevtutil whereis whoami winrs wmic
    wscript xterm xxd xzcat zcat zgrep zstdcat
    """
)
"""no words of any language: a program, wherever they begin a command"""
NAMED = _words(
    """
    alias ansible apt-get awk base32 base64 bash brew bunzip2 busybox bzip2 clang cmd cp csh curl dash dig docker
    echo egrep emacs eval exec export fish ftp gcc gdb git go gpg grep groovy groups gzip helm hostname iptables irb
    java journalctl jq ksh kubectl lua lynx mail make mkdir mv nc ncat netcat nmap node npm npx openssl pacman
    passwd perl php ping ping6 pip pip3 podman powershell printf pwsh python python2 python3 rm rsync ruby rustc sed
    sh snap sqlite3 ssh strace sudo svn systemctl tclsh tcsh telnet terraform tftp tmux traceroute trap unset unzip
    vi vim wget wine xargs yum zip zsh
    """
)
"""no words either, but people name them: `Perl & Python`, `git; docker`"""
WORDS = _words(
    """
    apt arp ash at attrib cal cat column comm command copy cpio cut date dd del df diff dir du ed env erase ex fetch file find
    finger fold halt head history host id init ip jobs join kill last less ln locate look ls man mkfs more mount move nano net
    nice nl od paste pg poweroff pr ps pwd read reboot reg ren rev route sc script service set shutdown sleep sort source split
    start stat strings su tac tail tar tee test time timeout top touch tr type uniq users ver vol w wall watch whatis which who
    xcopy
    """
)
"""programs whose names are words too"""
SHORT = _words("arp cat date df dir env id ip last ls net ps pwd reboot route set sh ver w who")
"""those that say something all by themselves"""
WORDLESS = _words("df id ls ps pwd")
"""of these, those that no sentence holds"""
COUNTED = _words("exit init kill ping shutdown sleep timeout usleep")
"""those that take a bare number"""
PREFIXES = _words(
    """
    builtin busybox call chroot command do doas elif else env eval exec if ionice ltrace nice nohup nsenter setsid start stdbuf
    strace sudo then time timeout unshare until watch while xargs
    """
)
"""words before a command that only say when or how it is run"""
VERBS = ("add|clear|copy|disable|enable|export|foreach|get|import|invoke|move|new|out|register|remove|rename|resolve|restart|send|set|start|stop|"
         "suspend|test|unregister|wait|where|write")  # fmt: skip
_CMDLET = re.compile(
    rf"(?:{VERBS})-(?:ad\w{{2,20}}|acl|alias|aliases|childitem|cim\w{{4,20}}|clipboard|command|computer\w{{0,10}}|connection|content|credential|csv|culture|"
    r"dnsname|eventlog|executionpolicy|expression|file|help|history|host|hotfix|item|itemproperty|job|localgroup\w{0,8}|localuser|location|mailmessage|member|"
    r"mppreference|module|net\w{2,24}|null|object|output|process|psdrive|pssession|random|restmethod|scheduledtask\w{0,8}|service|sleep|smbshare|string|"
    r"variable|webrequest|wmi\w{4,12})\Z"
)


def cmdlet(name: str) -> bool:
    """Whether `name`, in lower case, is a cmdlet of PowerShell: a verb and a noun of its own kind."""
    return _CMDLET.match(name) is not None
