"""Who is told of a change: whoever may sign it, once its proposer has; and its proposer, when it was not done."""

from __future__ import annotations

from app.domain.changes import MEMBER_ENDED, PASSKEY_ENDED, SUSPENSION_LIFTED
from app.domain.identity import Actor
from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin, list_passkeys
from app.services.administration.propose_by_command import propose_role_for
from app.services.administration.propose_change import propose_change
from app.services.administration.sign_change import withdraw_change
from app.services.administration.suspend_member import suspend_member
from tests.messages.desk import Desk, to
from tests.services.administering import Administrator
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.test_approving_members import newcomer

__all__ = ["own_exchange"]


def begun(desk: Desk) -> tuple[Administrator, Administrator, Administrator, Actor]:
    """Three who administer probation, and a colleague who is suspended."""
    exchange = desk.exchange
    joined = [desk.join(one, "probation", "administrator") for one in ("ada", "ben", "cleo")]
    ada, ben, cleo = (Administrator(exchange, one) for one in joined)
    rhys = desk.join("rhys", "probation", "partner_responder")
    begin(exchange.admin, ada.actor.organisation_id, [one.offers() for one in (ada, ben, cleo)])
    suspend_member(exchange.runtime, ada.actor, rhys.membership_id)
    return ada, ben, cleo, rhys


def test_whoever_may_sign_is_told_and_nobody_else(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    ada, ben, _, rhys = begun(desk)
    assert desk.since() == to("member_suspended", "ben", "cleo")
    assert f"/admin/people/{rhys.membership_id}" in desk.text("ben", "member_suspended")
    change = ada.proposes(SUSPENSION_LIFTED, rhys)
    assert desk.since() == [], "it is nobody's word yet"
    ada.signs(change)
    assert desk.since() == to("change_waits", "ben", "cleo")
    text = desk.text("ben", "change_waits")
    assert f"/admin/changes/{change.id}" in text
    assert not any(one.actor.display_name in text for one in (ada, ben))
    ben.signs(change)
    apply_changes(own_exchange.admin)
    assert desk.since() == []
    ended = ada.signs(ada.proposes(MEMBER_ENDED, rhys))
    assert desk.since() == [], "it needs nobody else"
    apply_changes(own_exchange.admin)
    assert desk.since() == to("change_done_alone", "ben", "cleo"), "whoever else could have done it hears of it"
    assert f"/admin/changes/{ended.id}" in desk.text("ben", "change_done_alone")


def test_what_was_taken_back_waits_for_nobody(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    ada, ben, _, rhys = begun(desk)
    desk.since()
    change = ada.signs(ada.proposes(SUSPENSION_LIFTED, rhys))
    withdraw_change(own_exchange.runtime, ben.actor, change.id)
    assert desk.since() == []


def test_whoever_it_was_proposed_for_by_a_command_is_told_first(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    ada, ben, _, _ = begun(desk)
    desk.since()
    amina, there = newcomer(own_exchange), ada.actor.organisation_id
    change = propose_role_for(own_exchange.admin, ben.actor.person_id, amina, there, "partner_responder")
    assert desk.since() == to("change_is_yours", "ben")
    assert f"/admin/changes/{change.id}" in desk.text("ben", "change_is_yours")
    ben.signs(change)
    assert desk.since() == to("change_waits", "ada", "cleo")


def test_whoevers_passkey_a_colleague_ended_is_told_and_nobody_of_their_own(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    ada, ben, _, _ = begun(desk)
    desk.since()
    for one in (ben, ada):
        [passkey] = list_passkeys(own_exchange.runtime, one.actor).registered
        ada.signs(propose_change(own_exchange.runtime, ada.actor, PASSKEY_ENDED, passkey.id))
        apply_changes(own_exchange.admin)
        told = to("change_done_alone", *(("cleo",) if one is ben else ("ben", "cleo")))
        assert desk.since() == sorted([*told, *(to("passkey_ended", "ben") if one is ben else [])])
    assert "ring a colleague" in desk.text("ben", "passkey_ended")


def test_its_proposer_hears_that_it_was_overtaken(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    ada, ben, cleo, rhys = begun(desk)
    lifted = ada.signs(ada.proposes(SUSPENSION_LIFTED, rhys))
    cleo.signs(cleo.proposes(MEMBER_ENDED, rhys))
    apply_changes(own_exchange.admin)
    desk.since()
    ben.signs(lifted)
    apply_changes(own_exchange.admin)
    assert desk.since() == to("change_not_done", "ada")
