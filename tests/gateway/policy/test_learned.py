"""Models on disk and in a policy: whole or not at all, and never a reason not to serve."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from addons.exchange import Phase
from addons.outliers import encode_model
from addons.signatures import RuleSet
from gateway.analyst.training.dataset import split_by_time
from gateway.analyst.training.train import fit
from gateway.policy.compile import PolicyCompiler
from gateway.policy.document import Api, ModelRef, Policy, decode_policy, encode_policy
from gateway.policy.models import ModelFolder, ModelMissing
from gateway.policy.secrets import Secrets
from tests.addons.outliers.requests import requests


@pytest.fixture(scope="module")
def blob() -> bytes:
    seen = requests(700, 700)
    return encode_model(fit(split_by_time(seen), 0.1, 1, operations=True, progress=lambda _s, _d: None).model)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def policy(*refs: ModelRef) -> Policy:
    apis = [Api(id=n, name=f"api {n}", upstream="http://127.0.0.1:1", prefix=f"/{n}") for n in (1, 2)]
    return Policy(revision=3, apis=apis, models=list(refs))


def compiler(folder: ModelFolder | None) -> PolicyCompiler:
    return PolicyCompiler(Secrets(Secrets.generate_key()), RuleSet([]), models=folder)


def looks(compiled: PolicyCompiler, document: Policy) -> tuple[dict[int, bool], list[str]]:
    """By API, whether its outliers addon has a model; and the warnings."""
    snapshot = compiled.compile(document)
    having = {
        api.id: any(s.addon.name == "outliers" and Phase.REQUEST_HEADERS in s.addon.phases for s in api.pipeline.stages)
        for api in snapshot.apis.values()
    }
    return having, [str(warning) for warning in snapshot.warnings]


def test_a_policy_names_its_models_and_survives_the_way_to_disk() -> None:
    document = policy(ModelRef("outliers", 1, 4, "ab" * 32))
    assert decode_policy(encode_policy(document)) == document
    assert b"models" not in encode_policy(policy())


def test_an_api_has_its_own_model_or_that_of_all(tmp_path: Path, blob: bytes) -> None:
    folder = ModelFolder(tmp_path)
    folder.put(digest(blob), blob)
    own, general = (ModelRef("outliers", api_id, 1, digest(blob)) for api_id in (1, 0))
    assert looks(compiler(folder), policy(own)) == ({1: True, 2: False}, [])
    assert looks(compiler(folder), policy(general)) == ({1: True, 2: True}, [])
    assert looks(compiler(folder), policy()) == ({1: False, 2: False}, [])


def test_a_missing_damaged_or_foreign_model_is_a_warning_and_no_refusal(tmp_path: Path, blob: bytes) -> None:
    folder = ModelFolder(tmp_path)
    foreign = b"no model of this version"
    folder.put(digest(foreign), foreign)
    folder.put(digest(blob), blob)
    (tmp_path / digest(blob)).write_bytes(blob[:-1] + b"x")
    cases = {
        "is not in the data dir yet": "ab" * 32,
        "is damaged: its content has another digest": digest(blob),
        "not a model of outliers": digest(foreign),
        "has a digest that is none": "../../policy.json",
    }
    for said, named in cases.items():
        having, warnings = looks(compiler(folder), policy(ModelRef("outliers", 1, 7, named)))
        assert having == {1: False, 2: False}
        assert len(warnings) == 1
        assert 'models.outliers "version 7 for API 1": ' in warnings[0]
        assert said in warnings[0]
        assert "served without it" in warnings[0]


def test_who_judges_nothing_loads_nothing_and_misses_nothing() -> None:
    assert looks(compiler(None), policy(ModelRef("outliers", 1, 7, "ab" * 32))) == ({1: False, 2: False}, [])


def test_a_model_that_comes_later_is_taken_and_one_that_stays_is_decoded_once(tmp_path: Path, blob: bytes) -> None:
    folder, document = ModelFolder(tmp_path), policy(ModelRef("outliers", 1, 1, digest(blob)))
    compiled = compiler(folder)
    assert looks(compiled, document)[0][1] is False
    folder.put(digest(blob), blob)
    assert looks(compiled, document) == ({1: True, 2: False}, [])
    folder.keep(())
    assert looks(compiled, document) == ({1: True, 2: False}, [])
    assert looks(compiled, policy())[0][1] is False
    assert looks(compiled, document)[0][1] is False


def test_the_folder_takes_only_what_its_name_says_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    folder = ModelFolder(tmp_path / "models")
    with pytest.raises(ModelMissing, match="came damaged"):
        folder.put(digest(b"one"), b"other")
    assert not (tmp_path / "models").exists()
    folder.put(digest(b"one"), b"one")
    assert (tmp_path / "models").stat().st_mode & 0o777 == 0o700
    assert folder.read(digest(b"one")) == b"one"
    folder.put(digest(b"two"), b"two")
    folder.keep({digest(b"two")})
    assert not folder.has(digest(b"one"))
    assert [path.name for path in (tmp_path / "models").iterdir()] == [digest(b"two")]
