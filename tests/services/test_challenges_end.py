"""What ends a challenge besides an answer to it: what is erased, and a row that says other than its events."""

from __future__ import annotations

import pytest

from app.domain.errors import Erased
from app.services.challenging.challenge import find_challengeable
from app.services.governance.check_log import check_log
from tests.services.challenges import again, challenge, declined, stand_by, waits
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

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
