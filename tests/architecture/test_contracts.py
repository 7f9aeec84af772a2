"""The import contracts of pyproject.toml hold, and bite."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.planted import LAYERS, VIOLATIONS
from tests.architecture.source import ROOT


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The report on a copy of the tree with every violation planted, by contract."""
    copy = tmp_path_factory.mktemp("planted")
    for package in ("app", "policies", "crypto"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for module, (imported, _) in VIOLATIONS.items():
        path = copy.joinpath(*module.split("."))
        if not path.parent.is_dir():  # a room that is still to come is held to the same contracts
            path.parent.mkdir()
            (path.parent / "__init__.py").touch()
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        with path.open("a") as file:
            file.write(f"\nimport {imported}\n")
    (copy / "app" / "planted_room").mkdir()
    (copy / "app" / "planted_room" / "__init__.py").touch()
    run = lint_imports(copy)
    assert run.returncode == 1, run.stdout + run.stderr
    details = run.stdout.partition("Broken contracts")[2]
    assert details, run.stdout
    return _by_contract(details)


def test_every_contract_is_kept() -> None:
    run = lint_imports(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("module", VIOLATIONS)
def test_a_planted_violation_is_caught(module: str, broken: dict[str, str]) -> None:
    imported, contract = VIOLATIONS[module]
    assert f"{module} -> {imported} (" in broken[contract]


def test_a_room_without_a_place_is_caught(broken: dict[str, str]) -> None:
    assert "planted_room" in broken[LAYERS]


def _by_contract(details: str) -> dict[str, str]:
    names = {contract for _, contract in VIOLATIONS.values()}
    sections: dict[str, str] = {}
    current = ""
    for line in details.splitlines():
        current = line.strip() if line.strip() in names else current
        sections[current] = sections.get(current, "") + line + "\n"
    return sections
