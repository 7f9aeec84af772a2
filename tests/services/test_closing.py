"""Closing asks what becomes of what is open, a late answer says so, and a closed case can be opened again."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.answers import plain
from app.domain.errors import InvalidInput, NotPermitted, Stale, WrongState
from app.domain.lists import CaseFilter, Page
from app.services.collation.open_collation import open_collation
from app.services.governance.check_log import check_log
from app.services.intake.add_subject import add_subject
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.services.intake.still_open import WAIT, WITHDRAW, find_still_open
from app.services.research.asking_draft import save_asking
from app.services.research.list_requests import list_cases
from tests.messages.test_notices import give_addresses, mails
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import answered, claim, draft, ready_case, say_role, send, sign, value
from tests.services.weighing import weigh

__all__ = ["own_exchange"]

OUTCOME = {"case_decision": plain("no_further_action"), "case_decision_reason": plain("Made-up reason.")}
AGAIN = {"case_reopening_reason": plain("Made-up: an answer came in.")}
CLOSED, OPEN = {"state": "closed"}, {"state": "open"}


def test_closing_asks_of_each_request_that_waits(own_exchange: Exchange) -> None:
    runtime, played = own_exchange.runtime, answered(own_exchange)
    case = played.case
    first, second = send(own_exchange, case, "police"), send(own_exchange, case, "fire")
    found = find_still_open(runtime, case.decider, case.id)
    assert {one.file_id for one in found.unanswered} == {first.file_id, second.file_id}
    assert [one.file_id for one in found.unopened] == [played.request.file_id]
    open_collation(runtime, case.decider, case.id)
    assert find_still_open(runtime, case.decider, case.id).unopened == ()

    def close(**chosen: str) -> object:
        ids = {"first": first.file_id, "second": second.file_id}
        still_open = {ids[name]: choice for name, choice in chosen.items()}
        given = (case.id, case.whole, "outcome", OUTCOME, None, CLOSED)
        return state_in_case(runtime, case.decider, *given, still_open=still_open)

    with pytest.raises(InvalidInput) as refused:
        close(first=WAIT)
    assert set(refused.value.errors) == {f"request-{second.file_id}"}
    choices = {first.file_id: WAIT}
    with pytest.raises(InvalidInput) as refused:
        state_in_case(runtime, case.decider, case.id, case.whole, "outcome", {}, None, CLOSED, still_open=choices)
    assert f"request-{second.file_id}" in refused.value.errors
    assert len(refused.value.errors) > 1, "all that is wrong is said at once"
    assert find_case(runtime, case.decider, case.id).case.state == "open"
    close(first=WAIT, second=WITHDRAW)
    states = {one.file_id: one.state for one in find_case(runtime, case.decider, case.id).requests}
    assert states == {played.request.file_id: "returned", first.file_id: "sent", second.file_id: "withdrawn"}
    assert check_log(runtime).problems == ()


def test_a_late_answer_alerts_the_decision_maker_and_the_case_is_reopened(own_exchange: Exchange) -> None:
    runtime, played = own_exchange.runtime, answered(own_exchange)
    case = played.case
    waiting = send(own_exchange, case, "police")
    holder = claim(own_exchange, waiting)
    draft(own_exchange, waiting, holder, case.people[0], {"police_known": value("yes")})
    with pytest.raises(WrongState):
        state_in_case(runtime, case.decider, case.id, case.whole, "reopening", AGAIN, None, OPEN)
    state_in_case(
        runtime, case.decider, case.id, case.whole, "outcome", OUTCOME, None, CLOSED,
        still_open={waiting.file_id: WAIT},
    )  # fmt: skip
    give_addresses(own_exchange)
    mails(own_exchange)
    sign(own_exchange, holder, waiting)
    told = mails(own_exchange)
    late = "An answer has come in after its case was closed"
    assert [(to, subject) for to, subject, _ in told] == [(case.decider.person_id, late)]
    assert f"/cases/{case.id}\n" in told[0][2]
    with pytest.raises(NotPermitted):
        state_in_case(runtime, case.collator, case.id, case.whole, "reopening", AGAIN, None, OPEN)
    state_in_case(runtime, case.decider, case.id, case.whole, "reopening", AGAIN, None, OPEN)
    assert find_case(runtime, case.decider, case.id).case.state == "open"
    assert [one.file_id for one in list_cases(runtime, case.decider, CaseFilter(), Page()).rows] == [case.id]
    assert mails(own_exchange) == [], "partners hear nothing of it"
    send(own_exchange, case, "fire")
    again = {**OUTCOME, "case_decision": plain("early_help")}
    state_in_case(runtime, case.decider, case.id, case.whole, "outcome", again, 1, CLOSED)
    assert find_case(runtime, case.decider, case.id).case.state == "closed"
    assert check_log(runtime).problems == ()


def test_no_outcome_before_each_child_was_heard_or_it_is_said_why_not(own_exchange: Exchange) -> None:
    runtime, case = own_exchange.runtime, ready_case(own_exchange, ("child", "child"), ("no", "no"))
    another = add_subject(runtime, case.collator, case.id, "child").subject_id

    def close() -> object:
        return state_in_case(runtime, case.decider, case.id, case.whole, "outcome", OUTCOME, None, CLOSED)

    with pytest.raises(InvalidInput) as refused:
        close()
    known, wishes = (runtime.policy.release.statements[key].missing for key in ("known_before", "childs_wishes"))
    assert refused.value.errors == {"case_decision": f"{known} {wishes}"}
    say_role(own_exchange, case.collator, case.id, another, "alleged")
    with pytest.raises(InvalidInput) as refused:
        close()
    assert refused.value.errors == {"case_decision": known}, "nothing is asked of them; what is known is looked at"
    weigh(runtime, case.decider, case.id)
    close()
    assert find_case(runtime, case.decider, case.id).case.state == "closed"


def test_asking_that_was_not_sent_ends_with_its_case(own_exchange: Exchange) -> None:
    runtime, case = own_exchange.runtime, ready_case(own_exchange)

    def save(seen: UUID | None) -> UUID:
        known = find_case(runtime, case.collator, case.id)
        return save_asking(runtime, case.collator, known, (("reason-all", "Made-up reason."),), seen)

    assert not find_still_open(runtime, case.decider, case.id).unsent
    mark = save(None)
    assert find_still_open(runtime, case.decider, case.id).unsent
    state_in_case(runtime, case.decider, case.id, case.whole, "outcome", OUTCOME, None, CLOSED)
    assert own_exchange.rows("SELECT mark FROM asking_draft") == []
    query = "SELECT facts ->> 'record' FROM log_detail WHERE kind = 'recorded' AND file_id = %s AND actor_id = %s"
    entries = [one for (one,) in own_exchange.rows(query, case.id, case.decider.person_id)]
    assert entries.count("asking") == 1, "whoever closes it has thrown it away"
    for seen in (mark, None):
        with pytest.raises(WrongState):
            save(seen)
    state_in_case(runtime, case.decider, case.id, case.whole, "reopening", AGAIN, None, OPEN)
    with pytest.raises(Stale):
        save(mark)
    assert save(None) != mark
    assert check_log(runtime).problems == ()
