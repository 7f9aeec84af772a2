"""`make run` as somebody at a terminal meets it: stopped by Ctrl-C, and at a surprise in the story."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.demonstration.__main__ import INTERRUPTED, _what_is_kept
from app.demonstration.story import play
from app.demonstration.story.cast import Story
from app.demonstration.story.forms import NotOnPage
from tests.stories.playing import Played

ROOT = Path(__file__).parents[2]
STATUS = Path("/proc")
AS_A_TERMINAL = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("app.demonstration", run_name="__main__")
"""
"""Whoever runs the tests in the background ignores Ctrl-C, and so would all that they start."""


@pytest.mark.slow
def test_ctrl_c_ends_everything_without_alarming_anybody(tmp_path: Path) -> None:
    printed = tmp_path / "printed"
    with (
        printed.open("wb") as complaints,
        subprocess.Popen(
            [sys.executable, "-c", AS_A_TERMINAL],
            cwd=ROOT,
            env={**os.environ, "ONESHOT": "1"},
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            start_new_session=True,
        ) as running,
    ):
        assert running.stdout is not None
        started = [running.stdout.readline() for _ in range(3)]
        assert "A case begins" in "".join(started)
        others = children_of(running.pid)
        assert len(others) >= 8, "database, sign-ins, mail, server, worker"
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does
        said = running.stdout.read()
        assert running.wait(20) == INTERRUPTED
    assert said.endswith("Stopped. Nothing was kept.\n")
    assert printed.read_text() == ""
    assert [pid for pid in others if Path(f"/proc/{pid}").exists()] == []


def children_of(pid: int) -> list[int]:
    """The processes that one has started and that have not ended."""
    parents = {
        int(one.parent.name): one.read_text().rpartition(")")[2].split()[1] for one in STATUS.glob("[0-9]*/stat")
    }
    return [child for child, parent in parents.items() if parent == str(pid)]


def test_a_surprise_in_the_story_stops_it_and_says_where(
    played: Played, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def surprise(story: Story) -> None:
        raise NotOnPage("“Cases” has no link “Start a case”")

    monkeypatch.setattr(play, "SCENES", (surprise,))
    assert play.play(played.installation) == 1
    said = capsys.readouterr()
    assert "The story stopped: “Cases” has no link" in said.err
    assert played.installation.last_words in said.err
    assert "The story is over" not in said.out


@pytest.mark.parametrize("kept", [None, "/somewhere"])
def test_what_it_says_of_what_is_kept_fits_the_moment(kept: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEEP", kept) if kept else monkeypatch.delenv("KEEP", raising=False)
    running, ended = _what_is_kept(ended=False), _what_is_kept(ended=True)
    if kept:
        assert "make run KEEP=/somewhere" in running
        assert "make run KEEP=/somewhere" in ended
    else:
        assert "was kept" not in running, "it has only begun"
        assert ended == "Nothing was kept."
