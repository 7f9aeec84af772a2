"""The measurements are found, printed and kept; a failing one does not hide the others."""

import json
from pathlib import Path

import pytest

import bench
import bench.__main__ as command


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of two measurements, of which one fails, in place of the real ones."""
    (tmp_path / "quick.py").write_text(
        '"""Quick."""\n\ndef run():\n    return {"name": "Quick thing", "rows": [{"ratio": 1.5, "met": True}]}\n'
    )
    (tmp_path / "broken.py").write_text('"""Broken."""\n\ndef run():\n    raise RuntimeError("no disk")\n')
    (tmp_path / "plain.py").write_text('"""No measurement."""\n')
    monkeypatch.setattr(bench, "__path__", [str(tmp_path)])
    monkeypatch.setattr(command, "__file__", str(tmp_path / "__main__.py"))
    return tmp_path / "results"


def test_one_that_fails_is_named_and_the_others_are_kept(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([], results) == 1
    printed = capsys.readouterr()
    assert "Quick thing" in printed.out
    assert "1.5" in printed.out
    assert "failed: broken" in printed.out
    assert "no disk" in printed.err
    [kept] = results.glob("*.json")
    document = json.loads(kept.read_text())
    assert document["results"] == {"quick": {"name": "Quick thing", "rows": [{"ratio": 1.5, "met": True}]}}
    assert document["machine"]["processors"]


def test_one_alone_can_be_asked_for(results: Path) -> None:
    assert command.main(["quick"], results) == 0


def test_an_unknown_one_is_answered_with_those_there_are(results: Path) -> None:
    with pytest.raises(SystemExit, match=r"nonsense.*broken, quick"):
        command.main(["nonsense"], results)
