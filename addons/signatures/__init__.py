"""Attack signatures: SecLang rules on Hyperscan, with libinjection where it is installed.

ast             what a rule file says, as data
parser          text to rules; nothing it does not understand is skipped
variables       which fields a rule looks at
transformations what is undone before it looks
operators       how it looks
matcher         Hyperscan
ruleset         rules compiled, and searched all at once
unwrap          what lies beneath a value's spellings
passage         how a match stands: a value, spoken text, code that is shown
grammar/        what a text would do where it lands: SQL, markup, shell, templates
engine          the detector
rules/          the pack that comes with Boing
seclang/        the whole language, for rule sets of others (OWASP CRS): a request as a transaction
"""

from __future__ import annotations

from addons.signatures.ast import Rule, RuleError
from addons.signatures.engine import Signatures, SignaturesSettings
from addons.signatures.matcher import CompiledCache
from addons.signatures.operators import native_missing
from addons.signatures.parser import parse
from addons.signatures.ruleset import RuleSet, load_pack

__all__ = [
    "CompiledCache",
    "Rule",
    "RuleError",
    "RuleSet",
    "Signatures",
    "SignaturesSettings",
    "load_pack",
    "native_missing",
    "parse",
]
