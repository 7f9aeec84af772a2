"""A policy that lost a file, a rule or its last lines, or has a file too many, is refused: the shipped one, spoilt."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from policies.engine.errors import PolicyError
from policies.engine.folder import FILES
from policies.engine.loading import load_release
from tests.policies.conftest import POLICIES
from tests.policies.growing import add_tables

TRIED_ON_IT = ("scenarios", "invariants.toml")
NAMES = sorted(
    name for path in POLICIES.rglob("*.toml") if not (name := str(path.relative_to(POLICIES))).startswith(TRIED_ON_IT)
)
CAPS = "rules/caps.toml"
STRAY = [
    "rules/caps.TOML", "rules/caps.toml.txt", "rules/more_caps.toml", "rules/caps.toml~", "fields/torch.toml",
    "fields/Housing.toml", "caps.toml", "statement.txt", ".roles.toml.swp", "rules/older/caps.toml", "old/caps.toml",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped policy."""
    return Path(shutil.copytree(POLICIES, tmp_path / "policies", ignore=shutil.ignore_patterns("engine")))


def refusal(folder: Path) -> PolicyError:
    """What loading it says."""
    with pytest.raises(PolicyError) as refused:
        load_release(folder)
    return refused.value


def test_the_copy_is_whole(folder: Path) -> None:
    assert load_release(folder).digest == load_release(POLICIES).digest
    assert set(FILES) < set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_gone_is_missed(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert str(refusal(folder)) == f"{name}: is missing."


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "renamed",
    [
        lambda path: path.with_suffix(".TOML"),
        lambda path: path.with_name(f"{path.name}.txt"),
        lambda path: path.parent / "inner" / path.name,
    ],
    ids=["capitals", "another ending", "a folder deeper"],
)
def test_a_file_under_another_name_is_missed_or_refused(
    folder: Path, name: str, renamed: Callable[[Path], Path]
) -> None:
    path = folder / name
    target = renamed(path)
    target.parent.mkdir(exist_ok=True)
    path.rename(target)
    assert refusal(folder).file in {name, str(target.relative_to(folder)), str(target.parent.relative_to(folder))}


@pytest.mark.parametrize("name", NAMES)
def test_an_emptied_file_is_refused(folder: Path, name: str) -> None:
    for nothing in ("", "\n# rules follow\n", "[end]\n"):
        (folder / name).write_text(nothing, encoding="utf-8")
        assert (refusal(folder).file, refusal(folder).key) == (name, "end")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_cut_off_between_two_tables_is_refused(folder: Path, name: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    starts = [found.start() for found in re.finditer(r"^\[", text, re.MULTILINE)]
    for start in (starts[len(starts) // 2], starts[-1]):
        (folder / name).write_text(text[:start], encoding="utf-8")
        assert (refusal(folder).file, refusal(folder).key) == (name, "end")


@pytest.mark.parametrize("name", NAMES)
def test_a_table_lost_from_the_middle_or_put_in_uncounted_is_refused(folder: Path, name: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    starts = [found.start() for found in re.finditer(r"^\[(\[\w+\]|e)", text, re.MULTILINE)]  # tables that are counted
    first, second = starts[:2]
    for changed in (text[:first] + text[second:], text[:second] + text[first:]):
        (folder / name).write_text(changed, encoding="utf-8")
        assert (refusal(folder).file, refusal(folder).key) == (name, "end")


@pytest.mark.parametrize("stray", STRAY)
def test_what_does_not_belong_in_the_folder_is_refused(folder: Path, stray: str) -> None:
    (folder / stray).parent.mkdir(exist_ok=True)
    shutil.copy(folder / CAPS, folder / stray)
    assert stray.startswith(refusal(folder).file)


def test_a_folder_in_the_place_of_a_file_is_refused(folder: Path) -> None:
    (folder / CAPS).unlink()
    (folder / CAPS).mkdir()
    assert refusal(folder).file == CAPS


def test_a_new_kind_of_partner_needs_its_file_of_fields(folder: Path) -> None:
    text = (folder / "organisations.toml").read_text(encoding="utf-8")
    table = re.search(r"\[\[organisation\]\]\nkey = \"housing\".*?(?=\n\[\[)", text, re.DOTALL)
    assert table
    add_tables(folder / "organisations.toml", table[0].replace('"housing"', '"lighthouse"', 1))
    assert str(refusal(folder)) == "fields/lighthouse.toml: is missing."


def test_the_refusal_says_how_a_whole_file_ends(folder: Path) -> None:
    add_tables(folder / "purposes.toml", "")
    text = (folder / "purposes.toml").read_text(encoding="utf-8")
    end = text[text.index("[end]") :]
    (folder / "purposes.toml").write_text(text.removesuffix(end), encoding="utf-8")
    assert end.replace("\n", "; ").rstrip("; ") in str(refusal(folder))
