"""What must never be hidden: over every field, not by example."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from policies.engine.catalogue import Field
from policies.engine.compiled import CompiledPolicy
from policies.engine.decision import Facts, Recipient, decide_matrix
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import SAFETY, Level

CASE = {"conflict": "none", "share_now": "no", "basis_fit": "fits"}
CHILDS_WORKER = Recipient("childrens_social_care", "childrens_social_worker", "addressee", "yes")
ADULTS_WORKER = Recipient("adult_social_care", "adult_social_worker", "addressee", "yes")
DECISION_MAKER = Recipient("hub", "hub_decision_maker", "asker", "yes")
NO_CONTACT = {"referrer", "partner_responder", "partner_manager", "caldicott_approver", "administrator",
              "partner_ig_officer", "safeguarding_lead", "caldicott_guardian", "accountable_owner",
              "data_protection_officer"}  # fmt: skip


def returned(release: PolicyRelease) -> list[Field]:
    return [one for one in release.catalogue.values() if one.record == "return"]


def levels(
    policy: CompiledPolicy, who: Recipient, fields: Iterable[Field], record: str, subject: str, purpose: str,
    protection: str = "none",
) -> dict[str, Level]:  # fmt: skip
    keys = [one.key for one in fields]
    facts = Facts("open", record, purpose, subject, protection=protection, **CASE)
    return {key: row[0].level for key, row in zip(keys, decide_matrix(policy, facts, [who], keys), strict=True)}


def test_of_an_adult_the_adults_worker_reads_what_the_childs_worker_reads_of_a_child(policy: CompiledPolicy) -> None:
    fields = [one for one in returned(policy.release) if one.is_about("adult")]
    of_a_child = levels(policy, CHILDS_WORKER, fields, "product", "child", "child_protection_enquiry")
    of_an_adult = levels(policy, ADULTS_WORKER, fields, "product", "adult", "adult_safeguarding_enquiry")
    assert [key for key, level in of_a_child.items() if of_an_adult[key] < level] == []
    assert sum(level > Level.WITHHELD for level in of_an_adult.values()) > len(fields) // 2


@pytest.mark.parametrize("protection", ["protected", "unknown"])
def test_protection_hides_from_the_decision_maker_only_what_tells_a_place(
    policy: CompiledPolicy, protection: str
) -> None:
    """A yes or no tells no place; nor does whether somebody is in custody."""
    fields = returned(policy.release)
    shown = levels(policy, DECISION_MAKER, fields, "return", "adult", "adult_safeguarding_enquiry", protection)
    plain = levels(policy, DECISION_MAKER, fields, "return", "adult", "adult_safeguarding_enquiry")
    hidden = {key for key, level in shown.items() if level < plain[key]}
    catalogue = policy.release.catalogue
    assert "probation_custody_status" not in hidden
    assert [key for key in hidden if catalogue[key].type == "yes_no_unknown"] == []
    assert [key for key in hidden if "location" not in catalogue[key].tags] == []


def test_whoever_receives_an_edition_and_makes_contact_reads_all_that_is_about_safety(policy: CompiledPolicy) -> None:
    release = policy.release
    fields = [one for one in returned(release) if SAFETY & set(one.tags)]
    visiting = [
        Recipient(kind, role.key, "addressee", "yes")
        for role in release.roles.values()
        for kind in role.organisations
        if kind != "hub" and role.key not in NO_CONTACT
    ]
    assert {one.role for one in visiting} >= {"idva", "police_desk", "school_safeguarding_lead", "fire_link"}
    for who in visiting:
        for subject in ("child", "adult", "address"):
            shown = levels(policy, who, fields, "product", subject, "other_safeguarding")
            assert set(shown.values()) == {Level.FULL}, (who, subject)


def test_what_a_referrer_may_learn_names_no_conference_and_no_reason(release: PolicyRelease) -> None:
    """That a case went to MARAC, Prevent or MAPPA, and why, would tell whoever raised it what others hold."""
    learnt = release.catalogue["case_outcome_told"]
    assert not {option.key for option in learnt.options} & {
        one.key for one in release.catalogue["case_decision"].options
    }
    assert not [option.label for option in learnt.options if any(word in option.label for word in ("MA", "Prevent"))]


def test_every_gist_that_is_asked_for_has_a_reader(policy: CompiledPolicy) -> None:
    """What somebody must write has somebody who reads it: for intelligence an outline was written for nobody."""
    release = policy.release
    for field in (one for one in returned(release) if one.gist):
        readers = [
            role
            for role in field.gist_audience
            for kind in release.roles[role].organisations
            for record, standing in (("product", "addressee"), ("return", "asker"))
            if levels(policy, Recipient(kind, role, standing, "yes"), [field], record, "adult", "other_safeguarding")
            == {field.key: Level.GIST}
        ]
        assert readers, field.key
