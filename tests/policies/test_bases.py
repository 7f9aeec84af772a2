from __future__ import annotations

from datetime import date

import pytest

from policies.engine.bases import basis_fit, legal_bases_for
from policies.engine.release import PolicyRelease

TODAY = date(2026, 11, 22)


def why_not(small: PolicyRelease, key: str, on: date = TODAY, **changed: str) -> str:
    asked = {"organisation": "lantern", "subject": "child", "purpose": "safety", "act": "return", **changed}
    choices = legal_bases_for(small, on=on, **asked)
    return {choice.basis.key: choice.why_not for choice in choices}[key]


def fit(small: PolicyRelease, key: str = "public_task", on: date = TODAY, **changed: str) -> str:
    asked = {"organisation": "lantern", "subject": "child", "purpose": "safety", "act": "return", **changed}
    return basis_fit(small, key, on=on, **asked)


def test_usable_bases_come_first_with_the_prefilled_one_on_top(small: PolicyRelease) -> None:
    choices = legal_bases_for(
        small, organisation="lantern", subject="child", purpose="safety", act="return", on=TODAY
    )  # fmt: skip
    assert [(choice.basis.key, choice.usable, choice.approved) for choice in choices] == [
        ("public_task", True, True),
        ("agreement", False, False),
    ]
    assert [choice.why_not for choice in choices] == ["", "Not in force: no starting date is recorded."]


def test_a_basis_of_others_is_not_offered(small: PolicyRelease) -> None:
    choices = legal_bases_for(small, organisation="hub", subject="child", purpose="safety", act="request", on=TODAY)
    assert [choice.basis.key for choice in choices] == ["public_task"]


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
    assert fit(small, "agreement", organisation="hub") == "does_not_fit"
    assert fit(small, "nonsense") == "unknown"


NO_BASIS = {"adult_safeguarding_enquiry": {"education", "childrens_social_care"}}
"""Whom the shipped policy gives no basis in force for what they hold about an adult."""


@pytest.mark.parametrize("purpose", ["child_protection_enquiry", "child_in_need", "adult_safeguarding_enquiry"])
def test_everybody_but_those_named_has_a_basis_to_rely_on(release: PolicyRelease, purpose: str) -> None:
    subject = "adult" if purpose.startswith("adult") else "child"
    without = set()
    for organisation in release.organisations:
        act = "request" if organisation == "hub" else "return"
        choices = legal_bases_for(
            release, organisation=organisation, subject=subject, purpose=purpose, act=act, on=TODAY
        )
        if not any(choice.usable for choice in choices):
            without.add(organisation)
    assert without == NO_BASIS.get(purpose, set())


PROSPECTIVE = "prospective"
NO_GROUND = {
    "CA2004-16H", "CareAct-45", "CDA1998-17A", "CJA2003-327A", "SCA2015-76", "WRA2012-130-131", "PCSCA2022-16",
    "HMRC-TCA2002-S5-10A", "CTSA2015-36-38", "FGMA2003-5B", "MSA2015-52", "DPA-S2-2-5",
}  # fmt: skip
"""Law whose own conditions say that it is no gateway for research on a case."""


def test_what_rests_on_law_not_in_force_is_not_in_force(release: PolicyRelease) -> None:
    resting = {
        basis.key: basis
        for basis in release.legal_bases.values()
        for one in basis.rests_on
        if release.provisions[one].status.startswith(PROSPECTIVE)
    }
    assert set(resting) == {"duty_child", "duty_child_part_3"}
    assert not any(basis.in_force(date(year, 12, 31)) for basis in resting.values() for year in range(2018, 2040))


def test_no_basis_rests_on_law_that_is_no_ground_for_research_or_on_a_bar_without_consent(
    release: PolicyRelease,
) -> None:
    for basis in release.legal_bases.values():
        assert not NO_GROUND & set(basis.rests_on), basis.key
        if {release.provisions[one].type for one in basis.gateways} == {"bar"}:
            assert "consent_record" in basis.requires, basis.key
    assert set(release.provisions) >= NO_GROUND


def test_every_basis_says_for_whom_for_what_and_on_which_condition(release: PolicyRelease) -> None:
    """An Article 6 or Part 3 ground, conditions for special and criminal data, and nobody who may not rely on it."""
    for basis in release.legal_bases.values():
        part_3 = basis.regime == "part_3"
        assert (basis.lawful_basis == "DPA-P3-35") == part_3, basis.key
        assert basis.conditions, basis.key
        assert basis.criminal_condition == ("DPA-P3-35" if part_3 else "UKGDPR-10"), basis.key
        kinds = [release.organisations[key] for key in basis.available_to]
        assert all(kind.competent_authority for kind in kinds if part_3), basis.key
        private = basis.lawful_basis.startswith("UKGDPR-6-1-ea")
        assert ("not_a_public_authority" in basis.requires) == private, basis.key
        if "hub" not in basis.available_to:
            assert basis.acts == ("return",), basis.key


def test_who_the_duty_about_children_does_not_bind(release: PolicyRelease) -> None:
    """Section 16LA is for section 11 bodies and designated education, and for children only."""
    bound = {key for one in ("duty_child", "duty_child_part_3") for key in release.legal_bases[one].available_to}
    assert bound == {key for key, one in release.organisations.items() if one.section_11} - {"hub"} | {"education"}
    assert "adult_safeguarding_enquiry" not in release.legal_bases["duty_child"].purposes
