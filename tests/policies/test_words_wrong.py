"""A sample of what `make mutants` tries whole: one word of the policy wrong is noticed, or decides exactly alike."""

from __future__ import annotations

import json

import pytest

from policies.engine.errors import PolicyError
from policies.engine.loading import read_release
from policies.engine.release import PolicyRelease
from tests.policies.mutants.fields import mutants_of_tags
from tests.policies.mutants.noticing import Noticing
from tests.policies.mutants.trying import shipped, tried


@pytest.mark.parametrize(("kind", "every"), [("rules", 140), ("audiences", 900), ("tags", 300)])
def test_no_mutant_of_the_sample_shows_more_unnoticed(kind: str, every: int) -> None:
    found = tried(kind, every, first=3)
    assert found.number > 5
    assert found.noticed.total() + found.alike + len(found.survivors) == found.number
    assert [name for name, ways in found.survivors if "more" in ways] == []


@pytest.mark.parametrize("role", ["auditor", "caldicott_guardian", "referrer"])
def test_nothing_is_meant_for_a_role_that_never_opens_anything(release: PolicyRelease, role: str) -> None:
    """It would be released to the organisation for their sake, and be read by nobody there."""
    files = json.loads(release.canonical)["files"]
    field = files["fields/fire.toml"]["field"][0]
    field["audience"].append(role)
    with pytest.raises(PolicyError, match=f'"{role}" never opens anything') as refused:
        read_release(files)
    assert (refused.value.file, refused.value.key) == ("fields/fire.toml", f"field.{field['key']}.audience")


@pytest.mark.parametrize("key", ["police_intelligence", "probation_victim_contact_scheme"])
def test_an_invariant_is_read_with_the_word_that_is_wrong(key: str) -> None:
    """What holds of every field with a tag says nothing of one that lost it: only the page of protections does."""
    of_all = shipped()
    lost = next(one for one in mutants_of_tags(of_all.policy) if one.name == f"{key}: tag -source")
    noticing = Noticing(of_all.policy, [], of_all.invariants)
    assert noticing.at_length(lost) == "protections"
