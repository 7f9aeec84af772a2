"""What was read of the law when these files were written, held against a change of a word: by the files alone."""

from __future__ import annotations

import json
from datetime import date

import pytest

from policies.engine.errors import PolicyError
from policies.engine.loading import load_release, read_release
from tests.policies.small_policy import SMALL
from tests.policies.test_no_dead_end import BASES, BODIES, ON, PURPOSES, Entry, can, open_to, page

PROVISIONS: dict[str, Entry] = {one["id"]: one for one in page("legal_bases")["provision"]}
TODAY, BEFORE = ON[0], date(2026, 9, 29)
ABUSE = ("domestic_abuse", "marac")
OF_CHILDREN = ("CA1989-", "CA2004-")
"""How the provisions of the two Children Acts begin."""
ONLY_WITH_CONSENT = {("dwp", "child_in_need"), ("dwp", "other_safeguarding")}
"""Below section 47 the Social Security Administration Act 1992 s.123 leaves the DWP what the customer agrees to."""


def rests_on(basis: Entry) -> set[str]:
    return {basis["lawful_basis"], *basis["conditions"], *basis.get("gateways", [])}


def usable(kind: str, in_law: list[str], purpose: str, subject: str) -> list[Entry]:
    """What one of them may ask or tell on, about such a subject, in the files' order."""
    act = "request" if kind == "hub" else "return"
    return [
        one
        for one in BASES
        if act in one["acts"]
        and one.get("discloses", True)
        and not one.get("exceptional", False)
        and subject in one["subjects"]
        and open_to(one, kind, in_law, purpose, TODAY)
    ]


def test_a_case_about_an_adult_alone_is_no_case_under_the_children_acts() -> None:
    for purpose in PURPOSES:
        of_children = purpose["statute"].startswith("Children Act")
        assert of_children == ("adult" not in purpose["one_of"]), purpose["key"]
    adults = [one["key"] for one in PURPOSES if one["one_of"] == ["adult"] and one["key"] not in ABUSE]
    assert adults == ["adult_safeguarding_enquiry", "other_adult_safeguarding"]
    for purpose in adults:
        for kind, in_law in BODIES:
            first = usable(kind, in_law, purpose, "adult")[:1]
            cited = [one for basis in first for one in rests_on(basis) if one.startswith(OF_CHILDREN)]
            assert cited == [], (kind, in_law, purpose)


@pytest.mark.parametrize("purpose", ABUSE)
def test_domestic_abuse_has_a_route_of_its_own(purpose: str) -> None:
    """Section 115, or the public interest where that is all there is; paragraph 10 where UK GDPR wants a condition."""
    own = [one for one in BASES if set(one["purposes"]) == set(ABUSE)]
    takers = {kind for one in own for kind in one["available_to"]}
    assert takers == {kind for kind, _ in BODIES} - {"fire", "education"}
    for basis in own:
        assert "CDA1998-115" in basis["gateways"], basis["key"]
        assert ("DPA-S1-10" in basis["conditions"]) == (basis["regime"] == "uk_gdpr"), basis["key"]
    for kind, in_law in BODIES:
        if found := usable(kind, in_law, purpose, "adult"):
            alone = [one for one in found if "consent_record" not in one["requires"]]
            lawful = {"CDA1998-115", "CLDC-PI", "FRSA2004-6-11"}
            assert any(lawful & rests_on(one) for one in alone), (kind, in_law)


def test_whoever_is_asked_can_answer_although_nobody_agrees() -> None:
    """Where an adult refuses, the override stands in the hub's file: a partner that has only agreement is left out."""
    only_agreed = set()
    for (kind, in_law), purpose in ((body, purpose) for body in BODIES if body[0] != "hub" for purpose in PURPOSES):
        for subject in purpose["one_of"]:
            keys = can(kind, in_law, purpose, (subject,), TODAY, disclose=True)
            agreed = {one["key"] for one in BASES if "consent_record" in one.get("requires", [])}
            if keys and agreed.issuperset(keys):
                only_agreed.add((kind, purpose["key"]))
    assert only_agreed == ONLY_WITH_CONSENT


def test_each_provision_was_looked_at_and_leads_somewhere_or_says_why_not() -> None:
    cited = {
        ident for one in BASES for ident in (*rests_on(one), one["criminal_condition"], one.get("confidentiality"))
    }
    for ident, one in PROVISIONS.items():
        if one["type"] != "bar":
            assert (ident in cited) != bool(one.get("no_ground", "").endswith(".")), ident
    assert "DPA-S1-10" in cited
    no_ground = {"DPA-S2-2-5", "HA1996-213B", "HA-ASB", "MSA2015-52", "PCSCA2022-16"}
    assert no_ground.isdisjoint(cited)


def test_a_provision_that_no_basis_rests_on_and_that_says_no_reason_is_refused() -> None:
    files = json.loads(load_release(SMALL).canonical)["files"]
    provisions = files["legal_bases.toml"]["provision"]
    provisions.append({**provisions[0], "id": "MADEUP-2", "no_ground": "It is about figures."})
    assert read_release(files).provisions["MADEUP-2"].no_ground == "It is about figures."
    del provisions[-1]["no_ground"]
    with pytest.raises(PolicyError, match="no legal basis rests on it, and nothing says why") as refusal:
        read_release(files)
    assert refusal.value.key == "provision.MADEUP-2.no_ground"


def test_the_duty_to_share_about_a_child_is_of_30_september_2026_and_to_be_verified() -> None:
    duty, identifier = PROVISIONS["CA2004-16LA"], PROVISIONS["CA2004-16LC"]
    assert str(duty.get("in_force_from")) == "2026-09-30"
    assert duty["status"].startswith("to be verified")
    assert "10 September 2026" in duty["source"]
    assert identifier["prospective"]
    assert not [one["key"] for one in BASES if "CA2004-16LC" in rests_on(one)]
    resting = [one for one in BASES if "CA2004-16LA" in rests_on(one)]
    assert [(one["key"], str(one.get("in_force_from"))) for one in resting] == [
        ("duty_child", "2026-09-30"),
        ("duty_child_part_3", "2026-09-30"),
    ]
    children = {one["key"] for one in PURPOSES if "adult" not in one["one_of"]}
    for one in resting:
        assert set(one["purposes"]) <= children, one["key"]
        assert not open_to(one, "dwp", ["public_authority", "relevant_partner", "mappa_duty"], "child_in_need", TODAY)
        assert not open_to(one, "housing", ["registered_provider", "mappa_duty"], "child_in_need", TODAY)
        bound = [kind for kind, in_law in BODIES if open_to(one, kind, in_law, "child_in_need", TODAY)]
        assert bound, one["key"]
        assert not [kind for kind, in_law in BODIES if open_to(one, kind, in_law, "child_in_need", BEFORE)]


def test_logging_under_part_3_asks_for_no_justification_any_more() -> None:
    logging = PROVISIONS["DPA-P3-62"]
    assert "Since 19 August 2025 it asks for no justification" in logging["conditions"]
    assert "Data (Use and Access) Act 2025 s.82 with s.142(3)(b)" in logging["conditions"]
    assert "the exchange keeps one by its own choice" in logging["conditions"]
    assert "2025 c. 18 ss.82" in logging["source"]


def test_what_came_in_2025_and_2026_stands_with_its_date_and_is_no_ground_to_answer_on() -> None:
    """None of it is a reason to answer research; a request for a victim's information has a way of its own."""
    begun = {"DAA2021-49A": "2025-11-07", "PCSCA2022-44A-44E": "2026-01-12", "DPA-164A": "2026-06-19"}
    assert {ident: str(PROVISIONS[ident].get("in_force_from")) for ident in begun} == begun
    assert all(PROVISIONS[ident]["source"] for ident in begun)
    report = PROVISIONS["CPA2026-REPORT"]
    assert (report["prospective"], report["status"], "in_force_from" in report) == (
        True, "prospective: start not confirmed", False,
    )  # fmt: skip
    for one in (*begun, "CPA2026-REPORT"):
        assert not [basis["key"] for basis in BASES if one in rests_on(basis)]
    (no_route,) = (one for one in page("purposes")["purpose"] if one["key"] == "victim_information")
    assert no_route["blocked"]


RELEVANT_PARTNERS = {"probation", "dwp", "ambulance", "police", "safeguarding_health", "mental_health"}
"""Of the kinds that take part, those of Care Act 2014 s.6(7): NHS bodies, the DWP, police and probation."""


def test_who_must_co_operate_about_adults_is_as_the_care_act_lists_it() -> None:
    said = PROVISIONS["CareAct-6-7"]["who"]
    partners, _, others = said.partition(". Not ")
    assert all(one in partners for one in ("other councils", "NHS bodies", "DWP", "police", "prisons", "probation"))
    assert all(one in others for one in ("fire", "housing associations"))
    assert {kind for kind, in_law in BODIES if "relevant_partner" in in_law} == RELEVANT_PARTNERS
