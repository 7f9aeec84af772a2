"""Accountable owners of a test's organisation, and what they say of entries of the policy."""

from __future__ import annotations

from app.domain.changes import ENTRIES_APPROVED, PASSKEY_REGISTERED, Change
from app.services.administration.approved_entries import Said, said_of_entries
from app.services.administration.entries import digests_in_force
from app.services.administration.propose_change import propose_change
from tests.services.administering import Administrator, Office


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


def said(here: Office) -> dict[str, Said]:
    with here.exchange.runtime.database.work(None) as work:
        return dict(said_of_entries(here.exchange.runtime, work, here.organisation.id))


def approved(here: Office) -> set[str]:
    return {digest for digest, one in said(here).items() if one.approved}
