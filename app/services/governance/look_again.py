"""Hashing the logs again without being asked: so many leaves a minute, round and round, whatever there is of them.

A leaf or node changed far from the edge breaks no checkpoint that is signed meanwhile. Here it is come across in the
end, and its log stopped. Where a worker begins is random: nobody knows when a leaf's turn is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from secrets import randbelow
from typing import NamedTuple

from app.domain.log_entry import Standing
from app.services.governance.rebuild_tree import part_problem
from app.services.governance.stop_logs import stop_logs
from app.services.runtime import Runtime

EVERY = timedelta(minutes=1)
ROUND, LEAST = 2000, 100
"""So many leaves are hashed in a round; a shorter log counts as so many, for what it takes to read it at all."""


class Place(NamedTuple):
    """Where the next round begins: the number of a log, and of a leaf in it."""

    log: int
    number: int


def look_again(runtime: Runtime, place: Place | None) -> Place | None:
    """Hash the next leaves from a place on (None: a random one), compare them and their nodes with what is stored.

    A log found changed is stopped. Returns where to go on. Raises Unavailable errors.
    """
    changed: dict[str, str] = {}
    with runtime.database.work(None) as work:
        stored = [one for one in work.log.standing(None) if one.size > 0]
        left = ROUND
        for one, start in _from(stored, place or _anywhere(stored)):
            if left <= 0:
                break
            end = min(start + left, one.size)
            if problem := part_problem(work, one.log, start, end):
                changed[one.log.label] = problem
            left -= max(end - start, LEAST)
            place = Place(one.log.id, end)
    if changed:
        stop_logs(runtime, changed)
    return place


def _anywhere(stored: Sequence[Standing]) -> Place:
    """A random leaf of all there are."""
    number = randbelow(sum(one.size for one in stored) or 1)
    for one in stored:
        if number < one.size:
            return Place(one.log.id, number)
        number -= one.size
    return Place(0, 0)


def _from(stored: Sequence[Standing], place: Place) -> Iterator[tuple[Standing, int]]:
    """Each log with the number to begin at: first the one of the place, then those after it, then those before."""
    yield from ((one, place.number) for one in stored if one.log.id == place.log and place.number < one.size)
    yield from ((one, 0) for one in stored if one.log.id > place.log)
    yield from ((one, 0) for one in stored if one.log.id <= place.log)
