"""What the two packages below the app may stand on."""

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, files_ending, short

ALLOWED = {
    "policies": {"policies"},  # the standard library only: a rule must be checkable with Python alone
    "crypto": {"crypto", "cryptography", "joserfc", "pkcs11"},
}


def imported_by(path: Path) -> set[str]:
    """Return the top-level names of everything a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(path.relative_to(ROOT).parts[0] if node.level else (node.module or "").partition(".")[0])
    return found


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_only_what_it_may(package: str) -> None:
    files = [path for path in files_ending(".py") if path.relative_to(ROOT).parts[0] == package]
    assert files
    foreign = {short(path): imported_by(path) - ALLOWED[package] - sys.stdlib_module_names for path in files}
    assert {name: names for name, names in foreign.items() if names} == {}


def test_an_import_inside_a_function_is_seen(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("import os\ndef late() -> None:\n    from flask.views import View\n    import requests as r\n")
    assert imported_by(planted) == {"os", "flask", "requests"}
