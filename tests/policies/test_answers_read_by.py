"""Which of the hub's roles learn how an agency answers is data, and no agency's answers reach nobody who decides."""

from __future__ import annotations

from typing import Any

import pytest

from policies.engine.errors import PolicyError
from policies.engine.folder import read_folder
from policies.engine.loading import read_release
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import PREFIXES
from tests.policies.conftest import POLICIES


def read_by(*roles: str) -> PolicyRelease:
    """The shipped policy, the trust's answers being read by these roles."""
    files = dict(read_folder(POLICIES))
    page: Any = files["organisations.toml"]
    trust = [{**one, "answers_read_by": list(roles)} for one in page["organisation"] if one["key"] == "mental_health"]
    others = [one for one in page["organisation"] if one["key"] != "mental_health"]
    return read_release({**files, "organisations.toml": {**page, "organisation": [*others, *trust]}})


def test_answers_that_nobody_who_decides_would_read_are_refused() -> None:
    with pytest.raises(PolicyError, match=r"mental_health\.answers_read_by.*names nobody who decides"):
        read_by("hub_collator")
    with pytest.raises(PolicyError, match=r'mental_health\.answers_read_by.*"hub_colator" is no role that reads cases'):
        read_by("hub_decision_maker", "hub_colator")


def test_whoever_is_not_named_learns_nothing_and_whoever_checks_the_log_is_no_reader() -> None:
    release = read_by("hub_decision_maker")
    assert not release.learns_answers("hub_collator", "mental_health")
    assert not release.learns_answers("nobody_known", "mental_health")
    assert release.learns_answers("hub_decision_maker", "mental_health")
    assert release.learns_answers("ig_officer", "mental_health"), "what an officer opens is for the rules"
    assert release.learns_answers("hub_collator", "housing")


def test_an_agency_of_which_it_is_secret_that_it_knows_somebody_is_read_by_those_who_decide(
    release: PolicyRelease,
) -> None:
    secret = {
        kind
        for kind in release.organisations
        for known in (release.catalogue.get(f"{PREFIXES.get(kind, kind)}_known"),)
        if known and "restricted" in known.tags
    }
    assert secret == {key for key, one in release.organisations.items() if one.answers_read_by} == {"mental_health"}
