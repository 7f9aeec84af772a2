"""An approver holds one item back: it leaves as a decline that says so, the rest as it was written, nothing unsaid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.domain.answers import DECLINED, Answer
from app.domain.errors import InvalidInput, NotPermitted, Stale, WrongState
from app.domain.identity import Actor
from app.domain.research import ResearchRequest
from app.services.collation.open_collation import open_collation
from app.services.research.find_receipts import find_receipts
from app.services.research.hold_back import Item, hold_back
from app.services.research.open_request import open_own
from app.services.research.sign_off_return import submit_for_approval
from app.services.research.work_on_request import send_back
from tests.services.exchange import Exchange
from tests.services.played import Case, basis, claim, draft, ready_case, records_of, send, sign, value, version

ASKED = ("probation_known", "probation_substance_misuse_need", "probation_no_contact_child")
WHY = "Madeup: the concern is about a visit."
Waiting = tuple[Case, ResearchRequest, Actor, Actor]


@pytest.fixture
def waiting(exchange: Exchange) -> Waiting:
    """A return of three items that waits, its author and who may approve it."""
    case = ready_case(exchange)
    request = send(exchange, case, "probation", ASKED)
    author, approver = claim(exchange, request), exchange.person("probation", "partner_manager")
    draft(exchange, request, author, case.people[0], dict.fromkeys(ASKED, value("yes")))
    submit_for_approval(exchange.runtime, author, request.file_id, basis(exchange, "probation", "return"))
    return case, request, author, approver


def item(case: Case, field: str = ASKED[1]) -> Item:
    """One item about the child, held back as more than is needed."""
    return Item(case.people[0], field, "not_proportionate", WHY)


def held(exchange: Exchange, request: ResearchRequest, actor: Actor, what: Item) -> None:
    """The actor holds it back, having seen the request as it stands."""
    hold_back(exchange.runtime, actor, request.file_id, what, version(exchange, actor, request))


def test_the_hub_and_its_author_read_that_it_was_held_back_and_the_rest(exchange: Exchange, waiting: Waiting) -> None:
    case, request, author, approver = waiting
    held(exchange, request, approver, item(case))
    sign(exchange, approver, request)
    expected = Answer(DECLINED, note=f"Held back when it was approved: {WHY}", ground="not_proportionate")
    (source,) = open_collation(exchange.runtime, case.decider, case.id).sources
    (seen,) = source.opened
    own = open_own(exchange.runtime, author, request.file_id, *records_of(exchange, request, "return"))
    for opened in (seen, own):
        answer = opened.fields[ASKED[1]].answer
        assert answer is not None
        assert replace(answer, onward=None) == expected
        assert opened.value(ASKED[0]) == "yes"
    (receipt,) = find_receipts(exchange.runtime, author, request.file_id, read=True).sent
    assert receipt.said is not None
    assert sorted(receipt.said.marks) == ["C", "v", "v"], "two items given, one held back as more than was needed"


@pytest.mark.parametrize(
    "wrong, named",
    [
        ({"ground": "made_up"}, "ground"),
        ({"why": "  "}, "why"),
        ({"why": "x" * 501}, "why"),
        ({"field": "probation_no_contact_child"}, "item"),
        ({"field": "return_anything_else"}, "item"),
        ({"field": "probation_crn"}, "item"),
        ({"subject_id": UUID(int=0)}, "item"),
    ],
    ids=["no-ground", "no-words", "too-long", "keeps-a-child-safe", "of-every-return", "not-answered", "nobody"],
)
def test_what_cannot_be_held_back_is_named(
    exchange: Exchange, waiting: Waiting, wrong: dict[str, Any], named: str
) -> None:
    case, request, _, approver = waiting
    with pytest.raises(InvalidInput) as refused:
        held(exchange, request, approver, replace(item(case), **wrong))
    assert set(refused.value.errors) == {named}


def test_who_may_not_approve_holds_nothing_back(exchange: Exchange, waiting: Waiting) -> None:
    case, request, author, approver = waiting
    for refused in (author, exchange.person("probation", "partner_responder")):
        before = len(exchange.leaves())
        with pytest.raises(NotPermitted):
            held(exchange, request, refused, item(case))
        assert [kind for _, _, kind in exchange.leaves()[before:]] == ["refused"]
    send_back(exchange.runtime, approver, request.file_id, "wrong")
    with pytest.raises(WrongState):
        held(exchange, request, approver, item(case))


def test_whoever_had_read_it_before_does_not_approve_it_unseen(exchange: Exchange, waiting: Waiting) -> None:
    case, request, _, approver = waiting
    colleague = exchange.person("probation", "partner_manager")
    seen = version(exchange, colleague, request)
    held(exchange, request, approver, item(case))
    with pytest.raises(Stale):
        sign(exchange, colleague, request, seen)
    with pytest.raises(Stale):
        hold_back(exchange.runtime, colleague, request.file_id, item(case, ASKED[0]), seen)
    assert sign(exchange, colleague, request).request.state == "returned"


def test_holding_back_looks_like_any_other_saving_of_a_draft(exchange: Exchange, waiting: Waiting) -> None:
    case, request, _, approver = waiting
    events = "SELECT count(*) FROM file_event WHERE file_id = %s"
    boxes = "SELECT count(*) FROM field_box JOIN record ON record_id = record.id WHERE file_id = %s"
    stood = [exchange.rows(query, request.file_id) for query in (events, boxes)]
    before = len(exchange.leaves())
    held(exchange, request, approver, item(case))
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["recorded"]
    assert [exchange.rows(query, request.file_id) for query in (events, boxes)] == stood
