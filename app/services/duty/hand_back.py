"""What was done while the hub was closed is written down, and the case is the hub's again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.domain.answers import plain
from app.domain.duty import DONE_ON_DUTY, Handed
from app.domain.errors import InvalidInput, WrongState
from app.domain.events import ACCEPTED, ENDED, LAPSED
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.time_of_day import london, time_words
from app.services.disclosure.duties import HUB_FOLLOWS_UP
from app.services.disclosure.permission import require_case
from app.services.duty.acts import Step, commit_steps
from app.services.duty.standing import standing_of
from app.services.intake.open_case import find_case
from app.services.intake.state_in_case import state_in_case
from app.services.runtime import Runtime

KIND, WORDS = DONE_ON_DUTY, "case_done_on_duty"
TOLD_BACK = "handed_back"
WRITE_DOWN = "Write down what was done, and what is still to be done: “nothing” is an answer too."
OVER = "Nobody of the emergency duty team has this case."
BACK = "This case has been handed back already, {at}, by {by}."
LEFT = "The night in which {by} had this case is over since {at}. Write down in the case what they tell you was done."


@dataclass(frozen=True, slots=True)
class WithDuty:
    """A case that a duty worker has, and who."""

    case: CaseFile
    given: Handed
    name: str


def find_with_duty(runtime: Runtime, actor: Actor, case_id: UUID) -> WithDuty:
    """The case, for whoever has it until the morning and for the hub's people on it. Raises NotFound, WrongState."""
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id, duty=HUB_FOLLOWS_UP)
        given = standing_of(runtime, work, case.tenant_id, [case_id]).get(case_id)
        if given is None or not given.accepted(runtime.clock.now()):
            raise WrongState(_over(work, given))
        return WithDuty(case, given, work.identity.person(given.to_id).display_name)


def hand_back(runtime: Runtime, actor: Actor, case_id: UUID, done: str) -> None:
    """Record what was done, then end the hand-over: the duty worker opens nothing of the case from then on.

    Whoever of the hub is on the case may take it back as well, and writes down what they were told. The hub's people on
    it are told. Raises InvalidInput without words, WrongState where nobody has it any more, NotFound.
    """
    if not done.strip():
        raise InvalidInput({"done": WRITE_DOWN})
    given = find_with_duty(runtime, actor, case_id).given
    known = find_case(runtime, actor, case_id)
    whole = next(one.subject_id for one in known.subjects if one.kind == "case")
    stood = known.stated.get((KIND, whole))
    state_in_case(runtime, actor, case_id, whole, KIND, {WORDS: plain(done.strip())}, stood.version if stood else None)
    with runtime.database.work(actor.organisation_id) as work:
        case = require_case(runtime, work, actor, case_id, duty=HUB_FOLLOWS_UP)
        work.files.lock_for_change(case_id)
        stands = standing_of(runtime, work, case.tenant_id, [case_id]).get(case_id)
        if stands is None or stands.to_id != given.to_id or not stands.accepted(runtime.clock.now()):
            raise WrongState(_over(work, stands))
        told = {"case_id": str(case_id), "but": str(actor.person_id)}
        work.jobs.enqueue(TOLD_BACK, case.tenant_id, told, runtime.clock.now())
        commit_steps(runtime, work, actor, [Step(case_id, ENDED, given.to_id)])


def _over(work: Work, given: Handed | None) -> str:
    """Why there is nothing to hand back: who did, and when, or that the night is over."""
    if given is None or given.state not in (ENDED, LAPSED, ACCEPTED):
        return OVER
    ended = given.state == ENDED
    at = london(given.at if ended and given.at else given.until)
    name = work.identity.person((given.ended_by if ended else None) or given.to_id).display_name
    return (BACK if ended else LEFT).format(at=f"{at.day} {at:%B %Y} at {time_words(at)}", by=name)
