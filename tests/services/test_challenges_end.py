"""What ends a challenge besides an answer to it, or stops one: what is erased, an edited row, an employer, a place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import Erased, InvalidInput, WrongState
from app.services.challenging.challenge import find_challengeable
from app.services.governance.check_log import check_log
from app.services.intake.state_in_case import state_in_case
from app.services.research.open_request import open_request
from app.services.research.words_held import INSTEAD
from tests.services.challenges import DECLINE, Declined, again, challenge, declined, now_of, stand_by, waits
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.held import SAYS, ask, decide, waiting
from tests.services.played import claim, draft, ready_case, send, sign, works_for
from tests.services.test_challenging import told
from tests.services.test_closing import CLOSED, OUTCOME
from tests.services.test_withdrawing import withdraw
from tests.services.test_words_that_tell import of_two

__all__ = ["own_exchange"]


def test_what_is_erased_is_nobodys_work_and_each_is_told_so(own_exchange: Exchange) -> None:
    one = declined(own_exchange)
    challenge(own_exchange, one)
    erase(own_exchange, one.request.file_id)
    assert waits(own_exchange, one.manager, one.request) == []
    for act in (stand_by, again):
        with pytest.raises(Erased):
            act(own_exchange, one)
    with pytest.raises(Erased):
        find_challengeable(own_exchange.runtime, one.case.decider, one.request.file_id)


@pytest.mark.parametrize("says", [None, "again", "over"])
def test_a_row_that_was_edited_is_found(own_exchange: Exchange, says: str | None) -> None:
    """A database administrator ends a challenge, or has it wait for somebody else."""
    one = declined(own_exchange)
    challenge(own_exchange, one)
    own_exchange.rows("UPDATE research_request SET challenge = %s WHERE file_id = %s", says, one.request.file_id)
    problems = check_log(own_exchange.runtime).problems
    assert [one.request.reference in each and "challenge" in each for each in problems] == [True]


def test_who_approves_and_wrote_it_is_neither_asked_nor_told(own_exchange: Exchange) -> None:
    runtime, case = own_exchange.runtime, ready_case(own_exchange)
    request = send(own_exchange, case, "housing", ("housing_known",))
    author = claim(own_exchange, request, "partner_manager")
    draft(own_exchange, request, author, case.people[0], {"housing_known": DECLINE})
    sign(own_exchange, author, request)
    assert find_challengeable(runtime, case.decider, request.file_id).seniors == ()
    other = own_exchange.person("housing", "partner_manager")
    (senior,) = find_challengeable(runtime, case.decider, request.file_id).seniors
    assert senior.id == other.person_id
    one = Declined(case, request, author, other)
    challenge(own_exchange, one)
    assert waits(own_exchange, author, request) == []
    job = "SELECT payload ->> 'but' FROM job WHERE kind = 'challenged'"
    assert own_exchange.rows(job) == [(str(author.person_id),)]


def test_an_employer_of_somebody_in_the_case_is_rung(own_exchange: Exchange) -> None:
    one = declined(own_exchange, ("child", "adult"))
    works_for(own_exchange, one.case.collator, one.case.id, one.case.people[1], one.request.partner_id)
    with pytest.raises(InvalidInput) as refused:
        challenge(own_exchange, one)
    assert own_exchange.organisation("housing").telephone in refused.value.errors["request_challenge"]
    assert now_of(own_exchange, one.request).challenge is None


def test_a_senior_whose_words_say_the_protected_place_that_was_sent_takes_it_out(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange, protected=("yes",))
    manager = own_exchange.person("housing", "partner_manager")
    request = send(own_exchange, case, "housing", ("housing_known",))
    holder = claim(own_exchange, request)
    draft(own_exchange, request, holder, case.people[0], {"housing_known": DECLINE})
    sign(own_exchange, holder, request)
    one = Declined(case, request, holder, manager)
    challenge(own_exchange, one)
    with pytest.raises(InvalidInput) as refused:
        stand_by(own_exchange, one, "Madeup: they fled to 1 Madeup Road in May.")
    assert "protected address" in refused.value.errors["why"]
    assert stand_by(own_exchange, one, "Madeup: they fled in May.").challenge == "over"


def test_what_is_said_of_a_closed_case_is_late_and_no_new_challenge(own_exchange: Exchange) -> None:
    first, second = declined(own_exchange), declined(own_exchange)
    challenge(own_exchange, first)
    for one in (first, second):
        case = one.case
        state_in_case(own_exchange.runtime, case.decider, case.id, case.whole, "outcome", OUTCOME, None, CLOSED)
    with pytest.raises(WrongState) as refused:
        challenge(own_exchange, second)
    assert "closed" in refused.value.message
    assert find_challengeable(own_exchange.runtime, second.case.decider, second.request.file_id).why_not
    assert stand_by(own_exchange, first).challenge == "over", "the partner does not know that the case is closed"
    assert told(own_exchange, first.request.file_id) == ["answer_stands", "challenged"]


def test_words_that_say_a_place_wait_for_a_decision_as_those_of_any_request_do(exchange: Exchange) -> None:
    case, hers, other = of_two(exchange)
    request = ask(exchange, case, "housing", other, words="Who lives there?")
    holder = claim(exchange, request)
    draft(exchange, request, holder, other, {"housing_known": DECLINE})
    sign(exchange, holder, request)
    with exchange.runtime.database.work(None) as work:
        partner = work.identity.organisation(request.partner_id)
    manager = exchange.person("housing", "partner_manager", partner)
    challenge(exchange, Declined(case, request, holder, manager), SAYS)

    def reads() -> object:
        (record,) = open_request(exchange.runtime, manager, request.file_id).records
        said = record.fields["request_challenge"].answer
        return said and said.value

    assert reads() == INSTEAD
    assert waiting(exchange, case, request)
    decide(exchange, case.decider, request, send=True)
    assert reads() == SAYS
    assert hers != other


def test_a_withdrawn_request_is_over(own_exchange: Exchange) -> None:
    one = declined(own_exchange)
    challenge(own_exchange, one)
    withdraw(own_exchange, one.case, one.request)
    assert waits(own_exchange, one.manager, one.request) == []
    for act in (stand_by, again):
        with pytest.raises(WrongState):
            act(own_exchange, one)
    assert check_log(own_exchange.runtime).problems == ()


def test_what_was_wanted_by_a_time_that_is_past_is_on_the_decision_makers_page(own_exchange: Exchange) -> None:
    one = declined(own_exchange)
    due = challenge(own_exchange, one).challenge_due_at
    assert due is not None
    assert "challenge_late" not in waits(own_exchange, one.case.decider, one.request)
    own_exchange.clock.forward(due - own_exchange.clock.now() + timedelta(minutes=1))
    assert "challenge_late" in waits(own_exchange, one.case.decider, one.request)
    assert "challenge_late" not in waits(own_exchange, one.case.collator, one.request)
    again(own_exchange, one)
    assert "challenge_late" in waits(own_exchange, one.case.decider, one.request)
