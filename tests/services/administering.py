"""Administrators of one organisation with passkeys of their own, and what they do in a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from app.domain.changes import Change
from app.domain.identity import Actor, Organisation
from app.services.administration.apply_changes import apply_changes
from app.services.administration.passkeys import begin, offer_challenge, offer_passkey
from app.services.administration.propose_change import propose_change
from app.services.administration.sign_change import sign_change
from tests.services.authenticator import Authenticator
from tests.services.exchange import Exchange


@dataclass
class Administrator:
    """Somebody who administers, and their device."""

    exchange: Exchange
    actor: Actor
    device: Authenticator = field(default_factory=Authenticator)

    def offers(self) -> str:
        """Offer the passkey; says its code."""
        made = self.device.makes(offer_challenge(self.exchange.runtime, self.actor))
        return offer_passkey(self.exchange.runtime, self.actor, made).code

    def proposes(self, what: str, about: Actor) -> Change:
        """Propose a change of somebody's role."""
        return propose_change(self.exchange.runtime, self.actor, what, about.membership_id)

    def signs(self, change: Change) -> Change:
        """Sign it."""
        return sign_change(self.exchange.runtime, self.actor, change.id, self.device.signs(change.digest))


@dataclass
class Office:
    """An organisation of the test's own, with so many administrators who have begun, and one colleague."""

    exchange: Exchange
    organisation: Organisation
    ada: Administrator
    ben: Administrator
    cleo: Administrator
    colleague: Actor

    def applied(self) -> int:
        """How many changes end now."""
        return apply_changes(self.exchange.admin)

    def applied_in_an_hour(self) -> int:
        """How many of those that are announced now end an hour later. Only in an exchange of the test's own."""
        assert self.applied() == 0
        self.exchange.clock.forward(timedelta(minutes=59))
        assert self.applied() == 0
        self.exchange.clock.forward(timedelta(minutes=1))
        return self.applied()

    def outcome(self, change: Change) -> str | None:
        """How a change has ended."""
        [(outcome,)] = self.exchange.rows("SELECT outcome FROM change WHERE id = %s", change.id)
        return None if outcome is None else str(outcome)


def office(exchange: Exchange, *, begun: bool = True, at: Organisation | None = None) -> Office:
    """A fresh one, unless it is `at` one there is: Ada, Ben and Cleo administer it, and a colleague works there."""
    there = at or exchange.another("housing")
    people = [exchange.person(there.kind, "administrator", there) for _ in range(3)]
    ada, ben, cleo = (Administrator(exchange, one) for one in people)
    if begun:
        begin(exchange.admin, there.id, [one.offers() for one in (ada, ben, cleo)])
    return Office(exchange, there, ada, ben, cleo, exchange.person("housing", "partner_responder", there))
