"""The page that says how to install, typed in one shell from root's home: its lines find the files they name."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.soak.keyboard import parts_of

ROOT = Path(__file__).resolve().parents[2]
PAGES = tuple(ROOT / "app/installing" / name for name in ("README.md", "TOKEN.md"))
CLONED = "/opt/prx"
LONGEST = 60
"""Lines of the page: it is read to its end before anything is typed."""


def typed() -> list[tuple[str, str]]:
    """Each line of the page with the folder that the lines before it leave a shell in."""
    where, lines = "/root", []
    for line in (line for page in PAGES for _, lines in parts_of(page) for line in lines):
        lines.append((where, line))
        where = line.removeprefix("cd ") if line.startswith("cd ") else where
    return lines


def files_of_it(line: str) -> list[str]:
    """What a line names of the repository, or of what is made in it, without saying where that is."""
    words = (word.rstrip(";") for word in shlex.split(line))
    return [one for one in words if not one.startswith("/") and re.match(r"\.venv\b|app/|production\.lock$", one)]


def test_a_line_that_names_a_file_of_the_repository_is_typed_in_it() -> None:
    naming = [(where, line) for where, line in typed() if files_of_it(line)]
    assert len(naming) > 5, "the page names files"
    assert [line for where, line in naming if where != CLONED] == []


def test_it_is_one_page() -> None:
    assert len(PAGES[0].read_text("utf-8").splitlines()) <= LONGEST


def test_files_that_it_names_are_there() -> None:
    named = {one for _, line in typed() for one in files_of_it(line) if not one.startswith(".venv")}
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_every_setting_is_named_where_settings_are_written() -> None:
    read = set(re.findall(r'read\(\s*"(\w+)"', (ROOT / "app/settings.py").read_text("utf-8")))
    named = re.findall(r"\b[A-Z]+_[A-Z_]+\b", (ROOT / "app/installing/environment").read_text("utf-8"))
    assert len(read) > 15
    assert read - set(named) == set()
