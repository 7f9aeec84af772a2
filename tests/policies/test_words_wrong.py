"""A sample of what `make mutants` tries whole: one word of the policy wrong is noticed, or decides exactly alike."""

from __future__ import annotations

import json

import pytest

from policies.engine.errors import PolicyError
from policies.engine.loading import read_release
from policies.engine.release import PolicyRelease
from tests.policies.mutants.bases import mutants_of_bases, notices
from tests.policies.mutants.comparing import LESS, MORE, otherwise
from tests.policies.mutants.fields import mutants_of_tags
from tests.policies.mutants.noticing import Noticing
from tests.policies.mutants.trying import KINDS, LISTED, SURVIVORS, shipped, tried


@pytest.mark.parametrize(("kind", "every"), [("rules", 140), ("audiences", 900), ("tags", 300), ("bases", 90)])
def test_no_mutant_of_the_sample_is_unnoticed_but_those_that_say_why(
    release: PolicyRelease, kind: str, every: int
) -> None:
    """Which are tried moves with every change of the policy."""
    found = tried(kind, every, first=int(release.digest, 16) % every)
    assert found.number > 5
    assert found.noticed.total() + found.alike + len(found.survivors) == found.number
    assert found.unlisted == []


def test_those_that_say_why_are_few_and_show_less_and_nothing_notices_them() -> None:
    assert len(LISTED) == len(SURVIVORS) <= 10
    assert all(one["because"] for one in SURVIVORS)
    noticing = shipped()
    known = [one for mutants in KINDS.values() for one in mutants(noticing.policy) if one.name in LISTED]
    assert {one.name for one in known} == LISTED
    for one in known:
        assert noticing.at_once(one) is noticing.at_length(one) is None, one.name
        assert otherwise(noticing.policy, one.policy, one.among, one.fields) == {LESS}, one.name


@pytest.mark.parametrize(
    ("key", "wrong", "way"),
    [
        ("police_adult", "holds -relevant_partner", MORE),
        ("police_adult", "requires -proportionality_note", MORE),
        ("police_adult", "purposes -adult_safeguarding_enquiry", LESS),
        ("police_adult", "in_force_from 2018-05-24", MORE),
        ("police_adult", "in_force_from 2018-05-26", LESS),
    ],
)
def test_a_word_of_a_legal_basis_opens_more_or_less(release: PolicyRelease, key: str, wrong: str, way: str) -> None:
    (one,) = (one for one in mutants_of_bases(release) if one.name == f"{key}: {wrong}")
    assert notices(release, one) == ("open law", frozenset({way}))


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
