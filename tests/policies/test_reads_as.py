"""A role may read as another does, and decide nothing: said once, in its own table."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from policies.engine.compiled import CompiledPolicy
from policies.engine.decision import Facts, Recipient, decide_matrix
from policies.engine.errors import PolicyError
from policies.engine.folder import read_folder
from policies.engine.loading import load_release, read_release, release_from_canonical
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import DECIDE, PLACES, READ, WORK, Level
from tests.policies.growing import add_tables
from tests.policies.naive import Naive
from tests.policies.small_policy import SMALL, changed

DECIDER, LEAD, DEPUTY, NIGHT = "hub_decision_maker", "hub_practice_lead", "hub_deputy", "duty_worker"
PLAIN = Facts(purpose="child_protection_enquiry", basis_fit="fits", place="sent", conflict="none", share_now="no")
LEAD_OF_THE_SMALL = """
[[role]]
key = "lead"
label = "Lead"
about = "Reads."
may = ["read"]
reads_as = "chief"
organisations = ["hub"]
"""
WAYS = list(product(("open", "reveal"), (("case", "author"), ("request", "author"), ("return", "asker"))))


def levels(policy: CompiledPolicy, role: str) -> dict[tuple[str, str, str, str, str, str], tuple[int, tuple[str, ...]]]:
    """How much of each field the role sees, and what it must do for it, in every way the hub meets a record."""
    found = {}
    fields = list(policy.release.catalogue)
    for (action, (record, standing)), subject, protection, assigned in product(
        WAYS, ("child", "unborn_child", "adult", "case"), ("none", "protected"), ("yes", "no")
    ):
        facts = of_facts(action=action, record=record, subject=subject, protection=protection)
        rows = decide_matrix(policy, facts, [Recipient("hub", role, standing, assigned)], fields)
        for field, (decision,) in zip(fields, rows, strict=True):
            key = (action, record, subject, protection, assigned, field)
            found[key] = (int(decision.level), decision.obligations)
    return found


def of_facts(**facts: str) -> Facts:
    return PLAIN._replace(**facts)


@pytest.mark.parametrize("role", [LEAD, DEPUTY, NIGHT])
def test_they_read_all_that_whoever_decides_reads_and_nothing_more(policy: CompiledPolicy, role: str) -> None:
    theirs, deciders = levels(policy, role), levels(policy, DECIDER)
    assert {key: one for key, one in theirs.items() if one != deciders[key]} == {}
    assert sum(level == 3 for level, _ in theirs.values()) > 3_000


def test_they_read_restricted_returns_and_a_collator_does_not(release: PolicyRelease) -> None:
    assert release.learns_answers(LEAD, "mental_health")
    assert release.learns_answers(DEPUTY, "mental_health")
    assert not release.learns_answers("hub_collator", "mental_health")


def test_they_work_and_decide_nothing(release: PolicyRelease) -> None:
    for role in (release.roles[LEAD], release.roles[DEPUTY]):
        assert READ in role.may
        assert not {WORK, DECIDE} & set(role.may)
    who = {key for one in release.statements.values() for key in one.who}
    assert not who & {LEAD, DEPUTY}


def test_a_duty_worker_says_what_was_done_and_nothing_else(release: PolicyRelease) -> None:
    role = release.roles[NIGHT]
    assert (role.may, role.reads_as, role.only_handed_over) == (("read", "follow_up", "get_mail"), DECIDER, True)
    assert [key for key, one in release.statements.items() if NIGHT in one.who] == ["done_on_duty"]
    assert [key for key, one in release.roles.items() if one.only_handed_over] == [NIGHT]


def test_only_the_deputy_waits_for_red(release: PolicyRelease) -> None:
    assert {key: one.only_rated for key, one in release.roles.items() if one.only_rated} == {DEPUTY: ("red",)}


def level(policy: CompiledPolicy, role: str, field: str, **facts: str) -> Level:
    told = of_facts(record="return", subject="child", protection="none", **facts)
    ((decision,),) = decide_matrix(policy, told, [Recipient("hub", role, "asker", "yes")], [field])
    return decision.level


def test_whoever_is_allocated_finds_the_family_by_an_act_of_its_own(policy: CompiledPolicy) -> None:
    places = [one.key for one in policy.release.catalogue.values() if one.record == "return" and PLACES & set(one.tags)]
    theirs = [key for key in places if DECIDER in policy.release.catalogue[key].audience]
    assert {"social_care_placement_address", "housing_address", "education_emergency_contacts"} <= set(theirs)
    for field in theirs:
        told = of_facts(record="return", subject="child", protection="protected")
        for action, most in (("open", Level.MASKED), ("reveal", Level.FULL)):
            rows = decide_matrix(
                policy, told._replace(action=action), [Recipient("hub", LEAD, "asker", "yes")], [field]
            )
            assert rows[0][0].level is most, (field, action)
            assert action == "open" or "reason_required" in rows[0][0].obligations


@pytest.mark.parametrize("field", ["police_registered_sex_offender", "mental_health_risk_to_children"])
def test_on_red_a_deputy_reads_what_sharing_at_once_never_lifts(policy: CompiledPolicy, field: str) -> None:
    assert level(policy, DEPUTY, field, action="open") is Level.FULL
    for shared in ("no", "active"):
        assert level(policy, "hub_collator", field, action="open", share_now=shared) is Level.WITHHELD


def test_the_plain_interpreter_reads_it_so_too(policy: CompiledPolicy, naive: Naive) -> None:
    told = of_facts(action="open", record="return", subject="adult", protection="none")._asdict()
    told |= {"organisation": "hub", "standing": "asker", "assigned": "yes"}
    for role, field in product((DECIDER, LEAD), policy.release.catalogue):
        told |= {"role": role, "field": field}
        ((decision,),) = decide_matrix(policy, Facts(**told), [Recipient("hub", role, "asker", "yes")], [field])
        assert naive.decide(told)["level"] == decision.level.word, (role, field)


def test_a_stored_release_reads_it_the_same(release: PolicyRelease) -> None:
    assert release_from_canonical(release.canonical).roles == release.roles


def with_role(**parts: object) -> PolicyRelease:
    """The small policy, a role more in it: it reads as its chief does, but for what is given otherwise."""
    files = dict(read_folder(SMALL))
    page: Any = files["roles.toml"]
    (role,) = tomllib.loads(LEAD_OF_THE_SMALL)["role"]
    given = {key: one for key, one in (role | parts).items() if one is not None}
    return read_release({**files, "roles.toml": {**page, "role": [*page["role"], given]}})


def test_a_role_that_reads_as_another_is_taken() -> None:
    release = with_role()
    assert release.reads_as("lead") == "chief"
    assert release.reads_as("chief") == "chief"
    assert release.reads_as("nobody_known") == "nobody_known"


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ({"reads_as": "cheif"}, r'role\.lead\.reads_as.*"cheif".*chief'),
        ({"reads_as": "lead"}, r"role\.lead\.reads_as.*reads as another itself"),
        ({"organisations": ["hub", "lantern"]}, r"role\.lead\.reads_as.*nobody in lantern"),
        ({"reads_as": "desk"}, r"role\.lead\.reads_as.*reads no case"),
        ({"may": ["read", "work"]}, r'role\.lead\.may.*"work"'),
        ({"may": ["read", "decide"]}, r'role\.lead\.may.*"decide"'),
        ({"may": []}, r'role\.lead\.may.*"read" is missing'),
        ({"only_rated": ["scarlet"]}, r'role\.lead\.only_rated.*"scarlet"'),
        ({"reads_as": None, "only_rated": ["red"]}, r"role\.lead\.only_rated.*reads as another"),
        ({"reads_as": None, "only_handed_over": True}, r"role\.lead\.only_handed_over.*reads as another"),
        ({"may": ["read", "follow_up"]}, r'role\.lead\.may.*"follow_up"'),
        ({"may": ["read", "work"], "only_handed_over": True}, r'role\.lead\.may.*"work"'),
    ],
)
def test_one_that_cannot_be_is_refused_by_table_and_key(parts: dict[str, object], named: str) -> None:
    with pytest.raises(PolicyError, match=named):
        with_role(**parts)


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        ("fields/lantern.toml", '["desk", "chief"]', '["desk", "chief", "lead"]', "field.lantern_seen.audience"),
        ("statements.toml", 'who = ["desk"]', 'who = ["desk", "lead"]', "who"),
        ("rules/permits.toml", '"chief"', '"chief", "lead"', "when.role"),
    ],
)
def test_naming_one_beside_the_other_is_refused(tmp_path: Path, name: str, old: str, new: str, where: str) -> None:
    """Named in one place and not in the next, they would no longer read the same."""
    folder = changed(tmp_path, name, old, new)
    add_tables(folder / "roles.toml", LEAD_OF_THE_SMALL)
    with pytest.raises(PolicyError, match=rf'{where}.*"lead" is not a known value'):
        load_release(folder)


def test_one_who_follows_up_says_nothing_that_decides(tmp_path: Path) -> None:
    """What stands in clear beside a statement, lists and clocks rely on."""
    folder = changed(tmp_path, "statements.toml", 'who = ["desk"]\ncodes', 'who = ["desk", "lead"]\ncodes')
    night = LEAD_OF_THE_SMALL.replace('may = ["read"]', 'may = ["read", "follow_up"]\nonly_handed_over = true')
    add_tables(folder / "roles.toml", night)
    with pytest.raises(PolicyError, match=r'manager_decision\.who.*"lead", who only reads as another'):
        load_release(folder)
