"""Accountable owners of a test's organisation, and what they say of entries of the policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.domain.changes import ENTRIES_APPROVED, PASSKEY_REGISTERED, Change
from app.domain.entry_approvals import OwnersWord
from app.services.administration.approved_entries import said_of_entries
from app.services.administration.entries import digests_in_force
from app.services.administration.propose_change import propose_change
from app.services.policy_control.follow_release import follow_release
from tests.services.administering import Administrator, Office
from tests.services.exchange import Exchange


def owner_of(here: Office, role: str = "accountable_owner") -> Administrator:
    """An accountable owner whose passkey two administrators have registered."""
    found = Administrator(here.exchange, here.exchange.person(here.organisation.kind, role, here.organisation))
    code = found.offers()
    with here.exchange.runtime.database.work(None) as work:
        offers = work.passkeys.offers_of([found.actor.person_id], here.organisation.id)
    (offer,) = [one for one in offers if one.code == code]
    change = here.ada.signs(propose_change(here.exchange.runtime, here.ada.actor, PASSKEY_REGISTERED, offer.id))
    here.ben.signs(change)
    assert here.applied() == 1
    return found


def read(here: Office) -> list[list[str]]:
    """Every entry as the owner reads it."""
    digests = digests_in_force(here.exchange.runtime.policy, here.organisation.kind)
    return [[what, key, digest] for (what, key), digest in digests.items()]


def proposed(by: Administrator, entries: list[list[str]], what: str = ENTRIES_APPROVED, why: str = "") -> Change:
    asked = {"entries": entries, "why": why}
    return propose_change(by.exchange.runtime, by.actor, what, by.actor.organisation_id, asked)


def said(here: Office) -> dict[str, OwnersWord]:
    with here.exchange.runtime.database.work(None) as work:
        return dict(said_of_entries(here.exchange.runtime, work, here.organisation.id))


def approved(here: Office) -> set[str]:
    return {digest for digest, one in said(here).items() if one.approved}


def live(exchange: Exchange) -> None:
    """Have the exchange rely on nothing but what owners have approved by now, as in production."""
    exchange.runtime, exchange.admin = (
        follow_release(replace(one, production=True)) for one in (exchange.runtime, exchange.admin)
    )


def says(here: Office, owner: Administrator, *keys: str, what: str = ENTRIES_APPROVED) -> None:
    """The owner of an office and a second person approve or object to what has one of these keys, or to all of it."""
    entries = [one for one in read(here) if not keys or one[1] in keys]
    here.exchange.clock.forward(timedelta(seconds=1))
    change = owner.signs(proposed(owner, entries, what, "Not so." if what != ENTRIES_APPROVED else "So it is."))
    if what == ENTRIES_APPROVED:
        here.ada.signs(change)
    assert (here.applied(), here.outcome(change)) == (1, "applied")
    here.exchange.clock.forward(timedelta(seconds=1))
    live(here.exchange)
