"""The fold over what was said in a case, against a naive replay written here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import HistoryDamaged
from app.domain.history import standing

START = datetime(2026, 11, 24, 10, tzinfo=UTC)
KINDS = st.sampled_from([None, "manager_decision", "rating", "wishes_recorded"])
SUBJECTS = st.sampled_from([UUID(int=number) for number in range(1, 4)])
MINUTES = st.integers(0, 3)


@dataclass(frozen=True)
class One:
    """Something said."""

    id: UUID
    what: str | None
    subject_id: UUID
    version: int
    supersedes: UUID | None
    released_at: datetime | None


@st.composite
def histories(draw: st.DrawFn) -> list[One]:
    """Things said one after another, some in the same minute, as a case holds them: in no order."""
    said: list[One] = []
    at = START
    for number, (what, subject, later) in enumerate(draw(st.lists(st.tuples(KINDS, SUBJECTS, MINUTES), max_size=20))):
        at += timedelta(minutes=later)
        before = None
        for one in said:
            if one.what == what and one.subject_id == subject:
                before = one
        version = before.version + 1 if before else 1
        said.append(One(UUID(int=1000 + number), what, subject, version, before.id if before else None, at))
    return draw(st.permutations(said))


def replayed(said: list[One], at: datetime) -> dict[tuple[str | None, UUID], UUID]:
    """Everything said by then, written over what was said before it."""
    board: dict[tuple[str | None, UUID], UUID] = {}
    for one in sorted(said, key=lambda each: each.id):
        if one.released_at is not None and one.released_at <= at:
            board[one.what, one.subject_id] = one.id
    return board


@given(histories(), st.integers(-1, 60))
def test_at_any_moment_it_is_what_a_replay_says(said: list[One], minutes: int) -> None:
    at = START + timedelta(minutes=minutes)
    assert {key: one.id for key, one in standing(said, at).items()} == replayed(said, at)
    assert standing(said) == standing(said, START + timedelta(days=1))


@given(histories(), st.data())
def test_one_taken_away_is_noticed_unless_it_was_the_newest(said: list[One], data: st.DataObject) -> None:
    if not said:
        return
    gone = data.draw(st.sampled_from(said))
    rest = [one for one in said if one is not gone]
    if any(one.supersedes == gone.id for one in rest):
        with pytest.raises(HistoryDamaged):
            standing(rest)
    else:
        assert {key: one.id for key, one in standing(rest).items()} == replayed(rest, START + timedelta(days=1))


@given(histories(), st.data())
def test_one_put_in_beside_another_is_noticed(said: list[One], data: st.DataObject) -> None:
    if not said:
        return
    twin = data.draw(st.sampled_from(said))
    forged = One(UUID(int=1), twin.what, twin.subject_id, twin.version, twin.supersedes, twin.released_at)
    with pytest.raises(HistoryDamaged):
        standing([*said, forged])
