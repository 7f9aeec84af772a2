"""What is said of how urgent a case is: proposed when it is started, then rated by somebody qualified, with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from app.domain.answers import Answer
from app.domain.records import Record
from app.domain.research import OPEN_STATES, ResearchRequest
from policies.engine.vocabulary import RATING

PROPOSED: Final = "proposed_rating"
RATED: Final = "rating"
LEVEL, REASON = "case_rating_level", "case_rating_reason"
TRIGGER, RETURN = "case_rating_trigger", "case_rating_return"
A_RETURN: Final = "return"
WHY_AGAIN: Final = "Say what changed the picture since the case was last rated."


def stands_as_proposed(stated: Mapping[tuple[str, UUID], Record]) -> bool:
    """Whether nobody qualified has rated the case yet: it goes by what was proposed when it was started."""
    return all(what != RATED for what, _ in stated)


def asks_nobody(target: object, requests: Sequence[ResearchRequest]) -> Mapping[str, str]:
    """Refuse a rating in which nobody is asked (no `target`) while some who were asked have not answered. Pure."""
    waiting = sum(one.state in OPEN_STATES and one.answered_at is None for one in requests)
    if target is not None or not waiting:
        return {}
    many = "1 request waits" if waiting == 1 else f"{waiting} requests wait"
    return {RATING: f"{many} for an answer, and nobody is asked in this rating. Withdraw what is not needed first."}


def wrong_with_rating(
    said: Mapping[str, Answer], requests: Sequence[ResearchRequest], *, again: bool
) -> Mapping[str, str]:
    """A sentence for each word of a rating that does not fit. Pure.

    Rated `again`, a case is so for a reason that came; the first time nothing has changed yet. Which return it was must
    be one that these `requests` of the case have brought.
    """
    trigger = said[TRIGGER].value if TRIGGER in said else None
    if again and trigger is None:
        return {TRIGGER: WHY_AGAIN}
    if not again and trigger is not None:
        return {TRIGGER: "Nothing can have changed: the case has not been rated yet."}
    if RETURN not in said:
        return {}
    if trigger != A_RETURN:
        return {RETURN: "Choose a return only where a return changed the picture."}
    if said[RETURN].value not in {one.reference for one in requests if one.answered_at is not None}:
        return {RETURN: "Choose one of the returns that have come in."}
    return {}
