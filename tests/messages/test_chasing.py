"""A request that is not answered: step by step whoever must act is told, each step once, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.clocks.chase_due import chase_due
from app.services.identity.cover import name_cover
from app.services.research.ask_hub import ask_hub
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import claim_request
from tests.messages.desk import Desk, Mails, hub_of, to
from tests.messages.test_who_is_told import withdraw
from tests.services.erasing import erase
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case, basis, draft, rate, send, sign, value
from tests.services.test_cover import FRIDAY, TODAY

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


def after(desk: Desk, hours: float) -> Mails:
    desk.exchange.clock.forward(timedelta(hours=hours))
    return desk.since()


def claimed(desk: Desk, case: Case, partner: str = "probation") -> tuple[ResearchRequest, Actor]:
    """A request that Rhys has; of his organisation are Rita, Mona who approves, and Leah who answers for its part."""
    rhys, _ = (desk.join(one, partner, "partner_responder") for one in ("rhys", "rita"))
    desk.join("mona", partner, "partner_manager")
    desk.join("leah", partner, "safeguarding_lead")
    request = send(desk.exchange, case, partner)
    claim_request(desk.exchange.runtime, rhys, request.file_id)
    assert desk.since() == to("request_waiting", "mona", "rhys", "rita")
    return request, rhys


HOLDER = to("reminded_holder", "rhys")
EVERYBODY = to("reminded_organisation", "mona", "rhys", "rita")
MANAGER_AND_HUB = sorted([*to("reminded_manager", "mona"), *to("reminded_hub", "cora", "dilys")])
LEAD_AND_BOARD = sorted([*to("reminded_lead", "leah"), *to("reminded_board", "dilys")])


def test_each_step_tells_the_next_who_must_act_and_no_step_comes_twice(desk: Desk, case: Case) -> None:
    claimed(desk, case)
    assert after(desk, 2.9) == [], "three quarters of the time have not gone"
    assert after(desk, 0.1) == HOLDER
    assert after(desk, 1) == EVERYBODY
    assert after(desk, 3.9) == []
    assert after(desk, 0.1) == MANAGER_AND_HUB
    assert after(desk, 20) == LEAD_AND_BOARD
    assert after(desk, 200) == [], "no mail that never ends"


def test_after_a_week_without_a_worker_each_is_told_once_in_one_go(desk: Desk, case: Case) -> None:
    """Each step is recorded in its order; one mail each says what is true now."""
    request, _ = claimed(desk, case)
    assert after(desk, 7 * 24) == sorted([*EVERYBODY, *MANAGER_AND_HUB, *LEAD_AND_BOARD])
    told = "SELECT codes ->> 'step' FROM file_event WHERE file_id = %s AND what = 'reminded' ORDER BY seq"
    steps = [one for (one,) in desk.exchange.rows(told, request.file_id)]
    assert steps == ["nearly_due", "due", "overdue", "unanswered"]
    assert after(desk, 100) == []


def test_where_nobody_has_it_everybody_there_is_told(desk: Desk, case: Case) -> None:
    for name in ("rhys", "rita"):
        desk.join(name, "probation", "partner_responder")
    desk.join("gus", "probation", "partner_ig_officer")
    send(desk.exchange, case, "probation")
    desk.since()
    assert after(desk, 3) == to("reminded_holder", "rhys", "rita")


def test_where_nobody_approves_or_answers_for_it_no_step_is_lost(desk: Desk, case: Case) -> None:
    desk.join("hari", "housing", "partner_responder")
    send(desk.exchange, case, "housing")
    desk.since()
    after(desk, 4)
    assert after(desk, 4) == sorted([*to("reminded_hub", "cora", "dilys"), *to("reminded_manager", "hari")])
    assert after(desk, 20) == sorted([*to("reminded_board", "dilys"), *to("reminded_lead", "hari")])
    assert "Nobody is named here as accountable lead: ask your administrator" in desk.text("hari", "reminded_lead")
    said = desk.exchange.rows("SELECT codes->'unnamed' FROM file_event WHERE what = 'reminded' ORDER BY seq")
    assert [one for (one,) in said] == [None, None, ["manager", "lead"], ["manager", "lead"]]


def test_what_only_a_decider_who_is_away_would_hear_reaches_whoever_covers_for_them(desk: Desk, case: Case) -> None:
    claimed(desk, case)
    olga = desk.join("oona", "hub", "hub_collator")
    name_cover(desk.exchange.runtime, case.decider, case.decider.person_id, olga.person_id, TODAY, FRIDAY)
    desk.since()
    after(desk, 8)
    assert after(desk, 20) == sorted([*LEAD_AND_BOARD, *to("reminded_board", "oona")])
    assert "because you cover for a colleague who is away" in desk.text("oona", "reminded_board")
    assert "because you cover" not in desk.text("dilys", "reminded_board")


def test_what_waits_for_approval_is_late_by_its_approver(desk: Desk, case: Case) -> None:
    request, rhys = claimed(desk, case)
    draft(desk.exchange, request, rhys, case.people[0], {"return_anything_else": value("Something.")})
    submit_for_approval(desk.exchange.runtime, rhys, request.file_id, basis(desk.exchange, "probation", "return"))
    assert desk.since() == to("approval_waiting", "mona")
    assert after(desk, 3) == to("reminded_approvers", "mona")
    assert after(desk, 1) == to("reminded_approvers", "mona")
    assert after(desk, 4) == MANAGER_AND_HUB


def test_a_later_due_time_is_news_step_by_step_and_an_earlier_one_only_what_is_new(desk: Desk, case: Case) -> None:
    claimed(desk, case)
    assert after(desk, 4) == EVERYBODY
    rate(desk.exchange, case, "amber")
    assert desk.since() == to("re_rated", "rhys")
    assert after(desk, 4) == HOLDER, "of the amber time three quarters have gone, and nobody speaks of the red one"
    rate(desk.exchange, case, "red")
    assert desk.since() == sorted([*to("re_rated", "rhys"), *MANAGER_AND_HUB]), "it is the red time again: what is new"
    rate(desk.exchange, case, "amber")
    assert desk.since() == to("re_rated", "rhys")
    assert after(desk, 16) == EVERYBODY, "sent yesterday at 10, and it is 10 again"


@pytest.mark.parametrize("end", ["answered", "withdrawn", "erased"])
def test_what_has_ended_is_not_chased(desk: Desk, case: Case, end: str) -> None:
    request, rhys = claimed(desk, case, "housing")
    if end == "answered":
        draft(desk.exchange, request, rhys, case.people[0], {"return_anything_else": value("Something.")})
        sign(desk.exchange, rhys, request)
    elif end == "withdrawn":
        withdraw(desk.exchange, case, request, "not_needed")
    else:
        erase(desk.exchange, request.file_id)
    desk.since()
    assert after(desk, 100) == []


@pytest.mark.parametrize(("rating", "told"), [("amber", []), ("red", HOLDER)])
def test_a_question_stops_the_ladder_unless_nothing_stops_the_time(
    desk: Desk, case: Case, rating: str, told: Mails
) -> None:
    rate(desk.exchange, case, rating)
    request, rhys = claimed(desk, case)
    ask_hub(desk.exchange.runtime, rhys, request.file_id, case.people[0], question="Which of two?")
    desk.since()
    assert after(desk, 3) == told
    assert (after(desk, 200) == []) is (rating == "amber")


@pytest.mark.parametrize("meanwhile", ["answered", "later", "nothing"])
def test_a_mail_that_waited_for_its_server_says_only_what_is_still_true(desk: Desk, case: Case, meanwhile: str) -> None:
    request, rhys = claimed(desk, case, "housing")
    desk.exchange.clock.forward(hours=4)
    assert chase_due(desk.exchange.runtime) == 1, "no mail leaves yet"
    if meanwhile == "answered":
        draft(desk.exchange, request, rhys, case.people[0], {"return_anything_else": value("Something.")})
        sign(desk.exchange, rhys, request)
    elif meanwhile == "later":
        rate(desk.exchange, case, "green")
    kinds = {kind for _, kind in desk.since()}
    assert ("reminded_organisation" in kinds) is (meanwhile == "nothing")


def test_two_workers_tell_it_once(desk: Desk, case: Case) -> None:
    claimed(desk, case)
    desk.exchange.clock.forward(timedelta(hours=4))
    runtime = desk.exchange.runtime
    with runtime.database.work(None) as work:
        assert work.files.take_due(runtime.clock.now()) is not None
        assert chase_due(runtime) == 0, "it is another's, who has not ended"
    assert chase_due(runtime) == 1, "that one died, and nothing is lost"
    assert chase_due(runtime) == 0
