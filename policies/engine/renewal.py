"""Facts that are sent again when they change: when one becomes stricter, and what is said until somebody decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ADDING, TAKING_AWAY = "adding", "taking_away"
STRICTER_BY = (ADDING, TAKING_AWAY)


@dataclass(frozen=True, slots=True)
class Tightening:
    """When a word of a statement becomes stricter: up its `order`, loosest first, or `by` adding or taking away."""

    field: str
    order: tuple[str, ...] = ()
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Renewal:
    """Which facts are corrected in what partners were sent, for how long, and when one that has not seen it is rung.

    `days_after_closing` counts from the closing of the case; `minutes_unseen` are by the request's rating.
    """

    corrected: tuple[str, ...]
    days_after_closing: int
    minutes_unseen: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Guarded:
    """Where only who decides says that an address is not protected: purposes, and a case's own answers by field."""

    purposes: tuple[str, ...]
    concerns: Mapping[str, tuple[str, ...]]


def stricter(rule: Tightening, told: Any, now: Any, *, withdrawn: bool = False) -> Any:
    """What somebody who was told `told` may be told by machine when `now` is said: never less strict than either.

    `withdrawn` says that what was told has been taken away before, and waits for a decision-maker. Pure.
    """
    if told == now or withdrawn:
        return told
    if rule.by == TAKING_AWAY:
        return None if told else now
    if not told or not now:
        return told or now
    if rule.by == ADDING:
        return _both(told, now)
    known = [rule.order.index(one) if one in rule.order else -1 for one in (told, now)]
    return rule.order[-1] if known[0] == known[1] else (told, now)[known[1] > known[0]]


def _both(told: Any, now: Any) -> Any:
    """All that stood, and what is new beside it; a text by its lines."""
    if isinstance(told, list) and isinstance(now, list):
        return now if all(one in now for one in told) else [*told, *(one for one in now if one not in told)]
    stood, said = str(told).splitlines(), str(now).splitlines()
    return now if all(one in said for one in stood) else "\n".join([*stood, *(one for one in said if one not in stood)])
