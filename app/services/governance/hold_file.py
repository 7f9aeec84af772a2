"""Who governs a hub holds a case, and ends a hold, without being on the case: nothing of it is opened to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.domain.answers import plain
from app.domain.errors import Erased, InvalidInput, KeysUnavailable, WrongState
from app.domain.files import CaseFile
from app.domain.identity import Actor
from app.domain.ports import Work
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.domain.time_of_day import london
from app.services.disclosure.duties import HUB_CLOSES, HUB_GOVERNS, Duty, has_duty
from app.services.disclosure.gate import refuse
from app.services.disclosure.reasoned import ReasonedAct, wrong_reason
from app.services.disclosure.sealed_file import SealedFile
from app.services.governance.own_hand import files_with_a_hand
from app.services.intake.case_history import case_history
from app.services.intake.hold_case import IS_HELD, KIND, REASON, WHO_TOLD, words_of_hold
from app.services.intake.look_again import NOT_LATER, look_again_on
from app.services.intake.state_in_case import Given, state_by_key
from app.services.runtime import Runtime

HOLDS = ReasonedAct("hold_file", "Say why it is held, in a sentence and without anybody’s name.")
ENDS = ReasonedAct("release_hold", "Say why the hold ends, in a sentence and without anybody’s name.")
ENDED = "ended"
GONE = "This case is erased: there is nothing of it left to hold."
HELD_ALREADY = "This case is held already. Who may end the hold ends it first, with a reason."
NOT_HELD = "This case is not held."


@dataclass(frozen=True, slots=True)
class Holdable:
    """A case of the hub, and how its hold stands: since when, and the day on which it is looked at again.

    `requests` are its files beside its own: one hold is over all of them, and over those that come. `may` says whether
    whoever asks can hold it and end that.
    """

    case: CaseFile
    requests: Sequence[ResearchRequest]
    look_again: date | None
    may: bool


class _Found(NamedTuple):
    """A case that may be held by who asks, and the newest that was said of holding it."""

    case: CaseFile
    whole: UUID
    said: Record | None


def find_holdable(runtime: Runtime, actor: Actor, file_id: UUID) -> Holdable:
    """The case that a file is of, or is, as who governs may know of it. Raises NotFound, after logging the refusal."""
    with runtime.database.work(actor.organisation_id) as work:
        found = _found(runtime, work, actor, file_id, HUB_GOVERNS)
        requests, may = work.files.requests_of(found.case.file_id), has_duty(runtime.policy.release, actor, HUB_CLOSES)
        return Holdable(found.case, requests, look_again_on(found.said), may)


def hold_file(runtime: Runtime, actor: Actor, file_id: UUID, reason: str, heard: str, again: date) -> UUID:
    """Hold the case that a file is of, or is, with its requests, until somebody ends that; the case's id.

    Raises InvalidInput; NotFound, after logging the refusal, for whoever may not, of another hub's file or none, and
    of a case that they have a hand in; WrongState where it is held, or erased.
    """
    wrong = dict(wrong_reason(HOLDS, reason))
    if not heard.strip():
        wrong["heard"] = WHO_TOLD
    if again <= london(runtime.clock.now()).date():
        wrong["again"] = NOT_LATER
    with runtime.database.work(actor.organisation_id) as work:
        found = _found(runtime, work, actor, file_id, HUB_CLOSES)
        if wrong:
            raise InvalidInput(wrong)
        if found.case.held_at is not None:
            raise WrongState(HELD_ALREADY)
        given = Given(found.whole, words_of_hold(reason, heard, again), {}, found.said.version if found.said else None)
        _say(runtime, work, actor, found.case, given)
    return found.case.file_id


def release_hold(runtime: Runtime, actor: Actor, file_id: UUID, reason: str) -> UUID:
    """End the hold of the case that a file is of, or is; the case's id. Raises as `hold_file` does; WrongState where
    it is not held.
    """
    wrong = wrong_reason(ENDS, reason)
    with runtime.database.work(actor.organisation_id) as work:
        found = _found(runtime, work, actor, file_id, HUB_CLOSES)
        if wrong:
            raise InvalidInput(wrong)
        if found.case.held_at is None or found.said is None:
            raise WrongState(NOT_HELD)
        words = {IS_HELD: plain(ENDED), REASON: plain(reason.strip())}
        _say(runtime, work, actor, found.case, Given(found.whole, words, {}, found.said.version))
    return found.case.file_id


def _found(runtime: Runtime, work: Work, actor: Actor, file_id: UUID, duty: Duty) -> _Found:
    request = work.files.request(file_id)
    case_id = request.case_id if request else file_id
    case = work.files.case(case_id)
    hand = files_with_a_hand(work, actor, {file_id, case_id}, at_hub=True)
    may = has_duty(runtime.policy.release, actor, duty) and not hand
    if case is None or case.tenant_id != actor.organisation_id or not may:
        refuse(runtime, work, actor, HOLDS.name, [file_id])
    said = case_history(work, case_id, case.reference).stated()
    whole = next(one.subject_id for one in work.files.subjects(case_id) if one.kind == "case")
    return _Found(case, whole, said.get((KIND, whole)))


def _say(runtime: Runtime, work: Work, actor: Actor, case: CaseFile, given: Given) -> None:
    kind = runtime.policy.release.statements[KIND]
    wrap = work.keys.tenant_key(case.tenant_id, "file")
    if wrap is None:
        raise KeysUnavailable("This hub has no key yet, so nothing can be written down. Ask your administrator.")
    try:
        key = runtime.keys.file_keys({case.file_id: wrap})[case.file_id]
    except Erased as gone:
        raise WrongState(GONE) from gone
    state_by_key(runtime, work, actor, SealedFile(case.file_id, case.tenant_id, key), kind, given)
