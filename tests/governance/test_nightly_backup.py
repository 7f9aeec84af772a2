"""A set each night by a timer: what its unit leaves the command is enough, and more it is not given."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.setting_names import ADMIN, BACKUP, DESTROYER, KEYSTORE_BACKUP, KEYSTORE_OWNER, OWNER
from tests.governance.backups import Operator
from tests.governance.commands import ROOT, flask
from tests.services.exchange import Exchange
from tests.services.played import answered

INSTALLING = ROOT / "app" / "installing"
UNIT = (INSTALLING / "units" / "prx-backup.service").read_text(encoding="utf-8")
[COMMAND] = re.findall(r"^ExecStart=.*/flask --app wsgi (.*)$", UNIT, re.MULTILINE)
[UNSET] = re.findall(r"^UnsetEnvironment=(.*)$", UNIT, re.MULTILINE)


def nightly(exchange: Exchange, operator: Operator, place: Path) -> list[Path]:
    """Run what the unit runs, with the settings it leaves; the main halves there are then."""
    words = [word.replace("/var/lib/prx", str(place)) for word in COMMAND.split()]
    given = {name: value for name, value in operator.given().items() if name not in UNSET.split()}
    made = flask(exchange.runtime, *words, extra=given)
    assert made.code == 0, made.error
    return sorted((place / "backups" / "main").iterdir())


def test_each_night_makes_a_set_of_its_own_that_restores(
    own_exchange: Exchange, operator: Operator, tmp_path: Path
) -> None:
    answered(own_exchange)
    nightly(own_exchange, operator, tmp_path)
    own_exchange.clock.forward(days=1)
    first, second = nightly(own_exchange, operator, tmp_path)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d{6}Z", second.name)
    assert first.name < second.name
    with own_exchange.runtime.database.work(None) as work:
        at = work.jobs.standing(own_exchange.clock.now()).backup_at
    assert f"{at:%Y-%m-%dT%H%M%SZ}" == second.name, "so that a night without one is noticed"
    own_exchange.clock.forward(minutes=90)
    operator.lose_all()
    sets = tmp_path / "backups"
    restored = operator.restore("--main", str(second), "--keys", str(sets / "keys" / second.name))
    assert restored.code == 0, restored.error
    assert re.search(r"It took \d+\.\d minutes\. The set is 1\.5 hours old: what came after", restored.out)


def test_the_unit_keeps_what_backups_need_and_no_more() -> None:
    given = re.findall(r"^(\w+)=", (INSTALLING / "administration").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(UNSET.split()) == set(given) - {BACKUP, KEYSTORE_BACKUP} == {OWNER, KEYSTORE_OWNER, ADMIN, DESTROYER}


def test_systemd_can_read_unit_and_timer(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.fail("systemd-analyze is missing: `make test` installs Debian's systemd")
    for name in ("prx-backup.service", "prx-backup.timer"):
        text = (INSTALLING / "units" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/opt/prx/.venv/bin/flask", "/bin/true"), encoding="utf-8")
    ran = subprocess.run(
        [analyze, "verify", "--man=no", str(tmp_path / "prx-backup.timer"), str(tmp_path / "prx-backup.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert [line for line in ran.stderr.splitlines() if "prx-backup" in line] == []
    assert ran.returncode == 0, ran.stderr
    when = subprocess.run([analyze, "calendar", "*-*-* 02:30:00"], capture_output=True, check=False)
    assert when.returncode == 0
