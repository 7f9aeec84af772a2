"""Whoever leaves is out with the next request, however their role ends, and what they had is free for colleagues."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from app.domain.changes import MEMBER_ENDED, SUSPENSION_LIFTED
from app.domain.events import on_file
from app.domain.identity import Actor, IdentityProvider
from app.services.administration.suspend_member import suspend_member
from app.services.governance.check_log import check_log
from app.services.identity.find_session import find_session
from app.services.identity.register_provider import register_provider
from app.services.intake.assign_case import assign_case
from app.services.messages.run_jobs import run_jobs
from app.services.research.open_request import open_request
from app.services.research.work_on_request import claim_request
from tests.governance.commands import flask
from tests.identity.signed_in import open_session
from tests.services.administering import Office, office
from tests.services.exchange import Exchange
from tests.services.played import claim, draft, ready_case, send, value
from tests.services.test_cover import named

WHY = "Their colleague has left."


def by_page(here: Office, leaver: Actor) -> None:
    """An administrator signs it, and it is applied."""
    here.ada.signs(here.ada.proposes(MEMBER_ENDED, leaver))
    assert here.applied() == 1


def by_command(here: Office, leaver: Actor) -> None:
    """Whoever runs the exchange types it."""
    ended = flask(None, "members", "end", str(leaver.membership_id), admin=here.exchange.admin)
    assert (ended.code, ended.out) == (0, "Ended.\n")


WAYS: dict[str, Callable[[Office, Actor], None]] = {"by page": by_page, "by command": by_command}


def session_of(exchange: Exchange, actor: Actor) -> str:
    """A browser of theirs."""
    made = IdentityProvider(uuid4(), uuid4().hex, "Madeup", "https://town.example", "prx", exchange.clock.now(),
                            development=True)  # fmt: skip
    register_provider(exchange.admin, made)
    return open_session(exchange.runtime, made, person_id=actor.person_id, membership_id=actor.membership_id)


def acts(exchange: Exchange, token: str) -> bool:
    """Whether their next request is let in."""
    found = find_session(exchange.runtime, token)
    return found is not None and found.actor is not None


@pytest.mark.parametrize("leave", WAYS.values(), ids=WAYS.keys())
def test_a_partners_worker_is_out_and_their_request_draft_and_cover_are_free(
    own_exchange: Exchange, leave: Callable[[Office, Actor], None]
) -> None:
    runtime, case = own_exchange.runtime, ready_case(own_exchange)
    request = send(own_exchange, case, "housing", ("housing_known",))
    leaver = claim(own_exchange, request)
    draft(own_exchange, request, leaver, case.people[0], {"housing_known": value("yes")})
    colleague, away = (own_exchange.person("housing", "partner_responder") for _ in range(2))
    named(own_exchange, away, leaver)
    here, token = office(own_exchange, at=own_exchange.organisation("housing")), session_of(own_exchange, leaver)
    assert acts(own_exchange, token)
    leave(here, leaver)
    assert not acts(own_exchange, token)
    run_jobs(runtime)
    claim_request(runtime, colleague, request.file_id)
    assert open_request(runtime, colleague, request.file_id).request.claimed_by == colleague.person_id
    assert own_exchange.rows("SELECT count(*) FROM covering WHERE ended_at IS NULL") == [(0,)]
    assert check_log(runtime).problems == ()


def on(exchange: Exchange, case_id: UUID) -> tuple[UUID, ...]:
    """Who is on a case."""
    with exchange.runtime.database.work(None) as work:
        return on_file(work.events.of_files([case_id])[case_id])


@pytest.mark.parametrize("leave", WAYS.values(), ids=WAYS.keys())
def test_a_decision_maker_is_out_and_on_no_case(own_exchange: Exchange, leave: Callable[[Office, Actor], None]) -> None:
    case, successor = ready_case(own_exchange), own_exchange.person("hub", "hub_decision_maker")
    here, token = office(own_exchange, at=own_exchange.organisation("hub")), session_of(own_exchange, case.decider)
    assert acts(own_exchange, token)
    leave(here, case.decider)
    assert not acts(own_exchange, token)
    run_jobs(own_exchange.runtime)
    assert on(own_exchange, case.id) == (case.collator.person_id,)
    assign_case(own_exchange.runtime, successor, case.id, successor.person_id, WHY)
    assert check_log(own_exchange.runtime).problems == ()


def test_an_administrator_who_leaves_signs_nothing_and_what_they_signed_before_counts_no_more(
    own_exchange: Exchange,
) -> None:
    here = office(own_exchange)
    token = session_of(own_exchange, here.ben.actor)
    suspend_member(own_exchange.runtime, here.ada.actor, here.colleague.membership_id)
    lifted = here.ben.signs(here.ben.proposes(SUSPENSION_LIFTED, here.colleague))
    by_page(here, here.ben.actor)
    assert not acts(own_exchange, token)
    here.cleo.signs(lifted)
    assert (here.applied(), here.outcome(lifted)) == (1, "refused")
    assert check_log(own_exchange.runtime).problems == ()
