"""What nobody has approved is not released; and an approval that is missing changes nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest

from policies.engine.compiled import CompiledPolicy, compile_policy
from policies.engine.decision import Facts, Recipient, decide_matrix
from policies.engine.digests import entry_digests
from policies.engine.enumeration import every_outcome
from policies.engine.explain import explain
from policies.engine.in_use import goes_with_every_request, stands_in_every_return, without
from policies.engine.not_approved import NOT_APPROVED
from policies.engine.reach import renditions_in_reach
from policies.engine.release import PolicyRelease
from policies.engine.vocabulary import FACT_VALUES, HUB, NO_ROLE, PROTECTED, RECORDS, SAFETY, UNPROTECTED, Level


@pytest.fixture(scope="module")
def waiting(release: PolicyRelease) -> frozenset[str]:
    """Every other field of the shipped policy, in the order of its files."""
    return frozenset(list(release.catalogue)[::2])


@pytest.fixture(scope="module")
def relied(release: PolicyRelease, waiting: frozenset[str]) -> CompiledPolicy:
    return compile_policy(release, waiting)


def test_nothing_unapproved_is_released_whatever_the_facts(relied: CompiledPolicy, waiting: frozenset[str]) -> None:
    met = [
        (outcome, facts)
        for outcome, _, facts in every_outcome(relied, {"action": frozenset({"release"})}, waiting)
        if facts.standing != "author"
    ]
    assert len(met) > 100
    assert {outcome.level for outcome, _ in met} == {Level.WITHHELD}


def test_what_is_approved_and_what_was_released_is_decided_as_ever(
    policy: CompiledPolicy, relied: CompiledPolicy, waiting: frozenset[str]
) -> None:
    told = {action: list(policy.release.catalogue) for action in ("open", "reveal", "match")}
    told["release"] = [key for key in told["open"] if key not in waiting]
    for facts, readers in _circumstances(policy):
        fields = told[facts.action]
        assert decide_matrix(relied, facts, readers, fields) == decide_matrix(policy, facts, readers, fields)


def test_an_author_keeps_what_it_wrote(policy: CompiledPolicy, relied: CompiledPolicy) -> None:
    own = [Recipient(kind, NO_ROLE, "author", "unknown") for kind in policy.release.organisations]
    for facts, _ in _circumstances(policy):
        fields = list(policy.release.catalogue)
        assert decide_matrix(relied, facts, own, fields) == decide_matrix(policy, facts, own, fields)


def test_an_organisation_is_granted_nothing_of_it(
    policy: CompiledPolicy, relied: CompiledPolicy, waiting: frozenset[str]
) -> None:
    wanted = [field.key for field in policy.release.catalogue.fields_for("return", "probation")]
    for protection in (UNPROTECTED, PROTECTED):
        about = {"record": "return", "standing": "asker", "organisation": HUB, "subject": "adult", "place": "sent"}
        about |= {"purpose": next(iter(policy.release.purposes)), "basis_fit": "fits", "protection": protection}
        before = renditions_in_reach(policy, **about, fields=wanted)
        after = renditions_in_reach(relied, **about, fields=wanted)
        assert any(before[key] for key in waiting.intersection(wanted))
        assert after == {key: frozenset() if key in waiting else forms for key, forms in before.items()}


def test_a_decision_says_that_it_is_for_want_of_approval(policy: CompiledPolicy, relied: CompiledPolicy) -> None:
    key = next(one.key for one in policy.release.catalogue.fields_for("return", "probation"))
    both = compile_policy(policy.release, frozenset({key}))
    facts = Facts("release", "return", next(iter(policy.release.purposes)), "adult", "fits", "none", "sent")
    hub = [Recipient(HUB, NO_ROLE, "asker", "unknown")]
    found = decide_matrix(both, facts, hub, [key])[0][0]
    assert decide_matrix(policy, facts, hub, [key])[0][0].level is not Level.WITHHELD
    assert (found.level, found.caps) == (Level.WITHHELD, (NOT_APPROVED,))
    assert [ident for ident, _ in explain(both, found).caps] == [NOT_APPROVED]
    also = decide_matrix(both, facts._replace(basis_fit="does_not_fit"), hub, [key])[0][0]
    assert also.reason == "legal_basis"
    assert set(also.caps) == {"basis-must-fit", NOT_APPROVED}


def test_no_rule_of_a_policy_is_called_so(release: PolicyRelease) -> None:
    assert NOT_APPROVED not in {one.id for one in release.rules}


def test_what_is_approved_reads_the_same_whatever_waits(policy: CompiledPolicy, release: PolicyRelease) -> None:
    """Digests are of the policy's own words: that one item waits must not take the approval of another away."""
    assert compile_policy(release, frozenset()).rules == policy.rules
    assert entry_digests(compile_policy(release), "probation") == entry_digests(policy, "probation")


def _circumstances(policy: CompiledPolicy) -> Iterator[tuple[Facts, list[Recipient]]]:
    """Each act on each kind of record, protected and not, with everybody who could be given it."""
    purpose = next(iter(policy.release.purposes))
    readers = [
        Recipient(kind, role, standing, "yes")
        for kind in (HUB, "probation")
        for role in (*policy.held[kind], NO_ROLE)
        for standing in ("asker", "addressee", "other")
    ]
    for action, record, protection in product(FACT_VALUES["action"], RECORDS, (UNPROTECTED, PROTECTED)):
        yield Facts(action, record, purpose, "adult", "fits", protection, "sent", "none", "no"), readers


def test_a_release_without_some_entries_keeps_its_name_and_all_that_every_request_must_carry(
    release: PolicyRelease, waiting: frozenset[str]
) -> None:
    bases = frozenset(list(release.legal_bases)[::2])
    relied = without(release, waiting, bases)
    today = date(2026, 11, 24)
    assert (relied.digest, list(relied.catalogue)) == (release.digest, list(release.catalogue))
    for kind, one in release.organisations.items():
        mine = relied.organisations[kind]
        always = (one.request_must, one.request_one_of, one.request_if_held)
        assert (mine.request_must, mine.request_one_of, mine.request_if_held) == always
        assert set(mine.request_may) == set(one.request_may) - waiting
        offered = {field.key for field in relied.catalogue.fields_for("return", kind, on=today)}
        assert offered == {one.key for one in release.catalogue.fields_for("return", kind, on=today)} - waiting
    for key, basis in release.legal_bases.items():
        assert relied.legal_bases[key].in_force(today) == (basis.in_force(today) and key not in bases)


def test_what_keeps_somebody_from_being_hurt_goes_with_all_or_there_is_no_request(release: PolicyRelease) -> None:
    """So that a warning is never left out for want of an approval: neither asking nor answering does without."""
    for kind in release.organisations:
        if kind == HUB:
            continue
        carried = [release.catalogue[key] for key in release.organisations[kind].carries]
        asked = {one.key for one in carried if SAFETY & set(one.tags)}
        assert asked <= {one.key for one in goes_with_every_request(release, kind)}
        said = [one for one in release.catalogue.fields_for("return", kind) if SAFETY & set(one.tags) and one.shared]
        assert said
        assert set(said) <= set(stands_in_every_return(release, kind))
