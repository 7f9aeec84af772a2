"""Asking that nobody sends: whoever is on its case is told once, after a working day of the hub."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.identity import Actor
from app.services.intake.assign_case import unassign_case
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.asking_draft import save_asking, throw_away_asking
from tests.messages.desk import Desk, hub_of, to
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Case
from tests.services.test_closing import CLOSED, OUTCOME

__all__ = ["own_exchange"]

FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
A_DAY_LATER = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
INPUTS = (("reason-all", "Madeup: they may know the family."),)


def save(desk: Desk, actor: Actor, case: Case, seen: UUID | None = None) -> UUID:
    """Kept, and looked at by the worker some minutes later."""
    runtime = desk.exchange.runtime
    mark = save_asking(runtime, actor, find_case(runtime, actor, case.id), INPUTS, seen)
    desk.exchange.clock.forward(minutes=11)
    assert [kind for _, kind in desk.since() if kind == "asking_unsent"] == []
    return mark


def on_friday(exchange: Exchange) -> tuple[Desk, Case]:
    desk = Desk(exchange)
    exchange.clock.moment = FRIDAY
    case = hub_of(desk)
    desk.since()
    return desk, case


def test_whoever_is_on_the_case_is_told_once_after_a_working_day(own_exchange: Exchange) -> None:
    desk, case = on_friday(own_exchange)
    save(desk, case.collator, case)
    own_exchange.clock.moment = A_DAY_LATER - MINUTE
    assert desk.since() == [], "a weekend is no working day"
    own_exchange.clock.moment = A_DAY_LATER + MINUTE
    assert desk.since() == to("asking_unsent", "cora", "dilys")
    said = desk.text("dilys", "asking_unsent")
    assert f"/cases/{case.id}\n" in said
    assert INPUTS[0][1] not in said
    own_exchange.clock.forward(days=14)
    assert desk.since() == [], "once"


@pytest.mark.parametrize("ended", ["saved again", "thrown away", "closed"])
def test_nobody_is_told_of_what_lies_there_no_more(own_exchange: Exchange, ended: str) -> None:
    desk, case = on_friday(own_exchange)
    runtime = own_exchange.runtime
    mark = save(desk, case.collator, case)
    own_exchange.clock.moment = A_DAY_LATER - timedelta(hours=1)
    if ended == "saved again":
        save(desk, case.decider, case, mark)
    elif ended == "thrown away":
        assert throw_away_asking(runtime, case.collator, case.id, mark)
    else:
        state_in_case(runtime, case.decider, case.id, case.whole, "outcome", OUTCOME, None, CLOSED)
    own_exchange.clock.moment = A_DAY_LATER + MINUTE
    assert desk.since() == []
    own_exchange.clock.forward(days=2)
    assert desk.since() == (to("asking_unsent", "cora", "dilys") if ended == "saved again" else [])


def test_where_its_author_is_off_the_case_those_who_are_on_it_are_told(own_exchange: Exchange) -> None:
    desk, case = on_friday(own_exchange)
    save(desk, case.collator, case)
    unassign_case(own_exchange.runtime, case.decider, case.id, case.collator.person_id)
    desk.since()
    own_exchange.clock.moment = A_DAY_LATER + MINUTE
    assert desk.since() == to("asking_unsent", "dilys")
