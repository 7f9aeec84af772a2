"""A request that is not answered in time: whoever must act next is told at both sides, once, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.clocks.next_step import chase_due
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import claim_request
from tests.messages.desk import Desk, Mails, hub_of, to
from tests.messages.test_who_is_told import withdraw
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, basis, draft, rate, send, sign, value

__all__ = ["own_exchange"]


@pytest.fixture
def desk(own_exchange: Exchange) -> Desk:
    return Desk(own_exchange)


@pytest.fixture
def case(desk: Desk) -> Case:
    """A red case, whose hub also has people who are not on it."""
    made = hub_of(desk)
    rate(desk.exchange, made, "red")
    desk.since()
    return made


def late(desk: Desk, hours: float = 4) -> Mails:
    desk.exchange.clock.forward(timedelta(hours=hours))
    return desk.since()


def claimed(desk: Desk, case: Case, partner: str = "probation") -> tuple[ResearchRequest, Actor]:
    """A request that Rhys has, of whose organisation Rita and Mona are too."""
    rhys, _ = (desk.join(one, partner, "partner_responder") for one in ("rhys", "rita"))
    desk.join("mona", partner, "partner_manager")
    request = send(desk.exchange, case, partner)
    claim_request(desk.exchange.runtime, rhys, request.file_id)
    assert desk.since() == to("request_waiting", "mona", "rhys", "rita")
    return request, rhys


AT_HUB = to("overdue_at_hub", "cora", "dilys")


def test_whoever_has_it_and_those_on_the_case_are_told_once(desk: Desk, case: Case) -> None:
    claimed(desk, case)
    assert late(desk, 3.9) == [], "it is not due yet"
    assert late(desk, 0.1) == [*AT_HUB, *to("overdue", "rhys")]
    assert late(desk, 100) == [], "no mail that never ends"


def test_where_nobody_has_it_everybody_there_is_told(desk: Desk, case: Case) -> None:
    for name in ("rhys", "rita"):
        desk.join(name, "probation", "partner_responder")
    desk.join("gus", "probation", "partner_ig_officer")
    send(desk.exchange, case, "probation")
    desk.since()
    assert late(desk) == [*AT_HUB, *to("overdue", "rhys", "rita")]


def test_what_waits_for_approval_is_late_by_its_approver(desk: Desk, case: Case) -> None:
    request, rhys = claimed(desk, case)
    draft(desk.exchange, request, rhys, case.people[0], {"return_anything_else": value("Something.")})
    submit_for_approval(desk.exchange.runtime, rhys, request.file_id, basis(desk.exchange, "probation", "return"))
    assert desk.since() == to("approval_waiting", "mona")
    assert late(desk) == [*AT_HUB, *to("not_approved", "mona")]


def test_a_new_due_time_is_news_once_it_has_passed(desk: Desk, case: Case) -> None:
    claimed(desk, case)
    rate(desk.exchange, case, "amber")
    assert desk.since() == to("re_rated", "rhys")
    assert late(desk) == [], "the red time counts no more"
    assert late(desk, 20) == [*AT_HUB, *to("overdue", "rhys")]
    rate(desk.exchange, case, "green")
    assert desk.since() == to("re_rated", "rhys")
    assert late(desk, 48) == [*AT_HUB, *to("overdue", "rhys")]


@pytest.mark.parametrize("end", ["answered", "withdrawn", "erased"])
def test_what_has_ended_is_not_late(desk: Desk, case: Case, end: str) -> None:
    request, rhys = claimed(desk, case, "housing")
    if end == "answered":
        draft(desk.exchange, request, rhys, case.people[0], {"return_anything_else": value("Something.")})
        sign(desk.exchange, rhys, request)
    elif end == "withdrawn":
        withdraw(desk.exchange, case, request, "not_needed")
    else:
        erase(desk.exchange, request.file_id)
    desk.since()
    assert late(desk) == []


def test_two_workers_tell_it_once(desk: Desk, case: Case) -> None:
    claimed(desk, case)
    desk.exchange.clock.forward(timedelta(hours=4))
    runtime = desk.exchange.runtime
    with runtime.database.work(None) as work:
        assert work.files.take_due(runtime.clock.now()) is not None
        assert chase_due(runtime) == 0, "it is another's, who has not ended"
    assert chase_due(runtime) == 1, "that one died, and nothing is lost"
    assert chase_due(runtime) == 0
