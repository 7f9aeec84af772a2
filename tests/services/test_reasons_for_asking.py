"""What the hub's own legal basis asks for is stated before anything leaves on it: once, and anew for another basis."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput
from app.services.governance.check_log import check_log
from app.services.intake.open_case import find_case, open_versions
from app.services.intake.start_case import start_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.relied_on import relied_on
from tests.services.exchange import Exchange
from tests.services.played import REASONS, Case, give_reasons, ready_case, send


def gaps(exchange: Exchange, case: Case) -> list[str]:
    return [one.what for one in find_case(exchange.runtime, case.collator, case.id).gaps]


def state(exchange: Exchange, case: Case, words: tuple[str, ...], seen: int | None) -> None:
    said = {key: REASONS[key] for key in words}
    state_in_case(exchange.runtime, case.collator, case.id, case.whole, "basis_reasons", said, seen)


def begun(exchange: Exchange, basis: str) -> Case:
    collator = exchange.person("hub", "hub_collator")
    file = start_case(
        exchange.runtime, collator, purpose="child_protection_enquiry", rating="red", legal_basis=basis,
        subjects=("child",),
    )  # fmt: skip
    whole, child = (one.subject_id for one in find_case(exchange.runtime, collator, file.file_id).subjects)
    return Case(file.file_id, whole, (child,), collator, collator)


@pytest.mark.parametrize(
    ("basis", "asks"),
    [
        ("hub_child_protection", ("case_consent_reason",)),
        ("hub_child_with_agreement", ("case_consent_record",)),
        ("vital_interests_child", ("case_necessity_note", "case_incapacity_reason")),
    ],
)
def test_each_basis_asks_for_its_own_and_for_nothing_else(
    exchange: Exchange, basis: str, asks: tuple[str, ...]
) -> None:
    case = begun(exchange, basis)
    assert "basis_reasons" in gaps(exchange, case)
    with pytest.raises(InvalidInput) as lacking:
        state(exchange, case, (), None)
    assert set(lacking.value.errors) == set(asks)
    with pytest.raises(InvalidInput) as more:
        state(exchange, case, tuple(REASONS), None)
    assert set(more.value.errors) == set(REASONS) - set(asks)
    state(exchange, case, asks, None)
    assert "basis_reasons" not in gaps(exchange, case)


def test_nothing_leaves_on_a_basis_whose_reasons_nobody_gave(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange, subjects=("child", "child"), protected=("no", "no"))
    first = send(own_exchange, case, "housing")

    stands = find_case(own_exchange.runtime, case.collator, case.id).stated["purpose", case.whole]
    other = {"purpose": "child_protection_enquiry", "legal_basis": "hub_child_with_agreement"}
    state_in_case(own_exchange.runtime, case.collator, case.id, case.whole, "purpose", {}, stands.version, other)
    assert gaps(own_exchange, case) == ["basis_reasons"]  # what was said for the other basis is none for this one
    with pytest.raises(InvalidInput) as refused:
        send(own_exchange, case, "police")
    assert set(refused.value.errors) == {"basis_reasons"}

    record = give_reasons(own_exchange.runtime, case.collator, case.id)
    known = find_case(own_exchange.runtime, case.collator, case.id)
    held = known.stated["basis_reasons", case.whole]
    assert (held.id, held.codes["for_basis"]) == (record.id, "hub_child_with_agreement")
    second = send(own_exchange, case, "police")

    # Once for everybody in a request, and each request names what stood when it left.
    known = find_case(own_exchange.runtime, case.collator, case.id)
    stated = {
        one.file_id: [
            each.version
            for each in relied_on(own_exchange.runtime, case.collator, known, one.file_id)
            if each.what == "basis_reasons"
        ]
        for one in (first, second)
    }
    assert stated == {first.file_id: [1], second.file_id: [2]}
    assert check_log(own_exchange.runtime).problems == ()


def test_what_another_basis_asked_for_does_not_stay_said(exchange: Exchange) -> None:
    case = begun(exchange, "hub_child_protection")
    give_reasons(exchange.runtime, case.collator, case.id)
    stands = find_case(exchange.runtime, case.collator, case.id).stated["purpose", case.whole]
    other = {"purpose": "child_protection_enquiry", "legal_basis": "hub_child_with_agreement"}
    state_in_case(exchange.runtime, case.collator, case.id, case.whole, "purpose", {}, stands.version, other)
    give_reasons(exchange.runtime, case.collator, case.id)
    known = find_case(exchange.runtime, case.collator, case.id)
    shown = open_versions(exchange.runtime, case.collator, known, case.whole, "basis_reasons", all_=True)
    assert [set(one.fields) for one in shown] == [{"case_consent_record"}, {"case_consent_reason"}]


def test_a_policy_that_asks_for_more_stops_what_was_stated_before(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    policy = own_exchange.runtime.policy
    bases = dict(policy.release.legal_bases)
    basis = bases["hub_child_protection"]
    bases["hub_child_protection"] = replace(basis, requires=("necessity_note", *basis.requires))
    own_exchange.runtime = replace(
        own_exchange.runtime, policy=replace(policy, release=replace(policy.release, legal_bases=bases))
    )
    with pytest.raises(InvalidInput) as refused:
        send(own_exchange, case, "housing")
    assert set(refused.value.errors) == {"basis_reasons"}
    said = {"case_necessity_note": plain("Madeup: it asks for it now.")}
    state_in_case(own_exchange.runtime, case.collator, case.id, case.whole, "basis_reasons", said, 1)
    assert send(own_exchange, case, "housing").state == "sent"
