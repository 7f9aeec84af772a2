"""Before a hub goes live: named, dated, looked at again, beside what the exchange sees itself. It stops nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.evidence import ITEMS
from app.domain.jobs import BACKUP
from app.services.administration.find_evidence import (
    NOT_SAID,
    Checklist,
    evidence_of_hubs,
    gaps_before_sending,
    see_evidence,
)
from app.services.administration.propose_evidence import propose_evidence
from app.services.clocks.enter import enter_duty_number
from app.services.clocks.keep_setting import Rung
from app.services.governance.check_log import check_log
from app.services.governance.find_attention import find_attention
from tests.services.administering import Office, office
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.rehearsing import rehearsed
from tests.services.test_agreements import Sides

__all__ = ["own_exchange"]
AGAIN = date(2027, 11, 24)
WHAT = ("impact", "Madeup Owner, senior information risk owner", "Governance folder, DPIA 7")


@pytest.fixture
def hub(own_exchange: Exchange) -> Office:
    return office(own_exchange, at=own_exchange.organisation("hub"))


def of(hub: Office) -> Checklist:
    """The hub's, as its administrator sees it."""
    return see_evidence(hub.exchange.runtime, hub.ada.actor)


def gap_of(hub: Office, item: str) -> str | None:
    """What is missing of one item."""
    [gap] = [one.gap for one in of(hub).lines if one.key == item]
    return gap


def seen(hub: Office, label: str) -> list[str]:
    """What the exchange misses itself under a label."""
    [gaps] = [list(one.gaps) for one in of(hub).known if one.label == label]
    return gaps


def test_an_item_is_said_by_name_and_looked_at_again(hub: Office) -> None:
    runtime, ada = hub.exchange.runtime, hub.ada
    assert gap_of(hub, "impact") == NOT_SAID
    change = ada.signs(propose_evidence(runtime, ada.actor, *WHAT, AGAIN))
    assert (hub.applied(), hub.outcome(change)) == (1, "applied")
    [line] = [one for one in of(hub).lines if one.key == "impact"]
    assert line.said
    assert (line.said.answers, line.said.reference, line.gap) == (*WHAT[1:], None)
    assert line.said.said_by == ada.actor.person_id
    with pytest.raises(WrongState, match="said already"):
        propose_evidence(runtime, ada.actor, *WHAT, AGAIN)
    hub.exchange.clock.forward(timedelta(days=366))
    assert gap_of(hub, "impact") == "To be looked at again since 24 November 2027"
    again = hub.ben.signs(propose_evidence(runtime, hub.ben.actor, *WHAT, date(2029, 1, 1)))
    assert (hub.applied(), hub.outcome(again), gap_of(hub, "impact")) == (1, "applied", None)
    assert check_log(runtime).problems == ()


def test_what_is_mistyped_is_said_and_whoever_does_not_administer_a_hub_says_nothing(hub: Office) -> None:
    runtime, partner = hub.exchange.runtime, office(hub.exchange)
    with pytest.raises(InvalidInput) as wrong:
        propose_evidence(runtime, hub.ada.actor, "impact", " ", "\u202e", date(2020, 1, 1))
    assert set(wrong.value.errors) == {"answers", "reference", "again_at"}
    for actor, item in ((partner.ada.actor, "impact"), (hub.ada.actor, "unknown")):
        with pytest.raises(NotFound):
            propose_evidence(runtime, actor, item, *WHAT[1:], AGAIN)
    with pytest.raises(NotFound):
        see_evidence(runtime, partner.ada.actor)
    with pytest.raises(NotFound):
        see_evidence(runtime, hub.exchange.person("hub", "hub_collator"))
    assert see_evidence(runtime, hub.exchange.person("hub", "ig_officer")).lines


def test_of_the_nhs_more_is_asked(hub: Office) -> None:
    assert {one.key for one in of(hub).lines} == {key for key, item in ITEMS.items() if not item.nhs}
    hub.exchange.organisation("mental_health")
    assert {one.key for one in of(hub).lines} == set(ITEMS)


def test_what_the_exchange_sees_itself_nobody_types(hub: Office) -> None:
    exchange, runtime = hub.exchange, hub.exchange.runtime
    partner = office(exchange, at=exchange.organisation("housing"))
    missing = seen(hub, "Agreements with partners")
    assert missing == [f"No agreement with {partner.organisation.name} holds that both sides have signed."]
    sides = Sides(exchange, hub, partner)
    sides.signed(sides.recorded(), partner.ada)
    assert seen(hub, "Agreements with partners") == []
    ada, ben = hub.ada.actor.person_id, hub.ben.actor.person_id
    enter_duty_number(exchange.admin, hub.organisation.id, "Duty", "01632 960111", ada)
    assert f"Nobody else than who entered it has rung the number of {hub.organisation.name}." in seen(
        hub, "Emergency numbers"
    )
    rung = Rung(ben, exchange.clock.now())
    enter_duty_number(exchange.admin, hub.organisation.id, "Duty", "01632 960111", ada, rung)
    assert not [one for one in seen(hub, "Emergency numbers") if hub.organisation.name in one]
    assert len(seen(hub, "What is approved of the policy")) == 2
    assert seen(hub, "Backups") == ["No backup set was made in the last 30 hours."]
    with runtime.database.work(None) as work:
        work.jobs.note_done(BACKUP, exchange.clock.now())
        work.commit()
    assert seen(hub, "Backups") == []


def test_production_warns_and_a_rehearsal_is_never_asked(hub: Office) -> None:
    exchange, name = hub.exchange, hub.organisation.name
    exchange.organisation("housing")
    live = replace(exchange.runtime, production=True)
    assert gaps_before_sending(exchange.runtime, hub.organisation.id) == 0
    assert gaps_before_sending(live, hub.organisation.id) == len(of(hub).gaps) > 10
    assert "evidence" not in find_attention(exchange.runtime)
    assert find_attention(live)["evidence"].startswith("A hub has not said all")
    assert name not in find_attention(live)["evidence"], "anybody may ask"
    for item in (key for key, one in ITEMS.items() if not one.nhs):
        hub.ada.signs(propose_evidence(exchange.runtime, hub.ada.actor, item, *WHAT[1:], AGAIN))
    assert hub.applied() == len([one for one in ITEMS.values() if not one.nhs])
    assert "evidence" not in find_attention(live)
    assert gaps_before_sending(live, hub.organisation.id) > 0, "what is seen here is missing still"
    twin = rehearsed(exchange, "housing").organisations["hub"]
    assert gaps_before_sending(live, twin.id) == 0
    assert [one.hub.id for one in evidence_of_hubs(live)] == [hub.organisation.id]
