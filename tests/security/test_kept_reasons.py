"""A reason is good for the act it was given for: not for other fields, another record, another session or person."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from app.domain.errors import InvalidInput, NotFound
from app.services.collation.reveal import prepare_reveal, reveal
from app.services.governance.break_glass import break_glass
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, answered

EDITS = {
    "fields": "ARRAY['housing_address', 'housing_known']",
    "expires_at": "expires_at + interval '1 day'",
    "action": "'open'",
    "record_id": "(SELECT id FROM record WHERE id <> record_id LIMIT 1)",
}
WHY = "To visit the child today"


@pytest.mark.parametrize(("column", "edited"), EDITS.items())
def test_a_reason_does_not_serve_for_an_edited_act(exchange: Exchange, column: str, edited: str) -> None:
    played = answered(exchange, protected="yes")
    opening = prepare_reveal(exchange.runtime, played.case.decider, played.record.id, ["housing_address"], WHY)
    assert reveal(exchange.runtime, played.case.decider, opening).value("housing_address") == ADDRESS
    exchange.rows(f"UPDATE reasoned_opening SET {column} = {edited} WHERE id = %s", opening)
    size = len(exchange.leaves())
    with pytest.raises(NotFound):
        reveal(exchange.runtime, played.case.decider, opening)
    assert [kind for _, _, kind in exchange.leaves()[size:]] == ["refused"]


def test_a_reason_does_not_serve_another_session_person_role_or_page(exchange: Exchange) -> None:
    played = answered(exchange, protected="yes")
    opening = prepare_reveal(exchange.runtime, played.case.decider, played.record.id, ["housing_address"], WHY)
    again = replace(played.case.decider, session_id=uuid4())
    stranger = exchange.person("hub", "hub_decision_maker", exchange.another("hub"))
    size = len(exchange.leaves())
    for actor in (again, played.case.collator, stranger):
        with pytest.raises(NotFound):
            reveal(exchange.runtime, actor, opening)
    with pytest.raises(NotFound):
        break_glass(exchange.runtime, replace(played.case.decider, role="ig_officer"), opening)
    with pytest.raises(NotFound):
        reveal(exchange.runtime, replace(played.case.decider, role="hub_collator"), opening)
    assert [kind for _, _, kind in exchange.leaves()[size:]] == ["refused"] * 5


def test_reasons_that_are_over_do_not_stay_in_their_rows(own_exchange: Exchange) -> None:
    played = answered(own_exchange, protected="yes")
    prepare_reveal(own_exchange.runtime, played.case.decider, played.record.id, ["housing_address"], WHY)
    own_exchange.clock.forward(minutes=6)
    left = prepare_reveal(own_exchange.runtime, played.case.decider, played.record.id, ["housing_address"], WHY)
    assert own_exchange.rows("SELECT id FROM reasoned_opening") == [(left,)]


def test_a_reason_has_a_longest_length(exchange: Exchange) -> None:
    played = answered(exchange, protected="yes")
    with pytest.raises(InvalidInput):
        prepare_reveal(exchange.runtime, played.case.decider, played.record.id, ["housing_address"], "w" * 2001)
