"""What is written from the catalogue: documentation, JSON Schema, forms' field lists. One table adds a field."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.domain.answers import ANSWER_KINDS
from policies.engine import documentation
from policies.engine.compiled import compile_policy
from policies.engine.decision import Facts, decide
from policies.engine.json_schema import return_schema
from policies.engine.loading import load_release
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import HUB, Level
from tests.policies.conftest import POLICIES
from tests.policies.small_policy import SMALL, copied
from tests.policies.test_scenarios import folder_with_made_up_fields


def test_readme_is_what_the_policy_says(release: PolicyRelease) -> None:
    found = ["README.md", *(f"documents/{path.name}" for path in (POLICIES / "documents").iterdir())]
    texts = {name: (POLICIES / name).read_text(encoding="utf-8") for name in found}
    assert texts == documentation.render(release), "out of date: run `flask policies docs`"


def test_a_field_stands_on_the_page_of_its_own_file_alone(release: PolicyRelease) -> None:
    pages = documentation.render(release)
    for field in release.catalogue.values():
        held = [name for name, text in pages.items() if f"\n| `{field.key}` |" in text]
        assert held == [field.file.replace("fields/", "documents/").replace(".toml", ".md")]


def test_writing_says_what_was_out_of_date_and_takes_away_what_is_about_nothing(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    assert documentation.write(folder) == tuple(sorted(documentation.render(load_release(SMALL))))
    assert documentation.write(folder) == ()
    path = folder / "fields/lantern.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('label = "Band"', 'label = "Strip"'), encoding="utf-8")
    (folder / "documents/torch.md").touch()
    assert documentation.write(folder) == ("documents/lantern.md", "documents/torch.md")
    assert "Strip" in (folder / "documents/lantern.md").read_text(encoding="utf-8")
    assert not (folder / "documents/torch.md").exists()


def test_readme_of_the_small_policy_names_every_thing(small: PolicyRelease) -> None:
    text = "".join(documentation.render(small).values())
    for named in (small.catalogue, small.roles, small.masks, small.obligations, small.provisions):
        assert all(f"`{key}`" in text for key in named)
    assert all(f"`{rule.id}`" in text and rule.because in text for rule in small.rules)
    assert "tag: location; not source" in text
    assert all(basis.label in text for basis in small.legal_bases.values())
    assert "own accountable owners have approved, entry by entry" in text
    assert "| **no** |" in text


def test_a_bar_in_a_label_does_not_break_a_table(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    path = folder / "fields/lantern.toml"
    text = path.read_text(encoding="utf-8").replace('label = "Band"', 'label = "Band | group"')
    path.write_text(text, encoding="utf-8")
    assert "Band \\| group" in documentation.render(load_release(folder))["documents/lantern.md"]


def box(field_value: object, **details: object) -> dict[str, object]:
    empty = {"nature": None, "information_date": None, "note": None, "ground": None, "onward": None}
    return {"answer": "value", "value": field_value, **empty, **details}


def instance(release: PolicyRelease, organisation: str, answers: dict[str, Any]) -> dict[str, Any]:
    return {"organisation": organisation, "policy": release.digest, "answers": answers}


@pytest.mark.parametrize("organisation", [key for key in load_release(POLICIES).organisations if key != HUB])
def test_schema_accepts_every_example_and_every_answer_kind(release: PolicyRelease, organisation: str) -> None:
    schema = return_schema(release, organisation, ANSWER_KINDS)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    fields = release.catalogue.fields_for("return", organisation)
    values = {field.key: box(field.example, nature="fact", information_date="2026-11-01") for field in fields}
    assert [error.message for error in validator.iter_errors(instance(release, organisation, values))] == []
    for kind in ANSWER_KINDS:
        kept = {key: value for key, value in values.items() if kind == "value" or release.catalogue[key].required}
        said = {field.key: box(None, answer=kind) for field in fields if field.key not in kept}
        assert validator.is_valid(instance(release, organisation, {**kept, **said})), kind
        without = {**kept, **dict.fromkeys(said, box(None, answer=f"{kind}_x"))}
        assert not said or not validator.is_valid(instance(release, organisation, without))


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"return_systems": box("Card index"), "lantern_unheard_of": box("x")},
        {"return_systems": box(None)},
        {"return_systems": box("x", answer="declined")},
        {"return_systems": box("x", answer="maybe")},
        {"return_systems": box("x", nature="rumour")},
        {"return_systems": box("x", information_date="yesterday")},
        {"return_systems": {"answer": "value", "value": "x"}},
        {"return_systems": box("x"), "lantern_band": box("lowest")},
        {"return_systems": box("x"), "lantern_worry": box("x" * 201)},
        {"return_systems": box("x"), "lantern_address": box({"lines": ["1 Sample Street"]})},
        {"return_systems": box("x"), "lantern_visits": box([{"where": "x"}])},
    ],
)
def test_schema_refuses(small: PolicyRelease, answers: dict[str, Any]) -> None:
    validator = Draft202012Validator(return_schema(small, "lantern", ANSWER_KINDS))
    assert validator.is_valid(instance(small, "lantern", {"return_systems": box("Card index")}))
    assert not validator.is_valid(instance(small, "lantern", answers))


def test_schema_of_nobody_is_an_error(small: PolicyRelease) -> None:
    with pytest.raises(KeyError):
        return_schema(small, "torch", ANSWER_KINDS)


def test_adding_a_field_is_one_table_in_one_file(tmp_path: Path) -> None:
    folder = folder_with_made_up_fields(tmp_path)
    release = load_release(folder)
    assert "fire_made_up_detail" in return_schema(release, "fire", ANSWER_KINDS)["properties"]["answers"]["properties"]
    assert "fire_made_up_detail" not in return_schema(release, "police", ANSWER_KINDS)["$defs"]
    assert "`fire_made_up_detail`" in documentation.render(release)["documents/fire.md"]
    assert "fire_made_up_detail" in [field.key for field in release.catalogue.fields_for("return", "fire")]
    facts = Facts(
        action="open", record="return", standing="asker", organisation="hub", role="hub_decision_maker",
        assigned="yes", conflict="none", purpose="child_in_need", protection="none", field="fire_made_up_detail",
    )  # fmt: skip
    assert decide(compile_policy(release), facts).level is Level.FULL


def test_fields_come_envelope_first_in_the_order_of_the_file_and_only_while_in_force(small: PolicyRelease) -> None:
    keys = [field.key for field in small.catalogue.fields_for("return", "lantern")]
    assert keys == [
        "return_systems", "return_why", "lantern_seen", "lantern_worry", "lantern_address", "lantern_band",
        "lantern_visits",
    ]  # fmt: skip
    before = [field.key for field in small.catalogue.fields_for("return", "lantern", date(2025, 12, 31))]
    assert before == [key for key in keys if key != "lantern_band"]
    band = small.catalogue["lantern_band"]
    assert [option.key for option in band.options] == ["low", "high", "middling"]
    assert band.renditions == ("full",)
    assert small.catalogue["lantern_worry"].renditions == ("gist", "full")
    assert len(small.catalogue.fields_for("request", "lantern")) == len(small.catalogue.fields_for("request", HUB)) == 3
    assert len(small.catalogue) == len(list(small.catalogue)) == 13


def test_a_field_may_be_about_some_subjects_only_and_come_from_the_case(small: PolicyRelease) -> None:
    name = small.catalogue["case_name"]
    assert name.is_about("child")
    assert not name.is_about("address")
    assert small.catalogue["case_born"].is_about("address")
    assert small.catalogue["request_name"].from_case == "case_name"


def test_a_retired_field_is_shown_but_no_longer_asked(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    path = folder / "fields/lantern.toml"
    text = path.read_text(encoding="utf-8").replace('label = "Band"', 'label = "Band"\nretired = 2027-01-01')
    path.write_text(text, encoding="utf-8")
    release = load_release(folder)
    assert not release.catalogue["lantern_band"].in_force(date(2027, 1, 1))
    assert release.catalogue["lantern_band"].in_force(date(2026, 12, 31))
    assert "lantern_band" not in return_schema(release, "lantern", ANSWER_KINDS)["$defs"]
    assert "Band (retired 2027-01-01)" in documentation.render(release)["documents/lantern.md"]
