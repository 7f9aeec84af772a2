"""Who is told of a sharing agreement: whoever has to sign it or to look at it again, and the others of its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from app.services.administration.agreement_reviews import tell_of_reviews
from app.services.administration.apply_changes import apply_changes
from app.services.administration.evidence_reviews import tell_of_evidence
from app.services.administration.look_at_agreements import list_agreements
from app.services.administration.propose_agreement import propose_agreement, propose_end, propose_signed
from app.services.administration.propose_evidence import propose_evidence
from tests.messages.desk import Desk, to
from tests.messages.test_offers import begun
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.test_agreements import TYPED

__all__ = ["own_exchange"]


def test_each_side_is_told_what_it_can_do_next(own_exchange: Exchange) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    hana, _ = begun(desk, "hub", "hana", "hector")
    ada, _ = begun(desk, "probation", "ada", "ben")
    partner = ada.actor.organisation_id
    change = hana.signs(propose_agreement(runtime, hana.actor, replace(TYPED, others=[partner])))
    assert apply_changes(own_exchange.admin) == 1
    assert desk.since() == to("agreement_waits", "ada", "ben")
    assert f"/admin/agreements/{change.id}" in desk.text("ada", "agreement_waits")
    ada.signs(propose_signed(runtime, ada.actor, change.id))
    assert apply_changes(own_exchange.admin) == 1
    assert desk.since() == []
    ada.signs(propose_end(runtime, ada.actor, change.id))
    assert apply_changes(own_exchange.admin) == 1
    assert desk.since() == to("agreement_over", "hana", "hector")


def test_both_sides_are_told_once_a_step_and_of_a_later_version_instead(own_exchange: Exchange) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    hana, _ = begun(desk, "hub", "hana", "hector")
    ada, _ = begun(desk, "probation", "ada", "ben")
    desk.join("iris", "hub", "ig_officer")
    desk.join("olga", "probation", "partner_ig_officer")
    everybody = to("agreement_review", "ada", "ben", "hana", "hector", "iris", "olga")
    partner = ada.actor.organisation_id

    def signed(version: str, review_at: date) -> None:
        typed = replace(TYPED, others=[partner], version=version, review_at=review_at)
        change = hana.signs(propose_agreement(runtime, hana.actor, typed))
        assert apply_changes(own_exchange.admin) == 1
        ada.signs(propose_signed(runtime, ada.actor, change.id))
        assert apply_changes(own_exchange.admin) == 1
        desk.since()

    def told_after(days: int) -> list[tuple[str, str]]:
        own_exchange.clock.forward(timedelta(days=days))
        tell_of_reviews(runtime)
        tell_of_reviews(runtime)
        return [one for one in desk.since() if one[1] == "agreement_review"]

    signed("1", date(2027, 3, 4))
    today = own_exchange.clock.now().date()
    assert told_after((date(2027, 3, 4) - today).days - 91) == []
    assert told_after(1) == everybody
    assert told_after(1) == []
    assert told_after(59) == everybody, "thirty days before"
    assert told_after(23) == everybody, "a week before"
    signed("2", date(2028, 3, 4))
    assert told_after(30) == [], "the later version holds, and has a day of its own"
    assert [one.state for one in list_agreements(runtime, hana.actor)] == ["stands", "followed"]


def test_a_hub_is_told_once_a_step_of_what_it_said_it_looks_at_again(own_exchange: Exchange) -> None:
    desk, runtime = Desk(own_exchange), own_exchange.runtime
    hana, _ = begun(desk, "hub", "hana", "hector")
    begun(desk, "probation", "ada", "ben")
    desk.join("iris", "hub", "ig_officer")
    everybody = to("evidence_review", "hana", "hector", "iris")
    for item in ("impact", "privacy_notice"):
        hana.signs(propose_evidence(runtime, hana.actor, item, "Madeup Owner", "Folder 7", date(2027, 3, 4)))
    assert apply_changes(own_exchange.admin) == 2

    def told_after(days: int) -> list[tuple[str, str]]:
        own_exchange.clock.forward(timedelta(days=days))
        tell_of_evidence(runtime)
        tell_of_evidence(runtime)
        return desk.since()

    assert told_after((date(2027, 3, 4) - own_exchange.clock.now().date()).days - 91) == []
    assert told_after(1) == everybody
    assert "/admin/going-live" in desk.text("iris", "evidence_review")
    assert told_after(1) == []
    assert told_after(89) == everybody, "on the day"
    hana.signs(propose_evidence(runtime, hana.actor, "impact", "Madeup Owner", "Folder 7", date(2028, 3, 4)))
    assert apply_changes(own_exchange.admin) == 1
    assert told_after(1) == [], "of the other item they have heard"
