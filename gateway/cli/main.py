"""Parses the command line and hands over. Commands are imported when they are run: `boing --help` answers at once."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path

from gateway import VERSION
from gateway.settings import Settings, SettingsError, load_settings

DESCRIPTION = """A reverse-proxy security gateway for APIs.

  boing demo                                   a sample API, the gateway, the console, good and bad callers
  boing up --upstream http://127.0.0.1:3000    in front of your own API
"""

COMMANDS = {
    "up": "run gateway, console and analyst on this machine",
    "demo": "the same in front of a sample API, with simulated good and bad callers",
    "gateway": "run the gateway alone (agent and workers)",
    "console": "run the console alone",
    "analyst": "run the analyst alone",
    "policy": "the policy as a file: export, diff, apply",
    "status": "how the gateway, the store and the other parts are",
    "doctor": "what is wrong with this set-up, and how to mend it",
    "db": "bring the store to the current schema: boing db migrate",
    "inspect": "judge requests offline, as the gateway would",
    "train": "train the models of outliers on recorded traffic, now",
    "rules": "add, check and list rule sets such as the OWASP Core Rule Set",
    "cert": "make a certificate pair for development in certs/",
    "config": "print the effective settings, secrets masked",
}

WITH_THEIR_OWN = ("train", "rules", "policy", "status", "doctor")
"""commands that have their arguments, and all else, in a module of their name"""


def main(arguments: list[str] | None = None) -> int:
    """Exit codes: 0 done, 1 failed while running, 2 something to mend before it can start."""
    options = parse(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(options)
    except SettingsError as error:
        for problem in error.problems:
            print(f"boing: {problem}", file=sys.stderr)
        return 1 if options.command == "policy" else 2  # there, 2 says that something would change
    except KeyboardInterrupt:
        return 130


def parse(arguments: list[str]) -> argparse.Namespace:
    """What a command line asks for; raises SystemExit (2) where it is none of ours, having said why."""
    parser = argparse.ArgumentParser(
        prog="boing", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"boing {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        _add_arguments(name, command, is_chosen=name in arguments[:1])
    return parser.parse_args(arguments)


def settings_from(options: argparse.Namespace) -> Settings:
    """Flags over environment over `.env` over defaults."""
    if getattr(options, "tls", None) and not options.tls_cert:
        options.tls_cert, options.tls_key = (str(path) for path in find_pair(Path(options.tls)))
    names = ("listen", "console", "health", "workers", "data_dir", "tls_cert", "tls_key")
    flags = {f"boing_{name}": getattr(options, name, None) for name in names}
    return load_settings(os.environ, Path(".env"), **flags)


def find_pair(folder: Path) -> tuple[Path, Path]:
    """The certificate and key in a folder: `NAME.crt` or `NAME.pem` beside `NAME.key`; raises SettingsError for none or several."""
    keys = sorted(folder.glob("*.key"))
    pairs = [(key.with_suffix(suffix), key) for key in keys for suffix in (".crt", ".pem")]
    found = [(certificate, key) for certificate, key in pairs if certificate.is_file()]
    if len(found) == 1:
        return found[0]
    what = "holds more than one pair: name it with --cert and --key" if found else "holds no NAME.crt with a NAME.key"
    raise SettingsError([f'--tls "{folder}": {what}; boing cert makes a pair for development'])


def _add_arguments(name: str, parser: argparse.ArgumentParser, *, is_chosen: bool) -> None:
    if name == "up":
        parser.add_argument("--upstream", metavar="URL", help="the API to protect; becomes the catch-all API")
        parser.add_argument(
            "--mode", choices=("enforce", "observe"), help="block abuse, or only say what would be blocked"
        )
    if name in ("up", "demo", "gateway"):
        parser.add_argument("--listen", metavar="HOST:PORT", help="where the gateway listens (default 127.0.0.1:8080)")
        parser.add_argument("--health", metavar="HOST:PORT", help="health and metrics (default 127.0.0.1:9464)")
        parser.add_argument("--workers", type=_positive, metavar="N", help="gateway workers (default: one a core)")
        parser.add_argument("--cert", dest="tls_cert", metavar="PEM", help="certificate chain; with --key, serve TLS")
        parser.add_argument("--key", dest="tls_key", metavar="PEM", help="the certificate's key")
        parser.add_argument(
            "--tls", nargs="?", const="certs", metavar="DIR", help="serve TLS with the pair in DIR (default certs/)"
        )
    if name in ("up", "demo", "console"):
        parser.add_argument("--console", metavar="HOST:PORT", help="where the console listens (default 127.0.0.1:8000)")
    if name in ("up", "demo", "gateway", "console", "analyst", "db", "config"):
        parser.add_argument(
            "--data-dir", metavar="DIR", help="keys, snapshot, journal, embedded store (default boing-data)"
        )
    if name == "demo":
        parser.add_argument("--seconds", type=_positive, default=600, help="how long callers call (default 600)")
        parser.add_argument("--seed", type=int, default=1, help="of the callers' behaviour")
        parser.add_argument("--api", default="127.0.0.1:3000", metavar="HOST:PORT", help="where the sample API listens")
    if name == "db":
        parser.add_argument("action", choices=("migrate",), help="what to do")
    if name == "cert":
        parser.add_argument("names", nargs="*", default=["localhost", "127.0.0.1"], help="host names and addresses")
        parser.add_argument("--out", default="certs", metavar="DIR", help="where to put dev.crt and dev.key")
    if name == "config":
        parser.add_argument("--json", action="store_true", help="as one JSON object")
    if name in WITH_THEIR_OWN and is_chosen:
        importlib.import_module(f"gateway.cli.{name}").add_arguments(parser)
    if name == "inspect" and is_chosen:
        importlib.import_module("gateway.inspect").add_arguments(parser)


def _positive(text: str) -> int:
    value = int(text) if text.isdigit() else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: must be a whole number, at least 1")
    return value


def _run(options: argparse.Namespace) -> int:
    command = options.command
    if command == "inspect":
        return int(importlib.import_module("gateway.inspect").run(options))
    if command in WITH_THEIR_OWN:
        return int(importlib.import_module(f"gateway.cli.{command}").run(options, settings_from(options)))
    module = {"up": "up", "demo": "up", "gateway": "roles", "console": "roles", "analyst": "roles"}.get(
        command, "tools"
    )
    if module != "tools":
        settings_from(options)  # what is wrong with them is said before the slow imports
    return int(getattr(importlib.import_module(f"gateway.cli.{module}"), command)(options))
