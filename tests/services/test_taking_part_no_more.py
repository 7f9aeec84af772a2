"""A partnership, an organisation and a sign-in end: who may do what from then on, who is told, and what stays."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

import pytest

from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.identity import Actor, IdentityProvider
from app.services.disclosure.gate import open_records
from app.services.governance.check_log import check_log
from app.services.identity.end_organisation import end_organisation
from app.services.identity.end_partnership import end_partnership
from app.services.identity.find_provider import find_provider
from app.services.identity.make_partnership import make_partnership
from app.services.identity.register_provider import register_provider
from app.services.research.compose import Ask
from app.services.research.list_partners import find_partners_gone, list_partners
from app.services.research.send_requests import send_requests
from tests.governance.commands import flask
from tests.messages.desk import Desk, hub_of
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import QUESTION, Case, claim, draft, previewed, ready_case, send, sign, value

__all__ = ["own_exchange"]

NOW = datetime(2026, 1, 5, tzinfo=UTC)


def asks(exchange: Exchange, case: Case, kind: str) -> Ask:
    return Ask(exchange.organisation(kind).id, "They may know.", (), QUESTION, subjects=frozenset(case.people))


def answers(exchange: Exchange, case: Case, kind: str) -> Actor:
    """Somebody answers a request of this case at a partner, and what stands is opened by whoever decides."""
    request = send(exchange, case, kind, (f"{kind}_known",))
    responder = claim(exchange, request)
    for person in case.people:
        draft(exchange, request, responder, person, {f"{kind}_known": value("yes")})
    sign(exchange, responder, request)
    return responder


def test_whoever_waits_is_told_and_what_was_asked_can_still_be_answered(own_exchange: Exchange) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    case = hub_of(desk)
    hub, partner = case.collator.organisation_id, own_exchange.organisation("housing")
    request = send(own_exchange, case, "housing", ("housing_known",))
    desk.since()
    ended = flask(None, "partnerships", "end", str(hub), str(partner.id), admin=own_exchange.admin)
    assert (ended.code, ended.out) == (0, "Ended.\n")
    assert desk.since() == [("cora", "partner_left"), ("dilys", "partner_left")]
    assert partner not in list_partners(runtime, case.collator)
    assert find_partners_gone(runtime, case.collator, [partner.id]) == (partner.name,)
    other = ready_case(own_exchange)
    with pytest.raises(InvalidInput) as refused:
        send_requests(runtime, other.collator, other.id, [asks(own_exchange, other, "housing")],
                      previewed(own_exchange, other))  # fmt: skip
    assert refused.value.errors["partners"].startswith(
        f"{partner.name} cannot be asked: there is no partnership with it"
    )
    responder = claim(own_exchange, request)
    for person in case.people:
        draft(own_exchange, request, responder, person, {"housing_known": value("yes")})
    sign(own_exchange, responder, request)
    state = own_exchange.rows("SELECT state FROM research_request WHERE file_id = %s", request.file_id)
    assert state == [("returned",)]
    again = flask(None, "partnerships", "end", str(hub), str(partner.id), admin=own_exchange.admin)
    assert (again.code, "no partnership to end" in again.error) == (1, True)
    assert check_log(runtime).problems == ()


def test_made_anew_it_goes_on_in_the_same_log(own_exchange: Exchange) -> None:
    case, partner = ready_case(own_exchange), own_exchange.organisation("police")
    hub, logs = case.collator.organisation_id, own_exchange.rows("SELECT count(*) FROM log")
    end_partnership(own_exchange.admin, hub, partner.id)
    make_partnership(own_exchange.admin, hub, partner.id, "ISA 2027/1")
    assert own_exchange.rows("SELECT count(*) FROM log") == logs
    send(own_exchange, case, "police", ("police_known",))
    assert check_log(own_exchange.runtime).problems == ()


def test_told_of_nothing_where_it_was_made_anew_meanwhile(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    case = hub_of(desk)
    hub, partner = case.collator.organisation_id, own_exchange.organisation("housing")
    send(own_exchange, case, "housing", ("housing_known",))
    desk.since()
    end_partnership(own_exchange.admin, hub, partner.id)
    make_partnership(own_exchange.admin, hub, partner.id)
    assert desk.since() == []


def test_an_end_that_was_written_in_or_taken_away_is_named(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    hub = case.collator.organisation_id
    housing, police = (own_exchange.organisation(one).id for one in ("housing", "police"))
    end_partnership(own_exchange.admin, hub, police)
    own_exchange.rows("UPDATE partnership SET ended_at = now() WHERE partner_id = %s", housing)
    own_exchange.rows("UPDATE partnership SET ended_at = NULL WHERE partner_id = %s", police)
    said = " ".join(map(str, check_log(own_exchange.runtime).problems))
    assert f"{hub}/{housing} of partnership is out of use, and no entry says so" in said
    assert f"{hub}/{police} of partnership stands again, and an entry says that it has ended" in said


def test_an_organisation_ends_after_its_partnerships_and_frees_what_its_people_had(own_exchange: Exchange) -> None:
    case, runtime = ready_case(own_exchange), own_exchange.runtime
    hub, partner = case.collator.organisation_id, own_exchange.organisation("housing")
    responder = answers(own_exchange, case, "housing")
    with pytest.raises(WrongState, match="end these partnerships first"):
        end_organisation(own_exchange.admin, partner.id)
    end_partnership(own_exchange.admin, hub, partner.id)
    unsure = flask(None, "organisations", "end", str(partner.id), admin=own_exchange.admin)
    assert (unsure.code, "Nothing was done" in unsure.error) == (1, True)
    sure = flask(None, "organisations", "end", str(partner.id), "--yes", admin=own_exchange.admin)
    assert (sure.code, sure.out.startswith("Ended, and ")) == (0, True)
    left = own_exchange.rows(
        "SELECT count(*) FROM membership WHERE organisation_id = %s AND ended_at IS NULL", partner.id
    )
    assert left == [(0,)]
    had = "SELECT count(*) FROM job WHERE kind = 'membership_ended' AND payload ->> 'person_id' = %s"
    freed = own_exchange.rows(had, str(responder.person_id))
    assert freed == [(1,)]
    with pytest.raises(NotFound):
        end_organisation(own_exchange.admin, partner.id)
    with pytest.raises(WrongState, match="takes part no more"):
        make_partnership(own_exchange.admin, hub, partner.id)
    returned = own_exchange.rows("SELECT id FROM record WHERE kind = 'return' AND state = 'released'")
    assert open_records(runtime, case.decider, [one for (one,) in returned]), "what it sent stays"
    assert check_log(runtime).problems == ()


def test_what_is_not_there_is_not_ended(own_exchange: Exchange) -> None:
    for command in (("organisations", "end", str(uuid4()), "--yes"), ("providers", "end", "nowhere"),
                    ("partnerships", "end", str(uuid4()), str(uuid4()))):  # fmt: skip
        ran = flask(None, *command, admin=own_exchange.admin)
        assert (ran.code, "There is no" in ran.error) == (1, True), command


def test_nobody_signs_in_by_a_provider_that_has_ended(own_exchange: Exchange) -> None:
    made = IdentityProvider(uuid4(), "town", "Town (made up)", "https://sign-in.town.example", "exchange", NOW)
    register_provider(own_exchange.admin, made, ("town.example",))
    find = partial(find_provider, own_exchange.runtime, "ada@town.example", caller="192.0.2.1")
    assert find().id == made.id
    assert flask(None, "providers", "end", "town", admin=own_exchange.admin).out == "Ended.\n"
    with pytest.raises(InvalidInput, match="email"):
        find()
    again = flask(None, "providers", "end", "town", admin=own_exchange.admin)
    assert (again.code, "There is no identity provider town" in again.error) == (1, True)
    assert check_log(own_exchange.runtime).problems == ()


def test_whoever_leaves_has_no_role_left_anywhere(own_exchange: Exchange) -> None:
    leaver = own_exchange.person("housing", "partner_responder")
    own_exchange.member("police", "partner_responder", leaver)
    standing = "SELECT count(*) FROM membership WHERE person_id = %s AND ended_at IS NULL"
    assert own_exchange.rows(standing, leaver.person_id) == [(2,)]
    ran = flask(None, "people", "end", str(leaver.person_id), admin=own_exchange.admin)
    assert (ran.code, ran.out.startswith("Ended: ")) == (0, True)
    assert own_exchange.rows(standing, leaver.person_id) == [(0,)]
    freed = "SELECT count(*) FROM job WHERE kind = 'membership_ended' AND payload ->> 'person_id' = %s"
    assert own_exchange.rows(freed, str(leaver.person_id)) == [(2,)]
    again = flask(None, "people", "end", str(leaver.person_id), admin=own_exchange.admin)
    assert (again.code, again.out) == (0, "They had no role.\n")
    assert check_log(own_exchange.runtime).problems == ()
