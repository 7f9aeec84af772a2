"""Law 5: what somebody may not know of and what does not exist: same statements, same error, one refused leaf each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.domain.errors import ExchangeError
from app.domain.identity import Actor
from app.services.collation.open_collation import open_collation
from app.services.collation.reveal import prepare_reveal, reveal
from app.services.disclosure.gate import open_records
from app.services.disclosure.sealing import Content
from app.services.governance.open_entry import open_entry
from app.services.governance.prove_entry import prove_entry
from app.services.intake import assign_case
from app.services.intake.open_case import find_case, open_case
from app.services.intake.save_case_record import save_case_record
from app.services.research import work_on_request
from app.services.research.clarify import answer_partner
from app.services.research.open_request import find_request, open_own, open_request
from app.services.research.save_draft import save_draft, start_correction
from app.services.research.send_requests import send_requests
from app.services.research.sign_off_return import sign_off_return, submit_for_approval
from tests.services.exchange import Exchange
from tests.services.faults import COMMIT, FLUSH, Steps, watched
from tests.services.played import Answered, answered

Act = Callable[[Any, Actor, UUID], Any]


@dataclass(frozen=True)
class Refused:
    """What a refused act left: the statements it made, what it raised and the leaves it added."""

    statements: tuple[str, ...]
    error: tuple[type[ExchangeError], str]
    leaves: tuple[str, ...]


HUB_FILES: dict[str, Act] = {
    "find_case": find_case,
    "open_case": open_case,
    "open_collation": open_collation,
    "save_case_record": lambda rt, who, file: save_case_record(rt, who, file, file, {}, None),
    "send_requests": lambda rt, who, file: send_requests(rt, who, file, [], ""),
    "assign_case": lambda rt, who, file: assign_case.assign_case(rt, who, file, who.person_id),
    "unassign_case": lambda rt, who, file: assign_case.unassign_case(rt, who, file, who.person_id),
    "declare_conflict": assign_case.declare_conflict,
}
PARTNER_FILES: dict[str, Act] = {
    "find_request": find_request,
    "open_request": open_request,
    "claim_request": work_on_request.claim_request,
    "hand_over": work_on_request.hand_over,
    "send_back": work_on_request.send_back,
    "declare_conflict": work_on_request.declare_conflict,
    "start_correction": start_correction,
    "open_own": lambda rt, who, file: open_own(rt, who, file, file),
    "save_draft": lambda rt, who, file: save_draft(rt, who, file, file, Content({}, {}), None),
    "submit": lambda rt, who, file: submit_for_approval(rt, who, file, "made_up"),
    "sign_off": lambda rt, who, file: sign_off_return(rt, who, file, legal_basis="made_up", seen_version=1),
}


@pytest.fixture(scope="module")
def played(exchange: Exchange) -> Answered:
    return answered(exchange)


def refused(exchange: Exchange, act: Act, actor: Actor, what: UUID) -> Refused:
    before, steps = len(exchange.leaves()), Steps()
    with watched(exchange, steps), pytest.raises(ExchangeError) as raised:
        act(exchange.runtime, actor, what)
    added = tuple(kind for _, _, kind in exchange.leaves()[before:])
    return Refused(tuple(steps.taken), (raised.type, str(raised.value)), added)


def same(exchange: Exchange, act: Act, actor: Actor, hidden: UUID) -> None:
    """Refuse what is there and what is not, to the same person, and compare."""
    refused(exchange, act, actor, uuid4())  # connections and statements are warm from here on
    there, nowhere = refused(exchange, act, actor, hidden), refused(exchange, act, actor, uuid4())
    assert there == nowhere
    assert there.leaves == ("refused",)
    assert there.statements[-2:] == (COMMIT, FLUSH), "on the disk before anybody is answered"


@pytest.mark.parametrize("name", HUB_FILES)
def test_a_case_of_a_colleague_looks_like_none(exchange: Exchange, played: Answered, name: str) -> None:
    same(exchange, HUB_FILES[name], exchange.person("hub", "hub_collator"), played.case.id)


@pytest.mark.parametrize("name", HUB_FILES)
@pytest.mark.parametrize("role", ["ig_officer", "administrator"])
def test_a_case_looks_like_none_to_who_reads_no_content(
    exchange: Exchange, played: Answered, name: str, role: str
) -> None:
    same(exchange, HUB_FILES[name], exchange.person("hub", role), played.case.id)


@pytest.mark.parametrize("name", PARTNER_FILES)
def test_another_partners_request_looks_like_none(exchange: Exchange, played: Answered, name: str) -> None:
    same(exchange, PARTNER_FILES[name], exchange.person("police", "partner_responder"), played.request.file_id)


@pytest.mark.parametrize(
    "kind, role", [("hub", "hub_decision_maker"), ("hub", "auditor"), ("police", "partner_manager")]
)
def test_a_record_looks_like_none(exchange: Exchange, played: Answered, kind: str, role: str) -> None:
    actor = exchange.person(kind, role)
    same(exchange, lambda rt, who, one: open_records(rt, who, [one]), actor, played.record.id)
    same(exchange, lambda rt, who, one: prepare_reveal(rt, who, one, ["housing_address"], "To visit today"), actor,
         played.record.id)  # fmt: skip


def test_a_question_to_the_hub_looks_like_none(exchange: Exchange, played: Answered) -> None:
    def act(runtime: Any, who: Actor, file: UUID) -> Any:
        return answer_partner(runtime, who, file, file, {})

    same(exchange, act, exchange.person("hub", "hub_collator"), played.request.file_id)


def test_a_colleagues_draft_and_return_look_like_none(exchange: Exchange, played: Answered) -> None:
    colleague = exchange.person("housing", "partner_responder")
    same(exchange, lambda rt, who, one: open_own(rt, who, played.request.file_id, one), colleague, played.record.id)


def test_an_entry_of_the_log_looks_like_none(exchange: Exchange, played: Answered) -> None:
    same(exchange, prove_entry, exchange.person("police", "partner_manager"), played.returned.entry.id)


def test_a_read_of_the_log_is_on_the_disk_before_it_is_answered(exchange: Exchange, played: Answered) -> None:
    officer, steps = exchange.person("hub", "ig_officer"), Steps()
    with watched(exchange, steps):
        open_entry(exchange.runtime, officer, played.returned.entry.id)
    assert steps.taken[steps.taken.index(COMMIT) + 1] == FLUSH


def test_one_hidden_record_among_many_refuses_all(exchange: Exchange, played: Answered) -> None:
    other = answered(exchange)
    before = len(exchange.leaves())
    with pytest.raises(ExchangeError):
        open_records(exchange.runtime, played.case.decider, [played.record.id, other.record.id])
    assert [kind for _, _, kind in exchange.leaves()[before:]] == ["refused"]


def test_a_reason_is_good_for_five_minutes_and_one_person(own_exchange: Exchange) -> None:
    played = answered(own_exchange, protected="yes")
    opening = prepare_reveal(
        own_exchange.runtime, played.case.decider, played.record.id, ["housing_address"], "To visit today"
    )
    with pytest.raises(ExchangeError):
        reveal(own_exchange.runtime, played.case.collator, opening)
    own_exchange.clock.forward(minutes=6)
    with pytest.raises(ExchangeError):
        reveal(own_exchange.runtime, played.case.decider, opening)
