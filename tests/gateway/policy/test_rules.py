"""Rule files on disk: found, included, put together for an API's level and threshold."""

from pathlib import Path

import pytest

from addons.addon import Facts
from addons.exchange import Exchange, Phase, Request
from addons.signatures import RuleError, RuleSet
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Api, DetectorSettings, Policy
from gateway.policy.problems import PolicyError
from gateway.policy.rules import CoreRules, find_core_rules, load_program, read_unicode_map
from gateway.policy.secrets import Secrets

SECRETS = Secrets(Secrets.generate_key())
RULES = """
SecRule &TX:crs_setup_version "@eq 0" "id:901001,phase:1,deny,log,msg:'no set-up'"
SecRule TX:executing_paranoia_level "@lt 1" "id:1,phase:2,pass,nolog,skipAfter:END"
SecRule ARGS "@pmFromFile words.data" "id:2,phase:2,block,severity:CRITICAL"
SecRule TX:executing_paranoia_level "@lt 2" "id:3,phase:2,pass,nolog,skipAfter:END"
SecRule ARGS "@contains '" "id:4,phase:2,block,severity:NOTICE"
SecRule REQUEST_METHOD "!@within %{tx.allowed_methods}" "id:5,phase:1,block"
SecMarker END
SecRule TX:inbound_anomaly_score_threshold "@eq 7" "id:6,phase:2,pass"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rules = tmp_path / "crs" / "rules"
    rules.mkdir(parents=True)
    (rules / "REQUEST-9.conf").write_text(RULES)
    (rules / "words.data").write_text("# words\nevil\n")
    (tmp_path / "crs" / "crs-setup.conf").write_text(
        'SecAction "id:900990,phase:1,pass,nolog,setvar:tx.crs_setup_version=1"'
    )
    return tmp_path / "crs"


def fired(core: CoreRules, request: Request, level: int = 1, threshold: int = 5) -> list[int]:
    program = core.load(level, threshold)
    tx = program.start(request, "r", "192.0.2.1")
    return [hit.rule.id for hit in program.request_headers(tx) + program.request_body(tx, request.body)]


def test_level_and_threshold_are_the_apis(folder):
    core = CoreRules(folder)
    request = Request("PATCH", b"/", b"a=evil'")
    assert fired(core, request) == [2]
    assert fired(core, request, level=2) == [2, 4]
    assert fired(core, request, threshold=7) == [2, 6]
    assert fired(core, Request("TRACK", b"/"), level=2) == [5]


def test_bodies_are_read_by_their_type(folder):
    request = Request("POST", b"/", b"", ((b"Content-Type", b"application/vnd.api+json"),), b'{"a":"evil"}')
    assert fired(CoreRules(folder), request) == [2]
    request = Request("POST", b"/", b"", ((b"Content-Type", b"application/json"),), b'{"a":"good"}')
    assert fired(CoreRules(folder), request) == []


def test_files_include_files_beside_them_and_say_where_it_goes_wrong(tmp_path):
    (tmp_path / "one.conf").write_text("Include more/*.conf\nInclude none/*.conf")
    (tmp_path / "more").mkdir()
    (tmp_path / "more/two.conf").write_text('SecRule ARGS "x" "id:1,phase:2,block"')
    one = tmp_path / "one.conf"
    assert [rule.id for rule in load_program([(str(one), one.read_bytes())]).rules] == [1]
    with pytest.raises(RuleError, match=r"one\.conf:1: Include 'gone\.conf': no such file"):
        load_program([(str(one), b"Include gone.conf")])
    with pytest.raises(RuleError, match=r"words\.data: No such file"):
        load_program([(str(one), b'SecRule ARGS "@pmFromFile words.data" "id:1"')])
    (tmp_path / "self.conf").write_text("Include self.conf")
    with pytest.raises(RuleError, match="more than 16 levels"):
        load_program([(str(tmp_path / "self.conf"), b"Include self.conf")])


def test_rules_are_found_where_they_were_named_then_where_they_were_added(folder, tmp_path):
    named = find_core_rules(str(folder), tmp_path)
    assert named == CoreRules(folder)
    with pytest.raises(RuleError, match=r'CRS_DIR ".*/gone": no such folder'):
        find_core_rules(str(tmp_path / "gone"), tmp_path)
    (tmp_path / "data" / "rules").mkdir(parents=True)
    (tmp_path / "data" / "rules" / "a.conf").write_text("")
    added = find_core_rules("", tmp_path / "data")
    assert added is not None
    assert (added.folder, added.chosen) == (tmp_path / "data" / "rules", True)
    with pytest.raises(RuleError, match="no rule files"):
        CoreRules(tmp_path).files()


def test_the_unicode_map_is_of_one_code_page(tmp_path):
    path = tmp_path / "unicode.mapping"
    path.write_text("# (c)\n1250 (ANSI)\n00a1:21 00a2:63\n\n20127 (US-ASCII)\n00a0:20 ff1c:3c\n20261\n00a0:41\n")
    assert read_unicode_map(path) == {0xA0: 0x20, 0xFF1C: 0x3C}


def rules_found(policy: Policy, core: CoreRules | None, query: bytes) -> list[str]:
    runtime = PolicyCompiler(SECRETS, RuleSet([]), core).compile(policy).apis[1]
    exchange = Exchange("r", Request("GET", b"/", query))
    for stage in runtime.pipeline.stages:
        if stage.addon.name == "signatures":
            return [
                f.rule
                for phase in (Phase.REQUEST_HEADERS, Phase.REQUEST_BODY)
                for f in stage.addon.inspect(exchange, phase, Facts())
            ]
    raise AssertionError("no signatures")  # pragma: no cover


def policy(**options) -> Policy:
    detectors = {"signatures": DetectorSettings(options=options)} if options else {}
    return Policy(1, [Api(id=1, name="a", upstream="http://127.0.0.1:1", detectors=detectors)])


def test_a_chosen_rule_set_is_used_unless_an_api_says_no_and_a_found_one_only_where_it_says_yes(folder):
    chosen, found = CoreRules(folder), CoreRules(folder, chosen=False)
    assert rules_found(policy(), chosen, b"a=evil") == ["2"]
    assert rules_found(policy(crs=False), chosen, b"a=evil") == []
    assert rules_found(policy(), found, b"a=evil") == []
    assert rules_found(policy(crs=True), found, b"a=evil") == ["2"]
    assert rules_found(policy(crs=True), None, b"a=evil") == []


def test_an_apis_level_reaches_the_rules(folder):
    api = Api(id=1, name="a", upstream="http://127.0.0.1:1", paranoia_level=2)
    assert rules_found(Policy(1, [api]), CoreRules(folder), b"a=%27") == ["4"]


def test_rules_that_do_not_load_are_a_problem_of_the_policy_with_their_place(folder):
    (folder / "rules" / "broken.conf").write_text('SecRule ARGS "@nope" "id:77"')
    with pytest.raises(PolicyError, match=r"broken\.conf:1: operator '@nope' is not supported"):
        rules_found(policy(), CoreRules(folder), b"")


def test_rules_that_cannot_run_here_are_a_warning(folder):
    (folder / "rules" / "far.conf").write_text('SecRule ARGS "@rbl bl.e.test" "id:77,phase:2,block"')
    snapshot = PolicyCompiler(SECRETS, RuleSet([]), CoreRules(folder)).compile(policy())
    assert ["77" in str(warning) and "boing rules check" in str(warning) for warning in snapshot.warnings] == [True]
