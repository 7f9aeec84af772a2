"""Who opens what of a red case while the hub is closed, and what they may do in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import InvalidInput, NotFound, NotPermitted, WrongState
from app.domain.identity import Actor
from app.services.collation.open_collation import open_collation
from app.services.duty.accept import accept
from app.services.duty.hand_back import find_with_duty, hand_back
from app.services.duty.hand_over import hand_to_duty
from app.services.intake.assign_case import assign_case
from app.services.intake.open_case import find_case, open_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.clarify import answer_partner
from app.services.research.my_work import find_my_work
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.on_duty import FRIDAY, MONDAY, copied, duty, friday, opens_nothing, taken
from tests.services.played import Case, answered, ready_case, send

__all__ = ["copied", "friday", "own_exchange"]


def test_a_duty_worker_reads_a_case_from_accepting_it_until_it_ends(friday: Exchange) -> None:
    case, noor = answered(friday).case, duty(friday)
    opens_nothing(friday, noor, case)
    hand_to_duty(friday.runtime, case.collator, noor.person_id, [case.id])
    opens_nothing(friday, noor, case)
    accept(friday.runtime, noor, [case.id])
    shown = open_collation(friday.runtime, noor, case.id).sources
    theirs = open_collation(friday.runtime, case.decider, case.id).sources
    read = [[{key: one.answer for key, one in each.fields.items()} for each in source.opened] for source in shown]
    assert read == [[{key: one.answer for key, one in each.fields.items()} for each in one.opened] for one in theirs]
    assert any(any(each.values()) for source in read for each in source)
    friday.clock.moment = MONDAY + timedelta(hours=2) - timedelta(seconds=1)
    assert find_case(friday.runtime, noor, case.id).case.file_id == case.id
    friday.clock.forward(seconds=1)
    opens_nothing(friday, noor, case)


def test_being_put_on_a_case_gives_a_duty_worker_nothing(friday: Exchange) -> None:
    case, noor = ready_case(friday), duty(friday)
    with pytest.raises(InvalidInput):
        assign_case(friday.runtime, case.decider, case.id, noor.person_id)
    both = friday.person("hub", "hub_collator")
    acting_at_night = friday.member("hub", "duty_worker", both)
    assign_case(friday.runtime, case.decider, case.id, both.person_id)
    find_case(friday.runtime, both, case.id)
    opens_nothing(friday, acting_at_night, case)


def test_accepting_gives_a_collator_nothing(friday: Exchange) -> None:
    """Whoever is both reads by it in the role of the night alone."""
    case, both = ready_case(friday), friday.person("hub", "hub_collator")
    acting_at_night = friday.member("hub", "duty_worker", both)
    taken(friday, case, acting_at_night)
    find_case(friday.runtime, acting_at_night, case.id)
    opens_nothing(friday, both, case)


def test_handed_back_it_is_the_hubs_again_with_what_was_done(friday: Exchange) -> None:
    case, noor = ready_case(friday), duty(friday)
    taken(friday, case, noor)
    with pytest.raises(InvalidInput, match="Write down"):
        hand_back(friday.runtime, noor, case.id, "  ")
    find_case(friday.runtime, noor, case.id)
    hand_back(friday.runtime, noor, case.id, "Made up: police went there at 7pm. The school is to be told.")
    opens_nothing(friday, noor, case)
    _, shown = open_case(friday.runtime, case.collator, case.id)
    done = shown[case.whole]["case_done_on_duty"].answer
    assert done is not None
    assert done.value == "Made up: police went there at 7pm. The school is to be told."
    with pytest.raises(WrongState):
        find_with_duty(friday.runtime, case.collator, case.id)


def test_the_hub_takes_a_case_back(friday: Exchange) -> None:
    case, noor = ready_case(friday), duty(friday)
    taken(friday, case, noor)
    hand_back(friday.runtime, case.collator, case.id, "Made up: told by telephone that nothing was needed.")
    opens_nothing(friday, noor, case)


def test_at_night_they_record_and_answer_and_decide_nothing(friday: Exchange) -> None:
    case, noor = ready_case(friday), duty(friday)
    request = send(friday, case, "police")
    taken(friday, case, noor)
    for what in ("rating", "manager_decision", "outcome", "contact_safety"):
        with pytest.raises(NotPermitted, match="Only a hub"):
            state_in_case(friday.runtime, noor, case.id, case.whole, what, {}, 1)
    with pytest.raises(WrongState):
        answer_partner(friday.runtime, noor, request.file_id, case.people[0], {})
    with pytest.raises(NotFound):
        send(friday, Case(case.id, case.whole, case.people, noor, noor), "housing")
    with pytest.raises(NotFound):
        assign_case(friday.runtime, noor, case.id, friday.person("hub", "hub_collator").person_id)


def groups(exchange: Exchange, actor: Actor) -> dict[str, int | None]:
    return {one.what: one.count for one in find_my_work(exchange.runtime, actor).groups}


def test_my_work_says_it_from_half_an_hour_before_the_hub_closes(friday: Exchange) -> None:
    friday.clock.moment = FRIDAY - timedelta(minutes=21)
    case, noor = ready_case(friday), duty(friday)
    manager = friday.person("hub", "hub_decision_maker")
    assert "to_hand_over" not in groups(friday, case.collator)
    friday.clock.moment = FRIDAY - timedelta(minutes=20)
    assert groups(friday, case.collator)["to_hand_over"] == 1
    for who in (case.decider, manager):
        assert "to_hand_over" in groups(friday, who)
    assert "to_hand_over" not in groups(friday, friday.person("hub", "hub_collator"))
    hand_to_duty(friday.runtime, case.collator, noor.person_id, [case.id])
    assert groups(friday, case.collator)["to_hand_over"] == 1, "until it is accepted it is the giver's"
    assert groups(friday, noor) == {"to_accept": 1}
    accept(friday.runtime, noor, [case.id])
    assert "to_hand_over" not in groups(friday, case.collator)
    assert groups(friday, noor) == {"on_duty": 1}
    hand_back(friday.runtime, noor, case.id, "Made up: nothing was needed.")
    assert groups(friday, noor) == {}
    assert groups(friday, case.collator)["to_hand_over"] == 1
