"""`boing rules`: added from a folder or an archive, checked rule by rule, listed."""

import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from gateway.cli.main import main

GOOD = 'SecRule ARGS "@rx ^evil" "id:11,phase:2,block"\nSecRule ARGS "@rbl bl.e.test" "id:12,phase:2,block"\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    rules = tmp_path / "coreruleset-4" / "rules"
    rules.mkdir(parents=True)
    (rules / "A.conf").write_text(GOOD)
    (rules / "words.data").write_text("x\n")
    (tmp_path / "coreruleset-4" / "crs-setup.conf.example").write_text("SecMarker SETUP")
    (tmp_path / "coreruleset-4" / "README.md").write_text("not kept")
    return tmp_path / "coreruleset-4"


def pack(source: Path, kind: str) -> Path:
    if kind == "folder":
        return source
    target = source.parent / f"rules.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(target, "w") as archive:
            for path in source.rglob("*"):
                archive.write(path, path.relative_to(source.parent))
    else:
        with tarfile.open(target, "w:gz") as tar:
            tar.add(source, source.name)
    return target


def kept(data: Path) -> set[str]:
    return {str(path.relative_to(data / "rules")) for path in (data / "rules").rglob("*") if path.is_file()}


@pytest.mark.parametrize("kind", ["folder", "zip", "tar.gz"])
def test_rules_are_added_from_a_folder_or_an_archive(source, tmp_path, capsys, kind):
    data = tmp_path / "data"
    assert main(["rules", "add", str(pack(source, kind)), "--data-dir", str(data)]) == 0
    assert kept(data) == {"crs-setup.conf.example", "rules/A.conf", "rules/words.data"}
    out = capsys.readouterr().out
    assert "refused 12 (A.conf:2): @rbl" in out
    assert main(["rules", "list", "--data-dir", str(data)]) == 0
    assert [Path(line).name for line in capsys.readouterr().out.split()] == ["crs-setup.conf.example", "A.conf"]


def test_rules_that_do_not_load_replace_nothing(source, tmp_path, capsys):
    data = tmp_path / "data"
    assert main(["rules", "add", str(source), "--data-dir", str(data)]) == 0
    (source / "rules" / "A.conf").write_text("SecNope")
    assert main(["rules", "add", str(source), "--data-dir", str(data)]) == 1
    assert "A.conf:1: directive 'SecNope' is not supported" in capsys.readouterr().err
    assert (data / "rules/rules/A.conf").read_text() == GOOD


def test_an_archive_cannot_write_beside_its_folder(tmp_path, capsys):
    archive = tmp_path / "bad.tar.gz"
    (tmp_path / "x.conf").write_text(GOOD)
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(tmp_path / "x.conf", "../../escaped.conf")
    assert main(["rules", "add", str(archive), "--data-dir", str(tmp_path / "data")]) == 1
    assert "outside the destination" in capsys.readouterr().err
    assert not (tmp_path / "data" / "rules").exists()


def test_every_rule_is_reported_with_engine_cost_and_refusal(source, tmp_path, capsys):
    data = tmp_path / "data"
    assert main(["rules", "check", str(source), "--json", "--data-dir", str(data)]) == 0
    rows = {row["id"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (rows[11]["place"], rows[11]["phase"], rows[11]["engine"], rows[11]["runs"]) == (
        "A.conf:1",
        2,
        "re2",
        "where found",
    )
    assert rows[11]["microseconds"] > 0
    assert rows[12]["runs"] == "refused"
    assert "name server" in rows[12]["remark"]
    assert main(["rules", "check", str(source), "--data-dir", str(data)]) == 0
    assert "refused 12: @rbl" in capsys.readouterr().out


def test_a_folder_that_is_none_is_said(tmp_path, capsys):
    assert main(["rules", "add", str(tmp_path / "gone"), "--data-dir", str(tmp_path)]) == 1
    assert "no such folder or archive" in capsys.readouterr().err
