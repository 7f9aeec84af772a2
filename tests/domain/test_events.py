"""What follows from events: the folds against the transitions themselves, over random histories, and damage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import WrongState
from app.domain.events import KINDS, WORKED, Event, Involvement, on_file
from app.domain.request_standing import standing_of_request
from app.domain.research import ResearchRequest

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PEOPLE = [UUID(int=number) for number in range(1, 5)]
HUB, PARTNER, CASE, FILE = (UUID(int=number) for number in range(11, 15))
SENT = ResearchRequest(
    FILE, CASE, HUB, PARTNER, "ABCD-EFGH", "purpose", "basis", "red", "sent", PEOPLE[0], START, START,
    None, None, None, 1,
)  # fmt: skip

Step = Callable[[ResearchRequest, UUID, datetime], ResearchRequest]
STEPS: dict[str, Step] = {
    "claimed": lambda one, who, at: one.claim(who),
    "handed_over": lambda one, who, at: one.hand_over(),
    "freed": lambda one, who, at: one.hand_over(),
    "taken_over": lambda one, who, at: one.take_over(who),
    "handed_to": lambda one, who, at: one.hand_to(who),
    "submitted": lambda one, who, at: one.submit(),
    "sent_back": lambda one, who, at: one.send_back(),
    "asked": lambda one, who, at: one.ask(at, stops=False),
    "clarified": lambda one, who, at: one.clarify(),
    "answered": lambda one, who, at: one.answer(at),
    "opened": lambda one, who, at: replace(one, opened_at=one.opened_at or at),
    "approved": lambda one, who, at: one,
}


def event(number: int, what: str, about: UUID, by: UUID | None = None, file: UUID = FILE, org: UUID = PARTNER) -> Event:
    return Event(file, number, what, about, by or about, org, START + timedelta(minutes=number), {}, b"", b"")


@given(st.lists(st.tuples(st.sampled_from(list(STEPS)), st.sampled_from(PEOPLE)), max_size=40))
def test_a_request_stands_where_its_transitions_brought_it(tries: list[tuple[str, UUID]]) -> None:
    request, events = SENT, [event(1, "sent", PEOPLE[0], org=HUB)]
    for what, who in tries:
        happened = [event(len(events) + 1, what, who)]
        if what in ("taken_over", "handed_to") and request.claimed_by:  # from somebody, in the same act
            happened = [
                event(len(events) + 1, "handed_over", request.claimed_by, who),
                event(len(events) + 2, what, who),
            ]
        try:
            request = STEPS[what](request, who, happened[-1].at)
        except WrongState:
            continue
        events += happened
        stands = standing_of_request(events, PARTNER)
        assert (stands.state, stands.claimed_by, stands.opened_at, stands.answered_at) == (
            request.state, request.claimed_by, request.opened_at, request.answered_at
        )  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(["assigned", "taken_off", "freed", "conflict_declared", "opened"]),
                          st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=30))  # fmt: skip
def test_who_is_on_a_case_is_the_same_asked_of_all_or_of_one(history: list[tuple[str, UUID, UUID]]) -> None:
    events = [event(number, *one, file=CASE, org=HUB) for number, one in enumerate(history, start=1)]
    naive: dict[UUID, bool] = {}
    for what, about, _ in history:
        if what in ("assigned", "taken_off", "freed"):
            naive[about] = what == "assigned"
    gone = {about for what, about, _ in history if what == "conflict_declared"}
    on = {one for one, there in naive.items() if there and one not in gone}
    assert set(on_file(events)) == on
    for person in PEOPLE:
        own = Involvement(person, tuple(one for one in events if one.names(person)))
        assert (own.on_case(CASE) and not own.in_conflict(CASE)) == (person in on)
        assert own.had_a_hand_for(HUB, CASE) == any(person in one[1:] for one in history)


def test_what_is_damaged_takes_away_and_gives_nothing() -> None:
    ann = PEOPLE[0]
    sound = (event(1, "assigned", ann, file=CASE, org=HUB), event(1, "claimed", ann))
    whole = Involvement(ann, sound)
    assert (whole.on_case(CASE), whole.holds(FILE), whole.in_conflict(CASE, FILE)) == (True, True, False)
    one_damaged = Involvement(ann, sound, frozenset({CASE}))
    assert (one_damaged.on_case(CASE), one_damaged.in_conflict(CASE), one_damaged.holds(FILE)) == (False, True, True)
    assert not Involvement(ann).on_case(CASE)


def test_a_hand_is_had_for_an_organisation_and_in_a_file() -> None:
    ann, bob = PEOPLE[:2]
    own = Involvement(ann, (event(1, "handed_over", ann, bob),))
    assert own.had_a_hand_for(PARTNER, FILE)
    assert not own.had_a_hand_for(HUB, FILE)
    assert not own.had_a_hand_for(PARTNER, CASE)
    assert not own.holds(FILE)


def test_the_kinds_the_gate_relies_on_are_among_the_kinds() -> None:
    assert set(WORKED) < set(KINDS)
    assert set(STEPS) < set(KINDS)
