"""Accepted by telephone, and written in by somebody without a key: what counts, and what leaves its evidence."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from app.demonstration.database import APP
from app.domain.errors import InvalidInput, WrongState
from app.services.duty.accept import Call, accept, record_call
from app.services.duty.hand_back import hand_back
from app.services.duty.hand_over import hand_to_duty
from app.services.duty.mine import find_mine
from app.services.governance.check_log import check_log
from app.services.intake.open_case import find_case
from tests.services.exchange import Exchange, run_sql
from tests.services.fixtures import own_exchange
from tests.services.on_duty import accepted, copied, duty, friday, opens_nothing, page, taken
from tests.services.played import Case, ready_case

__all__ = ["copied", "friday", "own_exchange"]

TOOK = Call("01632 960199", "rang_back", "takes")


def test_by_telephone_it_is_theirs_at_once_and_the_number_is_sealed_in_the_log(friday: Exchange) -> None:
    case, noor = ready_case(friday), duty(friday)
    record_call(friday.runtime, case.collator, noor.person_id, [case.id], TOOK)
    find_case(friday.runtime, noor, case.id)
    (line,) = page(friday, case.collator).lines
    assert line.accepted
    assert line.given is not None
    assert line.given.telephone
    stored = friday.rows("SELECT codes::text FROM file_event WHERE file_id = %s", case.id)
    assert any("rang_back" in one for (one,) in stored)
    assert not any("960199" in one for (one,) in stored)


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (Call("01632 960199", "not_verified", "takes"), "identified"),
        (Call("01632 960199", "", "takes"), "identified"),
        (Call("01632 960199", "a friend", "cannot"), "identified"),
        (Call("", "rang_back", "takes"), "number"),
        (Call("01632 960199", "rang_back", "perhaps"), "outcome"),
    ],
)
def test_nobody_accepts_by_telephone_who_was_not_verified(friday: Exchange, call: Call, named: str) -> None:
    case, noor = ready_case(friday), duty(friday)
    with pytest.raises(InvalidInput) as refused:
        record_call(friday.runtime, case.collator, noor.person_id, [case.id], call)
    assert set(refused.value.errors) == {named}
    opens_nothing(friday, noor, case)


def test_a_call_that_nobody_answered_is_kept_and_hands_nothing_over(friday: Exchange) -> None:
    case, noor = ready_case(friday), duty(friday)
    before = len(friday.leaves())
    record_call(friday.runtime, case.collator, noor.person_id, [case.id], Call("01632 960199", "", "no_answer"))
    assert len(friday.leaves()) == before + 1
    opens_nothing(friday, noor, case)
    assert page(friday, case.decider).rung_by == case.collator.display_name


@pytest.mark.parametrize("call", [TOOK, Call("01632 960199", "", "no_answer"), Call("01632 960199", "known", "cannot")])
def test_the_same_form_sent_again_is_the_same_call(friday: Exchange, call: Call) -> None:
    case, noor = ready_case(friday), duty(friday)
    hand_to_duty(friday.runtime, case.collator, noor.person_id, [case.id])
    once, jobs = uuid4(), "SELECT count(*) FROM job"
    record_call(friday.runtime, case.collator, noor.person_id, [case.id], call, once)
    leaves, mails = len(friday.leaves()), friday.rows(jobs)
    record_call(friday.runtime, case.collator, noor.person_id, [case.id], call, once)
    assert (len(friday.leaves()), friday.rows(jobs)) == (leaves, mails)
    record_call(friday.runtime, case.collator, noor.person_id, [case.id], call, uuid4())
    assert len(friday.leaves()) == leaves + 1, "another call is another"


def write_in(exchange: Exchange, case: Case, steps: list[tuple[str, UUID]]) -> None:
    """Rows of events, written as the application's role by somebody without the file's key."""
    until = '{"until": "2026-11-30T11:00:00+00:00"}'
    for number, (what, about) in enumerate(steps):
        run_sql(
            exchange.database.app_url,
            "INSERT INTO file_event SELECT file_id, seq + 1 + %s, %s, %s, by_id, organisation_id, at, %s::jsonb,"
            " before, sealed FROM file_event WHERE file_id = %s AND what = 'assigned' ORDER BY seq DESC LIMIT 1",
            500 + number, what, about, until, case.id, role=APP,
        )  # fmt: skip


def test_a_hand_over_written_in_by_hand_opens_nothing_and_silences_nothing(friday: Exchange) -> None:
    case, noor = ready_case(friday), duty(friday)
    write_in(friday, case, [("handed_to_duty", noor.person_id), ("duty_accepted", noor.person_id)])
    opens_nothing(friday, noor, case, forged=True)
    assert not accepted(friday, case.decider, case)
    assert find_mine(friday.runtime, noor).waiting == ()
    with pytest.raises(WrongState):
        accept(friday.runtime, noor, [case.id])


def test_an_acceptance_written_in_beside_a_true_hand_over_opens_nothing(friday: Exchange) -> None:
    case, noor = ready_case(friday), duty(friday)
    hand_to_duty(friday.runtime, case.collator, noor.person_id, [case.id])
    write_in(friday, case, [("duty_accepted", noor.person_id)])
    opens_nothing(friday, noor, case, forged=True)
    assert not accepted(friday, case.decider, case)


def test_each_step_has_its_leaf_and_one_taken_away_is_found(own_exchange: Exchange) -> None:
    friday = own_exchange
    case, noor = ready_case(friday), duty(friday)
    taken(friday, case, noor)
    hand_back(friday.runtime, noor, case.id, "Made up: nothing was needed.")
    assert check_log(friday.runtime).problems == ()
    friday.rows("DELETE FROM file_event WHERE file_id = %s AND what = 'duty_ended'", case.id)
    assert check_log(friday.runtime).problems != ()
