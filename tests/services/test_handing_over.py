"""To whom red cases are handed over, by whom, and who has one after it was refused or passed on."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.domain.errors import InvalidInput, NotFound, WrongState
from app.services.duty.accept import Call, accept, decline, record_call
from app.services.duty.hand_over import hand_to_duty
from app.services.duty.mine import find_mine
from app.services.intake.assign_case import assign_case, declare_conflict
from app.services.intake.open_case import find_case
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.on_duty import accepted, copied, duty, friday, opens_nothing, taken
from tests.services.played import rate, ready_case

__all__ = ["copied", "friday", "own_exchange"]

TOOK = Call("01632 960199", "rang_back", "takes")


def test_handed_to_somebody_else_it_is_no_longer_theirs(friday: Exchange) -> None:
    case, noor, ned = ready_case(friday), duty(friday), duty(friday)
    taken(friday, case, noor)
    hand_to_duty(friday.runtime, case.decider, ned.person_id, [case.id])
    opens_nothing(friday, noor, case)
    with pytest.raises(WrongState):
        accept(friday.runtime, noor, [case.id])
    accept(friday.runtime, ned, [case.id])
    find_case(friday.runtime, ned, case.id)


def test_given_and_passed_on_before_it_was_accepted_only_the_second_accepts(friday: Exchange) -> None:
    case, noor, ned = ready_case(friday), duty(friday), duty(friday)
    hand_to_duty(friday.runtime, case.collator, noor.person_id, [case.id])
    hand_to_duty(friday.runtime, case.collator, ned.person_id, [case.id])
    with pytest.raises(WrongState):
        accept(friday.runtime, noor, [case.id])
    accept(friday.runtime, ned, [case.id])


def test_who_knows_the_family_is_not_handed_the_case_and_nobody_accepts_for_them(friday: Exchange) -> None:
    case, both = ready_case(friday), friday.person("hub", "hub_collator")
    night = friday.member("hub", "duty_worker", both)
    assign_case(friday.runtime, case.decider, case.id, both.person_id)
    declare_conflict(friday.runtime, both, case.id)
    with pytest.raises(InvalidInput, match="stepped back"):
        hand_to_duty(friday.runtime, case.collator, night.person_id, [case.id])
    with pytest.raises(InvalidInput, match="stepped back"):
        record_call(friday.runtime, case.collator, night.person_id, [case.id], TOOK)
    opens_nothing(friday, night, case)


def test_who_steps_back_at_night_has_it_no_more_and_it_waits_again(friday: Exchange) -> None:
    case, noor = ready_case(friday), duty(friday)
    taken(friday, case, noor)
    assert accepted(friday, case.collator, case)
    declare_conflict(friday.runtime, noor, case.id)
    opens_nothing(friday, noor, case)
    assert not accepted(friday, case.collator, case)
    assert find_mine(friday.runtime, noor).theirs == ()


def test_who_was_no_duty_worker_any_more_has_accepted_nothing(friday: Exchange) -> None:
    case, noor = ready_case(friday), duty(friday)
    taken(friday, case, noor)
    friday.rows("UPDATE membership SET ended_at = now() WHERE id = %s", noor.membership_id)
    assert not accepted(friday, case.collator, case)


def test_refused_it_is_the_givers_again(friday: Exchange) -> None:
    case, noor = ready_case(friday), duty(friday)
    hand_to_duty(friday.runtime, case.collator, noor.person_id, [case.id])
    assert [one.file_id for one, _ in find_mine(friday.runtime, noor).waiting] == [case.id]
    decline(friday.runtime, noor, [case.id])
    opens_nothing(friday, noor, case)
    with pytest.raises(WrongState):
        accept(friday.runtime, noor, [case.id])
    assert find_mine(friday.runtime, noor).waiting == ()


def test_only_red_open_cases_of_their_own_are_handed_over(friday: Exchange) -> None:
    case, noor, other = ready_case(friday), duty(friday), friday.person("hub", "hub_collator")
    with pytest.raises(NotFound):
        hand_to_duty(friday.runtime, other, noor.person_id, [case.id])
    with pytest.raises(NotFound):
        hand_to_duty(friday.runtime, case.collator, noor.person_id, [case.id, uuid4()])
    manager = friday.person("hub", "hub_decision_maker")
    hand_to_duty(friday.runtime, manager, noor.person_id, [case.id])
    rate(friday, case, "amber")
    with pytest.raises(NotFound):
        hand_to_duty(friday.runtime, case.collator, noor.person_id, [case.id])


@pytest.mark.parametrize("role", ["hub_collator", "hub_practice_lead", "hub_deputy", "ig_officer"])
def test_it_goes_to_a_duty_worker_and_to_nobody_else(friday: Exchange, role: str) -> None:
    case, other = ready_case(friday), friday.person("hub", role)
    for whom in (other.person_id, uuid4(), None):
        with pytest.raises(InvalidInput) as refused:
            hand_to_duty(friday.runtime, case.collator, whom, [case.id])
        assert set(refused.value.errors) == {"person"}
    with pytest.raises(NotFound):
        accept(friday.runtime, other, [case.id])


def test_a_duty_worker_of_another_hub_is_handed_nothing(friday: Exchange) -> None:
    case, elsewhere = ready_case(friday), friday.another("hub")
    other = friday.person("hub", "duty_worker", elsewhere)
    with pytest.raises(InvalidInput):
        hand_to_duty(friday.runtime, case.collator, other.person_id, [case.id])
