"""Reads the files in which Boing is deployed, so far as tests ask of them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from gateway.settings import Settings, load_settings

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"
PLAIN = {field.name.upper() for field in fields(Settings)}
FROM_FILES = {f"{field.name.upper()}_FILE" for field in fields(Settings) if field.metadata["secret"]}
OF_THE_IMAGE = {"PYTHONPATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PATH"}


def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def manifests() -> list[dict[str, Any]]:
    """All objects that the kustomization names, in its order."""
    folder = DEPLOY / "kubernetes"
    names = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
    return [document for name in names for document in yaml.safe_load_all((folder / name).read_text())]


def dockerfile() -> list[tuple[str, str]]:
    """Its instructions, (`COPY`, rest of the line), continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def image_environment() -> dict[str, str]:
    words = [word for name, rest in dockerfile() if name == "ENV" for word in shlex.split(rest)]
    return dict(word.split("=", 1) for word in words)


def unit(path: Path) -> dict[str, list[str]]:
    """A systemd unit's directives, whatever their section: name -> values."""
    found: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            name, value = line.split("=", 1)
            found.setdefault(name, []).append(value)
    return found


def check_environment(environment: Mapping[str, str], where: str) -> None:
    """Every name is a setting's or a secret's file, and every value is one that it takes."""
    unknown = set(environment) - PLAIN - FROM_FILES - OF_THE_IMAGE
    assert not unknown, f"{where}: no such setting: {', '.join(sorted(unknown))}"
    load_settings({name: value for name, value in environment.items() if name in PLAIN})


def named(documents: Iterable[Mapping[str, Any]], kind: str) -> dict[str, Any]:
    return {document["metadata"]["name"]: document for document in documents if document["kind"] == kind}
