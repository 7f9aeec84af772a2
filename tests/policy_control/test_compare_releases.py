"""A new release may add and retire; what it may not do is named with the fix."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.services.policy_control.compare_releases import breaks
from policies.engine.catalogue import Catalogue
from policies.engine.loading import load_release

POLICIES = Path(__file__).resolve().parents[2] / "policies"


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, str, str], tuple[str, ...]]:
    """Change one text in one file of the policy and compare the result with the original."""

    def edit(file: str, before: str, after: str) -> tuple[str, ...]:
        copy = tmp_path / "policies"
        shutil.copytree(POLICIES, copy, ignore=shutil.ignore_patterns("engine", "__pycache__"))
        text = (copy / file).read_text()
        assert text.count(before) == 1
        (copy / file).write_text(text.replace(before, after))
        return breaks(load_release(POLICIES), load_release(copy))

    return edit


def test_the_same_release_breaks_nothing() -> None:
    release = load_release(POLICIES)
    assert breaks(release, release) == ()


def test_another_label_breaks_nothing(edited: Callable[[str, str, str], tuple[str, ...]]) -> None:
    assert edited("fields/housing.toml", 'label = "Rent arrears"', 'label = "Arrears of rent"') == ()


def test_a_lost_option_is_named(edited: Callable[[str, str, str], tuple[str, ...]]) -> None:
    found = edited("fields/request.toml", 'none = "No safe way known"\n', "")
    assert found == ("field request_safe_contact_method has lost its option none: keep it.",)


def test_a_removed_and_a_retyped_field_are_named() -> None:
    release = load_release(POLICIES)
    fields = dict(release.catalogue)
    del fields["housing_known"]
    fields["housing_rent_arrears"] = replace(fields["housing_rent_arrears"], type="text", options=())
    found = breaks(release, replace(release, catalogue=Catalogue(fields)))
    assert "field housing_known is gone: retire it with a date instead." in found
    assert "field housing_rent_arrears has another type: add a field under a new key instead." in found
