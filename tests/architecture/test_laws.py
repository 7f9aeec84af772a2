"""Every “law N” leads to a law of `app/LAWS.md`, and each law names tests that exist."""

import re

import pytest

from tests.architecture.source import ROOT, files_ending, short

TEXT = (ROOT / "app" / "LAWS.md").read_text(encoding="utf-8")
LAWS = dict(re.findall(r"^(\d+)\. (.+?)(?=^\d+\. |\Z)", TEXT, re.MULTILINE | re.DOTALL))
CITED = re.compile(r"\b[Ll]aws? (\d+)\b")
OUTSIDE = re.compile(r"^\W*Line \d+\b", re.MULTILINE)
WHERE = (".py", ".md", ".html", ".toml", ".sql", ".js")


def cited() -> dict[str, set[str]]:
    """Where each number is cited."""
    found: dict[str, set[str]] = {}
    for path in files_ending(*WHERE):
        for number in CITED.findall(path.read_text(encoding="utf-8")):
            found.setdefault(number, set()).add(short(path))
    return found


def test_there_are_twelve() -> None:
    assert list(LAWS) == [str(number) for number in range(1, 13)]


def test_every_citation_leads_to_a_law() -> None:
    assert {number: where for number, where in cited().items() if number not in LAWS} == {}
    assert len(cited()) > 8


@pytest.mark.parametrize("number", LAWS)
def test_every_law_names_tests_that_exist(number: str) -> None:
    named = re.findall(r"`(tests/[^`]+)`", LAWS[number].partition("Tests:")[2])
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_a_test_that_says_it_holds_a_law_is_named_by_it() -> None:
    claims = {
        (number, short(path))
        for path in files_ending(".py")
        if path.name.startswith("test_")
        for number in CITED.findall(path.read_text(encoding="utf-8").partition("\n")[0])
    }
    assert claims
    assert {(number, name) for number, name in claims if f"`{name}`" not in LAWS.get(number, "")} == set()


def test_nothing_cites_lines_of_what_is_not_here() -> None:
    found = [short(path) for path in files_ending(".py", ".md") if OUTSIDE.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_a_citation_is_seen() -> None:
    assert CITED.findall('"""It does not exist (law 5), see Laws 1 and 3."""') == ["5", "1"]
    assert OUTSIDE.search('"""Line 4: after an acknowledged revocation"""')
