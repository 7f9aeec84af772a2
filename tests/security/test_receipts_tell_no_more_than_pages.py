"""A receipt opens to a party what its pages show, to whoever may open the return alone, and giving it is recorded."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from app.domain.identity import Actor
from app.services.governance.prove_entry import prove_entry
from tests.services.exchange import Exchange
from tests.services.played import Answered, answered


def given(exchange: Exchange, actor: Actor, entry: UUID) -> Any:
    """The receipt as its reader has it."""
    return json.loads(prove_entry(exchange.runtime, actor, entry))


def reads(exchange: Exchange, actor: Actor) -> int:
    """How often the log says that this person read it."""
    [(count,)] = exchange.rows(
        "SELECT count(*) FROM log_detail WHERE kind = 'log_read' AND actor_id = %s", actor.person_id
    )
    return int(count)


def colleague(exchange: Exchange, role: str = "partner_responder") -> Actor:
    return exchange.person("housing", role, exchange.organisation("housing"))


def test_a_colleague_who_may_not_open_the_return_gets_the_proof_alone(exchange: Exchange) -> None:
    played = answered(exchange, protected="yes")
    receipt = given(exchange, colleague(exchange), played.returned.entry.id)
    assert "openings" not in receipt
    assert receipt["leaf"]["id"] == str(played.returned.entry.id)


def test_whoever_may_open_the_return_gets_what_the_page_shows_and_the_log_says_so(exchange: Exchange) -> None:
    played = answered(exchange, protected="yes")
    before = reads(exchange, played.responder)
    receipt = given(exchange, played.responder, played.returned.entry.id)
    assert receipt["openings"].keys() == {"actor", "fields"}
    assert receipt["openings"]["actor"]["value"] == str(played.responder.person_id)
    assert {field for _, field, *_ in receipt["openings"]["fields"]["value"]} >= {"housing_known", "housing_address"}
    assert reads(exchange, played.responder) == before + 1


def test_no_receipt_of_a_partner_tells_that_an_address_is_protected(exchange: Exchange) -> None:
    """No page of a partner tells it either, and the hub's people who acted stay closed to it."""
    told: list[str] = []
    for protected in ("yes", "no"):
        played = answered(exchange, protected=protected)
        for entry in (played.returned.entry.id, sent(exchange, played)):
            receipt = given(exchange, played.responder, entry)
            told.append(json.dumps([receipt["openings"], receipt["leaf"]]))
            assert "protected" not in told[-1].replace("case_protected_address", "")
        assert str(played.case.collator.person_id) not in told[-1]


def test_an_officer_of_the_hub_still_gets_all_of_it(exchange: Exchange) -> None:
    played = answered(exchange)
    receipt = given(exchange, exchange.person("hub", "ig_officer"), played.returned.entry.id)
    assert receipt["openings"].keys() == {"actor", "detail", "fields"}


def sent(exchange: Exchange, played: Answered) -> UUID:
    """The entry of the request that was answered."""
    [(found,)] = exchange.rows(
        "SELECT id FROM log_detail WHERE kind = 'request_sent' AND file_id = %s", played.request.file_id
    )
    return UUID(str(found))
