"""Who joins, leaves and takes off whom is written down, and a case keeps somebody who may decide."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.errors import InvalidInput
from app.services.intake import assign_case
from app.services.intake.open_case import find_case
from app.services.research import work_on_request
from tests.services.exchange import Exchange
from tests.services.played import ready_case, send


def added(exchange: Exchange, act: Callable[[], object]) -> list[str]:
    """The kinds of leaf an act adds."""
    before = len(exchange.leaves())
    act()
    return [kind for _, _, kind in exchange.leaves()[before:]]


def test_a_collator_does_not_take_the_last_decision_maker_off(exchange: Exchange) -> None:
    case = ready_case(exchange)
    runtime, collator = exchange.runtime, case.collator
    with pytest.raises(InvalidInput) as refused:
        assign_case.unassign_case(runtime, collator, case.id, case.decider.person_id)
    assert "decision-maker" in refused.value.errors["person"]
    assert case.decider.person_id in find_case(runtime, collator, case.id).assigned
    second = exchange.person("hub", "hub_decision_maker")
    assign_case.assign_case(runtime, collator, case.id, second.person_id)
    assign_case.unassign_case(runtime, collator, case.id, case.decider.person_id)
    assert set(find_case(runtime, collator, case.id).assigned) == {collator.person_id, second.person_id}
    assign_case.unassign_case(runtime, second, case.id, second.person_id)  # she may hand her own case to the team
    assert find_case(runtime, collator, case.id).assigned == (collator.person_id,)


def test_each_who_joins_leaves_or_takes_it_on_has_a_leaf(exchange: Exchange) -> None:
    case = ready_case(exchange)
    runtime, colleague = exchange.runtime, exchange.person("hub", "hub_decision_maker")
    request = send(exchange, case, "housing")
    responder, second = (exchange.person("housing", "partner_responder") for _ in range(2))
    acts: dict[str, tuple[Callable[[], object], list[str]]] = {
        "join": (lambda: assign_case.assign_case(runtime, case.collator, case.id, colleague.person_id), ["worked"]),
        "join again": (lambda: assign_case.assign_case(runtime, case.collator, case.id, colleague.person_id), []),
        "leave": (
            lambda: assign_case.unassign_case(runtime, case.collator, case.id, case.decider.person_id), ["worked"],
        ),
        "step back": (lambda: assign_case.declare_conflict(runtime, colleague, case.id), ["worked"]),
        "claim": (lambda: work_on_request.claim_request(runtime, responder, request.file_id), ["worked"]),
        "claim again": (lambda: work_on_request.claim_request(runtime, responder, request.file_id), []),
        "hand over": (lambda: work_on_request.hand_over(runtime, responder, request.file_id), ["worked"]),
        "claim after": (lambda: work_on_request.claim_request(runtime, second, request.file_id), ["worked"]),
        "with a conflict": (
            lambda: work_on_request.declare_conflict(runtime, second, request.file_id),
            ["worked", "worked"],
        ),
    }  # fmt: skip
    assert {name: added(exchange, act) for name, (act, _) in acts.items()} == {
        name: leaves for name, (_, leaves) in acts.items()
    }
