"""A partner is rung that has not seen what changed, or was closed when something red was sent.

Kept is who was rung, how they were identified, and what was said; also that nobody answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.domain.errors import InvalidInput, NotFound, WrongState
from app.domain.events import IDENTIFIED, INCIDENT, NOT_VERIFIED, RUNG, UNANSWERED
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.research import ResearchRequest
from app.services.disclosure.duties import HUB_FOLLOWS_UP
from app.services.disclosure.permission import require_hub_file
from app.services.disclosure.recording import make_durable, record
from app.services.disclosure.releasing import file_key
from app.services.disclosure.working import append, worked
from app.services.runtime import Runtime

YES_OR_NO = ("yes", "no")
SPOKE, NO_ANSWER = "spoke", "no_answer"
OUTCOMES: Final = {SPOKE: "I spoke to somebody", NO_ANSWER: "Nobody answered"}
"""What may come of ringing a partner."""
CALL: Final = "call"
"""Of a call that is recorded: the code that says which it was, so that the same form sent again is the same call."""


@dataclass(frozen=True, slots=True)
class PartnerCall:
    """What came of ringing a partner; of whom was spoken to, how they were identified and what was said."""

    outcome: str
    identified: str = ""
    spoke_to: str = ""
    said: str = ""
    whereabouts: str = ""

    @property
    def told(self) -> bool:
        """Whether the partner counts as told: nobody unverified does."""
        return self.outcome == SPOKE and self.identified != NOT_VERIFIED

    def wrong(self) -> Mapping[str, str]:
        """A sentence for each thing that is missing, or is said of a call that nobody answered."""
        if self.outcome == NO_ANSWER:
            said = {name: getattr(self, name) for name in ("spoke_to", "said")}
            return {name: NOBODY_SPOKE for name, words in said.items() if words.strip()}
        if self.outcome != SPOKE:
            return {"outcome": "Say what came of the call."}
        needs = (
            ("identified", "Choose how you made sure who it was.", self.identified in IDENTIFIED),
            ("spoke_to", "Give the name of whoever you spoke to.", self.spoke_to.strip()),
            ("said", "Write down what you said.", self.said.strip()),
            ("whereabouts", "Say whether you said where anybody is.", self.whereabouts in YES_OR_NO),
        )
        return {name: words for name, words, there in needs if not there}


NOBODY_SPOKE = "Nobody answered: take this out, or choose that you spoke to somebody. Leave no message with anybody."


def ring_partner(runtime: Runtime, actor: Actor, file_id: UUID, call: PartnerCall, once: UUID | None = None) -> bool:
    """Record the call in the hub's own log; whether the partner counts as told.

    A call in which nobody made sure who it was is a possible incident: the case's decision-makers are told at once.
    Who was spoken to and what was said are sealed in the log alone. What nobody answered changes nothing else. The
    same call (`once`) is recorded once. Raises InvalidInput naming what is missing, WrongState when nothing has
    changed, NotFound, LogUnavailable: then nothing is recorded.
    """
    if wrong := call.wrong():
        raise InvalidInput(wrong)
    with runtime.database.work(actor.organisation_id) as work:
        request = require_hub_file(runtime, work, actor, file_id, duty=HUB_FOLLOWS_UP, hold=True)
        if request is None:
            raise NotFound("This request does not exist.")
        work.files.lock_for_change(file_id)  # of the same form sent twice the second sees what the first has done
        if once is not None and _is_recorded(work, file_id, once):
            return call.told
        if request.changed_at is None and not request.unattended:
            raise WrongState("Nothing in this request has changed since it was sent, and its partner can see it.")
        file, now = file_key(runtime, work, file_id, request.hub_id), runtime.clock.now()
        if call.told and request.changed_at is not None:
            work.files.note_told(file_id, request.changed_at, "rung_at", now)
        elif call.told:
            work.files.note_since([file_id], "rung_at", now)
        acts = [file.act(RUNG if call.outcome == SPOKE else UNANSWERED, actor.person_id, **_codes(request, call, once))]
        if call.outcome == SPOKE and not call.told:
            acts.append(file.act(INCIDENT, actor.person_id, whereabouts=call.whereabouts))
            work.jobs.enqueue("unverified_call", request.hub_id, {"file_id": str(file_id)}, now)
        reason = f"Spoke to {call.spoke_to.strip()}. {call.said.strip()}" if call.outcome == SPOKE else None
        entries = [worked(runtime, actor, request.hub_id, one, reason) for one in append(work, actor, now, acts)]
        make_durable(runtime, work, record(runtime, work, [(one, file.detail_key) for one in entries]))
    return call.told


def _is_recorded(work: Work, file_id: UUID, once: UUID) -> bool:
    calls = work.events.of_kinds([file_id], [RUNG, UNANSWERED]).get(file_id, ())
    return any(one.codes.get(CALL) == str(once) for one in calls)


def _codes(request: ResearchRequest, call: PartnerCall, once: UUID | None) -> Mapping[str, str]:
    codes = {} if once is None else {CALL: str(once)}
    if call.outcome == SPOKE:
        codes |= {"identified": call.identified, "whereabouts": call.whereabouts}
    if request.changed_at is not None:
        codes["change"] = request.changed_at.isoformat()
    return codes
