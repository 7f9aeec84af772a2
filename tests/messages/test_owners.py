"""Who is told of what an organisation discloses by: whoever must sign, read or answer next, and nobody else."""

from __future__ import annotations

from datetime import timedelta

from app.domain.changes import ENTRIES_APPROVED, ENTRIES_OBJECTED, PASSKEY_REGISTERED, RELEASE_ACTIVATED
from app.services.administration.advise import advise
from app.services.administration.apply_changes import apply_changes
from app.services.administration.entries import digests_in_force
from app.services.administration.passkeys import begin
from app.services.administration.propose_change import propose_change
from app.services.administration.propose_release import propose_release
from app.services.policy_control.follow_release import follow_release
from tests.messages.desk import Desk, to
from tests.policy_control.releases import in_other_words
from tests.services.administering import Administrator
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange

__all__ = ["own_exchange"]


def owned(desk: Desk) -> tuple[Administrator, Administrator, list[list[str]]]:
    """Olive, who owns what housing discloses by, and Ada, who administers it; and what Olive reads."""
    exchange = desk.exchange
    ada, ben = (Administrator(exchange, desk.join(one, "housing", "administrator")) for one in ("ada", "ben"))
    begin(exchange.admin, ada.actor.organisation_id, [ada.offers(), ben.offers()])
    olive = Administrator(exchange, desk.join("olive", "housing", "accountable_owner"))
    olive.offers()
    with exchange.runtime.database.work(None) as work:
        (offer,) = work.passkeys.offers_of([olive.actor.person_id], olive.actor.organisation_id)
    ben.signs(ada.signs(propose_change(exchange.runtime, ada.actor, PASSKEY_REGISTERED, offer.id)))
    apply_changes(exchange.admin)
    desk.since()
    found = digests_in_force(exchange.runtime.policy, "housing").items()
    return olive, ada, [[what, key, digest] for (what, key), digest in found]


def said(by: Administrator, what: str, entries: list[list[str]], why: str = "") -> None:
    asked = {"entries": entries, "why": why}
    by.signs(propose_change(by.exchange.runtime, by.actor, what, by.actor.organisation_id, asked))


def test_an_approval_waits_for_administrators_and_other_owners(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    olive, _, entries = owned(desk)
    desk.join("oscar", "housing", "accountable_owner")
    desk.join("dora", "housing", "data_protection_officer")
    said(olive, ENTRIES_APPROVED, entries[:2])
    assert desk.since() == to("change_waits", "ada", "ben", "oscar")


def test_advice_is_told_to_owners(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    _, _, entries = owned(desk)
    dora = desk.join("dora", "housing", "data_protection_officer")
    advise(own_exchange.runtime, dora, [digest for _, _, digest in entries[:2]], "Made-up advice.", against=False)
    assert desk.since() == to("policy_advised", "olive")
    text = desk.text("olive", "policy_advised")
    assert "/policy/entries" in text
    assert "Made-up advice" not in text


def test_an_objection_is_told_to_those_who_govern_the_hub(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    olive, _, entries = owned(desk)
    desk.join("ingrid", "hub", "ig_officer")
    desk.join("cora", "hub", "hub_collator")
    said(olive, ENTRIES_OBJECTED, entries[:1], "A made-up reason.")
    assert desk.since() == []
    apply_changes(own_exchange.admin)
    assert desk.since() == to("entries_objected", "ingrid")
    text = desk.text("ingrid", "entries_objected")
    assert "/policy/objections" in text
    assert "made-up reason" not in text
    assert "is in no new request" in text


def test_whoever_was_told_of_an_objection_is_told_that_it_is_overruled(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    olive, ada, entries = owned(desk)
    desk.join("ingrid", "hub", "ig_officer")
    said(olive, ENTRIES_OBJECTED, entries[:1], "A made-up reason.")
    apply_changes(own_exchange.admin)
    desk.since()
    asked = {"entries": entries[:1], "why": "Another made-up reason."}
    what = (ENTRIES_APPROVED, olive.actor.organisation_id, asked)
    ada.signs(olive.signs(propose_change(own_exchange.runtime, olive.actor, *what)))
    desk.since()
    apply_changes(own_exchange.admin)
    assert desk.since() == to("objection_overruled", "ingrid")
    text = desk.text("ingrid", "objection_overruled")
    assert "/policy/objections" in text
    assert "made-up reason" not in text


def test_a_release_that_says_it_otherwise_is_told_to_whose_it_is(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    owned(desk)
    desk.join("fiona", "fire", "accountable_owner")
    ann, bob = (Administrator(own_exchange, desk.join(one, "hub", "administrator")) for one in ("ann", "bob"))
    begin(own_exchange.admin, ann.actor.organisation_id, [ann.offers(), bob.offers()])
    other = in_other_words(own_exchange.admin.policy.release)
    found = propose_release(own_exchange.admin, ann.actor.organisation_id, other, None)
    change = propose_change(own_exchange.runtime, ann.actor, RELEASE_ACTIVATED, found.proposed.id)
    bob.signs(ann.signs(change))
    desk.since()
    apply_changes(own_exchange.admin)
    assert desk.since() == to("change_announced", "ann", "bob")
    assert "Put a policy release in force: it follows release 1, and its digest is" in desk.text(
        "ann", "change_announced"
    )
    own_exchange.clock.forward(timedelta(hours=1))
    apply_changes(own_exchange.admin)
    own_exchange.runtime = follow_release(own_exchange.runtime)
    own_exchange.admin = follow_release(own_exchange.admin)
    assert desk.since() == to("entries_to_read", "olive")
