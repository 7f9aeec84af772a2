"""Who may know of a case that is closed to named people: for each person, what the newest that counts for them says."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.named import ABOUT_NAMES, NAMED_NO_MORE, named_in
from tests.domain.test_events import CASE, HUB, PEOPLE, event

KINDS = st.sampled_from([*ABOUT_NAMES, "assigned", "opened"])
HISTORIES = st.lists(st.tuples(KINDS, st.sampled_from(PEOPLE), st.booleans()), max_size=20)


@given(HISTORIES)
def test_a_case_is_closed_since_the_last_opening_and_each_name_stands_until_it_is_taken(
    history: list[tuple[str, UUID, bool]],
) -> None:
    """Only what is believed opens or names; whatever takes a name away needs no belief."""
    events = [event(number, what, about, file=CASE, org=HUB) for number, (what, about, _) in enumerate(history, 1)]
    believed = {one.seq for one, (_, _, sound) in zip(events, history, strict=True) if sound}
    found = named_in(events, lambda one: one.seq in believed)
    opened = max((n for n, (what, _, ok) in enumerate(history) if what == "opened_to_hub" and ok), default=-1)
    since = history[opened + 1 :]
    if not any(what == "named" for what, _, _ in since):
        assert found is None
        return
    for person in PEOPLE:
        theirs = [what for what, about, ok in since
                  if about == person and (what in NAMED_NO_MORE or (what == "named" and ok))]  # fmt: skip
        assert found is not None
        assert (person in found) == (theirs[-1:] == ["named"])


def test_nobody_is_named_of_a_case_that_never_was_closed() -> None:
    events = [event(1, "assigned", PEOPLE[0], file=CASE, org=HUB), event(2, "taken_off", PEOPLE[0], file=CASE, org=HUB)]
    assert named_in(events, lambda _: True) is None
