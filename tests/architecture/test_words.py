"""Nothing is put off, silenced, or tied to one machine."""

from pathlib import Path

import pytest

from tests.architecture import words
from tests.architecture.source import ROOT, files_ending, short
from tests.architecture.words import EVERYTHING, UNWANTED, Unwanted


@pytest.mark.parametrize("unwanted", UNWANTED, ids=lambda unwanted: unwanted.reason)
def test_no_file_holds_it(unwanted: Unwanted) -> None:
    found = [
        f"{short(path)}:{number}: {line.strip()[:80]}"
        for path in files_ending(*unwanted.endings)
        if path != Path(words.__file__)
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if unwanted.pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("unwanted", UNWANTED, ids=lambda unwanted: unwanted.reason)
def test_it_would_be_found(unwanted: Unwanted) -> None:
    assert unwanted.pattern.search(unwanted.example)


def test_no_file_knows_where_this_checkout_lies() -> None:
    place = str(ROOT)
    found = [short(path) for path in files_ending(*EVERYTHING) if place in path.read_text(errors="replace")]
    assert found == []


def test_the_lock_holds_hashes_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    packages = [line for line in lock.splitlines() if "==" in line and not line.startswith((" ", "#"))]
    assert len(packages) > 50
    assert all(line.endswith("\\") for line in packages)  # each goes on with its hashes
