from __future__ import annotations

from datetime import date

import pytest

from policies.engine.bases import Body, basis_fit, legal_bases_for
from policies.engine.release import PolicyRelease

TODAY = date(2026, 11, 22)


LANTERN = Body("lantern", frozenset({"public_authority"}))


def why_not(release: PolicyRelease, key: str, body: Body = LANTERN, on: date = TODAY, **changed: str) -> str:
    asked = {"subject": "child", "purpose": "safety", "act": "return", **changed}
    choices = legal_bases_for(release, body, on=on, **asked)
    return {choice.basis.key: choice.why_not for choice in choices}[key]


def fit(
    release: PolicyRelease, key: str = "public_task", body: Body = LANTERN, on: date = TODAY, **changed: str
) -> str:
    asked = {"subject": "child", "purpose": "safety", "act": "return", **changed}
    return basis_fit(release, key, body, on=on, **asked)


def test_usable_bases_come_first_with_the_prefilled_one_on_top(small: PolicyRelease) -> None:
    choices = legal_bases_for(small, LANTERN, subject="child", purpose="safety", act="return", on=TODAY)
    assert [(choice.basis.key, choice.usable) for choice in choices] == [
        ("public_task", True),
        ("agreement", False),
    ]
    assert [choice.why_not for choice in choices] == ["", "Not in force: no starting date is recorded."]


HUB = Body("hub", frozenset())


def test_a_basis_of_others_is_not_offered(small: PolicyRelease) -> None:
    choices = legal_bases_for(small, HUB, subject="child", purpose="safety", act="request", on=TODAY)
    assert [choice.basis.key for choice in choices] == ["public_task", "asking_for_others"]


def test_why_a_basis_cannot_be_used_is_said(small: PolicyRelease) -> None:
    assert why_not(small, "public_task", subject="unborn_child") == "It does not cover a record about: unborn child."
    assert why_not(small, "public_task", purpose="other") == "It does not cover this purpose: Other."
    assert why_not(small, "public_task", purpose="nonsense") == "It does not cover this purpose: nonsense."
    assert why_not(small, "public_task", act="product") == "It does not cover this act: product."
    assert why_not(small, "public_task", on=date(2019, 12, 31)) == "Not in force until 01 January 2020."
    assert why_not(small, "public_task", on=date(2031, 1, 1)) == "Not in force since 31 December 2030."


def test_basis_fit_is_one_of_four_words(small: PolicyRelease) -> None:
    assert fit(small) == "fits"
    assert fit(small, on=date(2020, 1, 1)) == fit(small, on=date(2030, 12, 31)) == "fits"
    assert fit(small, on=date(2019, 12, 31)) == fit(small, on=date(2031, 1, 1)) == "not_in_force"
    assert fit(small, "agreement") == "not_in_force"
    assert fit(small, subject="address") == fit(small, act="product") == fit(small, purpose="other") == "does_not_fit"
    assert fit(small, "agreement", HUB) == "does_not_fit"
    assert fit(small, "nonsense") == "unknown"


def as_its_kind(release: PolicyRelease, kind: str) -> Body:
    return Body(kind, release.organisations[kind].in_law)


ASSOCIATION = Body("housing", frozenset({"registered_provider", "mappa_duty"}))
OF_ASSOCIATIONS = {
    "housing_association_safeguarding", "housing_association_on_request", "housing_association_with_agreement",
}  # fmt: skip


@pytest.mark.parametrize("subject", ["child", "adult"])
@pytest.mark.parametrize("purpose", ["child_protection_enquiry", "child_in_need", "other_safeguarding"])
def test_a_housing_association_and_a_council_landlord_have_nothing_of_each_other(
    release: PolicyRelease, purpose: str, subject: str
) -> None:
    def usable(body: Body) -> set[str]:
        found = legal_bases_for(release, body, subject=subject, purpose=purpose, act="return", on=TODAY)
        return {one.basis.key for one in found if one.usable}

    assert usable(ASSOCIATION) == {*OF_ASSOCIATIONS, "vital_interests_child"}
    assert not usable(as_its_kind(release, "housing")) & OF_ASSOCIATIONS
    for key in OF_ASSOCIATIONS:
        assert fit(release, key, as_its_kind(release, "housing"), purpose=purpose) == "does_not_fit"
        assert fit(release, key, ASSOCIATION, purpose=purpose) == "fits"
    assert why_not(release, "housing_association_on_request", as_its_kind(release, "housing"), purpose=purpose) == (
        "It is not for a public authority."
    )
    assert why_not(release, "council_child_protection", ASSOCIATION, purpose=purpose) == (
        "It is only for a public authority."
    )


CITING = {
    "UKGDPR-6-1-e": {"public_authority"},
    "DPA-P3-35": {"competent_authority"},
    "CA2004-11": {"section_11"},
    "CA2004-16LA": {"section_11"},
    "CJA2003-325": {"mappa_duty"},
    "RP-own": {"registered_provider"},
}
"""What whoever relies on a provision must be in law."""
COUNCIL = {"hub", "housing", "early_help", "adult_social_care", "childrens_social_care", "public_protection"}


def test_a_basis_asks_for_what_the_law_it_cites_asks_for(release: PolicyRelease) -> None:
    for basis in release.legal_bases.values():
        for provision, needed in CITING.items():
            if basis.lawful_basis == provision or provision in basis.gateways:
                assert needed <= set(basis.holds), (basis.key, provision)
        if "CareAct-6-7" in basis.gateways and not COUNCIL.issuperset(basis.available_to):
            assert "relevant_partner" in basis.holds, basis.key


def test_what_rests_on_law_not_in_force_is_not_in_force(release: PolicyRelease) -> None:
    prospective = {one.id for one in release.provisions.values() if one.prospective}
    resting = [one for one in release.legal_bases.values() if prospective & set(one.rests_on)]
    assert [one.key for one in resting] == ["duty_designated_agency"]
    assert not any(one.in_force(date(year, 12, 31)) for one in resting for year in range(2018, 2040))
    for key in ("duty_child", "duty_child_part_3"):
        assert not release.legal_bases[key].in_force(date(2026, 9, 29))
        assert release.legal_bases[key].in_force(date(2026, 9, 30))


def test_no_basis_rests_on_a_bar_without_consent(release: PolicyRelease) -> None:
    for basis in release.legal_bases.values():
        if basis.gateways and {release.provisions[one].type for one in basis.gateways} == {"bar"}:
            assert "consent_record" in basis.requires, basis.key


def test_every_basis_says_for_whom_for_what_and_on_which_condition(release: PolicyRelease) -> None:
    """An Article 6 or Part 3 ground, conditions for special and criminal data, and nobody who may not rely on it."""
    for basis in release.legal_bases.values():
        part_3 = basis.regime == "part_3"
        assert (basis.lawful_basis == "DPA-P3-35") == part_3, basis.key
        assert basis.conditions, basis.key
        assert basis.criminal_condition == ("DPA-P3-35" if part_3 else "UKGDPR-10"), basis.key
        assert ("competent_authority" in basis.holds) == part_3, basis.key
        private = basis.lawful_basis.startswith("UKGDPR-6-1-ea")
        assert ("public_authority" in basis.lacks) == private, basis.key
        assert basis.gateways or not basis.discloses, basis.key
        if "hub" not in basis.available_to:
            assert basis.acts == ("return",), basis.key


def test_who_the_duty_about_children_does_not_bind(release: PolicyRelease) -> None:
    """Section 16LA is for section 11 bodies, and for children only; for schools once they are designated."""
    bound = {key for one in ("duty_child", "duty_child_part_3") for key in release.legal_bases[one].available_to}
    assert bound == {key for key, one in release.organisations.items() if "section_11" in one.in_law} - {"hub"}
    assert all("section_11" in release.legal_bases[one].holds for one in ("duty_child", "duty_child_part_3"))
    assert "adult_safeguarding_enquiry" not in release.legal_bases["duty_child"].purposes
