"""Whoever is invited gets the link, once; and those who invited hear what became of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.domain.changes import MEMBER_ENDED
from app.domain.errors import MailboxRefused
from app.services.administration.answer_invitation import withdraw_invitation
from tests.messages.desk import Desk, to
from tests.messages.test_changes import begun
from tests.services.administering import Office
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.inviting import NAME, SignIn, link, sent

__all__ = ["own_exchange"]


class Strict(Desk):
    """The mailboxes of colleagues alone: nobody else has one."""

    def send(self, to: str, subject: str, text: str, once: UUID) -> None:
        if to.startswith("amina"):
            raise MailboxRefused("550")
        super().send(to, subject, text, once)


def office_of(desk: Desk) -> tuple[Office, SignIn]:
    """Three of probation who have begun, and the sign-in of somebody new."""
    ada, ben, cleo, rhys = begun(desk)
    organisation = desk.exchange.organisation("probation")
    desk.since()
    return Office(desk.exchange, organisation, ada, ben, cleo, rhys), SignIn(desk.exchange)


def test_the_link_goes_to_the_mailbox_that_was_signed_and_says_nothing_of_anybody(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    here, town = office_of(desk)
    change = sent(here, town)
    assert ("amina", "invited") in desk.since()
    text, (named, secret) = desk.text("amina", "invited"), link(own_exchange, change).split(".")
    assert f"https://exchange.madeup.example/invitation/{named}/{secret}" in text
    for name in (NAME, here.ada.actor.display_name, here.ben.actor.display_name, here.organisation.name):
        assert name not in text
    assert desk.since() == []


def test_whoever_invited_hears_what_became_of_it_and_where_they_left_their_colleagues(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    here, town = office_of(desk)
    first, second = sent(here, town), sent(here, town, subject="bela")
    desk.since()
    town.arrives().answers(link(own_exchange, first))
    assert desk.since() == [], "it is not verified yet"
    here.applied()
    assert desk.since() == to("invitation_answered", "ada")
    assert f"/admin/people/invitations/{first.id}" in desk.text("ada", "invitation_answered")
    town.arrives("other").sees(link(own_exchange, second))
    town.arrives("other").sees(link(own_exchange, second))
    assert desk.since() == to("invitation_refused", "ada")
    here.ben.signs(here.ben.proposes(MEMBER_ENDED, here.ada.actor))
    here.applied()
    assert desk.since() == to("change_done_alone", "cleo")
    town.arrives("bela", "Bela Example").answers(link(own_exchange, second), accepts=False)
    assert desk.since() == to("invitation_answered", "ben", "cleo")


def test_whoever_invited_hears_that_nobody_has_that_mailbox(own_exchange: Exchange) -> None:
    desk = Strict(own_exchange)
    here, town = office_of(desk)
    change = sent(here, town)
    assert [one for one in desk.since() if one[1].startswith("invit")] == to("invitation_undelivered", "ada")
    assert f"/admin/people/invitations/{change.id}" in desk.text("ada", "invitation_undelivered")
    own_exchange.clock.forward(days=1)
    assert desk.since() == [], "it is not sent again, and neither is what was said of it"


def test_no_link_is_sent_once_it_is_taken_back_or_late(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    here, town = office_of(desk)
    withdraw_invitation(own_exchange.runtime, here.cleo.actor, sent(here, town).id)
    sent(here, town, subject="bela")
    own_exchange.clock.forward(timedelta(days=14))
    assert [kind for _, kind in desk.since() if kind == "invited"] == []
