"""Whoever leaves is out with the next request, however their role ends, and what they had is free for colleagues."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from app.domain.changes import MEMBER_ENDED, SUSPENSION_LIFTED
from app.domain.errors import WrongState
from app.domain.events import on_file
from app.domain.identity import Actor, IdentityProvider
from app.domain.provider_said import SignOutNotice
from app.services.administration.suspend_member import suspend_member
from app.services.governance.check_log import check_log
from app.services.identity.end_provider import end_provider
from app.services.identity.find_session import find_session
from app.services.identity.register_provider import register_provider
from app.services.intake.assign_case import assign_case
from app.services.messages.run_jobs import run_jobs
from app.services.research.open_request import open_request
from app.services.research.take_over import take_over
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


def as_a_person(here: Office, leaver: Actor) -> None:
    """Whoever runs the exchange ends every role they have, wherever."""
    ended = flask(None, "people", "end", str(leaver.person_id), admin=here.exchange.admin)
    assert ended.code == 0, ended.error


WAYS: dict[str, Callable[[Office, Actor], None]] = {
    "by page": by_page,
    "by command": by_command,
    "as a person": as_a_person,
}


def session_of(exchange: Exchange, actor: Actor) -> str:
    """A browser of theirs."""
    made = a_provider(exchange)
    return open_session(exchange.runtime, made, person_id=actor.person_id, membership_id=actor.membership_id)


def a_provider(exchange: Exchange) -> IdentityProvider:
    """A sign-in of the test's own."""
    made = IdentityProvider(uuid4(), uuid4().hex, "Madeup", "https://town.example", "prx", exchange.clock.now(),
                            development=True)  # fmt: skip
    register_provider(exchange.admin, made)
    return made


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


def suspended(here: Office, leaver: Actor, _: IdentityProvider) -> None:
    """A colleague suspends the role, alone."""
    suspend_member(here.exchange.runtime, here.ada.actor, leaver.membership_id)


def signed_out_there(here: Office, leaver: Actor, provider: IdentityProvider) -> None:
    """Their own sign-in says that they have signed out, or that their account is closed."""
    notice = SignOutNotice(None, str(leaver.person_id), "made-up", here.exchange.clock.now())
    with here.exchange.runtime.database.work(None) as work:
        ended = work.identity.revoke_sessions_at_provider(provider.id, notice, here.exchange.clock.now())
        work.commit()
    assert ended == 1


def their_sign_in_ended(here: Office, _: Actor, provider: IdentityProvider) -> None:
    """Nobody signs in by it any more."""
    end_provider(here.exchange.admin, provider.key)


OUT = {
    "suspended": suspended,
    "signed out at their provider": signed_out_there,
    "their sign-in ended": their_sign_in_ended,
}


@pytest.mark.parametrize("out", OUT.values(), ids=OUT.keys())
def test_whoever_is_out_for_a_while_is_out_at_once_and_keeps_what_they_had_until_a_colleague_takes_it_over(
    own_exchange: Exchange, out: Callable[[Office, Actor, IdentityProvider], None]
) -> None:
    runtime, case = own_exchange.runtime, ready_case(own_exchange)
    request = send(own_exchange, case, "housing", ("housing_known",))
    leaver, colleague = claim(own_exchange, request), own_exchange.person("housing", "partner_responder")
    here = office(own_exchange, at=own_exchange.organisation("housing"))
    provider = a_provider(own_exchange)
    token = open_session(runtime, provider, person_id=leaver.person_id, membership_id=leaver.membership_id)
    assert acts(own_exchange, token)
    out(here, leaver, provider)
    assert not acts(own_exchange, token)
    run_jobs(runtime)
    with pytest.raises(WrongState):
        claim_request(runtime, colleague, request.file_id)
    assert take_over(runtime, colleague, request.file_id, WHY).claimed_by == colleague.person_id
    assert open_request(runtime, colleague, request.file_id).request.claimed_by == colleague.person_id
    assert check_log(runtime).problems == ()


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
