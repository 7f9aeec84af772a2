"""A hub asks those it has a partnership with, and nobody else; with the partnership begins their log."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.domain.errors import InvalidInput, LogUnavailable, NotFound, Stale, WrongState
from app.domain.identity import Organisation
from app.domain.log_entry import Entry
from app.services.disclosure.recording import record
from app.services.governance.check_log import check_log
from app.services.identity.make_partnership import make_partnership
from app.services.identity.register_organisation import register_organisation
from app.services.intake.open_case import open_case
from app.services.research.compose import Ask
from app.services.research.list_partners import list_partners
from app.services.research.send_requests import send_requests
from tests.governance.commands import flask
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import QUESTION, claim, draft, previewed, ready_case, send, sign, value

__all__ = ["own_exchange"]


def newcomer(exchange: Exchange) -> Organisation:
    """An organisation that takes part, and has no partnership yet."""
    made = Organisation(uuid4(), "housing", "Newcomer (made up)", "Madeup", "housing", "01632", exchange.clock.now())
    register_organisation(exchange.admin, made)
    return made


def test_only_a_partner_is_offered_and_asked(own_exchange: Exchange) -> None:
    case, made = ready_case(own_exchange), newcomer(own_exchange)
    ask = Ask(made.id, "They may know the family.", (), QUESTION, subjects=frozenset(case.people))
    assert made not in list_partners(own_exchange.runtime, case.collator)
    with pytest.raises(InvalidInput) as refused:
        send_requests(own_exchange.runtime, case.collator, case.id, [ask], previewed(own_exchange, case))
    assert refused.value.errors["partners"].startswith(f"{made.name} cannot be asked: there is no partnership with it")
    hub = case.collator.organisation_id
    ran = flask(None, "partnerships", "make", str(hub), str(made.id), admin=own_exchange.admin)
    assert (ran.code, ran.out) == (0, "Made.\n")
    assert made in list_partners(own_exchange.runtime, case.collator)
    (request,) = send_requests(own_exchange.runtime, case.collator, case.id, [ask], previewed(own_exchange, case))
    assert request.partner_id == made.id
    assert check_log(own_exchange.runtime).problems == ()
    with pytest.raises(Stale):
        make_partnership(own_exchange.admin, hub, made.id)
    with pytest.raises(WrongState):
        make_partnership(own_exchange.admin, made.id, hub)


def test_a_disclosure_names_the_agreement_its_two_sides_share_under_and_how_it_was_given(
    own_exchange: Exchange,
) -> None:
    case, made = ready_case(own_exchange), newcomer(own_exchange)
    hub = case.collator.organisation_id
    command = ("partnerships", "make", str(hub), str(made.id), "--agreement")
    refused = flask(None, *command, "between us, about Madeup Person", admin=own_exchange.admin)
    assert (refused.code, "Give its reference" in refused.error) == (1, True)
    assert flask(None, *command, "ISA 2026/14", admin=own_exchange.admin).code == 0
    other = send(own_exchange, case, "police", ("police_known",))
    ask = Ask(made.id, "They may know the family.", ("housing_known",), QUESTION, subjects=frozenset(case.people))
    [request] = send_requests(own_exchange.runtime, case.collator, case.id, [ask], previewed(own_exchange, case))
    responder = claim(own_exchange, request)
    draft(own_exchange, request, responder, case.people[0], {"housing_known": value("yes")})
    sign(own_exchange, responder, request)
    said = own_exchange.rows(
        "SELECT body ->> 'k', body ->> 'file', body ->> 'agreement', body ->> 'channel' FROM log_leaf, "
        "LATERAL (SELECT convert_from(leaf, 'UTF8')::jsonb AS body) AS whole WHERE body ->> 'file' = ANY(%s) "
        "AND kind IN ('request_sent', 'return_released') ORDER BY log, idx",
        [str(other.file_id), str(request.file_id)],
    )
    theirs = str(request.file_id)
    assert sorted(said) == sorted([
        ("request_sent", str(other.file_id), None, "exchange"),
        ("request_sent", theirs, "ISA 2026/14", "exchange"),
        ("return_released", theirs, "ISA 2026/14", "exchange"),
    ])  # fmt: skip
    assert check_log(own_exchange.runtime).problems == ()
    own_exchange.rows("UPDATE partnership SET agreement = 'ISA 2026/15' WHERE agreement IS NOT NULL")
    assert any("partnership" in one for one in check_log(own_exchange.runtime).problems)


def test_what_would_pass_between_two_without_a_log_is_not_recorded(own_exchange: Exchange) -> None:
    hub, made = own_exchange.organisation("hub").id, newcomer(own_exchange).id
    before = own_exchange.leaves()
    entry = Entry("request_sent", tenant_id=hub, from_id=hub, to_id=made)
    with own_exchange.runtime.database.work(None) as work, pytest.raises(LogUnavailable, match="make the partnership"):
        record(own_exchange.runtime, work, [(entry, None)])
    assert own_exchange.leaves() == before


def test_a_refusal_is_in_the_log_of_whoever_was_refused_and_names_no_file(own_exchange: Exchange) -> None:
    case = ready_case(own_exchange)
    stranger = own_exchange.person("housing", "partner_responder")
    for sought in (case.id, uuid4()):
        with pytest.raises(NotFound):
            open_case(own_exchange.runtime, stranger, sought)
    told = own_exchange.rows(
        "SELECT hub_id, other_id, tenant_id, file_id, from_id, convert_from(leaf, 'UTF8')::jsonb ->> 'file' "
        "FROM log_detail JOIN log_leaf USING (id) JOIN log ON log.id = log_leaf.log WHERE log_detail.kind = 'refused'"
    )
    own = stranger.organisation_id
    assert told == [(own, own, own, None, None, None)] * 2
