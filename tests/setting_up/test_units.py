"""Units of systemd as it reads them: each is understood, and shut in as what every unit of the exchange has says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[2] / "app/installing/units"
SERVICES = sorted(path.name for path in UNITS.glob("prx-*.service"))
FOR_ALL = "\n".join(path.read_text("utf-8") for path in (UNITS / "prx-.service.d").glob("*.conf"))
WORST = 20
"""Tenths of what systemd calls exposure, at most 100: what listens on this machine and writes one folder has 14."""
MUST = ("NoNewPrivileges", "ProtectSystem", "ProtectHome", "PrivateTmp", "CapabilityBoundingSet_CAP_SYS_ADMIN")


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What systemd's own program says. Fails where it is missing."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.fail("systemd-analyze is missing: `make test` installs Debian's systemd")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture(params=SERVICES)
def unit(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A unit with what all have, as the folder beside it adds that; its program is one that is here."""
    text = re.sub(r"/opt/prx/\.venv/bin/\w+", "/bin/true", (UNITS / request.param).read_text("utf-8"))
    path = tmp_path / str(request.param)
    path.write_text(f"{text}\n{FOR_ALL}", encoding="utf-8")
    return path


def test_the_page_starts_units_that_are_there() -> None:
    page = (UNITS.parent / "README.md").read_text("utf-8")
    [started] = re.findall(r"systemctl enable --now (.*)", page)
    assert {f"{name}.service" for name in started.split()} <= set(SERVICES)


def test_systemd_understands_each(unit: Path) -> None:
    ran = analyze("verify", "--man=no", str(unit))
    assert [line for line in ran.stderr.splitlines() if unit.name in line] == []


def test_each_is_shut_in(unit: Path) -> None:
    ran = analyze("security", "--offline=true", f"--threshold={WORST}", "--no-pager", "--json=short", str(unit))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    kept = {one["json_field"]: one["set"] for one in json.loads(ran.stdout)}
    assert {name: kept.get(name) for name in MUST} == dict.fromkeys(MUST, True)
    assert re.search(r"^LimitCORE=0$", unit.read_text("utf-8"), re.MULTILINE), "no memory of it lies on a disk"
