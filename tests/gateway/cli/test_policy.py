"""The policy as a file: out and back in is no change, what is wrong is refused with its line, a secret is never in clear."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from addons.catalogue import DETECTORS
from addons.exchange import IdentityKind
from addons.finding import Mode
from addons.identify import keyed_hash
from gateway.cli import policy as command
from gateway.cli.main import main
from gateway.policy.document import Api, DetectorSettings, IdentitySource, Limit, SecretHeader
from gateway.policy.secrets import Secrets
from gateway.settings import Settings
from gateway.storage.audit import AuditRow
from gateway.storage.edit import Actor
from gateway.storage.exclusions import NewExclusion
from gateway.storage.lists import NewEntry
from gateway.storage.store import Store
from tests.gatewayproc import ROOT
from tests.stores import FakeClock, clock, migrated, settings

__all__ = ["clock", "migrated", "settings"]

KEY = Secrets.generate_key()
SECRETS = Secrets(KEY)
CANARY = "canary-4d1c-of-a-secret-of-32-bytes-or-more"
BY = Actor(None, "test")
FUTURE = 4_000_000_000_000_000
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
names = st.text("abcdefXYZ-_ .ü1", min_size=1, max_size=10).map(str.strip).filter(bool)


def an_api(name: str, number: int, draw: Callable[[Any], Any]) -> Api:
    sources = [
        IdentitySource(IdentityKind.JWT, "authorization", key=SECRETS.encrypt(CANARY), algorithms=["HS256"]),
        IdentitySource(IdentityKind.KEY, "x-api-key"),
        IdentitySource(IdentityKind.ADDRESS),
    ]
    return Api(
        id=0, name=name, upstream=f"http://127.0.0.1:{9000 + number}", prefix=f"/p{number}",
        mode=draw(st.sampled_from(Mode)), hosts=draw(st.sampled_from([[], ["no.example"], ["*.a.example", "b.example"]])),
        identity=draw(st.lists(st.sampled_from(sources), max_size=3)),
        limits=draw(st.lists(st.builds(Limit, st.integers(0, 10**6), st.integers(1, 86400)), max_size=2)),
        secret_header=draw(st.sampled_from([None, SecretHeader("x-origin", SECRETS.encrypt(CANARY))])),
        trusted_proxies=draw(st.sampled_from([[], ["10.0.0.0/8", "::1"]])), paranoia_level=draw(st.integers(1, 4)),
        detectors=draw(st.sampled_from([{}, {"signatures": DetectorSettings(Mode.OFF)}])),
    )  # fmt: skip


@st.composite
def stores(draw: Callable[[Any], Any]) -> dict[str, Any]:
    apis = [
        an_api(name, n, draw) for n, name in enumerate(draw(st.lists(names, max_size=3, unique_by=str.casefold)), 1)
    ]
    ids = st.integers(0, len(apis))
    times = st.sampled_from([0, FUTURE, FUTURE + 1])
    detectors = st.dictionaries(
        st.sampled_from(sorted(DETECTORS)),
        st.builds(DetectorSettings, st.sampled_from(Mode), st.sampled_from(["allow", "block"])),
        max_size=3,
    )
    exclusions = st.builds(
        NewExclusion, st.sampled_from(["942100", "off", "0x1", ""]), words, ids, st.just("POST /a"), words, words, times
    )
    targets = st.one_of(
        st.tuples(st.just("address"), st.sampled_from(["192.0.2.1", "::1"])),
        st.tuples(st.just("country"), st.sampled_from(["NO", "DE"])),
        st.tuples(st.just("principal"), words.filter(lambda text: bool(text.strip()) and text.isprintable())),
        st.tuples(st.just("key"), st.just("ab" * 16)),
    )
    entries = st.builds(lambda t, a, e, r: NewEntry(t[0], t[1], a, e, r), targets, ids, times, words)
    lists = st.lists(entries, max_size=4, unique_by=lambda entry: entry.key)
    return {
        "apis": apis, "detectors": draw(detectors), "exclusions": draw(st.lists(exclusions, max_size=3)),
        "whitelist": draw(lists), "blacklist": draw(lists),
    }  # fmt: skip


async def fill(store: Store, content: dict[str, Any]) -> None:
    async with store.edit(BY, "seed") as edit:
        ids = [0] + [await store.apis.add(edit, api) for api in content["apis"]]
        for name, one in content["detectors"].items():
            await store.detectors.set(edit, name, one)
        for one in content["exclusions"]:
            await store.exclusions.add(edit, replace(one, api_id=ids[one.api_id]))
        for name in ("whitelist", "blacklist"):
            for one in content[name]:
                await store.lists.add(edit, name, replace(one, api_id=ids[one.api_id]))


def seeded(settings: Settings, content: dict[str, Any] | None = None) -> Settings:
    async def seed() -> None:
        store = await Store.open(settings)
        await fill(store, content or a_content())
        await store.close()

    asyncio.run(seed())
    return replace(settings, encryption_key=KEY)


def a_content() -> dict[str, Any]:
    shop = Api(
        id=0, name="shop", upstream="http://127.0.0.1:9001", prefix="/shop",
        secret_header=SecretHeader("x-origin", SECRETS.encrypt(CANARY)),
        identity=[IdentitySource(IdentityKind.JWT, "authorization", key=SECRETS.encrypt(CANARY), algorithms=["HS256"])],
    )  # fmt: skip
    files = Api(id=0, name="files", upstream="http://127.0.0.1:9002", prefix="/files", mode=Mode.OBSERVE)
    return {
        "apis": [shop, files], "detectors": {"signatures": DetectorSettings(Mode.OBSERVE)},
        "exclusions": [NewExclusion("942100", api_id=1, parameter="q", reason="search")],
        "whitelist": [NewEntry("range", "10.0.0.0/8", 0, 0, "office")], "blacklist": [NewEntry("address", "192.0.2.9", 2)],
    }  # fmt: skip


def boing(settings: Settings, *arguments: str) -> int:
    from argparse import ArgumentParser

    parser = ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(list(arguments)), settings)


@effort(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=stores())
def test_out_and_back_in_is_no_change_and_into_another_store_is_the_same(
    migrated_folder: Path, content: dict[str, Any]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, other = (Settings(boing_data_dir=f"{folder}/{name}") for name in ("one", "other"))
        for each in (one, other):
            shutil.copytree(migrated_folder, each.boing_data_dir)
        first, second = Path(folder, "first.yaml"), Path(folder, "second.yaml")
        one, other = seeded(one, content), replace(other, encryption_key=KEY)
        assert boing(one, "export", str(first)) == 0
        assert CANARY not in first.read_text()
        assert "gAAAA" not in first.read_text()
        assert boing(one, "diff", str(first)) == 0
        assert boing(one, "apply", str(first)) == 0
        Path(folder, "secret").write_text(f"{CANARY}\n")
        first.write_text(first.read_text().replace("${stored}", "${file:secret}"))
        assert boing(one, "diff", str(first)) == 0, "the secret in the file is the one that is stored"
        assert boing(other, "apply", str(first)) == 0
        assert boing(other, "diff", str(first)) == 0
        assert boing(other, "export", str(second)) == 0
        assert bare(second) == bare(first)


def bare(path: Path) -> Any:
    return yaml.safe_load(path.read_text().replace("${file:secret}", "${stored}"))


def edited(settings: Settings, path: Path, change: Callable[[Any], None]) -> None:
    assert boing(settings, "export", str(path)) == 0
    document = yaml.safe_load(path.read_text())
    change(document)
    path.write_text(yaml.safe_dump(document, sort_keys=False))


async def state(settings: Settings) -> tuple[int, list[AuditRow], Any]:
    store = await Store.open(settings)
    try:
        return await store.policy.revision(), await store.audit.query(), await store.policy.load(store.clock() / 1e6)
    finally:
        await store.close()


def test_an_apply_is_one_revision_with_its_audit(
    migrated: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On both engines: an API changed, one new and one gone, a detector, an exclusion and entries, then nothing more to do."""
    settings = seeded(migrated)
    path = tmp_path / "policy.yaml"

    def change(document: Any) -> None:
        shop, files = document["apis"]
        shop["mode"] = "observe"
        document["apis"] = [shop, files | {"name": "archive"}]
        document["detectors"] = {}
        document["exclusions"] = [{"rule": "941100", "api": "archive", "expires": "2096-01-01T00:00:00Z"}]
        document["whitelist"][0]["reason"] = "the office"
        document["blacklist"] = [{"scope": "country", "target": "NO", "api": "archive"}]

    edited(settings, path, change)
    assert boing(settings, "diff", str(path)) == 1
    assert 'api "files"' in capsys.readouterr().err
    before = asyncio.run(state(settings))
    assert boing(settings, "diff", "--prune", str(path)) == 2
    assert boing(settings, "apply", "--dry-run", "--prune", "--json", str(path)) == 2
    assert asyncio.run(state(settings)) == before
    assert boing(settings, "apply", "--prune", str(path), "--if-revision", str(before[0])) == 0
    revision, audit, policy = asyncio.run(state(settings))
    assert revision == before[0] + 1
    new = audit[: len(audit) - len(before[1])]
    assert {row.action for row in new} == {"policy.apply"}
    assert {row.actor.split(" (")[0] for row in new} == {"boing policy"}
    assert {row.target.split("/")[0] for row in new} == {"apis", "detectors", "exclusions", "whitelist", "blacklist"}
    assert [(api.name, str(api.mode)) for api in policy.apis] == [("shop", "observe"), ("archive", "observe")]
    archive = policy.apis[1].id
    assert [(one.rule, one.api_id) for one in policy.exclusions] == [("941100", archive)]
    assert [(one.target, one.api_id) for one in policy.blacklist] == [("NO", archive)]
    assert [one.reason for one in policy.whitelist] == ["the office"]
    assert SECRETS.decrypt(policy.apis[0].secret_header.value) == CANARY
    assert boing(settings, "apply", str(path)) == 0
    assert asyncio.run(state(settings))[0] == revision, "nothing to do is no revision"


def test_a_change_meanwhile_is_refused(migrated: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = seeded(migrated)
    path = tmp_path / "policy.yaml"
    edited(settings, path, lambda document: document["apis"][0].update(mode="observe"))
    seeded(
        settings,
        {
            "apis": [],
            "detectors": {},
            "exclusions": [],
            "whitelist": [],
            "blacklist": [NewEntry("address", "192.0.2.1")],
        },
    )
    before = asyncio.run(state(settings))
    assert boing(settings, "apply", str(path), "--if-revision", "1") == 1
    assert "it is at revision 2, not 1. Nothing was done" in capsys.readouterr().err
    assert asyncio.run(state(settings)) == before


def test_what_changes_is_told_without_secrets(
    tmp_path: Path, migrated_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = seeded(copied(migrated_folder, tmp_path))
    path = tmp_path / "policy.yaml"
    (tmp_path / "new").write_text("another-" + CANARY)

    def change(document: Any) -> None:
        document["apis"][0]["secret_header"]["value"] = "${file:new}"
        document["apis"][0]["mode"] = "observe"

    edited(settings, path, change)
    assert boing(settings, "diff", "--json", str(path)) == 2
    told = json.loads(capsys.readouterr().out)
    assert (told["from"], told["to"]) == (1, None)
    assert {one["path"]: (one["before"], one["after"]) for one in told["changes"]} == {
        "/apis/shop/mode": ("enforce", "observe"),
        "/apis/shop/secret_header/value": ("********", "********"),
    }
    assert boing(settings, "apply", str(path)) == 0
    _, _, policy = asyncio.run(state(settings))
    assert SECRETS.decrypt(policy.apis[0].secret_header.value) == "another-" + CANARY
    out = capsys.readouterr()
    assert CANARY not in out.out + out.err
    assert "~ /apis/shop/mode: enforce → observe" in out.out


def copied(migrated_folder: Path, into: Path) -> Settings:
    shutil.copytree(migrated_folder, into / "data")
    return Settings(boing_data_dir=str(into / "data"))


FAULTY = """apis:
  - name: a
    upstream: ftp://b
    paranoia_level: 9
  - name: A
    upstream: http://c
detectors:
  magic: {}
whitelist:
  - scope: range
    target: 10.0.0.0/33
"""
REFUSED: dict[str, tuple[str, list[str]]] = {
    "no YAML": ("apis: [\n", ["policy.yaml:2: /: is no YAML"]),
    "another file": ("- a\n", ['policy.yaml:1: / "list": must be a mapping']),
    "an unknown section": ("apis: []\nrules: []\n", ['policy.yaml:2: /rules "rules": is no section']),
    "a key twice": ("detectors:\n  access: {}\n  access: {}\n", ['policy.yaml:3: /detectors/access "access": stands here twice']),
    "a wrong type": (
        "apis:\n  - name: a\n    upstream: http://b\n    limits:\n      - quota: lots\n",
        ['policy.yaml:5: /apis/0/limits/0/quota "lots": Expected `int`, got `str`'],
    ),
    "a number for a rule": ("exclusions:\n  - rule: 942100\n", ['/exclusions/0/rule "942100"', "put it in quotes"]),
    "an unknown field": ("apis:\n  - {name: a, upstream: 'http://b', modes: x}\n", ["policy.yaml:2: /apis/0", "unknown field `modes`"]),
    "an id": ("apis:\n  - id: 3\n    name: a\n    upstream: http://b\n", ['policy.yaml:2: /apis/0/id "3": must not be here']),
    "what does not compile, all of it": (
        FAULTY,
        ['policy.yaml:3: /apis/0/upstream "ftp://b"', 'policy.yaml:4: /apis/0/paranoia_level "9": must be 1–4',
         'policy.yaml:5: /apis/1/name "A": is the name of another API too', '/detectors "magic"',
         'policy.yaml:10: /whitelist/0 "10.0.0.0/33"'],
    ),
    "a name of no API": ("apis: []\nexclusions:\n  - {rule: x, api: shop}\n", ['policy.yaml:3: /exclusions/0/api "shop": is the name of no API']),
    "an entry twice": (
        "blacklist:\n  - {scope: address, target: '::1'}\n  - {scope: address, target: '0:0::1'}\n",
        ['policy.yaml:3: /blacklist/1/target "0:0::1": stands at line 2 already'],
    ),
    "a secret in clear": (
        f"apis:\n  - name: a\n    upstream: http://b\n    secret_header: {{name: x, value: {CANARY}}}\n",
        ['policy.yaml:4: /apis/0/secret_header/value "********": must be a reference'],
    ),
    "a secret that is not there": (
        "apis:\n  - name: a\n    upstream: http://b\n    secret_header: {name: x, value: '${stored}'}\n",
        ['/apis/0/secret_header/value "${stored}": the store has none'],
    ),
    "an environment without it": (
        "apis:\n  - name: a\n    upstream: http://b\n    secret_header: {name: x, value: '${env:NOT_SET_HERE}'}\n",
        ['"${env:NOT_SET_HERE}": the environment has no NOT_SET_HERE'],
    ),
    "a file that is not there": (
        "apis:\n  - name: a\n    upstream: http://b\n    secret_header: {name: x, value: '${file:none}'}\n",
        ['"${file:none}": none cannot be read: No such file or directory'],
    ),
    "itself inside": ("apis: &a\n  - *a\n", ["is inside itself"]),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_refused_with_its_place(
    case: str, tmp_path: Path, migrated_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, said = REFUSED[case]
    settings = replace(copied(migrated_folder, tmp_path), encryption_key=KEY)
    path = tmp_path / "policy.yaml"
    path.write_text(text)
    assert boing(settings, "apply", str(path)) == 1
    out = capsys.readouterr().err
    for part in said:
        assert part in out
    assert CANARY not in out
    assert asyncio.run(state(settings))[0] == 0


def test_off_is_a_mode_and_no_a_country_and_a_key_may_be_referred_to(tmp_path: Path, migrated_folder: Path) -> None:
    settings = replace(copied(migrated_folder, tmp_path), encryption_key=KEY)
    (tmp_path / "key").write_text("abc-123")
    path = tmp_path / "policy.yaml"
    path.write_text(
        "apis:\n  - {name: a, upstream: 'http://127.0.0.1:9', mode: off}\n"
        "blacklist:\n  - {scope: country, target: NO}\n  - {scope: key, target: '${file:key}'}\n"
        "  - {scope: address, target: 192.0.2.1, expires: 2001-01-01T00:00:00Z}\n"
    )
    assert boing(settings, "apply", str(path)) == 0
    _, _, policy = asyncio.run(state(settings))
    assert policy.apis[0].mode is Mode.OFF
    assert [one.target for one in policy.blacklist] == ["NO", keyed_hash(SECRETS.identity_key, b"abc-123")]


def test_sections_that_are_not_there_stay_as_they_stand(tmp_path: Path, migrated_folder: Path) -> None:
    settings = seeded(copied(migrated_folder, tmp_path))
    path = tmp_path / "policy.yaml"
    path.write_text("exclusions: []\n")
    assert boing(settings, "apply", str(path)) == 0
    _, _, policy = asyncio.run(state(settings))
    assert len(policy.apis) == 2
    assert (len(policy.exclusions), len(policy.whitelist), len(policy.blacklist)) == (0, 1, 1)


def test_the_file_in_the_documents_is_one_that_compiles(tmp_path: Path, migrated_folder: Path) -> None:
    settings = replace(copied(migrated_folder, tmp_path), encryption_key=KEY)
    page = (ROOT / "docs" / "operations.md").read_text()
    text = next(block for block in page.split("```yaml\n")[1:] if block.startswith("apis:")).partition("```")[0]
    (tmp_path / "origin").write_text(CANARY)
    (tmp_path / "policy.yaml").write_text(text.replace("/run/secrets/origin", "origin"))
    assert boing(settings, "apply", str(tmp_path / "policy.yaml")) == 0
    _, _, policy = asyncio.run(state(settings))
    assert (policy.apis[0].name, policy.exclusions[0].parameter, policy.whitelist[0].target) == (
        "shop",
        "q",
        "10.0.0.0/8",
    )


def test_without_a_store_it_says_so_and_makes_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "export", "--data-dir", str(tmp_path / "none")]) == 1
    assert "there is no store in" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


async def test_the_clock_of_the_store_decides_what_has_expired(
    migrated_folder: Path, tmp_path: Path, clock: FakeClock
) -> None:
    settings = copied(migrated_folder, tmp_path)
    store = await Store.open(settings, clock)
    await fill(store, {"apis": [], "detectors": {}, "exclusions": [NewExclusion("1", expires_at=clock.now + 5)],
                       "whitelist": [], "blacklist": []})  # fmt: skip
    async with store.database.reading() as connection:
        assert len((await command.load_standing(connection, clock.now, 100)).exclusions) == 1
        assert len((await command.load_standing(connection, clock.now + 5, 100)).exclusions) == 0
    await store.close()
