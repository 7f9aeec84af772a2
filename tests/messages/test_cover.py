"""Mails about what somebody has go to whoever covers for them, and say so; both are told when it begins and ends."""

from __future__ import annotations

import pytest

from app.services.identity.approve_member import end_membership
from app.services.identity.cover import end_cover, name_cover
from app.services.identity.stand_ins import name_stand_in
from app.services.intake.cover_case import cover_case
from app.services.messages.run_jobs import run_jobs
from app.services.research.ask_hub import ask_hub
from app.services.research.take_over import take_in_cover
from app.services.research.work_on_request import claim_request, declare_conflict
from tests.messages.desk import Desk, hub_of, to
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import send
from tests.services.test_cover import FRIDAY, TODAY, named

__all__ = ["own_exchange"]


def test_whoever_covers_for_a_holder_is_told_in_their_place_and_reads_why(own_exchange: Exchange) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    case = hub_of(desk)
    rhys, rita, rose = (desk.join(one, "probation", "partner_responder") for one in ("rhys", "rita", "rose"))
    mona = desk.join("mona", "probation", "partner_manager")
    request = send(own_exchange, case, "probation")
    claim_request(runtime, rhys, request.file_id)
    desk.since()
    one = name_cover(runtime, mona, rhys.person_id, rita.person_id, TODAY, FRIDAY)
    assert desk.since() == [*to("you_are_covered", "rhys"), *to("cover_named", "rita")]
    own_exchange.clock.forward((request.due_at - own_exchange.clock.now()) * 0.8)
    assert desk.since() == to("reminded_holder", "rita")
    assert "because you cover for a colleague who is away" in desk.text("rita", "reminded_holder")
    assert f"/inbox/{request.file_id}" in desk.text("rita", "reminded_holder")
    assert rhys.display_name not in desk.text("rita", "reminded_holder")
    take_in_cover(runtime, rita, request.file_id)
    assert desk.since() == to("taken_over", "rhys")
    end_cover(runtime, rita, one.id)
    assert desk.since() == [*to("cover_is_over", "rhys"), *to("you_cover_no_more", "rita")]
    for name, kind in (("rhys", "cover_is_over"), ("rita", "you_cover_no_more")):
        assert request.reference in desk.text(name, kind)
    own_exchange.clock.forward(days=5)
    assert [one for one in desk.since() if "cover" in one[1]] == [], "once"
    assert rose.display_name not in "".join(desk.texts.values())


def test_where_whoever_covers_may_not_know_of_it_it_is_as_if_nobody_had_it(own_exchange: Exchange) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    case = hub_of(desk)
    rhys, rita, _ = (desk.join(one, "probation", "partner_responder") for one in ("rhys", "rita", "rose"))
    request = send(own_exchange, case, "probation")
    claim_request(runtime, rhys, request.file_id)
    declare_conflict(runtime, rita, request.file_id)
    named(own_exchange, rhys, rita)
    desk.since()
    own_exchange.clock.forward((request.due_at - own_exchange.clock.now()) * 0.8)
    assert desk.since() == to("reminded_holder", "rhys", "rose")


@pytest.mark.parametrize("then", ["not-yet", "on-it"])
def test_at_the_hub_whoever_covers_is_told_and_led_to_where_they_go_on_the_case(
    own_exchange: Exchange, then: str
) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    case = hub_of(desk)
    carl = desk.join("carl", "hub", "hub_collator")
    rhys = desk.join("rhys", "probation", "partner_responder")
    request = send(own_exchange, case, "probation")
    claim_request(runtime, rhys, request.file_id)
    named(own_exchange, case.collator, carl)
    gone_on = then == "on-it"
    if gone_on:
        cover_case(runtime, carl, case.id)
    desk.since()
    ask_hub(runtime, rhys, request.file_id, case.people[0], question="Which of two?")
    assert desk.since() == to("question_waiting", "carl", "dilys")
    page = f"/cases/{case.id}/requests/{request.file_id}" if gone_on else f"/cases/{case.id}/cover"
    assert f"{page}\n" in desk.text("carl", "question_waiting")
    assert ("because you cover" in desk.text("carl", "question_waiting")) is not gone_on
    assert "because you cover" not in desk.text("dilys", "question_waiting")


def test_where_nobody_covering_may_be_told_the_hubs_decision_makers_are(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    case = hub_of(desk)
    carl, _ = desk.join("carl", "hub", "hub_collator"), desk.join("otto", "hub", "hub_decision_maker")
    request = send(own_exchange, case, "probation")
    for away in (case.collator, case.decider):
        named(own_exchange, away, carl)
    desk.since()
    with own_exchange.runtime.database.work(case.collator.organisation_id) as work:
        payload = {"file_id": str(request.file_id)}
        work.jobs.enqueue("unverified_call", case.collator.organisation_id, payload, own_exchange.clock.now())
        work.commit()
    assert desk.since() == to("unverified_call", "dilys", "otto"), "a collator who covers decides nothing"


def test_whoever_manages_is_told_when_whoever_covers_has_left(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    rhys, rita = (desk.join(one, "probation", "partner_responder") for one in ("rhys", "rita"))
    desk.join("mona", "probation", "partner_manager")
    named(own_exchange, rhys, rita)
    desk.since()
    end_membership(own_exchange.admin, rita.membership_id)
    told = [*to("cover_is_missing", "mona"), *to("cover_is_over", "rhys"), *to("you_cover_no_more", "rita")]
    assert desk.since() == told
    assert f"/cover?away={rhys.person_id}" in desk.text("mona", "cover_is_missing")


def test_a_stand_in_is_told_when_named_unless_it_has_been_ended(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    mona = desk.join("mona", "probation", "partner_manager")
    rita = desk.join("rita", "probation", "partner_responder")
    name_stand_in(own_exchange.runtime, mona, rita.person_id, TODAY, FRIDAY)
    assert desk.since() == to("stand_in_named", "rita")
    assert "From Tuesday 24 November 2026 to Friday 27 November 2026" in desk.text("rita", "stand_in_named")
    end_cover(own_exchange.runtime, mona, named(own_exchange, mona, rita).id)
    assert "cover_named" not in {kind for _, kind in desk.since()}, "what is over before it is told is not told"
    run_jobs(own_exchange.runtime)
