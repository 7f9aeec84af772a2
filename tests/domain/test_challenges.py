"""A challenge is made once and ends once, whatever else happens; and its events say the same as its row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from uuid import UUID

import pytest

from app.domain.errors import WrongState
from app.domain.events import Event
from app.domain.request_standing import standing_of_request
from app.domain.research import AGAIN, CHALLENGED_ONCE, OVER, WAITS, ResearchRequest
from app.services.research.told_apart import as_told
from tests.domain.test_research import LATER, NOW, STEPS, Step, request

PARTNER = UUID(int=9)
MOVES: dict[str, tuple[Step, str]] = {
    "contest": (lambda one: one.contest(LATER), "challenged"),
    "stand by": (ResearchRequest.stand_by, "stood_by"),
    "answer again": (ResearchRequest.answer_again, "to_answer_again"),
    "correct": (STEPS["answer"], "corrected"),
    "submit": (STEPS["submit"], "submitted"),
    "send back": (STEPS["send_back"], "sent_back"),
}
"""What can happen to an answered request, each with its event."""


def answered() -> ResearchRequest:
    return request("returned", answered_at=NOW)


def events(*what: str) -> list[Event]:
    codes = {"challenged": {"challenge_due_at": LATER.isoformat()}, "sent": {"due_at": NOW.isoformat()}}
    some = UUID(int=1)
    every = ("sent", "claimed", "answered", *what)
    return [
        Event(PARTNER, seq, one, some, some, PARTNER, NOW, codes.get(one, {}), b"", b"")
        for seq, one in enumerate(every, start=1)
    ]


@pytest.mark.parametrize("first", MOVES)
def test_it_is_made_once_and_its_events_say_what_its_row_says(first: str) -> None:
    for rest in product(MOVES, repeat=3):
        one, done = played((first, *rest))
        said = standing_of_request(events(*done), PARTNER)
        assert (said.challenge, said.challenge_due_at) == (one.challenge, one.challenge_due_at), done
        assert said.state == one.state
        assert done.count("challenged") <= 1
        assert done.count("stood_by") + done.count("to_answer_again") <= 1


def played(moves: tuple[str, ...]) -> tuple[ResearchRequest, list[str]]:
    """An answered request after those of these steps that are legal, and their events."""
    one, done = answered(), list[str]()
    for move in moves:
        step, what = MOVES[move]
        try:
            after = step(one)
        except WrongState:
            continue
        assert after.version == one.version + 1
        assert not (one.challenge == OVER and after.challenge != OVER), "what is over stays over"
        one, done = after, [*done, what]
    return one, done


def test_who_challenges_twice_is_told_the_way_on() -> None:
    for stands in (WAITS, AGAIN, OVER):
        with pytest.raises(WrongState) as refused:
            replace(answered(), challenge=stands).contest(None)
        assert refused.value.message == CHALLENGED_ONCE
    assert "strategic board" in CHALLENGED_ONCE


@pytest.mark.parametrize(
    ("state", "says"),
    [("sent", "not been answered"), ("claimed", "not been answered"), ("clarification", "not been answered"),
     ("withdrawn", "withdrawn")],
)  # fmt: skip
def test_only_an_answer_is_challenged(state: str, says: str) -> None:
    with pytest.raises(WrongState) as refused:
        request(state).contest(datetime(2026, 11, 26, tzinfo=UTC))
    assert says in refused.value.message


def test_a_correction_under_way_is_waited_for() -> None:
    waiting = request("awaiting_approval", answered_at=NOW)
    for step in (lambda one: one.contest(None), ResearchRequest.stand_by, ResearchRequest.answer_again):
        with pytest.raises(WrongState) as refused:
            step(replace(waiting, challenge=None))
        assert "correction" in refused.value.message


@pytest.mark.parametrize("stands", [WAITS, AGAIN, OVER])
def test_who_does_not_learn_how_a_partner_answers_is_told_of_no_challenge(stands: str) -> None:
    one = replace(answered(), challenge=stands, challenge_due_at=LATER)
    told = as_told(one, learns=False)
    assert (told.challenge, told.challenge_due_at) == (None, None)
    assert as_told(one, learns=True) == one
