"""What ends a challenge besides an answer to it, or stops one: what is erased, an edited row, an employer, a place."""

from __future__ import annotations

import pytest

from app.domain.errors import Erased, InvalidInput
from app.services.challenging.challenge import find_challengeable
from app.services.governance.check_log import check_log
from tests.services.challenges import DECLINE, Declined, again, challenge, declined, now_of, stand_by, waits
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import claim, draft, ready_case, send, sign, works_for

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
