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


@pytest.mark.parametrize("purpose", ["child_protection_enquiry", "child_in_need", "adult_safeguarding_enquiry"])
def test_the_hub_and_every_partner_has_a_basis_it_could_rely_on(release: PolicyRelease, purpose: str) -> None:
    subject = "adult" if purpose.startswith("adult") else "child"
    for organisation in release.organisations:
        act = "request" if organisation == "hub" else "return"
        choices = legal_bases_for(
            release, organisation=organisation, subject=subject, purpose=purpose, act=act, on=TODAY
        )
        assert choices, organisation
