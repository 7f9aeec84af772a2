"""A hub takes back all that a partner was sent, by one command that first says what it would do."""

from __future__ import annotations

import json

import pytest

from app.domain.errors import ExchangeError
from app.services.collation.open_collation import open_collation
from app.services.governance.check_log import check_log
from app.services.intake.assign_case import declare_conflict
from app.services.research.open_request import open_request
from app.services.research.revoke_partner import look_at_partner, withdraw_all
from policies.engine.vocabulary import HUB
from tests.governance.commands import flask
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import answered, ready_case, send

__all__ = ["own_exchange"]

WHY = "The agreement with them has ended."


def keys_of(exchange: Exchange, partner: object) -> int:
    """How many keys to requests it has."""
    query = """SELECT count(*) FROM key_grant JOIN record ON record.id = key_grant.record_id
               WHERE record.kind = 'request' AND key_grant.organisation_id = %s"""
    [(found,)] = exchange.rows(query, partner)
    return int(str(found))


def test_it_says_first_what_it_would_do_and_then_does_it(own_exchange: Exchange) -> None:
    played, other = answered(own_exchange), ready_case(own_exchange)
    partner, hub = played.responder.organisation_id, own_exchange.organisation(HUB).id
    kind = played.responder.organisation_kind
    waits, others = send(own_exchange, other, kind), send(own_exchange, other, "police")
    asked = ("partnerships", "revoke", str(hub), str(partner), "--json")
    looked = flask(own_exchange.runtime, *asked)
    assert looked.code == 0, looked.error
    said = json.loads(looked.out)
    assert set(said["requests"]) == {str(played.request.file_id), str(waits.file_id)}
    assert (said["done"], said["waiting"], said["left"]) == (False, [str(waits.file_id)], None)
    assert keys_of(own_exchange, partner) > 0
    assert open_request(own_exchange.runtime, played.responder, played.request.file_id).records

    sure = ("--yes", "--by", str(other.decider.person_id), "--why", WHY)
    silent = flask(own_exchange.runtime, *asked, *sure[:3], admin=own_exchange.admin)
    assert (silent.code, "Say why" in silent.out) == (1, True)
    assert look_at_partner(own_exchange.runtime, hub, partner).asked, "nothing is done without a reason"
    ran = flask(own_exchange.runtime, *asked, *sure, admin=own_exchange.admin)
    assert ran.code == 0, ran.error
    assert json.loads(ran.out)["left"] == []
    assert keys_of(own_exchange, partner) == 0
    for request in (played.request, waits):
        with pytest.raises(ExchangeError):
            open_request(own_exchange.runtime, played.responder, request.file_id)
    seen = look_at_partner(own_exchange.runtime, hub, partner)
    assert (seen.asked, list(seen.requests)) == (False, [])
    assert keys_of(own_exchange, others.partner_id) > 0, "other partners keep what they were sent"
    assert open_collation(own_exchange.runtime, played.case.decider, played.case.id).sources, "what it answered stays"
    again = flask(own_exchange.runtime, *asked, *sure, admin=own_exchange.admin)
    assert (again.code, json.loads(again.out)["requests"]) == (0, [])
    assert check_log(own_exchange.runtime).problems == ()


def test_what_somebody_has_stepped_back_from_is_left_and_named(own_exchange: Exchange) -> None:
    played = answered(own_exchange)
    partner, decider = played.responder.organisation_id, played.case.decider
    declare_conflict(own_exchange.runtime, decider, played.case.id)
    assert withdraw_all(own_exchange.runtime, decider, partner, WHY) == [played.request.file_id]
    colleague = own_exchange.person("hub", "hub_decision_maker")
    assert withdraw_all(own_exchange.runtime, colleague, partner, WHY) == []
    assert keys_of(own_exchange, partner) == 0
