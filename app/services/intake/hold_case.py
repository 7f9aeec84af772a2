"""Hold a case at once: a decision-maker of the hub does, on the case or not. It is told by telephone at any hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from app.domain.answers import Answer, plain
from app.domain.errors import InvalidInput
from app.domain.identity import Actor
from app.domain.time_of_day import london
from app.services.disclosure.reasoned import wrong_reason
from app.services.intake.assign_case import STEPS_IN, assign_case
from app.services.intake.look_again import NOT_LATER
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.services.research.list_requests import cases_of
from app.services.runtime import Runtime
from policies.engine.vocabulary import HELD

KIND, IS_HELD, REASON, HEARD = "hold", "case_hold", "case_hold_reason", "case_hold_heard"
AGAIN = "case_hold_again"
WHO_TOLD = "Write down who told you, how and when: a telephone call is enough."


def words_of_hold(reason: str, heard: str, again: date) -> Mapping[str, Answer]:
    """What is said when a case is held."""
    said = {IS_HELD: HELD, REASON: reason.strip(), HEARD: heard.strip(), AGAIN: again.isoformat()}
    return {key: plain(word) for key, word in said.items()}


def hold_case(runtime: Runtime, actor: Actor, case_id: UUID, reason: str, heard: str, again: date) -> None:
    """Nothing of the case or of its requests is erased from now on, until somebody who may ends it with a reason.

    On the day `again` whoever can end it is told to look again.

    Whoever is not on the case steps in with the same reason. Raises InvalidInput for what is missing; NotFound, after
    logging the refusal, for whoever may not step in; NotPermitted for whoever decides nothing; Erased.
    """
    found = wrong_reason(STEPS_IN, reason) or {}
    if not heard.strip():
        found = {**found, "heard": WHO_TOLD}
    if again <= london(runtime.clock.now()).date():
        found = {**found, "again": NOT_LATER}
    if found:
        raise InvalidInput(found)
    if case_id not in cases_of(runtime, actor, [case_id]):
        assign_case(runtime, actor, case_id, actor.person_id, reason)
    known = find_case(runtime, actor, case_id)
    whole = next(one.subject_id for one in known.subjects if one.kind == "case")
    stood = known.stated.get((KIND, whole))
    words = words_of_hold(reason, heard, again)
    state_in_case(runtime, actor, case_id, whole, KIND, words, stood.version if stood else None)
