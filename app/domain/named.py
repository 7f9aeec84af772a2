"""A case that is closed to named people: who of its hub may know that there is one. A fold over its events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

from app.domain.events import NAMED, OPENED_TO_HUB, Event

NAMED_NO_MORE: Final = ("taken_off", "freed", "conflict_declared")
ABOUT_NAMES: Final = (NAMED, OPENED_TO_HUB, *NAMED_NO_MORE)
"""What says who is named: a case is closed as soon as anybody is, and named people alone know of it until it is opened
to its hub again. Whoever is taken off, leaves or steps back is named no more."""


def named_in(events: Iterable[Event], is_believed: Callable[[Event], bool]) -> frozenset[UUID] | None:
    """Who is named; None for a case that is open to its hub. What is not believed closes, and never opens or names."""
    names: set[UUID] = set()
    closed = False
    for one in events:
        if one.what == NAMED:
            closed = True
            if one.about_id is not None and is_believed(one):
                names.add(one.about_id)
        elif one.what == OPENED_TO_HUB:
            if is_believed(one):
                closed = False
                names.clear()
        elif one.what in NAMED_NO_MORE and one.about_id is not None:
            names.discard(one.about_id)
    return frozenset(names) if closed else None
