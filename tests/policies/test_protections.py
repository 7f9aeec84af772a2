"""What each field is protected as is somebody's choice: no field takes a place, a person or free words and hides it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from policies.engine import documentation
from policies.engine.errors import PolicyError
from policies.engine.loading import read_release
from policies.engine.release import PolicyRelease
from tests.policies.conftest import POLICIES

REVIEWED = Path(__file__).parent / "protections.md"
PAGE = "documents/protections.md"
Entry = dict[str, Any]


def fields() -> Iterator[Entry]:
    """Every field, by this test's own reading of the files."""
    for path in sorted((POLICIES / "fields").glob("*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["field"]


def takes(field: Entry, word: str) -> bool:
    return any(word in (one.get("type"), one.get("check")) for one in (field, *field.get("columns", [])))


def test_what_each_field_is_protected_as_is_what_was_last_looked_at(release: PolicyRelease) -> None:
    """`flask policies docs` writes the page and never this copy: whoever copies it over has read whom that leaves."""
    written, reviewed = documentation.render(release)[PAGE].splitlines(), REVIEWED.read_text("utf-8").splitlines()
    now = [one for one in written if one not in reviewed]
    before = [one for one in reviewed if one not in written]
    assert (now, before) == ([], []), f"read what now differs, then copy policies/{PAGE} to {REVIEWED.name}"
    assert written == reviewed


def test_the_page_names_every_field_under_each_of_its_words(release: PolicyRelease) -> None:
    page = documentation.render(release)[PAGE]
    parts = {part.partition("\n")[0]: part for part in page.split("\n## ")[1:]}
    for field in fields():
        heads = {f"Tag: {tag}" for tag in field.get("tags", [])}
        heads |= {f"Category: {field['category']}"} - {"Category: personal"}
        named = {head for head, part in parts.items() if f"`{field['key']}`" in part}
        assert named == (heads or {"Neither"}), field["key"]


@pytest.mark.parametrize(
    ("taken", "tag"),
    [
        ("person", "third_party"), ("address", "location"), ("long_text", "narrative"), ("nhs_number", "match_key"),
        ("upn", "match_key"), ("crn", "match_key"), ("pnc_id", "match_key"), ("nino", "match_key"),
    ],
)  # fmt: skip
def test_whatever_takes_one_of_these_says_so_and_is_refused_without(
    release: PolicyRelease, taken: str, tag: str
) -> None:
    taking = [one["key"] for one in fields() if takes(one, taken)]
    assert taking
    assert [key for key in taking if tag not in release.catalogue[key].tags] == []
    files = json.loads(release.canonical)["files"]
    name = release.catalogue[taking[0]].file
    field = next(one for one in files[name]["field"] if one["key"] == taking[0])
    field["tags"] = [one for one in field["tags"] if one != tag]
    with pytest.raises(PolicyError, match=f'must hold "{tag}": it takes a {taken}') as refused:
        read_release(files)
    assert (refused.value.file, refused.value.key) == (name, f"field.{taking[0]}.tags")


TELLS_THAT_SHE_TOLD = {
    "police_marac", "adult_care_marac", "dwp_domestic_abuse_easement", "health_routine_enquiry_disclosure",
    "fire_arson_threat_measures", "housing_domestic_abuse_disclosure",
}  # fmt: skip
READ_BY = {"hub_decision_maker", "childrens_social_worker", "adult_social_worker", "police_desk", "idva"}


def test_that_somebody_told_of_abuse_is_marked_so_and_read_by_the_same_five_roles(release: PolicyRelease) -> None:
    """Whichever agency was told; nobody who decides together with his service reads it."""
    marked = {one.key for one in release.catalogue.values() if "disclosed" in one.tags}
    assert marked == TELLS_THAT_SHE_TOLD
    for field in (release.catalogue[key] for key in TELLS_THAT_SHE_TOLD):
        assert {"source", "third_party", "restricted"} <= set(field.tags), field.key
        assert set(field.audience) == READ_BY, field.key
