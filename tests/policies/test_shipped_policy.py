"""What must hold of the policy the exchange ships with, whoever edits it."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine.catalogue import Field
from policies.engine.compiled import CompiledPolicy, compile_policy
from policies.engine.decision import Decision, Facts, Recipient, decide, decide_matrix
from policies.engine.loading import load_release, release_from_canonical
from policies.engine.reach import renditions_in_reach
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import HUB, Level
from tests.policies.conftest import POLICIES
from tests.policies.naive import Naive
from tests.policies.test_properties import union_of_decisions

RELEASE = load_release(POLICIES)
POLICY = compile_policy(RELEASE)
PLAIN = Naive(RELEASE.canonical)
PARTNERS = [key for key in RELEASE.organisations if key != HUB]
WORKING = {
    "purpose": "child_protection_enquiry", "subject": "child", "protection": "none", "conflict": "none",
    "share_now": "no", "assigned": "yes", "basis_fit": "fits",
    "place": "sent",
}  # fmt: skip


def test_the_digest_survives_the_round_trip(release: PolicyRelease) -> None:
    again = release_from_canonical(release.canonical)
    assert again.digest == release.digest
    assert again.catalogue == release.catalogue
    assert again.rules == release.rules


def openings(field: Field) -> list[Facts]:
    """Every way somebody on the case might come to the field in full."""
    told = {"field": field.key, "record": field.record, **WORKING}
    if field.record == "request":
        parties = [(key, role, "addressee") for key in PARTNERS for role in POLICY.held[key]]
    else:
        standing = "asker" if field.record == "return" else "author"
        parties = [(HUB, role, standing) for role in POLICY.held[HUB]]
    return [
        Facts(action=action, organisation=organisation, role=role, standing=standing, **told)
        for (organisation, role, standing), action in product(parties, ("open", "reveal"))
        if role in field.audience
    ]


def test_every_field_can_be_opened_in_full_by_somebody_in_its_audience(policy: CompiledPolicy) -> None:
    closed = [
        field.key
        for field in policy.release.catalogue.values()
        if all(decide(policy, facts).level < Level.FULL for facts in openings(field))
    ]
    assert closed == []


def test_every_request_field_is_carried_to_somebody_and_safety_to_everybody(release: PolicyRelease) -> None:
    carried = {key: set(one.carries) for key, one in release.organisations.items() if key != HUB}
    for field in release.catalogue.values():
        if field.record == "request":
            assert any(field.key in keys for keys in carried.values()), field.key
            if {"contact_safety", "staff_safety"} & set(field.tags):
                assert all(field.key in keys for keys in carried.values()), field.key


def test_what_the_mental_health_trust_says_about_health_has_a_second_person_at_source(release: PolicyRelease) -> None:
    returned = release.catalogue.fields_for("return", "mental_health")
    medical = [one for one in returned if not one.shared and one.category == "special"]
    assert len(medical) > 20
    # Whom somebody cares for is no health information, and goes at the trust's own word.
    assert [one.key for one in medical if one.approval != "caldicott"] == ["mental_health_caring_responsibilities"]


def test_at_a_partner_only_those_who_write_or_approve_read_its_request_and_its_return(policy: CompiledPolicy) -> None:
    parties = [(partner, role) for partner in PARTNERS for role in policy.held[partner]]
    told = {"action": "open", **WORKING}
    for (partner, role), (record, standing) in product(parties, (("request", "addressee"), ("return", "author"))):
        fields = policy.release.catalogue.fields_for(record, partner)
        them = Recipient(partner, role, standing, "yes")
        shown = decide_matrix(policy, Facts(record=record, **told), [them], [field.key for field in fields])
        reads = any(row[0].level > Level.WITHHELD for row in shown)
        assert reads == (role in ("partner_responder", "partner_manager", "caldicott_approver")), (partner, role)


def test_what_the_founding_rules_keep_from_everybody_is_in_no_record(release: PolicyRelease) -> None:
    """Door codes, fertility treatment and gender history are no fields; a National Insurance number is only sent."""
    words = ("key_safe", "door_code", "fertility", "gender_history")
    assert not [key for key in release.catalogue if any(word in key for word in words)]
    assert [key for key in release.catalogue if key.endswith("_nino")] == ["request_nino"]


def test_every_permit_says_act_and_standing_and_every_address_rule_cannot_be_lifted(release: PolicyRelease) -> None:
    for rule in release.rules:
        if rule.kind == "permit":
            assert {"action", "standing"} <= set(rule.when), rule.id
    lifted = {rule.id for rule in release.rules if rule.lifted_by}
    assert lifted == {"collator-outside-audience", "collator-gist-only"}


@settings(deadline=None, max_examples=40)
@given(
    organisation=st.sampled_from(list(RELEASE.organisations)),
    record=st.sampled_from(["case", "request", "return", "product"]),
    standing=st.sampled_from(["author", "asker", "addressee", "other"]),
    protection=st.sampled_from(["none", "protected", "unknown"]),
    place=st.sampled_from(["sent", "left_out", "barred", "unknown"]),
    basis_fit=st.sampled_from(["fits", "fits", "does_not_fit", "unknown"]),
    purpose=st.sampled_from(["child_protection_enquiry", "adult_safeguarding_enquiry", "unknown"]),
    fields=st.lists(st.sampled_from(list(RELEASE.catalogue)), min_size=1, max_size=6, unique=True),
)
def test_reach_is_what_anybody_there_could_open(fields: list[str], **fixed: str) -> None:
    fixed["subject"] = "child"
    reach = renditions_in_reach(POLICY, fields=fields, **fixed)
    assert reach == union_of_decisions(PLAIN, fixed, fields)


def reach_of(
    record: str, standing: str, organisation: str, field: str, protection: str = "none", place: str = "sent"
) -> set[str]:
    fixed = {"record": record, "standing": standing, "organisation": organisation, "protection": protection}
    fixed |= {"place": place}
    fixed |= {"purpose": "child_protection_enquiry", "subject": "child", "basis_fit": "fits"}
    return set(renditions_in_reach(POLICY, fields=[field], **fixed)[field])


def test_reach_holds_only_what_somebody_there_opens() -> None:
    assert reach_of("return", "asker", "hub", "dwp_address") == {"masked", "full"}  # masked once it is protected
    assert reach_of("return", "asker", "hub", "dwp_hardship") == {"full"}
    assert reach_of("return", "asker", "hub", "dwp_address", "protected") == {"masked", "full"}
    assert reach_of("return", "asker", "hub", "social_care_placement_address") == {"masked", "full"}
    assert reach_of("return", "asker", "hub", "police_intelligence") == {"full"}
    assert reach_of("request", "addressee", "fire", "request_address", "protected") == {"full"}
    assert reach_of("request", "addressee", "fire", "request_address", "protected", "barred") == set()
    assert reach_of("request", "addressee", "fire", "request_address", "unknown", "unknown") == set()
    assert reach_of("request", "author", "hub", "request_address", "protected") == {"masked", "full"}
    assert reach_of("request", "addressee", "fire", "request_concern_category") == set()
    assert reach_of("product", "addressee", "police", "police_arrests_no_further_action") == {"gist"}
    assert reach_of("return", "other", "housing", "police_warning_markers") == set()
    assert reach_of("return", "asker", "nobody", "police_warning_markers") == set()
    assert reach_of("return", "asker", "hub", "no_such_field") == set()


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_engine_and_plain_interpreter_agree_on_the_shipped_rules(data: st.DataObject) -> None:
    values = {**WORKING, "field": data.draw(st.sampled_from(list(RELEASE.catalogue)))}
    for fact, known in {**FACTS, "organisation": list(RELEASE.organisations), "role": [*RELEASE.roles, "none"]}.items():
        values[fact] = data.draw(st.sampled_from(known))
    facts = Facts(**values)
    decision, plain = decide(POLICY, facts), PLAIN.decide(facts._asdict())
    assert (decision.level.word, list(decision.permits), list(decision.caps), list(decision.obligations)) == (
        plain["level"], plain["permits"], plain["caps"], plain["obligations"],
    )  # fmt: skip
    assert decision.reason == plain["reason"]


FACTS = {
    "action": ["release", "open", "reveal", "match"],
    "record": ["case", "request", "return", "product"],
    "standing": ["author", "asker", "addressee", "other"],
    "protection": ["none", "protected", "unknown"],
    "place": ["sent", "left_out", "barred", "unknown"],
    "conflict": ["none", "none", "declared", "unknown"],
    "assigned": ["yes", "yes", "no", "unknown"],
    "share_now": ["no", "active", "unknown"],
}


def test_unknown_or_impossible_facts_are_withheld(policy: CompiledPolicy) -> None:
    good = Facts(
        action="open", record="return", standing="asker", organisation="hub", role="hub_decision_maker",
        field="fire_home_visit_status", **WORKING,
    )  # fmt: skip
    assert decide(policy, good).level is Level.FULL
    for fact in ("action", "record", "standing", "organisation", "role", "field", "purpose", "conflict", "assigned"):
        assert decide(policy, good._replace(**{fact: "unknown"})).level is Level.WITHHELD, fact
    for fact in Facts._fields:
        for nonsense in ("", "rubbish", None, 3, ["open"], {"x": 1}):
            spoilt = Facts(**{**good._asdict(), fact: nonsense})
            assert decide(policy, spoilt).level is Level.WITHHELD, (fact, nonsense)
    assert decide(policy, good._replace(audience_fit="gist")).reason == "impossible_facts"
    assert decide(policy, good._replace(audience_fit="full", carriage="not_a_request")).level is Level.FULL


def test_a_decision_is_a_value(policy: CompiledPolicy) -> None:
    found = decide(policy, openings(policy.release.catalogue["fire_home_visit_status"])[0])
    again = Decision(found.level, found.permits, found.caps, found.obligations, found.reason, found.facts)
    assert again == found
    assert hash(again) == hash(found)
    assert "hub-opens-return" in repr(found)
    assert decide(policy, found.facts) == found


def test_a_number_is_asked_only_of_whom_it_can_belong_to(release: PolicyRelease) -> None:
    """An address has no PNC identifier and an unborn child no NHS number; a pupil's number is a child's."""
    people = {"nhs_number": {"child", "adult"}, "pnc_id": {"child", "adult"}, "crn": {"child", "adult"},
              "nino": {"adult"}, "upn": {"child"}}  # fmt: skip
    found = {field.key: set(field.subjects) for field in release.catalogue.values() if field.check in people}
    assert len(found) > 10
    for key, subjects in found.items():
        expected = {"unborn_child"} if "maternal" in key else people[str(release.catalogue[key].check)]
        assert subjects == expected, key
