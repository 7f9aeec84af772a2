"""What is past its period is shown as due to whoever governs the hub: by file, how much of it, when all of it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from app.domain.errors import NotFound
from app.domain.kept import KeptTooLong
from app.services.governance.erase_file import erase_file
from app.services.governance.list_kept import list_kept
from app.services.intake.state_in_case import state_in_case
from tests.services.erasing import erasing
from tests.services.exchange import Exchange
from tests.services.fixtures import own_exchange
from tests.services.played import Answered, answered
from tests.services.test_closing import AGAIN, CLOSED, OPEN, OUTCOME

__all__ = ["own_exchange"]

DAY = timedelta(days=1)


def closed(exchange: Exchange) -> tuple[Answered, datetime]:
    played = answered(exchange)
    case = played.case
    stated = state_in_case(exchange.runtime, case.decider, case.id, case.whole, "outcome", OUTCOME, None, CLOSED)
    assert stated.released_at is not None
    return played, stated.released_at


def due(exchange: Exchange, at: datetime, case: UUID) -> Mapping[UUID, KeptTooLong]:
    """What is due in a case at a moment; the exchange's own is counted up to here by nobody."""
    exchange.clock.moment = at
    found = list_kept(exchange.runtime, exchange.person("hub", "ig_officer"))
    assert found.total == len(found.files)
    return {one.file_id: one for one in found.files if one.case_id == case}


def test_each_file_is_due_when_the_first_of_its_fields_is(own_exchange: Exchange) -> None:
    played, at = closed(own_exchange)
    case, request = played.case.id, played.request.file_id
    assert due(own_exchange, at + 90 * DAY - timedelta(seconds=1), case) == {}

    # Ninety days: what was asked and answered; the hub's own file is not due yet.
    found = due(own_exchange, at + 90 * DAY, case)
    assert set(found) == {request}
    assert (found[request].reference, found[request].partner_id) == (
        played.request.reference,
        played.request.partner_id,
    )
    assert found[request].due_at == found[request].whole_at == at + 90 * DAY
    assert found[request].past == found[request].held > 0

    # Three years: what the hub was told, and nothing of what it decided.
    found = due(own_exchange, at + timedelta(days=3 * 366), case)
    assert set(found) == {request, case}
    assert 0 < found[case].past < found[case].held
    assert found[case].due_at.date() == date(at.year + 3, at.month, at.day)
    assert found[case].whole_at.date() == date(at.year + 6, at.month, at.day)

    # Six years: all of it.
    found = due(own_exchange, at + timedelta(days=6 * 366), case)
    assert found[case].past == found[case].held


def test_what_is_open_again_is_not_due_and_what_is_erased_no_more(own_exchange: Exchange) -> None:
    played, at = closed(own_exchange)
    case, later = played.case, at + 100 * DAY
    assert set(due(own_exchange, later, case.id)) == {played.request.file_id}
    state_in_case(own_exchange.runtime, case.decider, case.id, case.whole, "reopening", AGAIN, None, OPEN)
    again = later + 95 * DAY
    assert due(own_exchange, again, case.id) == {}
    state_in_case(own_exchange.runtime, case.decider, case.id, case.whole, "outcome", OUTCOME, 1, CLOSED)
    assert due(own_exchange, again + 80 * DAY, case.id) == {}  # counted from the last closing
    assert set(due(own_exchange, again + 91 * DAY, case.id)) == {played.request.file_id}
    with erasing(own_exchange) as runtime:
        erase_file(runtime, played.request.file_id)
    assert due(own_exchange, again + 91 * DAY, case.id) == {}


def test_it_is_for_who_governs_the_hub_alone(own_exchange: Exchange) -> None:
    closed(own_exchange)
    for kind, role in (("hub", "hub_decision_maker"), ("housing", "partner_ig_officer")):
        with pytest.raises(NotFound):
            list_kept(own_exchange.runtime, own_exchange.person(kind, role))
