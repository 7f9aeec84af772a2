"""Where a protected person is, under every name a place goes by; and which answers say that somebody is protected."""

from __future__ import annotations

from itertools import product

import pytest

from app.domain.answers import Answer
from app.services.research.protection import protection_of
from policies.engine.compiled import CompiledPolicy
from policies.engine.decision import Facts, Recipient, decide_matrix
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import FACT_VALUES, HUB, NO_ROLE, UNKNOWN, Level


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("dwp_domestic_abuse_easement", "yes"),
        ("health_routine_enquiry_disclosure", "yes"),
        ("fire_arson_threat_measures", "yes"),
        *(("police_marac", one) for one in ("referred", "listed", "heard", "repeat")),
        ("housing_tenure", "refuge"),
        ("housing_safe_address_flag", "yes"),
    ],
)
def test_whoever_told_of_abuse_is_hidden_in_all_that_the_partner_says(
    release: PolicyRelease, field: str, value: str
) -> None:
    assert protection_of(release.catalogue, "none", {field: Answer("value", value)}) == "protected"


@pytest.mark.parametrize(
    ("field", "value"),
    [("dwp_domestic_abuse_easement", "no"), ("police_marac", "none"), ("fire_arson_threat_measures", "unknown")],
)
def test_an_answer_that_says_nothing_of_abuse_hides_nothing(release: PolicyRelease, field: str, value: str) -> None:
    assert protection_of(release.catalogue, "none", {field: Answer("value", value)}) == "none"


def test_every_field_that_tells_a_place_shows_something_when_it_is_masked(release: PolicyRelease) -> None:
    """Masked to nothing, a condition of bail would look as if there were none."""
    told = [one for one in release.catalogue.values() if "location" in one.tags]
    assert [one.key for one in told if one.mask is None] == []


def test_no_partner_that_is_asked_about_him_gets_her_place_whatever_is_so(policy: CompiledPolicy) -> None:
    """Every kind of partner, role, act, purpose, kind of subject, conflict and sharing at once: no place."""
    release = policy.release
    told = [one for one in release.catalogue.values() if one.record == "request"]
    places = [one.key for one in told if {"location", "protected_address"} & set(one.tags)]
    assert len(places) > 4
    for kind, protection, purpose, subject in product(
        (one for one in release.organisations if one != HUB),
        ("protected", UNKNOWN),
        release.purposes,
        ("child", "adult"),
    ):
        them = [Recipient(kind, role, "addressee", "yes") for role in (NO_ROLE, *policy.held[kind])]
        for action, conflict, share_now in product(FACT_VALUES["action"], ("none", "declared"), ("no", "active")):
            asked = Facts(action, "request", purpose, subject, "fits", protection, "barred", conflict, share_now)
            shown = decide_matrix(policy, asked, them, places)
            assert all(one.level is Level.WITHHELD for row in shown for one in row), (kind, purpose, action)
