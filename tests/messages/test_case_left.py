"""Whoever decides leaves a case: where none is left on it the others hear, for what waits there waits for them."""

from __future__ import annotations

import pytest

from app.services.intake.assign_case import assign_case, declare_conflict, unassign_case
from app.services.intake.state_in_case import state_in_case
from tests.messages.desk import Desk, hub_of, to
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.held import ask
from tests.services.played import Case
from tests.services.test_closing import CLOSED, OUTCOME
from tests.services.test_words_that_tell import of_two

__all__ = ["own_exchange"]

WAYS = ("steps back", "takes herself off")


def leaves(exchange: Exchange, case: Case, how: str) -> None:
    if how == "steps back":
        declare_conflict(exchange.runtime, case.decider, case.id)
    else:
        unassign_case(exchange.runtime, case.decider, case.id, case.decider.person_id)


def of_colleagues(how: str) -> list[tuple[str, str]]:
    """What whoever works on it with her hears, and nobody else."""
    return to("stepped_back", "cora") if how == "steps back" else []


@pytest.mark.parametrize("how", WAYS)
def test_words_that_wait_in_a_case_without_a_decision_maker_are_led_to_by_the_others(
    own_exchange: Exchange, how: str
) -> None:
    """Its collator may not learn that any wait, so nobody else would see to it."""
    desk, (case, _, other) = Desk(own_exchange), of_two(own_exchange)
    for name, actor in (("cora", case.collator), ("dilys", case.decider)):
        desk.name(name, actor)
    desk.join("otto", "hub", "hub_decision_maker")
    ask(own_exchange, case, "police", other)
    assert ("dilys", "words_held") in desk.since()
    leaves(own_exchange, case, how)
    assert desk.since() == sorted([*to("case_left", "otto"), *of_colleagues(how)])
    assert f"/cases/{case.id}/hand-over" in desk.text("otto", "case_left")


@pytest.mark.parametrize("how", WAYS)
def test_while_another_is_on_it_nobody_hears(own_exchange: Exchange, how: str) -> None:
    desk = Desk(own_exchange)
    case = hub_of(desk)
    otto = desk.join("otto", "hub", "hub_decision_maker")
    desk.join("olga", "hub", "hub_decision_maker")
    assign_case(own_exchange.runtime, case.decider, case.id, otto.person_id)
    desk.since()
    leaves(own_exchange, case, how)
    told = to("stepped_back", "cora", "otto") if how == "steps back" else []
    assert desk.since() == told


def test_of_a_closed_case_nobody_hears(own_exchange: Exchange) -> None:
    desk = Desk(own_exchange)
    case = hub_of(desk)
    desk.join("otto", "hub", "hub_decision_maker")
    state_in_case(own_exchange.runtime, case.decider, case.id, case.whole, "outcome", OUTCOME, None, CLOSED)
    desk.since()
    leaves(own_exchange, case, "steps back")
    assert desk.since() == []
