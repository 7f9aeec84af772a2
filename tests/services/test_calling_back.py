"""What is less strict, or who is really meant, leaves ten minutes after it was decided, unless it is called back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from app.domain.errors import InvalidInput, NotFound, NotPermitted, WrongState
from app.domain.research import ResearchRequest
from app.services.governance.check_log import check_log
from app.services.identity.approve_member import end_membership
from app.services.intake.assign_case import assign_case, unassign_case
from app.services.messages.run_jobs import run_jobs
from app.services.research.call_back import call_back
from app.services.research.send_changed import find_behind, send_identity, send_safety
from tests.messages.test_notices import give_addresses
from tests.messages.test_notices import mails as mailed
from tests.messages.test_worker import Letters
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, answered, claim, ready_case, send
from tests.services.stepping import interleave
from tests.services.test_facts_that_change import correct, mails, say, told

__all__ = ["own_exchange"]

FIELD = "request_family_may_be_told"


def worked_off(exchange: Exchange) -> None:
    """The worker does what is due; no mail is really sent."""
    run_jobs(replace(exchange.runtime, mail=Letters()), most=1000)


def minutes(exchange: Exchange, number: int) -> None:
    """So many minutes go by, with a worker that runs."""
    exchange.clock.forward(minutes=number)
    worked_off(exchange)


def loosened(exchange: Exchange, *kinds: str) -> tuple[Case, list[ResearchRequest]]:
    """A case that was strict when these partners were asked, and is not any more."""
    case = ready_case(exchange)
    requests = [send(exchange, case, kind) for kind in kinds]
    say(exchange, case, case_family_may_be_told="yes", case_safe_contact_method="letter")
    return case, requests


def decide(exchange: Exchange, case: Case, *requests: ResearchRequest) -> int:
    """The decision-maker sends these partners what holds now; the number of the first decision."""
    chosen = [one.file_id for one in requests]
    send_safety(exchange.runtime, case.decider, case.id, chosen, "Madeup: they agreed.")
    behind = find_behind(exchange.runtime, case.collator, case.id)
    return next(one.held[0].number for one in behind if one.file_id == chosen[0])


def test_a_decision_leaves_after_ten_minutes_for_whom_it_was_made(own_exchange: Exchange) -> None:
    exchange = own_exchange
    case, (housing, police) = loosened(exchange, "housing", "police")
    hugh, pat = claim(exchange, housing), claim(exchange, police)
    for actor, reason, error in ((case.collator, "Why.", NotPermitted), (case.decider, " ", InvalidInput)):
        with pytest.raises(error):
            send_safety(exchange.runtime, actor, case.id, [housing.file_id], reason)
    leaves = len(exchange.leaves())
    decide(exchange, case, housing)
    assert [kind for *_, kind in exchange.leaves()[leaves:]] == ["worked"]
    behind = {one.file_id: one for one in find_behind(exchange.runtime, case.collator, case.id)}
    assert {file_id: (one.safety, len(one.held)) for file_id, one in behind.items()} == {
        housing.file_id: (False, 1), police.file_id: (True, 0),
    }  # fmt: skip
    with pytest.raises(NotFound):
        send_safety(exchange.runtime, case.decider, case.id, [housing.file_id], "Madeup: again.")
    minutes(exchange, 9)
    assert told(exchange, hugh, housing)[FIELD] == "no"
    leaves = len(exchange.leaves())
    minutes(exchange, 1)
    assert [kind for *_, kind in exchange.leaves()[leaves:]] == ["request_sent"]
    now = told(exchange, hugh, housing)
    assert (now[FIELD], now["request_safe_contact_method"]) == ("yes", "letter")
    assert told(exchange, pat, police)[FIELD] == "no"
    assert mails(exchange, housing)[-1] == "safety_changed"
    assert [one.file_id for one in find_behind(exchange.runtime, case.collator, case.id)] == [police.file_id]
    assert check_log(exchange.runtime).problems == ()


def test_what_is_called_back_never_leaves(own_exchange: Exchange) -> None:
    exchange = own_exchange
    case, (housing,) = loosened(exchange, "housing")
    hugh = claim(exchange, housing)
    number = decide(exchange, case, housing)
    stranger = exchange.person("hub", "hub_collator")
    leaves = len(exchange.leaves())
    with pytest.raises(NotFound):
        call_back(exchange.runtime, stranger, housing.file_id, number)
    call_back(exchange.runtime, case.collator, housing.file_id, number)
    assert [kind for *_, kind in exchange.leaves()[leaves:]] == ["refused", "worked"]
    with pytest.raises(WrongState):
        call_back(exchange.runtime, case.collator, housing.file_id, number)
    minutes(exchange, 10)
    assert told(exchange, hugh, housing)[FIELD] == "no"
    again = decide(exchange, case, housing)
    minutes(exchange, 10)
    assert told(exchange, hugh, housing)[FIELD] == "yes"
    with pytest.raises(WrongState):
        call_back(exchange.runtime, case.collator, housing.file_id, again)
    assert check_log(exchange.runtime).problems == ()


def test_calling_back_crosses_the_leaving(own_exchange: Exchange) -> None:
    exchange, at, outcomes = own_exchange, 0, set()
    while True:
        case, (housing,) = loosened(exchange, "housing")
        hugh = claim(exchange, housing)
        number = decide(exchange, case, housing)
        exchange.clock.forward(minutes=10)
        back = partial(call_back, exchange.runtime, case.collator, housing.file_id, number)
        met = interleave(exchange, partial(worked_off, exchange), at, back)
        assert met.stopped.succeeded, met.stopped.raised
        assert met.other.succeeded or isinstance(met.other.raised, WrongState)
        assert told(exchange, hugh, housing)[FIELD] == ("no" if met.other.succeeded else "yes")
        outcomes.add(met.other.succeeded)
        if not met.reached:
            break
        at += 12
    assert outcomes == {True, False}
    assert check_log(exchange.runtime).problems == ()


def stricter_again(exchange: Exchange, case: Case) -> None:
    say(exchange, case, case_family_may_be_told="not_yet")


def looser_still(exchange: Exchange, case: Case) -> None:
    say(exchange, case, case_safe_contact_method="telephone")


def decider_leaves(exchange: Exchange, case: Case) -> None:
    end_membership(exchange.admin, case.decider.membership_id)


def decider_is_taken_off(exchange: Exchange, case: Case) -> None:
    assign_case(exchange.runtime, case.collator, case.id, exchange.person("hub", "hub_decision_maker").person_id)
    unassign_case(exchange.runtime, case.collator, case.id, case.decider.person_id)


@pytest.mark.parametrize("meanwhile", [stricter_again, looser_still, decider_leaves, decider_is_taken_off])
def test_what_no_longer_stands_as_decided_is_not_sent(
    own_exchange: Exchange, meanwhile: Callable[[Exchange, Case], None]
) -> None:
    exchange = own_exchange
    case, (housing,) = loosened(exchange, "housing")
    hugh = claim(exchange, housing)
    exchange.person("hub", "hub_decision_maker")
    decide(exchange, case, housing)
    meanwhile(exchange, case)
    give_addresses(exchange)
    mailed(exchange)
    exchange.clock.forward(minutes=10)
    assert "What was to be sent to a partner was not sent" in {subject for _, subject, _ in mailed(exchange)}
    assert told(exchange, hugh, housing)[FIELD] == "no"
    (behind,) = find_behind(exchange.runtime, case.collator, case.id)
    assert (behind.safety, behind.held) == (True, ())
    assert check_log(exchange.runtime).problems == ()


def test_a_decision_of_other_facts_keeps_one_from_leaving_for_nobody(own_exchange: Exchange) -> None:
    """A name that is corrected meanwhile is no reason to hold back what is said of contact safety."""
    exchange = own_exchange
    case, (housing,) = loosened(exchange, "housing")
    hugh = claim(exchange, housing)
    decide(exchange, case, housing)
    correct(exchange, case, case_subject_name="Madeup Other-Name")
    minutes(exchange, 10)
    assert told(exchange, hugh, housing)[FIELD] == "yes"
    assert told(exchange, hugh, housing)["request_subject_name"] == "Madeup Person"


def test_a_decision_that_was_written_in_sends_nothing(own_exchange: Exchange) -> None:
    exchange = own_exchange
    case, (housing,) = loosened(exchange, "housing")
    hugh = claim(exchange, housing)
    number = decide(exchange, case, housing)
    call_back(exchange.runtime, case.collator, housing.file_id, number)
    exchange.rows("UPDATE file_event SET what = 'let_go' WHERE what = 'called_back'")
    exchange.rows("""
        INSERT INTO file_event SELECT (jsonb_populate_record(file_event, jsonb_build_object('seq', 99))).*
        FROM file_event WHERE what = 'held'
    """)  # fmt: skip
    exchange.rows("UPDATE job SET payload = payload || '{\"held\": 99}' WHERE kind = 'let_go'")
    minutes(exchange, 10)
    assert told(exchange, hugh, housing)[FIELD] == "no"


def test_a_job_that_is_brought_forward_sends_nothing_early(own_exchange: Exchange) -> None:
    exchange = own_exchange
    case, (housing,) = loosened(exchange, "housing")
    hugh = claim(exchange, housing)
    decide(exchange, case, housing)
    exchange.rows("UPDATE job SET run_at = run_at - interval '10 minutes' WHERE kind = 'let_go'")
    minutes(exchange, 1)
    assert told(exchange, hugh, housing)[FIELD] == "no"
    minutes(exchange, 9)
    assert told(exchange, hugh, housing)[FIELD] == "yes"


def test_a_calling_back_that_was_taken_away_is_missed(own_exchange: Exchange) -> None:
    exchange = own_exchange
    case, (housing,) = loosened(exchange, "housing")
    call_back(exchange.runtime, case.collator, housing.file_id, decide(exchange, case, housing))
    exchange.rows("DELETE FROM file_event WHERE what = 'called_back'")
    minutes(exchange, 10)
    assert [one for one in check_log(exchange.runtime).problems if "an event was changed or removed" in one]


def test_the_new_identity_goes_to_one_partner_by_a_named_person(own_exchange: Exchange) -> None:
    exchange, found = own_exchange, answered(own_exchange)
    police = send(exchange, found.case, "police")
    pat = claim(exchange, police)
    correct(exchange, found.case, case_subject_name="Madeup Other-Name")
    (subject,) = found.case.people
    args = (exchange.runtime, found.case.collator, found.case.id, found.request.file_id, subject)
    send_identity(*args, "Housing must search again.", another=True)
    minutes(exchange, 9)
    assert told(exchange, found.responder, found.request)["request_subject_name"] == "Madeup Person"
    minutes(exchange, 1)
    now = told(exchange, found.responder, found.request)
    assert now["request_subject_name"] == "Madeup Other-Name"
    marks = now["request_changed"]
    assert isinstance(marks, list)
    assert [one["how"] for one in marks] == ["another"]
    assert told(exchange, pat, police)["request_subject_name"] == "Madeup Person"
