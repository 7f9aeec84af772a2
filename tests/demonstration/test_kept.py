"""A demonstration that is kept goes on where it was; one that cannot be kept says why before anything is started."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from app.demonstration.installation import ROOT, Installation, install
from app.demonstration.kept import NOTES, kept_folder, read_notes
from app.demonstration.made_up import PERSONAS
from app.demonstration.ports import free_port
from app.demonstration.story.visitor import Visitor, Wire
from app.domain.errors import RefusesToStart

HOST = "127.0.0.1"


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that PostgreSQL's user reaches also where root runs the tests."""
    with tempfile.TemporaryDirectory(prefix="prx-kept-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def entries(running: Installation) -> int:
    """How many there are in its logs."""
    address = make_url(running.owner_url)
    host = str(address.query["host"])
    with psycopg.connect(host=host, user=address.username, dbname=address.database) as connection:
        found = connection.execute("SELECT count(*) FROM log_leaf").fetchone()
        assert found is not None
        return int(found[0])


def signs_in(running: Installation) -> bool:
    """Whether somebody of a partner signs in at their own provider and stands in their inbox."""
    persona = next(one for one in PERSONAS if len(one.roles) == 1 and one.roles[0][1] == "partner_responder")
    with closing(Visitor(persona.name, running.address, Wire())) as visitor:
        return visitor.sign_in(persona.provider, persona.key, None).status == 200


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::crypto.errors.DevelopmentOnlyWarning")
def test_what_is_kept_goes_on_with_its_people_sign_ins_and_log(reachable: Path) -> None:
    folder, begun = kept_folder(str(reachable / "mine"))
    assert not begun
    with install(folder, HOST, free_port(HOST), keep=True) as first:
        made = entries(first)
        assert signs_in(first)
    assert kept_folder(str(folder)) == (folder, True)
    assert stat.S_IMODE((folder / NOTES).stat().st_mode) == 0o600, "it holds secrets"
    with install(folder, HOST, free_port(HOST), keep=True) as second:
        assert second.address != first.address, "another port does no harm"
        assert entries(second) == made, "nothing is made twice"
        assert signs_in(second)


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(RefusesToStart, match="holds something else"):
        kept_folder(str(tmp_path))
    assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]
    with pytest.raises(RefusesToStart, match="is no folder"):
        kept_folder(str(tmp_path / "letter.txt"))


@pytest.mark.parametrize("damaged", ["", "[]", "{", json.dumps({"unheard": 1})])
def test_damaged_notes_are_said(tmp_path: Path, damaged: str) -> None:
    (tmp_path / NOTES).write_text(damaged)
    with pytest.raises(RefusesToStart, match=r"kept\.json cannot be read"):
        read_notes(tmp_path)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"PORT": "80"}, "PORT: give a number from 1024 to 65535"),
        ({"PORT": "²"}, "PORT: give a number"),
        ({"PORT": "70000"}, "PORT: give a number"),
        ({"KEEP": "/dev/null"}, "KEEP: /dev/null is no folder"),
    ],
)
def test_what_cannot_be_is_refused_in_words(said: dict[str, str], why: str) -> None:
    refused = run(**said)
    assert refused.returncode == 1
    assert why in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_story_is_not_played_where_something_is_kept(reachable: Path) -> None:
    (reachable / NOTES).write_text("{}")
    assert "the story is played on a new exchange" in run(KEEP=str(reachable), ONESHOT="1").stderr


def test_whoever_is_root_is_told_which_folder_the_database_cannot_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    with pytest.raises(RefusesToStart, match="its user cannot pass through"):
        kept_folder(str(tmp_path / "mine"))


def test_a_port_in_use_is_said_with_the_way_on() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = run(PORT=str(port))
    assert refused.returncode == 1
    assert f"Port {port} of {HOST} is in use" in refused.stderr
    assert "PORT=8001" in refused.stderr


def run(**said: str) -> subprocess.CompletedProcess[str]:
    """The command to its end."""
    environment = {**os.environ, "PORT": str(free_port(HOST)), **said}
    command = [sys.executable, "-m", "app.demonstration"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
