"""Once a pregnancy has ended: who says so, what is added of a child that was born, and what no row tells."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.errors import InvalidInput, NotFound, NotPermitted
from app.services.governance.check_log import check_log
from app.services.intake.open_case import find_case, open_case
from app.services.intake.state_in_case import state_in_case
from app.services.intake.still_open import WITHDRAW
from app.services.research.compose import Ask
from app.services.research.send_requests import send_requests
from tests.services.exchange import Exchange
from tests.services.expecting import CARE, HEALTH, MOTHER, asks, ends, expecting, now_of
from tests.services.fixtures import own_exchange
from tests.services.played import NAME, QUESTION, previewed, ready_case, say_role
from tests.services.test_withdrawing import withdraw

__all__ = ["own_exchange"]


def test_a_child_that_was_born_is_in_the_case_with_what_is_to_be_checked_alone(
    own_exchange: Exchange,
) -> None:
    runtime, (case, unborn, _) = own_exchange.runtime, expecting(own_exchange)
    ends(own_exchange, case, unborn, child="yes")
    known, opened = open_case(runtime, case.decider, case.id)
    (child,) = [one for one in known.subjects if one.kind == "child"]
    said = {key: one.answer.value for key, one in opened[child.subject_id].items() if one.answer}
    assert said["case_parents"] == [MOTHER]
    assert said["case_role_in_concern"] == "at_risk"
    assert not {"case_due_date_of_birth", "case_address", "case_subject_name", "case_pregnancy"} & said.keys()
    assert known.stated["role_in_concern", child.subject_id].codes["role"] == "at_risk"
    assert known.protection_of(child.subject_id) == "unknown", "where a child lives is answered anew"
    assert known.askable_by(own_exchange.organisation(HEALTH).id)[-1] == child
    ends(own_exchange, case, unborn, child="yes", seen=1)
    assert sum(one.kind == "child" for one in find_case(runtime, case.decider, case.id).subjects) == 1, "once"
    assert check_log(runtime).problems == ()


def test_no_row_says_how_it_ended(own_exchange: Exchange) -> None:
    """A database administrator reads that it has ended, which its requests tell anyway, and not whether by birth."""
    case, unborn, _ = expecting(own_exchange)
    ends(own_exchange, case, unborn)
    rows = own_exchange.rows("SELECT codes FROM record WHERE file_id = %s AND what = 'pregnancy_end'", case.id)
    assert [set(codes) - {"typed_by"} for (codes,) in rows] == [{"pregnancy"}]
    assert rows[0][0]["pregnancy"] == "ended"


def test_it_is_taken_back_by_saying_so_and_what_was_withdrawn_stays_so(own_exchange: Exchange) -> None:
    case, unborn, _ = expecting(own_exchange)
    request = asks(own_exchange, case, HEALTH, unborn)
    ends(own_exchange, case, unborn, {request.file_id: WITHDRAW})
    ends(own_exchange, case, unborn, over="goes_on", seen=1)
    assert now_of(own_exchange, request).state == "withdrawn"
    assert asks(own_exchange, case, HEALTH, unborn).state == "sent"


def test_who_may_say_it_of_whom_and_when(own_exchange: Exchange) -> None:
    runtime, (case, unborn, mother) = own_exchange.runtime, expecting(own_exchange)
    stranger = own_exchange.person("hub", "hub_collator")
    with pytest.raises(NotFound):
        ends(own_exchange, case, unborn, by=stranger)
    with pytest.raises(NotFound):
        ends(own_exchange, case, mother)
    with pytest.raises(InvalidInput) as refused:
        state_in_case(runtime, case.collator, case.id, unborn, "pregnancy_end", {}, None, {}, still_open={})
    assert set(refused.value.errors) == {"case_pregnancy", "case_pregnancy_heard"}
    lead = own_exchange.person("hub", "hub_practice_lead")
    with pytest.raises((NotPermitted, NotFound)):
        ends(own_exchange, case, unborn, by=lead)


def test_it_and_an_adult_who_is_alleged_are_asked_about_at_once_by_a_decision_maker_alone(
    own_exchange: Exchange,
) -> None:
    """He may be the father; of anybody else it is left to whoever ticks."""
    case = ready_case(own_exchange, ("unborn_child", "adult"), ("no", "no"))
    say_role(own_exchange, case.collator, case.id, case.people[1], "alleged")
    ask = Ask(
        own_exchange.organisation(CARE).id, "They may know.", (), QUESTION, subjects=frozenset(case.people),
        besides=NAME | {"request_address"}, places=frozenset(case.people), place_reason="They search by it.",
    )  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        send_requests(own_exchange.runtime, case.collator, case.id, [ask], previewed(own_exchange, case))
    assert "only a decision-maker" in refused.value.errors[f"subjects-{ask.partner_id}"]
    for one in case.people:
        alone = replace(ask, subjects=frozenset({one}))
        (request,) = send_requests(own_exchange.runtime, case.collator, case.id, [alone], previewed(own_exchange, case))
        withdraw(own_exchange, case, request)
    assert send_requests(own_exchange.runtime, case.decider, case.id, [ask], previewed(own_exchange, case))
