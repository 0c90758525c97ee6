"""Settings: flag over environment over `.env` over default; every problem at once; no secret in what is shown."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import pytest
from dotenv import dotenv_values

from gateway.policy.secrets import Secrets
from gateway.settings import MASK, Settings, SettingsError, load_settings, parse_address, with_stored_secrets

EXAMPLE = Path(__file__).parents[2] / ".env.example"
NAMES = [setting.name.upper() for setting in fields(Settings)]


def test_the_example_has_every_setting_with_its_default_and_no_other() -> None:
    shown = dotenv_values(EXAMPLE)
    assert sorted(shown) == sorted(NAMES)
    assert load_settings({}, EXAMPLE) == Settings()


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_says_what_it_is(setting: object) -> None:
    assert len(setting.metadata["doc"]) > 10  # type: ignore[attr-defined]


def test_a_flag_beats_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("RATE_LIMIT_THRESHOLD=1\nBOING_WORKERS=1\nDB_NAME=file\nLOG_LEVEL=debug\n")
    settings = load_settings({"BOING_WORKERS": "2", "DB_NAME": "environment", "LOG_LEVEL": ""}, file, db_name="flag")
    assert (settings.rate_limit_threshold, settings.boing_workers, settings.db_name) == (1, 2, "flag")
    assert settings.log_level == "debug"
    assert settings.smtp_port == 587


@pytest.mark.parametrize("name", [s.name for s in fields(Settings) if s.metadata["secret"]])
def test_every_secret_may_come_from_a_file_but_not_from_both(name: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    value = {"redis_url": "redis://from-the-file"}.get(name, "from the file")
    file.write_text(f"{value}\n")
    assert getattr(load_settings({f"{name.upper()}_FILE": str(file)}), name) == value
    with pytest.raises(SettingsError, match=f"{name.upper()} and {name.upper()}_FILE are both set"):
        load_settings({name.upper(): "x", f"{name.upper()}_FILE": str(file)})


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"DB_PORT": "0"}, "DB_PORT='0': must be 1–65535"),
        ({"DB_PORT": "3306.5"}, "DB_PORT='3306.5': must be a whole number"),
        ({"RATE_LIMIT_THRESHOLD": "-1"}, "RATE_LIMIT_THRESHOLD='-1': must be at least 0"),
        ({"ML_CONTAMINATION": "0.6"}, "ML_CONTAMINATION='0.6': must be 0–0.5"),
        ({"DRAIN_SECONDS": "inf"}, "DRAIN_SECONDS='inf': must be a number"),
        ({"LLM_ENABLED": "perhaps"}, "LLM_ENABLED='perhaps': must be true or false"),
        ({"LLM_SECONDS": "61"}, "LLM_SECONDS='61': must be 0.1–60"),
        (
            {"LLM_ENABLED": "1", "LLM_ENDPOINT": "http://127.0.0.1:8081/"},
            "LLM_ENDPOINT='http://127.0.0.1:8081/': its path must end in /completion (llama.cpp) or /chat/completions",
        ),
        (
            {"LLM_ENABLED": "1", "LLM_ENDPOINT": "127.0.0.1:8081/completion"},
            "LLM_ENDPOINT='127.0.0.1:8081/completion': must begin with https:// or http://",
        ),
        ({"REDIS_URL": "127.0.0.1:6379"}, "REDIS_URL=********: must be redis://host:port or rediss://host:port"),
        ({"REDIS_URL": "http://:x@h"}, "REDIS_URL=********: must be redis://host:port or rediss://host:port"),
        ({"REDIS_URL": "redis://h:65536"}, "REDIS_URL=********: must be redis://host:port or rediss://host:port"),
        ({"REDIS_PREFIX": "a{b}"}, "REDIS_PREFIX='a{b}': must be 1–64 letters, digits and _ . : -"),
        ({"REDIS_SYNC_SECONDS": "0.01"}, "REDIS_SYNC_SECONDS='0.01': must be 0.05–10"),
        ({"REGISTRATION": "half"}, "REGISTRATION='half': must be closed or open"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL='loud': must be debug, info, warning or error"),
        ({"BOING_LISTEN": "8080"}, 'BOING_LISTEN "8080": must be host:port, for example 127.0.0.1:8080'),
        ({"BOING_CONSOLE": "a:70000"}, 'BOING_CONSOLE "a:70000": must be host:port, for example 127.0.0.1:8080'),
        ({"BOING_DECISIONS": "8090"}, 'BOING_DECISIONS "8090": must be host:port, for example 127.0.0.1:8080'),
        (
            {"DECISION_PEERS": "10.0.0.0/8, nginx"},
            'DECISION_PEERS "nginx": must be a range such as 192.0.2.0/24 or 2001:db8::/32',
        ),
        ({"BOING_TLS_KEY": "k"}, "BOING_TLS_CERT and BOING_TLS_KEY: set both, or neither"),
        ({"JWT_SECRET_FILE": "/nowhere"}, "JWT_SECRET_FILE='/nowhere': cannot be read: No such file or directory"),
        ({"JOURNAL_BYTES": "1000"}, "JOURNAL_BYTES='1000': must be at least 1048576"),
    ],
)
def test_a_value_that_is_none_is_named_with_what_it_must_be(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(environment)
    assert caught.value.problems == [said]


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"DB_PORT": "x", "SMTP_PORT": "y", "LOG_LEVEL": "z"})
    assert [problem.split("=")[0] for problem in caught.value.problems] == ["DB_PORT", "SMTP_PORT", "LOG_LEVEL"]


def test_a_flag_is_held_to_the_same_bounds() -> None:
    with pytest.raises(SettingsError, match="BOING_WORKERS=1000: must be 0–256"):
        load_settings({}, boing_workers=1000)


def test_what_is_shown_masks_secrets_that_are_set() -> None:
    shown = load_settings({"DB_PASSWORD": "hidden", "SLACK_WEBHOOK_URL": "hidden too"}).public()
    assert list(shown) == NAMES
    assert (shown["DB_PASSWORD"], shown["SLACK_WEBHOOK_URL"], shown["JWT_SECRET"]) == (MASK, MASK, "")


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("127.0.0.1:80", ("127.0.0.1", 80)),
        ("[::1]:8080", ("::1", 8080)),
        (":8080", ("0.0.0.0", 8080)),
        ("localhost:0", ("localhost", 0)),
    ],
)
def test_addresses(text: str, parsed: tuple[str, int]) -> None:
    assert parse_address(text, "X") == parsed


def test_secrets_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    """Also by several processes that start at once: all of them go on with the same ones."""
    settings = Settings(boing_data_dir=str(tmp_path / "new" / "data"))
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: with_stored_secrets(settings, Secrets.generate_key), range(8)))
    assert len({(one.jwt_secret, one.encryption_key) for one in made}) == 1
    assert len(made[0].jwt_secret) >= 48
    Secrets(made[0].encryption_key)
    folder = tmp_path / "new" / "data" / "secrets"
    assert sorted(path.name for path in folder.iterdir()) == ["encryption_key", "jwt_secret"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_secrets_that_are_given_are_not_written(tmp_path: Path) -> None:
    settings = Settings(boing_data_dir=str(tmp_path / "none"), jwt_secret="given", encryption_key="given too")
    assert with_stored_secrets(settings, Secrets.generate_key) == settings
    assert not (tmp_path / "none").exists()
