"""A new release may add and retire; what it may not do is named with the fix."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.services.policy_control.compare_releases import breaks
from policies.engine.catalogue import Catalogue
from policies.engine.errors import PolicyError
from policies.engine.loading import load_release
from tests.policies.growing import add_tables

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
        add_tables(copy / file, "")
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


def test_a_kind_of_statement_that_is_gone_or_about_another_is_named() -> None:
    release = load_release(POLICIES)
    assert breaks(release, replace(release, statements={})) == tuple(
        f"statement {key} is gone: cases and the log name it, so it has to stay." for key in release.statements
    )
    turned = {key: replace(one, about="each_adult") for key, one in release.statements.items()}
    assert breaks(release, replace(release, statements=turned)) == tuple(
        f"statement {key} is about another kind of subject: add a statement under a new key instead."
        for key, one in release.statements.items()
        if one.about != "each_adult"
    )


CAP = """[[cap]]
id = "declared-conflict"
"""


def cap() -> str:
    """The table of one cap, as its file has it."""
    text = (POLICIES / "rules/caps.toml").read_text()
    start = text.index(CAP)
    return text[start : text.index("[[", start + 2)]


def test_a_cap_that_vanished_is_named(edited: Callable[[str, str, str], tuple[str, ...]]) -> None:
    assert edited("rules/caps.toml", cap(), "") == (
        "cap declared-conflict is gone: put it back, or say under [[withdrawn]] in its file why it went.",
    )


def test_a_cap_withdrawn_with_a_reason_may_go(edited: Callable[[str, str, str], tuple[str, ...]]) -> None:
    said = '[[withdrawn]]\nid = "declared-conflict"\nbecause = "Made up for a test."\n\n'
    assert edited("rules/caps.toml", cap(), said) == ()


def test_a_permit_under_the_id_of_a_cap_is_named() -> None:
    release = load_release(POLICIES)
    rules = tuple(replace(one, kind="permit") if one.id == "declared-conflict" else one for one in release.rules)
    found = breaks(release, replace(release, rules=rules))
    assert found == ("cap declared-conflict is now of another kind: give the new rule an id of its own.",)


def test_a_withdrawn_rule_that_is_still_there_is_refused(edited: Callable[[str, str, str], tuple[str, ...]]) -> None:
    said = f'[[withdrawn]]\nid = "declared-conflict"\nbecause = "Made up."\n\n{cap()}'
    with pytest.raises(PolicyError, match="already the id of a rule"):
        edited("rules/caps.toml", cap(), said)
