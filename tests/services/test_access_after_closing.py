"""Who is on a case opens what it holds for as long after closing as policy says; a hold keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput, NotFound, NotPermitted, WrongState
from app.services.collation.open_collation import open_collation
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from app.services.governance.erase_file import erase_file
from app.services.governance.list_kept import list_kept
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from tests.services.erasing import erasing
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Answered, answered, claim, draft, send, sign, value
from tests.services.test_closing import AGAIN, CLOSED, OPEN, OUTCOME

__all__ = ["own_exchange"]

DAY = timedelta(days=1)
HOLD = {
    "case_hold": plain("held"), "case_hold_reason": plain("Madeup: a death was notified."),
    "case_hold_heard": plain("Madeup: the head of service, by telephone."), "case_hold_again": plain("2030-01-07"),
}  # fmt: skip
ENDED = {"case_hold": plain("ended"), "case_hold_reason": plain("Madeup: the review has reported.")}


def close(exchange: Exchange, played: Answered) -> datetime:
    case = played.case
    stated = state_in_case(exchange.runtime, case.decider, case.id, case.whole, "outcome", OUTCOME, None, CLOSED)
    assert stated.released_at is not None
    return stated.released_at


def hold(exchange: Exchange, played: Answered, said: Mapping[str, Answer] = HOLD) -> None:
    case = played.case
    stood = find_case(exchange.runtime, case.decider, case.id).stated.get(("hold", case.whole))
    state_in_case(exchange.runtime, case.decider, case.id, case.whole, "hold", said, stood.version if stood else None)


def reads_return(exchange: Exchange, played: Answered) -> bool:
    try:
        return bool(open_records(exchange.runtime, played.case.decider, [played.record.id]))
    except NotFound:
        return False


def reads_case(exchange: Exchange, played: Answered) -> bool:
    case = played.case
    record = find_case(exchange.runtime, case.decider, case.id).records[case.people[0]]
    try:
        return bool(open_records(exchange.runtime, case.decider, [record.id]))
    except NotFound:
        return False


def test_returns_end_after_ninety_days_and_the_own_file_after_a_year(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    own_exchange.clock.forward(minutes=400 * 24 * 60)
    assert reads_return(own_exchange, played), "while it is open nothing ends"
    closed = close(own_exchange, played)
    days = own_exchange.runtime.policy.release.access.days_after_closing
    for kind, reads in (("return", reads_return), ("case", reads_case)):
        own_exchange.clock.moment = closed + days[kind] * DAY
        assert reads(own_exchange, played), kind
        own_exchange.clock.moment = closed + days[kind] * DAY + timedelta(seconds=1)
        assert not reads(own_exchange, played), kind
    assert open_collation(own_exchange.runtime, played.case.decider, played.case.id).case == ()
    assert check_log(own_exchange.runtime).problems == ()


def test_a_late_answer_counts_from_when_it_came(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    case, late = played.case, send(own_exchange, played.case, "police", ("police_known",))
    closed = close(own_exchange, played)
    own_exchange.clock.moment = closed + 80 * DAY
    holder = claim(own_exchange, late)
    record = draft(own_exchange, late, holder, case.people[0], {"police_known": value("yes")})
    sign(own_exchange, holder, late)
    own_exchange.clock.moment = closed + 120 * DAY
    assert open_records(own_exchange.runtime, case.decider, [record.id])
    assert not reads_return(own_exchange, played)


def test_a_case_that_is_opened_again_is_read_again(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    case, closed = played.case, close(own_exchange, played)
    own_exchange.clock.moment = closed + 500 * DAY
    assert not reads_return(own_exchange, played)
    state_in_case(own_exchange.runtime, case.decider, case.id, case.whole, "reopening", AGAIN, None, OPEN)
    assert reads_return(own_exchange, played)
    assert reads_case(own_exchange, played)


def test_a_hold_of_a_closed_case_gives_it_back_until_it_ends(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    closed = close(own_exchange, played)
    own_exchange.clock.moment = closed + 500 * DAY
    hold(own_exchange, played)
    assert reads_return(own_exchange, played)
    known = find_case(own_exchange.runtime, played.case.decider, played.case.id).case
    assert (known.state, known.held_at) == ("closed", own_exchange.clock.now())
    own_exchange.clock.forward(minutes=1)
    hold(own_exchange, played, ENDED)
    assert not reads_return(own_exchange, played)
    assert find_case(own_exchange.runtime, played.case.decider, played.case.id).case.held_at is None
    assert check_log(own_exchange.runtime).problems == ()


def test_nothing_that_is_held_is_erased(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    files = (played.case.id, played.request.file_id)
    hold(own_exchange, played)
    with erasing(own_exchange) as eraser:
        for file in files:
            with pytest.raises(WrongState, match="held"):
                erase_file(eraser, file)
        assert own_exchange.rows("SELECT count(*) FROM erasure") == [(0,)]
        own_exchange.clock.forward(minutes=1)
        hold(own_exchange, played, ENDED)
        for file in reversed(files):
            erase_file(eraser, file)
    assert own_exchange.rows("SELECT count(*) FROM erasure") == [(2,)]


def test_what_is_held_is_said_so_where_it_is_due(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    closed = close(own_exchange, played)
    own_exchange.clock.moment = closed + 100 * DAY
    officer = own_exchange.person("hub", "ig_officer")
    assert [one.held_at for one in list_kept(own_exchange.runtime, officer).files] == [None]
    hold(own_exchange, played)
    (kept,) = list_kept(own_exchange.runtime, officer).files
    assert kept.held_at == own_exchange.clock.now()


def test_only_whoever_decides_holds_a_case_and_says_why_and_who_told_them(own_exchange: Exchange) -> None:
    case = answered(own_exchange).case
    given = (case.id, case.whole, "hold")
    with pytest.raises(NotPermitted):
        state_in_case(own_exchange.runtime, case.collator, *given, HOLD, None)
    for missing in ("case_hold_reason", "case_hold_heard", "case_hold_again", "case_hold"):
        words = {key: one for key, one in HOLD.items() if key != missing}
        with pytest.raises(InvalidInput) as refused:
            state_in_case(own_exchange.runtime, case.decider, *given, words, None)
        assert missing in refused.value.errors
