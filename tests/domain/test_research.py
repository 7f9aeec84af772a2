"""Every legal step of a research request, and that every other step is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.domain.errors import WrongState
from app.domain.research import OPEN_STATES, STATE_WORDS, STATES, ResearchRequest

ANN, BEN = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)

Step = Callable[[ResearchRequest], ResearchRequest]
STEPS: dict[str, Step] = {
    "claim": lambda one: one.claim(ANN),
    "hand_over": ResearchRequest.hand_over,
    "re_rate": lambda one: one.re_rate("green"),
    "withdraw": ResearchRequest.withdraw,
    "take_over": lambda one: one.take_over(BEN),
    "submit": ResearchRequest.submit,
    "send_back": ResearchRequest.send_back,
    "ask": lambda one: one.ask(NOW, stops=True),
    "clarify": ResearchRequest.clarify,
    "answer": lambda one: one.answer(NOW),
}
LEGAL = {
    ("claim", "sent"): "claimed", ("claim", "claimed"): "claimed", ("claim", "clarification"): "clarification",
    ("claim", "returned"): "returned",
    ("hand_over", "claimed"): "sent", ("hand_over", "clarification"): "clarification",
    ("hand_over", "returned"): "returned",
    **{("re_rate", state): state for state in OPEN_STATES},
    **{("withdraw", state): "withdrawn" for state in (*OPEN_STATES, "returned")},
    ("take_over", "claimed"): "claimed", ("take_over", "clarification"): "clarification",
    ("take_over", "returned"): "returned", ("take_over", "awaiting_approval"): "claimed",
    ("submit", "claimed"): "awaiting_approval", ("submit", "clarification"): "awaiting_approval",
    ("submit", "returned"): "awaiting_approval",
    ("send_back", "awaiting_approval"): "claimed",
    ("ask", "claimed"): "clarification", ("ask", "awaiting_approval"): "clarification",
    ("clarify", "clarification"): "claimed",
    ("answer", "claimed"): "returned", ("answer", "awaiting_approval"): "returned",
    ("answer", "clarification"): "returned", ("answer", "returned"): "returned",
}  # fmt: skip
"""(step, state before): state after; for a request Ann has claimed. Everything else is refused."""


def request(state: str, claimed_by: UUID | None = ANN, answered_at: datetime | None = None) -> ResearchRequest:
    some = UUID(int=9)
    return ResearchRequest(
        some, some, some, some, "ABCD-EFGH", "purpose", "basis", "red", state, some, NOW, NOW, None, claimed_by,
        answered_at, 7,
    )  # fmt: skip


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_legal_or_refused(step: str, state: str) -> None:
    before = request(state)
    if (step, state) in LEGAL:
        after = STEPS[step](before)
        assert (after.state, after.version) == (LEGAL[step, state], before.version + 1)
    else:
        with pytest.raises(WrongState):
            STEPS[step](before)


def test_every_state_says_in_words_why_not() -> None:
    assert set(STATE_WORDS) == set(STATES)


def test_what_is_open_is_what_the_partner_can_still_answer_first() -> None:
    """Answered and withdrawn requests end a partner's wait; the others can each come to an answer."""
    after = {state: {LEGAL[step, state] for step in STEPS if (step, state) in LEGAL} for state in STATES}
    leads = {"returned"}
    for _ in STATES:
        leads |= {state for state, found in after.items() if found & leads}
    assert leads - {"returned"} == set(OPEN_STATES)


@pytest.mark.parametrize("state", ["claimed", "clarification", "returned"])
def test_a_colleagues_request_cannot_be_claimed(state: str) -> None:
    with pytest.raises(WrongState):
        request(state, BEN).claim(ANN)
    assert request(state, None).claim(ANN).claimed_by == ANN


def test_taking_over_is_for_a_colleague_and_puts_back_what_waited() -> None:
    assert request("claimed").take_over(BEN).claimed_by == BEN
    assert request("awaiting_approval", answered_at=NOW).take_over(BEN).state == "returned"
    for holder in (None, BEN):
        with pytest.raises(WrongState):
            request("claimed", holder).take_over(BEN)


def test_handing_over_leaves_it_to_anybody() -> None:
    assert request("claimed").hand_over().claimed_by is None
    assert request("clarification").hand_over().clarify().state == "sent"


def test_the_first_time_of_answering_stays() -> None:
    first = request("claimed").answer(NOW)
    assert first.answer(LATER).answered_at == NOW
    assert first.submit().send_back().state == "returned", "a correction that is sent back is still a returned request"


@pytest.mark.parametrize("state", STATES)
def test_work_goes_on_only_while_nobody_else_decides(state: str) -> None:
    if state in ("awaiting_approval", "withdrawn"):
        with pytest.raises(WrongState):
            request(state).require_workable()
    else:
        request(state).require_workable()


def test_a_changed_request_is_another_value() -> None:
    before = request("claimed")
    assert before.hand_over() != before
    assert before == replace(before)
