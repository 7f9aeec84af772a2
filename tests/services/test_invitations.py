"""Whoever is invited is let in by their own account once they accept, and nobody else ever is."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest

from app.domain.changes import Change
from app.domain.errors import InvalidInput, NotFound, Stale, WrongState
from app.domain.invitations import Answer
from app.services.administration.answer_invitation import WHY_NOT, leads_somewhere, withdraw_invitation
from app.services.administration.invite import HAS_IT, invite
from app.services.administration.look_at_invitations import list_invitations, show_invitation
from app.services.administration.suspend_member import suspend_member
from app.services.governance.check_log import check_log
from tests.services.administering import office
from tests.services.exchange import Exchange
from tests.services.inviting import NAME, SignIn, link, membership_of, proposed, sent


def logged(exchange: Exchange, change: Change) -> int:
    """How many entries the log has of what was done with a change."""
    event = hashlib.sha256(change.digest).hexdigest()
    return int(
        exchange.rows("SELECT count(*) FROM log_leaf WHERE convert_from(leaf, 'UTF8') LIKE %s", f"%{event}%")[0][0]
    )


def jobs(exchange: Exchange, kind: str) -> int:
    """How many mails of a kind were asked for."""
    return int(exchange.rows("SELECT count(*) FROM job WHERE kind = %s", kind)[0][0])


def test_signed_by_two_and_accepted_it_gives_the_role_by_that_account_alone(own_exchange: Exchange) -> None:
    here, town = office(own_exchange), SignIn(own_exchange)
    change = proposed(here, town)
    assert here.applied() == 0
    assert leads_somewhere(own_exchange.runtime, link(own_exchange, change)) is None, "one alone invites nobody"
    here.ben.signs(change)
    assert (here.applied(), here.outcome(change)) == (1, "applied")
    amina, address = town.arrives(), link(own_exchange, change)
    seen = amina.sees(address)
    assert (seen.organisation, seen.inviter, seen.state, seen.why_not) == (
        here.organisation, here.ada.actor.display_name, "open", None)  # fmt: skip
    assert amina.roles() == []
    amina.answers(address)
    amina.answers(address)
    assert (amina.sees(address).state, amina.roles()) == ("accepted", [])
    assert (here.applied(), amina.roles()) == (1, ["partner_responder"])
    assert amina.sees(address).joined == membership_of(own_exchange, change)
    assert here.applied() == 0
    assert check_log(own_exchange.runtime).problems == ()


@pytest.mark.parametrize("role", ["administrator", "safeguarding_lead"])
def test_a_role_that_oversees_others_takes_three(exchange: Exchange, role: str) -> None:
    here, town = office(exchange), SignIn(exchange)
    change = proposed(here, town, role)
    here.ben.signs(change)
    assert here.applied() == 0
    here.cleo.signs(change)
    assert here.applied() == 1


def test_declined_it_gives_nothing_and_who_invited_is_told(own_exchange: Exchange) -> None:
    here, town = office(own_exchange), SignIn(own_exchange)
    change = sent(here, town)
    amina, address = town.arrives(), link(own_exchange, change)
    amina.answers(address, accepts=False)
    amina.answers(address)
    assert (amina.sees(address).state, amina.sees(address).why_not) == ("declined", None)
    assert (here.applied(), amina.roles(), jobs(own_exchange, "invitation_answered")) == (0, [], 1)
    shown = show_invitation(own_exchange.runtime, here.ben.actor, change.id)
    assert (shown.state, shown.by, shown.link) == ("declined", NAME, None)
    assert check_log(own_exchange.runtime).problems == ()


def test_another_account_another_sign_in_and_a_late_comer_are_refused_told_and_logged_once(
    own_exchange: Exchange,
) -> None:
    here, town = office(own_exchange), SignIn(own_exchange)
    change = sent(here, town)
    address, before, strange = link(own_exchange, change), logged(own_exchange, change), SignIn(own_exchange)
    others = {
        "account": [town.arrives("amir"), town.arrives("ames", "Ames Example", None)],
        "sign_in": [strange.arrives("amina"), strange.arrives("other", mailbox=f"amina@{town.domain}")],
    }
    for code, people in others.items():
        for one in people:
            assert one.sees(address).why_not == code
            assert one.sees(address).why_not == code
            with pytest.raises(WrongState, match=WHY_NOT[code][:40]):
                one.answers(address)
            assert (here.applied(), one.roles()) == (0, [])
    amina = town.arrives()
    own_exchange.clock.forward(timedelta(days=14))
    amina = town.arrives()
    assert amina.sees(address).why_not == "late"
    with pytest.raises(WrongState, match="time of this invitation is over"):
        amina.answers(address)
    assert (jobs(own_exchange, "invitation_refused"), logged(own_exchange, change) - before) == (5, 5)
    assert check_log(own_exchange.runtime).problems == ()


def test_where_a_sign_in_says_no_mailbox_the_name_decides_in_whatever_order(exchange: Exchange) -> None:
    here, town = office(exchange), SignIn(exchange)
    address = link(exchange, sent(here, town))
    nameless = town.arrives("nameless", "EXAMPLE, Amina", None)
    assert nameless.sees(address).why_not is None
    nameless.answers(address)
    assert (here.applied(), nameless.roles()) == (1, ["partner_responder"])


def test_used_by_one_it_serves_no_second(exchange: Exchange) -> None:
    here, town = office(exchange), SignIn(exchange)
    address = link(exchange, sent(here, town))
    town.arrives().answers(address)
    second = town.arrives("second", "Amina Example", None)
    for _ in range(2):
        assert second.sees(address).why_not == "used"
        with pytest.raises(WrongState, match="used already"):
            second.answers(address)
        here.applied()
    assert second.roles() == []


def test_taken_back_by_a_colleague_it_lets_nobody_in(own_exchange: Exchange) -> None:
    here, town = office(own_exchange), SignIn(own_exchange)
    change = sent(here, town)
    withdraw_invitation(own_exchange.runtime, here.cleo.actor, change.id)
    amina = town.arrives()
    assert amina.sees(link(own_exchange, change)).why_not == "withdrawn"
    with pytest.raises(WrongState, match="answered already, or taken back"):
        withdraw_invitation(own_exchange.runtime, here.ada.actor, change.id)
    with pytest.raises(WrongState, match="taken this invitation back"):
        amina.answers(link(own_exchange, change))
    elsewhere = office(own_exchange)
    for stranger in (elsewhere.ada.actor, here.colleague):
        with pytest.raises(NotFound):
            withdraw_invitation(own_exchange.runtime, stranger, change.id)
        with pytest.raises(NotFound):
            show_invitation(own_exchange.runtime, stranger, change.id)
    assert [one.state for one in list_invitations(own_exchange.runtime, here.ada.actor)] == ["withdrawn"]
    assert check_log(own_exchange.runtime).problems == ()


def test_whoever_signed_it_does_not_accept_it(exchange: Exchange) -> None:
    here, town = office(exchange), SignIn(exchange)
    with exchange.runtime.database.work(None) as work:
        ben = work.identity.person(here.ben.actor.person_id)
    change = sent(here, town, subject="ben")
    ben_too = town.arrives("ben")
    exchange.rows("UPDATE identity SET person_id = %s WHERE person_id = %s", ben.id, ben_too.person.id)
    exchange.rows("DELETE FROM web_session WHERE person_id = %s", ben_too.person.id)
    exchange.rows("UPDATE person SET email = %s WHERE id = %s", f"ben@{town.domain}", ben.id)
    again = town.arrives("ben")
    assert again.person.id == ben.id
    assert again.sees(link(exchange, change)).why_not == "signed"


def test_what_is_typed_wrongly_is_named(exchange: Exchange) -> None:
    here, town = office(exchange), SignIn(exchange)
    runtime, ada, mailbox = exchange.runtime, here.ada.actor, f"amina@{town.domain}"

    def wrong(role: str, name: str, email: str, days: int | None) -> set[str]:
        with pytest.raises(InvalidInput) as told:
            invite(runtime, ada, role, name, email, days)
        return set(told.value.errors)

    assert wrong("hub_collator", " ", "amina", 3) == {"role", "name", "email", "days"}
    assert wrong("partner_responder", NAME, "amina@nowhere.example", 7) == {"email"}
    for mailbox_wrong in (
        "a b@town.example",
        "@town.example",
        "amina@town",
        "amina@town.example\nBcc: x",
        "a" * 300,
        "a@b.example,c@d.example",
        "<a@b.example>",
        "\u202ea@b.example",
    ):
        assert wrong("partner_responder", NAME, mailbox_wrong, 7) == {"email"}
        assert wrong("partner_responder", NAME, f"{mailbox_wrong}\x00", 7) == {"email"}
    for name_wrong in ("Madeup\x00words", "Madeup \ud800", "Madeup \x07", "Madeup \u202e words", "Madeup " * 15):
        assert wrong("partner_responder", name_wrong, mailbox, 7) == {"name"}
    first = invite(runtime, ada, "partner_responder", NAME, mailbox, 7)
    assert invite(runtime, ada, "partner_responder", f" {NAME} ", mailbox.upper(), 28).id == first.id
    with pytest.raises(NotFound):
        invite(runtime, here.colleague, "partner_responder", NAME, mailbox, 7)


def test_nobody_is_invited_to_a_role_that_they_have_suspended_or_not(exchange: Exchange) -> None:
    here, town = office(exchange), SignIn(exchange)
    change = sent(here, town)
    town.arrives().answers(link(exchange, change))
    assert here.applied() == 1
    for suspended in (False, True):
        if suspended:
            suspend_member(exchange.runtime, here.ada.actor, membership_of(exchange, change) or uuid4())
        with pytest.raises(InvalidInput) as told:
            invite(exchange.runtime, here.ada.actor, "partner_responder", NAME, f"AMINA@{town.domain}", 7)
        assert told.value.errors == {"email": HAS_IT}
    other = invite(exchange.runtime, here.ada.actor, "partner_manager", NAME, f"amina@{town.domain}", 7)
    assert other.body["role"] == "partner_manager"


def test_pressed_at_once_by_two_it_has_one_answer(exchange: Exchange) -> None:
    here, town = office(exchange), SignIn(exchange)
    change = sent(here, town)
    amina = town.arrives()
    with exchange.runtime.database.work(None) as work:
        work.invitations.add(Answer(change.id, "withdrawn", here.ada.actor.person_id, exchange.clock.now()))
        work.commit()
    with pytest.raises((Stale, WrongState)):
        amina.answers(link(exchange, change))
