"""The steps of a request's time say at each moment what the fold of its events says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.clock_steps import clock_steps
from app.domain.events import Event
from app.domain.request_standing import standing_of_request

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PERSON, HUB, PARTNER, FILE = (UUID(int=number) for number in range(1, 5))
RATINGS = st.sampled_from(["red", "amber"])
KINDS = ["re_rated", "rebased", "asked", "clarified", "answered", "submitted", "claimed", "opened", "reminded"]
MOVES = st.sampled_from([None, 1, 2, 3])


@given(st.lists(st.tuples(st.sampled_from(KINDS), MOVES, RATINGS, st.booleans()), max_size=20))
def test_they_say_what_stands(happened: list[tuple[str, int | None, str, bool]]) -> None:
    events = [_event(1, "sent", {"due_at": _due(0), "rating": "amber"})]
    for number, (what, moves, rating, stops) in enumerate(happened, start=2):
        codes: dict[str, Any] = {"due_at": _due(moves)} if moves and what != "asked" else {}
        codes |= {"rating": rating} if what == "re_rated" else {}
        codes |= {"paused_at": _due(-number)} if what == "asked" and stops else {}
        events.append(_event(number, what, codes if what in ("re_rated", "rebased", "asked", "clarified") else {}))
        steps, stands = clock_steps(events), standing_of_request(events, PARTNER)
        assert (steps[-1].due, steps[-1].rating) == (stands.due_at, stands.rating)
        assert steps[-1].due_before in {None, *(one.due for one in steps)}
    told = [one.what for one in clock_steps(events)]
    assert told.count("re_rated") == sum(what == "re_rated" for what, *_ in happened)
    assert told.count("asked") == sum(what == "asked" for what, *_ in happened)
    assert told.count("clarified") == sum(what == "clarified" for what, *_ in happened)
    assert told.count("went_on") <= told.count("asked"), "the partner goes on once from each"


def test_nothing_is_told_of_what_was_never_sent() -> None:
    assert clock_steps([_event(1, "re_rated", {"rating": "red"}), _event(2, "claimed", {})]) == ()


def _event(number: int, what: str, codes: dict[str, Any]) -> Event:
    at = START + timedelta(minutes=number)
    return Event(FILE, number, what, PERSON, PERSON, PARTNER, at, codes, b"", b"")


def _due(moves: int) -> str:
    return (START + timedelta(days=moves)).isoformat()
