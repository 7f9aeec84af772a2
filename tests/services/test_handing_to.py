"""A request is handed to a colleague by name: theirs at once, told by mail, handed back, and to nobody who may not."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidInput, NotFound, NotPermitted, WrongState
from app.domain.identity import Actor
from app.services.identity.approve_member import end_membership
from app.services.intake.assign_case import assign_case
from app.services.research.hand_to import find_colleagues, hand_to, handed_by
from app.services.research.open_request import find_request
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import claim_request, declare_conflict, hand_over
from tests.messages.desk import Desk, hub_of, to
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import basis, claim, draft, ready_case, send, value
from tests.services.test_cover import named

__all__ = ["own_exchange"]


def responder(exchange: Exchange) -> Actor:
    return exchange.person("probation", "partner_responder")


@pytest.mark.parametrize("by", ["holder", "manager", "whoever-sees-it-unclaimed"])
def test_it_is_theirs_at_once_and_the_log_says_who_gave_it(exchange: Exchange, by: str) -> None:
    request = send(exchange, ready_case(exchange), "probation")
    giver, colleague = responder(exchange), responder(exchange)
    if by != "whoever-sees-it-unclaimed":
        claim_request(exchange.runtime, giver, request.file_id)
    if by == "manager":
        giver = exchange.person("probation", "partner_manager")
    before = len(exchange.leaves())
    handed = hand_to(exchange.runtime, giver, request.file_id, colleague.person_id, "Knows the estate.")
    assert (handed.claimed_by, handed.state) == (colleague.person_id, "claimed")
    steps = 1 if by == "whoever-sees-it-unclaimed" else 2
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["worked"] * steps
    told = handed_by(exchange.runtime, colleague, request.file_id)
    assert told
    assert told.by == giver.display_name
    assert find_request(exchange.runtime, colleague, request.file_id).request.claimed_by == colleague.person_id
    hand_over(exchange.runtime, colleague, request.file_id)
    claim_request(exchange.runtime, colleague, request.file_id)
    assert handed_by(exchange.runtime, colleague, request.file_id) is None, "they took it themselves"


def test_a_colleague_who_does_not_have_it_hands_it_to_nobody(exchange: Exchange) -> None:
    request = send(exchange, ready_case(exchange), "probation")
    claim(exchange, request)
    bystander, colleague = responder(exchange), responder(exchange)
    before = len(exchange.leaves())
    with pytest.raises(NotPermitted):
        hand_to(exchange.runtime, bystander, request.file_id, colleague.person_id)
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["refused"]
    with pytest.raises(NotFound):
        hand_to(exchange.runtime, exchange.person("housing", "partner_manager"), request.file_id, colleague.person_id)


def test_whoever_may_not_have_it_is_refused_without_a_reason_that_tells_why(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "probation")
    holder, in_conflict, left, both_sides = claim(exchange, request), *(responder(exchange) for _ in range(3))
    declare_conflict(exchange.runtime, in_conflict, request.file_id)
    end_membership(exchange.admin, left.membership_id)
    exchange.member("hub", "hub_collator", both_sides)
    assign_case(exchange.runtime, case.collator, case.id, both_sides.person_id)
    reader = exchange.person("probation", "partner_ig_officer")
    elsewhere = exchange.person("housing", "partner_responder")
    told = set()
    for person in (in_conflict, left, both_sides, reader, elsewhere, holder):
        with pytest.raises(InvalidInput) as refused:
            hand_to(exchange.runtime, holder, request.file_id, person.person_id)
        told.add(refused.value.errors["colleague"])
    assert len(told) == 1
    found = find_colleagues(exchange.runtime, holder, request.file_id, in_conflict.display_name)
    shown = {one.id for one in found.people}
    assert in_conflict.person_id in shown, "being left out would tell that they stepped back"


def test_what_waits_for_approval_is_sent_back_first(exchange: Exchange) -> None:
    case = ready_case(exchange)
    request = send(exchange, case, "probation")
    author = claim(exchange, request)
    draft(exchange, request, author, case.people[0], {"return_anything_else": value("Something.")})
    submit_for_approval(exchange.runtime, author, request.file_id, basis(exchange, "probation", "return"))
    with pytest.raises(WrongState):
        hand_to(exchange.runtime, author, request.file_id, responder(exchange).person_id)


@pytest.mark.parametrize("person, reason, field", [(False, "", "colleague"), (True, "x" * 501, "reason")])
def test_what_is_wrong_is_named(exchange: Exchange, *, person: bool, reason: str, field: str) -> None:
    request = send(exchange, ready_case(exchange), "probation")
    holder, colleague = claim(exchange, request), responder(exchange)
    with pytest.raises(InvalidInput) as refused:
        hand_to(exchange.runtime, holder, request.file_id, colleague.person_id if person else None, reason)
    assert set(refused.value.errors) == {field}


def test_both_are_told_by_mail(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    case = hub_of(desk)
    rhys, rita = (desk.join(one, "probation", "partner_responder") for one in ("rhys", "rita"))
    mona = desk.join("mona", "probation", "partner_manager")
    request = send(own_exchange, case, "probation")
    claim_request(own_exchange.runtime, rhys, request.file_id)
    desk.since()
    hand_to(own_exchange.runtime, rhys, request.file_id, rita.person_id)
    assert desk.since() == to("handed_to", "rita")
    hand_to(own_exchange.runtime, mona, request.file_id, rhys.person_id)
    assert desk.since() == [*to("handed_to", "rhys"), *to("taken_over", "rita")]
    hand_over(own_exchange.runtime, rhys, request.file_id)
    assert desk.since() == to("put_back", "mona", "rita")


def test_to_whoever_is_away_it_is_shown_so_and_whoever_covers_is_told(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    case = hub_of(desk)
    rhys, rita, rose = (desk.join(one, "probation", "partner_responder") for one in ("rhys", "rita", "rose"))
    request = send(own_exchange, case, "probation")
    claim_request(own_exchange.runtime, rhys, request.file_id)
    named(own_exchange, rita, rose)
    desk.since()
    found = find_colleagues(own_exchange.runtime, rhys, request.file_id)
    assert dict(found.away) == {rita.person_id: rose.person_id}
    hand_to(own_exchange.runtime, rhys, request.file_id, rita.person_id)
    assert desk.since() == to("handed_to", "rose")
    assert "because you cover" in desk.text("rose", "handed_to")


def test_ten_thousand_colleagues_are_found_by_a_part_of_their_name_fifty_at_a_time(own_exchange: Exchange) -> None:
    request = send(own_exchange, ready_case(own_exchange), "probation")
    holder, where = claim(own_exchange, request), own_exchange.organisation("probation").id
    own_exchange.rows(
        "WITH many AS (INSERT INTO person (id, display_name, created_at) SELECT gen_random_uuid(), "
        "'Madeup Colleague ' || to_char(n, 'FM00000'), now() FROM generate_series(1, 10000) AS n RETURNING id) "
        "INSERT INTO membership (id, person_id, organisation_id, role, created_at, approved_by, approved_at, "
        "entry_id) SELECT gen_random_uuid(), id, %s, 'partner_responder', now(), %s, now(), id FROM many",
        where,
        own_exchange.registrar,
    )
    found = find_colleagues(own_exchange.runtime, holder, request.file_id)
    assert (len(found.people), found.more) == (50, True)
    found = find_colleagues(own_exchange.runtime, holder, request.file_id, " colleague 0777")
    assert [one.display_name for one in found.people] == [f"Madeup Colleague {n:05}" for n in range(7770, 7780)][:10]
    assert not found.more
    assert find_colleagues(own_exchange.runtime, holder, request.file_id, "100%").people == ()
