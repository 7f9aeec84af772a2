"""Whether somebody in a case works for a partner, or is close to somebody who does: that one is never simply asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from app.domain.answers import Answer
from app.domain.identity import Organisation
from app.domain.records import Record
from app.services.clocks.answering import Number
from policies.engine.vocabulary import WORKS_FOR, WORKS_THERE

SAYS, YES = "case_works_for", "yes"
WHOM = "Choose the partner or partners that this person works for, or is close to staff of."
NONE = "You chose a partner: say that this person works for one, or take it out."


def wrong_with_employers(
    codes: Mapping[str, Any], words: Mapping[str, Answer], partners: Iterable[UUID]
) -> Mapping[str, str]:
    """What is wrong with where somebody is said to work; nothing where that is not said. Pure."""
    if WORKS_FOR not in codes:
        return {}
    named, said = codes[WORKS_FOR], words.get(SAYS)
    if not isinstance(named, Mapping) or not named.keys() <= {str(one) for one in partners}:
        return {WORKS_FOR: WHOM}
    if bool(named) == (said is not None and said.value == YES):
        return {}
    return {WORKS_FOR: NONE if named else WHOM}


def employers(stated: Mapping[tuple[str, UUID], Record]) -> frozenset[UUID]:
    """The partners for which somebody in a case works, as it stands."""
    said = (one.codes[WORKS_FOR] for one in stated.values() if WORKS_FOR in one.codes)
    return frozenset(UUID(partner) for each in said for partner, how in each.items() if how == WORKS_THERE)


def no_ordinary_request(partner: Organisation, number: Number) -> str:
    """Why a partner is sent none, and what is done instead."""
    return (
        f"Somebody in this case works for {partner.name}, or is close to somebody who does. It is sent no request: "
        f"their colleagues could see it. Ring {number.words}, ask for the designated officer for allegations "
        "about staff, and tell nobody else there whom it is about."
    )
